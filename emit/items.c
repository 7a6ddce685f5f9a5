/* The items of types. Of many, a thread writes the later half. */
#include "groups.h"
#include "thread.h"

enum {
	THREAD_FROM = 1 << 18, /* bytes from which a thread is worth it */
	ROOM_MAX = 1 << 30,    /* bytes of what is only guessed */
};

/* Types at `from` and up to `to`, into the first or the second text of their groups. */
struct range {
	u32 half, from, to, indent;
};

static void emit_range(struct emit *e, const struct range *r)
{
	for (u32 t = r->from; t < r->to; t++) {
		u32 g = e->type_group[t];

		if (!e->type[t].name.len || e->type[t].path.len)
			continue;
		e->out = &e->group[g].types[r->half];
		e->indent = r->indent + (g > 0);
		rs(e, e->out->len ? "\n" : "");
		emit_type(e, t);
		if (e->validate)
			emit_validate(e, t);
	}
}

/* About how many bytes a type becomes. */
static u64 weight(const struct ir *ir, u32 t)
{
	const struct ir_type *type = &ir->type[t];
	u64 sum = 200 + ir_str(ir, type->description).len + 1000ull * type->variants.count +
	          400ull * type->values.count;

	ir_each(type->fields, f)
		sum += 120 + ir_str(ir, ir->field[f].description).len;
	return sum;
}

/* Room at once for the text that most types are in, if not all. */
static void make_room(struct emit *e, u32 half, u64 bytes)
{
	struct out *o = &e->group[0].types[half];

	if (e->groups == 1 && bytes < ROOM_MAX)
		o->ptr = arena_grow(o->arena, NULL, &o->cap, bytes + bytes / 4, 1);
}

/* The thread's: of what it would change, it has its own. */
struct half {
	struct emit view;
	struct arena arena;
	struct diag diag;
	struct range range;
	pthread_t thread;
};

static void *emit_half(void *half)
{
	struct half *h = half;

	emit_range(&h->view, &h->range);
	return NULL;
}

/* Begins the thread at a type; NULL where the system has none. */
static struct half *begin_half(struct emit *e, const struct range *range, u64 bytes)
{
	struct half *h = new (e->arena, struct half, 1);

	h->range = *range;
	h->diag = diag_beside(e->diag, &h->arena);
	h->view = *e;
	h->view.arena = &h->arena;
	h->view.diag = &h->diag;
	h->view.names = (struct scope){0};
	h->view.field_name = new (&h->arena, Str, e->ir->strings);
	h->view.seen = new (&h->arena, u32, e->sames);
	/* Texts that both threads write would lie in one line of a cache. */
	h->view.group = new (&h->arena, struct group, e->groups);
	memcpy(h->view.group, e->group, e->groups * sizeof *e->group);
	for (u32 g = 0; g < e->groups; g++)
		h->view.group[g].types[1].arena = &h->arena;
	make_room(&h->view, 1, bytes);
	return thread_begin(&h->thread, emit_half, h) ? h : NULL;
}

static void end_half(struct emit *e, struct half *h)
{
	pthread_join(h->thread, NULL);
	diag_take(e->diag, &h->diag);
	arena_count(e->arena, &h->arena);
	e->used |= h->view.used;
	e->maps_used |= h->view.maps_used;
	for (u32 g = 0; g < e->groups; g++) {
		e->group[g].types[1] = h->view.group[g].types[1];
		if (e->group[g].types[0].len && e->group[g].types[1].len)
			out_char(&e->group[g].types[0], '\n');
	}
}

void emit_items(struct emit *e, u32 indent)
{
	u32 types = e->ir->count[IR_type];
	struct range first = {0, 1, types, indent}, second = {1, 1, types, indent};
	struct half *h = NULL;
	u64 all = 0, sum = 0;

	for (u32 t = 1; t < types; t++)
		all += weight(e->ir, t);
	/* Builders take their names among those of all items, one after the other. */
	if (all >= THREAD_FROM && !e->builders) {
		while (sum < all / 2)
			sum += weight(e->ir, second.from++);
		h = begin_half(e, &second, all - sum);
	}
	if (h)
		first.to = second.from;
	make_room(e, 0, h ? sum : all);
	emit_range(e, &first);
	if (h)
		end_half(e, h);
	e->out = &e->group[0].types[1];
	e->indent = indent;
	if (e->tests)
		emit_tests(e);
	e->indent = indent;
	e->used_types = e->used;
}
