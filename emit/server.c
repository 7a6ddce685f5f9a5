/* -m server: a trait with a method for each operation, and a router that calls these with what requests hold. */
#include "groups.h"
#include "operations.h"

/* What every server is made of. */
static const used_bits parts_of_servers =
	USED(serve) | USED(take) | USED(unstyle) | USED(refusal) | USED(guard) | USED(reply) |
	USED(media) | USED(read) | USED(style) | USED(written) | USED(pointer) | USED(body) |
	USED(error) | USED(credential) | USED(crate_axum) | USED(crate_http) | USED(crate_bytes) |
	USED(crate_base64) | USED(crate_futures_util) | USED(crate_percent_encoding) |
	USED(crate_serde) | USED(crate_serde_json);

void emit_server_uses(struct emit *e)
{
	static const struct export exports[] = {
		{USED(body), "body::Body"},
		{USED(emitted), "emitted::{Event, EventStream}"},
		{USED(error), "error::{Error, Problem}"},
		{USED(file), "file::File"},
		{USED(guard), "guard::{Credential, Place, Scheme, Secret}"},
		{USED(lines), "lines::Lines"},
		{USED(refusal), "refusal::Refusal"},
		{USED(reply), "reply::Typed"},
		{USED(serve), "serve::{Context, Operation, Options}"},
	};
	rs_exports(e, exports, sizeof exports / sizeof *exports);
	rs(e, "use super::oapi_runtime::reply::Reply;\n"
	      "use super::oapi_runtime::serve::{BoxFuture, Dispatch};\n"
	      "use super::oapi_runtime::style::{FORM, How, SIMPLE, Style};\n"
	      "use super::oapi_runtime::take::Incoming;\n"
	      "use ::axum::response::{IntoResponse, Response};\n"
	      "use ::std::sync::Arc;\n");
}

/* Reading requests */

static bool is_required(const struct emit *e, const struct rust_slot *s)
{
	return !s->optional && !e->type[s->type].option;
}

/* A field, up to what gives its value in an Option; and what follows that. What is required and may be null is None where
 * it is missing, as clients leave it out. */
static void begin_taking(struct emit *e, const struct rust_slot *s, const char *place)
{
	rs(e, "%n: ", s->name);
	if (is_required(e, s))
		rs(e, "Incoming::required(\"%s\", %q, ", place, s->wire);
}

static void end_taking(struct emit *e, const struct rust_slot *s, bool inner)
{
	bool flat = !is_required(e, s) && !s->wrapped;
	if (inner)
		rs(e, "?.%s(|value| value.into_inner())", flat ? "and_then" : "map");
	else
		rs(e, flat ? "?.flatten()" : "?");
	rs(e, is_required(e, s) ? ")?,\n" : ",\n");
}

static void put_shape_of(struct emit *e, u32 type)
{
	rs(e, ", &");
	rs_text_shape(e, type);
}

static const char *const places[] = {[location_path] = "path",
                                     [location_query] = "query",
                                     [location_header] = "header",
                                     [location_cookie] = "cookie",
                                     [location_querystring] = "querystring"};

/* A parameter that is written in a media type. */
static bool put_content_parameter(struct emit *e, const struct rust_slot *s)
{
	const struct ir_parameter *p = &e->ir->parameter[s->ir];
	u32 kind = e->ir->media[p->content].kind;
	bool whole = p->in == location_querystring && kind == media_kind_form;
	bool inner = rs_reader(e, s->type,
	                       whole                     ? "incoming.query_form"
	                       : kind == media_kind_json ? "incoming.parameter_json"
	                       : kind == media_kind_form ? "incoming.parameter_form"
	                                                 : "incoming.parameter_text");
	rs(e, "(");
	if (!whole)
		rs(e, "\"%s\", ", places[p->in]);
	rs(e, "%q", s->wire);
	if (kind != media_kind_json)
		put_shape_of(e, s->type);
	rs(e, ")");
	return inner;
}

