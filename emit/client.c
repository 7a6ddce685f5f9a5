/* -m client: a Client with a method for each operation, the servers, the credentials. */
#include "groups.h"
#include "operations.h"

/* What calls are made of, once for all. */
static const used_bits parts_of_calls = USED(http) | USED(error) | USED(media) | USED(credential) |
                                        USED(style) | USED(written) | USED(read) | USED(pointer) |
                                        USED(crate_http) | USED(crate_bytes) |
                                        USED(crate_percent_encoding) | USED(crate_reqwest) |
                                        USED(crate_serde) | USED(crate_serde_json);

/* Values */

/* A reference to a value that is written as its type is: a field of `place`, or, where that is NULL, a reference
 * already. */
void rs_written(struct emit *e, u32 type, bool wrapped, const char *place, Str name)
{
	bool converted = type && e->type[type].converted;
	if (converted) {
		e->used |= USED(crate_serde_with);
		rs(e,
		   wrapped && place ? "&::serde_with::ser::SerializeAsWrap::<_, Option<%c>>::new("
		                    : "&::serde_with::ser::SerializeAsWrap::<_, %c>::new(",
		   type);
	}
	rs(e, place ? "&%s%n" : "%s%n", place ? place : "", name);
	rs(e, converted ? ")" : "");
}

/* A function that reads a type; whether the value is still to be taken out of what it gives, by into_inner. */
bool rs_reader(struct emit *e, u32 type, const char *function)
{
	rs(e, "%s", function);
	if (type && e->type[type].converted) {
		e->used |= USED(crate_serde_with);
		rs(e, "::<::serde_with::de::DeserializeAsWrap<_, %c>>", type);
		return true;
	}
	if (type && e->type[type].whole) {
		rust_use_whole(e);
		rs(e, "::<oapi_runtime::whole::Lenient<_>>");
		return true;
	}
	return false;
}

/* How: the style of a parameter or an encoding. */
void rs_how(struct emit *e, u32 style, u32 flags)
{
	static const char *const styles[] = {
		[style_simple] = "Simple",
		[style_form] = "Form",
		[style_label] = "Label",
		[style_matrix] = "Matrix",
		[style_space_delimited] = "SpaceDelimited",
		[style_pipe_delimited] = "PipeDelimited",
		[style_deep_object] = "DeepObject",
		[style_cookie] = "Cookie",
		[style_tab_delimited] = "TabDelimited",
	};
	u32 usual = style == style_form ? parameter_flag_explode : 0;
	flags &= parameter_flag_explode | parameter_flag_allow_reserved;
	if ((style == style_form || style == style_simple) && flags == usual)
		rs(e, style == style_form ? "FORM" : "SIMPLE");
	else
		rs(e, "How { style: Style::%s, explode: %s, reserved: %s }", styles[style],
		   flags & parameter_flag_explode ? "true" : "false",
		   flags & parameter_flag_allow_reserved ? "true" : "false");
}

/* Parameters */

/* The text of a value that is written in a media type. */
static void put_content_text(struct emit *e, const struct rust_slot *s, const char *place, Str name)
{
	const struct ir_media *m = &e->ir->media[e->ir->parameter[s->ir].content];
	if (m->kind == media_kind_json) {
		rs(e, "&oapi_runtime::http::json(%q, ",
		   arena_cat(e->arena, S("parameter "), s->wire));
	} else if (m->kind == media_kind_form) {
		e->used |= USED(form);
		rs(e, "&oapi_runtime::form::form(%q, &[], ",
		   arena_cat(e->arena, S("parameter "), s->wire));
	} else {
		rs(e, "&oapi_runtime::http::text(%q, ",
		   arena_cat(e->arena, S("parameter "), s->wire));
	}
	rs_written(e, s->type, s->wrapped, place, name);
	rs(e, ")?");
}

static void put_parameter(struct emit *e, const struct rust_slot *s, const char *place, Str name)
{
	static const char *const methods[] = {"path", "query", "header", "cookie", "query"};
	const struct ir_parameter *p = &e->ir->parameter[s->ir];
	if (p->in == location_querystring) {
		rs(e, "call.querystring(");
		put_content_text(e, s, place, name);
		rs(e, ");\n");
	} else if (p->content) {
		rs(e, "call.%s_text(", methods[p->in]);
		if (p->in != location_path)
			rs(e, "%q, ", s->wire);
		put_content_text(e, s, place, name);
		rs(e, p->in == location_header ? ")?;\n" : ");\n");
	} else {
		rs(e, "call.%s(%q, ", methods[p->in], s->wire);
		if (p->in == location_header)
			rs(e, p->flags & parameter_flag_explode ? "true" : "false");
		else
			rs_how(e, p->style, p->flags);
		rs(e, ", ");
		rs_written(e, s->type, s->wrapped, place, name);
		rs(e, ")?;\n");
	}
}

