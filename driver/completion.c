/* Completions for shells, made of the tables of options. Each script holds the words of each tool, and of each of oapi's
 * commands; an argument that is a file or a directory is completed as such. */
#include "driver.h"

/* A tool, or a command of oapi. */
struct target {
	const char *tool, *command; /* the command is NULL for a stage */
	const char *const *words;
	const struct opt *table;
};

enum { TARGETS = COMMANDS + STAGES };

static struct target target(u32 i)
{
	if (i < COMMANDS)
		return (struct target){"oapi", commands[i].name, commands[i].words,
		                       commands[i].table};
	return (struct target){stage_names[i - COMMANDS], NULL, NULL, stage_options[i - COMMANDS]};
}

/* "oapi-parse", or "oapi gen". */
static void put_key(struct out *o, const struct target *t)
{
	out_fmt(o, "%s%s%s", t->tool, t->command ? " " : "", t->command ? t->command : "");
}

static void put_stages(struct out *o)
{
	for (u32 i = 0; i < STAGES; i++)
		out_fmt(o, " %s", stage_names[i]);
	out_char(o, '\n');
}

static bool takes(const struct opt *o, const char *what)
{
	return o->arg && strcmp(o->arg, what) == 0;
}

static bool takes_path(const struct opt *o)
{
	return takes(o, "FILE") || takes(o, "SPEC") || takes(o, "DIR");
}

/* bash: --name= where an argument follows, and -x. */
static void put_bash_words(struct out *o, const struct target *t)
{
	for (u32 i = 0; t->words && t->words[i]; i++)
		out_fmt(o, "%s ", t->words[i]);
	for (const struct opt *row = t->table; opt_is_row(row); row++) {
		if (row->letter)
			out_fmt(o, "-%c ", row->letter);
		if (row->name)
			out_fmt(o, "--%s%s ", row->name, row->arg && row->arg[0] != '[' ? "=" : "");
	}
}

static void put_bash(struct out *o)
{
	out_str(o,
	        S("_oapi() {\n"
	          "\tlocal word=${COMP_WORDS[COMP_CWORD]} last=${COMP_WORDS[COMP_CWORD-1]} words=\n"
	          "\t[ \"$word\" = = ] && word= last==\n"
	          "\tlocal key=${COMP_WORDS[0]##*/}\n"
	          "\tif [ \"$key\" = oapi ] && [ \"$COMP_CWORD\" -gt 1 ]; then key=\"oapi ${COMP_WORDS[1]}\"; fi\n"
	          "\tcase $key in\n\toapi) words='"));
	for (u32 i = 0; i < COMMANDS; i++)
		out_fmt(o, "%s ", commands[i].name);
	out_str(o, S("--help --version' ;;\n"));
	for (u32 i = 0; i < TARGETS; i++) {
		struct target t = target(i);
		out_str(o, S("\t'"));
		put_key(o, &t);
		out_str(o, S("') words='"));
		put_bash_words(o, &t);
		out_str(o, S("' ;;\n"));
	}
	out_str(o, S("\tesac\n"
	             "\tCOMPREPLY=()\n"
	             "\tcompopt -o filenames 2>/dev/null\n"
	             "\tcase $word in\n"
	             "\t-*) ;;\n"
	             "\t*) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
	             "\tesac\n"
	             "\tcase $last in =) return ;; esac\n"
	             "\tCOMPREPLY+=($(compgen -W \"$words\" -- \"$word\"))\n"
	             "\tcase ${COMPREPLY[0]} in *=) compopt -o nospace 2>/dev/null ;; esac\n"
	             "}\n"
	             "complete -F _oapi oapi"));
	put_stages(o);
}

/* Between single quotes of a shell, with what _arguments takes for its own escaped. */
static void put_quoted(struct out *o, const char *text, const char *escaped)
{
	for (; *text; text++) {
		if (strchr(escaped, *text))
			out_char(o, '\\');
		out_char(o, *text);
		if (*text == '\'')
			out_str(o, S("\\''"));
	}
}

