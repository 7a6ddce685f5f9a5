/* The output, what is measured of it, and which rule a kind of node has. */
#include "layout.h"

void more_output(struct layout *w, u64 more)
{
	struct out *o = &w->out;
	o->ptr = arena_grow(o->arena, o->ptr, &o->cap, o->len + more, 1);
}

void put_str(struct layout *w, Str s)
{
	put(w, s.ptr, s.len);
}

void put_line(struct layout *w, u32 indent)
{
	reserve(w, (u64)indent + 1);
	w->out.ptr[w->out.len] = '\n';
	memset(w->out.ptr + w->out.len + 1, ' ', indent);
	w->out.len += indent + 1;
}

void put_flat(struct layout *w, u32 lo, u32 hi)
{
	const struct parser *p = &w->p;
	if (lo >= hi)
		return;
	const struct token *t = &p->token[lo], *last = &p->token[hi - 1];
	if (p->sums[hi].differs == p->sums[lo + 1].differs) {
		put(w, p->text + t->at, token_end(last) - t->at);
		return;
	}
	for (u32 i = lo; i < hi; i++, t++) {
		const struct sums *s = &p->sums[i];
		bool dropped = s[1].width == s->width;
		if (dropped)
			continue;
		if (i > lo && t->flags & TOK_SPACED)
			put(w, " ", 1);
		put(w, p->text + t->at, token_len(t));
	}
}

void put_source(struct layout *w, u32 lo, u32 hi)
{
	u32 from = w->p.token[lo].at;
	put(w, w->p.text + from, token_end(&w->p.token[hi - 1]) - from);
}

void cut(struct layout *w, u32 from, u32 to)
{
	memmove(w->out.ptr + from, w->out.ptr + to, w->out.len - to);
	w->out.len -= to - from;
}

void put_at(struct layout *w, u32 at, Str s)
{
	reserve(w, s.len);
	memmove(w->out.ptr + at + s.len, w->out.ptr + at, w->out.len - at);
	memcpy(w->out.ptr + at, s.ptr, s.len);
	w->out.len += s.len;
}

void put_line_at(struct layout *w, u32 at, u32 indent)
{
	u32 len = w->out.len;
	put_line(w, indent);
	memmove(w->out.ptr + at + indent + 1, w->out.ptr + at, len - at);
	w->out.ptr[at] = '\n';
	memset(w->out.ptr + at + 1, ' ', indent);
}

Str lexable(struct layout *w, u32 m)
{
	reserve(w, 8);
	memset(w->out.ptr + w->out.len, 0, 8);
	return since(w, m);
}

/* Measures */

static u32 line_width(const char *p, u32 len)
{
	return is_wide(p, len) ? text_width(p, len) : len;
}

bool is_multi(Str s)
{
	return s.len && memchr(s.ptr, '\n', s.len);
}

static u32 first_line(Str s)
{
	return str_find(s, '\n');
}

static u32 last_line(Str s)
{
	u32 i = s.len;
	while (i >= 8 && !has_byte(load64(s.ptr + i - 8), '\n'))
		i -= 8;
	while (i && s.ptr[i - 1] != '\n')
		i--;
	return i;
}

u32 first_width(Str s)
{
	return line_width(s.ptr, first_line(s));
}

u32 last_width(Str s)
{
	u32 i = last_line(s);
	return line_width(s.ptr + i, s.len - i);
}

u32 trimmed_last_width(Str s)
{
	u32 i = last_line(s), end = s.len;
	while (i < end && s.ptr[i] == ' ')
		i++;
	while (end > i && s.ptr[end - 1] == ' ')
		end--;
	return line_width(s.ptr + i, end - i);
}

u32 line_ends(Str s)
{
	u32 n = 0;
	for (u32 i = first_line(s); i < s.len; i += 1 + first_line(str_skip(s, i + 1)))
		n++;
	return n;
}

bool is_extendable(Str s)
{
	if (str_ends(s, S("\"#")))
		return true;
	for (u32 i = s.len; i; i--) {
		char c = s.ptr[i - 1];
		if (c == '\n')
			return true;
		if (!is_one_of(c, "()]}?> \t"))
			return false;
	}
	return true;
}

bool first_line_ends(Str s, char c)
{
	u32 n = first_line(s);
	return n && s.ptr[n - 1] == c;
}

u32 extra(Str s, struct shape shape)
{
	u32 i = last_line(s);
	return i ? minus(s.len - i, shape_used(shape)) : s.len;
}

