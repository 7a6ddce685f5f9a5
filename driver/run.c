/* wait4 is of BSD. */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	READ_SIZE = 1 << 16,
	TICK = 100, /* milliseconds between looks at signals and at progress */
	SECOND = 1000000000,
};

static u64 now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * SECOND + (u64)t.tv_nsec;
}

void words_add(struct arena *a, struct words *w, Str word)
{
	char *copy = new (a, char, (size_t)word.len + 1);
	memcpy(copy, word.ptr, word.len);
	w->word = arena_grow(a, w->word, &w->cap, (u64)w->n + 2, sizeof *w->word);
	w->word[w->n++] = copy;
	w->word[w->n] = NULL;
}

/* Signals */

static void user_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGQUIT);
}

void run_begin(void)
{
	sigset_t set;
	user_signals(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGCHLD, SIG_DFL);       /* where it is ignored nobody can be waited for */
	for (int fd = 0; fd <= 2; fd++) /* reading and writing fail as on a closed one */
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
			die_system("cannot open", S("/dev/null"));
}

static bool is_interrupted(void)
{
	sigset_t set;
	sigpending(&set);
	return sigismember(&set, SIGINT) == 1 || sigismember(&set, SIGTERM) == 1 ||
	       sigismember(&set, SIGHUP) == 1 || sigismember(&set, SIGQUIT) == 1;
}

static void let_signals(void)
{
	sigset_t set;
	user_signals(&set);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

void run_interrupted(void)
{
	let_signals();
}

/* Starting */

static int open_pipe(int fd[2])
{
	if (pipe(fd) < 0)
		return errno;
	for (int i = 0; i < 2; i++)
		fcntl(fd[i], F_SETFD, FD_CLOEXEC);
	return 0;
}

static _Noreturn void become(const struct pipeline *p, const struct process *s, int in, int out,
                             int err)
{
	if ((in < 0 || dup2(in, STDIN_FILENO) >= 0) && dup2(out, STDOUT_FILENO) >= 0 &&
	    dup2(err, STDERR_FILENO) >= 0) {
		let_signals();
		execvp(s->argv.word[0], s->argv.word);
	}
	int error = errno;
	dprintf(err, "%s: error: cannot run '%s': %s\n", p->tool, s->argv.word[0], strerror(error));
	_exit(STATUS_SYSTEM);
}

static void close_pipe(const int fd[2])
{
	close(fd[0]);
	close(fd[1]);
}

/* Starts a process that reads `in` (-1: standard input), which is closed here; what it writes is then in out_from.
 * Returns an errno. */
static int start(struct pipeline *p, struct process *s, int in)
{
	int out[2], err[2], error = open_pipe(out);
	p->out_from = -1;
	if (!error && (error = open_pipe(err)))
		close_pipe(out);
	if (!error) {
		s->began = now();
		s->pid = fork();
		if (s->pid == 0)
			become(p, s, in, out[1], err[1]);
		if (s->pid < 0) {
			error = errno;
			s->pid = 0;
			close_pipe(out);
			close_pipe(err);
		}
	}
	if (in >= 0)
		close(in);
	if (error)
		return error;
	close(out[1]);
	close(err[1]);
	p->out_from = out[0];
	s->said_by = err[0];
	out_init(&s->said, p->arena);
	return 0;
}

/* Watching */

static void show_progress(struct pipeline *p, u32 from, u32 to)
{
	u64 took = now() - p->began;
	if (!p->progress || took < SECOND)
		return;
	while (from < to && p->process[from].waited)
		from++;
	fprintf(stderr, "\r\033[K%s: %.1f s", p->tool, (double)took / SECOND);
	if (from < to)
		fprintf(stderr, ", %s", p->process[from].name);
	fflush(stderr);
	p->shown = true;
}

/* Reads what there is into o; at the end closes *fd and makes it -1. Returns an errno. */
static int take(int *fd, struct out *o)
{
	ssize_t got = read(*fd, out_room(o, READ_SIZE), READ_SIZE);
	if (got > 0)
		o->len += (u32)got;
	if (got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN)))
		return 0;
	int error = got < 0 ? errno : 0;
	close(*fd);
	*fd = -1;
	return error;
}

