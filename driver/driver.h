/* oapi: runs the stages over pipes, as cc runs its passes. */
#ifndef DRIVER_H
#define DRIVER_H

#include <sys/types.h>

#include "io.h"
#include "opt.h"

enum stage_name { STAGE_parse, STAGE_resolve, STAGE_emit, STAGE_fmt, STAGES };

/* A stage's command line, and what became of it. */
struct stage {
	const char *name;
	char **argv; /* ends in NULL; the first is its path */
	u32 n, cap;
	pid_t pid;
	int status; /* of waitpid */
};

/* Stages that are run together, each reading what the one before writes. */
struct run {
	struct arena *arena;
	const char *dir; /* where the stages are, with a slash; empty: on the PATH */
	struct stage stage[STAGES];
	u32 first, end; /* those that run */
};

/* Makes the stages without arguments; they are looked for where the program is that was called as argv0, and else on the
 * PATH. */
void run_init(struct run *r, struct arena *a, const char *argv0);
/* Adds an argument to a stage. */
void run_add(struct run *r, enum stage_name stage, Str argument);
/* Runs the stages from r->first up to r->end, and gathers what the last one writes into `to`. Returns the status of the
 * first that fails, or 128 and the signal that ended it, after a message about that; or STATUS_SYSTEM after one where a stage
 * cannot be run. Signals that end this process end the stages too. */
int run_pipe(struct run *r, struct out *to);
/* Prints the command lines, as a shell takes them. */
void run_print(const struct run *r, struct out *to);

/* list.c: what a program IR has of a kind, as a table or as JSON. Returns false where there is no such kind. */
bool list_write(struct out *o, struct arena *a, Str program, Str kind, bool json);

#endif