/* zsh: an argument of _arguments for each form of an option. */
static void put_zsh_row(struct out *o, const struct opt *row, bool is_long)
{
	if (is_long)
		out_fmt(o, "\t\t'*--%s%s[", row->name,
		        !row->arg            ? ""
		        : row->arg[0] == '[' ? "=-"
		                             : "=");
	else
		out_fmt(o, "\t\t'*-%c%s[", row->letter, row->arg && row->arg[0] != '[' ? "+" : "");
	put_quoted(o, row->help, "[]:\\");
	out_char(o, ']');
	if (row->arg && row->arg[0] == '[') {
		out_str(o, S("::format:(json)"));
	} else if (row->arg) {
		out_char(o, ':');
		put_quoted(o, row->arg, ":\\");
		out_fmt(o, ":%s",
		        takes(row, "DIR") ? "_files -/"
		        : takes_path(row) ? "_files"
		                          : "");
	}
	out_str(o, S("' \\\n"));
}

static void put_zsh(struct out *o)
{
	out_str(o, S("#compdef oapi"));
	put_stages(o);
	out_str(o, S("local key=$service\n"
	             "if [[ $key == oapi ]] && (( CURRENT > 2 )); then\n"
	             "\tkey=\"oapi $words[2]\"\n\tshift words\n\t(( CURRENT-- ))\nfi\n"
	             "case $key in\noapi) _values command"));
	for (u32 i = 0; i < COMMANDS; i++)
		out_fmt(o, " %s", commands[i].name);
	out_str(o, S(" --help --version ;;\n"));
	for (u32 i = 0; i < TARGETS; i++) {
		struct target t = target(i);
		out_char(o, '\'');
		put_key(o, &t);
		out_str(o, S("')\n\t_arguments -S \\\n"));
		for (const struct opt *row = t.table; opt_is_row(row); row++) {
			if (row->letter)
				put_zsh_row(o, row, false);
			if (row->name)
				put_zsh_row(o, row, true);
		}
		if (t.words) {
			out_str(o, S("\t\t'1:what:("));
			for (u32 k = 0; t.words[k]; k++)
				out_fmt(o, "%s%s", k ? " " : "", t.words[k]);
			out_str(o, S(")' \\\n"));
		}
		out_str(o, S("\t\t'*:file:_files' ;;\n"));
	}
	out_str(o, S("esac\n"));
}

static void put_fish_row(struct out *o, const struct target *t, const struct opt *row)
{
	out_fmt(o, "complete -c %s", t->tool);
	if (t->command)
		out_fmt(o, " -n '__fish_seen_subcommand_from %s'", t->command);
	if (row->letter)
		out_fmt(o, " -s '%c'", row->letter);
	if (row->name)
		out_fmt(o, " -l %s", row->name);
	if (row->arg && row->arg[0] != '[')
		out_str(o, takes_path(row) ? S(" -rF") : S(" -x"));
	out_str(o, S(" -d '"));
	for (const char *c = row->help; *c; c++) {
		if (*c == '\'' || *c == '\\')
			out_char(o, '\\');
		out_char(o, *c);
	}
	out_str(o, S("'\n"));
}

static void put_fish(struct out *o)
{
	for (u32 i = 0; i < COMMANDS; i++)
		out_fmt(o, "complete -c oapi -n __fish_use_subcommand -f -a %s -d '%s'\n",
		        commands[i].name, commands[i].summary);
	out_str(o,
	        S("complete -c oapi -n __fish_use_subcommand -s h -l help -d 'show this help'\n"
	          "complete -c oapi -n __fish_use_subcommand -l version -d 'show the version'\n"));
	for (u32 i = 0; i < TARGETS; i++) {
		struct target t = target(i);
		for (u32 k = 0; t.words && t.words[k]; k++)
			out_fmt(o, "complete -c oapi -n '__fish_seen_subcommand_from %s' -a %s\n",
			        t.command, t.words[k]);
		for (const struct opt *row = t.table; opt_is_row(row); row++)
			put_fish_row(o, &t, row);
	}
}

enum status completion(struct job *j)
{
	static void (*const put[])(struct out * o) = {put_bash, put_zsh, put_fish};
	struct out o;
	out_init(&o, j->arena);
	put[j->word](&o);
	return write_output(j->arena, (Str){0}, &(struct span){o.ptr, o.len}, 1);
}
