/* --watch: waits for a change, then begins again as a new process, so that nothing piles up. */
#include "driver.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE = 200000000, GRAIN = 10000000 /* of the times of files */, SECOND = 1000000000 };

static i64 nanoseconds(struct timespec t)
{
	return (i64)t.tv_sec * SECOND + t.tv_nsec;
}

static i64 now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	return nanoseconds(t);
}

static i64 changed_at(const struct stat *s)
{
#ifdef __APPLE__
	return (i64)s->st_mtime * SECOND;
#else
	return nanoseconds(s->st_mtim);
#endif
}

/* One number for the state of all files, the names of which stand on a line each; *latest is when the last changed. */
static u64 state(Str files, i64 *latest)
{
	u64 all = 0;
	*latest = 0;
	while (files.len) {
		u32 end = str_find(files, '\n');
		struct stat about = {0};
		char path[PATH_MAX];
		snprintf(path, sizeof path, "%.*s", (int)end, files.ptr);
		if (stat(path, &about) < 0)
			about = (struct stat){0};
		u64 figures[] = {(u64)about.st_ino, (u64)about.st_size, (u64)changed_at(&about)};
		all = all * 31 + str_hash((Str){(const char *)figures, sizeof figures});
		*latest = changed_at(&about) > *latest ? changed_at(&about) : *latest;
		files = end < files.len ? str_skip(files, end + 1) : (Str){0};
	}
	return all;
}

enum status job_watch(struct job *j, struct pipeline *p, char **argv)
{
	const struct timespec pause = {0, PAUSE};
	i64 begun = now(), ended, latest;
	u32 n = 0;
	job_run(j, p);
	ended = now();
	Str files = j->files.len ? j->files : arena_fmt(j->arena, "%.*s\n", STR(j->common.input));
	for (u32 i = 0; i < files.len; i++)
		n += files.ptr[i] == '\n';
	fprintf(stderr, "%s: waiting for a change of %u file%s\n", j->command->tool, n,
	        n == 1 ? "" : "s");
	run_interrupted();
	u64 before = state(files, &latest);
	bool missed = latest > begun - GRAIN && latest <= ended; /* while it ran */
	while (!missed && state(files, &latest) == before)
		nanosleep(&pause, NULL);
	execvp(argv[0], argv);
	fprintf(stderr, "%s: error: cannot run '%s': %s\n", j->command->tool, argv[0],
	        strerror(errno));
	return STATUS_SYSTEM;
}