static void put_parameter(struct emit *e, const struct rust_slot *s)
{
	static const char *const readers[] = {"incoming.path", "incoming.query", "incoming.header",
	                                      "incoming.cookie", "incoming.query"};
	const struct ir_parameter *p = &e->ir->parameter[s->ir];
	bool inner;
	begin_taking(e, s, places[p->in]);
	if (p->content) {
		inner = put_content_parameter(e, s);
	} else {
		inner = rs_reader(e, s->type, readers[p->in]);
		rs(e, "(%q, ", s->wire);
		if (p->in == location_header)
			rs(e, p->flags & parameter_flag_explode ? "true" : "false");
		else
			rs_how(e, p->style, p->flags);
		put_shape_of(e, s->type);
		rs(e, ")");
	}
	end_taking(e, s, inner);
}

static void put_part_headers(struct emit *e, const struct rust_part *p)
{
	for (u32 k = 0; k < p->headers; k++) {
		const struct rust_slot *h = &p->header[k];
		bool explode = e->ir->header[h->ir].flags & parameter_flag_explode;
		begin_taking(e, h, "header");
		bool inner = rs_reader(e, h->type, "parts.header");
		rs(e, "(%q, %q, %s", p->slot.wire, h->wire, explode ? "true" : "false");
		put_shape_of(e, h->type);
		rs(e, ")");
		end_taking(e, h, inner);
	}
}

static void put_part(struct emit *e, const struct rust_part *p)
{
	const struct rust_slot *s = &p->slot;
	put_part_headers(e, p);
	if (p->form == PART_file) {
		if (p->many)
			rs(e, "%n: parts.files(%q),\n", s->name, s->wire);
		else if (s->wrapped)
			rs(e, "%n: parts.file(%q),\n", s->name, s->wire);
		else
			rs(e, "%n: Incoming::required(\"body\", %q, parts.file(%q))?,\n", s->name,
			   s->wire, s->wire);
		return;
	}
	begin_taking(e, s, "body");
	bool json = p->form == PART_json;
	bool inner = rs_reader(e, s->type, json ? "parts.json" : "parts.value");
	rs(e, "(%q", s->wire);
	if (!json)
		put_shape_of(e, s->type);
	rs(e, ")");
	end_taking(e, s, inner);
}

static u32 checked_by(struct emit *e, const struct rust_content *c)
{
	u32 assertion = c->type ? e->ir->media[c->media].assertion : 0;
	if (!e->validate || !assertion)
		return 0;
	e->used |= USED(examined) | USED(validate) | USED(crate_jsonschema) | USED(crate_validator);
	return assertion;
}

static void put_multipart(struct emit *e, const struct rust_content *c)
{
	struct rust_parts parts = plan_parts(e, c);
	u32 assertion = checked_by(e, c);
	rs(e,
	   "let mut parts = oapi_runtime::parts::Parts::read(incoming).await?;\n%s"
	   "let body = operations::%n {\n",
	   assertion ? "parts.keep();\n" : "", c->name);
	e->indent++;
	for (u32 i = 0; i < parts.count; i++)
		put_part(e, &parts.part[i]);
	if (parts.rest.len)
		rs(e, "%n: parts.rest(),\n", parts.rest);
	e->indent--;
	rs(e, "};\n");
	if (assertion)
		rs(e, "oapi_runtime::examined::check(\"body\", \"\", %u, &parts.kept())?;\n",
		   assertion);
}

static void put_lines(struct emit *e, const struct rust_content *c)
{
	u32 assertion = checked_by(e, c);
	if (assertion)
		rs(e,
		   "let body = oapi_runtime::lines::Lines::parse(incoming.stream(), |line| oapi_runtime::examined::line(%u, line));\n",
		   assertion);
	else
		rs(e, "let body = oapi_runtime::lines::Lines::read(incoming.stream());\n");
}

