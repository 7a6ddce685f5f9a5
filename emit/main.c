#include "groups.h"
#include "opt.h"
#include "stats.h"

enum {
	OPT_NONE = OPT_END,
#define ROW(letter, name, arg, help, id) id,
#include "options.def"
};

struct options {
	struct common_options common;
	Str manifest;  /* empty: none */
	Str directory; /* of the crate */
};

static const struct opt options[] = {
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, id},
#include "options.def"
	OPT_COMMON};

/* The number of an option's argument among names, which end in NULL. */
static u32 choice(const struct opt_parser *p, const char *option, const char *const *names)
{
	Str all = {0};

	for (u32 i = 0; names[i]; i++) {
		if (str_eq(p->arg, str_of(names[i])))
			return i;
		all = arena_fmt(p->diag->arena, "%.*s%s%s", STR(all),
		                !i             ? ""
		                : names[i + 1] ? ", "
		                               : " or ",
		                names[i]);
	}
	opt_fail(p, "'--%s=%.*s': expected %.*s", option, STR(p->arg), STR(all));
}

static void set_visibility(const struct opt_parser *p, struct emit *e)
{
	static const char *const names[] = {"pub", "crate", "private", NULL};
	static const char *const inner[] = {"pub ", "pub(crate) ", "pub(super) "};
	static const char *const outer[] = {"pub ", "pub(crate) ", ""};
	u32 i = choice(p, "vis", names);

	e->visibility = inner[i];
	e->visibility_outside = outer[i];
}

static void set_maps(const struct opt_parser *p, struct emit *e)
{
	static const char *const names[] = {"index", "btree", "hash", NULL};
	static const char *const paths[] = {"::indexmap::IndexMap", "::std::collections::BTreeMap",
	                                    "::std::collections::HashMap"};

	e->maps = (enum maps)choice(p, "maps", names);
	e->map = paths[e->maps];
}

/* KEY=PATH. */
static void add_mapping(const struct opt_parser *p, struct emit *e, bool with)
{
	u32 at = str_find(p->arg, '=');
	Str path = str_skip(p->arg, at < p->arg.len ? at + 1 : at);

	if (at == 0 || !is_type_path(path))
		opt_fail(p, "'--%s=%.*s': expected KEY=PATH, the path of a type of Rust",
		         with ? "with" : "type", STR(p->arg));
	e->mapping = arena_grow(e->arena, e->mapping, &e->mapping_cap, (u64)e->mappings + 1,
	                        sizeof *e->mapping);
	e->mapping[e->mappings++] = (struct mapping){{p->arg.ptr, at}, path, with, false};
}

static void add_derive(const struct opt_parser *p, struct emit *e)
{
	if (!is_type_path(p->arg))
		opt_fail(p, "'--derive=%.*s': expected the path of a derive macro", STR(p->arg));
	e->derive = arena_grow(e->arena, e->derive, &e->derive_cap, (u64)e->derives + 1,
	                       sizeof *e->derive);
	e->derive[e->derives++] = p->arg;
}

static void set_option(const struct opt_parser *p, struct options *o, struct emit *e, int id)
{
	static const char *const modes[] = {"types", "client", "crate", "server", NULL};
	static const char *const nullable[] = {"requests", "double", "flat", NULL};
	static const char *const defaults[] = {"docs", "fill", NULL};
	static const char *const enum_modes[] = {"preserve", "merge", "relaxed", NULL};
	static const char *const datetimes[] = {"chrono", "jiff", "time", "string", NULL};

	switch (id) {
	case OPT_MODE: e->mode = (enum mode)choice(p, "mode", modes); break;
	case OPT_DIRECTORY: o->directory = p->arg; break;
	case OPT_VIS: set_visibility(p, e); break;
	case OPT_MANIFEST:
		o->manifest = p->arg;
		if (!p->arg.len)
			opt_fail(p, "'--manifest' needs a file's name");
		break;
	case OPT_NULLABLE: e->nullable = (enum nullable)choice(p, "nullable", nullable); break;
	case OPT_DEFAULTS: e->fill = choice(p, "defaults", defaults); break;
	case OPT_DENY_UNKNOWN: e->deny_unknown = true; break;
	case OPT_ENUM_MODE:
		e->enum_mode = (enum enum_mode)choice(p, "enum-mode", enum_modes);
		break;
	case OPT_OPEN_ENUMS: e->open_enums = true; break;
	case OPT_MAPS: set_maps(p, e); break;
	case OPT_DATETIME: set_datetime(e, (enum datetime)choice(p, "datetime", datetimes)); break;
	case OPT_TYPE: add_mapping(p, e, false); break;
	case OPT_WITH: add_mapping(p, e, true); break;
	case OPT_TRUST_EXTENSIONS: e->trust_extensions = true; break;
	case OPT_DERIVE: add_derive(p, e); break;
	case OPT_NO_HELPERS: e->no_helpers = true; break;
	case OPT_BUILDERS: e->builders = true; break;
	case OPT_VALIDATE: e->validate = true; break;
	case OPT_TESTS: e->tests = true; break;
	case OPT_RETRY: e->retry = true; break;
	case OPT_TRACING: e->tracing = true; break;
	case OPT_TRAITS_BY_TAG: e->traits_by_tag = true; break;
	}
}

