/* Enumerations: an enum with a variant a value, which keeps the value's JSON kind. */
#include "emit.h"

enum { INTEGER_DIGITS = 38, I64_DIGITS = 18 /* every number of so many digits fits */ };

/* What the values are, and so how they are read and written. */
enum form { FORM_text, FORM_integer, FORM_literal };

struct rust_value {
	Str name;   /* of its variant */
	bool again; /* the variant is that of a value before */
	u32 next;   /* another value of the same variant; 0 for none */
	Str text;   /* of a string itself, of an integer its digits, else JSON */
	const struct ir_enum_value *value;
};

struct rust_enum {
	u32 type;
	enum form form;
	u32 count;
	struct rust_value *value;
	u32 initial;  /* the index of the Default, or count */
	bool wide;    /* some integer may not fit an i64 */
	bool relaxed; /* reading ignores case */
	Str unknown;  /* the variant that keeps an unknown text; empty where there is none */
};

Str integer_digits(struct arena *a, Str number)
{
	bool negative = number.len && number.ptr[0] == '-';
	char *to = new (a, char, INTEGER_DIGITS + 2);
	i64 exponent = 0, point = 0;
	u32 n = 0, i = negative;
	bool fraction = false, minus;

	for (; i < number.len && number.ptr[i] != 'e' && number.ptr[i] != 'E'; i++) {
		if (number.ptr[i] == '.') {
			fraction = true;
			continue;
		}
		point += fraction;
		if (n == 0 && number.ptr[i] == '0')
			continue;
		if (n == INTEGER_DIGITS)
			return (Str){0};
		to[1 + n++] = number.ptr[i];
	}
	i += i < number.len;
	minus = i < number.len && number.ptr[i] == '-';
	for (i += i < number.len && (minus || number.ptr[i] == '+');
	     i < number.len && exponent < 1000; i++)
		exponent = exponent * 10 + number.ptr[i] - '0';
	for (exponent = (minus ? -exponent : exponent) - point; exponent < 0 && n && to[n] == '0';
	     exponent++)
		n--;
	if (n == 0)
		return S("0");
	if (exponent < 0 || exponent + n > INTEGER_DIGITS)
		return (Str){0};
	for (; exponent > 0; exponent--)
		to[1 + n++] = '0';
	to[0] = '-';
	return negative ? (Str){to, n + 1} : (Str){to + 1, n};
}

static enum form form_of(struct emit *e, const struct ir_type *type)
{
	bool text = true, integer = true;

	ir_each(type->values, i) {
		const struct ir_value *v = &e->ir->value[e->ir->enum_value[i].value];

		text = text && v->kind == value_kind_string;
		integer = integer && v->kind == value_kind_number &&
		          integer_digits(e->arena, ir_str(e->ir, v->text)).len;
	}
	return text ? FORM_text : integer ? FORM_integer : FORM_literal;
}

static Str value_text(struct emit *e, enum form form, u32 value)
{
	const struct ir_value *v = &e->ir->value[value];
	struct out json;

	if (form == FORM_text)
		return ir_str(e->ir, v->text);
	if (v->kind == value_kind_number) {
		Str digits = integer_digits(e->arena, ir_str(e->ir, v->text));

		return digits.len ? digits : ir_str(e->ir, v->text);
	}
	out_init(&json, e->arena);
	value_json(&json, e->ir, value);
	return out_text(&json);
}

static Str value_name(struct emit *e, const struct ir_enum_value *v, Str text)
{
	const struct ir_value *value = &e->ir->value[v->value];

	if (v->name)
		text = ir_str(e->ir, v->name);
	else if (value->kind == value_kind_string)
		text = ir_str(e->ir, value->text);
	return name_spell(e->arena, text, SPELL_variant);
}

/* ASCII's capitals as small letters. */
static Str lower_case(struct arena *a, Str text)
{
	char *to = new (a, char, text.len + 1);

	for (u32 i = 0; i < text.len; i++)
		to[i] = text.ptr[i] >= 'A' && text.ptr[i] <= 'Z' ? (char)(text.ptr[i] + 32)
		                                                 : text.ptr[i];
	return (Str){to, text.len};
}

