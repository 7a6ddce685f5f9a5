/* What is compiled only with the features of certain tags: with -m crate, where there are more than TAGS_FEW of them, each
 * operation and each type belongs to the group of its set of tags. Webhooks and callbacks, and schemas that no operation
 * uses, are as with tags of their own. */
#include "groups.h"

enum { TAGS_FEW = 20, SET_MAX = 24 /* tags of a type that is worth a condition */ };

#define WEBHOOKS S("webhooks")
#define SCHEMAS S("schemas")

/* A set of tags: bit 0 says that no feature is needed. */
struct sets {
	struct emit *e;
	struct scope tags;
	u32 words; /* of a set */
	u64 *of_type;
	struct scope same;
};

static void init_group(struct emit *e, struct group *g)
{
	out_init(&g->types[0], e->arena);
	out_init(&g->types[1], e->arena);
	for (u32 i = 0; i < FACES; i++) {
		out_init(&g->face[i].operations, e->arena);
		out_init(&g->face[i].methods, e->arena);
		out_init(&g->face[i].calls, e->arena);
	}
}

static bool is_called(const struct emit *e, u32 operation)
{
	return e->ir->operation[operation].kind == operation_kind_path;
}

/* Numbers the tags of operations from 1, in their order. */
static void number_tags(struct sets *s)
{
	const struct ir *ir = s->e->ir;
	scope_init(&s->tags, s->e->arena);
	for (u32 i = 1; i < ir->count[IR_operation]; i++) {
		if (!is_called(s->e, i))
			continue;
		ir_each(ir->operation[i].tags, t)
			scope_index(&s->tags, ir_str(ir, ir->text[t].text));
	}
}

static void name_feature(struct sets *s, struct scope *names, Str tag)
{
	struct feature *f = &s->e->feature[scope_index(&s->tags, tag)];
	Str name = ascii_words(s->e->arena, tag);
	if (f->name.len)
		return;
	f->tag = tag;
	f->name = scope_take(names, name.len ? name : S("tag"));
}

/* The names of the features: those of the tags, in words. */
static void name_features(struct sets *s)
{
	static const char *const taken[] = {"all", "default", "types"};
	struct emit *e = s->e;
	const struct ir *ir = e->ir;
	struct scope names = {0};
	scope_init(&names, e->arena);
	for (u32 i = 0; i < sizeof taken / sizeof *taken; i++)
		scope_add(&names, str_of(taken[i]));
	for (u32 i = 0; i < FACES; i++)
		scope_add(&names, str_of(faces[i].feature));
	scope_index(&s->tags, WEBHOOKS);
	scope_index(&s->tags, SCHEMAS);
	e->features = s->tags.count - 1;
	e->feature = new (e->arena, struct feature, (size_t)e->features + 1);
	for (u32 i = 1; i < ir->count[IR_operation]; i++) {
		if (!is_called(e, i))
			continue;
		ir_each(ir->operation[i].tags, t) {
			Str tag = ir_str(ir, ir->text[t].text);
			name_feature(s, &names, tag);
			e->feature[scope_index(&s->tags, tag)].operations++;
		}
	}
	name_feature(s, &names, WEBHOOKS);
	name_feature(s, &names, SCHEMAS);
}

static void add_tag(struct sets *s, u64 *set, Str tag)
{
	u32 i = scope_index(&s->tags, tag);
	set[i / 64] |= 1ull << i % 64;
}

static void set_of_operation(struct sets *s, u32 operation, u64 *set)
{
	const struct ir *ir = s->e->ir;
	const struct ir_operation *o = &ir->operation[operation];
	memset(set, 0, s->words * sizeof *set);
	if (!is_called(s->e, operation)) {
		add_tag(s, set, WEBHOOKS);
		return;
	}
	set[0] = !o->tags.count;
	ir_each(o->tags, t)
		add_tag(s, set, ir_str(ir, ir->text[t].text));
}

/* The group of a set: the first, which needs no feature, of one that says so or has too many tags. */
static u32 group_of_set(struct sets *s, const u64 *set)
{
	struct emit *e = s->e;
	u32 tags = 0;
	for (u32 w = 0; w < s->words; w++)
		for (u64 bits = set[w]; bits; bits &= bits - 1)
			tags++;
	if (!tags || set[0] & 1 || tags > SET_MAX)
		return 0;
	u64 *copy = new (e->arena, u64, s->words);
	memcpy(copy, set, s->words * sizeof *set);
	u32 i = scope_index(&s->same, (Str){(const char *)copy, s->words * (u32)sizeof *set});
	if (i < e->groups)
		return i;
	e->group = arena_grow(e->arena, e->group, &e->group_cap, (u64)i + 1, sizeof *e->group);
	e->group[i] = (struct group){.set = copy};
	init_group(e, &e->group[i]);
	e->group[i].module = scope_take(&e->types, arena_fmt(e->arena, "part_%u", i));
	return e->groups++;
}

