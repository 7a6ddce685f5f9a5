/* The check that what was written is the tokens that were read. */
#include "items.h"

/* Tokens that may be left out or added, those first that are where both sides could. */
enum { KEPT, COMMA, SEMI, BRACE, PAREN };

static u8 option_of(u8 kind)
{
	switch (kind) {
	case TOK_comma: return COMMA;
	case TOK_semi: return SEMI;
	case TOK_open_brace:
	case TOK_close_brace: return BRACE;
	case TOK_open_paren:
	case TOK_close_paren: return PAREN;
	default: return KEPT;
	}
}

/* Whether two comments differ in the space at the edges of their lines alone. */
static bool same_comment(Str a, Str b)
{
	u32 i = 0, k = 0;
	if (str_eq(a, b))
		return true;
	for (;;) {
		while (i < a.len && is_blank(a.ptr[i]))
			i++;
		while (k < b.len && is_blank(b.ptr[k]))
			k++;
		if (i == a.len || k == b.len)
			return i == a.len && k == b.len;
		if (a.ptr[i++] != b.ptr[k++])
			return false;
	}
}

/* One side of a comparison. */
struct side {
	struct lexer l;
	struct lex_error e;
	struct token t;
	i64 braces, parens; /* that were skipped, open minus closed */
};

/* A side of which the first bytes were looked at before, up to the end of a token of kind `last`. */
static struct side side_from(Str text, u32 at, u8 last)
{
	struct side s = {.e = {0}};
	lex_begin(&s.l, text);
	s.l.at = at;
	s.l.last = last;
	lex_next(&s.l, &s.t, &s.e);
	return s;
}

/* The kind of a token, or of the last one of a line. */
static u8 last_kind(const struct layout *w, const struct token *t)
{
	if (!is_line(t->kind))
		return t->kind;
	switch (w->p.text[token_end(t) - 1]) {
	case ';': return TOK_semi;
	case ']': return TOK_close_bracket;
	case '}': return TOK_close_brace;
	default: return TOK_end;
	}
}

static void advance(struct side *s)
{
	lex_next(&s->l, &s->t, &s->e);
}

static Str text_of(const struct side *s)
{
	return (Str){s->l.text + s->t.at, s->t.arg};
}

static bool is_same(const struct side *a, const struct side *b)
{
	if (a->t.kind != b->t.kind)
		return false;
	bool comment = a->t.kind == TOK_comment || a->t.kind == TOK_doc || a->t.kind == TOK_doc_in;
	return comment ? same_comment(text_of(a), text_of(b)) : str_eq(text_of(a), text_of(b));
}

static void skip(struct side *s)
{
	s->braces += (s->t.kind == TOK_open_brace) - (s->t.kind == TOK_close_brace);
	s->parens += (s->t.kind == TOK_open_paren) - (s->t.kind == TOK_close_paren);
	advance(s);
}

/* Whether a comma may be left out where it stands: before what closes a list, or at the end of a match's arm. */
static bool is_last_comma(const struct side *s, const struct side *other)
{
	struct side next = *s;
	advance(&next);
	u8 kind = next.t.kind;
	return is_close(kind) || kind == TOK_greater || kind == TOK_or || kind == TOK_open_brace ||
	       kind == TOK_semi || kind == TOK_eq || kind == TOK_end ||
	       s->l.before == TOK_close_brace || other->t.kind == TOK_close_brace ||
	       other->l.before == TOK_close_brace;
}

/* Whether a derive ends here and another begins, which is passed over. */
static bool pass_derive(struct side *s)
{
	static const u8 kinds[] = {TOK_close_paren,  TOK_close_bracket, TOK_hash,
	                           TOK_open_bracket, TOK_ident,         TOK_open_paren};
	struct side next = *s;
	for (u32 i = 0; i < sizeof kinds; i++, advance(&next))
		if (next.t.kind != kinds[i] ||
		    (kinds[i] == TOK_ident && !str_eq(text_of(&next), S("derive"))))
			return false;
	*s = next;
	return true;
}

