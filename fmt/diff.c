/* Lines that occur once on each side hold the two together, as far as they are in the same order; what is between them is
 * the same at its ends and different inside. That takes time and memory in proportion to the texts. */
#include "diff.h"

enum { AROUND = 3 };

struct side {
	Str text;
	u32 *begin; /* of each line, and of what follows the last */
	u32 lines;
	u32 *twin; /* for each line, the line that it is on the other side, plus 1 */
};

static struct side lines_of(struct arena *a, Str text)
{
	struct side s = {.text = text};
	for (u32 i = 0; i < text.len; i++)
		s.lines += text.ptr[i] == '\n' || i + 1 == text.len;
	s.begin = new (a, u32, (size_t)s.lines + 1);
	s.twin = new (a, u32, (size_t)s.lines + 1);
	for (u32 i = 0, n = 0; i < text.len; i++)
		if (text.ptr[i] == '\n' || i + 1 == text.len)
			s.begin[++n] = i + 1;
	return s;
}

static Str line(const struct side *s, u32 i)
{
	return (Str){s->text.ptr + s->begin[i], s->begin[i + 1] - s->begin[i]};
}

static bool same(const struct side *a, u32 i, const struct side *b, u32 k)
{
	return str_eq(line(a, i), line(b, k));
}

static void pair(struct side *a, u32 i, struct side *b, u32 k)
{
	a->twin[i] = k + 1;
	b->twin[k] = i + 1;
}

/* Pairs the lines that the two ranges begin and end with alike. */
static void pair_ends(struct side *a, u32 i, u32 i_end, struct side *b, u32 k, u32 k_end)
{
	while (i < i_end && k < k_end && same(a, i, b, k))
		pair(a, i++, b, k++);
	while (i < i_end && k < k_end && same(a, i_end - 1, b, k_end - 1))
		pair(a, --i_end, b, --k_end);
}

/* A line by its hash, with how often it occurs on each side. */
struct slot {
	u64 hash;
	u32 count[2], line[2];
};

static struct slot *slot_of(struct slot *slots, u32 mask, u64 hash)
{
	u32 i = (u32)hash & mask;
	while ((slots[i].count[0] || slots[i].count[1]) && slots[i].hash != hash)
		i = (i + 1) & mask;
	slots[i].hash = hash;
	return &slots[i];
}

static void count_lines(const struct side *s, struct slot *slots, u32 mask, u32 which)
{
	for (u32 i = 0; i < s->lines; i++) {
		struct slot *slot = slot_of(slots, mask, str_hash(line(s, i)));
		slot->count[which]++;
		slot->line[which] = i;
	}
}

/* Of the lines that have one twin, the longest run whose twins are in order: patience sorting. */
static void keep_order(struct arena *a, struct side *x, const u32 *twin)
{
	u32 *top = new (a, u32, (size_t)x->lines + 1), *under = new (a, u32, (size_t)x->lines + 1);
	u32 piles = 0;
	for (u32 i = 0; i < x->lines; i++) {
		u32 lo = 0, hi = piles;
		if (!twin[i])
			continue;
		while (lo < hi) {
			u32 mid = (lo + hi) / 2;
			if (twin[top[mid] - 1] < twin[i])
				lo = mid + 1;
			else
				hi = mid;
		}
		under[i] = lo ? top[lo - 1] : 0;
		top[lo] = i + 1;
		piles += lo == piles;
	}
	for (u32 i = piles ? top[piles - 1] : 0; i; i = under[i - 1])
		x->twin[i - 1] = twin[i - 1];
}

static void pair_unique(struct arena *a, struct side *x, struct side *y)
{
	u32 mask = 16;
	while (mask < 2 * ((u64)x->lines + y->lines))
		mask *= 2;
	struct slot *slots = new (a, struct slot, mask--);
	u32 *twin = new (a, u32, (size_t)x->lines + 1);
	count_lines(x, slots, mask, 0);
	count_lines(y, slots, mask, 1);
	for (u32 i = 0; i < x->lines; i++) {
		struct slot *s = slot_of(slots, mask, str_hash(line(x, i)));
		if (s->count[0] == 1 && s->count[1] == 1 && same(x, i, y, s->line[1]))
			twin[i] = s->line[1] + 1;
	}
	keep_order(a, x, twin);
	for (u32 i = 0; i < x->lines; i++)
		if (x->twin[i])
			y->twin[x->twin[i] - 1] = i + 1;
}

static void pair_all(struct arena *a, struct side *x, struct side *y)
{
	u32 i = 0, k = 0;
	pair_unique(a, x, y);
	for (u32 n = 0; n <= x->lines; n++) {
		if (n < x->lines && !x->twin[n])
			continue;
		u32 m = n < x->lines ? x->twin[n] - 1 : y->lines;
		pair_ends(x, i, n, y, k, m);
		i = n + 1;
		k = m + 1;
	}
}

static void put_line(struct out *o, char mark, Str s)
{
	out_char(o, mark);
	out_str(o, s);
	if (!str_ends(s, S("\n")))
		out_str(o, S("\n\\ No newline at end of file\n"));
}

/* The lines of both sides from i and k to their ends, as one hunk. */
static void hunk(struct out *o, const struct side *x, u32 i, u32 i_end, const struct side *y, u32 k,
                 u32 k_end)
{
	out_fmt(o, "@@ -%u,%u +%u,%u @@\n", (unsigned)(i + (i < i_end)), (unsigned)(i_end - i),
	        (unsigned)(k + (k < k_end)), (unsigned)(k_end - k));
	while (i < i_end || k < k_end) {
		if (i < i_end && !x->twin[i]) {
			put_line(o, '-', line(x, i++));
		} else if (k < k_end && !y->twin[k]) {
			put_line(o, '+', line(y, k++));
		} else {
			put_line(o, ' ', line(x, i++));
			k++;
		}
	}
}

/* Moves both sides over lines that are the same, at most n of them. */
static u32 pass_same(const struct side *x, u32 *i, const struct side *y, u32 *k, u32 n)
{
	u32 passed = 0;
	while (passed < n && *i < x->lines && *k < y->lines && x->twin[*i] && y->twin[*k]) {
		++*i;
		++*k;
		passed++;
	}
	return passed;
}

static void pass_changed(const struct side *x, u32 *i, const struct side *y, u32 *k)
{
	while (*i < x->lines && !x->twin[*i])
		++*i;
	while (*k < y->lines && !y->twin[*k])
		++*k;
}

void diff_write(struct out *o, Str name, Str before, Str after)
{
	struct side x = lines_of(o->arena, before), y = lines_of(o->arena, after);
	u32 i = 0, k = 0;
	if (str_eq(before, after))
		return;
	pair_all(o->arena, &x, &y);
	out_fmt(o, "--- %.*s\n+++ %.*s\n", STR(name), STR(name));
	while (i < x.lines || k < y.lines) {
		u32 around = pass_same(&x, &i, &y, &k, UINT32_MAX);
		if (i >= x.lines && k >= y.lines)
			break;
		around = around < AROUND ? around : AROUND;
		u32 from_i = i - around, from_k = k - around, end_i, end_k, passed;
		do {
			pass_changed(&x, &i, &y, &k);
			end_i = i;
			end_k = k;
			passed = pass_same(&x, &i, &y, &k, 2 * AROUND + 1);
		} while (passed <= 2 * AROUND && (i < x.lines || k < y.lines));
		u32 after_change = passed < AROUND ? passed : AROUND;
		i = end_i + after_change;
		k = end_k + after_change;
		hunk(o, &x, from_i, i, &y, from_k, k);
	}
}