/* Nothing is sent of what is None; what is written in a media type has no way to say so. */
static void put_slot_call(struct emit *e, const struct rust_slot *s)
{
	if (!s->wrapped || !e->ir->parameter[s->ir].content) {
		put_parameter(e, s, "self.", s->name);
		return;
	}
	rs(e, "if let Some(value) = &self.%n {\n    ", s->name);
	put_parameter(e, s, NULL, S("value"));
	rs(e, "}\n");
}

static const struct rust_slot *path_slot(const struct emit *e, const struct rust_operation *o,
                                         Str variable)
{
	for (u32 i = 0; i < o->slots; i++)
		if (e->ir->parameter[o->slot[i].ir].in == location_path &&
		    str_eq(o->slot[i].wire, variable))
			return &o->slot[i];
	return NULL;
}

/* A webhook is called at the URL that was given for it, and a callback at that of its expression. */
static Str path_of(const struct emit *e, const struct ir_operation *o)
{
	return faces[e->face].webhooks ? S("") : ir_str(e->ir, o->path);
}

static void put_path(struct emit *e, const struct rust_operation *o)
{
	Str rest = path_of(e, &e->ir->operation[o->ir]);
	while (rest.len) {
		u32 open = str_find(rest, '{'), close;
		if (open) {
			rs(e, "call.literal(%q);\n", (Str){rest.ptr, open});
			rest = str_skip(rest, open);
			continue;
		}
		close = str_find(rest, '}');
		const struct rust_slot *s =
			close < rest.len ? path_slot(e, o, (Str){rest.ptr + 1, close - 1}) : NULL;
		if (s)
			put_parameter(e, s, "self.", s->name);
		else
			rs(e, "call.literal(%q);\n",
			   (Str){rest.ptr, close < rest.len ? close + 1 : close});
		rest = str_skip(rest, close < rest.len ? close + 1 : close);
	}
}

/* --validate: what is checked before it is written. */

static void use_checks(struct emit *e)
{
	e->used |= USED(checked) | USED(validate) | USED(crate_jsonschema) | USED(crate_validator);
}

static void put_check(struct emit *e, Str what, u32 assertion, const struct rust_slot *s,
                      const char *place, Str name)
{
	use_checks(e);
	rs(e, "oapi_runtime::checked::check(%q, %u, ", what, assertion);
	rs_written(e, s->type, s->wrapped && place, place, name);
	rs(e, ")?;\n");
}

/* A value that may be missing is checked where it is there. */
static void put_checked(struct emit *e, Str what, u32 assertion, const struct rust_slot *s)
{
	if (!e->validate || !assertion)
		return;
	if (!s->optional) {
		put_check(e, what, assertion, s, "self.", s->name);
		return;
	}
	if (s->wrapped)
		rs(e, "if let Some(value) = &self.%n {\n", s->name);
	else
		rs(e, "if self.%n.is_some() {\n", s->name);
	e->indent++;
	put_check(e, what, assertion, s, s->wrapped ? NULL : "self.",
	          s->wrapped ? S("value") : s->name);
	e->indent--;
	rs(e, "}\n");
}

static void put_checks(struct emit *e, const struct rust_operation *o)
{
	for (u32 i = 0; i < o->slots; i++)
		put_checked(e, arena_cat(e->arena, S("parameter "), o->slot[i].wire),
		            e->ir->parameter[o->slot[i].ir].assertion, &o->slot[i]);
}

/* What a body must fit; 0 for nothing. */
static u32 checked_by(const struct emit *e, const struct rust_content *c)
{
	return e->validate && c->type ? e->ir->media[c->media].assertion : 0;
}

/* Bodies that are values are checked as a whole; what is in `body` is the value. */
static void put_body_check(struct emit *e, const struct rust_content *c)
{
	u32 assertion = checked_by(e, c);
	bool value = c->form == BODY_json || c->form == BODY_form || c->form == BODY_value ||
	             c->form == BODY_text || c->form == BODY_xml;
	if (assertion && value)
		put_check(e, S("the body"), assertion, &(struct rust_slot){.type = c->type}, "",
		          S("body"));
}

