/* corrupt CASES SEED SCRATCH FILE.ir STAGE...: changes one byte of an IR or cuts it short, CASES times, half of the
 * changes with the checksum made right again. Each is verified here; what still verifies is run through every STAGE,
 * and of what does not the first REFUSED_RUN too. A stage that is killed (also by SIGALRM, when it hangs), that a sanitizer stops,
 * or that does not see what was seen here is a failure: the input is kept as SCRATCH-N.bad. Prints how many of each
 * there were. */
#include "check.h"
#include "ir_format.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 2, REFUSED_RUN = 1000, SECONDS_MAX = 20, FAILURES_MAX = 10 };

struct plan {
	u32 cases;
	u64 seed;
	const char *scratch;
	char **stages; /* ends in NULL */
	Str good;
};

/* What a case does to the bytes. */
static Str corrupt(const struct plan *p, u32 number, char *bytes)
{
	u64 state = p->seed + (u64)number * UINT64_C(0x9e3779b97f4a7c15) + 1;
	Str bad = {bytes, p->good.len};
	u32 words = p->good.len / 4 - IR_TRAILER_WORDS, at;
	struct ir_sum sum = {0};

	for (u32 i = 0; i < 4; i++)
		next_random(&state);
	memcpy(bytes, p->good.ptr, p->good.len);
	at = (u32)(next_random(&state) % p->good.len);
	if (next_random(&state) % 8 == 0) {
		bad.len = at;
		return bad;
	}
	bytes[at] = (char)(bytes[at] ^ (char)(1 + next_random(&state) % 255));
	if (number % 2) {
		ir_sum_words(&sum, (const u32 *)(const void *)bytes, words + 1);
		memcpy(bytes + 4 * (words + IR_TRAILER_A), &sum, sizeof sum);
	}
	return bad;
}

static void save(const char *path, Str s)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	CHECK(fd >= 0 && write(fd, s.ptr, s.len) == (ssize_t)s.len);
	close(fd);
}

/* Runs a stage on a file; returns its status as wait() gives it. */
static int run(const char *stage, const char *file)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (child == 0) {
		int in = open(file, O_RDONLY), null = open("/dev/null", O_WRONLY);

		alarm(SECONDS_MAX);
		dup2(in, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execl(stage, stage, (char *)NULL);
		_exit(127);
	}
	CHECK(waitpid(child, &status, 0) == child);
	return status;
}

/* Whether the IR holds a string twice, which oapi-resolve alone sees. */
static bool repeats(struct arena *a, const struct ir *ir)
{
	struct interner in;

	intern_init(&in, a);
	for (u32 id = KW_COUNT; id < ir->strings; id++)
		if (intern(&in, ir_str(ir, id)) != id)
			return true;
	return false;
}

/* Whether a stage may end like this: ir is what was read, or NULL where it was refused. A text that does not begin as
 * an IR is no concern of oapi-fmt. */
static bool plausible(struct arena *a, const char *stage, int status, const struct ir *ir)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (code < 0 || code > STATUS_SYSTEM)
		return false;
	if (ir)
		return code != STATUS_IR || repeats(a, ir);
	return code == STATUS_IR || str_ends(str_of(stage), S("oapi-fmt"));
}

static bool work(const struct plan *p, u32 worker)
{
	char *bytes = (char *)malloc(p->good.len + 8), path[4096], kept[4200];
	struct arena a = {0};
	u32 verified = 0, refused = 0, failures = 0;

	snprintf(path, sizeof path, "%s-%u", p->scratch, (unsigned)worker);
	for (u32 i = 0; i < p->cases && failures < FAILURES_MAX; i++) {
		struct ir ir;
		enum status status;
		Str bad;
		bool verifies;

		if (i / 2 % WORKERS != worker)
			continue;
		bad = corrupt(p, i, bytes);
		verifies = ir_verify(&ir, &a, bad, IR_BOTH, &status) == NULL;
		if (verifies)
			verified++;
		else if (refused++ >= REFUSED_RUN / WORKERS)
			continue;
		save(path, bad);
		for (char **stage = p->stages; *stage; stage++) {
			int ended = run(*stage, path);

			if (plausible(&a, *stage, ended, verifies ? &ir : NULL))
				continue;
			failures++;
			snprintf(kept, sizeof kept, "%s-%u.bad", p->scratch, (unsigned)i);
			save(kept, bad);
			fprintf(stderr, "%s <%s: wait status %#x, but the input %s\n", *stage, kept,
			        (unsigned)ended, verifies ? "verifies" : "does not verify");
		}
	}
	printf("worker %u: %u verified, %u refused\n", (unsigned)worker, (unsigned)verified,
	       (unsigned)refused);
	unlink(path);
	free(bytes);
	return failures == 0;
}

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct plan p;
	int failed = 0, status;

	if (argc < 6)
		return STATUS_USAGE;
	p = (struct plan){.cases = (u32)strtoul(argv[1], NULL, 10),
	                  .seed = strtoul(argv[2], NULL, 10),
	                  .scratch = argv[3],
	                  .stages = argv + 5};
	CHECK(read_input(&a, str_of(argv[4]), &p.good) == NULL && p.good.len > 100);
	for (u32 worker = 0; worker < WORKERS; worker++)
		if (fork() == 0)
			exit(work(&p, worker) ? 0 : 1);
	while (wait(&status) > 0)
		failed |= status;
	return failed != 0;
}
