/* Binary expressions, pairs, and what stands right of an operator that assigns. */
#include "layout.h"

/* One of the operands of the same operator. */
static u32 flatten(struct layout *w, u32 n, u32 first)
{
	const struct node *x = node(w, n);
	u32 count = 1;
	u8 op = w->p.token[x->op].kind;
	u32 width = node(w, x->b)->lo - x->op;
	while (kind_of(w, n) == N_binary) {
		x = node(w, n);
		if (w->p.token[x->op].kind != op || node(w, x->b)->lo - x->op != width)
			break;
		w->items = arena_grow(w->p.arena, w->items, &w->items_cap, (u64)w->items_n + 2,
		                      sizeof *w->items);
		w->items[w->items_n++] = (struct item){.node = x->b};
		count++;
		n = x->a;
	}
	w->items[w->items_n++] = (struct item){.node = n};
	for (u32 i = 0; i < count / 2; i++) {
		struct item t = w->items[first + i];
		w->items[first + i] = w->items[first + count - 1 - i];
		w->items[first + count - 1 - i] = t;
	}
	return count;
}

static Str operator_text(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	u32 last = x->op;
	/* the tokens of an operator stand without space between */
	while (is_joint(&w->p, last + 1) && last + 1 < node(w, x->b)->lo &&
	       w->p.token[last].kind >= TOK_less && w->p.token[last].kind <= TOK_greater)
		last++;
	u32 from = w->p.token[x->op].at;
	return (Str){w->p.text + from, token_end(&w->p.token[last]) - from};
}

struct operands {
	u32 first, count;
	Str op;
	struct shape shape, nested; /* of the first, and of those that begin a line */
	u32 begin;
};

/* Each operand by itself: on the first line or a further one. */
static void rewrite_operands(struct layout *w, struct operands *o)
{
	for (u32 i = 0; i < o->count; i++) {
		u32 m = mark(w);
		struct shape s = i ? o->nested : o->shape;
		bool room = !i || shape_offset(&s, o->op.len + 1);
		bool ok = room && rw(w, w->items[o->first + i].node, s);
		struct item *x = &w->items[o->first + i];
		x->ok = ok;
		x->at = m;
		x->len = mark(w) - m;
		x->multi = is_multi(since(w, m));
	}
}

static void put_operand(struct layout *w, const struct operands *o, u32 i)
{
	struct item x = w->items[o->first + i];
	struct out *out = &w->out;
	if ((u64)out->len + x.len > out->cap)
		out->ptr = arena_grow(out->arena, out->ptr, &out->cap, (u64)out->len + x.len, 1);
	put(w, out->ptr + x.at, x.len);
}

static void put_operator(struct layout *w, Str op)
{
	put(w, " ", 1);
	put_str(w, op);
	put(w, " ", 1);
}

/* All on one line, of which the last may go on. */
static bool on_one_line(struct layout *w, const struct operands *o)
{
	u32 m = mark(w);
	struct shape s = o->shape;
	for (u32 i = 0; i + 1 < o->count; i++) {
		struct item x = w->items[o->first + i];
		if (!x.ok || x.multi || mark(w) - m > o->shape.width)
			return undo(w, m);
		put_operand(w, o, i);
		put_operator(w, o->op);
	}
	u32 prefix = mark(w) - m, last = mark(w);
	s.align = 0;
	if (!shape_offset(&s, last_width(since(w, m))) ||
	    !rw(w, w->items[o->first + o->count - 1].node, s))
		return undo(w, m);
	Str text = since(w, m), end = since(w, last);
	if (first_width(text) > o->shape.width)
		return undo(w, m);
	bool open = end.ptr[0] == '{';
	if (is_multi(text) && !open && (end.ptr[0] == '(' || prefix > TAB))
		return undo(w, m);
	return fits(w, text, o->shape) || undo(w, m);
}

/* Whether the next operand goes on the line of the first, which would else stand alone in it. */
static bool snuggle(struct layout *w, const struct operands *o, u32 m, u32 i)
{
	Str text = since(w, m);
	u32 offset = is_multi(text) ? 0 : shape_used(o->shape);
	if (last_width(text) + offset > shape_used(o->nested))
		return false;
	struct shape s = o->shape;
	if (!shape_offset(&s, o->op.len + 2 + trimmed_last_width(text)))
		return false;
	u32 end = mark(w);
	put_operator(w, o->op);
	return rw(w, w->items[o->first + i].node, s) || undo(w, end);
}

static bool on_lines(struct layout *w, const struct operands *o)
{
	u32 m = mark(w);
	if (!w->items[o->first].ok)
		return false;
	put_operand(w, o, 0);
	for (u32 i = 1; i < o->count; i++) {
		if (snuggle(w, o, m, i))
			continue;
		if (!w->items[o->first + i].ok)
			return undo(w, m);
		put_line(w, o->nested.block + o->nested.align);
		put_str(w, o->op);
		put(w, " ", 1);
		put_operand(w, o, i);
	}
	return true;
}

static u32 lets(const struct layout *w, const struct operands *o)
{
	u32 n = 0;
	for (u32 i = 0; i < o->count; i++)
		n += kind_of(w, w->items[o->first + i].node) == N_let;
	return n;
}

static bool is_name(const struct layout *w, u32 n)
{
	u8 kind = kind_of(w, n);
	if (kind == N_unary || kind == N_ref || kind == N_paren || kind == N_try)
		return is_name(w, node(w, n)->a);
	u8 token = w->p.token[node(w, n)->lo].kind;
	return kind == N_tokens && node(w, n)->hi == node(w, n)->lo + 1 && token != TOK_number &&
	       token != TOK_char && token != TOK_string;
}