/* Bodies of requests */

static void put_form(struct emit *e, const struct rust_content *c)
{
	e->used |= USED(form);
	rs(e, "let text = oapi_runtime::form::form(\"the body\", &[");
	ir_each(e->ir->media[c->media].encodings, i) {
		const struct ir_encoding *x = &e->ir->encoding[i];
		if (!(x->flags & parameter_flag_styled))
			continue;
		rs(e, "(%q, ", ir_str(e->ir, x->property));
		rs_how(e, x->style, x->flags);
		rs(e, "), ");
	}
	rs(e, "], ");
	rs_written(e, c->type, false, "", S("body"));
	rs(e, ")?;\ncall.body(%q, text)?;\n", ir_str(e->ir, e->ir->media[c->media].name));
}

static void put_part_value(struct emit *e, const struct rust_part *p, const char *place, Str name)
{
	if (p->form == PART_file) {
		rs(e, "parts.%s(%q, %q, %s%n);\n", p->many ? "item" : "file", p->slot.wire,
		   p->media_type.len ? p->media_type : S("application/octet-stream"),
		   place ? place : "", name);
		return;
	}
	rs(e, "parts.%s(%q, %q, ", p->form == PART_json ? "json" : "value", p->slot.wire,
	   p->media_type);
	rs_written(e, p->slot.type, p->slot.wrapped, place, name);
	rs(e, ")?;\n");
}

static void put_part(struct emit *e, const struct rust_part *p)
{
	bool loop = p->form == PART_file && p->many;
	for (u32 k = 0; k < p->headers; k++) {
		const struct rust_slot *h = &p->header[k];
		bool explode = e->ir->header[h->ir].flags & parameter_flag_explode;
		rs(e, "parts.header(%q, %s, ", h->wire, explode ? "true" : "false");
		rs_written(e, h->type, h->wrapped, "body.", h->name);
		rs(e, ")?;\n");
	}
	if (!loop && !p->slot.wrapped) {
		put_part_value(e, p, "body.", p->slot.name);
	} else {
		rs(e, loop ? "for value in %sbody.%n {\n" : "if let Some(value) = %sbody.%n {\n",
		   p->form == PART_file ? "" : "&", p->slot.name);
		e->indent++;
		put_part_value(e, p, NULL, S("value"));
		e->indent--;
		rs(e, "}\n");
	}
	rs(e, p->headers ? "parts.end();\n" : "");
}

static void put_multipart(struct emit *e, const struct rust_content *c)
{
	struct rust_parts parts = plan_parts(e, c);
	u32 assertion = checked_by(e, c);
	rs(e, "let mut parts = oapi_runtime::multipart::Parts::default();\n%s",
	   assertion ? "parts.keep();\n" : "");
	for (u32 i = 0; i < parts.count; i++)
		put_part(e, &parts.part[i]);
	if (assertion) {
		use_checks(e);
		rs(e, "oapi_runtime::checked::check(\"the body\", %u, &parts.kept())?;\n",
		   assertion);
	}
	if (parts.rest.len)
		rs(e,
		   "for (name, value) in body.%n {\n    parts.file(&name, \"application/octet-stream\", value);\n}\n",
		   parts.rest);
	rs(e, "call.multipart(%q, parts);\n", ir_str(e->ir, e->ir->media[c->media].name));
}

static void put_lines_check(struct emit *e, const struct rust_content *c)
{
	u32 assertion = checked_by(e, c);
	if (!assertion)
		return;
	use_checks(e);
	rs(e,
	   "let body = body.checked(|line| oapi_runtime::checked::check(\"a line of the body\", %u, line));\n",
	   assertion);
}

