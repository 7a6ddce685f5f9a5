/* Operations, whole: parameters, bodies, responses, headers, links, callbacks, webhooks; their
 * schemas become types. Needs links and the api's security schemes; leaves the operation tables. */
#include "resolve.h"

struct collecting {
	struct resolve *r;
	u32 *by_id;                 /* by string: the operation with this operationId */
	struct pairs by_node;       /* by node: the operation written there */
	u8 *header_used;            /* by node, with --all-headers: something refers to it */
	struct pairs callback_done; /* by node: the callback collected from there */
	struct list callbacks;      /* pairs of a callback and its node, to collect */
	struct list links;          /* pairs of a link and its node, to settle */
	struct ir_range security;
	bool secured;
};

/* Where an inline schema of an operation stands: a component's name says it better than an
 * operation's. */
static struct context part(struct collecting *c, u32 operation, u32 node, u32 key)
{
	struct resolve *r = c->r;
	u32 a = node, b = 0, d = 0;
	for (u32 p = node; r->parent[p]; p = r->parent[p]) {
		d = b;
		b = a;
		a = p;
	}
	if (doc_node(r, a)->key == KW_components && r->parent[a] == r->root && d) {
		Str kind = text_of(r, doc_node(r, b)->key), name = text_of(r, doc_node(r, d)->key);
		static const struct {
			u32 section;
			const char *word;
		} words[] = {{KW_responses, " response"},
		             {KW_requestBodies, " body"},
		             {KW_headers, " header"}};
		for (u32 i = 0; i < sizeof words / sizeof *words; i++)
			if (str_eq(kind, keyword_text[words[i].section]))
				name = arena_cat(r->arena, name, str_of(words[i].word));
		return (struct context){.role = ROLE_part, .key = intern(&r->strings, name)};
	}
	return (struct context){.role = ROLE_part, .key = key, .ordinal = operation};
}

static u32 schema_at(struct collecting *c, u32 schema, struct context in)
{
	u32 type = lower_node(c->r, schema, in);
	note_schema(c->r, schema, type, NOTE_used);
	return type;
}

static bool usable(struct resolve *r, u32 n, const char *what)
{
	if (n && doc_kind(r, n) != value_kind_object)
		wrong_kind(r, n, what);
	return doc_is(r, n, value_kind_object);
}

/* Styles */

static u32 style_of(struct resolve *r, u32 n, u32 initial)
{
	u32 written = doc_string(r, n, KW_style);
	switch (written) {
	case 0: return initial;
	case KW_simple: return style_simple;
	case KW_form: return style_form;
	case KW_label: return style_label;
	case KW_matrix: return style_matrix;
	case KW_spaceDelimited: return style_space_delimited;
	case KW_pipeDelimited: return style_pipe_delimited;
	case KW_deepObject: return style_deep_object;
	case KW_cookie: return style_cookie;
	case KW_tsv: return style_tab_delimited;
	}
	return initial; /* check.c said what is wrong with it */
}

/* explode's default is true for form alone (and for 3.2's cookie). */
static u32 flags_of(struct resolve *r, u32 n, u32 style)
{
	bool explode = style == style_form || style == style_cookie;
	if (doc_get(r, n, KW_explode))
		explode = doc_flag(r, n, KW_explode);
	return (doc_flag(r, n, KW_required) ? parameter_flag_required : 0) |
	       (doc_flag(r, n, KW_deprecated) ? parameter_flag_deprecated : 0) |
	       (explode ? parameter_flag_explode : 0) |
	       (doc_flag(r, n, KW_allowReserved) ? parameter_flag_allow_reserved : 0) |
	       (doc_flag(r, n, KW_allowEmptyValue) ? parameter_flag_allow_empty : 0);
}

/* Media types */

static Str media_text(struct resolve *r, Str written)
{
	u32 n = str_find(written, ';');
	char *to = new (r->arena, char, n + 1);
	while (n && written.ptr[n - 1] == ' ')
		n--;
	for (u32 i = 0; i < n; i++)
		to[i] = (char)(written.ptr[i] >= 'A' && written.ptr[i] <= 'Z' ? written.ptr[i] + 32
		                                                              : written.ptr[i]);
	return (Str){to, n};
}

