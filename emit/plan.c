/* What the types of a program are in Rust: which derives they can have, which of them need a struct of their own to end
 * a cycle of aliases, which are the same Rust type, what JSON they can be. */
#include "groups.h"

enum {
	ALIAS_MAX_DEPTH =
		128, /* of a spelling with aliases followed; beyond, a newtype is put between */
	ALIAS_MAX_SIZE = 256,
	TUPLE_MAX = 12, /* items for which std has the traits that are derived */
};

/* One type's value holds another's: `pass` are the derives that survive between them. */
struct edge {
	u32 from, to;
	u8 pass;
};

struct plan {
	struct emit *e;
	struct edge *edge;
	u32 edges, cap;
	u32 *first;        /* by type: its first edge; those of a type stand together */
	u8 *state;         /* by type: enum state */
	u32 *stack, *next; /* types being walked, and for each the next edge to take */
	u32 depth;
	struct scope same;
};

enum state { STATE_new, STATE_open, STATE_done };

/* Edges */

static void add_edge(struct plan *p, u32 from, u32 to, u32 pass)
{
	p->edge = arena_grow(p->e->arena, p->edge, &p->cap, (u64)p->edges + 1, sizeof *p->edge);
	p->edge[p->edges++] = (struct edge){from, to, (u8)pass};
}

static void add_edges(struct plan *p, u32 t)
{
	const struct ir *ir = p->e->ir;
	const struct ir_type *type = &ir->type[t];

	switch (type->kind) {
	case type_kind_array: add_edge(p, t, type->item, DERIVE_eq | DERIVE_hash); break;
	case type_kind_set: add_edge(p, t, type->item, DERIVE_eq); break;
	case type_kind_map:
	case type_kind_object:
		if (type->item)
			add_edge(p, t, type->item,
			         p->e->maps == MAPS_btree ? DERIVE_eq | DERIVE_hash : DERIVE_eq);
		break;
	case type_kind_nullable:
	case type_kind_alias: add_edge(p, t, type->item, DERIVE_all); break;
	default: break;
	}
	ir_each(type->members, i)
		add_edge(p, t, ir->member[i].type, DERIVE_eq | DERIVE_hash);
	ir_each(type->fields, i)
		add_edge(p, t, ir->field[i].type,
		         ir->field[i].flags & field_flag_boxed ? DERIVE_eq | DERIVE_hash
		                                               : DERIVE_all);
	ir_each(type->variants, i)
		add_edge(p, t, ir->variant[i].type,
		         ir->variant[i].flags & variant_flag_boxed ? DERIVE_eq | DERIVE_hash
		                                                   : DERIVE_all);
}

/* Derives: the greatest set that no edge forbids. What a type loses, all that hold it lose. */

static u8 own_derives(const struct emit *e, u32 i)
{
	const struct ir_type *t = &e->ir->type[i];
	bool open = t->flags & type_flag_open;

	if (e->type[i].path.len)
		return 0;
	if (t->kind == type_kind_scalar)
		return e->scalar[t->scalar].derives;
	if ((t->kind == type_kind_map && !t->item) ||
	    ((t->kind == type_kind_enumeration || t->kind == type_kind_union) && open))
		return DERIVE_eq | DERIVE_hash;
	return DERIVE_all;
}

/* For each type the edges that lead to it: by_user[at[t]] to by_user[at[t + 1]] are indices of edges. */
static u32 *users_of(struct plan *p, u32 types, u32 **at)
{
	u32 *by_user = new (p->e->arena, u32, p->edges + 1);
	u32 *end = new (p->e->arena, u32, types + 2);

	for (u32 i = 0; i < p->edges; i++)
		end[p->edge[i].to + 1]++;
	for (u32 t = 0; t <= types; t++)
		end[t + 1] += end[t];
	*at = end;
	end = new (p->e->arena, u32, types + 2);
	memcpy(end, *at, (types + 2) * sizeof *end);
	for (u32 i = 0; i < p->edges; i++)
		by_user[end[p->edge[i].to]++] = i;
	return by_user;
}

