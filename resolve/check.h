/* What check.c, which goes through the document by objects.def, shares with rules.c, which has what
 * no table says. */
#ifndef CHECK_H
#define CHECK_H

#include "resolve.h"

enum {
	V2 = VERSION_2_0,
	V30 = VERSION_3_0,
	V31 = VERSION_3_1,
	V32 = VERSION_3_2,
	FROM31 = V31 | V32,
	V3 = V30 | FROM31,
	ALL = V2 | V3,
};

/* What a value is to be. */
enum form {
#define PLAIN(form, words) FORM_##form,
#define SET(form, words) FORM_##form,
#define LIST(form, of, words) FORM_##form,
#define MAP(form, of, keys, words) FORM_##form,
#define OBJECT(form, words) FORM_##form,
#define ALSO(form, object, words) FORM_##form,
#include "objects.def"
	FORMS
};

enum object {
#define OBJECT(form, words) OBJECT_##form,
#include "objects.def"
	OBJECTS
};

/* Fields of another version, by row of the table. */
struct others {
	u32 first, count; /* the first node, how many there are */
};

struct check {
	struct resolve *r;
	const struct ir_node *node;
	u32 version;
	/* By node: its form, and DONE where it was looked at. FORM_any is 0: what stands in it has
	 * none. */
	u8 *form;
	/* By keyword: the last object's member with this key; check_member asks whose it is. */
	u32 member[KW_COUNT];
	struct others *others;
	struct list references;    /* pairs of a $ref's node and the form that its place has */
	u16 needs[OBJECTS][4];     /* keys that the version requires, 0 behind the last */
	struct interner templates; /* of paths, their variables without names */
	u32 *template_at;          /* by template: its path's node */
	u32 template_cap;
};

enum { DONE = 0x80 };
_Static_assert((int)FORMS < (int)DONE, "a form and DONE fit in a byte");

/* The member with this key of the object n that is being looked at, or 0. */
static inline u32 check_member(const struct check *c, u32 n, u32 key)
{
	u32 m = c->member[key];
	return m > n && c->r->parent[m] == n ? m : 0;
}
static inline bool check_is(const struct check *c, u32 n, u32 keyword)
{
	return n && c->node[n].kind == value_kind_string && c->node[n].text == keyword;
}

/* How messages call what has the form. */
const char *form_words(enum form form);
/* "'x' is required here" at n, unless it has a member with the key. */
void check_needs(struct check *c, u32 n, enum object object, u32 key);

/* Where the $ref at ref leads, or 0. */
u32 check_target(const struct check *c, u32 ref);

/* rules.c: what must hold between the members of one object. `bounds`: it has a number that may be
 * a bound. */
void check_rules(struct check *c, u32 n, enum object object, bool bounds);
/* The same for an array or a map of a form. */
void check_items(struct check *c, u32 n, enum form form);
/* Scalars that are twice in the array n. */
void check_twice(struct check *c, u32 n);
/* Whether the key of member n of a map is one of these. */
void check_media_name(struct check *c, u32 n, u32 text);
void check_component_name(struct check *c, u32 n);
void check_status(struct check *c, u32 n);
void check_path(struct check *c, u32 n);
void check_url(struct check *c, u32 n);

#endif
