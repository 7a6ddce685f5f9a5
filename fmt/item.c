/* Items. */
#include "items.h"

/* impl and trait */

/* Whether nothing stands between the brace and the one that ends it. */
static bool is_hollow(const struct layout *w, u32 open)
{
	const char *p = w->p.text + token_end(&w->p.token[open]);
	while (*p == ' ' || (*p >= '\t' && *p <= '\r'))
		p++;
	return *p == '}';
}

/* Takes the brace that ends items, which is a unit; returns its token. */
static u32 closing(struct layout *w, u32 open)
{
	if (w->within)
		return w->p.token[open].arg;
	next_unit(w);
	return 0;
}

/* Empty lines after the brace go. */
static void skip_empty_lines(struct layout *w)
{
	u32 at = w->last;
	for (const char *p = w->p.text; p[at] == ' ' || (p[at] >= '\t' && p[at] <= '\r'); at++)
		if (p[at] == '\n')
			w->last = at;
}

static void put_units(struct layout *w, u32 indent);

/* The items between braces, of which the first is written; a comment alone may be `beside` it. */
static void put_between(struct layout *w, u32 open, u32 indent, bool below, bool beside)
{
	if (is_hollow(w, open)) {
		if (below)
			put_line(w, indent);
		put(w, "}", 1);
		w->last = token_end(&w->p.token[closing(w, open)]);
		return;
	}
	if (w->within) {
		u32 close = w->p.token[open].arg;
		put_items(w, open + 1, close, indent + TAB);
		put_block_end(w, close, indent, false, beside);
		return;
	}
	w->nest++;
	put_units(w, indent + TAB);
	if (w->ended)
		return;
	w->nest--;
	put_block_end(w, 0, indent, false, beside);
}

/* The body of an impl or a trait. */
static void put_body(struct layout *w, u32 open, u32 indent, bool below)
{
	w->last = token_end(&w->p.token[open]);
	if (!is_hollow(w, open))
		skip_empty_lines(w);
	put_between(w, open, indent, below, false);
}

static bool rw_impl_type(struct layout *w, u32 n, u32 indent, u32 m)
{
	const struct node *x = node(w, n);
	u32 type = x->list, d = x->d;
	u32 used = last_width(since(w, m)) + (d ? 4 : 0) + (has_where(w, x->b) ? 0 : 2);
	struct shape s = {.width = minus(w->max_width, used + 1), .block = indent};
	u32 at = mark(w);
	put_str(w, d ? S(" for ") : S(" "));
	if (rw(w, type, s) && !is_multi(since(w, at)))
		return true;
	w->out.len = at;
	put_line(w, indent + TAB);
	if (d)
		put_str(w, S("for "));
	s = (struct shape){.width = minus(w->max_width, last_width(since(w, m))),
	                   .block = indent + TAB};
	return rw(w, type, s);
}

static bool rw_impl_trait(struct layout *w, u32 n, u32 indent, u32 m)
{
	const struct node *x = node(w, n);
	u32 d = x->d, used = last_width(since(w, m)) + 1, at = mark(w);
	Str polarity = x->flags & NODE_MANY ? S("!") : S("");
	struct shape s = {.block = indent, .align = used + polarity.len};
	s = shape_at(w, s.block, s.align);
	put(w, " ", 1);
	put_str(w, polarity);
	if (rw(w, d, s) && !is_multi(since(w, at)))
		return true;
	w->out.len = at;
	put_line(w, indent + TAB);
	put_str(w, polarity);
	return rw(w, d, shape_at(w, indent + TAB, 0));
}

static bool rw_impl_head(struct layout *w, u32 n, u32 indent, u32 m)
{
	const struct node *x = node(w, n);
	u32 a = x->a, d = x->d, lo = x->lo;
	u32 impl = a ? node(w, a)->lo : d ? node(w, d)->lo : node(w, x->list)->lo;
	if (!a && x->flags & NODE_MANY)
		impl--;
	put_flat(w, lo, impl);
	struct shape s = shape_at(w, indent, last_width(since(w, m)) - 4);
	if (!rw_generics_at(w, a, mark(w) - 4, s))
		return false;
	if (d && !rw_impl_trait(w, n, indent, m))
		return false;
	return rw_impl_type(w, n, indent, m);
}

