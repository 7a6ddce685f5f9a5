/* What is written, of the texts of the groups: one file with modules, or a crate with a file each. */
#include "groups.h"
#include "io.h"

/* A file, of texts in their order. */
struct file {
	struct out **text;
	u32 n, cap;
};

static void add_text(struct emit *e, struct file *f, struct out *text)
{
	f->text = arena_grow(e->arena, f->text, &f->cap, (u64)f->n + 1, sizeof(struct out *));
	f->text[f->n++] = text;
}

/* Lets what is emitted next stand after the file's texts so far. */
static void go_on(struct emit *e, struct file *f)
{
	struct out *text = new (e->arena, struct out, 1);
	out_init(text, e->arena);
	add_text(e, f, text);
	e->out = text;
}

static void begin_part(struct emit *e, struct file *f, u32 g)
{
	go_on(e, f);
	rs(e, "\n");
	rs_condition(e, g);
	rs(e, "mod %n {\n    #[allow(unused_imports)]\n    use super::*;\n\n", e->group[g].module);
}

static void end_part(struct emit *e, struct file *f, u32 g, bool items)
{
	go_on(e, f);
	rs(e, "}\n");
	if (!items)
		return;
	rs_condition(e, g);
	rs(e, "#[allow(unused_imports)]\npub use %n::*;\n", e->group[g].module);
}

/* The types of all groups; or those of the operations of the module at hand. */
static void put_items(struct emit *e, struct file *f, bool types)
{
	for (u32 g = 0; g < e->groups; g++) {
		struct group *group = &e->group[g];
		struct out *items = types ? group->types : &group->face[e->face].operations;
		u32 n = types ? 2 : 1;
		if (!items[0].len && !items[n - 1].len)
			continue;
		if (g)
			begin_part(e, f, g);
		for (u32 i = 0; i < n; i++)
			add_text(e, f, &items[i]);
		if (g)
			end_part(e, f, g, true);
	}
}

/* The client's methods and what they call, of all groups; the first's begins the impl itself. */
static void put_client(struct emit *e, struct file *f)
{
	for (u32 g = 0; g < e->groups; g++) {
		if (!e->group[g].face[e->face].methods.len)
			continue;
		if (g) {
			begin_part(e, f, g);
			rs(e, "    impl Client {");
		}
		add_text(e, f, &e->group[g].face[e->face].methods);
		go_on(e, f);
		e->indent += g > 0;
		rs(e, "}\n");
		e->indent -= g > 0;
		add_text(e, f, &e->group[g].face[e->face].calls);
		if (g)
			end_part(e, f, g, false);
	}
	go_on(e, f);
	if (e->face == FACE_client)
		emit_servers(e);
}

static struct span *spans_of(struct emit *e, const struct file *f, u64 *bytes)
{
	struct span *span = new (e->arena, struct span, f->n);
	for (u32 i = 0; i < f->n; i++) {
		span[i] = (struct span){f->text[i]->ptr, f->text[i]->len};
		*bytes += f->text[i]->len;
	}
	return span;
}

/* A module of the names of header fields, if there are any, with a line before or behind it. */
static void put_headers(struct emit *e, const char *before_it, const char *behind_it)
{
	u32 before = e->out->len, indent = e->indent;
	rs(e, "%s/// The names of header fields.\n#[allow(dead_code)]\n%vmod headers {\n",
	   before_it);
	e->indent++;
	bool any = emit_headers(e);
	e->indent = indent;
	rs(e, "}\n%s", behind_it);
	if (!any)
		e->out->len = before;
}

static void put_types_alone(struct emit *e, struct file *f)
{
	emit_lints(e, false);
	rs(e, "mod oapi_types {\n");
	put_items(e, f, true);
	go_on(e, f);
	e->indent = 1;
	put_headers(e, "\n", "");
	rs(e, "\n/// What several items have in common.\nmod oapi_runtime {\n");
	u32 empty = e->out->len;
	e->indent = 2;
	emit_runtime(e);
	e->indent = 1;
	if (e->out->len == empty)
		e->out->len = 0;
	else
		rs(e, "}\n");
	e->indent = 0;
	rs(e, "}\n\n#[allow(unused_imports)]\n%suse oapi_types::*;\n", e->visibility_outside);
}

/* A module of the file, or of the crate's root. */
static void begin_module(struct emit *e, const char *about, const char *feature, const char *name,
                         const char *end)
{
	rs(e, "/// %s\n", about);
	if (feature && e->mode == MODE_crate)
		rs(e, "#[cfg(feature = %q)]\n", str_of(feature));
	emit_lints(e, feature);
	rs(e, "%smod %s%s", e->visibility_outside, name, end);
}

static const char types_uses[] = "#[allow(unused_imports)]\nuse super::oapi_runtime;\n\n";
static const char operations_uses[] = "use super::{oapi_runtime, types};\n";
static const char about_types[] = "The types of the document.";
static const char about_operations[] = "What operations are called with, and what they give.";

