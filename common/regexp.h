/* Regular expressions, matched in time linear in the text: an automaton of bounded size over Unicode
 * scalars, all of whose states are followed at once. */
#ifndef REGEXP_H
#define REGEXP_H

#include "base.h"

/* States of an automaton and parts of its character classes, together. */
enum { REGEXP_STATES = 20000 };

struct regexp_inst {
	u32 op;
	u32 x, y; /* where it goes on; a scalar; a class */
};

/* What a class holds: a range of scalars, or general categories. */
struct regexp_item {
	u32 first, last;
	u32 categories; /* bits by number; 0: the range */
};

struct regexp_class {
	u32 first, count; /* its items */
	bool negated;
};

enum regexp_dialect {
	/* I-Regexp (RFC 9485). As the mappings of its section 5 have it (and the JSONPath compliance
	 * tests), an unescaped ^ or $ is the text's beginning or end. */
	REGEXP_i,
	/* ECMA-262, as JSON Schema has it (2020-12 core, 6.4): with its flag u, but for what only its
	 * annex B takes. Lookaround and references to groups cannot be compiled. */
	REGEXP_ecma,
};

/* A pattern, compiled. Compiling another one into it reuses its memory. */
struct regexp {
	struct arena *arena;
	struct regexp_inst *inst;
	struct regexp_item *item;
	struct regexp_class *class;
	struct regexp_node *node; /* of the pattern's tree */
	u32 insts, items, classes, nodes;
	u32 inst_cap, item_cap, class_cap, node_cap;
	u32 *set[3], *met; /* states being followed, those that come next, a stack; by state */
	u32 set_cap[3], met_cap, serial;

	/* Where the pattern is wrong, in bytes, and why; empty where it is right. */
	u32 wrong_at;
	Str wrong;
	bool beyond;    /* that is right in its dialect, but cannot be compiled */
	bool too_large; /* the pattern is right, but has too many states */
};

/* Begins empty. */
void regexp_init(struct regexp *re, struct arena *a);
/* False where the pattern is none, is too large, or nests deeper than 100 groups. */
bool regexp_compile(struct regexp *re, Str pattern, enum regexp_dialect dialect);
/* Whether the whole of the text matches, or some part of it. Adds to *steps what it took. */
bool regexp_match(struct regexp *re, Str text, bool whole, u64 *steps);

#endif
