/* Closures. */
#include "layout.h"

static bool is_unsafe(const struct layout *w, u32 n)
{
	return w->p.token[node(w, n)->lo].kind == TOK_unsafe;
}

static bool has_label(const struct layout *w, u32 n)
{
	return w->p.token[node(w, n)->lo].kind == TOK_lifetime;
}

/* Whether a block is just braces: no async, const or the like before it. */
static bool is_plain(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	return x->kind == N_block && (x->op == x->lo || is_unsafe(w, n) || has_label(w, n));
}

static bool is_empty(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	return !x->list && !x->c && !comments_in(w, x->lo, x->hi);
}

/* The expression that a block can be left for, or 0. */
static u32 inner_of(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	u32 one = x->list;
	if (x->kind != N_block || x->op != x->lo || x->c || comments_in(w, x->lo, x->hi))
		return 0;
	if (!one || node(w, one)->next || kind_of(w, one) != N_expr_stmt ||
	    node(w, one)->flags & NODE_SEMI)
		return 0;
	return kind_of(w, node(w, one)->a) == N_attributed ? 0 : node(w, one)->a;
}

/* move |a, b| -> T, and the shape of the body after that and a space. */
static bool rw_head(struct layout *w, u32 n, struct shape *s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), lo = x->lo, op = x->op, b = x->b, first = x->list;
	put_flat(w, lo, op);
	if (op > lo)
		put(w, " ", 1);
	u32 words = mark(w) - m;
	struct shape nested = *s, params, ret;
	nested.align += words;
	nested.offset += words;
	if (!shape_sub(&nested, words) || !shape_sub(&nested, 4))
		return false;
	params = nested;
	if (!shape_offset(&params, 1))
		return false;
	params = shape_visual(params, 0);
	ret = params;
	u32 ret_width = 0, body = node(w, node(w, n)->a)->lo;
	if (b) {
		u32 at = mark(w);
		if (!rw_returned(w, b, ret))
			return false;
		ret_width = mark(w) - at;
		w->out.len = at;
	}
	put(w, "|", 1);
	u32 close = b ? node(w, b)->lo - 2 : body - 1;
	u32 text = mark(w);
	struct list l = itemize(w, first, op, close, params);
	for (u32 i = 0; i < l.count; i++)
		rewrite_item(w, l.first + i, params);
	l.tactic = list_tactic(w, &l, minus(nested.width, ret_width + 1));
	l.trailing = TRAILING_NEVER;
	l.keep_blank = true;
	u32 list = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok)
		return false;
	cut(w, text, list);
	put(w, "|", 1);
	if (b) {
		put(w, " ", 1);
		if (!rw_returned(w, b, ret))
			return false;
	}
	return shape_offset(s, last_width(since(w, m)) + 1);
}

static u32 left_most(const struct layout *w, u32 n)
{
	for (;;)
		switch (kind_of(w, n)) {
		case N_call:
		case N_binary:
		case N_cast:
		case N_assign:
		case N_field:
		case N_index:
		case N_try: n = node(w, n)->a; continue;
		case N_range:
			if (!node(w, n)->a)
				return n;
			n = node(w, n)->a;
			continue;
		default: return n;
		}
}

static bool is_block_like(u8 kind)
{
	return kind == N_if || kind == N_match || kind == N_block || kind == N_while ||
	       kind == N_loop || kind == N_for;
}

static bool vetoes_block(const struct layout *w, u32 n)
{
	u8 kind = kind_of(w, n);
	return kind == N_call || kind == N_binary || kind == N_cast || kind == N_assign ||
	       kind == N_field || kind == N_index || kind == N_range || kind == N_try;
}

/* A block around the body, which is an expression. */
static bool rw_with_block(struct layout *w, u32 body, struct shape s)
{
	u32 m = mark(w), indent = s.block + s.align;
	if (vetoes_block(w, body) && is_block_like(kind_of(w, left_most(w, body))))
		return false;
	put_str(w, S(" {"));
	put_line(w, indent + TAB);
	struct shape inner = shape_at(w, s.block + TAB, s.align);
	bool jump = kind_of(w, body) == N_jump;
	u32 macros = w->macros;
	w->macros = 0;
	bool ok = jump ? rw_statement_expr(w, body, inner) : rw(w, body, inner);
	w->macros = macros;
	if (!ok) {
		w->out.len = m;
		put_str(w, S(" {"));
		put_line(w, indent + TAB);
		put_source(w, node(w, body)->lo, node(w, body)->hi);
	}
	if (jump)
		put(w, ";", 1);
	put_line(w, indent);
	put(w, "}", 1);
	return true;
}

