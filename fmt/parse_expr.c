/* Expressions, by precedence climbing. */
#include "tree.h"

/* What binds stronger has the greater number. */
enum precedence {
	PREC_ASSIGN = 1,
	PREC_RANGE,
	PREC_OR,
	PREC_AND,
	PREC_COMPARE,
	PREC_BIT_OR,
	PREC_BIT_XOR,
	PREC_BIT_AND,
	PREC_SHIFT,
	PREC_ADD,
	PREC_MUL,
	PREC_CAST,
	PREC_UNARY,
};

static u32 operand(struct parser *p, u32 mode, u32 least);

/* Operators */

struct operator
{
	u8 precedence, tokens;
	u8 kind; /* of node */
};

/* An operator of < and >, which are tokens one by one. */
static struct operator angle_operator(const struct parser *p)
{
	u8 first = peek(p);
	bool second = p->at + 1 < p->end && is_joint(p, p->at + 1);
	if (!second)
		return (struct operator){PREC_COMPARE, 1, N_binary};
	u8 next = peek_at(p, 1);
	if (next == TOK_eq || next == TOK_eq_eq)
		return (struct operator){PREC_COMPARE, 2, N_binary};
	if (next != first)
		return (struct operator){PREC_COMPARE, 1, N_binary};
	if (peek_at(p, 2) == TOK_eq && is_joint(p, p->at + 2))
		return (struct operator){PREC_ASSIGN, 3, N_assign};
	return (struct operator){PREC_SHIFT, 2, N_binary};
}

static struct operator operator_here(const struct parser *p)
{
	switch (peek(p)) {
	case TOK_eq:
	case TOK_plus_eq:
	case TOK_minus_eq:
	case TOK_star_eq:
	case TOK_slash_eq:
	case TOK_percent_eq:
	case TOK_caret_eq:
	case TOK_and_eq:
	case TOK_or_eq: return (struct operator){PREC_ASSIGN, 1, N_assign};
	case TOK_dots:
	case TOK_dots_eq: return (struct operator){PREC_RANGE, 1, N_range};
	case TOK_or_or: return (struct operator){PREC_OR, 1, N_binary};
	case TOK_and_and: return (struct operator){PREC_AND, 1, N_binary};
	case TOK_eq_eq:
	case TOK_not_eq: return (struct operator){PREC_COMPARE, 1, N_binary};
	case TOK_less:
	case TOK_greater: return angle_operator(p);
	case TOK_or: return (struct operator){PREC_BIT_OR, 1, N_binary};
	case TOK_caret: return (struct operator){PREC_BIT_XOR, 1, N_binary};
	case TOK_and: return (struct operator){PREC_BIT_AND, 1, N_binary};
	case TOK_plus:
	case TOK_minus: return (struct operator){PREC_ADD, 1, N_binary};
	case TOK_star:
	case TOK_slash:
	case TOK_percent: return (struct operator){PREC_MUL, 1, N_binary};
	case TOK_as: return (struct operator){PREC_CAST, 1, N_cast};
	default: return (struct operator){0, 0, 0};
	}
}

/* Lists */

static u32 expr_list(struct parser *p, u8 close, bool keep_one, u32 *count, bool *comma)
{
	struct siblings s = {0};
	*count = 0;
	*comma = false;
	while (peek(p) != close && !p->bad) {
		node_append(p, &s, parse_expr(p, EXPR_ANY));
		++*count;
		*comma = peek(p) == TOK_comma;
		if (!parse_comma(p, close, keep_one && *count == 1))
			break;
	}
	p->space = false;
	expect(p, close);
	return s.first;
}

static bool is_nested_call(const struct parser *p, u32 n)
{
	for (;; n = p->node[n].a)
		switch (p->node[n].kind) {
		case N_call:
		case N_macro: return true;
		case N_ref:
		case N_try:
		case N_unary:
		case N_cast: continue;
		default: return false;
		}
}

void limit_nested_call(struct parser *p, u32 first)
{
	if (!first || p->node[first].next || !is_nested_call(p, first) || p->bad)
		return;
	u32 width = parse_width(p, p->node[first].lo, p->node[first].hi);
	if (width != WIDTH_NONE && width > p->limit.call)
		parse_break(p);
}

