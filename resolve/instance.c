/* Values against schemas: JSON Schema 2020-12's validation, with what OpenAPI changes in it (nullable;
 * readOnly and writeOnly names may be missing; a discriminator's tag says which schema is meant).
 * What cannot be judged passes, but no example is valid by it: references that lead nowhere, patterns
 * with lookaround or references to groups; so do formats that are no type.
 * Needs links, examples also what uses the types; leaves the flags of examples, and findings. */
#include "regexp.h"
#include "resolve.h"
#include "thread.h"

/* How a value fits a schema. */
enum fit {
	FIT_all,
	FIT_shape, /* its type takes it, but something that is no part of a type does not */
	FIT_none,
};

/* A verdict: a fit, and whether something in it was not judged. Kept ones may say that the reasons
 * were told, and that they hold if what is being judged at a depth fits: its number stands above. */
enum { FIT = 3, UNSURE = 4, TOLD = 8, ASSUMING = 16, DEPTH = 32 };

/* What judging may cost in all: more than any description needs that is not made to be slow. */
enum { WORK_MAX = 1 << 23, PATTERNS = 16 };

enum {
	NEAR = 8,          /* members that are looked at one by one */
	THREAD_FROM = 512, /* examples from which a thread is worth it */
};

struct judge {
	struct resolve *r;
	struct pairs memo; /* by value and schema: 1 + the verdict */
	u32 value, top;    /* the value that is being judged, and the schema that this began with */
	const u8 *
		used; /* by node: type_flag_request and type_flag_response of its type; NULL: not known yet */
	u32 depth, work;
	u32 assumed; /* the least depth of what was assumed to fit, since it is being judged */
	struct list
		assume; /* pairs of a value and a schema: the kept verdicts that assume something */
	bool first;     /* no other schema has a say on the value */
	bool telling;   /* say why */
	enum diag_id id;
	struct {
		struct regexp regexp;
		u32 pattern; /* a string; 0: none yet */
		bool usable;
	} patterns[PATTERNS]; /* by their last bits: those that were compiled last */
};

/* A value of the document, or a key: a string that is no node. */
struct value {
	u32 node;
	u32 kind, text;
	u32 at; /* the node that findings stand at */
};

static u32 judge(struct judge *j, struct value v, u32 n);

static struct value value_at(const struct resolve *r, u32 n)
{
	return (struct value){n, doc_kind(r, n), doc_node(r, n)->text, n};
}

static u32 worse(u32 a, u32 b)
{
	return ((a & FIT) > (b & FIT) ? a & FIT : b & FIT) | ((a | b) & UNSURE);
}

/* What shapes no type does not tell values of it apart. */
static u32 shapeless(u32 verdict)
{
	return (verdict & UNSURE) | ((verdict & FIT) == FIT_all ? FIT_all : FIT_shape);
}

static u32 refuse(struct judge *j, struct value v, u32 keyword, u32 fit, const char *format, ...)
	__attribute__((cold, format(printf, 5, 6)));

/* Says, where that is asked for, why the value does not fit what stands at the node keyword. */
static u32 refuse(struct judge *j, struct value v, u32 keyword, u32 fit, const char *format, ...)
{
	struct resolve *r = j->r;
	va_list args;
	if (!j->telling || !first_complaint(r, v.at))
		return fit;
	va_start(args, format);
	Str text = arena_vfmt(r->arena, format, args);
	va_end(args);
	struct where schema = at_key(r, keyword);
	(v.node ? complain : complain_of_key)(
		r, j->id, v.at,
		arena_fmt(r->arena, "the schema says so at %.*s:%u:%u, %.*s", STR(schema.file),
	                  schema.line, schema.col, STR(schema.pointer)),
		"%s does not fit its schema: %.*s",
		j->id == DIAG_example ? "this example" : "this default", STR(text));
	return fit;
}

/* A value as messages show it. */
static Str shown(struct judge *j, struct value v)
{
	struct resolve *r = j->r;
	Str text = text_of(r, v.text);
	if (!j->telling)
		return (Str){0};
	if (v.kind == value_kind_number)
		return text;
	if (v.kind != value_kind_string || utf8_count(text) > 40)
		return str_of(kind_name((enum value_kind)v.kind));
	return arena_fmt(r->arena, "\"%.*s\"", STR(text));
}

/* Types and formats */

static Str types_named(struct judge *j, u32 types)
{
	static const struct {
		u32 type;
		const char *name;
	} names[] = {{JSON_null, "null"},       {JSON_boolean, "a boolean"},
	             {JSON_number, "a number"}, {JSON_integer, "an integer"},
	             {JSON_string, "a string"}, {JSON_array, "an array"},
	             {JSON_object, "an object"}};
	Str all = {0};
	if (!j->telling)
		return all;
	if (types & JSON_number)
		types &= ~(u32)JSON_integer;
	for (u32 i = 0; i < sizeof names / sizeof *names; i++)
		if (types & names[i].type)
			all = arena_fmt(j->r->arena, "%.*s%s%s", STR(all), all.len ? " or " : "",
			                names[i].name);
	return all;
}

static u32 type_of(struct resolve *r, struct value v)
{
	if (v.kind == value_kind_number)
		return number_is_integer(text_of(r, v.text)) ? JSON_integer : JSON_number;
	return v.node ? json_type_of(r, v.node) : JSON_string;
}

static bool within(Str text, const char *least, const char *most)
{
	return number_compare(text, str_of(least)) >= 0 && number_compare(text, str_of(most)) <= 0;
}

