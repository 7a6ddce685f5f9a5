/* Items and attributes. */
#include "tree.h"

/* Attributes */

static u32 meta(struct parser *p);

static u32 meta_literal(struct parser *p)
{
	u32 n = node_open(p, N_tokens);
	u8 kind = peek(p);
	take_if(p, TOK_minus);
	if ((kind < TOK_number || kind > TOK_string) && kind != TOK_true && kind != TOK_false &&
	    kind != TOK_minus)
		p->bad = true;
	take(p);
	return node_close(p, n);
}

static u32 meta_item(struct parser *p)
{
	u8 kind = peek(p);
	if ((kind >= TOK_number && kind <= TOK_string) || kind == TOK_true || kind == TOK_false)
		return meta_literal(p);
	return meta(p);
}

static void meta_list(struct parser *p, u32 n)
{
	struct siblings s = {0};
	take(p);
	while (peek(p) != TOK_close_paren && !p->bad) {
		node_append(p, &s, meta_item(p));
		if (!parse_comma(p, TOK_close_paren, true))
			break;
	}
	p->space = false;
	expect(p, TOK_close_paren);
	p->node[n].list = s.first;
	parse_limit(p, s.first, p->limit.attr);
}

static u32 meta(struct parser *p)
{
	u32 n = node_open(p, N_meta);
	take_if(p, TOK_path);
	for (;;) {
		u8 kind = peek(p);
		if (kind != TOK_ident && (kind < TOK_as || kind > TOK_yield))
			p->bad = true;
		take(p);
		if (!take_if(p, TOK_path))
			break;
	}
	u8 kind = peek(p);
	p->node[n].op = kind == TOK_eq || kind == TOK_open_paren ? p->at : 0;
	if (kind == TOK_eq) {
		space(p);
		take(p);
		space(p);
		u32 a = meta_literal(p);
		p->node[n].a = a;
	} else if (kind == TOK_open_paren) {
		if (enter(p))
			meta_list(p, n);
		leave(p);
	}
	return node_close(p, n);
}

/* An attribute whose inside is not known stays as it is. */
static u32 attr(struct parser *p)
{
	u32 n = node_open(p, N_attr), count = p->count;
	take(p);
	take_if(p, TOK_not);
	u32 open = p->at, close = p->token[open].arg;
	if (peek(p) != TOK_open_bracket) {
		p->bad = true;
		return 0;
	}
	take(p);
	u32 at = p->at, a = meta(p);
	if (p->bad || p->at != close) {
		p->at = at;
		recover(p);
		p->count = count;
		a = 0;
		take_to(p, close);
	} else {
		take(p);
	}
	p->node[n].a = a;
	return node_close(p, n);
}

static bool is_attr(const struct parser *p, bool inside)
{
	u8 kind = peek(p);
	if (kind == TOK_hash)
		return inside ? peek_at(p, 1) == TOK_not && peek_at(p, 2) == TOK_open_bracket
		              : peek_at(p, 1) == TOK_open_bracket;
	return kind == (inside ? TOK_doc_in : TOK_doc) ||
	       (!inside && (kind == TOK_line_attr || kind == TOK_line_derive));
}

u32 parse_attrs(struct parser *p, bool inside)
{
	struct siblings s = {0};
	while (is_attr(p, inside) && !p->bad) {
		if (s.first)
			space(p);
		if (peek(p) != TOK_hash) {
			node_append(p, &s, take_line(p, node_open(p, N_attr)));
		} else {
			node_append(p, &s, attr(p));
		}
	}
	return s.first;
}

u32 parse_attrs_apart(struct parser *p)
{
	u32 attrs = parse_attrs(p, false);
	if (attrs) {
		space(p);
		parse_break(p);
	}
	return attrs;
}

/* Items */

