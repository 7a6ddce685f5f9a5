/* RFC 3986 section 5.4's examples, and paths of files. */
#include "uri.h"

#include "check.h"

static struct arena arena;

static void resolves(const char *base, const char *reference, const char *want)
{
	Str got = uri_resolve(&arena, str_of(base), str_of(reference));
	CHECK_STR(got, str_of(want));
}

static void of_rfc_3986(void)
{
	static const char *const rows[][2] = {
		{"gg:h", "gg:h"},
		{"g", "http://a/b/c/g"},
		{"./g", "http://a/b/c/g"},
		{"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"},
		{"//g", "http://g"},
		{"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p"},
		{"g#s", "http://a/b/c/g"},
		{"g?y#s", "http://a/b/c/g?y"},
		{";x", "http://a/b/c/;x"},
		{"g;x", "http://a/b/c/g;x"},
		{".", "http://a/b/c/"},
		{"./", "http://a/b/c/"},
		{"..", "http://a/b/"},
		{"../", "http://a/b/"},
		{"../g", "http://a/b/g"},
		{"../..", "http://a/"},
		{"../../", "http://a/"},
		{"../../g", "http://a/g"},
		{"../../../g", "http://a/g"},
		{"/./g", "http://a/g"},
		{"/../g", "http://a/g"},
		{"g.", "http://a/b/c/g."},
		{".g", "http://a/b/c/.g"},
		{"g..", "http://a/b/c/g.."},
		{"..g", "http://a/b/c/..g"},
		{"./../g", "http://a/b/g"},
		{"./g/.", "http://a/b/c/g/"},
		{"g/./h", "http://a/b/c/g/h"},
		{"g/../h", "http://a/b/c/h"},
	};
	for (u32 i = 0; i < sizeof rows / sizeof *rows; i++)
		resolves("http://a/b/c/d;p?q", rows[i][0], rows[i][1]);
}

static void of_files(void)
{
	resolves("spec/api.yaml", "pet.yaml#/a", "spec/pet.yaml");
	resolves("spec/api.yaml", "../pet.yaml", "pet.yaml");
	resolves("spec/api.yaml", "../../pet.yaml", "../pet.yaml");
	resolves("../../api.yaml", "../x/../pet.yaml", "../../../pet.yaml");
	resolves("spec/api.yaml", ".//a///./pet.yaml", "spec/a/pet.yaml");
	resolves("/spec/api.yaml", "../../../etc/passwd", "/etc/passwd");
	resolves("api.yaml", "/pet.yaml", "/pet.yaml");
	resolves("api.yaml", "https://a/b/../c", "https://a/c");
	resolves("http://a", "b", "http://a/b");
	resolves("http://a", "", "http://a");
	resolves("urn:x:y", "#z", "urn:x:y");
	resolves("", "x", "x");
}

static void parts(void)
{
	CHECK_STR(uri_file(S("a.yaml#/b#c")), S("a.yaml"));
	CHECK_STR(uri_fragment(S("a.yaml#/b#c")), S("/b#c"));
	CHECK_STR(uri_fragment(S("a.yaml")), S(""));
	CHECK_STR(uri_decode(&arena, S("a%20b%2Fc%2fd%zz%4")), S("a b/c/d%zz%4"));
	CHECK(uri_is_absolute(S("https://a")));
	CHECK(uri_is_absolute(S("urn:a")));
	CHECK(!uri_is_absolute(S("c:/a")));
	CHECK(!uri_is_absolute(S("a/b:c")));
	CHECK(!uri_is_absolute(S("")));
}

int main(void)
{
	of_rfc_3986();
	of_files();
	parts();
	return 0;
}
