#include "summary.h"

/* The child of node i under a key, or 0. */
static u32 child(const struct ir *ir, u32 i, u32 key)
{
	if (i)
		ir_each_child(ir->node, i, c)
			if (ir->node[c].key == key)
				return c;
	return 0;
}

static u32 children(const struct ir *ir, u32 i)
{
	u32 n = 0;
	if (i)
		ir_each_child(ir->node, i, c)
			n += c > i;
	return n;
}

static bool is_method(u32 key)
{
	return (key >= KW_get && key <= KW_trace) || key == KW_query;
}

/* The operations of a map of path items. */
static u32 operations_under(const struct ir *ir, u32 paths)
{
	u32 n = 0;
	if (paths)
		ir_each_child(ir->node, paths, item)
			ir_each_child(ir->node, item, c)
				n += is_method(ir->node[c].key);
	return n;
}

static void document(struct out *o, const struct ir *ir)
{
	u32 operations = 0, schemas = 0;
	for (u32 s = 1; s < ir->count[IR_source]; s++) {
		u32 root = ir->source[s].root;
		operations += operations_under(ir, child(ir, root, KW_paths));
		operations += operations_under(ir, child(ir, root, KW_webhooks));
		schemas += children(ir, child(ir, child(ir, root, KW_components), KW_schemas));
		schemas += children(ir, child(ir, root, KW_definitions));
	}
	out_fmt(o, "operations %u\nschemas %u\n", (unsigned)operations, (unsigned)schemas);
}

static void program(struct out *o, const struct ir *ir)
{
	u32 kinds[type_kind_count] = {0}, schemas = 0;
	const struct ir_field_info *kind = &ir_tables[IR_type].field[0];
	for (u32 i = 1; i < ir->count[IR_type]; i++) {
		kinds[ir->type[i].kind]++;
		schemas += ir->type[i].flags & type_flag_component ? 1 : 0;
	}
	out_fmt(o, "operations %u\nschemas %u\ntypes %u\n", (unsigned)ir->count[IR_operation] - 1,
	        (unsigned)schemas, (unsigned)ir->count[IR_type] - 1);
	for (u32 k = 0; k < type_kind_count; k++)
		if (kinds[k])
			out_fmt(o, "  %s %u\n", kind->names[k], (unsigned)kinds[k]);
}

void summary_write(struct out *o, const struct ir *ir)
{
	u32 text = ir->strings > 1 ? ir->string_end[ir->strings - 1] : 0;
	out_fmt(o, "%s, version %d, %llu bytes\n", ir->layer == IR_DOC ? "document" : "program",
	        IR_VERSION, (unsigned long long)ir->bytes);
	if (ir->layer == IR_DOC)
		document(o, ir);
	else
		program(o, ir);
	out_fmt(o, "strings %u, %u bytes of text\n", (unsigned)ir->strings - 1, (unsigned)text);
	out_str(o, S("sections\n"));
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, ir->layer) && ir->count[t] > 1)
			out_fmt(o, "  %s %u, %llu bytes\n", ir_tables[t].name,
			        (unsigned)ir->count[t] - 1,
			        (unsigned long long)ir->count[t] * ir_tables[t].words *
			                sizeof(u32));
}
