/* Unions: an enum whose variants hold a type each. Which one a value is, a tag says, or its shape. */
#include "emit.h"

enum {
	TAG_BUDGET = 256, /* types looked at, at most, to find out whether one declares a tag */
	KEYS_MAX = 256,   /* keys of an object named for choosing a variant by them */
};

struct rust_variant {
	Str name;
	u32 type;
	u32 from; /* the IR's variant that it was made from first */
	u32 *tag; /* values of the tag that say this one */
	u32 tags, cap;
	bool boxed;
	bool unit;     /* null: it holds nothing */
	bool inject;   /* its type does not know the tag: the union writes it */
	bool fallback; /* an unknown or missing tag says this one */
	bool twin;     /* another variant holds the same type */
};

struct rust_union {
	u32 type;
	u32 tag; /* the property's name, a string; 0: the shape decides */
	struct rust_variant *variant;
	u32 count, cap;
	struct scope tags;
	bool json;    /* some tag is no string: tags are compared as JSON */
	bool injects; /* some variant's tag is written by the union */
	Str unknown;  /* the variant that keeps an unknown value; empty where there is none */
};

/* Whether an object of this type keeps a property when it is read and written, because it declares it or keeps all. */
static bool declares(const struct emit *e, u32 t, u32 property, u32 *budget)
{
	const struct ir_type *type;

	if (*budget == 0)
		return true;
	--*budget;
	while (e->ir->type[t].kind == type_kind_alias || e->ir->type[t].kind == type_kind_nullable)
		t = e->ir->type[t].item;
	type = &e->ir->type[t];
	if (type->kind == type_kind_union && type->tag != property)
		ir_each(type->variants, i)
			if (!declares(e, e->ir->variant[i].type, property, budget))
				return false;
	if (type->kind != type_kind_object)
		return true;
	ir_each(type->fields, i)
		if (e->ir->field[i].name == property)
			return true;
	return false;
}

/* Names */

static Str shape_name(const struct emit *e, u32 t)
{
	for (;;) {
		const struct ir_type *type = &e->ir->type[t];

		if (e->type[t].name.len)
			return e->type[t].name;
		switch (type->kind) {
		case type_kind_scalar: return str_of(e->scalar[type->scalar].variant);
		case type_kind_map: return S("Object");
		case type_kind_alias:
		case type_kind_nullable: t = type->item; break;
		default: return S("Array");
		}
	}
}

static Str variant_name(struct emit *e, const struct ir_variant *v, u32 tag)
{
	if (tag)
		return name_spell(e->arena, ir_str(e->ir, e->ir->value[tag].text), SPELL_variant);
	if (v->name)
		return name_spell(e->arena, ir_str(e->ir, v->name), SPELL_type);
	return shape_name(e, v->type);
}

void warn_collapse(struct emit *e, u32 first, u32 variant)
{
	const struct ir_variant *a = &e->ir->variant[first], *b = &e->ir->variant[variant];
	struct where where = ir_place_where(e->ir, e->arena, a->at);
	Str name = shape_name(e, a->type);

	if (e->diag->severity[DIAG_variants_collapse] == SEVERITY_ignore)
		return;
	diag_add(
		e->diag, DIAG_variants_collapse, ir_place_where(e->ir, e->arena, b->at),
		arena_fmt(e->arena, "the first stands at %.*s:%u:%u", STR(where.file), where.line,
	                  where.col),
		"this branch of the union is the same type in Rust as one before it, %.*s: they become one variant",
		STR(name));
}

/* Variants */

static struct rust_variant *add_variant(struct emit *e, struct rust_union *u, u32 from, u32 tag,
                                        bool alone)
{
	const struct ir_variant *v = &e->ir->variant[from];
	const struct ir_type *target = &e->ir->type[rust_target(e, v->type)];
	struct rust_variant *r;

	u->variant =
		arena_grow(e->arena, u->variant, &u->cap, (u64)u->count + 1, sizeof *u->variant);
	r = &u->variant[u->count++];
	*r = (struct rust_variant){.type = v->type,
	                           .from = from,
	                           .boxed = v->flags & variant_flag_boxed};
	r->unit = !r->boxed && target->kind == type_kind_scalar && target->scalar == scalar_null;
	r->name = scope_take(&e->names, variant_name(e, v, alone ? tag : 0));
	return r;
}

