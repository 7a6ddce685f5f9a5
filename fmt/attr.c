/* Attributes and doc comments. */
#include "layout.h"

static bool is_doc(const struct layout *w, u32 n)
{
	u8 kind = w->p.token[node(w, n)->lo].kind;
	return kind == TOK_doc || kind == TOK_doc_in;
}

static Str trim_doc(Str s)
{
	if (str_ends(s, S("  ")))
		return s;
	while (s.len && strchr(" \t\r", s.ptr[s.len - 1]))
		s.len--;
	return s;
}

static void put_doc(struct layout *w, u32 n, u32 indent)
{
	Str s = token_text(&w->p, node(w, n)->lo);
	if (s.ptr[1] == '*')
		put_comment(w, s, indent);
	else
		put_str(w, trim_doc(s));
}

static bool is_derive(const struct layout *w, u32 n)
{
	u32 a = node(w, n)->a;
	return a && node(w, a)->op == node(w, a)->lo + 1 && node(w, a)->list &&
	       str_eq(token_text(&w->p, node(w, a)->lo), S("derive"));
}

/* The traits of a derive on a line of their own, or each on one. */
static bool rw_derive(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 lo = x->lo, open = node(w, x->a)->op, list = node(w, x->a)->list;
	struct shape inner = shape_full(w, shape_in(s));
	put_flat(w, lo, open + 1);
	u32 m = mark(w);
	struct list l = itemize(w, list, open, w->p.token[open].arg, inner);
	for (u32 i = 0; i < l.count; i++) {
		struct item *item = item_of(w, &l, i);
		item->ok = item->flat = true;
		item->width = flat_width(w, item->node);
	}
	l.tactic = list_tactic(w, &l, inner.width);
	l.trailing = TRAILING_ALWAYS;
	u32 width = list_width(w, &l, 0, l.count, 2) + 1;
	bool nested = l.tactic == VERTICAL || width > minus(s.width, 14);
	if (!nested)
		l.trailing = TRAILING_NEVER;
	u32 text = mark(w);
	bool ok = put_list(w, &l);
	list_end(w, &l);
	if (!ok)
		return false;
	if (nested) {
		put_line_at(w, text, inner.block + inner.align);
		put_line(w, s.block + s.align);
	}
	cut(w, m, text);
	put_str(w, S(")]"));
	return true;
}

bool rw_meta(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), open = x->op, lo = x->lo;
	if (!x->list) {
		put_flat(w, lo, x->hi);
		return true;
	}
	u32 close = w->p.token[open].arg;
	struct delimited d = {.ident = m,
	                      .open = '(',
	                      .close = ')',
	                      .list = x->list,
	                      .open_token = open,
	                      .close_token = close,
	                      .limit = w->p.limit.attr,
	                      .trailing = TRAILING_NEVER};
	if (w->p.token[close - 1].kind == TOK_comma)
		d.trailing = TRAILING_ALWAYS;
	put_flat(w, lo, open);
	return shape_sub(&s, 1) && rw_delimited(w, &d, s);
}

static void put_attr(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 lo = x->lo, hi = x->hi, a = x->a, m = mark(w);
	if (is_doc(w, n)) {
		put_doc(w, n, s.block + s.align);
		return;
	}
	bool derive = is_derive(w, n);
	u32 before = a ? node(w, a)->lo - lo : 0;
	if (a && !derive && before + needed_width(w, a) + !node(w, a)->list <= s.width) {
		put_flat(w, lo, hi);
		return;
	}
	bool ok = a && !comments_in(w, lo, hi);
	if (ok && derive) {
		ok = rw_derive(w, n, s);
	} else if (ok) {
		u32 prefix = node(w, a)->lo - lo;
		put_flat(w, lo, lo + prefix);
		ok = shape_offset(&s, prefix) && rw(w, a, s);
		put(w, "]", 1);
	}
	if (!ok) {
		w->out.len = m;
		put_source(w, lo, hi);
	}
}

/* The comments between two attributes. */
static void put_between(struct layout *w, u32 i, u32 indent)
{
	const struct token *t = w->p.token;
	Str gap = {w->p.text + token_end(&t[i - 1]), t[i].at - token_end(&t[i - 1])};
	u32 comment = str_find(gap, '/');
	bool own = memchr(gap.ptr, '\n', comment);
	Str text = str_skip(gap, comment);
	while (text.len && strchr(" \t\r\n", text.ptr[text.len - 1]))
		text.len--;
	if (own)
		put_line(w, indent);
	else
		put(w, " ", 1);
	put_comment(w, text, indent);
}

bool rw_attrs(struct layout *w, u32 first, struct shape s)
{
	u32 indent = s.block + s.align;
	for (u32 i = first; i; i = node(w, i)->next) {
		put_attr(w, i, s);
		u32 next = node(w, i)->next;
		if (!next)
			break;
		const struct token *t = &w->p.token[node(w, next)->lo];
		if (t->flags & TOK_COMMENT)
			put_between(w, node(w, next)->lo, indent);
		bool doc = is_doc(w, i) || is_doc(w, next);
		if (doc && t->flags & TOK_BLANK)
			put(w, "\n", 1);
		put_line(w, indent);
	}
	return true;
}
