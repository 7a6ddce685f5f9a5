/* oapi-parse: a description in JSON or YAML to a document IR. */
#include "doc.h"
#include "opt.h"
#include "stats.h"

enum { OPT_FORMAT = 1 };

static const struct opt table[] = {
	{0, "format", "FORMAT", "read json or yaml, instead of telling by the content", OPT_FORMAT},
	OPT_COMMON,
};

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
	while (opt_next(&parser) == OPT_FORMAT)
		format = format_named(&parser);
	stats_begin(&stats, "oapi-parse", &arena, &common);
	doc_init(&doc, &arena, &diag, &stats, common.max_depth);
	enum status status = doc_read(&doc, common.input, format), found;
	found = diag_flush(&diag);
	status = status ? status : found;
	status = ir_write(&doc.ir, &doc.in, &arena, common.output, IR_DOC, status);
	stats.out = doc.ir.bytes;
	stats_pass(&stats, "write");
	stats_end(&stats, &doc.ir);
	return (int)status;
}
