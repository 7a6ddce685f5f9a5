/* What versions of the specification write in different ways: the rest of the program sees 3.1's.
 * Needs the document; leaves r->siblings; schema_read gives each schema in 3.1's shape. */
#include "resolve.h"

void upgrade_document(struct resolve *r)
{
	if (r->version == VERSION_2_0)
		upgrade_swagger(r);
	else if (r->foreign.n)
		splice_references(r);
	else
		return;
	/* The nodes that were added need what doc_prepare gives; what references led to while the document was as written is
	 * forgotten. */
	doc_prepare(r);
	r->found = (struct pairs){0};
}

/* What the document seems to be instead of a description. */
static Str what_it_is(struct resolve *r)
{
	static const char *const known[][2] = {
		{"asyncapi", "an AsyncAPI document"},
		{"overlay", "an Overlay"},
		{"arazzo", "an Arazzo description"},
		{"swaggerVersion", "a description of Swagger 1"},
		{"discoveryVersion", "a Google API Discovery document"},
		{"_postman_id", "a Postman collection"},
		{"item", "a Postman collection"},
		{"$schema", "a JSON Schema"},
		{"dependencies", "a package's manifest"},
	};
	u32 root = r->root;
	Str text =
		doc_is(r, root, value_kind_string) ? text_of(r, doc_node(r, root)->text) : (Str){0};
	if (str_starts(text, S("<")))
		return S("HTML or XML");
	if (!doc_is(r, root, value_kind_object))
		return str_of(kind_name(doc_kind(r, root)));
	for (u32 i = 0; i < sizeof known / sizeof *known; i++)
		if (doc_get(r, root, intern_find(&r->strings, str_of(known[i][0]))))
			return str_of(known[i][1]);
	return S("an object without a version");
}

void upgrade_version(struct resolve *r)
{
	u32 openapi = doc_get(r, r->root, KW_openapi), swagger = doc_get(r, r->root, KW_swagger);
	u32 at = openapi ? openapi : swagger;
	if (!at) {
		complain(r, DIAG_not_openapi, r->root,
		         S("one begins with 'openapi: 3.x.x' or 'swagger: \"2.0\"'"),
		         "this is %.*s, no OpenAPI description", STR(what_it_is(r)));
		return;
	}
	if (doc_kind(r, at) >= value_kind_array) {
		complain(r, DIAG_version, at, S("write openapi: 3.1.1, say"),
		         "the version is %s: expected a string", kind_name(doc_kind(r, at)));
		return;
	}
	static const struct {
		const char *prefix;
		enum version version;
	} known[] = {{"2.", VERSION_2_0},
	             {"3.0", VERSION_3_0},
	             {"3.1", VERSION_3_1},
	             {"3.2", VERSION_3_2}};
	Str version = text_of(r, doc_string(r, r->root, doc_node(r, at)->key));
	for (u32 i = openapi ? 1 : 0; i < (openapi ? 4 : 1); i++)
		if (str_starts(version, str_of(known[i].prefix)))
			r->version = known[i].version;
	r->siblings = r->version >= VERSION_3_1;
	if (r->version)
		return;
	complain(r, DIAG_version, at, (Str){0},
	         "version '%.*s' is not known: expected swagger 2.0, or openapi 3.0, 3.1 or 3.2",
	         STR(version));
}

/* The schema keyword of a key: 1 + S_*, 0 for none. */
static u8 keyword_slot(u32 key)
{
	static const u8 slot[KW_COUNT] = {
#define X(name) [KW_##name] = S_##name + 1,
#include "schema.def"
#undef X
	};
	return key < KW_COUNT ? slot[key] : 0;
}

/* What only describes: it rules no value out, but that it may let null pass. */
static const u64 describing = SCHEMA_BIT(title) | SCHEMA_BIT(description) | SCHEMA_BIT(default) |
                              SCHEMA_BIT(example) | SCHEMA_BIT(examples) | SCHEMA_BIT(deprecated) |
                              SCHEMA_BIT(readOnly) | SCHEMA_BIT(writeOnly) | SCHEMA_BIT(xml) |
                              SCHEMA_BIT(nullable) | SCHEMA_BIT(x_nullable);

