/* What a conjunction of schemas says together: references and allOf are followed, everything
 * else is united or intersected. Needs the document; leaves a shape, which lower.c makes a type
 * of. */
#include "resolve.h"

enum { STEP_own = 1, STEP_no_union = 2, STEP_by_ref = 4, STEP_whole = 8 };

/* On a group of branches that a reference led to. */
static const u32 GROUP_BY_REF = 1u << 31;

static void push(struct resolve *r, struct steps *s, u32 n, u32 flags)
{
	list_push(r, &s->node, n);
	list_push(r, &s->flags, flags);
}

static struct property *property_at(struct resolve *r, struct shape *s, u32 key)
{
	if (r->stamp[key] != r->serial) {
		r->stamp[key] = r->serial;
		r->slot[key] = s->properties;
		if (s->properties == s->property_cap)
			s->property = arena_grow(r->arena, s->property, &s->property_cap,
			                         (u64)s->properties + 1, sizeof *s->property);
		s->property[s->properties++] = (struct property){.key = key};
	}
	return &s->property[r->slot[key]];
}

/* Keeps the tighter of two bounds: the greater where `least`, else the smaller. */
static void bound(struct resolve *r, struct shape *s, u32 *to, u32 n, bool least)
{
	if (!n)
		return;
	if (doc_kind(r, n) != value_kind_number) {
		wrong_kind(r, n, "a number");
		return;
	}
	u32 text = doc_node(r, n)->text;
	s->bounded = true;
	if (*to && (number_compare(text_of(r, *to), text_of(r, text)) > 0) == least)
		return;
	*to = text;
}

static void take_bounds(struct resolve *r, struct shape *s, const struct schema *c)
{
	struct ir_bounds *b = &s->bounds;
	if (!(c->set & SCHEMA_BOUNDS))
		return;
	bound(r, s, &b->minimum, c->k[S_minimum], true);
	bound(r, s, &b->maximum, c->k[S_maximum], false);
	bound(r, s, &b->exclusive_minimum, c->k[S_exclusiveMinimum], true);
	bound(r, s, &b->exclusive_maximum, c->k[S_exclusiveMaximum], false);
	bound(r, s, &b->multiple_of, c->k[S_multipleOf], true);
	bound(r, s, &b->min_length, c->k[S_minLength], true);
	bound(r, s, &b->max_length, c->k[S_maxLength], false);
	bound(r, s, &b->min_items, c->k[S_minItems], true);
	bound(r, s, &b->max_items, c->k[S_maxItems], false);
	bound(r, s, &b->min_properties, c->k[S_minProperties], true);
	bound(r, s, &b->max_properties, c->k[S_maxProperties], false);
	if (doc_is(r, c->k[S_pattern], value_kind_string)) {
		s->bounded = true;
		b->pattern = doc_node(r, c->k[S_pattern])->text;
	} else if (c->k[S_pattern]) {
		wrong_kind(r, c->k[S_pattern], "a regular expression");
	}
}

/* Whether unevaluatedProperties (or, for arrays, unevaluatedItems) of the schema c speaks of just what the properties (or
 * items) of all that its type is made from leave over. */
static bool evaluates_alone(struct resolve *r, const struct schema *c, bool array, u32 depth)
{
	u32 rest = c->k[array ? S_items : S_additionalProperties],
	    again = depth ? c->k[array ? S_unevaluatedItems : S_unevaluatedProperties] : 0;
	if (depth > 16 || c->k[S_anyOf] || c->k[S_oneOf] || c->k[S_if] ||
	    c->k[S_dependentSchemas] || (rest && !doc_is(r, rest, value_kind_false)) ||
	    (again && !doc_is(r, again, value_kind_false)) ||
	    (array && (c->k[S_contains] || (depth && (rest || c->k[S_prefixItems])))))
		return false;
	struct schema part;
	if (doc_is(r, c->k[S_allOf], value_kind_array))
		ir_each_child(r->doc->node, c->k[S_allOf], p) {
			schema_read(r, p, &part);
			if (!evaluates_alone(r, &part, array, depth + 1))
				return false;
		}
	if (!schema_has_ref(c))
		return true;
	schema_read(r, schema_target(r, c), &part);
	return evaluates_alone(r, &part, array, depth + 1);
}

/* additionalProperties, or unevaluatedProperties. */
static void take_rest(struct resolve *r, struct shape *s, u32 rest, bool alone)
{
	if (doc_is(r, rest, value_kind_false))
		s->closed = s->closed || alone;
	else if (doc_is(r, rest, value_kind_object) && alone)
		list_push(r, &s->additional, rest);
	else if (rest)
		s->open = true;
}