static void add_tag(struct emit *e, struct rust_union *u, struct rust_variant *r, u32 value)
{
	struct out json;

	out_init(&json, e->arena);
	value_json(&json, e->ir, value);
	if (!scope_add(&u->tags, out_text(&json)))
		return;
	r->tag = arena_grow(e->arena, r->tag, &r->cap, (u64)r->tags + 1, sizeof *r->tag);
	r->tag[r->tags++] = value;
	u->json = u->json || e->ir->value[value].kind != value_kind_string;
}

/* A type that does not know the tag has a variant for each of its values, so that the value is kept. */
static void add_injected(struct emit *e, struct rust_union *u, u32 from)
{
	const struct ir_variant *v = &e->ir->variant[from];

	ir_each(v->tags, i) {
		u32 value = e->ir->tag_value[i].value;
		struct rust_variant *r = add_variant(e, u, from, value, v->tags.count > 1);

		r->inject = u->injects = true;
		r->twin = v->tags.count > 1;
		add_tag(e, u, r, value);
	}
	if (v->flags & variant_flag_fallback || !v->tags.count) {
		struct rust_variant *r = add_variant(e, u, from, 0, false);

		r->fallback = v->flags & variant_flag_fallback;
		r->twin = v->tags.count > 0;
	}
}

/* The variant of the same Rust type as this one, by the number that it has among all variants of all unions. */
static struct rust_variant *variant_of_same(struct emit *e, struct rust_union *u, u32 from)
{
	u32 *seen = &e->seen[e->type[e->ir->variant[from].type].same];
	u32 base = e->seen_base;

	if (*seen >= base && *seen - base < u->count)
		return &u->variant[*seen - base];
	*seen = base + u->count;
	return NULL;
}

static struct rust_union union_of(struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];
	struct rust_union u = {.type = t, .tag = type->tag};

	scope_init(&u.tags, e->arena);
	scope_init(&e->names, e->arena);
	ir_each(type->variants, i) {
		const struct ir_variant *v = &e->ir->variant[i];
		struct rust_variant *r = variant_of_same(e, &u, i);
		u32 budget = TAG_BUDGET;

		if (u.tag && !declares(e, v->type, u.tag, &budget)) {
			if (r)
				r->twin = true;
			add_injected(e, &u, i);
			u.variant[u.count - 1].twin |= r != NULL;
			continue;
		}
		if (r && !u.tag)
			warn_collapse(e, r->from, i);
		if (!r)
			r = add_variant(e, &u, i, 0, false);
		r->fallback = r->fallback || v->flags & variant_flag_fallback;
		ir_each(v->tags, k)
			add_tag(e, &u, r, e->ir->tag_value[k].value);
	}
	e->seen_base += u.count;
	if (type->flags & type_flag_open)
		u.unknown = scope_take(&e->names, S("Unknown"));
	return u;
}

/* The enum */

static void put_variants(struct emit *e, const struct rust_union *u)
{
	for (u32 i = 0; i < u->count; i++) {
		const struct rust_variant *r = &u->variant[i];
		const struct ir_variant *v = &e->ir->variant[r->from];

		rs_doc(e, &(struct doc){.description = ir_str(e->ir, v->description),
		                        .deprecated = v->flags & variant_flag_deprecated});
		if (r->unit) {
			rs(e, "%n,\n", r->name);
			continue;
		}
		if (!u->injects && e->type[u->type].serde & SERDE_serialize &&
		    e->type[r->type].converted) {
			rs(e, "#[serde(with = \"::serde_with::As::<");
			rs_boxed_conversion(e, r->type, r->boxed);
			rs(e, ">\")]\n");
		}
		rs(e, "%n(", r->name);
		rs_boxed(e, r->type, r->boxed);
		rs(e, "),\n");
	}
	if (u->unknown.len)
		rs(e, "/// A value that the document does not name.\n%n(::serde_json::Value),\n",
		   u->unknown);
}

/* Writing */

/* A tag's value as an expression of Rust. */
static void put_tag(struct emit *e, u32 value)
{
	const struct ir_value *v = &e->ir->value[value];
	Str text = ir_str(e->ir, v->text);

	switch (v->kind) {
	case value_kind_string: rs(e, "%q", text); break;
	case value_kind_true: rs(e, "true"); break;
	case value_kind_false: rs(e, "false"); break;
	case value_kind_number: rs(e, "%q.parse::<::serde_json::Number>().ok()", text); break;
	default: rs(e, "()");
	}
}

