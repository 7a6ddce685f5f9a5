/* What operations are in Rust: requests, responses by status, bodies by media type; and their types. */
#include "operations.h"

enum { SHAPE_DEPTH = 4 /* of what a text is read as */ };

const struct face_info faces[FACES] = {
	[FACE_client] = {"client", "client", "The client.", false, false},
	[FACE_server] = {"server", "server", "The service, and its router.", true, false},
	[FACE_webhooks_client] =
		{"webhooks_client", "webhooks-client",
                 "The client that calls webhooks and callbacks, each at the base URL as it is.",
                 false, true},
	[FACE_webhooks_server] = {"webhooks_server", "webhooks-server",
                                  "The service that webhooks and callbacks call, and its router.",
                                  true, true},
};

static enum face main_face(const struct emit *e)
{
	return e->mode == MODE_server ? FACE_server : FACE_client;
}

bool has_face(const struct emit *e, enum face face)
{
	if (e->mode == MODE_types || face == main_face(e))
		return e->mode != MODE_types;
	if (!faces[face].webhooks)
		return e->mode == MODE_crate;
	return e->webhooks && e->mode != MODE_client;
}

bool is_of_face(const struct emit *e, u32 operation)
{
	bool webhook = e->ir->operation[operation].kind != operation_kind_path;
	return webhook == faces[e->face].webhooks;
}

bool is_server(const struct emit *e)
{
	return faces[e->face].serves;
}

bool is_nested(const struct emit *e)
{
	return e->face != main_face(e);
}

/* Names */

static Str spelled(struct emit *e, const struct ir_operation *o, Str suffix)
{
	Str name = name_spell(e->arena, ir_str(e->ir, o->name), SPELL_type);
	return scope_take(&e->operations, arena_cat(e->arena, name, suffix));
}

static Str field_name(struct emit *e, struct scope *scope, Str wire)
{
	return scope_take(scope, name_spell(e->arena, wire, SPELL_snake));
}

/* A media type's name as a variant: what follows its last '+' or its '/', or the whole where that is taken. */
static Str media_variant(struct emit *e, struct scope *scope, Str media)
{
	u32 end = str_find(media, ';'), slash = str_find(media, '/');
	Str whole = {media.ptr, end}, brief = str_skip(whole, slash < end ? slash + 1 : 0);
	while (str_find(brief, '+') < brief.len)
		brief = str_skip(brief, str_find(brief, '+') + 1);
	if (str_eq(brief, S("*")))
		brief = slash < end && str_starts(whole, S("*")) ? S("any")
		                                                 : (Str){whole.ptr, slash};
	Str name = name_spell(e->arena, brief, SPELL_variant);
	if (scope_add(scope, name))
		return name;
	return scope_take(scope, name_spell(e->arena, whole, SPELL_variant));
}

/* Slots */

/* Whether a parameter of this name is one of HTTP's own, which OpenAPI has no parameters for (OAS 3.1.1, 4.8.12.2.1). */
static bool is_reserved_header(Str name, bool response)
{
	static const char *const names[] = {"content-type", "accept", "authorization"};
	for (u32 i = 0; i < (response ? 1 : 3); i++)
		if (str_eq_fold(name, str_of(names[i])))
			return true;
	return false;
}

static struct rust_slot slot_of(struct emit *e, struct scope *scope, u32 name, u32 type, u32 flags)
{
	bool optional = !(flags & parameter_flag_required);
	Str wire = ir_str(e->ir, name);
	return (struct rust_slot){.wire = wire,
	                          .name = field_name(e, scope, wire),
	                          .type = type,
	                          .optional = optional,
	                          .wrapped = optional && !e->type[type].option};
}

static void put_slot(struct emit *e, const struct rust_slot *s)
{
	rs(e, s->wrapped ? "%n: ::std::option::Option<%t>,\n" : "%n: %t,\n", s->name, s->type);
}

static void plan_parameters(struct emit *e, struct rust_operation *o, struct scope *scope)
{
	struct ir_range range = e->ir->operation[o->ir].parameters;
	o->slot = new (e->arena, struct rust_slot, range.count);
	ir_each(range, i) {
		const struct ir_parameter *p = &e->ir->parameter[i];
		if (p->in == location_header && is_reserved_header(ir_str(e->ir, p->name), false))
			continue;
		o->slot[o->slots] = slot_of(e, scope, p->name, p->type, p->flags);
		o->slot[o->slots++].ir = i;
	}
}

static u32 plain_target(const struct emit *e, u32 type)
{
	while (e->ir->type[type].kind == type_kind_alias ||
	       e->ir->type[type].kind == type_kind_nullable)
		type = e->ir->type[type].item;
	return type;
}

/* Bodies */

/* Whether a text is of this type as it is. */
static bool is_plain_text(const struct emit *e, u32 type)
{
	return !type || (e->type[type].kinds & JSON_string &&
	                 e->ir->type[plain_target(e, type)].kind == type_kind_scalar &&
	                 !e->type[type].converted && e->type[type].rank == RANK_wide &&
	                 !e->type[type].newtype && !e->type[type].path.len &&
	                 e->type[type].kinds == JSON_string);
}

static bool is_array(const struct emit *e, u32 type)
{
	u32 kind = e->ir->type[type].kind;
	return kind == type_kind_array || kind == type_kind_set;
}