/* What sends `body`, which is the value or, where it is only looked at, a reference to it. */
static void put_body(struct emit *e, const struct rust_content *c)
{
	Str media = ir_str(e->ir, e->ir->media[c->media].name);
	/* A range is none that can be sent. */
	if (str_find(media, '*') < media.len)
		media = c->form == BODY_json   ? S("application/json")
		        : c->form == BODY_text ? S("text/plain")
		                               : S("application/octet-stream");
	put_body_check(e, c);
	switch (c->form) {
	case BODY_form: put_form(e, c); break;
	case BODY_multipart: put_multipart(e, c); break;
	case BODY_text: rs(e, "call.body(%q, body)?;\n", media); break;
	case BODY_xml:
		e->used |= USED(xml_body);
		rs(e, "call.body(%q, oapi_runtime::xml_body::write(", media);
		rs_xml_root(e, c->type);
		rs_xml_shape(e, c->type);
		rs(e, ", ");
		rs_written(e, c->type, false, "", S("body"));
		rs(e, ")?)?;\n");
		break;
	case BODY_value:
		rs(e, "call.body(%q, oapi_runtime::http::text(\"the body\", ", media);
		rs_written(e, c->type, false, "", S("body"));
		rs(e, ")?)?;\n");
		break;
	case BODY_lines:
		e->used |= USED(upload) | USED(reqwest_stream);
		put_lines_check(e, c);
		rs(e, "call.bytes(%q, body.write(%s))?;\n", media,
		   str_ends(media, S("json-seq")) ? "\"\\u{1e}\"" : "\"\"");
		break;
	case BODY_bytes:
	case BODY_stream:
		e->used |= USED(upload) | USED(reqwest_stream);
		rs(e, "call.bytes(%q, body)?;\n", media);
		break;
	default:
		rs(e, "call.json(%q, ", media);
		rs_written(e, c->type, false, "", S("body"));
		rs(e, ")?;\n");
	}
}

static void put_bodies(struct emit *e, const struct rust_operation *o)
{
	if (!o->body.count)
		return;
	if (o->body_optional)
		rs(e, "if let Some(body) = self.%n {\n", o->body_name);
	else
		rs(e, "let body = self.%n;\n", o->body_name);
	e->indent += o->body_optional;
	if (o->body.name.len) {
		rs(e, "match body {\n");
		for (u32 i = 0; i < o->body.count; i++) {
			const struct rust_content *c = &o->body.content[i];
			e->indent++;
			rs(e, "operations::%n::%n(body) => {\n", o->body.name, c->variant);
			e->indent++;
			put_body(e, c);
			e->indent--;
			rs(e, "}\n");
			e->indent--;
		}
		rs(e, "}\n");
	} else {
		put_body(e, &o->body.content[0]);
	}
	e->indent -= o->body_optional;
	if (o->body_optional)
		rs(e, "}\n");
}

/* Responses */

static void put_content(struct emit *e, const struct rust_content *c)
{
	bool inner;
	switch (c->form) {
	case BODY_text: rs(e, "reply.text()?"); return;
	case BODY_bytes: rs(e, "reply.body"); return;
	case BODY_value:
		inner = rs_reader(e, c->type, "reply.text_as");
		rs(e, "(&");
		rs_text_shape(e, c->type);
		rs(e, inner ? ")?.into_inner()" : ")?");
		return;
	case BODY_xml:
		inner = rs_reader(e, c->type, "oapi_runtime::xml_body::read");
		rs(e, "(&reply, ");
		rs_xml_shape(e, c->type);
		rs(e, inner ? ")?.into_inner()" : ")?");
		e->used |= USED(xml_body);
		return;
	case BODY_stream:
		e->used |= USED(download) | USED(reqwest_stream);
		rs(e, "oapi_runtime::download::stream(response)");
		return;
	case BODY_events:
	case BODY_objects:
		e->used |= USED(download) | USED(reqwest_stream) | USED(reconnect);
		rs(e,
		   "oapi_runtime::events::EventStream::of_%s(oapi_runtime::download::stream(response), again)",
		   c->form == BODY_objects ? "objects"
		   : c->type && !(e->type[c->type].kinds == JSON_string &&
		                  !e->type[c->type].name.len)
		           ? "json"
		           : "text");
		return;
	case BODY_lines:
		e->used |= USED(download) | USED(reqwest_stream);
		rs(e, "oapi_runtime::lines::Lines::read(oapi_runtime::download::stream(response))");
		return;
	default:
		inner = rs_reader(e, c->type, "reply.json");
		rs(e, inner ? "()?.into_inner()" : "()?");
	}
}

/* Whether all kinds are read in one way. */
static bool is_uniform(const struct rust_contents *c)
{
	for (u32 i = 1; i < c->count; i++)
		if (c->content[i].form != c->content[0].form)
			return false;
	return !c->name.len;
}

