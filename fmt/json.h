/* An IR as JSON for programs, and back.
 *
 *   {"version": 4, "layer": "program",
 *    "strings": ["Pet", …],                          by id, after the keywords
 *    "type": [{}, {"kind": "object", "name": "Pet", "fields": [1, 3], …}, …], …}
 *
 * A table is an array of its records under its name, record 0 first, so that an index is a place in it. A field that is 0 is
 * left out; an enumeration is its member's name, flags an array of theirs, a string itself, a reference an index, a range its
 * first index and how many there are. A node and a place have "line" and "column" besides, which are not read back. */
#ifndef JSON_H
#define JSON_H

#include "ir.h"

/* Appends the JSON of an IR that was verified; of one table alone where `only` is one. */
void json_write(struct out *o, const struct ir *ir, u32 only);
/* Makes of that JSON the IR and its strings, as ir_write takes them. Returns NULL, or what was expected, and at which byte
 * in *at. */
const char *json_read(struct ir *ir, struct interner *in, struct arena *a, Str text, u32 *at);

/* The table of a name, or IR_TABLES. */
u32 table_named(Str name);

#endif
