/* Doc comments: text of the document as Markdown that rustdoc neither warns about nor runs, and that shows what was
 * meant. Lists, headings, tables, emphasis, links and code stay; blocks are written in one plain form, so that what
 * this file takes for a block is what rustdoc takes for one. HTML and references to nothing are shown as text. */
#include "emit.h"

enum {
	LIST_DEPTH = 8,
	INITIAL_MAX = 200, /* bytes of a default that docs name */
	URL_MAX_TAIL = 3,
};

struct docs {
	struct emit *e;
	u32 lists; /* open list items */
	struct {
		u32 from; /* the column where its text stands in the source */
		u32 to;   /* and here */
	} list[LIST_DEPTH];
	bool quote;     /* in a block quote */
	char fence;     /* the character that fences the code block at hand; 0: none */
	u32 fence_size; /* at least so many of it end the block */
	bool indented;  /* the code block at hand is one by its indentation */
	u32 code_from;  /* the column where its text stands in the source */
	bool blank;     /* the last line was blank, or there was none */
	bool any;       /* something was written */
	u32 blanks;     /* blank lines not yet written */
};

/* Lines */

static void begin_doc_line(struct docs *d, u32 indent)
{
	for (; d->blanks; d->blanks--)
		rs(d->e, d->quote ? "/// >\n" : "///\n");
	rs(d->e, d->quote ? "/// > " : "/// ");
	for (u32 i = 0; i < indent; i++)
		rs_raw(d->e, S(" "));
	d->any = true;
	d->blank = false;
}

static void end_doc_line(struct docs *d)
{
	rs(d->e, "\n");
}

/* Blank lines are written once something follows them, and one for many outside of code. */
static void blank_line(struct docs *d)
{
	if (d->any && (!d->blank || d->fence))
		d->blanks++;
	d->blank = true;
}

static bool in(char c, const char *set)
{
	return c && strchr(set, c);
}

