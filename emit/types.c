/* Items: structs, newtypes, aliases; and what all items share. */
#include "emit.h"

#include <stdio.h>

void name_types(struct emit *e)
{
	const struct ir *ir = e->ir;

	scope_init(&e->types, e->arena);
	for (u32 components = 2; components-- > 0;)
		for (u32 t = 1; t < ir->count[IR_type]; t++) {
			const struct ir_type *type = &ir->type[t];
			bool item = type->name || type->kind == type_kind_object ||
			            type->kind == type_kind_enumeration ||
			            type->kind == type_kind_union;
			Str wanted;

			if (!item || (components == 1) != !!(type->flags & type_flag_component))
				continue;
			wanted = type->name
			                 ? name_spell(e->arena, ir_str(ir, type->name), SPELL_type)
			                 : S("Type");
			e->type[t].name = scope_take(&e->types, wanted);
			if (e->type[t].name.len != wanted.len &&
			    e->diag->severity[DIAG_name_spelled] != SEVERITY_ignore)
				diag_add(e->diag, DIAG_name_spelled,
				         ir_place_where(ir, e->arena, type->at), (Str){0},
				         "the name %.*s is taken: this type becomes %.*s",
				         STR(wanted), STR(e->type[t].name));
		}
}

Str rust_field_name(struct emit *e, u32 string)
{
	Str *name = &e->field_name[string];

	if (!name->len)
		*name = name_spell(e->arena, ir_str(e->ir, string), SPELL_snake);
	return *name;
}

void rs_type_doc(struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];

	rs_doc(e, &(struct doc){.title = ir_str(e->ir, type->title),
	                        .description = ir_str(e->ir, type->description),
	                        .name = e->type[t].name,
	                        .deprecated = type->flags & type_flag_deprecated});
}

void rs_derive(struct emit *e, u32 derives, bool initial, u32 serde)
{
	e->used |= USED_crate_serde; /* derived or written out: every item is read and written */
	rs(e, "#[derive(Debug, Clone%s, PartialEq%s%s%s%s%s)]\n",
	   derives & DERIVE_copy ? ", Copy" : "", derives & DERIVE_eq ? ", Eq" : "",
	   derives & DERIVE_hash ? ", Hash" : "", initial ? ", Default" : "",
	   serde & SERDE_serialize ? ", ::serde::Serialize" : "",
	   serde & SERDE_deserialize ? ", ::serde::Deserialize" : "");
}

/* Fields */

/* What the absence of a key and null become. */
enum presence {
	PRESENCE_required, /* T, also with null where T has it */
	PRESENCE_null,     /* T is an Option, and the key must be there */
	PRESENCE_optional, /* Option<T>, or T where it is an Option that null and absence share */
	PRESENCE_double,   /* Option<T>: absent, null and a value are told apart */
};

struct rust_field {
	Str name, wire;
	u32 type;
	enum presence presence;
	bool wrapped; /* in an Option of its own */
	bool boxed;
	bool converted;
};

static bool is_optional(const struct ir_field *f, u32 type_flags)
{
	bool request = type_flags & type_flag_request, response = type_flags & type_flag_response;

	return !(f->flags & field_flag_required) ||
	       (f->flags & field_flag_read_only && (request || !response)) ||
	       (f->flags & field_flag_write_only && (response || !request));
}

static struct rust_field field_of(const struct emit *e, u32 i, u32 type_flags)
{
	const struct ir_field *f = &e->ir->field[i];
	const struct rust_type *r = &e->type[f->type];
	struct rust_field field = {.wire = ir_str(e->ir, f->name),
	                           .type = f->type,
	                           .converted = r->converted,
	                           .boxed = f->flags & field_flag_boxed};
	bool only_responses =
		(type_flags & (type_flag_request | type_flag_response)) == type_flag_response;

	if (!is_optional(f, type_flags))
		field.presence = r->option ? PRESENCE_null : PRESENCE_required;
	else if (r->option && only_responses)
		field.presence = PRESENCE_optional;
	else
		field.presence = r->kinds & JSON_null ? PRESENCE_double : PRESENCE_optional;
	field.wrapped = field.presence == PRESENCE_double ||
	                (field.presence == PRESENCE_optional && !r->option);
	return field;
}

static void put_field_conversion(struct emit *e, const struct rust_field *f)
{
	if (f->presence == PRESENCE_double)
		e->used |= USED_present_as | USED_crate_serde_with;
	rs(e, f->presence == PRESENCE_double ? "oapi_runtime::present_as::Present<"
	      : f->wrapped                   ? "::std::option::Option<"
	                                     : "");
	rs_boxed_conversion(e, f->type, f->boxed);
	rs(e, f->wrapped ? ">" : "");
}

