#include "intern.h"

const Str keyword_text[KW_COUNT] = {
	{"", 0},
#define K(name, text) {text, sizeof(text) - 1},
#include "keyword.def"
#undef K
};

enum { SLOTS_FIRST = 4096 };

/* The slot that holds s, or the free one where it belongs. */
static struct intern_slot *find(const struct interner *in, Str s, u32 hash)
{
	u32 mask = in->slots - 1, i = hash & mask;

	while (in->slot[i].id && !(in->slot[i].hash == hash && str_eq(in->text[in->slot[i].id], s)))
		i = (i + 1) & mask;
	return &in->slot[i];
}

static void widen(struct interner *in)
{
	struct intern_slot *old = in->slot;
	u32 n = in->slots, mask;

	in->slots = n ? n * 2 : SLOTS_FIRST;
	in->slot = new (in->arena, struct intern_slot, in->slots);
	mask = in->slots - 1;
	for (u32 k = 0; k < n; k++) {
		u32 i = old[k].hash & mask;

		if (!old[k].id)
			continue;
		while (in->slot[i].id)
			i = (i + 1) & mask;
		in->slot[i] = old[k];
	}
}

/* s is known to be new and to belong into the slot. */
static u32 add(struct interner *in, struct intern_slot *slot, Str s, u32 hash)
{
	u32 id = in->count++;

	in->text = arena_grow(in->arena, in->text, &in->cap, in->count, sizeof *in->text);
	in->text[id] = s;
	*slot = (struct intern_slot){hash, id};
	if (in->count > in->slots / 2)
		widen(in);
	return id;
}

void intern_init(struct interner *in, struct arena *a)
{
	intern_init_for(in, a, SLOTS_FIRST / 2);
}

void intern_init_for(struct interner *in, struct arena *a, u32 strings)
{
	*in = (struct interner){.arena = a, .count = 1, .slots = SLOTS_FIRST / 2};
	while (in->slots / 2 < strings && in->slots < UINT32_MAX / 4)
		in->slots *= 2;
	in->text = arena_grow(a, in->text, &in->cap, in->slots / 2, sizeof *in->text);
	in->slot = new (a, struct intern_slot, in->slots);
	for (u32 id = 1; id < KW_COUNT; id++)
		intern(in, keyword_text[id]);
}

u32 intern(struct interner *in, Str s)
{
	u32 hash = (u32)str_hash(s);
	struct intern_slot *slot = find(in, s, hash);

	return slot->id ? slot->id : add(in, slot, s, hash);
}

/* Slots are asked for before they are looked at, as no cache holds the table. */
bool intern_fill(struct interner *in, u32 count)
{
	enum { AHEAD = 8 };
	u32 hash[AHEAD], first = in->count;

	for (u32 id = first; id < count + AHEAD; id++) {
		u32 *h = &hash[id % AHEAD];

		if (id >= first + AHEAD) {
			struct intern_slot *slot = find(in, in->text[id - AHEAD], *h);

			if (slot->id)
				return false;
			*slot = (struct intern_slot){*h, id - AHEAD};
		}
		if (id < count) {
			*h = (u32)str_hash(in->text[id]);
			__builtin_prefetch(&in->slot[*h & (in->slots - 1)], 1);
		}
	}
	in->count = count;
	return true;
}

u32 intern_copy(struct interner *in, Str s)
{
	u32 hash = (u32)str_hash(s);
	struct intern_slot *slot = find(in, s, hash);

	return slot->id ? slot->id : add(in, slot, arena_str(in->arena, s), hash);
}

u32 intern_find(const struct interner *in, Str s)
{
	return find(in, s, (u32)str_hash(s))->id;
}
