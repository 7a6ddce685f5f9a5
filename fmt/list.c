/* Lists: their items with the comments around each, and how they are put. */
#include "layout.h"

static Str trim(Str s)
{
	while (s.len && is_blank(s.ptr[0]))
		s = str_skip(s, 1);
	return trim_end(s);
}

static Str trim_spaces(Str s)
{
	while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = str_skip(s, 1);
	while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
		s.len--;
	return s;
}

/* Where a character stands in a gap outside comments, or s.len. */
static u32 find_outside(Str s, char c)
{
	for (u32 i = 0; i < s.len;) {
		if (s.ptr[i] == '/' && i + 1 < s.len && s.ptr[i + 1] == '/') {
			while (i < s.len && s.ptr[i] != '\n')
				i++;
			continue;
		}
		if (s.ptr[i] == '/' && i + 1 < s.len && s.ptr[i + 1] == '*') {
			for (i += 2; i + 1 < s.len && (s.ptr[i] != '*' || s.ptr[i + 1] != '/');)
				i++;
			i += 2;
			continue;
		}
		if (s.ptr[i] == c)
			return i;
		i++;
	}
	return s.len;
}

static u32 find_block_comment(Str s)
{
	for (u32 i = 0; i + 1 < s.len; i++)
		if (s.ptr[i] == '/')
			return s.ptr[i + 1] == '*' ? i : s.len;
	return s.len;
}

static u32 block_comment_end(Str s, u32 i)
{
	for (i += 2; i + 1 < s.len; i++)
		if (s.ptr[i] == '*' && s.ptr[i + 1] == '/')
			return i + 2;
	return s.len;
}

/* How much of what stands between an item and the next belongs to the item. */
static u32 comment_end(Str s, char separator, char terminator, bool last)
{
	if (last)
		return terminator ? find_outside(s, terminator) : s.len;
	u32 block = find_block_comment(s), line = str_find(s, '\n');
	u32 sep = find_outside(s, separator);
	bool has_block = block < s.len, has_line = line < s.len;
	if (sep == s.len)
		return has_line ? line + 1 : 0;
	if (has_block && !has_line && block > sep)
		return sep + 1;
	if (has_block && (!has_line || block < line)) {
		u32 end = block_comment_end(s, block);
		return end > sep + 1 ? end : sep + 1;
	}
	if (has_line && line > sep)
		return line + 1;
	return s.len;
}

static Str post_comment(Str s, char separator, bool last)
{
	(void)last;
	s = trim(s);
	if (s.len && (s.ptr[0] == ',' || s.ptr[0] == ':' || s.ptr[0] == separator))
		s = trim_spaces(str_skip(s, 1));
	else if (s.len && s.ptr[s.len - 1] == separator && (!str_starts(s, S("//")) || is_multi(s)))
		s.len--, s = trim_spaces(s);
	Str t = trim(s);
	return str_starts(t, S("//")) || str_starts(t, S("/*")) ? s : (Str){0};
}

static Str pre_comment(Str s, bool *apart)
{
	Str t = trim(s);
	*apart = true;
	if (str_ends(t, S("*/"))) {
		u32 end = s.len;
		while (s.ptr[end - 1] != '/')
			end--;
		*apart = is_multi(str_skip(s, end));
		return t;
	}
	return str_starts(t, S("//")) || str_starts(t, S("/*")) ? t : (Str){0};
}

/* Whether an empty line follows what belongs to the item. */
static bool has_blank(Str s, u32 end)
{
	if (!s.len || !end)
		return false;
	u32 n = 0;
	Str rest = str_skip(s, end - 1);
	rest = str_skip(rest, str_find(rest, '\n'));
	for (u32 i = 0; i < rest.len && is_blank(rest.ptr[i]); i++)
		n += rest.ptr[i] == '\n';
	return n > 1;
}

