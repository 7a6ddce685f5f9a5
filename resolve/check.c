/* Whether the document has the shape that its version of the specification gives it: objects.def
 * against what was written. One wrong node costs that node: nothing here ends the run but a
 * reference that leads nowhere or to an object of another kind. Needs the version and what
 * link_prepare leaves; leaves findings, r->told on the nodes that have one, and r->foreign.
 *
 * A tree stands in preorder, so that one walk over the nodes meets each after its parent, which
 * says what form it is to have. Nodes without a form are data. What only references lead to is
 * walked through behind the document. */
#include "check.h"

enum how { HOW_plain, HOW_set, HOW_list, HOW_map, HOW_object };
enum keys {
	KEYS_any,
	KEYS_name,       /* of a component */
	KEYS_media,      /* a media type, or an extension */
	KEYS_path,       /* a path, or an extension */
	KEYS_status,     /* a status, or an extension */
	KEYS_expression, /* a callback's, or an extension, or $ref */
	KEYS_scope,      /* a scope, or an extension */
};

static const struct {
	u8 how, of, keys;
	const char *words;
} forms[FORMS] = {
#define PLAIN(form, words) {HOW_plain, 0, 0, words},
#define SET(form, words) {HOW_set, 0, 0, words},
#define LIST(form, of, words) {HOW_list, FORM_##of, 0, words},
#define MAP(form, of, keys, words) {HOW_map, FORM_##of, KEYS_##keys, words},
#define OBJECT(form, words) {HOW_object, OBJECT_##form, 0, words},
#define ALSO(form, object, words) {HOW_object, OBJECT_##object, 0, words},
#include "objects.def"
};

/* The form of each object. */
static const u8 object_form[OBJECTS] = {
#define OBJECT(form, words) FORM_##form,
#include "objects.def"
};

/* Those of an object stand behind BEFORE_ it, one after the other. */
enum {
	ROW_none,
#define OBJECT(form, words) FIRST_##form, BEFORE_##form = FIRST_##form - 1,
#define F(object, key, form, versions, required) ROW_##object##_##key,
#include "objects.def"
	ROWS
};

