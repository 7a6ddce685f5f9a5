/* Schemas to types. Needs link and upgrade; leaves a type for every schema that is asked for,
 * its record filled once nothing waits any more. A type's nullability is a type around it;
 * names, sharing and cycles come later. */
#include "resolve.h"

u32 new_type(struct resolve *r, u32 node, struct context in)
{
	u32 id = ir_add(&r->out, r->arena, IR_type, 1);
	if (id >= r->info_cap)
		r->info = arena_grow(r->arena, r->info, &r->info_cap, (u64)id + 1, sizeof *r->info);
	r->info[id] = (struct type_info){.node = node, .made = ++r->made, .in = in};
	return id;
}

u32 new_scalar(struct resolve *r, enum scalar scalar)
{
	u32 id = new_type(r, 0, (struct context){0});
	*type_at(r, id) = (struct ir_type){.kind = type_kind_scalar, .scalar = scalar};
	return id;
}

static void set_scalar(struct resolve *r, u32 id, enum scalar scalar)
{
	type_at(r, id)->kind = type_kind_scalar;
	type_at(r, id)->scalar = scalar;
}

void set_alias(struct resolve *r, u32 id, u32 item)
{
	struct ir_type *t = type_at(r, id);
	t->kind = type_kind_alias;
	t->item = item;
	t->variants = (struct ir_range){0};
	t->tag = 0;
	t->at = r->info[id].node ? place_of(r, r->info[id].node) : 0;
}

static u32 nullable_of(struct resolve *r, u32 item)
{
	u32 id = new_type(r, 0, (struct context){0});
	type_at(r, id)->kind = type_kind_nullable;
	type_at(r, id)->item = item;
	return id;
}

/* Numbers */

enum scalar scalar_between(Str low, Str high)
{
	/* The limits of 64 bits, as JSON that went by way of doubles has them. */
	Str least = S("-9223372036854776000"), most = S("9223372036854776000"),
	    most_unsigned = S("18446744073709552000");
	if (high.len && number_compare(high, most) > 0) {
		bool natural = low.len && !str_starts(low, S("-"));
		return natural && number_compare(high, most_unsigned) <= 0 ? scalar_uint64
		                                                           : scalar_int128;
	}
	return low.len && number_compare(low, least) < 0 ? scalar_int128 : scalar_int64;
}