/* What is within the module of calls at hand. */
static void put_face(struct emit *e, struct file *f)
{
	u32 indent = e->indent;
	if (is_nested(e)) {
		rs(e, "/// %s\n%vmod operations {\n", about_operations);
		e->indent++;
		rs(e, "%s", operations_uses);
		put_items(e, f, false);
		go_on(e, f);
		e->indent = indent;
		rs(e, "}\n\n");
	}
	if (is_server(e))
		emit_server_uses(e);
	else
		emit_client_uses(e);
	rs(e, is_nested(e) ? "use super::{oapi_runtime, types};\n\n"
	                   : "use super::{oapi_runtime, operations, types};\n\n");
	if (is_server(e)) {
		add_text(e, f, &e->group[0].face[e->face].methods);
		add_text(e, f, &e->group[0].face[e->face].calls);
		go_on(e, f);
	} else {
		put_client(e, f);
	}
	e->indent = indent;
}

/* The modules of calls, the types of the first one's operations before it. */
static void put_faces(struct emit *e, struct file *f)
{
	for (u32 i = 0; i < FACES; i++) {
		e->face = (enum face)i;
		if (!has_face(e, e->face))
			continue;
		if (!is_nested(e)) {
			begin_module(e, about_operations, faces[i].feature, "operations", " {\n");
			e->indent = 1;
			rs(e, "%s", operations_uses);
			put_items(e, f, false);
			go_on(e, f);
			e->indent = 0;
			rs(e, "}\n\n");
		}
		begin_module(e, faces[i].about, faces[i].feature, faces[i].module, " {\n");
		e->indent = 1;
		put_face(e, f);
		e->indent = 0;
		rs(e, "}\n\n");
	}
}

static void put_modules(struct emit *e, struct file *f)
{
	begin_module(e, about_types, NULL, "types", " {\n");
	e->indent = 1;
	rs(e, "%s", types_uses);
	put_items(e, f, true);
	go_on(e, f);
	e->indent = 0;
	rs(e, "}\n\n");
	put_headers(e, "", "\n");
	put_faces(e, f);
	rs(e, "/// What several items have in common.\n#[allow(dead_code)]\nmod oapi_runtime {\n");
	e->indent = 1;
	emit_runtime(e);
	e->indent = 0;
	rs(e, "}\n");
}

enum status write_rust(struct emit *e, Str path, u64 *bytes)
{
	struct file f = {0};
	go_on(e, &f);
	e->indent = 0;
	emit_head(e);
	if (e->mode == MODE_types)
		put_types_alone(e, &f);
	else
		put_modules(e, &f);
	return write_output(e->arena, path, spans_of(e, &f, bytes), f.n);
}

/* The crate */

/* A version of the document that is one of Cargo too (Semantic Versioning, section 2). */
static bool is_version(Str text)
{
	u32 parts = 1;
	for (u32 i = 0, from = 0; i <= text.len; i++) {
		if (i == text.len || text.ptr[i] == '.') {
			if (i == from || i > from + 9 || (text.ptr[from] == '0' && i > from + 1))
				return false;
			parts += i < text.len;
			from = i + 1;
		} else if (text.ptr[i] < '0' || text.ptr[i] > '9') {
			return false;
		}
	}
	return parts == 3;
}

Str ascii_words(struct arena *a, Str text)
{
	char *to = new (a, char, text.len + 1);
	u32 n = 0;
	for (u32 i = 0; i < text.len; i++) {
		char c = text.ptr[i], small = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		if ((small >= 'a' && small <= 'z') || (n && c >= '0' && c <= '9'))
			to[n++] = small;
		else if (c != '\'' && n && to[n - 1] != '-')
			to[n++] = '-';
	}
	n -= n && to[n - 1] == '-';
	return (Str){to, n};
}

/* The title in words; a name that is another crate's, or Rust's own, says that it is an API. */
Str crate_name(struct emit *e)
{
	static const char *const taken[] = {"alloc", "aux",  "build", "client",      "con",
	                                    "core",  "deps", "nul",   "incremental", "prn",
	                                    "proc",  "std",  "test",  "examples"};
	Str name = ascii_words(e->arena, ir_str(e->ir, e->ir->api[1].title));
	bool bad = !name.len || name_is_raw(name) || is_crate_name(name);
	for (u32 i = 0; i < sizeof taken / sizeof *taken; i++)
		bad = bad || str_eq(name, str_of(taken[i]));
	return bad ? arena_cat(e->arena, name, name.len ? S("-api") : S("api")) : name;
}

static void put_toml_string(struct emit *e, Str text)
{
	struct out quoted;
	out_init(&quoted, e->arena);
	out_json_str(&quoted, text);
	rs_raw(e, out_text(&quoted));
}

static void put_features(struct emit *e)
{
	rs(e, "\n[features]\ndefault = [\"client\"%s]\n", e->features ? ", \"all\"" : "");
	for (u32 f = 0; f < FACES; f++) {
		if (!has_face(e, (enum face)f))
			continue;
		rs(e, "%s = [", faces[f].feature);
		if (e->features && f != FACE_client)
			rs(e, faces[f].webhooks ? "\"webhooks\", " : "\"all\", ");
		emit_dependencies(e, (enum face)f);
		rs(e, "]\n");
	}
	if (!e->features)
		return;
	rs(e, "# the operations of a tag, and what they need\nall = [");
	for (u32 i = 1; i <= e->features; i++)
		rs(e, i > 1 ? ", %q" : "%q", e->feature[i].name);
	rs(e, "]\n");
	for (u32 i = 1; i <= e->features; i++) {
		rs_raw(e, e->feature[i].name);
		rs(e, " = []\n");
	}
}

