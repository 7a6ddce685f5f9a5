#include "line.h"

#include "lex.h"

enum { MAX_LEN = 128, MAX_LINES = 256, BEGIN_LINES = 3 };

/* The length of a line of less than MAX_LEN bytes, and its hash with what *hash is; else MAX_LEN. */
static u32 measure(const char *p, u32 room, u64 *hash)
{
	u64 sum = *hash;
	for (u32 len = 0; len < MAX_LEN && len < room; len += 16) {
		u64 a = load64(p + len), b = load64(p + len + 8), end = byte_marks(a, '\n');
		u32 rest = 16;
		if (end) {
			rest = (u32)__builtin_ctzll(end) / 8;
			a &= (UINT64_C(1) << 8 * rest) - 1;
			b = 0;
		} else if ((end = byte_marks(b, '\n'))) {
			rest = (u32)__builtin_ctzll(end) / 8;
			b &= (UINT64_C(1) << 8 * rest) - 1;
			rest += 8;
		}
		sum = (sum ^ a) * UINT64_C(0x9e3779b97f4a7c15) ^ b * UINT64_C(0xd6e8feb86659fd93);
		sum ^= sum >> 32;
		if (end) {
			*hash = sum;
			return len + rest < MAX_LEN ? len + rest : MAX_LEN;
		}
	}
	return MAX_LEN;
}

const struct line *line_find(const struct lines *lines, const char *text, u32 at, u32 end)
{
	u64 hash = 0;
	u32 len = measure(text + at, end - at, &hash);
	const struct line *line = &lines->slot[hash % LINE_SLOTS];
	bool same = line->len == len && line->hash == (u32)(hash >> 32) &&
	            !memcmp(text + line->at, text + at, len);
	return same ? line : NULL;
}

void line_keep(struct lines *lines, const char *text, u32 at, u32 len, u8 kind, u8 more)
{
	u64 hash = 0;
	if (measure(text + at, len + 1, &hash) == len && len < MAX_LEN)
		lines->slot[hash % LINE_SLOTS] =
			(struct line){at, (u32)(hash >> 32), (u8)len, kind, more};
}

static bool has_begun(const struct lines *lines, u64 hash)
{
	return lines->begun[hash % BEGIN_BITS / 64] >> hash % 64 & 1;
}

/* The length of the item that seems to begin at `at`, and its hash; 0 where none begins with the same line, or, where one is to
 * be found, with the same lines. *begin is the hash of these, or of that line. */
static u32 measure_item(const struct lines *lines, const char *text, u32 at, u32 end, u32 column,
                        bool find, u64 *begin, u64 *hash)
{
	u32 next = at;
	*begin = *hash = 0;
	for (u32 i = 1; i <= MAX_LINES && next < end; i++) {
		const char *p = text + next;
		u32 len = measure(p, end - next, hash);
		next += len + 1;
		if (len == MAX_LEN)
			return 0;
		if (i == 1 || i == BEGIN_LINES)
			*begin = *hash;
		if ((i == 1 || (i == BEGIN_LINES && find)) && !has_begun(lines, *hash))
			return 0;
		if (i > 1 && len == column + 1 && p[column] == '}')
			return next - 1 - at;
	}
	return 0;
}

const struct known_item *item_find(struct lines *lines, const char *text, u32 at, u32 end,
                                   u32 column)
{
	u64 begin, hash;
	u32 len = measure_item(lines, text, at, end, column, true, &begin, &hash);
	const struct known_item *item = &lines->item[hash % ITEM_SLOTS];
	bool same = len && item->len == len && item->hash == (u32)(hash >> 32) &&
	            !memcmp(text + item->at, text + at, len);
	if (len && !same) {
		lines->missed.at = at;
		lines->missed.len = len;
		lines->missed.begin = begin;
		lines->missed.hash = hash;
	}
	return same ? item : NULL;
}

void item_keep(struct lines *lines, const char *text, struct known_item item)
{
	u64 begin = lines->missed.begin, hash = lines->missed.hash;
	u32 column = 0, end = item.at + item.len + 1, len = lines->missed.len;
	if (lines->missed.at != item.at || len != item.len) {
		while (column < item.at && text[item.at - column - 1] == ' ')
			column++;
		len = measure_item(lines, text, item.at, end, column, false, &begin, &hash);
	}
	lines->begun[begin % BEGIN_BITS / 64] |= UINT64_C(1) << begin % 64;
	if (len != item.len)
		return;
	item.hash = (u32)(hash >> 32);
	lines->item[hash % ITEM_SLOTS] = item;
}