static bool rw_impl(struct layout *w, u32 n, u32 indent, u32 open)
{
	u32 m = mark(w), b = node(w, n)->b;
	if (!rw_impl_head(w, n, indent, m))
		return false;
	Str head = since(w, m);
	bool empty = is_hollow(w, open), where = has_where(w, b);
	u32 width = is_multi(head) ? w->max_width : minus(w->max_width, last_width(head));
	struct where_options o = {.snuggle = last_width(head) == 1 ? WHERE_SPACE : WHERE_LINE};
	bool one = empty && where && !node(w, node(w, b)->list)->next && !is_multi(head);
	if (one)
		o = (struct where_options){.no_comma = true,
		                           .single = true,
		                           .snuggle = WHERE_SPACE};
	u32 at = mark(w);
	if (!rw_where(w, b, indent, width, o))
		return false;
	Str clause = since(w, at);
	bool single_head = !is_multi((Str){w->out.ptr + m, at - m});
	if (empty && single_head && at - m + clause.len <= w->max_width) {
		bool multi = is_multi(clause);
		if (multi && one)
			put(w, ",", 1);
		if (multi)
			put_line(w, indent);
		else
			put(w, " ", 1);
		put(w, "{", 1);
		if (!is_unchanged(w, m, node(w, n)->lo, open + 1, false))
			return false;
		put_body(w, open, indent, multi);
		return true;
	}
	bool below = is_multi(since(w, m)) || where;
	if (below)
		put_line(w, indent);
	else
		put(w, " ", 1);
	put(w, "{", 1);
	if (!is_unchanged(w, m, node(w, n)->lo, open + 1, false))
		return false;
	put_body(w, open, indent, is_multi(since(w, m)));
	return true;
}

static bool rw_trait(struct layout *w, u32 n, u32 indent, u32 open)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), name = x->op, a = x->a, b = x->b, d = x->d;
	put_flat(w, x->lo, name);
	put(w, " ", 1);
	struct shape s = shape_at(w, indent, 0);
	u32 at = mark(w);
	put_str(w, token_text(&w->p, name));
	if (!shape_offset(&s, at - m) || !rw_generics_at(w, a, at, s))
		return false;
	bool snuggle = last_width(since(w, at)) == 1;
	if (d) {
		put(w, ":", 1);
		if (!rw_rhs(w, m, d, s, RHS_BOUNDS))
			return false;
	}
	struct where_options o = {.snuggle = snuggle ? WHERE_SPACE : WHERE_LINE};
	if (!rw_where(w, b, indent, minus(w->max_width, last_width(since(w, m))), o))
		return false;
	Str head = since(w, m);
	bool empty = is_hollow(w, open);
	if (empty && !is_multi(head) && last_width(head) + 2 <= minus(w->max_width, indent)) {
		put_str(w, S(" {"));
		if (!is_unchanged(w, m, node(w, n)->lo, open + 1, false))
			return false;
		put_body(w, open, indent, false);
		return true;
	}
	bool below = last_width(head) + 2 > minus(w->max_width, indent) || is_multi(head) ||
	             (has_where(w, b) && !empty);
	if (below)
		put_line(w, indent);
	else
		put(w, " ", 1);
	put(w, "{", 1);
	if (!is_unchanged(w, m, node(w, n)->lo, open + 1, false))
		return false;
	put_body(w, open, indent, is_multi(since(w, m)));
	return true;
}

/* mod x { } and extern "C" { } */
static void put_mod(struct layout *w, u32 n, u32 indent, u32 open)
{
	put_flat(w, node(w, n)->lo, node(w, n)->hi);
	put_str(w, S(" {"));
	w->last = token_end(&w->p.token[open]);
	put_between(w, open, indent, false, kind_of(w, n) == N_mod);
}

