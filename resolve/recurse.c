/* Cycles of types. check_aliases needs every type and finds aliases that lead only to
 * themselves; recurse_types needs shared types and leaves every edge marked that closes a cycle
 * by value. */
#include "resolve.h"

bool is_inline(const struct resolve *r, u32 id)
{
	const struct ir_type *t = &r->out.type[id];
	if (t->flags & (type_flag_component | type_flag_recursive))
		return false;
	return t->kind != type_kind_object && t->kind != type_kind_enumeration &&
	       t->kind != type_kind_union;
}

void alias_cycle(struct resolve *r, u32 id)
{
	complain(r, DIAG_ref_cycle, r->info[id].node,
	         S("let one of the schemas on the way be more than a reference"),
	         "this schema is only a reference that leads back to itself");
	type_at(r, id)->kind = type_kind_scalar;
	type_at(r, id)->item = 0;
}

void check_aliases(struct resolve *r)
{
	u32 count = r->out.count[IR_type], *walk = new (r->arena, u32, count);
	for (u32 id = 1; id < count; id++) {
		u32 at = id;
		while (!walk[at] && (type_at(r, at)->kind == type_kind_alias ||
		                     type_at(r, at)->kind == type_kind_nullable)) {
			walk[at] = id;
			at = type_at(r, at)->item;
		}
		if (walk[at] == id)
			alias_cycle(r, at);
	}
}

/* A depth-first walk without recursion: the types under way with the number of the edge each one
 * follows. */
struct walk {
	struct list type, edge;
	struct list
		back; /* by type under way: the first of them that something leads back to, past its own where nothing does */
	u8 *state;    /* by type: 0 new, 1 under way, 2 done */
	u32 *position; /* by type: its number among those under way */
};

static void enter(struct resolve *r, struct walk *w, u32 id)
{
	w->state[id] = 1;
	w->position[id] = w->type.n;
	list_push(r, &w->back, w->type.n + 1);
	list_push(r, &w->type, id);
	list_push(r, &w->edge, 0);
}

/* What leads back to a type under way, itself or through what was entered from it, is part of a cycle, and so is all that
 * is under way from that type on. */
static void leave(struct resolve *r, struct walk *w)
{
	u32 last = --w->type.n, id = w->type.at[last], back = w->back.at[--w->back.n];
	w->state[id] = 2;
	w->edge.n--;
	if (back > last)
		return;
	type_at(r, id)->flags |= type_flag_recursive;
	if (last && back < w->back.at[last - 1])
		w->back.at[last - 1] = back;
}

/* Edge i of a type that is spelled through its parts: 0 past the last. */
static u32 part(const struct resolve *r, u32 id, u32 i, bool by_value)
{
	const struct ir_type *t = &r->out.type[id];
	switch (t->kind) {
	case type_kind_array:
	case type_kind_set:
	case type_kind_map: return i || by_value ? 0 : t->item;
	case type_kind_alias:
	case type_kind_nullable: return i ? 0 : t->item;
	case type_kind_tuple:
		return i < t->members.count ? r->out.member[t->members.first + i].type : 0;
	default: return 0;
	}
}

static bool spelled(const struct resolve *r, u32 id)
{
	u32 kind = r->out.type[id].kind;
	return kind != type_kind_object && kind != type_kind_union &&
	       kind != type_kind_enumeration && kind != type_kind_scalar;
}

/* Types that are spelled through themselves (an array of itself) need an item of their own. */
static void mark_spelled(struct resolve *r)
{
	struct walk w = {.state = new (r->arena, u8, r->out.count[IR_type]),
	                 .position = new (r->arena, u32, r->out.count[IR_type])};
	for (u32 id = 1; id < r->out.count[IR_type]; id++) {
		if (w.state[id] || !spelled(r, id))
			continue;
		enter(r, &w, id);
		while (w.type.n) {
			u32 at = w.type.at[w.type.n - 1], edge = w.edge.at[w.edge.n - 1]++,
			    to = part(r, at, edge, false);
			if (!to)
				leave(r, &w);
			else if (w.state[to] == 1 && type_at(r, at)->kind == type_kind_tuple) {
				u32 node = r->info[at].node;
				complain(
					r, DIAG_unsupported, node, (Str){0},
					"a tuple that holds itself is no type: its item %u takes any value",
					edge + 1);
				r->out.member[type_at(r, at)->members.first + edge].type =
					new_scalar(r, scalar_any);
			} else if (w.state[to] == 1)
				type_at(r, to)->flags |= type_flag_recursive;
			else if (!w.state[to] && spelled(r, to))
				enter(r, &w, to);
		}
	}
}

/* Whether the type, spelled out, holds a struct or a union under way by value. */
static bool closes(struct resolve *r, const struct walk *w, u32 id, u32 depth)
{
	if (!spelled(r, id))
		return w->state[id] == 1;
	for (u32 i = 0, to; depth < 64 && (to = part(r, id, i, true)) != 0; i++)
		if (closes(r, w, to, depth + 1))
			return true;
	return false;
}

/* Enters the structs and unions in a type, spelled out, that were not met yet; true where there
 * was one. */
static bool enter_parts(struct resolve *r, struct walk *w, u32 id, u32 depth)
{
	if (!spelled(r, id)) {
		u32 kind = type_at(r, id)->kind;
		if (w->state[id] || (kind != type_kind_object && kind != type_kind_union))
			return false;
		enter(r, w, id);
		return true;
	}
	for (u32 i = 0, to; depth < 64 && (to = part(r, id, i, true)) != 0; i++)
		if (enter_parts(r, w, to, depth + 1))
			return true;
	return false;
}

/* Follows edge i of a struct or a union; false past its last. */
static bool follow(struct resolve *r, struct walk *w, u32 id, u32 *i)
{
	const struct ir_type *t = type_at(r, id);
	bool object = t->kind == type_kind_object;
	struct ir_range edges = object ? t->fields : t->variants;
	if (*i == edges.count)
		return false;
	u32 at = edges.first + *i, to = object ? r->out.field[at].type : r->out.variant[at].type;
	if (enter_parts(r, w, to, 0)) /* comes back to this edge, for a tuple's other parts */
		return true;
	++*i;
	if (closes(r, w, to, 0)) {
		if (object)
			r->out.field[at].flags |= field_flag_boxed;
		else
			r->out.variant[at].flags |= variant_flag_boxed;
		u32 top = w->type.n - 1, found = strip(r, to, true),
		    back = w->state[found] == 1 ? w->position[found] : 0;
		if (back < w->back.at[top])
			w->back.at[top] = back;
	}
	return true;
}

void recurse_types(struct resolve *r)
{
	mark_spelled(r);
	struct walk w = {.state = new (r->arena, u8, r->out.count[IR_type]),
	                 .position = new (r->arena, u32, r->out.count[IR_type])};
	for (u32 id = 1; id < r->out.count[IR_type]; id++) {
		u32 kind = type_at(r, id)->kind;
		if (w.state[id] || (kind != type_kind_object && kind != type_kind_union))
			continue;
		enter(r, &w, id);
		while (w.type.n) {
			u32 last = w.edge.n - 1, edge = w.edge.at[last];
			bool more = follow(r, &w, w.type.at[last], &edge);
			w.edge.at[last] = edge;
			if (!more)
				leave(r, &w);
		}
	}
}
