/* Blocks and statements. */
#include "tree.h"

/* Whether an item begins here, so that it is no expression. */
static bool is_item(const struct parser *p)
{
	u8 next = peek_at(p, 1);
	switch (peek(p)) {
	case TOK_fn:
	case TOK_struct:
	case TOK_enum:
	case TOK_trait:
	case TOK_impl:
	case TOK_mod:
	case TOK_use:
	case TOK_type:
	case TOK_pub:
	case TOK_extern:
	case TOK_line_fn: return true;
	case TOK_static:
		return next != TOK_or && next != TOK_or_or && next != TOK_move && next != TOK_async;
	case TOK_const:
		return next != TOK_open_brace && next != TOK_or && next != TOK_or_or &&
		       next != TOK_move && next != TOK_async;
	case TOK_async: return next == TOK_fn || next == TOK_unsafe;
	case TOK_unsafe: return next != TOK_open_brace;
	case TOK_ident:
		return (peek_word(p, S("union")) && next == TOK_ident) ||
		       (peek_word(p, S("macro_rules")) && next == TOK_not &&
		        peek_at(p, 2) == TOK_ident);
	default: return false;
	}
}

static u32 let_stmt(struct parser *p, u32 attrs, u32 lo)
{
	u32 n = node_open(p, N_let_stmt), b = 0, c = 0, d = 0;
	(void)lo;
	take(p);
	space(p);
	u32 a = parse_pattern(p);
	if (take_if(p, TOK_colon)) {
		space(p);
		b = parse_type(p);
	}
	if (peek(p) == TOK_eq) {
		space(p);
		take(p);
		space(p);
		c = parse_expr(p, EXPR_ANY);
	}
	if (peek(p) == TOK_else) {
		space(p);
		take(p);
		space(p);
		d = parse_block(p);
	}
	expect(p, TOK_semi);
	struct node *node = &p->node[n];
	node->list = attrs;
	node->a = a;
	node->b = b;
	node->c = c;
	node->d = d;
	return node_close(p, n);
}

/* The item's body is not looked into: who writes it reads it then. */
static u32 item_stmt(struct parser *p)
{
	u32 n = node_open(p, N_item_stmt), a = parse_item(p);
	if (!a)
		p->bad = true;
	if (!p->bad && peek(p) == TOK_open_brace)
		take_to(p, p->token[p->at].arg);
	parse_break(p);
	p->node[n].a = a;
	return node_close(p, n);
}

/* A macro that is a statement: its braces, or the semicolon after it, end it. */
static bool is_macro_stmt(const struct parser *p, u32 n)
{
	const struct node *node = &p->node[n];
	return node->kind == N_macro &&
	       (p->token[node->op].kind == TOK_open_brace || peek(p) == TOK_semi);
}

static u32 expr_stmt(struct parser *p, u32 attrs)
{
	u32 n = node_open(p, N_expr_stmt), a = parse_expr(p, EXPR_STATEMENT);
	if (!p->bad && is_macro_stmt(p, a)) {
		p->node[n].kind = N_macro_stmt;
		p->node[n].c = attrs;
	} else if (attrs) {
		u32 outer = node_around(p, N_attributed, a);
		p->node[outer].lo = p->node[attrs].lo;
		p->node[outer].c = attrs;
		a = node_close(p, outer);
		p->node[n].lo = p->node[attrs].lo;
	}
	p->node[n].a = a;
	if (take_if(p, TOK_semi))
		p->node[n].flags |= NODE_SEMI;
	else if (peek(p) != TOK_close_brace && p->token[p->at - 1].kind != TOK_close_brace)
		p->bad = true;
	return node_close(p, n);
}

/* What is not known here goes up to a semicolon, braces, or the block's end. */
static u32 unknown_stmt(struct parser *p, const struct parser *before)
{
	u32 at = before->at;
	p->at = at;
	p->count = before->count;
	p->depth = before->depth;
	p->end = before->end;
	recover(p);
	u32 n = node_open(p, N_verbatim);
	while (at < p->end && !is_close(p->token[at].kind)) {
		u8 kind = p->token[at].kind;
		at = is_open(kind) ? p->token[at].arg + 1 : at + 1;
		u8 next = p->token[at].kind;
		if (kind == TOK_semi)
			break;
		if (kind == TOK_open_brace && next != TOK_semi && next != TOK_dot &&
		    next != TOK_question && next != TOK_else)
			break;
	}
	if (at == before->at)
		p->bad = true;
	else
		take_to(p, at - 1);
	parse_break(p);
	return node_close(p, n);
}

static u32 statement(struct parser *p)
{
	u32 lo = p->at;
	if (peek(p) == TOK_semi) {
		u32 n = node_open(p, N_empty_stmt);
		take(p);
		return node_close(p, n);
	}
	if (peek(p) == TOK_line_stmt) {
		u32 n = node_open(p, N_expr_stmt);
		p->node[n].flags = NODE_SEMI;
		return take_line(p, n);
	}
	u32 attrs = parse_attrs_apart(p);
	p->space = false;
	if (is_item(p)) {
		p->at = lo;
		return item_stmt(p);
	}
	u32 n = peek(p) == TOK_let ? let_stmt(p, attrs, lo) : expr_stmt(p, attrs);
	return n;
}

/* unsafe, const, async move, gen: the words before a block. */
static void block_words(struct parser *p)
{
	while (peek(p) == TOK_unsafe || peek(p) == TOK_async || peek(p) == TOK_move ||
	       peek(p) == TOK_const) {
		take(p);
		space(p);
	}
}

u32 parse_block(struct parser *p)
{
	u32 n = node_open(p, N_block);
	struct siblings s = {0};
	if (!enter(p))
		return 0;
	block_words(p);
	u32 open = p->at;
	expect(p, TOK_open_brace);
	u32 attrs = parse_attrs(p, true);
	while (peek(p) != TOK_close_brace && !p->bad) {
		struct parser before = *p;
		p->space = false;
		u32 one = statement(p);
		if (p->bad && p->macros)
			return 0;
		node_append(p, &s, p->bad ? unknown_stmt(p, &before) : one);
	}
	expect(p, TOK_close_brace);
	if (p->at > open + 2)
		parse_break(p);
	leave(p);
	p->node[n].op = open;
	p->node[n].list = s.first;
	p->node[n].c = attrs;
	return node_close(p, n);
}
