/* opt ARG...: parses a command line and prints what it says. */
#include "check.h"
#include "opt.h"

enum { COUNT = 1, LONG_ONLY, FORMAT };

static const struct opt table[] = {
	{'c', "count", NULL, "count", COUNT},
	{0, "long-only", "[=WHAT]", "an option with an argument that may be left out", LONG_ONLY},
	{'f', "format", "FORMAT", "the format", FORMAT},
	OPT_COMMON,
};

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct diag d;
	struct common_options common = {0};
	struct opt_parser p = {
		.tool = "oapi-test",
		.synopsis = "[-c] [FILE]",
		.summary = "Tests options.",
		.table = table,
		.common = &common,
		.diag = &d,
		.argv = argv + 1,
	};
	int id;

	(void)argc;
	diag_init(&d, &a, p.tool);
	while ((id = opt_next(&p)) != OPT_END)
		printf("%d '%.*s'\n", id, STR(p.arg));
	printf("input '%.*s' output '%.*s' depth %u stats %d %d format %d unsupported %d\n",
	       STR(common.input), STR(common.output), common.max_depth, common.stats,
	       common.stats_json, d.format, d.severity[DIAG_unsupported]);
	return 0;
}
