/* Strings, the arena, UTF-8, edit distance, interning. */
#include "check.h"
#include "intern.h"

static void strings(void)
{
	CHECK(str_eq(S(""), (Str){0}));
	CHECK(!str_eq(S("a"), S("b")));
	CHECK(str_cmp(S("a"), S("ab")) < 0);
	CHECK(str_cmp(S("b"), S("ab")) > 0);
	CHECK(str_cmp(S("\xc3\xa4"), S("z")) > 0); /* bytes are unsigned */
	CHECK(str_cmp((Str){0}, (Str){0}) == 0);
	CHECK(str_starts(S("abc"), S("ab")) && !str_starts(S("a"), S("ab")) &&
	      str_starts(S("a"), (Str){0}));
	CHECK(str_ends(S("abc"), S("bc")) && !str_ends(S("c"), S("bc")));
	CHECK_STR(str_skip(S("abc"), 2), S("c"));
	CHECK(str_find(S("a=b"), '=') == 1 && str_find(S("ab"), '=') == 2 &&
	      str_find((Str){0}, '=') == 0);
}

/* Every length has its own path through the hash: no two prefixes of one text may meet, nor a changed byte pass. */
static void hashing(void)
{
	char text[64];
	u64 seen[65];

	memset(text, 'x', sizeof text);
	for (u32 len = 0; len <= 64; len++) {
		seen[len] = str_hash((Str){text, len});
		for (u32 i = 0; i < len; i++) {
			CHECK(seen[i] != seen[len]);
			text[i] = 'y';
			CHECK(str_hash((Str){text, len}) != seen[len]);
			text[i] = 'x';
			CHECK(str_hash((Str){text, len}) == seen[len]);
		}
	}
}

/* How many of 1024 slots 64 texts take that differ in one byte: about 62, were they thrown. */
static void spreading(void)
{
	char text[64];

	memset(text, 'x', sizeof text);
	for (u32 len = 1; len <= 64; len++)
		for (u32 i = 0; i < len; i++) {
			u8 taken[1024] = {0};
			u32 slots = 0;
			for (u32 k = 0; k < 64; k++) {
				text[i] = (char)('0' + k);
				u32 slot = str_hash((Str){text, len}) % 1024;
				slots += !taken[slot];
				taken[slot] = 1;
			}
			CHECK(slots >= 48);
			text[i] = 'x';
		}
}

static void arena(void)
{
	struct arena a = {0};
	u32 *grown = NULL, cap = 0, *before;
	char *c;

	for (u32 size = 1; size < 3000000; size = size * 3 + 1) {
		u64 *p = arena_alloc(&a, sizeof *p, _Alignof(u64), size / 8 + 1);
		char *odd = new (&a, char, size);

		CHECK((uintptr_t)p % _Alignof(u64) == 0);
		for (u32 i = 0; i <= size / 8; i++)
			CHECK(p[i] == 0);
		memset(p, 0xff, (size / 8 + 1) * sizeof *p);
		memset(odd, 0xff, size);
	}
	CHECK(a.allocations == 28);
	for (u32 i = 0; i < 1000000; i++) {
		grown = arena_grow(&a, grown, &cap, (u64)i + 1, sizeof *grown);
		CHECK(grown[i] == 0);
		grown[i] = i + 1;
		if (i % 1000 == 0)
			new (&a, char, 3); /* so that it has to move at times */
	}
	for (u32 i = 0; i < 1000000; i++)
		CHECK(grown[i] == i + 1);
	before = grown;
	CHECK(arena_grow(&a, grown, &cap, cap, sizeof *grown) == before);
	c = new (&a, char, 0);
	CHECK(c != NULL);
	CHECK_STR(arena_fmt(&a, "%d-%s", 7, "x"), S("7-x"));
	CHECK_STR(arena_cat(&a, S("ab"), S("c")), S("abc"));
	CHECK_STR(arena_cat(&a, (Str){0}, (Str){0}), S(""));
}

/* Memory that an array left is used again, zeroed. */
static void arena_again(void)
{
	struct arena a = {0};
	u32 cap = 0, other = 0, third = 0;
	char *p = arena_grow(&a, NULL, &cap, 100, 1), *q;

	memset(p, 0xff, cap);
	q = arena_grow(&a, p, &cap, 1000, 1);
	CHECK(p != q && q[99] == (char)0xff && q[999] == 0 && cap >= 1000);
	CHECK(arena_grow(&a, NULL, &other, 100, 1) == p && other >= 100);
	for (u32 i = 0; i < other; i++)
		CHECK(p[i] == 0);
	arena_give(&a, q, cap);
	CHECK(arena_grow(&a, NULL, &third, 1000, 1) == q && q[0] == 0);
	/* of a block, what arrays can grow in: 2048 bytes and 512, from the first one on that is aligned as theirs is */
	p = arena_alloc(&a, 1, 64, 2576);
	memset(p, 0xff, 2576);
	arena_give_block(&a, p + 15, 2561);
	cap = other = 0;
	q = arena_grow(&a, NULL, &cap, 2048, 1);
	CHECK(q == p + 16 && cap == 2048 && q[0] == 0 && q[2047] == 0 && p[15] == (char)0xff);
	CHECK(arena_grow(&a, NULL, &other, 300, 1) == q + 2048);
	arena_give_block(&a, NULL, 0);
}