u32 media_kind_of(struct resolve *r, Str written)
{
	static const struct {
		const char *name;
		u8 kind;
	} whole[] = {
		{"application/json", media_kind_json},
		{"*/*", media_kind_json},
		{"application/*", media_kind_json},
		{"text/json", media_kind_json},
		{"application/x-www-form-urlencoded", media_kind_form},
		{"application/xml", media_kind_xml},
		{"text/xml", media_kind_xml},
		{"text/event-stream", media_kind_event_stream},
		{"application/jsonl", media_kind_json_lines},
		{"application/jsonlines", media_kind_json_lines},
		{"application/x-jsonlines", media_kind_json_lines},
		{"application/ndjson", media_kind_json_lines},
		{"application/x-ndjson", media_kind_json_lines},
		{"application/json-seq", media_kind_json_lines},
	};
	Str m = media_text(r, written);
	for (u32 i = 0; i < sizeof whole / sizeof *whole; i++)
		if (str_eq(m, str_of(whole[i].name)))
			return whole[i].kind;
	if (str_ends(m, S("+json")))
		return media_kind_json;
	if (str_ends(m, S("+json-seq")))
		return media_kind_json_lines;
	if (str_ends(m, S("+xml")))
		return media_kind_xml;
	if (str_starts(m, S("multipart/")))
		return media_kind_multipart;
	return str_starts(m, S("text/")) ? media_kind_text : media_kind_binary;
}

/* Takes the node of a schema out of the field that is to say what it asserts, and notes it for collect_assertions. */
static void note_node(struct resolve *r, struct list *nodes, u32 record, u32 *field)
{
	while (nodes->n < record)
		list_push(r, nodes, 0);
	list_push(r, nodes, *field);
	*field = 0;
}

static struct ir_range headers(struct collecting *c, u32 operation, u32 node, Str prefix);
static struct ir_range contents(struct collecting *c, u32 operation, u32 node, u32 key);

static struct ir_range encodings(struct collecting *c, u32 operation, u32 node, Str prefix)
{
	struct resolve *r = c->r;
	struct ir_range range = {0};
	if (!node)
		return range;
	ir_each_child(r->doc->node, node, e) {
		if (!usable(r, e, "an Encoding Object"))
			continue;
		struct ir_encoding x = {.property = doc_node(r, e)->key};
		x.content_type = doc_string(r, e, KW_contentType);
		x.style = style_of(r, e, style_form);
		x.flags = flags_of(r, e, x.style);
		if (doc_get(r, e, KW_style) || doc_get(r, e, KW_explode) ||
		    doc_get(r, e, KW_allowReserved))
			x.flags |= parameter_flag_styled;
		x.headers = headers(c, operation, doc_get_kind(r, e, KW_headers, value_kind_object),
		                    prefix);
		u32 i = ir_add_encoding(&r->out, r->arena, x);
		range_add(&range, i);
	}
	return range;
}

/* The schema that each of the values has that stand one after the other; 0 where it is not known. */
static u32 schema_of_lines(struct resolve *r, u32 schema, u32 item)
{
	u32 n = schema ? link_follow(r, schema) : 0;
	u32 items = doc_get(r, n, KW_items);
	if (item || items)
		return item ? item : items;
	bool combined =
		doc_get(r, n, KW_allOf) || doc_get(r, n, KW_anyOf) || doc_get(r, n, KW_oneOf);
	return combined ? 0 : schema;
}

