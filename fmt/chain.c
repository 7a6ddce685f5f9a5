/* Chains: fields, method calls, .await and ? after what they begin with. */
#include "layout.h"

struct chain {
	u32 first, count;   /* of the links in layout.items: node, how many ? follow (hi), text */
	u32 all;            /* how many links there are, with those of the root */
	u32 root, root_end; /* the root's text in the output */
	u32 root_tries;
	struct shape child;
	bool ends_with_block, one_line, comments;
};

static bool is_link(u8 kind)
{
	return kind == N_method || kind == N_field || kind == N_await;
}

static u32 dot_of(const struct layout *w, u32 n)
{
	return node(w, node(w, n)->a)->hi;
}

static struct item *link_of(const struct layout *w, const struct chain *c, u32 i)
{
	return &w->items[c->first + i];
}

/* Finds the links; returns what they begin with. */
static u32 collect(struct layout *w, struct chain *c, u32 n)
{
	u32 tries = 0;
	c->first = w->items_n;
	for (;; n = node(w, n)->a) {
		u8 kind = kind_of(w, n);
		if (kind == N_try) {
			tries++;
			continue;
		}
		if (!is_link(kind))
			break;
		w->items = arena_grow(w->p.arena, w->items, &w->items_cap, (u64)w->items_n + 1,
		                      sizeof *w->items);
		w->items[w->items_n++] = (struct item){.node = n, .hi = tries};
		c->count++;
		tries = 0;
	}
	for (u32 i = 0; i < c->count / 2; i++) {
		struct item t = *link_of(w, c, i);
		*link_of(w, c, i) = *link_of(w, c, c->count - 1 - i);
		*link_of(w, c, c->count - 1 - i) = t;
	}
	c->root_tries = tries;
	c->all = c->count;
	return n;
}

static void put_tries(struct layout *w, u32 n)
{
	while (n--)
		put(w, "?", 1);
}

static bool rw_method(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	struct delimited d = {.ident = mark(w),
	                      .open = '(',
	                      .close = ')',
	                      .list = x->list,
	                      .open_token = x->d,
	                      .close_token = x->hi - 1,
	                      .limit = w->p.limit.call,
	                      .trailing = macro_trailing(w, x->hi - 1),
	                      .exprs = true};
	put(w, ".", 1);
	put_str(w, token_text(&w->p, x->op));
	if (x->b) {
		put_str(w, S("::<"));
		for (u32 t = node(w, x->b)->list; t; t = node(w, t)->next) {
			if (!rw(w, t, s))
				return false;
			if (node(w, t)->next)
				put_str(w, S(", "));
		}
		put(w, ">", 1);
	}
	return rw_delimited(w, &d, s);
}

/* A link with its ?, in a shape. */
static bool rw_link(struct layout *w, u32 i, struct shape s)
{
	u32 n = w->items[i].node, tries = w->items[i].hi, m = mark(w);
	const struct node *x = node(w, n);
	if (!shape_sub(&s, tries))
		return false;
	u32 dot = dot_of(w, n);
	if (x->kind != N_method) {
		put(w, ".", 1);
		put_flat(w, dot + 1, x->hi);
	} else if (parse_width(&w->p, dot, x->hi) <= s.width) {
		put(w, ".", 1);
		put_flat(w, dot + 1, x->hi);
	} else if (!rw_method(w, n, s)) {
		return undo(w, m);
	}
	put_tries(w, tries);
	return true;
}

/* Whether what a text begins with ends in a line of closing delimiters. */
static bool is_block_text(const struct layout *w, u32 n, Str s)
{
	for (;;)
		switch (kind_of(w, n)) {
		case N_macro:
		case N_call:
		case N_method:
		case N_array:
		case N_struct:
		case N_while:
		case N_if:
		case N_block:
		case N_loop:
		case N_for:
		case N_match: return is_multi(s);
		case N_paren:
		case N_unary:
		case N_try:
		case N_closure: n = node(w, n)->a; continue;
		case N_binary:
		case N_index: n = node(w, n)->b; continue;
		case N_tokens: return is_multi(s) && trimmed_last_width(s) <= TAB;
		default: return false;
		}
}

static bool has_comment(const struct layout *w, u32 n)
{
	return w->p.token[dot_of(w, n)].flags & TOK_COMMENT;
}

/* What stands before the first line break: the parent, and links that would else leave it alone on a line. */
static bool rw_root(struct layout *w, struct chain *c, u32 parent, struct shape s)
{
	c->root = mark(w);
	struct shape inner = s;
	if (!shape_sub(&inner, c->root_tries) || !rw(w, parent, inner))
		return false;
	put_tries(w, c->root_tries);
	c->ends_with_block = is_block_text(w, parent, since(w, c->root));
	u32 tab = minus(TAB, s.offset);
	while (c->count && mark(w) - c->root <= tab && !is_multi(since(w, c->root))) {
		struct shape after = s;
		if (has_comment(w, link_of(w, c, 0)->node))
			break;
		if (!shape_offset(&after, mark(w) - c->root))
			return false;
		if (!rw_link(w, c->first, after))
			break;
		c->ends_with_block = is_extendable(since(w, c->root));
		c->first++;
		c->count--;
	}
	c->root_end = mark(w);
	return true;
}

