/* The ground of the parser: nodes, tokens taken, sums over them. */
#include "tree.h"

struct limits limits_of(u32 max_width)
{
	/* of wider pages they are in proportion, to a tenth */
	u32 tenths = max_width > 100 ? (max_width + 5) / 10 : 10;
	struct limits l = {60, 70, 18, 35, 60, 60, 50, 50};
	u32 *each[] = {&l.call,  &l.attr,  &l.fields,  &l.variant,
	               &l.array, &l.chain, &l.if_else, &l.let_else};
	for (u32 i = 0; i < sizeof each / sizeof *each; i++)
		*each[i] = (*each[i] * tenths + 5) / 10;
	return l;
}

void parse_tokens(struct parser *p, struct token *token, u32 count)
{
	p->token = token;
	p->end = count;
	if (count + 2 > p->sums_cap)
		p->sums = arena_grow(p->arena, p->sums, &p->sums_cap, (u64)count + 2,
		                     sizeof *p->sums);
}

void parse_begin(struct parser *p)
{
	p->at = 0;
	p->count = 1; /* node 0 is none */
	p->depth = p->macros = 0;
	p->bad = p->lost = p->space = false;
	p->sums[0] = (struct sums){0};
}

u32 node_open(struct parser *p, u8 kind)
{
	if (p->count >= p->cap)
		p->node =
			arena_grow(p->arena, p->node, &p->cap, (u64)p->count + 1, sizeof *p->node);
	p->node[p->count] = (struct node){.kind = kind, .lo = p->at};
	return p->count++;
}

u32 node_around(struct parser *p, u8 kind, u32 a)
{
	u32 n = node_open(p, kind);
	struct node *node = &p->node[n];
	node->lo = p->node[a].lo;
	node->a = a;
	node->depth = (u16)(p->node[a].depth + 1);
	if (node->depth > p->max_depth)
		p->bad = true;
	return n;
}

void node_append(struct parser *p, struct siblings *s, u32 n)
{
	if (s->last)
		p->node[s->last].next = n;
	else
		s->first = n;
	s->last = n;
}

/* Adds a token to the sums, or leaves it out. */
static inline void add(struct parser *p, bool there)
{
	struct token *t = &p->token[p->at];
	struct sums *s = &p->sums[p->at++];
	u32 flags = t->flags, spaced = p->space, len = token_len(t);
	bool gap = flags & (spaced ? TOK_SPACE : TOK_GAP);
	p->space = false;
	t->flags = (u8)(spaced ? flags | TOK_SPACED : flags & ~(u32)TOK_SPACED);
	/* field by field, since the next token's sums are read before these are in the cache */
	s[1].width = s->width + (there ? len + spaced : 0);
	s[1].broken = s->broken;
	s[1].differs = s->differs + (!there || gap != spaced);
	s[1].comments = s->comments;
	if (flags & (TOK_COMMENT | TOK_MULTI | TOK_WIDE)) {
		s[1].broken += (flags & (TOK_COMMENT | TOK_MULTI)) != 0;
		s[1].comments += flags & TOK_COMMENT;
		if (there && flags & TOK_WIDE)
			s[1].width += text_width(p->text + t->at, len) - len;
	}
}

void take(struct parser *p)
{
	if (p->at < p->end)
		add(p, true);
	else
		p->bad = true;
}

void take_to(struct parser *p, u32 end)
{
	bool odd = false;
	for (bool first = true; p->at <= end && !p->bad; first = false) {
		u8 flags = p->token[p->at].flags;
		p->space = flags & TOK_GAP;
		odd |= flags & TOK_GAP && !(flags & TOK_SPACE) && !first;
		take(p);
	}
	if (odd)
		parse_break(p);
}

void parse_break(struct parser *p)
{
	p->sums[p->at].broken++;
}

bool parse_comma(struct parser *p, u8 close, bool keep)
{
	if (peek(p) != TOK_comma || p->bad)
		return false;
	if (peek_at(p, 1) == close && !keep) {
		add(p, false);
		return false;
	}
	take(p);
	space(p);
	if (peek(p) == close)
		p->space = false;
	return true;
}

void parse_limit(struct parser *p, u32 first, u32 limit)
{
	u32 total = 0, n = 0;
	for (u32 i = first; i && !p->bad; i = p->node[i].next) {
		u32 width = parse_width(p, p->node[i].lo, p->node[i].hi);
		if (width == WIDTH_NONE)
			return;
		total += width + (n++ ? 2 : 0);
	}
	if (n > 1 && total > limit)
		parse_break(p);
}