/* A Media Type Object; key is what an inline schema in it is called. */
static struct ir_media media(struct collecting *c, u32 operation, u32 written, u32 key)
{
	struct resolve *r = c->r;
	u32 n = link_follow(r, written), name = doc_node(r, written)->key;
	struct ir_media m = {.name = name,
	                     .kind = media_kind_of(r, text_of(r, name)),
	                     .at = place_of(r, written)};
	if (!usable(r, n, "a Media Type Object"))
		return m;
	u32 schema = doc_get(r, n, KW_schema), item = doc_get(r, n, KW_itemSchema);
	if (schema)
		m.type = schema_at(c, schema, part(c, operation, schema, key));
	/* a node until note_node */
	m.assertion = m.kind == media_kind_json_lines ? schema_of_lines(r, schema, item) : schema;
	if (item) {
		Str of = arena_cat(r->arena, text_of(r, key), S(" item"));
		m.item = schema_at(c, item, part(c, operation, item, intern(&r->strings, of)));
	}
	m.encodings = encodings(c, operation, doc_get_kind(r, n, KW_encoding, value_kind_object),
	                        text_of(r, key));
	m.examples = collect_examples(r, doc_get(r, n, KW_example), doc_get(r, n, KW_examples),
	                              (struct sampled){.type = m.type ? m.type : m.item,
	                                               .schema = schema ? schema : item,
	                                               .text = m.kind != media_kind_json});
	return m;
}

static struct ir_range contents(struct collecting *c, u32 operation, u32 node, u32 key)
{
	struct resolve *r = c->r;
	u32 n = 0, first;
	if (!node)
		return (struct ir_range){0};
	struct ir_media *all = new (r->arena, struct ir_media, doc_members(r, node) + 1);
	ir_each_child(r->doc->node, node, m)
		if (!doc_extension(r, doc_node(r, m)->key))
			all[n++] = media(c, operation, m, key);
	first = n ? ir_add(&r->out, r->arena, IR_media, n) : 0;
	for (u32 i = 0; i < n; i++)
		note_node(r, &r->media_schema, first + i, &all[i].assertion);
	memcpy(r->out.media + first, all, n * sizeof *all);
	return (struct ir_range){first, n};
}

/* A parameter or a header whose value is written in a media type: the first of its content. */
static u32 content_of(struct collecting *c, u32 operation, u32 n, u32 key, u32 *type)
{
	u32 content = doc_get_kind(c->r, n, KW_content, value_kind_object);
	struct ir_range range = contents(c, operation, content, key);
	if (!range.count)
		return 0;
	*type = c->r->out.media[range.first].type;
	return range.first;
}

static void type_of_value(struct collecting *c, u32 operation, u32 n, u32 key, u32 *type,
                          u32 *content)
{
	u32 schema = doc_get(c->r, n, KW_schema);
	if (schema)
		*type = schema_at(c, schema, part(c, operation, schema, key));
	else
		*content = content_of(c, operation, n, key, type);
	if (!*type)
		*type = new_scalar(c->r, scalar_any);
}

static struct ir_header header(struct collecting *c, u32 operation, u32 written, Str prefix)
{
	struct resolve *r = c->r;
	u32 n = link_follow(r, written);
	struct ir_header h = {.name = doc_node(r, written)->key, .at = place_of(r, written)};
	Str name = arena_cat(r->arena, arena_cat(r->arena, prefix, S(" ")), text_of(r, h.name));
	if (c->header_used)
		c->header_used[n] = 1;
	if (!usable(r, n, "a Header Object")) {
		h.type = new_scalar(r, scalar_any);
		return h;
	}
	h.style = style_of(r, n, style_simple);
	h.flags = flags_of(r, n, h.style);
	h.description = doc_string(r, n, KW_description);
	type_of_value(c, operation, n, intern(&r->strings, name), &h.type, &h.content);
	h.examples = collect_examples(r, doc_get(r, n, KW_example), doc_get(r, n, KW_examples),
	                              (struct sampled){h.type, doc_get(r, n, KW_schema), false});
	return h;
}

static struct ir_range headers(struct collecting *c, u32 operation, u32 node, Str prefix)
{
	struct resolve *r = c->r;
	u32 n = 0, first;
	if (!node)
		return (struct ir_range){0};
	struct ir_header *all = new (r->arena, struct ir_header, doc_members(r, node) + 1);
	ir_each_child(r->doc->node, node, h)
		all[n++] = header(c, operation, h, prefix);
	first = n ? ir_add(&r->out, r->arena, IR_header, n) : 0;
	memcpy(r->out.header + first, all, n * sizeof *all);
	return (struct ir_range){first, n};
}

/* Parameters */

/* A parameter as it is first looked at: where it was written, what it leads to, and what tells
 * it from others. */
struct candidate {
	u32 written, node, name, in;
};

