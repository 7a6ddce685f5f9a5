/* Whether the document has the shape that the specification gives it: objects.def against what was
 * written. One wrong node costs that node: nothing here ends the run. Needs the version and
 * references; leaves findings, and r->told on the nodes that have one. */
#include <stdlib.h>

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

enum shape_of_field { ONE, LIST, MAP };

/* What a field holds: an object of objects.def, or one of these. */
enum kind {
#define OBJECT(name, title) KIND_##name,
#include "objects.def"
	OBJECTS,
	KIND_any = OBJECTS,
	KIND_string,
	KIND_boolean,
	KIND_number,
	KIND_count, /* an integer that is not negative */
	KIND_bound, /* a number, in 3.0 and before a boolean */
	KIND_types, /* type of a Schema Object */
	KIND_paths,
	KIND_responses,
	KIND_callback,
	KIND_requirement,
	KIND_location, /* from here on: one of a set of strings */
	KIND_location_2,
	KIND_style,
	KIND_transfer,
	KIND_scheme_type,
	KIND_scheme_type_2,
	KIND_key_location,
	KIND_key_location_2,
	KIND_flow_2,
	KIND_xml_node,
	KINDS
};

static const char *const titles[OBJECTS] = {
#define OBJECT(name, title) [KIND_##name] = title,
#include "objects.def"
};

