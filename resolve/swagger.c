/* Swagger 2.0 in the shape of OpenAPI 3: further trees, built behind those that were read.
 * Needs a document of version 2.0; leaves r->root on the new tree, where each of its nodes was
 * written (r->origin), and what became of each node that was read (r->moved), so that positions and
 * references stay those of the source. */
#include "tree.h"

struct build {
	struct resolve *r;
	struct tree tree;
	u32 consumes, produces; /* the root's, or 0 */
	/* What references lead to in other files, which says not itself what it is: pairs of node
	 * and enum part. */
	struct list parts;
	u8 *queued; /* by node */
};

enum part { PART_parameter, PART_body, PART_response, PART_item };

/* Where the reference at n leads to another file, a part of it is converted later. */
static void queue_part(struct build *b, u32 n, enum part part)
{
	struct resolve *r = b->r;
	u32 target = doc_get(r, n, KW_s_ref) ? link_follow(r, n) : 0;
	if (!target || source_of(r, target) == 1 || b->queued[target])
		return;
	b->queued[target] = 1;
	list_push(r, &b->parts, target);
	list_push(r, &b->parts, part);
}

static u32 begin(struct build *b, u32 kind, u32 key, u32 origin)
{
	return tree_begin(&b->tree, kind, key, origin);
}

static void end(struct build *b, u32 i)
{
	tree_end(&b->tree, i);
}

static void add_text(struct build *b, u32 key, u32 text, u32 origin)
{
	u32 i = begin(b, value_kind_string, key, origin);
	b->r->doc->node[i].text = text;
}

static void add_flag(struct build *b, u32 key, bool value, u32 origin)
{
	begin(b, value ? value_kind_true : value_kind_false, key, origin);
}

/* What stands under these keys is no schema, whatever its keys are. */
static bool is_data(const struct resolve *r, u32 key)
{
	return key == KW_default || key == KW_example || key == KW_examples || key == KW_enum ||
	       (key >= KW_COUNT && doc_extension(r, key));
}

static bool is_type(struct resolve *r, u32 n, u32 type)
{
	u32 t = doc_get(r, n, KW_type);
	return doc_is(r, t, value_kind_string) && doc_node(r, t)->text == type;
}

/* A copy of the value at n under a key; `schema` rewrites what 2.0 spells otherwise in schemas. */
static u32 copy(struct build *b, u32 n, u32 key, bool schema)
{
	struct resolve *r = b->r;
	u32 kind = doc_kind(r, n), i;
	if (schema && key == KW_discriminator && kind == value_kind_string) {
		i = begin(b, value_kind_object, key, n);
		add_text(b, KW_propertyName, doc_node(r, n)->text, n);
		end(b, i);
		return i;
	}
	i = begin(b, kind, key, n);
	r->moved[n] = i;
	r->doc->node[i].text = doc_node(r, n)->text;
	bool file = schema && is_type(r, n, KW_file);
	if (kind >= value_kind_array)
		ir_each_child(r->doc->node, n, c) {
			u32 child = doc_node(r, c)->key;
			copy(b, c, child, schema && !is_data(r, child));
		}
	if (file)
		add_text(b, KW_format, KW_binary, n);
	end(b, i);
	return i;
}

static void copy_member(struct build *b, u32 n, u32 key)
{
	u32 c = doc_get(b->r, n, key);
	if (c)
		copy(b, c, key, false);
}

/* Parameters */

/* The keywords of a parameter or a header of 2.0 that are its schema's in 3. */
static bool in_schema(u32 key)
{
	switch (key) {
	case KW_type:
	case KW_format:
	case KW_items:
	case KW_default:
	case KW_enum:
	case KW_maximum:
	case KW_exclusiveMaximum:
	case KW_minimum:
	case KW_exclusiveMinimum:
	case KW_maxLength:
	case KW_minLength:
	case KW_pattern:
	case KW_maxItems:
	case KW_minItems:
	case KW_uniqueItems:
	case KW_multipleOf:
	case KW_x_nullable: return true;
	default: return false;
	}
}

static void add_schema(struct build *b, u32 n, u32 key)
{
	struct resolve *r = b->r;
	u32 i = begin(b, value_kind_object, key, n);
	ir_each_child(r->doc->node, n, c) {
		u32 child = doc_node(r, c)->key;
		if (in_schema(child))
			copy(b, c, child, !is_data(r, child));
	}
	if (is_type(r, n, KW_file))
		add_text(b, KW_format, KW_binary, n);
	end(b, i);
}