static void visibility(struct parser *p)
{
	if (peek(p) == TOK_crate && peek_at(p, 1) != TOK_path) {
		take(p);
		space(p);
	}
	if (!take_if(p, TOK_pub))
		return;
	u8 next = peek_at(p, 1);
	bool path = next == TOK_in || next == TOK_self || next == TOK_super || next == TOK_crate;
	if (peek(p) == TOK_open_paren && path &&
	    (next == TOK_in || peek_at(p, 2) == TOK_close_paren)) {
		take(p);
		if (take_if(p, TOK_in))
			space(p);
		parse_path(p, NODE_TYPE);
		expect(p, TOK_close_paren);
	}
	space(p);
}

static void name(struct parser *p, u32 n)
{
	p->node[n].op = p->at;
	if (peek(p) != TOK_ident && peek(p) != TOK_underscore)
		p->bad = true;
	take(p);
}

/* self, &self, &'a mut self, mut self, with its type where it has one. */
static bool is_self_param(const struct parser *p)
{
	u32 i = 0;
	if (peek(p) == TOK_and) {
		i++;
		if (peek_at(p, i) == TOK_lifetime)
			i++;
	}
	if (peek_at(p, i) == TOK_mut)
		i++;
	return peek_at(p, i) == TOK_self && peek_at(p, i + 1) != TOK_path;
}

static u32 self_param(struct parser *p)
{
	u32 a = node_open(p, N_tokens);
	take_if(p, TOK_and);
	if (take_if(p, TOK_lifetime))
		space(p);
	if (take_if(p, TOK_mut))
		space(p);
	take(p);
	return node_close(p, a);
}

static u32 fn_param(struct parser *p)
{
	u32 c = parse_attrs(p, false);
	if (c)
		space(p);
	u32 n = node_open(p, N_param), b = 0;
	u32 a = is_self_param(p) ? self_param(p) : peek(p) == TOK_dots3 ? 0 : parse_pattern_one(p);
	if (a && take_if(p, TOK_colon)) {
		space(p);
		b = parse_type(p);
	} else if (!a) {
		b = node_open(p, N_tokens);
		take(p);
		node_close(p, b);
	}
	p->node[n].a = a;
	p->node[n].b = b;
	p->node[n].c = c;
	return node_close(p, n);
}

static bool is_fn_word(const struct parser *p)
{
	u8 k = peek(p);
	return k == TOK_const || k == TOK_async || k == TOK_unsafe || k == TOK_extern ||
	       k == TOK_string ||
	       (k == TOK_ident && (peek_word(p, S("default")) || peek_word(p, S("safe"))));
}

static u32 fn_item(struct parser *p, u32 n)
{
	struct siblings s = {0};
	u32 d = 0;
	p->node[n].kind = N_fn;
	while (is_fn_word(p)) {
		bool abi = peek(p) == TOK_extern && peek_at(p, 1) != TOK_string;
		if (abi) /* rustfmt adds "C" */
			p->bad = true;
		take(p);
		space(p);
	}
	expect(p, TOK_fn);
	space(p);
	name(p, n);
	u32 a = parse_generics(p);
	expect(p, TOK_open_paren);
	while (peek(p) != TOK_close_paren && !p->bad) {
		node_append(p, &s, fn_param(p));
		if (!parse_comma(p, TOK_close_paren, false))
			break;
	}
	expect(p, TOK_close_paren);
	if (peek(p) == TOK_arrow) {
		space(p);
		take(p);
		space(p);
		d = parse_type(p);
	}
	space(p);
	u32 b = parse_where(p);
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->d = d;
	node->list = s.first;
	node_close(p, n);
	if (peek(p) == TOK_semi) {
		p->space = false;
		take(p);
		node_close(p, n);
	} else if (peek(p) != TOK_open_brace) {
		p->bad = true;
	}
	return n;
}

static u32 field_def(struct parser *p, bool tuple)
{
	u32 c = tuple ? parse_attrs(p, false) : parse_attrs_apart(p);
	if (c)
		space(p);
	u32 n = node_open(p, N_field_def);
	if (!tuple && peek(p) == TOK_line_field) {
		p->node[n].c = c;
		return take_line(p, n);
	}
	visibility(p);
	if (!tuple) {
		name(p, n);
		expect(p, TOK_colon);
		space(p);
	}
	u32 a = parse_type(p);
	p->node[n].a = a;
	p->node[n].c = c;
	return node_close(p, n);
}

