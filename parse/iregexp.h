/* I-Regexp (RFC 9485), matched in time linear in the text: an automaton of bounded size over Unicode
 * scalars, all of whose states are followed at once. As the mappings of section 5 have it (and the
 * JSONPath compliance tests), an unescaped ^ or $ is the text's beginning or end. */
#ifndef IREGEXP_H
#define IREGEXP_H

#include "base.h"

/* States of an automaton and parts of its character classes, together. */
enum { IREGEXP_STATES = 20000 };

struct iregexp_inst {
	u32 op;
	u32 x, y; /* where it goes on; a scalar; a class */
};

/* What a class holds: a range of scalars, or general categories. */
struct iregexp_item {
	u32 first, last;
	u32 categories; /* bits by number; 0: the range */
};

struct iregexp_class {
	u32 first, count; /* its items */
	bool negated;
};

/* A pattern, compiled. Compiling another one into it reuses its memory. */
struct iregexp {
	struct arena *arena;
	struct iregexp_inst *inst;
	struct iregexp_item *item;
	struct iregexp_class *class;
	struct iregexp_node *node; /* of the pattern's tree */
	u32 insts, items, classes, nodes;
	u32 inst_cap, item_cap, class_cap, node_cap;
	u32 *set[3], *met; /* states being followed, those that come next, a stack; by state */
	u32 set_cap[3], met_cap, serial;

	/* Where the pattern is wrong, in bytes, and why; empty where it is right. */
	u32 wrong_at;
	Str wrong;
	bool too_large; /* the pattern is right, but has too many states */
};

/* Begins empty. */
void iregexp_init(struct iregexp *re, struct arena *a);
/* False where the pattern is none, is too large, or nests deeper than 100 groups. */
bool iregexp_compile(struct iregexp *re, Str pattern);
/* Whether the whole of the text matches, or some part of it. Adds to *steps what it took. */
bool iregexp_match(struct iregexp *re, Str text, bool whole, u64 *steps);

#endif
