/* Paths, types, generics. */
#include "tree.h"

static u32 tokens_node(struct parser *p, u32 n)
{
	u32 t = node_open(p, N_tokens);
	while (n--)
		take(p);
	return node_close(p, t);
}

static bool is_path_start(u8 kind)
{
	return kind == TOK_ident || kind == TOK_self || kind == TOK_Self || kind == TOK_super ||
	       kind == TOK_crate || kind == TOK_path;
}

/* What > of an operator like >= or >> closes arguments is a token by itself. */
static void close_angle(struct parser *p)
{
	p->space = false;
	expect(p, TOK_greater);
}

/* A constant as a generic argument: a literal, a block, a minus. */
static u32 const_arg(struct parser *p)
{
	if (peek(p) == TOK_open_brace)
		return parse_block(p);
	u32 n = node_open(p, N_tokens);
	take_if(p, TOK_minus);
	take(p);
	return node_close(p, n);
}

static bool is_const_arg(u8 kind)
{
	return kind == TOK_open_brace || kind == TOK_number || kind == TOK_char ||
	       kind == TOK_string || kind == TOK_true || kind == TOK_false || kind == TOK_minus;
}

/* Item = T, Item: Bounds, after what may be its name or a type: `name` is that. */
static u32 assoc(struct parser *p, u32 name)
{
	u32 n = node_around(p, N_assoc, name);
	p->node[n].op = p->at;
	if (peek(p) == TOK_eq)
		space(p);
	bool equal = peek(p) == TOK_eq;
	take(p);
	space(p);
	u32 b = !equal ? parse_bounds(p) : is_const_arg(peek(p)) ? const_arg(p) : parse_type(p);
	p->node[n].b = b;
	return node_close(p, n);
}

static u32 generic_arg(struct parser *p)
{
	if (peek(p) == TOK_lifetime)
		return tokens_node(p, 1);
	if (is_const_arg(peek(p)))
		return const_arg(p);
	u32 t = parse_type(p);
	if (peek(p) == TOK_eq || peek(p) == TOK_colon)
		return assoc(p, t);
	return t;
}

u32 parse_args(struct parser *p)
{
	u32 n = node_open(p, N_args);
	struct siblings s = {0};
	take_if(p, TOK_path);
	p->node[n].op = p->at;
	expect(p, TOK_less);
	while (peek(p) != TOK_greater && !p->bad) {
		node_append(p, &s, generic_arg(p));
		if (!parse_comma(p, TOK_greater, false))
			break;
	}
	close_angle(p);
	p->node[n].list = s.first;
	return node_close(p, n);
}

/* -> T, where it stands. */
static u32 returned(struct parser *p)
{
	if (peek(p) != TOK_arrow)
		return 0;
	space(p);
	take(p);
	space(p);
	return parse_type(p);
}

static u32 paren_args(struct parser *p)
{
	u32 n = node_open(p, N_paren_args);
	struct siblings s = {0};
	take_if(p, TOK_path);
	p->node[n].op = p->at;
	expect(p, TOK_open_paren);
	while (peek(p) != TOK_close_paren && !p->bad) {
		node_append(p, &s, parse_type(p));
		if (!parse_comma(p, TOK_close_paren, false))
			break;
	}
	expect(p, TOK_close_paren);
	p->node[n].list = s.first;
	u32 b = returned(p);
	p->node[n].b = b;
	return node_close(p, n);
}

/* Whether arguments follow a segment: in an expression only after ::. */
static u8 args_ahead(const struct parser *p, u32 flags)
{
	u8 kind = peek(p);
	if (kind == TOK_path && peek_at(p, 1) == TOK_less)
		return TOK_less;
	if (!(flags & NODE_TYPE))
		return 0;
	if (kind == TOK_less)
		return kind;
	if (kind == TOK_open_paren)
		return kind;
	return kind == TOK_path && peek_at(p, 1) == TOK_open_paren ? TOK_open_paren : 0;
}

static u32 segment(struct parser *p, u32 flags)
{
	u8 ahead = peek_at(p, 1);
	if (ahead != TOK_less && ahead != TOK_path && ahead != TOK_open_paren) {
		take(p);
		return 0;
	}
	u32 name = p->at;
	take(p);
	ahead = args_ahead(p, flags);
	if (!ahead)
		return 0;
	p->at--; /* the node begins at the name */
	u32 n = node_open(p, N_segment);
	p->at++;
	p->node[n].op = name;
	u32 a = ahead == TOK_less ? parse_args(p) : paren_args(p);
	p->node[n].a = a;
	return node_close(p, n);
}

/* <a as b>:: */
static void qself(struct parser *p, u32 n)
{
	expect(p, TOK_less);
	u32 a = parse_type(p), b = 0;
	if (peek(p) == TOK_as) {
		space(p);
		take(p);
		space(p);
		b = parse_path(p, NODE_TYPE);
	}
	close_angle(p);
	expect(p, TOK_path);
	p->node[n].a = a;
	p->node[n].b = b;
}

