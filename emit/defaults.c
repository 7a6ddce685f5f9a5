/* --defaults=fill: a default as an expression of its type. */
#include "emit.h"

enum { DEPTH_MAX = 32 }; /* of what is written out */

static bool put_value(struct emit *e, u32 t, u32 value, u32 depth, bool write);

static bool put_scalar(struct emit *e, const struct ir_type *type, u32 value, bool write)
{
	const struct ir_value *v = &e->ir->value[value];
	const struct scalar_info *s = &e->scalar[type->scalar];
	Str text = ir_str(e->ir, v->text);
	bool parsed = s->used & (USED(crate_chrono) | USED(crate_jiff) | USED(crate_uuid));

	if (type->flags & type_flag_text || s->with.len)
		return false;
	switch (v->kind) {
	case value_kind_null:
		if (type->scalar != scalar_null)
			return false;
		if (write)
			rs(e, "()");
		return true;
	case value_kind_true:
	case value_kind_false:
		if (type->scalar != scalar_boolean)
			return false;
		if (write)
			rs(e, v->kind == value_kind_true ? "true" : "false");
		return true;
	case value_kind_number:
		if (s->kinds != JSON_number)
			return false;
		if (s->rank == RANK_exact)
			text = integer_digits(e->arena, text);
		if (write && text.len) {
			rs_raw(e, text);
			rs(e, s->rank == RANK_exact ? "" : "_%s", s->path);
		}
		return text.len;
	case value_kind_string:
		if (s->kinds != JSON_string || (!parsed && !s->brief))
			return false;
		if (write && parsed)
			rs(e, "::std::str::FromStr::from_str(%q).unwrap_or_default()", text);
		else if (write)
			rs(e, "::std::string::String::from(%q)", text);
		return true;
	default: return false;
	}
}

static bool put_items(struct emit *e, u32 t, u32 value, u32 depth, bool write)
{
	const struct ir_type *type = &e->ir->type[t];
	const struct ir_value *v = &e->ir->value[value];
	const char *path = type->kind != type_kind_map
	                           ? rust_is_set(e, t) && type->kind == type_kind_set
	                                     ? "::indexmap::IndexSet"
	                                     : "::std::vec::Vec"
	                   : e->type[type->item].any ? "::serde_json::Map"
	                                             : e->map;

	if (v->kind != (type->kind == type_kind_map ? value_kind_object : value_kind_array))
		return false;
	if (write)
		rs(e, v->size == 1 ? "%s::new()" : "%s::from([", path);
	if (v->size == 1)
		return true;
	if (type->kind == type_kind_map && e->type[type->item].any)
		return false;
	for (u32 i = value + 1; i < value + v->size; i += e->ir->value[i].size) {
		if (write)
			rs(e, i > value + 1 ? ", " : "");
		if (write && type->kind == type_kind_map)
			rs(e, "(::std::string::String::from(%q), ",
			   ir_str(e->ir, e->ir->value[i].key));
		if (!put_value(e, type->item, i, depth + 1, write))
			return false;
		if (write && type->kind == type_kind_map)
			rs(e, ")");
	}
	if (write)
		rs(e, "])");
	return true;
}

static bool put_nullable(struct emit *e, u32 t, u32 value, u32 depth, bool write)
{
	u32 item = e->ir->type[t].item;
	bool null = e->ir->value[value].kind == value_kind_null;

	if (e->type[item].any || e->type[item].option)
		return put_value(e, item, value, depth, write);
	if (write)
		rs(e, null ? "::std::option::Option::None" : "::std::option::Option::Some(");
	if (null)
		return true;
	if (!put_value(e, item, value, depth, write))
		return false;
	if (write)
		rs(e, ")");
	return true;
}

static bool put_shape(struct emit *e, u32 t, u32 value, u32 depth, bool write)
{
	const struct ir_type *type = &e->ir->type[t];

	switch (type->kind) {
	case type_kind_scalar: return put_scalar(e, type, value, write);
	case type_kind_array:
	case type_kind_set:
	case type_kind_map: return put_items(e, t, value, depth, write);
	case type_kind_nullable: return put_nullable(e, t, value, depth + 1, write);
	case type_kind_alias: return put_value(e, type->item, value, depth + 1, write);
	case type_kind_enumeration: {
		Str variant = enumeration_variant(e, t, value);

		if (write && variant.len)
			rs(e, "%n::%n", e->type[t].name, variant);
		return variant.len;
	}
	default: return false;
	}
}

static bool put_value(struct emit *e, u32 t, u32 value, u32 depth, bool write)
{
	bool around = e->type[t].newtype;

	if (depth > DEPTH_MAX || e->type[t].path.len || e->type[t].with.len)
		return false;
	if (write && around)
		rs(e, "%n(", e->type[t].name);
	if (!put_shape(e, t, value, depth, write))
		return false;
	if (write && around)
		rs(e, ")");
	return true;
}

bool rust_has_value(struct emit *e, u32 t, u32 value)
{
	return put_value(e, t, value, 0, false);
}

void rs_value(struct emit *e, u32 t, u32 value)
{
	put_value(e, t, value, 0, true);
}
