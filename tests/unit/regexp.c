/* Patterns of ECMA-262; those of I-Regexp are tested through JSONPath. */
#include "regexp.h"

#include "check.h"

static struct arena arena;
static struct regexp re;

/* Whether part of the text matches: "yes", "no", or "none" where the pattern cannot be compiled. */
static void match_is(const char *pattern, const char *text, const char *wanted)
{
	u64 steps = 0;
	const char *is = "none";
	if (regexp_compile(&re, str_of(pattern), REGEXP_ecma))
		is = regexp_match(&re, str_of(text), false, &steps) ? "yes" : "no";
	CHECK_STR(arena_fmt(&arena, "%s: %s", pattern, is),
	          arena_fmt(&arena, "%s: %s", pattern, wanted));
}

static void finds(void)
{
	static const char *const rows[][2] = {
		{"", ""},
		{"b", "abc"},
		{"^a.c$", "a\xC3\xA4"
	                  "c"},
		{"^\\d{3}-\\d{2,}$", "123-4567"},
		{"^[\\w.-]+@[^\\s@]+$", "a.b-c_1@example.org"},
		{"^[^\\W\\d]+$", "abc_"},
		{"^\\S+\\s\\S+$", "a\xE2\x80\x83z"},
		{"^(?:ab|cd)+?$", "abcdab"},
		{"^(?<year>\\d{4})$", "2024"},
		{"\\bcat\\b", "a cat!"},
		{"\\Bcat", "tomcat"},
		{"^\\/\\-\\u00e4\\x41\\cJ\\t$", "/-\xC3\xA4"
	                                        "A\n\t"},
		{"^\\u{1F600}\\uD83D\\uDE00$", "\xF0\x9F\x98\x80\xF0\x9F\x98\x80"},
		{"^\\p{Lu}\\P{L}$", "A1"},
		{"^[a-]]$", "-]"},
		{"^[a\\-z]$", "-"},
		{"^[\\b]$", "\b"},
		{"^[^]$", "\n"},
		{"^{x}$", "{x}"},
		{"^a{,2}$", "a{,2}"},
		{"^a{2}$", "aa"},
		{"^$", ""},
		{"(a*)*b", "aaab"},
	};
	for (u32 i = 0; i < sizeof rows / sizeof *rows; i++)
		match_is(rows[i][0], rows[i][1], "yes");
}

static void finds_not(void)
{
	static const char *const rows[][2] = {
		{"^b", "ab"},          {"a$", "ab"},      {"^.$", "\n"}, {"^\\d$", "x"},
		{"\\bcat", "tom1cat"}, {"^\\w+$", "a-b"}, {"[]", "a"},   {"^a{2}$", "aaa"},
		{"^\\s$", "x"},        {"^[^\\S]$", "x"},
	};
	for (u32 i = 0; i < sizeof rows / sizeof *rows; i++)
		match_is(rows[i][0], rows[i][1], "no");
}

static void refuses(void)
{
	static const char *const patterns[] = {
		"(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "(?<n>a)\\k<n>", "(?i)a", "a(",
		"a)",    "[a",    "*a",     "\\A",    "\\u12",  "\\u{110000}",   "[z-a]", "\\",
	};
	for (u32 i = 0; i < sizeof patterns / sizeof *patterns; i++)
		match_is(patterns[i], "a", "none");
}

/* What is right, though it cannot be compiled. */
static void knows(void)
{
	static const struct {
		const char *pattern;
		bool right;
	} rows[] = {
		{"(?=a)", true},          {"(a)\\1", true},
		{"^\\p{Letter}+$", true}, {"\\p{Script=Greek}", true},
		{"\\p{Script=", false},   {"\\p{}", false},
		{"\\p", false},           {"a(", false},
	};
	for (u32 i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK(!regexp_compile(&re, str_of(rows[i].pattern), REGEXP_ecma));
		CHECK(re.beyond == rows[i].right);
	}
}

int main(void)
{
	regexp_init(&re, &arena);
	finds();
	finds_not();
	refuses();
	knows();
	return 0;
}