bool fits(const struct layout *w, Str s, struct shape shape)
{
	u32 n = first_line(s);
	if (line_width(s.ptr, n) > shape.width)
		return false;
	if (n == s.len)
		return true;
	for (Str rest = str_skip(s, n + 1);; rest = str_skip(rest, n + 1)) {
		n = first_line(rest);
		if (n > w->max_width && line_width(rest.ptr, n) > w->max_width)
			return false;
		if (n == rest.len)
			break;
	}
	return last_width(s) <= shape_used(shape) + shape.width;
}

u32 comments_in(const struct layout *w, u32 lo, u32 hi)
{
	const struct parser *p = &w->p;
	return lo + 1 < hi ? p->sums[hi].comments - p->sums[lo + 1].comments : 0;
}

/* Rules */

u32 first_token(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	switch (x->kind) {
	case N_generic:
	case N_field_pat:
	case N_field_init:
	case N_param:
	case N_variant:
	case N_field_def: return x->c ? node(w, x->c)->lo : x->lo;
	case N_arm: return x->d ? node(w, x->d)->lo : x->lo;
	default: return x->lo;
	}
}

/* Of lists in lists that are all that is in them: rustfmt keeps a column free for each. */
static u32 sole_lists(const struct layout *w, u32 n)
{
	u32 count = node(w, n)->list ? 1 : 0;
	for (u32 list = node(w, n)->list; list && !node(w, list)->next && node(w, list)->list;
	     list = node(w, list)->list)
		count++;
	return count;
}

/* A call that is `width` columns wide: a single argument must have room below it too. */
static u32 call_width(const struct layout *w, u32 n, u32 width)
{
	u32 list = node(w, n)->list;
	if (!list || node(w, list)->next || width == WIDTH_NONE)
		return width;
	u32 below = TAB + needed_width(w, list) + 1;
	return below > width ? below : width;
}

u32 needed_width(const struct layout *w, u32 n)
{
	u32 width = flat_width(w, n), tries = 0;
	if (kind_of(w, n) == N_meta)
		return width + sole_lists(w, n);
	if (kind_of(w, n) == N_field_init && is_line_node(w, n))
		return width + w->p.token[node(w, n)->lo].more;
	if (kind_of(w, n) == N_field_init && node(w, n)->a && width != WIDTH_NONE)
		return width + extra_width(w, node(w, n)->a);
	if (kind_of(w, n) == N_call)
		return call_width(w, n, width);
	if (kind_of(w, n) != N_try)
		return width;
	while (kind_of(w, n) == N_try) {
		tries++;
		n = node(w, n)->a;
	}
	u8 kind = kind_of(w, n);
	return kind == N_method                     ? width + 2 * tries
	       : kind == N_field || kind == N_await ? width + tries
	                                            : width + extra_width(w, n);
}

/* Lines that came before */

bool rw_line(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	w->p.lost |= w->p.token[x->lo].arg + w->p.token[x->lo].more > s.width;
	put_flat(w, x->lo, x->hi);
	return true;
}

void keep_line(struct layout *w, u8 kind, u32 lo, u32 hi, u32 more)
{
	const struct parser *p = &w->p;
	const struct sums *from = &p->sums[lo], *to = &p->sums[hi];
	const struct token *t = &p->token[lo];
	u32 len = token_end(&p->token[hi - 1]) - t->at;
	u32 width = to->width - from->width - (t->flags & TOK_SPACED ? 1 : 0);
	if (!(t->flags & TOK_LINE) || hi < lo + 2 || w->macros || more > UINT8_MAX ||
	    width != len || to->differs != from[1].differs || to->comments != from->comments)
		return;
	Str tail = line_tail(kind);
	if (str_starts((Str){p->text + t->at + len, tail.len}, tail))
		line_keep(w->units->lines, p->text, t->at, len + tail.len, kind, (u8)more);
}

static bool rw_prefixed(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), a = x->a;
	put_flat(w, x->lo, node(w, a)->lo);
	if (w->p.token[node(w, a)->lo].flags & TOK_SPACED)
		put(w, " ", 1);
	return shape_offset(&s, mark(w) - m) && rw(w, a, s);
}

u8 macro_trailing(const struct layout *w, u32 close)
{
	if (!w->macros)
		return TRAILING_VERTICAL;
	return w->p.token[close - 1].kind == TOK_comma ? TRAILING_ALWAYS : TRAILING_NEVER;
}

static bool rw_call(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	struct delimited d = {.ident = mark(w),
	                      .open = '(',
	                      .close = ')',
	                      .list = x->list,
	                      .open_token = x->op,
	                      .close_token = x->hi - 1,
	                      .limit = w->p.limit.call,
	                      .trailing = macro_trailing(w, x->hi - 1),
	                      .exprs = true};
	return rw(w, x->a, s) && rw_delimited(w, &d, s);
}