static bool is_binary(const struct emit *e, u32 type)
{
	const struct ir_type *t = &e->ir->type[plain_target(e, type)];
	return t->kind == type_kind_scalar && t->scalar == scalar_binary;
}

/* A range of media types is of bytes where its schema says so, or there is none. */
static u32 media_kind(const struct emit *e, const struct ir_media *m)
{
	Str name = ir_str(e->ir, m->name);
	if (m->kind == media_kind_json && str_find(name, '*') < name.len &&
	    (!m->type || is_binary(e, m->type)))
		return media_kind_binary;
	return m->kind;
}

static struct rust_content content_of(struct emit *e, u32 i, bool request)
{
	const struct ir_media *m = &e->ir->media[i];
	struct rust_content c = {.media = i, .type = m->type};
	u32 parts = m->type ? e->type[m->type].kinds & (JSON_array | JSON_object) : 0;
	u32 kind = media_kind(e, m);
	switch (kind) {
	case media_kind_json: c.form = BODY_json; break;
	case media_kind_text:
		c.form = is_plain_text(e, m->type) ? BODY_text : parts ? BODY_json : BODY_value;
		break;
	case media_kind_xml: c.form = is_plain_text(e, m->type) ? BODY_text : BODY_xml; break;
	case media_kind_form: c.form = request ? BODY_form : BODY_text; break;
	case media_kind_multipart: c.form = request ? BODY_multipart : BODY_bytes; break;
	case media_kind_event_stream:
	case media_kind_json_lines:
		c.form = kind == media_kind_json_lines ? BODY_lines
		         : m->item                     ? BODY_objects
		                                       : BODY_events;
		c.type = m->item ? m->item
		         : m->type && is_array(e, plain_target(e, m->type))
		                 ? e->ir->type[plain_target(e, m->type)].item
		                 : m->type;
		break;
	default: c.form = BODY_bytes;
	}
	if (request && (c.form == BODY_events || c.form == BODY_objects))
		c.form = BODY_bytes;
	return c;
}

/* What is read as a type, in whatever form, is one in Rust. */
static bool is_typed(const struct rust_content *c)
{
	return c->form == BODY_json || c->form == BODY_xml || c->form == BODY_value;
}

static bool same_content(const struct emit *e, const struct rust_content *a,
                         const struct rust_content *b)
{
	if (a->form != b->form)
		return is_typed(a) && is_typed(b) && e->type[a->type].same == e->type[b->type].same;
	if (a->form == BODY_multipart || a->form == BODY_form)
		return false;
	return a->form == BODY_text || a->form == BODY_bytes || a->form == BODY_stream ||
	       e->type[a->type].same == e->type[b->type].same;
}

/* Gives bodies the variants that tell them apart. */
static void name_contents(struct emit *e, struct rust_contents *c, bool request)
{
	struct scope scope = {0};
	bool several = false;
	scope_init(&scope, e->arena);
	for (u32 i = 0; i < c->count; i++) {
		struct rust_content *x = &c->content[i];
		u32 k = 0;
		/* Which one a request has says how it is written. */
		while (k < i && (request || !same_content(e, &c->content[k], x)))
			k++;
		x->again = k < i;
		x->variant = k < i ? c->content[k].variant
		                   : media_variant(e, &scope,
		                                   ir_str(e->ir, e->ir->media[x->media].name));
		several = several || (i && k == i);
	}
	if (!several)
		c->name = (Str){0};
}

static void plan_body(struct emit *e, struct rust_operation *o, struct scope *scope)
{
	const struct ir_operation *op = &e->ir->operation[o->ir];
	const struct ir_body *b = &e->ir->body[op->body];
	if (!op->body || !b->contents.count)
		return;
	o->body.content = new (e->arena, struct rust_content, b->contents.count);
	ir_each(b->contents, i) {
		struct rust_content c = content_of(e, i, true);
		if (c.form == BODY_multipart)
			c.name = spelled(e, op, S("Multipart"));
		o->body.content[o->body.count++] = c;
	}
	o->body_name = scope_take(scope, S("body"));
	o->body_optional = !(b->flags & body_flag_required);
	if (o->body.count > 1)
		o->body.name = spelled(e, op, S("Body"));
	name_contents(e, &o->body, true);
}

/* Responses */

static const char *status_name(u32 status)
{
	static const struct {
		u32 code;
		const char *name;
	} names[] = {
#define STATUS(code, name) {code, name},
#include "status.def"
	};
	for (u32 i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].code == status)
			return names[i].name;
	return NULL;
}

static void name_response(struct emit *e, struct rust_response *r, struct scope *scope)
{
	static const char *const ranges[] = {"Informational", "Success", "Redirection",
	                                     "ClientError", "ServerError"};
	Str status = ir_str(e->ir, e->ir->response[r->ir].status);
	u32 code = 0;
	if (str_eq(status, S("default"))) {
		r->name = scope_take(scope, S("Default"));
		return;
	}
	if (status.len == 3 && (status.ptr[1] == 'X' || status.ptr[1] == 'x')) {
		u32 digit = (u32)(status.ptr[0] - '0');
		r->first = digit * 100;
		r->last = r->first + 99;
		r->name = scope_take(scope, str_of(ranges[digit - 1]));
		return;
	}
	for (u32 i = 0; i < status.len; i++)
		code = code * 10 + (u32)(status.ptr[i] - '0');
	r->first = r->last = code;
	r->name = scope_take(scope, status_name(code) ? str_of(status_name(code))
	                                              : arena_fmt(e->arena, "Status%u", code));
}