/* `let body = …`: of one type, or of what the Content-Type chooses. */
static void put_reply_body(struct emit *e, const struct rust_contents *c)
{
	if (is_uniform(c)) {
		rs(e, "let body = ");
		put_content(e, &c->content[0]);
		rs(e, ";\n");
		return;
	}
	rs(e, "let body = match reply.media_type(&[");
	for (u32 i = 0; i < c->count; i++)
		rs(e, i ? ", %q" : "%q", ir_str(e->ir, e->ir->media[c->content[i].media].name));
	rs(e, "])? {\n");
	for (u32 i = 0; i < c->count; i++) {
		if (i + 1 < c->count)
			rs(e, "    %u => ", i);
		else
			rs(e, "    _ => ");
		if (c->name.len)
			rs(e, "operations::%n::%n(", c->name, c->content[i].variant);
		put_content(e, &c->content[i]);
		rs(e, c->name.len ? "),\n" : ",\n");
	}
	rs(e, "};\n");
}

static void put_header(struct emit *e, const struct rust_slot *s)
{
	const struct ir_header *h = &e->ir->header[s->ir];
	bool json = h->content && e->ir->media[h->content].kind == media_kind_json;
	/* A value that may be null is None where the field is missing. */
	rs(e, "let %n = ", s->name);
	if (!s->optional)
		rs(e, "reply.required(%q, ", s->wire);
	bool inner = rs_reader(e, s->type, json ? "reply.json_header" : "reply.header");
	rs(e, "(%q", s->wire);
	if (!json) {
		rs(e, ", &");
		rs_text_shape(e, s->type);
		rs(e, h->flags & parameter_flag_explode ? ", true" : ", false");
	}
	rs(e, ")?%s", inner ? ".map(|value| value.into_inner())" : "");
	rs(e, !s->optional ? ")?;\n" : s->wrapped ? ";\n" : ".flatten();\n");
}

/* An arm that gives a response. */
static void put_arm(struct emit *e, const struct rust_response *r)
{
	bool many = r->first != r->last || !r->first;
	if (!many && !r->headers && !r->body.count) {
		rs(e, "%u => Self::%n,\n", r->first, r->name);
		return;
	}
	if (!r->first)
		rs(e, "_ => {\n");
	else if (many)
		rs(e, "%u..=%u => {\n", r->first, r->last);
	else
		rs(e, "%u => {\n", r->first);
	e->indent++;
	if (many)
		rs(e, "let status = reply.status;\n");
	for (u32 i = 0; i < r->headers; i++)
		put_header(e, &r->header[i]);
	if (r->body.count)
		put_reply_body(e, &r->body);
	rs(e, "Self::%n", r->name);
	if (r->headers) {
		rs(e, " { ");
		if (many)
			rs(e, "status, ");
		for (u32 i = 0; i < r->headers; i++)
			rs(e, "%n, ", r->header[i].name);
		rs(e, r->body.count ? "body }\n" : "}\n");
	} else {
		rs(e, "(%s%s%s)\n", many ? "status" : "", many && r->body.count ? ", " : "",
		   r->body.count ? "body" : "");
	}
	e->indent--;
	rs(e, "}\n");
}

static bool has_stream(const struct rust_response *r)
{
	for (u32 i = 0; i < r->body.count; i++)
		if (r->body.content[i].form >= BODY_stream)
			return true;
	return false;
}

static void put_arms(struct emit *e, const struct rust_responses *s, bool streams)
{
	/* Exact statuses, then ranges, then the default. */
	for (u32 step = 0; step < 3; step++)
		for (u32 i = 0; i < s->count; i++) {
			const struct rust_response *r = &s->response[i];
			u32 kind = !r->first ? 2 : r->first != r->last;
			if (kind == step && has_stream(r) == streams)
				put_arm(e, r);
		}
}

/* Whether some response takes every status. */
static bool takes_all(const struct rust_responses *s, bool streams)
{
	for (u32 i = 0; i < s->count; i++)
		if (!s->response[i].first && has_stream(&s->response[i]) == streams)
			return true;
	return false;
}

