/* How long the pipe takes, in units of what jsmn takes to tokenise the same bytes in warm memory.
 *
 *	ratio BINDIR SPEC [ROUNDS]
 *
 * Each round does everything once, one after the other, so that a machine that slows down slows down all of it; the table
 * shows medians. The stages read files and write files in a directory of their own, which is gone afterwards; what the
 * shell takes to start them is counted. */
#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include <jsmn.h>

/* What is measured, and the file that it writes: all but the first are run by the shell, where $0 is the binaries' directory
 * and $1 the spec. */
#define RUNS(X) \
	X("jsmn, in memory", NULL, NULL) \
	X("oapi-parse", "doc.ir", "\"$0\"/oapi-parse \"$1\" >doc.ir") \
	X("oapi-resolve", "program.ir", "\"$0\"/oapi-resolve doc.ir 2>/dev/null >program.ir") \
	X("oapi-emit", "alone.rs", "\"$0\"/oapi-emit program.ir >alone.rs") \
	X("the pipe", "piped.rs", \
	  "\"$0\"/oapi-parse \"$1\" | \"$0\"/oapi-resolve 2>/dev/null | \"$0\"/oapi-emit " \
	  ">piped.rs")

static const struct {
	const char *name, *writes, *command;
} run[] = {
#define X(name, writes, command) {name, writes, command},
	RUNS(X)
#undef X
};

enum { RUN_COUNT = sizeof run / sizeof *run, ROUNDS = 15, ROUNDS_MAX = 1000 };

struct bench {
	const char *bin, *spec;
	char *text;
	size_t bytes;
	jsmntok_t *token;
	unsigned tokens;
	double ms[RUN_COUNT][ROUNDS_MAX]; /* by the clock on the wall */
	double cpu[RUN_COUNT]
		  [ROUNDS_MAX]; /* of processors, which other work on the machine disturbs less */
};

static void fail(const char *what)
{
	fprintf(stderr, "ratio: ");
	perror(what);
	exit(4);
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What this process and those that it waited for took of processors so far, in milliseconds. */
static double used(void)
{
	double ms = 0;
	for (int i = 0; i < 2; i++) {
		struct rusage u;
		getrusage(i ? RUSAGE_CHILDREN : RUSAGE_SELF, &u);
		ms += (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3;
		ms += (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
	}
	return ms;
}

static void read_spec(struct bench *b)
{
	struct stat about;
	int fd = open(b->spec, O_RDONLY);
	if (fd < 0 || fstat(fd, &about) < 0)
		fail(b->spec);
	b->bytes = (size_t)about.st_size;
	b->text = malloc(b->bytes + 1);
	if (!b->text || read(fd, b->text, b->bytes) != (ssize_t)b->bytes)
		fail(b->spec);
	close(fd);
}

/* Tokenises the spec; returns how many tokens it has, or below 0. */
static int tokenise(struct bench *b)
{
	jsmn_parser parser;
	jsmn_init(&parser);
	return jsmn_parse(&parser, b->text, b->bytes, b->token, b->tokens);
}

static void make_room(struct bench *b)
{
	int n = tokenise(b);
	if (n < 0) {
		fprintf(stderr, "ratio: %s: jsmn says that it is no JSON\n", b->spec);
		exit(1);
	}
	b->tokens = (unsigned)n;
	b->token = malloc((size_t)n * sizeof *b->token);
	if (!b->token || tokenise(b) != n) /* this touches all of it */
		fail("memory");
}

static void run_command(const struct bench *b, const char *command)
{
	int status = 0;
	pid_t child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", command, b->bin, b->spec, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || waitpid(child, &status, 0) < 0)
		fail("sh");
	if (status != 0) {
		fprintf(stderr, "ratio: failed: %s\n", command);
		exit(1);
	}
}

static int compare(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double median(double *of, unsigned n)
{
	qsort(of, n, sizeof *of, compare);
	return of[n / 2];
}

static void report(struct bench *b, unsigned rounds)
{
	double jsmn = median(b->ms[0], rounds), jsmn_cpu = median(b->cpu[0], rounds);
	printf("%s: %zu bytes, %u tokens; %u rounds\n\n", b->spec, b->bytes, b->tokens, rounds);
	printf("%-18s %10s %10s %10s %10s %10s\n", "", "median ms", "least ms", "of jsmn", "cpu ms",
	       "of jsmn");
	for (unsigned i = 0; i < RUN_COUNT; i++) {
		double ms = median(b->ms[i], rounds), cpu = median(b->cpu[i], rounds);
		printf("%-18s %10.1f %10.1f %10.2f %10.1f %10.2f\n", run[i].name, ms, b->ms[i][0],
		       ms / jsmn, cpu, cpu / jsmn_cpu);
	}
}

/* Files are written anew: one that takes the place of another is written to the disk at once by some file systems (ext4's
 * auto_da_alloc), which takes as long as a stage. */
static void measure(struct bench *b, unsigned rounds)
{
	for (unsigned k = 0; k < rounds; k++)
		for (unsigned i = 0; i < RUN_COUNT; i++) {
			if (run[i].writes)
				unlink(run[i].writes);
			double start = now(), before = used();
			if (run[i].command)
				run_command(b, run[i].command);
			else
				tokenise(b);
			b->ms[i][k] = now() - start;
			b->cpu[i][k] = used() - before;
		}
}

static void enter_scratch(char *dir)
{
	if (!mkdtemp(dir) || chdir(dir) < 0)
		fail(dir);
}

static void leave_scratch(const char *dir)
{
	for (unsigned i = 0; i < RUN_COUNT; i++)
		if (run[i].writes)
			unlink(run[i].writes);
	if (chdir("/") < 0 || rmdir(dir) < 0)
		fail(dir);
}

int main(int argc, char **argv)
{
	struct bench b = {0};
	char dir[] = "/tmp/oapi-bench-XXXXXX";
	unsigned rounds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : ROUNDS;
	if (argc < 3 || argc > 4 || rounds < 1 || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: ratio BINDIR SPEC [ROUNDS]\n");
		return 2;
	}
	b.bin = realpath(argv[1], NULL);
	b.spec = realpath(argv[2], NULL);
	if (!b.bin || !b.spec)
		fail(b.bin ? argv[2] : argv[1]);
	read_spec(&b);
	make_room(&b);
	enter_scratch(dir);
	measure(&b, rounds);
	leave_scratch(dir);
	report(&b, rounds);
	return 0;
}
