/* The passes, in the order in which they run: each says at its head what it needs and what it
 * leaves. */
#include <stdio.h>

#include "resolve.h"

bool resolve_strings(struct resolve *r)
{
	intern_init_for(&r->strings, r->arena, r->doc->strings + r->doc->strings / 8);
	for (u32 i = KW_COUNT; i < r->doc->strings; i++)
		r->strings.text[i] = ir_str(r->doc, i);
	if (!intern_fill(&r->strings, r->doc->strings))
		return false;
	r->true_text = intern(&r->strings, S("true"));
	r->false_text = intern(&r->strings, S("false"));
	return true;
}

/* The sources' names and lines go along, so that every later stage can say where something
 * stands. */
static void copy_sources(struct resolve *r)
{
	for (u32 i = 1; i < r->doc->count[IR_source]; i++) {
		struct ir_source s = r->doc->source[i];
		s.root = 0;
		ir_add_source(&r->out, r->arena, s);
	}
	r->out.line = r->doc->line;
	r->out.count[IR_line] = r->out.cap[IR_line] = r->doc->count[IR_line];
}

/* Tables that grow move, so the large ones begin with what a description of so many nodes commonly takes. */
static void make_room(struct resolve *r)
{
	static const struct {
		u8 table, nodes; /* for how many nodes there is a record */
	} rows[] = {{IR_place, 2}, {IR_value, 3}, {IR_field, 5}, {IR_type, 12}};
	for (u32 i = 0; i < sizeof rows / sizeof *rows; i++)
		ir_reserve(&r->out, r->arena, rows[i].table,
		           r->doc->count[IR_node] / rows[i].nodes);
	r->info = arena_grow(r->arena, r->info, &r->info_cap, r->out.cap[IR_type], sizeof *r->info);
}

static void lower_document(struct resolve *r, struct stats *stats)
{
	doc_prepare(r);
	make_room(r);
	r->root = r->doc->count[IR_source] > 1 ? r->doc->source[1].root : 0;
	copy_sources(r);
	link_prepare(r);
	upgrade_version(r);
	if (r->diag->errors)
		return;
	check_document(r);
	stats_pass(stats, "check");
	upgrade_document(r);
	r->schemas = doc_get_kind(r, doc_get_kind(r, r->root, KW_components, value_kind_object),
	                          KW_schemas, value_kind_object);
	link_components(r);
	stats_pass(stats, "link");
	collect_api(r);
	if (!r->select.any || r->select.all_schemas)
		lower_components(r);
	lower_pending(r);
	stats_pass(stats, "lower");
	collect_operations(r);
	lower_pending(r);
	stats_pass(stats, "operations");
	if (r->select.any && !r->kept)
		complain(r, DIAG_no_match, r->root, (Str){0},
		         "no operation of %u matches the selection", r->operations);
	check_aliases(r);
	flatten_bases(r);
	merge_unions(r);
}

static u32 component_schemas(const struct resolve *r)
{
	u32 n = 0;
	for (u32 id = 1; id < r->out.count[IR_type]; id++)
		n += (r->out.type[id].flags & type_flag_component) != 0;
	return n;
}

static void settle(struct resolve *r, struct stats *stats)
{
	hoist_nullable(r);
	tag_unions(r);
	stats_pass(stats, "tags");
	share_types(r);
	stats_pass(stats, "share");
	recurse_types(r);
	stats_pass(stats, "recurse");
	name_types(r);
	stats_pass(stats, "name");
	use_types(r);
	judge_examples(r);
	stats_pass(stats, "examples");
	keep_schemas(r);
	u32 all = r->schemas ? doc_members(r, r->schemas) : 0;
	compact(r);
	if (r->select.any && r->diag->format == DIAG_human)
		fprintf(stderr,
		        "oapi-resolve: kept %u of %u operations and %u of %u component schemas\n",
		        r->kept, r->operations, component_schemas(r), all);
	stats_pass(stats, "compact");
}

void resolve_document(struct resolve *r, struct stats *stats)
{
	lower_document(r, stats);
	if (!r->diag->errors) {
		settle(r, stats);
		return;
	}
	judge_examples(r);
	judge_wait(r);
}
