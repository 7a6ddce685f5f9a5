/* Functions, and where clauses. */
#include "layout.h"
#include "items.h"

bool rw_where(struct layout *w, u32 n, u32 indent, u32 width, struct where_options o)
{
	const struct node *x = n ? node(w, n) : NULL;
	if (!n || !x->list)
		return true;
	struct shape clause = shape_at(w, indent + TAB, 0);
	u32 m = mark(w);
	if (!shape_sub(&clause, TAB + 1))
		return false;
	clause.width = minus(w->max_width, indent + TAB + 1);
	if (o.snuggle == WHERE_SPACE)
		put(w, " ", 1);
	else
		put_line(w, indent);
	put_str(w, S("where"));
	u32 text = mark(w);
	struct list l = itemize(w, x->list, x->lo, x->hi, clause);
	for (u32 i = 0; i < l.count; i++)
		rewrite_item(w, l.first + i, clause);
	l.tactic = VERTICAL;
	l.trailing = o.no_comma ? TRAILING_NEVER : TRAILING_VERTICAL;
	u32 list = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok)
		return undo(w, m);
	Str preds = since(w, list);
	if (o.single && !is_multi(preds) && 6 + preds.len <= width)
		put_at(w, list, S(" "));
	else
		put_line_at(w, list, indent + TAB);
	cut(w, text, list);
	return true;
}

struct signature {
	u32 n, indent, begin;
	bool required, next_line; /* no body; a where clause, so that the brace goes below */
	u32 ret, ret_width;       /* the returned type and how wide "-> T" is */
	bool ret_multi;
	u32 one, many; /* columns for parameters on one line, and for each on its own */
	bool in_block,
		bare; /* parameters are on lines of their own; there are none and the line is full */
};

static u32 last_used(Str s, u32 indent)
{
	return is_multi(s) ? last_width(s) : indent + last_width(s);
}

static bool rw_name(struct layout *w, struct signature *f)
{
	const struct node *x = node(w, f->n);
	u32 name = x->op, generics = x->a;
	put_flat(w, x->lo, name);
	put(w, " ", 1);
	u32 used = last_used(since(w, f->begin), f->indent);
	struct shape s = {.block = f->indent, .offset = used};
	s.width = minus(w->max_width, used + (f->required || f->next_line ? 2 : 4));
	u32 m = mark(w);
	put_str(w, token_text(&w->p, name));
	if (!generics || !node(w, generics)->list)
		return true;
	struct delimited d = {.ident = m,
	                      .open = '<',
	                      .close = '>',
	                      .list = node(w, generics)->list,
	                      .open_token = node(w, generics)->lo,
	                      .close_token = node(w, generics)->hi - 1,
	                      .limit = w->max_width};
	return rw_delimited(w, &d, s);
}

static bool measure_ret(struct layout *w, struct signature *f)
{
	u32 m = mark(w);
	if (!f->ret)
		return true;
	if (!rw_returned(w, f->ret, shape_at(w, f->indent, 0)))
		return false;
	Str text = since(w, m);
	f->ret_multi = is_multi(text);
	f->ret_width = f->ret_multi ? 0 : text.len;
	w->out.len = m;
	return true;
}

static void budgets(const struct layout *w, struct signature *f)
{
	Str so_far = since(w, f->begin);
	f->many = minus(w->max_width, f->indent + TAB + 1);
	f->one = 0;
	if (is_multi(so_far) || f->ret_multi)
		return;
	u32 used = f->indent + so_far.len + f->ret_width + (f->ret_width ? 3 : 2);
	used += f->required ? 1 : f->next_line ? 0 : 2;
	f->one = minus(w->max_width, used);
}

static void put_param_source(struct layout *w, u32 i)
{
	u32 m = mark(w);
	struct item *x = &w->items[i];
	put_source(w, x->lo, x->hi);
	x = &w->items[i];
	x->ok = true;
	x->flat = false;
	x->at = m;
	x->len = mark(w) - m;
	x->multi = is_multi(since(w, m));
	x->width = x->len;
}

