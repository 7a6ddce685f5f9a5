/* Enumerations: enum, const, and unions that only list constants.
 * Needs a shape; leaves a type whose values are scalars, each once, null left out. */
#include "resolve.h"

/* A value with what is said of it: nodes, but for the strings name and description. */
struct choice {
	u32 value, name, description;
	u32 text; /* a string that is meant by a value of another kind, or 0 */
	bool deprecated;
};

struct choices {
	struct choice *at;
	u32 n, cap;
};

static void add_choice(struct resolve *r, struct choices *c, struct choice choice)
{
	if (c->n == c->cap)
		c->at = arena_grow(r->arena, c->at, &c->cap, (u64)c->n + 1, sizeof *c->at);
	c->at[c->n++] = choice;
}

static bool is_list(const struct resolve *r, u32 e)
{
	return doc_is(r, e, value_kind_array) && doc_node(r, e)->key == KW_enum;
}

bool enum_is_null(struct resolve *r, const struct shape *s)
{
	for (u32 i = 0; i < s->enums.n; i++) {
		u32 e = s->enums.at[i];
		if (!is_list(r, e)) {
			if (doc_kind(r, e) == value_kind_null)
				return true;
			continue;
		}
		bool others = doc_node(r, e)->size == 1;
		ir_each_child(r->doc->node, e, v)
			others = others || doc_kind(r, v) != value_kind_null;
		if (!others)
			return true;
	}
	return false;
}

/* Marks a scalar as met in this round; returns whether it was already. Strings and numbers have
 * a table each. */
static bool meet(struct resolve *r, u32 v, u32 *booleans)
{
	const struct ir_node *x = doc_node(r, v);
	u32 *table = x->kind == value_kind_string ? r->stamp : r->slot,
	    bit = 1u << (x->kind == value_kind_true);
	bool met;
	if (x->kind != value_kind_string && x->kind != value_kind_number) {
		met = *booleans & bit;
		*booleans |= bit;
		return met;
	}
	met = table[x->text] == r->serial;
	table[x->text] = r->serial;
	return met;
}

static bool plain_integer(Str text)
{
	return str_find(text, '.') == text.len && str_find(text, 'e') == text.len &&
	       str_find(text, 'E') == text.len;
}

u32 json_type_of(struct resolve *r, u32 v)
{
	Str text = text_of(r, doc_node(r, v)->text);
	switch (doc_kind(r, v)) {
	case value_kind_null: return JSON_null;
	case value_kind_false:
	case value_kind_true: return JSON_boolean;
	case value_kind_string: return JSON_string;
	case value_kind_array: return JSON_array;
	case value_kind_object: return JSON_object;
	}
	return plain_integer(text) || number_digits(r, text).len ? JSON_integer : JSON_number;
}

/* Walks an array of strings in step with another one. */
struct cursor {
	u32 at, end;
};

static struct cursor cursor_of(struct resolve *r, u32 list)
{
	bool is = doc_is(r, list, value_kind_array);
	return (struct cursor){list + 1, is ? list + doc_node(r, list)->size : 0};
}

static u32 step(struct resolve *r, struct cursor *c)
{
	if (c->at >= c->end)
		return 0;
	const struct ir_node *x = doc_node(r, c->at);
	c->at += x->size;
	return x->kind == value_kind_string ? x->text : 0;
}

/* The values of one enum or const; false where one is no scalar. */
static bool list_values(struct resolve *r, u32 e, const struct shape *s, struct choices *to)
{
	struct cursor names = cursor_of(r, s->varnames),
		      descriptions = cursor_of(r, s->descriptions);
	if (!is_list(r, e)) {
		add_choice(r, to, (struct choice){.value = e});
		return doc_kind(r, e) < value_kind_array;
	}
	ir_each_child(r->doc->node, e, v) {
		struct choice c = {.value = v,
		                   .name = step(r, &names),
		                   .description = step(r, &descriptions)};
		if (doc_kind(r, v) >= value_kind_array)
			return false;
		if (doc_is(r, s->descriptions, value_kind_object))
			c.description = doc_string(r, s->descriptions, doc_node(r, v)->text);
		add_choice(r, to, c);
	}
	return true;
}

