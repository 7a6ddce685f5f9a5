/* Structs, enums, their variants and fields. */
#include "items.h"

bool rw_generics_at(struct layout *w, u32 n, u32 m, struct shape s)
{
	if (!n || !node(w, n)->list)
		return true;
	struct delimited d = {.ident = m,
	                      .open = '<',
	                      .close = '>',
	                      .list = node(w, n)->list,
	                      .open_token = node(w, n)->lo,
	                      .close_token = node(w, n)->hi - 1,
	                      .limit = w->max_width};
	return rw_delimited(w, &d, s);
}

bool has_where(const struct layout *w, u32 n)
{
	return n && node(w, n)->list;
}

/* The generics and the where clause of a struct or enum, and its brace. */
static bool rw_generics_brace(struct layout *w, u32 n, u32 indent, u32 m, bool empty)
{
	const struct node *x = node(w, n);
	u32 a = x->a, b = x->b, used = last_width(since(w, m)), at = mark(w);
	struct shape s = {.width = minus(w->max_width, used + indent), .block = indent};
	if (!rw_generics_at(w, a, at, s))
		return false;
	Str generics = since(w, at);
	bool multi = is_multi(generics), same;
	if (has_where(w, b)) {
		struct where_options o = {.snuggle = last_width(generics) == 1 ? WHERE_SPACE
		                                                               : WHERE_LINE};
		if (!rw_where(w, b, indent, s.width, o))
			return false;
		same = empty;
	} else {
		same = true;
	}
	Str text = since(w, at);
	u32 total = is_multi(text) ? last_width(text) : used + last_width(text);
	(void)multi;
	if (same && total + (empty ? 3 : 2) <= w->max_width)
		put(w, " ", 1);
	else
		put_line(w, indent);
	put(w, "{", 1);
	return true;
}

static void put_header(struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	put_flat(w, x->lo, x->op);
	put(w, " ", 1);
	put_str(w, token_text(&w->p, x->op));
}

/* Fields in braces: each on a line, or all on one where `one` columns are enough. The header stands from m. */
static bool put_fields(struct layout *w, u32 first, u32 open, u32 close, u32 indent, u32 m, u32 one)
{
	struct shape s = shape_at(w, indent + TAB, 0);
	u32 text = mark(w);
	s.width = minus(s.width, 1);
	struct list l = itemize(w, first, open, close, s);
	for (u32 i = l.first; i < l.first + l.count; i++)
		rewrite_item(w, i, s);
	l.tactic = list_tactic(w, &l, one);
	l.keep_blank = true;
	bool multi_header = is_multi((Str){w->out.ptr + m, text - m});
	u32 list = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok)
		return false;
	Str fields = since(w, list);
	if (!is_multi(fields) && !multi_header && fields.len <= one && one) {
		put_at(w, list, S(" "));
		put_str(w, S(" }"));
	} else {
		put_line_at(w, list, indent + TAB);
		put_line(w, indent);
		put(w, "}", 1);
	}
	cut(w, text, list);
	return true;
}

/* What stands between delimiters that hold nothing: comments. */
static void put_empty(struct layout *w, u32 close, u32 indent, const char *end)
{
	const struct token *t = &w->p.token[close];
	if (t->flags & TOK_COMMENT) {
		u32 from = token_end(&t[-1]);
		Str gap = {w->p.text + from, t->at - from};
		u32 m = mark(w);
		put_comment(w, gap, indent + TAB);
		Str text = since(w, m);
		if (is_multi(text) || str_starts(text, S("//"))) {
			put_line_at(w, m, indent + TAB);
			put_line(w, indent);
		}
	}
	put(w, end, 1);
}

static bool rw_tuple_fields(struct layout *w, u32 n, u32 m, u32 indent, u32 open)
{
	struct shape s = shape_at(w, indent, 0);
	struct delimited d = {.ident = m,
	                      .open = '(',
	                      .close = ')',
	                      .list = node(w, n)->list,
	                      .open_token = open,
	                      .close_token = w->p.token[open].arg,
	                      .limit = w->p.limit.call};
	if (!d.list) {
		put(w, "(", 1);
		put_empty(w, d.close_token, indent, ")");
		return true;
	}
	return shape_sub(&s, 1) && rw_delimited(w, &d, s);
}

