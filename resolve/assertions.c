/* What values of a type must keep to beyond its shape: the schema as JSON Schema 2020-12, whatever the version of the
 * document. A schema that has a record stands in others as a reference to it: components, what is referred to, and each
 * type with a name. Only types with something beyond their shape have one, and what these lead to.
 *
 * Applied to one value, schemas may lead back to themselves: a base leads to those that extend it by its
 * discriminator, and they to it by allOf. There the base's record has a twin that does not lead to them; what is left of
 * circles is cut.
 *
 * Needs named types; leaves the records, and types that refer to them. */
#include "regexp.h"
#include "resolve.h"

/* Where a schema stands: what it is applied to, and whether it must hold. */
enum position {
	POSITION_part, /* to a part of the value, or a key of it */
	POSITION_all,  /* to the value, which must fit it */
	POSITION_some, /* to the value, which it may fit */
};

/* A reference to another record in the text of one. */
struct edge {
	u32 at; /* where it stands */
	u32 to;
	enum position position;
	bool cut; /* it closes a circle */
};

/* A schema, or the twin of one. */
struct record {
	u32 node;
	bool twin;
	bool beyond; /* it has something that no type says, itself or in what it leads to */
	u32 twin_of,
		circle; /* the other one, or 0; equal for those that lead to each other with one value */
	u32 first, edges;
	u32 number; /* in the output, or 0 */
	Str text;   /* without what its references lead to */
};

struct collection {
	struct resolve *r;
	struct record *record; /* from 1 */
	u32 records, record_cap;
	struct edge *edge;
	u32 edges, edge_cap;
	u32 *record_of; /* by node */
	u8 *named;      /* by node: a type with a name was made from it */
	struct regexp regexp;

	/* Of the record that is being written: */
	struct out *o;
	u32 at;                 /* the record */
	u32 top;                /* the schema that is applied to the value at hand */
	enum position position; /* of the schema at hand within the record */
	u32 depth, deepest;
	bool comma, beyond;
};

enum { DEPTH_MAX = 100 }; /* of a text: readers of JSON have limits */

static u32 add_record(struct collection *c, u32 node, bool twin)
{
	c->record = arena_grow(c->r->arena, c->record, &c->record_cap, (u64)c->records + 1,
	                       sizeof *c->record);
	c->record[c->records] = (struct record){.node = node, .twin = twin};
	return c->records++;
}

static u32 record_of(struct collection *c, u32 node)
{
	if (!c->record_of[node])
		c->record_of[node] = add_record(c, node, false);
	return c->record_of[node];
}

/* Writing */

static void put_schema(struct collection *c, u32 n, enum position position);

static void begin(struct collection *c, char bracket)
{
	out_char(c->o, bracket);
	c->comma = false;
	c->depth++;
	c->deepest = c->depth > c->deepest ? c->depth : c->deepest;
}

static void end(struct collection *c, char bracket)
{
	out_char(c->o, bracket);
	c->comma = true;
	c->depth--;
}

static void item(struct collection *c)
{
	if (c->comma)
		out_char(c->o, ',');
	c->comma = true;
}

static void key(struct collection *c, Str name)
{
	item(c);
	out_json_str(c->o, name);
	out_char(c->o, ':');
}

/* A keyword of the specification: WORD of it. */
#define WORD(name) S("\"" name "\":")
static void word(struct collection *c, Str text)
{
	item(c);
	out_str(c->o, text);
}

static void put_reference(struct collection *c, u32 n)
{
	u32 to = record_of(c, n);
	c->edge =
		arena_grow(c->r->arena, c->edge, &c->edge_cap, (u64)c->edges + 1, sizeof *c->edge);
	c->edge[c->edges++] = (struct edge){c->o->len, to, c->position, false};
}

/* A keyword whose value is a schema. */
static void put_sub(struct collection *c, Str name, u32 n, enum position position)
{
	if (!n)
		return;
	word(c, name);
	put_schema(c, n, position);
}

/* One whose value is an array of them. */
static void put_list(struct collection *c, Str name, u32 n, enum position position)
{
	struct resolve *r = c->r;
	if (!doc_is(r, n, value_kind_array) || doc_node(r, n)->size == 1)
		return;
	word(c, name);
	begin(c, '[');
	ir_each_child(r->doc->node, n, schema) {
		item(c);
		put_schema(c, schema, position);
	}
	end(c, ']');
}