/* type, const, static */

static bool rw_type_alias(struct layout *w, u32 n, u32 indent)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), name = x->op, a = x->a, b = x->b, d = x->d, type = x->list;
	bool after = x->flags & NODE_MANY, before = has_where(w, b) && !after;
	put_flat(w, x->lo, name);
	put(w, " ", 1);
	struct shape s = shape_at(w, indent, 0), g = s;
	u32 at = mark(w);
	put_str(w, token_text(&w->p, name));
	if (!shape_offset(&g, at - m) || !shape_sub(&g, 2) || !rw_generics_at(w, a, at, g))
		return false;
	if (d) {
		struct shape bounds = s;
		if (!shape_offset(&bounds, mark(w) - m + 2))
			return false;
		put_str(w, S(": "));
		if (!rw_bound_list(w, node(w, d)->list, bounds, true))
			return false;
	}
	struct where_options o = {.no_comma = !type, .snuggle = WHERE_LINE};
	if (before && !rw_where(w, b, indent, s.width, o))
		return false;
	if (type) {
		if (before)
			put_line(w, indent);
		else if (after && has_where(w, b))
			put_line(w, indent + TAB);
		else
			put(w, " ", 1);
		put(w, "=", 1);
		if (!(after && has_where(w, b)) && !shape_sub(&s, 1))
			return false;
		if (!rw_rhs(w, m, type, s, RHS_DEFAULT))
			return false;
	}
	struct where_options last = {.no_comma = true, .snuggle = WHERE_LINE};
	if (after && !rw_where(w, b, indent, s.width, last))
		return false;
	put(w, ";", 1);
	return true;
}

static bool rw_const(struct layout *w, u32 n, u32 indent)
{
	const struct node *x = node(w, n);
	u32 m = mark(w), type = x->d, value = x->list;
	struct shape s = shape_at(w, indent, 0), t = s;
	if (x->a)
		return false;
	put_flat(w, x->lo, x->op);
	put(w, " ", 1);
	put_str(w, token_text(&w->p, x->op));
	put_str(w, S(": "));
	u32 at = mark(w);
	if (!shape_offset(&t, last_width(since(w, m)) + 2) || !rw(w, type, t)) {
		w->out.len = at - 1;
		put_line(w, indent + TAB);
		if (!rw(w, type, shape_at(w, indent + TAB, 0)))
			return false;
	}
	if (value) {
		put_str(w, S(" ="));
		s.width = minus(w->max_width, indent + 1);
		if (!rw_rhs(w, m, value, s, RHS_DEFAULT))
			return false;
	}
	put(w, ";", 1);
	return true;
}

/* Macros as items */

static bool rw_macro_item(struct layout *w, u32 n, u32 indent)
{
	u32 a = node(w, n)->list;
	struct shape s = shape_at(w, indent, 0);
	s.width = minus(s.width, 1);
	if (!rw(w, a, s))
		return false;
	if (w->p.token[node(w, a)->op].kind != TOK_open_brace)
		put(w, ";", 1);
	return true;
}

static bool rw_fn_item(struct layout *w, u32 n, u32 indent, u32 open)
{
	bool required = w->p.token[node(w, n)->hi - 1].kind == TOK_semi, below;
	u32 body = 0;
	if (!required) {
		w->p.at = open;
		body = parse_block(&w->p);
		if (w->p.bad)
			return false;
	}
	bool head = rw_fn(w, n, indent, required, &below);
	if (required)
		return head;
	if (!head) /* rustfmt then puts the brace right after it */
		put_source(w, node(w, n)->lo, node(w, n)->hi);
	else if (below)
		put_line(w, indent);
	else
		put(w, " ", 1);
	bool if_else = w->if_else;
	w->if_else = false;
	bool ok = rw_fn_body(w, body, shape_at(w, indent, 0));
	w->if_else = if_else;
	return ok;
}

