/* Plain scalars of YAML 1.2's core schema: only these are anything but strings. Numbers are written
 * anew where RFC 8259 writes them otherwise, exactly, whatever their length. */
#include "yaml.h"

/* Hexadecimal and octal numbers with more digits stay strings: to convert one takes time by the
 * square of its length. */
enum { DIGITS_MAX = 1024, LIMB = 1000000000 };

static u32 span(Str s, u32 i, const char *set)
{
	u32 n = 0;
	while (i + n < s.len && s.ptr[i + n] && strchr(set, s.ptr[i + n]))
		n++;
	return n;
}

static u32 digit(char c)
{
	return c <= '9' ? (u32)(c - '0') : (u32)((c | 0x20) - 'a' + 10);
}

/* Digits of the base 1 << bits, in decimal. */
static Str decimal(struct arena *a, Str s, u32 bits)
{
	u32 limbs = 1, *limb = new (a, u32, s.len / 7 + 2);
	char *to = new (a, char, (s.len / 7 + 2) * 9), *end = to + (s.len / 7 + 2) * 9, *p = end;
	for (u32 i = 0; i < s.len; i++) {
		u64 carry = digit(s.ptr[i]);
		for (u32 k = 0; k < limbs; k++) {
			carry += (u64)limb[k] << bits;
			limb[k] = (u32)(carry % LIMB);
			carry /= LIMB;
		}
		if (carry)
			limb[limbs++] = (u32)carry;
	}
	for (u32 k = 0; k < limbs; k++)
		for (u32 n = 0; n < 9; n++, limb[k] /= 10)
			*--p = (char)('0' + limb[k] % 10);
	while (p + 1 < end && *p == '0')
		p++;
	return (Str){p, (u32)(end - p)};
}

/* 0x1F and 0o17. */
static bool based(struct arena *a, Str s, struct yaml_scalar *to)
{
	bool hex = str_starts(s, S("0x"));
	Str rest = s.len > 2 ? str_skip(s, 2) : (Str){0};
	if (!rest.len || (!hex && !str_starts(s, S("0o"))))
		return false;
	if (span(rest, 0, hex ? "0123456789abcdefABCDEF" : "01234567") < rest.len)
		return false;
	*to = (struct yaml_scalar){value_kind_string, true, true, s};
	if (rest.len <= DIGITS_MAX)
		*to = (struct yaml_scalar){value_kind_number, true, false,
		                           decimal(a, rest, hex ? 4 : 3)};
	return true;
}

/* [-+]? ( [0-9]+ ( \. [0-9]* )? | \. [0-9]+ ) ( [eE] [-+]? [0-9]+ )? */
static bool number(struct arena *a, Str s, struct yaml_scalar *to)
{
	static const char digits[] = "0123456789";
	u32 i = span(s, 0, "+-"), sign = i, whole, fraction = 0, zeros, exponent;
	if (sign > 1)
		return false;
	whole = span(s, i, digits);
	zeros = span(s, i, "0");
	i += whole;
	bool point = i < s.len && s.ptr[i] == '.';
	if (point)
		fraction = span(s, i + 1, digits);
	i += point + fraction;
	exponent = i;
	if (i < s.len && (s.ptr[i] == 'e' || s.ptr[i] == 'E')) {
		i++;
		i += i < s.len && (s.ptr[i] == '+' || s.ptr[i] == '-');
		if (i == s.len)
			return false;
		i += span(s, i, digits);
	}
	if (i < s.len || whole + fraction == 0)
		return false;
	*to = (struct yaml_scalar){value_kind_number, !point && exponent == s.len, false, s};
	zeros -= zeros && zeros == whole;
	if (*s.ptr == '+' || zeros || !whole || (point && !fraction))
		to->text = arena_fmt(a, "%s%.*s%s%.*s%.*s", *s.ptr == '-' ? "-" : "",
		                     (int)(whole ? whole - zeros : 1),
		                     whole ? s.ptr + sign + zeros : "0", point ? "." : "",
		                     point ? (int)(fraction ? fraction : 1) : 0,
		                     fraction ? s.ptr + sign + whole + 1 : "0",
		                     (int)(s.len - exponent), s.ptr + exponent);
	return true;
}

/* The words: X(text, kind, whether it is a number without JSON form). Each may also have a capital
 * first, or all. */
#define WORDS(X) \
	X("null", null, false) \
	X("true", true, false) \
	X("false", false, false) \
	X(".inf", string, true) \
	X("+.inf", string, true) \
	X("-.inf", string, true) \
	X(".nan", string, true)

/* Whether s is `word` in small letters, in capitals, or with its first letter a capital. */
static bool is_word(Str s, Str word)
{
	u32 small = 0, capital = 0, first = 0;
	if (s.len != word.len)
		return false;
	for (u32 i = 0; i < s.len; i++) {
		char c = word.ptr[i];
		if ((s.ptr[i] | 0x20) != (c | 0x20) || (c < 'a' && s.ptr[i] != c))
			return false;
		if (c < 'a')
			continue;
		capital += s.ptr[i] < 'a';
		small += s.ptr[i] >= 'a';
		first |= small + capital == 1 && capital;
	}
	return !capital || !small || (capital == 1 && first);
}

struct yaml_scalar yaml_resolve(struct arena *a, Str s)
{
	static const struct {
		Str text;
		enum value_kind kind;
		bool no_json;
	} word[] = {
#define X(text, kind, no_json) {{text, sizeof text - 1}, value_kind_##kind, no_json},
		WORDS(X)
#undef X
	};
	struct yaml_scalar scalar = {value_kind_string, false, false, s};
	if (!s.len || str_eq(s, S("~")))
		scalar.kind = value_kind_null;
	else if (!strchr("nNtTfF.+-0123456789", *s.ptr) || !*s.ptr || based(a, s, &scalar) ||
	         number(a, s, &scalar))
		return scalar;
	for (u32 i = 0; i < sizeof word / sizeof *word; i++)
		if (is_word(s, word[i].text))
			return (struct yaml_scalar){word[i].kind, false, word[i].no_json, s};
	return scalar;
}
