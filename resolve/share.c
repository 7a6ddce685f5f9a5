/* hoist_nullable needs every type, and no union that is a variant of itself; leaves null said where
 * a type is used, never inside a union or a named shape. share_types needs every type, with tags;
 * leaves equal inline types one, no alias but components', and r->same, which says what became of
 * each type. */
#include "resolve.h"

void remap_types(struct resolve *r, const u32 *map)
{
	for (u32 t = 0; t < IR_TABLES; t++) {
		const struct ir_table_info *info = &ir_tables[t];
		for (u32 f = 0; f < info->fields; f++) {
			const struct ir_field_info *field = &info->field[f];
			bool refers = field->kind == IR_KIND_ref || field->kind == IR_KIND_opt;
			if (!refers || field->limit != IR_type)
				continue;
			u32 *words = r->out.table[t];
			for (u32 i = 1; words && i < r->out.count[t]; i++) {
				u32 *word = words + (size_t)i * info->words + field->word;
				*word = map[*word];
			}
		}
	}
}

static u32 *identity(struct resolve *r)
{
	u32 n = r->out.count[IR_type], *map = new (r->arena, u32, n);
	for (u32 i = 0; i < n; i++)
		map[i] = i;
	return map;
}

static bool is_nullable(const struct resolve *r, u32 id)
{
	return r->out.type[strip(r, id, false)].kind == type_kind_nullable;
}

/* A union with a nullable variant is a nullable union. */
static bool unwrap_variants(struct resolve *r, u32 id)
{
	bool some = false;
	if (type_at(r, id)->kind != type_kind_union)
		return false;
	ir_each(type_at(r, id)->variants, v) {
		struct ir_variant *variant = &r->out.variant[v];
		if (!is_nullable(r, variant->type))
			continue;
		variant->type = type_at(r, strip(r, variant->type, false))->item;
		some = true;
	}
	return some;
}

/* A named type that is a shape or null becomes the shape, and null is said where it is used. */
static bool swaps(const struct resolve *r, u32 id)
{
	const struct ir_type *t = &r->out.type[id];
	if (t->kind != type_kind_nullable || r->info[id].in.role != ROLE_root || !t->item)
		return false;
	const struct context *in = &r->info[t->item].in;
	u32 kind = r->out.type[t->item].kind;
	return in->role == ROLE_same && in->parent == id &&
	       (kind == type_kind_object || kind == type_kind_enumeration ||
	        kind == type_kind_union);
}

static u32 swap(struct resolve *r, u32 id)
{
	u32 inner = type_at(r, id)->item, flags = type_at(r, id)->flags, place = type_at(r, id)->at;
	struct ir_type shape = *type_at(r, inner);
	*type_at(r, inner) = (struct ir_type){.kind = type_kind_nullable, .item = id};
	shape.flags |= flags;
	shape.at = place;
	*type_at(r, id) = shape;
	r->info[id].discriminator = r->info[inner].discriminator;
	return inner;
}

static void hoist_named(struct resolve *r)
{
	u32 *map = identity(r);
	struct list swapped = {0};
	for (u32 id = 1; id < r->out.count[IR_type]; id++)
		if (swaps(r, id)) {
			map[id] = swap(r, id);
			list_push(r, &swapped, id);
		}
	if (swapped.n)
		remap_types(r, map);
	for (u32 i = 0; i < swapped.n; i++)
		type_at(r, map[swapped.at[i]])->item = swapped.at[i];
}

/* One round: returns whether there was a union to wrap. */
static bool hoist_unions(struct resolve *r)
{
	struct list unions = {0};
	u32 count = r->out.count[IR_type];
	for (u32 id = 1; id < count; id++)
		if (unwrap_variants(r, id))
			list_push(r, &unions, id);
	if (!unions.n)
		return false;
	for (u32 i = 0; i < unions.n; i++) {
		u32 wrapper = new_type(r, 0, (struct context){0});
		type_at(r, wrapper)->kind = type_kind_nullable;
	}
	u32 *map = identity(r);
	for (u32 i = 0; i < unions.n; i++)
		map[unions.at[i]] = count + i;
	remap_types(r, map);
	for (u32 i = 0; i < unions.n; i++)
		type_at(r, count + i)->item = unions.at[i];
	return true;
}

void hoist_nullable(struct resolve *r)
{
	hoist_named(r);
	while (hoist_unions(r))
		continue;
	for (u32 id = 1; id < r->out.count[IR_type]; id++) {
		struct ir_type *t = type_at(r, id);
		if (t->kind == type_kind_nullable && is_nullable(r, t->item))
			t->kind = type_kind_alias;
	}
}