static bool put_form(struct emit *e, const struct rust_content *c)
{
	bool inner = rs_reader(e, c->type, "incoming.form");
	rs(e, "(&[");
	ir_each(e->ir->media[c->media].encodings, i) {
		const struct ir_encoding *x = &e->ir->encoding[i];
		if (!(x->flags & parameter_flag_styled))
			continue;
		rs(e, "(%q, ", ir_str(e->ir, x->property));
		rs_how(e, x->style, x->flags);
		rs(e, "), ");
	}
	rs(e, "]");
	put_shape_of(e, c->type);
	rs(e, ")");
	return inner;
}

static bool put_json(struct emit *e, const struct rust_content *c)
{
	u32 assertion = checked_by(e, c);
	bool inner = rs_reader(e, c->type, assertion ? "incoming.json_checked" : "incoming.json");
	rs(e, "(");
	if (assertion)
		rs(e, "%u", assertion);
	rs(e, ")");
	return inner;
}

/* `let body = …` of a body that is read whole as a value. */
static void put_value_body(struct emit *e, const struct rust_content *c)
{
	bool inner;
	rs(e, "let body = ");
	switch (c->form) {
	case BODY_form: inner = put_form(e, c); break;
	case BODY_value:
		inner = rs_reader(e, c->type, "incoming.text_as");
		rs(e, "(&");
		rs_text_shape(e, c->type);
		rs(e, ")");
		break;
	case BODY_xml:
		e->used |= USED(xml_served);
		inner = rs_reader(e, c->type, "oapi_runtime::xml_served::read");
		rs(e, "(incoming, ");
		rs_xml_shape(e, c->type);
		rs(e, ")");
		break;
	default: inner = put_json(e, c);
	}
	rs(e, inner ? ".await?.into_inner();\n" : ".await?;\n");
}

/* What is JSON was checked as it came. */
static void put_body_check(struct emit *e, const struct rust_content *c)
{
	bool value = c->form == BODY_form || c->form == BODY_value || c->form == BODY_text ||
	             c->form == BODY_xml;
	u32 assertion = value ? checked_by(e, c) : 0;
	if (!assertion)
		return;
	rs(e, "oapi_runtime::examined::check(\"body\", \"\", %u, ", assertion);
	rs_written(e, c->type, false, "", S("body"));
	rs(e, ")?;\n");
}

static void put_body(struct emit *e, const struct rust_content *c)
{
	switch (c->form) {
	case BODY_multipart: put_multipart(e, c); break;
	case BODY_text: rs(e, "let body = incoming.text().await?;\n"); break;
	case BODY_bytes:
	case BODY_stream: rs(e, "let body = incoming.stream();\n"); break;
	case BODY_lines: put_lines(e, c); break;
	default: put_value_body(e, c);
	}
	put_body_check(e, c);
}

/* What an empty body can be. */
static bool can_be_empty(const struct rust_content *c)
{
	return c->form == BODY_text || c->form == BODY_bytes || c->form == BODY_stream ||
	       c->form == BODY_lines;
}

/* What says which of its media types the body is of. */
static void put_choice(struct emit *e, const struct rust_operation *o)
{
	rs(e, o->body_optional ? "incoming.content(&[" : "incoming.required_content(&[");
	for (u32 i = 0; i < o->body.count; i++)
		rs(e, i ? ", %q" : "%q",
		   ir_str(e->ir, e->ir->media[o->body.content[i].media].name));
	rs(e, "], &[");
	for (u32 i = 0; i < o->body.count; i++)
		rs(e, "%s%s", i ? ", " : "", can_be_empty(&o->body.content[i]) ? "true" : "false");
	rs(e, o->body_optional ? "], false)?" : "])?");
}