/* collectionFormat as style and explode (2.0, Parameter Object; csv is the default). */
static void add_style(struct build *b, u32 n)
{
	struct resolve *r = b->r;
	u32 in = doc_string(r, n, KW_in), format = doc_get(r, n, KW_collectionFormat);
	bool spread = in == KW_query || in == KW_formData;
	if (!is_type(r, n, KW_array) || !spread)
		return;
	u32 origin = format ? format : n, style = KW_form;
	switch (doc_string(r, n, KW_collectionFormat)) {
	case KW_ssv: style = KW_spaceDelimited; break;
	case KW_tsv: style = KW_tsv; break;
	case KW_pipes: style = KW_pipeDelimited; break;
	}
	add_text(b, KW_style, style, origin);
	add_flag(b, KW_explode, doc_string(r, n, KW_collectionFormat) == KW_multi, origin);
}

static void add_parameter(struct build *b, u32 n, u32 key)
{
	struct resolve *r = b->r;
	u32 i = begin(b, value_kind_object, key, n);
	r->moved[n] = i;
	queue_part(b, n, PART_parameter);
	ir_each_child(r->doc->node, n, c) {
		u32 child = doc_node(r, c)->key;
		if (!in_schema(child) && child != KW_collectionFormat)
			copy(b, c, child, false);
	}
	if (!doc_get(r, n, KW_s_ref)) {
		add_style(b, n);
		add_schema(b, n, KW_schema);
	}
	end(b, i);
}

/* Bodies */

/* Opens an object under each of the media types that a list names; the default where it names
 * none. */
struct media_types {
	u32 list;  /* node or 0 */
	u32 other; /* string */
};

static u32 next_type(struct resolve *r, const struct media_types *m, u32 *at)
{
	if (!doc_is(r, m->list, value_kind_array) || doc_node(r, m->list)->size == 1)
		return (*at)++ ? 0 : m->other;
	u32 c = m->list + 1 + (*at)++;
	return c < m->list + doc_node(r, m->list)->size ? doc_node(r, c)->text : 0;
}

static u32 json(struct build *b)
{
	return intern(&b->r->strings, S("application/json"));
}

static void add_body(struct build *b, u32 n, u32 consumes, u32 key)
{
	struct resolve *r = b->r;
	struct media_types types = {consumes ? consumes : b->consumes, json(b)};
	u32 i = begin(b, value_kind_object, key, n), schema = doc_get(r, n, KW_schema);
	r->moved[n] = i;
	queue_part(b, n, PART_body);
	copy_member(b, n, KW_s_ref);
	copy_member(b, n, KW_description);
	copy_member(b, n, KW_required);
	if (!doc_get(r, n, KW_s_ref)) {
		u32 content = begin(b, value_kind_object, KW_content, n);
		for (u32 at = 0, type; (type = next_type(r, &types, &at)) != 0;) {
			u32 media = begin(b, value_kind_object, type, n);
			if (schema)
				copy(b, schema, KW_schema, true);
			end(b, media);
		}
		end(b, content);
	}
	end(b, i);
}

static bool is_form(Str type)
{
	return str_starts(type, S("multipart/form-data")) ||
	       str_starts(type, S("application/x-www-form-urlencoded"));
}

/* The fields of a form, as the properties of an object. */
static void add_form_schema(struct build *b, const struct list *fields)
{
	struct resolve *r = b->r;
	u32 i = begin(b, value_kind_object, KW_schema, fields->at[0]);
	add_text(b, KW_type, KW_object, fields->at[0]);
	u32 properties = begin(b, value_kind_object, KW_properties, fields->at[0]);
	for (u32 k = 0; k < fields->n; k++) {
		u32 name = doc_string(r, fields->at[k], KW_name);
		if (name)
			add_schema(b, fields->at[k], name);
	}
	end(b, properties);
	u32 required = begin(b, value_kind_array, KW_required, fields->at[0]);
	for (u32 k = 0; k < fields->n; k++)
		if (doc_flag(r, fields->at[k], KW_required) &&
		    doc_string(r, fields->at[k], KW_name))
			add_text(b, 0, doc_string(r, fields->at[k], KW_name), fields->at[k]);
	end(b, required);
	end(b, i);
}