static u32 tuple_or_paren(struct parser *p)
{
	u32 n = node_open(p, N_tuple), count;
	bool comma;
	take(p);
	u32 list = expr_list(p, TOK_close_paren, true, &count, &comma);
	if (count == 1 && !comma) {
		p->node[n].kind = N_paren;
		p->node[n].a = list;
	} else {
		p->node[n].list = list;
		parse_limit(p, list, p->limit.call);
		limit_nested_call(p, list);
	}
	return node_close(p, n);
}

static u32 array(struct parser *p)
{
	u32 n = node_open(p, N_array);
	struct siblings s = {0};
	take(p);
	while (peek(p) != TOK_close_bracket && !p->bad) {
		node_append(p, &s, parse_expr(p, EXPR_ANY));
		if (peek(p) == TOK_semi && s.first == s.last) {
			take(p);
			space(p);
			u32 b = parse_expr(p, EXPR_ANY);
			expect(p, TOK_close_bracket);
			p->node[n].kind = N_repeat;
			p->node[n].a = s.first;
			p->node[n].b = b;
			return node_close(p, n);
		}
		if (!parse_comma(p, TOK_close_bracket, false))
			break;
	}
	p->space = false;
	expect(p, TOK_close_bracket);
	p->node[n].list = s.first;
	parse_limit(p, s.first, p->limit.array);
	limit_nested_call(p, s.first);
	return node_close(p, n);
}

static u32 call(struct parser *p, u32 callee)
{
	u32 n = node_around(p, N_call, callee), count;
	bool comma;
	p->node[n].op = p->at;
	take(p);
	u32 list = expr_list(p, TOK_close_paren, false, &count, &comma);
	p->node[n].list = list;
	parse_limit(p, list, p->limit.call);
	limit_nested_call(p, list);
	return node_close(p, n);
}

/* Chains */

/* A chain of several links is short; the last one's ? count twice, as rustfmt counts them. */
static void limit_chain(struct parser *p, u32 n)
{
	u32 links = 0;
	for (u32 i = n;; i = p->node[i].a) {
		u8 kind = p->node[i].kind;
		if (kind != N_try && kind != N_method && kind != N_field && kind != N_await)
			break;
		if (kind != N_try && ++links > 1)
			break;
	}
	if (links < 2 || p->bad)
		return;
	u32 width = parse_width(p, p->node[n].lo, p->at), tries = 0;
	for (u32 i = n; p->node[i].kind == N_try; i = p->node[i].a)
		tries++;
	if (width != WIDTH_NONE && width + tries > p->limit.chain)
		parse_break(p);
}

static u32 method(struct parser *p, u32 a)
{
	u32 n = node_around(p, N_field, a);
	take(p); /* the dot */
	if (peek(p) == TOK_await) {
		p->node[n].kind = N_await;
		take(p);
		limit_chain(p, n);
		return node_close(p, n);
	}
	p->node[n].op = p->at;
	if (peek(p) != TOK_ident && peek(p) != TOK_number)
		p->bad = true;
	take(p);
	u32 b = 0, count;
	bool comma;
	if (peek(p) == TOK_path)
		b = parse_args(p);
	if (peek(p) == TOK_open_paren) {
		u32 d = p->at;
		take(p);
		u32 list = expr_list(p, TOK_close_paren, false, &count, &comma);
		struct node *node = &p->node[n];
		node->kind = N_method;
		node->b = b;
		node->d = d;
		node->list = list;
		parse_limit(p, list, p->limit.call);
		limit_nested_call(p, list);
	}
	limit_chain(p, n);
	return node_close(p, n);
}

static u32 try(struct parser *p, u32 a)
{
	u32 n = node_around(p, N_try, a);
	take(p);
	limit_chain(p, n);
	return node_close(p, n);
}

static u32 index(struct parser *p, u32 a)
{
	u32 n = node_around(p, N_index, a);
	take(p);
	u32 b = parse_expr(p, EXPR_ANY);
	expect(p, TOK_close_bracket);
	p->node[n].b = b;
	return node_close(p, n);
}

