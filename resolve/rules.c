/* What must hold between the members of an object, and of keys and texts: what objects.def does not
 * say. Needs what check.c hands over; leaves findings. */
#include "check.h"

/* Of two fields one may be there. */
static void exclude(struct check *c, u32 n, enum form form, u32 one, u32 two)
{
	u32 a = check_member(c, n, one), b = check_member(c, n, two);
	if (a && b)
		complain(c->r, DIAG_exclusive_fields, a > b ? a : b, (Str){0},
		         "%s has '%.*s' or '%.*s', not both", form_words(form),
		         STR(keyword_text[one]), STR(keyword_text[two]));
}

/* Of two fields one must be there. */
static void exactly_one(struct check *c, u32 n, enum form form, u32 one, u32 two)
{
	exclude(c, n, form, one, two);
	if (!check_member(c, n, one) && !check_member(c, n, two))
		complain(c->r, DIAG_missing_field, n, (Str){0},
		         "%s needs '%.*s' or '%.*s', and this one has neither", form_words(form),
		         STR(keyword_text[one]), STR(keyword_text[two]));
}

static void bad_value(struct check *c, u32 n, Str text)
{
	if (first_complaint(c->r, n))
		complain(c->r, DIAG_bad_value, n, (Str){0}, "%.*s", STR(text));
}

static Str text_at(const struct check *c, u32 n)
{
	return text_of(c->r, c->node[n].text);
}

/* Keys and texts */

/* A character of a token (RFC 9110, 5.6.2), or the asterisk of a range, which is one. */
static bool is_token(char ch)
{
	return (ch >= '0' && ch <= '9') || ((ch | 32) >= 'a' && (ch | 32) <= 'z') ||
	       (ch && strchr("!#$%&'*+-.^_`|~", ch));
}

/* type/subtype, parameters behind it or none (RFC 9110, 8.3.1). */
static bool is_media_name(Str s)
{
	u32 slash = str_find(s, '/'), end = str_find(s, ';');
	while (end && (s.ptr[end - 1] == ' ' || s.ptr[end - 1] == '\t'))
		end--;
	for (u32 i = 0; i < end; i++)
		if (i != slash && !is_token(s.ptr[i]))
			return false;
	return slash > 0 && slash + 1 < end;
}

void check_media_name(struct check *c, u32 n, u32 text)
{
	Str s = text_of(c->r, text);
	if (!is_media_name(s))
		complain(
			c->r, DIAG_bad_value, n, (Str){0},
			"'%.*s' is no media type: expected one like application/json, text/* or */*",
			STR(s));
}

void check_component_name(struct check *c, u32 n)
{
	Str s = text_of(c->r, c->node[n].key);
	bool good = s.len > 0;
	for (u32 i = 0; i < s.len; i++)
		good = good && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') ||
		                ((s.ptr[i] | 32) >= 'a' && (s.ptr[i] | 32) <= 'z') ||
		                s.ptr[i] == '.' || s.ptr[i] == '-' || s.ptr[i] == '_');
	if (!good)
		complain_of_key(
			c->r, DIAG_bad_value, n, (Str){0},
			"'%.*s' is no name of a component: expected only letters and digits of ASCII, '.', '-' and '_'",
			STR(s));
}

void check_status(struct check *c, u32 n)
{
	Str s = text_of(c->r, c->node[n].key);
	if (!status_code(s) && first_complaint(c->r, n))
		complain_of_key(
			c->r, DIAG_bad_value, n, (Str){0},
			"'%.*s' is no status: expected 100 to 599, 1XX to 5XX or default; the response is left out",
			STR(s));
}

/* The path with its variables' names left out; `closed` is whether each brace has its other. */
static Str template_of(struct check *c, Str path, bool *closed)
{
	char *to = new (c->r->arena, char, path.len + 1);
	u32 n = 0;
	bool inside = false;
	*closed = true;
	for (u32 i = 0; i < path.len; i++) {
		char ch = path.ptr[i];
		*closed = *closed && !(ch == '{' && inside) && !(ch == '}' && !inside);
		inside = ch == '{' || (inside && ch != '}');
		if (!inside || ch == '{')
			to[n++] = ch;
	}
	*closed = *closed && !inside;
	return (Str){to, n};
}