static bool location_of(struct resolve *r, u32 n, u32 *in)
{
	u32 written = doc_string(r, n, KW_in);
	switch (written) {
	case KW_path: *in = location_path; return true;
	case KW_query: *in = location_query; return true;
	case KW_header: *in = location_header; return true;
	case KW_cookie: *in = location_cookie; return true;
	case KW_querystring: *in = location_querystring; return true;
	}
	return false;
}

/* Adds an array's parameters; one that is there already by name and place is overridden where
 * `inherited`, else kept. */
static void candidates(struct collecting *c, u32 array, struct candidate *to, u32 *count)
{
	struct resolve *r = c->r;
	u32 before = *count;
	if (!array)
		return;
	ir_each_child(r->doc->node, array, p) {
		struct candidate x = {.written = p, .node = link_follow(r, p)};
		u32 i = 0;
		if (!usable(r, x.node, "a Parameter Object") || !location_of(r, x.node, &x.in))
			continue;
		x.name = doc_string(r, x.node, KW_name);
		if (!x.name) /* check.c said so */
			continue;
		while (i < *count && (to[i].name != x.name || to[i].in != x.in))
			i++;
		if (i < *count && i >= before)
			complain(r, DIAG_duplicate_parameter, p, (Str){0},
			         "parameter '%.*s' is there twice; the first one holds",
			         STR(text_of(r, x.name)));
		else
			to[i] = x;
		*count += i == *count;
	}
}

static struct ir_parameter parameter(struct collecting *c, u32 operation, const struct candidate *x)
{
	static const u8 styles[] = {style_simple, style_form, style_simple, style_form, style_form};
	struct resolve *r = c->r;
	struct ir_parameter p = {.name = x->name, .in = x->in, .at = place_of(r, x->written)};
	p.style = style_of(r, x->node, styles[x->in]);
	p.flags = flags_of(r, x->node, p.style) |
	          (x->in == location_path ? parameter_flag_required : 0);
	p.description = doc_string(r, x->node, KW_description);
	type_of_value(c, operation, x->node, x->name, &p.type, &p.content);
	p.assertion = p.content ? r->media_schema.at[p.content]
	                        : doc_get(r, x->node, KW_schema); /* until note_node */
	p.initial =
		value_of(r, doc_get(r, link_follow(r, doc_get(r, x->node, KW_schema)), KW_default));
	p.examples =
		collect_examples(r, doc_get(r, x->node, KW_example),
	                         doc_get(r, x->node, KW_examples),
	                         (struct sampled){p.type, doc_get(r, x->node, KW_schema), false});
	return p;
}

/* The next {variable} of a path's template from *at; false where there is none. */
static bool next_variable(Str path, u32 *at, Str *name)
{
	while (*at < path.len && path.ptr[*at] != '{')
		++*at;
	Str rest = str_skip(path, *at < path.len ? *at + 1 : path.len);
	u32 end = str_find(rest, '}');
	if (end == rest.len)
		return false;
	*name = (Str){rest.ptr, end};
	*at += end + 2;
	return true;
}

static bool in_template(Str path, Str name)
{
	u32 at = 0;
	Str variable;
	while (next_variable(path, &at, &variable))
		if (str_eq(variable, name))
			return true;
	return false;
}

/* Path parameters that the template lacks go; variables that no parameter declares are strings. */
static void match_template(struct collecting *c, struct ir_operation *o, u32 item,
                           struct ir_parameter *all, u32 *n)
{
	struct resolve *r = c->r;
	Str path = text_of(r, o->path), variable;
	u32 kept = 0, at = 0;
	for (u32 i = 0; i < *n; i++)
		if (all[i].in != location_path || in_template(path, text_of(r, all[i].name)))
			all[kept++] = all[i];
		else
			complain(
				r, DIAG_path_parameter, item, (Str){0},
				"the path has no {%.*s}, but a parameter of %.*s says so; it is left out",
				STR(text_of(r, all[i].name)), STR(text_of(r, o->method)));
	*n = kept;
	while (next_variable(path, &at, &variable)) {
		u32 i = 0;
		while (i < *n &&
		       (all[i].in != location_path || !str_eq(text_of(r, all[i].name), variable)))
			i++;
		if (i < *n)
			continue;
		complain(r, DIAG_path_parameter, item, (Str){0},
		         "no parameter of %.*s declares {%.*s}; it becomes a string",
		         STR(text_of(r, o->method)), STR(variable));
		all[(*n)++] = (struct ir_parameter){.name = intern(&r->strings, variable),
		                                    .in = location_path,
		                                    .flags = parameter_flag_required |
		                                             parameter_flag_undeclared,
		                                    .type = new_scalar(r, scalar_string),
		                                    .at = place_of(r, item)};
	}
}

