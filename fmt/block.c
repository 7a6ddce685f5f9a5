/* Blocks, statements, and what has blocks: if, while, for, loop. */
#include "items.h"

static bool has_comments(const struct layout *w, u32 n)
{
	return comments_in(w, node(w, n)->lo, node(w, n)->hi) != 0;
}

static bool is_empty(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	for (u32 i = x->list; i; i = node(w, i)->next)
		if (kind_of(w, i) != N_empty_stmt)
			return false;
	return !x->c && !has_comments(w, n);
}

/* The expression that is all a block has, or 0. */
static u32 sole_expr(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	u32 one = x->list;
	if (!one || node(w, one)->next || x->c || has_comments(w, n))
		return 0;
	if (kind_of(w, one) != N_expr_stmt || node(w, one)->flags & NODE_SEMI)
		return 0;
	return node(w, one)->a;
}

/* What stands before the brace: a label, unsafe, async move. */
static void put_words(struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	if (x->op > x->lo) {
		put_flat(w, x->lo, x->op);
		put(w, " ", 1);
	}
}

/* Statements */

/* A block as a statement stays on several lines, but for one with words before it. */
static bool rw_block_statement(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	bool words = x->op > x->lo && w->p.token[x->lo].kind != TOK_lifetime;
	return words ? rw_block(w, n, s) : rw_block_lines(w, n, s);
}

bool rw_statement_expr(struct layout *w, u32 n, struct shape s)
{
	u32 m = mark(w);
	switch (kind_of(w, n)) {
	case N_jump: return shape_sub(&s, 1) && rw(w, n, s);
	case N_block: return rw_block_statement(w, n, s) || undo(w, m);
	case N_if:
	case N_while:
	case N_loop:
	case N_for: return rw_control(w, n, s, true) || undo(w, m);
	case N_attributed:
		if (!rw_attrs(w, node(w, n)->c, s))
			return undo(w, m);
		put_line(w, s.block + s.align);
		return rw_statement_expr(w, node(w, n)->a, s) || undo(w, m);
	default: return rw(w, n, s);
	}
}

static u32 under_attrs(const struct layout *w, u32 n)
{
	while (kind_of(w, n) == N_attributed)
		n = node(w, n)->a;
	return n;
}

static bool rw_expr_stmt(struct layout *w, u32 n, struct shape s, bool last)
{
	const struct node *x = node(w, n);
	u32 a = x->a;
	if (is_line_node(w, n) && x->hi == x->lo + 1)
		return rw_line(w, n, s);
	u8 kind = kind_of(w, under_attrs(w, a));
	bool semi = x->flags & NODE_SEMI && kind != N_while && kind != N_loop && kind != N_for;
	if (!shape_sub(&s, semi))
		return false;
	bool value = last && !(x->flags & NODE_SEMI) && kind != N_jump;
	if (!(value ? rw(w, a, s) : rw_statement_expr(w, a, s)))
		return false;
	if (semi)
		put(w, ";", 1);
	if (semi && (kind < N_block || kind == N_jump) && needed_width(w, a) <= s.width)
		keep_line(w, TOK_line_stmt, node(w, n)->lo, node(w, n)->hi,
		          extra_width(w, a) + (kind == N_jump));
	return true;
}

/* Of a let with else: whether `else {` may go on the line that the value ends. */
static bool is_else_beside(Str s, struct shape shape)
{
	if (!is_multi(s))
		return minus(shape.width, s.len) >= 7;
	if (!is_one_of(s.ptr[s.len - 1], ")]}"))
		return false;
	u32 i = s.len;
	while (s.ptr[i - 1] != '\n')
		i--;
	u32 indent = 0;
	while (s.ptr[i + indent] == ' ')
		indent++;
	return indent == shape.block + shape.align;
}