void check_path(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	Str path = text_of(r, c->node[n].key);
	bool closed;
	Str template = template_of(c, path, &closed);
	if (!str_starts(path, S("/")))
		complain_of_key(r, DIAG_bad_value, n, (Str){0},
		                "'%.*s' is no path: expected one that begins with '/'", STR(path));
	if (!closed)
		complain_of_key(r, DIAG_bad_value, n, (Str){0},
		                "'%.*s' is no path: a brace has no other that belongs to it",
		                STR(path));
	if (!c->templates.arena)
		intern_init(&c->templates, r->arena);
	u32 id = intern(&c->templates, template);
	c->template_at = arena_grow(r->arena, c->template_at, &c->template_cap, (u64)id + 1,
	                            sizeof *c->template_at);
	if (c->template_at[id])
		complain_of_key(
			r, DIAG_duplicate_path, n, (Str){0},
			"'%.*s' is the same path as '%.*s': the names of variables tell no paths apart",
			STR(path), STR(text_of(r, c->node[c->template_at[id]].key)));
	else
		c->template_at[id] = n;
}

/* A URL is of no use only where a character is in it that none can have (RFC 3986, appendix A);
 * braces stand for a server's variables, what is beyond ASCII is an IRI's. */
void check_url(struct check *c, u32 n)
{
	Str s = c->node[n].kind == value_kind_string ? text_at(c, n) : (Str){0};
	for (u32 i = 0; i < s.len; i++)
		if ((u8)s.ptr[i] <= ' ' || s.ptr[i] == 0x7f || strchr("<>\"\\^`|", s.ptr[i])) {
			bad_value(
				c, n,
				arena_fmt(
					c->r->arena,
					"'%.*s' is no URL: it has %s, which a URL writes as %%%02X",
					STR(s), s.ptr[i] == ' ' ? "a space" : "a character",
					(unsigned)(u8)s.ptr[i]));
			return;
		}
}

/* Whether the scalar at n was met since r->serial was set. The string "1" and the number 1 have one
 * text: they have a table each. */
static bool met(struct check *c, u32 n, u32 *others)
{
	u32 kind = c->node[n].kind, text = c->node[n].text, bit = 1u << kind;
	u32 *table = kind == value_kind_string ? c->r->stamp : c->r->slot;
	bool before = text ? table[text] == c->r->serial : *others & bit;
	if (text)
		table[text] = c->r->serial;
	*others |= text || kind >= value_kind_array ? 0 : bit;
	return before;
}

void check_twice(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 others = 0;
	r->serial++;
	ir_each_child(c->node, n, item) {
		if (!met(c, item, &others))
			continue;
		u32 kind = c->node[item].kind;
		Str text = kind == value_kind_null    ? S("null")
		           : kind == value_kind_false ? S("false")
		           : kind == value_kind_true  ? S("true")
		                                      : text_of(r, c->node[item].text);
		complain(r, DIAG_bad_value, item, (Str){0}, "'%.*s' is in this list already",
		         STR(text));
	}
}

/* Schemas and what has bounds as they do */

static void order(struct check *c, u32 n, u32 least, u32 most)
{
	u32 a = check_member(c, n, least), b = check_member(c, n, most);
	if (a && b && c->node[a].kind == value_kind_number &&
	    c->node[b].kind == value_kind_number &&
	    number_compare(text_at(c, a), text_at(c, b)) > 0)
		complain(c->r, DIAG_bad_value, a, (Str){0},
		         "%.*s is above %.*s, which is %.*s, so that no value fits",
		         STR(keyword_text[least]), STR(keyword_text[most]), STR(text_at(c, b)));
}

static void bounds_in_order(struct check *c, u32 n)
{
	order(c, n, KW_minimum, KW_maximum);
	order(c, n, KW_exclusiveMinimum, KW_exclusiveMaximum);
	order(c, n, KW_minLength, KW_maxLength);
	order(c, n, KW_minItems, KW_maxItems);
	order(c, n, KW_minProperties, KW_maxProperties);
	order(c, n, KW_minContains, KW_maxContains);
}

/* Before 3.1 an array says what its items are. */
static void array_of_what(struct check *c, u32 n, enum object object)
{
	if (check_is(c, check_member(c, n, KW_type), KW_array) && !(c->version & FROM31) &&
	    !check_member(c, n, KW_items))
		complain(
			c->r, DIAG_missing_field, n, (Str){0},
			"%s of type array needs 'items', and this one has none; they can be anything",
			object == OBJECT_schema ? "a schema" : "a value");
}

/* Parameters and headers */

static const char *place_name(u32 in)
{
	return in == KW_path     ? "a path"
	       : in == KW_query  ? "a query"
	       : in == KW_header ? "a header"
	       : in == KW_cookie ? "a cookie"
	                         : "there";
}

/* Which styles a place allows (OAS 3.2.0, 4.12.2.2 and 4.12.3). */
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