static void add_form_encoding(struct build *b, const struct list *fields)
{
	struct resolve *r = b->r;
	u32 i = begin(b, value_kind_object, KW_encoding, fields->at[0]);
	for (u32 k = 0; k < fields->n; k++) {
		u32 n = fields->at[k], name = doc_string(r, n, KW_name);
		if (!name || !is_type(r, n, KW_array))
			continue;
		u32 one = begin(b, value_kind_object, name, n);
		add_style(b, n);
		end(b, one);
	}
	end(b, i);
}

static void add_form(struct build *b, const struct list *fields, u32 consumes)
{
	struct resolve *r = b->r;
	bool file = false, required = false, some = false;
	for (u32 k = 0; k < fields->n; k++) {
		file = file || is_type(r, fields->at[k], KW_file);
		required = required || doc_flag(r, fields->at[k], KW_required);
	}
	u32 other = intern(&r->strings, file ? S("multipart/form-data")
	                                     : S("application/x-www-form-urlencoded"));
	struct media_types types = {consumes ? consumes : b->consumes, other};
	u32 i = begin(b, value_kind_object, KW_requestBody, fields->at[0]);
	add_flag(b, KW_required, required, fields->at[0]);
	u32 content = begin(b, value_kind_object, KW_content, fields->at[0]);
	for (u32 at = 0, type; (type = next_type(r, &types, &at)) != 0 || !some;) {
		if (type && !is_form(text_of(r, type)))
			continue;
		some = true;
		u32 media = begin(b, value_kind_object, type ? type : other, fields->at[0]);
		add_form_schema(b, fields);
		add_form_encoding(b, fields);
		end(b, media);
		if (!type)
			break;
	}
	end(b, content);
	end(b, i);
}

/* Responses */

static void add_header(struct build *b, u32 n, u32 key)
{
	u32 i = begin(b, value_kind_object, key, n);
	copy_member(b, n, KW_description);
	add_schema(b, n, KW_schema);
	end(b, i);
}

static void add_content(struct build *b, u32 n, u32 produces)
{
	struct resolve *r = b->r;
	struct media_types types = {produces ? produces : b->produces, json(b)};
	u32 schema = doc_get(r, n, KW_schema), examples = doc_get(r, n, KW_examples);
	u32 content = begin(b, value_kind_object, KW_content, schema ? schema : n);
	for (u32 at = 0, type; schema && (type = next_type(r, &types, &at)) != 0;) {
		u32 media = begin(b, value_kind_object, type, schema), example;
		copy(b, schema, KW_schema, true);
		example = doc_get(r, examples, type);
		if (example)
			copy(b, example, KW_example, false);
		end(b, media);
	}
	end(b, content);
}

static void add_response(struct build *b, u32 n, u32 produces, u32 key)
{
	struct resolve *r = b->r;
	u32 headers = doc_get_kind(r, n, KW_headers, value_kind_object);
	if (!doc_is(r, n, value_kind_object)) {
		copy(b, n, key, false);
		return;
	}
	u32 i = begin(b, value_kind_object, key, n);
	r->moved[n] = i;
	queue_part(b, n, PART_response);
	copy_member(b, n, KW_s_ref);
	copy_member(b, n, KW_description);
	if (headers) {
		u32 to = begin(b, value_kind_object, KW_headers, headers);
		ir_each_child(r->doc->node, headers, c)
			add_header(b, c, doc_node(r, c)->key);
		end(b, to);
	}
	if (doc_get(r, n, KW_schema))
		add_content(b, n, produces);
	end(b, i);
}

static void add_responses(struct build *b, u32 n, u32 produces)
{
	struct resolve *r = b->r;
	u32 i = begin(b, value_kind_object, KW_responses, n);
	ir_each_child(r->doc->node, n, c) {
		u32 key = doc_node(r, c)->key;
		if (!doc_extension(r, key))
			add_response(b, c, produces, key);
	}
	end(b, i);
}

/* Operations */

/* Of the parameters at a path item and at an operation: what goes into the body. */
struct body_parts {
	u32 body; /* the body parameter as written, or 0 */
	struct list form;
};

static void sort_parameters(struct build *b, u32 array, struct body_parts *to)
{
	struct resolve *r = b->r;
	if (!doc_is(r, array, value_kind_array))
		return;
	ir_each_child(r->doc->node, array, c) {
		u32 n = link_follow(r, c), in = doc_string(r, n, KW_in);
		if (in == KW_body && to->body && r->parent[to->body] == r->parent[c])
			complain(
				r, DIAG_duplicate_parameter, c, (Str){0},
				"an operation has one body, and this is its second; the first one holds");
		else if (in == KW_body)
			to->body = c;
		else if (in == KW_formData)
			list_push(r, &to->form, n);
	}
}