/* Items without other items in them, after their attributes. */
static bool rw_leaf(struct layout *w, u32 n, u32 indent, u32 open)
{
	const struct node *x = node(w, n);
	u32 width = flat_width(w, n);
	switch (x->kind) {
	case N_fn: return rw_fn_item(w, n, indent, open);
	case N_adt: return rw_adt(w, n, indent);
	case N_enum: return rw_enum(w, n, indent);
	case N_type:
		if (!x->b && width + indent <= w->max_width) {
			put_flat(w, x->lo, x->hi);
			return true;
		}
		return rw_type_alias(w, n, indent);
	case N_const:
		if (width + indent <= w->max_width) {
			put_flat(w, x->lo, x->hi);
			return true;
		}
		return rw_const(w, n, indent);
	case N_mod: put_flat(w, x->lo, x->hi); return true;
	case N_macro_item: return rw_macro_item(w, n, indent);
	default: return false;
	}
}

static bool has_items(const struct layout *w, u32 n, u32 at)
{
	u8 kind = kind_of(w, n);
	return kind == N_impl || kind == N_trait || kind == N_extern ||
	       (kind == N_mod && w->p.token[at].kind == TOK_open_brace);
}

/* An item that holds others, as it stands. */
static void put_held(struct layout *w, u32 lo, u32 open)
{
	u32 from = w->p.token[lo].at;
	if (w->within)
		w->last = token_end(&w->p.token[w->p.token[open].arg]);
	else
		w->last = unit_skip(w->units);
	put(w, w->p.text + from, w->last - from);
}

/* An item that holds others; its head is all that is parsed. */
static void put_holder(struct layout *w, u32 n, u32 indent, u32 open)
{
	u32 m = mark(w), lo = node(w, n)->lo;
	u8 kind = kind_of(w, n);
	if (kind == N_mod || kind == N_extern) {
		put_mod(w, n, indent, open);
		return;
	}
	bool ok = kind == N_impl ? rw_impl(w, n, indent, open) : rw_trait(w, n, indent, open);
	if (ok)
		return;
	w->out.len = m;
	put_held(w, lo, open);
}

/* The attributes from one on. */
static void put_attrs(struct layout *w, u32 c, u32 indent)
{
	u32 last = c;
	while (node(w, last)->next)
		last = node(w, last)->next;
	u32 lo = node(w, c)->lo, hi = node(w, last)->hi;
	put_gap(w, lo, indent);
	u32 m = mark(w);
	if (rw_attrs(w, c, shape_at(w, indent, 0)) || undo(w, m))
		check_item(w, m, lo, hi, false);
	else
		put_source(w, lo, hi);
	w->last = token_end(&w->p.token[hi - 1]);
}

static bool is_skipped(const struct layout *w, u32 n)
{
	for (u32 c = node(w, n)->c; c; c = node(w, c)->next) {
		u32 lo = node(w, c)->lo;
		if (w->p.token[lo].kind == TOK_hash && node(w, c)->hi - lo == 6 &&
		    str_eq(token_text(&w->p, lo + 2), S("rustfmt")))
			return true;
	}
	return false;
}

void put_item(struct layout *w, u32 n, u32 indent)
{
	u32 open = node(w, n)->hi, lo = node(w, n)->lo, c = node(w, n)->c;
	u32 first = c ? node(w, c)->lo : lo;
	bool skipped = is_skipped(w, n);
	if (skipped)
		put_gap(w, first, indent);
	else if (c)
		put_attrs(w, c, indent);
	if (!skipped)
		put_gap(w, lo, indent);
	if (has_items(w, n, open)) {
		u32 end = w->within ? w->p.token[open].arg + 1 : 0;
		if (skipped)
			put_held(w, first, open);
		else
			put_holder(w, n, indent, open);
		w->p.at = end;
		return;
	}
	u32 m = mark(w), items = w->items_n, last = w->last;
	bool ok = !skipped && rw_leaf(w, n, indent, open);
	u32 hi = w->p.token[open].kind == TOK_open_brace && kind_of(w, n) == N_fn &&
	                         w->p.token[node(w, n)->hi - 1].kind != TOK_semi
	                 ? w->p.token[open].arg + 1
	                 : open;
	if (!ok) {
		w->out.len = m;
		w->items_n = items;
		w->last = last;
		put_source(w, skipped ? first : lo, hi);
	} else {
		check_item(w, m, lo, hi, false);
	}
	w->p.at = hi;
	recover(&w->p);
	w->last = token_end(&w->p.token[hi - 1]);
}

