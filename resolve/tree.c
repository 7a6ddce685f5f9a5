#include "tree.h"

void tree_start(struct tree *t, struct resolve *r)
{
	u32 count = r->doc->count[IR_node];
	*t = (struct tree){.r = r};
	struct ir_node *node = arena_grow(r->arena, NULL, &t->cap, 2 * (u64)count, sizeof *node);
	memcpy(node, r->doc->node, count * sizeof *node);
	r->doc->node = node;
	r->moved = new (r->arena, u32, count);
	r->origin = arena_grow(r->arena, NULL, &t->origin_cap, count, sizeof *r->origin);
	r->written = count;
}

u32 tree_begin(struct tree *t, u32 kind, u32 key, u32 origin)
{
	struct resolve *r = t->r;
	u32 i = r->doc->count[IR_node]++;
	r->doc->node =
		arena_grow(r->arena, r->doc->node, &t->cap, (u64)i + 1, sizeof *r->doc->node);
	r->origin = arena_grow(r->arena, r->origin, &t->origin_cap, (u64)i + 1, sizeof *r->origin);
	const struct ir_node *from = &r->doc->node[origin];
	r->doc->node[i] = (struct ir_node){
		.kind = kind, .key = key, .size = 1, .at = from->at, .key_at = from->key_at};
	r->origin[i] = origin;
	return i;
}

void tree_end(struct tree *t, u32 i)
{
	t->r->doc->node[i].size = t->r->doc->count[IR_node] - i;
}