/* Where the sides differ, skips a token that may be left out. */
static bool reconcile(struct side *x, struct side *y)
{
	if (y->t.kind == TOK_comma && pass_derive(x)) {
		advance(y);
		return true;
	}
	u8 a = option_of(x->t.kind), b = option_of(y->t.kind);
	if (b == COMMA || a == COMMA) {
		struct side *s = b == COMMA ? y : x;
		if (!is_last_comma(s, s == x ? y : x))
			return false;
		skip(s);
	} else if (b == SEMI || (b == BRACE && a != SEMI)) {
		skip(y);
	} else if (a) {
		skip(x);
	} else {
		return false;
	}
	return true;
}

static u32 left_of(const struct side *s)
{
	return s->l.end - s->t.at;
}

/* Whether a use begins here, as a statement. */
static bool is_at_use(const struct side *s)
{
	u8 before = s->l.before;
	return s->t.kind == TOK_ident && str_eq(text_of(s), S("use")) &&
	       (before == TOK_semi || before == TOK_open_brace || before == TOK_close_brace ||
	        before == TOK_close_bracket);
}

/* Passes over the uses that follow each other here; returns a sum of their tokens. */
static u64 pass_uses(struct side *s)
{
	u64 sum = 0;
	while (is_at_use(s)) {
		for (; s->t.kind != TOK_semi && s->t.kind != TOK_end; advance(s))
			sum += option_of(s->t.kind) ? 0 : str_hash(text_of(s)) | 1;
		if (s->t.kind == TOK_semi)
			advance(s);
	}
	return sum;
}

/* Whether the sides have the same tokens; their last `tail` bytes are the same. */
static bool same_sides(struct side x, struct side y, u32 tail)
{
	while (x.t.kind != TOK_end || y.t.kind != TOK_end) {
		if (left_of(&x) <= tail && left_of(&x) == left_of(&y))
			break;
		if (is_at_use(&x) && is_at_use(&y)) {
			if (pass_uses(&x) != pass_uses(&y))
				return false;
		} else if (is_same(&x, &y)) {
			advance(&x);
			advance(&y);
		} else if (!reconcile(&x, &y)) {
			return false;
		}
	}
	return !x.braces && !y.braces && !x.parens && !y.parens;
}

static u32 common_head(Str a, Str b)
{
	u32 n = a.len < b.len ? a.len : b.len, i = 0;
	while (n - i >= 64 && !memcmp(a.ptr + i, b.ptr + i, 64))
		i += 64;
	while (i < n && a.ptr[i] == b.ptr[i])
		i++;
	return i;
}

static u32 common_tail(Str a, Str b)
{
	u32 n = a.len < b.len ? a.len : b.len, i = 0;
	while (n - i >= 64 && !memcmp(a.ptr + a.len - i - 64, b.ptr + b.len - i - 64, 64))
		i += 64;
	while (i < n && a.ptr[a.len - 1 - i] == b.ptr[b.len - 1 - i])
		i++;
	return i;
}

