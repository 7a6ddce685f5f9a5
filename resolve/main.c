/* oapi-resolve: what a description means. Reads a document IR, writes a program IR. */
#include <stdio.h>

#include "resolve.h"

enum {
	OPT_NONE = OPT_END,
#define ROW(letter, name, arg, help, id) id,
#include "options.def"
};

static const struct opt options[] = {
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, id},
#include "options.def"
	OPT_COMMON};

/* The patterns are interned later, after the document's strings. */
struct patterns {
	Str text[256];
	struct list *list[256];
	u32 n;
};

static void read_options(struct opt_parser *p, struct resolve *r, struct patterns *patterns)
{
	struct selection *s = &r->select;
	struct list *lists[] = {NULL, &s->only, &s->exclude, &s->tag, &s->path};
	for (int id; (id = opt_next(p)) != OPT_END;) {
		s->all_schemas = s->all_schemas || id == O_ALL_SCHEMAS;
		r->all_headers = r->all_headers || id == O_ALL_HEADERS;
		r->keep_unknown = r->keep_unknown || id == O_KEEP_UNKNOWN;
		r->odata = r->odata || id == O_ODATA;
		if (id >= O_ALL_SCHEMAS)
			continue;
		if (patterns->n == sizeof patterns->text / sizeof *patterns->text)
			opt_fail(p, "more than %u patterns: join some of them with *", patterns->n);
		patterns->text[patterns->n] = p->arg;
		patterns->list[patterns->n++] = lists[id];
		s->any = true;
	}
}

static Str doc_name(const struct ir *doc)
{
	return doc->count[IR_source] > 1 ? ir_str(doc, doc->source[1].name) : S("<stdin>");
}

int main(int argc, char **argv)
{
	(void)argc;
	struct arena arena = {0};
	struct diag diag;
	struct ir doc;
	struct common_options common = {0};
	struct patterns patterns = {0};
	struct stats stats = {0};
	diag_init(&diag, &arena, "oapi-resolve");
	struct resolve r = {.arena = &arena, .diag = &diag, .doc = &doc};
	struct opt_parser p = {
		.tool = "oapi-resolve",
		.synopsis = "[OPTION]... [DOCUMENT]",
		.summary = "Turns a document IR into a program IR: types and operations.",
		.table = options,
		.common = &common,
		.diag = &diag,
		.argv = argv + 1};
	read_options(&p, &r, &patterns);
	stats_begin(&stats, "oapi-resolve", &arena, &common);
	enum status status = ir_read(&doc, &arena, "oapi-resolve", common.input, IR_DOC);
	if (status == STATUS_OK)
		ready_memory(&arena, 15 * (size_t)doc.bytes / 4); /* about what the passes take */
	if (status == STATUS_OK && !resolve_strings(&r)) {
		fprintf(stderr, "oapi-resolve: error: %.*s: not an IR: a string is stored twice\n",
		        STR(doc_name(&doc)));
		status = STATUS_IR;
	}
	if (status != STATUS_OK)
		return (int)ir_write(NULL, NULL, &arena, common.output, IR_PROG, status);
	stats.in = doc.bytes;
	stats_pass(&stats, "read");
	for (u32 i = 0; i < patterns.n; i++)
		list_push(&r, patterns.list[i], intern(&r.strings, patterns.text[i]));
	r.max_depth = common.max_depth;
	ir_init(&r.out, &arena, IR_PROG);
	resolve_document(&r, &stats);
	status = diag_flush(&diag);
	status = ir_write(&r.out, &r.strings, &arena, common.output, IR_PROG, status);
	stats.out = r.out.bytes;
	stats_pass(&stats, "write");
	stats_end(&stats, &r.out);
	return (int)status;
}
