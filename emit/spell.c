#include "emit.h"

/* The paths of std that types are made of, and their names in the prelude. */
enum path { PATH_String, PATH_Vec, PATH_Option, PATH_Box, PATHS };
static const struct {
	const char *path, *brief;
} paths[PATHS] = {
	[PATH_String] = {"::std::string::String", "String"},
	[PATH_Vec] = {"::std::vec::Vec", "Vec"},
	[PATH_Option] = {"::std::option::Option", "Option"},
	[PATH_Box] = {"::std::boxed::Box", "Box"},
};

void spell_init(struct emit *e)
{
	for (u32 t = 1; t < e->ir->count[IR_type]; t++)
		for (u32 p = 0; p < PATHS; p++)
			if (str_eq(e->type[t].name, str_of(paths[p].brief)))
				e->brief_taken |= 1u << p;
}

static const char *path(const struct emit *e, enum path p)
{
	return e->brief && !(e->brief_taken & 1u << p) ? paths[p].brief : paths[p].path;
}

static void put_scalar(struct emit *e, u32 scalar)
{
	const struct scalar_info *s = &e->scalar[scalar];

	e->used |= s->used;
	if (scalar == scalar_byte)
		rs(e, "%s<u8>", path(e, PATH_Vec));
	else if (s->brief)
		rs(e, "%s", path(e, PATH_String));
	else
		rs(e, "%s", s->path);
}

bool rust_is_set(const struct emit *e, u32 type)
{
	u32 both = DERIVE_eq | DERIVE_hash;

	return (e->type[e->ir->type[type].item].derives & both) == both;
}

/* What stands for a boxed value: the target of the aliases and nullables around it. */
static bool is_boxed(const struct emit *e, u32 target, bool boxed)
{
	u32 kind = e->ir->type[target].kind;

	/* These keep what they hold elsewhere already. */
	return boxed &&
	       (e->type[target].newtype ||
	        (kind != type_kind_array && kind != type_kind_set && kind != type_kind_map));
}

void rs_boxed(struct emit *e, u32 type, bool boxed)
{
	u32 target = rust_target(e, type);

	if (!is_boxed(e, target, boxed))
		rs_type(e, type);
	else if (e->type[type].option)
		rs(e, "%s<%s<%t>>", path(e, PATH_Option), path(e, PATH_Box), target);
	else
		rs(e, "%s<%t>", path(e, PATH_Box), type);
}

/* A newtype in a tuple may be a step of a cycle by value. */
static bool in_box(const struct emit *e, u32 member)
{
	const struct rust_type *target = &e->type[rust_target(e, e->ir->member[member].type)];

	return target->newtype && !target->path.len;
}

static void put_tuple(struct emit *e, u32 type)
{
	struct ir_range members = e->ir->type[type].members;

	if (members.count == 0) {
		rs(e, "[(); 0]");
		return;
	}
	rs(e, "(");
	ir_each(members, i) {
		rs(e, i > members.first ? ", " : "");
		rs_boxed(e, e->ir->member[i].type, in_box(e, i));
	}
	rs(e, members.count == 1 ? ",)" : ")");
}

static void put_map(struct emit *e, const struct ir_type *t)
{
	if (!e->type[t->item].any) {
		rust_use_map(e);
		rs(e, "%s<%s, %t>", e->map, path(e, PATH_String), t->item);
		return;
	}
	e->used |= USED(crate_serde_json);
	rs(e, "::serde_json::Map<%s, ::serde_json::Value>", path(e, PATH_String));
}

void rust_use_map(struct emit *e)
{
	e->maps_used = true;
	if (e->maps == MAPS_index)
		e->used |= USED(crate_indexmap);
}

void rust_use_whole(struct emit *e)
{
	e->used |= USED(whole) | USED(crate_serde);
}

void rs_shape(struct emit *e, u32 type)
{
	const struct ir_type *t = &e->ir->type[type];
	const struct rust_type *item = &e->type[t->item];

	switch (t->kind) {
	case type_kind_array: rs(e, "%s<%t>", path(e, PATH_Vec), t->item); break;
	case type_kind_set:
		if (rust_is_set(e, type))
			e->used |= USED(crate_indexmap);
		rs(e, "%s<%t>", rust_is_set(e, type) ? "::indexmap::IndexSet" : path(e, PATH_Vec),
		   t->item);
		break;
	case type_kind_tuple: put_tuple(e, type); break;
	case type_kind_map: put_map(e, t); break;
	case type_kind_nullable:
		if (item->any || item->option)
			rs_type(e, t->item);
		else
			rs(e, "%s<%t>", path(e, PATH_Option), t->item);
		break;
	case type_kind_alias: rs_type(e, t->item); break;
	default: put_scalar(e, t->scalar);
	}
}

void rs_type(struct emit *e, u32 type)
{
	if (e->type[type].path.len)
		rs_raw(e, e->type[type].path);
	else if (e->type[type].name.len)
		rs(e, e->outside ? "types::%n" : "%n", e->type[type].name);
	else
		rs_shape(e, type);
}

/* Conversions */

static void put_tuple_conversion(struct emit *e, u32 type)
{
	struct ir_range members = e->ir->type[type].members;

	rs(e, "(");
	ir_each(members, i) {
		rs(e, i > members.first ? ", " : "");
		rs_boxed_conversion(e, e->ir->member[i].type, in_box(e, i));
	}
	rs(e, members.count == 1 ? ",)" : ")");
}

static void put_scalar_conversion(struct emit *e, const struct ir_type *t)
{
	Str with = e->scalar[t->scalar].with;

	if (str_starts(with, S("oapi_runtime::time::")))
		e->used |= USED(time);
	rs_raw(e, with.len ? with : S("::serde_with::DisplayFromStr"));
}

void rs_shape_conversion(struct emit *e, u32 type)
{
	const struct ir_type *t = &e->ir->type[type];

	e->used |= USED(crate_serde_with);
	if (e->type[type].with.len) {
		rs_raw(e, e->type[type].with);
		return;
	}
	switch (t->kind) {
	case type_kind_array: rs(e, "::std::vec::Vec<%c>", t->item); break;
	case type_kind_set:
		if (rust_is_set(e, type))
			e->used |= USED(distinct);
		rs(e,
		   rust_is_set(e, type) ? "oapi_runtime::distinct::Distinct<%c>"
		                        : "::std::vec::Vec<%c>",
		   t->item);
		break;
	case type_kind_tuple: put_tuple_conversion(e, type); break;
	case type_kind_map: rs(e, "%s<::serde_with::Same, %c>", e->map, t->item); break;
	case type_kind_nullable:
		rs(e, e->type[t->item].option ? "%c" : "::std::option::Option<%c>", t->item);
		break;
	case type_kind_alias: rs_conversion(e, t->item); break;
	default: put_scalar_conversion(e, t);
	}
}

void rs_conversion(struct emit *e, u32 type)
{
	if (e->type[type].converted) {
		rs_shape_conversion(e, type);
	} else if (e->type[type].whole) {
		rust_use_whole(e);
		e->used |= USED(whole_as);
		rs(e, "oapi_runtime::whole_as::Integers");
	} else {
		rs(e, "::serde_with::Same");
	}
}

void rs_boxed_conversion(struct emit *e, u32 type, bool boxed)
{
	u32 target = rust_target(e, type);

	if (!is_boxed(e, target, boxed))
		rs_conversion(e, type);
	else
		rs(e,
		   e->type[type].option ? "::std::option::Option<::std::boxed::Box<%c>>"
		                        : "::std::boxed::Box<%c>",
		   target);
}
