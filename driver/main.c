/* oapi: runs the stages over pipes, as cc runs its passes. */
/* realpath is of XSI. */
#define _XOPEN_SOURCE 700
#include "driver.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The directory of this program, where the stages stand beside it; else none: PATH has them. */
static const char *find_stages(struct arena *a, const char *self)
{
	char real[PATH_MAX];
	Str dir;
#ifdef __linux__
	if (!realpath("/proc/self/exe", real))
#endif
		if (!strchr(self, '/') || !realpath(self, real))
			return "";
	dir = str_of(real);
	while (dir.len && dir.ptr[dir.len - 1] != '/')
		dir.len--;
	if (access(arena_fmt(a, "%.*soapi-parse", STR(dir)).ptr, X_OK) < 0)
		return "";
	return arena_fmt(a, "%.*s", STR(dir)).ptr;
}

/* The stages write to a pipe of ours: they are told where a terminal is at its end. */
static bool tell_colour(void)
{
	const char *term = getenv("TERM");
	if (!isatty(STDERR_FILENO))
		return false;
	if (term && strcmp(term, "dumb") != 0)
		setenv("CLICOLOR_FORCE", "1", 0);
	return true;
}

/* -### */

static void put_word(struct out *o, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_@%+=:,./-";
	if (word[0] && word[strspn(word, plain)] == 0) {
		out_str(o, str_of(word));
		return;
	}
	out_char(o, '\'');
	for (; *word; word++)
		if (*word == '\'')
			out_str(o, S("'\\''"));
		else
			out_char(o, *word);
	out_char(o, '\'');
}

static enum status print_pipe(struct job *j, struct pipeline *p)
{
	struct out o;
	plan(j, p);
	out_init(&o, j->arena);
	for (u32 i = 0; i < p->n; i++) {
		struct words *w = &p->process[i].argv;
		out_str(&o, i == 0 ? S("") : i == p->apart ? S(" && ") : S(" | "));
		for (u32 k = 0; k < w->n; k++) {
			out_str(&o, k ? S(" ") : S(""));
			put_word(&o, w->word[k]);
		}
	}
	for (u32 i = 0; i < 2 && p->apart < p->n; i++) {
		out_char(&o, ' ');
		put_word(&o, arena_fmt(j->arena, "%.*s", STR(j->common.output)).ptr);
		out_str(&o, i ? S("/examples/*.rs") : S("/src/*.rs"));
	}
	out_char(&o, '\n');
	return write_output(j->arena, (Str){0}, &(struct span){o.ptr, o.len}, 1);
}

static const struct command *command_named(const char *name)
{
	for (u32 i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* Without a command: --help and --version, or a mistake. */
static _Noreturn void no_command(struct job *j, char **argv)
{
	static const struct opt table[] = {{'h', "help", NULL, "show this help", OPT_HELP},
	                                   {0, "version", NULL, "show the version", OPT_VERSION},
	                                   {0, NULL, NULL, NULL, 0}};
	struct opt_parser p = {.tool = "oapi",
	                       .table = table,
	                       .common = &j->common,
	                       .diag = &j->diag,
	                       .argv = argv,
	                       .many = true};
	Str names[COMMANDS], text = S("COMMAND [ARGUMENT]..."), near;
	for (u32 i = 0; i < COMMANDS; i++) {
		names[i] = str_of(commands[i].name);
		text = arena_fmt(j->arena, "%.*s\n       oapi %s %s", STR(text), commands[i].name,
		                 commands[i].synopsis);
	}
	p.synopsis = text.ptr;
	p.summary = "Runs oapi-parse, oapi-resolve, oapi-emit and oapi-fmt over pipes.\n"
		    "'oapi COMMAND --help' has the options.";
	if (opt_next(&p) == OPT_END)
		opt_fail(&p, "expected a command: gen, list, check or completion");
	near = diag_nearest(j->arena, p.arg, names, COMMANDS);
	opt_fail(&p, "no command '%.*s'%s%.*s", STR(p.arg), near.len ? "; " : "", STR(near));
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct job j = {.arena = &arena};
	struct pipeline p = {.arena = &arena};
	(void)argc;
	run_begin();
	diag_init(&j.diag, &arena, "oapi");
	j.command = argv[0] && argv[1] ? command_named(argv[1]) : NULL;
	if (!j.command)
		no_command(&j, argv + (argv[0] != NULL));
	job_read(&j, argv + 2);
	if (j.command == &commands[COMMAND_completion])
		return (int)completion(&j);
	j.where = find_stages(&arena, argv[0]);
	p.tool = j.command->tool;
	p.progress = tell_colour();
	if (j.dry_run)
		return (int)print_pipe(&j, &p);
	if (j.watch)
		return (int)job_watch(&j, &p, argv);
	return (int)job_run(&j, &p);
}
