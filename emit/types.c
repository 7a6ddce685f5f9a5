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
	e->used |= USED(crate_serde); /* derived or written out: every item is read or written */
	const struct {
		bool on;
		const char *name;
	} list[] = {
		{true, "Debug"},
		{true, "Clone"},
		{derives & DERIVE_copy, "Copy"},
		{true, "PartialEq"},
		{derives & DERIVE_eq, "Eq"},
		{derives & DERIVE_hash, "Hash"},
		{initial, "Default"},
		{serde & SERDE_serialize, "::serde::Serialize"},
		{serde & SERDE_deserialize, "::serde::Deserialize"},
	};
	u32 lists = sizeof list / sizeof *list;

	rs(e, "#[derive(");
	for (u32 i = 0; i < lists; i++)
		if (list[i].on)
			rs(e, i ? ", %s" : "%s", list[i].name);
	for (u32 d = 0; d < e->derives; d++) {
		u32 i = 0;

		while (i < lists && !(list[i].on && str_eq(e->derive[d], str_of(list[i].name))))
			i++;
		if (i == lists) {
			rs(e, ", ");
			rs_raw(e, e->derive[d]);
		}
	}
	rs(e, ")]\n");
}

/* Fields */

/* What the absence of a key and null become. */
enum presence {
	PRESENCE_required, /* T, also with null where T has it */
	PRESENCE_null,     /* T is an Option, and the key must be there */
	PRESENCE_filled,   /* T, which is the default where the key is missing */
	PRESENCE_optional, /* Option<T>, or T where it is an Option that null and absence share */
	PRESENCE_double,   /* Option<T>: absent, null and a value are told apart */
};

struct rust_field {
	Str name, wire;
	u32 type;
	enum presence presence;
	bool wrapped; /* in an Option of its own */
	bool boxed;
	bool converted, whole; /* as its type */
};

struct rust_struct {
	u32 type;
	u32 count;
	struct rust_field *field;
	Str rest; /* the field that keeps all other keys; empty where there is none */
};

static bool is_optional(const struct ir_field *f, u32 type_flags)
{
	bool request = type_flags & type_flag_request, response = type_flags & type_flag_response;

	return !(f->flags & field_flag_required) ||
	       (f->flags & field_flag_read_only && (request || !response)) ||
	       (f->flags & field_flag_write_only && (response || !request));
}

static struct rust_field field_of(struct emit *e, u32 i, u32 type_flags)
{
	const struct ir_field *f = &e->ir->field[i];
	const struct rust_type *r = &e->type[f->type];
	struct rust_field field = {.wire = ir_str(e->ir, f->name),
	                           .type = f->type,
	                           .converted = r->converted,
	                           .whole = r->whole,
	                           .boxed = f->flags & field_flag_boxed};
	bool only_responses =
		(type_flags & (type_flag_request | type_flag_response)) == type_flag_response;
	bool flat = e->nullable == NULLABLE_flat ||
	            (e->nullable == NULLABLE_requests && only_responses);

	if (!is_optional(f, type_flags))
		field.presence = r->option ? PRESENCE_null : PRESENCE_required;
	else if (e->fill && f->flags & field_flag_usable && rust_has_value(e, f->type, f->initial))
		field.presence = PRESENCE_filled;
	else if (r->option && flat)
		field.presence = PRESENCE_optional;
	else
		field.presence = r->kinds & JSON_null ? PRESENCE_double : PRESENCE_optional;
	field.wrapped = field.presence == PRESENCE_double ||
	                (field.presence == PRESENCE_optional && !r->option);
	return field;
}

bool field_loses_null(struct emit *e, u32 field, u32 type_flags)
{
	return field_of(e, field, type_flags).presence == PRESENCE_optional &&
	       e->type[e->ir->field[field].type].option;
}

static void put_field_conversion(struct emit *e, const struct rust_field *f)
{
	if (f->presence == PRESENCE_double)
		e->used |= USED(present_as) | USED(crate_serde_with);
	rs(e, f->presence == PRESENCE_double ? "oapi_runtime::present_as::Present<"
	      : f->wrapped                   ? "::std::option::Option<"
	                                     : "");
	rs_boxed_conversion(e, f->type, f->boxed);
	rs(e, f->wrapped ? ">" : "");
}

