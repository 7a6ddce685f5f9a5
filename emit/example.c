/* The crate's first call, as a program and in its README. */
#include "groups.h"
#include "operations.h"

/* Whether an argument of a program can be parsed as a type. */
static bool is_simple(const struct emit *e, u32 type)
{
	const struct ir_type *t = &e->ir->type[type];
	if (t->kind != type_kind_scalar || e->type[type].path.len || e->type[type].name.len)
		return false;
	switch (t->scalar) {
	case scalar_string:
	case scalar_int32:
	case scalar_int64:
	case scalar_boolean: return !e->type[type].converted;
	default: return false;
	}
}

/* How many arguments a call needs; UINT32_MAX where it needs something else. */
static u32 arguments_of(const struct emit *e, const struct rust_operation *o)
{
	u32 n = 0;
	if (o->body.count && !o->body_optional)
		return UINT32_MAX;
	for (u32 i = 0; i < o->slots; i++) {
		if (o->slot[i].optional)
			continue;
		if (!is_simple(e, o->slot[i].type))
			return UINT32_MAX;
		n++;
	}
	return n;
}

void consider_example(struct emit *e, const struct rust_operation *o)
{
	u32 n = arguments_of(e, o);
	if (e->mode != MODE_crate || n == UINT32_MAX ||
	    !str_eq(ir_str(e->ir, e->ir->operation[o->ir].method), S("GET")))
		return;
	if (e->first_call && arguments_of(e, e->first_call) <= n)
		return;
	e->first_call = new (e->arena, struct rust_operation, 1);
	*e->first_call = *o;
}

static bool has_new(struct emit *e)
{
	const struct ir_api *api = &e->ir->api[1];
	Str url = api->servers.count ? server_url(e, &e->ir->server[api->servers.first]) : S("");
	return str_starts(url, S("http://")) || str_starts(url, S("https://"));
}

static void put_usage(struct emit *e, const struct rust_operation *o)
{
	rs(e, "cargo run --example first_call%s", has_new(e) && !arguments_of(e, o) ? "" : " --");
	rs(e, has_new(e) ? "" : " base_url");
	for (u32 i = 0; i < o->slots; i++)
		if (!o->slot[i].optional)
			rs(e, " %s", arena_fmt(e->arena, "%.*s", STR(o->slot[i].name)).ptr);
}

static void put_argument(struct emit *e, Str name)
{
	rs(e, "    let %n = arguments.next().ok_or(%q)?.parse()?;\n", name,
	   arena_cat(e->arena, S("expected an argument: "), name));
}

static void put_request(struct emit *e, const struct rust_operation *o)
{
	const char *comma = "";
	rs(e, "operations::%n::", o->request);
	if (!arguments_of(e, o)) {
		rs(e, "default()");
		return;
	}
	rs(e, "new(");
	for (u32 i = 0; i < o->slots; i++) {
		if (o->slot[i].optional)
			continue;
		rs(e, "%s%n", comma, o->slot[i].name);
		comma = ", ";
	}
	rs(e, ")");
}

static void put_call(struct emit *e, const struct rust_operation *o)
{
	if (!o) {
		rs(e, "    println!(\"{client:#?}\");\n");
		return;
	}
	for (u32 i = 0; i < o->slots; i++)
		if (!o->slot[i].optional)
			put_argument(e, o->slot[i].name);
	rs(e, "    let response = client.%n(", o->fn);
	if (o->request.len)
		put_request(e, o);
	rs(e, ").await?;\n    println!(\"{response:#?}\");\n");
}

/* What the program and the README show. */
static void put_program(struct emit *e, Str crate)
{
	const struct rust_operation *o = e->first_call;
	Str module = name_spell(e->arena, crate, SPELL_snake);
	rs(e, "use %n::client::Client;\n", module);
	if (o && o->request.len)
		rs(e, "use %n::operations;\n", module);
	rs(e, "\n#[tokio::main(flavor = \"current_thread\")]\n"
	      "async fn main() -> Result<(), Box<dyn std::error::Error>> {\n");
	if (!has_new(e) || (o && arguments_of(e, o)))
		rs(e, "    let mut arguments = std::env::args().skip(1);\n");
	if (has_new(e))
		rs(e, "    let client = Client::new();\n");
	else
		rs(e,
		   "    let base_url = arguments.next().ok_or(\"expected an argument: base_url\")?;\n"
		   "    let client = Client::with_base_url(&base_url)?;\n");
	put_call(e, o);
	rs(e, "    Ok(())\n}\n");
}