/* The fields of a struct or a variant, with their delimiters. */
static void fields(struct parser *p, u32 n)
{
	struct siblings s = {0};
	bool tuple = peek(p) == TOK_open_paren;
	u8 close = tuple ? TOK_close_paren : TOK_close_brace;
	p->node[n].d = p->at;
	if (!tuple)
		space(p);
	take(p);
	if (!tuple)
		space(p);
	while (peek(p) != close && !p->bad) {
		node_append(p, &s, field_def(p, tuple));
		if (!parse_comma(p, close, false))
			break;
	}
	p->space = !tuple && s.first;
	expect(p, close);
	p->node[n].list = s.first;
	if (tuple) {
		p->node[n].flags |= NODE_TUPLE;
		parse_limit(p, s.first, p->limit.call);
	}
}

static u32 adt(struct parser *p, u32 n)
{
	p->node[n].kind = N_adt;
	take(p);
	space(p);
	name(p, n);
	u32 a = parse_generics(p);
	space(p);
	u32 b = parse_where(p);
	p->space = false;
	if (peek(p) == TOK_open_brace || peek(p) == TOK_open_paren)
		fields(p, n);
	else
		p->node[n].flags |= NODE_UNIT;
	if (p->node[n].flags & NODE_TUPLE && peek(p) == TOK_where) {
		space(p);
		b = parse_where(p);
	}
	p->node[n].a = a;
	p->node[n].b = b;
	if (p->node[n].flags & (NODE_TUPLE | NODE_UNIT))
		expect(p, TOK_semi);
	return node_close(p, n);
}

static u32 variant(struct parser *p)
{
	u32 c = parse_attrs_apart(p), a = 0;
	u32 n = node_open(p, N_variant);
	name(p, n);
	if (peek(p) == TOK_open_brace || peek(p) == TOK_open_paren)
		fields(p, n);
	else
		p->node[n].flags |= NODE_UNIT;
	if (peek(p) == TOK_eq) {
		space(p);
		take(p);
		space(p);
		a = parse_expr(p, EXPR_ANY);
	}
	p->node[n].a = a;
	p->node[n].c = c;
	return node_close(p, n);
}

static u32 enum_item(struct parser *p, u32 n)
{
	struct siblings s = {0};
	p->node[n].kind = N_enum;
	take(p);
	space(p);
	name(p, n);
	u32 a = parse_generics(p);
	space(p);
	u32 b = parse_where(p);
	space(p);
	u32 d = p->at;
	expect(p, TOK_open_brace);
	while (peek(p) != TOK_close_brace && !p->bad) {
		node_append(p, &s, variant(p));
		if (!take_if(p, TOK_comma))
			break;
	}
	expect(p, TOK_close_brace);
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->d = d;
	node->list = s.first;
	return node_close(p, n);
}

static u32 impl(struct parser *p, u32 n)
{
	u32 a = 0, d = 0;
	p->node[n].kind = N_impl;
	while (peek(p) == TOK_unsafe || peek_word(p, S("default")) || peek(p) == TOK_const) {
		take(p);
		space(p);
	}
	expect(p, TOK_impl);
	u8 next = peek_at(p, 1);
	if (peek(p) == TOK_less && next != TOK_less)
		a = parse_generics(p);
	space(p);
	if (peek(p) == TOK_const) {
		take(p);
		space(p);
	}
	p->node[n].op = p->at; /* the trait's ! where it is negative */
	if (take_if(p, TOK_not))
		p->node[n].flags |= NODE_MANY;
	u32 type = parse_type(p);
	if (peek(p) == TOK_for) {
		d = type;
		space(p);
		take(p);
		space(p);
		type = parse_type(p);
	}
	space(p);
	u32 b = parse_where(p);
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->d = d;
	node->list = type;
	p->bad |= peek(p) != TOK_open_brace;
	return node_close(p, n);
}