static bool rw_let_else(struct layout *w, u32 n, u32 m, struct shape s, bool multi_pattern)
{
	u32 d = node(w, n)->d, indent = s.block + s.align;
	struct shape value = s;
	if (!shape_sub(&value, 1))
		return false;
	bool below = multi_pattern || !is_else_beside(since(w, m), value);
	if (below)
		put_line(w, indent);
	else
		put(w, " ", 1);
	put_str(w, S("else "));
	u32 let_else = w->p.limit.let_else, max = s.width < let_else ? s.width : let_else;
	u32 room = minus(max, since(w, m).len), at = mark(w);
	u32 stmts = node(w, d)->list;
	bool single = !below && room && !is_multi(since(w, m)) && (!stmts || !node(w, stmts)->next);
	if (single) {
		if (!rw_block(w, d, s))
			return false;
		if (is_multi(since(w, at)) || since(w, at).len + 1 <= room)
			return true;
		w->out.len = at;
	}
	return rw_block_lines(w, d, s);
}

bool rw_let_stmt(struct layout *w, u32 n, struct shape s)
{
	u32 a = node(w, n)->a, b = node(w, n)->b, c = node(w, n)->c;
	if (node(w, n)->list) {
		if (!rw_attrs(w, node(w, n)->list, s))
			return false;
		put_line(w, s.block + s.align);
	}
	u32 m = mark(w);
	struct shape pattern = s;
	put_str(w, S("let "));
	if (!shape_offset(&pattern, 4) || !shape_sub(&pattern, 1) || !rw(w, a, pattern))
		return false;
	bool multi = is_multi(since(w, m));
	if (b) {
		struct shape type = multi ? shape_full(w, s) : s;
		if (!shape_offset(&type, last_width(since(w, m)) + 2) || !shape_sub(&type, 2))
			return false;
		put_str(w, S(": "));
		if (!rw(w, b, type))
			return false;
	}
	struct shape value = s;
	if (c) {
		put_str(w, S(" ="));
		if (!shape_sub(&value, 1) || !rw_rhs(w, m, c, value, RHS_DEFAULT))
			return false;
	}
	if (node(w, n)->d && !rw_let_else(w, n, m, s, multi))
		return false;
	put(w, ";", 1);
	return true;
}

bool rw_statement(struct layout *w, u32 n, struct shape s, bool last)
{
	const struct node *x = node(w, n);
	u32 m = mark(w);
	bool ok;
	if (x->kind == N_let_stmt) {
		u32 lo = x->list ? node(w, x->list)->lo : x->lo;
		u32 more = x->c ? extra_width(w, x->c) : 0;
		if (lo == x->lo && !x->d && flat_width(w, n) + more <= s.width) {
			put_flat(w, x->lo, x->hi);
			keep_line(w, TOK_line_stmt, x->lo, x->hi, more);
			return true;
		}
		ok = rw_let_stmt(w, n, s);
	} else {
		ok = rw_expr_stmt(w, n, s, last);
	}
	return ok || undo(w, m);
}

/* Blocks */

static u32 first_of(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	if (x->kind == N_let_stmt && x->list)
		return node(w, x->list)->lo;
	if (x->kind == N_macro_stmt && x->c)
		return node(w, x->c)->lo;
	return x->lo;
}

static void put_macro_stmt(struct layout *w, u32 n, u32 indent)
{
	const struct node *x = node(w, n);
	struct shape s = shape_at(w, indent, 0);
	u32 m = mark(w), a = x->a;
	bool ok = true;
	if (x->c) {
		ok = rw_attrs(w, x->c, s);
		put_line(w, indent);
	}
	s.width = minus(s.width, 1);
	if (!ok || !rw(w, a, s)) {
		w->out.len = m;
		put_source(w, first_of(w, n), node(w, a)->hi);
	}
	if (node(w, n)->flags & NODE_SEMI)
		put(w, ";", 1);
}

/* Whether it is a return, break or continue that rustfmt adds a semicolon to. */
static bool ends_in_jump(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	return x->kind == N_expr_stmt && !(x->flags & NODE_SEMI) &&
	       kind_of(w, under_attrs(w, x->a)) == N_jump;
}

static void put_statement(struct layout *w, u32 n, u32 indent)
{
	u32 lo = first_of(w, n), hi = node(w, n)->hi, next = node(w, n)->next;
	put_gap(w, lo, indent);
	switch (kind_of(w, n)) {
	case N_macro_stmt: put_macro_stmt(w, n, indent); break;
	case N_verbatim: put_source(w, lo, hi); break;
	default: {
		u32 m = mark(w);
		bool ok = rw_statement(w, n, shape_at(w, indent, 0), !next);
		if (ok && comments_in(w, lo, hi)) {
			Str text = {w->p.text + w->p.token[lo].at,
			            token_end(&w->p.token[hi - 1]) - w->p.token[lo].at};
			ok = comment_bytes(text) == comment_bytes(lexable(w, m)) || undo(w, m);
		}
		if (!ok)
			put_source(w, lo, hi);
		if (!next && ends_in_jump(w, n))
			put(w, ";", 1);
	}
	}
	w->last = token_end(&w->p.token[hi - 1]);
}