static const struct row {
	u16 key;
	u8 object, form, versions, required;
} rows[ROWS] = {
	{0},
#define F(object, key, form, versions, required) \
	{KW_##key, OBJECT_##object, FORM_##form, versions, required},
#include "objects.def"
};

static const u16 before[OBJECTS] = {
#define OBJECT(form, words) BEFORE_##form,
#include "objects.def"
};

static const u8 number_of[OBJECTS][KW_COUNT] = {
#define F(object, key, form, versions, required) \
	[OBJECT_##object][KW_##key] = ROW_##object##_##key - BEFORE_##object,
#include "objects.def"
};

/* The row of an object's key, or 0. */
static inline u32 row_of(enum object object, u32 key)
{
	u32 number = key < KW_COUNT ? number_of[object][key] : 0;
	return number ? before[object] + number : 0;
}

/* The strings of the sets, and the versions that have them. */
static const struct {
	u16 text;
	u8 set, versions;
} values[] = {
#define VALUE(set, key, versions) {KW_##key, FORM_##set, versions},
#include "objects.def"
};
enum { VALUES = sizeof values / sizeof *values };

static const struct {
	u16 row;
	const char *hint;
} moved[] = {
#define MOVED(object, key, hint) {ROW_##object##_##key, hint},
#include "objects.def"
};

const char *form_words(enum form form)
{
	return forms[form].words;
}

/* Versions */

static Str version_name(u32 version)
{
	return version == V2    ? S("2.0")
	       : version == V30 ? S("3.0")
	       : version == V31 ? S("3.1")
	                        : S("3.2");
}

/* The versions of a set, as people say them: its versions follow one another. */
static Str versions_named(struct resolve *r, u32 versions)
{
	u32 first = versions & (~versions + 1), last = V32;
	while (!(versions & last))
		last >>= 1;
	Str from = version_name(first);
	if (first == last)
		return from;
	if (last == V32)
		return arena_fmt(r->arena, "%.*s and later", STR(from));
	return arena_fmt(r->arena, "%.*s to %.*s", STR(from), STR(version_name(last)));
}

/* Whether what the versions have is read in the document's version too: the shape of 3.x is one, and
 * schemas are read in one way. */
static bool read_anyway(const struct check *c, u32 versions, bool schema)
{
	return schema || (c->version & V3 && versions & V3);
}

/* Fields that are none */

static Str near_field(struct check *c, enum object object, Str name)
{
	Str names[ROWS];
	u32 n = 0;
	if (!may_suggest(c->r))
		return (Str){0};
	for (u32 i = 1; i < ROWS; i++)
		if (rows[i].object == object && rows[i].versions & c->version)
			names[n++] = keyword_text[rows[i].key];
	return diag_nearest(c->r->arena, name, names, n);
}

/* Whether the name is one of JSON Schema's keywords but for a slip: in schemas of 3.1 any other name
 * may stand too. */
static bool slip(const struct check *c, Str name)
{
	for (u32 i = 1; i < ROWS; i++) {
		Str keyword = keyword_text[rows[i].key];
		u32 limit = name.len < 8 ? 1 : 2;
		if (rows[i].object == OBJECT_schema && rows[i].versions & c->version &&
		    name.len > 2 && edit_distance(name, keyword, limit) <= limit)
			return true;
	}
	return false;
}

/* Where the keyword of a schema belongs that stands beside `schema`. */
static Str keyword_hint(const struct check *c, enum object object, u32 key)
{
	bool beside = object != OBJECT_schema && row_of(object, KW_schema) && c->version & V3;
	return beside && row_of(OBJECT_schema, key) ? S("a schema's keywords stand in 'schema'")
	                                            : (Str){0};
}

/* ", here and in 3 other places" of what is said once. */
static Str elsewhere(struct check *c, u32 more)
{
	return !more ? (Str){0}
	             : arena_fmt(c->r->arena, ", here and in %u other place%s", more,
	                         more > 1 ? "s" : "");
}

/* A field of another version that is read all the same is said once, with how often it is there:
 * descriptions that were moved from 3.0 to 3.1 have hundreds. */
static void other_version(struct check *c, u32 row)
{
	struct resolve *r = c->r;
	Str hint = keyword_hint(c, rows[row].object, rows[row].key),
	    name = keyword_text[rows[row].key];
	bool anyway = read_anyway(c, rows[row].versions, rows[row].object == OBJECT_schema);
	u32 more = c->others[row].count - 1;
	for (u32 i = 0; i < sizeof moved / sizeof *moved; i++)
		if (moved[i].row == row && !anyway)
			hint = str_of(moved[i].hint);
	complain_of_key(
		r, DIAG_wrong_version, c->others[row].first, hint,
		"'%.*s' is a field of %s in OpenAPI %.*s, and this description is %.*s%s%.*s",
		STR(name), forms[object_form[rows[row].object]].words,
		STR(versions_named(r, rows[row].versions)), STR(version_name(c->version)),
		anyway ? "; it is read all the same" : "", STR(elsewhere(c, more)));
}

/* Member m of object n has a key that no row of the version has. */
static void unknown_field(struct check *c, u32 n, u32 m, enum object object)
{
	struct resolve *r = c->r;
	u32 key = c->node[m].key, row = row_of(object, key);
	bool described = key == KW_summary || key == KW_description;
	if (doc_extension(r, key) || (described && doc_get(r, n, KW_s_ref)))
		return;
	if (row) {
		/* Components that the version does not have are what refers to them takes them for. */
		if (read_anyway(c, rows[row].versions, object == OBJECT_schema) &&
		    object != OBJECT_components)
			c->form[m] = rows[row].form;
		if (!c->others[row].count++)
			c->others[row].first = m;
		return;
	}
	if (diag_severity(r->diag, DIAG_unknown_field) == SEVERITY_ignore)
		return;
	Str name = text_of(r, key), hint = keyword_hint(c, object, key);
	hint = hint.len ? hint : near_field(c, object, name);
	if (object != OBJECT_schema || !(c->version & FROM31))
		complain_of_key(r, DIAG_unknown_field, m, hint, "%s has no field '%.*s'",
		                forms[object_form[object]].words, STR(name));
	else if (slip(c, name))
		complain_of_key(r, DIAG_unknown_field, m, hint,
		                "'%.*s' says nothing: it is no keyword of JSON Schema", STR(name));
}

void check_needs(struct check *c, u32 n, enum object object, u32 key)
{
	if (check_member(c, n, key))
		return;
	bool lost = (object == OBJECT_parameter && (key == KW_name || key == KW_in)) ||
	            (object == OBJECT_scheme && key == KW_type);
	complain(c->r, DIAG_missing_field, n, (Str){0},
	         "%s needs the field '%.*s', and this one has none%s",
	         forms[object_form[object]].words, STR(keyword_text[key]),
	         lost ? "; it is left out" : "");
}

/* Plain forms */

/* A number is what YAML makes of an unquoted version, and its text is taken; null is nothing at all. */
static void string(struct check *c, u32 n)
{
	u32 kind = c->node[n].kind;
	if (kind != value_kind_string && kind != value_kind_number && kind != value_kind_null)
		wrong_kind(c->r, n, "a string");
}

static void number(struct check *c, u32 n, enum form form)
{
	Str text = text_of(c->r, c->node[n].text);
	if (c->node[n].kind != value_kind_number) {
		wrong_kind(c->r, n, "a number");
		return;
	}
	int sign = number_compare(text, S("0"));
	bool bad = (form == FORM_count && (sign < 0 || !number_is_integer(text))) ||
	           (form == FORM_step && sign <= 0);
	if (bad)
		complain(c->r, DIAG_bad_value, n, (Str){0}, "expected %s here, found %.*s",
		         forms[form].words, STR(text));
}

/* exclusiveMinimum and exclusiveMaximum: a number from 3.1 on, before a boolean beside the bound. */
static void exclusive_bound(struct check *c, u32 n)
{
	u32 kind = c->node[n].kind;
	bool numeric = kind == value_kind_number, later = (c->version & FROM31) != 0;
	if (!numeric && kind != value_kind_true && kind != value_kind_false)
		wrong_kind(c->r, n, later ? "a number" : "a boolean");
	else if (numeric != later)
		complain(c->r, DIAG_wrong_version, n, (Str){0},
		         "'%.*s' in OpenAPI %.*s is %s; it is read all the same",
		         STR(keyword_text[c->node[n].key]), STR(version_name(c->version)),
		         later ? "a number" : "a boolean beside the bound");
}

/* Sets */

/* What is often written for a type. */
static Str type_meant(struct resolve *r, Str text)
{
	static const char *const meant[][2] = {
		{"int", "integer"},     {"long", "integer"},   {"float", "number"},
		{"double", "number"},   {"decimal", "number"}, {"bool", "boolean"},
		{"str", "string"},      {"text", "string"},    {"date", "string"},
		{"datetime", "string"}, {"uuid", "string"},    {"list", "array"},
		{"map", "object"},      {"dict", "object"},    {"hash", "object"},
	};
	for (u32 i = 0; i < sizeof meant / sizeof *meant; i++)
		if (str_eq(text, str_of(meant[i][0])))
			return arena_fmt(r->arena, "did you mean '%s'?", meant[i][1]);
	return (Str){0};
}

/* What becomes of a value that is in no set. */
static const char *instead(enum form set)
{
	switch (set) {
	case FORM_location: return "; the parameter is left out";
	case FORM_style: return "; the default is taken";
	case FORM_scheme_type: return "; the scheme is left out";
	default: return "";
	}
}

/* What stands for a value that only 2.0 has. */
static Str moved_value(enum form set, u32 versions)
{
	if (versions != V2)
		return (Str){0};
	return set == FORM_location      ? S("3.x has requestBody in the operation")
	       : set == FORM_scheme_type ? S("3.x has 'type: http' with 'scheme: basic'")
	                                 : (Str){0};
}

static void not_in_set(struct check *c, u32 n, enum form set)
{
	struct resolve *r = c->r;
	Str text = text_of(r, c->node[n].text), names[VALUES], all = {0};
	u32 count = 0, other = 0;
	for (u32 i = 0; i < VALUES; i++) {
		if (values[i].set == set && values[i].text == c->node[n].text)
			other = values[i].versions;
		if (values[i].set == set && values[i].versions & c->version)
			names[count++] = keyword_text[values[i].text];
	}
	for (u32 i = 0; i < count; i++)
		all = arena_fmt(r->arena, "%.*s%s%.*s", STR(all),
		                !i              ? ""
		                : i + 1 < count ? ", "
		                                : " or ",
		                STR(names[i]));
	if (other) {
		bool anyway = read_anyway(c, other, set == FORM_json_type);
		complain(r, DIAG_wrong_version, n, moved_value(set, other),
		         "'%.*s' is %s in OpenAPI %.*s, and this description is %.*s%s", STR(text),
		         forms[set].words, STR(versions_named(r, other)),
		         STR(version_name(c->version)),
		         anyway ? "; it is read all the same" : instead(set));
		return;
	}
	Str hint =
		type_meant(r, set == FORM_json_type || set == FORM_simple_type ? text : (Str){0});
	if (first_complaint(r, n))
		complain(r, DIAG_bad_value, n,
		         hint.len ? hint : diag_nearest(r->arena, text, names, count),
		         "'%.*s' is not %s: expected %.*s%s", STR(text), forms[set].words, STR(all),
		         instead(set));
}

static void in_set(struct check *c, u32 n, enum form set)
{
	if (c->node[n].kind != value_kind_string) {
		wrong_kind(c->r, n, forms[set].words);
		return;
	}
	for (u32 i = 0; i < VALUES; i++)
		if (values[i].set == set && values[i].text == c->node[n].text &&
		    values[i].versions & c->version)
			return;
	not_in_set(c, n, set);
}

/* type of a schema: a name, from 3.1 on also an array of them. */
static void types(struct check *c, u32 n)
{
	if (c->node[n].kind != value_kind_array) {
		in_set(c, n, FORM_json_type);
		return;
	}
	if (!(c->version & FROM31))
		complain(
			c->r, DIAG_wrong_version, n, (Str){0},
			"several types are OpenAPI 3.1's, and this description is %.*s; they are read all the same",
			STR(version_name(c->version)));
	if (c->node[n].size == 1)
		complain(c->r, DIAG_bad_value, n, (Str){0},
		         "an array of no types lets no value pass");
	ir_each_child(c->node, n, item)
		if (c->version & FROM31 || !check_is(c, item, KW_null))
			in_set(c, item, FORM_json_type);
	check_twice(c, n);
}

static void array_of_values(struct check *c, u32 n, enum form form)
{
	u32 kind = c->node[n].kind;
	bool boolean = kind == value_kind_true || kind == value_kind_false;
	if (form == FORM_names && boolean && first_complaint(c->r, n))
		complain(
			c->r, DIAG_wrong_kind, n,
			S("name the property in 'required' of the schema that has it in 'properties'"),
			"in a schema, 'required' is an array of properties' names; it is left out");
	if (kind != value_kind_array) {
		wrong_kind(c->r, n, forms[form].words);
		return;
	}
	if (form == FORM_values && c->node[n].size == 1 && first_complaint(c->r, n))
		complain(c->r, DIAG_bad_value, n, (Str){0},
		         "an enum without values lets no value pass; it is left out");
	if (form == FORM_names)
		ir_each_child(c->node, n, item)
			string(c, item);
	check_twice(c, n);
}

static void plain(struct check *c, u32 n, enum form form)
{
	u32 kind = c->node[n].kind;
	switch (form) {
	case FORM_string: string(c, n); break;
	case FORM_url:
		string(c, n);
		check_url(c, n);
		break;
	case FORM_media_name:
		string(c, n);
		if (kind == value_kind_string)
			check_media_name(c, n, c->node[n].text);
		break;
	case FORM_reference:
		if (kind != value_kind_string)
			wrong_kind(c->r, n, "a string");
		break;
	case FORM_boolean:
		if (kind != value_kind_true && kind != value_kind_false)
			wrong_kind(c->r, n, "a boolean");
		break;
	case FORM_number:
	case FORM_count:
	case FORM_step: number(c, n, form); break;
	case FORM_exclusive: exclusive_bound(c, n); break;
	case FORM_types: types(c, n); break;
	case FORM_values:
	case FORM_names: array_of_values(c, n, form); break;
	default: break;
	}
}

/* Containers */

static void expect(struct check *c, u32 n, u32 form)
{
	if (!c->form[n])
		c->form[n] = (u8)form;
}

/* The $ref at `ref`, in the place of a value of the form. */
static void refer(struct check *c, u32 ref, u32 form)
{
	if (c->node[ref].kind != value_kind_string)
		return;
	list_push(c->r, &c->references, ref);
	list_push(c->r, &c->references, form);
}

/* Whether n is a reference and nothing else, in the place of a value of the form, which has none: it is followed all the same. */
static bool foreign(struct check *c, u32 n, enum form form)
{
	struct resolve *r = c->r;
	u32 ref = c->node[n].kind == value_kind_object && c->node[n].size == 2 ? n + 1 : 0;
	if (!ref || c->node[ref].key != KW_s_ref || c->node[ref].kind != value_kind_string ||
	    c->version == V2)
		return false;
	list_push(r, &r->foreign, n);
	refer(c, ref, form);
	return true;
}

static void list(struct check *c, u32 n, enum form form)
{
	if (foreign(c, n, form))
		return;
	if (c->node[n].kind != value_kind_array) {
		wrong_kind(c->r, n, forms[form].words);
		return;
	}
	ir_each_child(c->node, n, item)
		expect(c, item, forms[form].of);
	check_items(c, n, form);
}

static void key(struct check *c, u32 m, enum keys keys)
{
	switch (keys) {
	case KEYS_name: check_component_name(c, m); break;
	case KEYS_media: check_media_name(c, m, c->node[m].key); break;
	case KEYS_status: check_status(c, m); break;
	case KEYS_path: check_path(c, m); break;
	default: break;
	}
}

static void map(struct check *c, u32 n, enum form form)
{
	enum keys keys = forms[form].keys;
	if (keys != KEYS_expression && foreign(c, n, form))
		return;
	if (c->node[n].kind != value_kind_object) {
		wrong_kind(c->r, n, forms[form].words);
		return;
	}
	ir_each_child(c->node, n, m) {
		if (keys > KEYS_name && doc_extension(c->r, c->node[m].key))
			continue;
		if (keys == KEYS_expression && c->node[m].key == KW_s_ref) {
			refer(c, m, form);
			expect(c, m, FORM_reference);
			continue;
		}
		expect(c, m, forms[form].of);
		key(c, m, keys);
	}
}

/* What stands where an object belongs and is none, or is none in this version. */
static void no_object(struct check *c, u32 n, enum form form)
{
	u32 kind = c->node[n].kind;
	bool boolean = kind == value_kind_true || kind == value_kind_false;
	bool schema = forms[form].of == OBJECT_schema;
	if (form == FORM_items && kind == value_kind_array) {
		ir_each_child(c->node, n, item)
			expect(c, item, FORM_schema);
		complain(c->r, DIAG_wrong_version, n,
		         c->version & FROM31 ? S("prefixItems lists the items' schemas") : (Str){0},
		         "OpenAPI %.*s has one schema here; the array is read as a tuple",
		         STR(version_name(c->version)));
	} else if (schema && boolean && form != FORM_others && !(c->version & FROM31)) {
		complain(
			c->r, DIAG_wrong_version, n, (Str){0},
			"a schema that is true or false is OpenAPI 3.1's, and this description is %.*s; it is read all the same",
			STR(version_name(c->version)));
	} else if (form == FORM_tag_field && c->version == V2) {
		string(c, n);
	} else if (!(schema && boolean)) {
		wrong_kind(c->r, n, forms[form].words);
	}
}

/* Beside the $ref of a Reference Object nothing counts but what describes. */
static void beside_reference(struct check *c, u32 n, enum object object)
{
	ir_each_child(c->node, n, m) {
		u32 of = c->node[m].key;
		if (of == KW_s_ref || of == KW_summary || of == KW_description ||
		    !row_of(object, of))
			continue;
		c->form[m] = FORM_any;
		complain(c->r, DIAG_unknown_field, m, (Str){0},
		         "'%.*s' stands beside a $ref, where it is ignored", STR(keyword_text[of]));
	}
}

static void object(struct check *c, u32 n, enum form form)
{
	enum object of = forms[form].of;
	u32 ref = 0;
	bool bounds = false;
	if (!row_of(of, KW_s_ref) && foreign(c, n, form))
		return;
	if (c->node[n].kind != value_kind_object) {
		no_object(c, n, form);
		return;
	}
	ir_each_child(c->node, n, m) {
		u32 name = c->node[m].key, row = row_of(of, name);
		if (row && rows[row].versions & c->version)
			expect(c, m, rows[row].form);
		else
			unknown_field(c, n, m, of);
		if (name >= KW_COUNT)
			continue;
		c->member[name] = m;
		bounds = bounds || c->node[m].kind == value_kind_number;
		ref = row && name == KW_s_ref ? m : ref;
	}
	if (ref)
		refer(c, ref, object_form[of]);
	if (ref && of != OBJECT_schema && of != OBJECT_path_item) {
		beside_reference(c, n, of);
		return;
	}
	for (const u16 *need = c->needs[of]; *need; need++)
		check_needs(c, n, of, *need);
	check_rules(c, n, of, bounds);
}

/* The nodes from first to before end. */
static void walk(struct check *c, u32 first, u32 end)
{
	for (u32 n = first; n < end;) {
		u32 form = c->form[n];
		if (!form || form & DONE) {
			n += c->node[n].size;
			continue;
		}
		c->form[n] |= DONE;
		switch ((enum how)forms[form].how) {
		case HOW_plain: plain(c, n, form); break;
		case HOW_set: in_set(c, n, form); break;
		case HOW_list: list(c, n, form); break;
		case HOW_map: map(c, n, form); break;
		case HOW_object: object(c, n, form); break;
		}
		n++;
	}
}

/* References */

/* The same object by whichever form; a parameter may stand for a header, which has its fields but
 * for name and in. */
static bool same_object(enum form place, enum form found)
{
	if (forms[place].how == HOW_object && forms[found].how == HOW_object)
		return forms[place].of == forms[found].of ||
		       (place == FORM_header && found == FORM_parameter);
	return place == found;
}

/* What is not selected may lead nowhere. */
u32 check_target(const struct check *c, u32 ref)
{
	struct resolve *r = c->r;
	u32 text = c->node[ref].text;
	return r->select.any ? link_try(r, ref, text) : link_find(r, ref, text);
}

static void follow(struct check *c, u32 ref, u32 form)
{
	struct resolve *r = c->r;
	u32 target = check_target(c, ref);
	if (!target)
		return;
	u32 found = c->form[target] & ~(u32)DONE;
	if (!found) {
		c->form[target] = (u8)form;
		walk(c, target, target + c->node[target].size);
	} else if (!same_object(form, found) && !r->select.any && first_complaint(r, ref)) {
		complain(r, DIAG_wrong_target, ref, (Str){0},
		         "%s belongs here, but the reference leads to %s", forms[form].words,
		         forms[found].words);
	}
}

static void complain_of_foreign(struct check *c)
{
	struct resolve *r = c->r;
	u32 n = r->foreign.at[0];
	complain_of_key(r, DIAG_unknown_field, n + 1, S("many tools need the files as one"),
	                "OpenAPI has no $ref in the place of %s; it is followed all the same%.*s",
	                forms[c->form[n] & ~(u32)DONE].words, STR(elsewhere(c, r->foreign.n - 1)));
}

void check_document(struct resolve *r)
{
	struct check *c = new (r->arena, struct check, 1);
	u32 filled[OBJECTS] = {0};
	c->others = new (r->arena, struct others, ROWS);
	c->r = r;
	c->node = r->doc->node;
	c->version = r->version;
	c->form = new (r->arena, u8, r->doc->count[IR_node]);
	for (u32 i = 1; i < ROWS; i++)
		if (rows[i].required & c->version)
			c->needs[rows[i].object][filled[rows[i].object]++] = rows[i].key;
	c->form[r->root] = FORM_document;
	walk(c, r->root, r->root + c->node[r->root].size);
	for (u32 i = 0; i < c->references.n; i += 2)
		follow(c, c->references.at[i], c->references.at[i + 1]);
	for (u32 row = 1; row < ROWS; row++)
		if (c->others[row].count)
			other_version(c, row);
	if (r->foreign.n)
		complain_of_foreign(c);
	list_release(r, &c->references);
	arena_give_block(r->arena, c->form, r->doc->count[IR_node]);
}