static void set_keyword(struct schema *s, u32 slot, u32 n)
{
	s->k[slot] = n;
	s->set = n ? s->set | UINT64_C(1) << slot : s->set & ~(UINT64_C(1) << slot);
}

/* The exclusive bounds of 3.0 are booleans that say how to read minimum and maximum. */
static void exclusive(struct resolve *r, struct schema *s, u32 flag, u32 bound)
{
	u32 n = s->k[flag];
	if (doc_is(r, n, value_kind_true) || doc_is(r, n, value_kind_false)) {
		bool on = doc_is(r, n, value_kind_true);
		set_keyword(s, flag, on ? s->k[bound] : 0);
		set_keyword(s, bound, on ? 0 : s->k[bound]);
	}
}

void schema_read(struct resolve *r, u32 n, struct schema *s)
{
	memset(s, 0, sizeof *s);
	s->node = n;
	if (!doc_is(r, n, value_kind_object))
		return;
	ir_each_child(r->doc->node, n, c) {
		u32 slot = keyword_slot(doc_node(r, c)->key);
		if (slot)
			set_keyword(s, slot - 1, c);
		else
			s->more = true;
	}
	/* In 3.0, what stands beside a $ref is ignored; what only describes is used all the same, as
	 * authors mean it. */
	if (!r->siblings && s->k[S_s_ref])
		for (u32 i = 0; s->set & ~(describing | SCHEMA_BIT(s_ref)); i++)
			if (i != S_s_ref && !(describing >> i & 1))
				set_keyword(s, i, 0);
	if (s->set & (SCHEMA_BIT(exclusiveMinimum) | SCHEMA_BIT(exclusiveMaximum))) {
		exclusive(r, s, S_exclusiveMinimum, S_minimum);
		exclusive(r, s, S_exclusiveMaximum, S_maximum);
	}
}

static u32 type_bit(struct resolve *r, u32 n)
{
	if (!doc_is(r, n, value_kind_string))
		return wrong_kind(r, n, "a type's name");
	switch (doc_node(r, n)->text) {
	case KW_null: return JSON_null;
	case KW_boolean: return JSON_boolean;
	case KW_integer: return JSON_integer;
	case KW_number: return JSON_number | JSON_integer;
	case KW_string:
	case KW_file: return JSON_string;
	case KW_array: return JSON_array;
	case KW_object: return JSON_object;
	case KW_any: return JSON_all;
	}
	return 0; /* check.c said so */
}

u32 schema_types(struct resolve *r, const struct schema *s)
{
	u32 type = s->k[S_type], types = 0, values = s->k[S_enum];
	if (values && r->version < VERSION_3_1 && doc_node(r, values)->size == 2 &&
	    doc_is(r, values + 1, value_kind_null))
		return JSON_null; /* null has no type of its own there */
	if (doc_is(r, type, value_kind_array)) {
		ir_each_child(r->doc->node, type, c)
			types |= type_bit(r, c);
	} else if (type) {
		types = type_bit(r, type);
	}
	return (types & JSON_number) ? types : types & ~(u32)JSON_whole;
}

bool schema_nullable(const struct resolve *r, const struct schema *s)
{
	return doc_is(r, s->k[S_nullable], value_kind_true) ||
	       doc_is(r, s->k[S_x_nullable], value_kind_true);
}

u32 schema_one_way(struct resolve *r, u32 n)
{
	u32 flags = 0;
	for (u32 step = 0; doc_is(r, n, value_kind_object) && step < 16; step++) {
		bool refers = false;
		ir_each_child(r->doc->node, n, c) {
			u32 key = doc_node(r, c)->key;
			refers = refers || key == KW_s_ref || key == KW_s_dynamicRef ||
			         key == KW_s_recursiveRef;
			if (key == KW_readOnly && doc_is(r, c, value_kind_true))
				flags |= field_flag_read_only;
			if (key == KW_writeOnly && doc_is(r, c, value_kind_true))
				flags |= field_flag_write_only;
		}
		if (!refers)
			break;
		struct schema s;
		schema_read(r, n, &s);
		n = schema_target(r, &s);
	}
	return flags;
}