/* One whose value is an object of them. */
static void put_map(struct collection *c, Str name, u32 n, enum position position)
{
	struct resolve *r = c->r;
	if (!doc_is(r, n, value_kind_object))
		return;
	word(c, name);
	begin(c, '{');
	ir_each_child(r->doc->node, n, schema) {
		key(c, text_of(r, doc_node(r, schema)->key));
		put_schema(c, schema, position);
	}
	end(c, '}');
}

static void put_types(struct collection *c, const struct schema *s, bool nullable)
{
	static const char *const names[] = {"\"null\"",   "\"boolean\"", "\"integer\"",
	                                    "\"number\"", "\"string\"",  "\"array\"",
	                                    "\"object\""};
	struct resolve *r = c->r;
	u32 types = s->k[S_type] ? schema_types(r, s) & JSON_all : 0;
	if (!types || types == JSON_all)
		return;
	types |= nullable ? JSON_null : 0;
	types &= types & JSON_number ? ~(u32)JSON_integer : ~0u;
	word(c, WORD("type"));
	bool several = types & (types - 1);
	if (several)
		begin(c, '[');
	for (u32 i = 0; i < sizeof names / sizeof *names; i++)
		if (types >> i & 1) {
			if (several)
				item(c);
			out_str(c->o, str_of(names[i]));
		}
	if (several)
		end(c, ']');
}

/* Formats that say something of a string; with a star, those that no type keeps to. */
static void put_format(struct collection *c, const struct schema *s)
{
	static const char *const formats[] = {"date-time",
	                                      "date",
	                                      "uuid",
	                                      "ipv4",
	                                      "ipv6",
	                                      "*duration",
	                                      "*email",
	                                      "*idn-email",
	                                      "*hostname",
	                                      "*idn-hostname",
	                                      "*uri",
	                                      "*uri-reference",
	                                      "*uri-template",
	                                      "*iri",
	                                      "*iri-reference",
	                                      "*json-pointer",
	                                      "*relative-json-pointer",
	                                      "*regex"};
	struct resolve *r = c->r;
	if (!doc_is(r, s->k[S_format], value_kind_string) ||
	    !text_of(r, doc_node(r, s->k[S_format])->text).len)
		return;
	Str format = text_of(r, doc_node(r, s->k[S_format])->text);
	for (u32 i = 0; i < sizeof formats / sizeof *formats; i++) {
		bool star = *formats[i] == '*';
		if (formats[i][star] != format.ptr[0] || !str_eq(format, str_of(formats[i] + star)))
			continue;
		word(c, WORD("format"));
		out_json_str(c->o, format);
		c->beyond = c->beyond || star;
	}
}

/* A value of an enum or const of these types. */
static void put_value(struct collection *c, u32 value, u32 types)
{
	u32 text = enum_text(c->r, value, types);
	if (text)
		out_json_str(c->o, text_of(c->r, text));
	else
		doc_json(c->r, c->o, value);
}

static void put_values(struct collection *c, const struct schema *s, bool nullable)
{
	struct resolve *r = c->r;
	u32 list = s->k[S_enum];
	if (!list && !s->k[S_const])
		return;
	u32 types = s->k[S_type] ? schema_types(r, s) : JSON_all;
	if (s->k[S_const]) {
		word(c, WORD("const"));
		put_value(c, s->k[S_const], types);
		c->beyond = c->beyond || doc_kind(r, s->k[S_const]) >= value_kind_array;
	}
	if (!doc_is(r, list, value_kind_array) || doc_node(r, list)->size == 1)
		return;
	word(c, WORD("enum"));
	begin(c, '[');
	ir_each_child(r->doc->node, list, value) {
		item(c);
		put_value(c, value, types);
		nullable = nullable && !doc_is(r, value, value_kind_null);
		c->beyond = c->beyond || doc_kind(r, value) >= value_kind_array;
	}
	if (nullable) {
		item(c);
		out_str(c->o, S("null"));
	}
	end(c, ']');
}

/* A pattern that is none is left out. */
static bool pattern_usable(struct collection *c, u32 n, Str pattern)
{
	if (regexp_compile(&c->regexp, pattern, REGEXP_ecma) || c->regexp.beyond ||
	    c->regexp.too_large)
		return true;
	if (first_complaint(c->r, n))
		complain(
			c->r, DIAG_bad_value, n,
			S("write a regular expression as ECMA-262 has them"),
			"'%.*s' is no regular expression at character %u: %.*s; nothing is checked against it",
			STR(pattern), utf8_count((Str){pattern.ptr, c->regexp.wrong_at}) + 1,
			STR(c->regexp.wrong));
	return false;
}