static void put_manifest(struct emit *e, Str name)
{
	const struct ir_api *api = &e->ir->api[1];
	Str version = ir_str(e->ir, api->version);
	rs(e, "# ");
	emit_generated(e);
	rs(e, "[package]\nname = ");
	put_toml_string(e, name);
	rs(e, "\nversion = ");
	put_toml_string(e, is_version(version) ? version : S("0.1.0"));
	rs(e, "\nedition = \"2024\"\nrust-version = \"1.88\"\ndescription = ");
	put_toml_string(e, ir_str(e->ir, api->title));
	rs(e, "\n");
	put_features(e);
	rs(e, "\n[dependencies]\n");
	emit_crates(e, "", true);
	if (e->used & USED(crate_futures_timer))
		rs(e,
		   "\n[target.'cfg(target_family = \"wasm\")'.dependencies]\n"
		   "futures-timer = { version = \"3\", features = [\"wasm-bindgen\"], optional = true }\n");
	rs(e,
	   "\n[dev-dependencies]\n"
	   "axum = \"0.8\"\n"
	   "tokio = { version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\", \"signal\"] }\n"
	   "tower-http = { version = \"0.7\", features = [\"trace\"] }\n"
	   "tracing = \"0.1\"\n"
	   "tracing-subscriber = \"0.3\"\n"
	   "\n[[example]]\nname = \"first_call\"\nrequired-features = [\"client\"%s]\n"
	   "\n[[example]]\nname = \"serve\"\nrequired-features = [\"server\"]\n",
	   e->features ? ", \"all\"" : "");
}

static void put_root(struct emit *e)
{
	const struct ir_api *api = &e->ir->api[1];
	rs(e, "// ");
	emit_generated(e);
	rs(e, "\n//! ");
	rs_markdown(e, ir_str(e->ir, api->title));
	rs(e, "\n\n");
	begin_module(e, about_types, NULL, "types", ";\n");
	begin_module(e, about_operations, faces[FACE_client].feature, "operations", ";\n");
	for (u32 f = 0; f < FACES; f++)
		if (has_face(e, (enum face)f))
			begin_module(e, faces[f].about, faces[f].feature, faces[f].module, ";\n");
	put_headers(e, "", "");
	rs(e, "#[allow(dead_code)]\nmod oapi_runtime;\n");
}

/* One of the crate's files, so far its first lines. */
static struct file begin_file(struct emit *e)
{
	struct file f = {0};
	go_on(e, &f);
	e->indent = 0;
	rs(e, "// ");
	emit_generated(e);
	rs(e, "\n");
	return f;
}

enum status write_crate(struct emit *e, Str dir, u64 *bytes)
{
	enum {
		MANIFEST,
		README,
		EXAMPLE,
		SERVE,
		ROOT,
		TYPES,
		OPERATIONS,
		RUNTIME,
		CALLS,
		FILES = CALLS + FACES
	};
	static const char *const paths[FILES] = {
		"Cargo.toml", "README.md",    "examples/first_call.rs", "examples/serve.rs",
		"src/lib.rs", "src/types.rs", "src/operations.rs",      "src/oapi_runtime.rs"};
	struct file f[FILES] = {0};
	struct tree_file tree[FILES];
	u32 n = 0;
	Str name = crate_name(e);
	f[RUNTIME] = begin_file(e);
	emit_runtime(e);
	f[TYPES] = begin_file(e);
	rs(e, "%s", types_uses);
	put_items(e, &f[TYPES], true);
	for (u32 i = 0; i < FACES; i++) {
		e->face = (enum face)i;
		if (!has_face(e, e->face))
			continue;
		f[CALLS + i] = begin_file(e);
		put_face(e, &f[CALLS + i]);
	}
	e->face = FACE_client;
	f[OPERATIONS] = begin_file(e);
	rs(e, "%s", operations_uses);
	put_items(e, &f[OPERATIONS], false);
	go_on(e, &f[MANIFEST]);
	put_manifest(e, name);
	go_on(e, &f[README]);
	emit_readme(e, name);
	go_on(e, &f[EXAMPLE]);
	emit_example(e, name);
	go_on(e, &f[SERVE]);
	emit_serve_example(e);
	go_on(e, &f[ROOT]);
	put_root(e);
	for (u32 i = 0; i < FILES; i++) {
		const char *path = paths[i];
		if (i >= CALLS)
			path = arena_fmt(e->arena, "src/%s.rs", faces[i - CALLS].module).ptr;
		if (f[i].n)
			tree[n++] = (struct tree_file){path, spans_of(e, &f[i], bytes), f[i].n};
	}
	return write_tree(e->arena, dir, tree, n);
}