static void put_body_arm(struct emit *e, const struct rust_operation *o, u32 i)
{
	const struct rust_content *c = &o->body.content[i];
	bool last = i + 1 == o->body.count;
	rs(e, o->body_optional ? "Some(" : "");
	if (last)
		rs(e, "_");
	else
		rs(e, "%u", i);
	rs(e, o->body_optional ? ") => {\n" : " => {\n");
	e->indent++;
	put_body(e, c);
	rs(e, o->body_optional ? "Some(" : "");
	if (o->body.name.len)
		rs(e, "operations::%n::%n(body)", o->body.name, c->variant);
	else
		rs(e, "body");
	rs(e, o->body_optional ? ")\n" : "\n");
	e->indent--;
	rs(e, "}\n");
}

static void put_bodies(struct emit *e, const struct rust_operation *o)
{
	if (!o->body.count)
		return;
	rs(e, "%n: match ", o->body_name);
	put_choice(e, o);
	rs(e, " {\n");
	e->indent++;
	rs(e, o->body_optional ? "None => None,\n" : "");
	for (u32 i = 0; i < o->body.count; i++)
		put_body_arm(e, o, i);
	e->indent--;
	rs(e, "},\n");
}

/* --validate: what is checked once it was read. */
static void put_check(struct emit *e, const struct rust_slot *s)
{
	const struct ir_parameter *p = &e->ir->parameter[s->ir];
	if (!e->validate || !p->assertion)
		return;
	e->used |= USED(examined) | USED(validate) | USED(crate_jsonschema) | USED(crate_validator);
	if (s->wrapped)
		rs(e, "if let Some(value) = &request.%n {\n    ", s->name);
	else if (e->type[s->type].option)
		rs(e, "if request.%n.is_some() {\n    ", s->name);
	rs(e, "oapi_runtime::examined::check(\"%s\", %q, %u, ", places[p->in], s->wire,
	   p->assertion);
	rs_written(e, s->type, false, s->wrapped ? NULL : "request.",
	           s->wrapped ? S("value") : s->name);
	rs(e, ")?;\n%s", s->wrapped || e->type[s->type].option ? "}\n" : "");
}

static void put_reading(struct emit *e, const struct rust_operation *o)
{
	if (!o->request.len)
		return;
	rs(e,
	   "\nimpl operations::%n {\n"
	   "    async fn read(incoming: &mut Incoming) -> Result<Self, Refusal> {\n"
	   "        let request = Self {\n",
	   o->request);
	e->indent += 3;
	for (u32 i = 0; i < o->slots; i++)
		put_parameter(e, &o->slot[i]);
	put_bodies(e, o);
	e->indent--;
	rs(e, "};\n");
	for (u32 i = 0; i < o->slots; i++)
		put_check(e, &o->slot[i]);
	e->indent -= 2;
	rs(e, "        Ok(request)\n    }\n}\n");
}

/* Writing responses */

static void put_header(struct emit *e, const struct rust_slot *s)
{
	const struct ir_header *h = &e->ir->header[s->ir];
	bool json = h->content && e->ir->media[h->content].kind == media_kind_json;
	rs(e, json ? "reply.json_header(%q, " : "reply.header(%q, ", s->wire);
	if (!json)
		rs(e, h->flags & parameter_flag_explode ? "true, " : "false, ");
	rs_written(e, s->type, s->wrapped, "", s->name);
	rs(e, ")?;\n");
}

static const char *events_writer(const struct emit *e, const struct rust_content *c)
{
	bool text =
		!c->type || (e->type[c->type].kinds == JSON_string && !e->type[c->type].name.len);
	return c->form == BODY_objects ? "write_objects" : text ? "write_text" : "write_json";
}

/* The media type, and the value's place, of a body. */
static const char *put_media(struct emit *e, const struct rust_content *c)
{
	bool open = is_open_media(e, c);
	if (open)
		rs(e, "&body.media_type");
	else
		rs(e, "%q", ir_str(e->ir, e->ir->media[c->media].name));
	rs(e, ", ");
	return open ? "body." : "";
}

