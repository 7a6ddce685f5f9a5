/* JSONPath (RFC 9535): queries over a linked tree. */
#ifndef JSONPATH_H
#define JSONPATH_H

#include "regexp.h"
#include "tree.h"

enum {
	JSONPATH_NESTING = 64,      /* of brackets and parentheses in a query */
	JSONPATH_NODES = 5000000,   /* in a result */
	JSONPATH_STEPS = 500000000, /* nodes and characters looked at by one query */
	JSONPATH_DEPTH = 5000,      /* segments that are being applied at once */
};

/* A query. Where it is wrong, `wrong` says why and `at` where, in bytes. */
struct jsonpath {
	struct path_query *query;
	u32 queries; /* how many are in it, itself included */
	u32 at;
	Str wrong, hint;
	/* A pattern that is no I-Regexp, so that it matches nothing (RFC 9535, 2.4.6), or empty. */
	u32 pattern_at;
	Str pattern;
};

/* Parses the text, which is UTF-8; false where it is not well-formed or not valid. */
bool jsonpath_parse(struct jsonpath *path, struct arena *a, Str text);

/* A list of nodes, in the order of section 2.1.2; a node may be in it more than once. */
struct nodelist {
	u32 *at;
	u32 n, cap;
};

/* Selects from the tree whose root the node is. Returns NULL, or why there is no result: it is too
 * much work. */
const char *jsonpath_select(const struct jsonpath *path, const struct tree *t, u32 root,
                            struct nodelist *to);
/* Whether two values are equal, as the comparisons of section 2.3.5.2.2 have it. */
bool jsonpath_equal(const struct tree *t, u32 a, u32 b);
/* Where a query of names alone selects nothing: the name that is near to the one that is missing,
 * as diag_nearest has it; else empty. */
Str jsonpath_nearest(const struct jsonpath *path, const struct tree *t, u32 root);

#endif