/* The parameters, in parentheses. */
static bool rw_params(struct layout *w, struct signature *f, u32 open)
{
	u32 first = node(w, f->n)->list, close = w->p.token[open].arg, indent = f->indent + TAB;
	struct shape s = {.width = f->many, .block = indent};
	u32 text = mark(w);
	struct list l = itemize(w, first, open, close, s);
	for (u32 i = l.first; i < l.first + l.count; i++) {
		rewrite_item(w, i, s);
		if (!w->items[i].ok)
			put_param_source(w, i);
	}
	l.tactic = list_tactic(w, &l, f->one);
	l.keep_blank = true;
	bool variadic =
		l.count && w->p.token[item_of(w, &l, l.count - 1)->hi - 1].kind == TOK_dots3;
	if (variadic)
		l.trailing = TRAILING_NEVER;
	u32 list = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok)
		return false;
	Str params = since(w, list);
	f->in_block = first && (is_multi(params) || params.len > f->one);
	cut(w, text, list);
	if (f->in_block) {
		put_line_at(w, text, indent);
		put_line(w, f->indent);
	} else {
		u32 used = last_used(since(w, f->begin), f->indent) + f->ret_width;
		f->bare = !first && used + 1 > w->max_width;
	}
	put(w, ")", 1);
	if (f->bare)
		put_line(w, f->indent);
	return true;
}

static bool rw_ret(struct layout *w, struct signature *f, bool where, bool *below)
{
	Str so_far = since(w, f->begin);
	bool params = node(w, f->n)->list, indented;
	if (f->in_block || !params)
		indented = false;
	else if (is_multi(so_far) || f->ret_multi)
		indented = true;
	else
		indented =
			so_far.len + f->indent + f->ret_width + 1 + (where ? 0 : 2) > w->max_width;
	struct shape s = shape_at(w, f->indent, 0), after = s;
	if (indented) {
		put_line(w, f->indent);
		*below = !params;
	} else {
		if (params || !f->bare)
			put(w, " ", 1);
		if (shape_offset(&after, last_width(since(w, f->begin))))
			s = after;
	}
	if (!f->ret_multi && !indented)
		s = shape_at(w, f->indent, 0);
	return rw_returned(w, f->ret, s);
}

static bool rw_signature(struct layout *w, struct signature *f, bool *below)
{
	u32 where = node(w, f->n)->b;
	f->begin = mark(w);
	bool has_where = where && node(w, where)->list;
	f->next_line = has_where && !f->required;
	f->ret = node(w, f->n)->d;
	if (!rw_name(w, f) || !measure_ret(w, f))
		return false;
	budgets(w, f);
	put(w, "(", 1);
	u32 generics = node(w, f->n)->a;
	u32 open = generics ? node(w, generics)->hi : node(w, f->n)->op + 1;
	if (!rw_params(w, f, open) || (f->ret && !rw_ret(w, f, has_where, below)))
		return false;
	struct where_options o = {.no_comma = f->required,
	                          .snuggle = f->in_block && !f->ret ? WHERE_SPACE : WHERE_LINE};
	return rw_where(w, where, f->indent, shape_at(w, f->indent, 0).width, o);
}

bool rw_fn(struct layout *w, u32 n, u32 indent, bool required, bool *below)
{
	const struct node *x = node(w, n);
	u32 width = flat_width(w, n);
	bool where = x->b && node(w, x->b)->list;
	*below = where;
	if (is_line_node(w, n))
		return rw_line(w, n, shape_at(w, indent, 0));
	/* Before a semicolon rustfmt leaves the room of ` {` too. */
	if (!where && width + indent + (required ? x->d != 0 : 2) <= w->max_width) {
		put_flat(w, x->lo, x->hi);
		if (!x->b)
			keep_line(w, TOK_line_fn, x->lo, x->hi, 2);
		return true;
	}
	struct signature f = {.n = n, .indent = indent, .required = required};
	u32 m = mark(w);
	if (!rw_signature(w, &f, below))
		return undo(w, m);
	if (required)
		put(w, ";", 1);
	else if (last_width(since(w, m)) + 2 > minus(w->max_width, indent))
		*below = true;
	return true;
}