static void put_pattern(struct collection *c, u32 n)
{
	struct resolve *r = c->r;
	if (!doc_is(r, n, value_kind_string) ||
	    !pattern_usable(c, n, text_of(r, doc_node(r, n)->text)))
		return;
	word(c, WORD("pattern"));
	doc_json(r, c->o, n);
	c->beyond = true;
}

static void put_pattern_properties(struct collection *c, u32 n)
{
	struct resolve *r = c->r;
	if (!doc_is(r, n, value_kind_object))
		return;
	word(c, WORD("patternProperties"));
	begin(c, '{');
	ir_each_child(r->doc->node, n, schema) {
		Str pattern = text_of(r, doc_node(r, schema)->key);
		if (!pattern_usable(c, schema, pattern))
			continue;
		key(c, pattern);
		put_schema(c, schema, POSITION_part);
		c->beyond = true;
	}
	end(c, '}');
}

/* Numbers, as far as they are what the keyword takes. */
static void put_bounds(struct collection *c, const struct schema *s)
{
	enum { ANY, POSITIVE, COUNT };
	static const struct {
		const char *name;
		u8 slot, takes;
	} bounds[] = {{"\"minimum\":", S_minimum, ANY},
	              {"\"maximum\":", S_maximum, ANY},
	              {"\"exclusiveMinimum\":", S_exclusiveMinimum, ANY},
	              {"\"exclusiveMaximum\":", S_exclusiveMaximum, ANY},
	              {"\"multipleOf\":", S_multipleOf, POSITIVE},
	              {"\"minLength\":", S_minLength, COUNT},
	              {"\"maxLength\":", S_maxLength, COUNT},
	              {"\"minItems\":", S_minItems, COUNT},
	              {"\"maxItems\":", S_maxItems, COUNT},
	              {"\"minProperties\":", S_minProperties, COUNT},
	              {"\"maxProperties\":", S_maxProperties, COUNT}};
	struct resolve *r = c->r;
	for (u32 i = 0; s->set & SCHEMA_BOUNDS && i < sizeof bounds / sizeof *bounds; i++) {
		u32 n = s->k[bounds[i].slot];
		if (!doc_is(r, n, value_kind_number))
			continue;
		Str text = text_of(r, doc_node(r, n)->text);
		int sign = number_compare(text, S("0"));
		text = bounds[i].takes == COUNT ? number_digits(r, text) : text;
		if (!text.len || (bounds[i].takes == COUNT && sign < 0) ||
		    (bounds[i].takes == POSITIVE && sign <= 0))
			continue;
		word(c, str_of(bounds[i].name));
		out_str(c->o, text);
		c->beyond = true;
	}
}

static void put_contains(struct collection *c, const struct schema *s)
{
	static const struct {
		const char *name;
		u32 key;
	} counts[] = {{"\"minContains\":", KW_minContains}, {"\"maxContains\":", KW_maxContains}};
	struct resolve *r = c->r;
	if (!s->k[S_contains])
		return;
	c->beyond = true;
	put_sub(c, WORD("contains"), s->k[S_contains], POSITION_part);
	for (u32 i = 0; i < 2; i++) {
		u32 n = doc_get(r, s->node, counts[i].key);
		Str text = doc_is(r, n, value_kind_number)
		                   ? number_digits(r, text_of(r, doc_node(r, n)->text))
		                   : (Str){0};
		if (!text.len || *text.ptr == '-')
			continue;
		word(c, str_of(counts[i].name));
		out_str(c->o, text);
	}
}

static void put_array(struct collection *c, const struct schema *s)
{
	struct resolve *r = c->r;
	u32 items = s->k[S_items], prefix = s->k[S_prefixItems];
	if (!(s->set & SCHEMA_ARRAY))
		return;
	if (doc_is(r, items, value_kind_array)) { /* a tuple, before 2020-12 */
		prefix = items;
		items = s->k[S_additionalItems];
	}
	put_list(c, WORD("prefixItems"), prefix, POSITION_part);
	c->beyond = c->beyond || prefix;
	put_sub(c, WORD("items"), items, POSITION_part);
	put_sub(c, WORD("unevaluatedItems"), s->k[S_unevaluatedItems], POSITION_part);
	c->beyond = c->beyond || s->k[S_unevaluatedItems];
	if (doc_is(r, s->k[S_uniqueItems], value_kind_true)) {
		word(c, WORD("uniqueItems"));
		out_str(c->o, S("true"));
		c->beyond = true;
	}
	put_contains(c, s);
}

