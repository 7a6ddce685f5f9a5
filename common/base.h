/* The ground every stage stands on: integer names, strings by value, the arena, exit statuses. */
#ifndef BASE_H
#define BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t i64;

#define OAPI_VERSION "0.1.0"

/* The records of an IR are used as they stand on the pipe, in little-endian order. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "only little-endian machines are supported"
#endif

/* Exit statuses of every stage; they also travel in the trailer of an IR. */
enum status {
	STATUS_OK = 0,
	STATUS_SPEC = 1,   /* the spec has errors */
	STATUS_USAGE = 2,  /* the command line is wrong */
	STATUS_IR = 3,     /* the IR read is not one, is cut short or is of another version */
	STATUS_SYSTEM = 4, /* open, read, write or memory failed */
};

/* A string by value: len bytes of UTF-8 at ptr, not terminated, never owned. {0} is the empty
 * string. */
typedef struct {
	const char *ptr;
	u32 len;
} Str;

#define S(literal) ((Str){(literal), sizeof(literal) - 1})
/* For printf: "%.*s", STR(s); s is evaluated twice. */
#define STR(s) (int)(s).len, (s).ptr

Str str_of(const char *c_string);
bool str_eq(Str a, Str b);
/* The same with the letters of ASCII in either case. */
bool str_eq_fold(Str a, Str b);
/* Bytewise order: negative, 0 or positive. */
int str_cmp(Str a, Str b);
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
/* s without its first n bytes; n is at most s.len. */
Str str_skip(Str s, u32 n);
/* The index of the first byte c, or s.len. */
u32 str_find(Str s, char c);
u64 str_hash(Str s);
/* Whether s holds nothing but spaces, tabs and ends of lines. */
bool str_is_blank(Str s);

enum { ARENA_SPARE = 40, ARENA_OWN = 32 };

/* Memory of one stage: allocated in chunks, zeroed, none of it freed before exit; what an array leaves when it grows is
 * room for others that grow. Out of memory ends the process with STATUS_SYSTEM and a message. */
struct arena {
	char *at, *end; /* of what is ready, in whole pages; the chunk goes on to limit */
	char *limit;
	void *spare
		[ARENA_SPARE]; /* memory that was given back: each a list, by the power of two that it has room for */
	/* Large arrays that grow, each in memory of its own, which need not be copied. */
	struct {
		void *at;
		size_t size;
	} own[ARENA_OWN];
	u32 owned;
	u64 bytes;       /* handed out so far */
	u64 allocations; /* calls so far */
};

/* Zeroed memory from the system, or NULL. Large memory asks for huge pages. */
void *map_memory(size_t size);
/* Has the system give the pages of memory from map_memory now, where it can: of a page that is read before it is written it would
 * first give one that all share. */
void populate_memory(void *memory, size_t size);
/* The same memory with another size, perhaps elsewhere; NULL where the system cannot do that. */
void *remap_memory(void *old, size_t size, size_t to);

void *arena_alloc(struct arena *a, size_t size, size_t align, size_t count);
/* clang-format off */ /* it takes new for C++'s */
#define new(arena, T, n) ((T *)arena_alloc((arena), sizeof(T), _Alignof(T), (n)))
/* clang-format on */

/* Makes room for `need` items of `size` bytes in an array, which came from here or has no room yet, doubling it:
 * returns the array and updates *cap. New room is zeroed. Where the array moves, its old memory is given back. */
void *arena_grow(struct arena *a, void *array, u32 *cap, u64 need, size_t size);
/* Gives back the memory of an array that came from arena_grow and that nothing uses any more: what arrays grow into comes
 * from it first. `size` is in bytes, of all its room. */
void arena_give(struct arena *a, void *array, size_t size);
/* The same of memory from arena_alloc. */
void arena_give_block(struct arena *a, void *memory, size_t size);

/* Counts what another arena handed out as this one's own. */
void arena_count(struct arena *a, const struct arena *other);
/* Memory from map_memory, of size bytes, that the next allocations come from. */
void arena_chunk(struct arena *a, void *memory, size_t size);

Str arena_str(struct arena *a, Str s);        /* a copy */
Str arena_cat(struct arena *a, Str x, Str y); /* x followed by y */
/* printf into the arena. */
Str arena_fmt(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
Str arena_vfmt(struct arena *a, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/* UTF-8 (RFC 3629). */

/* The length of the valid prefix of s: s.len where the whole of s is valid. */
u32 utf8_valid(Str s);
/* Takes the scalar at *at, which stands in valid UTF-8 before the end, and moves *at past it. */
u32 utf8_next(Str s, u32 *at);
/* Writes a scalar value as 1 to 4 bytes; returns how many. */
u32 utf8_put(char *to, u32 scalar);
/* How many scalars s holds. */
u32 utf8_count(Str s);

/* The number of edits (insert, delete, replace, swap) from a to b, both in bytes, or limit + 1
 * where it is more. limit is at most EDIT_LIMIT. */
enum { EDIT_LIMIT = 15 };
u32 edit_distance(Str a, Str b, u32 limit);

/* The name this process was started by, without its directory: it begins every message. */
const char *program_name(void);
/* Ends the process with STATUS_SYSTEM and "PROGRAM: error: what 'which': strerror(errno)". */
_Noreturn void die_system(const char *what, Str which);

#endif