/* What makes a type what it is, as words; equal words are equal types. */
struct words {
	struct list at;
	const u32 *particular; /* by type */
	u8 *met;               /* by type: another's words have it */
};

static inline void put(struct resolve *r, struct words *w, u32 word)
{
	list_push(r, &w->at, word);
}

static inline void put_part(struct resolve *r, struct words *w, u32 type)
{
	u32 same = r->same[type]; /* before this round */
	w->met[same] = 1;
	put(r, w, r->same[same]);
}

static void put_value(struct resolve *r, struct words *w, u32 value)
{
	u32 size = value ? r->out.value[value].size : 0;
	put(r, w, size);
	for (u32 i = 0; i < size; i++) {
		const struct ir_value *v = &r->out.value[value + i];
		put(r, w, v->kind);
		put(r, w, v->key);
		put(r, w, v->text);
		put(r, w, v->size);
	}
}

/* A record without references. */
static void put_record(struct resolve *r, struct words *w, u32 table, u32 index)
{
	const u32 *word =
		index ? (const u32 *)r->out.table[table] + (size_t)index * ir_tables[table].words
		      : NULL;
	for (u32 i = 0; word && i < ir_tables[table].words; i++)
		put(r, w, word[i]);
	put(r, w, index != 0);
}

static void put_fields(struct resolve *r, struct words *w, struct ir_range fields)
{
	ir_each(fields, f) {
		const struct ir_field *x = &r->out.field[f];
		put(r, w, x->name);
		put_part(r, w, x->type);
		put(r, w, x->flags);
		put(r, w, x->title);
		put(r, w, x->description);
		put_value(r, w, x->initial);
		put_record(r, w, IR_xml, x->xml);
	}
}

static void put_variants(struct resolve *r, struct words *w, struct ir_range variants)
{
	ir_each(variants, v) {
		const struct ir_variant *x = &r->out.variant[v];
		put_part(r, w, x->type);
		put(r, w, x->name);
		put(r, w, x->flags);
		put(r, w, x->description);
		put(r, w, x->tags.count);
		ir_each(x->tags, t)
			put_value(r, w, r->out.tag_value[t].value);
	}
}

static void put_values(struct resolve *r, struct words *w, struct ir_range values)
{
	ir_each(values, v) {
		const struct ir_enum_value *x = &r->out.enum_value[v];
		put_value(r, w, x->value);
		put(r, w, x->name);
		put(r, w, x->description);
		put(r, w, x->flags);
	}
}

/* The schema of a type, where it has keywords that no record of the type says, but a check of its values does. */
static u32 particular(struct resolve *r, u32 n, u32 depth)
{
	static const u8 slots[] = {S_not,
	                           S_if,
	                           S_contains,
	                           S_dependentSchemas,
	                           S_propertyNames,
	                           S_patternProperties,
	                           S_unevaluatedItems,
	                           S_unevaluatedProperties};
	struct schema s;
	schema_read(r, n, &s);
	for (u32 i = 0; i < sizeof slots; i++)
		if (s.k[slots[i]])
			return n;
	if (doc_kind(r, s.k[S_const]) >= value_kind_array ||
	    schema_other(r, &s, KW_dependentRequired) || schema_other(r, &s, KW_dependencies))
		return n;
	if (doc_is(r, s.k[S_enum], value_kind_array))
		ir_each_child(r->doc->node, s.k[S_enum], value)
			if (doc_kind(r, value) >= value_kind_array)
				return n;
	if (doc_is(r, s.k[S_allOf], value_kind_array) && depth < 16)
		ir_each_child(r->doc->node, s.k[S_allOf], part)
			if (particular(r, part, depth + 1))
				return n;
	return 0;
}

static void put_type(struct resolve *r, struct words *w, u32 id)
{
	const struct ir_type *t = type_at(r, id);
	put(r, w, w->particular[id]);
	put(r, w, t->kind);
	put(r, w, t->scalar);
	put(r, w, t->flags);
	put(r, w, is_inline(r, id) ? 0 : t->title);
	put(r, w, t->format);
	put(r, w, t->native);
	put_part(r, w, t->item);
	put_part(r, w, t->key);
	put(r, w, t->tag);
	put_record(r, w, IR_bounds, t->bounds);
	ir_each(t->members, m)
		put_part(r, w, r->out.member[m].type);
	put_fields(r, w, t->fields);
	put_values(r, w, t->values);
	put_variants(r, w, t->variants);
	put_value(r, w, is_inline(r, id) ? 0 : t->initial);
	put_record(r, w, IR_xml, t->xml);
}