static u32 trait(struct parser *p, u32 n)
{
	u32 d = 0;
	p->node[n].kind = N_trait;
	while (peek(p) == TOK_unsafe || peek_word(p, S("auto")) || peek(p) == TOK_const) {
		take(p);
		space(p);
	}
	expect(p, TOK_trait);
	space(p);
	name(p, n);
	u32 a = parse_generics(p);
	if (take_if(p, TOK_colon)) {
		space(p);
		if (peek(p) != TOK_open_brace && peek(p) != TOK_where)
			d = parse_bounds(p);
	}
	space(p);
	u32 b = parse_where(p);
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->d = d;
	p->bad |= peek(p) != TOK_open_brace;
	return node_close(p, n);
}

static u32 mod(struct parser *p, u32 n)
{
	p->node[n].kind = N_mod;
	if (take_if(p, TOK_unsafe))
		space(p);
	take(p);
	space(p);
	name(p, n);
	if (peek(p) == TOK_semi)
		take(p);
	else
		p->bad |= peek(p) != TOK_open_brace;
	return node_close(p, n);
}

static u32 type_alias(struct parser *p, u32 n)
{
	u32 d = 0, type = 0;
	p->node[n].kind = N_type;
	if (peek_word(p, S("default"))) {
		take(p);
		space(p);
	}
	take(p);
	space(p);
	name(p, n);
	u32 a = parse_generics(p);
	if (take_if(p, TOK_colon)) {
		space(p);
		d = parse_bounds(p);
	}
	if (peek(p) == TOK_where)
		space(p);
	u32 b = parse_where(p);
	if (peek(p) == TOK_eq) {
		space(p);
		take(p);
		space(p);
		type = parse_type(p);
	}
	if (peek(p) == TOK_where) {
		p->node[n].flags |= NODE_MANY; /* it comes after the type */
		space(p);
		b = parse_where(p);
	}
	expect(p, TOK_semi);
	struct node *node = &p->node[n];
	node->a = a;
	node->b = b;
	node->d = d;
	node->list = type;
	return node_close(p, n);
}

/* const and static */
static u32 constant(struct parser *p, u32 n)
{
	u32 list = 0;
	p->node[n].kind = N_const;
	while (peek(p) == TOK_unsafe || peek(p) == TOK_const || peek(p) == TOK_static ||
	       peek(p) == TOK_mut || peek_word(p, S("safe")) ||
	       (peek_word(p, S("default")) && peek_at(p, 1) != TOK_colon)) {
		take(p);
		space(p);
	}
	name(p, n);
	u32 a = parse_generics(p);
	expect(p, TOK_colon);
	space(p);
	u32 d = parse_type(p);
	if (peek(p) == TOK_eq) {
		space(p);
		take(p);
		space(p);
		list = parse_expr(p, EXPR_ANY);
	}
	expect(p, TOK_semi);
	struct node *node = &p->node[n];
	node->a = a;
	node->d = d;
	node->list = list;
	return node_close(p, n);
}

/* Takes the tokens up to a semicolon as they stand. */
static u32 up_to_semi(struct parser *p, u32 n, u8 kind)
{
	u32 end = p->at;
	while (end < p->end && p->token[end].kind != TOK_semi && !is_close(p->token[end].kind)) {
		if (is_open(p->token[end].kind) && p->token[end].arg < end) {
			p->bad = true; /* a brace that items follow */
			return 0;
		}
		end = is_open(p->token[end].kind) ? p->token[end].arg + 1 : end + 1;
	}
	if (p->token[end].kind != TOK_semi || end >= p->end) {
		p->bad = true;
		return 0;
	}
	p->node[n].kind = kind;
	take_to(p, end);
	return node_close(p, n);
}

