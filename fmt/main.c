/* oapi-fmt: lists an IR of either layer for people; passes Rust on as it is. */
#include <stdio.h>

#include "listing.h"
#include "rust.h"
#include "stats.h"
#include <stdlib.h>

struct fmt {
	struct arena arena;
	struct diag diag;
	struct common_options common;
	struct stats stats;
	struct out out;
	struct ir ir;
};

static const struct opt options[] = {OPT_COMMON};

static void read_options(struct fmt *f, char **argv)
{
	struct opt_parser p = {
		.tool = "oapi-fmt",
		.synopsis = "[-o FILE] [FILE]",
		.summary = "List an IR readably; pass Rust on.",
		.table = options,
		.common = &f->common,
		.diag = &f->diag,
		.argv = argv + 1,
	};
	while (opt_next(&p) != OPT_END)
		;
}

/* Says why the input is no use. Standard input that is empty comes from a stage that failed and has said so. */
static enum status refuse(const struct fmt *f, const char *why)
{
	Str name = f->common.input;
	bool is_stdin = !name.len || str_eq(name, S("-"));
	fprintf(stderr, "oapi-fmt: error: %.*s: %s\n", STR(is_stdin ? S("<stdin>") : name), why);
	return STATUS_IR;
}

/* Puts what is to be written into *text. */
static enum status format(struct fmt *f, Str in, Str *text)
{
	enum status status = STATUS_OK;
	bool is_stdin = !f->common.input.len || str_eq(f->common.input, S("-"));
	if (!in.len)
		return is_stdin ? STATUS_IR
		                : refuse(f, "the file is empty: expected an IR or Rust");
	*text = in;
	if (in.ptr[0] != '\x89') { /* no UTF-8 begins so */
		struct rust_options o = {100, 512};
		struct lex_error e = {0};
		u32 kept = 0;
		if (!rust_format(&f->arena, in, &o, &f->out, &e, &kept))
			return refuse(f, e.what);
		*text = out_text(&f->out);
		stats_pass(&f->stats, "format");
		if (kept && getenv("FMT_DEBUG"))
			fprintf(stderr, "kept %u\n", kept);
		return STATUS_OK;
	}
	const char *why = ir_verify(&f->ir, &f->arena, in, IR_BOTH, &status);
	if (why || status)
		return why ? refuse(f, why) : status;
	stats_pass(&f->stats, "verify");
	listing_write(&f->out, &f->ir, &f->arena);
	*text = out_text(&f->out);
	stats_pass(&f->stats, "list");
	return STATUS_OK;
}

int main(int argc, char **argv)
{
	struct fmt f = {0};
	Str in, text = {0};
	(void)argc;
	diag_init(&f.diag, &f.arena, "oapi-fmt");
	read_options(&f, argv);
	stats_begin(&f.stats, "oapi-fmt", &f.arena, &f.common);
	out_init(&f.out, &f.arena);
	const char *why = read_input(&f.arena, f.common.input, &in);
	if (why) {
		refuse(&f, arena_fmt(&f.arena, "cannot read it: %s", why).ptr);
		return STATUS_SYSTEM;
	}
	f.stats.in = in.len;
	stats_pass(&f.stats, "read");
	enum status status = format(&f, in, &text);
	if (status)
		return status;
	f.stats.out = text.len;
	struct span span = {text.ptr, text.len};
	status = write_output(&f.arena, f.common.output, &span, 1);
	stats_pass(&f.stats, "write");
	stats_end(&f.stats, &f.ir);
	return status;
}