u32 parse_path(struct parser *p, u32 flags)
{
	u32 n = node_open(p, N_tokens), count = 0;
	struct siblings s = {0};
	if (!enter(p))
		return 0;
	if (peek(p) == TOK_less)
		qself(p, n);
	else
		take_if(p, TOK_path);
	for (;;) {
		if (!is_path_start(peek(p)) || peek(p) == TOK_path) {
			p->bad = true;
			break;
		}
		u32 g = segment(p, flags);
		count++;
		if (g)
			node_append(p, &s, g);
		if (peek(p) != TOK_path || !is_path_start(peek_at(p, 1)) || p->bad)
			break;
		take(p);
	}
	leave(p);
	struct node *node = &p->node[n];
	if (s.first || node->a)
		node->kind = N_path;
	node->list = s.first;
	node->flags = (u8)(flags | (count > 1 || node->a ? NODE_MANY : 0));
	return node_close(p, n);
}

/* for<'a, 'b> */
static void binder(struct parser *p)
{
	if (peek(p) != TOK_for)
		return;
	take(p);
	parse_generics(p);
	space(p);
}

static u32 bound(struct parser *p)
{
	u32 n = node_open(p, N_bound);
	if (peek(p) == TOK_lifetime) {
		take(p);
		return node_close(p, n);
	}
	bool paren = take_if(p, TOK_open_paren);
	binder(p);
	while (peek(p) == TOK_tilde || peek(p) == TOK_const || peek(p) == TOK_async) {
		u8 kind = peek(p);
		take(p);
		if (kind != TOK_tilde)
			space(p);
	}
	take_if(p, TOK_question);
	binder(p);
	u32 a;
	if (peek(p) == TOK_use) {
		a = node_open(p, N_tokens);
		take(p);
		parse_args(p);
		node_close(p, a);
	} else {
		a = parse_path(p, NODE_TYPE);
	}
	if (paren)
		expect(p, TOK_close_paren);
	p->node[n].a = a;
	return node_close(p, n);
}

static bool is_bound_start(const struct parser *p)
{
	u8 k = peek(p);
	return k == TOK_lifetime || k == TOK_question || k == TOK_tilde || k == TOK_for ||
	       k == TOK_open_paren || k == TOK_use || is_path_start(k) || k == TOK_less ||
	       (k == TOK_const && is_path_start(peek_at(p, 1))) || k == TOK_async;
}

u32 parse_bound_list(struct parser *p)
{
	struct siblings s = {0};
	while (is_bound_start(p) && !p->bad) {
		node_append(p, &s, bound(p));
		if (peek(p) != TOK_plus)
			break;
		space(p);
		take(p);
		space(p);
	}
	return s.first;
}

u32 parse_bounds(struct parser *p)
{
	u32 n = node_open(p, N_bounds);
	if (peek(p) == TOK_dyn || peek(p) == TOK_impl) {
		take(p);
		space(p);
	}
	p->node[n].op = p->at;
	u32 list = parse_bound_list(p);
	p->node[n].list = list;
	if (!list)
		p->bad = true;
	return node_close(p, n);
}

/* &'a mut T, *const T, && T */
static u32 ref_type(struct parser *p)
{
	u32 n = node_open(p, N_ref_type);
	bool ref = peek(p) != TOK_star;
	take(p);
	if (ref && peek(p) == TOK_lifetime) {
		take(p);
		space(p);
	}
	if (peek(p) == TOK_mut || (!ref && peek(p) == TOK_const)) {
		take(p);
		space(p);
	}
	u32 a = parse_type(p);
	p->node[n].a = a;
	return node_close(p, n);
}

static u32 tuple_type(struct parser *p)
{
	u32 n = node_open(p, N_tuple), count = 0;
	struct siblings s = {0};
	bool comma = false;
	expect(p, TOK_open_paren);
	while (peek(p) != TOK_close_paren && !p->bad) {
		node_append(p, &s, parse_type(p));
		count++;
		comma = peek(p) == TOK_comma;
		if (!parse_comma(p, TOK_close_paren, count == 1))
			break;
	}
	expect(p, TOK_close_paren);
	if (count == 1 && !comma) {
		p->node[n].kind = N_paren;
		p->node[n].a = s.first;
	} else {
		p->node[n].list = s.first;
		parse_limit(p, s.first, p->limit.call);
	}
	p->node[n].flags |= NODE_TYPE;
	return node_close(p, n);
}

static u32 array_type(struct parser *p)
{
	u32 n = node_open(p, N_slice_type);
	expect(p, TOK_open_bracket);
	u32 a = parse_type(p);
	p->node[n].a = a;
	if (take_if(p, TOK_semi)) {
		space(p);
		u32 b = parse_expr(p, EXPR_ANY);
		p->node[n].b = b;
		p->node[n].kind = N_array_type;
	}
	expect(p, TOK_close_bracket);
	return node_close(p, n);
}

