#include "lex.h"

/* The classes of bytes; those of 0x80 and above are taken for letters. */
enum { SPACE = 1, LETTER = 2, DIGIT = 4 };

#define X4(n) n, n, n, n
#define X16(n) X4(n), X4(n), X4(n), X4(n)
static const u8 classes[256] = {
	X4(0),  X4(0),  0,      X4(1),  1,      0,      0,      X16(0), /* controls; \t to \r */
	1,      0,      0,      0,      X4(0),  X4(0),  X4(0),          /* space, ! to / */
	X4(4),  X4(4),  4,      4,      0,      0,      X4(0),          /* digits, : to ? */
	0,      2,      2,      2,      X4(2),  X4(2),  X4(2),  X4(2),  X4(2),
	2,      2,      2,      0,      0,      0,      0,      2, /* @ A-Z [ \ ] ^ _ */
	0,      2,      2,      2,      X4(2),  X4(2),  X4(2),  X4(2),  X4(2),
	2,      2,      2,      0,      0,      0,      0,      0, /* ` a-z { | } ~ */
	X16(2), X16(2), X16(2), X16(2), X16(2), X16(2), X16(2), X16(2),
};
#undef X4
#undef X16

static inline u8 class_of(char c)
{
	return classes[(u8)c];
}

static inline bool is_word(char c)
{
	return classes[(u8)c] & (LETTER | DIGIT);
}

static const struct {
	char text[9];
	u8 kind;
} keyword_rows[] = {
#define K(name, text) {text, TOK_##name},
#define P(name, text)
#include "token.def"
};

static inline u8 keyword_slot(u64 word)
{
	return (u8)((word * UINT64_C(0x9e3779b97f4a7c15)) >> 56);
}

static void keywords_init(struct keywords *k)
{
	*k = (struct keywords){.word = {0}};
	for (u32 i = 0; i < 9; i++)
		memset(&k->mask[i], 0xff, i < 8 ? i : 8);
	for (u32 i = 0; i < sizeof keyword_rows / sizeof *keyword_rows; i++) {
		u64 word = load64(keyword_rows[i].text);
		u8 slot = keyword_slot(word);
		while (k->word[slot])
			slot++;
		k->word[slot] = word;
		k->kind[slot] = keyword_rows[i].kind;
	}
}

/* Which keyword a word of at most eight bytes is, or TOK_ident. */
static inline u8 word_kind(const struct keywords *k, u64 word)
{
	for (u8 slot = keyword_slot(word); k->word[slot]; slot++)
		if (k->word[slot] == word)
			return k->kind[slot];
	return TOK_ident;
}

void lex_begin(struct lexer *l, Str text)
{
	*l = (struct lexer){.text = text.ptr, .end = text.len};
}

static inline u32 skip_word(const struct lexer *l, u32 at)
{
	while (is_word(l->text[at]))
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
	for (; at < l->end && l->text[at] != quote; at++) {
		u64 bytes = load64(l->text + at);
		if (!has_byte(bytes, quote) && !has_byte(bytes, '\\'))
			at += 7;
		else if (l->text[at] == '\\')
			at++;
	}
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
	       (l->text[at] == '+' || l->text[at] == '-') && class_of(l->text[at + 1]) == DIGIT;
}

/* The end of a number; its suffix is part of it. A dot is where no second dot and no name follows. */
static u32 number(const struct lexer *l, u32 begin)
{
	u32 at = skip_word(l, begin);
	if (l->last == TOK_dot)
		return at;
	if (is_exponent(l, begin, at))
		return skip_word(l, at + 1);
	if (l->text[at] != '.' || l->text[at + 1] == '.' || class_of(l->text[at + 1]) == LETTER)
		return at;
	at = skip_word(l, at + 1);
	return is_exponent(l, begin, at) ? skip_word(l, at + 1) : at;
}

/* After a quote: a character where another quote follows the first scalar, or a backslash does; else a lifetime. */
static u32 quote(const struct lexer *l, u32 begin, u8 *kind, struct lex_error *e)
{
	const char *p = l->text + begin;
	u32 step = 1;
	while (((u8)p[1 + step] & 0xc0) == 0x80)
		step++;
	if (p[1] == '\\' || p[1] == '\'' || !is_word(p[1]) || p[1 + step] == '\'') {
		*kind = TOK_char;
		return skip_word(l, quoted(l, begin, '\'', e));
	}
	u32 raw = p[1] == 'r' && p[2] == '#' && is_word(p[3]) ? 2 : 0;
	*kind = TOK_lifetime;
	return skip_word(l, begin + 1 + raw);
}

