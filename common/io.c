/* mremap, vmsplice and F_SETPIPE_SZ are Linux's own. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "io.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	INPUT_END = 16, /* zero bytes past the end of the input */
	/* room for a stream, of which only what is used takes memory */
	INPUT_FIRST = BLANK_MAX + INPUT_END,
	PIPE_SIZE = 1 << 20, /* asked of the system, which gives 64 KiB by itself */
	WRITE_SPANS = 16,    /* in one call: POSIX's least IOV_MAX */
	WRITE_MAX = 1 << 30, /* bytes of a span in one call */
	GIVE_FROM = 1 << 16, /* bytes of a span from which a pipe is given its pages */
	LINKS_MAX = 40,      /* symbolic links followed */
	TEMPORARY_TRIES = 1000,
};

/* Input */

static const char *reason(struct arena *a, int error)
{
	return arena_fmt(a, "%s", strerror(error)).ptr;
}

/* Zeroed memory that is one mapping, as mremap needs it. */
static char *map_whole(size_t size)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
#ifdef MADV_HUGEPAGE
	madvise(p, size, MADV_HUGEPAGE);
#endif
	return p;
}

/* Twice the memory, with the same content; the old is gone. */
static char *double_memory(char *old, size_t size)
{
#ifdef __linux__
	char *moved = mremap(old, size, 2 * size, MREMAP_MAYMOVE);

	return moved == MAP_FAILED ? NULL : moved;
#else
	char *moved = map_whole(2 * size);

	if (!moved)
		return NULL;
	memcpy(moved, old, size);
	munmap(old, size);
	return moved;
#endif
}

/* A regular file is mapped over zeroed memory that is longer by the bytes that must follow it. Returns an errno. */
static int map_file(int fd, size_t size, Str *to)
{
	char *p = map_memory(size + INPUT_END);

	if (!p)
		return ENOMEM;
	if (mmap(p, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, fd, 0) == MAP_FAILED) {
		int error = errno;

		munmap(p, size + INPUT_END);
		return error;
	}
	*to = (Str){p, (u32)size};
	return 0;
}

/* Returns an errno. */
static int read_stream(int fd, Str *to)
{
	size_t room = INPUT_FIRST, size = 0;
	char *p = map_whole(room), *moved;

	while (p) {
		ssize_t got = read(fd, p + size, room - INPUT_END - size);

		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return errno;
		size += (size_t)got;
		if (size > UINT32_MAX)
			return EFBIG;
		if (size < room - INPUT_END)
			continue;
		if (room == INPUT_FIRST && str_is_blank((Str){p, (u32)size}))
			break;
		moved = double_memory(p, room);
		if (!moved)
			return ENOMEM;
		p = moved;
		room *= 2;
	}
	if (!p)
		return ENOMEM;
	*to = (Str){p, (u32)size};
	return 0;
}

/* Returns an errno. */
static int read_fd(int fd, Str *to)
{
	struct stat about;

	if (fstat(fd, &about) < 0)
		return errno;
	if (S_ISDIR(about.st_mode))
		return EISDIR;
	if (S_ISREG(about.st_mode) && about.st_size > UINT32_MAX)
		return EFBIG;
	if (S_ISREG(about.st_mode) && about.st_size > 0 && lseek(fd, 0, SEEK_CUR) == 0 &&
	    map_file(fd, (size_t)about.st_size, to) == 0)
		return 0;
	return read_stream(fd, to);
}

static bool is_standard(Str path)
{
	return path.len == 0 || str_eq(path, S("-"));
}

static char *c_string(struct arena *a, Str s)
{
	char *p = new (a, char, (size_t)s.len + 1);

	memcpy(p, s.ptr, s.len);
	return p;
}

const char *read_input(struct arena *a, Str path, Str *to)
{
	int fd = STDIN_FILENO, error;

	*to = (Str){"\0\0\0\0\0\0\0", 0};
	if (!is_standard(path))
		fd = open(c_string(a, path), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return reason(a, errno);
	error = read_fd(fd, to);
	if (fd != STDIN_FILENO)
		close(fd);
	return error ? reason(a, error) : NULL;
}

/* Text */

void out_init(struct out *o, struct arena *a)
{
	*o = (struct out){.arena = a};
}

char *out_more(struct out *o, size_t len)
{
	o->ptr = arena_grow(o->arena, o->ptr, &o->cap, (u64)o->len + len, 1);
	return o->ptr + o->len;
}

void out_bytes(struct out *o, const void *p, size_t len)
{
	if (len) {
		memcpy(out_room(o, len), p, len);
		o->len += (u32)len;
	}
}

void out_str(struct out *o, Str s)
{
	out_bytes(o, s.ptr, s.len);
}

void out_u32(struct out *o, u32 n)
{
	char digits[10];
	u32 at = sizeof digits;

	do {
		digits[--at] = (char)('0' + n % 10);
		n /= 10;
	} while (n);
	out_bytes(o, digits + at, sizeof digits - at);
}

void out_fmt(struct out *o, const char *format, ...)
{
	va_list args, again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len > 0) {
		vsnprintf(out_room(o, (size_t)len + 1), (size_t)len + 1, format, args);
		o->len += (u32)len;
	}
	va_end(args);
}

