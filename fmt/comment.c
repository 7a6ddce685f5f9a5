/* Comments, and the gaps that they and empty lines stand in. */
#include "layout.h"

/* One comment at the beginning of a text. */
static u32 comment_len(Str s)
{
	if (s.len > 1 && s.ptr[1] == '/')
		return str_find(s, '\n');
	u32 depth = 1, i = 2;
	for (; i + 1 < s.len && depth; i++) {
		if (s.ptr[i] == '*' && s.ptr[i + 1] == '/')
			depth--, i++;
		else if (s.ptr[i] == '/' && s.ptr[i + 1] == '*')
			depth++, i++;
	}
	return i < s.len ? i : s.len;
}

static Str line_of(Str s)
{
	return (Str){s.ptr, str_find(s, '\n')};
}

static u32 prefix_width(Str line)
{
	u32 width = 0;
	for (u32 i = 0; i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '\t'); i++)
		width += line.ptr[i] == '\t' ? TAB : 1;
	return width;
}

/* Tells, line by line, whether one begins inside a string. */
struct strings {
	struct lexer l;
	struct lex_error error;
	struct token t;
};

static bool is_in_string(struct strings *s, u32 at)
{
	while (s->t.kind != TOK_end && !s->error.what && s->t.at + s->t.arg <= at)
		lex_next(&s->l, &s->t, &s->error);
	return s->t.kind == TOK_string && s->t.at < at;
}

static struct strings strings_of(Str text)
{
	struct strings s = {.error = {0}};
	lex_begin(&s.l, text);
	lex_next(&s.l, &s.t, &s.error);
	return s;
}

static u32 least_prefix(Str text)
{
	struct strings strings = strings_of(text);
	u32 least = UINT32_MAX;
	for (u32 i = line_of(text).len + 1; i < text.len;) {
		Str line = line_of(str_skip(text, i));
		if (!str_is_blank(line) && !is_in_string(&strings, i) && prefix_width(line) < least)
			least = prefix_width(line);
		i += line.len + 1;
	}
	return least == UINT32_MAX ? 0 : least;
}

void put_moved(struct layout *w, Str text, u32 indent)
{
	u32 least = least_prefix(text);
	struct strings strings = strings_of(text);
	Str line = line_of(text);
	put_str(w, trim_end(line));
	for (u32 i = line.len + 1; i <= text.len; i += line.len + 1) {
		line = line_of(str_skip(text, i));
		if (is_in_string(&strings, i)) {
			put(w, "\n", 1);
			put_str(w, line);
		} else if (str_is_blank(line)) {
			put(w, "\n", 1);
		} else {
			put_line(w, indent + prefix_width(line) - least);
			while (line.len && is_blank(line.ptr[0]))
				line = str_skip(line, 1), i++;
			put_str(w, trim_end(line));
		}
	}
}

/* Whether every line of a comment begins like one. */
static bool is_starred(Str s)
{
	for (Str rest = s; rest.len;) {
		Str line = line_of(rest);
		u32 i = 0;
		while (i < line.len && is_blank(line.ptr[i]))
			i++;
		Str t = str_skip(line, i);
		if (!str_starts(t, S("*")) && !str_starts(t, S("//")) && !str_starts(t, S("/*")))
			return false;
		rest = str_skip(rest, line.len < rest.len ? line.len + 1 : rest.len);
	}
	return true;
}

static void put_starred(struct layout *w, Str s, u32 indent)
{
	for (bool first = true; s.len; first = false) {
		Str line = line_of(s);
		s = str_skip(s, line.len < s.len ? line.len + 1 : s.len);
		bool spaced = line.len && is_blank(line.ptr[0]);
		while (line.len && is_blank(line.ptr[0]))
			line = str_skip(line, 1);
		if (!first)
			put_line(w, indent);
		if (spaced && str_starts(line, S("*")))
			put(w, " ", 1);
		put_str(w, trim_end(line));
	}
}

static void put_one(struct layout *w, Str s, u32 indent)
{
	if (!is_multi(s))
		put_str(w, trim_end(s));
	else if (is_starred(s))
		put_starred(w, s, indent);
	else
		put_moved(w, s, indent);
}

void put_comment(struct layout *w, Str s, u32 indent)
{
	for (bool first = true; s.len; first = false) {
		u32 lines = 0, i = 0;
		for (; i < s.len && is_blank(s.ptr[i]); i++)
			lines += s.ptr[i] == '\n';
		s = str_skip(s, i);
		if (!s.len)
			break;
		if (!first && lines > 1)
			put(w, "\n", 1);
		if (!first && lines)
			put_line(w, indent);
		else if (!first)
			put(w, " ", 1);
		u32 len = comment_len(s);
		put_one(w, (Str){s.ptr, len}, indent);
		s = str_skip(s, len);
	}
}

u32 comment_bytes(Str text)
{
	struct lexer l;
	struct lex_error e = {0};
	u32 n = 0;
	lex_begin(&l, text);
	for (;;) {
		struct token t;
		lex_next(&l, &t, &e);
		if (t.kind == TOK_end || e.what)
			return n;
		for (u32 i = 0; t.kind == TOK_comment && i < t.arg; i++)
			n += !is_blank(text.ptr[t.at + i]);
	}
}