/* How many names the path to a type has. */
static u32 path_length(const struct resolve *r, u32 id)
{
	u32 n = 0;
	for (u32 step = 0; id && step < IR_MAX_DEPTH; step++) {
		const struct context *in = &r->info[id].in;
		n += in->role == ROLE_property || in->role == ROLE_variant ||
		     in->role == ROLE_value || !in->parent;
		id = in->parent;
	}
	return n;
}

/* The type that stays takes over the record and the name of the other, where that has the
 * shorter path. */
static void join(struct resolve *r, u32 into, u32 id)
{
	if (is_inline(r, into) || !r->info[id].node || path_length(r, id) > path_length(r, into))
		return;
	r->info[into].in = r->info[id].in;
	r->info[into].node = r->info[id].node;
	*type_at(r, into) = *type_at(r, id);
}

struct sharing {
	struct words words;
	u32 *begin;         /* by type: where its words begin */
	u32 *bucket, *next; /* chains of types */
	u32 buckets;
};

/* One round over all types, parts before wholes as far as they were made in that order; returns
 * whether any became another that stands in words already. Of equal types the one with the shortest path, then the first in
 * the document, gives the name. */
static bool share_round(struct resolve *r, struct sharing *s)
{
	u32 count = r->out.count[IR_type];
	bool again = false;
	s->words.at.n = 0;
	memset(s->words.met, 0, count);
	memset(s->bucket, 0, s->buckets * sizeof *s->bucket);
	for (u32 id = count - 1; id; id--) {
		if (r->same[id] != id ||
		    type_at(r, id)->flags & (type_flag_component | type_flag_generated))
			continue;
		s->begin[id] = s->words.at.n;
		put_type(r, &s->words, id);
		u32 *w = s->words.at.at + s->begin[id], n = s->words.at.n - s->begin[id];
		u64 hash = str_hash((Str){(const char *)w, n * (u32)sizeof *w});
		u32 *bucket = &s->bucket[hash & (s->buckets - 1)], other = *bucket;
		/* The words of each type end where those of the next begin: a terminator keeps
		 * lengths apart. */
		put(r, &s->words, UINT32_MAX);
		w = s->words.at.at + s->begin[id];
		while (other &&
		       memcmp(s->words.at.at + s->begin[other], w, ((size_t)n + 1) * sizeof *w))
			other = s->next[other];
		if (other) {
			r->same[id] = other;
			if (r->info[other].made < r->info[id].made)
				r->info[other].made = r->info[id].made;
			s->words.at.n = s->begin[id];
			join(r, other, id);
			again = again || s->words.met[id];
		} else {
			s->next[id] = *bucket;
			*bucket = id;
		}
	}
	return again;
}

void share_types(struct resolve *r)
{
	u32 count = r->out.count[IR_type];
	struct sharing s = {.begin = new (r->arena, u32, count),
	                    .next = new (r->arena, u32, count),
	                    .buckets = 256};
	while (s.buckets < count)
		s.buckets *= 2;
	s.bucket = new (r->arena, u32, s.buckets);
	u32 *own = new (r->arena, u32, count);
	for (u32 id = 1; id < count; id++)
		own[id] = particular(r, r->info[id].node, 0);
	s.words.particular = own;
	s.words.met = new (r->arena, u8, count);
	r->same = identity(r);
	r->sames = count;
	for (u32 id = 1; id < count; id++)
		if (type_at(r, id)->kind == type_kind_alias &&
		    !(type_at(r, id)->flags & type_flag_component)) {
			u32 to = type_at(r, id)->item;
			while (type_at(r, to)->kind == type_kind_alias &&
			       !(type_at(r, to)->flags & type_flag_component))
				to = type_at(r, to)->item;
			r->same[id] = to;
		}
	for (bool again = true; again;) {
		again = share_round(r, &s);
		for (u32 id = 1; id < count; id++)
			r->same[id] = r->same[r->same[id]];
	}
	remap_types(r, r->same);
	/* for what grows in later passes */
	list_release(r, &s.words.at);
	arena_give_block(r->arena, s.bucket, s.buckets * sizeof *s.bucket);
	u32 *each[] = {s.begin, s.next, own};
	for (u32 i = 0; i < sizeof each / sizeof *each; i++)
		arena_give_block(r->arena, each[i], count * sizeof *own);
}