static void put_read(struct emit *e, const struct rust_responses *s)
{
	rs(e,
	   "fn read(reply: oapi_runtime::http::Reply) -> Result<Self, Error> {\n    Ok(match reply.status.as_u16() {\n");
	e->indent += 2;
	put_arms(e, s, false);
	if (s->unexpected.len)
		rs(e,
		   "_ => Self::%n {\n    status: reply.status,\n    headers: reply.headers,\n    body: reply.body,\n},\n",
		   s->unexpected);
	else if (!takes_all(s, false))
		rs(e,
		   "_ => return Err(reply.misread(None, String::new(), \"no response of this status is read whole\")),\n");
	e->indent -= 2;
	rs(e, "    })\n}\n");
}

static bool has_events(const struct rust_responses *s)
{
	for (u32 i = 0; i < s->count; i++)
		for (u32 k = 0; k < s->response[i].body.count; k++)
			if (s->response[i].body.content[k].form == BODY_events ||
			    s->response[i].body.content[k].form == BODY_objects)
				return true;
	return false;
}

/* A response that is read as it comes. */
static void put_open(struct emit *e, const struct rust_responses *s)
{
	rs(e,
	   has_events(s)
	           ? "fn open(response: ::reqwest::Response, again: oapi_runtime::events::Open) -> Result<Self, Error> {\n"
	           : "fn open(response: ::reqwest::Response) -> Result<Self, Error> {\n");
	rs(e, "    let reply = oapi_runtime::http::Reply::head(&response);\n"
	      "    Ok(match reply.status.as_u16() {\n");
	e->indent += 2;
	put_arms(e, s, true);
	if (!takes_all(s, true))
		rs(e,
		   "_ => return Err(reply.misread(None, String::new(), \"no response of this status is a stream\")),\n");
	e->indent -= 2;
	rs(e, "    })\n}\n");
}

/* Whether some response is read whole. */
static bool reads_whole(const struct rust_responses *s)
{
	for (u32 i = 0; i < s->count; i++)
		if (!has_stream(&s->response[i]))
			return true;
	return s->unexpected.len;
}

/* The functions that make responses of what was received. */
static void put_reading(struct emit *e, const struct rust_responses *s)
{
	bool whole = reads_whole(s);
	rs(e, "\nimpl operations::%n {\n", s->name);
	e->indent++;
	if (whole)
		put_read(e, s);
	rs(e, whole && s->streams ? "\n" : "");
	if (s->streams)
		put_open(e, s);
	e->indent--;
	rs(e, "}\n");
}

/* Methods */

static void put_scheme_name(struct emit *e, u32 scheme)
{
	rs(e, "%q", ir_str(e->ir, e->ir->scheme[scheme].name));
}

static bool is_absolute(Str url)
{
	return str_starts(url, S("http://")) || str_starts(url, S("https://"));
}

static void put_operation(struct emit *e, const struct rust_operation *o)
{
	const struct ir_operation *op = &e->ir->operation[o->ir];
	const struct rust_responses *s = &o->responses[0];
	const char *comma = "";
	Str server = op->servers.count ? server_url(e, &e->ir->server[op->servers.first]) : S("");
	rs(e, "static OPERATION: Operation = Operation {\n");
	e->indent++;
	rs(e, "id: %q,\nmethod: %q,\npath: %q,\n", ir_str(e->ir, op->id), ir_str(e->ir, op->method),
	   path_of(e, op));
	rs(e, "security: ");
	rs_requirements(e, op, put_scheme_name);
	rs(e, ",\n");
	if (is_absolute(server) && !faces[e->face].webhooks)
		rs(e, "server: Some(%q),\n", server);
	else
		rs(e, "server: None,\n");
	rs(e, "redirects: &[");
	for (u32 i = 0; i < s->count; i++)
		for (u32 code = 301; code <= 308; code++)
			if (code >= s->response[i].first && code <= s->response[i].last) {
				rs(e, "%s%u", comma, code);
				comma = ", ";
			}
	rs(e, "],\n");
	e->indent--;
	rs(e, "};\n");
}

/* `let mut call = …`, and what fills it. */
static void put_call(struct emit *e, const struct rust_operation *o, const char *core)
{
	put_operation(e, o);
	put_checks(e, o);
	rs(e, "let mut call = %scall(&OPERATION);\n", core);
	put_path(e, o);
	for (u32 i = 0; i < o->slots; i++)
		if (e->ir->parameter[o->slot[i].ir].in != location_path)
			put_slot_call(e, &o->slot[i]);
	put_bodies(e, o);
}

