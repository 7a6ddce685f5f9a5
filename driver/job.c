/* Command lines: what is asked for, and the pipeline that does it. */
#include "driver.h"

/* The number of the command's word, or that of none. */
static u32 word_named(const struct command *c, Str name, u32 none)
{
	for (u32 i = 0; c->words[i]; i++)
		if (str_eq(name, str_of(c->words[i])))
			return i;
	return none;
}

static _Noreturn void lacks_word(const struct opt_parser *p, const struct command *c)
{
	struct arena a = {0};
	Str all = {0}, near, name[8];
	u32 n = 0;
	for (; c->words[n]; n++) {
		name[n] = str_of(c->words[n]);
		all = arena_fmt(&a, "%.*s%s%s", STR(all),
		                !n                ? ""
		                : c->words[n + 1] ? ", "
		                                  : " or ",
		                c->words[n]);
	}
	near = diag_nearest(&a, p->arg, name, n);
	if (p->arg.len)
		opt_fail(p, "'%.*s': expected %.*s%s%.*s", STR(p->arg), STR(all),
		         near.len ? "; " : "", STR(near));
	opt_fail(p, "expected %.*s", STR(all));
}

static void set_input(struct job *j, const struct opt_parser *p)
{
	if (j->common.input.len)
		opt_fail(p, "one description at most: '%.*s' is given, then '%.*s'",
		         STR(j->common.input), STR(p->arg));
	if (!p->arg.len)
		opt_fail(p, "'-i' needs a file's name");
	j->common.input = p->arg;
}

/* The word, written out again as the stages take it. */
static void pass(struct job *j, struct words *to, const struct opt_parser *p)
{
	const struct opt *o = p->row;
	const char *equals = o->name && o->arg ? "=" : "";
	Str name = o->name ? arena_fmt(j->arena, "--%s", o->name)
	                   : arena_fmt(j->arena, "-%c", o->letter);
	words_add(j->arena, to, arena_fmt(j->arena, "%.*s%s%.*s", STR(name), equals, STR(p->arg)));
}

static void set(struct job *j, const struct opt_parser *p, int id)
{
	switch (id) {
	case OPT_INPUT: set_input(j, p); break;
	case OPT_CHECK: j->check = true; break;
	case OPT_MANIFEST: j->manifest = p->arg; break;
	case OPT_DEPFILE: j->depfile = p->arg; break;
	case OPT_SAVE_TEMPS: j->save_temps = true; break;
	case OPT_WATCH: j->watch = true; break;
	case OPT_JSON: j->json = true; break;
	case OPT_DRY_RUN: j->dry_run = true; break;
	case OPT_OUTPUT:
	case OPT_STATS: break;
	default:
		for (int s = 0; s < STAGES; s++)
			if (id < 0 || id == OPT_STAGE + s)
				pass(j, &j->pass[s], p);
	}
	if ((id == OPT_MANIFEST || id == OPT_DEPFILE) && !p->arg.len)
		opt_fail(p, "'--%s' needs a file's name", p->row->name);
}

static void judge(const struct job *j, const struct opt_parser *p)
{
	bool gen = j->command == &commands[COMMAND_gen], output = j->common.output.len > 0;
	bool standard = !j->common.input.len || str_eq(j->common.input, S("-"));
	if (gen && j->word == GEN_crate && !output)
		opt_fail(p, "'crate' writes a directory: expected -o DIR");
	if (gen && j->word != GEN_crate && str_eq(j->common.output, S("-")) &&
	    (j->check || j->depfile.len || j->watch))
		opt_fail(p, "'-o -' is standard output: expected a file");
	if ((j->check || j->depfile.len || j->watch) && !output)
		opt_fail(p, "'--%s' needs the file that is written: expected -o FILE",
		         j->check   ? "check"
		         : j->watch ? "watch"
		                    : "depfile");
	if (j->check && (j->depfile.len || j->watch || j->save_temps))
		opt_fail(p,
		         "'--check' writes nothing: expected no --depfile, --watch, --save-temps");
	if (j->watch && standard)
		opt_fail(p, "'--watch' needs a file to look at: expected -i SPEC");
	if (j->command == &commands[COMMAND_check] && (output || j->word == GEN_crate))
		opt_fail(p, "nothing is written: expected neither -o nor 'crate'");
}

