/* The parts of the YAML reader. */
#ifndef YAML_READER_H
#define YAML_READER_H

#include "doc.h"

/* A kind of node that stands in the table only until the aliases are expanded: text is the node
 * that it names. */
enum { NODE_ALIAS = value_kind_count };

/* A scalar of YAML 1.2's core schema (section 10.3.2). */
struct yaml_scalar {
	enum value_kind kind;
	bool integer; /* a number without point and exponent */
	bool no_json; /* a number without JSON form, and so a string: .inf, .nan, one too long */
	Str text;     /* a number as RFC 8259 writes it; else as it was */
};

/* What the plain scalar `s` is. */
struct yaml_scalar yaml_resolve(struct arena *a, Str s);

/* Expands the aliases and merges of the source's tree. `merge` holds those of its nodes, in
 * ascending order, that are values of a plain "<<", which has the id merge_key. */
bool yaml_expand(struct doc *d, u32 merge_key, const u32 *merge, u32 merges);

#endif