void emit_example(struct emit *e, Str crate)
{
	rs(e, "// ");
	emit_generated(e);
	rs(e, "\n");
	if (e->first_call) {
		rs(e, "//! Calls `%n`: ", e->first_call->fn);
		put_usage(e, e->first_call);
		rs(e, "\n\n");
	}
	put_program(e, crate);
}

void emit_serve_example(struct emit *e)
{
	rs(e, "// ");
	emit_generated(e);
	rs(e, "\n//! Serves all operations, and answers that they are not implemented:\n"
	      "//! cargo run --example serve --features server -- 127.0.0.1:8080\n\n"
	      "use axum::http::StatusCode;\nuse axum::response::IntoResponse;\n");
	rs_raw(e, out_text(&e->service));
	rs(e,
	   "\n#[tokio::main]\n"
	   "async fn main() -> std::io::Result<()> {\n"
	   "    tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).init();\n"
	   "    let address = std::env::args().nth(1).unwrap_or_else(|| \"127.0.0.1:8080\".to_owned());\n"
	   "    let listener = tokio::net::TcpListener::bind(address).await?;\n"
	   "    tracing::info!(\"listening at {}\", listener.local_addr()?);\n"
	   "    let service = router(Service).layer(tower_http::trace::TraceLayer::new_for_http());\n"
	   "    axum::serve(listener, service).with_graceful_shutdown(interrupted()).await\n"
	   "}\n\n"
	   "/// Ends when the process is asked to: what is under way is answered first.\n"
	   "async fn interrupted() {\n"
	   "    if let Err(error) = tokio::signal::ctrl_c().await {\n"
	   "        tracing::error!(\"no signal can be waited for: {error}\");\n"
	   "        std::future::pending().await\n"
	   "    }\n"
	   "}\n");
}

static void put_faces(struct emit *e)
{
	rs(e,
	   "\n## Features\n\n"
	   "`client` (a default) has the client, `server` an axum service; without them there are the types alone.\n");
	if (has_face(e, FACE_webhooks_client))
		rs(e,
		   "`webhooks-client` has the client that calls webhooks and callbacks, `webhooks-server` the service that they call.\n");
	rs(e, "`cargo run --example serve --features server` is a service to begin with.\n");
}

static void put_features(struct emit *e)
{
	put_faces(e);
	if (!e->features)
		return;
	rs(e,
	   "`all` (a default) has all operations. Those of some tags alone compile in less time:\n\n"
	   "    default-features = false\n    features = [\"client\", %q]\n\n"
	   "| feature | tag | operations |\n|---|---|---|\n",
	   e->feature[1].name);
	for (u32 i = 1; i <= e->features; i++) {
		rs(e, "| `");
		rs_raw(e, e->feature[i].name);
		rs(e, "` | ");
		if (e->feature[i].operations)
			rs_markdown(e, e->feature[i].tag);
		else
			rs(e, i < e->features ? "what webhooks and callbacks carry"
			                      : "schemas that no operation uses");
		rs(e, " | %u |\n", e->feature[i].operations);
	}
}

void emit_readme(struct emit *e, Str crate)
{
	const struct ir_api *api = &e->ir->api[1];
	rs(e, "# ");
	rs_markdown(e, ir_str(e->ir, api->title));
	rs(e, "\n\nTypes, an async client with reqwest and a server with axum, for version ");
	rs_markdown(e, ir_str(e->ir, api->version));
	rs(e, ": written by oapi-emit " OAPI_VERSION ".\n\n    [dependencies]\n    ");
	rs_raw(e, crate);
	rs(e, " = { path = \"path/to/this\" }\n\n## A first call\n\n```rust\n");
	put_program(e, crate);
	rs(e, "```\n");
	if (e->first_call) {
		rs(e, "\n    ");
		put_usage(e, e->first_call);
		rs(e, "\n");
	}
	put_features(e);
}
