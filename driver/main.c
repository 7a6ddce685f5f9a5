/* oapi: a description to formatted Rust by one command; lists and checks of it. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../fmt/diff.h"
#include "driver.h"

/* What an option is for: stages, as bits, or oapi itself. */
enum { OWN = 16, OWN_input = OWN, OWN_result, OWN_check, OWN_show, OWN_save, OWN_json };
enum { FRONT = 1 << STAGE_parse | 1 << STAGE_resolve, BACK = FRONT | 1 << STAGE_emit };

/* clang-format off */
#define COMMON(stages) \
	{'W', NULL, "ID=LEVEL", "report a finding as error, warn or ignore (oapi-ir(5) lists the ids)", stages}, \
	{0, "strict", NULL, "make every warning an error, but for those that -W sets", stages}, \
	{0, "diagnostics", "FORMAT", "human (the default), json, github or sarif", stages}, \
	{0, "max-depth", "N", "refuse input nested deeper than N (default 512, at most 4096)", stages}, \
	{0, "stats", "[=json]", "let each stage report its time, memory and records on standard error", stages}, \
	{'h', "help", NULL, "show this help", OPT_HELP}, \
	{0, "version", NULL, "show the version", OPT_VERSION}, \
	{0, NULL, NULL, NULL, 0}
/* clang-format on */

static const struct opt gen_options[] = {
	{'i', "input", "SPEC", "the description; else the operand, or standard input", OWN_input},
	{'o', "output", "FILE", "write to FILE, atomically, instead of standard output",
         OWN_result},
	{0, "check", NULL, "write nothing; print what would change as a diff, exit with 1 for any",
         OWN_check},
	{0, "save-temps", NULL, "keep the IRs, as SPEC.document.ir and SPEC.program.ir", OWN_save},
	{0, "dry-run", NULL, "print the pipe instead of running it (also -###)", OWN_show},
#define STAGE STAGE_parse
#define OPTION(letter, name, arg, help, id) {letter, name, arg, help, 1 << STAGE},
#include "../parse/options.def"
#undef STAGE
#define STAGE STAGE_resolve
#define OPTION(letter, name, arg, help, id) {letter, name, arg, help, 1 << STAGE},
#include "../resolve/options.def"
#undef STAGE
#define STAGE STAGE_emit
#define OPTION(letter, name, arg, help, id) {letter, name, arg, help, 1 << STAGE},
#include "../emit/options.def"
#undef STAGE
	{0, "width", "N", "lines of N columns at most (100, as rustfmt's max_width)",
         1 << STAGE_fmt},
	COMMON(BACK),
};

/* What oapi check and oapi list take. */
static const struct opt front_options[] = {
	{'i', "input", "SPEC", "the description; else the operand, or standard input", OWN_input},
	{0, "json", NULL, "list: as JSON", OWN_json},
#define STAGE STAGE_parse
#define OPTION(letter, name, arg, help, id) {letter, name, arg, help, 1 << STAGE},
#include "../parse/options.def"
#undef STAGE
#define STAGE STAGE_resolve
#define OPTION(letter, name, arg, help, id) {letter, name, arg, help, 1 << STAGE},
#include "../resolve/options.def"
#undef STAGE
	COMMON(FRONT),
};

/* A command line, read. */
struct command {
	const char *name;
	const struct opt *table;
	struct opt rows[96]; /* the table, each id its row's number from 1 */
	struct run run;
	struct diag diag;
	struct common_options common;
	struct opt_parser parser;
	Str operand[2], input, output;
	u32 operands;
	bool check, show, save, json;
};

static bool is_row(const struct opt *o)
{
	return o->name || o->letter;
}

static void pass_on(struct command *c, const struct opt *o, Str arg)
{
	struct arena *a = c->run.arena;
	for (u32 i = 0; i < STAGES; i++) {
		if (!(o->id & 1 << i))
			continue;
		if (!o->name)
			run_add(&c->run, (enum stage_name)i,
			        arena_fmt(a, "-%c%.*s", o->letter, STR(arg)));
		else if (!o->arg || (*o->arg == '[' && !arg.len))
			run_add(&c->run, (enum stage_name)i, arena_fmt(a, "--%s", o->name));
		else
			run_add(&c->run, (enum stage_name)i,
			        arena_fmt(a, "--%s=%.*s", o->name, STR(arg)));
	}
}

static void take(struct command *c, const struct opt *o, Str arg)
{
	switch (o->id) {
	case OWN_input: c->input = arg; break;
	case OWN_result: c->output = arg; break;
	case OWN_check: c->check = true; break;
	case OWN_show: c->show = true; break;
	case OWN_save: c->save = true; break;
	case OWN_json: c->json = true; break;
	default: pass_on(c, o, arg);
	}
}