static void plan_derives(struct plan *p, u32 types)
{
	struct rust_type *type = p->e->type;
	u32 *at, *by_user = users_of(p, types, &at);
	u32 *todo = new (p->e->arena, u32, types + 1), n = 0;
	bool *queued = new (p->e->arena, bool, types + 1);

	for (u32 t = 0; t < types; t++)
		type[t].derives = own_derives(p->e, t);
	for (u32 i = 0; i < p->edges; i++)
		type[p->edge[i].from].derives &= p->edge[i].pass;
	for (u32 t = 0; t < types; t++)
		if (type[t].derives != DERIVE_all)
			queued[todo[n++] = t] = true;
	while (n) {
		u32 t = todo[--n];

		queued[t] = false;
		for (u32 i = at[t]; i < at[t + 1]; i++) {
			u32 user = p->edge[by_user[i]].from;
			u8 left = type[user].derives & type[t].derives;

			if (left != type[user].derives && !queued[user])
				queued[todo[n++] = user] = true;
			type[user].derives = left;
		}
	}
}

/* What follows is worked out for a type once it is known for what it is spelled with. */

/* Whether a type is spelled with the types that it refers to, or, being a union, may come to be. */
static bool is_transparent(const struct ir_type *t)
{
	return t->kind != type_kind_object && t->kind != type_kind_enumeration;
}

/* A cycle that leads back to `target`, through what is open above it: a union or a newtype must stand in it. */
static void end_cycle(struct plan *p, u32 target)
{
	for (u32 i = p->depth; i-- > 0;) {
		u32 t = p->stack[i];
		struct rust_type *r = &p->e->type[t];

		if (p->e->ir->type[t].kind == type_kind_union)
			r->looped = true;
		else if (r->name.len)
			r->newtype = true;
		if (r->looped || r->newtype || t == target)
			return;
	}
}

/* The identity of a Rust type: equal keys are equal types. */
static u32 same_key(struct plan *p, char kind, const u32 *parts, u32 n)
{
	char *key = new (p->e->arena, char, n * 4 + 1);

	key[0] = kind;
	if (n)
		memcpy(key + 1, parts, n * 4);
	return scope_index(&p->same, (Str){key, n * 4 + 1});
}

static u32 same_tuple(struct plan *p, const struct ir_type *t)
{
	u32 parts[TUPLE_MAX], n = 0;

	ir_each(t->members, i)
		parts[n++] = p->e->type[p->e->ir->member[i].type].same;
	return same_key(p, 'T', parts, n);
}

/* A conversion makes a type another one, though Rust has one name for both. */
static u32 same_scalar(struct plan *p, const struct ir_type *t)
{
	u32 first = 0;

	while (strcmp(p->e->scalar[first].path, p->e->scalar[t->scalar].path) != 0)
		first++;
	return same_key(p, t->flags & type_flag_text ? 'W' : 'S', &first, 1);
}

static u32 same_of(struct plan *p, u32 t)
{
	const struct ir_type *type = &p->e->ir->type[t];
	const struct rust_type *item = &p->e->type[type->item];

	if (p->e->type[t].path.len) {
		u32 path = scope_index(&p->same, p->e->type[t].path);

		return same_key(p, 'P', &path, 1);
	}
	switch (p->e->type[t].newtype ? type_kind_object : type->kind) {
	case type_kind_scalar: return same_scalar(p, type);
	case type_kind_array: return same_key(p, 'A', &item->same, 1);
	case type_kind_set: return same_key(p, rust_is_set(p->e, t) ? 'X' : 'A', &item->same, 1);
	case type_kind_map:
		return !item->any ? same_key(p, 'M', &item->same, 1) : same_key(p, 'J', NULL, 0);
	case type_kind_tuple: return same_tuple(p, type);
	case type_kind_nullable:
		return item->any || item->option ? item->same : same_key(p, 'O', &item->same, 1);
	case type_kind_alias: return item->same;
	default: return same_key(p, 'I', &t, 1);
	}
}

/* What all values of a union's, a tuple's … parts have in common or together. */

static u8 value_kinds(u32 kind)
{
	static const u8 kinds[value_kind_count] = {
		[value_kind_null] = JSON_null,     [value_kind_false] = JSON_boolean,
		[value_kind_true] = JSON_boolean,  [value_kind_number] = JSON_number,
		[value_kind_string] = JSON_string, [value_kind_array] = JSON_array,
		[value_kind_object] = JSON_object,
	};

	return kinds[kind];
}

static u8 kinds_of(const struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];
	u8 kinds = 0;

	switch (type->kind) {
	case type_kind_scalar:
		return type->flags & type_flag_text ? JSON_string : e->scalar[type->scalar].kinds;
	case type_kind_map:
	case type_kind_object: return JSON_object;
	case type_kind_alias: return e->type[type->item].kinds;
	case type_kind_nullable: return e->type[type->item].kinds | JSON_null;
	case type_kind_enumeration:
		ir_each(type->values, i)
			kinds |= value_kinds(e->ir->value[e->ir->enum_value[i].value].kind);
		return kinds;
	case type_kind_union:
		ir_each(type->variants, i)
			kinds |= e->type[e->ir->variant[i].type].kinds;
		return type->flags & type_flag_open ? JSON_any : kinds;
	default: return JSON_array;
	}
}