/* The names in a list of required ones that every value must have (OAS 3.1.1, 4.8.24.1), each once. */
static void put_names(struct collection *c, Str name, const struct schema *s, u32 list)
{
	struct resolve *r = c->r;
	struct schema top = {0};
	if (!doc_is(r, list, value_kind_array))
		return;
	if (c->top != s->node)
		schema_read(r, c->top, &top);
	key(c, name);
	begin(c, '[');
	u32 serial = ++r->serial;
	ir_each_child(r->doc->node, list, n) {
		u32 string = doc_is(r, n, value_kind_string) ? doc_node(r, n)->text : 0;
		if (!string || r->stamp[string] == serial || never_required(r, string))
			continue;
		u32 flags = member_one_way(r, s, string) | member_one_way(r, &top, string);
		if (flags & (field_flag_read_only | field_flag_write_only))
			continue;
		c->beyond = c->beyond || !(flags & MEMBER_declared);
		r->stamp[string] = serial;
		item(c);
		out_json_str(c->o, text_of(r, string));
	}
	end(c, ']');
}

/* What dependencies, or the keyword that took their place, say of this kind: names, or schemas. */
static void put_dependent(struct collection *c, const struct schema *s, Str name, u32 map,
                          bool names)
{
	struct resolve *r = c->r;
	u32 maps[] = {map, schema_other(r, s, KW_dependencies)};
	bool some = false;
	for (u32 i = 0; i < 2; i++) {
		if (!doc_is(r, maps[i], value_kind_object))
			continue;
		ir_each_child(r->doc->node, maps[i], of) {
			u32 property = doc_node(r, of)->key;
			if (doc_is(r, of, value_kind_array) != names ||
			    (i && doc_get(r, map, property)))
				continue;
			if (!some) {
				word(c, name);
				begin(c, '{');
			}
			some = true;
			if (names) {
				put_names(c, text_of(r, property), s, of);
			} else {
				key(c, text_of(r, property));
				put_schema(c, of, POSITION_some);
			}
		}
	}
	if (some)
		end(c, '}');
	c->beyond = c->beyond || some;
}

/* False says no more than the type does; and so does a schema, but for properties that it cannot see. */
static void put_additional(struct collection *c, const struct schema *s)
{
	u32 n = s->k[S_additionalProperties];
	bool beyond = c->beyond, composed = s->k[S_allOf] || s->k[S_anyOf] || s->k[S_oneOf] ||
	                                    s->k[S_if] || schema_has_ref(s);
	put_sub(c, WORD("additionalProperties"), n, POSITION_part);
	if (doc_is(c->r, n, value_kind_false))
		c->beyond = beyond;
	else
		c->beyond = c->beyond || (n && composed);
}

static void put_object(struct collection *c, const struct schema *s)
{
	u32 names = s->k[S_propertyNames];
	if (!(s->set & SCHEMA_OBJECT) && !s->more)
		return;
	put_map(c, WORD("properties"), s->k[S_properties], POSITION_part);
	put_pattern_properties(c, s->k[S_patternProperties]);
	put_additional(c, s);
	put_sub(c, WORD("unevaluatedProperties"), s->k[S_unevaluatedProperties], POSITION_part);
	put_sub(c, WORD("propertyNames"), names, POSITION_part);
	put_names(c, S("required"), s, s->k[S_required]);
	put_dependent(c, s, WORD("dependentRequired"), schema_other(c->r, s, KW_dependentRequired),
	              true);
	put_dependent(c, s, WORD("dependentSchemas"), s->k[S_dependentSchemas], false);
	c->beyond = c->beyond || names || s->k[S_unevaluatedProperties];
}

/* Where a text ends for now. */
struct mark {
	u32 len, edges;
	bool comma;
};

static struct mark mark(const struct collection *c)
{
	return (struct mark){c->o->len, c->edges, c->comma};
}

/* In a twin, takes back what was written since then, where it leads to the record itself with the same value. */
static void unless_circle(struct collection *c, struct mark m)
{
	const struct record *record = &c->record[c->at];
	bool circle = false;
	for (u32 i = m.edges; record->twin && i < c->edges; i++)
		circle = circle || (c->edge[i].position != POSITION_part &&
		                    c->record[c->edge[i].to].circle == record->circle);
	if (!circle)
		return;
	c->o->len = m.len;
	c->edges = m.edges;
	c->comma = m.comma;
}

