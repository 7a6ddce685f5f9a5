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

void parse_begin(struct parser *p, u32 at)
{
	p->at = p->base = at;
	p->count = 1; /* node 0 is none */
	p->depth = p->macros = 0;
	p->bad = p->space = false;
	if (!p->sums_cap)
		p->sums = arena_grow(p->arena, p->sums, &p->sums_cap, 1024, sizeof *p->sums);
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

static void more_sums(struct parser *p, u32 need)
{
	p->sums = arena_grow(p->arena, p->sums, &p->sums_cap, (u64)need + 1, sizeof *p->sums);
}

/* Adds token i to the sums, or leaves it out. */
static inline void add(struct parser *p, u32 i, bool there)
{
	struct token *t = &p->token[i];
	u32 k = i - p->base, len = token_len(t), flags = t->flags;
	if (k + 1 >= p->sums_cap)
		more_sums(p, k + 1);
	struct sums *s = &p->sums[k];
	u32 spaced = p->space, width = there ? len + spaced : 0;
	bool doc = t->kind == TOK_doc || t->kind == TOK_doc_in;
	bool gap = flags & TOK_GAP, single = flags & TOK_SPACE;
	if (there && flags & TOK_WIDE)
		width += text_width(p->text + t->at, len) - len;
	t->flags = (u8)(spaced ? flags | TOK_SPACED : flags & ~(u32)TOK_SPACED);
	p->space = false;
	s[1].width = s->width + width;
	s[1].broken = s->broken + (doc || flags & (TOK_COMMENT | TOK_MULTI));
	s[1].differs = s->differs + (!there || gap != spaced || gap != single);
	s[1].comments = s->comments + (flags & TOK_COMMENT);
}

void take(struct parser *p)
{
	if (p->at >= p->end) {
		p->bad = true;
		return;
	}
	add(p, p->at++, true);
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
	p->sums[p->at - p->base].broken++;
}

bool parse_comma(struct parser *p, u8 close, bool keep)
{
	if (peek(p) != TOK_comma || p->bad)
		return false;
	if (peek_at(p, 1) == close && !keep) {
		add(p, p->at, false);
		p->at++;
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