/* The function that gives a field's default. */
static Str default_of(struct emit *e, const struct rust_field *f)
{
	return arena_cat(e->arena, S("default_"), f->name);
}

/* #[serde(…)] of a field; `serde` says which halves are derived. */
static void put_attributes(struct emit *e, Str type, const struct rust_field *f, u32 serde)
{
	const char *open = "#[serde(";
	bool reads = serde & SERDE_deserialize;

	if (!serde)
		return;

#define PUT(...) (rs(e, open), rs(e, __VA_ARGS__), open = ", ")
	if (!str_eq(f->name, f->wire))
		PUT("rename = %q", f->wire);
	if (reads && f->presence >= PRESENCE_optional &&
	    (f->converted || f->whole || f->presence == PRESENCE_double))
		PUT("default");
	if (reads && f->presence == PRESENCE_filled)
		PUT("default = \"%n::%n\"", type, default_of(e, f));
	if (f->converted) {
		PUT("with = \"::serde_with::As::<");
		put_field_conversion(e, f);
		rs(e, ">\"");
	} else if (reads && f->whole) {
		rust_use_whole(e);
		PUT("deserialize_with = \"oapi_runtime::whole::%s\"",
		    f->presence == PRESENCE_double ? "present" : "read");
	} else if (reads && f->presence == PRESENCE_null) {
		PUT("deserialize_with = \"::serde::Deserialize::deserialize\"");
	} else if (reads && f->presence == PRESENCE_double) {
		PUT("deserialize_with = \"oapi_runtime::present::deserialize\"");
		e->used |= USED(present);
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

/* #[builder(…)] of a field: what bon cannot see from how its type is spelled. */
static void put_builder(struct emit *e, const struct rust_struct *s, struct rust_field *f)
{
	/* As an Option, where it is one. */
	bool spelled = f->wrapped || (e->type[f->type].option && !e->type[f->type].name.len);
	Str maybe = arena_cat(e->arena, S("maybe_"), f->name);
	const char *open = "#[builder(";

#define PUT(...) (rs(e, open), rs(e, __VA_ARGS__), open = ", ")
	if (f->presence < PRESENCE_optional && spelled)
		PUT("required");
	if (f->presence == PRESENCE_filled)
		PUT("default = %n::%n()", e->type[s->type].name, default_of(e, f));
	else if (f->presence >= PRESENCE_optional && !spelled)
		PUT("default");
	if (f->presence >= PRESENCE_filled && !scope_add(&e->names, maybe))
		PUT("setters(option_fn = %n)", scope_take(&e->names, maybe));
#undef PUT
	if (open[0] == ',')
		rs(e, ")]\n");
}

static void put_field(struct emit *e, const struct rust_struct *s, u32 i, u32 serde)
{
	const struct ir_field *f = &e->ir->field[e->ir->type[s->type].fields.first + i];
	struct rust_field *field = &s->field[i];
	const struct ir *ir = e->ir;

	rs_doc(e, &(struct doc){.title = ir_str(ir, f->title),
	                        .description = ir_str(ir, f->description),
	                        .name = field->wire,
	                        .initial = f->initial,
	                        .deprecated = f->flags & field_flag_deprecated,
	                        .read_only = f->flags & field_flag_read_only,
	                        .write_only = f->flags & field_flag_write_only});
	put_attributes(e, e->type[s->type].name, field, serde);
	if (e->builders)
		put_builder(e, s, field);
	if (e->fill && f->initial && field->presence >= PRESENCE_optional)
		diag_add(
			e->diag, DIAG_unsupported, ir_place_where(ir, e->arena, f->at), (Str){0},
			"the default of '%.*s' is not written as a value of its type: the field stays optional",
			STR(field->wire));
	rs(e, "%v%n: ", field->name);
	put_field_type(e, field);
	rs(e, ",\n");
}

/* Structs */

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

/* Whether a field's type has a Default that makes up nothing. */
static bool field_has_default(const struct emit *e, const struct rust_field *f)
{
	return f->presence >= PRESENCE_filled ||
	       (f->presence == PRESENCE_required &&
	        enumeration_has_default(e, rust_target(e, f->type)));
}

/* A struct has a Default where that makes up no value that the document requires. */
static bool struct_has_default(const struct emit *e, const struct rust_struct *s)
{
	for (u32 i = 0; i < s->count; i++) {
		if (!field_has_default(e, &s->field[i]))
			return false;
	}
	return true;
}

/* The functions that give fields their defaults, and the Default that they make. */
static void put_defaults(struct emit *e, const struct rust_struct *s, bool whole)
{
	Str name = e->type[s->type].name;
	bool any = false;

	rs(e, "\nimpl %n {\n", name);
	e->indent++;
	for (u32 i = 0; i < s->count; i++) {
		const struct rust_field *f = &s->field[i];
		u32 field = e->ir->type[s->type].fields.first + i;

		if (f->presence != PRESENCE_filled)
			continue;
		rs(e, any ? "\n" : "");
		rs(e, "fn %n() -> ", default_of(e, f));
		rs_boxed(e, f->type, f->boxed);
		rs(e, " {\n    ");
		rs_value(e, f->type, e->ir->field[field].initial);
		rs(e, "\n}\n");
		any = true;
	}
	e->indent--;
	rs(e, "}\n");
	if (!whole)
		return;
	rs(e,
	   "\nimpl ::std::default::Default for %n {\n    fn default() -> Self {\n        Self {\n",
	   name);
	e->indent += 3;
	for (u32 i = 0; i < s->count; i++)
		if (s->field[i].presence == PRESENCE_filled)
			rs(e, "%n: Self::%n(),\n", s->field[i].name, default_of(e, &s->field[i]));
		else
			rs(e, "%n: ::std::default::Default::default(),\n", s->field[i].name);
	if (s->rest.len)
		rs(e, "%n: %s::new(),\n", s->rest, e->map);
	e->indent -= 3;
	rs(e, "        }\n    }\n}\n");
}

static void put_rest_field(struct emit *e, const struct rust_struct *s)
{
	u32 item = e->ir->type[s->type].item;

	rust_use_map(e);
	rs(e, "/// All other properties.\n");
	if (e->type[s->type].serde & SERDE_serialize) {
		rs(e, "#[serde(flatten");
		if (e->type[item].converted)
			rs(e, ", with = \"::serde_with::As::<%s<::serde_with::Same, %c>>\"", e->map,
			   item);
		rs(e, ")]\n");
	}
	rs(e, "%s%v%n: %s<::std::string::String, %t>,\n",
	   e->builders ? "#[builder(default)]\n" : "", s->rest, e->map, item);
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
	} else if (f->whole) {
		rust_use_whole(e);
		rs(e, "::<oapi_runtime::whole::Lenient<_>>");
	}
	rs(e, ";\n");
}

static void put_value(struct emit *e, Str type, const struct rust_field *f, u32 i)
{
	bool flat = f->presence == PRESENCE_optional, required = f->presence < PRESENCE_filled;

	if (required)
		rs(e, "%n: oapi_runtime::fields::required(%q, field_%u", f->name, f->wire, i);
	else
		rs(e, "%n: field_%u", f->name, i);
	if (f->converted || f->whole)
		rs(e, "%s(%s::into_inner)", flat ? ".and_then" : ".map",
		   f->converted ? "::serde_with::de::DeserializeAsWrap"
		                : "oapi_runtime::whole::Lenient");
	else if (flat)
		rs(e, ".flatten()");
	if (f->presence == PRESENCE_filled)
		rs(e, ".unwrap_or_else(%n::%n)", type, default_of(e, f));
	rs(e, required ? ")?,\n" : ",\n");
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
	else if (e->type[item].whole)
		rs(e, "_ => {\n"
		      "    let value = map.next_value::<oapi_runtime::whole::Lenient<_>>()?;\n"
		      "    rest.insert(key, value.into_inner());\n"
		      "}\n");
	else
		rs(e, "_ => {\n    rest.insert(key, map.next_value()?);\n}\n");
}

/* Reading a struct that keeps other keys is written out: serde's flatten would hold everything in a buffer that knows
 * neither numbers of any precision nor 128 bits. */
static void put_deserialize(struct emit *e, const struct rust_struct *s)
{
	Str name = e->type[s->type].name;

	e->used |= USED(fields);
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
	   "let mut rest = %s::new();\n"
	   "while let ::std::option::Option::Some(key) = map.next_key::<::std::string::String>()? {\n"
	   "    match key.as_str() {\n",
	   e->map);
	e->indent += 2;
	for (u32 i = 0; i < s->count; i++)
		put_arm(e, &s->field[i], i);
	put_rest_arm(e, e->ir->type[s->type].item);
	e->indent -= 2;
	rs(e, "    }\n}\n::std::result::Result::Ok(%n {\n", name);
	e->indent++;
	for (u32 i = 0; i < s->count; i++)
		put_value(e, name, &s->field[i], i);
	rs(e, "%n: rest,\n", s->rest);
	e->indent -= 5;
	rs(e, "                })\n            }\n        }\n\n"
	      "        deserializer.deserialize_map(__Visitor)\n    }\n}\n");
}