/* The kinds of bodies that belong together: what is read whole and has a form, bytes, events, lines. */
enum body_group {
	GROUP_formed = 1,
	GROUP_bytes = 2,
	GROUP_events = 4,
	GROUP_lines = 8,
	GROUP_all = 15
};

static u32 group_of(const struct emit *e, const struct ir_media *m)
{
	switch (media_kind(e, m)) {
	case media_kind_binary: return GROUP_bytes;
	case media_kind_event_stream: return GROUP_events;
	case media_kind_json_lines: return GROUP_lines;
	default: return GROUP_formed;
	}
}

static u32 groups_of(const struct emit *e, const struct ir_response *r)
{
	u32 groups = 0;
	ir_each(r->contents, i)
		groups |= group_of(e, &e->ir->media[i]);
	return groups;
}

/* The groups of the responses that say success; of all where none does. */
static u32 success_groups(const struct emit *e, const struct ir_operation *o)
{
	u32 success = 0, all = 0;
	ir_each(o->responses, i) {
		const struct ir_response *r = &e->ir->response[i];
		all |= groups_of(e, r);
		if (str_starts(ir_str(e->ir, r->status), S("2")))
			success |= groups_of(e, r);
	}
	return success ? success : all;
}

/* Adds a media type to those that are asked for. */
static void accept(struct emit *e, Str *list, Str media)
{
	Str rest = *list;
	while (rest.len) {
		u32 end = str_find(rest, ',');
		if (str_eq((Str){rest.ptr, end}, media))
			return;
		rest = str_skip(rest, end < rest.len ? end + 2 : end);
	}
	*list = list->len ? arena_fmt(e->arena, "%.*s, %.*s", STR(*list), STR(media)) : media;
}

/* The bodies of a response in one representation: of its group, else of those that are read whole. */
static void plan_contents(struct emit *e, struct rust_responses *s, struct rust_response *r,
                          u32 group, bool stream)
{
	const struct ir_response *ir = &e->ir->response[r->ir];
	u32 groups = groups_of(e, ir);
	u32 wanted = groups & group;
	bool server = is_server(e);
	for (u32 g = GROUP_formed; !wanted && g <= GROUP_lines; g *= 2)
		wanted = groups & g;
	r->body.content = new (e->arena, struct rust_content, ir->contents.count);
	ir_each(ir->contents, i) {
		struct rust_content c = content_of(e, i, false);
		if (!(group_of(e, &e->ir->media[i]) & wanted))
			continue;
		if (c.form == BODY_bytes && stream && wanted == group)
			c.form = BODY_stream;
		/* What is no success is read whole. */
		if (!server && wanted != group && wanted & (GROUP_events | GROUP_lines))
			c.form = BODY_text;
		s->streams = s->streams || c.form >= BODY_stream;
		r->body.content[r->body.count++] = c;
		accept(e, &s->accept, ir_str(e->ir, e->ir->media[i].name));
	}
}

static void plan_response(struct emit *e, struct rust_response *r, struct scope *scope)
{
	const struct ir_response *ir = &e->ir->response[r->ir];
	struct scope fields = {0};
	name_response(e, r, scope);
	scope_init(&fields, e->arena);
	scope_add(&fields, S("status"));
	scope_add(&fields, S("body"));
	r->header = new (e->arena, struct rust_slot, ir->headers.count);
	ir_each(ir->headers, i) {
		const struct ir_header *h = &e->ir->header[i];
		if (is_reserved_header(ir_str(e->ir, h->name), true))
			continue;
		r->header[r->headers] = slot_of(e, &fields, h->name, h->type, h->flags);
		r->header[r->headers++].ir = i;
	}
}

static void plan_responses(struct emit *e, struct rust_operation *o, enum representation gives,
                           u32 group, Str fn)
{
	static const char *const suffixes[] = {"", "Bytes", "Stream", "Events", "Lines"};
	const struct ir_operation *op = &e->ir->operation[o->ir];
	struct rust_responses *s = &o->responses[o->gives++];
	struct scope scope = {0};
	bool any_default = false;
	scope_init(&scope, e->arena);
	*s = (struct rust_responses){.fn = fn};
	s->name = spelled(e, op, arena_fmt(e->arena, "%sResponse", suffixes[gives]));
	s->response = new (e->arena, struct rust_response, op->responses.count);
	ir_each(op->responses, i) {
		struct rust_response *r = &s->response[s->count++];
		r->ir = i;
		plan_response(e, r, &scope);
		plan_contents(e, s, r, group, gives == GIVES_stream);
		if (r->body.count > 1)
			r->body.name = spelled(e, op,
			                       arena_fmt(e->arena, "%s%.*sBody", suffixes[gives],
			                                 STR(r->name)));
		/* What a server gives says how it is written, as what a client sends does. */
		name_contents(e, &r->body, is_server(e));
		any_default = any_default || !r->first;
	}
	if (is_server(e))
		s->other = scope_take(&scope, S("Other"));
	else if (!any_default)
		s->unexpected = scope_take(&scope, S("Unexpected"));
}

