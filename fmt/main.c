/* oapi-fmt: lays Rust out; lists an IR of either layer for people and programs. */
#include "json.h"
#include "run.h"

enum {
	OPT_NONE = OPT_END,
#define ROW(letter, name, arg, help, id) id,
#include "options.def"
};

enum { WIDTH_LEAST = 40, WIDTH_MOST = 10000 };

static const struct opt options[] = {
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, id},
#include "options.def"
	OPT_COMMON};

static u32 width(const struct opt_parser *p)
{
	u32 n = 0;
	for (u32 i = 0; i < p->arg.len && n <= WIDTH_MOST; i++)
		n = p->arg.ptr[i] < '0' || p->arg.ptr[i] > '9'
		            ? WIDTH_MOST + 1
		            : n * 10 + (u32)(p->arg.ptr[i] - '0');
	if (n < WIDTH_LEAST || n > WIDTH_MOST)
		opt_fail(p, "'--width=%.*s': expected a number from %d to %d", STR(p->arg),
		         WIDTH_LEAST, WIDTH_MOST);
	return n;
}

static u32 only(const struct opt_parser *p)
{
	u32 table = table_named(p->arg);
	if (table == IR_TABLES)
		opt_fail(p,
		         "'--only=%.*s': no table of the IR has this name (oapi-ir(5) lists them)",
		         STR(p->arg));
	return table;
}

static void add_file(struct run *r, Str name)
{
	r->file = arena_grow(&r->arena, r->file, &r->files_cap, (u64)r->files + 1, sizeof *r->file);
	r->file[r->files++] = name;
}

static void set(struct run *r, const struct opt_parser *p, int id)
{
	switch (id) {
	case CHECK: r->check = true; break;
	case IN_PLACE: r->in_place = true; break;
	case WIDTH: r->width = width(p); break;
	case JSON: r->json = true; break;
	case BACK: r->back = true; break;
	case ONLY: r->only = only(p); break;
	case SUMMARY: r->summary = true; break;
	default: add_file(r, p->arg);
	}
}

static void read_options(struct run *r, char **argv)
{
	struct opt_parser p = {
		.tool = "oapi-fmt",
		.synopsis =
			"[--check | -o FILE] [--width=N] [--json | --summary] [--only=KIND] [FILE]\n"
			"       oapi-fmt [--check | -w] [--width=N] FILE...\n"
			"       oapi-fmt --ir [-o FILE] [FILE]",
		.summary = "Lay Rust out as rustfmt does; list an IR.",
		.table = options,
		.common = &r->common,
		.diag = &r->diag,
		.argv = argv + 1,
		.many = true,
	};
	for (int id = opt_next(&p); id != OPT_END; id = opt_next(&p))
		set(r, &p, id);
	if (r->in_place && (!r->files || r->check || r->common.output.len))
		opt_fail(&p, "'-w' needs the names of files, and goes with neither --check nor -o");
	if (r->files > 1 && !r->in_place && !r->check)
		opt_fail(&p, "one file at most: several go with -w or --check");
	if (r->back + r->json + r->summary > 1 || (r->back && (r->check || r->in_place)))
		opt_fail(&p, "one of --ir, --json and --summary, without --check and -w");
}

int main(int argc, char **argv)
{
	struct run r = {.width = 100, .only = IR_TABLES};
	enum status status = STATUS_OK;
	(void)argc;
	diag_init(&r.diag, &r.arena, "oapi-fmt");
	read_options(&r, argv);
	stats_begin(&r.stats, "oapi-fmt", &r.arena, &r.common);
	if (!r.files)
		add_file(&r, (Str){0});
	out_init(&r.diff, &r.arena);
	for (u32 i = 0; i < r.files; i++) {
		enum status one = run_file(&r, r.file[i]);
		status = one > status ? one : status;
	}
	enum status end = run_end(&r);
	status = end > status ? end : status;
	if (!status)
		stats_end(&r.stats, &r.ir);
	return status;
}
