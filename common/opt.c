#include "opt.h"

#include "io.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEPTH_DEFAULT = 512, DEPTH_MAX = 4096, HELP_COLUMN = 28 };

void opt_fail(const struct opt_parser *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fprintf(stderr, "%s: error: ", p->tool);
	vfprintf(stderr, format, args);
	fprintf(stderr, "\nTry '%s --help'.\n", p->tool);
	va_end(args);
	exit(STATUS_USAGE);
}

bool opt_is_row(const struct opt *o)
{
	return o->name || o->letter;
}

/* An argument in brackets may be left out, and is given with "=" only. */
static bool may_lack(const struct opt *o)
{
	return o->arg && o->arg[0] == '[';
}

/* Help */

static void print_row(const struct opt *o)
{
	const char *before = may_lack(o) ? "" : o->name ? "=" : " ";
	char left[80];
	size_t used;

	if (o->letter)
		snprintf(left, sizeof left, "  -%c%s", o->letter, o->name ? ", " : "");
	else
		snprintf(left, sizeof left, "      ");
	used = strlen(left);
	if (o->name)
		snprintf(left + used, sizeof left - used, "--%s", o->name);
	used = strlen(left);
	if (o->arg)
		snprintf(left + used, sizeof left - used, "%s%s", before, o->arg);
	if (strlen(left) + 2 > HELP_COLUMN)
		printf("%s\n%*s%s\n", left, HELP_COLUMN, "", o->help);
	else
		printf("%-*s%s\n", HELP_COLUMN, left, o->help);
}

static _Noreturn void finish(void)
{
	if (fflush(stdout) == EOF || ferror(stdout))
		die_system("cannot write standard output", (Str){0});
	exit(STATUS_OK);
}

static _Noreturn void help(const struct opt_parser *p)
{
	printf("Usage: %s %s\n%s\n\n", p->tool, p->synopsis, p->summary);
	for (const struct opt *o = p->table; opt_is_row(o); o++)
		print_row(o);
	finish();
}

/* Finding the row */

static _Noreturn void unknown_long(const struct opt_parser *p, Str name)
{
	const struct opt *near = NULL;
	u32 best = name.len / 3 + 1;

	for (const struct opt *o = p->table; opt_is_row(o); o++) {
		u32 distance = o->name ? edit_distance(name, str_of(o->name), best) : best + 1;

		if (distance < best || (distance == best && !near)) {
			best = distance;
			near = o;
		}
	}
	if (near)
		opt_fail(p, "no option '--%.*s'; did you mean '--%s'?", STR(name), near->name);
	opt_fail(p, "no option '--%.*s'", STR(name));
}

static const struct opt *take_long(struct opt_parser *p, Str text)
{
	Str name = {text.ptr, str_find(text, '=')};
	const struct opt *o = p->table;
	bool given = name.len < text.len;

	while (opt_is_row(o) && !(o->name && str_eq(name, str_of(o->name))))
		o++;
	if (!opt_is_row(o))
		unknown_long(p, name);
	p->arg = (Str){0};
	if (given)
		p->arg = str_skip(text, name.len + 1);
	if (given && !o->arg)
		opt_fail(p, "option '--%s' takes no argument", o->name);
	if (!given && o->arg && !may_lack(o)) {
		if (!*p->argv)
			opt_fail(p, "option '--%s' needs an argument: --%s=%s", o->name, o->name,
			         o->arg);
		p->arg = str_of(*p->argv++);
	}
	return o;
}

static const struct opt *take_short(struct opt_parser *p)
{
	const struct opt *o = p->table;
	char letter = *p->cluster++;

	while (opt_is_row(o) && o->letter != letter)
		o++;
	if (!opt_is_row(o))
		opt_fail(p, "no option '-%c'", letter);
	p->arg = (Str){0};
	if (!o->arg || may_lack(o))
		return o;
	if (*p->cluster)
		p->arg = str_of(p->cluster);
	else if (*p->argv)
		p->arg = str_of(*p->argv++);
	else
		opt_fail(p, "option '-%c' needs an argument: -%c %s", letter, letter, o->arg);
	p->cluster = NULL;
	return o;
}