static void put_builder_derive(struct emit *e, u32 t)
{
	Str builder = scope_take(&e->types, arena_cat(e->arena, e->type[t].name, S("Builder")));
	Str module = scope_take(&e->modules, name_spell(e->arena, builder, SPELL_snake));

	e->used |= USED(crate_bon);
	rs(e,
	   "#[derive(::bon::Builder)]\n"
	   "#[builder(builder_type = %n, state_mod(name = %n), finish_fn = %n, on(::std::string::String, into))]\n",
	   builder, module, scope_take(&e->names, S("build")));
}

static void put_struct(struct emit *e, u32 t)
{
	struct rust_struct s = struct_of(e, t);
	u32 needed = e->type[t].serde, serde = s.rest.len ? needed & SERDE_serialize : needed;
	bool initial = struct_has_default(e, &s), filled = false;

	for (u32 i = 0; i < s.count; i++)
		filled = filled || s.field[i].presence == PRESENCE_filled;
	rs_type_doc(e, t);
	rs_derive(e, e->type[t].derives, initial && !filled, serde);
	if (e->deny_unknown && !s.rest.len && serde && e->ir->type[t].flags & type_flag_closed)
		rs(e, "#[serde(deny_unknown_fields)]\n");
	if (e->builders)
		put_builder_derive(e, t);
	rs(e, "%vstruct %n {", e->type[t].name);
	if (s.count == 0 && !s.rest.len) {
		rs(e, "}\n");
		return;
	}
	rs(e, "\n");
	e->indent++;
	for (u32 i = 0; i < s.count; i++)
		put_field(e, &s, i, serde);
	if (s.rest.len)
		put_rest_field(e, &s);
	e->indent--;
	rs(e, "}\n");
	if (filled)
		put_defaults(e, &s, initial);
	if (s.rest.len && needed & SERDE_deserialize)
		put_deserialize(e, &s);
}