/* Gaps */

static u32 ends_at_tail(const struct layout *w)
{
	u32 n = 0;
	while (n < w->out.len && w->out.ptr[w->out.len - 1 - n] == '\n')
		n++;
	return n;
}

/* Ends the line, with an empty line where there was one. */
static void put_lines(struct layout *w, u32 lines)
{
	u32 there = ends_at_tail(w), want = lines + there;
	want = want > 2 ? 2 : want < 1 ? 1 : want;
	while (there++ < want)
		put(w, "\n", 1);
}

static void put_indent(struct layout *w, u32 indent)
{
	static const char spaces[] =
		"                                                                ";
	for (; indent > sizeof spaces - 1; indent -= sizeof spaces - 1)
		put(w, spaces, sizeof spaces - 1);
	put(w, spaces, indent);
}

/* The end of comments that belong together: line comments on lines that follow each other. */
static u32 group_end(Str s)
{
	u32 end = comment_len(s);
	if (s.ptr[1] != '/')
		return end;
	for (;;) {
		u32 i = end + 1;
		while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t'))
			i++;
		if (end >= s.len || i + 1 >= s.len || s.ptr[i] != '/' || s.ptr[i + 1] != '/')
			return end;
		end = i + str_find(str_skip(s, i), '\n');
	}
}

/* A group of comments: on the line of what is before it, or on lines of its own. */
static void put_group(struct layout *w, Str group, bool own, u32 indent)
{
	if (own) {
		if (w->out.len && w->out.ptr[w->out.len - 1] == '{')
			put(w, "\n", 1);
		put_indent(w, indent);
		put_comment(w, group, indent);
		return;
	}
	put(w, " ", 1);
	Str line = line_of(group);
	if (str_starts(group, S("//"))) {
		put_str(w, trim_end(line));
		if (line.len < group.len) {
			put_line(w, indent);
			put_comment(w, str_skip(group, line.len + 1), indent);
		}
	} else {
		put_comment(w, group, indent);
	}
}

/* The comments of a gap, each group with what is before it; the last line is not ended unless the gap goes on there. What is
 * no comment, which no gap should have, is put as it is, so that nothing is ever lost. After a brace, one on its line goes on
 * the next line, unless `beside`. */
static void put_comments(struct layout *w, Str gap, u32 indent, bool beside)
{
	bool begins = !w->out.len;
	for (;;) {
		u32 i = 0, lines = 0;
		for (; i < gap.len && is_blank(gap.ptr[i]); i++)
			lines += gap.ptr[i] == '\n';
		gap = str_skip(gap, i);
		bool brace = !beside && w->out.len && w->out.ptr[w->out.len - 1] == '{';
		if (lines && !begins)
			put_lines(w, lines);
		if (!gap.len)
			return;
		if (!str_starts(gap, S("//")) && !str_starts(gap, S("/*"))) {
			put_str(w, gap);
			return;
		}
		u32 end = group_end(gap);
		put_group(w, (Str){gap.ptr, end}, lines || brace || begins || ends_at_tail(w),
		          indent);
		begins = false;
		bool line = str_starts(gap, S("//"));
		gap = str_skip(gap, end);
		if (line && gap.len && gap.ptr[0] == '\n') {
			put(w, "\n", 1);
			gap = str_skip(gap, 1);
		}
	}
}

void put_gap(struct layout *w, u32 i, u32 indent)
{
	const struct token *t = &w->p.token[i];
	Str gap = {w->p.text + w->last, t->at - w->last};
	w->last = t->at;
	bool known = gap.ptr == w->p.text + (i ? token_end(t - 1) : w->units->from);
	if (!(t->flags & TOK_COMMENT) && (known || str_is_blank(gap))) {
		u32 lines = known ? (t->flags & TOK_BLANK  ? 2
		                     : t->flags & TOK_LINE ? 1
		                                           : 0)
		                  : line_ends(gap);
		if (!w->out.len)
			return;
		put_lines(w, lines);
		put_indent(w, indent);
		return;
	}
	put_comments(w, gap, indent, false);
	if (!ends_at_tail(w))
		put(w, "\n", 1);
	put_indent(w, indent);
}

/* Whether the comments before an else's brace stand further left than what is before them. */
static bool is_left(Str gap)
{
	u32 slash = str_find(gap, '/');
	return last_width((Str){gap.ptr, slash}) > last_width(gap);
}

void put_block_end(struct layout *w, u32 close, u32 indent, bool unindent, bool beside)
{
	const struct token *t = &w->p.token[close];
	Str gap = {w->p.text + w->last, t->at - w->last};
	if (t->flags & TOK_COMMENT) {
		bool left = unindent && !is_left(gap);
		put_comments(w, gap, left ? indent : indent + TAB, beside);
		while (ends_at_tail(w))
			w->out.len--;
	}
	put_line(w, indent);
	put(w, "}", 1);
	w->last = token_end(t);
}