/* The union with a tag that the schema became, by its discriminator or that of its base; 0 for none. */
static u32 tagged_union(struct resolve *r, const struct schema *s)
{
	bool tagged = s->k[S_discriminator] || pairs_get(&r->bases, s->node, BASE_own);
	u32 id = tagged ? strip(r, same_type(r, r->type_of[s->node]), true) : 0;
	return id && type_at(r, id)->kind == type_kind_union && type_at(r, id)->tag ? id : 0;
}

/* {"if": the tag is one of the variant's, "then": the variant's schema}. */
static void put_variant(struct collection *c, Str tag, u32 v)
{
	struct resolve *r = c->r;
	begin(c, '{');
	word(c, WORD("if"));
	begin(c, '{');
	word(c, WORD("type"));
	out_str(c->o, S("\"object\""));
	word(c, WORD("required"));
	begin(c, '[');
	out_json_str(c->o, tag);
	end(c, ']');
	word(c, WORD("properties"));
	begin(c, '{');
	key(c, tag);
	begin(c, '{');
	word(c, WORD("enum"));
	begin(c, '[');
	ir_each(r->out.variant[v].tags, t) {
		const struct ir_value *value = &r->out.value[r->out.tag_value[t].value];
		item(c);
		if (value->kind == value_kind_string)
			out_json_str(c->o, text_of(r, value->text));
		else if (value->kind == value_kind_number)
			out_str(c->o, text_of(r, value->text));
		else
			out_str(c->o, value->kind == value_kind_true    ? S("true")
			              : value->kind == value_kind_false ? S("false")
			                                                : S("null"));
	}
	end(c, ']');
	end(c, '}');
	end(c, '}');
	end(c, '}');
	put_sub(c, WORD("then"), r->variant_node[v], POSITION_some);
	end(c, '}');
}

/* The one branch of a oneOf or an anyOf, but for null beside it; 0 where there are more. */
static u32 sole_branch(struct resolve *r, u32 list)
{
	u32 branches = 0, nulls = 0, sole = 0;
	if (doc_is(r, list, value_kind_array))
		ir_each_child(r->doc->node, list, branch) {
			struct schema s;
			schema_read(r, branch, &s);
			bool null = s.k[S_type] && schema_types(r, &s) == JSON_null;
			sole = null ? sole : branch;
			branches += !null;
			nulls += null;
		}
	return branches == 1 && nulls ? sole : 0;
}

/* {"if": null, "else": a schema}, which says better than anyOf what is wrong with a value; up to the schema. */
static void begin_nullable(struct collection *c)
{
	begin(c, '{');
	word(c, WORD("if"));
	out_str(c->o, S("{\"type\":\"null\"}"));
	word(c, WORD("else"));
}

/* {"anyOf": an object, or one of a union's variants without a tag}. */
static void put_tagless(struct collection *c, u32 tagged)
{
	struct resolve *r = c->r;
	bool some = false;
	ir_each(type_at(r, tagged)->variants, v) {
		if (r->out.variant[v].tags.count || !r->variant_node[v])
			continue;
		if (!some) {
			item(c);
			begin(c, '{');
			word(c, WORD("anyOf"));
			begin(c, '[');
			item(c);
			out_str(c->o, S("{\"type\":\"object\"}"));
		}
		some = true;
		item(c);
		put_schema(c, r->variant_node[v], POSITION_some);
	}
	if (some) {
		end(c, ']');
		end(c, '}');
	}
}

/* What must hold together: a reference, allOf, and that of a union's branches which the tag names. */
static void put_all(struct collection *c, const struct schema *s, u32 target, u32 tagged)
{
	struct resolve *r = c->r;
	if (!target && !tagged && !(s->set & SCHEMA_PARTS))
		return;
	bool parts =
		doc_is(r, s->k[S_allOf], value_kind_array) && doc_node(r, s->k[S_allOf])->size > 1;
	u32 sole[] = {tagged ? 0 : sole_branch(r, s->k[S_oneOf]),
	              tagged ? 0 : sole_branch(r, s->k[S_anyOf])};
	if (!target && !parts && !tagged && !sole[0] && !sole[1])
		return;
	struct mark begun = mark(c), none;
	word(c, WORD("allOf"));
	begin(c, '[');
	none = mark(c);
	if (target) {
		item(c);
		put_reference(c, target);
	}
	if (parts)
		ir_each_child(r->doc->node, s->k[S_allOf], part) {
			item(c);
			put_schema(c, part, POSITION_all);
		}
	for (u32 i = 0; i < 2; i++)
		if (sole[i]) {
			struct mark m = mark(c);
			item(c);
			begin_nullable(c);
			put_schema(c, sole[i], POSITION_some);
			end(c, '}');
			unless_circle(c, m);
		}
	if (tagged)
		ir_each(type_at(r, tagged)->variants, v) {
			struct mark m = mark(c);
			if (!r->out.variant[v].tags.count || !r->variant_node[v] ||
			    r->variant_node[v] == s->node)
				continue;
			item(c);
			put_variant(c, text_of(r, type_at(r, tagged)->tag), v);
			unless_circle(c, m);
		}
	if (tagged) {
		struct mark m = mark(c);
		put_tagless(c, tagged);
		unless_circle(c, m);
	}
	bool empty = c->o->len == none.len && c->edges == none.edges;
	end(c, ']');
	if (empty) {
		c->o->len = begun.len;
		c->comma = begun.comma;
	}
}