static void style_at(struct check *c, u32 n, u32 in)
{
	u32 style = check_member(c, n, KW_style);
	if (style && c->node[style].kind == value_kind_string &&
	    !style_fits(in, c->node[style].text))
		bad_value(c, style,
		          arena_fmt(c->r->arena, "the style '%.*s' cannot be used in %s",
		                    STR(text_at(c, style)), place_name(in)));
}

/* Content of a parameter or a header is one media type. */
static void one_content(struct check *c, u32 n)
{
	u32 content = check_member(c, n, KW_content);
	if (doc_is(c->r, content, value_kind_object) && doc_members(c->r, content) != 1)
		bad_value(c, content,
		          S("expected exactly one media type here; the first one is used"));
}

/* A parameter of 2.0 has a schema in a body, else a type. */
static void parameter_2(struct check *c, u32 n, u32 in)
{
	u32 format = check_member(c, n, KW_collectionFormat), type = check_member(c, n, KW_type);
	u32 schema = check_member(c, n, KW_schema);
	if (in == KW_body || in == KW_0)
		check_needs(c, n, OBJECT_parameter, in ? KW_schema : KW_in);
	else if (schema && !type)
		bad_value(
			c, schema,
			S("only a parameter with 'in: body' has a schema: the others say their type themselves"));
	else
		check_needs(c, n, OBJECT_parameter, KW_type);
	if (check_is(c, format, KW_multi) && in != KW_query && in != KW_formData)
		bad_value(c, format, S("'multi' is only for parameters in query and formData"));
	if (check_is(c, type, KW_file) && in != KW_formData)
		bad_value(c, type, S("a file is only for parameters in formData"));
	array_of_what(c, n, OBJECT_parameter);
}

static void parameter(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 at = check_member(c, n, KW_in);
	u32 in = doc_is(r, at, value_kind_string) ? c->node[at].text : 0;
	if (in == KW_path && !doc_is(r, check_member(c, n, KW_required), value_kind_true))
		complain(r, DIAG_path_parameter, n, (Str){0},
		         "a parameter in a path needs 'required: true'; it is taken so");
	if (c->version == V2) {
		parameter_2(c, n, in);
		return;
	}
	exactly_one(c, n, FORM_parameter, KW_schema, KW_content);
	exclude(c, n, FORM_parameter, KW_example, KW_examples);
	one_content(c, n);
	if (in == KW_path || in == KW_query || in == KW_header || in == KW_cookie)
		style_at(c, n, in);
}

static void header(struct check *c, u32 n)
{
	if (c->version == V2) {
		array_of_what(c, n, OBJECT_header);
		return;
	}
	exactly_one(c, n, FORM_header, KW_schema, KW_content);
	exclude(c, n, FORM_header, KW_example, KW_examples);
	one_content(c, n);
	style_at(c, n, KW_header);
}

/* Security */

static void scheme(struct check *c, u32 n)
{
	static const struct {
		u16 type;
		u8 versions;
		u16 needs[2];
	} table[] = {{KW_apiKey, ALL, {KW_name, KW_in}},
	             {KW_http, V3, {KW_scheme}},
	             {KW_oauth2, V3, {KW_flows}},
	             {KW_oauth2, V2, {KW_flow, KW_scopes}},
	             {KW_openIdConnect, V3, {KW_openIdConnectUrl}}};
	u32 type = check_member(c, n, KW_type);
	for (u32 i = 0; i < sizeof table / sizeof *table; i++)
		for (u32 k = 0; k < 2 && table[i].needs[k]; k++)
			if (check_is(c, type, table[i].type) && table[i].versions & c->version)
				check_needs(c, n, OBJECT_scheme, table[i].needs[k]);
}

/* The URLs of a flow, by its name; `object` is where they stand. */
static void flow(struct check *c, u32 n, u32 name, enum object object)
{
	bool device = name == KW_deviceAuthorization;
	if (name == KW_implicit || name == KW_authorizationCode || name == KW_accessCode)
		check_needs(c, n, object, KW_authorizationUrl);
	if (device)
		check_needs(c, n, object, KW_deviceAuthorizationUrl);
	if (device || name == KW_password || name == KW_clientCredentials ||
	    name == KW_authorizationCode || name == KW_application || name == KW_accessCode)
		check_needs(c, n, object, KW_tokenUrl);
}

/* Servers */

static void server(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 url = check_member(c, n, KW_url), variables = check_member(c, n, KW_variables);
	Str s = doc_is(r, url, value_kind_string) ? text_at(c, url) : (Str){0};
	while (s.len) {
		s = str_skip(s, str_find(s, '{'));
		Str name = {s.ptr + 1, str_find(s, '}')};
		if (!s.len || name.len == s.len)
			return;
		s = str_skip(s, name.len);
		name.len--;
		if (!doc_get(r, variables, intern_find(&r->strings, name)))
			bad_value(c, url,
			          arena_fmt(r->arena,
			                    "the URL has {%.*s}, but variables say nothing of it",
			                    STR(name)));
	}
}