/* Whether a character changes how text is shown, or is not shown at all. */
static bool is_mark(u32 c)
{
	return c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

/* A line as it can be shown: tabs and separators as spaces, marks left out, controls replaced. */
static Str shown(struct arena *a, Str line)
{
	u32 plain = 0, n;
	char *to;

	while (plain < line.len && line.ptr[plain] >= 0x20 && line.ptr[plain] < 0x7F)
		plain++;
	if (plain == line.len)
		return line;
	n = plain;
	to = new (a, char, (size_t)line.len * 4);
	memcpy(to, line.ptr, plain);
	for (u32 at = plain; at < line.len;) {
		u32 c = utf8_next(line, &at);

		if (c == '\t' || c == 0x2028 || c == 0x2029)
			to[n++] = ' ';
		else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
			n += utf8_put(to + n, 0xFFFD);
		else if (!is_mark(c))
			n += utf8_put(to + n, c);
		while (c == '\t' && n % 4)
			to[n++] = ' ';
	}
	return (Str){to, n};
}

/* Text within a line */

static u32 run(Str s, u32 at, char c)
{
	u32 n = 0;

	while (at + n < s.len && s.ptr[at + n] == c)
		n++;
	return n;
}

static bool is_url(Str s)
{
	return str_starts(s, S("http://")) || str_starts(s, S("https://"));
}

/* The end of the code span that begins at `at` with n backticks, or 0 where none ends in this line. In a table a bar would
 * cut it, so that one with markup beside the bar is none. */
static u32 code_span_end(Str s, u32 at, u32 n)
{
	bool bar = false, markup = false;

	for (u32 i = at + n; i < s.len;) {
		u32 ticks = run(s, i, '`');

		if (ticks == n)
			return bar && markup ? 0 : i + n;
		bar = bar || s.ptr[i] == '|';
		markup = markup || in(s.ptr[i], "<[") || is_url(str_skip(s, i));
		i += ticks ? ticks : 1;
	}
	return 0;
}

static bool ends_url(char c)
{
	return (u8)c <= ' ' || in(c, "<>\"`()[]{}|\\^");
}

static u32 url_length(Str s)
{
	u32 n = 0;

	while (n < s.len && !ends_url(s.ptr[n]))
		n++;
	while (n && in(s.ptr[n - 1], ".,;:!?'*_~"))
		n--;
	return n;
}

/* The length of a link's destination with its parentheses where s begins with one that leads out of the docs:
 * "(https://…)", perhaps with a title; else 0. */
static u32 destination_length(Str s)
{
	u32 n = 1;

	if (s.len < 2 || s.ptr[0] != '(' ||
	    !(is_url(str_skip(s, 1)) || str_starts(s, S("(mailto:"))))
		return 0;
	while (n < s.len && ((u8)s.ptr[n] > ' ' && !in(s.ptr[n], "<>\"`()[]\\")))
		n++;
	return n < s.len && s.ptr[n] == ')' ? n + 1 : 0;
}

/* The end of "[text](destination)" that begins at `at`, with *text set to the text, or 0 where it is none. */
static u32 link_end(Str s, u32 at, Str *text)
{
	u32 i = at + 1, rest;

	while (i < s.len && s.ptr[i] != ']' && s.ptr[i] != '[' && s.ptr[i] != '<' &&
	       s.ptr[i] != '\\' && s.ptr[i] != '`')
		i++;
	if (i == s.len || s.ptr[i] != ']' || i == at + 1)
		return 0;
	*text = (Str){s.ptr + at + 1, i - at - 1};
	rest = destination_length(str_skip(s, i + 1));
	return rest ? i + 1 + rest : 0;
}

/* Writes the markup that begins at `at` and returns its end; what is none is written as the character that it is. */
static u32 put_markup(struct emit *e, Str s, u32 at)
{
	char c = s.ptr[at];
	Str rest = str_skip(s, at), text;
	u32 n = c == '`' ? run(s, at, '`') : 1, end;

	if (c == '\\' && at + 1 < s.len &&
	    in(s.ptr[at + 1], "\\`*_{}[]()<>#+-.!|~\"'&$%,/:;=?@^")) {
		end = at + 2;
		rs_raw(e, (Str){rest.ptr, 2});
	} else if (c == '`' && (end = code_span_end(s, at, n))) {
		rs_raw(e, (Str){rest.ptr, end - at});
	} else if (c == '`') {
		for (end = at; end < at + n; end++)
			rs_raw(e, S("\\`"));
	} else if (c == 'h' && is_url(rest) && (n = url_length(rest)) > 8) {
		end = at + n;
		rs_raw(e, S("<"));
		rs_raw(e, (Str){rest.ptr, n});
		rs_raw(e, S(">"));
	} else if (c == '<' && is_url(str_skip(rest, 1)) &&
	           (n = url_length(str_skip(rest, 1))) + 1 < rest.len && rest.ptr[n + 1] == '>') {
		end = at + n + 2;
		rs_raw(e, (Str){rest.ptr, n + 2});
	} else if (c == '[' && (end = link_end(s, at, &text))) {
		rs_raw(e, S("["));
		rs_raw(e, text);
		rs_raw(e, (Str){text.ptr + text.len, (u32)(s.ptr + end - (text.ptr + text.len))});
	} else {
		end = at + 1;
		if (c != 'h')
			rs_raw(e, S("\\"));
		rs_raw(e, (Str){rest.ptr, 1});
	}
	return end;
}

/* Whether markup may begin at `at`. */
static bool is_markup(Str s, u32 at)
{
	switch (s.ptr[at]) {
	case '\\':
	case '`':
	case '<':
	case '>':
	case '[':
	case ']': return true;
	case 'h': return is_url(str_skip(s, at));
	default: return false;
	}
}

/* A line's text, without the space around it. */
static void put_inline(struct emit *e, Str s)
{
	for (u32 at = 0; at < s.len;) {
		u32 from = at;

		while (at < s.len && !is_markup(s, at))
			at++;
		rs_raw(e, (Str){s.ptr + from, at - from});
		if (at < s.len)
			at = put_markup(e, s, at);
	}
}

/* Blocks */

static void open_fence(struct docs *d, char c, u32 n, u32 from)
{
	u32 column = d->lists ? d->list[d->lists - 1].to : 0;

	begin_doc_line(d, column);
	for (u32 i = 0; i < n; i++)
		rs_raw(d->e, (Str){&c, 1});
	rs(d->e, "text");
	end_doc_line(d);
	d->fence = c;
	d->fence_size = n;
	d->code_from = from;
}

static void close_fence(struct docs *d)
{
	d->blanks = 0;
	begin_doc_line(d, d->lists ? d->list[d->lists - 1].to : 0);
	for (u32 i = 0; i < d->fence_size; i++)
		rs_raw(d->e, (Str){&d->fence, 1});
	end_doc_line(d);
	d->fence = 0;
	d->indented = false;
}

static u32 fence_length(Str s, u32 at)
{
	u32 ticks = run(s, at, '`'), waves = run(s, at, '~');

	if (ticks >= 3 && str_find(str_skip(s, at + ticks), '`') < s.len - at - ticks)
		return 0; /* a code span */
	return ticks >= 3 ? ticks : waves >= 3 ? waves : 0;
}

/* Whether a line of this indentation ends the code block that it follows: that of its own, or its list item's. */
static bool leaves_code(const struct docs *d, u32 indent)
{
	return d->indented ? indent < d->code_from
	                   : d->lists && indent < d->list[d->lists - 1].from;
}

/* A line inside a code block; false where it is not in it any more. */
static bool code_line(struct docs *d, Str s, u32 indent)
{
	u32 cut = indent < d->code_from ? indent : d->code_from;

	if (indent < s.len && leaves_code(d, indent)) {
		close_fence(d);
		return false;
	}
	if (!d->indented && run(s, indent, d->fence) >= d->fence_size &&
	    indent + run(s, indent, d->fence) == s.len) {
		close_fence(d);
		return true;
	}
	if (indent == s.len) {
		blank_line(d);
		return true;
	}
	begin_doc_line(d, d->lists ? d->list[d->lists - 1].to : 0);
	if (run(s, indent, d->fence) >= d->fence_size)
		rs_raw(d->e, S("    ")); /* it would end the block */
	rs_raw(d->e, str_skip(s, cut));
	end_doc_line(d);
	return true;
}

/* The length of a list item's marker at `at`, or 0. */
static u32 marker_length(Str s, u32 at)
{
	u32 n = 0;

	if (at < s.len && in(s.ptr[at], "-*+"))
		n = 1;
	while (!n && at + n < s.len && n < 9 && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9')
		for (n = 1;
		     at + n < s.len && n < 10 && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9';)
			n++;
	if (n && !in(s.ptr[at], "-*+"))
		n = at + n < s.len && in(s.ptr[at + n], ".)") ? n + 1 : 0;
	return n && at + n + 1 < s.len && s.ptr[at + n] == ' ' ? n : 0;
}

/* Only of one of these and spaces: a rule, or the line under a heading. */
static bool is_rule(Str s, u32 at)
{
	char c = at < s.len ? s.ptr[at] : 0;
	u32 n = 0;

	if (!c || !in(c, "-*_="))
		return false;
	for (; at < s.len; at++) {
		if (s.ptr[at] != c && s.ptr[at] != ' ')
			return false;
		n += s.ptr[at] == c;
	}
	return n > 0;
}

static void put_rule(struct docs *d, Str s, u32 at)
{
	bool heading = !d->blank && in(s.ptr[at], "-=");

	if (!heading)
		blank_line(d);
	d->lists = heading ? d->lists : 0;
	begin_doc_line(d, d->lists ? d->list[d->lists - 1].to : 0);
	rs(d->e, heading && s.ptr[at] == '=' ? "===" : "---");
	end_doc_line(d);
	if (!heading)
		blank_line(d);
}

/* Opens the list items that begin at column `at` of the line, one in another, and returns where the text begins. The
 * line has been begun where there is one. */
static u32 put_markers(struct docs *d, Str s, u32 at, bool *begun)
{
	u32 n;

	while (d->lists < LIST_DEPTH && (n = marker_length(s, at))) {
		u32 to = d->lists ? d->list[d->lists - 1].to : 0;

		if (!*begun)
			begin_doc_line(d, to);
		*begun = true;
		rs_raw(d->e, (Str){s.ptr + at, n});
		rs_raw(d->e, S(" "));
		at += n + run(s, at + n, ' ');
		d->list[d->lists].from = at;
		d->list[d->lists++].to = to + n + 1;
	}
	return at;
}

/* Where a line's indentation leaves the list items, the ones that it has left are closed. A first item parts from the
 * paragraph before it, which would otherwise take it up. */
static void leave_lists(struct docs *d, u32 indent, bool item)
{
	u32 lists = d->lists;

	while (d->lists && indent < d->list[d->lists - 1].from)
		d->lists--;
	if (item && d->lists == lists && !d->blank)
		blank_line(d);
}

static void text_line(struct docs *d, Str s, u32 indent)
{
	bool item = marker_length(s, indent) && !is_rule(s, indent), begun = false;
	u32 at = indent, column, size;

	if (item || d->blank)
		leave_lists(d, indent, item);
	column = d->lists ? d->list[d->lists - 1].to : 0;
	if (is_rule(s, indent) && (!d->lists || d->blank)) {
		put_rule(d, s, indent);
		return;
	}
	if (!item && d->blank && indent >= (d->lists ? d->list[d->lists - 1].from : 0) + 4) {
		d->indented = true;
		open_fence(d, '`', 3, (d->lists ? d->list[d->lists - 1].from : 0) + 4);
		code_line(d, s, indent);
		return;
	}
	if (item)
		at = put_markers(d, s, indent, &begun);
	size = fence_length(s, at);
	if (size && begun) {
		/* The block begins in the item's own line: it is written below the marker's. */
		rs(d->e, "&#8203;");
		end_doc_line(d);
	}
	if (size) {
		if (!begun)
			leave_lists(d, indent, false);
		open_fence(d, s.ptr[at], size, begun ? d->list[d->lists - 1].from : indent);
		return;
	}
	if (!begun)
		begin_doc_line(d, column);
	if (at < s.len && in(s.ptr[at], "-+=#~") && begun)
		rs_raw(d->e, s.ptr[at] == '#' ? S("") : S("\\"));
	put_inline(d->e, str_skip(s, at));
	end_doc_line(d);
}

/* A block quote is a document of its own within this one. */
static void turn_quote(struct docs *d, bool quote)
{
	if (quote == d->quote)
		return;
	if (d->fence)
		close_fence(d);
	if (d->any)
		rs(d->e, "///\n");
	d->blanks = 0;
	d->lists = 0;
	d->quote = quote;
	d->blank = true;
}

static void put_line(struct docs *d, Str s)
{
	u32 indent;

	while (s.len && (s.ptr[s.len - 1] == ' '))
		s.len--;
	indent = run(s, 0, ' ');
	if (d->fence && !d->quote && indent < s.len && leaves_code(d, indent))
		close_fence(d);
	if (!d->fence && indent < s.len)
		turn_quote(d, indent < 4 && s.ptr[indent] == '>');
	if (d->quote && indent < s.len && s.ptr[indent] == '>') {
		s = str_skip(s, indent + 1);
		s = str_skip(s, run(s, 0, ' ') > 0);
		indent = run(s, 0, ' ');
	} else if (d->quote && d->fence) {
		turn_quote(d, false);
	}
	if (d->fence && code_line(d, s, indent))
		return;
	if (indent == s.len)
		blank_line(d);
	else
		text_line(d, s, indent);
}

/* A text as paragraphs of their own. */
static void put_text(struct docs *d, Str text)
{
	while (text.len) {
		u32 i = 0;

		while (i < text.len && text.ptr[i] != '\n' && text.ptr[i] != '\r')
			i++;
		put_line(d, shown(d->e->arena, (Str){text.ptr, i}));
		i += i + 1 < text.len && text.ptr[i] == '\r' && text.ptr[i + 1] == '\n';
		text = str_skip(text, i < text.len ? i + 1 : i);
	}
	if (d->fence)
		close_fence(d);
	turn_quote(d, false);
	d->lists = 0;
	blank_line(d);
}

/* Values */

void value_json(struct out *o, const struct ir *ir, u32 value)
{
	const struct ir_value *v = &ir->value[value];
	const char *comma = "";

	switch (v->kind) {
	case value_kind_null: out_str(o, S("null")); break;
	case value_kind_false: out_str(o, S("false")); break;
	case value_kind_true: out_str(o, S("true")); break;
	case value_kind_number: out_str(o, ir_str(ir, v->text)); break;
	case value_kind_string: out_json_str(o, ir_str(ir, v->text)); break;
	default:
		out_char(o, v->kind == value_kind_array ? '[' : '{');
		ir_each_child(ir->value, value, child) {
			out_str(o, str_of(comma));
			comma = ",";
			if (v->kind == value_kind_object) {
				out_json_str(o, ir_str(ir, ir->value[child].key));
				out_char(o, ':');
			}
			value_json(o, ir, child);
		}
		out_char(o, v->kind == value_kind_array ? ']' : '}');
	}
}

/* The code is fenced by more backticks than it holds in a row. */
void rs_code(struct emit *e, Str text)
{
	u32 most = 0;
	text = shown(e->arena, text);
	for (u32 i = 0; i < text.len; i++)
		if (run(text, i, '`') > most)
			most = run(text, i, '`');
	for (u32 i = 0; i <= most; i++)
		rs_raw(e, S("`"));
	rs_raw(e, most ? S(" ") : S(""));
	rs_raw(e, text);
	rs_raw(e, most ? S(" ") : S(""));
	for (u32 i = 0; i <= most; i++)
		rs_raw(e, S("`"));
}

/* "Default: `…`." */
static void put_initial(struct docs *d, u32 value)
{
	struct out json;

	if (d->e->ir->value[value].size > INITIAL_MAX / 4)
		return;
	out_init(&json, d->e->arena);
	value_json(&json, d->e->ir, value);
	if (shown(d->e->arena, out_text(&json)).len > INITIAL_MAX)
		return;
	begin_doc_line(d, 0);
	rs(d->e, "Default: ");
	rs_code(d->e, out_text(&json));
	end_doc_line(d);
	blank_line(d);
}

static void put_note(struct docs *d, bool holds, const char *note)
{
	if (!holds)
		return;
	begin_doc_line(d, 0);
	rs(d->e, "%s", note);
	end_doc_line(d);
	blank_line(d);
}

/* Whether two texts have the same letters and digits, capitals and all else aside. */
static bool says_the_same(Str a, Str b)
{
	u32 i = 0, j = 0;

	for (;;) {
		while (i < a.len && !((u8)a.ptr[i] >= 0x80 || (a.ptr[i] | 32) >= 'a' ||
		                      (u8)(a.ptr[i] - '0') < 10))
			i++;
		while (j < b.len && !((u8)b.ptr[j] >= 0x80 || (b.ptr[j] | 32) >= 'a' ||
		                      (u8)(b.ptr[j] - '0') < 10))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if ((a.ptr[i++] | 32) != (b.ptr[j++] | 32))
			return false;
	}
}

void rs_doc(struct emit *e, const struct doc *doc)
{
	struct docs d = {.e = e, .blank = true};

	if (!says_the_same(doc->title, doc->name) && !str_starts(doc->description, doc->title))
		put_text(&d, doc->title);
	put_text(&d, doc->description);
	if (doc->initial)
		put_initial(&d, doc->initial);
	put_note(&d, doc->deprecated, "Deprecated.");
	put_note(&d, doc->read_only, "Only read: the server sets it.");
	put_note(&d, doc->write_only, "Only written: the server does not send it.");
}

void rs_markdown(struct emit *e, Str text)
{
	for (u32 at = 0; at < text.len;) {
		u32 from = at, c = utf8_next(text, &at);
		if (c < 0x20 || c == 0x7F)
			rs_raw(e, S(" "));
		else if (c < 0x7F && strchr("\\`*_[]<>|&#~", (int)c))
			rs_raw(e, (Str){(char[]){'\\', (char)c}, 2});
		else
			rs_raw(e, (Str){text.ptr + from, at - from});
	}
}