/* oneOf or anyOf. */
static void put_branches(struct collection *c, Str name, u32 list)
{
	struct mark m = mark(c);
	if (!doc_is(c->r, list, value_kind_array) || sole_branch(c->r, list))
		return;
	put_list(c, name, list, POSITION_some);
	c->beyond = true;
	unless_circle(c, m);
}

static void put_conditions(struct collection *c, const struct schema *s)
{
	struct resolve *r = c->r;
	struct mark m = mark(c);
	put_sub(c, WORD("not"), s->k[S_not], POSITION_some);
	unless_circle(c, m);
	m = mark(c);
	if (s->k[S_if]) {
		put_sub(c, WORD("if"), s->k[S_if], POSITION_some);
		put_sub(c, WORD("then"), doc_get(r, s->node, KW_then), POSITION_some);
		put_sub(c, WORD("else"), doc_get(r, s->node, KW_else), POSITION_some);
	}
	unless_circle(c, m);
	c->beyond = c->beyond || s->k[S_not] || s->k[S_if];
}

static void put_keywords(struct collection *c, u32 n)
{
	struct resolve *r = c->r;
	struct schema s;
	schema_read(r, n, &s);
	u32 target = schema_has_ref(&s) ? schema_target(r, &s) : 0, tagged = tagged_union(r, &s);
	bool nullable = schema_nullable(r, &s);
	if (target && !nullable && !tagged && schema_plain(&s, PLAIN_ref)) {
		put_reference(c, target);
		return;
	}
	bool around = nullable && (target || tagged || s.k[S_allOf] || s.k[S_oneOf] ||
	                           s.k[S_anyOf] || s.k[S_not] || s.k[S_if] || s.k[S_const]);
	if (around)
		begin_nullable(c);
	begin(c, '{');
	put_types(c, &s, nullable);
	put_format(c, &s);
	put_values(c, &s, nullable);
	put_bounds(c, &s);
	put_pattern(c, s.k[S_pattern]);
	put_array(c, &s);
	put_object(c, &s);
	put_all(c, &s, target, tagged);
	if (!tagged) {
		put_branches(c, WORD("oneOf"), s.k[S_oneOf]);
		put_branches(c, WORD("anyOf"), s.k[S_anyOf]);
	}
	put_conditions(c, &s);
	end(c, '}');
	if (around)
		end(c, '}');
}

static void put_schema(struct collection *c, u32 n, enum position position)
{
	struct resolve *r = c->r;
	enum position around = c->position;
	u32 top = c->top;
	if (position == POSITION_part)
		c->top = n;
	if (position == POSITION_part || around == POSITION_all)
		c->position = position;
	if (doc_is(r, n, value_kind_false)) {
		out_str(c->o, S("false"));
		c->beyond = true;
	} else if (!doc_is(r, n, value_kind_object)) {
		out_str(c->o, S("true"));
	} else if (c->named[n]) {
		put_reference(c, n);
	} else {
		put_keywords(c, n);
	}
	c->comma = true;
	c->top = top;
	c->position = around;
}

/* Writes the text of a record; what it refers to may become further records. */
static void write_record(struct collection *c, u32 i)
{
	u32 node = c->record[i].node, first = c->edges;
	c->o->len = 0;
	c->at = i;
	c->top = node;
	c->position = POSITION_all;
	c->depth = c->deepest = 0;
	c->comma = false;
	c->beyond = doc_is(c->r, node, value_kind_false);
	if (doc_is(c->r, node, value_kind_object))
		put_keywords(c, node);
	else
		out_str(c->o, c->beyond ? S("false") : S("true"));
	if (c->deepest > DEPTH_MAX) {
		if (first_complaint(c->r, node))
			complain(
				c->r, DIAG_unsupported, node,
				S("name some of the schemas within, as components"),
				"this schema nests more than %u levels deep: nothing is checked against it",
				DEPTH_MAX);
		c->edges = first;
		c->o->len = 0;
		out_str(c->o, S("true"));
	}
	c->record[i].text = arena_str(c->r->arena, out_text(c->o));
	c->record[i].first = first;
	c->record[i].edges = c->edges - first;
	c->record[i].beyond = c->beyond;
}