static void parameters(struct collecting *c, u32 operation, struct ir_operation *o, u32 item,
                       u32 node)
{
	struct resolve *r = c->r;
	u32 shared = doc_get_kind(r, item, KW_parameters, value_kind_array), n = 0;
	u32 own = doc_get_kind(r, node, KW_parameters, value_kind_array);
	u32 most = doc_members(r, shared) + doc_members(r, own);
	u32 variables = 0, at = 0, found_cap = 0, cap = 0;
	Str variable;
	while (next_variable(text_of(r, o->path), &at, &variable))
		variables++;
	struct candidate *found = arena_grow(r->arena, NULL, &found_cap, most + 1, sizeof *found);
	struct ir_parameter *all =
		arena_grow(r->arena, NULL, &cap, (u64)most + variables + 1, sizeof *all);
	candidates(c, shared, found, &n);
	candidates(c, own, found, &n);
	for (u32 i = 0; i < n; i++)
		all[i] = parameter(c, operation, &found[i]);
	if (o->kind == operation_kind_path)
		match_template(c, o, item, all, &n);
	u32 first = n ? ir_add(&r->out, r->arena, IR_parameter, n) : 0;
	for (u32 i = 0; i < n; i++)
		note_node(r, &r->parameter_schema, first + i, &all[i].assertion);
	memcpy(r->out.parameter + first, all, n * sizeof *all);
	o->parameters = (struct ir_range){first, n};
	arena_give(r->arena, found, found_cap * sizeof *found);
	arena_give(r->arena, all, cap * sizeof *all);
}

/* Bodies and responses */

static u32 body(struct collecting *c, u32 operation, u32 node)
{
	struct resolve *r = c->r;
	u32 written = doc_get(r, node, KW_requestBody), n = link_follow(r, written);
	if (!n || !usable(r, n, "a Request Body Object"))
		return 0;
	struct ir_body b = {.at = place_of(r, written),
	                    .description = doc_string(r, n, KW_description)};
	b.flags = doc_flag(r, n, KW_required) ? body_flag_required : 0;
	b.contents = contents(c, operation, doc_get_kind(r, n, KW_content, value_kind_object),
	                      intern(&r->strings, S("body")));
	return ir_add_body(&r->out, r->arena, b);
}

static struct ir_range links(struct collecting *c, u32 node)
{
	struct resolve *r = c->r;
	struct ir_range range = {0};
	if (!node)
		return range;
	ir_each_child(r->doc->node, node, written) {
		u32 n = link_follow(r, written);
		if (!n || !usable(r, n, "a Link Object"))
			continue;
		struct ir_link l = {.name = doc_node(r, written)->key, .at = place_of(r, written)};
		u32 id = doc_string(r, n, KW_operationId),
		    server = doc_get_kind(r, n, KW_server, value_kind_object);
		l.reference = id ? id : doc_string(r, n, KW_operationRef);
		l.description = doc_string(r, n, KW_description);
		l.body = value_of(r, doc_get(r, n, KW_requestBody));
		if (server)
			l.server = ir_add_server(
				&r->out, r->arena,
				(struct ir_server){.url = doc_string(r, server, KW_url),
			                           .description =
			                                   doc_string(r, server, KW_description),
			                           .at = place_of(r, server)});
		u32 arguments = doc_get_kind(r, n, KW_parameters, value_kind_object);
		if (arguments)
			ir_each_child(r->doc->node, arguments, a) {
				u32 value = value_of(r, a);
				u32 i = ir_add_link_argument(
					&r->out, r->arena,
					(struct ir_link_argument){doc_node(r, a)->key, value});
				range_add(&l.arguments, i);
			}
		u32 i = ir_add_link(&r->out, r->arena, l);
		list_push(r, &c->links, i);
		list_push(r, &c->links, n);
		range_add(&range, i);
	}
	return range;
}

