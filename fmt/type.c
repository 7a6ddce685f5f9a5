/* Types, paths, bounds, generics. */
#include "layout.h"

/* A list of types in parentheses and what it gives. */
static bool rw_function(struct layout *w, u32 first, u32 open, u32 output, struct shape s)
{
	struct shape inner = shape_at(w, s.block + TAB, 0), ret = s;
	u32 m = mark(w);
	if (!shape_offset(&ret, 4))
		return false;
	if (output) {
		put_str(w, S(" -> "));
		if (!rw(w, output, ret))
			return false;
	}
	u32 close = w->p.token[open].arg;
	Str gives = since(w, m);
	bool multi = is_multi(gives);
	u32 gives_width = gives.len, gives_first = first_width(gives);
	struct list l = itemize(w, first, open, close, inner);
	for (u32 i = l.first; i < l.first + l.count; i++)
		rewrite_item(w, i, inner);
	l.tactic =
		multi && l.count ? VERTICAL : list_tactic(w, &l, minus(s.width, 2 + gives_width));
	l.keep_blank = true;
	bool horizontal = l.tactic == HORIZONTAL || !l.count;
	u32 list = mark(w);
	put(w, "(", 1);
	if (!horizontal)
		put_line(w, inner.block);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok)
		return false;
	if (!horizontal)
		put_line(w, s.block);
	put(w, ")", 1);
	u32 args = last_width(since(w, list));
	if (output && args + gives_first > s.width) {
		put_line(w, inner.block);
		put_str(w, S("-> "));
		if (!rw(w, output, ret))
			return false;
	} else if (output) {
		put_str(w, S(" -> "));
		if (!rw(w, output, ret))
			return false;
	}
	cut(w, m, list);
	return true;
}

bool rw_returned(struct layout *w, u32 type, struct shape s)
{
	put_str(w, S("-> "));
	return shape_offset(&s, 3) && rw(w, type, s);
}

static bool rw_args(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	if (x->kind == N_paren_args)
		return rw_function(w, x->list, x->op, x->b, s);
	struct delimited d = {.ident = mark(w),
	                      .open = '<',
	                      .close = '>',
	                      .list = x->list,
	                      .open_token = x->op,
	                      .close_token = x->hi - 1,
	                      .limit = w->max_width};
	return rw_delimited(w, &d, s);
}

/* <a as b>:: */
static bool rw_qself(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a, b = x->b;
	put(w, "<", 1);
	if (!rw(w, a, s))
		return false;
	if (b) {
		put_str(w, S(" as "));
		struct shape trait = s;
		if (!shape_sub(&trait, 3) || !rw(w, b, trait))
			return false;
	}
	put_str(w, S(">"));
	return true;
}

bool rw_path(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), at = x->lo, hi = x->hi, flags = x->flags, list = x->list;
	if (x->a) {
		u32 end = x->b ? node(w, x->b)->hi : node(w, x->a)->hi;
		if (!rw_qself(w, n, s))
			return false;
		at = end + 1;
	}
	struct shape base = shape_visual(s, 0);
	for (u32 i = list; i; i = node(w, i)->next) {
		u32 lo = node(w, i)->lo, name = node(w, i)->op, args = node(w, i)->a;
		put_flat(w, at, lo);
		u32 offset = extra(since(w, m), base);
		struct shape inner = base;
		inner.align += offset;
		if (!shape_offset(&inner, offset))
			return false;
		put_str(w, token_text(&w->p, name));
		if (!shape_offset(&inner, token_len(&w->p.token[name])))
			return false;
		bool kept = w->p.token[name + 1].kind == TOK_path;
		if (kept && (!(flags & NODE_TYPE) || w->macros) && kind_of(w, args) == N_args)
			put_str(w, S("::"));
		if (!rw_args(w, args, inner))
			return false;
		at = node(w, i)->hi;
	}
	put_flat(w, at, hi);
	return extra(since(w, m), base) <= base.width;
}

static bool rw_assoc(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), a = x->a, op = x->op, b = x->b;
	if (!rw(w, a, s))
		return false;
	put_str(w, w->p.token[op].kind == TOK_eq ? S(" = ") : S(": "));
	u32 used = last_width(since(w, m));
	if (!shape_sub(&s, used))
		return false;
	s.align += used;
	s.offset = s.align;
	return rw(w, b, s);
}

static bool rw_ref_type(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), a = x->a;
	put_flat(w, x->lo, node(w, a)->lo);
	if (w->p.token[node(w, a)->lo].flags & TOK_SPACED)
		put(w, " ", 1);
	u32 used = mark(w) - m;
	if (!shape_sub(&s, used))
		return false;
	s.align += used;
	s.offset = s.align;
	return rw(w, a, s);
}

static bool rw_slice_type(struct layout *w, u32 n, struct shape s)
{
	put(w, "[", 1);
	if (!shape_sub(&s, 4))
		return false;
	s.align++;
	s.offset = s.align;
	if (!rw(w, node(w, n)->a, s))
		return false;
	put(w, "]", 1);
	return true;
}

static bool rw_paren_type(struct layout *w, u32 n, struct shape s)
{
	u32 m = mark(w), a = node(w, n)->a;
	struct shape inner = s;
	put(w, "(", 1);
	if (shape_sub(&inner, 2) && rw(w, a, inner) && !is_multi(since(w, m))) {
		put(w, ")", 1);
		return true;
	}
	w->out.len = m + 1;
	inner = shape_full(w, shape_in(s));
	put_line(w, inner.block + inner.align);
	if (!rw(w, a, inner))
		return false;
	put_line(w, s.block + s.align);
	put(w, ")", 1);
	return true;
}

