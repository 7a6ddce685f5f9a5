/* Command lines from tables (POSIX 12.2, with GNU's long options). */
#ifndef OPT_H
#define OPT_H

#include "base.h"
#include "diag.h"

/* One row an option; a table ends in a row without a name. A tool's table begins with its own
 * rows and takes the rows of every tool from OPT_COMMON. */
struct opt {
	char letter;      /* of the short form, or 0 */
	const char *name; /* of the long form, without dashes */
	/* What its argument is called in --help, or NULL for none; "[=WHAT]" where it may be
	 * left out. */
	const char *arg;
	const char *help; /* one line */
	int id;           /* what opt_next returns: above 0; OPT_* below are common's */
};
/* False at a table's end. */
bool opt_is_row(const struct opt *o);

enum {
	OPT_END = 0,
	OPT_OPERAND = -1,
	OPT_HELP = -2,
	OPT_VERSION = -3,
	OPT_OUTPUT = -4,
	OPT_STATS = -5,
	OPT_WARN = -6,
	OPT_DIAGNOSTICS = -7,
	OPT_DEPTH = -8,
	OPT_STRICT = -9
};

/* clang-format off */
#define OPT_COMMON \
	{'o', "output", "FILE", "write to FILE, atomically, instead of standard output", OPT_OUTPUT}, \
	{'W', NULL, "ID=LEVEL", "report a finding as error, warn or ignore (oapi-ir(5) lists the ids)", OPT_WARN}, \
	{0, "strict", NULL, "make every warning an error, but for those that -W sets", OPT_STRICT}, \
	{0, "diagnostics", "FORMAT", "human (the default), all (with no limit), json, github or sarif", OPT_DIAGNOSTICS}, \
	{0, "max-depth", "N", "refuse input nested deeper than N (default 512, at most 4096)", OPT_DEPTH}, \
	{0, "stats", "[=json]", "report time, memory and records on standard error", OPT_STATS}, \
	{'h', "help", NULL, "show this help", OPT_HELP}, \
	{0, "version", NULL, "show the version", OPT_VERSION}, \
	{0, NULL, NULL, NULL, 0}
/* clang-format on */

/* What every stage's command line can say, filled by opt_next. */
struct common_options {
	Str input;  /* the operand; empty for standard input */
	Str output; /* empty for standard output */
	u32 max_depth;
	bool stats, stats_json;
};

struct opt_parser {
	const char *tool;     /* "oapi-parse" */
	const char *synopsis; /* "[-o FILE] [SPEC]" */
	const char *summary;  /* one line */
	const struct opt *table;
	struct common_options *common;
	struct diag *diag;
	char **argv;   /* the next argument */
	bool many;     /* operands are returned as OPT_OPERAND, each in arg, and not kept */
	bool all;      /* the common options are returned too, each when it was handled */
	char *cluster; /* the rest of "-abc" */
	bool no_more;  /* after "--" */
	Str arg;       /* of the option just returned */
	const struct opt *row;
};

/* Returns the id of the tool's next option, its argument in p->arg, or OPT_END. Handles the
 * common options and the one operand itself, unless there may be many. --help and --version print and exit with 0; a
 * mistake prints a message that names the nearest option and exits with STATUS_USAGE. */
int opt_next(struct opt_parser *p);

/* Ends with STATUS_USAGE and "TOOL: error: …", then how to get help. */
_Noreturn void opt_fail(const struct opt_parser *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
