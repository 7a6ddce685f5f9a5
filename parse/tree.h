/* A document's tree as nodes that are linked, so that actions can change it where they will. The
 * nodes are those of the document's table, in any order and without sizes; new ones are added at its
 * end. Written back once, the tree stands in preorder again. */
#ifndef TREE_H
#define TREE_H

#include "doc.h"

struct tree_link {
	u32 parent, first, last, next, prev; /* 0 is none */
	u32 source;                          /* that the node's positions are in */
	u32 serial;                          /* of the list of nodes that it was last met in */
};

struct tree {
	struct doc *doc;
	struct tree_link *link; /* by node */
	u32 cap;
	u32 serial;
	u32 added; /* nodes that were copied so far */
};

/* Why a copy was not made. */
enum tree_refusal { TREE_fine, TREE_too_deep, TREE_too_many };

/* Nodes that may be added. */
enum { TREE_ADDED_MAX = 5000000 };

/* Links the tree of a source. */
void tree_link(struct tree *t, u32 source);
/* Adds a copy of node `from` and all in it to the end of `parent`, or with 0 to nothing. In an array
 * it has no key. *node is it. */
enum tree_refusal tree_copy(struct tree *t, u32 from, u32 parent, u32 *node);
/* Takes a node that is not the root out of what it is in. */
void tree_remove(struct tree *t, u32 node);
/* Makes the table of nodes the tree of a source alone, and notes where its nodes come from. */
void tree_write(struct tree *t, u32 source);

/* The node after n in preorder within the tree below `top`, or 0. */
static inline u32 tree_next(const struct tree *t, u32 n, u32 top)
{
	if (t->link[n].first)
		return t->link[n].first;
	while (n != top && !t->link[n].next)
		n = t->link[n].parent;
	return n == top ? 0 : t->link[n].next;
}

#define tree_each_child(t, n, c) \
	for (u32 c = (t)->link[n].first, c##_next; c && (c##_next = (t)->link[c].next, true); \
	     c = c##_next)

static inline const struct ir_node *tree_node(const struct tree *t, u32 n)
{
	return &t->doc->ir.node[n];
}
static inline Str tree_text(const struct tree *t, u32 string)
{
	return t->doc->in.text[string];
}
/* How many items or members n has. */
u32 tree_children(const struct tree *t, u32 n);

#endif
