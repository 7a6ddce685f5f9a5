/* What the document says besides schemas and operations: info, servers, tags, security, examples.
 * Needs links; leaves the api record and the tables under it. */
#include "resolve.h"

struct ir_range collect_texts(struct resolve *r, u32 array)
{
	struct ir_range range = {0};
	if (array && !doc_is(r, array, value_kind_array))
		wrong_kind(r, array, "an array of strings");
	else if (array)
		ir_each_child(r->doc->node, array, c) {
			u32 text = doc_node(r, c)->text;
			if (!text) {
				wrong_kind(r, c, "a string");
				continue;
			}
			u32 i = ir_add_text(&r->out, r->arena, (struct ir_text){text});
			range_add(&range, i);
		}
	return range;
}

static struct ir_range variables(struct resolve *r, u32 node)
{
	struct ir_range range = {0};
	if (!node)
		return range;
	ir_each_child(r->doc->node, node, c) {
		struct ir_server_variable v = {.name = doc_node(r, c)->key};
		v.initial = doc_string(r, c, KW_default);
		v.description = doc_string(r, c, KW_description);
		v.values = collect_texts(r, doc_get(r, c, KW_enum));
		u32 i = ir_add_server_variable(&r->out, r->arena, v);
		range_add(&range, i);
	}
	return range;
}

struct ir_range collect_servers(struct resolve *r, u32 node)
{
	struct ir_range range = {0};
	if (!node)
		return range;
	ir_each_child(r->doc->node, node, c) {
		struct ir_server s = {.url = doc_string(r, c, KW_url), .at = place_of(r, c)};
		if (!doc_is(r, c, value_kind_object)) {
			wrong_kind(r, c, "a Server Object");
			continue;
		}
		s.name = doc_string(r, c, KW_name);
		s.description = doc_string(r, c, KW_description);
		s.variables = variables(r, doc_get_kind(r, c, KW_variables, value_kind_object));
		u32 i = ir_add_server(&r->out, r->arena, s);
		range_add(&range, i);
	}
	return range;
}

/* Security */

static struct ir_range scopes(struct resolve *r, u32 node)
{
	struct ir_range range = {0};
	if (!node)
		return range;
	ir_each_child(r->doc->node, node, c) {
		u32 description = doc_is(r, c, value_kind_string) ? doc_node(r, c)->text : 0;
		u32 i = ir_add_scope(&r->out, r->arena,
		                     (struct ir_scope){doc_node(r, c)->key, description});
		range_add(&range, i);
	}
	return range;
}

static bool flow_kind(u32 key, u32 *kind)
{
	switch (key) {
	case KW_implicit: *kind = flow_kind_implicit; return true;
	case KW_password: *kind = flow_kind_password; return true;
	case KW_clientCredentials: *kind = flow_kind_client_credentials; return true;
	case KW_authorizationCode: *kind = flow_kind_authorization_code; return true;
	case KW_deviceAuthorization: *kind = flow_kind_device_authorization; return true;
	}
	return false;
}

static struct ir_range flows(struct resolve *r, u32 node)
{
	struct ir_range range = {0};
	if (!node)
		return range;
	ir_each_child(r->doc->node, node, c) {
		struct ir_flow f = {0};
		if (!flow_kind(doc_node(r, c)->key, &f.kind))
			continue;
		f.authorization_url = doc_string(r, c,
		                                 f.kind == flow_kind_device_authorization
		                                         ? KW_deviceAuthorizationUrl
		                                         : KW_authorizationUrl);
		f.token_url = doc_string(r, c, KW_tokenUrl);
		f.refresh_url = doc_string(r, c, KW_refreshUrl);
		f.scopes = scopes(r, doc_get_kind(r, c, KW_scopes, value_kind_object));
		u32 i = ir_add_flow(&r->out, r->arena, f);
		range_add(&range, i);
	}
	return range;
}

