#include "lex.h"

static const struct {
	const char *text;
	u8 kind;
} keywords[] = {
#define K(name, text) {text, TOK_##name},
#define P(name, text)
#include "token.def"
};

/* The classes of bytes; those of 0x80 and above are taken for letters. */
enum { SPACE = 1, LETTER = 2, DIGIT = 4 };

static inline u8 class_of(u8 c)
{
	if ((c | 32) >= 'a' && (c | 32) <= 'z')
		return LETTER;
	if (c == '_' || c >= 0x80)
		return LETTER;
	if (c >= '0' && c <= '9')
		return DIGIT;
	return c == ' ' || (c >= '\t' && c <= '\r') ? SPACE : 0;
}

static inline bool is_word(u8 c)
{
	return class_of(c) & (LETTER | DIGIT);
}

static u8 keyword_slot(const char *p, u32 len)
{
	return (u8)((u8)p[0] * 7 + (u8)p[len - 1] * 31 + len * 5);
}

void lex_begin(struct lexer *l, Str text)
{
	*l = (struct lexer){.text = text.ptr, .end = text.len};
	for (u8 i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		u8 slot = keyword_slot(keywords[i].text, (u32)strlen(keywords[i].text));
		while (l->keyword[slot])
			slot++;
		l->keyword[slot] = (u8)(i + 1);
	}
}

static u8 word_kind(const struct lexer *l, const char *p, u32 len)
{
	if (len > 8)
		return TOK_ident;
	for (u8 slot = keyword_slot(p, len); l->keyword[slot]; slot++) {
		const char *word = keywords[l->keyword[slot] - 1].text;
		if (!strncmp(word, p, len) && !word[len])
			return keywords[l->keyword[slot] - 1].kind;
	}
	return TOK_ident;
}

static u32 skip_word(const struct lexer *l, u32 at)
{
	while (is_word((u8)l->text[at]))
		at++;
	return at;
}

static void fail(struct lex_error *e, const char *what, u32 at)
{
	if (!e->what)
		*e = (struct lex_error){what, at};
}

/* The end of a comment between slash-star and star-slash, in which others may stand. */
static u32 block_comment(const struct lexer *l, u32 begin, struct lex_error *e)
{
	u32 depth = 1, at = begin + 2;
	for (; at < l->end && depth; at++) {
		if (l->text[at] == '*' && l->text[at + 1] == '/')
			depth--, at++;
		else if (l->text[at] == '/' && l->text[at + 1] == '*')
			depth++, at++;
	}
	if (depth)
		fail(e, "this comment has no end: expected */", begin);
	return at > l->end ? l->end : at;
}

static u32 line_end(const struct lexer *l, u32 at)
{
	const char *p = memchr(l->text + at, '\n', l->end - at);
	u32 end = p ? (u32)(p - l->text) : l->end;
	return end > at && l->text[end - 1] == '\r' ? end - 1 : end;
}

/* Whether a comment is a doc comment: the Reference, "Comments". */
static u8 comment_kind(const char *p, u32 len)
{
	char third = len > 2 ? p[2] : 0, fourth = len > 3 ? p[3] : 0;
	if (third == '!')
		return TOK_doc_in;
	if (p[1] == '/')
		return third == '/' && fourth != '/' ? TOK_doc : TOK_comment;
	return third == '*' && fourth != '*' && len > 4 ? TOK_doc : TOK_comment;
}

/* The end of a string or character that begins with its quote, which a backslash escapes. */
static u32 quoted(const struct lexer *l, u32 begin, char quote, struct lex_error *e)
{
	u32 at = begin + 1;
	for (; at < l->end && l->text[at] != quote; at++)
		if (l->text[at] == '\\')
			at++;
	if (at >= l->end)
		fail(e,
		     quote == '"' ? "this string has no end: expected '\"'"
		                  : "this character has no end: expected \"'\"",
		     begin);
	return at >= l->end ? l->end : at + 1;
}

/* The end of a raw string of which `at` is the first # or quote. */
static u32 raw_string(const struct lexer *l, u32 begin, struct lex_error *e)
{
	u32 at = begin, hashes = 0;
	while (l->text[at] == '#')
		hashes++, at++;
	for (at++; at < l->end; at++) {
		u32 n = 0;
		if (l->text[at] != '"')
			continue;
		while (n < hashes && l->text[at + 1 + n] == '#')
			n++;
		if (n == hashes)
			return at + 1 + n;
	}
	fail(e, "this raw string has no end: expected a quote and as many # as it begins with",
	     begin);
	return l->end;
}

/* Whether a raw string's hashes and quote stand here. */
static bool is_raw_string(const struct lexer *l, u32 at)
{
	while (l->text[at] == '#')
		at++;
	return l->text[at] == '"';
}

