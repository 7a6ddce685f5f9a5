/* match and its arms. */
#include "layout.h"

/* Whether a body of this kind may go on over lines beside =>. */
static bool may_stand_beside(const struct layout *w, u32 n)
{
	for (;;)
		switch (kind_of(w, n)) {
		case N_loop:
		case N_match:
		case N_block:
		case N_closure:
		case N_array:
		case N_call:
		case N_method:
		case N_macro:
		case N_struct:
		case N_tuple: return true;
		case N_ref:
		case N_try:
		case N_unary:
		case N_index:
		case N_cast: n = node(w, n)->a; continue;
		default: return false;
		}
}

/* The expression of a block that stands for nothing else, or 0. */
static u32 flattened(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	if (x->kind != N_block || x->op != x->lo || x->c || w->macros ||
	    comments_in(w, x->lo, x->hi) || w->p.token[x->lo].flags & TOK_COMMENT)
		return 0;
	u32 one = x->list;
	if (!one || node(w, one)->next || kind_of(w, one) != N_expr_stmt ||
	    node(w, one)->flags & NODE_SEMI || kind_of(w, node(w, one)->a) == N_macro)
		return 0;
	return node(w, one)->a;
}

struct body {
	u32 n;
	bool extend, is_block, is_empty, plain; /* plain: a block without words */
};

static void flatten_body(struct layout *w, struct body *b, u32 n, const struct shape *s)
{
	u32 a = flattened(w, n);
	b->n = n;
	if (!a) {
		b->extend = may_stand_beside(w, n);
		return;
	}
	if (kind_of(w, a) == N_block) {
		flatten_body(w, b, a, NULL);
		return;
	}
	if (kind_of(w, a) == N_attributed) {
		b->extend = true;
		return;
	}
	u32 m = mark(w);
	bool multi = s && rw_condition(w, a, *s) && is_multi(since(w, m));
	w->out.len = m;
	b->extend = multi ? false : may_stand_beside(w, a);
	b->n = multi ? n : a;
}

static bool is_empty_block(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	return x->kind == N_block && !x->list && !x->c && !comments_in(w, x->lo, x->hi);
}

static bool rw_guard(struct layout *w, u32 guard, struct shape s, u32 m)
{
	Str pattern = since(w, m);
	u32 width = trimmed_last_width(pattern), end = mark(w);
	bool multi = is_multi(pattern) && width > TAB;
	struct shape cond = s;
	if (!multi && shape_offset(&cond, width + 4) && shape_sub(&cond, 5)) {
		put_str(w, S(" if "));
		u32 at = mark(w);
		if (rw(w, guard, cond) && (!is_multi(since(w, at)) || width <= TAB))
			return true;
		w->out.len = end;
	}
	cond = shape_at(w, s.block + TAB, s.align);
	u32 indent = cond.block + cond.align;
	if (!shape_offset(&cond, 3) || !shape_sub(&cond, 5))
		return false;
	put_line(w, indent);
	put_str(w, S("if "));
	return rw(w, guard, cond);
}

/* The body as a statement, of which an empty block is {}. */
static bool rw_body(struct layout *w, const struct body *b, struct shape s)
{
	if (b->is_empty && b->plain && s.width >= 2) {
		put_str(w, S("{}"));
		return true;
	}
	return rw_statement_expr(w, b->n, s);
}

/* Puts braces around a body that is below its pattern; it stands in the output from `at`. */
static void put_braces(struct layout *w, const struct body *b, struct shape s, u32 at, bool below)
{
	u32 indent = s.block + s.align;
	if (b->is_block) {
		put_line_at(w, at, b->is_empty ? indent + TAB : indent);
		if (!b->plain)
			put(w, ",", 1);
		return;
	}
	if (w->macros) {
		put_line_at(w, at, indent + TAB);
		put(w, ",", 1);
		return;
	}
	put_line_at(w, at, indent + TAB);
	put_at(w, at, below ? S("{") : S(" {"));
	if (below)
		put_line_at(w, at, indent);
	if (kind_of(w, b->n) == N_jump)
		put(w, ";", 1);
	put_line(w, indent);
	put(w, "}", 1);
}

static bool is_better_below(Str same, Str below)
{
	if (!is_multi(below) || line_ends(same) > line_ends(below) + 1)
		return true;
	for (const char *open = "({["; *open; open++)
		if (first_line_ends(same, *open) && !first_line_ends(below, *open))
			return true;
	return false;
}

/* Whether the body, of which both ways stand in the output, goes beside the pattern. */
static bool is_beside(const struct body *b, bool same, Str text, bool under, Str other, u32 budget)
{
	if (!same)
		return false;
	if (under && is_better_below(text, other))
		return false;
	if (b->extend && first_width(text) <= budget)
		return true;
	return !(under && is_multi(text));
}