enum scalar integer_scalar(struct resolve *r, const struct shape *s)
{
	const struct ir_bounds *b = &s->bounds;
	switch (s->format) {
#define FORMAT(keyword, type, to) \
	case KW_##keyword: \
		if (JSON_##type == JSON_integer) \
			return scalar_##to; \
		break;
#include "formats.def"
#undef FORMAT
	}
	return scalar_between(text_of(r, b->minimum ? b->minimum : b->exclusive_minimum),
	                      text_of(r, b->maximum ? b->maximum : b->exclusive_maximum));
}

static void fill_number(struct resolve *r, u32 id, const struct shape *s)
{
	enum scalar to = scalar_double;
	switch (s->format) {
#define FORMAT(keyword, type, scalar) \
	case KW_##keyword: \
		if (JSON_##type == JSON_number) \
			to = scalar_##scalar; \
		break;
#include "formats.def"
#undef FORMAT
	}
	set_scalar(r, id, to);
}

static void fill_string(struct resolve *r, u32 id, const struct shape *s)
{
	enum scalar to = s->encoding == KW_base64 ? scalar_byte : scalar_string;
	switch (s->format) {
#define FORMAT(keyword, type, scalar) \
	case KW_##keyword: \
		if (JSON_##type == JSON_integer) \
			type_at(r, id)->flags |= type_flag_text; \
		if (JSON_##type != JSON_number) \
			to = scalar_##scalar; \
		break;
#include "formats.def"
#undef FORMAT
	}
	set_scalar(r, id, to);
}

/* Arrays */

static bool equals(struct resolve *r, u32 number, u32 n)
{
	Str digits = arena_fmt(r->arena, "%u", n);
	return number && str_eq(text_of(r, number), digits);
}

static void fill_tuple(struct resolve *r, u32 id, struct shape *s, struct context in)
{
	u32 first = ir_add(&r->out, r->arena, IR_member, s->prefix.n);
	for (u32 i = 0; i < s->prefix.n; i++) {
		in.ordinal = i + 1;
		u32 type = lower_node(r, s->prefix.at[i], in);
		r->out.member[first + i].type = type;
	}
	type_at(r, id)->kind = type_kind_tuple;
	type_at(r, id)->members = (struct ir_range){first, s->prefix.n};
}

/* The union of the types of the prefix and the rest of the items. */
static u32 mixed_items(struct resolve *r, struct shape *s, struct context in)
{
	if (!s->items.n && !s->no_more_items)
		return new_scalar(r, scalar_any);
	u32 n = s->prefix.n + (s->items.n > 0), id = new_type(r, 0, in);
	u32 first = ir_add(&r->out, r->arena, IR_variant, n);
	for (u32 i = 0; i < n; i++) {
		struct context part = {.parent = id,
		                       .role = ROLE_variant,
		                       .ordinal = i + 1,
		                       .depth = in.depth + 1};
		bool rest = i == s->prefix.n;
		u32 type = rest ? lower_all(r, s->items.at, s->items.n, part)
		                : lower_node(r, s->prefix.at[i], part);
		r->out.variant[first + i].type = type;
		r->out.variant[first + i].at = place_of(r, rest ? s->items.at[0] : s->prefix.at[i]);
	}
	type_at(r, id)->kind = type_kind_union;
	type_at(r, id)->variants = (struct ir_range){first, n};
	type_at(r, id)->at = place_of(r, s->prefix.at[0]);
	return id;
}

static void fill_array(struct resolve *r, u32 id, struct shape *s)
{
	struct context in = {.parent = id, .role = ROLE_item, .depth = r->info[id].in.depth + 1};
	u32 item;
	if (s->prefix.n && equals(r, s->bounds.min_items, s->prefix.n) &&
	    (s->no_more_items || equals(r, s->bounds.max_items, s->prefix.n))) {
		fill_tuple(r, id, s, in);
		return;
	}
	if (s->prefix.n)
		item = mixed_items(r, s, in);
	else
		item = s->items.n ? lower_all(r, s->items.at, s->items.n, in)
		                  : new_scalar(r, scalar_any);
	type_at(r, id)->kind = s->unique ? type_kind_set : type_kind_array;
	type_at(r, id)->item = item;
}

/* Objects */

/* The default of a schema, or of what it refers to; 0 for none. */
static u32 default_of(struct resolve *r, struct schema s)
{
	for (u32 step = 0; step < 16 && !s.k[S_default]; step++) {
		u32 target = schema_target(r, &s);
		if (!target)
			return 0;
		schema_read(r, target, &s);
	}
	return s.k[S_default];
}

static void describe_field(struct resolve *r, struct ir_field *f, const struct property *p)
{
	for (u32 i = 0; i < p->nodes.n; i++) {
		struct schema c;
		schema_read(r, p->nodes.at[i], &c);
		if (!f->title && doc_is(r, c.k[S_title], value_kind_string))
			f->title = doc_node(r, c.k[S_title])->text;
		if (!f->description && doc_is(r, c.k[S_description], value_kind_string))
			f->description = doc_node(r, c.k[S_description])->text;
		u32 initial = f->initial || !(c.k[S_default] || schema_has_ref(&c))
		                      ? 0
		                      : default_of(r, c);
		if (initial) {
			f->initial = initial;
			f->flags |=
				judge_default(r, initial, p->nodes.at[i]) ? field_flag_usable : 0;
		}
		if (!f->xml)
			f->xml = c.k[S_xml];
		if (c.k[S_readOnly] || c.k[S_writeOnly] || schema_has_ref(&c))
			f->flags |= schema_one_way(r, p->nodes.at[i]);
		if (doc_is(r, c.k[S_deprecated], value_kind_true))
			f->flags |= field_flag_deprecated;
	}
}

static u32 xml_of(struct resolve *r, u32 n)
{
	struct ir_xml x = {0};
	if (!n)
		return 0;
	if (!doc_is(r, n, value_kind_object))
		return wrong_kind(r, n, "an XML object");
	x.name = doc_string(r, n, KW_name);
	x.namespace = doc_string(r, n, KW_namespace);
	x.prefix = doc_string(r, n, KW_prefix);
	x.flags = (doc_flag(r, n, KW_attribute) ? xml_flag_attribute : 0) |
	          (doc_flag(r, n, KW_wrapped) ? xml_flag_wrapped : 0);
	switch (doc_string(r, n, KW_nodeType)) {
	case KW_attribute: x.flags |= xml_flag_attribute; break;
	case KW_text: x.flags |= xml_flag_text; break;
	case KW_cdata: x.flags |= xml_flag_cdata; break;
	case KW_none: x.flags |= xml_flag_none; break;
	}
	return ir_add_xml(&r->out, r->arena, x);
}

static void fill_fields(struct resolve *r, u32 id, struct shape *s)
{
	u32 first = ir_add(&r->out, r->arena, IR_field, s->properties);
	for (u32 i = 0; i < s->properties; i++) {
		const struct property *p = &s->property[i];
		struct context in = {.parent = id,
		                     .role = ROLE_property,
		                     .key = p->key,
		                     .depth = r->info[id].in.depth + 1};
		struct ir_field f = {.name = p->key,
		                     .flags = p->required ? field_flag_required : 0};
		describe_field(r, &f, p);
		f.initial = value_of(r, f.initial);
		f.xml = xml_of(r, f.xml);
		f.at = place_of(r, p->named ? p->named : p->nodes.at[0]);
		f.type = p->named ? new_scalar(r, scalar_any)
		                  : lower_all(r, p->nodes.at, p->nodes.n, in);
		r->out.field[first + i] = f;
	}
	type_at(r, id)->kind = type_kind_object;
	type_at(r, id)->fields = (struct ir_range){first, s->properties};
}

/* What the values of all other keys are: a type, or 0 where they are not kept. */
static u32 rest_of(struct resolve *r, u32 id, struct shape *s)
{
	struct context in = {.parent = id, .role = ROLE_value, .depth = r->info[id].in.depth + 1};
	if (s->additional.n && !s->patterns.n)
		return s->closed ? 0 : lower_all(r, s->additional.at, s->additional.n, in);
	if (s->patterns.n == 1 && !s->additional.n && (s->closed || !s->properties))
		return lower_node(r, s->patterns.at[0], in);
	if (s->patterns.n || s->additional.n)
		return new_scalar(r, scalar_any);
	return (s->open || r->keep_unknown) && !s->closed ? new_scalar(r, scalar_any) : 0;
}

/* The keys' type, where they are one of some names. */
static u32 keys_of(struct resolve *r, u32 id, struct shape *s)
{
	struct context in = {.parent = id, .role = ROLE_key, .depth = r->info[id].in.depth + 1};
	struct schema c;
	schema_read(r, s->names, &c);
	return schema_has_ref(&c) || c.k[S_enum] || c.k[S_const] ? lower_node(r, s->names, in) : 0;
}

static void fill_object(struct resolve *r, u32 id, struct shape *s)
{
	u32 rest = rest_of(r, id, s);
	if (s->closed)
		type_at(r, id)->flags |= type_flag_closed;
	if (s->properties || (s->closed && !rest)) {
		fill_fields(r, id, s);
	} else {
		type_at(r, id)->kind = type_kind_map;
		rest = rest ? rest : new_scalar(r, scalar_any);
	}
	u32 key = rest && s->names ? keys_of(r, id, s) : 0;
	type_at(r, id)->item = rest;
	type_at(r, id)->key = key;
}

/* Any schema */

static u32 kinds_of(u32 types)
{
	return types & JSON_number ? types & ~(u32)JSON_integer : types;
}

static bool several(u32 kinds)
{
	return (kinds & (kinds - 1)) != 0;
}

static void fill_kind(struct resolve *r, u32 id, struct shape *s, u32 kind)
{
	switch (kind) {
	case 0:
	case JSON_null: set_scalar(r, id, scalar_null); break;
	case JSON_boolean: set_scalar(r, id, scalar_boolean); break;
	case JSON_integer: set_scalar(r, id, integer_scalar(r, s)); break;
	case JSON_number: fill_number(r, id, s); break;
	case JSON_string: fill_string(r, id, s); break;
	case JSON_array: fill_array(r, id, s); break;
	default: fill_object(r, id, s); break;
	}
}

static u32 add_bounds(struct resolve *r, const struct shape *s)
{
	return s->bounded ? ir_add_bounds(&r->out, r->arena, s->bounds) : 0;
}

/* A union with a variant for each kind of JSON value that the schema lets pass. */
static void fill_several(struct resolve *r, u32 id, struct shape *s, u32 kinds)
{
	u32 n = 0, node = r->info[id].node;
	for (u32 bit = JSON_boolean; bit <= JSON_object; bit <<= 1)
		n += (kinds & bit) != 0;
	u32 first = ir_add(&r->out, r->arena, IR_variant, n);
	for (u32 bit = JSON_boolean; bit <= JSON_object; bit <<= 1) {
		if (!(kinds & bit))
			continue;
		struct context in = {.parent = id,
		                     .role = ROLE_variant,
		                     .ordinal = 0,
		                     .depth = r->info[id].in.depth + 1};
		u32 part = new_type(r, node, in);
		type_at(r, part)->bounds = add_bounds(r, s);
		type_at(r, part)->format = s->format;
		fill_kind(r, part, s, bit);
		r->out.variant[first] = (struct ir_variant){.type = part, .at = place_of(r, node)};
		first++;
	}
	type_at(r, id)->kind = type_kind_union;
	type_at(r, id)->variants = (struct ir_range){first - n, n};
}

static void warn_unsupported(struct resolve *r, const struct shape *s)
{
	for (u32 i = 0; s->any && i < s->unsupported.n; i++)
		complain(r, DIAG_unsupported, s->unsupported.at[i], (Str){0},
		         "no type says '%.*s' alone: the schema takes any value",
		         STR(text_of(r, doc_node(r, s->unsupported.at[i])->key)));
}

static void fill_plain(struct resolve *r, u32 id, struct shape *s)
{
	u32 kinds = kinds_of(s->types & ~(u32)JSON_null);
	if (s->whole && !s->any && (s->types & JSON_number))
		kinds |= s->types & JSON_integer;
	if (!s->types) {
		for (u32 i = 0; i < 2; i++)
			complain(
				r, DIAG_conflict, s->clash[i] ? s->clash[i] : r->info[id].node,
				(Str){0},
				"no value fits this together with what must hold beside it; the schema takes any value");
		set_scalar(r, id, scalar_any);
	} else if (s->any || kinds_of(kinds) == kinds_of(JSON_all & ~(u32)JSON_null)) {
		warn_unsupported(r, s);
		set_scalar(r, id, scalar_any);
	} else if (several(kinds)) {
		fill_several(r, id, s, kinds);
	} else {
		fill_kind(r, id, s, kinds);
	}
}

/* Whether the schema at n lets null pass, as far as its own keywords and its references say. */
static bool permits_null(struct resolve *r, u32 n)
{
	for (u32 step = 0; n && step < 16; step++) {
		struct schema c;
		if (!doc_is(r, n, value_kind_object))
			return doc_is(r, n, value_kind_true);
		schema_read(r, n, &c);
		if (schema_nullable(r, &c))
			return true;
		if (c.k[S_const])
			return doc_is(r, c.k[S_const], value_kind_null);
		if (doc_is(r, c.k[S_enum], value_kind_array)) {
			ir_each_child(r->doc->node, c.k[S_enum], v)
				if (doc_is(r, v, value_kind_null))
					return true;
			return false;
		}
		if (c.k[S_type])
			return schema_types(r, &c) & JSON_null;
		if (!schema_has_ref(&c))
			return schema_plain(&c, PLAIN_required);
		n = schema_target(r, &c);
	}
	return false;
}

static bool takes_null(struct resolve *r, const struct shape *s)
{
	if (s->any)
		return false;
	if (s->nullable)
		return true;
	if (!(s->types & JSON_null))
		return false;
	for (u32 i = 0; i < s->groups.n; i++) {
		bool some = false;
		ir_each_child(r->doc->node, s->groups.at[i], b)
			some = some || permits_null(r, b);
		if (!some)
			return false;
	}
	for (u32 i = 0; i < s->enums.n; i++) {
		u32 e = s->enums.at[i];
		bool some = doc_is(r, e, value_kind_null);
		if (doc_is(r, e, value_kind_array) && doc_node(r, e)->key == KW_enum)
			ir_each_child(r->doc->node, e, v)
				some = some || doc_is(r, v, value_kind_null);
		if (!some)
			return false;
	}
	return s->typed || s->enums.n || s->groups.n;
}

/* Whether a default that stands in the schema at n, or a part of it, is one of its values. */
static void check_default(struct resolve *r, u32 initial, u32 n)
{
	if (initial > n && initial < n + doc_node(r, n)->size)
		judge_default(r, initial, n);
}

static void describe(struct resolve *r, u32 id, const struct shape *s)
{
	u32 initial = value_of(r, s->initial), bounds = add_bounds(r, s), xml = xml_of(r, s->xml);
	struct ir_type *t = type_at(r, id);
	t->title = s->title;
	t->description = s->description;
	t->format = s->format;
	t->native = s->native;
	t->initial = initial;
	t->bounds = bounds;
	t->xml = xml;
	t->flags |= s->deprecated ? type_flag_deprecated : 0;
	t->at = r->info[id].node ? place_of(r, r->info[id].node) : 0;
}

u32 wrap_nullable(struct resolve *r, u32 id)
{
	u32 node = r->info[id].node, place = node ? place_of(r, node) : 0,
	    depth = r->info[id].in.depth + 1,
	    inner = new_type(r, node,
	                     (struct context){.parent = id, .role = ROLE_same, .depth = depth});
	struct ir_type *outer = type_at(r, id), *shape = type_at(r, inner);
	*shape = *outer;
	shape->flags = 0;
	*outer = (struct ir_type){.kind = type_kind_nullable,
	                          .flags = outer->flags,
	                          .item = inner,
	                          .at = place};
	r->info[inner].discriminator = r->info[id].discriminator;
	return inner;
}

void lower_shape(struct resolve *r, u32 id, struct shape *s, const u32 *element, u32 n)
{
	if (s->enums.n && enum_is_null(r, s))
		s->types &= JSON_null;
	if (takes_null(r, s) && kinds_of(s->types & ~(u32)JSON_null))
		id = wrap_nullable(r, id);
	if (n == 1 && !(*element & PART_no_union))
		check_default(r, s->initial, *element);
	s->types &= ~(u32)(kinds_of(s->types & ~(u32)JSON_null) ? JSON_null : 0);
	describe(r, id, s);
	if (s->groups.n && lower_union(r, id, s, element, n))
		return;
	if (s->enums.n && s->types & ~(u32)JSON_null && lower_enum(r, id, s))
		return;
	fill_plain(r, id, s);
}

/* Nodes */

u32 bare_reference(struct resolve *r, const struct schema *s)
{
	struct schema c;
	u32 sole = 0;
	if (!doc_is(r, s->k[S_allOf], value_kind_array) ||
	    !schema_plain(s, PLAIN_allOf | PLAIN_type))
		return 0;
	ir_each_child(r->doc->node, s->k[S_allOf], b) {
		schema_read(r, b, &c);
		if (doc_is(r, b, value_kind_object) && schema_plain(&c, 0))
			continue;
		if (sole || !schema_has_ref(&c) || !schema_plain(&c, PLAIN_ref))
			return 0;
		sole = b;
	}
	if (sole && s->k[S_type]) { /* type: object beside a reference to an object says nothing */
		schema_read(r, link_follow(r, sole), &c);
		if (!c.k[S_type] || schema_types(r, &c) != schema_types(r, s))
			return 0;
	}
	return sole;
}

/* The type of a schema that is another with annotations alone beside it; 0 where it is more than
 * that. */
static u32 lower_other(struct resolve *r, const struct schema *s, struct context in)
{
	u32 type = 0, sole = bare_reference(r, s);
	if (schema_has_ref(s) && schema_plain(s, PLAIN_ref)) {
		u32 target = schema_target(r, s);
		type = target ? lower_root(r, target) : new_scalar(r, scalar_any);
	} else if (sole) {
		type = lower_node(r, sole, in);
	}
	return type && schema_nullable(r, s) ? nullable_of(r, type) : type;
}

void note_schema(struct resolve *r, u32 n, u32 type, u32 why)
{
	if (!r->noted[n]) {
		u32 i = ir_add_schema(&r->out, r->arena,
		                      (struct ir_schema){.at = place_of(r, n), .type = type});
		if (i >= r->schema_cap)
			r->schema_node = arena_grow(r->arena, r->schema_node, &r->schema_cap,
			                            (u64)i + 1, sizeof(u32));
		r->schema_node[i] = n;
	}
	r->noted[n] |= (u8)why;
}

static void fill_node(struct resolve *r, u32 id, const struct schema *s)
{
	struct shape shape;
	u32 element = s->node;
	shape_collect(r, &element, 1, &shape);
	lower_shape(r, id, &shape, &element, 1);
	shape_release(r, &shape);
}

/* A schema that is no object: true and false are, the rest is a mistake. */
static u32 lower_odd(struct resolve *r, u32 n)
{
	if (doc_is(r, n, value_kind_false))
		complain(r, DIAG_unsupported, n, (Str){0},
		         "no value fits the schema false: it becomes any value");
	else if (!doc_is(r, n, value_kind_true))
		wrong_kind(r, n, "a schema");
	return r->type_of[n] = new_scalar(r, scalar_any);
}

/* Where a property or an item has a type and a format and nothing else but what describes it, the place where its type is
 * kept: most are of few kinds, and such types are spelled where they are used. NULL where it says more. */
static u32 *plain_scalar(struct resolve *r, const struct schema *s, enum role role)
{
	static const u64 plain = SCHEMA_BIT(type) | SCHEMA_BIT(format) | SCHEMA_BIT(title) |
	                         SCHEMA_BIT(description) | SCHEMA_BIT(example) |
	                         SCHEMA_BIT(examples) | SCHEMA_BIT(readOnly) |
	                         SCHEMA_BIT(writeOnly);
	u32 type = s->k[S_type], format = s->k[S_format];
	if ((role != ROLE_property && role != ROLE_item) || s->set & ~plain || s->more ||
	    !doc_is(r, type, value_kind_string) ||
	    (format && !doc_is(r, format, value_kind_string)))
		return NULL;
	switch (doc_node(r, type)->text) {
	case KW_boolean:
	case KW_integer:
	case KW_number:
	case KW_string:
		return pairs_at(r, &r->scalars, doc_node(r, type)->text,
		                format ? doc_node(r, format)->text : 0);
	default: return NULL;
	}
}

bool lowered_scalar(const struct resolve *r, u32 n)
{
	u32 id = r->type_of[n];
	return id && (r->info[id].in.role == ROLE_property || r->info[id].in.role == ROLE_item) &&
	       r->out.type[id].kind == type_kind_scalar;
}

/* The type of a schema that is more than a reference. */
static u32 lower_own(struct resolve *r, const struct schema *s, struct context in)
{
	u32 *kept = plain_scalar(r, s, in.role), id;
	if (kept && *kept) {
		place_of(r, s->node);
		r->info[*kept].made = ++r->made;
		return *kept;
	}
	id = new_type(r, s->node, in);
	if (kept)
		*kept = id;
	r->type_of[s->node] = id;
	fill_node(r, id, s);
	return id;
}

u32 lower_node(struct resolve *r, u32 n, struct context in)
{
	struct schema s;
	u32 id;
	if (r->type_of[n])
		return r->type_of[n];
	if (component_of(r, n))
		return lower_root(r, n);
	if (!doc_is(r, n, value_kind_object))
		return lower_odd(r, n);
	if (in.depth > r->max_depth) {
		complain(r, DIAG_too_deep, n, S("raise --max-depth"),
		         "schemas are nested deeper than %u here", r->max_depth);
		return r->type_of[n] = new_scalar(r, scalar_any);
	}
	schema_read(r, n, &s);
	in.depth++;
	id = lower_other(r, &s, in);
	if (!id)
		id = lower_own(r, &s, in);
	r->type_of[n] = id;
	note_schema(r, n, id, NOTE_own);
	collect_examples(r, s.k[S_example], s.k[S_examples],
	                 (struct sampled){.type = id, .schema = n});
	return id;
}

/* Words of the specification on the way to a schema, which name nothing. */
static bool structural(struct resolve *r, u32 n)
{
	u32 key = doc_node(r, n)->key, above = doc_node(r, r->parent[n])->key;
	switch (above == KW_properties ? 0 : key) {
	case KW_components:
	case KW_schemas:
	case KW_definitions:
	case KW_s_defs:
	case KW_paths:
	case KW_properties:
	case KW_content:
	case KW_schema:
	case KW_items:
	case KW_parameters:
	case KW_responses:
	case KW_requestBodies:
	case KW_headers: return true;
	default: return above == KW_content;
	}
}

/* A file's name without its directory and what follows the first dot in it. */
static Str stem(Str path)
{
	for (u32 i = path.len; i--;)
		if (path.ptr[i] == '/') {
			path = str_skip(path, i + 1);
			break;
		}
	u32 dot = str_find(path, '.');
	return (Str){path.ptr, dot ? dot : path.len};
}

/* What the pointer says, without the specification's own words, and of $defs in an operation from there on; of a whole file, its
 * name. */
u32 schema_name(struct resolve *r, u32 n)
{
	Str name = {0}, defined = {0};
	n = doc_origin(r, n);
	for (u32 p = n; r->parent[p]; p = r->parent[p]) {
		Str key = text_of(r, doc_node(r, p)->key);
		if (doc_node(r, p)->key == KW_s_defs && !defined.len)
			defined = name;
		if (doc_node(r, p)->key == KW_paths && defined.len)
			name = defined;
		if (key.len && !structural(r, p))
			name = name.len
			               ? arena_cat(r->arena, arena_cat(r->arena, key, S(" ")), name)
			               : key;
	}
	if (!name.len && source_of(r, n) > 1)
		name = stem(text_of(r, r->doc->source[source_of(r, n)].name));
	return intern(&r->strings, name.len ? name : S("schema"));
}

/* What a component and the schema that it stands for have become. */
static void set_root(struct resolve *r, u32 n, u32 component, u32 type)
{
	r->type_of[n] = type;
	note_schema(r, n, type, component ? NOTE_used : NOTE_own);
	if (component && component != n) {
		r->type_of[component] = type;
		note_schema(r, component, type, NOTE_used);
	}
}

u32 lower_root(struct resolve *r, u32 n)
{
	u32 component = component_of(r, n), claimed = pairs_get(&r->claims, component, 2);
	if (r->type_of[n])
		return r->type_of[n];
	n = claimed ? claimed : n;
	bool schema = doc_is(r, n, value_kind_object);
	u32 name = component ? doc_node(r, component)->key : schema_name(r, n);
	u32 id = schema ? new_type(r, n, (struct context){0}) : lower_odd(r, n);
	r->info[id].node = n;
	r->info[id].in = (struct context){.role = ROLE_root, .key = name};
	type_at(r, id)->flags = component ? type_flag_component : 0;
	type_at(r, id)->at = place_of(r, n);
	set_root(r, n, component, id);
	if (schema)
		list_push(r, &r->work, id);
	return id;
}

static void lower_waiting(struct resolve *r, u32 id)
{
	struct schema s;
	u32 node = r->info[id].node;
	schema_read(r, node, &s);
	struct context in = {.parent = id, .role = ROLE_same, .depth = 1};
	u32 other = extension_of(r, &s, node) == EXTENSION_bare ? 0 : lower_other(r, &s, in);
	if (other) {
		set_alias(r, id, other);
		type_at(r, id)->title = doc_is(r, s.k[S_title], value_kind_string)
		                                ? doc_node(r, s.k[S_title])->text
		                                : 0;
		type_at(r, id)->description = doc_is(r, s.k[S_description], value_kind_string)
		                                      ? doc_node(r, s.k[S_description])->text
		                                      : 0;
	} else if (!lower_base(r, id, node)) {
		fill_node(r, id, &s);
	}
	collect_examples(r, s.k[S_example], s.k[S_examples],
	                 (struct sampled){.type = id, .schema = node});
}

void lower_pending(struct resolve *r)
{
	for (u32 i = 0; i < r->work.n; i++)
		lower_waiting(r, r->work.at[i]);
	r->work.n = 0;
}

void lower_components(struct resolve *r)
{
	if (r->schemas)
		ir_each_child(r->doc->node, r->schemas, c)
			if (!doc_extension(r, doc_node(r, c)->key))
				lower_root(r, c);
}

/* Conjunctions that no node is */

static u32 conjunction_hash(const u32 *element, u32 n)
{
	u64 h = n;
	for (u32 i = 0; i < n; i++)
		h = (h ^ element[i]) * 0x9E3779B97F4A7C15u;
	return (u32)(h >> 32);
}

static void grow_buckets(struct resolve *r)
{
	u32 cap = r->conjunction_buckets ? r->conjunction_buckets * 2 : 64;
	r->conjunction_bucket = new (r->arena, u32, cap);
	r->conjunction_buckets = cap;
	for (u32 i = 1; i < r->conjunctions; i++) {
		struct conjunction *c = &r->conjunction[i];
		u32 *bucket =
			&r->conjunction_bucket[conjunction_hash(c->element, c->n) & (cap - 1)];
		c->next = *bucket;
		*bucket = i;
	}
}

/* The type of these elements together; the elements are kept. */
static u32 lower_conjunction(struct resolve *r, u32 *element, u32 n, struct context in)
{
	if (r->conjunctions + 1 >= r->conjunction_buckets)
		grow_buckets(r);
	u32 *bucket =
		&r->conjunction_bucket[conjunction_hash(element, n) & (r->conjunction_buckets - 1)];
	for (u32 i = *bucket; i; i = r->conjunction[i].next)
		if (r->conjunction[i].n == n &&
		    !memcmp(r->conjunction[i].element, element, n * sizeof *element))
			return r->conjunction[i].type;
	u32 i = r->conjunctions ? r->conjunctions : 1,
	    id = new_type(r, element[n - 1] & PART_node, in);
	if (i >= r->conjunction_cap)
		r->conjunction = arena_grow(r->arena, r->conjunction, &r->conjunction_cap,
		                            (u64)i + 1, sizeof *r->conjunction);
	r->conjunction[i] =
		(struct conjunction){.type = id, .n = n, .element = element, .next = *bucket};
	r->conjunctions = i + 1;
	*bucket = i;
	if (in.depth > r->max_depth) {
		complain(r, DIAG_too_deep, element[0] & PART_node, S("raise --max-depth"),
		         "schemas that must hold together are nested deeper than %u here",
		         r->max_depth);
		set_scalar(r, id, scalar_any);
		return id;
	}
	struct shape shape;
	shape_collect(r, element, n, &shape);
	lower_shape(r, id, &shape, element, n);
	shape_release(r, &shape);
	return id;
}

/* An element without references that are nothing else, 0 where it only describes. */
static u32 simple(struct resolve *r, u32 element)
{
	for (u32 step = 0; step < r->max_depth; step++) {
		struct schema s;
		u32 n = element & PART_node;
		if (!doc_is(r, n, value_kind_object))
			return doc_is(r, n, value_kind_true) ? 0 : element;
		schema_read(r, n, &s);
		if (schema_nullable(r, &s))
			return element;
		if (schema_plain(&s, 0))
			return 0;
		u32 target = schema_has_ref(&s) && schema_plain(&s, PLAIN_ref)
		                     ? schema_target(r, &s)
		                     : 0;
		if (!target)
			return element;
		element = target | (element & PART_no_union);
	}
	return element;
}

u32 lower_all(struct resolve *r, const u32 *node, u32 n, struct context in)
{
	u32 *element, kept = 0;
	if (n == 1 && !(node[0] & PART_no_union))
		return lower_node(r, node[0], in);
	element = new (r->arena, u32, n);
	for (u32 i = 0; i < n; i++) {
		u32 e = simple(r, node[i]), j = 0;
		while (j < kept && element[j] != e)
			j++;
		if (e && j == kept)
			element[kept++] = e;
	}
	if (!kept)
		return lower_node(r, node[0] & PART_node, in);
	if (kept == 1 && !(element[0] & PART_no_union)) {
		for (u32 i = 0; i < n; i++)
			if (node[i] == element[0])
				return lower_node(r, element[0], in);
		return lower_root(r, element[0]);
	}
	in.depth++;
	return lower_conjunction(r, element, kept, in);
}
