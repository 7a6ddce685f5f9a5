/* Makes oapi-ir(5): copies standard input, and puts the tables of ir.def, keyword.def and diag.def in mdoc where a line
 * asks for them:
 *
 *   @version  @sizes LAYER  @records LAYER  @enums  @flags  @keywords  @diagnostics       LAYER: BOTH, DOC or PROG
 *   @ids TEXT            the text; a digit N after '%' is the id of the Nth string after the keywords, in ten columns */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ir.h"

/* Text of any table, so that mdoc takes it as text: a sentence a line, no macro, no escape. */
static void text(const char *s)
{
	for (const char *c = s; *c; c++) {
		if (c == s && (*c == '.' || *c == '\''))
			fputs("\\&", stdout);
		if (*c == '\\')
			fputs("\\e", stdout);
		else
			putchar(*c == ' ' && c > s && c[-1] == '.' ? '\n' : *c);
	}
	putchar('\n');
}

static void heading(const char *name, const char *about)
{
	printf(".Ss %s\n", name);
	text(about);
	printf(".Pp\n.Bl -tag -width Ds -compact\n");
}

static void member(unsigned long number, const char *name, const char *about)
{
	printf(".It %lu Sy %s\n", number, name);
	text(about);
}

static void end(void)
{
	printf(".El\n");
}

static void enums(void)
{
	unsigned long n = 0;
#define ENUM(name, about) heading(#name, about), n = 0;
#define E(name, name_of_member, about) member(n++, #name_of_member, about);
#define END_ENUM(name) end();
#include "ir.def"
}

static void flag_sets(void)
{
	unsigned long n = 1;
#define FLAGS(name, about) heading(#name, about), n = 1;
#define B(name, name_of_member, about) member(n, #name_of_member, about), n *= 2;
#define END_FLAGS(name) end();
#include "ir.def"
}

/* A field; returns the word that the next one begins at. */
static int field(bool shown, int word, const char *name, const char *kind, const char *of,
                 const char *about)
{
	bool is_range = !strcmp(kind, "range");
	if (!shown)
		return 0;
	printf(is_range ? ".It %d-%d " : ".It %d ", word, word + 1);
	printf("Va %s : %s", name, kind);
	printf(strcmp(of, "_") ? " Sy %s\n" : "\n", of);
	text(about);
	return word + 1 + is_range;
}

static void records(const char *want)
{
	bool shown = false;
	int word = 0;
#define REC(name, layer, about) \
	shown = !strcmp(#layer, want); \
	word = 0; \
	if (shown) \
		heading(#name, about);
#define F(record, name, kind, of, about) word = field(shown, word, #name, #kind, #of, about);
#define END_REC(name) \
	if (shown) \
		end();
#include "ir.def"
}

/* The tables of a layer and the words of a record. */
static void sizes(const char *want)
{
	enum ir_layer layer = !strcmp(want, "DOC") ? IR_DOC : IR_PROG;
	const char *before = "";
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, layer)) {
			printf("%s.Sy %s Pq %u", before, ir_tables[t].name,
			       (unsigned)ir_tables[t].words);
			before = " ,\n";
		}
	printf(" .\n");
}

static void keywords(void)
{
	for (int i = 1; i < KW_COUNT; i++)
		printf("%d %.*s%s", i, STR(keyword_text[i]),
		       i % 4 == 0 || i + 1 == KW_COUNT ? "\n" : "\t");
}

static void diagnostics(void)
{
	static const char *const level[] = {"ignored", "warning", "error"};
#define D(id, name, severity, meaning) \
	printf(".It Sy %s Pq %s\n", name, level[SEVERITY_##severity]); \
	text(meaning);
#include "diag.def"
#undef D
}

static void ids(const char *s)
{
	for (; *s; s++)
		if (*s == '%' && s[1])
			printf("%10d", KW_COUNT + *++s - '0');
		else
			putchar(*s);
}

/* Does what a line asks for. */
static bool directive(const char *line)
{
	char name[32], layer[8] = "";
	if (sscanf(line, "@%31s %7s", name, layer) < 1)
		return false;
	if (!strcmp(name, "version"))
		printf("%d\n", IR_VERSION);
	else if (!strcmp(name, "sizes"))
		sizes(layer);
	else if (!strcmp(name, "records"))
		records(layer);
	else if (!strcmp(name, "enums"))
		enums();
	else if (!strcmp(name, "flags"))
		flag_sets();
	else if (!strcmp(name, "keywords"))
		keywords();
	else if (!strcmp(name, "diagnostics"))
		diagnostics();
	else if (!strcmp(name, "ids"))
		ids(line + sizeof "@ids");
	else
		return false;
	return true;
}

int main(void)
{
	char line[1024];
	while (fgets(line, sizeof line, stdin)) {
		if (line[0] != '@')
			fputs(line, stdout);
		else if (!directive(line)) {
			fprintf(stderr, "gen: error: no such directive: %s", line);
			return 1;
		}
	}
	return ferror(stdin) || fflush(stdout) ? 1 : 0;
}
