/* --stats: what each pass of a stage took. Off, each call is one test of a flag. */
#ifndef STATS_H
#define STATS_H

#include "ir.h"
#include "opt.h"

enum { STATS_PASSES = 24 };

struct stats {
	bool on, json;
	const char *tool;
	struct arena *arena;
	u32 passes;
	struct {
		const char *name;
		u64 ns, bytes, allocations;
	} pass[STATS_PASSES];
	u64 started, last_ns, last_bytes, last_allocations;
	u64 in, out; /* bytes */
};

void stats_begin(struct stats *s, const char *tool, struct arena *a,
                 const struct common_options *o);
/* Closes the pass that ran since the last call (or the beginning) under this name. */
void stats_pass(struct stats *s, const char *name);
/* Prints to standard error. `ir` (or NULL) gives the records by kind. */
void stats_end(struct stats *s, const struct ir *ir);

#endif