static bool scheme_kind(struct resolve *r, u32 n, u32 *kind)
{
	switch (doc_string(r, n, KW_type)) {
	case KW_apiKey: *kind = scheme_kind_api_key; return true;
	case KW_http: *kind = scheme_kind_http; return true;
	case KW_mutualTLS: *kind = scheme_kind_mutual_tls; return true;
	case KW_oauth2: *kind = scheme_kind_oauth2; return true;
	case KW_openIdConnect: *kind = scheme_kind_open_id_connect; return true;
	}
	return false; /* check.c said why */
}

static void collect_scheme(struct resolve *r, u32 name, u32 written)
{
	struct ir_scheme s = {.name = name, .at = place_of(r, written)};
	u32 n = link_follow(r, written);
	if (!n || !scheme_kind(r, n, &s.kind))
		return;
	switch (s.kind == scheme_kind_api_key ? doc_string(r, n, KW_in) : 0) {
	case KW_query: s.in = location_query; break;
	case KW_header: s.in = location_header; break;
	case KW_cookie: s.in = location_cookie; break;
	}
	s.parameter = doc_string(r, n, KW_name);
	s.scheme = doc_string(r, n, KW_scheme);
	s.bearer_format = doc_string(r, n, KW_bearerFormat);
	s.description = doc_string(r, n, KW_description);
	s.url = doc_string(r, n,
	                   s.kind == scheme_kind_oauth2 ? KW_oauth2MetadataUrl
	                                                : KW_openIdConnectUrl);
	s.flows = flows(r, doc_get_kind(r, n, KW_flows, value_kind_object));
	r->scheme_of[name] = ir_add_scheme(&r->out, r->arena, s);
}

static Str nearest_scheme(struct resolve *r, u32 name)
{
	u32 n = r->out.count[IR_scheme];
	if (!may_suggest(r))
		return (Str){0};
	Str *names = new (r->arena, Str, n);
	for (u32 i = 1; i < n; i++)
		names[i - 1] = text_of(r, r->out.scheme[i].name);
	return diag_nearest(r->arena, text_of(r, name), names, n - 1);
}

static struct ir_range uses_of(struct resolve *r, u32 requirement)
{
	struct ir_range range = {0};
	ir_each_child(r->doc->node, requirement, c) {
		u32 name = doc_node(r, c)->key;
		struct ir_scheme_use use = {.scheme = r->scheme_of[name]};
		if (!use.scheme) {
			complain_of_key(r, DIAG_security, c, nearest_scheme(r, name),
			                "no security scheme is named '%.*s'; it is left out",
			                STR(text_of(r, name)));
			continue;
		}
		use.scopes = collect_texts(r, c);
		u32 i = ir_add_scheme_use(&r->out, r->arena, use);
		range_add(&range, i);
	}
	return range;
}

struct ir_range collect_security(struct resolve *r, u32 node)
{
	struct ir_range range = {0};
	ir_each_child(r->doc->node, node, c) {
		if (!doc_is(r, c, value_kind_object)) {
			wrong_kind(r, c, "a Security Requirement Object");
			continue;
		}
		struct ir_requirement q = {uses_of(r, c)};
		u32 i = ir_add_requirement(&r->out, r->arena, q);
		range_add(&range, i);
	}
	return range;
}

static void collect_tags(struct resolve *r, u32 node)
{
	if (!node)
		return;
	ir_each_child(r->doc->node, node, written) {
		u32 c = link_follow(r, written);
		u32 docs = doc_get_kind(r, c, KW_externalDocs, value_kind_object);
		if (!doc_is(r, c, value_kind_object)) {
			if (c)
				wrong_kind(r, c, "a Tag Object");
			continue;
		}
		struct ir_tag t = {.name = doc_string(r, c, KW_name), .at = place_of(r, c)};
		t.summary = doc_string(r, c, KW_summary);
		/* Some descriptions are references to Markdown files: those are no text here. */
		u32 description = doc_get(r, c, KW_description);
		t.description = doc_is(r, description, value_kind_object)
		                        ? 0
		                        : doc_string(r, c, KW_description);
		if (doc_is(r, description, value_kind_object))
			wrong_kind(r, description, "a string");
		t.parent = doc_string(r, c, KW_parent);
		t.kind = doc_string(r, c, KW_kind);
		t.docs_url = doc_string(r, docs, KW_url);
		t.docs_description = doc_string(r, docs, KW_description);
		ir_add_tag(&r->out, r->arena, t);
	}
}