struct rust_operation plan_operation(struct emit *e, u32 operation)
{
	static const struct {
		enum representation gives;
		u32 group;
		const char *suffix;
	} more[] = {{GIVES_bytes, GROUP_bytes, "_bytes"},
	            {GIVES_stream, GROUP_bytes, "_stream"},
	            {GIVES_events, GROUP_events, "_events"},
	            {GIVES_lines, GROUP_lines, "_lines"}};
	struct rust_operation o = {.ir = operation, .fn = e->fn[operation]};
	const struct ir_operation *op = &e->ir->operation[operation];
	struct scope fields = {0};
	u32 groups = success_groups(e, op), base = groups & -groups;
	scope_init(&fields, e->arena);
	plan_parameters(e, &o, &fields);
	plan_body(e, &o, &fields);
	if (o.slots || o.body.count)
		o.request = spelled(e, op, S("Request"));
	base = base ? base : GROUP_formed;
	if (is_server(e)) {
		plan_responses(e, &o, GIVES_base, GROUP_all, o.fn);
		return o;
	}
	plan_responses(e, &o, GIVES_base, base, o.fn);
	for (u32 i = 0; i < sizeof more / sizeof *more; i++) {
		if (!(groups & more[i].group) ||
		    (base == more[i].group && more[i].gives != GIVES_stream))
			continue;
		plan_responses(e, &o, more[i].gives, more[i].group,
		               scope_take(&e->methods,
		                          arena_cat(e->arena, o.fn, str_of(more[i].suffix))));
	}
	return o;
}

/* Parts of a multipart body */

static bool is_text_or_json(Str media)
{
	return str_starts(media, S("text/")) || str_eq(media, S("application/json")) ||
	       str_ends(media, S("+json"));
}

static u32 encoding_of(const struct emit *e, u32 media, u32 property)
{
	ir_each(e->ir->media[media].encodings, i)
		if (e->ir->encoding[i].property == property)
			return i;
	return 0;
}

/* Whether it is sent as octets since it has no type (OAS 3.1.1, section 4.8.15.1). */
static bool is_untyped(const struct emit *e, u32 type)
{
	const struct ir_type *t = &e->ir->type[type];
	Str version = ir_str(e->ir, e->ir->api[1].specification);
	return t->kind == type_kind_scalar && t->scalar == scalar_any &&
	       str_starts(version, S("3.")) && !str_starts(version, S("3.0"));
}

static void classify_part(struct emit *e, struct rust_part *p)
{
	u32 type = plain_target(e, p->slot.type);
	Str media = ir_str(e->ir, e->ir->encoding[p->encoding].content_type);
	const struct ir_type *t = &e->ir->type[type];
	u32 item = is_array(e, type) ? plain_target(e, t->item) : type;
	/* Of several media types the value's own says which one it is. */
	if (str_find(media, ',') == media.len && str_find(media, '*') == media.len)
		p->media_type = media;
	bool text = e->type[item].kinds == JSON_string || !e->type[item].kinds;
	bool file = is_binary(e, item) || (media.len && text && !is_text_or_json(media)) ||
	            (!media.len && is_untyped(e, item));
	p->form = file ? PART_file
	          : str_eq(media, S("application/json")) || str_ends(media, S("+json"))
	                  ? PART_json
	                  : PART_value;
	p->many = p->form != PART_value && is_array(e, type);
	if (p->form == PART_json)
		p->many = false;
}

/* Its Content-Type is said elsewhere (OAS 3.1.1, 4.8.15.1). */
static void plan_part_headers(struct emit *e, struct rust_part *p, struct scope *scope)
{
	struct ir_range headers = e->ir->encoding[p->encoding].headers;
	p->header = new (e->arena, struct rust_slot, headers.count);
	ir_each(headers, i) {
		const struct ir_header *h = &e->ir->header[i];
		Str wire = ir_str(e->ir, h->name);
		if (is_reserved_header(wire, true))
			continue;
		struct rust_slot *s = &p->header[p->headers++];
		*s = slot_of(e, scope, h->name, h->type, h->flags);
		s->name =
			field_name(e, scope,
		                   arena_fmt(e->arena, "%.*s %.*s", STR(p->slot.wire), STR(wire)));
		s->ir = i;
	}
}

struct rust_parts plan_parts(struct emit *e, const struct rust_content *c)
{
	struct rust_parts parts = {0};
	struct scope scope = {0};
	u32 type = c->type ? plain_target(e, c->type) : 0;
	const struct ir_type *t = &e->ir->type[type];
	scope_init(&scope, e->arena);
	parts.part = new (e->arena, struct rust_part, t->fields.count);
	ir_each(t->fields, i) {
		const struct ir_field *f = &e->ir->field[i];
		struct rust_part *p = &parts.part[parts.count++];
		u32 flags = f->flags & field_flag_required && !(f->flags & field_flag_read_only)
		                    ? parameter_flag_required
		                    : 0;
		p->slot = slot_of(e, &scope, f->name, f->type, flags);
		p->slot.ir = i;
		p->encoding = encoding_of(e, c->media, f->name);
		classify_part(e, p);
		if (p->form == PART_file)
			p->slot.wrapped = p->slot.optional && !p->many;
		plan_part_headers(e, p, &scope);
	}
	if (!t->fields.count || t->item)
		parts.rest = scope_take(&scope,
		                        t->fields.count ? S("additional_properties") : S("parts"));
	return parts;
}

/* Types */

static void use_streams(struct emit *e)
{
	e->used |= USED(body) | USED(credential) | USED(error) | USED(crate_futures_util) |
	           USED(crate_bytes) | USED(crate_http) | USED(crate_serde_json);
}

