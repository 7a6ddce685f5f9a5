/* Programs joined by pipes: run, watched, waited for. */
#ifndef RUN_H
#define RUN_H

#include <sys/resource.h>
#include <sys/types.h>

#include "io.h"

/* A command line being made. */
struct words {
	char **word; /* ends in NULL once there is one */
	u32 n, cap;
};

void words_add(struct arena *a, struct words *w, Str word);

struct process {
	const char *name; /* of the program, without its directory */
	struct words argv;
	pid_t pid;   /* 0: not started */
	int said_by; /* what its standard error is read from, or -1 */
	bool waited;
	int status;       /* as wait has it */
	u64 began, ended; /* nanoseconds */
	struct rusage usage;
	struct out said; /* on standard error */
	Str stats;       /* of it, what --stats=json printed */
};

enum { PROCESSES = 8 };

struct pipeline {
	struct arena *arena;
	const char *tool; /* begins messages */
	struct process process[PROCESSES];
	u32 n;
	u32 apart; /* the processes from this one on run alone, when those before have ended well */
	struct out out; /* what the last of the pipe wrote */
	int out_from;
	bool interrupted; /* a signal that ends this process is pending */
	bool progress;    /* is shown on standard error after a second */
	bool shown;
	u64 began; /* 0: not yet */
};

/* Holds back the signals by which a user ends a program, for run() to see; descriptors 0 to 2 are open from here on. */
void run_begin(void);
/* Ends this process by the signal that is pending. */
void run_interrupted(void);

/* Runs the processes from `from` to before `to`, joined; the first one's standard input is this process's. What they
 * say is kept in each one's `said`, what the last one writes in `out`. All have ended when it returns. Returns an errno:
 * of what failed here, not in them. */
int run(struct pipeline *p, u32 from, u32 to);

/* Prints what the processes said, up to the first that failed of its own, and how that one ended if it was by a signal.
 * Returns its status, or STATUS_OK. */
enum status run_verdict(struct pipeline *p);

#endif
