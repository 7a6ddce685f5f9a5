/* References where OpenAPI has none, as files that were cut up by hand have them: `paths: {$ref: paths.yaml}`. Needs those that
 * check.c found; leaves the document without them: trees behind those that were read, in which what each leads to stands in its
 * place, r->root on the first of them, and where their nodes were written, as swagger.c does. */
#include "tree.h"

struct splice {
	struct tree tree;
	u8 *foreign; /* by node: it is such a reference */
	u32 limit;   /* of nodes */
	u32 level;   /* how deep the node at hand stands */
};

/* What stands in the place of a reference: where it leads; itself, where that is nowhere or without an end. */
static u32 meant(struct splice *s, u32 n)
{
	struct resolve *r = s->tree.r;
	if (s->level > r->max_depth || r->doc->count[IR_node] > s->limit) {
		if (first_complaint(r, n))
			complain(r, DIAG_ref_cycle, n, (Str){0},
			         "what this reference leads to has no end, or is too large");
		return n;
	}
	u32 target = link_follow(r, n);
	if (target)
		return target;
	first_complaint(r, n); /* there was one: what stands here is not spoken of again */
	first_complaint(r, n + 1);
	return n;
}

/* Of what stands in several places then, the first one counts. */
static void move(struct resolve *r, u32 written, u32 i)
{
	if (r->moved[written] == written)
		r->moved[written] = i;
}

static void copy(struct splice *s, u32 written, u32 key)
{
	struct resolve *r = s->tree.r;
	u32 n = s->foreign[written] ? meant(s, written) : written;
	u32 kind = doc_kind(r, n), i = tree_begin(&s->tree, kind, key, n);
	r->doc->node[i].text = doc_node(r, n)->text;
	move(r, written, i);
	move(r, n, i);
	s->level++;
	if (kind >= value_kind_array)
		ir_each_child(r->doc->node, n, c)
			copy(s, c, doc_node(r, c)->key);
	s->level--;
	tree_end(&s->tree, i);
}

void splice_references(struct resolve *r)
{
	struct splice s = {.limit = 16 * r->doc->count[IR_node] + (1 << 20)};
	u32 sources = r->doc->count[IR_source], root = r->doc->count[IR_node];
	tree_start(&s.tree, r);
	s.foreign = new (r->arena, u8, r->written);
	for (u32 i = 0; i < r->foreign.n; i++)
		s.foreign[r->foreign.at[i]] = 1;
	for (u32 n = 1; n < r->written; n++)
		r->moved[n] = n;
	for (u32 i = 1; i < sources; i++)
		if (r->doc->source[i].root)
			copy(&s, r->doc->source[i].root, 0);
	r->root = root;
}