static void add_parameters(struct build *b, u32 array)
{
	struct resolve *r = b->r;
	if (!doc_is(r, array, value_kind_array)) {
		if (array)
			copy(b, array, KW_parameters, false);
		return;
	}
	u32 i = begin(b, value_kind_array, KW_parameters, array);
	ir_each_child(r->doc->node, array, c) {
		u32 n = link_follow(r, c), in = doc_string(r, n, KW_in);
		if (n && in != KW_body && in != KW_formData)
			add_parameter(b, c, 0);
	}
	end(b, i);
}

static void add_operation(struct build *b, u32 n, u32 shared)
{
	struct resolve *r = b->r;
	struct body_parts parts = {0};
	u32 own = doc_get(r, n, KW_parameters), responses = doc_get(r, n, KW_responses);
	u32 consumes = doc_get(r, n, KW_consumes), i;
	if (!doc_is(r, n, value_kind_object)) {
		copy(b, n, doc_node(r, n)->key, false);
		return;
	}
	i = begin(b, value_kind_object, doc_node(r, n)->key, n);
	r->moved[n] = i;
	ir_each_child(r->doc->node, n, c) {
		u32 key = doc_node(r, c)->key;
		if (key != KW_parameters && key != KW_responses && key != KW_consumes &&
		    key != KW_produces && key != KW_schemes)
			copy(b, c, key, false);
	}
	sort_parameters(b, shared, &parts);
	sort_parameters(b, own, &parts);
	add_parameters(b, own);
	if (parts.body)
		add_body(b, parts.body, consumes, KW_requestBody);
	else if (parts.form.n)
		add_form(b, &parts.form, consumes);
	if (doc_is(r, responses, value_kind_object))
		add_responses(b, responses, doc_get(r, n, KW_produces));
	end(b, i);
}

static void add_item(struct build *b, u32 n)
{
	struct resolve *r = b->r;
	u32 shared = doc_get(r, n, KW_parameters), i;
	if (!doc_is(r, n, value_kind_object)) {
		copy(b, n, doc_node(r, n)->key, false);
		return;
	}
	i = begin(b, value_kind_object, doc_node(r, n)->key, n);
	r->moved[n] = i;
	queue_part(b, n, PART_item);
	ir_each_child(r->doc->node, n, c) {
		switch (doc_node(r, c)->key) {
		case KW_get:
		case KW_put:
		case KW_post:
		case KW_delete:
		case KW_options:
		case KW_head:
		case KW_patch: add_operation(b, c, shared); break;
		case KW_parameters: add_parameters(b, c); break;
		default: copy(b, c, doc_node(r, c)->key, false);
		}
	}
	end(b, i);
}

/* Components */

static u32 flow_key(u32 flow)
{
	switch (flow) {
	case KW_application: return KW_clientCredentials;
	case KW_accessCode: return KW_authorizationCode;
	default: return flow;
	}
}

static void add_scheme(struct build *b, u32 n)
{
	struct resolve *r = b->r;
	u32 type = doc_string(r, n, KW_type), flow = doc_string(r, n, KW_flow);
	if (!doc_is(r, n, value_kind_object) || (type != KW_basic && type != KW_oauth2)) {
		copy(b, n, doc_node(r, n)->key, false);
		return;
	}
	u32 i = begin(b, value_kind_object, doc_node(r, n)->key, n);
	r->moved[n] = i;
	copy_member(b, n, KW_description);
	add_text(b, KW_type, type == KW_basic ? KW_http : type, n);
	if (type == KW_basic) {
		add_text(b, KW_scheme, KW_basic, n);
	} else if (flow) {
		u32 flows = begin(b, value_kind_object, KW_flows, n);
		u32 one = begin(b, value_kind_object, flow_key(flow), n);
		copy_member(b, n, KW_authorizationUrl);
		copy_member(b, n, KW_tokenUrl);
		copy_member(b, n, KW_scopes);
		end(b, one);
		end(b, flows);
	}
	end(b, i);
}