/* A parameter of a function type, which may have a name. */
static u32 fn_type_param(struct parser *p)
{
	u32 n = node_open(p, N_param), b;
	if ((peek(p) == TOK_ident || peek(p) == TOK_underscore) && peek_at(p, 1) == TOK_colon) {
		u32 a = node_open(p, N_tokens);
		take(p);
		node_close(p, a);
		p->node[n].a = a;
		take(p);
		space(p);
	}
	if (peek(p) == TOK_dots3)
		b = tokens_node(p, 1);
	else
		b = parse_type(p);
	p->node[n].b = b;
	return node_close(p, n);
}

static u32 fn_type(struct parser *p)
{
	u32 n = node_open(p, N_fn_type);
	struct siblings s = {0};
	binder(p);
	while (peek(p) != TOK_fn && !p->bad) {
		if (peek(p) != TOK_unsafe && peek(p) != TOK_extern && peek(p) != TOK_string)
			p->bad = true;
		take(p);
		space(p);
	}
	expect(p, TOK_fn);
	p->node[n].op = p->at;
	expect(p, TOK_open_paren);
	while (peek(p) != TOK_close_paren && !p->bad) {
		node_append(p, &s, fn_type_param(p));
		if (!parse_comma(p, TOK_close_paren, false))
			break;
	}
	expect(p, TOK_close_paren);
	p->node[n].list = s.first;
	u32 b = returned(p);
	p->node[n].b = b;
	return node_close(p, n);
}

/* A path, a macro, or bounds without dyn. */
static u32 path_type(struct parser *p)
{
	u32 lo = p->at, path = parse_path(p, NODE_TYPE);
	if (peek(p) == TOK_not && is_open(peek_at(p, 1)) && !p->bad)
		return parse_macro(p, lo);
	return path;
}

static u32 type_one(struct parser *p)
{
	switch (peek(p)) {
	case TOK_and:
	case TOK_and_and:
	case TOK_star: return ref_type(p);
	case TOK_open_paren: return tuple_type(p);
	case TOK_open_bracket: return array_type(p);
	case TOK_not:
	case TOK_underscore: return tokens_node(p, 1);
	case TOK_dyn:
	case TOK_impl: return parse_bounds(p);
	case TOK_for:
	case TOK_unsafe:
	case TOK_extern:
	case TOK_fn: return fn_type(p);
	default: return path_type(p);
	}
}

u32 parse_type(struct parser *p)
{
	u32 n = 0;
	if (enter(p))
		n = type_one(p);
	leave(p);
	return n;
}

static u32 generic(struct parser *p)
{
	u32 c = parse_attrs(p, false);
	if (c)
		space(p);
	u32 n = node_open(p, N_generic), a = 0, b = 0, d = 0;
	p->node[n].op = p->at;
	if (peek(p) == TOK_const) {
		p->node[n].flags |= NODE_MANY;
		take(p);
		space(p);
	} else if (peek(p) != TOK_lifetime && peek(p) != TOK_ident) {
		p->bad = true;
	}
	take(p);
	if (take_if(p, TOK_colon)) {
		space(p);
		if (p->node[n].flags & NODE_MANY)
			b = parse_type(p);
		else if (is_bound_start(p))
			a = parse_bounds(p);
	}
	if (peek(p) == TOK_eq) {
		space(p);
		take(p);
		space(p);
		d = is_const_arg(peek(p)) ? const_arg(p) : parse_type(p);
	}
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->c = c;
	node->d = d;
	return node_close(p, n);
}

u32 parse_generics(struct parser *p)
{
	if (peek(p) != TOK_less)
		return 0;
	u32 n = node_open(p, N_generics);
	struct siblings s = {0};
	take(p);
	while (peek(p) != TOK_greater && !p->bad) {
		node_append(p, &s, generic(p));
		if (!parse_comma(p, TOK_greater, false))
			break;
	}
	close_angle(p);
	p->node[n].list = s.first;
	return node_close(p, n);
}

static u32 predicate(struct parser *p)
{
	u32 n = node_open(p, N_predicate);
	binder(p);
	u32 a = peek(p) == TOK_lifetime ? tokens_node(p, 1) : parse_type(p), b = 0;
	expect(p, TOK_colon);
	space(p);
	if (is_bound_start(p))
		b = parse_bounds(p);
	p->space = false;
	p->node[n].a = a;
	p->node[n].b = b;
	return node_close(p, n);
}

u32 parse_where(struct parser *p)
{
	if (peek(p) != TOK_where)
		return 0;
	u32 n = node_open(p, N_where);
	struct siblings s = {0};
	take(p);
	space(p);
	while (peek(p) != TOK_open_brace && peek(p) != TOK_semi && peek(p) != TOK_eq && !p->bad) {
		node_append(p, &s, predicate(p));
		if (!take_if(p, TOK_comma))
			break;
		space(p);
	}
	p->space = false;
	p->node[n].list = s.first;
	return node_close(p, n);
}
