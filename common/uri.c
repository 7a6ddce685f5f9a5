#include "uri.h"

Str uri_file(Str reference)
{
	return (Str){reference.ptr, str_find(reference, '#')};
}

Str uri_fragment(Str reference)
{
	u32 hash = str_find(reference, '#');
	return str_skip(reference, hash < reference.len ? hash + 1 : hash);
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The length of the scheme with its colon, or 0. */
static u32 scheme_length(Str s)
{
	u32 n = 0;
	while (n < s.len && (is_letter(s.ptr[n]) ||
	                     (n && ((s.ptr[n] >= '0' && s.ptr[n] <= '9') || s.ptr[n] == '+' ||
	                            s.ptr[n] == '-' || s.ptr[n] == '.'))))
		n++;
	return n > 1 && n < s.len && s.ptr[n] == ':' ? n + 1 : 0;
}

bool uri_is_absolute(Str reference)
{
	return scheme_length(reference) != 0;
}

/* The length of "//authority" at the beginning of s, or 0. */
static u32 authority_length(Str s)
{
	return str_starts(s, S("//")) ? 2 + str_find(str_skip(s, 2), '/') : 0;
}

/* Removes "." and ".." segments (RFC 3986 section 5.2.4). Of a file's path, those ".." that have
 * nothing before them stay, and empty segments go. */
static Str remove_dots(struct arena *a, Str path, bool file)
{
	char *to = new (a, char, (size_t)path.len + 1);
	u32 n = 0, fixed = 0; /* what is before fixed is not taken back */
	bool rooted = path.len && path.ptr[0] == '/';
	if (rooted) {
		to[n++] = '/';
		fixed = n;
		path = str_skip(path, 1);
	}
	for (bool more = true; more;) {
		Str segment = {path.ptr, str_find(path, '/')};
		more = segment.len < path.len;
		path = str_skip(path, segment.len + more);
		if (str_eq(segment, S(".")) || (file && !segment.len))
			continue;
		if (str_eq(segment, S("..")) && n > fixed) {
			for (n--; n > fixed && to[n - 1] != '/';)
				n--;
			continue;
		}
		if (str_eq(segment, S("..")) && (rooted || !file))
			continue;
		memcpy(to + n, segment.ptr, segment.len);
		n += segment.len;
		if (more)
			to[n++] = '/';
		if (str_eq(segment, S("..")))
			fixed = n;
	}
	return (Str){to, n};
}

Str uri_resolve(struct arena *a, Str base, Str reference)
{
	u32 scheme = scheme_length(base), own = scheme_length(reference);
	Str file = uri_file(reference), path = str_skip(uri_file(base), scheme), whole;
	u32 authority = scheme ? authority_length(path) : 0, slash;
	Str head = {base.ptr, scheme + authority};
	path = str_skip(path, authority);
	path.len = scheme ? str_find(path, '?') : path.len;
	if (own || (scheme && str_starts(file, S("//")))) {
		u32 above = own + authority_length(str_skip(file, own));
		head = own ? (Str){file.ptr, above}
		           : arena_cat(a, (Str){base.ptr, scheme}, (Str){file.ptr, above});
		return arena_cat(a, head, remove_dots(a, str_skip(file, above), false));
	}
	if (!file.len)
		return arena_cat(a, head, path);
	if (file.ptr[0] == '/')
		return arena_cat(a, head, remove_dots(a, file, !scheme));
	for (slash = path.len; slash && path.ptr[slash - 1] != '/';)
		slash--;
	whole = arena_cat(a, (Str){path.ptr, slash}, file);
	if (authority && !slash)
		whole = arena_cat(a, S("/"), whole);
	return arena_cat(a, head, remove_dots(a, whole, !scheme));
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

Str uri_decode(struct arena *a, Str s)
{
	if (str_find(s, '%') == s.len)
		return s;
	char *to = new (a, char, (size_t)s.len + 1);
	u32 n = 0;
	for (u32 i = 0; i < s.len; i++) {
		char c = s.ptr[i];
		if (c == '%' && i + 2 < s.len && hex(s.ptr[i + 1]) >= 0 && hex(s.ptr[i + 2]) >= 0) {
			c = (char)(hex(s.ptr[i + 1]) * 16 + hex(s.ptr[i + 2]));
			i += 2;
		}
		to[n++] = c;
	}
	return (Str){to, n};
}