static struct rust_enum enum_of(struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];
	struct rust_enum r = {.type = t, .form = form_of(e, type)};
	struct scope texts = {0}, folded = {0};
	u32 *variant = new (e->arena, u32, type->values.count + 2); /* by index in folded */
	bool fold = e->enum_mode != ENUM_preserve && r.form == FORM_text;

	r.value = new (e->arena, struct rust_value, type->values.count);
	r.initial = type->values.count;
	r.relaxed = e->enum_mode == ENUM_relaxed && r.form == FORM_text;
	scope_init(&texts, e->arena);
	scope_init(&folded, e->arena);
	scope_init(&e->names, e->arena);
	ir_each(type->values, i) {
		const struct ir_enum_value *v = &e->ir->enum_value[i];
		Str text = value_text(e, r.form, v->value);
		struct rust_value *to = &r.value[r.count];
		u32 index, first = r.count;

		if (!scope_add(&texts, text))
			continue;
		if (fold) {
			index = scope_index(&folded, lower_case(e->arena, text));
			if (!variant[index])
				variant[index] = r.count + 1;
			first = variant[index] - 1;
		}
		*to = (struct rust_value){.text = text, .value = v, .again = first < r.count};
		to->name = to->again ? r.value[first].name
		                     : scope_take(&e->names, value_name(e, v, text));
		if (v->flags & value_flag_initial && r.initial == type->values.count)
			r.initial = first;
		if (to->again) {
			to->next = r.value[first].next;
			r.value[first].next = r.count;
		}
		r.wide = r.wide || text.len > I64_DIGITS;
		r.count++;
	}
	if (type->flags & type_flag_open)
		r.unknown = scope_take(&e->names, S("Unknown"));
	else if (r.count == 1)
		r.initial = 0;
	return r;
}

Str enumeration_variant(struct emit *e, u32 t, u32 value)
{
	struct scope saved = e->names;
	struct rust_enum r;
	Str text;

	e->names = (struct scope){0};
	r = enum_of(e, t);
	e->names = saved;
	text = value_text(e, r.form, value);
	for (u32 i = 0; i < r.count; i++)
		if (str_eq(r.value[i].text, text) &&
		    e->ir->value[r.value[i].value->value].kind == e->ir->value[value].kind)
			return r.value[i].name;
	return (Str){0};
}

void open_enumerations(struct emit *e)
{
	for (u32 t = 1; t < e->ir->count[IR_type]; t++) {
		struct ir_type *type = &e->ir->type[t];

		/* A lone value is a constant, by which unions tell their variants. */
		if (type->kind == type_kind_enumeration && type->scalar == scalar_string &&
		    type->flags & type_flag_response && type->values.count > 1)
			type->flags |= type_flag_open;
	}
}

/* Whether serde's derive reads and writes it. */
static bool is_derived(const struct rust_enum *r)
{
	return r->form == FORM_text && !r->unknown.len && !r->relaxed;
}

static void put_values(struct emit *e, const struct rust_enum *r)
{
	for (u32 i = 0; i < r->count; i++) {
		const struct rust_value *v = &r->value[i];

		if (v->again)
			continue;
		rs_doc(e, &(struct doc){.description = ir_str(e->ir, v->value->description),
		                        .deprecated = v->value->flags & value_flag_deprecated});
		if (i == r->initial)
			rs(e, "#[default]\n");
		if (is_derived(r) && !str_eq(v->name, v->text))
			rs(e, "#[serde(rename = %q)]\n", v->text);
		for (u32 k = v->next; is_derived(r) && k; k = r->value[k].next)
			rs(e, "#[serde(alias = %q)]\n", r->value[k].text);
		rs(e, "%n,\n", v->name);
	}
	if (r->unknown.len)
		rs(e, "/// A value that the document does not name.\n%n(::std::string::String),\n",
		   r->unknown);
}

/* as_str, Display and FromStr. */
static void put_text(struct emit *e, const struct rust_enum *r)
{
	Str name = e->type[r->type].name;

	rs(e,
	   "\nimpl %n {\n    /// The value as %s.\n    %vfn as_str(&self) -> &%s {\n        match self {\n",
	   name, r->form == FORM_text ? "it is written" : "JSON",
	   r->unknown.len ? "str" : "'static str");
	for (u32 i = 0; i < r->count; i++)
		if (!r->value[i].again)
			rs(e, "            Self::%n => %q,\n", r->value[i].name, r->value[i].text);
	if (r->unknown.len)
		rs(e, "            Self::%n(text) => text,\n", r->unknown);
	rs(e,
	   "        }\n    }\n}\n\nimpl ::std::fmt::Display for %n {\n"
	   "    fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {\n"
	   "        formatter.write_str(self.as_str())\n    }\n}\n\nimpl ::std::str::FromStr for %n {\n",
	   name, name);
	e->used |= USED(text);
	/* Not Self::Err, which a variant may be called. */
	const char *error =
		r->unknown.len ? "::std::convert::Infallible" : "oapi_runtime::text::UnknownValue";
	rs(e,
	   "    type Err = %s;\n\n    fn from_str(text: &str) -> ::std::result::Result<Self, %s> {\n",
	   error, error);
	rs(e,
	   r->unknown.len ? "        ::std::result::Result::Ok(match text%s {\n"
	                  : "        match text%s {\n",
	   r->relaxed ? ".to_ascii_lowercase().as_str()" : "");
	for (u32 i = 0; i < r->count; i++)
		if (!r->relaxed || !r->value[i].again)
			rs(e,
			   r->unknown.len
			           ? "            %q => Self::%n,\n"
			           : "            %q => ::std::result::Result::Ok(Self::%n),\n",
			   r->relaxed ? lower_case(e->arena, r->value[i].text) : r->value[i].text,
			   r->value[i].name);
	if (r->unknown.len)
		rs(e,
		   "            _ => Self::%n(::std::string::String::from(text)),\n        })\n    }\n}\n",
		   r->unknown);
	else
		rs(e,
		   "            _ => ::std::result::Result::Err(oapi_runtime::text::UnknownValue::new(%q)),\n"
		   "        }\n    }\n}\n",
		   name);
}