static u8 rank_of(const struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];

	switch (type->kind) {
	case type_kind_scalar:
		return type->flags & type_flag_text ? RANK_format : e->scalar[type->scalar].rank;
	case type_kind_map: return e->type[type->item].any ? RANK_any : RANK_wide;
	case type_kind_enumeration: return type->flags & type_flag_open ? RANK_wide : RANK_exact;
	case type_kind_union: return RANK_format;
	case type_kind_array:
	case type_kind_set:
	case type_kind_nullable:
	case type_kind_alias: return e->type[type->item].rank;
	default: return RANK_exact;
	}
}

bool rust_shape_converted(const struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];

	if (e->type[t].with.len)
		return true;
	if (type->kind == type_kind_scalar)
		return e->scalar[type->scalar].with.len || type->flags & type_flag_text;
	if (e->type[t].path.len)
		return false;
	if (type->kind == type_kind_set && rust_is_set(e, t))
		return true;
	ir_each(type->members, i)
		if (e->type[e->ir->member[i].type].converted ||
		    e->type[e->ir->member[i].type].whole)
			return true;
	return is_transparent(type) && type->kind != type_kind_union &&
	       e->type[type->item].converted;
}

bool rust_shape_whole(const struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];

	if (type->kind == type_kind_scalar)
		return type->scalar >= scalar_int8 && type->scalar <= scalar_uint64 &&
		       type->scalar != scalar_int128 && !(type->flags & type_flag_text);
	return is_transparent(type) && type->kind != type_kind_union && e->type[type->item].whole &&
	       !rust_shape_converted(e, t);
}

/* How long the spelling of a type is, and how deep. */
static void measure(const struct emit *e, u32 t)
{
	struct rust_type *r = &e->type[t];
	const struct ir_type *type = &e->ir->type[t];
	const struct rust_type *item = &e->type[type->item];

	r->size = 1 + item->size;
	r->depth = (u16)(1 + item->depth);
	ir_each(type->members, i) {
		item = &e->type[e->ir->member[i].type];
		r->size += item->size;
		r->depth = r->depth > item->depth ? r->depth : (u16)(1 + item->depth);
	}
}

/* A union whose branches are one Rust type is that type. */
static void collapse(const struct plan *p, u32 t)
{
	struct ir *ir = p->e->ir;
	struct ir_type *type = &ir->type[t];
	struct ir_range variants = type->variants;
	u32 first = variants.count ? ir->variant[variants.first].type : 0;

	if (p->e->type[t].looped || type->tag || type->flags & type_flag_open)
		return;
	ir_each(variants, i)
		if (ir->variant[i].flags & variant_flag_boxed ||
		    p->e->type[ir->variant[i].type].same != p->e->type[first].same)
			return;
	ir_each(variants, i)
		if (i > variants.first)
			warn_collapse(p->e, variants.first, i);
	type->kind = type_kind_alias;
	type->item = first;
	type->variants.count = 0;
}

/* Shapes that Rust has no type for, or a plainer one. */
static void simplify(struct emit *e, u32 t)
{
	struct ir_type *type = &e->ir->type[t];
	bool none = (type->kind == type_kind_enumeration && type->values.count == 0) ||
	            (type->kind == type_kind_union && type->variants.count == 0) ||
	            (type->kind == type_kind_tuple && type->members.count > TUPLE_MAX);

	if (type->kind == type_kind_object && type->item && type->fields.count == 0)
		type->kind = type_kind_map;
	if (type->kind == type_kind_enumeration && type->flags & type_flag_open &&
	    type->scalar != scalar_string) {
		type->kind = type_kind_scalar;
		type->flags &= ~(u32)type_flag_open;
	}
	if (!none)
		return;
	if (type->kind == type_kind_tuple)
		diag_add(e->diag, DIAG_unsupported, ir_place_where(e->ir, e->arena, type->at),
		         (Str){0},
		         "a tuple of %u items becomes any value: Rust's traits go up to %d",
		         type->members.count, TUPLE_MAX);
	type->kind = type_kind_scalar;
	type->scalar = scalar_any;
	type->members.count = 0;
	type->flags &= ~(u32)type_flag_text;
}