/* Keeps of the choices those that the enum or const at e has too. */
static void intersect(struct resolve *r, struct choices *c, u32 e)
{
	u32 kept = 0, seen = 0;
	r->serial++;
	if (is_list(r, e))
		ir_each_child(r->doc->node, e, v)
			meet(r, v, &seen);
	else
		meet(r, e, &seen);
	for (u32 i = 0; i < c->n; i++) {
		u32 booleans = seen;
		const struct ir_node *x = doc_node(r, c->at[i].value);
		u32 *table = x->kind == value_kind_string ? r->stamp : r->slot;
		bool has = x->kind == value_kind_string || x->kind == value_kind_number
		                   ? table[x->text] == r->serial
		                   : meet(r, c->at[i].value, &booleans);
		if (has)
			c->at[kept++] = c->at[i];
	}
	c->n = kept;
}

u32 enum_text(struct resolve *r, u32 v, u32 types)
{
	u32 kind = doc_kind(r, v);
	if ((types & ~(u32)JSON_null) != JSON_string)
		return 0;
	return kind == value_kind_number  ? doc_node(r, v)->text
	       : kind == value_kind_true  ? r->true_text
	       : kind == value_kind_false ? r->false_text
	                                  : 0;
}

/* The same for a string that a value means. */
static bool meet_text(struct resolve *r, u32 text)
{
	bool known = text < r->doc->strings, met = known && r->stamp[text] == r->serial;
	if (known)
		r->stamp[text] = r->serial;
	return met;
}

/* The same by the types of the schema that the value's enum or const stands in. */
static u32 own_text(struct resolve *r, u32 v)
{
	struct schema s;
	u32 list = r->parent[v];
	schema_read(r, is_list(r, list) ? r->parent[list] : list, &s);
	return s.k[S_type] ? enum_text(r, v, schema_types(r, &s)) : 0;
}

/* Drops null, what is there twice, and what the schema's type rules out, unless its text is meant. Returns the kinds that are
 * left. */
static u32 clean(struct resolve *r, struct choices *c, u32 types)
{
	u32 kept = 0, kinds = 0, booleans = 0;
	r->serial++;
	for (u32 i = 0; i < c->n; i++) {
		u32 v = c->at[i].value, bit = json_type_of(r, v);
		u32 text = types & bit ? 0 : own_text(r, v);
		if (bit == JSON_null || (text ? meet_text(r, text) : meet(r, v, &booleans)))
			continue;
		if (text) {
			complain(
				r, DIAG_wrong_kind, v, S("put it in quotes"),
				"this value is no string, as the schema's type says; its text is taken");
			c->at[i].text = text;
			bit = JSON_string;
		}
		if (!(types & bit)) {
			complain(r, DIAG_wrong_kind, v, (Str){0},
			         "this value is not of the schema's type; it is left out");
			continue;
		}
		kinds |= bit;
		c->at[kept++] = c->at[i];
	}
	c->n = kept;
	return kinds;
}

/* Whether it is an array without values, which is left out: check.c says so. */
static bool is_empty(const struct resolve *r, u32 e)
{
	return is_list(r, e) && doc_node(r, e)->size == 1;
}

/* Takes the values that all the lists have; returns 0, or the first of them where a value in it is no scalar. */
static u32 common_values(struct resolve *r, const struct shape *s, struct choices *c)
{
	u32 first = 0;
	for (u32 i = 0; i < s->enums.n; i++) {
		u32 e = s->enums.at[i];
		if (is_empty(r, e))
			continue;
		if (first)
			intersect(r, c, e);
		else if (!list_values(r, first = e, s, c))
			return e;
	}
	return 0;
}

