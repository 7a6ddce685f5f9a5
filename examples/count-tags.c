/* A stage of one's own: how many operations each tag has.
 *
 *     cc -o count-tags count-tags.c $(pkg-config --cflags --libs oapi)
 *     oapi-parse spec.yaml | oapi-resolve | ./count-tags
 *
 * A line a tag, in the order in which operations name them: the number, a tab, the name, which is empty for the
 * operations without a tag. Statuses, messages and options are those of every stage, as oapi-ir(5) has them. */
#include <ir.h>
#include <opt.h>
#include <stats.h>

static const struct opt options[] = {OPT_COMMON};

/* Strings have one number each, so that they are counted by it; 0 is the empty one. */
static void count(const struct ir *ir, struct arena *arena, struct out *out)
{
	u32 *operations = new (arena, u32, ir->strings);
	u32 *order = new (arena, u32, ir->strings);
	u32 tags = 0;

	for (u32 i = 1; i < ir->count[IR_operation]; i++) {
		struct ir_range of = ir->operation[i].tags;
		for (u32 k = 0; k < of.count || k == 0; k++) {
			u32 tag = of.count ? ir->text[of.first + k].text : 0;
			if (operations[tag]++ == 0)
				order[tags++] = tag;
		}
	}
	for (u32 i = 0; i < tags; i++) {
		Str name = ir_str(ir, order[i]);
		out_fmt(out, "%u\t%.*s\n", operations[order[i]], STR(name));
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
	count(&ir, &arena, &out);
	stats_pass(&stats, "count");
	status = write_output(&arena, common.output, &(struct span){out.ptr, out.len}, 1);
	stats_end(&stats, &ir);
	return status;
}