/* Circles */

/* A depth-first walk over records without recursion: those under way, each with its next edge. */
struct walk {
	struct list record, edge;
};

static void enter(struct collection *c, struct walk *w, u32 i)
{
	list_push(c->r, &w->record, i);
	list_push(c->r, &w->edge, 0);
}

/* The next edge of the record that is under way last, of those to records that the value itself must or may fit; NULL
 * where there is none left. */
static struct edge *next_edge(struct collection *c, struct walk *w)
{
	const struct record *record = &c->record[w->record.at[w->record.n - 1]];
	u32 *next = &w->edge.at[w->edge.n - 1];
	while (*next < record->edges) {
		struct edge *edge = &c->edge[record->first + (*next)++];
		if (edge->position != POSITION_part)
			return edge;
	}
	return NULL;
}

/* Numbers the circles (Tarjan's strongly connected components): record.circle. */
static void find_circles(struct collection *c)
{
	struct resolve *r = c->r;
	u32 *order = new (r->arena, u32, c->records), *low = new (r->arena, u32, c->records),
	    met = 0;
	struct list open = {0};
	struct walk w = {0};
	for (u32 root = 1; root < c->records; root++) {
		if (order[root])
			continue;
		enter(c, &w, root);
		while (w.record.n) {
			u32 i = w.record.at[w.record.n - 1];
			if (!order[i]) {
				order[i] = low[i] = ++met;
				list_push(r, &open, i);
			}
			const struct edge *edge = next_edge(c, &w);
			if (edge && !order[edge->to]) {
				enter(c, &w, edge->to);
			} else if (edge) {
				if (!c->record[edge->to].circle && order[edge->to] < low[i])
					low[i] = order[edge->to];
			} else {
				w.record.n--;
				w.edge.n--;
				u32 last = 0;
				while (low[i] == order[i] && last != i) {
					last = open.at[--open.n];
					c->record[last].circle = order[i];
				}
				u32 around = w.record.n ? w.record.at[w.record.n - 1] : 0;
				if (around && low[i] < low[around])
					low[around] = low[i];
			}
		}
	}
}

/* Lets what a value must fit, within a circle, lead to twins. */
static void add_twins(struct collection *c)
{
	for (u32 i = 1; i < c->records; i++) {
		if (c->record[i].twin)
			write_record(c, i);
		for (u32 k = 0; k < c->record[i].edges; k++) {
			u32 at = c->record[i].first + k, to = c->edge[at].to;
			if (c->edge[at].position != POSITION_all ||
			    c->record[to].circle != c->record[i].circle || to == i)
				continue;
			if (!c->record[to].twin_of) {
				u32 twin = add_record(c, c->record[to].node, true);
				c->record[twin].circle = c->record[to].circle;
				c->record[to].twin_of = twin;
			}
			c->edge[at].to = c->record[to].twin_of;
		}
	}
}

/* Cuts what circles are left. */
static void cut_circles(struct collection *c)
{
	u8 *state = new (c->r->arena, u8, c->records); /* 1 under way, 2 done */
	struct walk w = {0};
	for (u32 root = 1; root < c->records; root++) {
		if (state[root])
			continue;
		state[root] = 1;
		enter(c, &w, root);
		while (w.record.n) {
			struct edge *edge = next_edge(c, &w);
			if (!edge) {
				state[w.record.at[--w.record.n]] = 2;
				w.edge.n--;
			} else if (state[edge->to] == 1) {
				edge->cut = true;
			} else if (!state[edge->to]) {
				state[edge->to] = 1;
				enter(c, &w, edge->to);
			}
		}
	}
}

/* Output */