static void use_events(struct emit *e)
{
	e->used |= is_server(e) ? USED(emitted) : USED(events) | USED(crate_futures_timer);
}

static void put_read_type(struct emit *e, const struct rust_content *c, bool request)
{
	bool server = is_server(e);
	switch (c->form) {
	case BODY_text: rs(e, "::std::string::String"); return;
	case BODY_bytes:
		e->used |= USED(crate_bytes);
		if (!request && !server) {
			rs(e, "::bytes::Bytes");
			return;
		}
		/* fall through */
	case BODY_stream:
		use_streams(e);
		rs(e, "oapi_runtime::body::Body");
		return;
	case BODY_multipart: rs(e, "%n", c->name); return;
	case BODY_events:
		use_streams(e);
		use_events(e);
		rs(e, server ? "oapi_runtime::emitted::EventStream<oapi_runtime::emitted::Event<"
		             : "oapi_runtime::events::EventStream<oapi_runtime::events::Event<");
		break;
	case BODY_objects:
		use_streams(e);
		use_events(e);
		rs(e, server ? "oapi_runtime::emitted::EventStream<"
		             : "oapi_runtime::events::EventStream<");
		break;
	case BODY_lines:
		use_streams(e);
		e->used |= USED(lines);
		rs(e, "oapi_runtime::lines::Lines<");
		break;
	default: break;
	}
	if (c->type)
		rs_type(e, c->type);
	else if (c->form == BODY_events)
		rs(e, "::std::string::String");
	else
		e->used |= USED(crate_serde_json), rs(e, "::serde_json::Value");
	rs(e, c->form == BODY_events ? ">>" : c->form >= BODY_objects ? ">" : "");
}

bool is_open_media(const struct emit *e, const struct rust_content *c)
{
	Str media = ir_str(e->ir, e->ir->media[c->media].name);
	return str_find(media, '*') < media.len;
}

/* A server says of what media type it gives a body, where the document has a range. */
static void put_content_type(struct emit *e, const struct rust_content *c, bool request)
{
	bool typed = is_server(e) && !request && is_open_media(e, c);
	rs(e, typed ? "oapi_runtime::reply::Typed<" : "");
	put_read_type(e, c, request);
	rs(e, typed ? ">" : "");
}

static void put_contents_type(struct emit *e, const struct rust_contents *c, bool request)
{
	if (c->name.len)
		rs(e, "%n", c->name);
	else
		put_content_type(e, &c->content[0], request);
}

static bool is_stream(const struct rust_content *c, bool request)
{
	return c->form >= BODY_stream || (request && c->form == BODY_bytes);
}

/* Whether every value of the bodies can be copied and compared. */
static bool is_plain(struct emit *e, const struct rust_contents *c, bool request)
{
	for (u32 i = 0; i < c->count; i++) {
		if (is_stream(&c->content[i], request || is_server(e)))
			return false;
		if (c->content[i].form != BODY_multipart)
			continue;
		struct rust_parts parts = plan_parts(e, &c->content[i]);
		if (parts.rest.len)
			return false;
		for (u32 k = 0; k < parts.count; k++)
			if (parts.part[k].form == PART_file)
				return false;
	}
	return true;
}

static void put_derive(struct emit *e, bool plain, bool initial)
{
	rs(e, "#[derive(Debug%s%s)]\n", plain ? ", Clone, PartialEq" : "",
	   initial ? ", Default" : "");
}

static void put_builder(struct emit *e, Str name)
{
	if (!e->builders)
		return;
	Str builder = scope_take(&e->operations, arena_cat(e->arena, name, S("Builder")));
	Str module = scope_take(&e->modules, name_spell(e->arena, builder, SPELL_snake));
	e->used |= USED(crate_bon);
	rs(e,
	   "#[derive(::bon::Builder)]\n"
	   "#[builder(builder_type = %n, state_mod(name = %n), on(::std::string::String, into))]\n",
	   builder, module);
}

static void put_part_type(struct emit *e, const struct rust_part *p)
{
	if (p->form != PART_file) {
		put_slot(e, &p->slot);
		return;
	}
	rs(e, "%n: %s%s,\n", p->slot.name,
	   p->many           ? "::std::vec::Vec<oapi_runtime::file::File"
	   : p->slot.wrapped ? "::std::option::Option<oapi_runtime::file::File"
	                     : "oapi_runtime::file::File",
	   p->many || p->slot.wrapped ? ">" : "");
}

static void put_new_argument(struct emit *e, const char **comma, const struct rust_slot *s)
{
	if (!s->optional)
		rs(e, "%s%n: %t", *comma, s->name, s->type), *comma = ", ";
}

static void put_new_field(struct emit *e, const struct rust_slot *s)
{
	rs(e, s->optional ? "%n: ::std::option::Option::None,\n" : "%n,\n", s->name);
}

