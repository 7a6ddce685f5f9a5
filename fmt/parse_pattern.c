/* Patterns. */
#include "tree.h"

static u32 list_pattern(struct parser *p, u8 kind, u8 close, bool keep_one)
{
	u32 n = node_open(p, kind), count = 0;
	struct siblings s = {0};
	bool comma = false;
	take(p);
	while (peek(p) != close && !p->bad) {
		u32 one = parse_pattern(p);
		bool rest = peek(p) == close || peek(p) == TOK_comma;
		node_append(p, &s, one);
		count++;
		comma = peek(p) == TOK_comma;
		bool dots = rest && p->node[one].kind == N_tokens &&
		            p->token[p->node[one].lo].kind == TOK_dots &&
		            p->node[one].hi == p->node[one].lo + 1;
		if (!parse_comma(p, close, keep_one && count == 1 && !dots))
			break;
	}
	expect(p, close);
	p->node[n].list = s.first;
	if (kind == N_tuple_pat && keep_one && count == 1 && !comma &&
	    p->token[p->node[s.first].lo].kind != TOK_dots) {
		p->node[n].kind = N_paren;
		p->node[n].a = s.first;
		p->node[n].list = 0;
	}
	if (kind == N_slice_pat)
		parse_limit(p, s.first, p->limit.array);
	return node_close(p, n);
}

static u32 field_pattern(struct parser *p)
{
	u32 c = parse_attrs_apart(p);
	u32 n = node_open(p, N_field_pat), a = 0;
	if ((peek(p) == TOK_ident || peek(p) == TOK_number) && peek_at(p, 1) == TOK_colon) {
		p->node[n].op = p->at;
		take(p);
		take(p);
		space(p);
		a = parse_pattern(p);
	} else {
		a = parse_pattern_one(p);
	}
	p->node[n].a = a;
	p->node[n].c = c;
	return node_close(p, n);
}

static u32 struct_pattern(struct parser *p, u32 path)
{
	u32 n = node_around(p, N_struct_pat, path);
	struct siblings s = {0};
	p->node[n].op = p->at;
	space(p);
	take(p);
	space(p);
	while (peek(p) != TOK_close_brace && !p->bad) {
		if (peek(p) == TOK_dots) {
			p->node[n].flags |= NODE_REST;
			take(p);
			space(p);
			break;
		}
		node_append(p, &s, field_pattern(p));
		if (!parse_comma(p, TOK_close_brace, false))
			break;
	}
	u32 open = p->node[n].op, last = p->at;
	p->space = last > open + 1;
	u32 width = parse_width(p, open + 1, last);
	expect(p, TOK_close_brace);
	p->node[n].list = s.first;
	if (width > p->limit.fields && s.first)
		parse_break(p);
	return node_close(p, n);
}

/* A literal, a path or a minus before a literal: what a range's ends may be. */
static u32 range_end(struct parser *p)
{
	u32 n = node_open(p, N_tokens);
	if (peek(p) == TOK_minus || (peek(p) >= TOK_number && peek(p) <= TOK_string) ||
	    peek(p) == TOK_true || peek(p) == TOK_false) {
		take_if(p, TOK_minus);
		take(p);
		return node_close(p, n);
	}
	p->count--;
	return parse_path(p, 0);
}

static bool is_range(u8 kind)
{
	return kind == TOK_dots || kind == TOK_dots_eq || kind == TOK_dots3;
}

static bool is_range_end(u8 kind)
{
	return kind == TOK_minus || (kind >= TOK_number && kind <= TOK_string) ||
	       kind == TOK_ident || kind == TOK_crate || kind == TOK_self || kind == TOK_Self ||
	       kind == TOK_super || kind == TOK_path || kind == TOK_less;
}

static u32 range_pattern(struct parser *p, u32 a)
{
	u32 n = a ? node_around(p, N_range, a) : node_open(p, N_range);
	p->node[n].op = p->at;
	take(p);
	if (is_range_end(peek(p))) {
		u32 b = range_end(p);
		p->node[n].b = b;
	}
	return node_close(p, n);
}

static u32 path_pattern(struct parser *p)
{
	u32 lo = p->at, path = range_end(p);
	if (p->bad)
		return 0;
	switch (peek(p)) {
	case TOK_open_paren: {
		u32 n = list_pattern(p, N_tuple_pat, TOK_close_paren, false);
		p->node[n].a = path;
		p->node[n].lo = lo;
		return n;
	}
	case TOK_open_brace: return struct_pattern(p, path);
	case TOK_not:
		if (is_open(peek_at(p, 1)))
			return parse_macro(p, lo);
		return path;
	default: return is_range(peek(p)) ? range_pattern(p, path) : path;
	}
}

/* ref mut name @ pattern */
static u32 bind_pattern(struct parser *p)
{
	u32 n = node_open(p, N_bind);
	while (peek(p) == TOK_ref || peek(p) == TOK_mut) {
		take(p);
		space(p);
	}
	p->node[n].op = p->at;
	if (peek(p) != TOK_ident && peek(p) != TOK_self)
		p->bad = true;
	take(p);
	if (peek(p) == TOK_at) {
		space(p);
		take(p);
		space(p);
		u32 a = parse_pattern_one(p);
		p->node[n].a = a;
	}
	return node_close(p, n);
}

static u32 ref_pattern(struct parser *p)
{
	u32 n = node_open(p, N_ref);
	take(p);
	if (take_if(p, TOK_mut))
		space(p);
	u32 a = parse_pattern_one(p);
	p->node[n].a = a;
	return node_close(p, n);
}

static u32 one(struct parser *p)
{
	u32 n;
	switch (peek(p)) {
	case TOK_underscore:
		n = node_open(p, N_tokens);
		take(p);
		return node_close(p, n);
	case TOK_dots:
	case TOK_dots_eq:
		if (is_range_end(peek_at(p, 1)))
			return range_pattern(p, 0);
		n = node_open(p, N_tokens);
		take(p);
		return node_close(p, n);
	case TOK_and:
	case TOK_and_and: return ref_pattern(p);
	case TOK_open_paren: return list_pattern(p, N_tuple_pat, TOK_close_paren, true);
	case TOK_open_bracket: return list_pattern(p, N_slice_pat, TOK_close_bracket, false);
	case TOK_ref:
	case TOK_mut: return bind_pattern(p);
	case TOK_ident:
		if (peek_at(p, 1) == TOK_at)
			return bind_pattern(p);
	/* fall through */
	default: return path_pattern(p);
	}
}

u32 parse_pattern_one(struct parser *p)
{
	u32 n = 0;
	if (enter(p))
		n = one(p);
	leave(p);
	return n;
}

u32 parse_pattern(struct parser *p)
{
	struct siblings s = {0};
	u32 lo = p->at;
	if (peek(p) == TOK_or) { /* rustfmt leaves the first one out */
		p->bad = true;
		return 0;
	}
	u32 first = parse_pattern_one(p);
	if (peek(p) != TOK_or || p->bad)
		return first;
	u32 n = node_open(p, N_or);
	node_append(p, &s, first);
	while (peek(p) == TOK_or && !p->bad) {
		space(p);
		take(p);
		space(p);
		node_append(p, &s, parse_pattern_one(p));
	}
	p->node[n].lo = lo;
	p->node[n].list = s.first;
	return node_close(p, n);
}