/* The first token of [lo, hi) that ends at `at` in the text or later. */
static u32 token_near(const struct layout *w, u32 lo, u32 hi, u32 at)
{
	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		if (token_end(&w->p.token[mid]) < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* How far two texts were found to have the same tokens. */
struct progress {
	u32 token; /* the next one */
	u32 at;    /* where what was found ends in the text after */
};

/* Whether a token ends where this one ends, whatever follows it. */
static bool is_bound_after(u8 kind)
{
	return is_open(kind) || is_close(kind) || kind == TOK_comma || kind == TOK_semi ||
	       kind == TOK_less || kind == TOK_greater;
}

/* Whether one begins where this one does, which is not in one with what is before it. */
static bool is_bound_before(const struct token *t)
{
	return t->kind == TOK_greater ? t[-1].kind != TOK_minus && t[-1].kind != TOK_eq
	                              : is_bound_after(t->kind);
}

static bool closes_list(u8 kind)
{
	return is_close(kind) || kind == TOK_greater;
}

/* Passes over tokens that stand in the text after as they do in the one before, with space alone between, and over commas before
 * what closes, which one of them alone has. True where those are all, or the rest, of `tail` bytes or less, is the same; else *sure is
 * where both have space or a delimiter: there, and nowhere else, no token can go on. */
static bool pass_tokens(const struct layout *w, struct progress *sure, u32 hi, Str after, u32 tail)
{
	const struct token *token = w->p.token;
	u32 first = sure->token, end = token_end(&token[hi - 1]), k = sure->at;
	for (u32 i = first; i < hi; i++) {
		const struct token *t = &token[i];
		u32 len = token_len(t), gap = k;
		if (t->kind == TOK_use || t->flags & TOK_COMMENT)
			return false;
		while (is_blank(after.ptr[k]))
			k++;
		if (k > gap && t->flags & TOK_GAP)
			*sure = (struct progress){i, gap};
		else if (i == first || is_bound_before(t) || is_bound_after(t[-1].kind))
			*sure = (struct progress){i, gap};
		else if (k > gap || t->flags & TOK_GAP)
			return false;
		if (end - t->at <= tail && after.len - k == end - t->at)
			return true;
		if (t->kind == TOK_comma && after.ptr[k] != ',' && closes_list(t[1].kind)) {
			k = gap;
			continue;
		}
		if (closes_list(t->kind) && after.ptr[k] == ',') {
			for (k++; is_blank(after.ptr[k]);)
				k++;
		}
		if (len > after.len - k || memcmp(after.ptr + k, w->p.text + t->at, len))
			return false;
		k += len;
		if ((t->kind == TOK_doc || t->kind == TOK_doc_in) && after.ptr[k] != '\n')
			return false;
	}
	return k == after.len;
}

/* Whether the text after is that before with the tokens from lo to hi, which it was; what both begin and end with is passed
 * over. */
static bool same_tokens(const struct layout *w, Str before, Str after, u32 lo, u32 hi)
{
	u32 from = w->p.token[lo].at, at = 0;
	u8 last = TOK_end;
	u32 i = token_near(w, lo, hi, from + common_head(before, after));
	for (u32 k = i; k > lo && w->p.token[k - 1].kind != TOK_close_brace; k--)
		if (w->p.token[k - 1].kind == TOK_use) /* all uses are looked at, or none */
			i = k - 1;
	if (i > lo) {
		at = token_end(&w->p.token[i - 1]) - from;
		last = last_kind(w, &w->p.token[i - 1]);
	}
	u32 tail = common_tail(before, after);
	struct progress sure = {i, at};
	if (pass_tokens(w, &sure, hi, after, tail))
		return true;
	if (sure.token > i) {
		at = token_end(&w->p.token[sure.token - 1]) - from;
		last = last_kind(w, &w->p.token[sure.token - 1]);
	}
	return same_sides(side_from(before, at, last), side_from(after, sure.at, last), tail);
}

/* A sum over the tokens that does not depend on their order. */
static u64 token_sum(Str text)
{
	u64 sum = 0;
	for (struct side s = side_from(text, 0, TOK_end); s.t.kind != TOK_end; advance(&s))
		if (!option_of(s.t.kind))
			sum += str_hash(text_of(&s)) | 1;
	return sum;
}

bool is_unchanged(struct layout *w, u32 m, u32 lo, u32 hi, bool sorted)
{
	u32 from = w->p.token[lo].at, to = token_end(&w->p.token[hi - 1]);
	Str before = {w->p.text + from, to - from}, after = lexable(w, m);
	if (before.len == after.len && !memcmp(before.ptr, after.ptr, before.len))
		return true;
	return sorted ? token_sum(before) == token_sum(after)
	              : same_tokens(w, before, after, lo, hi);
}

void check_item(struct layout *w, u32 m, u32 lo, u32 hi, bool sorted)
{
	if (is_unchanged(w, m, lo, hi, sorted))
		return;
	w->out.len = m;
	put_source(w, lo, hi);
}