static void take_object(struct resolve *r, struct shape *s, const struct schema *c)
{
	u32 rest = c->k[S_additionalProperties], unevaluated = c->k[S_unevaluatedProperties];
	if (!(c->set & SCHEMA_OBJECT))
		return;
	if (c->k[S_properties] && !doc_is(r, c->k[S_properties], value_kind_object))
		wrong_kind(r, c->k[S_properties], "an object");
	else if (c->k[S_properties])
		ir_each_child(r->doc->node, c->k[S_properties], p) {
			list_push(r, &property_at(r, s, doc_node(r, p)->key)->nodes, p);
		}
	if (c->k[S_required] && !doc_is(r, c->k[S_required], value_kind_array))
		wrong_kind(r, c->k[S_required], "an array of names");
	else if (c->k[S_required])
		ir_each_child(r->doc->node, c->k[S_required], q) {
			if (!doc_is(r, q, value_kind_string))
				wrong_kind(r, q, "a property's name");
			else if (!never_required(r, doc_node(r, q)->text))
				list_push(r, &s->required, q);
		}
	take_rest(r, s, rest, true);
	if (unevaluated && !rest)
		take_rest(r, s, unevaluated, evaluates_alone(r, c, false, 0));
	if (doc_is(r, c->k[S_patternProperties], value_kind_object))
		ir_each_child(r->doc->node, c->k[S_patternProperties], p)
			list_push(r, &s->patterns, p);
	if (c->k[S_propertyNames])
		s->names = c->k[S_propertyNames];
}

static void take_array(struct resolve *r, struct shape *s, const struct schema *c)
{
	u32 items = c->k[S_items], prefix = c->k[S_prefixItems];
	if (!(c->set & SCHEMA_ARRAY))
		return;
	if (c->k[S_unevaluatedItems] && !items && evaluates_alone(r, c, true, 0))
		items = c->k[S_unevaluatedItems];
	if (doc_is(r, items, value_kind_array)) { /* a tuple, before 2020-12 */
		prefix = items;
		items = c->k[S_additionalItems];
	}
	if (doc_is(r, prefix, value_kind_array))
		ir_each_child(r->doc->node, prefix, p)
			list_push(r, &s->prefix, p);
	if (doc_is(r, items, value_kind_false))
		s->no_more_items = true;
	else if (doc_is(r, items, value_kind_object))
		list_push(r, &s->items, items);
	if (doc_is(r, c->k[S_uniqueItems], value_kind_true))
		s->unique = true;
}

/* nullable adds null to a type that stands beside it; where it stands at the schema itself, it
 * does so also for what allOf, oneOf or anyOf beside it say, as authors mean it. */
static void take_types(struct resolve *r, struct shape *s, const struct schema *c, u32 flags)
{
	u32 types = schema_types(r, c);
	s->whole = s->whole || (types & JSON_whole);
	types &= JSON_all;
	if (schema_nullable(r, c)) {
		types |= types ? JSON_null : 0;
		s->nullable = s->nullable || flags & STEP_whole;
	}
	if (!types)
		return;
	if (s->types && !(s->types & types)) {
		s->clash[0] = s->type_at;
		s->clash[1] = c->k[S_type];
	}
	s->typed = true;
	s->type_at = c->k[S_type];
	s->types &= types;
}

/* The path that an x-rust-type gives: a string, or an object whose path is one. */
static u32 native_type(struct resolve *r, u32 n)
{
	if (doc_is(r, n, value_kind_object))
		n = doc_get(r, n, KW_path);
	return doc_is(r, n, value_kind_string) ? doc_node(r, n)->text : 0;
}

/* What describes, and what only counts where it was written: of the schemas themselves, not of
 * those referred to. */
static void take_annotations(struct resolve *r, struct shape *s, const struct schema *c)
{
	if (!s->title && doc_is(r, c->k[S_title], value_kind_string))
		s->title = doc_node(r, c->k[S_title])->text;
	if (!s->description && doc_is(r, c->k[S_description], value_kind_string))
		s->description = doc_node(r, c->k[S_description])->text;
	if (!s->initial)
		s->initial = c->k[S_default];
	if (!s->xml)
		s->xml = c->k[S_xml];
	if (!s->native)
		s->native = native_type(r, c->k[S_x_rust_type]);
	if (doc_is(r, c->k[S_deprecated], value_kind_true))
		s->deprecated = true;
}