/* Waits for a process; where it must not block, only if it has ended. Returns an errno. */
static int reap(struct process *s, bool block)
{
	pid_t got;
	do
		got = wait4(s->pid, &s->status, block ? 0 : WNOHANG, &s->usage);
	while (got < 0 && errno == EINTR);
	if (got == 0)
		return 0;
	s->ended = now();
	s->waited = true;
	return got < 0 ? errno : 0;
}

static void kill_all(struct pipeline *p, u32 from, u32 to)
{
	for (u32 i = from; i < to; i++) {
		struct process *s = &p->process[i];
		if (s->pid && !s->waited) {
			kill(s->pid, SIGKILL);
			reap(s, true);
		}
		if (s->pid && s->said_by >= 0)
			close(s->said_by);
		s->said_by = -1;
	}
	if (p->out_from >= 0)
		close(p->out_from);
	p->out_from = -1;
}

/* One look at all that is open. Returns an errno. */
static int look(struct pipeline *p, u32 from, u32 to)
{
	struct pollfd fd[PROCESSES + 1];
	int *of[PROCESSES + 1], error = 0;
	struct out *into[PROCESSES + 1];
	nfds_t n = 0;
	for (u32 i = from; i <= to; i++) {
		int *from_fd = i < to ? &p->process[i].said_by : &p->out_from;
		if (*from_fd < 0)
			continue;
		fd[n] = (struct pollfd){.fd = *from_fd, .events = POLLIN};
		of[n] = from_fd;
		into[n++] = i < to ? &p->process[i].said : &p->out;
	}
	if (poll(fd, n, n ? TICK : 1) < 0)
		return errno == EINTR ? 0 : errno;
	for (nfds_t i = 0; i < n && !error; i++)
		if (fd[i].revents)
			error = take(of[i], into[i]);
	return error;
}

static int watch(struct pipeline *p, u32 from, u32 to)
{
	int error = 0;
	for (bool left = true; left && !error;) {
		error = look(p, from, to);
		left = p->out_from >= 0;
		for (u32 i = from; i < to && !error; i++) {
			struct process *s = &p->process[i];
			if (s->said_by < 0 && !s->waited)
				error = reap(s, false);
			left = left || !s->waited;
		}
		p->interrupted = is_interrupted();
		if (p->interrupted)
			break;
		show_progress(p, from, to);
	}
	return error;
}

int run(struct pipeline *p, u32 from, u32 to)
{
	int error = 0, in = -1;
	p->out_from = -1;
	p->began = p->began ? p->began : now();
	p->out.len = 0;
	p->out.arena = p->arena;
	for (u32 i = from; i < to && !error; i++) {
		error = start(p, &p->process[i], in);
		in = p->out_from;
	}
	if (!error)
		error = watch(p, from, to);
	kill_all(p, from, to);
	if (p->shown)
		fprintf(stderr, "\r\033[K");
	p->shown = false;
	return error;
}

/* Judging */

static bool failed(const struct process *s)
{
	return s->waited && s->status != 0;
}

/* Its reader has left: that is not its own failure. */
static bool lost_its_reader(const struct process *s)
{
	return WIFSIGNALED(s->status) && WTERMSIG(s->status) == SIGPIPE;
}

/* The one that is to blame, or p->n. */
static u32 culprit(const struct pipeline *p)
{
	u32 last = p->n;
	for (u32 i = 0; i < p->n; i++) {
		if (failed(&p->process[i]))
			last = i;
		if (failed(&p->process[i]) && !lost_its_reader(&p->process[i]))
			return i;
	}
	return last;
}

enum status run_verdict(struct pipeline *p)
{
	u32 blamed = culprit(p);
	for (u32 i = 0; i < p->n && i <= blamed; i++)
		fwrite(p->process[i].said.ptr, 1, p->process[i].said.len, stderr);
	if (blamed == p->n)
		return STATUS_OK;
	const struct process *s = &p->process[blamed];
	if (WIFSIGNALED(s->status)) {
		fprintf(stderr, "%s: error: %s was ended by signal %d: %s\n", p->tool, s->name,
		        WTERMSIG(s->status), strsignal(WTERMSIG(s->status)));
		return STATUS_SYSTEM;
	}
	return strncmp(s->name, "oapi-", 5) == 0 ? (enum status)WEXITSTATUS(s->status)
	                                         : STATUS_SYSTEM;
}