/* Types whose sets are news to those that they refer to. */
struct reached {
	u32 *type, n, cap;
};

static void reach(struct sets *s, struct reached *todo, u32 type, const u64 *set)
{
	u64 *own = s->of_type + (size_t)type * s->words;
	bool news = false;
	for (u32 w = 0; w < s->words; w++) {
		news = news || set[w] & ~own[w];
		own[w] |= set[w];
	}
	if (!news || !type)
		return;
	todo->type = arena_grow(s->e->arena, todo->type, &todo->cap, (u64)todo->n + 1,
	                        sizeof *todo->type);
	todo->type[todo->n++] = type;
}

static void spread(struct sets *s, struct reached *todo, const u32 *first, const u32 *to)
{
	while (todo->n) {
		u32 t = todo->type[--todo->n];
		for (u32 i = first[t]; i < first[t + 1]; i++)
			reach(s, todo, to[i], s->of_type + (size_t)t * s->words);
	}
}

static bool is_empty(const struct sets *s, const u64 *set)
{
	u64 any = 0;
	for (u32 w = 0; w < s->words; w++)
		any |= set[w];
	return !any;
}

static void group_types(struct sets *s, const u32 *first, const u32 *to)
{
	struct emit *e = s->e;
	struct reached todo = {0};
	u32 types = e->ir->count[IR_type];
	u64 *set = new (e->arena, u64, s->words);
	s->of_type = new (e->arena, u64, (size_t)types * s->words);
	for (u32 i = 1; i < e->ir->count[IR_operation]; i++) {
		struct type_list list = {0};
		set_of_operation(s, i, set);
		operation_types(e, &e->ir->operation[i], &list);
		for (u32 k = 0; k < list.n; k++)
			reach(s, &todo, list.type[k], set);
	}
	spread(s, &todo, first, to);
	memset(set, 0, s->words * sizeof *set);
	add_tag(s, set, SCHEMAS);
	for (u32 t = 1; t < types; t++)
		if (is_empty(s, s->of_type + (size_t)t * s->words))
			reach(s, &todo, t, set);
	spread(s, &todo, first, to);
	for (u32 t = 1; t < types; t++)
		e->type_group[t] = group_of_set(s, s->of_type + (size_t)t * s->words);
}

void plan_groups(struct emit *e, const u32 *first, const u32 *to)
{
	struct sets s = {.e = e};
	u32 operations = e->ir->count[IR_operation];
	e->group = arena_grow(e->arena, NULL, &e->group_cap, 1, sizeof *e->group);
	e->group[0] = (struct group){0};
	init_group(e, &e->group[0]);
	e->groups = 1;
	e->type_group = new (e->arena, u32, e->ir->count[IR_type]);
	e->operation_group = new (e->arena, u32, operations);
	if (e->mode != MODE_crate)
		return;
	number_tags(&s);
	if (s.tags.count - 1 <= TAGS_FEW)
		return;
	name_features(&s);
	s.words = e->features / 64 + 1;
	scope_init(&s.same, e->arena);
	group_types(&s, first, to);
	u64 *set = new (e->arena, u64, s.words);
	for (u32 i = 1; i < operations; i++) {
		set_of_operation(&s, i, set);
		e->operation_group[i] = group_of_set(&s, set);
	}
}

void rs_features(struct emit *e, const Str *feature, u32 n)
{
	rs(e, n > 1 ? "#[cfg(any(" : "#[cfg(");
	for (u32 i = 0; i < n; i++)
		rs(e, i ? ", feature = %q" : "feature = %q", feature[i]);
	rs(e, n > 1 ? "))]\n" : ")]\n");
}

void rs_condition(struct emit *e, u32 group)
{
	const u64 *set = e->group[group].set;
	Str *names = new (e->arena, Str, e->features);
	u32 n = 0;
	for (u32 i = 1; i <= e->features; i++)
		if (set[i / 64] >> i % 64 & 1)
			names[n++] = e->feature[i].name;
	rs_features(e, names, n);
}
