/* --tests: every example that its schema lets pass, as a test that reads it and writes it back. Needs what the items need. */
#include "emit.h"

/* Whether values of a type may be written back without what they were read with: keys that nobody knows, nulls that stand for
 * absence. By rust_type.same; recursion through a type that is being looked at adds nothing. */
struct losses {
	struct emit *e;
	u8 *known; /* LOSS_* */
};

enum { LOSS_unknown, LOSS_none, LOSS_some };

static bool loses(struct losses *l, u32 t);

static bool fields_lose(struct losses *l, u32 t)
{
	const struct ir *ir = l->e->ir;
	const struct ir_type *type = &ir->type[t];

	for (u32 i = type->fields.first; i < type->fields.first + type->fields.count; i++)
		if (field_loses_null(l->e, i, type->flags) || loses(l, ir->field[i].type))
			return true;
	return l->e->fill || (!type->item && !(type->flags & type_flag_closed));
}

static bool parts_lose(struct losses *l, u32 t)
{
	const struct ir *ir = l->e->ir;
	const struct ir_type *type = &ir->type[t];

	if (type->item && loses(l, type->item))
		return true;
	for (u32 i = type->members.first; i < type->members.first + type->members.count; i++)
		if (loses(l, ir->member[i].type))
			return true;
	for (u32 i = type->variants.first; i < type->variants.first + type->variants.count; i++)
		if (loses(l, ir->variant[i].type))
			return true;
	return type->kind == type_kind_object && fields_lose(l, t);
}

static bool loses(struct losses *l, u32 t)
{
	if (l->e->type[t].path.len)
		return true;
	if (l->known[t] == LOSS_unknown) {
		l->known[t] = LOSS_none;
		l->known[t] = parts_lose(l, t) ? LOSS_some : LOSS_none;
	}
	return l->known[t] == LOSS_some;
}

/* Gives whether the test validates what it read. */
static bool put_test(struct emit *e, u32 number, const struct ir_example *x, bool exact)
{
	bool converted = e->type[x->type].converted && !e->type[x->type].name.len;
	bool validates = e->validate && x->flags & example_flag_valid &&
	                 rust_is_item(e, rust_target(e, x->type)) && !e->type[x->type].option &&
	                 !e->type[rust_target(e, x->type)].path.len;
	struct out json;

	rs(e, "\n#[test]\nfn example_%u() {\n", number);
	e->indent++;
	if (converted) {
		e->used |= USED(crate_serde_with);
		rs(e,
		   "#[derive(::serde::Serialize, ::serde::Deserialize)]\n"
		   "struct Example(#[serde(with = \"::serde_with::As::<%c>\")] %t);\n",
		   x->type, x->type);
	}
	rs(e, "oapi_round_trip::round_trip::<");
	if (converted)
		rs(e, "Example");
	else
		rs(e, "%t", x->type);
	out_init(&json, e->arena);
	value_json(&json, e->ir, x->value);
	rs(e, ">(\n    %q,\n    %q,\n    %s,\n);\n", ir_pointer(e->ir, e->arena, x->at),
	   out_text(&json), exact ? "true" : "false");
	if (validates)
		rs(e, "oapi_round_trip::validates::<%t>(\n    %q,\n    %q,\n);\n", x->type,
		   ir_pointer(e->ir, e->arena, x->at), out_text(&json));
	e->indent--;
	rs(e, "}\n");
	return validates;
}

static void put_head(struct emit *e)
{
	e->used |= USED(crate_serde) | USED(crate_serde_json);
	rs(e, e->groups > 1 ? "\n#[cfg(all(test, feature = \"all\"))]\nmod oapi_tests {\n"
	                    : "\n#[cfg(test)]\nmod oapi_tests {\n");
	e->indent++;
	rs(e, "#[allow(unused_imports)]\nuse super::*;\n");
}

/* What the tests call. An instant is read by the crate of those that they read; without one, as text. */
static void put_end(struct emit *e, bool validates)
{
	rs(e, "\nmod oapi_round_trip {\n");
	e->indent++;
	rs(e,
	   "%s\nconst FILLS: bool = %s;\n\n"
	   "fn instant(text: &str) -> Result<impl PartialEq, impl Sized> {\n    %s\n}\n",
	   runtime_text(e, RUNTIME_round_trip), e->fill ? "true" : "false",
	   e->used & USED(crate_chrono) ? "::chrono::DateTime::parse_from_rfc3339(text)"
	   : e->used & USED(crate_jiff) ? "text.parse::<::jiff::Timestamp>()"
	   : e->used & USED(crate_time)
	           ? "::time::OffsetDateTime::parse(text, &::time::format_description::well_known::Rfc3339)"
	           : "text.parse::<String>()");
	if (validates)
		rs(e, "%s", runtime_text(e, RUNTIME_validates));
	e->indent--;
	rs(e, "}\n");
	e->indent--;
	rs(e, "}\n");
}

void emit_tests(struct emit *e)
{
	const struct ir *ir = e->ir;
	struct losses losses = {e, new (e->arena, u8, ir->count[IR_type])};
	u32 *last = new (e->arena, u32,
	                 ir->count[IR_place]); /* by place: the type of its example, plus 1 */
	u32 n = 0;
	bool validates = false;

	for (u32 i = 1; i < ir->count[IR_example]; i++) {
		const struct ir_example *x = &ir->example[i];

		if (!(x->flags & example_flag_shaped) || !x->type ||
		    last[x->at] == e->type[x->type].same + 1)
			continue;
		last[x->at] = e->type[x->type].same + 1;
		if (!n++)
			put_head(e);
		validates |= put_test(e, n, x, !loses(&losses, x->type));
	}
	if (n)
		put_end(e, validates);
}