static void put_new_parts(struct emit *e, Str name, const struct rust_parts *parts)
{
	const char *comma = "";
	rs(e, "\nimpl %n {\n    /// A body of the parts that are required alone.\n    %vfn new(",
	   name);
	for (u32 i = 0; i < parts->count; i++) {
		const struct rust_part *p = &parts->part[i];
		if (p->form != PART_file)
			put_new_argument(e, &comma, &p->slot);
		else if (!p->slot.optional && !p->many)
			rs(e, "%s%n: oapi_runtime::file::File", comma, p->slot.name), comma = ", ";
		for (u32 k = 0; k < p->headers; k++)
			put_new_argument(e, &comma, &p->header[k]);
	}
	rs(e, ") -> Self {\n        Self {\n");
	e->indent += 3;
	for (u32 i = 0; i < parts->count; i++) {
		const struct rust_part *p = &parts->part[i];
		if (p->many)
			rs(e, "%n: ::std::vec::Vec::new(),\n", p->slot.name);
		else
			put_new_field(e, &p->slot);
		for (u32 k = 0; k < p->headers; k++)
			put_new_field(e, &p->header[k]);
	}
	if (parts->rest.len)
		rs(e, "%n: ::std::vec::Vec::new(),\n", parts->rest);
	e->indent -= 3;
	rs(e, "        }\n    }\n}\n");
}

static bool needs_headers(const struct rust_part *p)
{
	for (u32 k = 0; k < p->headers; k++)
		if (!p->header[k].optional)
			return true;
	return false;
}

static void put_multipart(struct emit *e, const struct rust_content *c, bool plain)
{
	struct rust_parts parts = plan_parts(e, c);
	bool initial = true;
	use_streams(e);
	e->used |= USED(file);
	e->used |= is_server(e) ? USED(parts) | USED(crate_multer)
	                        : USED(multipart) | USED(upload) | USED(reqwest_multipart) |
	                                  USED(reqwest_stream);
	for (u32 i = 0; i < parts.count; i++)
		initial = initial && (parts.part[i].slot.optional || parts.part[i].many) &&
		          !needs_headers(&parts.part[i]);
	rs(e, "\n/// The parts of a body of ");
	rs_code(e, ir_str(e->ir, e->ir->media[c->media].name));
	rs(e, ".\n");
	put_derive(e, plain, initial);
	put_builder(e, c->name);
	rs(e, "%vstruct %n {\n", c->name);
	e->indent++;
	for (u32 i = 0; i < parts.count; i++) {
		const struct ir_field *f = &e->ir->field[parts.part[i].slot.ir];
		rs_doc(e, &(struct doc){.title = ir_str(e->ir, f->title),
		                        .description = ir_str(e->ir, f->description),
		                        .name = parts.part[i].slot.wire,
		                        .initial = f->initial,
		                        .deprecated = f->flags & field_flag_deprecated});
		rs(e, "%v");
		put_part_type(e, &parts.part[i]);
		for (u32 k = 0; k < parts.part[i].headers; k++) {
			const struct rust_slot *s = &parts.part[i].header[k];
			rs_doc(e, &(struct doc){
					  .description =
						  ir_str(e->ir, e->ir->header[s->ir].description)});
			rs(e, "%v");
			put_slot(e, s);
		}
	}
	if (parts.rest.len)
		rs(e,
		   "/// All other parts, by their names.\n"
		   "%v%n: ::std::vec::Vec<(::std::string::String, oapi_runtime::file::File)>,\n",
		   parts.rest);
	e->indent--;
	rs(e, "}\n");
	if (!initial)
		put_new_parts(e, c->name, &parts);
}

/* The enum of bodies of several media types. */
static void put_contents(struct emit *e, const struct rust_contents *c, bool request)
{
	bool plain = is_plain(e, c, request);
	for (u32 i = 0; i < c->count; i++)
		if (c->content[i].form == BODY_multipart)
			put_multipart(e, &c->content[i], plain);
	if (!c->name.len)
		return;
	rs(e, "\n");
	put_derive(e, plain, false);
	rs(e, "%venum %n {\n", c->name);
	e->indent++;
	for (u32 i = 0; i < c->count; i++) {
		const struct rust_content *x = &c->content[i];
		if (x->again)
			continue;
		rs(e, "/// ");
		rs_code(e, ir_str(e->ir, e->ir->media[x->media].name));
		rs(e, "\n%n(", x->variant);
		put_content_type(e, x, request);
		rs(e, "),\n");
	}
	e->indent--;
	rs(e, "}\n");
}

static void put_new(struct emit *e, const struct rust_operation *o, bool body)
{
	const char *comma = "";
	rs(e, "\nimpl %n {\n    /// A request of what is required alone.\n    %vfn new(",
	   o->request);
	for (u32 i = 0; i < o->slots; i++)
		put_new_argument(e, &comma, &o->slot[i]);
	if (body) {
		rs(e, "%s%n: ", comma, o->body_name);
		put_contents_type(e, &o->body, true);
	}
	rs(e, ") -> Self {\n        Self {\n");
	e->indent += 3;
	for (u32 i = 0; i < o->slots; i++)
		put_new_field(e, &o->slot[i]);
	if (o->body.count)
		rs(e, body ? "%n,\n" : "%n: ::std::option::Option::None,\n", o->body_name);
	e->indent -= 3;
	rs(e, "        }\n    }\n}\n");
}

