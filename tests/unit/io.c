/* io text: checks of struct out. io copy IN OUT [FROM]: what read_input and write_output do with files. */
#include "check.h"
#include "io.h"

static void text(void)
{
	struct arena a = {0};
	struct out o;

	out_init(&o, &a);
	out_str(&o, (Str){0});
	out_u32(&o, 0);
	out_char(&o, ' ');
	out_u32(&o, UINT32_MAX);
	out_fmt(&o, " %s", "x");
	CHECK_STR(out_text(&o), S("0 4294967295 x"));
	o.len = 0;
	out_json_str(
		&o,
		(Str){"a\"\\\n\t\0\x7f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9/\xc3\xa4\xf0\x9f\x98\x80",
	              22});
	CHECK_STR(out_text(&o), S("\"a\\\"\\\\\\n\\u0009\\u0000\\u007f\\u0085\\u2028\\u2029/"
	                          "\xc3\xa4\xf0\x9f\x98\x80\""));
	o.len = 0;
	for (u32 i = 0; i < 300000; i++)
		out_u32(&o, i % 10);
	CHECK(o.len == 300000 && o.ptr[299999] == '9');
}

/* In several spans, of which some are empty. */
static int copy(Str from, Str to)
{
	struct arena a = {0};
	struct span spans[40] = {{0}};
	const char *why;
	Str s;

	why = read_input(&a, from, &s);
	if (why) {
		fprintf(stderr, "%s\n", why);
		return STATUS_SYSTEM;
	}
	for (u32 i = 0; i < 8; i++)
		CHECK(s.ptr[s.len + i] == 0);
	for (u32 i = 0; i < 38; i++) {
		u32 len = i % 3 == 0 ? 0 : s.len / 38 + (i == 1) * (s.len % 38);

		if (i == 37)
			len = s.len;
		spans[i] = (struct span){s.ptr, len};
		s = str_skip(s, len);
	}
	return (int)write_output(&a, to, spans, 40);
}

int main(int argc, char **argv)
{
	if (argc > 3)
		return copy(str_of(argv[2]), str_of(argv[3]));
	text();
	return 0;
}