/* Empty lines after the opening brace go. */
static void skip_lines(struct layout *w, u32 i)
{
	u32 at = w->last, end = w->p.token[i].at, line = at;
	for (; at < end && w->p.text[at] != '/'; at++)
		if (w->p.text[at] == '\n')
			line = at;
	w->last = line;
}

static bool is_use(const struct layout *w, u32 n)
{
	return kind_of(w, n) == N_item_stmt && kind_of(w, node(w, n)->a) == N_use;
}

/* The uses from one on, in order where they are on lines that follow each other; returns the last. */
static u32 put_uses(struct layout *w, u32 n, u32 indent)
{
	u32 last = n, count = w->p.count, at = node(w, n)->lo;
	while (node(w, last)->next && is_use(w, node(w, last)->next))
		last = node(w, last)->next;
	u32 end = node(w, last)->hi;
	while (at < end) {
		u32 next = put_group_of_items(w, at, end, indent, false);
		if (next == at) {
			put_gap(w, at, indent);
			put_source(w, at, end);
			next = end;
		}
		at = next;
	}
	w->p.count = count;
	w->last = token_end(&w->p.token[end - 1]);
	return last;
}

static void put_statements(struct layout *w, u32 n, u32 indent)
{
	u32 first = node(w, n)->list, c = node(w, n)->c;
	if (c || first)
		skip_lines(w, c ? node(w, c)->lo : first_of(w, first));
	if (c) {
		put_gap(w, node(w, c)->lo, indent);
		u32 last = c;
		while (node(w, last)->next)
			last = node(w, last)->next;
		if (!rw_attrs(w, c, shape_at(w, indent, 0)))
			put_source(w, node(w, c)->lo, node(w, last)->hi);
		w->last = token_end(&w->p.token[node(w, last)->hi - 1]);
	}
	for (u32 i = first; i; i = node(w, i)->next) {
		if (is_use(w, i)) {
			i = put_uses(w, i, indent);
		} else if (kind_of(w, i) == N_item_stmt) {
			u32 a = node(w, i)->a;
			put_item(w, a, indent);
			w->last = token_end(&w->p.token[node(w, i)->hi - 1]);
		} else if (kind_of(w, i) == N_empty_stmt) {
			u32 lo = node(w, i)->lo;
			if (w->p.token[lo].flags & TOK_COMMENT)
				put_gap(w, lo, indent);
			w->last = token_end(&w->p.token[lo]);
		} else {
			put_statement(w, i, indent);
		}
	}
}

/* A block that holds a comment alone, which is on one line with it: braces around it. */
static bool rw_comment_block(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 from = token_end(&w->p.token[x->op]), to = w->p.token[x->hi - 1].at;
	while (from < to && w->p.text[from] == ' ')
		from++;
	while (to > from && w->p.text[to - 1] == ' ')
		to--;
	Str comment = {w->p.text + from, to - from};
	if (x->list || x->c || !str_starts(comment, S("/*")) || is_multi(comment) ||
	    comment.len + 4 > s.width)
		return false;
	put_str(w, S("{ "));
	put_str(w, comment);
	put_str(w, S(" }"));
	return true;
}

bool rw_fn_body(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 close = x->hi - 1, last = w->last, indent = s.block + s.align;
	bool if_else = w->if_else, statements = x->list, one_line = w->one_line;
	u32 macros = w->macros;
	put(w, "{", 1);
	if (is_empty(w, n) && s.width >= 2) {
		put(w, "}", 1);
		return true;
	}
	w->last = token_end(&w->p.token[x->op]);
	w->if_else = w->one_line = false;
	w->macros = 0;
	put_statements(w, n, indent + TAB);
	put_block_end(w, close, indent, if_else && statements, !statements);
	w->last = last;
	w->if_else = if_else;
	w->one_line = one_line;
	w->macros = macros;
	return true;
}

