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
	while (s.len && is_one_of(s.ptr[s.len - 1], " \t\r"))
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

/* The traits of the derives from n to `last`, as items. */
static struct list traits(struct layout *w, u32 n, u32 last, struct shape s)
{
	struct list all = {.first = w->items_n, .separator = S(","), .shape = s};
	for (u32 i = n;; i = node(w, i)->next) {
		u32 open = node(w, node(w, i)->a)->op, list = node(w, node(w, i)->a)->list;
		all.count += itemize(w, list, open, w->p.token[open].arg, s).count;
		if (i == last)
			break;
	}
	for (u32 i = 0; i < all.count; i++) {
		struct item *item = item_of(w, &all, i);
		item->ok = item->flat = true;
		item->width = flat_width(w, item->node);
	}
	return all;
}

/* Derives from n to `last` as one: their traits on one line, on a line of their own, or each on one. */
static bool rw_derives(struct layout *w, u32 n, u32 last, struct shape s)
{
	const struct node *x = node(w, n);
	struct shape inner = shape_full(w, shape_in(s));
	put_flat(w, x->lo, node(w, x->a)->op + 1);
	u32 m = mark(w);
	struct list l = traits(w, n, last, inner);
	l.tactic = list_tactic(w, &l, inner.width);
	u32 width = list_width(w, &l, 0, l.count, 2) + 1;
	bool nested = l.tactic == VERTICAL || width > minus(s.width, 14);
	l.trailing = nested ? TRAILING_ALWAYS : TRAILING_NEVER;
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
	x = node(w, n);
	if (n == last && !nested && w->p.token[x->hi - 3].kind != TOK_comma)
		keep_line(w, TOK_line_derive, x->lo, x->hi, 4); /* see width above */
	return true;
}

static bool is_derive_line(const struct layout *w, u32 n)
{
	return w->p.token[node(w, n)->lo].kind == TOK_line_derive;
}

/* The last of the derives that go into one with n: those that follow it with nothing between. */
static u32 last_derive(const struct layout *w, u32 n)
{
	for (u32 next = node(w, n)->next; next && is_derive(w, next); next = node(w, n)->next) {
		const struct node *x = node(w, next);
		if (w->p.token[x->lo].flags & (TOK_COMMENT | TOK_BLANK) ||
		    comments_in(w, x->lo, x->hi))
			break;
		n = next;
	}
	return n;
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

/* Attributes that say how what they are on is laid out, and those of what they are in. */
static bool is_special(const struct layout *w, u32 meta)
{
	Str name = token_text(&w->p, node(w, meta)->lo);
	return str_eq(name, S("rustfmt")) || str_eq(name, S("macro_use")) ||
	       w->p.token[node(w, meta)->lo - 2].kind != TOK_hash;
}

static void put_attr(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 lo = x->lo, hi = x->hi, a = x->a, m = mark(w);
	if (is_doc(w, n)) {
		put_doc(w, n, s.block + s.align);
		return;
	}
	if (is_line_node(w, n)) {
		rw_line(w, n, s);
		return;
	}
	u32 before = a ? node(w, a)->lo - lo : 0;
	if (a && before + needed_width(w, a) + !node(w, a)->list <= s.width) {
		put_flat(w, lo, hi);
		if (!is_special(w, a))
			keep_line(w, TOK_line_attr, lo, hi,
			          extra_width(w, a) + !node(w, a)->list - 1);
		return;
	}
	bool ok = a && !comments_in(w, lo, hi);
	if (ok) {
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
	Str text = trim_end(str_skip(gap, comment));
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
		if (is_derive(w, i) && !comments_in(w, node(w, i)->lo, node(w, i)->hi)) {
			u32 last = last_derive(w, i);
			if (!rw_derives(w, i, last, s))
				return false;
			i = last;
		} else {
			put_attr(w, i, s);
		}
		u32 next = node(w, i)->next;
		if (!next)
			break;
		u32 lines = is_derive_line(w, i) + is_derive_line(w, next);
		w->p.lost |= lines && lines + is_derive(w, i) + is_derive(w, next) == 2;
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
