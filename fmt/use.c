/* use, mod x; and extern crate: those on lines that follow each other are put in order. */
#include "items.h"

#include <stdlib.h>

enum segment_kind { SEG_SELF, SEG_SUPER, SEG_CRATE, SEG_NAME, SEG_GLOB, SEG_LIST };

struct use_tree;

/* One step of a path, or the braces that end it. */
struct use_segment {
	u8 kind;
	bool global; /* :: goes before it */
	Str name, alias;
	struct use_tree *list;
	u32 count;
};

struct use_tree {
	struct use_segment *segment;
	u32 n;
	u32 index; /* keeps equal ones in order */
};

/* A group's item. */
struct entry {
	struct use_tree tree;
	u32 node;
	Str key;  /* of mod and extern crate */
	Str post; /* the comment after it on its line */
};

struct group {
	struct entry *entry;
	u32 count;
	u8 kind;
	u32 next, end; /* what follows its items; where the tokens end */
	bool grow;     /* the items after the unit at hand may belong to it */
};

/* Order */

static u32 chunk_len(Str s)
{
	u32 i = 1;
	bool digit = s.ptr[0] >= '0' && s.ptr[0] <= '9';
	if (s.ptr[0] == '_')
		return 1;
	while (i < s.len && s.ptr[i] != '_' && (s.ptr[i] >= '0' && s.ptr[i] <= '9') == digit)
		i++;
	return i;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static u32 zeros(Str s)
{
	u32 n = 0;
	while (n < s.len && s.ptr[n] == '0')
		n++;
	return n;
}

/* By the number that digits are; *more says which has more zeros before it, where it is not known. */
static int compare_numbers(Str a, Str b, int *more)
{
	u32 za = zeros(a), zb = zeros(b);
	Str x = str_skip(a, za), y = str_skip(b, zb);
	if (x.len != y.len)
		return x.len < y.len ? -1 : 1;
	int order = str_cmp(x, y);
	if (!order && !*more && za != zb)
		*more = za > zb ? -1 : 1;
	return order;
}

/* The style guide's version sort. */
static int version_compare(Str a, Str b)
{
	int more = 0;
	while (a.len && b.len) {
		u32 n = chunk_len(a), k = chunk_len(b);
		Str x = {a.ptr, n}, y = {b.ptr, k};
		a = str_skip(a, n);
		b = str_skip(b, k);
		bool ux = x.ptr[0] == '_', uy = y.ptr[0] == '_';
		if (ux && uy)
			continue;
		if (ux || uy)
			return ux ? -1 : 1;
		int order = is_digit(x.ptr[0]) && is_digit(y.ptr[0]) ? compare_numbers(x, y, &more)
		                                                     : str_cmp(x, y);
		if (order)
			return order;
	}
	if (a.len || b.len)
		return a.len ? 1 : -1;
	return more;
}

static Str without_raw(Str s)
{
	return str_starts(s, S("r#")) ? str_skip(s, 2) : s;
}

static int compare_trees(const struct use_tree *a, const struct use_tree *b);

static int compare_alias(const struct use_segment *a, const struct use_segment *b)
{
	if (!a->alias.len || !b->alias.len)
		return (a->alias.len ? 1 : 0) - (b->alias.len ? 1 : 0);
	return version_compare(without_raw(a->alias), without_raw(b->alias));
}

static int compare_lists(const struct use_segment *a, const struct use_segment *b)
{
	for (u32 i = 0; i < a->count && i < b->count; i++) {
		int order = compare_trees(&a->list[i], &b->list[i]);
		if (order)
			return order;
	}
	return a->count < b->count ? -1 : a->count > b->count;
}

static int compare_names(const struct use_segment *a, const struct use_segment *b)
{
	if (a->global != b->global)
		return a->global ? -1 : 1; /* a colon sorts before a letter */
	return version_compare(without_raw(a->name), without_raw(b->name));
}

static int compare_segments(const struct use_segment *a, const struct use_segment *b, bool alias)
{
	if (a->kind != b->kind) {
		if (a->kind == SEG_LIST || b->kind == SEG_LIST)
			return a->kind == SEG_LIST ? 1 : -1;
		return a->kind < b->kind ? -1 : 1;
	}
	if (a->kind == SEG_LIST)
		return compare_lists(a, b);
	int order = a->kind == SEG_NAME ? compare_names(a, b) : 0;
	return order || !alias ? order : compare_alias(a, b);
}

static int compare_trees(const struct use_tree *a, const struct use_tree *b)
{
	for (u32 i = 0; i < a->n && i < b->n; i++) {
		int order = compare_segments(&a->segment[i], &b->segment[i], true);
		if (order && compare_segments(&a->segment[i], &b->segment[i], false))
			return order;
	}
	return a->n < b->n ? -1 : a->n > b->n;
}

static int by_tree(const void *a, const void *b)
{
	const struct use_tree *x = a, *y = b;
	int order = compare_trees(x, y);
	return order ? order : x->index < y->index ? -1 : 1;
}

static int by_entry(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = x->key.len || y->key.len ? str_cmp(x->key, y->key)
	                                     : compare_trees(&x->tree, &y->tree);
	return order ? order : x->tree.index < y->tree.index ? -1 : 1;
}

/* Reading */

static u8 segment_kind(u8 token)
{
	switch (token) {
	case TOK_self: return SEG_SELF;
	case TOK_super: return SEG_SUPER;
	case TOK_crate: return SEG_CRATE;
	case TOK_star: return SEG_GLOB;
	case TOK_open_brace: return SEG_LIST;
	default: return SEG_NAME;
	}
}

static bool read_tree(struct layout *w, u32 *at, u32 end, struct use_tree *tree, u32 depth);

static u32 count_trees(const struct layout *w, u32 at, u32 end)
{
	u32 n = at < end;
	for (u32 i = at; i < end; i = is_open(w->p.token[i].kind) ? w->p.token[i].arg + 1 : i + 1)
		n += w->p.token[i].kind == TOK_comma && i + 1 < end;
	return n;
}

static bool read_list(struct layout *w, u32 open, struct use_segment *s, u32 depth)
{
	u32 close = w->p.token[open].arg, at = open + 1;
	s->count = count_trees(w, at, close);
	s->list = new (w->p.arena, struct use_tree, s->count + 1);
	for (u32 i = 0; i < s->count; i++) {
		s->list[i].index = i;
		if (!read_tree(w, &at, close, &s->list[i], depth + 1))
			return false;
		if (at < close && w->p.token[at++].kind != TOK_comma)
			return false;
	}
	qsort(s->list, s->count, sizeof *s->list, by_tree);
	return at == close && s->count;
}

/* foo::{bar} is foo::bar, unless bar is self. */
static void flatten(struct layout *w, struct use_tree *t)
{
	struct use_segment *s = &t->segment[t->n - 1];
	if (s->kind != SEG_LIST || s->count != 1)
		return;
	struct use_tree *one = &s->list[0];
	if (one->n == 1 && one->segment[0].kind == SEG_SELF && !one->segment[0].alias.len)
		return;
	struct use_segment *all = new (w->p.arena, struct use_segment, t->n + one->n);
	memcpy(all, t->segment, (t->n - 1) * sizeof *all);
	memcpy(all + t->n - 1, one->segment, one->n * sizeof *all);
	t->segment = all;
	t->n += one->n - 1;
}

static bool read_tree(struct layout *w, u32 *at, u32 end, struct use_tree *tree, u32 depth)
{
	const struct token *t = w->p.token;
	u32 cap = 0;
	bool global = *at < end && t[*at].kind == TOK_path;
	*at += global;
	for (;; ++*at) {
		if (*at >= end || depth > 32)
			return false;
		u8 token = t[*at].kind, kind = segment_kind(token);
		if (kind == SEG_NAME && token != TOK_ident)
			return false;
		if (tree->n == cap)
			tree->segment = arena_grow(w->p.arena, tree->segment, &cap, tree->n + 1,
			                           sizeof *tree->segment);
		struct use_segment *s = &tree->segment[tree->n++];
		*s = (struct use_segment){.kind = kind,
		                          .global = global,
		                          .name = token_text(&w->p, *at)};
		global = false;
		if (kind == SEG_LIST) {
			if (!read_list(w, *at, s, depth))
				return false;
			*at = t[*at].arg + 1;
			break;
		}
		if (*at + 1 >= end || t[*at + 1].kind != TOK_path) {
			++*at;
			break;
		}
		++*at;
	}
	if (*at + 1 < end && t[*at].kind == TOK_as) {
		tree->segment[tree->n - 1].alias = token_text(&w->p, *at + 1);
		*at += 2;
	}
	flatten(w, tree);
	return true;
}

/* Writing */

static bool put_tree(struct layout *w, const struct use_tree *tree, struct shape s);

static bool is_list(const struct use_tree *t)
{
	return t->segment[t->n - 1].kind == SEG_LIST;
}

static bool has_path(Str s)
{
	for (u32 i = 0; i + 1 < s.len; i++)
		if (s.ptr[i] == ':' && s.ptr[i + 1] == ':')
			return true;
	return false;
}

/* The trees on as many lines as they need, a nested one on lines of its own. */
static bool put_mixed(struct layout *w, const struct use_segment *l, struct shape s, bool nested)
{
	u32 line = 0, indent = s.block + s.align;
	bool before = false, broken = false;
	for (u32 i = 0; i < l->count; i++) {
		u32 m = mark(w);
		if (!put_tree(w, &l->list[i], s))
			return false;
		Str text = since(w, m);
		/* rustfmt finds room for the last comma where no line was ended before it */
		u32 width = text.len + (i + 1 < l->count || broken);
		bool path = has_path(text);
		bool next = line && line + 1 + width > s.width;
		next |= nested && (before || (i && path));
		if (next && i) {
			put_line_at(w, m, indent);
			line = 0;
			broken = true;
		} else if (line) {
			put_at(w, m, S(" "));
			line++;
		}
		line += width;
		before = path;
		put(w, ",", 1);
	}
	return true;
}

static bool put_nested(struct layout *w, const struct use_segment *l, struct shape s)
{
	struct shape inner = shape_full(w, shape_in(s));
	bool nested = false;
	if (!shape_sub(&inner, 1))
		return false;
	for (u32 i = 0; i < l->count; i++)
		nested |= is_list(&l->list[i]);
	u32 width = nested ? 0 : minus(s.width, 2), m = mark(w);
	put(w, "{", 1);
	if (!nested) {
		for (u32 i = 0; i < l->count; i++) {
			if (i)
				put_str(w, S(", "));
			if (!put_tree(w, &l->list[i], inner))
				return false;
		}
		if (mark(w) - m - 1 <= width) {
			put(w, "}", 1);
			return true;
		}
		w->out.len = m + 1;
	}
	put_line(w, inner.block + inner.align);
	if (!put_mixed(w, l, inner, nested))
		return false;
	put_line(w, s.block + s.align);
	put(w, "}", 1);
	return true;
}

static bool put_tree(struct layout *w, const struct use_tree *tree, struct shape s)
{
	for (u32 i = 0; i < tree->n; i++) {
		const struct use_segment *x = &tree->segment[i];
		u32 m = mark(w);
		if (x->global)
			put_str(w, S("::"));
		if (x->kind == SEG_LIST) {
			struct shape list = s;
			if (!shape_offset(&list, 1) || !shape_sub(&list, 1) ||
			    !put_nested(w, x, list))
				return false;
		} else {
			put_str(w, x->name);
		}
		if (x->alias.len) {
			put_str(w, S(" as "));
			put_str(w, x->alias);
		}
		if (i + 1 == tree->n)
			break;
		put_str(w, S("::"));
		if (!shape_offset(&s, mark(w) - m))
			return false;
	}
	return true;
}

static bool put_use(struct layout *w, const struct entry *e, u32 indent)
{
	const struct node *x = node(w, e->node);
	struct shape s = shape_at(w, indent, 0);
	u32 use = x->lo;
	while (w->p.token[use].kind != TOK_use)
		use++;
	if (x->c) {
		if (!rw_attrs(w, x->c, s))
			return false;
		put_line(w, indent);
	}
	u32 m = mark(w);
	put_flat(w, node(w, e->node)->lo, use + 1);
	put(w, " ", 1);
	if (!shape_offset(&s, mark(w) - m) || !shape_sub(&s, 1) || !put_tree(w, &e->tree, s))
		return false;
	put(w, ";", 1);
	return true;
}

static bool put_plain(struct layout *w, const struct entry *e, u32 indent)
{
	const struct node *x = node(w, e->node);
	u32 lo = x->lo, hi = x->hi;
	if (x->c) {
		if (!rw_attrs(w, x->c, shape_at(w, indent, 0)))
			return false;
		put_line(w, indent);
	}
	put_flat(w, lo, hi);
	return true;
}

/* Groups */

static bool is_kept(const struct layout *w, u32 n)
{
	for (u32 c = node(w, n)->c; c; c = node(w, c)->next) {
		u32 lo = node(w, c)->lo;
		if (w->p.token[lo].kind != TOK_hash)
			continue;
		Str name = token_text(&w->p, lo + 2);
		if (str_eq(name, S("macro_use")) || str_eq(name, S("rustfmt")))
			return true;
	}
	return false;
}

/* What an item is sorted among: 0 is nothing. */
static u8 group_kind(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	u8 last = w->p.token[x->hi - 1].kind;
	if (is_kept(w, n) || last != TOK_semi)
		return 0;
	if (x->kind == N_use || x->kind == N_mod)
		return x->kind;
	return x->kind == N_verbatim ? N_extern : 0;
}

static bool read_entry(struct layout *w, struct entry *e, u32 n, u8 kind, u32 index)
{
	const struct node *x = node(w, n);
	e->node = n;
	e->tree = (struct use_tree){.index = index};
	e->post = (Str){0};
	u32 at = x->lo, hi = x->hi;
	if (w->p.sums[hi].comments != w->p.sums[at + 1].comments)
		return false;
	if (kind == N_mod) {
		e->key = token_text(&w->p, x->op);
		return true;
	}
	while (w->p.token[at].kind != (kind == N_use ? TOK_use : TOK_crate))
		at++;
	at++;
	if (kind == N_extern) {
		e->key = token_text(&w->p, at);
		return true;
	}
	return read_tree(w, &at, hi - 1, &e->tree, 0) && at == hi - 1;
}

static u32 first_of(const struct layout *w, u32 n)
{
	u32 c = node(w, n)->c;
	return c ? node(w, c)->lo : node(w, n)->lo;
}

/* Whether an item that may be sorted begins here, at a glance. */
static bool may_begin(const struct layout *w, u32 at, u32 end)
{
	const struct token *t = w->p.token;
	for (u32 i = at; i < end; i++) {
		u8 kind = t[i].kind;
		if (kind == TOK_use || kind == TOK_mod)
			return true;
		if (kind == TOK_extern)
			return t[i + 1].kind == TOK_crate;
		if (kind == TOK_hash && t[i + 1].kind == TOK_open_bracket)
			i = t[i + 1].arg;
		else if (kind == TOK_pub && t[i + 1].kind == TOK_open_paren)
			i = t[i + 1].arg;
		else if (kind != TOK_pub && kind != TOK_doc && kind != TOK_line_attr)
			return false;
	}
	return false;
}

/* Whether the comment before token i is of the group's last item, as it stands on the line of that. */
static bool take_comment(struct layout *w, struct group *g, u32 i)
{
	const struct token *t = w->p.token;
	Str gap = {w->p.text + token_end(&t[i - 1]), t[i].at - token_end(&t[i - 1])};
	while (gap.len && (gap.ptr[0] == ' ' || gap.ptr[0] == '\t'))
		gap = str_skip(gap, 1);
	Str line = {gap.ptr, str_find(gap, '\n')}, rest = str_skip(gap, line.len);
	if (!str_starts(gap, S("//")) || !rest.len || !str_is_blank(rest) || line_ends(rest) > 1)
		return false;
	g->entry[g->count - 1].post = line;
	return true;
}

/* Whether an item that may belong to the group stands at p->at; where the unit ends there, the next one is added. */
static bool is_more(struct layout *w, struct group *g)
{
	struct parser *p = &w->p;
	if (p->at == g->end && g->grow) {
		w->pending = p->at;
		unit_append(w->units, w->plain);
		parse_tokens(p, w->units->token, w->units->count);
		g->end = p->end;
	}
	if (p->at >= g->end || !may_begin(w, p->at, g->end))
		return false;
	u8 flags = p->token[p->at].flags;
	if (!g->count)
		return true;
	return flags & TOK_COMMENT ? take_comment(w, g, p->at) : !(flags & TOK_BLANK);
}

/* What follows the group's last item is no part of it. */
static void drop_comment(struct group *g)
{
	if (g->count)
		g->entry[g->count - 1].post = (Str){0};
}

/* Reads the entries of a group. */
static void read_group(struct layout *w, struct group *g)
{
	u32 cap = 0;
	while (is_more(w, g)) {
		u32 n = parse_item(&w->p);
		u8 kind = n ? group_kind(w, n) : 0;
		if (!kind || (g->count && kind != g->kind)) {
			drop_comment(g);
			break;
		}
		g->kind = kind;
		g->entry =
			arena_grow(w->p.arena, g->entry, &cap, (u64)g->count + 1, sizeof *g->entry);
		if (!read_entry(w, &g->entry[g->count], n, kind, g->count)) {
			drop_comment(g);
			break;
		}
		g->count++;
		g->next = w->p.at;
		w->pending = 0;
	}
	recover(&w->p);
}

u32 put_group_of_items(struct layout *w, u32 at, u32 end, u32 indent, bool grow)
{
	u32 nodes = w->p.count;
	struct group g = {.next = at, .end = end, .grow = grow};
	if (!may_begin(w, at, end))
		return at;
	w->p.at = at;
	read_group(w, &g);
	if (!g.count) {
		w->p.at = at;
		w->p.count = nodes;
		return at;
	}
	u32 lo = first_of(w, g.entry[0].node), count = g.count;
	put_gap(w, lo, indent);
	u32 m = mark(w);
	qsort(g.entry, count, sizeof *g.entry, by_entry);
	bool ok = true;
	for (u32 i = 0; i < count && ok; i++) {
		if (i)
			put_line(w, indent);
		ok = g.kind == N_use ? put_use(w, &g.entry[i], indent)
		                     : put_plain(w, &g.entry[i], indent);
		if (g.entry[i].post.len) {
			put(w, " ", 1);
			put_comment(w, g.entry[i].post, indent);
		}
	}
	if (ok) {
		check_item(w, m, lo, g.next, true);
	} else {
		w->out.len = m;
		put_source(w, lo, g.next);
	}
	w->last = token_end(&w->p.token[g.next - 1]);
	return g.next;
}
