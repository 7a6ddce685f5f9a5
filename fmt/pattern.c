/* Patterns, and what has fields in braces. */
#include "layout.h"

/* The text of a pattern of at most 20 columns that is simple enough to share lines with others. */
static bool is_short(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	switch (x->kind) {
	case N_tokens: return !(x->flags & NODE_MANY);
	case N_bind: return !x->a;
	case N_tuple_pat:
		if (x->list && node(w, x->list)->next)
			return false;
		return !x->a || !(node(w, x->a)->flags & NODE_MANY);
	case N_ref:
	case N_paren: return is_short(w, x->a);
	default: return false;
	}
}

static bool rw_or(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	struct list l = itemize(w, x->list, x->lo, x->hi - 1, s);
	u32 m = mark(w);
	bool mixed = true;
	for (u32 i = 0; i < l.count; i++) {
		struct item *item = item_of(w, &l, i);
		item->pre = item->post = (Str){0};
		rewrite_item(w, l.first + i, s);
		item = item_of(w, &l, i);
		mixed = mixed && !item->multi && item->width <= 20 && is_short(w, item->node);
	}
	l.front = l.no_newline = true;
	l.separator = S(" |");
	l.trailing = TRAILING_NEVER;
	l.tactic = mixed ? MIXED : list_tactic(w, &l, s.width);
	u32 list = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (ok)
		cut(w, m, list);
	return ok;
}

static bool rw_bind(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), a = x->a;
	if (!a) {
		put_flat(w, x->lo, x->hi);
		return true;
	}
	put_flat(w, x->lo, x->op + 1);
	put_str(w, S(" @ "));
	s.offset = s.align;
	return shape_sub(&s, mark(w) - m) && rw(w, a, s);
}

static bool is_rest(const struct layout *w, u32 n)
{
	return kind_of(w, n) == N_tokens && w->p.token[node(w, n)->lo].kind == TOK_dots;
}

static bool rw_sequence_pat(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	bool slice = x->kind == N_slice_pat;
	u32 a = x->a, open = a ? node(w, a)->hi : x->lo;
	struct delimited d = {.ident = mark(w),
	                      .open = slice ? '[' : '(',
	                      .close = slice ? ']' : ')',
	                      .list = x->list,
	                      .open_token = open,
	                      .close_token = x->hi - 1,
	                      .limit = slice ? w->p.limit.array : w->max_width};
	if (!slice && !a && x->list && !node(w, x->list)->next && !is_rest(w, x->list))
		d.trailing = TRAILING_ALWAYS;
	if (a && !rw(w, a, s))
		return false;
	return rw_delimited(w, &d, s);
}

static bool rw_field_pat(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a, op = x->op;
	if (x->c) {
		if (!rw_attrs(w, x->c, s))
			return false;
		put_line(w, s.block + s.align);
	}
	u32 m = mark(w);
	if (!op)
		return rw(w, a, s);
	put_flat(w, op, op + 1);
	put_str(w, S(": "));
	u32 name = mark(w) - m, at = mark(w);
	if (!rw(w, a, s))
		return false;
	if (name + first_width(since(w, at)) <= s.width)
		return true;
	struct shape nested = shape_in(s);
	w->out.len = at - 1;
	put_line(w, nested.block + nested.align);
	return rw(w, a, nested);
}

/* What stands between the braces of a struct's pattern or literal: put on one line or several. `one` is how wide one line
 * may be, m where the text of the fields begins. */
static void wrap_fields(struct layout *w, u32 m, struct shape s, struct shape v, u32 one)
{
	Str text = since(w, m);
	if (is_multi(text) || text.len > one) {
		put_line_at(w, m, v.block + v.align);
		put_line(w, s.block + s.align);
	} else {
		put_at(w, m, S(" "));
		put(w, " ", 1);
	}
	put(w, "}", 1);
}

static struct shape fields_shape(const struct layout *w, struct shape s)
{
	struct shape v = shape_in(s);
	v.width = minus(w->max_width, v.block + v.align);
	return v;
}