static u32 postfix(struct parser *p, u32 n)
{
	while (!p->bad)
		switch (peek(p)) {
		case TOK_open_paren: n = call(p, n); break;
		case TOK_open_bracket: n = index(p, n); break;
		case TOK_question: n = try(p, n); break;
		case TOK_dot: n = method(p, n); break;
		default: return n;
		}
	return n;
}

/* Structs, macros, paths */

static u32 field_init(struct parser *p)
{
	u32 c = parse_attrs_apart(p);
	u32 n = node_open(p, N_field_init), a = 0;
	if (!c && peek(p) == TOK_line_init)
		return take_line(p, n);
	if (peek(p) != TOK_ident && peek(p) != TOK_number)
		p->bad = true;
	p->node[n].op = p->at;
	take(p);
	if (take_if(p, TOK_colon)) {
		space(p);
		a = parse_expr(p, EXPR_ANY);
	}
	p->node[n].a = a;
	p->node[n].c = c;
	return node_close(p, n);
}

static void struct_base(struct parser *p, u32 n)
{
	take(p);
	if (peek(p) == TOK_close_brace) {
		p->node[n].flags |= NODE_REST;
		return;
	}
	u32 b = parse_expr(p, EXPR_ANY);
	p->node[n].b = b;
}

static u32 struct_literal(struct parser *p, u32 path)
{
	u32 n = node_around(p, N_struct, path), open = p->at;
	struct siblings s = {0};
	p->node[n].op = open;
	space(p);
	take(p);
	space(p);
	while (peek(p) != TOK_close_brace && !p->bad) {
		if (peek(p) == TOK_dots) {
			struct_base(p, n);
			break;
		}
		node_append(p, &s, field_init(p));
		if (!parse_comma(p, TOK_close_brace, false))
			break;
	}
	p->space = p->at > open + 1;
	u32 width = parse_width(p, open + 1, p->at);
	expect(p, TOK_close_brace);
	p->node[n].list = s.first;
	if (width > p->limit.fields)
		parse_break(p);
	return node_close(p, n);
}

/* Whether { after a path begins the fields of a struct. */
static bool is_struct(const struct parser *p, u32 mode)
{
	return peek(p) == TOK_open_brace && !(mode & EXPR_NO_STRUCT);
}

static u32 path_expr(struct parser *p, u32 mode)
{
	u32 lo = p->at, path = parse_path(p, 0);
	if (p->bad)
		return 0;
	if (peek(p) == TOK_not && is_open(peek_at(p, 1)))
		return parse_macro(p, lo);
	return is_struct(p, mode) ? struct_literal(p, path) : path;
}

/* Closures */

static u32 closure_param(struct parser *p)
{
	u32 c = parse_attrs(p, false);
	if (c)
		space(p);
	u32 n = node_open(p, N_param), b = 0;
	u32 a = parse_pattern_one(p);
	if (take_if(p, TOK_colon)) {
		space(p);
		b = parse_type(p);
	}
	p->node[n].a = a;
	p->node[n].b = b;
	p->node[n].c = c;
	return node_close(p, n);
}

static void closure_params(struct parser *p, u32 n)
{
	struct siblings s = {0};
	p->node[n].op = p->at;
	if (take_if(p, TOK_or_or))
		return;
	expect(p, TOK_or);
	while (peek(p) != TOK_or && !p->bad) {
		node_append(p, &s, closure_param(p));
		if (!parse_comma(p, TOK_or, false))
			break;
	}
	p->space = false;
	expect(p, TOK_or);
	p->node[n].list = s.first;
}

static u32 closure(struct parser *p, u32 mode)
{
	u32 n = node_open(p, N_closure), b = 0, a;
	while (peek(p) == TOK_static || peek(p) == TOK_async || peek(p) == TOK_move) {
		take(p);
		space(p);
	}
	closure_params(p, n);
	if (peek(p) == TOK_arrow) {
		space(p);
		take(p);
		space(p);
		b = parse_type(p);
		space(p);
		a = parse_block(p);
	} else {
		space(p);
		a = parse_expr(p, mode & EXPR_NO_STRUCT);
	}
	p->node[n].a = a;
	p->node[n].b = b;
	return node_close(p, n);
}