static void take_link(struct layout *w, u32 i, u32 m)
{
	struct item *x = &w->items[i];
	x->at = m;
	x->len = mark(w) - m;
	x->multi = is_multi(since(w, m));
	x->width = x->multi ? x->len : last_width(since(w, m));
}

static bool rw_children(struct layout *w, struct chain *c)
{
	for (u32 i = 0; i < c->count; i++)
		c->comments |= has_comment(w, link_of(w, c, i)->node);
	for (u32 i = 0; i + 1 < c->count; i++) {
		u32 m = mark(w);
		if (!rw_link(w, c->first + i, c->child))
			return false;
		take_link(w, c->first + i, m);
	}
	return true;
}

/* Chooses between the last link after the others on their line, which stands from m, and below them. */
static bool settle_last(struct layout *w, struct chain *c, u32 m, u32 budget, bool all,
                        struct shape below)
{
	u32 last = c->first + c->count - 1;
	Str text = since(w, m);
	u32 lines = line_ends(text), end = mark(w);
	bool could = first_width(text) <= budget;
	if (could && lines >= 4) {
		c->one_line = all;
		return true;
	}
	bool ok = rw_link(w, last, below);
	if (ok && (!could || line_ends(since(w, end)) < lines)) {
		cut(w, m, end);
		return true;
	}
	w->out.len = end;
	c->one_line = could && all;
	return true;
}

static bool rw_last(struct layout *w, struct chain *c, struct shape s)
{
	u32 last = c->first + c->count - 1, tries = w->items[last].hi, m = mark(w), almost = 0;
	Str root = {w->out.ptr + c->root, c->root_end - c->root};
	bool extendable = is_extendable(root);
	if (extendable) {
		almost = last_width(root);
	} else {
		almost = is_multi(root) ? root.len : last_width(root);
		for (u32 i = 0; i + 1 < c->count; i++)
			almost += link_of(w, c, i)->width;
	}
	almost += tries;
	u32 width = c->all == 1 || s.width < w->p.limit.chain ? s.width : w->p.limit.chain;
	u32 budget = minus(width, almost);
	bool all = !c->comments && !is_multi(root) && budget > 0;
	for (u32 i = 0; i + 1 < c->count; i++)
		all = all && !link_of(w, c, i)->multi;
	struct shape below = c->child, shape = all ? s : c->child;
	u32 rest = shape_rest(w, s) + tries;
	bool room = shape_sub(&below, rest);
	if (!all && !extendable && !room)
		return false;
	if (all || extendable) {
		struct shape one = shape;
		if (!shape_sub(&shape, tries))
			return false;
		one = shape;
		if (shape_offset(&one, almost) && rw_link(w, last, one)) {
			if (!room)
				return false;
			return settle_last(w, c, m, budget, all, below);
		}
		return rw_link(w, last, shape);
	}
	return rw_link(w, last, below);
}

/* The comment before a link, which was on the line of the one before or is on one of its own. */
static void put_link_comment(struct layout *w, u32 n, u32 indent)
{
	u32 dot = dot_of(w, n);
	const struct token *t = w->p.token;
	u32 from = token_end(&t[dot - 1]), to = t[dot].at;
	Str gap = {w->p.text + from, to - from};
	u32 comment = str_find(gap, '/');
	bool own = memchr(gap.ptr, '\n', comment);
	Str text = trim_end(str_skip(gap, comment));
	if (own)
		put_line(w, indent);
	else
		put(w, " ", 1);
	put_comment(w, text, indent);
}

static void put_link(struct layout *w, struct chain *c, u32 i)
{
	u32 indent = c->child.block + c->child.offset;
	if (has_comment(w, link_of(w, c, i)->node))
		put_link_comment(w, link_of(w, c, i)->node, indent);
	if (!c->one_line)
		put_line(w, indent);
	struct item x = *link_of(w, c, i);
	struct out *o = &w->out;
	if ((u64)o->len + x.len > o->cap)
		o->ptr = arena_grow(o->arena, o->ptr, &o->cap, (u64)o->len + x.len, 1);
	put(w, w->out.ptr + x.at, x.len);
}

static bool join(struct layout *w, struct chain *c)
{
	u32 begin = mark(w);
	if (!c->one_line && w->one_line)
		return false;
	for (u32 i = 0; i < c->count; i++)
		put_link(w, c, i);
	cut(w, c->root_end, begin);
	return true;
}

static bool rw_links(struct layout *w, struct chain *c, u32 parent, struct shape s)
{
	if (!rw_root(w, c, parent, s))
		return false;
	if (c->count) {
		c->child = s;
		if (!c->ends_with_block)
			c->child = shape_in(s);
		else
			c->child.offset = c->child.align;
		c->child = shape_full(w, c->child);
		if (!rw_children(w, c))
			return false;
		u32 m = mark(w);
		if (!rw_last(w, c, s))
			return false;
		take_link(w, c->first + c->count - 1, m);
		if (!join(w, c))
			return false;
	}
	return fits(w, since(w, c->root), s);
}

bool rw_chain(struct layout *w, u32 n, struct shape s)
{
	struct chain c = {0};
	u32 parent = collect(w, &c, n), items = c.first;
	if (!c.count) {
		if (!shape_sub(&s, c.root_tries) || !rw(w, parent, s))
			return false;
		put_tries(w, c.root_tries);
		return true;
	}
	bool ok = rw_links(w, &c, parent, s);
	w->items_n = items;
	return ok;
}