static void put_content(struct emit *e, const struct rust_content *c)
{
	const char *place;
	bool json_seq = str_ends(ir_str(e->ir, e->ir->media[c->media].name), S("json-seq"));
	switch (c->form) {
	case BODY_bytes:
	case BODY_stream:
	case BODY_events:
	case BODY_objects:
	case BODY_lines:
		rs(e, "reply.bytes(");
		place = put_media(e, c);
		rs(e, "%sbody", place);
		if (c->form == BODY_lines)
			rs(e, json_seq ? ".write(\"\\u{1e}\")" : ".write(\"\")");
		else if (c->form >= BODY_events)
			rs(e, ".%s()", events_writer(e, c));
		break;
	case BODY_xml:
		e->used |= USED(xml_served);
		rs(e, "oapi_runtime::xml_served::write(reply, ");
		place = put_media(e, c);
		rs_xml_root(e, c->type);
		rs_xml_shape(e, c->type);
		rs(e, ", ");
		rs_written(e, c->type, false, place, S("body"));
		break;
	default:
		rs(e,
		   c->form == BODY_text || c->form == BODY_value ? "reply.value(" : "reply.json(");
		place = put_media(e, c);
		rs_written(e, c->form == BODY_text ? 0 : c->type, false, place, S("body"));
	}
	rs(e, ")");
}

static void put_reply_body(struct emit *e, const struct rust_contents *c)
{
	if (!c->name.len) {
		if (c->count)
			put_content(e, &c->content[0]);
		rs(e, c->count ? "\n" : "Ok(reply.empty())\n");
		return;
	}
	rs(e, "match body {\n");
	e->indent++;
	for (u32 i = 0; i < c->count; i++) {
		rs(e, "operations::%n::%n(body) => ", c->name, c->content[i].variant);
		put_content(e, &c->content[i]);
		rs(e, ",\n");
	}
	e->indent--;
	rs(e, "}\n");
}

/* The pattern of a response. */
static void put_pattern(struct emit *e, const struct rust_response *r, bool many)
{
	rs(e, "Self::%n", r->name);
	if (r->headers) {
		rs(e, many ? " { status, " : " { ");
		for (u32 i = 0; i < r->headers; i++)
			rs(e, "%n, ", r->header[i].name);
		rs(e, r->body.count ? "body }" : "}");
	} else if (many || r->body.count) {
		rs(e, "(%s%s%s)", many ? "status" : "", many && r->body.count ? ", " : "",
		   r->body.count ? "body" : "");
	}
}

static void put_arm(struct emit *e, const struct rust_response *r)
{
	bool many = r->first != r->last || !r->first;
	put_pattern(e, r, many);
	rs(e, " => {\n");
	e->indent++;
	if (many)
		rs(e, "let mut reply = Reply::new(status);\n");
	else
		rs(e, "let mut reply = Reply::new(oapi_runtime::error::status(%u));\n", r->first);
	for (u32 i = 0; i < r->headers; i++)
		put_header(e, &r->header[i]);
	put_reply_body(e, &r->body);
	e->indent--;
	rs(e, "}\n");
}

static void put_writing(struct emit *e, const struct rust_responses *s)
{
	rs(e,
	   "\nimpl operations::%n {\n"
	   "    fn write(self) -> Result<Response, Refusal> {\n"
	   "        match self {\n",
	   s->name);
	e->indent += 3;
	for (u32 i = 0; i < s->count; i++)
		put_arm(e, &s->response[i]);
	rs(e, "Self::%n(response) => Ok(response),\n", s->other);
	e->indent -= 3;
	rs(e, "        }\n    }\n}\n");
}

/* The table of operations */

static void put_scheme(struct emit *e, const struct ir_scheme *s)
{
	rs(e, "    Scheme { name: %q, place: Place::", ir_str(e->ir, s->name));
	if (s->kind == scheme_kind_api_key)
		rs(e, "%s(%q)", key_place(s), ir_str(e->ir, s->parameter));
	else if (s->kind == scheme_kind_mutual_tls)
		rs(e, "Connection");
	else
		rs(e, "Authorization(%q)",
		   s->kind == scheme_kind_http ? ir_str(e->ir, s->scheme) : S("Bearer"));
	rs(e, " },\n");
}