/* An array that becomes large keeps what it holds, wherever it goes. */
static void arena_large(void)
{
	struct arena a = {0};
	u32 cap = 0, n = 5000000;
	u64 *p = NULL;

	for (u32 i = 0; i < n; i++) {
		p = arena_grow(&a, p, &cap, (u64)i + 1, sizeof *p);
		CHECK(p[i] == 0);
		p[i] = i;
	}
	for (u32 i = 0; i < n; i++)
		CHECK(p[i] == i);
	CHECK(a.bytes < 4 * (u64)n * sizeof *p);
}

static void utf8(void)
{
	static const struct {
		const char *text;
		u32 valid;
	} cases[] = {
		{"", 0},
		{"abc", 3},
		{"\xc3\xa4", 2},
		{"\xe2\x82\xac", 3},
		{"\xf0\x9f\x98\x80", 4},
		{"\xf4\x8f\xbf\xbf", 4},
		{"a\x80", 1},
		{"\xc0\x80", 0},
		{"\xc1\xbf", 0},
		{"\xe0\x9f\xbf", 0},
		{"\xed\xa0\x80", 0},
		{"\xed\x9f\xbf", 3},
		{"\xf0\x8f\xbf\xbf", 0},
		{"\xf4\x90\x80\x80", 0},
		{"\xf5\x80\x80\x80", 0},
		{"\xe2\x82", 0},
		{"x\xc3", 1},
		{"0123456789abcdef\xff", 16},
		{"0123456789abcde\xc3\xa4\xff", 17},
	};
	static const u32 scalars[] = {0,      0x7f,   0x80,   0x7ff,   0x800,
	                              0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
	char text[4 * 10];
	Str all = {text, 0};
	u32 at = 0;

	for (u32 i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK(utf8_valid(str_of(cases[i].text)) == cases[i].valid);
	for (u32 i = 0; i < 10; i++)
		all.len += utf8_put(text + all.len, scalars[i]);
	CHECK(utf8_valid(all) == all.len && utf8_count(all) == 10);
	for (u32 i = 0; i < 10; i++)
		CHECK(utf8_next(all, &at) == scalars[i]);
	CHECK(at == all.len);
}

/* The whole table, for comparison. */
static u32 distance_slowly(Str a, Str b)
{
	u32 d[16][16];

	for (u32 i = 0; i <= a.len; i++)
		for (u32 j = 0; j <= b.len; j++) {
			u32 best = i == 0 ? j : i;

			if (i && j) {
				best = d[i - 1][j - 1] + (a.ptr[i - 1] != b.ptr[j - 1]);
				best = d[i - 1][j] + 1 < best ? d[i - 1][j] + 1 : best;
				best = d[i][j - 1] + 1 < best ? d[i][j - 1] + 1 : best;
				if (i > 1 && j > 1 && a.ptr[i - 1] == b.ptr[j - 2] &&
				    a.ptr[i - 2] == b.ptr[j - 1])
					best = d[i - 2][j - 2] + 1 < best ? d[i - 2][j - 2] + 1
					                                  : best;
			}
			d[i][j] = best;
		}
	return d[a.len][b.len];
}

static void edits(void)
{
	u64 state = 7;
	char x[16], y[16];

	CHECK(edit_distance(S("Pett"), S("Pet"), 3) == 1);
	CHECK(edit_distance(S("ab"), S("ba"), 3) == 1);
	CHECK(edit_distance(S(""), S("abc"), 3) == 3 && edit_distance(S("abc"), S(""), 2) == 3);
	for (u32 i = 0; i < 20000; i++) {
		Str a = {x, (u32)(next_random(&state) % 13)},
		    b = {y, (u32)(next_random(&state) % 13)};
		u32 limit = (u32)(next_random(&state) % (EDIT_LIMIT + 1)), slow;

		for (u32 k = 0; k < 16; k++) {
			x[k] = (char)('a' + next_random(&state) % 3);
			y[k] = (char)('a' + next_random(&state) % 3);
		}
		slow = distance_slowly(a, b);
		CHECK(edit_distance(a, b, limit) == (slow > limit ? limit + 1 : slow));
	}
}

static void interning(void)
{
	struct arena a = {0};
	struct interner in;
	u32 first;
	char name[16];

	intern_init(&in, &a);
	CHECK(in.count == KW_COUNT);
	for (u32 id = 1; id < KW_COUNT; id++) {
		CHECK(intern_find(&in, keyword_text[id]) == id);
		CHECK(utf8_valid(keyword_text[id]) == keyword_text[id].len);
	}
	CHECK_STR(keyword_text[KW_s_ref], S("$ref"));
	CHECK(intern_find(&in, S("")) == 0);
	first = intern(&in, (Str){0});
	CHECK(first == KW_COUNT && intern(&in, S("")) == first);
	CHECK(intern(&in, (Str){"a\0b", 3}) != intern(&in, (Str){"a\0c", 3}));
	first = in.count;
	for (u32 i = 0; i < 200000; i++) {
		snprintf(name, sizeof name, "name-%u", i);
		CHECK(intern_copy(&in, str_of(name)) == first + i);
	}
	for (u32 i = 0; i < 200000; i++) {
		snprintf(name, sizeof name, "name-%u", i);
		CHECK(intern(&in, str_of(name)) == first + i &&
		      intern_find(&in, str_of(name)) == first + i);
	}
	CHECK(in.count == first + 200000);
}

int main(void)
{
	strings();
	hashing();
	spreading();
	arena();
	arena_again();
	arena_large();
	utf8();
	edits();
	interning();
	return 0;
}