bool rust_is_item(const struct emit *e, u32 t)
{
	u32 kind = e->ir->type[t].kind;

	return e->type[t].newtype || kind == type_kind_object || kind == type_kind_enumeration ||
	       kind == type_kind_union;
}

static void finish(struct plan *p, u32 t)
{
	struct emit *e = p->e;
	struct rust_type *r = &e->type[t];
	const struct ir_type *type = &e->ir->type[t];
	bool through;

	if (type->kind == type_kind_union && !r->path.len)
		collapse(p, t);
	through = is_transparent(type) && type->kind != type_kind_union && !r->path.len;
	if (through)
		measure(e, t);
	if (r->depth > ALIAS_MAX_DEPTH || r->size > ALIAS_MAX_SIZE) {
		r->newtype = true;
		if (!r->name.len)
			r->name = scope_take(&e->types, S("Type"));
	}
	/* What serde would read in another form must carry its conversion along. */
	if (through && r->name.len && rust_shape_converted(e, t))
		r->newtype = true;
	/* An alias has no Validate of its own, unless it is one of an item. An Option is checked by what holds it. */
	if (through && r->name.len && e->validate && type->assertion &&
	    type->kind != type_kind_nullable && !e->type[type->item].option &&
	    !rust_is_item(e, rust_target(e, t)))
		r->newtype = true;
	r->kinds = r->with.len ? JSON_any : kinds_of(e, t);
	r->same = same_of(p, t);
	if (through && !r->newtype) {
		const struct rust_type *item = &e->type[type->item];
		bool wraps = type->kind == type_kind_alias || type->kind == type_kind_nullable;

		r->any = wraps ? item->any
		               : type->kind == type_kind_scalar && type->scalar == scalar_any;
		r->option =
			!r->any && (type->kind == type_kind_nullable || (wraps && item->option));
		r->converted = rust_shape_converted(e, t);
		r->whole = rust_shape_whole(e, t);
	} else {
		r->size = r->depth = 1;
		r->converted = (!r->newtype || r->path.len) && rust_shape_converted(e, t);
	}
	r->rank = rank_of(e, t);
	p->state[t] = STATE_done;
}

/* Walks what a type is spelled with before the type itself. */
static void walk(struct plan *p, u32 root)
{
	struct emit *e = p->e;

	p->depth = 0;
	for (u32 t = root;;) {
		if (p->state[t] == STATE_new) {
			p->state[t] = STATE_open;
			e->type[t].same = same_key(p, 'I', &t, 1);
			e->type[t].kinds = JSON_any;
			p->next[p->depth] = p->first[t];
			p->stack[p->depth++] = t;
		}
		t = p->stack[p->depth - 1];
		if (is_transparent(&e->ir->type[t]) && p->next[p->depth - 1] < p->first[t + 1]) {
			t = p->edge[p->next[p->depth - 1]++].to;
			if (p->state[t] == STATE_open)
				end_cycle(p, t);
			if (p->state[t] != STATE_new)
				t = p->stack[p->depth - 1];
			continue;
		}
		finish(p, t);
		if (--p->depth == 0)
			return;
		t = p->stack[p->depth - 1];
	}
}

u32 rust_target(const struct emit *e, u32 t)
{
	while (!e->type[t].newtype && (e->ir->type[t].kind == type_kind_alias ||
	                               e->ir->type[t].kind == type_kind_nullable))
		t = e->ir->type[t].item;
	return t;
}

/* Which halves of serde types need: what a type needs, all that it holds needs. */

struct needs {
	struct plan *p;
	u32 *todo;
	u32 n, cap;
};

/* Reading by shape writes what it has read, to see what was lost. */
static bool reads_by_shape(const struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];

	if (type->kind != type_kind_union)
		return false;
	ir_each(type->variants, i) {
		const struct ir_variant *v = &e->ir->variant[i];
		const struct ir_type *object = &e->ir->type[rust_target(e, v->type)];

		if (!type->tag || !v->tags.count)
			return true;
		ir_each(object->fields, f)
			if (e->ir->field[f].name == type->tag &&
			    !(e->ir->field[f].flags & field_flag_required))
				return true;
	}
	return false;
}

static void need(struct needs *n, u32 t, u8 serde)
{
	struct emit *e = n->p->e;

	if (!t)
		return;
	if (serde & SERDE_deserialize && reads_by_shape(e, t))
		serde |= SERDE_serialize;
	if ((e->type[t].serde | serde) == e->type[t].serde)
		return;
	e->type[t].serde |= serde;
	n->todo = arena_grow(e->arena, n->todo, &n->cap, (u64)n->n + 1, sizeof *n->todo);
	n->todo[n->n++] = t;
}