/* Control flow */

static u32 condition(struct parser *p)
{
	return parse_expr(p, EXPR_NO_STRUCT);
}

static u32 if_expr(struct parser *p)
{
	u32 n = node_open(p, N_if), c = 0;
	if (!enter(p))
		return 0;
	take(p);
	space(p);
	u32 a = condition(p);
	space(p);
	u32 b = parse_block(p);
	if (peek(p) == TOK_else) {
		space(p);
		take(p);
		space(p);
		c = peek(p) == TOK_if ? if_expr(p) : parse_block(p);
	}
	leave(p);
	p->node[n].a = a;
	p->node[n].b = b;
	p->node[n].c = c;
	return node_close(p, n);
}

/* while, loop, for, and blocks, after a label where there is one. */
static u32 labelled(struct parser *p)
{
	u32 n = node_open(p, N_loop), a = 0, c = 0;
	if (take_if(p, TOK_lifetime)) {
		expect(p, TOK_colon);
		space(p);
	}
	u8 kind = peek(p);
	p->node[n].op = p->at;
	if (kind == TOK_open_brace) {
		u32 b = parse_block(p);
		p->node[b].lo = p->node[n].lo;
		return b;
	}
	take(p);
	space(p);
	if (kind == TOK_while) {
		p->node[n].kind = N_while;
		a = condition(p);
	} else if (kind == TOK_for) {
		p->node[n].kind = N_for;
		a = parse_pattern(p);
		space(p);
		expect(p, TOK_in);
		space(p);
		c = condition(p);
	} else if (kind != TOK_loop) {
		p->bad = true;
	}
	space(p);
	u32 b = parse_block(p);
	p->node[n].a = a;
	p->node[n].b = b;
	p->node[n].c = c;
	return node_close(p, n);
}

static u32 arm(struct parser *p)
{
	u32 d = parse_attrs(p, false), n = node_open(p, N_arm), b = 0;
	if (peek(p) == TOK_line_arm) {
		p->node[n].d = d;
		take_line(p, n);
		expect(p, TOK_comma);
		return n;
	}
	u32 a = parse_pattern(p);
	if (peek(p) == TOK_if) {
		space(p);
		take(p);
		space(p);
		b = parse_expr(p, EXPR_ANY);
	}
	space(p);
	expect(p, TOK_fat_arrow);
	space(p);
	u32 c = parse_expr(p, EXPR_STATEMENT);
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->c = c;
	node->d = d;
	node_close(p, n);
	if (peek(p) != TOK_close_brace && !take_if(p, TOK_comma) &&
	    p->token[p->at - 1].kind != TOK_close_brace)
		p->bad = true;
	return n;
}

static u32 match(struct parser *p)
{
	u32 n = node_open(p, N_match);
	struct siblings s = {0};
	take(p);
	space(p);
	u32 a = condition(p);
	space(p);
	p->node[n].op = p->at;
	expect(p, TOK_open_brace);
	if (peek(p) == TOK_hash && peek_at(p, 1) == TOK_not)
		p->bad = true;
	while (peek(p) != TOK_close_brace && !p->bad)
		node_append(p, &s, arm(p));
	expect(p, TOK_close_brace);
	if (s.first)
		parse_break(p);
	p->node[n].a = a;
	p->node[n].list = s.first;
	return node_close(p, n);
}

/* Whether a value can follow return, break and the like. */
static bool is_value_ahead(const struct parser *p, u32 mode)
{
	u8 kind = peek(p);
	if (p->at >= p->end || is_close(kind) || kind == TOK_comma || kind == TOK_semi ||
	    kind == TOK_fat_arrow || kind == TOK_question || kind == TOK_dot || kind == TOK_else)
		return false;
	return kind != TOK_open_brace || !(mode & EXPR_NO_STRUCT);
}

