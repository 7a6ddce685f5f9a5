/* oapi-parse: a description in JSON or YAML to a document IR. */
#include "files.h"
#include "opt.h"
#include "overlay.h"
#include "stats.h"

enum {
	OPT_NONE = OPT_END,
#define ROW(letter, name, arg, help, id) id,
#include "options.def"
};

static const struct opt table[] = {
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, id},
#include "options.def"
	OPT_COMMON};

static enum format format_named(const struct opt_parser *p)
{
	if (str_eq(p->arg, S("json")))
		return FORMAT_json;
	if (str_eq(p->arg, S("yaml")))
		return FORMAT_yaml;
	if (!str_eq(p->arg, S("auto")))
		opt_fail(p, "no format '%.*s': it is json, yaml or auto", STR(p->arg));
	return FORMAT_auto;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct diag diag;
	struct doc doc;
	struct stats stats;
	struct common_options common = {.max_depth = 512};
	struct files files = {0};
	struct overlays overlays = {.n = 0};
	enum format format = FORMAT_auto;
	(void)argc;
	diag_init(&diag, &arena, "oapi-parse");
	diag.severity[DIAG_duplicate_key] = (enum severity)SEVERITY_by_format;
	struct opt_parser parser = {
		.tool = "oapi-parse",
		.synopsis = "[-o FILE] [SPEC]",
		.summary = "Reads JSON or YAML and writes a document IR.",
		.table = table,
		.common = &common,
		.diag = &diag,
		.argv = argv + 1,
	};
	for (int option; (option = opt_next(&parser)) != OPT_END;)
		if (option == OPT_FORMAT)
			format = format_named(&parser);
		else if (option == OPT_ROOT)
			files.root = parser.arg;
		else if (option == OPT_OVERLAY && overlays.n == OVERLAYS_MAX)
			opt_fail(&parser, "more than %d overlays", OVERLAYS_MAX);
		else if (option == OPT_OVERLAY)
			overlays.path[overlays.n++] = parser.arg;
		else if (option == OPT_FILES)
			files.list = parser.arg;
		else if (!files_map(&files, parser.arg))
			opt_fail(&parser,
			         "'--map=%.*s': expected PREFIX=DIR, and at most %u of them",
			         STR(parser.arg), FILES_MAPS);
	stats_begin(&stats, "oapi-parse", &arena, &common);
	doc_init(&doc, &arena, &diag, &stats, common.max_depth);
	files.first = str_eq(common.input, S("-")) ? (Str){0} : common.input;
	enum status status = doc_read(&doc, common.input, (Str){0}, format), found;
	if (!status)
		status = overlays_apply(&doc, &overlays);
	if (!status)
		status = files_read(&doc, &files);
	found = diag_flush(&diag);
	status = status ? status : found;
	found = files.list.len ? files_list(&doc, files.list) : STATUS_OK;
	status = status ? status : found;
	status = ir_write(&doc.ir, &doc.in, &arena, common.output, IR_DOC, status);
	stats.out = doc.ir.bytes;
	stats_pass(&stats, "write");
	stats_end(&stats, &doc.ir);
	return (int)status;
}