/* The end of what is no item that is known: after a semicolon or braces. */
static u32 unknown_end(const struct layout *w, u32 at, u32 end)
{
	const struct token *t = w->p.token;
	u32 i = at;
	while (i < end) {
		u8 kind = t[i].kind;
		i = is_open(kind) && t[i].arg > i ? t[i].arg + 1 : i + 1;
		if (kind == TOK_semi)
			break;
		if (kind == TOK_open_brace && (i >= end || t[i].kind != TOK_semi))
			break;
	}
	return i;
}

static void put_unknown(struct layout *w, u32 at, u32 hi, u32 indent)
{
	put_gap(w, at, indent);
	put_source(w, at, hi);
	w->last = token_end(&w->p.token[hi - 1]);
}

static void put_inner_attrs(struct layout *w, u32 at, u32 indent)
{
	struct parser *p = &w->p;
	u32 c = parse_attrs(p, true);
	if (c && !p->bad) {
		put_attrs(w, c, indent);
		return;
	}
	p->at = at;
	recover(p);
}

/* Items in items are laid out up to here; what is deeper stays as it is. */
enum { MAX_NEST = 64 };

static void begin_item(struct layout *w)
{
	recover(&w->p);
	w->fuel = 1 << 20;
}

/* The item at p->at, or what is none, before `end`. */
static void put_one(struct layout *w, u32 end, u32 indent, bool grow)
{
	struct parser *p = &w->p;
	u32 lo = p->at, next = put_group_of_items(w, lo, end, indent, grow);
	if (next > lo) {
		p->at = next;
		return;
	}
	u32 n = parse_item(p);
	if (n && p->at <= end && w->nest < MAX_NEST) {
		put_item(w, n, indent);
		return;
	}
	recover(p);
	p->at = unknown_end(w, lo, end);
	put_unknown(w, lo, p->at, indent);
}

void put_items(struct layout *w, u32 at, u32 end, u32 indent)
{
	struct parser *p = &w->p;
	u32 count = p->count, depth = p->depth;
	w->nest++;
	p->at = at;
	begin_item(w);
	put_inner_attrs(w, at, indent);
	while (p->at < end) {
		begin_item(w);
		p->count = count;
		p->depth = depth;
		put_one(w, end, indent, false);
	}
	p->count = count;
	w->nest--;
}

void next_unit(struct layout *w)
{
	struct units *u = w->units;
	u->count = 0;
	unit_append(u, w->plain);
	parse_tokens(&w->p, u->token, u->count);
}

/* The head of what holds items, and these, which are other units. */
static void put_holding_unit(struct layout *w, u32 indent)
{
	struct parser *p = &w->p;
	u32 n = w->nest < MAX_NEST ? parse_item(p) : 0;
	if (n) {
		put_item(w, n, indent);
		return;
	}
	put_gap(w, 0, indent);
	put_held(w, 0, p->end - 1);
}

static bool holds_items(const struct parser *p)
{
	const struct token *end = &p->token[p->end];
	return p->end && end[-1].kind == TOK_open_brace && !end[-1].arg;
}

/* The unit's tokens, of which those of holders of items end in a brace and are followed by other units. */
static void put_tokens(struct layout *w, u32 indent)
{
	struct parser *p = &w->p;
	parse_begin(p);
	begin_item(w);
	put_inner_attrs(w, 0, indent);
	if (holds_items(p)) {
		put_holding_unit(w, indent);
		return;
	}
	w->within++;
	while (p->at < (w->pending ? w->pending : p->end)) {
		begin_item(w);
		put_one(w, w->pending ? w->pending : p->end, indent, !w->pending);
	}
	w->within--;
}

