/* Macros and their arguments, where these are expressions or types. */
#include "tree.h"

/* An argument of a macro: what rustfmt tries in turn, of which patterns and items are not tried here. */
static u32 macro_arg(struct parser *p)
{
	struct parser before = *p;
	u8 next = peek_at(p, 1);
	if ((next == TOK_comma || p->at + 1 == p->end) && peek(p) >= TOK_as &&
	    peek(p) < TOK_underscore && peek(p) != TOK_true && peek(p) != TOK_false &&
	    peek(p) != TOK_self) {
		u32 n = node_open(p, N_tokens);
		take(p);
		return node_close(p, n);
	}
	u32 n = parse_expr(p, EXPR_ANY);
	if (!p->bad && (peek(p) == TOK_comma || peek(p) == TOK_semi || p->at == p->end))
		return n;
	p->at = before.at;
	p->depth = before.depth;
	recover(p);
	p->space = before.space;
	return parse_type(p);
}

static bool is_vec(const struct parser *p, u32 lo, u32 open)
{
	return open - lo == 2 && str_eq(token_text(p, lo), S("vec"));
}

/* The arguments of a macro up to its closing delimiter, at which the text ends for those who take them. */
static u32 macro_args(struct parser *p, u32 n, u32 close)
{
	struct siblings s = {0};
	u32 end = p->end, lo = p->node[n].lo, open = p->node[n].op;
	u8 flags = NODE_PARSED;
	p->end = close;
	while (p->at < close && !p->bad) {
		node_append(p, &s, macro_arg(p));
		if (p->at == close || p->bad)
			break;
		if (peek(p) == TOK_semi && is_vec(p, lo, open) && s.first == s.last) {
			flags |= NODE_SEMI;
			take(p);
			space(p);
			continue;
		}
		if (peek(p) != TOK_comma || flags & NODE_SEMI)
			p->bad = true;
		take(p);
		space(p);
		if (p->at == close)
			flags |= NODE_COMMA;
	}
	p->space = false;
	if (p->at != close)
		p->bad = true;
	p->end = end;
	p->node[n].flags |= flags;
	p->node[n].list = s.first;
	return s.first;
}

/* A vec! of one line has no comma at its end, other macros keep theirs. */
static void macro_known(struct parser *p, u32 n, u32 close)
{
	u32 list = macro_args(p, n, close), open = p->node[n].op;
	bool vec = is_vec(p, p->node[n].lo, open);
	u32 limit = vec || p->token[open].kind == TOK_open_bracket ? p->limit.array : p->limit.call;
	if (vec && p->token[open].kind != TOK_open_bracket)
		p->bad = true; /* rustfmt makes brackets of them */
	if (p->bad)
		return;
	bool dropped = vec && p->node[n].flags & NODE_COMMA;
	take(p);
	if (dropped)
		parse_break(p);
	if (p->node[n].flags & NODE_SEMI)
		return;
	parse_limit(p, list, limit);
	limit_nested_call(p, list);
}

u32 parse_macro(struct parser *p, u32 lo)
{
	u32 n = node_open(p, N_macro);
	p->node[n].lo = lo;
	expect(p, TOK_not);
	u32 open = p->at, close = p->token[open].arg, count = p->count;
	bool brace = peek(p) == TOK_open_brace;
	p->node[n].op = open;
	if (close < open) { /* a brace that items follow */
		p->bad = true;
		return 0;
	}
	if (brace)
		space(p);
	take(p);
	struct parser before = *p;
	if (close == open + 1) {
		p->node[n].flags |= NODE_PARSED;
		take(p);
		return node_close(p, n);
	}
	if (!brace) {
		p->macros++;
		macro_known(p, n, close);
		p->macros = before.macros;
		if (!p->bad)
			return node_close(p, n);
	}
	p->at = before.at;
	p->depth = before.depth;
	p->end = before.end;
	p->count = count;
	recover(p);
	p->node[n].flags = 0;
	p->node[n].list = 0;
	take_to(p, close);
	return node_close(p, n);
}
