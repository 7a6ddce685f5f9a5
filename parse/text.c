/* From the bytes of a file to text: encodings, lines, the kind of text that it is. */
#include "doc.h"

/* Takes the UTF-16 code unit at p. */
static u32 unit(const u8 *p, bool big)
{
	return big ? (u32)p[0] << 8 | p[1] : (u32)p[1] << 8 | p[0];
}

/* Reports what is wrong at scalar `at`, of which everything before it stands in d->text. */
static bool encoding_error(struct doc *d, u32 at, const char *hint, Str text)
{
	text_lines(d);
	return doc_error(d, DIAG_encoding, at, str_of(hint), text);
}

static bool from_utf16(struct doc *d, Str bytes, bool big)
{
	const u8 *p = (const u8 *)bytes.ptr, *end = p + bytes.len;
	char *to = new (d->arena, char, bytes.len / 2 * (u64)3 + 8);
	u32 at = 0;
	u64 n = 0;
	for (; end - p >= 2; p += 2, at++) {
		u32 c = unit(p, big), low = end - p >= 4 ? unit(p + 2, big) : 0;
		bool pair = c >> 10 == 0xD800 >> 10 && low >> 10 == 0xDC00 >> 10;
		if (c >> 11 == 0xD800 >> 11 && !pair)
			break;
		if (pair) {
			c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
			p += 2;
		}
		if (n > UINT32_MAX - 16)
			return doc_error(d, DIAG_too_large, 0, (Str){0},
			                 S("the text has 4 GiB or more as UTF-8"));
		n += utf8_put(to + n, c);
	}
	d->text = (Str){to, (u32)n};
	if (end - p == 1)
		return encoding_error(d, at, "",
		                      S("the text is UTF-16 and ends in half a code unit"));
	if (p < end)
		return encoding_error(d, at, "",
		                      arena_fmt(d->arena, "a lone surrogate, U+%04X, in UTF-16",
		                                unit(p, big)));
	return true;
}

bool text_decode(struct doc *d, Str bytes)
{
	static const char save_as_utf8[] = "save the file as UTF-8";
	d->seek = NULL;
	d->seek_at = 0;
	d->text = (Str){bytes.ptr, 0};
	if (str_starts(bytes, S("\x1F\x8B")) || str_starts(bytes, S("PK\3\4")))
		return encoding_error(d, 0, "expand it first",
		                      S("this is no text but a compressed archive"));
	if (str_starts(bytes, S("\xFF\xFE\0\0")) || str_starts(bytes, S("\0\0\xFE\xFF")))
		return encoding_error(d, 0, save_as_utf8,
		                      S("the text is UTF-32, which is not read"));
	if (str_starts(bytes, S("\xFF\xFE")) || str_starts(bytes, S("\xFE\xFF")))
		return from_utf16(d, str_skip(bytes, 2), *bytes.ptr == '\xFE');
	if (bytes.len >= 2 && (!bytes.ptr[0] || !bytes.ptr[1]))
		return encoding_error(
			d, 0, save_as_utf8,
			S("the text has NUL bytes, as UTF-16 without a byte order mark has"));
	d->text = str_starts(bytes, S("\xEF\xBB\xBF")) ? str_skip(bytes, 3) : bytes;
	return true;
}

void text_lines(struct doc *d)
{
	const char *p = d->text.ptr, *end = p + d->text.len;
	u32 at = 0;
	if (d->ir.count[IR_line] > d->ir.source[d->source].lines.first)
		return;
	doc_line(d, 0);
	for (; p < end; p++) {
		at += (*p & 0xC0) != 0x80;
		if (*p == '\n' || (*p == '\r' && p[1] != '\n'))
			doc_line(d, at);
	}
}

bool text_invalid(struct doc *d, u32 at, const char *p)
{
	return encoding_error(d, at, "save the file as UTF-8",
	                      arena_fmt(d->arena, "the byte 0x%02X does not belong to valid UTF-8",
	                                (u8)*p));
}

bool text_valid(struct doc *d)
{
	u32 n = utf8_valid(d->text);
	return n == d->text.len ||
	       text_invalid(d, utf8_count((Str){d->text.ptr, n}), d->text.ptr + n);
}

Str text_found(struct doc *d, const char *p)
{
	const char *end = d->text.ptr + d->text.len;
	Str rest = {p, (u32)(end - p)};
	u32 at = 0;
	if (p >= end)
		return S("the end of the text");
	if (*p == '\n' || *p == '\r')
		return S("the end of the line");
	if (*p == '\t')
		return S("a tab");
	rest.len = rest.len < 4 ? rest.len : 4;
	if (!utf8_valid(rest))
		return arena_fmt(d->arena, "the byte 0x%02X", (u8)*p);
	rest.len = utf8_valid(rest);
	u32 c = utf8_next(rest, &at);
	if (c < 0x20 || c == 0x7F)
		return arena_fmt(d->arena, "the control character U+%04X", c);
	if (c < 0x7F)
		return arena_fmt(d->arena, "'%c'", (char)c);
	return arena_fmt(d->arena, "'%.*s' (U+%04X)", (int)at, p, c);
}

static const char space[] = " \t\r\n";

/* Whether the text begins with one of those characters. */
static bool begins(Str text, const char *set)
{
	return text.len && *text.ptr && strchr(set, *text.ptr);
}

static Str skip(Str text, const char *set)
{
	while (begins(text, set))
		text = str_skip(text, 1);
	return text;
}

bool text_is_blank(Str text)
{
	text.len = text.len < BLANK_MAX ? text.len : BLANK_MAX;
	return str_is_blank(text);
}

/* For a message about the whole text. */
static void first_line(struct doc *d)
{
	if (d->ir.count[IR_line] == d->ir.source[d->source].lines.first)
		doc_line(d, 0);
}

bool text_too_large(struct doc *d, const char *format, u32 most)
{
	first_line(d);
	return doc_error(d, DIAG_too_large, 0, (Str){0},
	                 arena_fmt(d->arena, "a text in %s may have %u MiB at most", format,
	                           most >> 20));
}

bool text_empty(struct doc *d)
{
	first_line(d);
	return doc_error(d, DIAG_empty_input, 0,
	                 d->text.len < BLANK_MAX ? (Str){0} : S("its first 32 MiB are blank"),
	                 S("the text holds no document"));
}

/* JSON begins with '{' or '['; so does a flow collection of YAML, but its first key or item may be
 * one that JSON cannot begin with. A comment as JavaScript has it is taken for JSON, since YAML has
 * none of the kind. */
enum format text_format(Str text)
{
	Str rest = skip(text, " \t\r\n[");
	bool array = begins(skip(text, space), "["), object = begins(rest, "{"), json;
	if (!array && !object)
		return str_starts(rest, S("//")) || str_starts(rest, S("/*")) ? FORMAT_json
		                                                              : FORMAT_yaml;
	if (object)
		rest = skip(str_skip(rest, 1), space);
	json = !rest.len || begins(rest, "\"{}[],:/");
	if (!object)
		json |= begins(rest, "-0123456789") || str_starts(rest, S("true")) ||
		        str_starts(rest, S("false")) || str_starts(rest, S("null"));
	return json ? FORMAT_json : FORMAT_yaml;
}