/* Whatever leads to something beyond its shape has something. */
static void spread_beyond(struct collection *c)
{
	struct resolve *r = c->r;
	u32 *first = new (r->arena, u32, c->records + 2), *from = new (r->arena, u32, c->edges + 1);
	struct list work = {0};
	for (u32 i = 0; i < c->edges; i++)
		first[c->edge[i].to + 2]++;
	for (u32 i = 2; i < c->records + 2; i++)
		first[i] += first[i - 1];
	for (u32 i = 1; i < c->records; i++) {
		for (u32 k = 0; k < c->record[i].edges; k++)
			from[first[c->edge[c->record[i].first + k].to + 1]++] = i;
		if (c->record[i].beyond)
			list_push(r, &work, i);
	}
	while (work.n) {
		u32 to = work.at[--work.n];
		for (u32 k = first[to]; k < first[to + 1]; k++)
			if (!c->record[from[k]].beyond) {
				c->record[from[k]].beyond = true;
				list_push(r, &work, from[k]);
			}
	}
}

/* Numbers a record and all that it leads to. */
static void need(struct collection *c, u32 i)
{
	struct resolve *r = c->r;
	struct list work = {0};
	list_push(r, &work, i);
	while (work.n) {
		struct record *record = &c->record[work.at[--work.n]];
		if (record->number)
			continue;
		record->number = ir_add_assertion(&r->out, r->arena, (struct ir_assertion){0});
		for (u32 k = record->edges; k-- > 0;)
			if (!c->edge[record->first + k].cut)
				list_push(r, &work, c->edge[record->first + k].to);
	}
}

/* The text of a record with its references. */
static u32 assemble(struct collection *c, const struct record *record)
{
	struct out *to = c->o;
	u32 done = 0;
	to->len = 0;
	for (u32 k = 0; k < record->edges; k++) {
		const struct edge *edge = &c->edge[record->first + k];
		out_bytes(to, record->text.ptr + done, edge->at - done);
		done = edge->at;
		if (edge->cut) {
			out_str(to, S("true"));
		} else {
			out_str(to, S("{\"$ref\":\"urn:oapi:"));
			out_u32(to, c->record[edge->to].number);
			out_str(to, S("\"}"));
		}
	}
	out_str(to, str_skip(record->text, done));
	return intern_copy(&c->r->strings, out_text(to));
}

/* The fields that are to name what says all of a value, and the nodes of its schema: of types, of parameters, of media
 * types in requests. */
struct places {
	u32 **field, *node;
	u32 n, cap, node_cap;
};

static void add_place(struct resolve *r, struct places *p, u32 *field, u32 node)
{
	if (!node)
		return;
	p->field = arena_grow(r->arena, p->field, &p->cap, (u64)p->n + 1, sizeof *p->field);
	p->node = arena_grow(r->arena, p->node, &p->node_cap, (u64)p->n + 1, sizeof *p->node);
	p->field[p->n] = field;
	p->node[p->n++] = node;
}

static struct places find_places(struct resolve *r, const u32 *kept, u8 *named)
{
	struct places p = {0};
	for (u32 id = 1; id < r->out.count[IR_type]; id++) {
		if (!kept[id] || !type_at(r, id)->name)
			continue;
		named[r->info[id].node] = 1;
		add_place(r, &p, &type_at(r, id)->assertion, r->info[id].node);
	}
	for (u32 i = 0; i < r->parameter_schema.n; i++)
		add_place(r, &p, &r->out.parameter[i].assertion, r->parameter_schema.at[i]);
	for (u32 i = 1; i < r->out.count[IR_body]; i++)
		ir_each(r->out.body[i].contents, m)
			add_place(r, &p, &r->out.media[m].assertion, r->media_schema.at[m]);
	return p;
}

void collect_assertions(struct resolve *r, const u32 *kept)
{
	u32 nodes = r->doc->count[IR_node];
	struct collection c = {.r = r,
	                       .records = 1,
	                       .record_of = r->seen,
	                       .named = new (r->arena, u8, nodes)};
	struct places places = find_places(r, kept, c.named);
	struct out o;
	memset(c.record_of, 0, nodes * sizeof *c.record_of);
	regexp_init(&c.regexp, r->arena);
	out_init(&o, r->arena);
	c.o = &o;
	for (u32 i = 0; i < places.n; i++)
		record_of(&c, places.node[i]);
	for (u32 i = 1; i < c.records; i++)
		write_record(&c, i);
	spread_beyond(&c);
	find_circles(&c);
	add_twins(&c);
	cut_circles(&c);
	for (u32 i = 0; i < places.n; i++) {
		u32 record = c.record_of[places.node[i]];
		if (!c.record[record].beyond)
			continue;
		need(&c, record);
		*places.field[i] = c.record[record].number;
	}
	judge_wait(r);
	for (u32 i = 1; i < c.records; i++)
		if (c.record[i].number)
			r->out.assertion[c.record[i].number].schema = assemble(&c, &c.record[i]);
}