static bool rw_struct_pat(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), op = x->op, close = x->hi - 1, list = x->list;
	bool rest = x->flags & NODE_REST;
	struct shape path = s, v = fields_shape(w, s);
	if (!shape_sub(&path, 2) || !rw(w, x->a, path))
		return false;
	u32 prefix = mark(w) - m + 3, suffix = rest ? 6 : 2;
	u32 one = s.width < prefix + suffix ? 0 : s.width - prefix - suffix;
	bool any = s.width >= prefix + suffix;
	if (one > w->p.limit.fields)
		one = w->p.limit.fields;
	put_str(w, S(" {"));
	if (!list && !rest) {
		put(w, "}", 1);
		return true;
	}
	u32 text = mark(w);
	struct list l = itemize(w, list, op, close, v);
	for (u32 i = 0; i < l.count; i++)
		rewrite_item(w, l.first + i, v);
	l.tactic = any ? list_tactic(w, &l, one) : VERTICAL;
	l.keep_blank = true;
	u32 begin = mark(w);
	if (!put_list(w, &l)) {
		list_end(w, &l);
		return false;
	}
	list_end(w, &l);
	if (rest) {
		Str fields = since(w, begin);
		if (is_multi(fields) || fields.len > one) {
			if (l.tactic != VERTICAL)
				put(w, ",", 1);
			put_line(w, v.block + v.align);
		} else if (fields.len) {
			put_str(w, l.tactic == VERTICAL ? S(" ") : S(", "));
		}
		put_str(w, S(".."));
	}
	cut(w, text, begin);
	wrap_fields(w, text, s, v, one);
	return true;
}

bool rw_pattern(struct layout *w, u32 n, struct shape s)
{
	switch (kind_of(w, n)) {
	case N_or: return rw_or(w, n, s);
	case N_bind: return rw_bind(w, n, s);
	case N_tuple_pat:
	case N_slice_pat: return rw_sequence_pat(w, n, s);
	case N_field_pat: return rw_field_pat(w, n, s);
	default: return rw_struct_pat(w, n, s);
	}
}

/* Struct literals */

bool rw_field_init(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a, op = x->op;
	if (is_line_node(w, n))
		return rw_line(w, n, s);
	if (x->c) {
		if (!rw_attrs(w, x->c, s))
			return false;
		put_line(w, s.block + s.align);
	}
	put_flat(w, op, op + 1);
	if (!a)
		return true;
	struct shape value = s;
	u32 name = token_len(&w->p.token[op]), m = mark(w);
	put_str(w, S(": "));
	if (shape_offset(&value, name + 2) && rw(w, a, value))
		return true;
	w->out.len = m;
	put(w, ":", 1);
	value = shape_at(w, s.block + TAB, s.align);
	put_line(w, value.block + value.align);
	return rw(w, a, value);
}

/* ..base after the fields, or .. alone. */
static bool put_base(struct layout *w, u32 base, bool fields, struct shape v)
{
	if (fields)
		put_line(w, v.block + v.align);
	put_str(w, S(".."));
	return !base || (shape_offset(&v, 2) && rw(w, base, v));
}

bool rw_struct(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), op = x->op, close = x->hi - 1, list = x->list, base = x->b;
	bool rest = x->flags & NODE_REST || base;
	struct shape path = s, v = fields_shape(w, s), inner = v;
	if (!shape_sub(&path, 2) || !rw(w, x->a, path) || !shape_sub(&inner, 1))
		return false;
	u32 prefix = mark(w) - m + 5, one = minus(s.width, prefix);
	if (one > w->p.limit.fields)
		one = w->p.limit.fields;
	put_str(w, S(" {"));
	if (!list && !rest) {
		put(w, "}", 1);
		return true;
	}
	u32 text = mark(w);
	struct list l = itemize(w, list, op, base ? node(w, base)->lo - 1 : close, v);
	for (u32 i = 0; i < l.count; i++)
		rewrite_item(w, l.first + i, inner);
	l.tactic = s.width >= prefix && !rest ? list_tactic(w, &l, one) : VERTICAL;
	bool without = w->macros && w->p.token[close - 1].kind != TOK_comma;
	l.trailing = rest && list ? TRAILING_ALWAYS : without ? TRAILING_NEVER : TRAILING_VERTICAL;
	l.keep_blank = true;
	u32 begin = mark(w);
	bool ok = put_list(w, &l) && (!rest || put_base(w, base, list, v));
	list_end(w, &l);
	if (!ok)
		return false;
	cut(w, text, begin);
	wrap_fields(w, text, s, v, one);
	return true;
}
