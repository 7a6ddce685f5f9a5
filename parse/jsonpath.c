/* Parsing queries: RFC 9535, whose grammar (appendix A) gives the functions their names. */
#include "jsonpath_query.h"

#define INTEGER_MAX INT64_C(9007199254740991) /* RFC 7493, 2.2 */

struct parser {
	struct jsonpath *path;
	struct arena *arena;
	Str text;
	u32 at;
	u32 nesting;
};

static const struct {
	const char *name;
	enum path_type result, parameter[2];
} functions[FUNCTION_COUNT] = {
#define F(name, result, first, second) {#name, TYPE_##result, {TYPE_##first, TYPE_##second}},
	PATH_FUNCTIONS(F)
#undef F
};

/* Keeps the first complaint; returns false. */
static bool wrong(struct parser *p, u32 at, const char *hint, Str text)
{
	struct jsonpath *path = p->path;
	if (!path->wrong.len) {
		path->at = at;
		path->wrong = text;
		path->hint = str_of(hint);
	}
	return false;
}

/* The character at `at`, for a message. */
static Str found(const struct parser *p, u32 at)
{
	u32 end = at;
	if (at >= p->text.len)
		return S("the end of the path");
	u32 c = utf8_next(p->text, &end);
	if (c == ' ')
		return S("a space");
	if (c < 0x20 || c == 0x7F)
		return arena_fmt(p->arena, "the control character U+%04X", c);
	return arena_fmt(p->arena, "'%.*s'", (int)(end - at), p->text.ptr + at);
}

static bool expected(struct parser *p, const char *what, const char *hint)
{
	return wrong(p, p->at, hint,
	             arena_fmt(p->arena, "expected %s; found %.*s", what, STR(found(p, p->at))));
}

/* The byte at p->at, or 0 at the end (and for a NUL, which stands nowhere). */
static char peek(const struct parser *p)
{
	return p->at < p->text.len ? p->text.ptr[p->at] : 0;
}

static bool next_is(const struct parser *p, const char *set)
{
	return peek(p) && strchr(set, peek(p));
}

static bool take(struct parser *p, const char *token)
{
	bool taken = str_starts(str_skip(p->text, p->at), str_of(token));
	if (taken)
		p->at += (u32)strlen(token);
	return taken;
}

