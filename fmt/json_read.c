/* JSON back to the IR that it was made of: a reader of that JSON, which is never nested deeper than a record's field. */
#include "json.h"

struct reader {
	Str text;
	u32 at;
	const char *expected; /* what was not found at `at` */
	struct arena *arena;
	struct ir *ir;
	struct interner *in;
};

static void space(struct reader *r)
{
	while (r->at < r->text.len && strchr(" \t\r\n", r->text.ptr[r->at]) && r->text.ptr[r->at])
		r->at++;
}

static char peek(struct reader *r)
{
	space(r);
	return r->at < r->text.len ? r->text.ptr[r->at] : 0;
}

static bool expected(struct reader *r, const char *what)
{
	if (!r->expected)
		r->expected = what;
	return false;
}

static bool take(struct reader *r, char c)
{
	if (r->expected || peek(r) != c)
		return false;
	r->at++;
	return true;
}

static bool need(struct reader *r, char c, const char *what)
{
	return take(r, c) || expected(r, what);
}

static bool number(struct reader *r, u32 *n)
{
	u64 v = 0;
	char c = peek(r);
	if (r->expected || c < '0' || c > '9')
		return expected(r, "a number");
	for (; r->at < r->text.len && r->text.ptr[r->at] >= '0' && r->text.ptr[r->at] <= '9';
	     r->at++) {
		v = v * 10 + (u32)(r->text.ptr[r->at] - '0');
		if (v > UINT32_MAX)
			return expected(r, "a number below 4294967296");
	}
	*n = (u32)v;
	return true;
}

static bool hex4(struct reader *r, u32 *scalar)
{
	*scalar = 0;
	for (u32 i = 0; i < 4; i++, r->at++) {
		char c = r->at < r->text.len ? r->text.ptr[r->at] : 0;
		u32 digit = c >= '0' && c <= '9' ? (u32)(c - '0') : (u32)(c | 32) - 'a' + 10;
		if (digit > 15)
			return expected(r, "four hexadecimal digits");
		*scalar = *scalar << 4 | digit;
	}
	return true;
}

/* What follows a backslash, as UTF-8; returns how many bytes. */
static u32 escaped(struct reader *r, char *to)
{
	static const char from[] = "\"\\/bfnrt", into[] = "\"\\/\b\f\n\r\t";
	char c = r->at < r->text.len ? r->text.ptr[r->at++] : 0;
	const char *p = c ? strchr(from, c) : NULL;
	u32 scalar, low = 0;
	if (p) {
		*to = into[p - from];
		return 1;
	}
	if (c != 'u' || !hex4(r, &scalar)) {
		expected(r, "an escape of JSON");
		return 0;
	}
	if (scalar - 0xd800 < 0x400 && r->at + 1 < r->text.len && r->text.ptr[r->at] == '\\') {
		r->at += 2;
		if (!hex4(r, &low))
			return 0;
		scalar = 0x10000 + ((scalar - 0xd800) << 10) + (low - 0xdc00);
	}
	if (scalar - 0xd800 < 0x800 || scalar > 0x10ffff) {
		expected(r, "a pair of surrogates");
		return 0;
	}
	return utf8_put(to, scalar);
}

static Str string(struct reader *r)
{
	if (!need(r, '"', "a string"))
		return (Str){0};
	u32 begin = r->at, n = 0;
	while (r->at < r->text.len && r->text.ptr[r->at] != '"')
		r->at += r->text.ptr[r->at] == '\\' ? 2 : 1;
	u32 end = r->at < r->text.len ? r->at : r->text.len;
	char *to = new (r->arena, char, (size_t)(end - begin) + 1);
	for (r->at = begin; r->at < end && !r->expected;) {
		if (r->text.ptr[r->at] != '\\') {
			to[n++] = r->text.ptr[r->at++];
			continue;
		}
		r->at++;
		n += escaped(r, to + n);
	}
	need(r, '"', "the end of a string");
	return (Str){to, n};
}

/* The number of a name among those of an enumeration or of flags. */
static u32 named(struct reader *r, const struct ir_field_info *f)
{
	space(r);
	u32 begin = r->at, n = 0;
	Str name = string(r);
	u32 count = f->limit;
	if (f->kind == IR_KIND_flags)
		for (count = 0; f->limit >> count; count++)
			;
	while (n < count && !str_eq(name, str_of(f->names[n])))
		n++;
	if (n < count || r->expected)
		return n < count ? n : 0;
	r->at = begin;
	expected(r, f->kind == IR_KIND_enum ? "a member of the enumeration" : "one of the flags");
	return 0;
}