/* What 3.0 calls a format, later versions say by a media type without an encoding (OAS 3.1.1, section 4.4.2). */
static bool is_octets(struct resolve *r, const struct schema *c)
{
	u32 media = c->k[S_contentMediaType];
	return r->version >= VERSION_3_1 && !c->k[S_format] && !c->k[S_contentEncoding] &&
	       doc_is(r, media, value_kind_string) &&
	       media_kind_of(r, text_of(r, doc_node(r, media)->text)) == media_kind_binary;
}

static void take(struct resolve *r, struct shape *s, const struct schema *c, u32 flags)
{
	static const u8 shapeless[] = {S_not, S_if, S_contains, S_dependentSchemas};
	take_types(r, s, c, flags);
	take_bounds(r, s, c);
	take_object(r, s, c);
	take_array(r, s, c);
	if (c->k[S_enum])
		list_push(r, &s->enums, c->k[S_enum]);
	if (c->k[S_const])
		list_push(r, &s->enums, c->k[S_const]);
	if (doc_is(r, c->k[S_format], value_kind_string))
		s->format = doc_node(r, c->k[S_format])->text;
	if (doc_is(r, c->k[S_contentEncoding], value_kind_string))
		s->encoding = doc_node(r, c->k[S_contentEncoding])->text;
	if (is_octets(r, c))
		s->format = KW_binary;
	if (c->k[S_x_enum_varnames] || c->k[S_x_enumNames])
		s->varnames =
			c->k[S_x_enum_varnames] ? c->k[S_x_enum_varnames] : c->k[S_x_enumNames];
	if (c->k[S_x_enum_descriptions])
		s->descriptions = c->k[S_x_enum_descriptions];
	for (u32 i = 0; i < sizeof shapeless; i++)
		if (c->k[shapeless[i]])
			list_push(r, &s->unsupported, c->k[shapeless[i]]);
	if (flags & STEP_no_union)
		return;
	static const u8 groups[] = {S_oneOf, S_anyOf};
	for (u32 i = 0; i < sizeof groups; i++)
		if (doc_is(r, c->k[groups[i]], value_kind_array))
			list_push(r, &s->groups,
			          c->k[groups[i]] | (flags & STEP_by_ref ? GROUP_BY_REF : 0));
		else if (c->k[groups[i]])
			wrong_kind(r, c->k[groups[i]], "an array of schemas");
	if (doc_is(r, c->k[S_discriminator], value_kind_object) && !s->discriminator)
		s->discriminator = c->k[S_discriminator];
}

static void expand(struct resolve *r, struct shape *s, struct steps *steps, u32 n, u32 flags)
{
	struct schema c;
	u32 first = steps->node.n;
	if (r->seen[n] == r->serial)
		return;
	r->seen[n] = r->serial;
	schema_read(r, n, &c);
	if (!(flags & STEP_by_ref))
		take_annotations(r, s, &c);
	if (c.k[S_allOf] && !doc_is(r, c.k[S_allOf], value_kind_array))
		wrong_kind(r, c.k[S_allOf], "an array of schemas");
	if (!schema_has_ref(&c) && !c.k[S_allOf]) {
		take(r, s, &c, flags);
		return;
	}
	push(r, steps, n, flags | STEP_own);
	flags &= ~(u32)STEP_whole;
	if (schema_has_ref(&c)) {
		u32 target = schema_target(r, &c);
		if (target)
			push(r, steps, target, flags | STEP_by_ref);
	}
	if (doc_is(r, c.k[S_allOf], value_kind_array))
		ir_each_child(r->doc->node, c.k[S_allOf], p)
			push(r, steps, p, flags);
	/* What was pushed last comes first: turn the parts around, so that the document's order
	 * stays. */
	for (u32 i = first + 1, j = steps->node.n - 1; i < j; i++, j--) {
		u32 node = steps->node.at[i], flag = steps->flags.at[i];
		steps->node.at[i] = steps->node.at[j];
		steps->flags.at[i] = steps->flags.at[j];
		steps->node.at[j] = node;
		steps->flags.at[j] = flag;
	}
}

/* A union says nothing more where one of its branches is what is being collected: a schema that
 * extends the base whose union lists it. */
