/* Makes calls of the system fail: preloaded, fails the call FAULT_CALL number FAULT_N (from 1) of the program FAULT_TOOL
 * with the error FAULT_ERRNO. FAULT_COUNT names a file to which each process appends "TOOL CALL COUNT" at its end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CALLS = 32 };

static struct {
	const char *name;
	unsigned count;
} calls[CALLS];

static void *real(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

/* Whether this call fails, with errno set. */
static int fails(const char *name)
{
	const char *tool = getenv("FAULT_TOOL"), *call = getenv("FAULT_CALL"),
		   *n = getenv("FAULT_N");
	unsigned i = 0;
	while (i < CALLS - 1 && calls[i].name && strcmp(calls[i].name, name) != 0)
		i++;
	calls[i].name = name;
	calls[i].count++;
	if (!tool || !call || !n || strcmp(tool, program_invocation_short_name) != 0 ||
	    strcmp(call, name) != 0 || calls[i].count != strtoul(n, NULL, 10))
		return 0;
	errno = atoi(getenv("FAULT_ERRNO"));
	return 1;
}

__attribute__((destructor)) static void count(void)
{
	const char *path = getenv("FAULT_COUNT");
	FILE *file = path ? fopen(path, "a") : NULL;
	for (unsigned i = 0; file && i < CALLS && calls[i].name; i++)
		fprintf(file, "%s %s %u\n", program_invocation_short_name, calls[i].name,
		        calls[i].count);
	if (file)
		fclose(file);
}

#define CALL(type, name, failed, parameters, ...) \
	type name parameters \
	{ \
		type(*f) parameters = (type(*) parameters)real(#name); \
		return fails(#name) ? failed : f(__VA_ARGS__); \
	}

CALL(ssize_t, read, -1, (int fd, void *to, size_t n), fd, to, n)
CALL(ssize_t, write, -1, (int fd, const void *from, size_t n), fd, from, n)
CALL(ssize_t, writev, -1, (int fd, const struct iovec *v, int n), fd, v, n)
CALL(int, fstat, -1, (int fd, struct stat *s), fd, s)
CALL(int, stat, -1, (const char *path, struct stat *s), path, s)
CALL(int, lstat, -1, (const char *path, struct stat *s), path, s)
CALL(int, rename, -1, (const char *from, const char *to), from, to)
CALL(int, mkdir, -1, (const char *path, mode_t mode), path, mode)
CALL(char *, mkdtemp, NULL, (char *path), path)
CALL(void *, mmap, MAP_FAILED, (void *at, size_t n, int prot, int flags, int fd, off_t from), at, n,
     prot, flags, fd, from)
CALL(int, pipe, -1, (int fd[2]), fd)
CALL(pid_t, fork, -1, (void))
CALL(int, poll, -1, (struct pollfd * fd, nfds_t n, int timeout), fd, n, timeout)
CALL(pid_t, wait4, -1, (pid_t pid, int *status, int options, struct rusage *usage), pid, status,
     options, usage)
CALL(int, execvp, -1, (const char *file, char *const argv[]), file, argv)
CALL(int, dup2, -1, (int from, int to), from, to)

/* What fails has closed all the same, as Linux has it. */
int close(int fd)
{
	int (*f)(int) = (int (*)(int))real("close");
	int bad = fails("close"), error = errno, result = f(fd);
	if (!bad)
		return result;
	errno = error;
	return -1;
}

int open(const char *path, int flags, ...)
{
	int (*f)(const char *, int, ...) = (int (*)(const char *, int, ...))real("open");
	va_list args;
	mode_t mode = 0;
	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	return fails("open") ? -1 : f(path, flags, mode);
}
