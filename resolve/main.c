/* oapi-resolve: what a description means. Reads a document IR, writes a program IR. */
#include <stdio.h>

#include "resolve.h"
#include "stats.h"

enum { O_ONLY = 1, O_EXCLUDE, O_TAG, O_PATH, O_ALL_SCHEMAS };

static const struct opt options[] = {
	{0, "only", "GLOB", "keep the operations whose operationId matches, and what they reach",
         O_ONLY},
	{0, "exclude", "GLOB", "leave out the operations whose operationId matches", O_EXCLUDE},
	{0, "tag", "GLOB", "keep the operations with a tag that matches", O_TAG},
	{0, "path", "GLOB", "keep the operations whose path matches", O_PATH},
	{0, "all-schemas", NULL, "keep every component schema beside them", O_ALL_SCHEMAS},
	OPT_COMMON,
};

/* The patterns are interned later, after the document's strings. */
struct patterns {
	Str text[256];
	struct list *list[256];
	u32 n;
};

static void read_options(struct opt_parser *p, struct selection *s, struct patterns *patterns)
{
	struct list *lists[] = {NULL, &s->only, &s->exclude, &s->tag, &s->path};
	for (int id; (id = opt_next(p)) != OPT_END;) {
		if (id == O_ALL_SCHEMAS) {
			s->all_schemas = true;
			continue;
		}
		if (patterns->n == sizeof patterns->text / sizeof *patterns->text)
			opt_fail(p, "more than %u patterns: join some of them with *", patterns->n);
		patterns->text[patterns->n] = p->arg;
		patterns->list[patterns->n++] = lists[id];
		s->any = true;
	}
}

/* The document's strings keep their ids, so that no name is looked up twice. */
static bool take_strings(struct resolve *r)
{
	intern_init(&r->strings, r->arena);
	for (u32 i = KW_COUNT; i < r->doc->strings; i++)
		if (intern(&r->strings, ir_str(r->doc, i)) != i)
			return false;
	return true;
}

static Str doc_name(const struct ir *doc)
{
	return doc->count[IR_source] > 1 ? ir_str(doc, doc->source[1].name) : S("<stdin>");
}

/* The sources' names and lines go along, so that every later stage can say where something
 * stands. */
static void copy_sources(struct resolve *r)
{
	for (u32 i = 1; i < r->doc->count[IR_source]; i++) {
		struct ir_source s = r->doc->source[i];
		s.root = 0;
		ir_add_source(&r->out, r->arena, s);
	}
	r->out.line = r->doc->line;
	r->out.count[IR_line] = r->out.cap[IR_line] = r->doc->count[IR_line];
}

static void lower_document(struct resolve *r, struct stats *stats)
{
	doc_prepare(r);
	r->root = r->doc->count[IR_source] > 1 ? r->doc->source[1].root : 0;
	copy_sources(r);
	link_prepare(r);
	upgrade_version(r);
	if (r->diag->errors)
		return;
	check_document(r);
	stats_pass(stats, "check");
	upgrade_document(r);
	r->schemas = doc_get_kind(r, doc_get_kind(r, r->root, KW_components, value_kind_object),
	                          KW_schemas, value_kind_object);
	link_components(r);
	stats_pass(stats, "link");
	collect_api(r);
	if (!r->select.any || r->select.all_schemas)
		lower_components(r);
	lower_pending(r);
	stats_pass(stats, "lower");
	collect_operations(r);
	lower_pending(r);
	stats_pass(stats, "operations");
	if (r->select.any && !r->kept)
		diag_add(r->diag, DIAG_no_match, at_node(r, r->root), (Str){0},
		         "no operation of %u matches the selection", r->operations);
	check_aliases(r);
}

static u32 component_schemas(const struct resolve *r)
{
	u32 n = 0;
	for (u32 id = 1; id < r->out.count[IR_type]; id++)
		n += (r->out.type[id].flags & type_flag_component) != 0;
	return n;
}

static void settle(struct resolve *r, struct stats *stats)
{
	hoist_nullable(r);
	tag_unions(r);
	stats_pass(stats, "tags");
	share_types(r);
	stats_pass(stats, "share");
	recurse_types(r);
	stats_pass(stats, "recurse");
	name_types(r);
	stats_pass(stats, "name");
	use_types(r);
	keep_schemas(r);
	u32 all = r->schemas ? doc_members(r, r->schemas) : 0;
	compact(r);
	if (r->select.any && r->diag->format == DIAG_human)
		fprintf(stderr,
		        "oapi-resolve: kept %u of %u operations and %u of %u component schemas\n",
		        r->kept, r->operations, component_schemas(r), all);
	stats_pass(stats, "compact");
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
	read_options(&p, &r.select, &patterns);
	stats_begin(&stats, "oapi-resolve", &arena, &common);
	enum status status = ir_read(&doc, &arena, "oapi-resolve", common.input, IR_DOC);
	if (status == STATUS_OK && !take_strings(&r)) {
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
	lower_document(&r, &stats);
	if (!diag.errors)
		settle(&r, &stats);
	status = diag_flush(&diag);
	status = ir_write(&r.out, &r.strings, &arena, common.output, IR_PROG, status);
	stats.out = r.out.bytes;
	stats_pass(&stats, "write");
	stats_end(&stats, &r.out);
	return (int)status;
}
