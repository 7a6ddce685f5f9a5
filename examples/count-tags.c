/* A stage of one's own: how many operations each tag has.
 *
 *     cc -o count-tags count-tags.c $(pkg-config --cflags --libs oapi)
 *     oapi-parse spec.yaml | oapi-resolve | ./count-tags
 *
 * A line a tag: the number, a tab, the name, which is empty for the operations without a tag. The tags that the document
 * lists come first, in its order, then others as operations name them. Statuses, messages and options are those of every
 * stage, as oapi-ir(5) has them. */
#include <ir.h>
#include <opt.h>
#include <stats.h>

static const struct opt options[] = {OPT_COMMON};

/* Strings have one number each, by which tags are told apart; 0, of the empty one, stands for no tag. */
struct tags {
	u32 *operations, *last; /* how many have the tag, and the last of them */
	bool *listed;
	u32 *order, count;
};

static void list(struct tags *t, u32 tag)
{
	if (!t->listed[tag])
		t->order[t->count++] = tag;
	t->listed[tag] = true;
}

/* An operation that names a tag twice is one. */
static void count(struct tags *t, u32 tag, u32 operation)
{
	list(t, tag);
	t->operations[tag] += t->last[tag] != operation;
	t->last[tag] = operation;
}

static void count_tags(const struct ir *ir, struct arena *arena, struct out *out)
{
	struct tags t = {.operations = new (arena, u32, ir->strings),
	                 .last = new (arena, u32, ir->strings),
	                 .listed = new (arena, bool, ir->strings),
	                 .order = new (arena, u32, ir->strings)};

	for (u32 i = 1; i < ir->count[IR_tag]; i++)
		list(&t, ir->tag[i].name);
	for (u32 i = 1; i < ir->count[IR_operation]; i++) {
		struct ir_range tags = ir->operation[i].tags;
		if (tags.count == 0)
			count(&t, 0, i);
		ir_each(tags, k)
			count(&t, ir->text[k].text, i);
	}
	for (u32 i = 0; i < t.count; i++) {
		Str name = ir_str(ir, t.order[i]);
		out_fmt(out, "%u\t%.*s\n", t.operations[t.order[i]], STR(name));
	}
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct common_options common = {0};
	struct diag diag;
	struct stats stats;
	struct ir ir;
	struct out out;
	enum status status;

	diag_init(&diag, &arena, "count-tags");
	struct opt_parser parser = {.tool = "count-tags",
	                            .synopsis = "[-o FILE] [IR]",
	                            .summary = "Counts the operations of each tag.",
	                            .table = options,
	                            .common = &common,
	                            .diag = &diag,
	                            .argv = argv + (argc > 0)};
	while (opt_next(&parser) != OPT_END)
		;
	stats_begin(&stats, parser.tool, &arena, &common);
	status = ir_read(&ir, &arena, parser.tool, common.input, IR_PROG);
	if (status)
		return status; /* of the stage that failed, which has said why */
	out_init(&out, &arena);
	count_tags(&ir, &arena, &out);
	stats_pass(&stats, "count");
	status = write_output(&arena, common.output, &(struct span){out.ptr, out.len}, 1);
	stats_end(&stats, &ir);
	return status;
}