static void put_scheme_reference(struct emit *e, u32 scheme)
{
	rs(e, "&SCHEMES[%u]", scheme - 1);
}

/* The names that its query has. */
static void put_query_names(struct emit *e, const struct rust_operation *o)
{
	rs(e, "&[");
	for (u32 i = 0; i < o->slots; i++)
		if (e->ir->parameter[o->slot[i].ir].in == location_query)
			rs(e, "%q, ", o->slot[i].wire);
	ir_each(e->ir->operation[o->ir].security, i)
		ir_each(e->ir->requirement[i].uses, k) {
			const struct ir_scheme *s = &e->ir->scheme[e->ir->scheme_use[k].scheme];
			if (s->kind == scheme_kind_api_key && s->in == location_query)
				rs(e, "%q, ", ir_str(e->ir, s->parameter));
		}
	rs(e, "]");
}

/* The media types of success; none where some success has no body. */
static void put_produces(struct emit *e, const struct rust_responses *s)
{
	bool all = true;
	rs(e, "&[");
	for (u32 i = 0; i < s->count; i++)
		if (s->response[i].first >= 200 && s->response[i].last < 300)
			all = all && s->response[i].body.count;
	for (u32 i = 0; all && i < s->count; i++) {
		const struct rust_response *r = &s->response[i];
		for (u32 k = 0; r->first >= 200 && r->last < 300 && k < r->body.count; k++)
			rs(e, "%q, ", ir_str(e->ir, e->ir->media[r->body.content[k].media].name));
	}
	rs(e, "]");
}

static void put_operation(struct emit *e, const struct rust_operation *o)
{
	const struct ir_operation *op = &e->ir->operation[o->ir];
	rs(e, "    Operation::new(%q, %q, %q, ", ir_str(e->ir, op->id), ir_str(e->ir, op->method),
	   faces[e->face].webhooks ? arena_cat(e->arena, S("/"), o->fn) : ir_str(e->ir, op->path));
	rs_requirements(e, op, put_scheme_reference);
	rs(e, ", ");
	put_query_names(e, o);
	rs(e, ", ");
	put_produces(e, &o->responses[0]);
	rs(e, "),\n");
}

/* Traits */

/* A trait of the operations of a tag, or of all. */
struct trait {
	Str name, tag;
	struct out methods;
	struct out stubs; /* of the crate's example */
};

struct traits {
	struct trait *trait;
	u32 count, cap;
	struct scope names;
};

static struct trait *add_trait(struct emit *e, struct traits *t, Str name, Str tag)
{
	t->trait = arena_grow(e->arena, t->trait, &t->cap, (u64)t->count + 1, sizeof *t->trait);
	t->trait[t->count] = (struct trait){.name = scope_take(&t->names, name), .tag = tag};
	out_init(&t->trait[t->count].methods, e->arena);
	out_init(&t->trait[t->count].stubs, e->arena);
	return &t->trait[t->count++];
}

/* The trait that an operation belongs to: with --traits-by-tag that of its first tag. */
static struct trait *trait_of(struct emit *e, struct traits *t, const struct ir_operation *o)
{
	if (!e->traits_by_tag || !o->tags.count)
		return &t->trait[0];
	Str tag = ir_str(e->ir, e->ir->text[o->tags.first].text);
	for (u32 i = 1; i < t->count; i++)
		if (str_eq(t->trait[i].tag, tag))
			return &t->trait[i];
	return add_trait(e, t, arena_cat(e->arena, name_spell(e->arena, tag, SPELL_type), S("Api")),
	                 tag);
}

static void put_method(struct emit *e, const struct rust_operation *o)
{
	const struct ir_operation *op = &e->ir->operation[o->ir];
	rs(e, "\n");
	rs_operation_doc(e, op);
	rs(e, "fn %n(&self, context: Context", o->fn);
	if (o->request.len)
		rs(e, ", request: operations::%n", o->request);
	rs(e, ") -> impl Future<Output = operations::%n> + Send;\n", o->responses[0].name);
}

