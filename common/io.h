/* Input and output of a stage, every call checked. */
#ifndef IO_H
#define IO_H

#include "base.h"

enum { BLANK_MAX = (32 << 20) - 16 };

/* Reads the whole of a file ("-" or an empty path: standard input) into memory that ends in 16
 * zero bytes past the end. Returns NULL, or what failed as a text ("No such file or directory",
 * "Is a directory"); *to is then empty. At most 4 GiB - 1: more is an error. Where it can be
 * mapped, it is mapped, privately. A stream that begins with BLANK_MAX bytes of nothing but space
 * is read no further. */
const char *read_input(struct arena *a, Str path, Str *to);

/* One buffered writer with a sticky error. Text is gathered whole in memory and written with
 * large writes. */
struct out {
	struct arena *arena;
	char *ptr;
	u32 len, cap;
};

void out_init(struct out *o, struct arena *a);
/* Makes room for len more bytes; returns where they go. */
char *out_more(struct out *o, size_t len);
/* The same, where there is room already too. */
static inline char *out_room(struct out *o, size_t len)
{
	return len > o->cap - o->len ? out_more(o, len) : o->ptr + o->len;
}
/* The len bytes at p as they are. */
void out_bytes(struct out *o, const void *p, size_t len);
void out_str(struct out *o, Str s);
static inline void out_char(struct out *o, char c)
{
	*out_room(o, 1) = c;
	o->len++;
}
void out_u32(struct out *o, u32 n);
void out_fmt(struct out *o, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A JSON string (RFC 8259 section 7) with its quotes; s is valid UTF-8. Controls and U+2028,
 * U+2029 are escaped. */
void out_json_str(struct out *o, Str s);
static inline Str out_text(const struct out *o)
{
	return (Str){o->ptr, o->len};
}

/* A span of bytes to write. */
struct span {
	const void *ptr;
	size_t len;
};

/* Writes the spans to a file, atomically (a new file beside it, flushed, closed, renamed over
 * it; a symbolic link is followed; a path that names something else than a regular file is
 * written in place), or to standard output where path is empty or "-". Returns STATUS_OK, or
 * STATUS_SYSTEM after a message on standard error; a closed pipe ends the process quietly as
 * SIGPIPE does. What a span of 64 KiB or more holds must stay as it is until the process ends:
 * of what goes into a pipe, the reader may be given the pages themselves. */
enum status write_output(struct arena *a, Str path, const struct span *spans, u32 n);

/* A file of a directory: its path within, of at most one directory more, and its text. */
struct tree_file {
	const char *path;
	const struct span *spans;
	u32 n;
};

/* Writes files into a directory, which is made where it is missing, as the directories within are: all new files beside
 * the old ones first, and only then each over its old one. Within the directory no symbolic link is followed, and
 * nothing but a regular file is replaced. Returns as write_output does. */
enum status write_tree(struct arena *a, Str dir, const struct tree_file *files, u32 n);

#endif
