/* Processes and the pipes between them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"

/* The stages that run, for the handler of signals. */
static volatile pid_t running[STAGES];

static void stop(int signal_number)
{
	for (u32 i = 0; i < STAGES; i++)
		if (running[i] > 0)
			kill(running[i], SIGTERM);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void report(const char *what, const char *reason)
{
	fprintf(stderr, "oapi: error: %s: %s\n", what, reason);
}

void run_init(struct run *r, struct arena *a, const char *argv0)
{
	static const char *const names[] = {"oapi-parse", "oapi-resolve", "oapi-emit", "oapi-fmt"};
	const char *slash = strrchr(argv0, '/');
	*r = (struct run){.arena = a, .dir = "", .end = STAGES};
	if (slash)
		r->dir = arena_fmt(a, "%.*s/", (int)(slash - argv0), argv0).ptr;
	for (u32 i = 0; i < STAGES; i++) {
		r->stage[i].name = names[i];
		run_add(r, (enum stage_name)i, arena_fmt(a, "%s%s", r->dir, names[i]));
	}
}

void run_add(struct run *r, enum stage_name stage, Str argument)
{
	struct stage *s = &r->stage[stage];
	s->argv = arena_grow(r->arena, s->argv, &s->cap, (u64)s->n + 2, sizeof *s->argv);
	s->argv[s->n++] = (char *)arena_fmt(r->arena, "%.*s", STR(argument)).ptr;
	s->argv[s->n] = NULL;
}

/* In the child: never returns. */
static void become(const struct stage *s, int in, int out)
{
	for (int fd = 0; fd < 2; fd++) {
		int from = fd ? out : in;
		if (from != fd && dup2(from, fd) < 0) {
			report(s->name, strerror(errno));
			_exit(STATUS_SYSTEM);
		}
	}
	execvp(s->argv[0], s->argv);
	fprintf(stderr,
	        "oapi: error: %s cannot be run: %s; it belongs beside oapi, or on the PATH\n",
	        s->argv[0], strerror(errno));
	_exit(STATUS_SYSTEM);
}

static int new_pipe(int fd[2])
{
	if (pipe(fd) < 0)
		return -1;
	fcntl(fd[0], F_SETFD, FD_CLOEXEC);
	fcntl(fd[1], F_SETFD, FD_CLOEXEC);
#ifdef F_SETPIPE_SZ
	fcntl(fd[1], F_SETPIPE_SZ, 1 << 20);
#endif
	return 0;
}

/* Starts the stages; *from is then what the last one writes. On failure those that run are left to end by themselves. */
static bool start(struct run *r, int *from)
{
	int in = STDIN_FILENO;
	for (u32 i = r->first; i < r->end; i++) {
		struct stage *s = &r->stage[i];
		int fd[2];
		if (new_pipe(fd) < 0) {
			report("a pipe cannot be made", strerror(errno));
			return false;
		}
		fflush(stderr);
		s->pid = fork();
		if (s->pid == 0)
			become(s, in, fd[1]);
		int error = errno;
		if (in != STDIN_FILENO)
			close(in);
		close(fd[1]);
		in = fd[0];
		if (s->pid < 0) {
			close(in);
			fprintf(stderr, "oapi: error: no process can be made for %s: %s\n", s->name,
			        strerror(error));
			return false;
		}
		running[i] = s->pid;
	}
	*from = in;
	return true;
}

static bool gather(int from, struct out *to)
{
	enum { CHUNK = 1 << 16 };
	for (;;) {
		ssize_t n = read(from, out_room(to, CHUNK), CHUNK);
		if (n > 0) {
			to->len += (u32)n;
		} else if (n == 0) {
			return true;
		} else if (errno != EINTR) {
			report("what oapi-fmt writes cannot be read", strerror(errno));
			return false;
		}
	}
}

static int status_of(const struct stage *s)
{
	if (WIFEXITED(s->status))
		return WEXITSTATUS(s->status);
	int number = WTERMSIG(s->status);
	fprintf(stderr, "oapi: error: %s was ended by signal %d\n", s->name, number);
	return 128 + number;
}

/* Waits for all; returns the first status that is not 0. */
static int await(struct run *r)
{
	int status = 0;
	for (u32 i = r->first; i < r->end; i++) {
		struct stage *s = &r->stage[i];
		if (s->pid <= 0)
			continue;
		pid_t got;
		do
			got = waitpid(s->pid, &s->status, 0);
		while (got < 0 && errno == EINTR);
		running[i] = 0;
		if (got < 0) {
			report(s->name, strerror(errno));
			s->status = STATUS_SYSTEM << 8;
		}
		/* That one stage was ended by its reader's end is no news. */
		bool quiet = WIFSIGNALED(s->status) && WTERMSIG(s->status) == SIGPIPE;
		if (!status && !quiet)
			status = status_of(s);
		s->pid = 0;
	}
	return status;
}

int run_pipe(struct run *r, struct out *to)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	int from;
	for (u32 i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], stop);
	bool ok = start(r, &from);
	if (ok) {
		ok = gather(from, to);
		close(from);
	}
	int status = await(r);
	for (u32 i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], SIG_DFL);
	return ok ? status : status ? status : STATUS_SYSTEM;
}

/* An argument as a shell takes it. */
static void put_quoted(struct out *to, const char *s)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-=./:,+@%";
	if (*s && s[strspn(s, plain)] == 0) {
		out_str(to, str_of(s));
		return;
	}
	out_char(to, '\'');
	for (; *s; s++)
		if (*s == '\'')
			out_str(to, S("'\\''"));
		else
			out_char(to, *s);
	out_char(to, '\'');
}

void run_print(const struct run *r, struct out *to)
{
	for (u32 i = r->first; i < r->end; i++) {
		for (u32 k = 0; k < r->stage[i].n; k++) {
			if (k)
				out_char(to, ' ');
			put_quoted(to, r->stage[i].argv[k]);
		}
		out_str(to, i + 1 < r->end ? S(" | ") : S("\n"));
	}
}