/* A method of the crate's example. */
static void put_stub(struct emit *e, const struct rust_operation *o)
{
	Str response = o->responses[0].name;
	rs(e,
	   e->out->len ? "\n    async fn %n(&self, _: Context"
	               : "    async fn %n(&self, _: Context",
	   o->fn);
	if (o->request.len)
		rs(e, ", _: operations::%n", o->request);
	rs(e,
	   ") -> operations::%n {\n        operations::%n::%n(StatusCode::NOT_IMPLEMENTED.into_response())\n    }\n",
	   response, response, o->responses[0].other);
}

static void put_arm_of_call(struct emit *e, const struct rust_operation *o, u32 number)
{
	rs(e, "            %u => Box::pin(async move {\n", number);
	if (o->request.len)
		rs(e,
		   "                let request = operations::%n::read(&mut incoming).await?;\n"
		   "                self.0.%n(incoming.context, request).await.write()\n",
		   o->request, o->fn);
	else
		rs(e, "                self.0.%n(incoming.context).await.write()\n", o->fn);
	rs(e, "            }),\n");
}

static void put_trait(struct emit *e, const struct trait *t, bool base)
{
	if (base)
		rs(e,
		   "/// The service: what a router calls. The futures of its methods are dropped where the caller goes away.\n"
		   "%vtrait %n: Send + Sync + 'static {\n"
		   "    /// Lets a request pass with the credentials that it has for all schemes of one of the operation's requirements,\n"
		   "    /// or refuses it; what it finds out can be left in the context's extensions. Nobody passes unless this says so.\n"
		   "    fn authorize(&self, context: &mut Context, credentials: &[Credential]) -> impl Future<Output = Result<(), Refusal>> + Send {\n"
		   "        let _ = (context, credentials);\n"
		   "        async { Err(Refusal::unauthorized(\"these credentials are not accepted\")) }\n"
		   "    }\n\n"
		   "    /// How a refusal is answered: as problem details.\n"
		   "    fn refuse(&self, refusal: Refusal) -> Response {\n"
		   "        refusal.into_response()\n"
		   "    }\n",
		   t->name);
	else
		rs(e, "\n/// The operations of the tag %q.\n%vtrait %n: Api {", t->tag, t->name);
	rs_raw(e, out_text(&t->methods));
	rs(e, "}\n");
}

static void put_bounds(struct emit *e, const struct traits *t)
{
	for (u32 i = 0; i < t->count; i++)
		rs(e, i ? " + %n" : "%n", t->trait[i].name);
}

static void put_router(struct emit *e, const struct traits *t, struct out *arms)
{
	rs(e,
	   faces[e->face].webhooks
	           ? "\n/// A router of the operations, each at a slash and the name of its method; `Router::nest` puts it elsewhere.\n"
	           : "\n/// A router of the service's operations, at the paths that the document has; `Router::nest` puts it elsewhere.\n");
	rs(e, "%vfn router<S: ");
	put_bounds(e, t);
	rs(e,
	   ">(service: S) -> ::axum::Router {\n    router_with(service, Options::default())\n}\n\n"
	   "%vfn router_with<S: ");
	put_bounds(e, t);
	rs(e,
	   ">(service: S, options: Options) -> ::axum::Router {\n"
	   "    oapi_runtime::serve::router(Arc::new(Service(service)), OPERATIONS, options)\n}\n\n"
	   "struct Service<S>(S);\n\nimpl<S: ");
	put_bounds(e, t);
	rs(e,
	   "> Dispatch for Service<S> {\n"
	   "    fn call(&self, operation: usize, mut incoming: Box<Incoming>) -> BoxFuture<'_, Result<Response, Refusal>> {\n"
	   "        match operation {\n");
	rs_raw(e, out_text(arms));
	rs(e,
	   "            _ => Box::pin(async move {\n"
	   "                let _ = incoming;\n"
	   "                Err(Refusal::not_found())\n            }),\n"
	   "        }\n    }\n\n"
	   "    fn authorize<'a>(&'a self, context: &'a mut Context, credentials: &'a [Credential]) -> BoxFuture<'a, Result<(), Refusal>> {\n"
	   "        Box::pin(self.0.authorize(context, credentials))\n    }\n\n"
	   "    fn refuse(&self, refusal: Refusal) -> Response {\n        self.0.refuse(refusal)\n    }\n}\n");
}