/* The function that makes a call of a request. */
static void put_writing(struct emit *e, const struct rust_operation *o)
{
	if (!o->request.len)
		return;
	rs(e, "\nimpl operations::%n {\n    fn call(self, core: &Core) -> Result<Call, Error> {\n",
	   o->request);
	e->indent += 2;
	put_call(e, o, "core.");
	rs(e, "Ok(call)\n");
	e->indent -= 2;
	rs(e, "    }\n}\n");
}

/* Which statuses are read whole, and which as they come. */
static void put_streaming(struct emit *e, const struct rust_responses *s)
{
	bool events = has_events(s);
	rs(e,
	   events ? "call.is_endless();\nlet (response, again) = self.core.open_events(call).await?;\n"
	          : "let response = self.core.open(call).await?;\n");
	if (events)
		e->used |= USED(reconnect);
	rs(e, "match response.status().as_u16() {\n");
	for (u32 step = 0; step < 3; step++)
		for (u32 i = 0; i < s->count; i++) {
			const struct rust_response *r = &s->response[i];
			if (step != (!r->first ? 2u : r->first != r->last))
				continue;
			rs(e,
			   step == 0   ? "    %u"
			   : step == 1 ? "    %u..=%u"
			               : "    _",
			   r->first, r->last);
			if (has_stream(r))
				rs(e,
				   events ? " => operations::%n::open(response, again),\n"
				          : " => operations::%n::open(response),\n",
				   s->name);
			else
				rs(e,
				   " => operations::%n::read(self.core.read(response).await?),\n",
				   s->name);
		}
	if (s->unexpected.len)
		rs(e, "    _ => operations::%n::read(self.core.read(response).await?),\n", s->name);
	rs(e, "}\n");
}

static void put_method(struct emit *e, const struct rust_operation *o,
                       const struct rust_responses *s)
{
	const struct ir_operation *op = &e->ir->operation[o->ir];
	rs(e, "\n");
	rs_operation_doc(e, op);
	if (o->request.len)
		rs(e,
		   "%vasync fn %n(&self, request: operations::%n) -> Result<operations::%n, Error> {\n",
		   s->fn, o->request, s->name);
	else
		rs(e, "%vasync fn %n(&self) -> Result<operations::%n, Error> {\n", s->fn, s->name);
	e->indent++;
	if (o->request.len)
		rs(e, "let mut call = request.call(&self.core)?;\n");
	else
		put_call(e, o, "self.core.");
	rs(e, "call.accept(%q);\n", s->accept);
	if (s->streams)
		put_streaming(e, s);
	else
		rs(e, "operations::%n::read(self.core.send(call).await?)\n", s->name);
	e->indent--;
	rs(e, "}\n");
}

/* The client */

static void put_credential_doc(struct emit *e, const struct ir_scheme *s)
{
	rs_doc(e, &(struct doc){.description = ir_str(e->ir, s->description)});
	rs(e, s->description ? "///\n" : "");
	rs(e, "/// The credential of the security scheme ");
	rs(e, "%q.\n", ir_str(e->ir, s->name));
}

static void put_credential(struct emit *e, const struct ir_scheme *s)
{
	Str name = ir_str(e->ir, s->name), scheme = ir_str(e->ir, s->scheme);
	Str fn = scope_take(&e->methods, arena_cat(e->arena, S("with_"),
	                                           name_spell(e->arena, name, SPELL_snake)));
	rs(e, "\n");
	put_credential_doc(e, s);
	if (s->kind == scheme_kind_api_key) {
		rs(e,
		   "%vfn %n(self, key: impl Into<String>) -> Self {\n"
		   "    self.with_credential(%q, Credential::%s { name: %q, value: key.into() })\n}\n",
		   fn, name, key_place(s), ir_str(e->ir, s->parameter));
	} else if (s->kind == scheme_kind_mutual_tls) {
		rs(e,
		   "/// The `reqwest::Client` that this one is made with has the certificate.\n"
		   "%vfn %n(self) -> Self {\n    self.with_credential(%q, Credential::None)\n}\n",
		   fn, name);
	} else if (s->kind == scheme_kind_http && str_eq_fold(scheme, S("basic"))) {
		e->used |= USED(basic) | USED(crate_base64);
		rs(e,
		   "%vfn %n(self, user: &str, password: &str) -> Self {\n"
		   "    self.with_credential(%q, oapi_runtime::basic::basic(user, password))\n}\n",
		   fn, name);
	} else {
		bool other = s->kind == scheme_kind_http && !str_eq_fold(scheme, S("bearer"));
		rs(e,
		   "%vfn %n(self, token: impl Into<Token>) -> Self {\n"
		   "    self.with_credential(%q, Credential::Token { kind: %q, token: token.into() })\n}\n",
		   fn, name, other ? scheme : S("Bearer"));
	}
}