/* Other names, and structs around what would otherwise be another name for itself */

static void put_newtype(struct emit *e, u32 t)
{
	rs_type_doc(e, t);
	rs_derive(e, e->type[t].derives, false, e->type[t].serde);
	rs(e, "%vstruct %n(", e->type[t].name);
	if (rust_shape_converted(e, t)) {
		rs(e, "#[serde(with = \"::serde_with::As::<");
		rs_shape_conversion(e, t);
		rs(e, ">\")] ");
	} else if (rust_shape_whole(e, t) && e->type[t].serde & SERDE_deserialize) {
		rust_use_whole(e);
		rs(e, "#[serde(deserialize_with = \"oapi_runtime::whole::read\")] ");
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

void emit_validate(struct emit *e, u32 t)
{
	u32 assertion = e->ir->type[t].assertion;

	if (!rust_is_item(e, t))
		return;
	e->used |= USED(crate_validator);
	rs(e,
	   "\nimpl ::validator::Validate for %n {\n"
	   "    fn validate(&self) -> ::std::result::Result<(), ::validator::ValidationErrors> {\n",
	   e->type[t].name);
	if (assertion) {
		e->used |= USED(validate) | USED(crate_jsonschema) | USED(crate_serde) |
		           USED(crate_serde_json);
		rs(e, "        oapi_runtime::validate::check(%u, self)\n", assertion);
	} else {
		rs(e, "        ::std::result::Result::Ok(())\n");
	}
	rs(e, "    }\n}\n");
}

void emit_schemas(struct emit *e)
{
	u32 count = e->ir->count[IR_assertion] - 1;

	rs(e, "/// What `urn:oapi:1`, `urn:oapi:2` … are.\nstatic SCHEMAS: [&str; %u] = [\n",
	   count);
	for (u32 i = 1; i <= count; i++)
		rs(e, "    %q,\n", ir_str(e->ir, e->ir->assertion[i].schema));
	rs(e, "];\n\n");
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