static Str source(const struct layout *w, u32 from, u32 to)
{
	return (Str){w->p.text + from, to > from ? to - from : 0};
}

/* The comments around the items of a list that has some. */
static void find_comments(struct layout *w, const struct list *l, u32 open, u32 close,
                          char separator)
{
	const struct token *t = w->p.token;
	u32 previous = token_end(&t[open]);
	char terminator = w->p.text[t[close].at];
	for (u32 i = 0; i < l->count; i++) {
		struct item *x = item_of(w, l, i);
		bool last = i + 1 == l->count;
		u32 end = token_end(&t[x->hi - 1]);
		u32 next = last ? token_end(&t[close]) : t[item_of(w, l, i + 1)->lo].at;
		Str after = source(w, end, next);
		u32 own = comment_end(after, separator, terminator, last);
		x->pre = pre_comment(source(w, previous, t[x->lo].at), &x->apart);
		x->post = post_comment((Str){after.ptr, own}, separator, last);
		x->blank = has_blank(after, own);
		previous = end + own;
	}
}

void rewrite_item(struct layout *w, u32 i, struct shape shape)
{
	u32 n = w->items[i].node, m = mark(w);
	bool whole = w->items[i].lo == node(w, n)->lo;
	u32 width = whole ? flat_width(w, n) : WIDTH_NONE;
	if (whole && needed_width(w, n) <= shape.width) {
		u8 kind = kind_of(w, n);
		if (kind == N_field_init || (kind == N_field_def && node(w, n)->op))
			keep_line(w, kind == N_field_def ? TOK_line_field : TOK_line_init,
			          w->items[i].lo, w->items[i].hi, needed_width(w, n) - width);
		w->items[i].ok = w->items[i].flat = true;
		w->items[i].multi = false;
		w->items[i].width = width;
		return;
	}
	bool ok = rw(w, n, shape);
	struct item *x = &w->items[i];
	x->flat = false;
	x->ok = ok;
	x->at = m;
	x->len = mark(w) - m;
	x->multi = is_multi(since(w, m));
	x->width = x->multi ? x->len : first_width(since(w, m));
}

struct list itemize(struct layout *w, u32 first, u32 open, u32 close, struct shape shape)
{
	struct list l = {.first = w->items_n, .separator = S(","), .shape = shape};
	bool comments = false, arms = first && kind_of(w, first) == N_arm;
	const struct token *t = w->p.token;
	for (u32 n = first; n; n = node(w, n)->next) {
		w->items = arena_grow(w->p.arena, w->items, &w->items_cap, (u64)w->items_n + 1,
		                      sizeof *w->items);
		u32 lo = first_token(w, n), hi = node(w, n)->hi;
		w->items[w->items_n++] = (struct item){.node = n, .lo = lo, .hi = hi};
		comments |= (t[lo].flags | t[hi].flags) & TOK_COMMENT;
		if (l.count)
			item_of(w, &l, l.count - 1)->blank = t[lo].flags & TOK_BLANK;
		l.count++;
	}
	comments |= t[close].flags & TOK_COMMENT;
	if (comments)
		find_comments(w, &l, open, close, arms ? '|' : ',');
	return l;
}

void list_end(struct layout *w, const struct list *l)
{
	w->items_n = l->first;
}

/* A comment's part of a line, where it is put between slash-stars. */
static u32 comment_width(Str s)
{
	if (!s.len)
		return 0;
	s = trim(s);
	return s.len ? s.len + 6 : 0;
}

static u32 total_width(const struct item *x)
{
	return x->width + comment_width(x->pre) + comment_width(x->post);
}

u32 list_width(const struct layout *w, const struct list *l, u32 from, u32 to, u32 separator)
{
	u32 total = 0;
	for (u32 i = from; i < to; i++)
		total += total_width(item_of(w, l, i)) + (i > from ? separator : 0);
	return total;
}

static bool is_line_comment(Str s)
{
	return str_starts(trim(s), S("//"));
}