static const struct row {
	u16 key;
	u8 object, shape, kind, versions, required;
} rows[] = {
	{0},
#define F(object, key, shape, kind, versions, required) \
	{KW_##key, KIND_##object, shape, KIND_##kind, versions, required},
#include "objects.def"
};
enum { ROWS = sizeof rows / sizeof *rows };

/* The strings of a set, ended by 0. */
static const u16 sets[KINDS - KIND_location][10] = {
#define SET(name) [KIND_##name - KIND_location]
	SET(location) = {KW_path, KW_query, KW_header, KW_cookie, KW_querystring},
	SET(location_2) = {KW_path, KW_query, KW_header, KW_formData, KW_body},
	SET(style) = {KW_simple, KW_form, KW_label, KW_matrix, KW_spaceDelimited, KW_pipeDelimited,
                      KW_deepObject, KW_cookie},
	SET(transfer) = {KW_http, KW_https, KW_ws, KW_wss},
	SET(scheme_type) = {KW_apiKey, KW_http, KW_mutualTLS, KW_oauth2, KW_openIdConnect},
	SET(scheme_type_2) = {KW_basic, KW_apiKey, KW_oauth2},
	SET(key_location) = {KW_query, KW_header, KW_cookie},
	SET(key_location_2) = {KW_query, KW_header},
	SET(flow_2) = {KW_implicit, KW_password, KW_application, KW_accessCode},
	SET(xml_node) = {KW_element, KW_attribute, KW_text, KW_cdata, KW_none},
#undef SET
};

struct check {
	struct resolve *r;
	u32 version;
	u16 row[OBJECTS][KW_COUNT];   /* of this version */
	u16 other[OBJECTS][KW_COUNT]; /* of another one */
	u8 *seen;                     /* by node */
	struct pairs paths;           /* by shape and 1: the path item */
	struct list later;            /* pairs of what references lead to and its kind */
};

static void check_kind(struct check *c, u32 n, enum kind kind);

/* Complaints */

static Str title_of(enum kind object)
{
	return str_of(titles[object]);
}

/* The names of the versions in a set, as people write them. */
static Str version_names(struct resolve *r, u32 versions)
{
	static const char *const names[] = {"2.0", "3.0", "3.1", "3.2"};
	Str text = {0};
	for (u32 i = 0; i < 4; i++)
		if (versions & 1u << i)
			text = arena_fmt(r->arena, "%.*s%s%s", STR(text), text.len ? ", " : "",
			                 names[i]);
	return text;
}

static Str nearest_field(struct check *c, enum kind object, Str name)
{
	struct resolve *r = c->r;
	Str names[ROWS];
	u32 n = 0;
	if (r->diag->count > SUGGESTED)
		return (Str){0};
	for (u32 i = 1; i < ROWS; i++)
		if (rows[i].object == object && rows[i].versions & c->version)
			names[n++] = keyword_text[rows[i].key];
	return diag_nearest(r->arena, name, names, n);
}

/* The member at n is none that its object has. A schema may have any: there, what is not nearly
 * one of JSON Schema's keywords is nobody's business. */
static void unknown_field(struct check *c, enum kind object, u32 n)
{
	struct resolve *r = c->r;
	u32 key = doc_node(r, n)->key;
	if (diag_severity(r->diag, DIAG_unknown_field) == SEVERITY_ignore)
		return;
	Str name = text_of(r, key), hint = nearest_field(c, object, name);
	bool keyword = key < KW_COUNT && c->row[KIND_schema][key];
	if (keyword && (object == KIND_parameter || object == KIND_header || object == KIND_media))
		hint = S("a schema's keywords stand in 'schema'");
	u32 other = key < KW_COUNT ? c->other[object][key] : 0;
	if (object == KIND_schema && (other || key < KW_COUNT || !hint.len))
		return;
	if (other)
		diag_add(r->diag, DIAG_unknown_field, at_key(r, n), (Str){0},
		         "'%.*s' is a field of the %s in OpenAPI %.*s; this description is %.*s",
		         STR(name), titles[object], STR(version_names(r, rows[other].versions)),
		         STR(version_names(r, c->version)));
	else
		diag_add(r->diag, DIAG_unknown_field, at_key(r, n), hint,
		         "the %.*s has no field '%.*s'", STR(title_of(object)), STR(name));
}

static void missing_field(struct check *c, enum kind object, u32 n, Str name)
{
	c->r->told[n] = 1;
	diag_add(c->r->diag, DIAG_missing_field, at_node(c->r, n), (Str){0},
	         "this %.*s has no '%.*s', which is required", STR(title_of(object)), STR(name));
}

static void bad_value(struct check *c, u32 n, Str hint, Str text)
{
	struct resolve *r = c->r;
	if (first_complaint(r, n))
		diag_add(r->diag, DIAG_bad_value, at_node(r, n), hint, "%.*s", STR(text));
}

/* Of two fields one may be there. */
static void exclusive(struct check *c, enum kind object, u32 n, u32 one, u32 two)
{
	struct resolve *r = c->r;
	u32 a = doc_get(r, n, one), b = doc_get(r, n, two);
	if (a && b)
		diag_add(r->diag, DIAG_exclusive_fields, at_node(r, a > b ? a : b), (Str){0},
		         "a %.*s has '%.*s' or '%.*s', not both", STR(title_of(object)),
		         STR(keyword_text[one]), STR(keyword_text[two]));
}

/* Plain kinds */

static bool is_string(struct resolve *r, u32 n)
{
	/* a number is what YAML makes of an unquoted version, null of nothing at all */
	return doc_is(r, n, value_kind_string) || doc_is(r, n, value_kind_number) ||
	       doc_is(r, n, value_kind_null);
}

static bool is_boolean(struct resolve *r, u32 n)
{
	return doc_is(r, n, value_kind_false) || doc_is(r, n, value_kind_true);
}

/* What is done about a value that is in no set. */
static Str instead(enum kind kind)
{
	switch (kind) {
	case KIND_location:
	case KIND_location_2: return S("the parameter is left out");
	case KIND_style: return S("the default is taken");
	case KIND_scheme_type:
	case KIND_scheme_type_2: return S("the scheme is left out");
	default: return (Str){0};
	}
}

static void check_in_set(struct check *c, u32 n, enum kind kind)
{
	struct resolve *r = c->r;
	const u16 *set = sets[kind - KIND_location];
	Str names[10], all = {0}, text;
	u32 count = 0;
	if (!doc_is(r, n, value_kind_string)) {
		wrong_kind(r, n, "a string");
		return;
	}
	for (; count < 10 && set[count]; count++) {
		if (doc_node(r, n)->text == set[count])
			return;
		names[count] = keyword_text[set[count]];
	}
	for (u32 i = 0; i < count; i++)
		all = arena_fmt(r->arena, "%.*s%s%.*s", STR(all),
		                !i              ? ""
		                : i + 1 < count ? ", "
		                                : " or ",
		                STR(names[i]));
	text = text_of(r, doc_node(r, n)->text);
	Str hint = diag_nearest(r->arena, text, names, count);
	bad_value(c, n, hint.len ? hint : instead(kind),
	          arena_fmt(r->arena, "'%.*s' is not known here: expected %.*s", STR(text),
	                    STR(all)));
}

static void check_count(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	Str text = text_of(r, doc_node(r, n)->text);
	if (!doc_is(r, n, value_kind_number))
		wrong_kind(r, n, "a number");
	else if (text.ptr[0] == '-' && number_of(text) < 0)
		bad_value(c, n, (Str){0},
		          arena_fmt(r->arena, "a count cannot be negative: %.*s", STR(text)));
}

static void check_plain(struct check *c, u32 n, enum kind kind)
{
	struct resolve *r = c->r;
	switch (kind) {
	case KIND_any: break;
	case KIND_string:
		if (!is_string(r, n))
			wrong_kind(r, n, "a string");
		break;
	case KIND_boolean:
		if (!is_boolean(r, n))
			wrong_kind(r, n, "a boolean");
		break;
	case KIND_number:
		if (!doc_is(r, n, value_kind_number))
			wrong_kind(r, n, "a number");
		break;
	case KIND_bound:
		if (!doc_is(r, n, value_kind_number) && !is_boolean(r, n))
			wrong_kind(r, n, "a number");
		break;
	case KIND_count: check_count(c, n); break;
	case KIND_types:
		if (!doc_is(r, n, value_kind_string) && !doc_is(r, n, value_kind_array))
			wrong_kind(r, n, "a type's name, or an array of them");
		break;
	default: check_in_set(c, n, kind);
	}
}

/* Shapes */

static void check_list(struct check *c, u32 n, enum kind kind)
{
	struct resolve *r = c->r;
	if (doc_node(r, n)->key == KW_required && is_boolean(r, n)) {
		if (first_complaint(r, n))
			diag_add(
				r->diag, DIAG_wrong_kind, at_node(r, n),
				S("name the property in 'required' of the schema that has it in 'properties'"),
				"in a schema, 'required' is an array of properties' names; it is left out");
		return;
	}
	if (!doc_is(r, n, value_kind_array)) {
		wrong_kind(r, n,
		           kind == KIND_string   ? "an array of strings"
		           : kind == KIND_schema ? "an array of schemas"
		                                 : "an array");
		return;
	}
	ir_each_child(r->doc->node, n, item)
		check_kind(c, item, kind);
}

static void check_map(struct check *c, u32 n, enum kind kind)
{
	struct resolve *r = c->r;
	if (!doc_is(r, n, value_kind_object)) {
		wrong_kind(r, n, "an object");
		return;
	}
	ir_each_child(r->doc->node, n, member)
		if (!doc_extension(r, doc_node(r, member)->key))
			check_kind(c, member, kind);
}

/* Objects */

static void check_scheme(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	static const u16 needs[][3] = {{KW_apiKey, KW_name, KW_in},
	                               {KW_http, KW_scheme, 0},
	                               {KW_oauth2, KW_flows, 0},
	                               {KW_openIdConnect, KW_openIdConnectUrl, 0}};
	u32 type = doc_get(r, n, KW_type);
	for (u32 i = 0; doc_is(r, type, value_kind_string) && i < 4; i++)
		for (u32 k = 1; doc_node(r, type)->text == needs[i][0] && k < 3; k++)
			if (needs[i][k] && !doc_get(r, n, needs[i][k]))
				missing_field(c, KIND_scheme, n, keyword_text[needs[i][k]]);
}

static void check_flow(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	static const u16 needs[][3] = {
		{KW_implicit, KW_authorizationUrl, 0},
		{KW_password, KW_tokenUrl, 0},
		{KW_clientCredentials, KW_tokenUrl, 0},
		{KW_authorizationCode, KW_authorizationUrl, KW_tokenUrl},
		{KW_deviceAuthorization, KW_deviceAuthorizationUrl, KW_tokenUrl},
	};
	for (u32 i = 0; i < 5; i++)
		for (u32 k = 1; doc_node(r, n)->key == needs[i][0] && k < 3; k++)
			if (needs[i][k] && !doc_get(r, n, needs[i][k]))
				missing_field(c, KIND_flow, n, keyword_text[needs[i][k]]);
}

/* Which styles a place allows (OAS 3.1.1, 4.8.12.2.2). */
static bool style_fits(u32 in, u32 style)
{
	switch (style) {
	case KW_matrix:
	case KW_label: return in == KW_path;
	case KW_simple: return in == KW_path || in == KW_header;
	case KW_form: return in == KW_query || in == KW_cookie;
	case KW_spaceDelimited:
	case KW_pipeDelimited:
	case KW_deepObject: return in == KW_query;
	case KW_cookie: return in == KW_cookie;
	default: return true;
	}
}

static void check_parameter(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 at = doc_get(r, n, KW_in),
	    in = doc_is(r, at, value_kind_string) ? doc_node(r, at)->text : 0;
	u32 style = doc_get(r, n, KW_style);
	if (in == KW_path && !doc_is(r, doc_get(r, n, KW_required), value_kind_true))
		diag_add(r->diag, DIAG_path_parameter, at_node(r, n), S("add required: true"),
		         "a parameter in the path is always required; it is taken so");
	if (doc_is(r, style, value_kind_string) && in && in != KW_querystring &&
	    !style_fits(in, doc_node(r, style)->text))
		bad_value(c, style, (Str){0},
		          arena_fmt(r->arena, "the style '%.*s' is not for parameters in the %.*s",
		                    STR(text_of(r, doc_node(r, style)->text)),
		                    STR(text_of(r, in))));
	exclusive(c, KIND_parameter, n, KW_schema, KW_content);
	if (c->version != V2 && !doc_get(r, n, KW_schema) && !doc_get(r, n, KW_content))
		diag_add(
			r->diag, DIAG_missing_field, at_node(r, n), (Str){0},
			"this Parameter Object has neither 'schema' nor 'content'; any value is taken");
}

static void check_order(struct check *c, u32 n, u32 least, u32 most)
{
	struct resolve *r = c->r;
	u32 a = doc_get(r, n, least), b = doc_get(r, n, most);
	if (doc_is(r, a, value_kind_number) && doc_is(r, b, value_kind_number) &&
	    number_of(text_of(r, doc_node(r, a)->text)) >
	            number_of(text_of(r, doc_node(r, b)->text)))
		bad_value(c, a, (Str){0},
		          arena_fmt(r->arena, "%.*s is above %.*s, so that no value fits",
		                    STR(keyword_text[least]), STR(keyword_text[most])));
}

/* Whether a scalar of the array at n is there twice. */
static void check_twice(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	if (!doc_is(r, n, value_kind_array))
		return;
	r->serial++;
	ir_each_child(r->doc->node, n, item) {
		u32 text = doc_is(r, item, value_kind_string) ? doc_node(r, item)->text : 0;
		if (text && r->stamp[text] == r->serial)
			bad_value(c, item, (Str){0},
			          arena_fmt(r->arena, "'%.*s' is in this list already",
			                    STR(text_of(r, text))));
		r->stamp[text] = text ? r->serial : 0;
	}
}

static void check_schema(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 values = doc_get(r, n, KW_enum), type = doc_get(r, n, KW_type);
	u32 step = doc_get(r, n, KW_multipleOf);
	check_order(c, n, KW_minLength, KW_maxLength);
	check_order(c, n, KW_minItems, KW_maxItems);
	check_order(c, n, KW_minProperties, KW_maxProperties);
	check_order(c, n, KW_minimum, KW_maximum);
	check_twice(c, doc_get(r, n, KW_required));
	check_twice(c, values);
	if (doc_is(r, values, value_kind_array) && doc_node(r, values)->size == 1)
		bad_value(c, values, (Str){0}, S("an empty enum lets no value pass"));
	if (doc_is(r, step, value_kind_number) &&
	    number_of(text_of(r, doc_node(r, step)->text)) <= 0)
		bad_value(c, step, (Str){0}, S("multipleOf must be above 0"));
	if (c->version & (V2 | V30) && doc_is(r, type, value_kind_string) &&
	    doc_node(r, type)->text == KW_array && !doc_get(r, n, KW_items))
		missing_field(c, KIND_schema, n, S("items"));
}

/* Names of components (OAS 3.1.1, 4.8.7.1). */
static void check_names(struct check *c, u32 section)
{
	struct resolve *r = c->r;
	if (!doc_is(r, section, value_kind_object))
		return;
	ir_each_child(r->doc->node, section, member) {
		Str name = text_of(r, doc_node(r, member)->key);
		bool fine = name.len != 0;
		for (u32 i = 0; i < name.len; i++) {
			char ch = name.ptr[i], low = (char)(ch | 32);
			fine = fine && ((low >= 'a' && low <= 'z') || (ch >= '0' && ch <= '9') ||
			                ch == '.' || ch == '-' || ch == '_');
		}
		if (!fine)
			diag_add(
				r->diag, DIAG_bad_value, at_node(r, member), (Str){0},
				"a component's name is of letters, digits, '.', '-' and '_': '%.*s'",
				STR(name));
	}
}

static void check_components(struct check *c, u32 n)
{
	ir_each_child(c->r->doc->node, n, section)
		if (!doc_extension(c->r, doc_node(c->r, section)->key))
			check_names(c, section);
}

/* Tags have names of their own. */
static void check_tags(struct check *c, u32 tags)
{
	struct resolve *r = c->r;
	if (!doc_is(r, tags, value_kind_array))
		return;
	r->serial++;
	ir_each_child(r->doc->node, tags, tag) {
		u32 at = doc_get(r, tag, KW_name);
		u32 name = doc_is(r, at, value_kind_string) ? doc_node(r, at)->text : 0;
		if (name && r->stamp[name] == r->serial)
			bad_value(c, at, (Str){0},
			          arena_fmt(r->arena, "there is a tag '%.*s' already",
			                    STR(text_of(r, name))));
		r->stamp[name] = name ? r->serial : 0;
	}
}

/* What must hold between the fields of an object. */
static void check_together(struct check *c, u32 n, enum kind object)
{
	struct resolve *r = c->r;
	switch (object) {
	case KIND_root: check_tags(c, doc_get(r, n, KW_tags)); break;
	case KIND_components: check_components(c, n); break;
	case KIND_license: exclusive(c, object, n, KW_url, KW_identifier); break;
	case KIND_media:
	case KIND_header: exclusive(c, object, n, KW_example, KW_examples); break;
	case KIND_example:
		exclusive(c, object, n, KW_value, KW_externalValue);
		exclusive(c, object, n, KW_value, KW_dataValue);
		break;
	case KIND_link:
		exclusive(c, object, n, KW_operationId, KW_operationRef);
		if (!doc_get(r, n, KW_operationId) && !doc_get(r, n, KW_operationRef))
			missing_field(c, object, n, S("operationId"));
		break;
	case KIND_parameter: exclusive(c, object, n, KW_example, KW_examples); /* fall through */
	case KIND_parameter_2: check_parameter(c, n); break;
	case KIND_scheme: check_scheme(c, n); break;
	case KIND_flow: check_flow(c, n); break;
	case KIND_schema: check_schema(c, n); break;
	default: break;
	}
}

/* The row of a key; in 2.0 parameters and headers have a schema's keywords themselves. */
static u32 row_of(struct check *c, enum kind object, u32 key)
{
	if (key >= KW_COUNT)
		return 0;
	if (!c->row[object][key] && (object == KIND_parameter_2 || object == KIND_header_2))
		object = KIND_schema;
	return c->row[object][key] ? c->row[object][key]
	                           : (object == KIND_schema ? c->other[object][key] : 0);
}

static void check_fields(struct check *c, u32 n, enum kind object)
{
	struct resolve *r = c->r;
	ir_each_child(r->doc->node, n, member) {
		u32 key = doc_node(r, member)->key, i = row_of(c, object, key);
		if (!i) {
			bool format = key == KW_collectionFormat &&
			              (object == KIND_parameter_2 || object == KIND_header_2);
			if (!format && !doc_extension(r, key))
				unknown_field(c, object, member);
		} else if (rows[i].shape == LIST) {
			check_list(c, member, rows[i].kind);
		} else if (rows[i].shape == MAP) {
			check_map(c, member, rows[i].kind);
		} else {
			check_kind(c, member, rows[i].kind);
		}
	}
	for (u32 i = 1; object != KIND_schema && i < ROWS; i++)
		if (rows[i].object == object && rows[i].required & c->version &&
		    !doc_get(r, n, rows[i].key))
			missing_field(c, object, n, keyword_text[rows[i].key]);
	check_together(c, n, object);
}

/* What a reference leads to waits, so that a chain of them takes no stack. */
static void check_target(struct check *c, u32 ref, enum kind kind)
{
	struct resolve *r = c->r;
	if (!doc_is(r, ref, value_kind_string)) {
		wrong_kind(r, ref, "a string");
		return;
	}
	/* what is selected may have no part in it */
	u32 text = doc_node(r, ref)->text;
	u32 target = r->select.any ? link_try(r, ref, text) : link_find(r, ref, text);
	if (target && !c->seen[target]) {
		list_push(r, &c->later, target);
		list_push(r, &c->later, kind);
	}
}

static bool may_refer(enum kind kind)
{
	switch (kind) {
	case KIND_path_item:
	case KIND_parameter:
	case KIND_parameter_2:
	case KIND_response:
	case KIND_response_2:
	case KIND_body:
	case KIND_header:
	case KIND_example:
	case KIND_link:
	case KIND_callback:
	case KIND_scheme:
	case KIND_media:
	case KIND_schema: return true;
	default: return false;
	}
}

/* Objects whose fields' names are patterns. */

/* A path without the names in it: those that are equal then are one path (OAS 3.1.1, 4.8.8). */
static Str path_shape(struct resolve *r, Str path)
{
	char *to = new (r->arena, char, path.len + 1);
	u32 n = 0;
	bool name = false;
	to[n++] = ' '; /* no name of anything else */
	for (u32 i = 0; i < path.len; i++) {
		name = name && path.ptr[i] != '}';
		if (!name)
			to[n++] = path.ptr[i];
		name = name || path.ptr[i] == '{';
	}
	return (Str){to, n};
}

static void check_path(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	Str path = text_of(r, doc_node(r, n)->key);
	u32 shape = intern(&r->strings, path_shape(r, path)), same = pairs_get(&c->paths, shape, 1);
	if (same)
		diag_add(r->diag, DIAG_duplicate_path, at_key(r, n), (Str){0},
		         "'%.*s' is the same path as '%.*s' but for the names in it", STR(path),
		         STR(text_of(r, doc_node(r, same)->key)));
	pairs_put(r, &c->paths, shape, 1, n);
	if (!str_starts(path, S("/")))
		diag_add(r->diag, DIAG_bad_value, at_key(r, n), (Str){0},
		         "a path begins with '/', and '%.*s' does not", STR(path));
	check_kind(c, n, KIND_path_item);
}

static void check_patterned(struct check *c, u32 n, enum kind kind)
{
	struct resolve *r = c->r;
	ir_each_child(r->doc->node, n, member) {
		if (doc_extension(r, doc_node(r, member)->key))
			continue;
		switch (kind) {
		case KIND_paths: check_path(c, member); break;
		case KIND_callback: check_kind(c, member, KIND_path_item); break;
		case KIND_requirement: check_list(c, member, KIND_string); break;
		default: check_kind(c, member, c->version == V2 ? KIND_response_2 : KIND_response);
		}
	}
}

static const char *title_of_patterned(enum kind kind)
{
	switch (kind) {
	case KIND_paths: return "a Paths Object";
	case KIND_callback: return "a Callback Object";
	case KIND_requirement: return "a Security Requirement Object";
	default: return "a Responses Object";
	}
}

/* An object, of the table or with patterned fields. */
static void check_object(struct check *c, u32 n, enum kind kind)
{
	struct resolve *r = c->r;
	u32 ref = doc_get(r, n, KW_s_ref);
	if (kind == KIND_schema && is_boolean(r, n))
		return;
	if (!doc_is(r, n, value_kind_object)) {
		Str title = kind < OBJECTS ? title_of(kind) : (Str){0};
		const char *what = title_of_patterned(kind);
		if (title.len)
			what = arena_fmt(r->arena, "%s %.*s",
			                 strchr("AEIOU", title.ptr[0]) ? "an" : "a", STR(title))
			               .ptr;
		wrong_kind(r, n, what);
		return;
	}
	if (c->seen[n])
		return;
	c->seen[n] = 1;
	if (ref && may_refer(kind)) {
		check_target(c, ref, kind);
		/* beside a reference these may stand; of the others it is the only field that counts */
		if (kind != KIND_schema && kind != KIND_path_item)
			return;
	}
	if (kind < OBJECTS)
		check_fields(c, n, kind);
	else
		check_patterned(c, n, kind);
}

static void check_kind(struct check *c, u32 n, enum kind kind)
{
	if (kind == KIND_parameter && c->version == V2)
		kind = KIND_parameter_2;
	if (kind < OBJECTS || (kind >= KIND_paths && kind <= KIND_requirement))
		check_object(c, n, kind);
	else
		check_plain(c, n, kind);
}

void check_document(struct resolve *r)
{
	struct check *c = new (r->arena, struct check, 1);
	c->r = r;
	c->version = r->version;
	c->seen = new (r->arena, u8, r->doc->count[IR_node]);
	for (u32 i = ROWS; --i;)
		*(rows[i].versions & c->version ? &c->row[rows[i].object][rows[i].key]
		                                : &c->other[rows[i].object][rows[i].key]) = (u16)i;
	check_object(c, r->root, KIND_root);
	for (u32 i = 0; i < c->later.n; i += 2)
		check_kind(c, c->later.at[i], c->later.at[i + 1]);
}
