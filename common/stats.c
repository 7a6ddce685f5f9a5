/* ru_maxrss is of neither POSIX nor XSI. */
#define _DARWIN_C_SOURCE
#include "stats.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static u64 now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

void stats_begin(struct stats *s, const char *tool, struct arena *a, const struct common_options *o)
{
	*s = (struct stats){.on = o->stats, .json = o->stats_json, .tool = tool, .arena = a};
	if (!s->on)
		return;
	s->started = s->last_ns = now();
	s->last_bytes = a->bytes;
	s->last_allocations = a->allocations;
}

void stats_pass(struct stats *s, const char *name)
{
	u64 at;

	if (!s->on || s->passes == STATS_PASSES)
		return;
	at = now();
	s->pass[s->passes].name = name;
	s->pass[s->passes].ns = at - s->last_ns;
	s->pass[s->passes].bytes = s->arena->bytes - s->last_bytes;
	s->pass[s->passes].allocations = s->arena->allocations - s->last_allocations;
	s->passes++;
	s->last_ns = at;
	s->last_bytes = s->arena->bytes;
	s->last_allocations = s->arena->allocations;
}

/* The most memory that the process held at once, in bytes. */
static u64 peak(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
	return (u64)usage.ru_maxrss;
#else
	return (u64)usage.ru_maxrss * 1024;
#endif
}

static double milliseconds(u64 ns)
{
	return (double)ns / 1e6;
}

static u32 records(const struct ir *ir, u32 table)
{
	return ir && ir->count[table] > 1 ? ir->count[table] - 1 : 0;
}

static void put_human(struct out *o, const struct stats *s, const struct ir *ir, u64 total)
{
	for (u32 i = 0; i < s->passes; i++)
		out_fmt(o, "%s: %-12s %9.3f ms %12llu bytes %9llu allocations\n", s->tool,
		        s->pass[i].name, milliseconds(s->pass[i].ns),
		        (unsigned long long)s->pass[i].bytes,
		        (unsigned long long)s->pass[i].allocations);
	out_fmt(o, "%s: %-12s %9.3f ms %12llu bytes %9llu allocations\n", s->tool, "total",
	        milliseconds(total), (unsigned long long)s->arena->bytes,
	        (unsigned long long)s->arena->allocations);
	out_fmt(o, "%s: read %llu bytes, wrote %llu bytes, peak memory %llu KiB\n", s->tool,
	        (unsigned long long)s->in, (unsigned long long)s->out,
	        (unsigned long long)(peak() / 1024));
	out_fmt(o, "%s: records:", s->tool);
	for (u32 t = 0; t < IR_TABLES; t++)
		if (records(ir, t))
			out_fmt(o, " %s %u", ir_tables[t].name, records(ir, t));
	out_char(o, '\n');
}

static void put_json(struct out *o, const struct stats *s, const struct ir *ir, u64 total)
{
	const char *comma = "";

	out_fmt(o, "{\"tool\":\"%s\",\"ms\":%.3f,\"in\":%llu,\"out\":%llu,\"peak_bytes\":%llu",
	        s->tool, milliseconds(total), (unsigned long long)s->in, (unsigned long long)s->out,
	        (unsigned long long)peak());
	out_fmt(o, ",\"arena_bytes\":%llu,\"allocations\":%llu,\"passes\":[",
	        (unsigned long long)s->arena->bytes, (unsigned long long)s->arena->allocations);
	for (u32 i = 0; i < s->passes; i++, comma = ",")
		out_fmt(o,
		        "%s{\"name\":\"%s\",\"ms\":%.3f,\"arena_bytes\":%llu,\"allocations\":%llu}",
		        comma, s->pass[i].name, milliseconds(s->pass[i].ns),
		        (unsigned long long)s->pass[i].bytes,
		        (unsigned long long)s->pass[i].allocations);
	out_str(o, S("],\"records\":{"));
	comma = "";
	for (u32 t = 0; t < IR_TABLES; t++)
		if (records(ir, t)) {
			out_fmt(o, "%s\"%s\":%u", comma, ir_tables[t].name, records(ir, t));
			comma = ",";
		}
	out_str(o, S("}}\n"));
}

void stats_end(struct stats *s, const struct ir *ir)
{
	struct arena a = {0}; /* apart, so that it is not counted */
	struct out o;
	u64 total;

	if (!s->on)
		return;
	total = now() - s->started;
	out_init(&o, &a);
	if (s->json)
		put_json(&o, s, ir, total);
	else
		put_human(&o, s, ir, total);
	fwrite(o.ptr, 1, o.len, stderr);
}