bool status_code(Str s)
{
	if (str_eq(s, S("default")))
		return true;
	if (s.len != 3 || s.ptr[0] < '1' || s.ptr[0] > '5')
		return false;
	bool range = (s.ptr[1] | 32) == 'x' && (s.ptr[2] | 32) == 'x';
	return range || (s.ptr[1] >= '0' && s.ptr[1] <= '9' && s.ptr[2] >= '0' && s.ptr[2] <= '9');
}

static bool response(struct collecting *c, u32 operation, u32 written, struct ir_response *to)
{
	struct resolve *r = c->r;
	u32 status = doc_node(r, written)->key, n = link_follow(r, written);
	Str code = text_of(r, status);
	if (!n || !usable(r, n, "a Response Object"))
		return false;
	if (!status_code(code)) /* check.c said so */
		return false;
	*to = (struct ir_response){.status = status, .at = place_of(r, written)};
	to->summary = doc_string(r, n, KW_summary);
	to->description = doc_string(r, n, KW_description);
	to->headers =
		headers(c, operation, doc_get_kind(r, n, KW_headers, value_kind_object), code);
	Str key = arena_cat(r->arena, code, S(" response"));
	to->contents = contents(c, operation, doc_get_kind(r, n, KW_content, value_kind_object),
	                        intern(&r->strings, key));
	to->links = links(c, doc_get_kind(r, n, KW_links, value_kind_object));
	return true;
}

static struct ir_range responses(struct collecting *c, u32 operation, u32 node)
{
	struct resolve *r = c->r;
	u32 list = doc_get_kind(r, node, KW_responses, value_kind_object), n = 0, first, cap = 0;
	struct ir_response *all =
		arena_grow(r->arena, NULL, &cap, doc_members(r, list) + 1, sizeof *all);
	if (list)
		ir_each_child(r->doc->node, list, x)
			if (!doc_extension(r, doc_node(r, x)->key) &&
			    response(c, operation, x, &all[n]))
				n++;
	first = n ? ir_add(&r->out, r->arena, IR_response, n) : 0;
	memcpy(r->out.response + first, all, n * sizeof *all);
	arena_give(r->arena, all, cap * sizeof *all);
	return (struct ir_range){first, n};
}

static struct ir_range callbacks(struct collecting *c, u32 node)
{
	struct resolve *r = c->r;
	struct ir_range range = {0};
	u32 list = doc_get_kind(r, node, KW_callbacks, value_kind_object);
	if (!list)
		return range;
	ir_each_child(r->doc->node, list, written) {
		u32 n = link_follow(r, written);
		if (!n || !usable(r, n, "a Callback Object"))
			continue;
		u32 i = ir_add_callback(&r->out, r->arena,
		                        (struct ir_callback){.name = doc_node(r, written)->key,
		                                             .at = place_of(r, written)});
		list_push(r, &c->callbacks, i);
		list_push(r, &c->callbacks, n);
		range_add(&range, i);
	}
	return range;
}

/* Operations */

static Str upper(struct resolve *r, Str s)
{
	char *to = new (r->arena, char, s.len + 1);
	for (u32 i = 0; i < s.len; i++)
		to[i] = (char)(s.ptr[i] >= 'a' && s.ptr[i] <= 'z' ? s.ptr[i] - 32 : s.ptr[i]);
	return (Str){to, s.len};
}

static bool is_method(u32 key)
{
	switch (key) {
	case KW_get:
	case KW_put:
	case KW_post:
	case KW_delete:
	case KW_options:
	case KW_head:
	case KW_patch:
	case KW_trace:
	case KW_query: return true;
	default: return false;
	}
}

