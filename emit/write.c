#include "emit.h"

#include <stdarg.h>

static void begin_line(struct emit *e)
{
	static const char spaces[] = "                                ";
	u32 n = 4 * e->indent;

	if (!e->mid_line)
		out_bytes(e->out, spaces, n < sizeof spaces ? n : sizeof spaces - 1);
	e->mid_line = true;
}

/* Text that holds no line end. */
static void put_text(struct emit *e, const char *text, size_t len)
{
	if (len == 0)
		return;
	begin_line(e);
	out_bytes(e->out, text, len);
}

void rs_raw(struct emit *e, Str text)
{
	while (text.len) {
		u32 end = str_find(text, '\n');

		put_text(e, text.ptr, end);
		if (end == text.len)
			return;
		out_char(e->out, '\n');
		e->mid_line = false;
		text = str_skip(text, end + 1);
	}
}

static void put_identifier(struct emit *e, Str name)
{
	begin_line(e);
	if (name_is_raw(name))
		out_str(e->out, S("r#"));
	out_str(e->out, name);
}

/* Whether a scalar stands in a literal as it is: printable, and no mark that changes how text is shown. */
static bool is_plain(u32 c)
{
	if (c < 0x20 || c == '"' || c == '\\' || (c >= 0x7F && c < 0xA0))
		return false;
	return !(c == 0xAD || c == 0x61C || c == 0x34F || (c >= 0x115F && c <= 0x1160) ||
	         (c >= 0x17B4 && c <= 0x17B5) || (c >= 0x180B && c <= 0x180F) ||
	         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	         (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) ||
	         c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) || c >= 0xE0000);
}

void rs_literal(struct emit *e, Str text)
{
	u32 ascii = 0;

	begin_line(e);
	out_char(e->out, '"');
	while (ascii < text.len && text.ptr[ascii] >= 0x20 && text.ptr[ascii] < 0x7F &&
	       text.ptr[ascii] != '"' && text.ptr[ascii] != '\\')
		ascii++;
	out_bytes(e->out, text.ptr, ascii);
	for (u32 at = ascii; at < text.len;) {
		u32 plain = at, from = at, c = 0;

		while (at < text.len && is_plain(c = utf8_next(text, &at)))
			plain = at;
		out_bytes(e->out, text.ptr + from, plain - from);
		if (plain == at)
			continue;
		if (c == '"' || c == '\\') {
			out_char(e->out, '\\');
			out_char(e->out, (char)c);
		} else {
			out_fmt(e->out, "\\u{%x}", c);
		}
	}
	out_char(e->out, '"');
}

static void put_number(struct emit *e, u32 n)
{
	begin_line(e);
	out_u32(e->out, n);
}

void rs(struct emit *e, const char *template, ...)
{
	va_list args;

	va_start(args, template);
	while (*template) {
		const char *from = template;

		while (*template && *template != '%' && *template != '\n')
			template ++;
		put_text(e, from, (size_t)(template - from));
		if (*template == '\n') {
			out_char(e->out, '\n');
			e->mid_line = false;
			template ++;
		}
		if (*template != '%')
			continue;
		switch (template[1]) {
		case 's': rs_raw(e, str_of(va_arg(args, const char *))); break;
		case 'n': put_identifier(e, va_arg(args, Str)); break;
		case 'q': rs_literal(e, va_arg(args, Str)); break;
		case 't': rs_type(e, va_arg(args, u32)); break;
		case 'c': rs_conversion(e, va_arg(args, u32)); break;
		case 'u': put_number(e, va_arg(args, u32)); break;
		case 'v': rs_raw(e, str_of(e->visibility)); break;
		default: put_text(e, "%", 1);
		}
		template += 2;
	}
	va_end(args);
}