static void server_variable(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 initial = check_member(c, n, KW_default), values = check_member(c, n, KW_enum);
	if (!doc_is(r, initial, value_kind_string) || !doc_is(r, values, value_kind_array))
		return;
	ir_each_child(c->node, values, v)
		if (c->node[v].text == c->node[initial].text)
			return;
	bad_value(c, initial,
	          arena_fmt(r->arena, "the default '%.*s' is none of the values in enum",
	                    STR(text_at(c, initial))));
}

/* Lists and maps */

/* Two tags with one name. */
static void tags(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 serial = ++r->serial;
	ir_each_child(c->node, n, tag) {
		u32 name = doc_get(r, tag, KW_name);
		u32 text = doc_is(r, name, value_kind_string) ? c->node[name].text : 0;
		if (text && r->stamp[text] == serial)
			complain(r, DIAG_bad_value, name, (Str){0},
			         "there is a tag named '%.*s' already", STR(text_of(r, text)));
		r->stamp[text] = serial;
	}
}

/* Of a body and the fields of a form 2.0 has one. */
static void bodies(struct check *c, u32 n)
{
	struct resolve *r = c->r;
	u32 body = 0, form = 0;
	ir_each_child(c->node, n, p) {
		u32 ref = doc_get(r, p, KW_s_ref), at = p;
		if (doc_is(r, ref, value_kind_string))
			at = check_target(c, ref);
		u32 in = doc_get(r, at, KW_in);
		if ((body && check_is(c, in, KW_formData)) || (form && check_is(c, in, KW_body)))
			complain(
				r, DIAG_exclusive_fields, p, (Str){0},
				"an operation has one parameter with 'in: body', or some with 'in: formData', not both; a body is taken");
		body = check_is(c, in, KW_body) ? p : body;
		form = check_is(c, in, KW_formData) ? p : form;
	}
}

void check_items(struct check *c, u32 n, enum form form)
{
	if (form == FORM_tags)
		tags(c, n);
	else if (form == FORM_parameters && c->version == V2)
		bodies(c, n);
}

static void document(struct check *c, u32 n)
{
	if (c->version & FROM31 && !check_member(c, n, KW_paths) &&
	    !check_member(c, n, KW_components) && !check_member(c, n, KW_webhooks))
		complain(
			c->r, DIAG_missing_field, n, (Str){0},
			"an OpenAPI Object needs 'paths', 'components' or 'webhooks', and this one has none of them");
}

static void example(struct check *c, u32 n)
{
	exclude(c, n, FORM_example, KW_value, KW_externalValue);
	exclude(c, n, FORM_example, KW_value, KW_dataValue);
	exclude(c, n, FORM_example, KW_value, KW_serializedValue);
	exclude(c, n, FORM_example, KW_serializedValue, KW_externalValue);
}

static u32 flow_of_2(const struct check *c, u32 n)
{
	u32 name = check_member(c, n, KW_flow);
	return c->version == V2 && name ? c->node[name].text : 0;
}

void check_rules(struct check *c, u32 n, enum object object, bool bounds)
{
	if (bounds)
		bounds_in_order(c, n);
	switch (object) {
	case OBJECT_schema: array_of_what(c, n, object); break;
	case OBJECT_document: document(c, n); break;
	case OBJECT_license: exclude(c, n, FORM_license, KW_url, KW_identifier); break;
	case OBJECT_server: server(c, n); break;
	case OBJECT_server_variable: server_variable(c, n); break;
	case OBJECT_parameter: parameter(c, n); break;
	case OBJECT_header: header(c, n); break;
	case OBJECT_items_object: array_of_what(c, n, object); break;
	case OBJECT_media:
		exclude(c, n, FORM_media, KW_example, KW_examples);
		exclude(c, n, FORM_media, KW_encoding, KW_prefixEncoding);
		exclude(c, n, FORM_media, KW_encoding, KW_itemEncoding);
		break;
	case OBJECT_example: example(c, n); break;
	case OBJECT_link: exactly_one(c, n, FORM_link, KW_operationId, KW_operationRef); break;
	case OBJECT_scheme:
		scheme(c, n);
		flow(c, n, flow_of_2(c, n), object);
		break;
	case OBJECT_flow: flow(c, n, c->node[n].key, object); break;
	default: break;
	}
}