/* Keeps the item that the unit at hand is, of which what is written stands from m. */
static void keep_item(struct layout *w, u32 m, u32 indent)
{
	const struct token *first = w->p.token, *last = first + w->p.end - 1;
	if (w->plain || w->pending || first->flags & TOK_COMMENT || w->p.text[first->at] == '#' ||
	    last->kind != TOK_close_brace)
		return;
	while (is_blank(w->out.ptr[m]))
		m++;
	item_keep(w->units->lines, w->p.text,
	          (struct known_item){.at = first->at,
	                              .len = token_end(last) - first->at,
	                              .indent = indent,
	                              .out = m,
	                              .out_len = mark(w) - m});
}

/* Puts the next unit where it is an item that came before. */
static bool put_known_item(struct layout *w, u32 indent)
{
	struct units *u = w->units;
	u32 at = u->l.at, line = at;
	if (w->plain || w->pending || !u->cap)
		return false;
	for (; is_blank(u->l.text[at]); at++)
		line = u->l.text[at] == '\n' ? at + 1 : line;
	if (u->l.text[at] == '}')
		return false;
	const struct known_item *item = item_find(u->lines, u->l.text, at, u->l.end, at - line);
	if (!item || item->indent != indent)
		return false;
	u->token[0] = (struct token){.at = at};
	u->count = 0;
	parse_tokens(&w->p, u->token, 0);
	put_gap(w, 0, indent);
	reserve(w, item->out_len);
	put(w, w->out.ptr + item->out, item->out_len);
	w->last = u->l.at = at + item->len;
	u->l.last = TOK_close_brace;
	return true;
}

/* The unit, once more without lines that came before where these do not do. */
static void put_unit(struct layout *w, u32 indent)
{
	struct units *u = w->units;
	u32 m = mark(w), last = w->last, from = u->from, holders = u->holders;
	bool plain = w->plain, holder = holds_items(&w->p);
	put_tokens(w, indent);
	if (holder)
		return;
	if (!w->p.lost || !unit_has_lines(u)) {
		keep_item(w, m, indent);
		return;
	}
	w->out.len = m;
	w->last = last;
	w->pending = 0;
	unit_drop(u, from, holders);
	w->plain = true;
	next_unit(w);
	put_tokens(w, indent);
	w->plain = plain;
}

/* The unit after the one at hand, which may have been read. */
static void advance(struct layout *w)
{
	if (!w->pending) {
		next_unit(w);
		return;
	}
	unit_shift(w->units, w->pending);
	w->pending = 0;
	parse_tokens(&w->p, w->units->token, w->units->count);
}

/* Whether the unit is the brace that ends items, or the end of the text. */
static bool is_last(const struct layout *w)
{
	const struct units *u = w->units;
	return u->e.what || !u->count || u->token[0].kind == TOK_end ||
	       u->token[0].kind == TOK_close_brace;
}

/* Whether no more units are taken. */
static bool ends_here(struct layout *w)
{
	w->ended = w->ended || (!w->pending && w->units->l.at >= w->until);
	return w->ended;
}

/* All items up to the brace that ends them or the end of the text, which is then at hand, or up to where no more are taken. */
static void put_units(struct layout *w, u32 indent)
{
	do {
		if (put_known_item(w, indent))
			continue;
		advance(w);
		if (is_last(w))
			break;
		put_unit(w, indent);
	} while (!ends_here(w));
}

void put_all_units(struct layout *w, u32 depth)
{
	w->nest = depth;
	w->ended = false;
	w->pending = 0;
	put_units(w, depth * TAB);
	while (w->nest && !w->ended && !w->units->e.what) {
		w->nest--;
		put_block_end(w, 0, w->nest * TAB, false, false);
		if (!ends_here(w))
			put_units(w, w->nest * TAB);
	}
}