/* The name of an operation without an id: get /pets/{id} is "get pets by id". */
static Str path_name(struct resolve *r, Str method, Str path)
{
	struct out o;
	out_init(&o, r->arena);
	out_str(&o, method);
	for (u32 i = 0; i < path.len; i++) {
		char c = path.ptr[i];
		if (c != '/' && c != '{' && c != '}')
			out_char(&o, c);
		else if (o.ptr[o.len - 1] != ' ')
			out_char(&o, ' ');
		if (c == '{')
			out_str(&o, S("by "));
	}
	while (o.ptr[o.len - 1] == ' ')
		o.len--;
	return out_text(&o);
}

static void name_operation(struct collecting *c, struct ir_operation *o, u32 index, u32 node,
                           Str method)
{
	struct resolve *r = c->r;
	if (!o->id) {
		o->name = intern(&r->strings, path_name(r, method, text_of(r, o->path)));
		return;
	}
	o->name = o->id;
	if (c->by_id[o->id]) {
		complain(
			r, DIAG_duplicate_operation, doc_get(r, node, KW_operationId), (Str){0},
			"operationId '%.*s' is there twice; the method is added to the name of this one",
			STR(text_of(r, o->id)));
		Str name =
			arena_cat(r->arena, arena_cat(r->arena, text_of(r, o->id), S(" ")), method);
		o->name = intern(&r->strings, name);
	} else {
		c->by_id[o->id] = index;
	}
}

static u32 said(struct resolve *r, u32 operation, u32 item, u32 key)
{
	u32 own = doc_string(r, operation, key);
	return own ? own : doc_string(r, item, key);
}

static void collect_operation(struct collecting *c, u32 kind, u32 path, Str method, u32 item,
                              u32 node)
{
	struct resolve *r = c->r;
	u32 written_id = doc_string(r, node, KW_operationId);
	Str method_words = method;
	r->operations++;
	if (r->select.any && kind != operation_kind_callback &&
	    !selected(r, text_of(r, path),
	              written_id ? text_of(r, written_id) : path_name(r, method, text_of(r, path)),
	              node))
		return;
	r->kept++;
	u32 index = ir_add(&r->out, r->arena, IR_operation, 1);
	struct ir_operation o = {.kind = kind,
	                         .path = path,
	                         .id = written_id,
	                         .at = place_of(r, node)};
	pairs_put(r, &c->by_node, node, 0, index);
	o.method =
		intern(&r->strings, is_method(doc_node(r, node)->key) ? upper(r, method) : method);
	name_operation(c, &o, index, node, method_words);
	r->out.operation[index].name = o.name; /* for its schemas' names */
	o.summary = said(r, node, item, KW_summary);
	o.description = said(r, node, item, KW_description);
	u32 docs = doc_get_kind(r, node, KW_externalDocs, value_kind_object);
	o.docs_url = doc_string(r, docs, KW_url);
	o.docs_description = doc_string(r, docs, KW_description);
	o.flags = doc_flag(r, node, KW_deprecated) ? operation_flag_deprecated : 0;
	o.tags = collect_texts(r, doc_get(r, node, KW_tags));
	parameters(c, index, &o, item, node);
	o.body = body(c, index, node);
	o.responses = responses(c, index, node);
	u32 security = doc_get_kind(r, node, KW_security, value_kind_array);
	o.security = security ? collect_security(r, security) : c->security;
	o.flags |= security || c->secured ? operation_flag_secured : 0;
	u32 servers = doc_get_kind(r, node, KW_servers, value_kind_array);
	o.servers =
		collect_servers(r, servers ? servers
	                                   : doc_get_kind(r, item, KW_servers, value_kind_array));
	o.callbacks = callbacks(c, node);
	r->out.operation[index] = o;
}

/* A Path Item Object, with what its $ref leads to. */
static void collect_item(struct collecting *c, u32 kind, u32 path, u32 written)
{
	struct resolve *r = c->r;
	u32 own = written, target = link_follow(r, written);
	if (!target || !usable(r, target, "a Path Item Object"))
		return;
	for (u32 step = 0; step < 2; step++) {
		u32 item = step ? target : own;
		if (step && target == own)
			break;
		ir_each_child(r->doc->node, item, x) {
			u32 key = doc_node(r, x)->key;
			if (is_method(key) && !(step && doc_get(r, own, key)) &&
			    usable(r, x, "an Operation Object"))
				collect_operation(c, kind, path, text_of(r, key), item, x);
		}
		u32 more = doc_get_kind(r, item, KW_additionalOperations, value_kind_object);
		if (more)
			ir_each_child(r->doc->node, more, x)
				if (usable(r, x, "an Operation Object"))
					collect_operation(c, kind, path,
					                  text_of(r, doc_node(r, x)->key), item, x);
	}
}