static void put_write_arm(struct emit *e, const struct rust_union *u, const struct rust_variant *r)
{
	if (r->unit) {
		rs(e, "Self::%n => serializer.serialize_unit(),\n", r->name);
	} else if (r->inject) {
		rs(e, "Self::%n(value) => {\n    oapi_runtime::tagged::serialize(%q, &", r->name,
		   ir_str(e->ir, u->tag));
		put_tag(e, r->tags ? r->tag[0] : 0);
		rs(e, ", value, serializer)\n}\n");
	} else if (e->type[r->type].converted) {
		rs(e, "Self::%n(value) => ::serde_with::As::<", r->name);
		rs_boxed_conversion(e, r->type, r->boxed);
		rs(e, ">::serialize(value, serializer),\n");
	} else {
		rs(e, "Self::%n(value) => ::serde::Serialize::serialize(value, serializer),\n",
		   r->name);
	}
}

static void put_serialize(struct emit *e, const struct rust_union *u)
{
	e->used |= USED(tagged);
	rs(e,
	   "\nimpl ::serde::Serialize for %n {\n    fn serialize<__S: ::serde::Serializer>(\n"
	   "        &self,\n        serializer: __S,\n"
	   "    ) -> ::std::result::Result<__S::Ok, __S::Error> {\n        match self {\n",
	   e->type[u->type].name);
	e->indent += 3;
	for (u32 i = 0; i < u->count; i++)
		put_write_arm(e, u, &u->variant[i]);
	if (u->unknown.len)
		rs(e, "Self::%n(value) => ::serde::Serialize::serialize(value, serializer),\n",
		   u->unknown);
	e->indent -= 3;
	rs(e, "        }\n    }\n}\n");
}

/* Reading */

/* What makes a variant of what was read: its name, or a closure. */
static void put_constructor(struct emit *e, const struct rust_variant *r)
{
	if (r->unit) {
		rs(e, "|()| Self::%n", r->name);
	} else if (e->type[r->type].converted) {
		rs(e, "|value: ::serde_with::de::DeserializeAsWrap<_, ");
		rs_boxed_conversion(e, r->type, r->boxed);
		rs(e, ">| Self::%n(value.into_inner())", r->name);
	} else if (e->type[r->type].whole) {
		rust_use_whole(e);
		rs(e, "|value: oapi_runtime::whole::Lenient<_>| Self::%n(value.into_inner())",
		   r->name);
	} else {
		rs(e, "Self::%n", r->name);
	}
}

static void put_read(struct emit *e, const struct rust_union *u, const struct rust_variant *r)
{
	if (r->inject)
		rs(e, "oapi_runtime::tag::read_rest(value, %q).map(", ir_str(e->ir, u->tag));
	else
		rs(e, "oapi_runtime::tag::read(value).map(");
	put_constructor(e, r);
	rs(e, "),\n");
}

/* A tag as the text that it is compared as. */
static void put_tag_text(struct emit *e, const struct rust_union *u, u32 value)
{
	struct out json;

	if (!u->json) {
		rs_literal(e, ir_str(e->ir, e->ir->value[value].text));
		return;
	}
	out_init(&json, e->arena);
	value_json(&json, e->ir, value);
	rs_literal(e, out_text(&json));
}

static void put_tag_texts(struct emit *e, const struct rust_union *u, const struct rust_variant *r,
                          const char *separator)
{
	for (u32 i = 0; i < r->tags; i++) {
		rs(e, "%s", i ? separator : "");
		put_tag_text(e, u, r->tag[i]);
	}
}

static void put_no_variant(struct emit *e, const struct rust_union *u)
{
	const struct rust_variant *fallback = NULL;
	const char *comma = "";

	for (u32 i = u->count; i-- > 0;)
		fallback = u->variant[i].fallback ? &u->variant[i] : fallback;
	if (fallback) {
		rs(e, "_ => ");
		put_read(e, u, fallback);
		return;
	}
	if (u->unknown.len) {
		rs(e, "_ => ::std::result::Result::Ok(Self::%n(value)),\n", u->unknown);
		return;
	}
	rs(e, "tag => ::std::result::Result::Err(oapi_runtime::tag::unknown(%q, tag, &[",
	   ir_str(e->ir, u->tag));
	for (u32 i = 0; i < u->count; i++) {
		if (!u->variant[i].tags)
			continue;
		rs(e, "%s", comma);
		put_tag_texts(e, u, &u->variant[i], ", ");
		comma = ", ";
	}
	rs(e, "])),\n");
}