bool enum_leaves_some(struct resolve *r, const struct shape *s)
{
	struct choices c = {0};
	bool lists = false;
	for (u32 i = 0; i < s->enums.n; i++) {
		u32 e = s->enums.at[i];
		if (doc_node(r, e)->key == KW_enum && !is_list(r, e))
			return true;
		lists = lists || !is_empty(r, e);
	}
	if (!lists || common_values(r, s, &c))
		return true;
	for (u32 i = 0; i < c.n; i++)
		if (s->types & json_type_of(r, c.at[i].value) ||
		    (s->types & JSON_string && own_text(r, c.at[i].value)))
			return true;
	return false;
}

/* An integer that holds all the values, and what the schema says beside them. */
static enum scalar common_integer(struct resolve *r, const struct choices *c, const struct shape *s)
{
	bool negative = false;
	u32 out = 0;
	for (u32 i = 0; i < c->n; i++) {
		Str text = text_of(r, doc_node(r, c->at[i].value)->text);
		negative = negative || str_starts(text, S("-"));
		if (number_compare(text, S("18446744073709551615")) > 0 ||
		    number_compare(text, S("-9223372036854775808")) < 0)
			out |= 2;
		else if (number_compare(text, S("9223372036854775807")) > 0)
			out |= 1;
	}
	return out == 1 && !negative ? scalar_uint64 : out ? scalar_int128 : integer_scalar(r, s);
}

static enum scalar common_scalar(struct resolve *r, const struct choices *c, const struct shape *s,
                                 u32 kinds)
{
	switch (kinds) {
	case JSON_string: return scalar_string;
	case JSON_boolean: return scalar_boolean;
	case JSON_integer: return common_integer(r, c, s);
	case JSON_number:
	case JSON_number | JSON_integer: return scalar_double;
	default: return scalar_any;
	}
}

/* The value as it is kept: an integer without fraction and exponent. */
static u32 kept_value(struct resolve *r, const struct choice *c, bool integers)
{
	u32 v = c->value, value = value_of(r, v);
	Str text = text_of(r, doc_node(r, v)->text);
	if (c->text) {
		r->out.value[value].kind = value_kind_string;
		r->out.value[value].text = c->text;
	}
	if (integers && !plain_integer(text))
		r->out.value[value].text = intern(&r->strings, number_digits(r, text));
	return value;
}

static void fill(struct resolve *r, u32 id, const struct choices *c, const struct shape *s,
                 u32 kinds)
{
	if (kinds == JSON_boolean && c->n == 2) {
		type_at(r, id)->kind = type_kind_scalar;
		type_at(r, id)->scalar = scalar_boolean;
		return;
	}
	u32 first = ir_add(&r->out, r->arena, IR_enum_value, c->n);
	for (u32 i = 0; i < c->n; i++) {
		const struct choice *x = &c->at[i];
		u32 value = kept_value(r, x, kinds == JSON_integer);
		u32 flags = x->deprecated ? value_flag_deprecated : 0;
		if (s->initial && (doc_equal(r, s->initial, x->value) ||
		                   (x->text && doc_is(r, s->initial, value_kind_string) &&
		                    doc_node(r, s->initial)->text == x->text)))
			flags |= value_flag_initial;
		r->out.enum_value[first + i] = (struct ir_enum_value){.value = value,
		                                                      .name = x->name,
		                                                      .description = x->description,
		                                                      .flags = flags};
	}
	struct ir_type *t = type_at(r, id);
	t->kind = type_kind_enumeration;
	t->scalar = common_scalar(r, c, s, kinds);
	t->values = (struct ir_range){first, c->n};
}

static u32 kinds_in(struct resolve *r, u32 e)
{
	u32 kinds = 0;
	if (!is_list(r, e))
		return json_type_of(r, e);
	ir_each_child(r->doc->node, e, v)
		kinds |= json_type_of(r, v);
	return kinds;
}