static u32 jump(struct parser *p, u32 mode)
{
	u32 n = node_open(p, N_jump), a = 0;
	u8 kind = peek(p);
	p->node[n].op = p->at;
	take(p);
	if ((kind == TOK_break || kind == TOK_continue) && peek(p) == TOK_lifetime &&
	    peek_at(p, 1) != TOK_colon) {
		space(p);
		take(p);
	}
	if (kind != TOK_continue && is_value_ahead(p, mode)) {
		space(p);
		a = operand(p, mode & EXPR_NO_STRUCT, PREC_ASSIGN);
	}
	p->node[n].a = a;
	return node_close(p, n);
}

/* let pattern = expression, as a condition. */
static u32 let_expr(struct parser *p)
{
	u32 n = node_open(p, N_let);
	take(p);
	space(p);
	u32 a = parse_pattern(p);
	space(p);
	expect(p, TOK_eq);
	space(p);
	u32 b = operand(p, EXPR_NO_STRUCT, PREC_COMPARE);
	p->node[n].a = a;
	p->node[n].b = b;
	return node_close(p, n);
}

/* Prefixes */

static u32 ref(struct parser *p, u32 mode)
{
	u32 n = node_open(p, N_ref);
	take(p);
	bool raw =
		peek_word(p, S("raw")) && (peek_at(p, 1) == TOK_const || peek_at(p, 1) == TOK_mut);
	if (raw) {
		take(p);
		space(p);
		take(p);
		space(p);
	} else if (take_if(p, TOK_mut)) {
		space(p);
	}
	u32 a = operand(p, mode & EXPR_NO_STRUCT, PREC_UNARY);
	p->node[n].a = a;
	return node_close(p, n);
}

static u32 unary(struct parser *p, u32 mode)
{
	u32 n = node_open(p, N_unary);
	p->node[n].op = p->at;
	take(p);
	u32 a = operand(p, mode & EXPR_NO_STRUCT, PREC_UNARY);
	p->node[n].a = a;
	return node_close(p, n);
}

static u32 prefix_range(struct parser *p, u32 mode)
{
	u32 n = node_open(p, N_range);
	p->node[n].op = p->at;
	take(p);
	if (is_value_ahead(p, mode)) {
		u32 b = operand(p, mode & EXPR_NO_STRUCT, PREC_RANGE + 1);
		p->node[n].b = b;
	}
	return node_close(p, n);
}

static u32 literal(struct parser *p)
{
	u32 n = node_open(p, N_tokens);
	take(p);
	return node_close(p, n);
}

/* A block with words before it, or a closure. */
static u32 keyword_block(struct parser *p, u32 mode)
{
	u8 next = peek_at(p, 1);
	if (next == TOK_or || next == TOK_or_or)
		return closure(p, mode);
	if (next == TOK_move && (peek_at(p, 2) == TOK_or || peek_at(p, 2) == TOK_or_or))
		return closure(p, mode);
	return parse_block(p);
}

static u32 primary(struct parser *p, u32 mode)
{
	switch (peek(p)) {
	case TOK_number:
	case TOK_char:
	case TOK_string:
	case TOK_true:
	case TOK_false:
	case TOK_underscore: return literal(p);
	case TOK_open_paren: return tuple_or_paren(p);
	case TOK_open_bracket: return array(p);
	case TOK_or:
	case TOK_or_or:
	case TOK_static:
	case TOK_move: return closure(p, mode);
	case TOK_async:
	case TOK_const:
	case TOK_unsafe: return keyword_block(p, mode);
	case TOK_open_brace: return parse_block(p);
	case TOK_if: return if_expr(p);
	case TOK_match: return match(p);
	case TOK_lifetime:
	case TOK_while:
	case TOK_loop:
	case TOK_for: return labelled(p);
	case TOK_return:
	case TOK_break:
	case TOK_continue:
	case TOK_yield: return jump(p, mode);
	case TOK_let: return let_expr(p);
	default: return path_expr(p, mode);
	}
}

