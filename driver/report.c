/* --stats: what each stage took, as the system and the stage itself tell. */
/* ru_maxrss is of neither POSIX nor XSI. */
#define _DARWIN_C_SOURCE
#include "driver.h"

#include <stdio.h>
#include <stdlib.h>

struct figures {
	double wall, cpu;  /* milliseconds */
	u64 peak, in, out; /* bytes */
};

/* The line that the stage printed for --stats=json, which is taken out. */
static Str own_line(struct out *said)
{
	Str text = out_text(said), start = S("{\"tool\":\"oapi-");
	u32 from = text.len;
	while (from && !str_starts(str_skip(text, from), start))
		from--;
	text = str_skip(text, from);
	if (!str_starts(text, start))
		return (Str){0};
	said->len = from;
	return text;
}

static u64 number(struct arena *a, Str line, const char *key)
{
	char *at = line.len ? strstr(arena_fmt(a, "%.*s", STR(line)).ptr, key) : NULL;
	return at ? strtoull(at + strlen(key), NULL, 10) : 0;
}

static double milliseconds(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static struct figures figures_of(const struct process *s, struct arena *a)
{
	u64 unit = 1024;
#ifdef __APPLE__
	unit = 1;
#endif
	return (struct figures){.wall = (double)(s->ended - s->began) / 1e6,
	                        .cpu = milliseconds(s->usage.ru_utime) +
	                               milliseconds(s->usage.ru_stime),
	                        .peak = (u64)s->usage.ru_maxrss * unit,
	                        .in = number(a, s->stats, "\"in\":"),
	                        .out = number(a, s->stats, "\"out\":")};
}

void report_take(struct pipeline *p)
{
	for (u32 i = 0; i < p->n; i++)
		p->process[i].stats = own_line(&p->process[i].said);
}

static void put_row(struct out *o, bool json, const char *name, const struct figures *f)
{
	if (json)
		out_fmt(o,
		        "{\"name\":\"%s\",\"wall_ms\":%.3f,\"cpu_ms\":%.3f,\"peak_bytes\":%llu,"
		        "\"in\":%llu,\"out\":%llu}",
		        name, f->wall, f->cpu, (unsigned long long)f->peak,
		        (unsigned long long)f->in, (unsigned long long)f->out);
	else
		out_fmt(o, "%-14s %9.3f ms %9.3f ms %9llu KiB %11llu %11llu\n", name, f->wall,
		        f->cpu, (unsigned long long)(f->peak / 1024), (unsigned long long)f->in,
		        (unsigned long long)f->out);
}

void report(struct job *j, struct pipeline *p)
{
	bool json = j->common.stats_json || j->json;
	const char *before = "";
	struct out o;
	out_init(&o, j->arena);
	if (json)
		out_str(&o, S("{\"stages\":["));
	else
		out_fmt(&o, "%-14s %12s %12s %13s %11s %11s\n", "stage", "wall", "CPU",
		        "peak memory", "bytes in", "bytes out");
	for (u32 i = 0; i < p->n; i++) {
		struct figures f = figures_of(&p->process[i], j->arena);
		if (!p->process[i].pid)
			continue;
		if (json)
			out_str(&o, str_of(before));
		put_row(&o, json, p->process[i].name, &f);
		before = ",";
	}
	out_str(&o, json ? S("]}\n") : S(""));
	fwrite(o.ptr, 1, o.len, stderr);
}