/* The schema around n that a dynamic reference means: the outermost that has the anchor, within
 * its own component. */
static u32 dynamic(struct resolve *r, u32 n, u32 key, u32 name)
{
	u32 found = 0;
	for (u32 p = r->parent[n]; p; p = r->parent[p]) {
		u32 anchor = doc_get(r, p, key);
		if (name ? doc_is(r, anchor, value_kind_string) && doc_node(r, anchor)->text == name
		         : doc_is(r, anchor, value_kind_true))
			found = p;
		if (!name && !found && r->parent[p] == r->schemas)
			return p;
	}
	return found;
}

/* The section of components that node n stands in, where that is not schemas: a string, or 0. */
static u32 other_component(const struct resolve *r, u32 n)
{
	u32 section = r->parent[n], components = r->parent[section];
	if (!components || r->parent[r->parent[components]] ||
	    doc_node(r, components)->key != KW_components)
		return 0;
	u32 name = doc_node(r, section)->key;
	return name == KW_schemas ? 0 : name;
}

u32 schema_target(struct resolve *r, const struct schema *s)
{
	u32 ref = s->k[S_s_ref]          ? s->k[S_s_ref]
	          : s->k[S_s_dynamicRef] ? s->k[S_s_dynamicRef]
	                                 : s->k[S_s_recursiveRef];
	u32 found = 0;
	if (!ref)
		return 0;
	if (!doc_is(r, ref, value_kind_string))
		return wrong_kind(r, ref, "a string");
	Str text = text_of(r, doc_node(r, ref)->text);
	u32 name = ref == s->k[S_s_dynamicRef] && str_starts(text, S("#"))
	                   ? intern_find(&r->strings, str_skip(text, 1))
	                   : 0;
	if (name)
		found = dynamic(r, s->node, KW_s_dynamicAnchor, name);
	if (ref == s->k[S_s_recursiveRef])
		found = dynamic(r, s->node, KW_s_recursiveAnchor, 0);
	found = found ? found : link_find(r, ref, doc_node(r, ref)->text);
	if (found && r->told[doc_origin(r, ref)]) /* check.c said that it is no schema */
		return 0;
	if (found && other_component(r, found)) {
		if (first_complaint(r, ref))
			complain(
				r, DIAG_wrong_target, ref, (Str){0},
				"a schema belongs here, but the reference leads to one of the %.*s",
				STR(text_of(r, other_component(r, found))));
		return 0;
	}
	return found;
}

static u32 one_way(struct resolve *r, const struct schema *s, u32 name, u32 depth)
{
	struct schema p;
	u32 property = doc_get(r, s->k[S_properties], name);
	u32 flags = schema_one_way(r, property) | (property ? MEMBER_declared : 0);
	if (doc_is(r, s->k[S_allOf], value_kind_array) && depth < 16)
		ir_each_child(r->doc->node, s->k[S_allOf], part) {
			schema_read(r, part, &p);
			flags |= one_way(r, &p, name, depth + 1);
		}
	u32 target = depth < 16 ? schema_target(r, s) : 0;
	if (!target)
		return flags;
	schema_read(r, target, &p);
	return flags | one_way(r, &p, name, depth + 1);
}

u32 member_one_way(struct resolve *r, const struct schema *s, u32 name)
{
	return one_way(r, s, name, 0);
}

bool schema_plain(const struct schema *s, u32 allowed)
{
	u64 plain = describing;
	if (allowed & PLAIN_ref)
		plain |= SCHEMA_BIT(s_ref) | SCHEMA_BIT(s_dynamicRef) | SCHEMA_BIT(s_recursiveRef);
	if (allowed & PLAIN_allOf)
		plain |= SCHEMA_BIT(allOf);
	if (allowed & PLAIN_type)
		plain |= SCHEMA_BIT(type);
	if (allowed & PLAIN_required)
		plain |= SCHEMA_BIT(required) | SCHEMA_BIT(not ) | SCHEMA_BOUNDS;
	return !(s->set & ~plain);
}