/* An exponent's sign is part of a number where the number is no hexadecimal one and digits follow. */
static bool is_exponent(const struct lexer *l, u32 begin, u32 at)
{
	bool decimal = l->text[begin] != '0' || (l->text[begin + 1] | 32) != 'x';
	return decimal && (l->text[at - 1] | 32) == 'e' &&
	       (l->text[at] == '+' || l->text[at] == '-') && class_of((u8)l->text[at + 1]) == DIGIT;
}

/* The end of a number; its suffix is part of it. A dot is where no second dot and no name follows. */
static u32 number(const struct lexer *l, u32 begin)
{
	u32 at = skip_word(l, begin);
	if (l->last == TOK_dot)
		return at;
	if (is_exponent(l, begin, at))
		return skip_word(l, at + 1);
	if (l->text[at] != '.' || l->text[at + 1] == '.' || class_of((u8)l->text[at + 1]) == LETTER)
		return at;
	at = skip_word(l, at + 1);
	return is_exponent(l, begin, at) ? skip_word(l, at + 1) : at;
}

/* After a quote: a character where another quote follows the first scalar, or a backslash does; else a lifetime. */
static struct token quote(const struct lexer *l, u32 begin, struct lex_error *e)
{
	const char *p = l->text + begin;
	u32 step = 1;
	while (((u8)p[1 + step] & 0xc0) == 0x80)
		step++;
	if (p[1] == '\\' || p[1] == '\'' || !is_word((u8)p[1]) || p[1 + step] == '\'') {
		u32 at = quoted(l, begin, '\'', e);
		return (struct token){begin, skip_word(l, at) - begin, TOK_char, 0};
	}
	u32 raw = p[1] == 'r' && p[2] == '#' && is_word((u8)p[3]) ? 2 : 0;
	return (struct token){begin, skip_word(l, begin + 1 + raw) - begin, TOK_lifetime, 0};
}

/* A word, or a literal that letters begin. */
static struct token word(const struct lexer *l, u32 begin, struct lex_error *e)
{
	const char *p = l->text + begin;
	u32 at = skip_word(l, begin), len = at - begin;
	bool raw = p[len - 1] == 'r' && (len == 1 || (len == 2 && (p[0] == 'b' || p[0] == 'c')));
	if (raw && (*(p + len) == '"' || *(p + len) == '#') && is_raw_string(l, at))
		return (struct token){begin, skip_word(l, raw_string(l, at, e)) - begin, TOK_string,
		                      0};
	if (len == 1 && (*p == 'b' || *p == 'c') && p[1] == '"')
		return (struct token){begin, skip_word(l, quoted(l, at, '"', e)) - begin,
		                      TOK_string, 0};
	if (len == 1 && *p == 'b' && p[1] == '\'')
		return (struct token){begin, skip_word(l, quoted(l, at, '\'', e)) - begin, TOK_char,
		                      0};
	if (len == 1 && *p == 'r' && p[1] == '#' && class_of((u8)p[2]) == LETTER)
		return (struct token){begin, skip_word(l, begin + 2) - begin, TOK_ident, 0};
	return (struct token){begin, len, word_kind(l, p, len), 0};
}

/* Punctuation, the longest first. Each row is what may follow its first character. */
static u8 punctuation(const char *p, u32 *len)
{
	static const struct {
		char text[4];
		u8 kind;
	} rows[] = {
#define K(name, text)
#define P(name, text) {text, TOK_##name},
#include "token.def"
	};
	u8 kind = TOK_end;
	for (u32 i = 0; i < sizeof rows / sizeof *rows; i++) {
		u32 n = rows[i].text[1] ? (rows[i].text[2] ? 3 : 2) : 1;
		if (rows[i].text[0] == *p && n > *len && !strncmp(rows[i].text, p, n)) {
			*len = n;
			kind = rows[i].kind;
		}
	}
	return kind;
}

static u8 single(char c)
{
	switch (c) {
	case '(': return TOK_open_paren;
	case ')': return TOK_close_paren;
	case '[': return TOK_open_bracket;
	case ']': return TOK_close_bracket;
	case '{': return TOK_open_brace;
	case '}': return TOK_close_brace;
	case ',': return TOK_comma;
	case ';': return TOK_semi;
	case '<': return TOK_less;
	case '>': return TOK_greater;
	case '?': return TOK_question;
	case '#': return TOK_hash;
	default: return TOK_end;
	}
}

static struct token comment(const struct lexer *l, u32 begin, struct lex_error *e)
{
	bool line = l->text[begin + 1] == '/';
	u32 end = line ? line_end(l, begin) : block_comment(l, begin, e);
	return (struct token){begin, end - begin, comment_kind(l->text + begin, end - begin), 0};
}

