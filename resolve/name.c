/* Names of inline types: a title where it is free, else from where they stand. Needs shared
 * types; leaves a name on every type that gets an item of its own. Names are neutral: how a
 * language spells them is not decided here. */
#include <stdlib.h>

#include "resolve.h"

enum { TITLE_WORDS = 6, TITLE_LENGTH = 60 };

struct naming {
	struct resolve *r;
	struct interner taken; /* names without case and separators */
	u32 known;             /* ids of taken from here on are names, not keywords */
	Str *path;             /* by type, once worked out */
};

/* The name as it is compared: its ASCII letters and digits in lower case, and what is not ASCII. */
static Str folded(struct naming *n, Str name)
{
	char *to = new (n->r->arena, char, name.len + 2);
	u32 len = 0;
	to[len++] = ' '; /* so that no name is a keyword of the interner's */
	for (u32 i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (u8)c >= 0x80)
			to[len++] = c;
	}
	return (Str){to, len};
}

static bool is_taken(struct naming *n, Str name)
{
	return intern_find(&n->taken, folded(n, name)) != 0;
}

static void set_name(struct naming *n, u32 id, Str name)
{
	intern(&n->taken, folded(n, name));
	type_at(n->r, id)->name = intern(&n->r->strings, name);
	n->path[id] = name;
}

static Str joined(struct naming *n, Str a, Str b)
{
	if (!a.len || !b.len)
		return a.len ? a : b;
	return arena_cat(n->r->arena, arena_cat(n->r->arena, a, S(" ")), b);
}

/* The singular of an English plural, as far as its ending tells; the same where it tells
 * nothing. */
static Str singular(struct naming *n, Str s)
{
	static const char *const keep[] = {"ss", "us", "is", "news", "series"},
				 *const es[] = {"sses", "shes", "ches", "xes", "zzes"};
	for (u32 i = 0; i < sizeof keep / sizeof *keep; i++)
		if (str_ends(s, str_of(keep[i])))
			return s;
	if (str_ends(s, S("ies")) && s.len > 4)
		return arena_cat(n->r->arena, (Str){s.ptr, s.len - 3}, S("y"));
	for (u32 i = 0; i < sizeof es / sizeof *es; i++)
		if (str_ends(s, str_of(es[i])))
			return (Str){s.ptr, s.len - 2};
	return str_ends(s, S("s")) && s.len > 2 ? (Str){s.ptr, s.len - 1} : s;
}

static Str kind_word(const struct ir_type *t)
{
	switch (t->kind) {
	case type_kind_object:
	case type_kind_map: return S("object");
	case type_kind_array:
	case type_kind_set:
	case type_kind_tuple: return S("array");
	default: return S("value");
	}
}

/* A title that may serve as a name: a few words of one line. */
static bool good_title(Str s)
{
	u32 words = 1;
	bool letter = false;
	for (u32 i = 0; i < s.len; i++) {
		words += s.ptr[i] == ' ';
		letter = letter || (s.ptr[i] >= 'A' && s.ptr[i] <= 'Z') ||
		         (s.ptr[i] >= 'a' && s.ptr[i] <= 'z');
		if ((u8)s.ptr[i] < ' ')
			return false;
	}
	return letter && words <= TITLE_WORDS && s.len <= TITLE_LENGTH;
}

static Str path_of(struct naming *n, u32 id, u32 depth);

static Str variant_part(struct naming *n, u32 id, const struct context *in)
{
	if (in->key && good_title(text_of(n->r, in->key)))
		return text_of(n->r, in->key);
	if (!in->ordinal)
		return kind_word(type_at(n->r, id));
	return arena_fmt(n->r->arena, "variant %u", in->ordinal);
}

/* What the place of a type says it is called. */
static Str place_path(struct naming *n, u32 id, u32 depth)
{
	struct resolve *r = n->r;
	const struct context *in = &r->info[id].in;
	if (in->role == ROLE_root)
		return text_of(r, in->key);
	if (in->role == ROLE_part)
		return joined(n, text_of(r, r->out.operation[in->ordinal].name),
		              text_of(r, in->key));
	if (!in->parent || depth > IR_MAX_DEPTH)
		return S("schema");
	/* What the base struct of a union holds is named after the union. */
	const struct context *above = &r->info[in->parent].in;
	u32 holder = above->role == ROLE_base && above->parent ? above->parent : in->parent;
	Str parent = path_of(n, holder, depth + 1), item;
	switch (in->role) {
	case ROLE_property: return joined(n, parent, text_of(r, in->key));
	case ROLE_item:
		item = singular(n, parent);
		return str_eq(item, parent) ? joined(n, parent, S("item")) : item;
	case ROLE_value: return joined(n, parent, S("value"));
	case ROLE_variant: return joined(n, parent, variant_part(n, id, in));
	case ROLE_key: return joined(n, parent, S("key"));
	case ROLE_base: return joined(n, parent, S("base"));
	default: return parent;
	}
}

static Str path_of(struct naming *n, u32 id, u32 depth)
{
	/* An alias became what it leads to, which may be what is being named: its place counts. */
	if (type_at(n->r, id)->kind != type_kind_alias)
		id = same_type(n->r, id);
	if (!n->path[id].len) {
		n->path[id] = S("schema"); /* met again on its own path */
		n->path[id] = place_path(n, id, depth);
	}
	return n->path[id];
}

static void name_type(struct naming *n, u32 id)
{
	struct resolve *r = n->r;
	Str title = text_of(r, type_at(r, id)->title);
	if (r->info[id].in.role != ROLE_root && title.len && good_title(title) &&
	    !is_taken(n, title))
		set_name(n, id, title);
	else
		set_name(n, id, place_path(n, id, 0));
}

/* A type in the order of the document. */
struct order {
	u32 node, id;
};

static int compare(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

void name_types(struct resolve *r)
{
	u32 count = r->out.count[IR_type], named = 0;
	struct naming n = {.r = r, .path = new (r->arena, Str, count)};
	struct order *order = new (r->arena, struct order, count);
	intern_init(&n.taken, r->arena);
	for (u32 id = 1; id < count; id++) {
		if (same_type(r, id) != id || is_inline(r, id))
			continue;
		if (type_at(r, id)->flags & type_flag_component)
			set_name(&n, id, text_of(r, r->info[id].in.key));
		else
			order[named++] = (struct order){r->info[id].node, id};
	}
	qsort(order, named, sizeof *order, compare);
	for (u32 i = 0; i < named; i++)
		name_type(&n, order[i].id);
}