/* A name and one let may stand on one line. */
static bool may_be_one_line(const struct layout *w, const struct operands *o)
{
	if (!lets(w, o))
		return true;
	return o->count == 2 && is_name(w, w->items[o->first].node) &&
	       kind_of(w, w->items[o->first + 1].node) == N_let;
}

bool rw_binary(struct layout *w, u32 n, struct shape s)
{
	struct operands o = {.first = w->items_n,
	                     .op = operator_text(w, n),
	                     .shape = s,
	                     .begin = mark(w)};
	o.nested = shape_full(w, shape_in(s));
	bool room = shape_sub(&o.nested, shape_rest(w, s));
	o.count = flatten(w, n, o.first);
	rewrite_operands(w, &o);
	u32 text = mark(w);
	bool ok = may_be_one_line(w, &o) && on_one_line(w, &o);
	if (!ok)
		ok = room && on_lines(w, &o);
	w->items_n = o.first;
	if (ok) {
		cut(w, o.begin, text);
		return true;
	}
	w->out.len = o.begin;
	char infix[8];
	infix[0] = ' ';
	memcpy(infix + 1, o.op.ptr, o.op.len);
	infix[o.op.len + 1] = ' ';
	struct pair p = {.a = node(w, n)->a,
	                 .b = node(w, n)->b,
	                 .infix = {infix, o.op.len + 2},
	                 .front = true};
	return rw_pair(w, &p, s);
}

static Str trim_start(Str s)
{
	while (s.len && s.ptr[0] == ' ')
		s = str_skip(s, 1);
	return s;
}

/* b after a on the same line. */
static bool pair_on_line(struct layout *w, const struct pair *p, u32 m, struct shape s)
{
	u32 end = mark(w);
	Str lhs = since(w, m);
	struct shape rhs = s;
	u32 lhs_len = lhs.len, lhs_width = last_width(lhs);
	if (!shape_offset(&rhs, lhs_width + p->infix.len) || !shape_sub(&rhs, p->suffix.len))
		return false;
	put_str(w, p->infix);
	u32 b = mark(w);
	if (!rw(w, p->b, rhs))
		return undo(w, end);
	Str text = since(w, b);
	bool may_go_on = lhs_len <= TAB || first_line_ends(text, '{');
	u32 width = lhs_width + p->infix.len + first_width(text) + p->suffix.len;
	if ((is_multi(text) && !may_go_on) || width > s.width)
		return undo(w, end);
	put_str(w, p->suffix);
	return true;
}

bool rw_pair(struct layout *w, const struct pair *p, struct shape s)
{
	u32 m = mark(w), used = shape_used(s);
	struct shape lhs = s, rhs = shape_at(w, s.block + TAB, s.align);
	lhs.width =
		minus(w->max_width, used + (p->front ? 0 : p->prefix.len + trim_end(p->infix).len));
	put_str(w, p->prefix);
	if (!rw(w, p->a, lhs))
		return false;
	if (pair_on_line(w, p, m, s))
		return true;
	Str infix = p->front ? trim_start(p->infix) : trim_end(p->infix);
	if (!shape_sub(&rhs, shape_rest(w, s)))
		return false;
	u32 indent = rhs.block + rhs.align;
	if (p->front) {
		put_line(w, indent);
		put_str(w, infix);
		if (!shape_offset(&rhs, infix.len))
			return false;
	} else {
		put_str(w, infix);
		put_line(w, indent);
	}
	if (!rw(w, p->b, rhs))
		return false;
	put_str(w, p->suffix);
	return true;
}

/* Whether the right side is better below: in fewer lines, or without a delimiter at the end of the first. */
static bool is_better_below(Str same, Str below, u8 how)
{
	if (how == RHS_BOUNDS || !is_multi(below))
		return true;
	if (line_ends(same) > line_ends(below) + 1)
		return true;
	const char *open = "({[";
	for (; *open; open++)
		if (first_line_ends(same, *open) && !first_line_ends(below, *open))
			return true;
	return false;
}

static bool rw_rhs_node(struct layout *w, u32 n, struct shape s, u8 how)
{
	return how == RHS_BOUNDS ? rw_bound_list(w, node(w, n)->list, s, true) : rw(w, n, s);
}

/* A shape for the right side on a line of its own. */
static bool below_shape(const struct layout *w, struct shape s, u8 how, struct shape *below)
{
	if (how == RHS_BOUNDS) {
		*below = shape_full(w, s);
		return shape_sub(below, s.block + s.align);
	}
	*below = shape_at(w, s.block + TAB, s.align);
	return shape_sub(below, shape_rest(w, s));
}

bool rw_rhs(struct layout *w, u32 lhs, u32 n, struct shape s, u8 how)
{
	Str left = since(w, lhs);
	u32 used = minus(last_width(left), is_multi(left) ? s.block + s.align : 0) + 1;
	struct shape same_shape = s, below;
	if (!shape_offset(&same_shape, used))
		same_shape.width = 0;
	u32 m = mark(w);
	put(w, " ", 1);
	bool same = rw_rhs_node(w, n, same_shape, how);
	u32 end = mark(w);
	Str text = since(w, m + 1);
	if (same && !is_multi(text) && first_width(text) <= same_shape.width)
		return true;
	u32 indent = s.block + s.align + TAB;
	if (!below_shape(w, same_shape, how, &below))
		return false;
	put_line(w, indent);
	u32 text_at = mark(w);
	bool under = rw_rhs_node(w, n, below, how);
	Str other = since(w, text_at);
	if (!same && !under)
		return false;
	text = (Str){w->out.ptr + m + 1, end - m - 1};
	bool choose =
		under && (!same || (fits(w, other, below) && is_better_below(text, other, how)));
	if (choose)
		cut(w, m, end);
	else
		w->out.len = end;
	return true;
}