static u8 part_tactic(const struct layout *w, const struct list *l, u32 from, u32 to, u32 width,
                      u32 separator)
{
	for (u32 i = from; i < to; i++) {
		const struct item *x = item_of(w, l, i);
		if (is_line_comment(x->pre) || is_line_comment(x->post))
			return VERTICAL;
		if (x->multi || is_multi(x->pre) || is_multi(x->post))
			return VERTICAL;
	}
	return list_width(w, l, from, to, separator) <= width ? HORIZONTAL : VERTICAL;
}

u8 list_tactic(const struct layout *w, const struct list *l, u32 width)
{
	return part_tactic(w, l, 0, l->count, width, l->front ? 3 : 2);
}

static void put_item_text(struct layout *w, const struct item *x)
{
	if (x->flat)
		put_flat(w, node(w, x->node)->lo, node(w, x->node)->hi);
	else
		put(w, w->out.ptr + x->at, x->len);
}

/* The output may move as it grows, and with it an item's text: room for it comes first. */
static void put_item_safe(struct layout *w, const struct item *x)
{
	if (!x->flat) {
		struct out *o = &w->out;
		if ((u64)o->len + x->len > o->cap)
			o->ptr = arena_grow(o->arena, o->ptr, &o->cap, (u64)o->len + x->len, 1);
	}
	put_item_text(w, x);
}

/* What is known while a list is put. */
struct putting {
	const struct list *l;
	u32 indent, begin;
	u32 line; /* columns used, where MIXED */
	bool trailing;
	bool after_comment; /* the item before had one */
	u32 align;          /* of comments after items, 0 for not known yet */
};

static void separate_mixed(struct layout *w, struct putting *p, u32 i)
{
	const struct item *x = item_of(w, p->l, i);
	bool last = i + 1 == p->l->count, separated = p->l->front ? i : !last || p->trailing;
	u32 width = total_width(x) + (separated ? p->l->separator.len : 0);
	if ((p->line && p->line + 1 + width > p->l->shape.width) || p->after_comment) {
		put_line(w, p->indent);
		p->line = 0;
		if (!p->l->no_newline)
			p->trailing = true;
	} else if (p->line) {
		put(w, " ", 1);
		p->line++;
	}
	p->line += width;
}

/* What stands between an item and the one before. */
static void separate(struct layout *w, struct putting *p, u32 i)
{
	switch (p->l->tactic) {
	case HORIZONTAL:
		if (i)
			put(w, " ", 1);
		break;
	case VERTICAL:
		if (i)
			put_line(w, p->indent);
		break;
	case MIXED: separate_mixed(w, p, i); break;
	default:
		if (i && (i < p->l->special || i > p->l->special + 1u))
			put(w, " ", 1);
		else if (i)
			put_line(w, p->indent);
	}
}

static void put_pre(struct layout *w, struct putting *p, const struct item *x)
{
	put_comment(w, x->pre, p->indent);
	u32 total = total_width(x) + p->l->separator.len + 1;
	if (p->l->tactic == HORIZONTAL || (!x->apart && total <= p->l->shape.width))
		put(w, " ", 1);
	else
		put_line(w, p->indent);
	p->line = x->width;
}

/* The width to which items are padded so that their comments stand below each other. */
static u32 comment_align(const struct layout *w, const struct putting *p, u32 from, u32 overhead)
{
	u32 max = 0;
	for (u32 i = from; i < p->l->count; i++) {
		const struct item *x = item_of(w, p->l, i);
		bool other = x->multi || x->pre.len || is_multi(x->post);
		if (i > from && (other || !x->post.len || x->width + overhead > w->max_width))
			break;
		if (max < x->width)
			max = x->width;
		if (x->blank)
			break;
	}
	return max;
}