/* #[serde(…)] of a field; `serde` says which halves are derived. */
static void put_attributes(struct emit *e, const struct rust_field *f, u32 serde)
{
	const char *open = "#[serde(";
	bool reads = serde & SERDE_deserialize;

#define PUT(...) (rs(e, open), rs(e, __VA_ARGS__), open = ", ")
	if (!str_eq(f->name, f->wire))
		PUT("rename = %q", f->wire);
	if (reads && f->presence >= PRESENCE_optional &&
	    (f->converted || f->presence == PRESENCE_double))
		PUT("default");
	if (f->converted) {
		PUT("with = \"::serde_with::As::<");
		put_field_conversion(e, f);
		rs(e, ">\"");
	} else if (reads && f->presence == PRESENCE_null) {
		PUT("deserialize_with = \"::serde::Deserialize::deserialize\"");
	} else if (reads && f->presence == PRESENCE_double) {
		PUT("deserialize_with = \"oapi_runtime::present::deserialize\"");
		e->used |= USED_present;
	}
	if (f->presence >= PRESENCE_optional)
		PUT("skip_serializing_if = \"::std::option::Option::is_none\"");
#undef PUT
	if (open[0] == ',')
		rs(e, ")]\n");
}

static void put_field_type(struct emit *e, const struct rust_field *f)
{
	rs(e, f->wrapped ? "::std::option::Option<" : "");
	rs_boxed(e, f->type, f->boxed);
	rs(e, f->wrapped ? ">" : "");
}

static void put_field(struct emit *e, const struct ir_field *f, const struct rust_field *field,
                      u32 serde)
{
	const struct ir *ir = e->ir;

	rs_doc(e, &(struct doc){.title = ir_str(ir, f->title),
	                        .description = ir_str(ir, f->description),
	                        .name = field->wire,
	                        .initial = f->initial,
	                        .deprecated = f->flags & field_flag_deprecated,
	                        .read_only = f->flags & field_flag_read_only,
	                        .write_only = f->flags & field_flag_write_only});
	put_attributes(e, field, serde);
	rs(e, "%v%n: ", field->name);
	put_field_type(e, field);
	rs(e, ",\n");
}

/* Structs */

struct rust_struct {
	u32 type;
	u32 count;
	struct rust_field *field;
	Str rest; /* the field that keeps all other keys; empty where there is none */
};

static struct rust_struct struct_of(struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];
	struct rust_struct s = {.type = t, .count = type->fields.count};

	s.field = new (e->arena, struct rust_field, s.count);
	scope_init(&e->names, e->arena);
	for (u32 i = 0; i < s.count; i++) {
		s.field[i] = field_of(e, type->fields.first + i, type->flags);
		s.field[i].name =
			scope_take(&e->names,
		                   rust_field_name(e, e->ir->field[type->fields.first + i].name));
	}
	if (type->item)
		s.rest = scope_take(&e->names, S("additional_properties"));
	return s;
}

/* A struct has a Default where that makes up no value that the document requires. */
static bool struct_has_default(const struct emit *e, const struct rust_struct *s)
{
	for (u32 i = 0; i < s->count; i++) {
		if (s->field[i].presence < PRESENCE_optional &&
		    (s->field[i].presence == PRESENCE_null ||
		     !enumeration_has_default(e, rust_target(e, s->field[i].type))))
			return false;
	}
	return true;
}

static void put_rest_field(struct emit *e, const struct rust_struct *s)
{
	u32 item = e->ir->type[s->type].item;

	e->used |= USED_crate_indexmap;
	rs(e, "/// All other properties.\n#[serde(flatten");
	if (e->type[item].converted)
		rs(e,
		   ", with = \"::serde_with::As::<::indexmap::IndexMap<::serde_with::Same, %c>>\"",
		   item);
	rs(e, ")]\n%v%n: ::indexmap::IndexMap<::std::string::String, %t>,\n", s->rest, item);
}

static void put_arm(struct emit *e, const struct rust_field *f, u32 i)
{
	rs(e, "%q => oapi_runtime::fields::read(&mut map, %q, &mut field_%u)?,\n", f->wire, f->wire,
	   i);
}

/* The variable that a field's value is read into. */
static void put_variable(struct emit *e, const struct rust_field *f, u32 i)
{
	rs(e, "let mut field_%u = ::std::option::Option::None", i);
	if (f->converted) {
		rs(e, "::<::serde_with::de::DeserializeAsWrap<_, ");
		if (f->presence == PRESENCE_optional && f->wrapped)
			rs(e, "::std::option::Option<");
		rs_boxed_conversion(e, f->type, f->boxed);
		rs(e, f->presence == PRESENCE_optional && f->wrapped ? ">>" : ">");
		rs(e, ">");
	}
	rs(e, ";\n");
}

static void put_value(struct emit *e, const struct rust_field *f, u32 i)
{
	const char *inner =
		f->converted ? ".map(::serde_with::de::DeserializeAsWrap::into_inner)" : "";

	if (f->presence == PRESENCE_optional)
		inner = f->converted ? ".and_then(::serde_with::de::DeserializeAsWrap::into_inner)"
		                     : ".flatten()";
	if (f->presence < PRESENCE_optional)
		rs(e, "%n: oapi_runtime::fields::required(%q, field_%u%s)?,\n", f->name, f->wire, i,
		   inner);
	else
		rs(e, "%n: field_%u%s,\n", f->name, i, inner);
}