/* The keys that the objects of a type name, for at most `budget` of them. */
static void put_keys(struct emit *e, u32 t, u32 *budget, const char **comma)
{
	const struct ir_type *type = &e->ir->type[rust_target(e, t)];
	struct ir_range fields =
		type->kind == type_kind_object ? type->fields : (struct ir_range){0};
	struct ir_range variants =
		type->kind == type_kind_union ? type->variants : (struct ir_range){0};

	ir_each(fields, i) {
		if (*budget == 0)
			return;
		rs(e, "%s%q", *comma, ir_str(e->ir, e->ir->field[i].name));
		*comma = ", ";
		--*budget;
	}
	ir_each(variants, i) {
		if (*budget == 0)
			return;
		--*budget;
		put_keys(e, e->ir->variant[i].type, budget, comma);
	}
}

static void put_shape(struct emit *e, const struct rust_variant *r)
{
	const struct ir_type *type = &e->ir->type[rust_target(e, r->type)];
	const char *comma = "";
	u32 budget = KEYS_MAX;

	rs(e, "oapi_runtime::shape::Variant {\n    kinds: %u,\n    keys: &[",
	   (u32)e->type[r->type].kinds);
	put_keys(e, r->type, &budget, &comma);
	rs(e, "],\n    closed: %s,\n    read: |value| oapi_runtime::shape::read(value, ",
	   type->kind == type_kind_object && type->flags & type_flag_closed ? "true" : "false");
	put_constructor(e, r);
	rs(e, "),\n},\n");
}

/* Whether a variant of a union with a tag is none of objects, which alone have one. */
static bool is_tagless(const struct emit *e, const struct rust_variant *r)
{
	return !r->tags && !(e->type[r->type].kinds & JSON_object);
}

/* With `tagless`, only the variants that are. */
static void put_read_by_shape(struct emit *e, const struct rust_union *u, const char *from,
                              bool tagless)
{
	e->used |= USED(shape) | USED(crate_serde_json);
	rs(e, "oapi_runtime::shape::deserialize(\n    %s,\n    %q,\n    &[\n", from,
	   e->type[u->type].name);
	e->indent += 2;
	for (u32 rank = RANK_exact; rank <= RANK_any; rank++)
		for (u32 i = 0; i < u->count; i++)
			if (e->type[u->variant[i].type].rank == rank &&
			    (!tagless || is_tagless(e, &u->variant[i])))
				put_shape(e, &u->variant[i]);
	if (u->unknown.len && !tagless)
		rs(e,
		   "oapi_runtime::shape::Variant {\n    kinds: %u,\n    keys: &[],\n    closed: false,\n"
		   "    read: |value| ::std::result::Result::Ok(Self::%n(value.clone())),\n},\n",
		   (u32)JSON_any, u->unknown);
	e->indent -= 2;
	rs(e, "    ],\n)");
}

/* Whether an object without the tag is valid and no variant is meant for it: some variant does not require it, and none would
 * have it made up when it is written. */
static bool tag_is_optional(const struct emit *e, const struct rust_union *u)
{
	bool optional = false;
	if (u->injects || u->unknown.len)
		return false;
	for (u32 i = 0; i < u->count; i++) {
		const struct ir_type *type = &e->ir->type[rust_target(e, u->variant[i].type)];
		if (u->variant[i].fallback)
			return false;
		if (optional || is_tagless(e, &u->variant[i]))
			continue;
		if (type->kind != type_kind_object)
			return false;
		ir_each(type->fields, f) {
			const struct ir_field *field = &e->ir->field[f];
			optional |= field->name == u->tag && !(field->flags & field_flag_required);
		}
	}
	return optional;
}