static bool json_plain(u32 c)
{
	return c >= 0x20 && c != '"' && c != '\\' && !(c >= 0x7f && c < 0xa0) && c != 0x2028 &&
	       c != 0x2029;
}

/* Whether the bytes of a word are all ASCII that needs no escape: a byte is none where its highest bit comes out set. */
static bool plain_word(const char *p)
{
	const u64 ones = UINT64_C(0x0101010101010101);
	u64 w;

	memcpy(&w, p, sizeof w);
	return !((w | (w - ones * 0x20) | (w + ones) | ((w ^ ones * '"') - ones) |
	          ((w ^ ones * '\\') - ones)) &
	         ones * 0x80);
}

static bool plain_byte(char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/* The first byte from `at` on that is no ASCII or needs an escape, or s.len. */
static u32 skip_plain(Str s, u32 at)
{
	while (s.len - at >= sizeof(u64) && plain_word(s.ptr + at))
		at += sizeof(u64);
	while (at < s.len && plain_byte(s.ptr[at]))
		at++;
	return at;
}

static void put_escape(struct out *o, u32 c)
{
	if (c == '"' || c == '\\')
		out_fmt(o, "\\%c", (int)c);
	else if (c == '\n')
		out_str(o, S("\\n"));
	else
		out_fmt(o, "\\u%04x", (unsigned)c);
}

void out_json_str(struct out *o, Str s)
{
	u32 from = 0, at = skip_plain(s, 0);

	out_char(o, '"');
	while (at < s.len) {
		u32 here = at, c = utf8_next(s, &at);

		if (!json_plain(c)) {
			out_bytes(o, s.ptr + from, here - from);
			put_escape(o, c);
			from = at;
		}
		at = skip_plain(s, at);
	}
	out_bytes(o, s.ptr + from, s.len - from);
	out_char(o, '"');
}

/* Output */

/* As SIGPIPE itself would have done, had it not been ignored. */
static void die_of_pipe(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGPIPE);
}

/* Writes the first spans, as many as one call takes; returns the bytes written, or -1. A pipe is given the pages of what is
 * large, where the system can: they are copied once, by who reads. */
static ssize_t write_some(int fd, const struct span *spans, u32 n, size_t done)
{
	struct iovec vector[WRITE_SPANS];
	int used = 0;
	size_t left = WRITE_MAX;
	bool large = spans->len - done >= GIVE_FROM;

	for (u32 i = 0; i < n && used < WRITE_SPANS && left; i++, done = 0) {
		size_t len = spans[i].len - done;

		if (len == 0)
			continue;
		if ((len >= GIVE_FROM) != large)
			break;
		if (len > left)
			len = left;
		left -= len;
		vector[used].iov_base = (char *)(uintptr_t)spans[i].ptr + done;
		vector[used++].iov_len = len;
	}
#ifdef __linux__
	if (large) {
		ssize_t given = vmsplice(fd, vector, (size_t)used, 0);

		if (given >= 0 || errno == EPIPE || errno == EINTR)
			return given;
	}
#endif
	return writev(fd, vector, used);
}

/* Returns an errno. */
static int write_spans(int fd, const struct span *spans, u32 n)
{
	size_t done = 0; /* of the first span */

	for (;;) {
		ssize_t wrote;

		while (n && done >= spans->len) {
			done -= spans->len;
			spans++;
			n--;
		}
		if (n == 0)
			return 0;
		wrote = write_some(fd, spans, n, done);
		if (wrote < 0 && errno == EPIPE)
			die_of_pipe();
		if (wrote < 0 && errno != EINTR)
			return errno;
		if (wrote > 0)
			done += (size_t)wrote;
	}
}

/* Writes and closes; returns an errno. */
static int write_and_close(int fd, const struct span *spans, u32 n)
{
	int error = write_spans(fd, spans, n);

	if (close(fd) < 0 && error == 0 && errno != EINTR)
		error = errno;
	return error;
}

static void widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
	struct stat about;

	if (fstat(fd, &about) == 0 && S_ISFIFO(about.st_mode))
		fcntl(fd, F_SETPIPE_SZ, PIPE_SIZE);
#else
	(void)fd;
#endif
}

/* The path without its last part, and with its slash: "dir/" of "dir/file". */
static Str directory(Str path)
{
	while (path.len && path.ptr[path.len - 1] != '/')
		path.len--;
	return path;
}

/* What a path names once the symbolic links of its last part are followed; it need not exist. Returns NULL with errno
 * set. */
static char *follow(struct arena *a, Str path)
{
	char *at = c_string(a, path), target[PATH_MAX];

	for (int i = 0; i < LINKS_MAX; i++) {
		ssize_t len = readlink(at, target, sizeof target);
		Str to = {target, len > 0 ? (u32)len : 0};

		if (len < 0)
			return at;
		at = c_string(a, target[0] == '/' ? to : arena_cat(a, directory(str_of(at)), to));
	}
	errno = ELOOP;
	return NULL;
}

/* A new file beside the target, that only its owner may read until it has the target's mode. Returns -1 with errno
 * set. */