static u32 after_generics(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	return x->a && x->kind != N_variant ? node(w, x->a)->hi : x->op + 1;
}

static bool rw_tuple_struct(struct layout *w, u32 n, u32 indent)
{
	u32 m = mark(w), open = after_generics(w, n), b = node(w, n)->b;
	put_header(w, n);
	struct shape s = {.width = minus(w->max_width, last_width(since(w, m))), .block = indent};
	if (!rw_generics_at(w, node(w, n)->a, mark(w), s) ||
	    !rw_tuple_fields(w, n, m, indent, open))
		return false;
	struct where_options o = {.no_comma = true, .snuggle = WHERE_LINE};
	if (!rw_where(w, b, indent, s.width, o))
		return false;
	put(w, ";", 1);
	return true;
}

bool rw_adt(struct layout *w, u32 n, u32 indent)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), close = x->hi - 1, list = x->list, flags = x->flags;
	if (flags & NODE_TUPLE)
		return rw_tuple_struct(w, n, indent);
	put_header(w, n);
	if (flags & NODE_UNIT) {
		struct shape s = {.width = minus(w->max_width, last_width(since(w, m)) + indent),
		                  .block = indent};
		struct where_options o = {.no_comma = true, .snuggle = WHERE_LINE};
		if (!rw_generics_at(w, node(w, n)->a, mark(w), s) ||
		    !rw_where(w, node(w, n)->b, indent, s.width, o))
			return false;
		put(w, ";", 1);
		return true;
	}
	if (!rw_generics_brace(w, n, indent, m, !list))
		return false;
	if (!list) {
		put_empty(w, close, indent, "}");
		return true;
	}
	return put_fields(w, list, node(w, n)->d, close, indent, m, 0);
}

/* Variants */

/* A variant without its attributes, of which fields may take `one` columns on its line. */
static bool rw_variant_body(struct layout *w, u32 n, u32 indent, u32 one)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), op = x->op, list = x->list, open = op + 1, flags = x->flags;
	put_flat(w, op, op + 1);
	if (flags & NODE_UNIT)
		return true;
	if (flags & NODE_TUPLE)
		return rw_tuple_fields(w, n, m, indent, open);
	put_str(w, S(" {"));
	if (!list) {
		put_empty(w, w->p.token[open].arg, indent, "}");
		return true;
	}
	u32 budget = minus(w->max_width, mark(w) - m + 3 + indent);
	return put_fields(w, list, open, w->p.token[open].arg, indent, m,
	                  one < budget ? one : budget);
}

static bool rw_variant_at(struct layout *w, u32 n, u32 indent, u32 one)
{
	const struct node *x = node(w, n);
	struct shape s = shape_at(w, indent, 0);
	u32 a = x->a;
	if (x->c) {
		if (!rw_attrs(w, x->c, s))
			return false;
		put_line(w, indent);
	}
	u32 m = mark(w);
	if (!rw_variant_body(w, n, indent, one))
		return false;
	if (!a)
		return true;
	put_str(w, S(" ="));
	return shape_sub(&s, 1) && rw_rhs(w, m, a, s, RHS_DEFAULT);
}

static void rewrite_variants(struct layout *w, struct list *l, u32 indent, u32 one)
{
	for (u32 i = l->first; i < l->first + l->count; i++) {
		u32 m = mark(w);
		bool ok = rw_variant_at(w, w->items[i].node, indent, one) || undo(w, m);
		struct item *x = &w->items[i];
		x->ok = ok;
		x->at = m;
		x->len = mark(w) - m;
		x->multi = is_multi(since(w, m));
		x->width = x->multi ? x->len : first_width(since(w, m));
	}
}