static void parse_options(int argc, char **argv, struct options *o, struct emit *e)
{
	struct opt_parser p = {
		.tool = "oapi-emit",
		.synopsis = "[OPTION]... [-o FILE | -d DIR] [IR]",
		.summary = "Writes Rust types, a client, a server or a crate, for a program IR.",
		.table = options,
		.common = &o->common,
		.diag = e->diag,
		.argv = argv + (argc > 0)};
	int id;

	*o = (struct options){0};
	while ((id = opt_next(&p)) != OPT_END)
		set_option(&p, o, e, id);
	if (e->mode == MODE_crate && (!o->directory.len || o->common.output.len))
		opt_fail(&p, "'--mode=crate' writes a directory: expected -d DIR, without -o");
	if (e->mode == MODE_crate && strcmp(e->visibility, "pub ") != 0)
		opt_fail(&p,
		         "'--vis' is for a file in your crate: what '--mode=crate' writes is pub");
	if (e->mode != MODE_crate && o->directory.len)
		opt_fail(&p, "'-d %.*s': only '--mode=crate' writes a directory",
		         STR(o->directory));
}

/* The modules of calls into the texts of the groups. The last ones are written first: what the manifest says of an operation
 * is how clients have it. */
static void emit_faces(struct emit *e, u32 indent)
{
	used_bits used = e->used;

	for (u32 f = FACES; f-- > 0;) {
		e->face = (enum face)f;
		if (!has_face(e, e->face))
			continue;
		e->used = 0;
		e->indent = indent;
		e->outside = true;
		name_operations(e);
		if (is_server(e))
			emit_server(e);
		else
			emit_client(e);
		e->outside = false;
		e->used_by[f] = e->used;
		used |= e->used;
	}
	e->used = used;
}

static void prepare(struct emit *e, struct stats *stats)
{
	u32 operations = e->ir->count[IR_operation];

	for (u32 i = 1; i < operations; i++)
		e->webhooks = e->webhooks || e->ir->operation[i].kind != operation_kind_path;
	e->type = new (e->arena, struct rust_type, e->ir->count[IR_type]);
	e->field_name = new (e->arena, Str, e->ir->strings);
	e->fn = new (e->arena, Str, operations);
	e->request = new (e->arena, Str, operations);
	e->response = new (e->arena, Str, operations);
	name_types(e);
	name_operations(e);
	scope_init(&e->modules, e->arena);
	map_types(e);
	if (e->open_enums)
		open_enumerations(e);
	stats_pass(stats, "names");
	plan_types(e);
	spell_init(e);
	stats_pass(stats, "plan");
}

static enum status write_all(struct emit *e, const struct options *o, u64 *bytes)
{
	struct out manifest;
	enum status status = STATUS_OK;

	if (o->manifest.len) {
		out_init(&manifest, e->arena);
		emit_manifest(e, &manifest);
		status = write_output(e->arena, o->manifest,
		                      &(struct span){manifest.ptr, manifest.len}, 1);
	}
	if (status)
		return status;
	return e->mode == MODE_crate ? write_crate(e, o->directory, bytes)
	                             : write_rust(e, o->common.output, bytes);
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct diag diag;
	struct options o;
	struct stats stats;
	struct ir ir;
	enum status status;
	struct emit e = {.ir = &ir,
	                 .arena = &arena,
	                 .diag = &diag,
	                 .visibility = "pub ",
	                 .visibility_outside = "pub ",
	                 .map = "::indexmap::IndexMap"};

	diag_init(&diag, &arena, "oapi-emit");
	set_datetime(&e, DATETIME_chrono);
	parse_options(argc, argv, &o, &e);
	stats_begin(&stats, "oapi-emit", &arena, &o.common);
	status = ir_read(&ir, &arena, "oapi-emit", o.common.input, IR_PROG);
	if (status)
		return status;
	stats_pass(&stats, "read");
	prepare(&e, &stats);
	emit_items(&e, e.mode != MODE_crate);
	emit_faces(&e, e.mode != MODE_crate);
	stats_pass(&stats, "items");
	status = diag_flush(&diag);
	if (!status)
		status = write_all(&e, &o, &stats.out);
	stats_pass(&stats, "write");
	stats.in = ir.bytes;
	stats_end(&stats, &ir);
	return status;
}