static void add_parameter_components(struct build *b, u32 list, bool bodies)
{
	struct resolve *r = b->r;
	u32 i = begin(b, value_kind_object, bodies ? KW_requestBodies : KW_parameters, list);
	ir_each_child(r->doc->node, list, c) {
		u32 in = doc_string(r, link_follow(r, c), KW_in), key = doc_node(r, c)->key;
		if (bodies && in == KW_body)
			add_body(b, c, 0, key);
		else if (!bodies && in != KW_body && in != KW_formData)
			add_parameter(b, c, key);
	}
	end(b, i);
}

static void add_components(struct build *b, u32 root)
{
	struct resolve *r = b->r;
	u32 definitions = doc_get_kind(r, root, KW_definitions, value_kind_object);
	u32 parameters = doc_get_kind(r, root, KW_parameters, value_kind_object);
	u32 responses = doc_get_kind(r, root, KW_responses, value_kind_object);
	u32 schemes = doc_get_kind(r, root, KW_securityDefinitions, value_kind_object);
	u32 i = begin(b, value_kind_object, KW_components, root);
	if (definitions)
		copy(b, definitions, KW_schemas, true);
	if (parameters) {
		add_parameter_components(b, parameters, true);
		add_parameter_components(b, parameters, false);
	}
	if (responses)
		add_responses(b, responses, 0);
	if (schemes) {
		u32 to = begin(b, value_kind_object, KW_securitySchemes, schemes);
		ir_each_child(r->doc->node, schemes, c)
			add_scheme(b, c);
		end(b, to);
	}
	end(b, i);
}

/* schemes, host and basePath as servers (2.0, Swagger Object). */
static void add_servers(struct build *b, u32 root)
{
	struct resolve *r = b->r;
	u32 host = doc_string(r, root, KW_host), path = doc_string(r, root, KW_basePath);
	u32 origin = doc_get(r, root, host ? KW_host : KW_basePath);
	struct media_types schemes = {doc_get(r, root, KW_schemes),
	                              intern(&r->strings, S("https"))};
	if (!host && !path)
		return;
	u32 i = begin(b, value_kind_array, KW_servers, origin);
	for (u32 at = 0, scheme; (scheme = next_type(r, &schemes, &at)) != 0;) {
		Str url = host ? arena_fmt(r->arena, "%.*s://%.*s", STR(text_of(r, scheme)),
		                           STR(text_of(r, host)))
		               : S("");
		u32 one = begin(b, value_kind_object, 0, origin);
		url = arena_cat(r->arena, url, text_of(r, path));
		add_text(b, KW_url, intern(&r->strings, url), origin);
		end(b, one);
		if (!host)
			break;
	}
	end(b, i);
}

/* The other files: each as a whole, as schemas are written; then the parts that are none. */
static void add_files(struct build *b)
{
	struct resolve *r = b->r;
	for (u32 s = 2; s < r->doc->count[IR_source]; s++)
		if (r->doc->source[s].root)
			copy(b, r->doc->source[s].root, 0, true);
	for (u32 i = 0; i < b->parts.n; i += 2) {
		u32 n = b->parts.at[i];
		switch ((enum part)b->parts.at[i + 1]) {
		case PART_parameter: add_parameter(b, n, 0); break;
		case PART_body: add_body(b, n, 0, 0); break;
		case PART_response: add_response(b, n, 0, 0); break;
		case PART_item: add_item(b, n); break;
		}
	}
}

void upgrade_swagger(struct resolve *r)
{
	u32 root = r->root, paths = doc_get_kind(r, root, KW_paths, value_kind_object), items;
	struct build b = {.r = r};
	tree_start(&b.tree, r);
	b.consumes = doc_get(r, root, KW_consumes);
	b.produces = doc_get(r, root, KW_produces);
	b.queued = new (r->arena, u8, r->written);
	u32 i = begin(&b, value_kind_object, 0, root);
	r->moved[root] = i;
	copy(&b, doc_get(r, root, KW_swagger), KW_openapi, false);
	copy_member(&b, root, KW_info);
	copy_member(&b, root, KW_tags);
	copy_member(&b, root, KW_externalDocs);
	copy_member(&b, root, KW_security);
	add_servers(&b, root);
	add_components(&b, root);
	if (paths) {
		items = begin(&b, value_kind_object, KW_paths, paths);
		ir_each_child(r->doc->node, paths, c)
			add_item(&b, c);
		end(&b, items);
	}
	end(&b, i);
	add_files(&b);
	r->root = i;
}