/* A literal that letters begin, up to `at`; what they begin otherwise is a name. */
static u32 prefixed(const struct lexer *l, u32 begin, u32 at, u8 *kind, struct lex_error *e)
{
	const char *p = l->text + begin;
	u32 len = at - begin;
	char c = p[len];
	bool raw = p[len - 1] == 'r' && (len == 1 || *p == 'b' || *p == 'c');
	*kind = TOK_string;
	if (raw && (c == '"' || c == '#') && is_raw_string(l, at))
		return skip_word(l, raw_string(l, at, e));
	if (len == 1 && (*p == 'b' || *p == 'c') && c == '"')
		return skip_word(l, quoted(l, at, '"', e));
	if (len == 1 && *p == 'b' && c == '\'') {
		*kind = TOK_char;
		return skip_word(l, quoted(l, at, '\'', e));
	}
	*kind = TOK_ident;
	if (len == 1 && *p == 'r' && c == '#' && class_of(p[2]) == LETTER)
		return skip_word(l, begin + 2);
	return at;
}

/* What a character is whatever follows it; or else alone, before =, and twice. */
static const struct {
	u8 sole, alone, equal, twice;
} symbols[256] = {
	['('] = {.sole = TOK_open_paren},
	[')'] = {.sole = TOK_close_paren},
	['['] = {.sole = TOK_open_bracket},
	[']'] = {.sole = TOK_close_bracket},
	['{'] = {.sole = TOK_open_brace},
	['}'] = {.sole = TOK_close_brace},
	[','] = {.sole = TOK_comma},
	[';'] = {.sole = TOK_semi},
	['<'] = {.sole = TOK_less},
	['>'] = {.sole = TOK_greater},
	['?'] = {.sole = TOK_question},
	['#'] = {.sole = TOK_hash},
	['.'] = {0, TOK_dot, 0, TOK_dots},
	['&'] = {0, TOK_and, TOK_and_eq, TOK_and_and},
	['|'] = {0, TOK_or, TOK_or_eq, TOK_or_or},
	[':'] = {0, TOK_colon, 0, TOK_path},
	['='] = {0, TOK_eq, TOK_eq_eq, 0},
	['!'] = {0, TOK_not, TOK_not_eq, 0},
	['+'] = {0, TOK_plus, TOK_plus_eq, 0},
	['-'] = {0, TOK_minus, TOK_minus_eq, 0},
	['*'] = {0, TOK_star, TOK_star_eq, 0},
	['/'] = {0, TOK_slash, TOK_slash_eq, 0},
	['%'] = {0, TOK_percent, TOK_percent_eq, 0},
	['^'] = {0, TOK_caret, TOK_caret_eq, 0},
	['@'] = {.sole = TOK_at},
	['$'] = {.sole = TOK_dollar},
	['~'] = {.sole = TOK_tilde},
};

static inline u8 symbol_kind(const char *p, u32 *len)
{
	u8 c = (u8)p[0], next = (u8)p[1], kind = symbols[c].alone;
	*len = 1;
	if (next == c && symbols[c].twice) {
		*len = 2;
		if (c != '.' || (p[2] != '.' && p[2] != '='))
			return symbols[c].twice;
		*len = 3;
		return p[2] == '.' ? TOK_dots3 : TOK_dots_eq;
	}
	if (next == '=' && symbols[c].equal)
		kind = symbols[c].equal;
	else if (next == '>' && (c == '-' || c == '='))
		kind = c == '-' ? TOK_arrow : TOK_fat_arrow;
	else
		return kind;
	*len = 2;
	return kind;
}

static u32 comment(const struct lexer *l, u32 begin, u8 *kind, struct lex_error *e)
{
	bool line = l->text[begin + 1] == '/';
	u32 end = line ? line_end(l, begin) : block_comment(l, begin, e);
	*kind = comment_kind(l->text + begin, end - begin);
	return end;
}

static u32 symbol(const struct lexer *l, u32 begin, u8 *kind, struct lex_error *e)
{
	u32 len;
	*kind = symbol_kind(l->text + begin, &len);
	if (!*kind)
		fail(e, "no token of Rust begins so", begin);
	return begin + len;
}

