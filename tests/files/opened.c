/* Preloaded into a tool: writes the paths that it opens to the file that OPENED names. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int opened(const char *call, int directory, const char *path, int flags, unsigned mode)
{
	int (*next)(int, const char *, int, ...) =
		(int (*)(int, const char *, int, ...))dlsym(RTLD_NEXT, call);
	int log = next(AT_FDCWD, getenv("OPENED"), O_WRONLY | O_APPEND | O_CREAT, 0600);
	if (log < 0 || write(log, path, strlen(path)) < 0 || write(log, "\n", 1) < 0)
		abort();
	close(log);
	return next(directory, path, flags, mode);
}

#define OPEN(name, call) \
	int name(const char *path, int flags, ...) \
	{ \
		va_list args; \
		va_start(args, flags); \
		unsigned mode = flags & O_CREAT ? va_arg(args, unsigned) : 0; \
		va_end(args); \
		return opened(call, AT_FDCWD, path, flags, mode); \
	}
OPEN(open, "openat")
OPEN(open64, "openat64")
#define OPENAT(name) \
	int name(int directory, const char *path, int flags, ...) \
	{ \
		va_list args; \
		va_start(args, flags); \
		unsigned mode = flags & O_CREAT ? va_arg(args, unsigned) : 0; \
		va_end(args); \
		return opened(#name, directory, path, flags, mode); \
	}
OPENAT(openat)
OPENAT(openat64)

FILE *fopen(const char *path, const char *mode)
{
	FILE *(*next)(const char *, const char *) =
		(FILE * (*)(const char *, const char *)) dlsym(RTLD_NEXT, "fopen");
	close(opened("openat", AT_FDCWD, path, O_RDONLY, 0));
	return next(path, mode);
}