static void drop_met_groups(struct resolve *r, struct shape *s)
{
	u32 kept = 0;
	for (u32 i = 0; i < s->groups.n; i++) {
		u32 group = s->groups.at[i] & ~GROUP_BY_REF;
		bool met = false;
		if (group != s->groups.at[i])
			ir_each_child(r->doc->node, group, b) {
				struct schema c;
				schema_read(r, b, &c);
				u32 target = schema_target(r, &c);
				met = met || (target && r->seen[target] == r->serial);
			}
		if (!met)
			s->groups.at[kept++] = group;
	}
	s->groups.n = kept;
}

static u32 format_types(u32 format)
{
	switch (format) {
#define FORMAT(keyword, type, scalar) \
	case KW_##keyword: \
		return JSON_##type;
#include "formats.def"
#undef FORMAT
	default: return 0;
	}
}

/* A schema without a type means the kinds of values that its keywords speak of. */
static void infer_types(struct shape *s)
{
	const struct ir_bounds *b = &s->bounds;
	u32 types = 0;
	if (s->properties || s->additional.n || s->open || s->closed || s->patterns.n || s->names ||
	    b->min_properties || b->max_properties || (s->required.n && !s->groups.n))
		types |= JSON_object;
	if (s->items.n || s->prefix.n || s->unique || b->min_items || b->max_items)
		types |= JSON_array;
	if (b->min_length || b->max_length || b->pattern || s->encoding)
		types |= JSON_string;
	if (b->minimum || b->maximum || b->exclusive_minimum || b->exclusive_maximum ||
	    b->multiple_of)
		types |= JSON_number | JSON_integer;
	if (!types && s->format)
		types = format_types(s->format);
	if (types & JSON_number && s->format && format_types(s->format) == JSON_integer)
		types &= ~(u32)JSON_number;
	if (types && !s->enums.n)
		s->types &= types;
	s->any = !types && !s->enums.n && !s->groups.n;
}

/* A name that is required and that no property has keeps its value, whatever it is; that it is
 * required is taken for a mistake. */
static void keep_required(struct resolve *r, struct shape *s, u32 q)
{
	u32 key = doc_node(r, q)->text;
	bool kept = s->closed || s->additional.n || s->open || s->patterns.n;
	complain(r, DIAG_required_unknown, q, (Str){0},
	         "'%.*s' is required, but no property has this name; %s", STR(text_of(r, key)),
	         kept ? "that is not asked for" : "it becomes an optional field of any value");
	if (!kept)
		property_at(r, s, key)->named = q;
}

static void settle_required(struct resolve *r, struct shape *s)
{
	u32 declared = s->properties;
	for (u32 i = 0; i < s->required.n; i++) {
		u32 q = s->required.at[i], key = doc_node(r, q)->text;
		if (r->stamp[key] != r->serial && !s->groups.n && s->types & JSON_object &&
		    declared)
			keep_required(r, s, q);
		else if (r->stamp[key] == r->serial && !s->property[r->slot[key]].named)
			s->property[r->slot[key]].required = true;
	}
}

void shape_collect(struct resolve *r, const u32 *element, u32 n, struct shape *s)
{
	struct steps *steps = &r->steps;
	memset(s, 0, sizeof *s);
	s->types = JSON_all;
	r->serial++;
	for (u32 i = n; i-- > 0;)
		push(r, steps, element[i] & PART_node,
		     (element[i] & PART_no_union ? STEP_no_union : 0) | (n == 1 ? STEP_whole : 0));
	while (steps->node.n) {
		u32 at = steps->node.at[--steps->node.n], flags = steps->flags.at[--steps->flags.n];
		struct schema c;
		if (doc_is(r, at, value_kind_false)) {
			s->types = 0;
			s->typed = true;
		} else if (!doc_is(r, at, value_kind_object)) {
			if (doc_kind(r, at) != value_kind_true)
				wrong_kind(r, at, "a schema");
		} else if (flags & STEP_own) {
			schema_read(r, at, &c);
			take(r, s, &c, flags);
		} else {
			expand(r, s, steps, at, flags);
		}
	}
	drop_met_groups(r, s);
	if (!s->typed)
		infer_types(s);
	settle_required(r, s);
}

void shape_release(struct resolve *r, struct shape *s)
{
	struct list *lists[] = {&s->required, &s->additional, &s->patterns, &s->items,
	                        &s->prefix,   &s->enums,      &s->groups,   &s->unsupported};
	for (u32 i = 0; i < s->properties; i++)
		list_release(r, &s->property[i].nodes);
	arena_give(r->arena, s->property, s->property_cap * sizeof *s->property);
	for (u32 i = 0; i < sizeof lists / sizeof *lists; i++)
		list_release(r, lists[i]);
}