void job_read(struct job *j, char **argv)
{
	const struct command *c = j->command;
	struct opt_parser p = {.tool = c->tool,
	                       .synopsis = c->synopsis,
	                       .summary = c->summary,
	                       .table = c->table,
	                       .common = &j->common,
	                       .diag = &j->diag,
	                       .argv = argv,
	                       .many = true,
	                       .all = true};
	u32 none = ~0u, word = none;
	bool first = true;
	for (int id; (id = opt_next(&p)) != OPT_END;) {
		if (id != OPT_OPERAND) {
			set(j, &p, id);
			continue;
		}
		if (first)
			word = word_named(c, p.arg, none);
		if (first && word == none && c->must)
			lacks_word(&p, c);
		if (!first || word == none)
			set_input(j, &p);
		first = false;
	}
	p.arg = (Str){0};
	if (word == none && c->must)
		lacks_word(&p, c);
	j->word = word == none ? 0 : word;
	judge(j, &p);
}

/* The pipeline */

static struct words *add_process(struct job *j, struct pipeline *p, const char *name,
                                 const char *where)
{
	struct process *s = &p->process[p->n++];
	*s = (struct process){.name = name, .said_by = -1};
	words_add(j->arena, &s->argv, arena_fmt(j->arena, "%s%s", where, name));
	return &s->argv;
}

static struct words *add_stage(struct job *j, struct pipeline *p, enum stage_id stage)
{
	struct words *w = add_process(j, p, stage_names[stage], j->dry_run ? "" : j->where);
	if (j->command == &commands[COMMAND_check] && j->diag.format == DIAG_human)
		words_add(j->arena, w, S("--diagnostics=all"));
	for (u32 i = 0; i < j->pass[stage].n; i++)
		words_add(j->arena, w, str_of(j->pass[stage].word[i]));
	if (j->common.stats && !j->dry_run)
		words_add(j->arena, w, S("--stats=json"));
	return w;
}

/* What the temporary files are called by: the output without its ending, or the description. */
static Str stem(const struct job *j)
{
	Str name = j->common.output.len ? j->common.output : j->common.input;
	u32 from = name.len, end = name.len;
	while (name.len && name.ptr[name.len - 1] == '/')
		end = from = --name.len;
	while (from && name.ptr[from - 1] != '/')
		from--;
	for (u32 i = from + 1; i < name.len; i++)
		if (name.ptr[i] == '.')
			end = i;
	if (!j->common.output.len)
		name = str_skip(name, from), end -= from;
	return end ? (Str){name.ptr, end} : S("oapi");
}

/* tee(1) keeps what passes. */
static void keep(struct job *j, struct pipeline *p, const char *ending)
{
	if (j->save_temps)
		words_add(j->arena, add_process(j, p, "tee", ""),
		          arena_fmt(j->arena, "%.*s.%s", STR(stem(j)), ending));
}

static Str in_temporary(const struct job *j, const char *name)
{
	return arena_fmt(j->arena, "%.*s/%s", STR(j->temporary), name);
}

static void plan_parse(struct job *j, struct pipeline *p)
{
	struct words *w = add_stage(j, p, STAGE_parse);
	if (!j->dry_run && (j->depfile.len || j->watch))
		words_add(j->arena, w,
		          arena_fmt(j->arena, "--files=%.*s", STR(in_temporary(j, "files"))));
	if (str_starts(j->common.input, S("-")))
		words_add(j->arena, w, S("--"));
	if (j->common.input.len)
		words_add(j->arena, w, j->common.input);
}

static void plan_emit(struct job *j, struct pipeline *p)
{
	struct words *w = add_stage(j, p, STAGE_emit);
	if (j->word != GEN_types)
		words_add(j->arena, w,
		          arena_fmt(j->arena, "--mode=%s", j->command->words[j->word]));
	if (j->word == GEN_crate)
		words_add(j->arena, w,
		          arena_fmt(j->arena, "--directory=%.*s",
		                    STR(j->dry_run ? j->common.output : in_temporary(j, "crate"))));
	if (j->manifest.len)
		words_add(j->arena, w,
		          arena_fmt(j->arena, "--manifest=%.*s",
		                    STR(j->dry_run ? j->manifest : in_temporary(j, "manifest"))));
	if (j->command == &commands[COMMAND_check])
		words_add(j->arena, w, S("--output=/dev/null"));
}

void plan(struct job *j, struct pipeline *p)
{
	struct words *w;
	p->n = 0;
	plan_parse(j, p);
	keep(j, p, "doc.ir");
	add_stage(j, p, STAGE_resolve);
	keep(j, p, "prog.ir");
	if (j->command != &commands[COMMAND_list])
		plan_emit(j, p);
	p->apart = p->n;
	if (j->command != &commands[COMMAND_gen])
		return;
	if (j->word != GEN_crate) {
		keep(j, p, "unformatted.rs");
		w = add_stage(j, p, STAGE_fmt);
		p->apart = p->n;
		if (j->dry_run && j->common.output.len)
			words_add(j->arena, w,
			          arena_fmt(j->arena, "--output=%.*s", STR(j->common.output)));
	} else {
		words_add(j->arena, add_stage(j, p, STAGE_fmt), S("-w"));
	}
}
