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

/* The items of one kind of all groups. */
static void put_items(struct emit *e, struct file *f, size_t kind)
{
	for (u32 g = 0; g < e->groups; g++) {
		struct out *items = (struct out *)((char *)&e->group[g] + kind);
		if (!items->len)
			continue;
		if (g)
			begin_part(e, f, g);
		add_text(e, f, items);
		if (g)
			end_part(e, f, g, true);
	}
}

/* The client's methods and what they call, of all groups; the first's begins the impl itself. */
static void put_client(struct emit *e, struct file *f)
{
	for (u32 g = 0; g < e->groups; g++) {
		if (!e->group[g].methods.len)
			continue;
		if (g) {
			begin_part(e, f, g);
			rs(e, "    impl Client {");
		}
		add_text(e, f, &e->group[g].methods);
		go_on(e, f);
		e->indent += g > 0;
		rs(e, "}\n");
		e->indent -= g > 0;
		add_text(e, f, &e->group[g].calls);
		if (g)
			end_part(e, f, g, false);
	}
	go_on(e, f);
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

static void put_types_alone(struct emit *e, struct file *f)
{
	emit_lints(e, false);
	rs(e, "mod oapi_types {\n");
	put_items(e, f, offsetof(struct group, types));
	go_on(e, f);
	e->indent = 1;
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
static void begin_module(struct emit *e, const char *about, bool calls, const char *name)
{
	rs(e, "/// %s\n", about);
	if (calls && e->mode == MODE_crate)
		rs(e, "#[cfg(feature = \"client\")]\n");
	emit_lints(e, calls);
	rs(e, "%smod %s", e->visibility_outside, name);
}

static const char types_uses[] = "#[allow(unused_imports)]\nuse super::oapi_runtime;\n\n";
static const char operations_uses[] = "use super::{oapi_runtime, types};\n";

/* The client's module, or the server's. */
static void put_calls(struct emit *e, struct file *f)
{
	bool server = e->mode == MODE_server;
	begin_module(e, server ? "The service, and its router." : "The client.", true,
	             server ? "server {\n" : "client {\n");
	e->indent = 1;
	if (server) {
		emit_server_uses(e);
		add_text(e, f, &e->group[0].methods);
		add_text(e, f, &e->group[0].calls);
		go_on(e, f);
	} else {
		emit_client_uses(e);
		put_client(e, f);
	}
	e->indent = 0;
}

static void put_modules(struct emit *e, struct file *f)
{
	begin_module(e, "The types of the document.", false, "types {\n");
	e->indent = 1;
	rs(e, "%s", types_uses);
	put_items(e, f, offsetof(struct group, types));
	go_on(e, f);
	e->indent = 0;
	rs(e, "}\n\n");
	begin_module(e, "What operations are called with, and what they give.", true,
	             "operations {\n");
	e->indent = 1;
	rs(e, "%s", operations_uses);
	put_items(e, f, offsetof(struct group, operations));
	go_on(e, f);
	e->indent = 0;
	rs(e, "}\n\n");
	put_calls(e, f);
	rs(e,
	   "}\n\n/// What several items have in common.\n#[allow(dead_code)]\nmod oapi_runtime {\n");
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
static Str crate_name(struct emit *e)
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
	rs(e, "\n[features]\ndefault = [\"client\"%s]\nclient = [", e->features ? ", \"all\"" : "");
	emit_client_dependencies(e);
	rs(e, "]\n");
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
	rs(e,
	   "\n[dev-dependencies]\n"
	   "tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n"
	   "\n[[example]]\nname = \"first_call\"\nrequired-features = [\"client\"%s]\n",
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
	begin_module(e, "The types of the document.", false, "types;\n");
	begin_module(e, "What operations are called with, and what they give.", true,
	             "operations;\n");
	begin_module(e, "The client.", true, "client;\n");
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
	enum { MANIFEST, README, EXAMPLE, ROOT, TYPES, OPERATIONS, CLIENT, RUNTIME, FILES };
	static const char *const paths[] = {
		"Cargo.toml",    "README.md",          "examples/first_call.rs",
		"src/lib.rs",    "src/types.rs",       "src/operations.rs",
		"src/client.rs", "src/oapi_runtime.rs"};
	struct file f[FILES] = {0};
	struct tree_file tree[FILES];
	Str name = crate_name(e);
	f[RUNTIME] = begin_file(e);
	emit_runtime(e);
	f[TYPES] = begin_file(e);
	rs(e, "%s", types_uses);
	put_items(e, &f[TYPES], offsetof(struct group, types));
	f[OPERATIONS] = begin_file(e);
	rs(e, "%s", operations_uses);
	put_items(e, &f[OPERATIONS], offsetof(struct group, operations));
	f[CLIENT] = begin_file(e);
	emit_client_uses(e);
	put_client(e, &f[CLIENT]);
	go_on(e, &f[MANIFEST]);
	put_manifest(e, name);
	go_on(e, &f[README]);
	emit_readme(e, name);
	go_on(e, &f[EXAMPLE]);
	emit_example(e, name);
	go_on(e, &f[ROOT]);
	put_root(e);
	for (u32 i = 0; i < FILES; i++)
		tree[i] = (struct tree_file){paths[i], spans_of(e, &f[i], bytes), f[i].n};
	return write_tree(e->arena, dir, tree, FILES);
}