static void put_request(struct emit *e, const struct rust_operation *o)
{
	const struct ir_operation *op = &e->ir->operation[o->ir];
	bool initial = !o->body.count || o->body_optional;
	put_contents(e, &o->body, true);
	if (!o->request.len)
		return;
	for (u32 i = 0; i < o->slots; i++)
		initial = initial && o->slot[i].optional;
	rs(e, is_server(e) ? "\n/// What `%n` is asked.\n" : "\n/// What `%n` sends.\n", o->fn);
	put_derive(e, is_plain(e, &o->body, true), initial);
	put_builder(e, o->request);
	rs(e, "%vstruct %n {\n", o->request);
	e->indent++;
	for (u32 i = 0; i < o->slots; i++) {
		const struct ir_parameter *p = &e->ir->parameter[o->slot[i].ir];
		rs_doc(e, &(struct doc){.description = ir_str(e->ir, p->description),
		                        .initial = p->initial,
		                        .deprecated = p->flags & parameter_flag_deprecated});
		rs(e, "%v");
		put_slot(e, &o->slot[i]);
	}
	if (o->body.count) {
		rs_doc(e, &(struct doc){.description =
		                                ir_str(e->ir, e->ir->body[op->body].description)});
		rs(e, o->body_optional ? "%v%n: ::std::option::Option<" : "%v%n: ", o->body_name);
		put_contents_type(e, &o->body, true);
		rs(e, o->body_optional ? ">,\n" : ",\n");
	}
	e->indent--;
	rs(e, "}\n");
	if (!initial)
		put_new(e, o, o->body.count && !o->body_optional);
}

static void put_variant(struct emit *e, const struct rust_response *r)
{
	const struct ir_response *ir = &e->ir->response[r->ir];
	bool many = r->first != r->last || !r->first;
	rs_doc(e, &(struct doc){.title = ir_str(e->ir, ir->summary),
	                        .description = ir_str(e->ir, ir->description)});
	rs(e, "%n", r->name);
	if (!r->headers) {
		rs(e, many || r->body.count ? "(" : "");
		rs(e, many ? "::http::StatusCode" : "");
		rs(e, many && r->body.count ? ", " : "");
		if (r->body.count)
			put_contents_type(e, &r->body, false);
		rs(e, many || r->body.count ? "),\n" : ",\n");
		return;
	}
	rs(e, " {\n");
	e->indent++;
	if (many)
		rs(e, "status: ::http::StatusCode,\n");
	for (u32 i = 0; i < r->headers; i++) {
		const struct ir_header *h = &e->ir->header[r->header[i].ir];
		rs_doc(e, &(struct doc){.description = ir_str(e->ir, h->description),
		                        .deprecated = h->flags & parameter_flag_deprecated});
		put_slot(e, &r->header[i]);
	}
	if (r->body.count) {
		rs(e, "body: ");
		put_contents_type(e, &r->body, false);
		rs(e, ",\n");
	}
	e->indent--;
	rs(e, "},\n");
}

static void put_status(struct emit *e, const struct rust_responses *s)
{
	rs(e,
	   "\nimpl %n {\n    /// The status.\n    %vfn status(&self) -> ::http::StatusCode {\n        match self {\n",
	   s->name);
	e->indent += 3;
	for (u32 i = 0; i < s->count; i++) {
		const struct rust_response *r = &s->response[i];
		bool many = r->first != r->last || !r->first;
		if (!many)
			rs(e, "Self::%n%s => oapi_runtime::error::status(%u),\n", r->name,
			   r->headers      ? " { .. }"
			   : r->body.count ? "(..)"
			                   : "",
			   r->first);
		else
			rs(e, "Self::%n%s => *status,\n", r->name,
			   r->headers ? " { status, .. }" : "(status, ..)");
	}
	if (s->unexpected.len)
		rs(e, "Self::%n { status, .. } => *status,\n", s->unexpected);
	e->indent -= 3;
	rs(e, "        }\n    }\n}\n");
}

static bool is_success(const struct rust_response *r)
{
	return r->first >= 200 && r->last < 300;
}

/* The type of the one body that success has, if there is one: into_ok gives it. */
static const struct rust_response *lone_success(const struct rust_responses *s)
{
	const struct rust_response *found = NULL;
	for (u32 i = 0; i < s->count; i++) {
		if (!is_success(&s->response[i]))
			continue;
		if (found)
			return NULL;
		found = &s->response[i];
	}
	return found;
}

static void put_into_ok(struct emit *e, const struct rust_responses *s)
{
	const struct rust_response *r = lone_success(s);
	if (!r || e->no_helpers)
		return;
	bool many = r->first != r->last;
	rs(e,
	   "\nimpl %n {\n    /// The body of success, or else the whole response.\n"
	   "    %vfn into_ok(self) -> ::std::result::Result<",
	   s->name);
	if (r->body.count)
		put_contents_type(e, &r->body, false);
	else
		rs(e, "()");
	rs(e, ", Self> {\n        match self {\n            Self::%n", r->name);
	if (r->headers)
		rs(e, r->body.count ? " { body, .. }" : " { .. }");
	else if (many || r->body.count)
		rs(e, "(%s%s%s)", many ? "_" : "", many && r->body.count ? ", " : "",
		   r->body.count ? "body" : "");
	rs(e, " => ::std::result::Result::Ok(%s),\n%s        }\n    }\n}\n",
	   r->body.count ? "body" : "()",
	   s->count > 1 || s->unexpected.len
	           ? "            other => ::std::result::Result::Err(other),\n"
	           : "");
}