static bool may_be_multi(const struct layout *w, u32 n)
{
	for (;;)
		switch (kind_of(w, n)) {
		case N_match:
		case N_block:
		case N_loop:
		case N_struct: return true;
		case N_ref:
		case N_try:
		case N_unary:
		case N_cast: n = node(w, n)->a; continue;
		default: return false;
		}
}

/* The body without a block of its own. */
static bool rw_expr_body(struct layout *w, u32 body, struct shape s)
{
	u32 m = mark(w);
	bool veto = !may_be_multi(w, body) && !w->macros;
	put(w, " ", 1);
	if (!rw(w, body, s) || (veto && is_multi(since(w, m))))
		return undo(w, m);
	return true;
}

static bool forces_block(const struct layout *w, u32 n)
{
	if (w->macros)
		return false;
	for (;;)
		switch (kind_of(w, n)) {
		case N_if:
		case N_while:
		case N_for:
		case N_loop: return true;
		case N_ref:
		case N_try:
		case N_unary:
		case N_cast: n = node(w, n)->a; continue;
		default: return false;
		}
}

static u32 innermost(const struct layout *w, u32 n)
{
	for (u32 a = inner_of(w, n); a; a = inner_of(w, n))
		n = a;
	return n;
}

/* A body in braces, which go where they can. */
static bool rw_braced(struct layout *w, u32 body, struct shape outer, struct shape s, u32 m,
                      bool returns)
{
	if (is_empty(w, body)) {
		put(w, " ", 1);
		return rw(w, body, outer);
	}
	u32 end = mark(w);
	if (!returns && !w->macros) {
		u32 a = is_multi(since(w, m)) ? body : innermost(w, body);
		bool ok = forces_block(w, a) ? rw_with_block(w, a, outer) : rw_expr_body(w, a, s);
		if (ok)
			return true;
		w->out.len = end;
	}
	put(w, " ", 1);
	return rw(w, body, s);
}

bool rw_closure(struct layout *w, u32 n, struct shape s)
{
	struct shape outer = s;
	u32 m = mark(w), body = node(w, n)->a;
	if (!rw_head(w, n, &s))
		return false;
	if (is_plain(w, body))
		return rw_braced(w, body, outer, s, m, node(w, n)->b);
	return rw_expr_body(w, body, s) || rw_with_block(w, body, s);
}

/* Of a body that must have a block: that, or one line where it can be. */
static bool rw_forced(struct layout *w, u32 body, struct shape outer, struct shape s, bool returns)
{
	u32 m = mark(w);
	if (!rw_with_block(w, body, s))
		return false;
	if (returns || line_ends(since(w, m)) + 1 > 7)
		return true;
	u32 end = mark(w);
	if (rw_expr_body(w, body, outer) && !is_multi(since(w, end)))
		cut(w, m, end);
	else
		w->out.len = end;
	return true;
}

bool rw_last_closure(struct layout *w, u32 n, struct shape s)
{
	struct shape outer = s;
	u32 body = node(w, n)->a, m = mark(w), a = inner_of(w, body);
	if (a && !w->macros)
		body = a;
	bool ok = rw_head(w, n, &s) && !is_multi(since(w, m));
	if (!ok)
		return undo(w, m);
	u32 end = mark(w);
	if (forces_block(w, body))
		return rw_forced(w, body, outer, s, node(w, n)->b) || undo(w, m);
	bool multi = rw_condition(w, body, s);
	multi = multi && (is_multi(since(w, end)) || mark(w) - end > s.width);
	w->out.len = end;
	if (multi)
		return rw_with_block(w, body, s) || undo(w, m);
	w->out.len = m;
	return rw(w, n, outer);
}