static void put_rest_arm(struct emit *e, u32 item)
{
	if (e->type[item].converted)
		rs(e,
		   "_ => {\n"
		   "    let value = map.next_value::<::serde_with::de::DeserializeAsWrap<_, %c>>()?;\n"
		   "    rest.insert(key, value.into_inner());\n"
		   "}\n",
		   item);
	else
		rs(e, "_ => {\n    rest.insert(key, map.next_value()?);\n}\n");
}

/* Reading a struct that keeps other keys is written out: serde's flatten would hold everything in a buffer that knows
 * neither numbers of any precision nor 128 bits. */
static void put_deserialize(struct emit *e, const struct rust_struct *s)
{
	Str name = e->type[s->type].name;

	e->used |= USED_fields;
	rs(e,
	   "\nimpl<'de> ::serde::Deserialize<'de> for %n {\n"
	   "    fn deserialize<__D: ::serde::Deserializer<'de>>(\n"
	   "        deserializer: __D,\n"
	   "    ) -> ::std::result::Result<Self, __D::Error> {\n"
	   "        struct __Visitor;\n\n"
	   "        impl<'de> ::serde::de::Visitor<'de> for __Visitor {\n"
	   "            type Value = %n;\n\n"
	   "            fn expecting(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {\n"
	   "                formatter.write_str(%q)\n"
	   "            }\n\n"
	   "            fn visit_map<__A: ::serde::de::MapAccess<'de>>(\n"
	   "                self,\n"
	   "                mut map: __A,\n"
	   "            ) -> ::std::result::Result<Self::Value, __A::Error> {\n",
	   name, name, arena_cat(e->arena, S("struct "), name));
	e->indent += 4;
	for (u32 i = 0; i < s->count; i++)
		put_variable(e, &s->field[i], i);
	rs(e,
	   "let mut rest = ::indexmap::IndexMap::new();\n"
	   "while let ::std::option::Option::Some(key) = map.next_key::<::std::string::String>()? {\n"
	   "    match key.as_str() {\n");
	e->indent += 2;
	for (u32 i = 0; i < s->count; i++)
		put_arm(e, &s->field[i], i);
	put_rest_arm(e, e->ir->type[s->type].item);
	e->indent -= 2;
	rs(e, "    }\n}\n::std::result::Result::Ok(%n {\n", name);
	e->indent++;
	for (u32 i = 0; i < s->count; i++)
		put_value(e, &s->field[i], i);
	rs(e, "%n: rest,\n", s->rest);
	e->indent -= 5;
	rs(e, "                })\n            }\n        }\n\n"
	      "        deserializer.deserialize_map(__Visitor)\n    }\n}\n");
}

static void put_struct(struct emit *e, u32 t)
{
	struct rust_struct s = struct_of(e, t);
	u32 serde = s.rest.len ? SERDE_serialize : SERDE_both;

	rs_type_doc(e, t);
	rs_derive(e, e->type[t].derives, struct_has_default(e, &s), serde);
	rs(e, "%vstruct %n {", e->type[t].name);
	if (s.count == 0 && !s.rest.len) {
		rs(e, "}\n");
		return;
	}
	rs(e, "\n");
	e->indent++;
	for (u32 i = 0; i < s.count; i++)
		put_field(e, &e->ir->field[e->ir->type[t].fields.first + i], &s.field[i], serde);
	if (s.rest.len)
		put_rest_field(e, &s);
	e->indent--;
	rs(e, "}\n");
	if (s.rest.len)
		put_deserialize(e, &s);
}

/* Other names, and structs around what would otherwise be another name for itself */

static void put_newtype(struct emit *e, u32 t)
{
	rs_type_doc(e, t);
	rs_derive(e, e->type[t].derives, false, SERDE_both);
	rs(e, "%vstruct %n(", e->type[t].name);
	if (rust_shape_converted(e, t)) {
		rs(e, "#[serde(with = \"::serde_with::As::<");
		rs_shape_conversion(e, t);
		rs(e, ">\")] ");
	}
	rs(e, "%v");
	rs_shape(e, t);
	rs(e, ");\n");
}

static void put_alias(struct emit *e, u32 t)
{
	rs_type_doc(e, t);
	rs(e, "%vtype %n = ", e->type[t].name);
	rs_shape(e, t);
	rs(e, ";\n");
}

void emit_type(struct emit *e, u32 t)
{
	switch (e->ir->type[t].kind) {
	case type_kind_object: put_struct(e, t); break;
	case type_kind_enumeration: emit_enumeration(e, t); break;
	case type_kind_union: emit_union(e, t); break;
	default:
		if (e->type[t].newtype)
			put_newtype(e, t);
		else
			put_alias(e, t);
	}
}