static void propagate(struct needs *n)
{
	while (n->n) {
		u32 t = n->todo[--n->n];

		for (u32 i = n->p->first[t]; i < n->p->first[t + 1]; i++)
			need(n, n->p->edge[i].to, n->p->e->type[t].serde);
	}
}

static void add_type(struct emit *e, struct type_list *list, u32 type)
{
	list->type =
		arena_grow(e->arena, list->type, &list->cap, (u64)list->n + 1, sizeof *list->type);
	list->type[list->n++] = type;
}

static void add_contents(struct emit *e, struct type_list *list, struct ir_range contents)
{
	const struct ir *ir = e->ir;

	ir_each(contents, i) {
		add_type(e, list, ir->media[i].type);
		add_type(e, list, ir->media[i].item);
		ir_each(ir->media[i].encodings, k)
			ir_each(ir->encoding[k].headers, h)
				add_type(e, list, ir->header[h].type);
	}
}

/* The types that its requests name. */
static void request_types(struct emit *e, const struct ir_operation *o, struct type_list *list)
{
	ir_each(o->parameters, i)
		add_type(e, list, e->ir->parameter[i].type);
	add_contents(e, list, e->ir->body[o->body].contents);
}

static void response_types(struct emit *e, const struct ir_operation *o, struct type_list *list)
{
	ir_each(o->responses, i) {
		ir_each(e->ir->response[i].headers, h)
			add_type(e, list, e->ir->header[h].type);
		add_contents(e, list, e->ir->response[i].contents);
	}
}

void operation_types(struct emit *e, const struct ir_operation *o, struct type_list *list)
{
	request_types(e, o, list);
	response_types(e, o, list);
}

/* Which halves requests and responses need, by who calls and who serves. A webhook's requests are ones that the client's
 * user receives, where no module serves them. */
static void need_operation(struct needs *n, const struct ir_operation *o)
{
	struct emit *e = n->p->e;
	struct type_list requests = {0}, responses = {0};
	bool webhook = o->kind != operation_kind_path, calls = false, serves = false;

	for (u32 f = 0; f < FACES; f++)
		if (faces[f].webhooks == webhook && has_face(e, (enum face)f))
			*(faces[f].serves ? &serves : &calls) = true;
	serves = serves || !calls;
	request_types(e, o, &requests);
	response_types(e, o, &responses);
	for (u32 i = 0; i < requests.n; i++)
		need(n, requests.type[i],
		     (calls ? SERDE_serialize : 0) | (serves ? SERDE_deserialize : 0));
	for (u32 i = 0; i < responses.n; i++)
		need(n, responses.type[i],
		     (calls ? SERDE_deserialize : 0) | (serves ? SERDE_serialize : 0));
}

static void plan_serde(struct plan *p)
{
	struct emit *e = p->e;
	struct needs n = {.p = p};

	if (e->mode != MODE_types && !e->tests && !e->validate)
		for (u32 i = 1; i < e->ir->count[IR_operation]; i++)
			need_operation(&n, &e->ir->operation[i]);
	propagate(&n);
	for (u32 t = 1; t < e->ir->count[IR_type]; t++)
		if (!e->type[t].serde)
			need(&n, t, SERDE_both);
	propagate(&n);
}

void plan_types(struct emit *e)
{
	u32 types = e->ir->count[IR_type];
	struct plan p = {.e = e,
	                 .first = new (e->arena, u32, types + 1),
	                 .state = new (e->arena, u8, types),
	                 .stack = new (e->arena, u32, types),
	                 .next = new (e->arena, u32, types)};

	scope_init(&p.same, e->arena);
	for (u32 t = 1; t < types; t++) {
		simplify(e, t);
		p.first[t] = p.edges;
		add_edges(&p, t);
	}
	p.first[types] = p.edges;
	plan_derives(&p, types);
	/* Record 0 is any value: where the IR names no type, there is nothing to say. */
	finish(&p, 0);
	for (u32 named = 2; named-- > 0;)
		for (u32 t = 1; t < types; t++)
			if (p.state[t] == STATE_new && (!named || e->type[t].name.len))
				walk(&p, t);
	plan_serde(&p);
	u32 *to = new (e->arena, u32, (size_t)p.edges + 1);
	for (u32 i = 0; i < p.edges; i++)
		to[i] = p.edge[i].to;
	plan_groups(e, p.first, to);
	e->sames = p.same.count;
	e->seen = new (e->arena, u32, e->sames);
	e->seen_base = 1;
}