static void put_new(struct emit *e)
{
	const struct ir_api *api = &e->ir->api[1];
	Str url = api->servers.count ? server_url(e, &e->ir->server[api->servers.first]) : S("");
	if (!is_absolute(url) || faces[e->face].webhooks)
		return;
	rs(e,
	   "/// A client of the document's first server.\n"
	   "%vfn new() -> Self {\n    Client { core: Core::new(%q, LAYERS) }\n}\n\n",
	   url);
}

/* What stands between calls and the connection. */
static void put_layers(struct emit *e)
{
	if (!e->retry && !e->tracing) {
		rs(e,
		   "const LAYERS: Option<fn(::reqwest::Client) -> oapi_runtime::http::Sender> = None;\n\n");
		return;
	}
	e->used |= USED(layered) | USED(crate_reqwest_middleware);
	if (e->retry)
		e->used |= USED(retry) | USED(crate_reqwest_retry) | USED(crate_async_trait) |
		           USED(crate_httpdate);
	if (e->tracing)
		e->used |= USED(crate_reqwest_tracing);
	rs(e, "const LAYERS: Option<fn(::reqwest::Client) -> oapi_runtime::http::Sender> =\n"
	      "    Some(layers);\n\n"
	      "fn layers(http: ::reqwest::Client) -> oapi_runtime::http::Sender {\n"
	      "    let client = ::reqwest_middleware::ClientBuilder::new(http)\n");
	rs(e, e->retry ? "        .with(oapi_runtime::retry::Retry)\n" : "");
	rs(e,
	   e->tracing
	           ? "        .with(::reqwest_tracing::TracingMiddleware::default())\n        .build();\n"
	             "    oapi_runtime::layered::sender(client, |extensions, id| {\n"
	             "        extensions.insert(::reqwest_tracing::OtelName(id.into()));\n    })\n}\n\n"
	           : "        .build();\n    oapi_runtime::layered::sender(client, |_, _| {})\n}\n\n");
}

static void emit_client_head(struct emit *e)
{
	const struct ir_api *api = &e->ir->api[1];
	e->used |= parts_of_calls;
	put_layers(e);
	rs_doc(e, &(struct doc){.title = ir_str(e->ir, api->summary),
	                        .description = ir_str(e->ir, api->description)});
	rs(e, api->summary || api->description ? "" : "/// A client.\n");
	rs(e,
	   "#[derive(Clone, Debug)]\n%vstruct Client {\n    core: Core,\n}\n\n%s\nimpl Client {\n",
	   runtime_text(e, RUNTIME_client));
	e->indent++;
	put_new(e);
	for (u32 i = 1; i < e->ir->count[IR_scheme]; i++)
		put_credential(e, &e->ir->scheme[i]);
}

static void put_operation_parts(struct emit *e, u32 operation, u32 indent)
{
	/* What serves webhooks is one, with all of them. */
	u32 g = is_nested(e) ? 0 : e->operation_group[operation];
	struct rust_operation o = plan_operation(e, operation);
	e->request[operation] = o.request;
	e->response[operation] = o.responses[0].name;
	if (e->face == FACE_client)
		consider_example(e, &o);
	e->indent = indent + (g > 0) + is_nested(e);
	e->out = &e->group[g].face[e->face].operations;
	emit_operation(e, &o);
	e->indent = indent + (g > 0);
	e->out = &e->group[g].face[e->face].calls;
	put_writing(e, &o);
	for (u32 k = 0; k < o.gives; k++)
		put_reading(e, &o.responses[k]);
	e->out = &e->group[g].face[e->face].methods;
	e->indent++;
	for (u32 k = 0; k < o.gives; k++)
		put_method(e, &o, &o.responses[k]);
}

void emit_client(struct emit *e)
{
	u32 indent = e->indent;
	e->out = &e->group[0].face[e->face].methods;
	emit_client_head(e);
	for (u32 i = 1; i < e->ir->count[IR_operation]; i++)
		if (is_of_face(e, i))
			put_operation_parts(e, i, indent);
}
