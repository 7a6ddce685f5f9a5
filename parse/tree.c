#include "tree.h"

static void make_room(struct tree *t, u64 nodes)
{
	t->link = arena_grow(t->doc->arena, t->link, &t->cap, nodes, sizeof *t->link);
}

static void append(struct tree *t, u32 parent, u32 node)
{
	struct tree_link *link = t->link;
	link[node].parent = parent;
	link[node].prev = link[parent].last;
	link[node].next = 0;
	if (link[parent].last)
		link[link[parent].last].next = node;
	else
		link[parent].first = node;
	link[parent].last = node;
}

void tree_link(struct tree *t, u32 source)
{
	const struct ir_node *node = t->doc->ir.node;
	u32 root = t->doc->ir.source[source].root, end = root + node[root].size, parent = 0;
	make_room(t, end);
	for (u32 i = root; i < end; i++) {
		while (parent && i >= parent + node[parent].size)
			parent = t->link[parent].parent;
		t->link[i] = (struct tree_link){.source = source};
		if (parent)
			append(t, parent, i);
		if (node[i].size > 1)
			parent = i;
	}
}

/* A copy of one node. */
static u32 add(struct tree *t, u32 from, u32 parent)
{
	struct ir *ir = &t->doc->ir;
	if (ir->count[IR_node] == ir->cap[IR_node])
		doc_room(t->doc, IR_node);
	u32 i = ir->count[IR_node]++;
	make_room(t, (u64)i + 1);
	ir->node[i] = ir->node[from];
	t->link[i] = (struct tree_link){.source = t->link[from].source};
	t->added++;
	if (parent)
		append(t, parent, i);
	return i;
}

static u32 depth_of(const struct tree *t, u32 node)
{
	u32 depth = 0;
	for (; node; node = t->link[node].parent)
		depth++;
	return depth;
}

enum tree_refusal tree_copy(struct tree *t, u32 from, u32 parent, u32 *copy)
{
	u32 depth = depth_of(t, parent), to = add(t, from, parent);
	struct ir_node *top = &t->doc->ir.node[to];
	if (!parent || t->doc->ir.node[parent].kind == value_kind_array) {
		top->key = 0;
		top->key_at = top->at;
	}
	*copy = to;
	for (u32 n = from;;) {
		bool container = tree_node(t, n)->kind >= value_kind_array;
		if (container && depth == t->doc->max_depth)
			return TREE_too_deep;
		if (t->link[n].first) {
			n = t->link[n].first;
			to = add(t, n, to);
			depth++;
		} else {
			for (; n != from && !t->link[n].next; depth--) {
				n = t->link[n].parent;
				to = t->link[to].parent;
			}
			if (n == from)
				return TREE_fine;
			n = t->link[n].next;
			to = add(t, n, t->link[to].parent);
		}
		if (t->added > TREE_ADDED_MAX)
			return TREE_too_many;
	}
}

void tree_remove(struct tree *t, u32 node)
{
	struct tree_link *link = t->link, *of = &link[node];
	if (!of->parent)
		return;
	if (of->prev)
		link[of->prev].next = of->next;
	else
		link[of->parent].first = of->next;
	if (of->next)
		link[of->next].prev = of->prev;
	else
		link[of->parent].last = of->prev;
	of->parent = of->next = of->prev = 0;
}

u32 tree_children(const struct tree *t, u32 n)
{
	u32 count = 0;
	tree_each_child(t, n, c) count++;
	return count;
}

/* Notes that node i stands in another source. */
static void graft(struct doc *d, u32 i, u32 source)
{
	struct ir *ir = &d->ir;
	struct ir_graft *last = &ir->graft[ir->count[IR_graft] - 1];
	if (last->source == source && last->nodes.first + last->nodes.count == i)
		last->nodes.count++;
	else
		ir_add_graft(ir, d->arena, (struct ir_graft){.nodes = {i, 1}, .source = source});
}

static void close(const struct tree *t, struct ir_node *node, u32 n, u32 end)
{
	node[t->link[n].serial].size = end - t->link[n].serial;
}

void tree_write(struct tree *t, u32 source)
{
	struct doc *d = t->doc;
	struct ir *ir = &d->ir;
	u32 root = ir->source[source].root, count = 1, cap = 0;
	for (u32 i = root; i; i = tree_next(t, i, root))
		count++;
	struct ir_node *node = arena_grow(d->arena, NULL, &cap, count, sizeof *node);
	count = 1;
	for (u32 n = root; n;) {
		node[count] = ir->node[n];
		t->link[n].serial = count; /* where it stands now */
		if (t->link[n].source != source)
			graft(d, count, t->link[n].source);
		count++;
		if (t->link[n].first) {
			n = t->link[n].first;
			continue;
		}
		while (close(t, node, n, count), n != root && !t->link[n].next)
			n = t->link[n].parent;
		n = n == root ? 0 : t->link[n].next;
	}
	ir->node = node;
	ir->cap[IR_node] = cap;
	ir->count[IR_node] = count;
	ir->source[source].root = 1;
}
