/* What is compiled only with the features of certain tags. */
#ifndef GROUPS_H
#define GROUPS_H

#include "emit.h"

/* The texts of what one set of tags is compiled for; the first group's is compiled always. */
struct group {
	const u64 *set;      /* bit i is feature i; NULL for the first group */
	Str module;          /* which it is in, within each file; empty for the first */
	struct out types[2]; /* one after the other (items.c) */
	struct {
		struct out operations;
		struct out methods; /* of the client, or all of the server */
		struct out calls;   /* what these use */
	} face[FACES];
};

/* A feature of the crate: a tag. */
struct feature {
	Str name, tag;
	u32 operations;
};

/* The types that an operation names itself. */
struct type_list {
	u32 *type, n, cap;
};
void operation_types(struct emit *e, const struct ir_operation *o, struct type_list *list);

/* Fills e->group, e->feature (from 1), e->type_group and e->operation_group; type t refers to those at first[t] to
 * first[t + 1] of `to`. */
void plan_groups(struct emit *e, const u32 *first, const u32 *to);
/* output.c: what Cargo takes as a name: words of ASCII with hyphens between; empty where a text has none. */
Str ascii_words(struct arena *a, Str text);
/* The condition that one of the features is on, as an attribute; that of a group that is not the first. */
void rs_features(struct emit *e, const Str *feature, u32 n);
void rs_condition(struct emit *e, u32 group);

#endif