bool lower_enum(struct resolve *r, u32 id, struct shape *s)
{
	struct choices c = {0};
	for (u32 i = 0; i < s->enums.n; i++) {
		u32 e = s->enums.at[i];
		if (doc_node(r, e)->key == KW_enum && !is_list(r, e)) {
			wrong_kind(r, e, "an array of values");
			return false;
		}
	}
	u32 bad = common_values(r, s, &c);
	if (bad) {
		complain(r, DIAG_unsupported, bad, (Str){0},
		         "an enumeration of arrays or objects is no type: only its kind is kept");
		if (!s->typed)
			s->types &= kinds_in(r, bad);
		return false;
	}
	u32 kinds = clean(r, &c, s->types);
	if (!c.n) {
		for (u32 i = 0; i < s->enums.n; i++)
			if (first_complaint(r, s->enums.at[i])) /* an empty one has its own */
				complain(
					r, DIAG_conflict, s->enums.at[i], (Str){0},
					"no value is left by this, the schema's type and what must hold beside it; only the type is kept");
		return false;
	}
	fill(r, id, &c, s, kinds);
	return true;
}

/* Whether an enum or const has scalars alone. */
static bool is_scalar_list(struct resolve *r, u32 e)
{
	if (!is_list(r, e))
		return doc_node(r, e)->key != KW_enum && doc_kind(r, e) < value_kind_array;
	ir_each_child(r->doc->node, e, v)
		if (doc_kind(r, v) >= value_kind_array)
			return false;
	return true;
}

/* A branch of a union that lists values: 1, a plain string: 2, anything else: 0. */
static int branch_sort(struct resolve *r, const struct schema *s)
{
	u32 types = s->k[S_type] ? schema_types(r, s) : JSON_all;
	if (schema_has_ref(s) || s->k[S_allOf] || s->k[S_oneOf] || s->k[S_anyOf] ||
	    s->k[S_properties])
		return 0;
	if (s->k[S_const])
		return is_scalar_list(r, s->k[S_const]);
	if (doc_is(r, s->k[S_enum], value_kind_array))
		return is_scalar_list(r, s->k[S_enum]);
	return types == JSON_string && schema_plain(s, PLAIN_type) ? 2 : 0;
}

static void take_branch(struct resolve *r, const struct schema *s, struct choices *c)
{
	struct shape names = {.varnames = s->k[S_x_enum_varnames],
	                      .descriptions = s->k[S_x_enum_descriptions]};
	u32 first = c->n;
	bool one;
	list_values(r, s->k[S_const] ? s->k[S_const] : s->k[S_enum], &names, c);
	one = c->n == first + 1;
	for (u32 i = first; i < c->n; i++) {
		struct choice *x = &c->at[i];
		x->deprecated = doc_is(r, s->k[S_deprecated], value_kind_true);
		if (one && !x->name && doc_is(r, s->k[S_title], value_kind_string))
			x->name = doc_node(r, s->k[S_title])->text;
		if (one && !x->description && doc_is(r, s->k[S_description], value_kind_string))
			x->description = doc_node(r, s->k[S_description])->text;
	}
}

bool lower_enum_branches(struct resolve *r, u32 id, const struct shape *shape, const u32 *branch,
                         u32 n)
{
	struct choices c = {0};
	struct schema s;
	u32 open = 0;
	for (u32 i = 0; i < n; i++) {
		schema_read(r, branch[i], &s);
		int sort = branch_sort(r, &s);
		if (!sort)
			return false;
		open += sort == 2;
	}
	if (open == n || open > 1 || (open && shape->format))
		return false;
	for (u32 i = 0; i < n; i++) {
		schema_read(r, branch[i], &s);
		if (branch_sort(r, &s) == 1)
			take_branch(r, &s, &c);
	}
	for (u32 i = 0; i < shape->enums.n; i++) {
		u32 e = shape->enums.at[i];
		if (is_empty(r, e))
			continue;
		if (open || !is_scalar_list(r, e))
			return false;
		intersect(r, &c, e);
	}
	u32 kinds = clean(r, &c, shape->types | JSON_null);
	if (!c.n || (open && kinds != JSON_string))
		return false;
	fill(r, id, &c, shape, kinds);
	if (open)
		type_at(r, id)->flags |= type_flag_open;
	return true;
}
