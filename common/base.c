/* mmap's MAP_ANONYMOUS and the program's name stand outside POSIX.1-2008. */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "base.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN
#endif

/* Under AddressSanitizer each allocation stands between bytes that may not be touched. */
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16 };
#define ARENA_SHUT(p, n) ASAN_POISON_MEMORY_REGION(p, n)
#define ARENA_OPEN(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
#else
enum { ARENA_GAP = 0 };
#define ARENA_SHUT(p, n) ((void)(p), (void)(n))
#define ARENA_OPEN(p, n) ((void)(p), (void)(n))
#endif

enum { OWN_MIN = 8 << 20, CHUNK_MIN = 1 << 20, CHUNK_MAX = 64 << 20, PAGE = 1 << 16 };

/* Strings */

Str str_of(const char *c_string)
{
	return (Str){c_string, (u32)strlen(c_string)};
}

bool str_eq(Str a, Str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static char small(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_fold(Str a, Str b)
{
	if (a.len != b.len)
		return false;
	for (u32 i = 0; i < a.len; i++)
		if (small(a.ptr[i]) != small(b.ptr[i]))
			return false;
	return true;
}

int str_cmp(Str a, Str b)
{
	u32 n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix)
{
	return s.len >= prefix.len && str_eq((Str){s.ptr, prefix.len}, prefix);
}

bool str_ends(Str s, Str suffix)
{
	return s.len >= suffix.len && str_eq(str_skip(s, s.len - suffix.len), suffix);
}

Str str_skip(Str s, u32 n)
{
	return (Str){n ? s.ptr + n : s.ptr, s.len - n};
}

u32 str_find(Str s, char c)
{
	const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;

	return at ? (u32)(at - s.ptr) : s.len;
}

static u64 load64(const char *p)
{
	u64 word;

	memcpy(&word, p, sizeof word);
	return word;
}

static u64 load32(const char *p)
{
	u32 word;

	memcpy(&word, p, sizeof word);
	return word;
}

static u64 mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}

/* Keys are short: up to 16 bytes are two words that overlap where there are fewer, without a loop. */
bool str_is_blank(Str s)
{
	u32 i = 0;

	while (i < s.len &&
	       (s.ptr[i] == ' ' || s.ptr[i] == '\n' || s.ptr[i] == '\r' || s.ptr[i] == '\t'))
		i++;
	return i == s.len;
}

u64 str_hash(Str s)
{
	u64 hash = UINT64_C(0x243f6a8885a308d3) ^ s.len;
	const char *p = s.ptr;
	u32 left = s.len, step;

	for (; left > 16; left -= 16, p += 16)
		hash = mix(mix(hash, load64(p)), load64(p + 8));
	if (left >= 4) {
		step = left / 8 * 4;
		hash = mix(hash, load32(p) << 32 | load32(p + step));
		hash = mix(hash, load32(p + left - 4) << 32 | load32(p + left - 4 - step));
	} else if (left) {
		hash = mix(hash, (u64)(u8)p[0] << 16 | (u64)(u8)p[left / 2] << 8 | (u8)p[left - 1]);
	}
	/* The last bytes reach all bits. */
	hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/* The arena */

static size_t whole_pages(size_t size)
{
	return (size + PAGE - 1) / PAGE * PAGE;
}

/* Chunks double with what was handed out, so that there are few of them and at most half is unused. */
static size_t chunk_size(const struct arena *a, size_t need)
{
	size_t size = CHUNK_MIN;

	while (size < CHUNK_MAX && size < a->bytes)
		size *= 2;
	return need <= size ? size : whole_pages(need);
}

/* `need` bytes behind `pad` where what is ready has no room: more of the chunk is made ready. A new chunk becomes the current one where
 * it leaves more room than the old. */
static char *arena_more(struct arena *a, size_t pad, size_t need)
{
	size_t size, ready;
	char *p;

	if (pad + need > (size_t)(a->limit - a->at)) {
		size = chunk_size(a, need);
		p = map_memory(size);
		if (!p)
			die_system("out of memory", (Str){0});
		ARENA_SHUT(p, size);
		if (size - need < (size_t)(a->limit - a->at))
			return p;
		a->at = a->end = p;
		a->limit = p + size;
		pad = 0;
	}
	p = a->at + pad;
	a->at = p + need;
	ready = whole_pages((size_t)(a->at - a->end));
	populate_memory(a->end, ready);
	a->end += ready;
	return p;
}

void arena_count(struct arena *a, const struct arena *other)
{
	a->bytes += other->bytes;
	a->allocations += other->allocations;
}

void arena_chunk(struct arena *a, void *memory, size_t size)
{
	ARENA_SHUT(memory, size);
	a->at = memory;
	a->end = a->limit = a->at + size;
}

static _Noreturn void out_of_memory(void)
{
	errno = ENOMEM;
	die_system("out of memory", (Str){0});
}

void *arena_alloc(struct arena *a, size_t size, size_t align, size_t count)
{
	size_t pad = -(uintptr_t)a->at & (align - 1);
	char *p;

	if (count > (SIZE_MAX / 4) / size)
		out_of_memory();
	size *= count;
	if (size + pad + ARENA_GAP <= (size_t)(a->end - a->at)) {
		p = a->at + pad;
		a->at = p + size + ARENA_GAP;
	} else {
		p = arena_more(a, pad, size + ARENA_GAP);
	}
	ARENA_OPEN(p, size);
	a->bytes += size;
	a->allocations++;
	return p;
}

/* What arrays grow in has a power of two bytes. Returns the exponent of that which has room for size. */
static u32 power(size_t size)
{
	u32 k = 4;

	while (k < ARENA_SPARE - 1 && (size_t)1 << k < size)
		k++;
	return k;
}

void arena_give(struct arena *a, void *memory, size_t size)
{
	u32 k = power(size);

	if (!size)
		return;
	memcpy(memory, &a->spare[k], sizeof(void *));
	a->spare[k] = memory;
	ARENA_SHUT((char *)memory + sizeof(void *), ((size_t)1 << k) - sizeof(void *));
}

void arena_give_block(struct arena *a, void *memory, size_t size)
{
	size_t pad = -(uintptr_t)memory & (_Alignof(max_align_t) - 1);
	char *p = memory;

	if (size <= pad)
		return;
	p += pad;
	size -= pad;
	for (u32 k = ARENA_SPARE - 1; k >= 4; k--)
		if (size >> k & 1) {
			arena_give(a, p, (size_t)1 << k);
			p += (size_t)1 << k;
		}
}

/* Room for size bytes, zeroed from byte `from` on. */
static void *take_spare(struct arena *a, size_t size, size_t from)
{
	u32 k = power(size);
	char *p = a->spare[k];

	if (!p)
		return arena_alloc(a, 1, _Alignof(max_align_t), (size_t)1 << k);
	memcpy(&a->spare[k], p, sizeof(void *));
	ARENA_OPEN(p, size);
	memset(p + from, 0, ((size_t)1 << k) - from);
	return p;
}

/* Memory of its own for an array that becomes large; NULL where it is to go on as the others. */
static void *grow_own(struct arena *a, void *array, size_t old, size_t size)
{
	u32 i = 0;
	void *moved;

	while (i < a->owned && a->own[i].at != array)
		i++;
	if (i == ARENA_OWN)
		return NULL;
	if (i < a->owned) {
		moved = remap_memory(array, a->own[i].size, size);
	} else {
		moved = map_memory(size);
		if (moved && old)
			memcpy(moved, array, old);
		if (moved && old)
			arena_give(a, array, old);
		a->owned += moved != NULL;
	}
	if (i < a->owned) {
		a->own[i].at = moved;
		a->own[i].size = size;
	}
	if (moved) {
		a->bytes += size - old;
		a->allocations++;
	}
	return moved;
}

void *arena_grow(struct arena *a, void *array, u32 *cap, u64 need, size_t size)
{
	u64 first = size == sizeof(u32) ? 4 : 16, room; /* lists of numbers are many and short */
	size_t old = *cap * size, bytes;
	void *moved;

	if (need <= *cap)
		return array;
	if (need > UINT32_MAX)
		out_of_memory();
	room = *cap ? 2 * (u64)*cap : first;
	if (room < need)
		room = need;
	bytes = (size_t)room * size;
	moved = bytes >= OWN_MIN ? grow_own(a, array, old, bytes) : NULL;
	if (!moved) {
		bytes = (size_t)1 << power(bytes);
		moved = take_spare(a, bytes, old);
		if (old) {
			memcpy(moved, array, old);
			arena_give(a, array, old);
		}
	}
	*cap = bytes / size < UINT32_MAX ? (u32)(bytes / size) : UINT32_MAX;
	return moved;
}

Str arena_str(struct arena *a, Str s)
{
	return arena_cat(a, s, (Str){0});
}

Str arena_cat(struct arena *a, Str x, Str y)
{
	char *p;

	if (y.len > UINT32_MAX - x.len)
		out_of_memory();
	p = new (a, char, (size_t)x.len + y.len);
	if (x.len)
		memcpy(p, x.ptr, x.len);
	if (y.len)
		memcpy(p + x.len, y.ptr, y.len);
	return (Str){p, x.len + y.len};
}

Str arena_fmt(struct arena *a, const char *format, ...)
{
	va_list args;
	Str s;

	va_start(args, format);
	s = arena_vfmt(a, format, args);
	va_end(args);
	return s;
}

Str arena_vfmt(struct arena *a, const char *format, va_list args)
{
	va_list again;
	char *p;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (len < 0)
		out_of_memory();
	p = new (a, char, (size_t)len + 1);
	vsnprintf(p, (size_t)len + 1, format, args);
	return (Str){p, (u32)len};
}

/* UTF-8 */

/* How many bytes the scalar at p takes, or 0 where there is none: RFC 3629 section 4. */
static u32 utf8_step(const u8 *p, u32 left)
{
	u8 lead = p[0];
	u32 len = 1;

	if (lead >= 0x80)
		len = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if ((lead >= 0x80 && lead < 0xc2) || lead > 0xf4 || len > left)
		return 0;
	for (u32 i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((lead == 0xe0 && p[1] < 0xa0) || (lead == 0xed && p[1] > 0x9f))
		return 0;
	if ((lead == 0xf0 && p[1] < 0x90) || (lead == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

u32 utf8_valid(Str s)
{
	const u64 high = UINT64_C(0x8080808080808080);
	u32 i = 0, step;

	while (i < s.len) {
		while (s.len - i >= 16 && !((load64(s.ptr + i) | load64(s.ptr + i + 8)) & high))
			i += 16;
		if (i == s.len)
			break;
		step = utf8_step((const u8 *)s.ptr + i, s.len - i);
		if (step == 0)
			break;
		i += step;
	}
	return i;
}

u32 utf8_next(Str s, u32 *at)
{
	const u8 *p = (const u8 *)s.ptr + *at;

	if (p[0] < 0x80) {
		*at += 1;
		return p[0];
	}
	if (p[0] < 0xe0) {
		*at += 2;
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	}
	if (p[0] < 0xf0) {
		*at += 3;
		return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	}
	*at += 4;
	return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
}

u32 utf8_put(char *to, u32 scalar)
{
	if (scalar < 0x80) {
		to[0] = (char)scalar;
		return 1;
	}
	if (scalar < 0x800) {
		to[0] = (char)(0xc0 | scalar >> 6);
		to[1] = (char)(0x80 | (scalar & 0x3f));
		return 2;
	}
	if (scalar < 0x10000) {
		to[0] = (char)(0xe0 | scalar >> 12);
		to[1] = (char)(0x80 | (scalar >> 6 & 0x3f));
		to[2] = (char)(0x80 | (scalar & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | scalar >> 18);
	to[1] = (char)(0x80 | (scalar >> 12 & 0x3f));
	to[2] = (char)(0x80 | (scalar >> 6 & 0x3f));
	to[3] = (char)(0x80 | (scalar & 0x3f));
	return 4;
}

u32 utf8_count(Str s)
{
	const u64 ones = UINT64_C(0x0101010101010101);
	u32 count = 0, i = 0;

	for (; s.len - i >= sizeof ones; i += sizeof ones) {
		u64 w = load64(s.ptr + i), leads = (~w >> 7 | w >> 6) & ones;

		count += (u32)(leads * ones >> 56);
	}
	for (; i < s.len; i++)
		count += ((u8)s.ptr[i] & 0xc0) != 0x80;
	return count;
}

/* Optimal string alignment in a band: row i holds the distances from a's first i bytes to b's first i - limit to
 * i + limit bytes, that to j bytes at j - i + limit + 1, between two edges; more than limit is all the same. */
enum { BAND = 2 * EDIT_LIMIT + 3 };

static u32 least(u32 x, u32 y)
{
	return x < y ? x : y;
}

/* The distance from a's first i bytes to b's first j; both are above 0. */
static u32 band_cell(Str a, Str b, u32 i, u32 j, u32 (*row)[BAND], u32 k)
{
	const u32 *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
	bool same = a.ptr[i - 1] == b.ptr[j - 1];
	u32 d = least(last[k] + !same, least(last[k + 1], row[i % 3][k - 1]) + 1);

	if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] && a.ptr[i - 2] == b.ptr[j - 1])
		d = least(d, before[k] + 1);
	return d;
}

u32 edit_distance(Str a, Str b, u32 limit)
{
	u32 row[3][BAND], best = 0;

	limit = least(limit, EDIT_LIMIT);
	if (a.len > b.len + (u64)limit || b.len > a.len + (u64)limit)
		return limit + 1;
	for (u32 i = 0; i <= a.len && best <= limit; i++) {
		u32 *now = row[i % 3];

		best = limit + 1;
		now[0] = now[2 * limit + 2] = limit + 1;
		for (u32 k = 1; k <= 2 * limit + 1; k++) {
			i64 j = (i64)i + k - limit - 1;

			if (j < 0 || j > b.len)
				now[k] = limit + 1;
			else if (i == 0 || j == 0)
				now[k] = i + (u32)j;
			else
				now[k] = band_cell(a, b, i, (u32)j, row, k);
			now[k] = least(now[k], limit + 1);
			best = least(best, now[k]);
		}
	}
	return best > limit ? limit + 1 : row[a.len % 3][b.len + limit + 1 - a.len];
}

const char *program_name(void)
{
#if defined(__APPLE__) || defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__NetBSD__)
	return getprogname();
#else
	extern char *program_invocation_short_name; /* glibc and musl */
	return program_invocation_short_name;
#endif
}

void die_system(const char *what, Str which)
{
	const char *why = strerror(errno);

	if (which.len)
		fprintf(stderr, "%s: error: %s '%.*s': %s\n", program_name(), what, STR(which),
		        why);
	else
		fprintf(stderr, "%s: error: %s: %s\n", program_name(), what, why);
	exit(STATUS_SYSTEM);
}