/* Begins an impl, where it is needed. */
static bool open_serialize(struct emit *e, const struct rust_enum *r)
{
	if (!(e->type[r->type].serde & SERDE_serialize))
		return false;
	rs(e,
	   "\nimpl ::serde::Serialize for %n {\n    fn serialize<__S: ::serde::Serializer>(\n"
	   "        &self,\n        serializer: __S,\n"
	   "    ) -> ::std::result::Result<__S::Ok, __S::Error> {\n",
	   e->type[r->type].name);
	return true;
}

static bool open_deserialize(struct emit *e, const struct rust_enum *r)
{
	if (!(e->type[r->type].serde & SERDE_deserialize))
		return false;
	rs(e,
	   "\nimpl<'de> ::serde::Deserialize<'de> for %n {\n"
	   "    fn deserialize<__D: ::serde::Deserializer<'de>>(\n"
	   "        deserializer: __D,\n    ) -> ::std::result::Result<Self, __D::Error> {\n",
	   e->type[r->type].name);
	return true;
}

static void put_text_serde(struct emit *e, const struct rust_enum *r)
{
	if (open_serialize(e, r))
		rs(e, "        serializer.serialize_str(self.as_str())\n    }\n}\n");
	if (open_deserialize(e, r))
		rs(e, "        oapi_runtime::text::deserialize(deserializer)\n    }\n}\n");
}

static void put_integer_serde(struct emit *e, const struct rust_enum *r)
{
	e->used |= USED(crate_serde_json);
	if (open_serialize(e, r)) {
		rs(e, "        serializer.serialize_%s(match self {\n", r->wide ? "i128" : "i64");
		for (u32 i = 0; i < r->count; i++) {
			rs(e, "            Self::%n => ", r->value[i].name);
			rs_raw(e, r->value[i].text);
			rs(e, ",\n");
		}
		rs(e, "        })\n    }\n}\n");
	}
	if (!open_deserialize(e, r))
		return;
	e->used |= USED(integer);
	rs(e, "        match oapi_runtime::integer::deserialize(deserializer)? {\n");
	for (u32 i = 0; i < r->count; i++) {
		rs(e, "            ");
		rs_raw(e, r->value[i].text);
		rs(e, " => ::std::result::Result::Ok(Self::%n),\n", r->value[i].name);
	}
	rs(e,
	   "            value => ::std::result::Result::Err(oapi_runtime::integer::unknown(value, %q)),\n"
	   "        }\n    }\n}\n",
	   e->type[r->type].name);
}

static void put_literal_serde(struct emit *e, const struct rust_enum *r)
{
	e->used |= USED(literal) | USED(crate_serde_json);
	if (open_serialize(e, r))
		rs(e,
		   "        oapi_runtime::literal::serialize(self.as_str(), serializer)\n    }\n}\n");
	if (!open_deserialize(e, r))
		return;
	rs(e,
	   "        oapi_runtime::literal::deserialize(\n            deserializer,\n            &[\n");
	for (u32 i = 0; i < r->count; i++)
		rs(e, "                (%q, Self::%n),\n", r->value[i].text, r->value[i].name);
	rs(e, "            ],\n        )\n    }\n}\n");
}

bool enumeration_has_default(const struct emit *e, u32 t)
{
	const struct ir_type *type = &e->ir->type[t];

	return type->kind == type_kind_enumeration && !e->type[t].path.len &&
	       type->values.count == 1 && !(type->flags & type_flag_open);
}

void emit_enumeration(struct emit *e, u32 t)
{
	struct rust_enum r = enum_of(e, t);

	rs_type_doc(e, t);
	rs_derive(e, e->type[t].derives, r.initial < r.count,
	          is_derived(&r) ? e->type[t].serde : 0u);
	rs(e, r.unknown.len ? "#[non_exhaustive]\n%venum %n {\n" : "%venum %n {\n",
	   e->type[t].name);
	e->indent++;
	put_values(e, &r);
	e->indent--;
	rs(e, "}\n");
	put_text(e, &r);
	if (r.form == FORM_integer)
		put_integer_serde(e, &r);
	else if (r.form == FORM_literal)
		put_literal_serde(e, &r);
	else if (!is_derived(&r))
		put_text_serde(e, &r);
}