static void put_post(struct layout *w, struct putting *p, u32 i, bool separated)
{
	const struct item *x = item_of(w, p->l, i);
	bool last = i + 1 == p->l->count;
	Str comment = x->post;
	if (p->l->tactic == HORIZONTAL) {
		put(w, " ", 1);
		put_comment(w, comment, p->indent);
		return;
	}
	if (comment.ptr[0] == '\n') {
		put_line(w, p->indent);
		put_comment(w, trim(comment), p->indent);
		return;
	}
	u32 overhead = last_width(since(w, p->begin)) + first_width(trim(comment));
	if (!p->align && !last && !x->multi)
		p->align = comment_align(w, p, i, overhead);
	u32 pad = minus(p->align, x->width);
	if (first_width(trim(comment)) + last_width(since(w, p->begin)) + pad + 1 > w->max_width)
		pad = 0;
	if (last && p->align && !separated && p->l->separator.len)
		pad++;
	while (pad--)
		put(w, " ", 1);
	put(w, " ", 1);
	put_comment(w, trim(comment), p->indent + (p->align ? p->align + 2 : x->width + 2));
}

static bool needs_trailing(const struct list *l)
{
	return l->trailing == TRAILING_ALWAYS ||
	       (l->trailing == TRAILING_VERTICAL && l->tactic == VERTICAL);
}

bool put_list(struct layout *w, const struct list *l)
{
	struct putting p = {.l = l,
	                    .indent = l->shape.block + l->shape.align,
	                    .begin = mark(w),
	                    .trailing = needs_trailing(l)};
	for (u32 i = 0; i < l->count; i++) {
		struct item *x = item_of(w, l, i);
		bool last = i + 1 == l->count;
		if (!x->ok)
			return false;
		separate(w, &p, i);
		if (x->pre.len) {
			put_pre(w, &p, x);
			p.align = 0;
		}
		if (l->front && i) {
			put_str(w, str_skip(l->separator, 1));
			put(w, " ", 1);
		}
		put_item_safe(w, x);
		bool comma = !l->front && (!last || p.trailing);
		if (l->tactic == MIXED && last && !l->no_newline)
			comma = l->trailing != TRAILING_NEVER;
		if (comma)
			put_str(w, l->separator);
		if (x->post.len)
			put_post(w, &p, i, comma);
		else
			p.align = 0;
		if (l->keep_blank && !last && l->tactic == VERTICAL && x->blank) {
			p.align = 0;
			put(w, "\n", 1);
		}
		p.after_comment = x->post.len;
	}
	return true;
}

/* Delimited lists */

struct context {
	const struct delimited *d;
	struct list l;
	struct shape one_line, nested;
	u32 one_line_width;
	u32 text; /* where the items' texts begin */
};

static u32 last_node(const struct layout *w, const struct context *c)
{
	return item_of(w, &c->l, c->l.count - 1)->node;
}

static bool is_control(u8 kind)
{
	return kind == N_if || kind == N_for || kind == N_loop || kind == N_while ||
	       kind == N_match;
}

static u32 closures(const struct layout *w, const struct list *l)
{
	u32 n = 0;
	for (u32 i = 0; i < l->count; i++)
		n += kind_of(w, item_of(w, l, i)->node) == N_closure;
	return n;
}

/* The last item where it may go on over lines that are not indented for it. */
static bool rw_overflowing(struct layout *w, const struct context *c, struct shape shape)
{
	u32 n = last_node(w, c), m = mark(w);
	u8 kind = kind_of(w, n);
	if (kind == N_closure && c->d->exprs)
		return closures(w, &c->l) > 1 ? false : rw_last_closure(w, n, shape);
	if (is_control(kind)) {
		bool multi = rw_condition(w, n, shape) && is_multi(since(w, m));
		w->out.len = m;
		if (multi)
			return false;
	}
	return rw(w, n, shape);
}

