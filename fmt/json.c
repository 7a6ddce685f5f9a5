#include "json.h"

u32 table_named(Str name)
{
	u32 t = 0;
	while (t < IR_TABLES && !str_eq(name, str_of(ir_tables[t].name)))
		t++;
	return t;
}

/* The source that each node's position is in. */
static u32 *node_sources(const struct ir *ir, struct arena *a)
{
	u32 *source = new (a, u32, (size_t)ir->count[IR_node] + 1);
	for (u32 s = 1; s < ir->count[IR_source]; s++) {
		u32 root = ir->source[s].root;
		for (u32 i = root; root && i < root + ir->node[root].size; i++)
			source[i] = ir_position_source(ir, i, s);
	}
	return source;
}

static void names(struct out *o, const struct ir_field_info *f, u32 bits)
{
	const char *before = "[";
	for (u32 b = 0; bits >> b; b++)
		if (bits >> b & 1) {
			out_fmt(o, "%s\"%s\"", before, f->names[b]);
			before = ", ";
		}
	out_char(o, ']');
}

static void field(struct out *o, const struct ir *ir, const struct ir_field_info *f, const u32 *rec)
{
	u32 v = rec[f->word];
	out_fmt(o, "\"%s\": ", f->name);
	switch (f->kind) {
	case IR_KIND_enum: out_fmt(o, "\"%s\"", f->names[v]); break;
	case IR_KIND_flags: names(o, f, v); break;
	case IR_KIND_str: out_json_str(o, ir_str(ir, v)); break;
	case IR_KIND_range: out_fmt(o, "[%u, %u]", (unsigned)v, (unsigned)rec[f->word + 1]); break;
	default: out_u32(o, v);
	}
}

static void position(struct out *o, const struct ir *ir, u32 source, u32 at, const char *before)
{
	struct where w = ir_where(ir, source, at);
	if (source && w.line)
		out_fmt(o, "%s\"line\": %u, \"column\": %u", before, (unsigned)w.line,
		        (unsigned)w.col);
}

static void record(struct out *o, const struct ir *ir, u32 table, u32 i, const u32 *source)
{
	const struct ir_table_info *t = &ir_tables[table];
	const u32 *rec = (const u32 *)ir->table[table] + (size_t)i * t->words;
	const char *before = "";
	out_char(o, '{');
	for (u32 k = 0; k < t->fields && i; k++) {
		const struct ir_field_info *f = &t->field[k];
		if (!rec[f->word] && (f->kind != IR_KIND_range || !rec[f->word + 1]) &&
		    f->kind != IR_KIND_enum)
			continue;
		out_str(o, str_of(before));
		field(o, ir, f, rec);
		before = ", ";
	}
	if (i && table == IR_place)
		position(o, ir, ir->place[i].source, ir->place[i].at, before);
	if (i && table == IR_node)
		position(o, ir, source[i], ir->node[i].at, before);
	out_char(o, '}');
}

static void records(struct out *o, const struct ir *ir, u32 table, const u32 *source)
{
	out_fmt(o, ",\n \"%s\": [", ir_tables[table].name);
	for (u32 i = 0; i < ir->count[table]; i++) {
		out_str(o, i ? S(",\n  ") : S("\n  "));
		record(o, ir, table, i, source);
	}
	out_char(o, ']');
}

void json_write(struct out *o, const struct ir *ir, u32 only)
{
	const u32 *source = node_sources(ir, o->arena);
	out_fmt(o, "{\"version\": %d, \"layer\": \"%s\"", IR_VERSION,
	        ir->layer == IR_DOC ? "document" : "program");
	if (only == IR_TABLES) {
		out_str(o, S(",\n \"strings\": ["));
		for (u32 i = KW_COUNT; i < ir->strings; i++) {
			out_str(o, i > KW_COUNT ? S(",\n  ") : S("\n  "));
			out_json_str(o, ir_str(ir, i));
		}
		out_char(o, ']');
	}
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, ir->layer) && (only == IR_TABLES || only == t))
			records(o, ir, t, source);
	out_str(o, S("}\n"));
}