/* The row of the next option, or NULL at the end; operands on the way are kept. */
static const struct opt *take(struct opt_parser *p)
{
	static const struct opt operand = {0, NULL, NULL, NULL, OPT_OPERAND};

	for (;;) {
		char *word;

		if (p->cluster && *p->cluster)
			return take_short(p);
		word = *p->argv;
		if (!word)
			return NULL;
		p->argv++;
		if (!p->no_more && strcmp(word, "--") == 0) {
			p->no_more = true;
		} else if (!p->no_more && word[0] == '-' && word[1] == '-') {
			return take_long(p, str_of(word + 2));
		} else if (!p->no_more && word[0] == '-' && word[1]) {
			p->cluster = word + 1;
		} else {
			if (!*word)
				opt_fail(p, "the operand is empty");
			p->arg = str_of(word);
			if (p->many)
				return &operand;
			if (p->common->input.len)
				opt_fail(p, "one file at most: '%.*s' is given, then '%s'",
				         STR(p->common->input), word);
			p->common->input = str_of(word);
		}
	}
}

/* The options of every tool */

static void set_warning(const struct opt_parser *p)
{
	static const Str names[] = {
#define D(id, name, severity, meaning) {name, sizeof(name) - 1},
#include "diag.def"
#undef D
	};
	u32 equals = str_find(p->arg, '=');
	struct arena a = {0};
	Str near;

	if (diag_set(p->diag, p->arg))
		return;
	for (u32 i = 0; i < DIAG_COUNT; i++)
		if (str_eq(names[i], (Str){p->arg.ptr, equals}))
			opt_fail(p, "'-W %.*s' needs a level: -W %.*s=error, =warn or =ignore",
			         STR(p->arg), STR(names[i]));
	near = diag_nearest(&a, (Str){p->arg.ptr, equals}, names, DIAG_COUNT);
	opt_fail(p, "no finding has the id '%.*s'%s%.*s", (int)equals, p->arg.ptr,
	         near.len ? "; " : "", STR(near));
}

static u32 depth(const struct opt_parser *p)
{
	u32 n = 0;

	for (u32 i = 0; i < p->arg.len && n <= DEPTH_MAX; i++) {
		if (p->arg.ptr[i] < '0' || p->arg.ptr[i] > '9')
			n = DEPTH_MAX;
		n = n * 10 + (u32)(p->arg.ptr[i] - '0');
	}
	if (n == 0 || n > DEPTH_MAX)
		opt_fail(p, "'--max-depth=%.*s': expected a number from 1 to %d", STR(p->arg),
		         DEPTH_MAX);
	return n;
}

static void set_format(struct opt_parser *p)
{
	for (u32 i = 0; i < DIAG_FORMATS; i++)
		if (str_eq(p->arg, diag_format_names[i])) {
			p->diag->format = (enum diag_format)i;
			return;
		}
	opt_fail(p, "'--diagnostics=%.*s': expected human, all, json, github or sarif",
	         STR(p->arg));
}

static void set_common(struct opt_parser *p, int id)
{
	switch (id) {
	case OPT_OUTPUT:
		if (p->arg.len == 0)
			opt_fail(p, "'-o' needs a file's name");
		p->common->output = p->arg;
		break;
	case OPT_WARN: set_warning(p); break;
	case OPT_DIAGNOSTICS: set_format(p); break;
	case OPT_STRICT: p->diag->strict = true; break;
	case OPT_DEPTH: p->common->max_depth = depth(p); break;
	case OPT_STATS:
		p->common->stats = true;
		p->common->stats_json = str_eq(p->arg, S("json"));
		if (p->arg.ptr && !p->common->stats_json)
			opt_fail(p, "'--stats=%.*s': expected json, or nothing", STR(p->arg));
		break;
	case OPT_HELP: help(p);
	case OPT_VERSION: printf("%s %s\n", p->tool, OAPI_VERSION); finish();
	default: break;
	}
}

int opt_next(struct opt_parser *p)
{
	const struct opt *o;

	if (p->common->max_depth == 0)
		p->common->max_depth = DEPTH_DEFAULT;
	while ((o = take(p))) {
		p->row = o;
		if (o->id < OPT_OPERAND)
			set_common(p, o->id);
		if (o->id >= OPT_OPERAND || p->all)
			return o->id;
	}
	return OPT_END;
}
