/* Strings stored once, found by id. Id 0 is no string; ids 1 to KW_COUNT - 1 are the keywords of
 * keyword.def, so that a key is a switch. Ids are given in the order of first interning. */
#ifndef INTERN_H
#define INTERN_H

#include "base.h"

enum keyword {
	KW_0, /* no string */
#define K(name, text) KW_##name,
#include "keyword.def"
#undef K
	KW_COUNT
};

extern const Str keyword_text[KW_COUNT];

struct intern_slot {
	u32 hash; /* the low half of str_hash */
	u32 id;   /* 0: free */
};

struct interner {
	struct arena *arena;
	Str *text;                /* by id */
	u32 count, cap;           /* ids in use, 0 included; room in text */
	struct intern_slot *slot; /* a hash table with open addressing, at most half full */
	u32 slots;                /* a power of two */
};

/* Begins with the keywords. */
void intern_init(struct interner *in, struct arena *a);
/* The same with room for so many strings. */
void intern_init_for(struct interner *in, struct arena *a, u32 strings);
/* The id of s. `text` must stay where it is: it is not copied. The empty string has an id as any
 * other. */
u32 intern(struct interner *in, Str s);
/* Takes the strings from in->count on that stand in in->text, up to `count`, for which intern_init_for made room; false where
 * one of them is stored twice. */
bool intern_fill(struct interner *in, u32 count);
/* As intern, but copies a string that is new into the arena. */
u32 intern_copy(struct interner *in, Str s);
/* The id of s, or 0 where it was never interned. */
u32 intern_find(const struct interner *in, Str s);

#endif