static bool integer_within(Str text, enum scalar scalar)
{
	switch (scalar) {
	case scalar_int8: return within(text, "-128", "127");
	case scalar_int16: return within(text, "-32768", "32767");
	case scalar_int32: return within(text, "-2147483648", "2147483647");
	case scalar_int64: return within(text, "-9223372036854775808", "9223372036854775807");
	case scalar_uint8: return within(text, "0", "255");
	case scalar_uint16: return within(text, "0", "65535");
	case scalar_uint32: return within(text, "0", "4294967295");
	case scalar_uint64: return within(text, "0", "18446744073709551615");
	default:
		return within(text, "-170141183460469231731687303715884105728",
		              "170141183460469231731687303715884105727");
	}
}

/* Whether the text has the pattern: 9 a digit, h a hexadecimal one, any other the same. */
static bool looks(Str text, const char *pattern)
{
	if (text.len != strlen(pattern))
		return false;
	for (u32 i = 0; i < text.len; i++) {
		char c = text.ptr[i], lower = (char)(c | ' ');
		bool digit = c >= '0' && c <= '9', hex = digit || (lower >= 'a' && lower <= 'f');
		if (pattern[i] == '9' ? !digit : pattern[i] == 'h' ? !hex : c != pattern[i])
			return false;
	}
	return true;
}

static u32 two(Str text, u32 at)
{
	return (u32)(text.ptr[at] - '0') * 10 + (u32)(text.ptr[at + 1] - '0');
}

/* full-date (RFC 3339, 5.6). */
static bool is_date(Str text)
{
	static const u8 days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (!looks(text, "9999-99-99"))
		return false;
	u32 year = two(text, 0) * 100 + two(text, 2), month = two(text, 5), day = two(text, 8);
	bool leap = year % 4 == 0 && (year % 100 || year % 400 == 0);
	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (u32)(leap && month == 2);
}

/* partial-time where it is `local`, or else full-time, which ends in an offset (RFC 3339, 5.6). */
static bool is_time(Str text, bool local)
{
	if (text.len < 8 || !looks((Str){text.ptr, 8}, "99:99:99") || two(text, 0) > 23 ||
	    two(text, 3) > 59 || two(text, 6) > 60)
		return false;
	text = str_skip(text, 8);
	if (str_starts(text, S("."))) {
		u32 n = 1;
		while (n < text.len && text.ptr[n] >= '0' && text.ptr[n] <= '9')
			n++;
		if (n == 1)
			return false;
		text = str_skip(text, n);
	}
	if (local)
		return !text.len;
	if (looks(text, "+99:99") || looks(text, "-99:99"))
		return two(text, 1) < 24 && two(text, 4) < 60;
	return text.len == 1 && (*text.ptr | ' ') == 'z';
}

static bool is_date_time(Str text)
{
	return text.len > 11 && is_date((Str){text.ptr, 10}) && (text.ptr[10] | ' ') == 't' &&
	       is_time(str_skip(text, 11), false);
}

/* RFC 4648, section 4; bits that stand for nothing are zero, as readers may ask (section 3.5) and that of the types does. */
static bool is_base64(Str text)
{
	static const char *const last[] = {"", "AEIMQUYcgkosw048", "AQgw"}; /* before so many = */
	u32 pad = str_ends(text, S("==")) ? 2 : str_ends(text, S("="));
	for (u32 i = 0; i < text.len - pad; i++) {
		char c = text.ptr[i], lower = (char)(c | ' ');
		if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && c != '+' &&
		    c != '/')
			return false;
	}
	return text.len % 4 == 0 && (!pad || strchr(last[pad], text.ptr[text.len - pad - 1]));
}

static bool is_ipv4(Str text)
{
	for (u32 part = 0; part < 4; part++) {
		u32 n = 0, value = 0;
		if (part && !str_starts(text, S(".")))
			return false;
		text = str_skip(text, part > 0);
		while (n < text.len && n < 3 && text.ptr[n] >= '0' && text.ptr[n] <= '9')
			value = value * 10 + (u32)(text.ptr[n++] - '0');
		if (!n || value > 255 || (n > 1 && *text.ptr == '0'))
			return false;
		text = str_skip(text, n);
	}
	return !text.len;
}

/* RFC 4291, section 2.2. */
static bool is_ipv6(Str text)
{
	u32 groups = 0;
	bool gap = false;
	if (str_starts(text, S(":")) && !str_starts(text, S("::")))
		return false;
	while (text.len) {
		u32 n = 0;
		if (str_starts(text, S("::"))) {
			if (gap)
				return false;
			gap = true;
			text = str_skip(text, 2);
			continue;
		}
		if (groups && *text.ptr == ':' && text.len > 1)
			text = str_skip(text, 1);
		if (groups < 7 && str_find(text, '.') < text.len && str_find(text, ':') == text.len)
			return is_ipv4(text) && (gap ? groups < 6 : groups == 6);
		while (n < text.len && n < 4 && looks((Str){text.ptr + n, 1}, "h"))
			n++;
		if (!n || (n < text.len && text.ptr[n] != ':'))
			return false;
		text = str_skip(text, n);
		groups++;
	}
	return gap ? groups < 8 : groups == 8;
}