bool rw_block_lines(struct layout *w, u32 n, struct shape s)
{
	put_words(w, n);
	return rw_comment_block(w, n, s) || rw_fn_body(w, n, s);
}

static bool on_one_line(struct layout *w, u32 n, struct shape s)
{
	u32 m = mark(w), a = sole_expr(w, n);
	if (!a)
		return false;
	put_words(w, n);
	if (!shape_offset(&s, mark(w) - m))
		return undo(w, m);
	u32 width = s.width + (mark(w) - m);
	put_str(w, S("{ "));
	if (!rw(w, a, s))
		return undo(w, m);
	put_str(w, S(" }"));
	Str text = since(w, m);
	return (text.len <= width && !is_multi(text)) || undo(w, m);
}

/* Whether the braces of an async block fit beside `async ` alone, which is all that rustfmt takes off the width before it
 * tries them on one line again: what stands there then is wider than there is room. */
static bool is_wide_on_one_line(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = sole_expr(w, n);
	if (!a || x->op == x->lo || w->p.token[x->lo].kind != TOK_async)
		return false;
	u32 width = needed_width(w, a);
	if (width == WIDTH_NONE || width + 4 > minus(s.width, 6))
		return false;
	put_words(w, n);
	put_str(w, S("{ "));
	put_flat(w, node(w, a)->lo, node(w, a)->hi);
	put_str(w, S(" }"));
	return true;
}

bool rw_block(struct layout *w, u32 n, struct shape s)
{
	u32 m = mark(w);
	if (on_one_line(w, n, s))
		return true;
	w->out.len = m;
	return is_wide_on_one_line(w, n, s) || rw_block_lines(w, n, s);
}

/* Control flow */

struct control {
	u32 n, cond, pattern, block, otherwise;
	Str keyword, matcher, connector;
	u32 label_lo, label_hi;
	bool single, nested;
};

static struct control control_of(const struct layout *w, u32 n, bool statement)
{
	const struct node *x = node(w, n);
	struct control c = {.n = n, .block = x->b, .label_lo = x->lo, .label_hi = x->op};
	switch (x->kind) {
	case N_if:
		c.label_hi = x->lo;
		c.keyword = S("if");
		c.cond = x->a;
		c.otherwise = x->c;
		c.single = !statement;
		break;
	case N_while:
		c.keyword = S("while");
		c.cond = x->a;
		break;
	case N_for:
		c.keyword = S("for");
		c.pattern = x->a;
		c.cond = x->c;
		c.connector = S(" in");
		break;
	default: c.keyword = S("loop");
	}
	if (c.cond && kind_of(w, c.cond) == N_let) {
		c.pattern = node(w, c.cond)->a;
		c.cond = node(w, c.cond)->b;
		c.matcher = S("let ");
		c.connector = S(" =");
	}
	return c;
}

/* The condition, or the pattern and what it is matched with. */
static bool rw_pattern_cond(struct layout *w, const struct control *c, struct shape s, u32 offset)
{
	struct shape cond = s;
	u32 m = mark(w);
	if (!shape_offset(&cond, offset))
		return false;
	if (c->pattern) {
		struct shape pattern = cond;
		put_str(w, c->matcher);
		if (!shape_offset(&pattern, c->matcher.len) ||
		    !shape_sub(&pattern, c->connector.len) || !rw(w, c->pattern, pattern))
			return false;
		put_str(w, c->connector);
		return rw_rhs(w, m, c->cond, cond, RHS_DEFAULT);
	}
	if (rw(w, c->cond, cond))
		return true;
	if (str_eq(c->keyword, S("if")))
		return false;
	struct shape next = shape_full(w, shape_in(s));
	put_line(w, next.block + next.align);
	return rw(w, c->cond, next);
}

static u32 last_indent(Str s)
{
	u32 i = s.len, n = 0;
	while (i && s.ptr[i - 1] != '\n')
		i--;
	while (i + n < s.len && s.ptr[i + n] == ' ')
		n++;
	return n;
}