static void flags(struct reader *r, const struct ir_field_info *f, u32 *to)
{
	need(r, '[', "an array of flags");
	while (!r->expected && peek(r) != ']') {
		u32 b = named(r, f);
		if (!r->expected)
			*to |= 1u << b;
		if (!take(r, ','))
			break;
	}
	need(r, ']', "the end of an array");
}

static void value(struct reader *r, const struct ir_field_info *f, u32 *rec)
{
	u32 *to = rec + f->word;
	switch (f->kind) {
	case IR_KIND_enum: *to = named(r, f); break;
	case IR_KIND_flags: flags(r, f, to); break;
	case IR_KIND_str: {
		Str s = string(r);
		if (!r->expected)
			*to = intern(r->in, s);
		break;
	}
	case IR_KIND_range:
		if (need(r, '[', "a range's first index and count") && number(r, to) &&
		    need(r, ',', "a comma") && number(r, to + 1))
			need(r, ']', "the end of an array");
		break;
	default: number(r, to);
	}
}

/* A member of a record: one of the table's fields, or a position, which is not kept. */
static void member(struct reader *r, const struct ir_table_info *t, u32 *rec)
{
	space(r);
	u32 begin = r->at, n, k = 0;
	Str name = string(r);
	need(r, ':', "a colon");
	while (k < t->fields && !str_eq(name, str_of(t->field[k].name)))
		k++;
	if (k < t->fields && !r->expected) {
		value(r, &t->field[k], rec);
	} else if (str_eq(name, S("line")) || str_eq(name, S("column"))) {
		number(r, &n);
	} else if (!r->expected) {
		r->at = begin;
		expected(r, "a field of the table");
	}
}

static void record(struct reader *r, u32 table, u32 i)
{
	const struct ir_table_info *t = &ir_tables[table];
	u32 *rec = (u32 *)r->ir->table[table] + (size_t)i * t->words;
	need(r, '{', "a record");
	while (!r->expected && peek(r) != '}') {
		member(r, t, rec);
		if (!take(r, ','))
			break;
	}
	need(r, '}', "the end of a record");
}

static void table(struct reader *r, u32 t)
{
	need(r, '[', "an array of records");
	for (u32 i = 0; !r->expected && peek(r) != ']'; i++) {
		record(r, t, i ? ir_add(r->ir, r->arena, t, 1) : 0);
		if (!take(r, ','))
			break;
	}
	need(r, ']', "the end of an array");
}

static void strings(struct reader *r)
{
	need(r, '[', "an array of strings");
	while (!r->expected && peek(r) != ']') {
		intern(r->in, string(r));
		if (!take(r, ','))
			break;
	}
	need(r, ']', "the end of an array");
}

/* "version": 4, "layer": "program" */
static void head(struct reader *r)
{
	u32 version, at;
	need(r, '{', "an object, as --json writes it");
	if (!str_eq(string(r), S("version")) || !need(r, ':', "a colon") || !number(r, &version))
		expected(r, "\"version\"");
	if (!r->expected && version != IR_VERSION)
		expected(r, "the IR's version 4");
	need(r, ',', "a comma");
	if (!str_eq(string(r), S("layer")))
		expected(r, "\"layer\"");
	need(r, ':', "a colon");
	space(r);
	at = r->at;
	Str layer = string(r);
	bool doc = str_eq(layer, S("document"));
	if (!r->expected && !doc && !str_eq(layer, S("program"))) {
		r->at = at;
		expected(r, "\"document\" or \"program\"");
	}
	ir_init(r->ir, r->arena, doc ? IR_DOC : IR_PROG);
}

const char *json_read(struct ir *ir, struct interner *in, struct arena *a, Str text, u32 *at)
{
	struct reader r = {.text = text, .arena = a, .ir = ir, .in = in};
	intern_init(in, a);
	head(&r);
	while (take(&r, ',')) {
		space(&r);
		u32 begin = r.at;
		Str name = string(&r);
		u32 t = table_named(name);
		need(&r, ':', "a colon");
		if (str_eq(name, S("strings"))) {
			strings(&r);
		} else if (t < IR_TABLES && ir_in_layer(t, ir->layer)) {
			table(&r, t);
		} else if (!r.expected) {
			r.at = begin;
			expected(&r, "\"strings\" or a table of the layer");
		}
	}
	need(&r, '}', "a comma or the end of the object");
	if (!r.expected && peek(&r))
		expected(&r, "nothing more");
	*at = r.at < text.len ? r.at : text.len;
	return r.expected;
}