static void put_read_by_tag(struct emit *e, const struct rust_union *u)
{
	bool tagless = false, optional = tag_is_optional(e, u);

	e->used |= USED(tag) | USED(crate_serde_json);
	rs(e,
	   "let value = <::serde_json::Value as ::serde::Deserialize>::deserialize(deserializer)?;\n"
	   "match oapi_runtime::tag::%s(&value, %q).as_deref() {\n",
	   u->json ? "json" : "text", ir_str(e->ir, u->tag));
	e->indent++;
	for (u32 i = 0; i < u->count; i++) {
		tagless = tagless || is_tagless(e, &u->variant[i]);
		if (!u->variant[i].tags)
			continue;
		rs(e, "::std::option::Option::Some(");
		put_tag_texts(e, u, &u->variant[i], " | ");
		rs(e, ") => ");
		put_read(e, u, &u->variant[i]);
	}
	if (tagless || optional) {
		rs(e, optional ? "::std::option::Option::None => "
		               : "::std::option::Option::None if !value.is_object() => ");
		put_read_by_shape(e, u, "value", !optional);
		rs(e, ".map_err(::serde::de::Error::custom),\n");
	}
	put_no_variant(e, u);
	e->indent--;
	rs(e, "}\n");
}

static void put_deserialize(struct emit *e, const struct rust_union *u)
{
	rs(e,
	   "\nimpl<'de> ::serde::Deserialize<'de> for %n {\n"
	   "    fn deserialize<__D: ::serde::Deserializer<'de>>(\n"
	   "        deserializer: __D,\n    ) -> ::std::result::Result<Self, __D::Error> {\n",
	   e->type[u->type].name);
	e->indent += 2;
	if (u->tag)
		put_read_by_tag(e, u);
	else
		put_read_by_shape(e, u, "deserializer", false);
	e->indent -= 2;
	rs(e, u->tag ? "    }\n}\n" : "\n    }\n}\n");
}

/* Helpers */

static void put_methods(struct emit *e, const struct rust_union *u)
{
	bool lone = u->count == 1 && !u->unknown.len;

	scope_init(&e->names, e->arena);
	rs(e, "\nimpl %n {\n", e->type[u->type].name);
	e->indent++;
	for (u32 i = 0; i < u->count; i++) {
		const struct rust_variant *r = &u->variant[i];
		Str name = scope_take(&e->names, name_spell(e->arena, r->name, SPELL_snake));

		rs(e,
		   "%s/// Whether this is `%n`.\n%vfn %n(&self) -> bool {\n    ::std::matches!(self, Self::%n%s)\n}\n",
		   i ? "\n" : "", r->name, arena_cat(e->arena, S("is_"), name), r->name,
		   r->unit ? "" : "(_)");
		if (r->unit)
			continue;
		rs(e,
		   "\n/// The value of `%n`, where this is one.\n%vfn %n(&self) -> ::std::option::Option<&",
		   r->name, arena_cat(e->arena, S("as_"), name));
		rs_boxed(e, r->type, r->boxed && e->type[r->type].option);
		rs(e,
		   "> {\n    match self {\n        Self::%n(value) => ::std::option::Option::Some(value),\n%s    }\n}\n",
		   r->name, lone ? "" : "        _ => ::std::option::Option::None,\n");
	}
	e->indent--;
	rs(e, "}\n");
}

static void put_from(struct emit *e, const struct rust_union *u)
{
	for (u32 i = 0; i < u->count; i++) {
		const struct rust_variant *r = &u->variant[i];

		if (r->twin || r->unit || e->type[r->type].converted || e->type[r->type].option ||
		    e->type[r->type].same == e->type[u->type].same)
			continue;
		rs(e,
		   "\nimpl ::std::convert::From<%t> for %n {\n    fn from(value: %t) -> Self {\n        Self::%n(",
		   r->type, e->type[u->type].name, r->type, r->name);
		rs(e,
		   r->boxed ? "::std::boxed::Box::new(value))\n    }\n}\n" : "value)\n    }\n}\n");
	}
}

void emit_union(struct emit *e, u32 t)
{
	struct rust_union u = union_of(e, t);

	rs_type_doc(e, t);
	u32 serde = u.injects ? 0 : e->type[t].serde & SERDE_serialize;
	rs_derive(e, e->type[t].derives, false, serde);
	rs(e, "%s%s%venum %n {\n", serde ? "#[serde(untagged)]\n" : "",
	   u.unknown.len ? "#[non_exhaustive]\n" : "", e->type[t].name);
	e->indent++;
	put_variants(e, &u);
	e->indent--;
	rs(e, "}\n");
	if (!e->no_helpers) {
		put_methods(e, &u);
		put_from(e, &u);
	}
	if (u.injects && e->type[t].serde & SERDE_serialize)
		put_serialize(e, &u);
	if (e->type[t].serde & SERDE_deserialize)
		put_deserialize(e, &u);
}