static void put_responses(struct emit *e, const struct rust_responses *s)
{
	bool plain = true;
	e->used |= USED(crate_http) | USED(error) | USED(crate_bytes);
	for (u32 i = 0; i < s->count; i++) {
		put_contents(e, &s->response[i].body, false);
		plain = plain && is_plain(e, &s->response[i].body, false);
	}
	rs(e, "\n/// What `%n` gives.\n", s->fn);
	put_derive(e, plain && !s->other.len, false);
	rs(e, "%venum %n {\n", s->name);
	e->indent++;
	for (u32 i = 0; i < s->count; i++)
		put_variant(e, &s->response[i]);
	if (s->unexpected.len)
		rs(e,
		   "/// A response that the document does not declare.\n"
		   "%n {\n    status: ::http::StatusCode,\n    headers: ::http::HeaderMap,\n    body: ::bytes::Bytes,\n},\n",
		   s->unexpected);
	if (s->other.len)
		rs(e, "/// Any response, declared or not.\n%n(::axum::response::Response),\n",
		   s->other);
	e->indent--;
	rs(e, "}\n");
	if (is_server(e))
		return;
	put_status(e, s);
	put_into_ok(e, s);
}

void emit_operation(struct emit *e, const struct rust_operation *o)
{
	put_request(e, o);
	for (u32 i = 0; i < o->gives; i++)
		put_responses(e, &o->responses[i]);
}

/* Shapes of text */

static void put_shape(struct emit *e, u32 type, u32 depth)
{
	const struct ir_type *t = &e->ir->type[type];
	if (depth > SHAPE_DEPTH || e->type[type].path.len) {
		rs(e, "oapi_runtime::read::Shape::Scalar(15)");
		return;
	}
	switch (t->kind) {
	case type_kind_alias:
	case type_kind_nullable: put_shape(e, t->item, depth); return;
	case type_kind_array:
	case type_kind_set:
		rs(e, "oapi_runtime::read::Shape::List(&");
		put_shape(e, t->item, depth + 1);
		rs(e, ")");
		return;
	case type_kind_map:
	case type_kind_object:
		rs(e, "oapi_runtime::read::Shape::Object(&[");
		ir_each(t->fields, i) {
			rs(e, i > t->fields.first ? ", (%q, " : "(%q, ",
			   ir_str(e->ir, e->ir->field[i].name));
			put_shape(e, e->ir->field[i].type, depth + 1);
			rs(e, ")");
		}
		rs(e, "], &");
		if (t->item)
			put_shape(e, t->item, depth + 1);
		else
			rs(e, "oapi_runtime::read::Shape::Scalar(15)");
		rs(e, ")");
		return;
	default: rs(e, "oapi_runtime::read::Shape::Scalar(%u)", (u32)(e->type[type].kinds & 15));
	}
}

void rs_text_shape(struct emit *e, u32 type)
{
	e->used |= USED(read);
	put_shape(e, type, 0);
}

void rs_operation_doc(struct emit *e, const struct ir_operation *o)
{
	u32 before = e->out->len;
	rs_doc(e,
	       &(struct doc){.title = ir_str(e->ir, o->summary),
	                     .description = ir_str(e->ir, o->description),
	                     .deprecated = o->flags & operation_flag_deprecated && !is_server(e)});
	if (o->kind != operation_kind_callback)
		return;
	rs(e, e->out->len > before ? "///\n/// " : "/// ");
	rs(e, "It is called at ");
	rs_code(e, ir_str(e->ir, o->path));
	rs(e, ".\n");
}

void name_operations(struct emit *e)
{
	/* The client's own methods, and those of a server's trait. */
	static const char *const taken[] = {"new",         "with_base_url", "with_server",
	                                    "with_http",   "with_timeout",  "with_limit",
	                                    "with_header", "with_hook",     "with_credential"};
	static const char *const taken_of_servers[] = {"authorize", "refuse"};
	bool server = is_server(e);
	u32 count = e->ir->count[IR_operation];
	scope_init(&e->operations, e->arena);
	scope_init(&e->methods, e->arena);
	for (u32 i = 0; !server && i < sizeof taken / sizeof *taken; i++)
		scope_add(&e->methods, str_of(taken[i]));
	for (u32 i = 0; server && i < sizeof taken_of_servers / sizeof *taken_of_servers; i++)
		scope_add(&e->methods, str_of(taken_of_servers[i]));
	for (u32 i = 1; i < count; i++)
		if (e->mode == MODE_client || e->mode == MODE_types || is_of_face(e, i))
			e->fn[i] = scope_take(&e->methods,
			                      name_spell(e->arena,
			                                 ir_str(e->ir, e->ir->operation[i].name),
			                                 SPELL_snake));
}

/* Security */

void rs_requirements(struct emit *e, const struct ir_operation *o,
                     void (*scheme)(struct emit *e, u32 scheme))
{
	rs(e, "&[");
	ir_each(o->security, i) {
		const struct ir_requirement *r = &e->ir->requirement[i];
		rs(e, i > o->security.first ? ", &[" : "&[");
		ir_each(r->uses, k) {
			const struct ir_scheme_use *u = &e->ir->scheme_use[k];
			rs(e, k > r->uses.first ? ", (" : "(");
			scheme(e, u->scheme);
			rs(e, ", &[");
			ir_each(u->scopes, t)
				rs(e, t > u->scopes.first ? ", %q" : "%q",
				   ir_str(e->ir, e->ir->text[t].text));
			rs(e, "])");
		}
		rs(e, "]");
	}
	rs(e, "]");
}

const char *key_place(const struct ir_scheme *s)
{
	static const char *const names[] = {[location_query] = "Query",
	                                    [location_header] = "Header",
	                                    [location_cookie] = "Cookie",
	                                    [location_path] = "Header",
	                                    [location_querystring] = "Query"};
	return names[s->in];
}