static bool rw_fn_type(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), op = x->op, list = x->list, b = x->b;
	put_flat(w, x->lo, op);
	return shape_offset(&s, mark(w) - m) && rw_function(w, list, op, b, s);
}

/* Bounds */

static bool is_outlives(const struct layout *w, u32 n)
{
	return !node(w, n)->a;
}

/* Whether lifetimes come after all traits. */
static bool in_order(const struct layout *w, u32 list)
{
	bool lifetime = false;
	for (u32 i = list; i; i = node(w, i)->next) {
		if (is_outlives(w, i))
			lifetime = true;
		else if (lifetime)
			return false;
	}
	return true;
}

static bool put_bounds(struct layout *w, u32 list, struct shape s, bool indent, bool lines)
{
	bool extendable = false, order = in_order(w, list);
	if (indent && lines)
		s = shape_full(w, shape_in(s));
	for (u32 i = list; i; i = node(w, i)->next) {
		if (i != list && lines && (!extendable || !order))
			put_line(w, s.block + s.align);
		else if (i != list)
			put(w, " ", 1);
		if (i != list)
			put_str(w, S("+ "));
		u32 m = mark(w);
		if (!rw(w, i, s))
			return false;
		extendable = is_outlives(w, i) || is_extendable(since(w, m));
	}
	return true;
}

/* Whether a sole bound has enough in it to be put on several lines. */
static bool is_large(const struct layout *w, u32 n)
{
	u32 path = node(w, n)->a;
	if (!path)
		return false;
	if (node(w, path)->flags & NODE_MANY)
		return true;
	u32 seg = kind_of(w, path) == N_path ? node(w, path)->list : 0;
	u32 args = seg ? node(w, seg)->a : 0;
	u32 first = args && kind_of(w, args) == N_args ? node(w, args)->list : 0;
	return first && node(w, first)->next;
}

bool rw_bound_list(struct layout *w, u32 list, struct shape s, bool indent)
{
	u32 m = mark(w);
	if (!put_bounds(w, list, s, indent, false))
		return false;
	Str text = since(w, m);
	if (!is_multi(text) && text.len <= s.width)
		return true;
	if (!node(w, list)->next && !is_large(w, list))
		return true;
	w->out.len = m;
	return put_bounds(w, list, s, indent, true);
}

static bool rw_bounds(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u8 first = w->p.token[x->lo].kind;
	u32 list = x->list;
	if (first == TOK_dyn) {
		put_str(w, S("dyn "));
		return shape_offset(&s, 4) && rw_bound_list(w, list, s, true);
	}
	if (first == TOK_impl) {
		put_str(w, S("impl "));
		return rw_bound_list(w, list, s, false);
	}
	return rw_bound_list(w, list, s, true);
}

static bool rw_bound(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), a = x->a, hi = x->hi;
	if (!a) {
		put_flat(w, x->lo, hi);
		return true;
	}
	put_flat(w, x->lo, node(w, a)->lo);
	if (node(w, a)->lo > x->lo && w->p.token[node(w, a)->lo].flags & TOK_SPACED)
		put(w, " ", 1);
	if (!shape_offset(&s, mark(w) - m) || !rw(w, a, s))
		return false;
	put_flat(w, node(w, a)->hi, hi);
	return true;
}

bool rw_type(struct layout *w, u32 n, struct shape s)
{
	switch (kind_of(w, n)) {
	case N_assoc: return rw_assoc(w, n, s);
	case N_ref_type: return rw_ref_type(w, n, s);
	case N_slice_type: return rw_slice_type(w, n, s);
	case N_paren: return rw_paren_type(w, n, s);
	case N_fn_type: return rw_fn_type(w, n, s);
	case N_bounds: return rw_bounds(w, n, s);
	case N_bound: return rw_bound(w, n, s);
	default: return false;
	}
}

/* Generics and parameters */

static bool rw_own_attrs(struct layout *w, u32 attrs, struct shape s)
{
	if (!attrs)
		return true;
	u32 m = mark(w);
	if (!rw_attrs(w, attrs, s))
		return false;
	if (is_multi(since(w, m)) || str_starts(since(w, m), S("///")))
		put_line(w, s.block + s.align);
	else
		put(w, " ", 1);
	return true;
}

bool rw_generic(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a, b = x->b, d = x->d, op = x->op;
	if (!rw_own_attrs(w, x->c, s))
		return false;
	u32 m = mark(w);
	bool constant = node(w, n)->flags & NODE_MANY;
	put_flat(w, op, op + (constant ? 2 : 1));
	if (a || b)
		put_str(w, S(": "));
	if (a && !rw_bound_list(w, node(w, a)->list, s, true))
		return false;
	if (b && !rw(w, b, s))
		return false;
	if (!d)
		return true;
	put_str(w, S(" = "));
	u32 used = last_width(since(w, m));
	if (!shape_sub(&s, used))
		return false;
	s.align += used;
	s.offset = s.align;
	return rw(w, d, s);
}

bool rw_param(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a, b = x->b;
	if (!rw_own_attrs(w, x->c, s))
		return false;
	u32 m = mark(w);
	struct shape name = s;
	name.offset = name.align;
	if (!a)
		return rw(w, b, s);
	if (!rw(w, a, name))
		return false;
	if (!b)
		return true;
	put_str(w, S(": "));
	if (!shape_sub(&name, last_width(since(w, m))))
		return false;
	return rw(w, b, name);
}

bool rw_predicate(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), a = x->a, b = x->b;
	put_flat(w, x->lo, node(w, a)->lo);
	if (node(w, a)->lo > x->lo)
		put(w, " ", 1);
	if (!rw(w, a, s))
		return false;
	if (!b) {
		put(w, ":", 1);
		return true;
	}
	put(w, ":", 1);
	return rw_rhs(w, m, b, s, RHS_DEFAULT);
}