/* The body after the pattern and guard, which stand in the output from m. */
static bool rw_arm_body(struct layout *w, u32 n, struct shape s, u32 m, bool guard_multi)
{
	Str lhs = since(w, m);
	struct shape room = s, beside = s;
	bool has_room = shape_offset(&room, extra(lhs, s) + 4);
	struct body b = {0};
	flatten_body(w, &b, n, has_room ? &room : NULL);
	b.is_block = kind_of(w, b.n) == N_block;
	b.plain = b.is_block && (node(w, b.n)->op == node(w, b.n)->lo ||
	                         w->p.token[node(w, b.n)->lo].kind != TOK_unsafe);
	b.is_empty = is_empty_block(w, b.n);
	u32 comma = b.plain ? 0 : 1;
	bool forbid = (guard_multi && is_multi(since(w, m)) && !b.is_empty) ||
	              kind_of(w, b.n) == N_attributed;
	has_room = shape_offset(&beside, extra(since(w, m), s) + 4) && shape_sub(&beside, comma);
	put_str(w, S(" =>"));
	u32 at = mark(w);
	put(w, " ", 1);
	bool same = !forbid && has_room && rw_body(w, &b, beside);
	Str text = since(w, at + 1);
	if (same && (b.is_block || (!is_multi(text) && first_width(text) <= beside.width))) {
		put(w, ",", comma);
		return true;
	}
	u32 end = mark(w), budget = has_room ? beside.width : 0;
	struct shape below = shape_at(w, s.block + (!b.is_block || b.is_empty ? TAB : 0), s.align);
	bool under = rw_body(w, &b, below);
	text = (Str){w->out.ptr + at + 1, end - at - 1};
	if (!same && !under)
		return false;
	if (is_beside(&b, same, text, under, since(w, end), budget)) {
		w->out.len = end;
		put(w, ",", comma);
		return true;
	}
	cut(w, at, end);
	put_braces(w, &b, s, at, forbid);
	return true;
}

/* Keeps an arm that is a line. */
static void keep_arm(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 c = x->c, width = flat_width(w, n);
	bool jump = kind_of(w, c) == N_jump, plain = kind_of(w, c) < N_block || jump;
	u32 more = extra_width(w, c) + 1 + jump;
	if (plain && !x->b && width != WIDTH_NONE && width + more <= s.width)
		keep_line(w, TOK_line_arm, x->lo, x->hi, more);
}

static bool rw_arm(struct layout *w, u32 n, struct shape s)
{
	u32 a = node(w, n)->a, b = node(w, n)->b, c = node(w, n)->c, d = node(w, n)->d, m = mark(w);
	struct shape pattern = s;
	bool label = kind_of(w, c) == N_block && w->p.token[node(w, c)->lo].kind == TOK_lifetime;
	u32 overhead = 5;
	if (label)
		overhead = 7 + token_len(&w->p.token[node(w, c)->lo]);
	if (d) {
		if (!rw_attrs(w, d, s))
			return false;
		put_line(w, s.block + s.align);
	}
	if (is_line_node(w, n)) {
		rw_line(w, n, s);
		put(w, ",", 1);
		return true;
	}
	u32 pat = mark(w);
	if (!shape_sub(&pattern, overhead) || !rw(w, a, pattern))
		return false;
	u32 guard = mark(w);
	if (b && !rw_guard(w, b, s, pat))
		return false;
	bool guard_multi = b && is_multi(since(w, guard));
	if (!rw_arm_body(w, c, s, m, guard_multi))
		return false;
	keep_arm(w, n, s);
	return true;
}

static bool rw_arms(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	struct shape shape = shape_full(w, shape_in(s));
	u32 m = mark(w);
	struct list l = itemize(w, x->list, x->op, x->hi - 1, shape);
	for (u32 i = l.first; i < l.first + l.count; i++) {
		u32 at = mark(w);
		bool ok = rw_arm(w, w->items[i].node, shape) || undo(w, at);
		struct item *item = &w->items[i];
		item->ok = ok;
		item->at = at;
		item->len = mark(w) - at;
		item->multi = is_multi(since(w, at));
		item->width = item->len;
	}
	u32 list = mark(w);
	l.tactic = VERTICAL;
	l.separator = S("");
	l.trailing = TRAILING_NEVER;
	l.keep_blank = true;
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (ok)
		cut(w, m, list);
	return ok;
}

bool rw_match(struct layout *w, u32 n, struct shape s)
{
	u32 a = node(w, n)->a;
	struct shape cond = s;
	cond.width = minus(w->max_width, shape_used(s));
	put_str(w, S("match "));
	u32 m = mark(w);
	if (!shape_offset(&cond, 6) || !rw(w, a, cond))
		return false;
	Str text = since(w, m);
	if (!node(w, n)->list) {
		put_str(w, S(" {}"));
		return true;
	}
	bool below = !is_extendable(text) && (is_multi(text) || text.len + 2 > cond.width);
	if (below)
		put_line(w, s.block + s.align);
	else
		put(w, " ", 1);
	put(w, "{", 1);
	put_line(w, s.block + s.align + TAB);
	if (!rw_arms(w, n, s))
		return false;
	put_line(w, s.block + s.align);
	put(w, "}", 1);
	return true;
}