void collect_api(struct resolve *r)
{
	u32 info = doc_get_kind(r, r->root, KW_info, value_kind_object);
	u32 contact = doc_get_kind(r, info, KW_contact, value_kind_object);
	u32 license = doc_get_kind(r, info, KW_license, value_kind_object);
	u32 docs = doc_get_kind(r, r->root, KW_externalDocs, value_kind_object);
	u32 components = doc_get_kind(r, r->root, KW_components, value_kind_object);
	u32 schemes = doc_get_kind(r, components, KW_securitySchemes, value_kind_object);
	u32 security = doc_get_kind(r, r->root, KW_security, value_kind_array);
	struct ir_api a = {.at = place_of(r, r->root)};
	a.title = doc_string(r, info, KW_title);
	a.version = doc_string(r, info, KW_version);
	a.summary = doc_string(r, info, KW_summary);
	a.description = doc_string(r, info, KW_description);
	a.terms_of_service = doc_string(r, info, KW_termsOfService);
	a.contact_name = doc_string(r, contact, KW_name);
	a.contact_url = doc_string(r, contact, KW_url);
	a.contact_email = doc_string(r, contact, KW_email);
	a.license_name = doc_string(r, license, KW_name);
	a.license_identifier = doc_string(r, license, KW_identifier);
	a.license_url = doc_string(r, license, KW_url);
	a.docs_url = doc_string(r, docs, KW_url);
	a.docs_description = doc_string(r, docs, KW_description);
	a.specification = doc_string(r, r->root, KW_openapi);
	a.servers = collect_servers(r, doc_get_kind(r, r->root, KW_servers, value_kind_array));
	if (schemes)
		ir_each_child(r->doc->node, schemes, c)
			collect_scheme(r, doc_node(r, c)->key, c);
	if (security)
		a.security = collect_security(r, security);
	collect_tags(r, doc_get_kind(r, r->root, KW_tags, value_kind_array));
	ir_add_api(&r->out, r->arena, a);
}

/* Examples */

/* Strings that may stand for a value in another form than JSON are not judged. */
static void add_sample(struct resolve *r, struct ir_example e, u32 value, struct sampled of)
{
	e.type = of.type;
	e.value = value_of(r, value);
	ir_add_example(&r->out, r->arena, e);
	list_push(r, &r->samples, of.text && doc_is(r, value, value_kind_string) ? 0 : value);
	list_push(r, &r->samples, of.schema);
}

/* An Example Object (OAS 3.1.1, 4.8.19; dataValue and serializedValue: 3.2). */
static void add_object(struct resolve *r, u32 written, struct sampled of)
{
	u32 n = link_follow(r, written);
	if (!n)
		return;
	u32 value = doc_get(r, n, KW_value), data = doc_get(r, n, KW_dataValue);
	struct ir_example e = {.name = doc_node(r, written)->key, .at = place_of(r, written)};
	e.summary = doc_string(r, n, KW_summary);
	e.description = doc_string(r, n, KW_description);
	e.external =
		doc_string(r, n,
	                   doc_get(r, n, KW_externalValue) ? KW_externalValue : KW_serializedValue);
	of.text = of.text && !data;
	add_sample(r, e, data ? data : value, of);
}

struct ir_range collect_examples(struct resolve *r, u32 example, u32 examples, struct sampled of)
{
	u32 first = r->out.count[IR_example];
	if (example)
		add_sample(r, (struct ir_example){.at = place_of(r, example)}, example, of);
	if (doc_is(r, examples, value_kind_array))
		ir_each_child(r->doc->node, examples, c)
			add_sample(r, (struct ir_example){.at = place_of(r, c)}, c, of);
	else if (doc_is(r, examples, value_kind_object))
		ir_each_child(r->doc->node, examples, c)
			add_object(r, c, of);
	else if (examples)
		wrong_kind(r, examples, "examples");
	u32 count = r->out.count[IR_example] - first;
	return (struct ir_range){count ? first : 0, count};
}