/* The shape of the last item after the others. */
static bool last_shape(const struct layout *w, const struct context *c, struct shape *s)
{
	*s = c->one_line;
	if (c->l.count == 1 && !(c->d->exprs && is_nested(w, last_node(w, c))))
		return true;
	u32 offset = 0;
	for (u32 i = 0; i + 1 < c->l.count; i++)
		offset += 2 + item_of(w, &c->l, i)->width;
	if (s->width > c->d->limit)
		s->width = c->d->limit;
	return shape_offset(s, offset);
}

static u8 limited_tactic(const struct layout *w, const struct context *c)
{
	u32 limit = c->d->limit < c->one_line_width ? c->d->limit : c->one_line_width;
	return list_tactic(w, &c->l, limit);
}

/* Macros and attributes whose first arguments stay together: how many those are, or -1. */
static i64 special_args(Str name)
{
	static const struct {
		const char *name;
		u8 args;
	} rows[] = {
		{"eprint", 0},
		{"eprintln", 0},
		{"format", 0},
		{"format_args", 0},
		{"print", 0},
		{"println", 0},
		{"panic", 0},
		{"unreachable", 0},
		{"debug", 0},
		{"error", 0},
		{"info", 0},
		{"warn", 0},
		{"trace", 0},
		{"assert", 1},
		{"debug_assert", 1},
		{"write", 1},
		{"writeln", 1},
		{"assert_eq", 2},
		{"assert_ne", 2},
		{"debug_assert_eq", 2},
		{"debug_assert_ne", 2},
	};
	for (u32 i = 0; name.len && i < sizeof rows / sizeof *rows; i++)
		if (str_eq(name, str_of(rows[i].name)))
			return rows[i].args;
	return -1;
}

static bool all_simple(const struct layout *w, const struct list *l, u32 from, u32 to)
{
	for (u32 i = from; i < to; i++)
		if (!is_simple(w, item_of(w, l, i)->node))
			return false;
	return true;
}

static bool all_short(const struct layout *w, const struct list *l)
{
	for (u32 i = 0; i < l->count; i++)
		if (item_of(w, l, i)->width > 10 || item_of(w, l, i)->multi)
			return false;
	return true;
}

/* Of a list that goes on several lines: all below each other, or as rustfmt has special ones. */
static void refine_vertical(const struct layout *w, struct context *c)
{
	struct list *l = &c->l;
	i64 before = special_args(c->d->name);
	if (before >= 0) {
		u32 k = (u32)before;
		bool simple =
			l->count > k && all_simple(w, l, 0, k) && all_simple(w, l, k + 1, l->count);
		if (simple && part_tactic(w, l, 0, k, c->nested.width, 2) == HORIZONTAL &&
		    part_tactic(w, l, k + 1, l->count, c->nested.width, 2) == HORIZONTAL) {
			l->tactic = SPECIAL;
			l->special = (u8)k;
		}
	} else if (all_simple(w, l, 0, l->count) && all_short(w, l)) {
		l->tactic = MIXED;
	}
}

/* Where the last item does not overflow. */
static void choose_plain(struct layout *w, struct context *c)
{
	u32 last = c->l.first + c->l.count - 1;
	rewrite_item(w, last, c->nested);
	struct item *x = &w->items[last];
	if (c->l.count == 1 && c->one_line_width && x->ok && !x->pre.len && !x->post.len &&
	    !x->multi && x->width <= c->one_line_width) {
		c->l.tactic = HORIZONTAL;
		return;
	}
	c->l.tactic = limited_tactic(w, c);
	if (c->l.tactic == VERTICAL)
		refine_vertical(w, c);
}

/* Takes the text that stands in the output from m as that of the last item. */
static void take_text(struct layout *w, struct item *x, u32 m)
{
	*x = (struct item){.node = x->node,
	                   .lo = x->lo,
	                   .hi = x->hi,
	                   .pre = x->pre,
	                   .post = x->post,
	                   .blank = x->blank,
	                   .apart = x->apart,
	                   .ok = true,
	                   .at = m,
	                   .len = mark(w) - m,
	                   .width = first_width(since(w, m))};
}