static void collect_items(struct collecting *c, u32 kind, u32 node)
{
	struct resolve *r = c->r;
	if (!node)
		return;
	ir_each_child(r->doc->node, node, x) {
		u32 key = doc_node(r, x)->key;
		if (!doc_extension(r, key))
			collect_item(c, kind, key, x);
	}
}

static void collect_callbacks(struct collecting *c)
{
	struct resolve *r = c->r;
	for (u32 i = 0; i < c->callbacks.n; i += 2) {
		u32 callback = c->callbacks.at[i], node = c->callbacks.at[i + 1],
		    done = pairs_get(&c->callback_done, node, 0);
		u32 first = r->out.count[IR_operation];
		if (done) {
			r->out.callback[callback].operations = r->out.callback[done].operations;
			continue;
		}
		pairs_put(r, &c->callback_done, node, 0, callback);
		collect_items(c, operation_kind_callback, node);
		u32 n = r->out.count[IR_operation] - first;
		r->out.callback[callback].operations = (struct ir_range){n ? first : 0, n};
	}
}

static void settle_links(struct collecting *c)
{
	struct resolve *r = c->r;
	for (u32 i = 0; i < c->links.n; i += 2) {
		struct ir_link *l = &r->out.link[c->links.at[i]];
		u32 n = c->links.at[i + 1], id = doc_string(r, n, KW_operationId),
		    ref = doc_get(r, n, KW_operationRef);
		if (id)
			l->operation = c->by_id[id];
		else if (doc_is(r, ref, value_kind_string) &&
		         str_starts(text_of(r, l->reference), S("#")))
			l->operation = pairs_get(&c->by_node, link_try(r, ref, l->reference), 0);
		if (id && !l->operation && !r->select.any)
			complain(r, DIAG_link, doc_get(r, n, KW_operationId), (Str){0},
			         "no operation has the operationId '%.*s'", STR(text_of(r, id)));
	}
}

static void add_component_header(struct collecting *c, u32 written, bool parameter)
{
	struct resolve *r = c->r;
	u32 n = link_follow(r, written), in = location_header;
	if (!doc_is(r, n, value_kind_object) || c->header_used[n] ||
	    (parameter && (!location_of(r, n, &in) || in != location_header)))
		return;
	struct ir_header h = header(c, 0, written, S(""));
	if (parameter)
		h.name = doc_string(r, n, KW_name);
	u32 i = ir_add(&r->out, r->arena, IR_header, 1);
	r->out.header[i] = h;
}

/* The header fields that components have, as headers or as parameters: records that nothing refers to. */
static void collect_component_headers(struct collecting *c)
{
	struct resolve *r = c->r;
	u32 components = doc_get_kind(r, r->root, KW_components, value_kind_object);
	u32 sections[] = {doc_get_kind(r, components, KW_headers, value_kind_object),
	                  doc_get_kind(r, components, KW_parameters, value_kind_object)};
	for (u32 i = 0; i < 2; i++)
		if (sections[i])
			ir_each_child(r->doc->node, sections[i], x)
				add_component_header(c, x, i == 1);
}

void collect_operations(struct resolve *r)
{
	struct collecting c = {.r = r, .by_id = new (r->arena, u32, r->doc->strings)};
	if (r->all_headers)
		c.header_used = new (r->arena, u8, r->doc->count[IR_node]);
	c.security = r->out.api[1].security;
	c.secured = doc_get(r, r->root, KW_security) != 0;
	collect_items(&c, operation_kind_path,
	              doc_get_kind(r, r->root, KW_paths, value_kind_object));
	collect_items(&c, operation_kind_webhook,
	              doc_get_kind(r, r->root, KW_webhooks, value_kind_object));
	collect_callbacks(&c);
	settle_links(&c);
	if (r->all_headers)
		collect_component_headers(&c);
}