static void describe(struct token *t, const char *text)
{
	if (is_wide(text + t->at, t->arg))
		t->flags |= TOK_WIDE;
	if (t->kind >= TOK_doc || (t->kind == TOK_string && memchr(text + t->at, '\n', t->arg)))
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

/* Where space ends; counts the ends of lines in it. */
static inline u32 skip_space(const struct lexer *l, u32 at, u32 *lines)
{
	const char *text = l->text;
	for (;; at++) {
		if (class_of(text[at]) == SPACE) {
			if (text[at] != '\n')
				continue;
			++*lines;
			while (load64(text + at + 1) == UINT64_C(0x2020202020202020))
				at += 8;
			continue;
		}
		if ((u8)text[at] < 0x80 || !wide_space(text + at))
			return at;
		at += wide_space(text + at) - 1;
	}
}

/* What is neither a word nor a character that is a token whatever follows it. */
static u32 other_token(const struct lexer *l, u32 at, u8 *kind, struct lex_error *e)
{
	const char *p = l->text + at;
	if (class_of(*p) == DIGIT) {
		*kind = TOK_number;
		return number(l, at);
	}
	switch (*p) {
	case '"': *kind = TOK_string; return skip_word(l, quoted(l, at, '"', e));
	case '\'': return quote(l, at, kind, e);
	case '/':
		if (p[1] == '/' || p[1] == '*')
			return comment(l, at, kind, e);
	/* fall through */
	default: return symbol(l, at, kind, e);
	}
}

static inline u32 token_at(const struct lexer *l, u32 at, u8 *kind, struct lex_error *e)
{
	char c = l->text[at];
	*kind = symbols[(u8)c].sole;
	if (*kind)
		return at + 1;
	if (class_of(c) != LETTER)
		return other_token(l, at, kind, e);
	u32 end = skip_word(l, at + 1);
	c = l->text[end];
	if (end - at <= 2 && (c == '"' || c == '\'' || c == '#'))
		return prefixed(l, at, end, kind, e);
	*kind = TOK_ident;
	return end;
}

/* Takes a token; *lines grows by the ends of lines before it. */
static void next(struct lexer *l, struct token *t, u32 *lines, struct lex_error *e)
{
	u8 kind = TOK_end;
	u32 at = skip_space(l, l->at, lines), end = at;
	if (at < l->end)
		end = token_at(l, at, &kind, e);
	if (end > l->end)
		end = l->end;
	t->at = at;
	t->arg = end - at;
	t->kind = kind;
	l->at = end;
	l->before = l->last;
	l->last = kind;
}

void lex_next(struct lexer *l, struct token *t, struct lex_error *e)
{
	u32 lines = 0;
	next(l, t, &lines, e);
	t->flags = 0;
}

/* Units */

void units_init(struct units *u, struct arena *a, struct lines *lines)
{
	*u = (struct units){.arena = a, .lines = lines};
	keywords_init(&u->keywords);
}

/* Passes over comments; what follows them is the token. */
static u32 pass_comments(struct units *u, struct token *t)
{
	u32 lines = 0;
	while (t->kind == TOK_comment)
		next(&u->l, t, &lines, &u->e);
	return lines;
}

/* Takes the next token that is no comment, with what is before it. */
static void take_any(struct units *u, struct token *t)
{
	u32 last = u->l.at, lines = 0, flags = 0;
	next(&u->l, t, &lines, &u->e);
	if (t->kind == TOK_comment) {
		lines += pass_comments(u, t);
		flags = TOK_COMMENT;
	}
	if (t->at > last) {
		flags |= TOK_GAP;
		if (lines)
			flags |= lines > 1 ? TOK_LINE | TOK_BLANK : TOK_LINE;
		else if (t->at - last == 1)
			flags |= TOK_SPACE;
	}
	t->flags = (u8)flags;
	if (t->kind == TOK_ident && t->arg <= 8) {
		u64 word = load64(u->l.text + t->at) & u->keywords.mask[t->arg];
		t->kind = word_kind(&u->keywords, word);
		t->flags |= word & HIGH_BITS ? TOK_WIDE : 0;
	} else if (t->kind <= TOK_doc_in) {
		describe(t, u->l.text);
	}
}

/* The high bit of each of eight bytes with which a word does not go on. */
static inline u64 word_ends(u64 bytes)
{
	const u64 ones = UINT64_C(0x0101010101010101);
	u64 low = bytes & ~HIGH_BITS, small = low | ones * 0x20;
	u64 letter = (small + ones * (0x80 - 'a')) & ~(small + ones * (0x7f - 'z'));
	u64 digit = (low + ones * (0x80 - '0')) & ~(low + ones * (0x7f - '9'));
	u64 other = (low ^ ones * '_') + ones * 0x7f;
	return ~(letter | digit | ~other | bytes) & HIGH_BITS;
}

/* Takes a word of ASCII that begins no literal; false where what stands here is none. */
static inline bool take_word(struct units *u, struct token *t, u32 at)
{
	const char *p = u->l.text + at;
	u64 first = load64(p), bytes = first, ends = word_ends(bytes), all = 0;
	u32 len = 0, more;
	for (; !ends; len += 8, bytes = load64(p + len), ends = word_ends(bytes))
		all |= bytes;
	more = (u32)__builtin_ctzll(ends) / 8;
	all |= bytes & u->keywords.mask[more];
	len += more;
	if (all & HIGH_BITS || (len <= 2 && (p[len] == '"' || p[len] == '\'' || p[len] == '#')))
		return false;
	t->arg = len;
	t->kind = len <= 8 ? word_kind(&u->keywords, first & u->keywords.mask[len]) : TOK_ident;
	return true;
}

/* Takes the next token as most are: a word or a symbol, right after the last token, after one space, or on the next line. False
 * where it is none of those. */
static inline bool take_common(struct units *u, struct token *t)
{
	const char *text = u->l.text;
	u32 at = u->l.at;
	t->flags = 0;
	if (text[at] == ' ') {
		at++;
		t->flags = TOK_GAP | TOK_SPACE;
	} else if (text[at] == '\n') {
		for (at++; load64(text + at) == UINT64_C(0x2020202020202020);)
			at += 8;
		while (text[at] == ' ')
			at++;
		t->flags = TOK_GAP | TOK_LINE;
	}
	t->kind = symbols[(u8)text[at]].sole;
	t->arg = 1;
	if (!t->kind && class_of(text[at]) == LETTER) {
		if (!take_word(u, t, at))
			return false;
	} else if (!t->kind) {
		t->kind = symbol_kind(text + at, &t->arg);
		if (!t->kind || t->kind == TOK_slash)
			return false;
	}
	t->at = at;
	u->l.at = at + t->arg;
	u->l.last = t->kind;
	return true;
}

/* Takes the next line where it came before; false where it did not. */
static bool take_line(struct units *u, struct token *t)
{
	const char *text = u->l.text;
	u32 at = u->l.at + 1;
	bool blank = text[at] == '\n';
	for (at += blank; load64(text + at) == UINT64_C(0x2020202020202020);)
		at += 8;
	while (text[at] == ' ')
		at++;
	if (!is_word(text[at]) && text[at] != '#' && text[at] != '"')
		return false;
	const struct line *line = line_find(u->lines, text, at, u->l.end);
	if (!line)
		return false;
	*t = (struct token){.at = at,
	                    .arg = line->len - line_tail(line->kind).len,
	                    .kind = line->kind,
	                    .flags = TOK_GAP | TOK_LINE | (blank ? TOK_BLANK : 0),
	                    .more = line->more};
	u->l.at = at + t->arg;
	u->l.last = t->kind;
	return true;
}

static void push(struct units *u, u32 **stack, u32 *n, u32 *cap, u32 value)
{
	if (*n == *cap)
		*stack = arena_grow(u->arena, *stack, cap, (u64)*n + 1, sizeof **stack);
	(*stack)[(*n)++] = value;
}

void units_begin(struct units *u, Str text, u32 at, u32 depth)
{
	lex_begin(&u->l, text);
	u->l.at = at;
	u->e = (struct lex_error){0};
	u->holders = 0;
	while (u->holders < depth)
		push(u, &u->holder, &u->holders, &u->holders_cap, at);
}

/* What is known of the unit so far. */
struct unit {
	u8 item;                 /* the keyword that says which item it is */
	bool constant, external; /* const or static, extern came before that */
	bool attribute, inside;  /* an attribute is open; it is an inner one */
	bool begun;              /* attributes are over */
	bool argument;           /* the braces that were opened last are a generic argument */
	u32 angles;              /* < that are open */
};

/* Whether inner attributes go on after the last token. */
static bool is_more_inside(const struct units *u)
{
	u32 lines = 0;
	const char *p = u->l.text + skip_space(&u->l, u->l.at, &lines);
	return (p[0] == '#' && p[1] == '!' && p[2] == '[') || (p[0] == '/' && p[1] && p[2] == '!');
}

/* Whether an attribute goes on after its #; *inside: it is an inner one. */
static bool is_attribute(const struct units *u, bool *inside)
{
	u32 lines = 0, at = skip_space(&u->l, u->l.at, &lines);
	*inside = u->l.text[at] == '!';
	if (*inside)
		at = skip_space(&u->l, at + 1, &lines);
	return u->l.text[at] == '[';
}

/* Follows the attributes at a unit's beginning; whether they end it. */
static bool follow_attributes(struct units *u, struct unit *s, u8 kind, bool *end)
{
	*end = false;
	if (s->begun)
		return false;
	if (s->attribute) {
		s->attribute = kind != TOK_close_bracket || u->opens;
		*end = !s->attribute && s->inside && !is_more_inside(u);
	} else if (kind == TOK_doc_in) {
		*end = !is_more_inside(u);
	} else if (kind == TOK_hash && is_attribute(u, &s->inside)) {
		s->attribute = true;
	} else {
		s->begun = kind != TOK_doc;
		return !s->begun;
	}
	return true;
}

/* Takes notice of a keyword outside delimiters. */
static void follow_word(struct unit *s, u8 kind)
{
	switch (kind) {
	case TOK_fn:
	case TOK_struct:
	case TOK_enum:
	case TOK_impl:
	case TOK_trait:
	case TOK_mod:
	case TOK_use:
	case TOK_type: s->item = s->item ? s->item : kind; break;
	case TOK_const:
	case TOK_static: s->constant = true; break;
	case TOK_extern: s->external = true; break;
	case TOK_less: s->angles++; break;
	case TOK_greater: s->angles -= s->angles > 0; break;
	default: break;
	}
}

static bool holds_items(const struct unit *s)
{
	return s->item == TOK_impl || s->item == TOK_trait || s->item == TOK_mod ||
	       (!s->item && s->external);
}

/* Whether a unit ends with this token, which was added to it. */
static bool ends_unit(struct units *u, struct unit *s, const struct token *t)
{
	bool end;
	if (follow_attributes(u, s, t->kind, &end))
		return end;
	if (t->kind == TOK_open_brace && u->opens == 1) {
		s->argument = s->angles;
		if (s->argument || !holds_items(s))
			return false;
		u->opens = 0;
		push(u, &u->holder, &u->holders, &u->holders_cap, t->at);
		return true;
	}
	if (u->opens)
		return false;
	follow_word(s, t->kind);
	if (t->kind == TOK_close_brace)
		return !s->argument && s->item != TOK_use && s->item != TOK_type &&
		       (s->item || !s->constant);
	return t->kind == TOK_semi;
}

/* Pairs a delimiter; false where it closes what was open before the unit. */
static inline bool pair(struct units *u, u32 i)
{
	struct token *t = &u->token[i];
	if (is_open(t->kind)) {
		t->arg = 0;
		push(u, &u->open, &u->opens, &u->open_cap, i);
	} else if (is_close(t->kind)) {
		if (!u->opens)
			return false;
		if (u->token[u->open[u->opens - 1]].kind + 3 != t->kind)
			fail(&u->e, "this closes what is not open", t->at);
		else
			u->token[u->open[--u->opens]].arg = i;
	}
	return true;
}

/* The end of what holds items, or of the text, as a unit of its own. */
static void take_end(struct units *u, struct token *t)
{
	if (t->kind == TOK_close_brace && u->holders)
		u->holders--;
	else if (t->kind != TOK_end)
		fail(&u->e, "this closes what is not open", t->at);
	else if (u->holders)
		fail(&u->e, "this is never closed", u->holder[u->holders - 1]);
}

/* What tokens end in, so that a look at what follows finds something. Of a unit with an error, which begins at `first`, there
 * are none. */
static void put_sentinel(struct units *u, u32 first)
{
	if (u->e.what)
		u->count = first;
	if (u->count == u->cap)
		u->token = arena_grow(u->arena, u->token, &u->cap, (u64)u->count + 1,
		                      sizeof *u->token);
	u->token[u->count] = (struct token){.at = u->l.at, .kind = TOK_end};
}

/* In which tokens a unit may end, or what is known of it change. */
enum { NOWHERE, OUTSIDE, ANYWHERE };
static const u8 bounds[TOK_KINDS] = {
#define K(name, text) [TOK_##name] = OUTSIDE,
#define P(name, text)
#include "token.def"
	[TOK_semi] = OUTSIDE,         [TOK_less] = OUTSIDE,           [TOK_greater] = OUTSIDE,
	[TOK_open_paren] = ANYWHERE,  [TOK_open_bracket] = ANYWHERE,  [TOK_open_brace] = ANYWHERE,
	[TOK_close_paren] = ANYWHERE, [TOK_close_bracket] = ANYWHERE, [TOK_close_brace] = ANYWHERE,
	[TOK_end] = ANYWHERE,
};

/* Adds a token that may end the unit; what ends what the unit is in is left for the next one. */
static bool add_bound(struct units *u, struct unit *s, bool first)
{
	struct token *t = &u->token[u->count];
	bool own = pair(u, u->count);
	if (t->kind == TOK_end && u->opens)
		fail(&u->e, "this is never closed", u->token[u->open[u->opens - 1]].at);
	if (own && t->kind != TOK_end) {
		u->count++;
		return ends_unit(u, s, t);
	}
	if (first) {
		take_end(u, t);
		u->count++;
	} else {
		u->l.at = token_end(t - 1);
		u->l.last = t[-1].kind;
	}
	return true;
}

/* Whether a line may be taken whole here: an attribute before the item, or what is in its delimiters. */
static inline bool may_be_line(const struct units *u, const struct unit *s)
{
	return u->l.text[u->l.at] == '\n' && (s->begun ? u->opens != 0 : !s->attribute);
}

void unit_drop(struct units *u, u32 from, u32 holders)
{
	u->count = 0;
	u->holders = holders;
	u->l.at = from;
	u->l.last = TOK_end;
}

bool unit_has_lines(const struct units *u)
{
	for (u32 i = 0; i < u->count; i++)
		if (is_line(u->token[i].kind))
			return true;
	return false;
}

void unit_append(struct units *u, bool plain)
{
	struct unit s = {0};
	u32 first = u->count, holders = u->holders, lines = 0;
	u8 least = NOWHERE; /* what bounds[] must say of a token that matters */
	u->from = u->l.at;
	u->opens = 0;
	while (!u->e.what) {
		if (u->count == u->cap)
			u->token = arena_grow(u->arena, u->token, &u->cap, (u64)u->count + 1,
			                      sizeof *u->token);
		struct token *t = &u->token[u->count];
		if (!plain && may_be_line(u, &s) && take_line(u, t)) {
			u->count++;
			lines++;
			if (!s.begun && t->kind > TOK_line_derive) {
				s.begun = true;
				s.item = TOK_fn;
				least = OUTSIDE;
			}
			continue;
		}
		if (!take_common(u, t))
			take_any(u, t);
		if (bounds[t->kind] < least) {
			u->count++;
			continue;
		}
		if (add_bound(u, &s, u->count == first))
			break;
		least = !s.begun ? NOWHERE : u->opens ? ANYWHERE : OUTSIDE;
	}
	put_sentinel(u, first);
	if (lines && u->holders > holders) {
		unit_drop(u, u->from, holders);
		u->count = first;
		unit_append(u, true);
	}
}

void unit_shift(struct units *u, u32 first)
{
	u->count -= first;
	memmove(u->token, u->token + first, ((size_t)u->count + 1) * sizeof *u->token);
	for (u32 i = 0; i < u->count; i++)
		if (is_open(u->token[i].kind) && u->token[i].arg)
			u->token[i].arg -= first;
}

u32 unit_skip(struct units *u)
{
	u32 depth = 1;
	struct token t = {0};
	while (depth && !u->e.what) {
		take_any(u, &t);
		if (t.kind == TOK_end)
			fail(&u->e, "this is never closed", u->holder[u->holders - 1]);
		depth += is_open(t.kind);
		depth -= is_close(t.kind);
	}
	u->holders--;
	return u->l.at;
}
