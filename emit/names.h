/* How Rust spells the names of a document: words, capitals, symbols, keywords, and names that are taken. */
#ifndef NAMES_H
#define NAMES_H

#include "base.h"

/* As a type (UpperCamelCase, but a word of capitals alone stays as it is), a variant (UpperCamelCase), a field or a
 * function (snake_case). */
enum spelling { SPELL_type, SPELL_variant, SPELL_snake };

/* The identifier that spells a text: not empty, made of letters, digits and underscores that Rust and its lints take
 * there. `self`, `Self`, `super`, `crate` and `_` get a trailing underscore; a keyword is left as it is (name_is_raw). */
Str name_spell(struct arena *a, Str text, enum spelling spelling);
/* Whether an identifier is a keyword, which is written with r# before it. */
bool name_is_raw(Str identifier);

/* The names taken in one scope. */
struct scope {
	struct arena *arena;
	struct scope_entry *entry;
	u32 *bucket;
	u32 buckets, count, cap;
};

/* Begins an empty scope, or makes one empty again and keeps its memory. */
void scope_init(struct scope *s, struct arena *a);
/* Takes a name in the scope: itself, or with the least number from 2 on that makes it free. */
Str scope_take(struct scope *s, Str name);
/* Takes any string as it is; false where it is taken already. */
bool scope_add(struct scope *s, Str text);
/* A number from 1 for any string, the same each time; the string is not copied. */
u32 scope_index(struct scope *s, Str text);

#endif