/* What needs no semicolon as a statement, so that what follows is no operator of it. */
static bool is_block_like(const struct parser *p, u32 n)
{
	u8 kind = p->node[n].kind;
	return kind == N_block || kind == N_if || kind == N_match || kind == N_while ||
	       kind == N_loop || kind == N_for ||
	       (kind == N_macro && p->token[p->node[n].op].kind == TOK_open_brace);
}

static u32 prefixed(struct parser *p, u32 mode)
{
	switch (peek(p)) {
	case TOK_and:
	case TOK_and_and: return ref(p, mode);
	case TOK_star:
	case TOK_minus:
	case TOK_not: return unary(p, mode);
	case TOK_dots:
	case TOK_dots_eq: return prefix_range(p, mode);
	default: {
		u32 n = primary(p, mode);
		bool statement = mode & EXPR_STATEMENT && is_block_like(p, n);
		if (p->bad || (statement && peek(p) != TOK_dot && peek(p) != TOK_question))
			return n;
		return postfix(p, n);
	}
	}
}

/* A condition with let is never on one line, but for a name and one let. */
static void limit_let(struct parser *p, u32 n)
{
	struct node *node = &p->node[n];
	u8 op = p->token[node->op].kind;
	if (op != TOK_and_and)
		return;
	bool right = p->node[node->b].kind == N_let, left = p->node[node->a].kind == N_let;
	u32 a = node->a;
	while (p->node[a].kind == N_unary || p->node[a].kind == N_ref ||
	       p->node[a].kind == N_paren || p->node[a].kind == N_try)
		a = p->node[a].a;
	bool name = p->node[a].kind == N_tokens && p->node[a].hi == p->node[a].lo + 1 &&
	            (p->token[p->node[a].lo].kind == TOK_ident ||
	             p->token[p->node[a].lo].kind == TOK_self ||
	             p->token[p->node[a].lo].kind == TOK_true ||
	             p->token[p->node[a].lo].kind == TOK_false);
	bool chain = p->node[node->a].kind == N_binary && p->node[node->a].flags & NODE_MANY;
	if (right || left || chain)
		node->flags |= NODE_MANY; /* it has a let */
	if (left || chain || (right && !name))
		parse_break(p);
}

static u32 binary(struct parser *p, u32 a, struct operator o, u32 mode)
{
	u32 n = node_around(p, o.kind, a), b;
	p->node[n].op = p->at;
	if (o.kind != N_range)
		space(p);
	for (u8 i = 0; i < o.tokens; i++)
		take(p);
	if (o.kind != N_range)
		space(p);
	mode &= EXPR_NO_STRUCT;
	if (o.kind == N_cast)
		b = parse_type(p);
	else if (o.kind == N_range)
		b = is_value_ahead(p, mode) ? operand(p, mode, o.precedence + 1u) : 0;
	else
		b = operand(p, mode, o.precedence == PREC_ASSIGN ? PREC_ASSIGN : o.precedence + 1u);
	p->node[n].b = b;
	if (o.kind == N_binary)
		limit_let(p, n);
	return node_close(p, n);
}

static u32 operand_inner(struct parser *p, u32 mode, u32 least)
{
	u32 n = prefixed(p, mode);
	if (mode & EXPR_STATEMENT && !p->bad && is_block_like(p, n))
		return n;
	while (!p->bad && p->at < p->end) {
		struct operator o = operator_here(p);
		if (!o.precedence || o.precedence < least)
			break;
		n = binary(p, n, o, mode);
	}
	return n;
}

static u32 operand(struct parser *p, u32 mode, u32 least)
{
	u32 n = 0;
	if (enter(p) && p->at < p->end)
		n = operand_inner(p, mode, least);
	else
		p->bad = true;
	leave(p);
	return n;
}

u32 parse_expr(struct parser *p, u32 mode)
{
	if (peek(p) != TOK_hash && peek(p) != TOK_line_attr)
		return operand(p, mode, PREC_ASSIGN);
	u32 n = node_open(p, N_attributed);
	u32 c = parse_attrs_apart(p);
	u32 a = operand(p, mode, PREC_ASSIGN);
	p->node[n].a = a;
	p->node[n].c = c;
	return node_close(p, n);
}