static u32 extern_item(struct parser *p, u32 n)
{
	u32 words = peek(p) == TOK_unsafe;
	if (peek_at(p, 1) == TOK_crate)
		return up_to_semi(p, n, N_verbatim);
	bool block = peek_at(p, words + 1) == TOK_string && peek_at(p, words + 2) == TOK_open_brace;
	if (!block)
		return fn_item(p, n);
	p->node[n].kind = N_extern;
	if (take_if(p, TOK_unsafe))
		space(p);
	take(p);
	space(p);
	take(p);
	space(p);
	return node_close(p, n);
}

static u32 macro_rules(struct parser *p, u32 n)
{
	p->node[n].kind = N_macro_rules;
	take(p);
	take(p);
	space(p);
	name(p, n);
	if (!is_open(peek(p)) || p->token[p->at].arg < p->at) {
		p->bad = true;
		return 0;
	}
	bool brace = peek(p) == TOK_open_brace;
	take_to(p, p->token[p->at].arg);
	if (!brace)
		expect(p, TOK_semi);
	return node_close(p, n);
}

static u32 macro_item(struct parser *p, u32 n)
{
	u32 lo = p->at;
	p->node[n].kind = N_macro_item;
	take_if(p, TOK_path);
	do {
		if (peek(p) != TOK_ident && peek(p) != TOK_crate && peek(p) != TOK_self &&
		    peek(p) != TOK_super)
			p->bad = true;
		take(p);
	} while (take_if(p, TOK_path));
	if (peek(p) != TOK_not || !is_open(peek_at(p, 1)) || p->bad) {
		p->bad = true;
		return 0;
	}
	bool brace = peek_at(p, 1) == TOK_open_brace;
	u32 m = parse_macro(p, lo);
	p->node[n].list = m;
	if (!brace)
		expect(p, TOK_semi);
	return node_close(p, n);
}

/* What words begin an item before the one that says which it is. */
static u8 item_kind(const struct parser *p)
{
	for (u32 i = 0;; i++) {
		u8 kind = peek_at(p, i), next = peek_at(p, i + 1);
		if (kind == TOK_const &&
		    (next == TOK_ident || next == TOK_underscore || next == TOK_mut))
			return TOK_const;
		if (kind == TOK_extern)
			return kind;
		if (kind == TOK_const || kind == TOK_async || kind == TOK_unsafe)
			continue;
		if (kind == TOK_ident && i < 2) {
			Str word = token_text(p, p->at + i);
			if (str_eq(word, S("union")) && next == TOK_ident)
				return TOK_struct;
			if ((str_eq(word, S("default")) || str_eq(word, S("auto")) ||
			     str_eq(word, S("safe"))) &&
			    (next == TOK_ident || (next >= TOK_as && next <= TOK_yield)))
				continue;
		}
		return kind;
	}
}

static u32 item(struct parser *p, u32 n)
{
	switch (item_kind(p)) {
	case TOK_fn: return fn_item(p, n);
	case TOK_struct: return adt(p, n);
	case TOK_enum: return enum_item(p, n);
	case TOK_impl: return impl(p, n);
	case TOK_trait: return trait(p, n);
	case TOK_mod: return mod(p, n);
	case TOK_use: return up_to_semi(p, n, N_use);
	case TOK_type: return type_alias(p, n);
	case TOK_const:
	case TOK_static: return constant(p, n);
	case TOK_extern: return extern_item(p, n);
	default:
		if (peek_word(p, S("macro_rules")) && peek_at(p, 1) == TOK_not &&
		    peek_at(p, 2) == TOK_ident)
			return macro_rules(p, n);
		return macro_item(p, n);
	}
}

u32 parse_item(struct parser *p)
{
	u32 c = parse_attrs(p, false);
	p->space = false;
	u32 n = node_open(p, N_verbatim);
	p->node[n].c = c;
	if (peek(p) == TOK_line_fn) {
		p->node[n].kind = N_fn;
		take_line(p, n);
		return peek(p) == TOK_open_brace ? n : 0;
	}
	visibility(p);
	n = item(p, n);
	if (p->bad)
		return 0;
	return node_close(p, n);
}