/* if a { b } else { c }, where it is short. The condition stands in the output from m. */
static bool rw_single_if(struct layout *w, const struct control *c, u32 m, u32 width)
{
	u32 cond = mark(w) - m, fixed = c->keyword.len + 16;
	if (!c->otherwise || kind_of(w, c->otherwise) != N_block || is_multi(since(w, m)))
		return false;
	if (node(w, c->otherwise)->op != node(w, c->otherwise)->lo)
		return false;
	u32 a = sole_expr(w, c->block), b = sole_expr(w, c->otherwise), end = mark(w);
	if (!a || !b || cond + fixed > width)
		return false;
	struct shape s = {.width = width - cond - fixed};
	put_str(w, S(" { "));
	u32 at = mark(w);
	if (!rw(w, a, s) || !shape_sub(&s, mark(w) - at))
		return undo(w, end);
	put_str(w, S(" } else { "));
	if (!rw(w, b, s))
		return undo(w, end);
	put_str(w, S(" }"));
	u32 total = mark(w) - m + c->keyword.len + 1;
	bool ok = !is_multi(since(w, m)) && total <= width && total <= w->p.limit.if_else;
	return ok || undo(w, end);
}

/* Label, keyword and condition; *used is the width they take, or 0 where all is on one line and done. */
static bool rw_cond(struct layout *w, const struct control *c, struct shape s, u32 *used)
{
	struct shape constr = s;
	u32 m = mark(w);
	constr.width = minus(w->max_width, shape_used(s));
	if (c->nested && !shape_offset(&constr, 7))
		return false;
	put_flat(w, c->label_lo, c->label_hi);
	if (c->label_hi > c->label_lo)
		put(w, " ", 1);
	put_str(w, c->keyword);
	u32 offset = mark(w) - m + 1;
	u32 at = mark(w);
	if (c->cond) {
		put(w, " ", 1);
		at = mark(w);
		if (!rw_pattern_cond(w, c, constr, offset))
			return false;
		if (w->out.ptr[at] == '\n')
			cut(w, at - 1, at), at--;
	}
	Str cond = since(w, at);
	u32 budget = minus(w->max_width, shape_used(constr) + offset + 2);
	bool brace_below = (is_multi(cond) || cond.len > budget) &&
	                   (!is_extendable(cond) || last_indent(cond) > shape_used(s));
	*used = is_multi(cond) ? last_width(cond) : offset - 1 + cond.len + 2;
	if (c->single && rw_single_if(w, c, at, s.width)) {
		*used = 0;
		return true;
	}
	if (brace_below)
		put_line(w, s.block + s.align);
	else
		put(w, " ", 1);
	return true;
}

static bool rw_flow(struct layout *w, const struct control *c, struct shape s);

static bool rw_else(struct layout *w, const struct control *c, struct shape s)
{
	u32 n = c->otherwise;
	s = shape_at(w, s.block, s.align);
	put_str(w, S(" else "));
	if (kind_of(w, n) == N_if) {
		struct control next = control_of(w, n, true);
		next.nested = true;
		return rw_flow(w, &next, s);
	}
	if (s.width > 1)
		s.width = 1;
	return rw_block_statement(w, n, s);
}

static bool rw_flow(struct layout *w, const struct control *c, struct shape s)
{
	u32 used;
	if (!rw_cond(w, c, s, &used))
		return false;
	if (!used)
		return true;
	struct shape block = s;
	block.width = minus(s.width, used);
	if ((c->otherwise || c->nested) && block.width > 1)
		block.width = 1;
	bool if_else = w->if_else;
	w->if_else = c->otherwise;
	bool ok = rw_block_lines(w, c->block, block);
	w->if_else = if_else;
	return ok && (!c->otherwise || rw_else(w, c, s));
}

bool rw_control(struct layout *w, u32 n, struct shape s, bool statement)
{
	struct control c = control_of(w, n, statement);
	return rw_flow(w, &c, s);
}

bool rw_condition(struct layout *w, u32 n, struct shape s)
{
	u32 used;
	if (kind_of(w, n) == N_match) {
		u32 m = mark(w);
		return (shape_offset(&s, 8) && rw(w, node(w, n)->a, s)) || undo(w, m);
	}
	u8 kind = kind_of(w, n);
	if (kind != N_if && kind != N_while && kind != N_loop && kind != N_for)
		return false;
	struct control c = control_of(w, n, false);
	u32 m = mark(w);
	return rw_cond(w, &c, s, &used) || undo(w, m);
}