/* The last item overflows: for a sole one that takes just two lines, below is better where it is one line there. */
static void settle_overflow(struct layout *w, struct context *c, u32 m)
{
	u32 last = c->l.first + c->l.count - 1;
	struct item *x = &w->items[last];
	Str text = {w->out.ptr + m, x->len};
	c->l.tactic = HORIZONTAL;
	x->multi = is_multi(text);
	if (c->l.count > 1 || line_ends(text) != 1)
		return;
	struct item kept = *x;
	rewrite_item(w, last, c->nested);
	x = &w->items[last];
	if (!x->ok || x->multi)
		*x = kept;
}

static void try_overflow(struct layout *w, struct context *c)
{
	u32 n = last_node(w, c), last = c->l.first + c->l.count - 1;
	u32 name_len = c->text - c->d->ident;
	bool combine =
		c->l.count == 1 && c->d->exprs && kind_of(w, n) != N_attributed && name_len < TAB;
	bool overflow = combine || can_overflow(w, n, c->l.count);
	struct shape shape;
	u32 m = mark(w);
	bool done = false, one_line = w->one_line;
	if (overflow) {
		if (!combine && c->d->exprs && is_method_call(w, n))
			w->one_line = true;
		done = last_shape(w, c, &shape) && rw_overflowing(w, c, shape);
		w->one_line = one_line;
		if (!done)
			w->out.len = m;
	}
	struct item *x = &w->items[last];
	if (done)
		take_text(w, x, m);
	else
		x->width = 0, x->multi = false, x->ok = true;
	if (done && limited_tactic(w, c) == HORIZONTAL)
		settle_overflow(w, c, m);
	else
		choose_plain(w, c);
}

/* Puts the delimiters around the list, which stands in the output from `list`. */
static void wrap(struct layout *w, const struct context *c, struct shape s, u32 list)
{
	Str text = since(w, list), name = {w->out.ptr + c->d->ident, c->text - c->d->ident};
	u32 width = minus(s.width, last_width(name));
	u32 extend = text.len ? first_width(text) + 1 : 2;
	bool single = c->l.tactic == HORIZONTAL && extend <= width;
	if (!single) {
		if (text.len)
			put_line_at(w, list, c->nested.block + c->nested.align);
		put_line(w, s.block);
	}
	put_at(w, list, (Str){&c->d->open, 1});
	put(w, &c->d->close, 1);
	cut(w, c->text, list);
}

bool rw_delimited(struct layout *w, const struct delimited *d, struct shape s)
{
	struct context c = {.d = d, .text = mark(w)};
	Str name = {w->out.ptr + d->ident, c.text - d->ident};
	u32 used = extra(name, s);
	c.one_line_width = minus(s.width, used + 2);
	c.one_line = s;
	if (!shape_offset(&c.one_line, last_width(name) + 1) || !shape_sub(&c.one_line, 1))
		c.one_line.width = 0;
	c.nested = (struct shape){.block = s.block + TAB};
	c.nested.width = minus(w->max_width, c.nested.block + 1);
	c.l = itemize(w, d->list, d->open_token, d->close_token, c.nested);
	for (u32 i = 0; i + 1 < c.l.count; i++)
		rewrite_item(w, c.l.first + i, c.nested);
	if (c.l.count)
		try_overflow(w, &c);
	else
		c.l.tactic = HORIZONTAL;
	c.l.trailing = d->trailing;
	c.l.no_newline = c.l.tactic != VERTICAL && c.l.tactic != MIXED;
	u32 list = mark(w);
	if (!put_list(w, &c.l)) {
		list_end(w, &c.l);
		return false;
	}
	list_end(w, &c.l);
	wrap(w, &c, s, list);
	return true;
}