static void skip_blank(struct parser *p)
{
	while (next_is(p, " \t\n\r"))
		p->at++;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Opens a bracket or a parenthesis. */
static bool nest(struct parser *p)
{
	return ++p->nesting <= JSONPATH_NESTING ||
	       wrong(p, p->at, "", S("brackets and parentheses nest deeper than 64"));
}

/* String literals (2.3.1.1) */

/* Four hexadecimal digits, or -1 after a complaint. */
static i64 hex4(struct parser *p)
{
	u32 n = 0;
	for (u32 i = 0; i < 4; i++, p->at++) {
		char c = peek(p);
		if (!is_digit(c) && !((c | 0x20) >= 'a' && (c | 0x20) <= 'f')) {
			expected(p, "four hexadecimal digits after \\u", "");
			return -1;
		}
		n = n << 4 | (u32)(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
	}
	return n;
}

/* What follows \u, perhaps with its second half. */
static bool unicode_escape(struct parser *p, char *to, u32 *n)
{
	u32 begin = p->at - 2;
	i64 c = hex4(p), low = 0;
	if (c < 0)
		return false;
	if (c >> 11 == 0xD800 >> 11) {
		if (c < 0xDC00 && take(p, "\\u") && (low = hex4(p)) < 0)
			return false;
		if (low >> 10 != 0xDC00 >> 10)
			return wrong(p, begin, "a pair is \\uD800-\\uDBFF, then \\uDC00-\\uDFFF",
			             S("a surrogate stands for a character only in a pair"));
		c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
	}
	*n += utf8_put(to + *n, (u32)c);
	return true;
}

static bool escape(struct parser *p, char quote, char *to, u32 *n)
{
	static const char letter[] = "bfnrt/\\", meaning[] = "\b\f\n\r\t/\\";
	const char *known = next_is(p, letter) ? strchr(letter, peek(p)) : NULL;
	if (take(p, "u"))
		return unicode_escape(p, to, n);
	if (!known && peek(p) != quote)
		return expected(p,
		                quote == '"' ? "one of \" \\ / b f n r t u after the backslash"
		                             : "one of ' \\ / b f n r t u after the backslash",
		                "");
	to[(*n)++] = known ? meaning[known - letter] : quote;
	p->at++;
	return true;
}

static bool string_literal(struct parser *p, Str *s)
{
	char quote = peek(p);
	u32 begin = p->at++, n = 0;
	char *to = new (p->arena, char, (size_t)p->text.len - begin + 4);
	while (peek(p) != quote) {
		if (p->at == p->text.len)
			return wrong(p, begin, "", S("the string does not end"));
		if ((u8)p->text.ptr[p->at] < 0x20)
			return expected(p,
			                "an escape such as \\n or \\u0009 for a control character",
			                "");
		if (!take(p, "\\"))
			to[n++] = p->text.ptr[p->at++];
		else if (!escape(p, quote, to, &n))
			return false;
	}
	p->at++;
	*s = (Str){to, n};
	return true;
}

/* Numbers */

/* int (2.3.3.1), within the range of I-JSON. */
static bool integer(struct parser *p, i64 *n)
{
	u32 begin = p->at;
	bool negative = take(p, "-");
	i64 value = 0;
	if (!is_digit(peek(p)))
		return expected(p, "a digit", "");
	if (peek(p) == '0' &&
	    (negative || (p->at + 1 < p->text.len && is_digit(p->text.ptr[p->at + 1]))))
		return wrong(p, begin, "",
		             negative ? S("-0 is no integer of a path")
		                      : S("an integer has no leading zeros"));
	for (; is_digit(peek(p)); p->at++)
		if (value <= INTEGER_MAX)
			value = value * 10 + (peek(p) - '0');
	if (value > INTEGER_MAX)
		return wrong(p, begin, "it is between -9007199254740991 and 9007199254740991",
		             S("the integer is too large"));
	*n = negative ? -value : value;
	return true;
}

static bool digits(struct parser *p)
{
	if (!is_digit(peek(p)))
		return expected(p, "a digit", "");
	while (is_digit(peek(p)))
		p->at++;
	return true;
}

/* number (2.3.5.1): its text is that of a number in JSON. */
static bool number(struct parser *p, Str *s)
{
	u32 begin = p->at;
	take(p, "-");
	if (take(p, "0") ? is_digit(peek(p)) : !digits(p))
		return wrong(p, begin, "", S("a number has no leading zeros"));
	if (take(p, ".") && !digits(p))
		return false;
	if (take(p, "e") || take(p, "E")) {
		if (!take(p, "-"))
			take(p, "+");
		if (!digits(p))
			return false;
	}
	*s = (Str){p->text.ptr + begin, p->at - begin};
	return true;
}

/* Selectors (2.3) */

static struct path_expression *logical_or(struct parser *p);

/* A slice from its first part or colon on (2.3.4). */
static bool slice(struct parser *p, struct path_selector *s)
{
	s->kind = SELECT_slice;
	s->step = 1;
	skip_blank(p);
	if (!take(p, ":"))
		return expected(p, "':'", "");
	skip_blank(p);
	s->has_end = next_is(p, "-0123456789");
	if (s->has_end && !integer(p, &s->end))
		return false;
	u32 before = p->at;
	skip_blank(p);
	if (!take(p, ":")) {
		p->at = before;
		return true;
	}
	before = p->at;
	skip_blank(p);
	if (next_is(p, "-0123456789"))
		return integer(p, &s->step);
	p->at = before;
	return true;
}

static bool index_or_slice(struct parser *p, struct path_selector *s)
{
	s->kind = SELECT_index;
	s->has_start = peek(p) != ':';
	if (s->has_start && !integer(p, &s->start))
		return false;
	u32 before = p->at;
	skip_blank(p);
	bool more = peek(p) == ':';
	p->at = before;
	return !more || slice(p, s);
}

static bool selector(struct parser *p, struct path_selector *s)
{
	if (next_is(p, "'\"")) {
		s->kind = SELECT_name;
		return string_literal(p, &s->name);
	}
	if (take(p, "*")) {
		s->kind = SELECT_wildcard;
		return true;
	}
	if (next_is(p, "-0123456789:"))
		return index_or_slice(p, s);
	if (take(p, "?")) {
		s->kind = SELECT_filter;
		skip_blank(p);
		s->filter = logical_or(p);
		return s->filter;
	}
	return expected(p, "a selector: a name in quotes, '*', an index, a slice or a filter",
	                next_is(p, "(")               ? "a filter begins with '?'"
	                : next_is(p, "]") || !peek(p) ? ""
	                                              : "a name in brackets needs quotes");
}

/* bracketed-selection, after its bracket. */
static bool bracketed(struct parser *p, struct path_segment *segment)
{
	struct path_selector **to = &segment->first;
	if (!nest(p))
		return false;
	do {
		skip_blank(p);
		*to = new (p->arena, struct path_selector, 1);
		if (!selector(p, *to))
			return false;
		to = &(*to)->next;
		skip_blank(p);
	} while (take(p, ","));
	p->nesting--;
	return take(p, "]") || expected(p, "',' or ']' after the selector",
	                                next_is(p, "=") ? "'equal' is written ==" : "");
}

static bool is_name_character(char c)
{
	return c == '_' || is_lower((char)(c | 0x20)) || is_digit(c) || (u8)c >= 0x80;
}

/* wildcard or member-name-shorthand, after the dots. */
static bool shorthand(struct parser *p, struct path_segment *segment)
{
	struct path_selector *s = segment->first = new (p->arena, struct path_selector, 1);
	u32 begin = p->at;
	if (take(p, "*")) {
		s->kind = SELECT_wildcard;
		return true;
	}
	if (!is_name_character(peek(p)) || is_digit(peek(p)))
		return expected(p, "a name or '*' after the dot",
		                next_is(p, "'\"") || is_digit(peek(p))
		                        ? "write ['name'] or [0] in brackets, without the dot"
		                        : "");
	while (is_name_character(peek(p)))
		p->at++;
	s->kind = SELECT_name;
	s->name = (Str){p->text.ptr + begin, p->at - begin};
	return true;
}

static bool segment_at(struct parser *p, struct path_segment *segment)
{
	if (take(p, "[")) {
		return bracketed(p, segment);
	}
	segment->descendant = take(p, "..");
	if (!segment->descendant)
		take(p, ".");
	else if (take(p, "["))
		return bracketed(p, segment);
	return shorthand(p, segment);
}

/* Whether the segment, written from `begin` on, may stand in a singular query: the grammar of such
 * has no blanks within brackets. */
static bool is_singular(const struct parser *p, const struct path_segment *s, u32 begin)
{
	enum selector_kind kind = s->first->kind;
	Str text = {p->text.ptr + begin, p->at - begin};
	bool blank = text.ptr[0] == '[' &&
	             (strchr(" \t\n\r", text.ptr[1]) || strchr(" \t\n\r", text.ptr[text.len - 2]));
	return !s->descendant && !s->first->next && (kind == SELECT_name || kind == SELECT_index) &&
	       !blank;
}

/* A query from its $ or @ on. */
static struct path_query *query(struct parser *p)
{
	struct path_query *q = new (p->arena, struct path_query, 1);
	struct path_segment **to = &q->first;
	q->number = p->path->queries++;
	q->absolute = peek(p) == '$';
	q->singular = true;
	p->at++;
	for (;;) {
		u32 before = p->at;
		skip_blank(p);
		if (!next_is(p, ".[")) {
			p->at = before;
			return q;
		}
		u32 begin = p->at;
		*to = new (p->arena, struct path_segment, 1);
		if (!segment_at(p, *to))
			return NULL;
		q->singular &= is_singular(p, *to, begin);
		to = &(*to)->next;
	}
}

/* Filters (2.3.5) */

static struct path_expression *expression(struct parser *p, enum expression_kind kind)
{
	struct path_expression *e = new (p->arena, struct path_expression, 1);
	e->kind = kind;
	return e;
}

static enum path_type type_of(const struct path_expression *e)
{
	switch (e->kind) {
	case EXPR_literal: return TYPE_value;
	case EXPR_query: return TYPE_nodes;
	case EXPR_call: return functions[e->function].result;
	default: return TYPE_logical;
	}
}

static bool function_named(struct parser *p, Str name, enum path_function *function)
{
	Str names[FUNCTION_COUNT];
	for (u32 i = 0; i < FUNCTION_COUNT; i++) {
		names[i] = str_of(functions[i].name);
		*function = (enum path_function)i;
		if (str_eq(name, names[i]))
			return true;
	}
	wrong(p, (u32)(name.ptr - p->text.ptr), "",
	      arena_fmt(p->arena, "there is no function '%.*s'", STR(name)));
	p->path->hint = diag_nearest(p->arena, name, names, FUNCTION_COUNT);
	if (!p->path->hint.len)
		p->path->hint = S("the functions are length, count, match, search and value");
	return false;
}

static struct path_expression *operand(struct parser *p);

/* Whether the argument is well-typed (2.4.3). */
static bool check_argument(struct parser *p, enum path_function f, u32 i,
                           const struct path_expression *e, u32 begin)
{
	enum path_type wanted = functions[f].parameter[i], type = type_of(e);
	bool singular = e->kind == EXPR_query && e->query->singular;
	skip_blank(p);
	if (!next_is(p, ",)"))
		return expected(p, "',' or ')' after the argument", "");
	if (wanted == type || (wanted == TYPE_value && singular))
		return true;
	if (wanted == TYPE_nodes)
		return wrong(p, begin, "",
		             arena_fmt(p->arena, "%s() wants a path here, not a value",
		                       functions[f].name));
	return wrong(p, begin,
	             type == TYPE_nodes ? "value(...) gives the value of its one node" : "",
	             arena_fmt(p->arena, "%s() wants a value here, not %s", functions[f].name,
	                       type == TYPE_nodes ? "a path that may select several nodes"
	                                          : "a test"));
}

static bool arguments(struct parser *p, struct path_expression *call)
{
	enum path_function f = call->function;
	u32 wanted = functions[f].parameter[1] ? 2 : 1, n = 0;
	struct path_expression **to = &call->operand;
	if (!nest(p))
		return false;
	skip_blank(p);
	for (bool more = peek(p) != ')'; more; n++) {
		skip_blank(p);
		u32 begin = p->at;
		*to = operand(p);
		if (!*to || (n < wanted && !check_argument(p, f, n, *to, begin)))
			return false;
		to = &(*to)->next;
		skip_blank(p);
		more = take(p, ",");
	}
	if (n != wanted)
		return wrong(p, p->at, "",
		             arena_fmt(p->arena, "%s() takes %u argument%s, not %u",
		                       functions[f].name, wanted, wanted == 1 ? "" : "s", n));
	p->nesting--;
	return take(p, ")") || expected(p, "')' after the arguments", "");
}

/* Compiles a pattern that is a literal. */
static bool check_pattern(struct parser *p, struct path_expression *call)
{
	const struct path_expression *e = call->operand->next;
	call->regexp = new (p->arena, struct regexp, 1);
	regexp_init(call->regexp, p->arena);
	if (e->kind != EXPR_literal || e->literal != value_kind_string)
		return true;
	call->pattern = e->text;
	call->compiled = true;
	call->usable = regexp_compile(call->regexp, e->text, REGEXP_i);
	if (call->regexp->too_large)
		return wrong(p, e->at, "", S("the pattern has more than 20,000 states"));
	if (!call->usable && !p->path->pattern.len) {
		p->path->pattern_at = e->at;
		p->path->pattern = arena_fmt(
			p->arena,
			"the pattern '%.*s' is no I-Regexp, so that nothing matches it: %.*s",
			STR(e->text), STR(call->regexp->wrong));
	}
	return true;
}

static struct path_expression *function_call(struct parser *p)
{
	struct path_expression *e = expression(p, EXPR_call);
	u32 begin = p->at;
	while (is_lower(peek(p)) || is_digit(peek(p)) || peek(p) == '_')
		p->at++;
	if (peek(p) != '(') {
		p->at = begin;
		expected(p, "a path, a literal or a function",
		         "a path in a filter begins with '@' or '$', a string stands in quotes");
		return NULL;
	}
	Str name = {p->text.ptr + begin, p->at++ - begin};
	if (!function_named(p, name, &e->function) || !arguments(p, e))
		return NULL;
	bool pattern = e->function == FUNCTION_match || e->function == FUNCTION_search;
	return !pattern || check_pattern(p, e) ? e : NULL;
}

static struct path_expression *literal(struct parser *p, enum value_kind kind)
{
	struct path_expression *e = expression(p, EXPR_literal);
	e->literal = kind;
	return e;
}

/* true, false or null; NULL where it is none. */
static struct path_expression *word(struct parser *p)
{
	static const char *const words[] = {"null", "false", "true"};
	for (u32 kind = value_kind_null; kind <= value_kind_true; kind++) {
		u32 end = p->at + (u32)strlen(words[kind]);
		bool ends = end >= p->text.len ||
		            (!is_name_character(p->text.ptr[end]) && p->text.ptr[end] != '(');
		if (ends && take(p, words[kind]))
			return literal(p, (enum value_kind)kind);
	}
	return NULL;
}

/* A literal, a query or a call. */
static struct path_expression *operand(struct parser *p)
{
	struct path_expression *e;
	if (next_is(p, "@$")) {
		e = expression(p, EXPR_query);
		e->query = query(p);
		return e->query ? e : NULL;
	}
	if (next_is(p, "'\"")) {
		e = literal(p, value_kind_string);
		e->at = p->at;
		return string_literal(p, &e->text) ? e : NULL;
	}
	if (next_is(p, "-0123456789")) {
		e = literal(p, value_kind_number);
		return number(p, &e->text) ? e : NULL;
	}
	e = word(p);
	return e ? e : function_call(p);
}

/* Whether the operand may be compared. */
static bool check_comparable(struct parser *p, const struct path_expression *e, u32 begin)
{
	if (e->kind == EXPR_query && !e->query->singular)
		return wrong(p, begin,
		             "a path that can select several nodes has no value to compare",
		             S("a comparison takes only paths of names and indexes"));
	if (type_of(e) == TYPE_logical)
		return wrong(p, begin, "it is a test by itself, as in [?match(@.a, 'b')]",
		             arena_fmt(p->arena, "the result of %s() cannot be compared",
		                       functions[e->function].name));
	return true;
}

static bool comparison_sign(struct parser *p, enum comparison *c)
{
	static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">"};
	for (u32 i = 0; i < sizeof signs / sizeof *signs; i++)
		if (take(p, signs[i])) {
			*c = (enum comparison)i;
			return true;
		}
	return false;
}

/* comparison-expr or test-expr; `negated`: only the latter. */
static struct path_expression *comparison_or_test(struct parser *p, bool negated)
{
	u32 begin = p->at;
	struct path_expression *left = operand(p), *e;
	if (!left)
		return NULL;
	u32 before = p->at;
	enum comparison sign;
	skip_blank(p);
	u32 sign_at = p->at;
	if (!comparison_sign(p, &sign)) {
		p->at = before;
		if (type_of(left) != TYPE_value)
			return left;
		p->at = sign_at;
		expected(p, "a comparison",
		         next_is(p, "=") ? "'equal' is written ==" : "a value alone is no test");
		return NULL;
	}
	if (negated) {
		wrong(p, sign_at, "put parentheses around the comparison",
		      S("'!' applies to a path, a function or parentheses, not to a comparison"));
		return NULL;
	}
	skip_blank(p);
	u32 right = p->at;
	left->next = operand(p);
	if (!left->next || !check_comparable(p, left, begin) ||
	    !check_comparable(p, left->next, right))
		return NULL;
	e = expression(p, EXPR_compare);
	e->comparison = sign;
	e->operand = left;
	return e;
}

static struct path_expression *basic(struct parser *p)
{
	bool negated = take(p, "!");
	struct path_expression *e;
	if (negated)
		skip_blank(p);
	if (take(p, "(")) {
		if (!nest(p))
			return NULL;
		skip_blank(p);
		e = logical_or(p);
		skip_blank(p);
		p->nesting--;
		if (e && !take(p, ")") && !expected(p, "')'", ""))
			return NULL;
	} else {
		e = comparison_or_test(p, negated);
	}
	if (!e || !negated)
		return e;
	struct path_expression *not = expression(p, EXPR_not);
	not ->operand = e;
	return not ;
}

/* What is joined by the sign: one operand, or all of them. */
static struct path_expression *joined(struct parser *p, enum expression_kind kind, const char *sign,
                                      struct path_expression *(*part)(struct parser *))
{
	struct path_expression *first = part(p), **to = first ? &first->next : NULL;
	struct path_expression *all = expression(p, kind);
	all->operand = first;
	while (to) {
		u32 before = p->at;
		skip_blank(p);
		if (!take(p, sign)) {
			p->at = before;
			return first->next ? all : first;
		}
		skip_blank(p);
		*to = part(p);
		to = *to ? &(*to)->next : NULL;
	}
	return NULL;
}

static struct path_expression *logical_and(struct parser *p)
{
	return joined(p, EXPR_and, "&&", basic);
}

static struct path_expression *logical_or(struct parser *p)
{
	return joined(p, EXPR_or, "||", logical_and);
}

bool jsonpath_parse(struct jsonpath *path, struct arena *a, Str text)
{
	struct parser p = {.path = path, .arena = a, .text = text};
	*path = (struct jsonpath){0};
	if (peek(&p) != '$')
		return expected(&p, "'$', with which a path begins", "");
	path->query = query(&p);
	if (path->query && p.at < text.len)
		expected(
			&p, "'.', '[' or the end of the path",
			"a name with other characters than letters, digits and '_' is written ['so']");
	return !path->wrong.len;
}
