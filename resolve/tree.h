/* Further trees of the document, built behind those that were read. */
#ifndef TREE_H
#define TREE_H

#include "resolve.h"

struct tree {
	struct resolve *r;
	u32 cap, origin_cap;
};

/* Makes r->written, r->origin and r->moved, which is 0 for all so far. */
void tree_start(struct tree *t, struct resolve *r);
/* Adds a node under a key, with the positions of the node `origin`; returns it. Its children follow. */
u32 tree_begin(struct tree *t, u32 kind, u32 key, u32 origin);
/* After its children. */
void tree_end(struct tree *t, u32 i);

#endif