static struct token symbol(const struct lexer *l, u32 begin, struct lex_error *e)
{
	const char *p = l->text + begin;
	u32 len = 1;
	u8 kind = single(*p);
	if (kind)
		return (struct token){begin, 1, kind, 0};
	if (*p == ':' || *p == '&' || *p == '=' || *p == '.') {
		len = 0;
		kind = punctuation(p, &len);
		return (struct token){begin, len, kind, 0};
	}
	len = 0;
	kind = punctuation(p, &len);
	if (!kind)
		fail(e, "no token of Rust begins so", begin);
	return (struct token){begin, len ? len : 1, kind, 0};
}

static void describe(struct token *t, const char *text)
{
	u8 high = 0;
	for (u32 i = 0; i < t->arg; i++)
		high |= (u8)text[t->at + i];
	if (high & 0x80)
		t->flags |= TOK_WIDE;
	if (t->kind >= TOK_char && memchr(text + t->at, '\n', t->arg))
		t->flags |= TOK_MULTI;
}

/* Space of Unicode that Rust takes as such: U+0085, U+200E, U+200F, U+2028, U+2029. */
static u32 wide_space(const char *p)
{
	if (!memcmp(p, "\xc2\x85", 2))
		return 2;
	if ((u8)p[0] != 0xe2 || (u8)p[1] != 0x80)
		return 0;
	return strchr("\x8e\x8f\xa8\xa9", p[2]) ? 3 : 0;
}

static u32 skip_space(const struct lexer *l, u32 at)
{
	for (;; at++) {
		u8 c = (u8)l->text[at];
		if (c >= 0x80 && wide_space(l->text + at))
			at += wide_space(l->text + at) - 1;
		else if (class_of(c) != SPACE)
			return at;
	}
}

struct token lex_next(struct lexer *l, struct lex_error *e)
{
	u32 at = skip_space(l, l->at);
	struct token t = {at, 0, TOK_end, 0};
	if (at < l->end) {
		const char *p = l->text + at;
		u8 class = class_of((u8)*p);
		if (class == LETTER)
			t = word(l, at, e);
		else if (class == DIGIT)
			t = (struct token){at, number(l, at) - at, TOK_number, 0};
		else if (*p == '"')
			t = (struct token){at, skip_word(l, quoted(l, at, '"', e)) - at, TOK_string,
			                   0};
		else if (*p == '\'')
			t = quote(l, at, e);
		else if (*p == '/' && (p[1] == '/' || p[1] == '*'))
			t = comment(l, at, e);
		else
			t = symbol(l, at, e);
		describe(&t, l->text);
	}
	l->at = at + t.arg;
	l->before = l->last;
	l->last = t.kind;
	return t;
}

/* What stands before a token: the flags of a gap from `from` to `to`. */
static u8 gap_flags(const char *text, u32 from, u32 to)
{
	u32 lines = 0;
	if (from == to)
		return 0;
	if (to - from == 1 && text[from] == ' ')
		return TOK_GAP | TOK_SPACE;
	for (u32 i = from; i < to; i++)
		lines += text[i] == '\n';
	return (u8)(TOK_GAP | (lines ? TOK_LINE : 0) | (lines > 1 ? TOK_BLANK : 0));
}

/* The delimiters that are open, innermost last. */
struct pairs {
	u32 *open;
	u32 n, cap;
};

static void pair(struct arena *a, struct pairs *p, struct token *tokens, u32 i, struct lex_error *e)
{
	struct token *t = &tokens[i];
	if (is_open(t->kind)) {
		p->open = arena_grow(a, p->open, &p->cap, (u64)p->n + 1, sizeof *p->open);
		p->open[p->n++] = i;
	} else if (is_close(t->kind)) {
		if (!p->n || tokens[p->open[p->n - 1]].kind + 3 != t->kind)
			fail(e, "this closes what is not open", t->at);
		else
			tokens[p->open[--p->n]].arg = i;
	}
}

struct token *lex_all(struct arena *a, Str text, u32 *count, struct lex_error *e)
{
	struct lexer l;
	struct pairs pairs = {0};
	struct arena stack = {0};
	struct token *tokens = NULL;
	u32 n = 0, cap = 0, last = 0;
	u8 comments = 0;
	lex_begin(&l, text);
	if (utf8_valid(text) < text.len)
		fail(e, "this is not UTF-8", utf8_valid(text));
	while (!e->what) {
		struct token t = lex_next(&l, e);
		if (t.kind == TOK_comment) {
			comments = TOK_COMMENT;
			continue;
		}
		if (n == cap)
			tokens = arena_grow(a, tokens, &cap, (u64)n + 1, sizeof *tokens);
		t.flags |= gap_flags(text.ptr, last, t.at) | comments;
		comments = 0;
		last = t.at + t.arg;
		tokens[n++] = t;
		pair(&stack, &pairs, tokens, n - 1, e);
		if (t.kind == TOK_end)
			break;
	}
	if (!e->what && pairs.n)
		fail(e, "this is never closed", tokens[pairs.open[pairs.n - 1]].at);
	*count = n;
	return tokens;
}
