#include "emit.h"
#include "opt.h"
#include "stats.h"

enum { OPT_MODE = 1, OPT_VIS, OPT_MANIFEST };

struct options {
	struct common_options common;
	Str manifest;      /* empty: none */
	const char *inner; /* the visibility of items within their module, with a space */
	const char *outer; /* and of the module's re-export */
};

static const struct opt options[] = {
	{'m', "mode", "MODE", "what to write: types (the default)", OPT_MODE},
	{0, "vis", "VIS", "the visibility of the types: pub (the default), crate or private",
         OPT_VIS},
	{0, "manifest", "FILE", "write to FILE, as JSON, what each place of the document became",
         OPT_MANIFEST},
	OPT_COMMON,
};

static void set_visibility(const struct opt_parser *p, struct options *o)
{
	static const struct {
		Str name;
		const char *inner, *outer;
	} table[] = {
		{{"pub", 3}, "pub ", "pub "},
		{{"crate", 5}, "pub(crate) ", "pub(crate) "},
		{{"private", 7}, "pub(super) ", ""},
	};

	for (u32 i = 0; i < sizeof table / sizeof *table; i++)
		if (str_eq(p->arg, table[i].name)) {
			o->inner = table[i].inner;
			o->outer = table[i].outer;
			return;
		}
	opt_fail(p, "'--vis=%.*s': expected pub, crate or private", STR(p->arg));
}

static void parse_options(int argc, char **argv, struct options *o, struct diag *diag)
{
	struct opt_parser p = {.tool = "oapi-emit",
	                       .synopsis =
	                               "[-m types] [--vis VIS] [--manifest FILE] [-o FILE] [IR]",
	                       .summary = "Writes Rust types for a program IR.",
	                       .table = options,
	                       .common = &o->common,
	                       .diag = diag,
	                       .argv = argv + (argc > 0)};
	int id;

	*o = (struct options){.inner = "pub ", .outer = "pub "};
	while ((id = opt_next(&p)) != OPT_END) {
		if (id == OPT_VIS)
			set_visibility(&p, o);
		else if (id == OPT_MANIFEST && p.arg.len)
			o->manifest = p.arg;
		else if (id == OPT_MANIFEST)
			opt_fail(&p, "'--manifest' needs a file's name");
		else if (!str_eq(p.arg, S("types")))
			opt_fail(&p, "'--mode=%.*s': expected types", STR(p.arg));
	}
}

static void emit_items(struct emit *e)
{
	bool any = false;

	e->indent = 1;
	for (u32 t = 1; t < e->ir->count[IR_type]; t++) {
		if (!e->type[t].name.len)
			continue;
		rs(e, any ? "\n" : "");
		emit_type(e, t);
		any = true;
	}
	emit_runtime(e);
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct diag diag;
	struct options o;
	struct stats stats;
	struct ir ir;
	struct out head, items, manifest;
	enum status status;
	struct emit e = {.ir = &ir, .arena = &arena, .diag = &diag};

	diag_init(&diag, &arena, "oapi-emit");
	parse_options(argc, argv, &o, &diag);
	stats_begin(&stats, "oapi-emit", &arena, &o.common);
	status = ir_read(&ir, &arena, "oapi-emit", o.common.input, IR_PROG);
	if (status)
		return status;
	stats_pass(&stats, "read");
	e.visibility = o.inner;
	e.visibility_outside = o.outer;
	e.type = new (&arena, struct rust_type, ir.count[IR_type]);
	e.field_name = new (&arena, Str, ir.strings);
	name_types(&e);
	stats_pass(&stats, "names");
	plan_types(&e);
	spell_init(&e);
	stats_pass(&stats, "plan");
	out_init(&items, &arena);
	out_init(&head, &arena);
	out_init(&manifest, &arena);
	e.out = &items;
	emit_items(&e);
	e.out = &head;
	emit_head(&e);
	stats_pass(&stats, "items");
	status = diag_flush(&diag);
	if (status)
		return status;
	if (o.manifest.len) {
		emit_manifest(&e, &manifest);
		status = write_output(&arena, o.manifest,
		                      &(struct span){manifest.ptr, manifest.len}, 1);
	}
	if (!status)
		status = write_output(&arena, o.common.output,
		                      (struct span[]){{head.ptr, head.len}, {items.ptr, items.len}},
		                      2);
	stats_pass(&stats, "write");
	stats.in = ir.bytes;
	stats.out = (u64)head.len + items.len;
	stats_end(&stats, &ir);
	return status;
}