static void read_command(struct command *c, char **argv, const char *synopsis, const char *summary)
{
	struct opt_parser *p = &c->parser;
	u32 n = 0;
	for (; is_row(&c->table[n]); n++) {
		c->rows[n] = c->table[n];
		if (c->rows[n].id > 0)
			c->rows[n].id = (int)n + 1;
	}
	*p = (struct opt_parser){.tool = c->name,
	                         .synopsis = synopsis,
	                         .summary = summary,
	                         .table = c->rows,
	                         .common = &c->common,
	                         .diag = &c->diag,
	                         .argv = argv,
	                         .many = true};
	for (int id; (id = opt_next(p)) != OPT_END;) {
		if (id != OPT_OPERAND)
			take(c, &c->table[id - 1], p->arg);
		else if (c->operands == 2)
			opt_fail(p, "'%.*s' is an operand too many", STR(p->arg));
		else
			c->operand[c->operands++] = p->arg;
	}
}

/* The operand that is the description, unless -i names it. */
static void take_input(struct command *c, u32 operand)
{
	if (c->operands > operand + 1 || (c->operands > operand && c->input.len))
		opt_fail(&c->parser, "'%.*s' is an operand too many",
		         STR(c->operand[c->operands - 1]));
	if (c->operands > operand)
		c->input = c->operand[operand];
	if (!c->input.len)
		c->input = S("-");
	run_add(&c->run, STAGE_parse, S("--"));
	run_add(&c->run, STAGE_parse, c->input);
}

/* Standard output, where path is empty. */
static int put(struct command *c, Str path, const struct out *text)
{
	return (int)write_output(c->run.arena, path, &(struct span){text->ptr, text->len}, 1);
}

/* gen */

static bool is_mode(Str word)
{
	return str_eq(word, S("types")) || str_eq(word, S("client")) || str_eq(word, S("server")) ||
	       str_eq(word, S("crate"));
}

/* Whether the file is what it would become; else the difference is printed. */
static int check(struct command *c, const struct out *text)
{
	struct arena *a = c->run.arena;
	struct out diff;
	Str old;
	const char *reason = read_input(a, c->output, &old);
	if (reason) {
		fprintf(stderr, "oapi: error: %.*s: it cannot be read: %s\n", STR(c->output),
		        reason);
		return STATUS_SYSTEM;
	}
	if (str_eq(old, out_text(text)))
		return STATUS_OK;
	out_init(&diff, a);
	diff_write(&diff, c->output, old, out_text(text));
	int status = put(c, S(""), &diff);
	return status ? status : STATUS_SPEC;
}

/* Runs the pipe in parts, each of which leaves its IR in a file. */
static int run_in_parts(struct command *c, struct out *to)
{
	struct arena *a = c->run.arena;
	Str stem = str_eq(c->input, S("-")) ? S("stdin") : c->input;
	Str file[] = {arena_cat(a, stem, S(".document.ir")), arena_cat(a, stem, S(".program.ir"))};
	u32 end = c->run.end;
	for (u32 i = 0; i < 2; i++) {
		struct out ir;
		out_init(&ir, a);
		c->run.first = i;
		c->run.end = i + 1;
		int status = run_pipe(&c->run, &ir);
		if (!status)
			status = put(c, file[i], &ir);
		if (status)
			return status;
		run_add(&c->run, (enum stage_name)(i + 1), file[i]);
	}
	c->run.first = STAGE_emit;
	c->run.end = end;
	return run_pipe(&c->run, to);
}

static int run_all(struct command *c, struct out *to)
{
	return c->save ? run_in_parts(c, to) : run_pipe(&c->run, to);
}

/* A crate is written by oapi-emit, and its files are laid out where they are. */
static int gen_crate(struct command *c)
{
	static const char *const files[] = {
		"examples/first_call.rs", "examples/serve.rs",     "src/lib.rs",    "src/types.rs",
		"src/operations.rs",      "src/oapi_runtime.rs",   "src/client.rs", "src/server.rs",
		"src/webhooks_client.rs", "src/webhooks_server.rs"};
	struct arena *a = c->run.arena;
	struct out none;
	out_init(&none, a);
	run_add(&c->run, STAGE_emit, S("-d"));
	run_add(&c->run, STAGE_emit, c->output);
	c->run.end = STAGE_fmt;
	run_add(&c->run, STAGE_fmt, S("-w"));
	for (u32 i = 0; i < sizeof files / sizeof *files; i++)
		if (i < 8)
			run_add(&c->run, STAGE_fmt,
			        arena_fmt(a, "%.*s/%s", STR(c->output), files[i]));
	if (c->show) {
		run_print(&c->run, &none);
		c->run.first = STAGE_fmt;
		c->run.end = STAGES;
		run_print(&c->run, &none);
		return put(c, S(""), &none);
	}
	int status = run_all(c, &none);
	for (u32 i = 8; !status && i < sizeof files / sizeof *files; i++) {
		Str path = arena_fmt(a, "%.*s/%s", STR(c->output), files[i]);
		if (access(path.ptr, F_OK) == 0)
			run_add(&c->run, STAGE_fmt, path);
	}
	c->run.first = STAGE_fmt;
	c->run.end = STAGES;
	return status ? status : run_pipe(&c->run, &none);
}

