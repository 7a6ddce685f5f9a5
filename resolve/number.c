/* Numbers as JSON writes them (RFC 8259, section 6), compared and divided without loss: JSON Schema
 * knows no limits of precision (2020-12 core, 4.2.2). */
#include "resolve.h"

/* 0.d₁d₂…dₙ × 10^top, where neither d₁ nor dₙ is 0; zero has no digits. */
struct decimal {
	bool negative;
	Str digits; /* as written: with the point where it stands between them */
	u32 n;
	i64 top;
};

/* Beyond this an exponent changes no comparison of texts of less than 16 MiB. */
#define EXPONENT_MAX 1000000000

static i64 exponent(Str text)
{
	bool negative = str_starts(text, S("-"));
	i64 e = 0;
	for (u32 i = negative || str_starts(text, S("+")); i < text.len; i++)
		e = e < EXPONENT_MAX ? 10 * e + (text.ptr[i] - '0') : e;
	return negative ? -e : e;
}

static struct decimal read_decimal(Str text)
{
	struct decimal d = {.negative = str_starts(text, S("-"))};
	text = str_skip(text, d.negative);
	u32 e = 0, point;
	while (e < text.len && (text.ptr[e] | ' ') != 'e')
		e++;
	d.top = e < text.len ? exponent(str_skip(text, e + 1)) : 0;
	text.len = e;
	point = str_find(text, '.');
	d.top += point;
	while (text.len && (*text.ptr == '0' || *text.ptr == '.')) {
		d.top -= *text.ptr == '0';
		text = str_skip(text, 1);
	}
	while (text.len && (text.ptr[text.len - 1] == '0' || text.ptr[text.len - 1] == '.'))
		text.len--;
	d.digits = text;
	d.n = text.len - (str_find(text, '.') < text.len);
	d.negative = d.negative && d.n;
	d.top = d.n ? d.top : 0;
	return d;
}

/* The next digit; 0 behind the last one. */
static u32 next_digit(Str *digits)
{
	if (digits->len && *digits->ptr == '.')
		*digits = str_skip(*digits, 1);
	if (!digits->len)
		return 0;
	u32 digit = (u32)(*digits->ptr - '0');
	*digits = str_skip(*digits, 1);
	return digit;
}

static int compare_magnitudes(struct decimal a, struct decimal b)
{
	if (!a.n || !b.n)
		return (a.n != 0) - (b.n != 0);
	if (a.top != b.top)
		return a.top < b.top ? -1 : 1;
	for (u32 i = 0; i < (a.n > b.n ? a.n : b.n); i++) {
		u32 x = next_digit(&a.digits), y = next_digit(&b.digits);
		if (x != y)
			return x < y ? -1 : 1;
	}
	return 0;
}

int number_compare(Str x, Str y)
{
	struct decimal a = read_decimal(x), b = read_decimal(y);
	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	return a.negative ? -compare_magnitudes(a, b) : compare_magnitudes(a, b);
}

u64 number_hash(Str text)
{
	struct decimal d = read_decimal(text);
	u64 h = (u64)d.top * 2 + d.negative;
	for (u32 i = 0; i < d.n; i++)
		h = (h ^ next_digit(&d.digits)) * 0x9E3779B97F4A7C15u;
	return h;
}

bool number_is_integer(Str text)
{
	struct decimal d = read_decimal(text);
	return d.n <= d.top || !d.n;
}

Str number_digits(struct resolve *r, Str text)
{
	struct decimal d = read_decimal(text);
	if (!d.n || d.n > d.top || d.top > INTEGER_DIGITS)
		return d.n ? (Str){0} : S("0");
	char *to = new (r->arena, char, (u32)d.top + 1);
	*to = '-';
	for (u32 i = 0; i < d.top; i++)
		to[i + 1] = (char)('0' + next_digit(&d.digits));
	return (Str){to + !d.negative, (u32)d.top + d.negative};
}

/* m × 10^zeros, or 0 where that is more than 2^60. */
static u64 scaled(u64 m, i64 zeros)
{
	for (; m && zeros > 0; zeros--)
		m = m <= ((u64)1 << 60) / 10 ? m * 10 : 0;
	return m;
}

/* Both are made integers by the power of ten that the one of more decimals needs. */
enum multiple number_multiple(Str x, Str y)
{
	struct decimal value = read_decimal(x), step = read_decimal(y);
	i64 value_power = value.top - value.n, step_power = step.top - step.n;
	i64 shift = value_power - step_power;
	u64 m = 0, rest = 0;
	if (!value.n)
		return MULTIPLE_yes;
	if (!step.n || step.n > 18 || shift > 4096)
		return MULTIPLE_unknown;
	for (u32 i = 0; i < step.n; i++)
		m = 10 * m + next_digit(&step.digits);
	m = scaled(m, -shift);
	if (!m)
		return value.n <= 18 && shift < 0 ? MULTIPLE_no : MULTIPLE_unknown;
	for (i64 i = 0; i < value.n + (shift > 0 ? shift : 0); i++)
		rest = (rest * 10 + next_digit(&value.digits)) % m;
	return rest ? MULTIPLE_no : MULTIPLE_yes;
}