static bool string_within(Str text, enum scalar scalar)
{
	switch (scalar) {
	case scalar_date_time: return is_date_time(text);
	case scalar_date: return is_date(text);
	case scalar_time: return is_time(text, true);
	case scalar_uuid: return looks(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh");
	case scalar_byte: return is_base64(text);
	case scalar_ipv4: return is_ipv4(text);
	case scalar_ipv6: return is_ipv6(text);
	case scalar_ip: return is_ipv4(text) || is_ipv6(text);
	default: return true;
	}
}

/* A string that is an integer: its type has a format that says so. */
static bool digits_within(Str text, enum scalar scalar)
{
	Str digits = str_skip(text, str_starts(text, S("-")));
	for (u32 i = 0; i < digits.len; i++)
		if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
			return false;
	return digits.len && integer_within(text, scalar);
}

/* Formats that become a type, as they do where there is no enumeration; the others say nothing that is judged. What a time
 * becomes has no room for an offset. */
static u32 judge_format(struct judge *j, struct value v, const struct schema *s, u32 type)
{
	struct resolve *r = j->r;
	Str text = text_of(r, v.text);
	u32 format = doc_is(r, s->k[S_format], value_kind_string)
	                     ? doc_node(r, s->k[S_format])->text
	                     : 0;
	enum scalar scalar = scalar_string;
	u32 of = JSON_string;
	switch (format) {
#define FORMAT(keyword, json, to) \
	case KW_##keyword: \
		scalar = scalar_##to; \
		of = JSON_##json; \
		break;
#include "formats.def"
#undef FORMAT
	}
	bool fits = true;
	if (of == JSON_integer && type == JSON_integer)
		fits = integer_within(text, scalar);
	else if (type == JSON_string)
		fits = of == JSON_integer ? digits_within(text, scalar)
		                          : string_within(text, scalar);
	if (fits || s->k[S_enum] || s->k[S_const])
		return FIT_all;
	Str value = shown(j, v);
	return refuse(j, v, s->k[S_format], FIT_none, "%.*s is not of format %.*s%s", STR(value),
	              STR(text_of(r, format)), format == KW_time ? " without an offset" : "");
}

/* The kinds of values that the keywords of a schema without a type speak of, which is what its type takes; 0 where they
 * speak of none, or other schemas have a say. `*because` is one of them. */
static u32 types_implied(const struct schema *s, u32 *because)
{
	static const u16 implies[S_COUNT] = {
		[S_properties] = JSON_object,        [S_additionalProperties] = JSON_object,
		[S_patternProperties] = JSON_object, [S_propertyNames] = JSON_object,
		[S_required] = JSON_object,          [S_minProperties] = JSON_object,
		[S_maxProperties] = JSON_object,     [S_items] = JSON_array,
		[S_prefixItems] = JSON_array,        [S_uniqueItems] = JSON_array,
		[S_minItems] = JSON_array,           [S_maxItems] = JSON_array,
		[S_minLength] = JSON_string,         [S_maxLength] = JSON_string,
		[S_pattern] = JSON_string,           [S_contentEncoding] = JSON_string,
		[S_minimum] = JSON_number,           [S_maximum] = JSON_number,
		[S_exclusiveMinimum] = JSON_number,  [S_exclusiveMaximum] = JSON_number,
		[S_multipleOf] = JSON_number};
	u32 types = 0;
	if (schema_has_ref(s) || s->k[S_allOf] || s->k[S_oneOf] || s->k[S_anyOf] || s->k[S_enum] ||
	    s->k[S_const])
		return 0;
	for (u32 i = 0; i < S_COUNT; i++)
		if (s->k[i] && implies[i]) {
			types |= implies[i];
			*because = s->k[i];
		}
	return types;
}

static u32 judge_type(struct judge *j, struct value v, const struct schema *s, u32 type)
{
	u32 types = s->k[S_type] ? schema_types(j->r, s) : 0, because = s->k[S_type];
	if (!s->k[S_type] && j->first)
		types = types_implied(s, &because);
	if (!types)
		return FIT_all;
	types |= types & JSON_number ? JSON_integer : 0;
	if (types & type)
		return judge_format(j, v, s, type);
	Str named = types_named(j, types), value = shown(j, v);
	return refuse(j, v, because, FIT_none, "expected %.*s here, found %.*s", STR(named),
	              STR(value));
}

static bool equal(struct resolve *r, struct value v, u32 n, u32 types)
{
	if (v.kind == value_kind_string && enum_text(r, n, types) == v.text)
		return true;
	if (v.node)
		return doc_equal(r, v.node, n);
	return doc_is(r, n, value_kind_string) && doc_node(r, n)->text == v.text;
}

static u32 judge_enum(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 list = s->k[S_enum];
	if (!list && !s->k[S_const])
		return FIT_all;
	u32 types = s->k[S_type] ? schema_types(r, s) : JSON_all;
	if (s->k[S_const] && !equal(r, v, s->k[S_const], types))
		return refuse(j, v, s->k[S_const], FIT_none, "it is not the constant");
	if (!doc_is(r, list, value_kind_array) || doc_node(r, list)->size == 1)
		return FIT_all;
	ir_each_child(r->doc->node, list, item)
		if (equal(r, v, item, types))
			return FIT_all;
	Str value = shown(j, v);
	return refuse(j, v, list, FIT_none, "%.*s is none of the enum's values", STR(value));
}

/* Patterns */

enum match { MATCH_no, MATCH_yes, MATCH_unknown };

static enum match matches(struct judge *j, u32 pattern, Str text)
{
	struct regexp *re = &j->patterns[pattern % PATTERNS].regexp;
	bool *usable = &j->patterns[pattern % PATTERNS].usable;
	u64 steps = 0;
	if (j->patterns[pattern % PATTERNS].pattern != pattern) {
		re->arena = j->r->arena;
		*usable = regexp_compile(re, text_of(j->r, pattern), REGEXP_ecma);
		j->patterns[pattern % PATTERNS].pattern = pattern;
		j->work += re->insts / 16;
	}
	if (!*usable || (u64)text.len * re->insts > 1 << 27 || j->work >= WORK_MAX)
		return MATCH_unknown;
	bool found = regexp_match(re, text, false, &steps);
	j->work += (u32)(steps / 16);
	return found ? MATCH_yes : MATCH_no;
}

static u32 judge_pattern(struct judge *j, struct value v, u32 keyword)
{
	struct resolve *r = j->r;
	if (!doc_is(r, keyword, value_kind_string))
		return FIT_all;
	u32 pattern = doc_node(r, keyword)->text;
	Str value = shown(j, v);
	switch (matches(j, pattern, text_of(r, v.text))) {
	case MATCH_no:
		return refuse(j, v, keyword, FIT_shape, "%.*s does not match the pattern %.*s",
		              STR(value), STR(text_of(r, pattern)));
	case MATCH_unknown: return FIT_all | UNSURE;
	default: return FIT_all;
	}
}

/* Bounds */

/* The number at a keyword, or the empty string. */
static Str number_at(struct resolve *r, u32 n)
{
	return doc_is(r, n, value_kind_number) ? text_of(r, doc_node(r, n)->text) : (Str){0};
}

/* Whether the integer of a schema's type, where that says alone which it is, holds a number. */
static u32 judge_range(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 types = s->k[S_type] ? schema_types(r, s) : 0;
	Str text = text_of(r, v.text), low = number_at(r, s->k[S_minimum]),
	    high = number_at(r, s->k[S_maximum]);
	if (!j->first || !(types & JSON_integer) || types & JSON_number || s->k[S_format] ||
	    s->k[S_enum] || s->k[S_const] || schema_has_ref(s) || s->k[S_allOf] || s->k[S_oneOf] ||
	    s->k[S_anyOf])
		return FIT_all;
	enum scalar scalar =
		scalar_between(low.len ? low : number_at(r, s->k[S_exclusiveMinimum]),
	                       high.len ? high : number_at(r, s->k[S_exclusiveMaximum]));
	if (integer_within(text, scalar))
		return FIT_all;
	return refuse(j, v, s->k[S_type], FIT_none,
	              "%.*s is more than an integer of %s bits holds, which is its type", STR(text),
	              scalar == scalar_int128 ? "128" : "64");
}

static u32 judge_number(struct judge *j, struct value v, const struct schema *s)
{
	static const struct {
		u8 keyword;
		int side; /* the value may not be on this side of it */
		bool equal;
		const char *words;
	} bounds[] = {{S_minimum, -1, true, "below the minimum"},
	              {S_maximum, 1, true, "above the maximum"},
	              {S_exclusiveMinimum, -1, false, "not above the exclusive minimum"},
	              {S_exclusiveMaximum, 1, false, "not below the exclusive maximum"}};
	struct resolve *r = j->r;
	Str text = text_of(r, v.text), step = number_at(r, s->k[S_multipleOf]);
	u32 fit = judge_range(j, v, s);
	for (u32 i = 0; i < 4; i++) {
		u32 keyword = s->k[bounds[i].keyword];
		Str bound = number_at(r, keyword);
		int side = bound.len ? number_compare(text, bound) : -bounds[i].side;
		if (side == bounds[i].side || (!side && !bounds[i].equal))
			fit = worse(fit, refuse(j, v, keyword, FIT_shape, "%.*s is %s %.*s",
			                        STR(text), bounds[i].words, STR(bound)));
	}
	enum multiple multiple = step.len ? number_multiple(text, step) : MULTIPLE_yes;
	if (multiple == MULTIPLE_no)
		fit = worse(fit, refuse(j, v, s->k[S_multipleOf], FIT_shape,
		                        "%.*s is no multiple of %.*s", STR(text), STR(step)));
	return fit | (multiple == MULTIPLE_unknown ? UNSURE : 0);
}

/* How many there are, against bounds of that. */
static u32 judge_count(struct judge *j, struct value v, u32 count, u32 least, u32 most, u32 fit,
                       const char *one, const char *several)
{
	struct resolve *r = j->r;
	if (!least && !most)
		return FIT_all;
	Str text = arena_fmt(r->arena, "%u", count), low = number_at(r, least),
	    high = number_at(r, most);
	if (low.len && number_compare(text, low) < 0)
		return refuse(j, v, least, fit, "it has %u %s, and %.*s is the least", count,
		              count == 1 ? one : several, STR(low));
	if (high.len && number_compare(text, high) > 0)
		return refuse(j, v, most, fit, "it has %u %s, and %.*s is the most", count,
		              count == 1 ? one : several, STR(high));
	return FIT_all;
}

/* Arrays */

static u64 value_hash(const struct resolve *r, u32 n)
{
	const struct ir_node *x = doc_node(r, n);
	u64 h = x->kind * 0x9E3779B97F4A7C15u;
	if (x->kind == value_kind_number)
		h ^= number_hash(text_of(r, x->text));
	else
		h ^= x->text;
	if (x->kind >= value_kind_array)
		ir_each_child(r->doc->node, n, c) {
			u64 item = value_hash(r, c) + doc_node(r, c)->key * 0x9E3779B1u;
			h = x->kind == value_kind_array ? (h ^ item) * 0x9E3779B97F4A7C15u
			                                : h + item * item;
		}
	return h ^ h >> 29;
}

static u32 judge_unique(struct judge *j, struct value v, u32 keyword, u32 count)
{
	struct resolve *r = j->r;
	struct pairs met = {0};
	if (count < 2)
		return FIT_all;
	ir_each_child(r->doc->node, v.node, item) {
		u64 h = value_hash(r, item);
		u32 high = (u32)(h >> 32) | 1, low = (u32)h, twin;
		for (; (twin = pairs_get(&met, high, low)) != 0; low++)
			if (doc_equal(r, twin, item))
				return refuse(j, value_at(r, item), keyword, FIT_none,
				              "this item is there twice, and all must differ");
		pairs_put(r, &met, high, low, item);
	}
	return FIT_all;
}

/* Whether the value fits, to find out about something else. */
static u32 judge_quietly(struct judge *j, struct value v, u32 n)
{
	bool telling = j->telling;
	j->telling = false;
	u32 verdict = judge(j, v, n);
	j->telling = telling;
	return verdict;
}

static u32 judge_contains(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 least = doc_get(r, s->node, KW_minContains), most = doc_get(r, s->node, KW_maxContains),
	    count = 0;
	ir_each_child(r->doc->node, v.node, item) {
		u32 verdict = judge_quietly(j, value_at(r, item), s->k[S_contains]);
		if (verdict == (FIT_all | UNSURE))
			return verdict;
		count += verdict == FIT_all;
	}
	if (!number_at(r, least).len && !count)
		return refuse(j, v, s->k[S_contains], FIT_shape,
		              "none of its items fits 'contains'");
	return judge_count(j, v, count, least, most, FIT_shape, "item that fits 'contains'",
	                   "items that fit 'contains'");
}

/* Whether the schema s, which the value fits, has said what its member or item m must be
 * (2020-12, section 11). */
static bool covers(struct judge *j, struct value v, const struct schema *s, u32 m, u32 depth);

static bool node_covers(struct judge *j, struct value v, u32 n, u32 m, u32 depth)
{
	struct schema s;
	schema_read(j->r, n, &s);
	return covers(j, v, &s, m, depth + 1) && (judge_quietly(j, v, n) & FIT) == FIT_all;
}

static bool some_cover(struct judge *j, struct value v, u32 list, u32 m, u32 depth)
{
	if (doc_is(j->r, list, value_kind_array))
		ir_each_child(j->r->doc->node, list, branch)
			if (node_covers(j, v, branch, m, depth))
				return true;
	return false;
}

static bool pattern_covers(struct judge *j, const struct schema *s, u32 m)
{
	struct resolve *r = j->r;
	if (doc_is(r, s->k[S_patternProperties], value_kind_object))
		ir_each_child(r->doc->node, s->k[S_patternProperties], schema)
			if (matches(j, doc_node(r, schema)->key, text_of(r, doc_node(r, m)->key)) !=
			    MATCH_no)
				return true;
	return false;
}

static bool member_covered(struct judge *j, struct value v, const struct schema *s, u32 m)
{
	struct resolve *r = j->r;
	if (v.kind == value_kind_object)
		return s->k[S_additionalProperties] || s->k[S_unevaluatedProperties] ||
		       doc_get(r, s->k[S_properties], doc_node(r, m)->key) ||
		       pattern_covers(j, s, m);
	return s->k[S_items] || s->k[S_unevaluatedItems] ||
	       r->ordinal[m] < doc_members(r, s->k[S_prefixItems]) ||
	       (s->k[S_contains] &&
	        (judge_quietly(j, value_at(r, m), s->k[S_contains]) & FIT) == FIT_all);
}

static bool covers(struct judge *j, struct value v, const struct schema *s, u32 m, u32 depth)
{
	struct resolve *r = j->r;
	if (depth > r->max_depth || j->work++ > WORK_MAX)
		return true;
	u32 target = schema_target(r, s), dependents = s->k[S_dependentSchemas];
	if (member_covered(j, v, s, m) || (target && node_covers(j, v, target, m, depth)) ||
	    some_cover(j, v, s->k[S_allOf], m, depth) ||
	    some_cover(j, v, s->k[S_anyOf], m, depth) || some_cover(j, v, s->k[S_oneOf], m, depth))
		return true;
	if (doc_is(r, dependents, value_kind_object))
		ir_each_child(r->doc->node, dependents, branch)
			if (doc_get(r, v.node, doc_node(r, branch)->key) &&
			    node_covers(j, v, branch, m, depth))
				return true;
	u32 then = doc_get(r, s->node, KW_then), otherwise = doc_get(r, s->node, KW_else);
	if (!s->k[S_if])
		return false;
	if ((judge_quietly(j, v, s->k[S_if]) & FIT) != FIT_all)
		return otherwise && node_covers(j, v, otherwise, m, depth);
	return node_covers(j, v, s->k[S_if], m, depth) ||
	       (then && node_covers(j, v, then, m, depth));
}

/* The items and members that nothing else in the schema has judged. */
static u32 judge_unevaluated(struct judge *j, struct value v, const struct schema *s, u32 keyword)
{
	struct schema rest = *s;
	u32 verdict = FIT_all;
	rest.k[keyword] = 0;
	if (s->k[keyword])
		ir_each_child(j->r->doc->node, v.node, m)
			if (!covers(j, v, &rest, m, 0))
				verdict =
					worse(verdict, judge(j, value_at(j->r, m), s->k[keyword]));
	return verdict;
}

static u32 judge_array(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 verdict = FIT_all, count = doc_members(r, v.node), prefix = s->k[S_prefixItems];
	bool tuple = doc_is(r, prefix, value_kind_array);
	u32 schema = tuple && doc_node(r, prefix)->size > 1 ? prefix + 1 : 0;
	u32 end = tuple ? prefix + doc_node(r, prefix)->size : 0;
	ir_each_child(r->doc->node, v.node, item) {
		u32 of = schema ? schema : s->k[S_items];
		if (of)
			verdict = worse(verdict, judge(j, value_at(r, item), of));
		schema = schema ? schema + doc_node(r, schema)->size : 0;
		schema = schema < end ? schema : 0;
	}
	verdict = worse(verdict, judge_count(j, v, count, s->k[S_minItems], s->k[S_maxItems],
	                                     tuple ? FIT_none : FIT_shape, "item", "items"));
	if (doc_is(r, s->k[S_uniqueItems], value_kind_true))
		verdict = worse(verdict, judge_unique(j, v, s->k[S_uniqueItems], count));
	if (s->k[S_contains])
		verdict = worse(verdict, judge_contains(j, v, s));
	return worse(verdict, judge_unevaluated(j, v, s, S_unevaluatedItems));
}

/* Objects */

/* As doc_get, but first among the members from *next on, since lists of an object's keys mostly have one order; *next is then
 * the one behind. */
static u32 get_next(struct resolve *r, u32 n, u32 key, u32 *next)
{
	u32 c = *next ? *next : n + 1, end = n ? n + doc_node(r, n)->size : 0, found = 0;
	for (u32 i = 0; i < NEAR && c < end && !found; i++) {
		found = doc_node(r, c)->key == key ? c : 0;
		c += doc_node(r, c)->size;
	}
	found = found ? found : doc_get(r, n, key);
	*next = found ? found + doc_node(r, found)->size : *next;
	return found;
}

/* Whether requests or responses, whichever hold the type, leave out the property of this name
 * (OAS 3.1.1, 4.8.24.1). */
static bool may_miss(struct judge *j, const struct schema *s, u32 name)
{
	struct schema top;
	schema_read(j->r, j->top, &top);
	u32 flags = member_one_way(j->r, s, name) | member_one_way(j->r, &top, name);
	u32 one_way = field_flag_read_only | field_flag_write_only,
	    used = !j->used          ? 0
	           : j->used[j->top] ? j->used[j->top]
	                             : j->used[s->node];
	return used == type_flag_request    ? (flags & field_flag_read_only) != 0
	       : used == type_flag_response ? (flags & field_flag_write_only) != 0
	                                    : (flags & one_way) != 0;
}

static u32 judge_required(struct judge *j, struct value v, const struct schema *s, u32 list,
                          u32 fit)
{
	struct resolve *r = j->r;
	u32 next = 0;
	if (doc_is(r, list, value_kind_array))
		ir_each_child(r->doc->node, list, name)
			if (doc_is(r, name, value_kind_string) &&
			    !get_next(r, v.node, doc_node(r, name)->text, &next) &&
			    !never_required(r, doc_node(r, name)->text) &&
			    !may_miss(j, s, doc_node(r, name)->text))
				return refuse(j, v, list, fit, "'%.*s' is required, and missing",
				              STR(text_of(r, doc_node(r, name)->text)));
	return FIT_all;
}

/* By properties and patternProperties, else additionalProperties. */
static u32 judge_member(struct judge *j, struct value v, const struct schema *s, u32 *next)
{
	struct resolve *r = j->r;
	u32 key = doc_node(r, v.node)->key, verdict = FIT_all;
	u32 property = get_next(r, s->k[S_properties], key, next),
	    rest = s->k[S_additionalProperties];
	bool known = property != 0;
	if (property)
		verdict = judge(j, v, property);
	if (doc_is(r, s->k[S_patternProperties], value_kind_object))
		ir_each_child(r->doc->node, s->k[S_patternProperties], schema) {
			enum match match = matches(j, doc_node(r, schema)->key, text_of(r, key));
			if (match == MATCH_yes)
				verdict = worse(verdict, judge(j, v, schema));
			known = known || match != MATCH_no;
			verdict |= match == MATCH_unknown ? UNSURE : 0;
		}
	if (known || !rest)
		return verdict;
	if (doc_is(r, rest, value_kind_false))
		return refuse(j, v, rest, FIT_none, "it allows no property '%.*s'",
		              STR(text_of(r, key)));
	return judge(j, v, rest);
}

static u32 judge_names(struct judge *j, struct value v, const struct schema *s)
{
	u32 verdict = FIT_all;
	if (s->k[S_propertyNames])
		ir_each_child(j->r->doc->node, v.node, m) {
			struct value key = {0, value_kind_string, doc_node(j->r, m)->key, m};
			verdict = worse(verdict, judge(j, key, s->k[S_propertyNames]));
		}
	return verdict;
}

/* dependentRequired, dependentSchemas, and dependencies, which were both. */
static u32 judge_dependent(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 maps[] = {doc_get(r, s->node, KW_dependentRequired), s->k[S_dependentSchemas],
	              doc_get(r, s->node, KW_dependencies)};
	u32 verdict = FIT_all;
	for (u32 i = 0; i < 3; i++)
		if (doc_is(r, maps[i], value_kind_object))
			ir_each_child(r->doc->node, maps[i], of) {
				if (!doc_get(r, v.node, doc_node(r, of)->key))
					continue;
				u32 one = doc_is(r, of, value_kind_array)
				                  ? judge_required(j, v, s, of, FIT_shape)
				                  : judge(j, v, of);
				verdict = worse(verdict, shapeless(one));
			}
	return verdict;
}

static u32 judge_object(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 verdict = judge_required(j, v, s, s->k[S_required], FIT_none), count = 0, next = 0;
	ir_each_child(r->doc->node, v.node, m) {
		verdict = worse(verdict, judge_member(j, value_at(r, m), s, &next));
		count++;
	}
	verdict =
		worse(verdict, judge_count(j, v, count, s->k[S_minProperties],
	                                   s->k[S_maxProperties], FIT_shape, "member", "members"));
	verdict = worse(verdict, judge_names(j, v, s));
	verdict = worse(verdict, judge_dependent(j, v, s));
	return worse(verdict, judge_unevaluated(j, v, s, S_unevaluatedProperties));
}

/* Schemas of schemas */

/* The schema that the value's tag names, or 0. */
static u32 tagged(struct judge *j, struct value v, u32 discriminator)
{
	struct resolve *r = j->r;
	u32 name = doc_get(r, discriminator, KW_propertyName), tag;
	if (!doc_is(r, name, value_kind_string) || v.kind != value_kind_object)
		return 0;
	tag = doc_get(r, v.node, doc_node(r, name)->text);
	if (!doc_is(r, tag, value_kind_string))
		return 0;
	u32 mapped = doc_get(r, doc_get(r, discriminator, KW_mapping), doc_node(r, tag)->text);
	if (doc_is(r, mapped, value_kind_string))
		return link_mapping(r, mapped, doc_node(r, mapped)->text);
	return doc_get(r, r->schemas, doc_node(r, tag)->text);
}

/* The one branch that takes values of this type, as far as its own keywords say; 0 for several. */
static u32 sole_branch(struct judge *j, struct value v, u32 list)
{
	struct resolve *r = j->r;
	u32 type = type_of(r, v), sole = 0;
	ir_each_child(r->doc->node, list, branch) {
		struct schema s;
		u32 n = link_follow(r, branch);
		schema_read(r, n, &s);
		u32 types = s.k[S_type] ? schema_types(r, &s) : JSON_all;
		if (!(types & type))
			continue;
		if (sole)
			return 0;
		sole = branch;
	}
	return sole;
}

/* anyOf, or oneOf, of which a type takes what anyOf would. */
static u32 judge_branches(struct judge *j, struct value v, u32 list, bool one)
{
	struct resolve *r = j->r;
	u32 best = FIT_none, fitting = 0, branches = 0;
	bool unsure = false;
	if (!doc_is(r, list, value_kind_array) || doc_node(r, list)->size == 1)
		return FIT_all;
	ir_each_child(r->doc->node, list, branch) {
		u32 verdict = judge_quietly(j, v, branch);
		unsure = unsure || verdict & UNSURE;
		fitting += verdict == FIT_all;
		best = (verdict & FIT) < best ? verdict & FIT : best;
		branches++;
	}
	if (one && fitting > 1)
		return refuse(j, v, list, FIT_shape,
		              "it fits %u of the schemas in 'oneOf', and must fit just one",
		              fitting);
	if (best != FIT_all && j->telling) {
		u32 sole = sole_branch(j, v, list);
		Str value = shown(j, v);
		if (sole)
			judge(j, v, sole);
		else
			refuse(j, v, list, best, "%.*s fits none of the %u schemas in '%s'",
			       STR(value), branches, one ? "oneOf" : "anyOf");
	}
	return best | (unsure && !(fitting && !one) ? UNSURE : 0);
}

static u32 judge_union(struct judge *j, struct value v, const struct schema *s)
{
	u32 target = s->k[S_discriminator] ? tagged(j, v, s->k[S_discriminator]) : 0;
	if (target && target != s->node)
		return judge(j, v, target);
	return worse(judge_branches(j, v, s->k[S_oneOf], true),
	             judge_branches(j, v, s->k[S_anyOf], false));
}

static u32 judge_conditions(struct judge *j, struct value v, const struct schema *s)
{
	u32 verdict = FIT_all;
	if (s->k[S_not]) {
		u32 fits = judge_quietly(j, v, s->k[S_not]);
		verdict = fits == FIT_all ? refuse(j, v, s->k[S_not], FIT_shape,
		                                   "it fits the schema in 'not'")
		                          : fits & UNSURE;
	}
	if (s->k[S_if]) {
		u32 fits = judge_quietly(j, v, s->k[S_if]);
		u32 n = doc_get(j->r, s->node, (fits & FIT) == FIT_all ? KW_then : KW_else);
		u32 one = fits & UNSURE ? UNSURE : n ? shapeless(judge(j, v, n)) : FIT_all;
		verdict = worse(verdict, one);
	}
	return verdict;
}

/* A dynamic reference may lead elsewhere where its schema is used from outside: it refuses nothing. */
static u32 judge_target(struct judge *j, struct value v, const struct schema *s, u32 target)
{
	if (!target)
		return UNSURE;
	if (schema_plain(s, PLAIN_ref))
		j->value = 0;
	if (s->k[S_s_ref])
		return judge(j, v, target);
	u32 verdict = judge_quietly(j, v, target);
	return verdict & FIT ? UNSURE : verdict;
}

static u32 judge_keywords(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	u32 verdict = judge_type(j, v, s, type_of(r, v)), target = schema_target(r, s);
	if (verdict != FIT_all) /* what else does not fit says little then */
		return verdict;
	verdict = judge_enum(j, v, s);
	if (v.kind == value_kind_number)
		verdict = worse(verdict, judge_number(j, v, s));
	if (v.kind == value_kind_string) {
		u32 length = utf8_count(text_of(r, v.text));
		verdict = worse(verdict,
		                judge_count(j, v, length, s->k[S_minLength], s->k[S_maxLength],
		                            FIT_shape, "character", "characters"));
		verdict = worse(verdict, judge_pattern(j, v, s->k[S_pattern]));
	}
	if (v.kind == value_kind_array)
		verdict = worse(verdict, judge_array(j, v, s));
	if (v.kind == value_kind_object)
		verdict = worse(verdict, judge_object(j, v, s));
	if (schema_has_ref(s))
		verdict = worse(verdict, judge_target(j, v, s, target));
	if (doc_is(r, s->k[S_allOf], value_kind_array))
		ir_each_child(r->doc->node, s->k[S_allOf], part)
			verdict = worse(verdict, judge(j, v, part));
	verdict = worse(verdict, judge_union(j, v, s));
	return worse(verdict, judge_conditions(j, v, s));
}

static u32 judge_schema(struct judge *j, struct value v, const struct schema *s)
{
	struct resolve *r = j->r;
	if (doc_is(r, s->node, value_kind_false))
		return refuse(j, v, s->node, FIT_none, "its schema is false, which takes nothing");
	if (!doc_is(r, s->node, value_kind_object) ||
	    (v.kind == value_kind_null && schema_nullable(r, s)))
		return FIT_all;
	return judge_keywords(j, v, s);
}

/* Whether the verdict is kept: of what takes long, or may lead back to itself. */
static bool is_kept(const struct resolve *r, struct value v, const struct schema *s)
{
	u64 parts = SCHEMA_PARTS | SCHEMA_BIT(not ) | SCHEMA_BIT(if);
	return v.node && doc_is(r, s->node, value_kind_object) &&
	       (v.kind >= value_kind_array || s->set & parts || schema_has_ref(s));
}

/* Keeps a verdict. One that fits if something around it does says so; what fits by itself shows it of those that assumed it,
 * which have been kept from `first` on, and those that assumed what does not fit are forgotten. */
static void keep(struct judge *j, struct value v, u32 n, u32 verdict, u32 first)
{
	bool fits = !(verdict & FIT);
	if (fits && j->assumed < j->depth) {
		verdict |= ASSUMING | j->assumed * DEPTH;
		list_push(j->r, &j->assume, v.node);
		list_push(j->r, &j->assume, n);
		first = j->assume.n;
	}
	pairs_put(j->r, &j->memo, v.node, n, 1 + verdict);
	for (u32 i = first; i < j->assume.n; i += 2) {
		u32 *known = pairs_at(j->r, &j->memo, j->assume.at[i], j->assume.at[i + 1]);
		*known = fits ? 1 + ((*known - 1) & (ASSUMING - 1)) : 0;
	}
	j->assume.n = first;
}

/* The same as kept; a schema that leads back to itself with the same value says nothing new. */
static u32 judge(struct judge *j, struct value v, u32 n)
{
	struct resolve *r = j->r;
	struct schema s;
	schema_read(r, n, &s);
	bool kept = is_kept(r, v, &s);
	u32 known = kept ? pairs_get(&j->memo, v.node, n) : 0, value = j->value, top = j->top;
	u32 verdict = known ? known - 1 : FIT_all | UNSURE, assumed = j->assumed,
	    first = j->assume.n;
	if (verdict & ASSUMING && verdict / DEPTH < assumed)
		j->assumed = verdict / DEPTH;
	if (known && (!j->telling || !(verdict & FIT) || verdict & TOLD))
		return verdict & (FIT | UNSURE);
	if (j->depth > 2 * r->max_depth || j->work >= WORK_MAX)
		return verdict & (FIT | UNSURE);
	if (kept)
		pairs_put(r, &j->memo, v.node, n, 1 + (FIT_all | ASSUMING | j->depth * DEPTH));
	j->assumed = UINT32_MAX;
	j->first = !v.node || v.node != value;
	if (j->first || (j->used && !j->used[top])) {
		j->value = v.node;
		j->top = n;
	}
	j->work++;
	j->depth++;
	verdict = judge_schema(j, v, &s);
	j->depth--;
	j->value = value;
	j->top = top;
	if (kept)
		keep(j, v, n, verdict | (j->telling ? TOLD : 0), first);
	j->assumed = j->assumed < j->depth && j->assumed < assumed ? j->assumed : assumed;
	return verdict;
}

static u32 judge_as(struct resolve *r, u32 value, u32 schema, enum diag_id id, const u8 *used)
{
	if (!r->judge)
		r->judge = new (r->arena, struct judge, 1);
	struct judge *j = r->judge;
	j->r = r;
	j->id = id;
	j->used = used;
	j->telling = false;
	j->assumed = UINT32_MAX;
	u32 verdict = judge(j, value_at(r, value), schema);
	j->telling = verdict & FIT && diag_severity(r->diag, id) != SEVERITY_ignore;
	if (j->telling)
		judge(j, value_at(r, value), schema);
	return verdict;
}

bool judge_default(struct resolve *r, u32 value, u32 schema)
{
	return !(FIT & judge_as(r, value, schema, DIAG_default_unusable, NULL));
}

/* What requests and responses hold, by schema. */
static u8 *find_used(struct resolve *r)
{
	u32 nodes = r->doc->count[IR_node], either = type_flag_request | type_flag_response;
	u8 *used = new (r->arena, u8, nodes);
	for (u32 id = 1; id < r->out.count[IR_type]; id++)
		used[r->info[id].node] |= (u8)(type_at(r, same_type(r, id))->flags & either);
	for (u32 n = 1; n < nodes; n++)
		if (lowered_scalar(r, n))
			used[n] |= (u8)(type_at(r, same_type(r, r->type_of[n]))->flags & either);
	used[0] = 0;
	return used;
}

static void judge_all(struct resolve *r, const u8 *used)
{
	for (u32 i = 1; i < r->out.count[IR_example]; i++) {
		u32 value = r->samples.at[2 * i - 2], schema = r->samples.at[2 * i - 1];
		if (!value || !schema)
			continue;
		u32 verdict = judge_as(r, value, schema, DIAG_example, used);
		r->out.example[i].flags |=
			((verdict & FIT) != FIT_none ? example_flag_shaped : 0u) |
			(verdict == FIT_all ? example_flag_valid : 0u);
	}
}

/* A thread's: of what it would change, it has its own. */
struct judging {
	struct resolve view;
	struct arena arena;
	struct diag diag;
	const u8 *used;
	pthread_t thread;
};

static void *judge_beside(void *judging)
{
	struct judging *g = judging;
	judge_all(&g->view, g->used);
	return NULL;
}

static struct judging *begin_judging(struct resolve *r, const u8 *used)
{
	struct judging *g = new (r->arena, struct judging, 1);
	u32 nodes = r->doc->count[IR_node];
	g->used = used;
	g->diag = diag_beside(r->diag, &g->arena);
	g->view = *r;
	g->view.arena = &g->arena;
	g->view.diag = &g->diag;
	g->view.indexed = new (&g->arena, u8, nodes);
	g->view.told = new (&g->arena, u8, nodes);
	memcpy(g->view.told, r->told, nodes);
	g->view.members = g->view.found = (struct pairs){0};
	g->view.judge = NULL;
	return thread_begin(&g->thread, judge_beside, g) ? g : NULL;
}

void judge_examples(struct resolve *r)
{
	const u8 *used = find_used(r);
	if (r->out.count[IR_example] >= THREAD_FROM)
		r->judging = begin_judging(r, used);
	if (!r->judging)
		judge_all(r, used);
}

void judge_wait(struct resolve *r)
{
	struct judging *g = r->judging;
	if (!g)
		return;
	pthread_join(g->thread, NULL);
	diag_take(r->diag, &g->diag);
	arena_count(r->arena, &g->arena);
}