static int gen(struct command *c, char **argv)
{
	struct out text;
	bool named;
	c->name = "oapi gen";
	c->table = gen_options;
	read_command(
		c, argv, "[types|client|server|crate] [OPTION]... [-i] SPEC [-o FILE]",
		"Writes Rust types, a client, a server or a crate for an OpenAPI description, formatted.");
	named = c->operands && is_mode(c->operand[0]);
	if (named) {
		run_add(&c->run, STAGE_emit, S("-m"));
		run_add(&c->run, STAGE_emit, c->operand[0]);
	}
	take_input(c, named);
	bool crate = named && str_eq(c->operand[0], S("crate"));
	if (c->check && (crate || !c->output.len))
		opt_fail(&c->parser, "'--check' compares a file: expected -o FILE, and no crate");
	if (crate && !c->output.len)
		opt_fail(&c->parser, "a crate is a directory: expected -o DIR");
	if (crate)
		return gen_crate(c);
	out_init(&text, c->run.arena);
	if (c->show) {
		if (c->output.len) {
			run_add(&c->run, STAGE_fmt, S("-o"));
			run_add(&c->run, STAGE_fmt, c->output);
		}
		run_print(&c->run, &text);
		return put(c, S(""), &text);
	}
	int status = run_all(c, &text);
	if (status)
		return status;
	return c->check ? check(c, &text) : put(c, c->output, &text);
}

/* check, list */

static int look(struct command *c, char **argv, bool list)
{
	struct out program, text;
	struct arena *a = c->run.arena;
	c->name = list ? "oapi list" : "oapi check";
	c->table = front_options;
	out_init(&program, a);
	out_init(&text, a);
	read_command(c, argv,
	             list ? "operations|schemas|tags|servers|security [OPTION]... SPEC"
	                  : "[OPTION]... SPEC",
	             list ? "Lists what an OpenAPI description has."
	                  : "Says what is wrong with an OpenAPI description.");
	if (list && (!c->operands || !list_write(&text, a, (Str){0}, c->operand[0], false)))
		opt_fail(&c->parser,
		         "expected what to list: operations, schemas, tags, servers or security");
	take_input(c, list);
	c->run.end = STAGE_emit;
	int status = run_pipe(&c->run, &program);
	if (status || !list)
		return status;
	list_write(&text, a, out_text(&program), c->operand[0], c->json);
	return put(c, S(""), &text);
}

static int usage(FILE *to)
{
	fputs("Usage: oapi COMMAND [OPTION]...\n"
	      "\n"
	      "  gen      write Rust types, a client, a server or a crate for a description\n"
	      "  check    say what is wrong with a description\n"
	      "  list     list a description's operations, schemas, tags, servers or security\n"
	      "\n"
	      "'oapi COMMAND --help' lists a command's options; oapi(1) has more.\n",
	      to);
	return to == stdout ? STATUS_OK : STATUS_USAGE;
}

int main(int argc, char **argv)
{
	static struct arena arena;
	static struct command c;
	Str word = argc > 1 ? str_of(argv[1]) : S("");
	diag_init(&c.diag, &arena, "oapi");
	run_init(&c.run, &arena, argv[0]);
	/* as cc has it */
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-###") == 0)
			argv[i] = "--dry-run";
	if (str_eq(word, S("gen")))
		return gen(&c, argv + 2);
	if (str_eq(word, S("check")) || str_eq(word, S("list")))
		return look(&c, argv + 2, str_eq(word, S("list")));
	if (str_eq(word, S("--help")) || str_eq(word, S("-h")))
		return usage(stdout);
	if (str_eq(word, S("--version"))) {
		printf("oapi %s\n", OAPI_VERSION);
		return STATUS_OK;
	}
	if (word.len)
		fprintf(stderr, "oapi: error: no command '%.*s'\n", STR(word));
	return usage(stderr);
}