static int open_temporary(struct arena *a, const char *target, const struct stat *old, char **name)
{
	Str dir = directory(str_of(target));

	for (u32 i = 0; i < TEMPORARY_TRIES; i++) {
		int fd;

		*name = c_string(a, arena_fmt(a, "%.*s.oapi-%ld-%u.tmp", STR(dir), (long)getpid(),
		                              (unsigned)i));
		fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, old ? 0600 : 0666);
		if (fd >= 0 && old && fchmod(fd, old->st_mode & 07777) < 0) {
			int error = errno;

			close(fd);
			unlink(*name);
			errno = error;
			return -1;
		}
		if (fd >= 0 || errno != EEXIST)
			return fd;
	}
	return -1;
}

/* Writes the spans to a new file beside the target, whose name goes to *name; leaves none where that fails. Returns an
 * errno. */
static int stage(struct arena *a, const char *target, const struct stat *old,
                 const struct span *spans, u32 n, char **name)
{
	int fd = open_temporary(a, target, old, name);
	int error = fd < 0 ? errno : write_and_close(fd, spans, n);

	if (fd >= 0 && error)
		unlink(*name);
	return error;
}

/* Signals that would end the process wait, so that no temporary file is left. Returns an errno. */
static int replace(struct arena *a, const char *target, const struct stat *old,
                   const struct span *spans, u32 n)
{
	sigset_t all, mask;
	char *name;
	int error;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &mask);
	error = stage(a, target, old, spans, n, &name);
	if (error == 0 && rename(name, target) < 0) {
		error = errno;
		unlink(name);
	}
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return error;
}

/* Returns an errno. */
static int write_file(struct arena *a, Str path, const struct span *spans, u32 n)
{
	char *target = follow(a, path);
	struct stat old;
	int fd;

	if (!target)
		return errno;
	if (stat(target, &old) < 0)
		return errno == ENOENT ? replace(a, target, NULL, spans, n) : errno;
	if (S_ISREG(old.st_mode))
		return access(target, W_OK) < 0 ? errno : replace(a, target, &old, spans, n);
	fd = open(target, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	widen_pipe(fd);
	return write_and_close(fd, spans, n);
}

static enum status told(Str path, int error)
{
	if (error == 0)
		return STATUS_OK;
	if (is_standard(path))
		fprintf(stderr, "%s: error: cannot write standard output: %s\n", program_name(),
		        strerror(error));
	else
		fprintf(stderr, "%s: error: cannot write '%.*s': %s\n", program_name(), STR(path),
		        strerror(error));
	return STATUS_SYSTEM;
}

enum status write_output(struct arena *a, Str path, const struct span *spans, u32 n)
{
	int error;

	signal(SIGXFSZ, SIG_IGN); /* a limit on files is an error of write */
	if (is_standard(path)) {
		widen_pipe(STDOUT_FILENO);
		error = write_and_close(STDOUT_FILENO, spans, n);
	} else {
		error = write_file(a, path, spans, n);
	}
	return told(path, error);
}

/* Directories */

/* Returns an errno. */
static int make_directory(const char *path, bool link)
{
	struct stat about;

	if (mkdir(path, 0777) == 0)
		return 0;
	if (errno != EEXIST || (link ? stat(path, &about) : lstat(path, &about)) < 0)
		return errno;
	return S_ISDIR(about.st_mode) ? 0 : ENOTDIR;
}

/* Writes a file of a tree beside its old one. Returns an errno. */
static int stage_file(struct arena *a, const char *target, const struct tree_file *file,
                      char **name)
{
	Str within = directory(str_of(target));
	struct stat old;
	int error = 0;

	within.len--; /* a slash at the end would follow a link */
	if (strchr(file->path, '/'))
		error = make_directory(c_string(a, within), false);

	if (error)
		return error;
	if (lstat(target, &old) < 0)
		return errno == ENOENT ? stage(a, target, NULL, file->spans, file->n, name) : errno;
	if (!S_ISREG(old.st_mode))
		return S_ISLNK(old.st_mode) ? ELOOP : EISDIR;
	return access(target, W_OK) < 0 ? errno
	                                : stage(a, target, &old, file->spans, file->n, name);
}

enum status write_tree(struct arena *a, Str dir, const struct tree_file *files, u32 n)
{
	char **name = new (a, char *, n), **target = new (a, char *, n);
	sigset_t all, mask;
	u32 staged = 0, done = 0;
	int error;

	signal(SIGXFSZ, SIG_IGN);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &mask);
	error = make_directory(c_string(a, dir), true);
	for (; !error && staged < n; staged += !error) {
		target[staged] = c_string(a, arena_fmt(a, "%.*s/%s", STR(dir), files[staged].path));
		error = stage_file(a, target[staged], &files[staged], &name[staged]);
		if (error)
			dir = str_of(target[staged]);
	}
	for (; !error && done < n; done += !error)
		if (rename(name[done], target[done]) < 0) {
			error = errno;
			dir = str_of(target[done]);
		}
	for (; error && done < staged; done++)
		unlink(name[done]);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return told(dir, error);
}