static bool rw_sequence(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	bool array = x->kind == N_array;
	struct delimited d = {.ident = mark(w),
	                      .open = array ? '[' : '(',
	                      .close = array ? ']' : ')',
	                      .list = x->list,
	                      .open_token = x->lo,
	                      .close_token = x->hi - 1,
	                      .limit = array ? w->p.limit.array : w->p.limit.call,
	                      .trailing = macro_trailing(w, x->hi - 1),
	                      .exprs = !(x->flags & NODE_TYPE)};
	if (!array && x->list && !node(w, x->list)->next && !w->macros)
		d.trailing = TRAILING_ALWAYS;
	return rw_delimited(w, &d, s);
}

static bool rw_paren(struct layout *w, u32 n, struct shape s)
{
	u32 a = node(w, n)->a;
	while (kind_of(w, a) == N_paren && !comments_in(w, node(w, n)->lo, node(w, n)->hi))
		a = node(w, a)->a;
	put(w, "(", 1);
	if (!shape_offset(&s, 1) || !shape_sub(&s, 1) || !rw(w, a, s))
		return false;
	put(w, ")", 1);
	return true;
}

static bool rw_index(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), b = x->b;
	if (!rw(w, x->a, s))
		return false;
	Str lhs = since(w, m);
	u32 offset = last_width(lhs) + 1, rest = shape_rest(w, s), end = mark(w);
	struct shape inner = s;
	bool room;
	if (is_multi(lhs)) {
		inner.width = w->max_width;
		inner.offset = inner.align;
		room = shape_offset(&inner, offset) && shape_sub(&inner, 1 + rest);
	} else {
		room = shape_offset(&inner, offset) && shape_sub(&inner, 1);
	}
	put(w, "[", 1);
	bool same = room && rw(w, b, inner);
	u32 same_end = mark(w);
	if (!same || is_multi(since(w, end))) {
		struct shape next = shape_at(w, s.block + TAB, s.align);
		put_line(w, next.block + next.align);
		put(w, "[", 1);
		bool below = shape_offset(&next, 1) && shape_sub(&next, 1 + rest) && rw(w, b, next);
		u32 text = same_end + 2 + s.block + TAB + s.align;
		if (!same && !below)
			return false;
		if (below && (!same || !is_multi(since(w, text))))
			cut(w, end, same_end);
		else
			w->out.len = same_end;
	}
	put(w, "]", 1);
	return true;
}

static bool rw_assign(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), b = x->b, lo = node(w, b)->lo, op = x->op;
	struct shape lhs = s;
	u32 width = parse_width(&w->p, op, lo);
	if (!shape_sub(&lhs, minus(width, 0) + 1) || !rw(w, x->a, lhs))
		return false;
	put(w, " ", 1);
	put_flat(w, op, lo);
	return rw_rhs(w, m, b, s, RHS_DEFAULT);
}

static bool rw_cast(struct layout *w, u32 n, struct shape s)
{
	struct pair p = {.a = node(w, n)->a, .b = node(w, n)->b, .infix = S(" as "), .front = true};
	return rw_pair(w, &p, s);
}

static bool rw_range(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	Str op = token_text(&w->p, x->op);
	if (x->a && x->b) {
		struct pair p = {.a = x->a, .b = x->b, .infix = op, .front = true};
		return rw_pair(w, &p, s);
	}
	if (x->b) {
		put_str(w, op);
		return shape_offset(&s, op.len) && rw(w, x->b, s);
	}
	if (!shape_sub(&s, op.len) || !rw(w, x->a, s))
		return false;
	put_str(w, op);
	return true;
}

static bool rw_repeat(struct layout *w, u32 n, struct shape s)
{
	struct pair p = {.a = node(w, n)->a,
	                 .b = node(w, n)->b,
	                 .prefix = S("["),
	                 .infix = S("; "),
	                 .suffix = S("]")};
	return rw_pair(w, &p, s);
}

static bool rw_jump(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w);
	if (!x->a) {
		put_flat(w, x->lo, x->hi);
		return true;
	}
	put_flat(w, x->lo, node(w, x->a)->lo);
	put(w, " ", 1);
	return shape_offset(&s, mark(w) - m) && rw(w, x->a, s);
}