static void put_schemes(struct emit *e)
{
	u32 count = e->ir->count[IR_scheme] - 1;
	if (!count)
		return;
	rs(e, "\nstatic SCHEMES: [Scheme; %u] = [\n", count);
	for (u32 i = 1; i <= count; i++)
		put_scheme(e, &e->ir->scheme[i]);
	rs(e, "];\n");
}

/* The texts of one operation: its types, its trait's method, how it is read, written and called. */
struct texts {
	struct traits traits;
	struct out table, arms;
};

static void put_operation_parts(struct emit *e, struct texts *t, u32 operation, u32 number,
                                u32 indent)
{
	struct rust_operation o = plan_operation(e, operation);
	e->request[operation] = o.request;
	e->response[operation] = o.responses[0].name;
	e->indent = indent + is_nested(e);
	e->out = &e->group[0].face[e->face].operations;
	emit_operation(e, &o);
	e->indent = indent;
	e->out = &e->group[0].face[e->face].calls;
	put_reading(e, &o);
	put_writing(e, &o.responses[0]);
	e->indent = 0;
	e->out = &t->table;
	put_operation(e, &o);
	e->out = &t->arms;
	put_arm_of_call(e, &o, number);
	e->indent = 1;
	struct trait *trait = trait_of(e, &t->traits, &e->ir->operation[operation]);
	e->out = &trait->methods;
	put_method(e, &o);
	e->indent = 0;
	e->out = &trait->stubs;
	if (e->mode == MODE_crate)
		put_stub(e, &o);
}

/* The use of the traits, and a service of them, as the crate's example has it. */
static void put_service(struct emit *e, const struct traits *t, Str module)
{
	rs(e, "use %n::server::{", module);
	for (u32 i = 0; i < t->count; i++)
		rs(e, "%n, ", t->trait[i].name);
	rs(e, "Context, operations, router};\n\nstruct Service;\n");
	for (u32 i = 0; i < t->count; i++) {
		rs(e, "\nimpl %n for Service {", t->trait[i].name);
		rs(e, t->trait[i].stubs.len ? "\n" : "");
		rs_raw(e, out_text(&t->trait[i].stubs));
		rs(e, "}\n");
	}
}

void emit_server(struct emit *e)
{
	struct texts t = {0};
	u32 number = 0, indent = e->indent;
	scope_init(&t.traits.names, e->arena);
	out_init(&t.table, e->arena);
	out_init(&t.arms, e->arena);
	add_trait(e, &t.traits, S("Api"), (Str){0});
	e->used |= parts_of_servers;
	for (u32 i = 1; i < e->ir->count[IR_operation]; i++)
		if (is_of_face(e, i))
			put_operation_parts(e, &t, i, number++, indent);
	e->out = &e->group[0].face[e->face].methods;
	for (u32 i = 0; i < t.traits.count; i++) {
		e->indent = indent;
		put_trait(e, &t.traits.trait[i], !i);
	}
	put_schemes(e);
	rs(e, "\n/// All operations.\n%vstatic OPERATIONS: &[Operation] = &[\n");
	rs_raw(e, out_text(&t.table));
	rs(e, "];\n");
	put_router(e, &t.traits, &t.arms);
	if (e->mode != MODE_crate || e->face != FACE_server)
		return;
	e->indent = 0;
	e->out = &e->service;
	out_init(e->out, e->arena);
	put_service(e, &t.traits, name_spell(e->arena, crate_name(e), SPELL_snake));
}
