/* How many processors there are is not of POSIX. */
#define _DARWIN_C_SOURCE
#include "run.h"

#include <stdio.h>
#include <unistd.h>

#include "diff.h"
#include "json.h"
#include "listing.h"
#include "rust.h"
#include "summary.h"

enum { THREADS_MAX = 16, PART = 128 << 10 };

static bool is_stdin(Str name)
{
	return !name.len || str_eq(name, S("-"));
}

static Str shown(Str name)
{
	return is_stdin(name) ? S("<stdin>") : name;
}

static enum status refuse(Str name, const char *why, enum status status)
{
	Str file = shown(name);
	fprintf(stderr, "oapi-fmt: error: %.*s: %s\n", STR(file), why);
	return status;
}

/* The same with where in the text, as line and column in scalars. */
static enum status refuse_at(Str name, Str text, u32 at, const char *why, enum status status)
{
	u32 line = 1, begin = 0;
	Str file = shown(name);
	for (u32 i = 0; i < at; i++)
		if (text.ptr[i] == '\n') {
			line++;
			begin = i + 1;
		}
	Str before = {text.ptr + begin, at - begin};
	before.len = utf8_valid(before);
	fprintf(stderr, "oapi-fmt: error: %.*s:%u:%u: %s\n", STR(file), (unsigned)line,
	        (unsigned)utf8_count(before) + 1, why);
	return status;
}

static enum status put_spans(struct run *r, const struct span *spans, u32 n)
{
	enum status status = write_output(&r->arena, r->common.output, spans, n);
	for (u32 i = 0; i < n; i++)
		r->stats.out += spans[i].len;
	stats_pass(&r->stats, "write");
	return status;
}

static enum status put(struct run *r, Str text)
{
	return put_spans(r, &(struct span){text.ptr, text.len}, 1);
}

/* What would change, as a diff; those of all files are written as one. */
static enum status check(struct run *r, Str name, Str before, Str after)
{
	u32 len = r->diff.len;
	diff_write(&r->diff, shown(name), before, after);
	return r->diff.len > len ? STATUS_SPEC : STATUS_OK;
}

static bool is_same(Str before, const struct rust *after)
{
	for (u32 i = 0; i < after->spans; i++) {
		Str span = {after->span[i].ptr, (u32)after->span[i].len};
		if (!str_starts(before, span))
			return false;
		before = str_skip(before, span.len);
	}
	return !before.len;
}

static enum status write_back(struct run *r, Str name, Str before, const struct rust *after)
{
	return is_same(before, after) ? STATUS_OK
	                              : write_output(&r->arena, name, after->span, after->spans);
}

/* How many threads may be worth it. */
static u32 processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : n < THREADS_MAX ? (u32)n : THREADS_MAX;
}

static enum status rust(struct run *r, Str name, Str in)
{
	struct rust_options options = {.width = r->width,
	                               .max_depth = r->common.max_depth,
	                               .threads = processors(),
	                               .part = PART};
	struct lex_error e = {0};
	struct rust after;
	if (r->json || r->summary || r->only < IR_TABLES)
		return refuse(name, "this is no IR, which the option asks for", STATUS_IR);
	if (!rust_format(&r->arena, in, &options, &after, &e))
		return refuse_at(name, in, e.at, e.what, STATUS_SPEC);
	stats_pass(&r->stats, "lay out");
	if (r->check)
		return check(r, name, in, rust_text(&r->arena, &after));
	return r->in_place ? write_back(r, name, in, &after)
	                   : put_spans(r, after.span, after.spans);
}

static enum status intermediate(struct run *r, Str name, Str in)
{
	enum status status = STATUS_OK;
	struct out o;
	if (r->check || r->in_place)
		return refuse(name, "this is an IR: --check and -w are for Rust", STATUS_USAGE);
	const char *why = ir_verify(&r->ir, &r->arena, in, IR_BOTH, &status);
	if (why || status)
		return why ? refuse(name, why, STATUS_IR) : status;
	stats_pass(&r->stats, "verify");
	out_init(&o, &r->arena);
	if (r->summary)
		summary_write(&o, &r->ir);
	else if (r->json)
		json_write(&o, &r->ir, r->only);
	else
		listing_write(&o, &r->ir, &r->arena, r->only);
	stats_pass(&r->stats, "list");
	return put(r, out_text(&o));
}

/* JSON to the IR that it is of, which is verified as any that is read would be. */
static enum status back(struct run *r, Str name, Str in)
{
	struct interner strings;
	char why[160];
	u32 at;
	enum status status = STATUS_OK;
	const char *expected = json_read(&r->ir, &strings, &r->arena, in, &at);
	if (expected) {
		snprintf(why, sizeof why, "this is not the JSON of an IR: expected %s", expected);
		return refuse_at(name, in, at, why, STATUS_IR);
	}
	stats_pass(&r->stats, "read JSON");
	struct ir ir;
	Str bytes = ir_bytes(&r->ir, &strings, &r->arena);
	expected = ir_verify(&ir, &r->arena, bytes, IR_BOTH, &status);
	if (expected) {
		snprintf(why, sizeof why, "the IR of this JSON is not valid: %s", expected);
		return refuse(name, why, STATUS_IR);
	}
	return put(r, bytes);
}

enum status run_end(struct run *r)
{
	return r->check ? put(r, out_text(&r->diff)) : STATUS_OK;
}

enum status run_file(struct run *r, Str name)
{
	Str in;
	const char *why = read_input(&r->arena, name, &in);
	if (why)
		return refuse(name, arena_fmt(&r->arena, "cannot read it: %s", why).ptr,
		              STATUS_SYSTEM);
	r->stats.in += in.len;
	stats_pass(&r->stats, "read");
	if (!in.len)
		return is_stdin(name) ? STATUS_IR
		                      : refuse(name, "the file is empty: expected an IR or Rust",
		                               STATUS_IR);
	if (r->back)
		return back(r, name, in);
	if (in.ptr[0] == '\x89') /* no UTF-8 begins so */
		return intermediate(r, name, in);
	return rust(r, name, in);
}