/* Where one variant takes several lines, all that have fields do. */
static void rewrite_all_variants(struct layout *w, struct list *l, u32 indent)
{
	u32 m = mark(w), multi = 0;
	bool braces = false;
	rewrite_variants(w, l, indent, w->p.limit.variant);
	for (u32 i = 0; i < l->count; i++) {
		const struct node *x = node(w, item_of(w, l, i)->node);
		multi += item_of(w, l, i)->multi;
		braces |= x->list && !(x->flags & NODE_TUPLE);
	}
	if (multi && multi < l->count && braces) {
		w->out.len = m;
		rewrite_variants(w, l, indent, 0);
	}
}

bool rw_enum(struct layout *w, u32 n, u32 indent)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), open = x->d, close = x->hi - 1, list = x->list;
	put_header(w, n);
	if (!rw_generics_brace(w, n, indent, m, !list))
		return false;
	if (!list) {
		put_empty(w, close, indent, "}");
		return true;
	}
	struct shape s = shape_at(w, indent + TAB, 0);
	s.width = minus(s.width, 2);
	u32 text = mark(w);
	struct list l = itemize(w, list, open, close, s);
	rewrite_all_variants(w, &l, indent + TAB);
	l.tactic = VERTICAL;
	l.keep_blank = true;
	u32 begin = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok) { /* what stands in the braces stays as it is then */
		u32 from = token_end(&w->p.token[open]), end = token_end(&w->p.token[close]);
		while (is_one_of(w->p.text[from], " \t\r\n"))
			from++;
		w->out.len = text;
		put_line(w, indent + TAB);
		put_str(w, (Str){w->p.text + from, end - from});
		return true;
	}
	put_line_at(w, begin, indent + TAB);
	cut(w, text, begin);
	put_line(w, indent);
	put(w, "}", 1);
	return true;
}

/* Fields */

/* A field's type below its attributes, or below what stands before it, which in a tuple rustfmt follows with two spaces. */
static bool rw_field_below(struct layout *w, u32 n, struct shape s, u32 m)
{
	const struct node *x = node(w, n);
	u32 a = x->a, lo = x->lo, type = node(w, a)->lo;
	bool named = x->op;
	w->out.len = m;
	if (x->c) {
		if (!rw_attrs(w, x->c, s))
			return false;
		put_line(w, s.block + s.align);
	}
	u32 at = mark(w);
	put_flat(w, lo, type);
	if (type > lo && !named)
		put(w, " ", 1);
	u32 end = mark(w);
	if (!rw_rhs(w, at, a, s, RHS_DEFAULT))
		return false;
	while (end == at && is_one_of(w->out.ptr[end], " \n"))
		cut(w, end, end + 1);
	return true;
}

bool rw_field_def(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->a, type = node(w, a)->lo, lo = x->lo, m = mark(w);
	bool line = is_line_node(w, n), named = x->op || line, bare = type == lo, beside = false;
	if (x->c) {
		if (!rw_attrs(w, x->c, s))
			return false;
		beside = !named && !is_multi(since(w, m)) && !str_starts(since(w, m), S("//"));
		/* with a space around the visibility */
		u32 before = bare ? 0 : parse_width(&w->p, lo, type) + 2;
		beside = beside && last_width(since(w, m)) + before <= s.width;
		if (beside)
			put(w, " ", 1);
		else
			put_line(w, s.block + s.align);
	}
	if (line)
		return rw_line(w, n, s);
	u32 at = beside ? m : mark(w);
	put_flat(w, lo, type);
	struct shape value = s;
	u32 used = trimmed_last_width(since(w, at));
	if (!bare)
		put(w, " ", 1);
	/* The space behind a visibility, which rustfmt has as a part of it, takes no room. */
	if (shape_offset(&value, used + (named || (beside && bare))) && rw(w, a, value) &&
	    !is_multi(since(w, at))) {
		if (named && flat_width(w, n) <= s.width)
			keep_line(w, TOK_line_field, lo, node(w, n)->hi, 0);
		return true;
	}
	return rw_field_below(w, n, s, m);
}