static bool rw_let(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), b = x->b;
	struct shape pat = s;
	put_str(w, S("let "));
	if (!shape_offset(&pat, 4) || !rw(w, x->a, pat))
		return false;
	put_str(w, S(" ="));
	return rw_rhs(w, m, b, s, RHS_DEFAULT);
}

/* A literal over several lines stays as it is, where its first and last line have room; a string that goes on after
 * backslashes has it always. */
static bool rw_tokens(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	const struct token *t = &w->p.token[x->lo];
	u32 m = mark(w);
	put_flat(w, x->lo, x->hi);
	if (x->hi != x->lo + 1 || t->kind != TOK_string)
		return fits(w, since(w, m), s);
	Str text = token_text(&w->p, x->lo);
	bool continued = text.ptr[0] == '"';
	for (u32 i = 0; i < text.len; i++)
		if (text.ptr[i] == '\n' && text.ptr[i - 1] != '\\')
			continued = false;
	return (continued && is_multi(text)) || continued || text.ptr[0] == 'r' || fits(w, text, s);
}

static bool rw_attributed(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a;
	if (!rw_attrs(w, x->c, s))
		return false;
	put_line(w, s.block + s.align);
	return kind_of(w, a) == N_block ? rw_block_lines(w, a, s) : rw(w, a, s);
}

static bool rw_kind(struct layout *w, u32 n, struct shape s)
{
	switch (kind_of(w, n)) {
	case N_tokens: return rw_tokens(w, n, s);
	case N_path: return rw_path(w, n, s);
	case N_call: return rw_call(w, n, s);
	case N_method:
	case N_field:
	case N_await:
	case N_try: return rw_chain(w, n, s);
	case N_tuple:
	case N_array: return rw_sequence(w, n, s);
	case N_paren: return node(w, n)->flags & NODE_TYPE ? rw_type(w, n, s) : rw_paren(w, n, s);
	case N_unary:
	case N_ref: return rw_prefixed(w, n, s);
	case N_binary: return rw_binary(w, n, s);
	case N_cast: return rw_cast(w, n, s);
	case N_assign: return rw_assign(w, n, s);
	case N_range: return rw_range(w, n, s);
	case N_index: return rw_index(w, n, s);
	case N_repeat:
	case N_array_type: return rw_repeat(w, n, s);
	case N_struct: return rw_struct(w, n, s);
	case N_block: return rw_block(w, n, s);
	case N_if:
	case N_while:
	case N_loop:
	case N_for: return rw_control(w, n, s, false);
	case N_match: return rw_match(w, n, s);
	case N_closure: return rw_closure(w, n, s);
	case N_jump: return rw_jump(w, n, s);
	case N_let: return rw_let(w, n, s);
	case N_macro: return rw_macro(w, n, s);
	case N_attributed: return rw_attributed(w, n, s);
	case N_param: return rw_param(w, n, s);
	case N_generic: return rw_generic(w, n, s);
	case N_predicate: return rw_predicate(w, n, s);
	case N_field_def: return rw_field_def(w, n, s);
	case N_field_init: return rw_field_init(w, n, s);
	case N_meta: return rw_meta(w, n, s);
	case N_let_stmt: return rw_let_stmt(w, n, s);
	case N_bind:
	case N_tuple_pat:
	case N_slice_pat:
	case N_struct_pat:
	case N_field_pat:
	case N_or: return rw_pattern(w, n, s);
	default: return rw_type(w, n, s);
	}
}

static bool is_expr_kind(u8 kind)
{
	return kind >= N_paren && kind <= N_attributed && kind != N_arm && kind != N_field_init &&
	       kind != N_param;
}

/* Where a comment would be lost, what stands in the text is kept. */
static bool keep_comments(struct layout *w, u32 n, u32 m)
{
	const struct node *x = node(w, n);
	Str text = {w->p.text + w->p.token[x->lo].at,
	            token_end(&w->p.token[x->hi - 1]) - w->p.token[x->lo].at};
	if (comment_bytes(text) != comment_bytes(lexable(w, m))) {
		w->out.len = m;
		put_source(w, x->lo, x->hi);
	}
	return true;
}

bool rw(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w);
	if (first_token(w, n) == x->lo && needed_width(w, n) <= s.width) {
		put_flat(w, x->lo, x->hi);
		return true;
	}
	if (!w->fuel)
		return false;
	w->fuel--;
	u32 items = w->items_n;
	if (!rw_kind(w, n, s)) {
		w->items_n = items;
		return undo(w, m);
	}
	x = node(w, n);
	if (is_expr_kind(x->kind) && comments_in(w, x->lo, x->hi))
		return keep_comments(w, n, m);
	return true;
}
