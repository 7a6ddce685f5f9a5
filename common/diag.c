#define _DEFAULT_SOURCE
#include "diag.h"

#include "io.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	DIAG_SHOWN = 50,   /* findings printed for people; the rest is counted */
	QUOTE_WIDTH = 120, /* scalars of a source line that are shown */
	QUOTE_BEFORE = 80, /* of these, before the caret */
};

static const struct {
	const char *name;
	enum severity severity;
	const char *meaning;
} rows[DIAG_COUNT] = {
#define D(id, name, severity, meaning) {name, SEVERITY_##severity, meaning},
#include "diag.def"
#undef D
};

const Str diag_format_names[DIAG_FORMATS] = {
	{"human", 5}, {"json", 4}, {"github", 6}, {"sarif", 5}, {"all", 3}};

static const char *const levels[] = {"ignore", "warn", "error"};
static const char *const words[] = {"ignored", "warning", "error"};
static const char *const colours[] = {"", "\033[1;35m", "\033[1;31m"};

void diag_init(struct diag *d, struct arena *a, const char *tool)
{
	*d = (struct diag){.arena = a, .tool = tool};
	for (u32 i = 0; i < DIAG_COUNT; i++)
		d->severity[i] = rows[i].severity;
}

bool diag_set(struct diag *d, Str setting)
{
	u32 equals = str_find(setting, '=');
	Str name = {setting.ptr, equals};

	if (equals == setting.len)
		return false;
	for (u32 id = 0; id < DIAG_COUNT; id++)
		for (u32 level = 0; level < 3; level++)
			if (str_eq(name, str_of(rows[id].name)) &&
			    str_eq(str_skip(setting, equals + 1), str_of(levels[level]))) {
				d->severity[id] = (enum severity)level;
				d->set[id] = true;
				return true;
			}
	return false;
}

enum severity diag_severity(const struct diag *d, enum diag_id id)
{
	bool raised = d->strict && !d->set[id] && d->severity[id] == SEVERITY_warn;

	return raised ? SEVERITY_error : d->severity[id];
}

static void keep(struct diag *d, struct finding f)
{
	d->finding = arena_grow(d->arena, d->finding, &d->cap, (u64)d->count + 1, sizeof f);
	f.order = d->count;
	d->finding[d->count++] = f;
	if (f.severity == SEVERITY_error)
		d->errors++;
	else
		d->warnings++;
}

bool diag_add(struct diag *d, enum diag_id id, struct where where, Str hint, const char *format,
              ...)
{
	struct finding f = {.id = id,
	                    .severity = diag_severity(d, id),
	                    .where = where,
	                    .hint = hint};
	va_list args;

	if (d->severity[id] == SEVERITY_ignore)
		return false;
	va_start(args, format);
	f.text = arena_vfmt(d->arena, format, args);
	va_end(args);
	keep(d, f);
	return f.severity == SEVERITY_error;
}

struct diag diag_beside(const struct diag *d, struct arena *a)
{
	struct diag beside = *d;

	beside.arena = a;
	beside.finding = NULL;
	beside.count = beside.cap = 0;
	return beside;
}

void diag_take(struct diag *d, const struct diag *from)
{
	for (u32 i = 0; i < from->count; i++)
		keep(d, from->finding[i]);
}

/* Order */

static int by_place(const struct finding *a, const struct finding *b)
{
	int order = str_cmp(a->where.file, b->where.file);

	if (order == 0)
		order = (a->where.line > b->where.line) - (a->where.line < b->where.line);
	if (order == 0)
		order = (a->where.col > b->where.col) - (a->where.col < b->where.col);
	return order;
}

static int by_content(const struct finding *a, const struct finding *b)
{
	int order = by_place(a, b);

	if (order == 0)
		order = (a->id > b->id) - (a->id < b->id);
	if (order == 0)
		order = str_cmp(a->text, b->text);
	if (order == 0)
		order = str_cmp(a->where.pointer, b->where.pointer);
	if (order == 0)
		order = str_cmp(a->hint, b->hint);
	return order;
}

static int by_age(const struct finding *a, const struct finding *b)
{
	return (a->order > b->order) - (a->order < b->order);
}

static int compare_content(const void *a, const void *b)
{
	int order = by_content(a, b);

	return order ? order : by_age(a, b);
}

static int compare_place(const void *a, const void *b)
{
	int order = by_place(a, b);

	return order ? order : by_age(a, b);
}

/* Leaves one of each set of equal findings, in the order of the source. */
static void sort(struct diag *d)
{
	struct finding *f = d->finding;
	u32 kept = 0;

	if (d->count == 0)
		return;
	qsort(f, d->count, sizeof *f, compare_content);
	for (u32 i = 1; i < d->count; i++)
		if (by_content(&f[i], &f[kept]) != 0)
			f[++kept] = f[i];
	d->count = kept + 1;
	qsort(f, d->count, sizeof *f, compare_place);
}

/* Printing for people */

static bool is_bidi(u32 c)
{
	return c == 0x61c || (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069);
}

/* What would change more of the terminal than its own cell. */
static bool is_hostile(u32 c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || is_bidi(c);
}

/* How many cells a scalar takes: what wcwidth() says in a UTF-8 locale, roughly. */
static u32 cells(u32 c)
{
	static const struct {
		u32 first, last, cells;
	} ranges[] = {
		{0x300, 0x36f, 0},   {0x1100, 0x115f, 2},   {0x200b, 0x200d, 0},
		{0x2e80, 0xa4cf, 2}, {0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},
		{0xfe00, 0xfe0f, 0}, {0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},
		{0xffe0, 0xffe6, 2}, {0x1f300, 0x1faff, 2}, {0x20000, 0x3fffd, 2},
	};

	for (u32 i = 0; c >= 0x300 && i < sizeof ranges / sizeof *ranges; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return ranges[i].cells;
	return 1;
}

/* Writes one scalar so that a terminal shows it; returns how many cells it takes. */
static u32 put_scalar(struct out *o, u32 c)
{
	char bytes[4];
	u32 before = o->len;

	if (is_hostile(c)) {
		out_fmt(o, "\\u{%x}", (unsigned)c);
		return o->len - before;
	}
	out_bytes(o, bytes, utf8_put(bytes, c));
	return cells(c);
}

static void put_text(struct out *o, Str s)
{
	s.len = utf8_valid(s);
	for (u32 at = 0; at < s.len;)
		put_scalar(o, utf8_next(s, &at));
}

/* The source line, or the part of it around the caret, and under it the caret. */
static void put_quote(struct out *o, const struct where *w, const char *colour, const char *plain)
{
	u32 first = w->caret > QUOTE_BEFORE ? w->caret - QUOTE_BEFORE : 0;
	u32 at = 0, scalar = 0, margin = w->line ? (u32)snprintf(NULL, 0, "%u", w->line) : 1;
	Str line = {w->quote.ptr, utf8_valid(w->quote)};
	struct out under;

	out_init(&under, o->arena);
	for (; at < line.len && scalar < first; scalar++)
		utf8_next(line, &at);
	out_fmt(&under, "  %*s | ", (int)(margin < 3 ? 3 : margin), "");
	if (w->line)
		out_fmt(o, "  %3u | ", w->line);
	else
		out_str(o, out_text(&under));
	if (first) {
		out_str(o, S("…"));
		out_char(&under, ' ');
	}
	for (; at < line.len && scalar < first + QUOTE_WIDTH; scalar++) {
		u32 c = utf8_next(line, &at), width = 1;

		if (c == '\t')
			out_char(o, '\t');
		else
			width = put_scalar(o, c);
		for (; scalar < w->caret && width; width--)
			out_char(&under, c == '\t' ? '\t' : ' ');
	}
	if (at < line.len)
		out_str(o, S("…"));
	out_char(o, '\n');
	out_str(o, out_text(&under));
	out_fmt(o, "%s^%s\n", colour, plain);
}

static void put_place(struct out *o, const struct diag *d, const struct where *w)
{
	if (w->file.len == 0)
		out_fmt(o, "%s", d->tool);
	put_text(o, w->file);
	if (w->line)
		out_fmt(o, ":%u", w->line);
	if (w->line && w->col)
		out_fmt(o, ":%u", w->col);
}

static void put_finding(struct out *o, const struct diag *d, const struct finding *f, bool coloured)
{
	const char *bold = coloured ? "\033[1m" : "", *plain = coloured ? "\033[0m" : "";
	const char *colour = coloured ? colours[f->severity] : "";

	out_fmt(o, "%s", bold);
	put_place(o, d, &f->where);
	out_fmt(o, ":%s %s%s:%s ", plain, colour, words[f->severity], plain);
	put_text(o, f->text);
	out_fmt(o, " [%s]\n", rows[f->id].name);
	if (f->where.quote.len)
		put_quote(o, &f->where, colour, plain);
	if (f->where.pointer.len) {
		out_str(o, S("  note: at "));
		put_text(o, f->where.pointer);
		out_char(o, '\n');
	}
	if (f->hint.len) {
		out_str(o, S("  note: "));
		put_text(o, f->hint);
		out_char(o, '\n');
	}
}

static void put_more(struct out *o, const char *word, u32 n, const char *before)
{
	if (n)
		out_fmt(o, "%s%u more %s%s", before, n, word, n == 1 ? "" : "s");
}

/* How many there are beyond those shown. */
static void put_rest(struct out *o, const struct diag *d, u32 shown)
{
	u32 errors = 0, warnings = 0;

	for (u32 i = shown; i < d->count; i++)
		if (d->finding[i].severity == SEVERITY_error)
			errors++;
		else
			warnings++;
	if (errors + warnings == 0)
		return;
	out_fmt(o, "%s: ", d->tool);
	put_more(o, "error", errors, "");
	put_more(o, "warning", warnings, errors ? " and " : "");
	out_char(o, '\n');
}

static bool wants_colour(void)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
	const char *force = getenv("CLICOLOR_FORCE");

	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* Printing for programs */

static void put_member(struct out *o, const char *before, const char *key, Str value)
{
	out_fmt(o, "%s\"%s\":", before, key);
	value.len = utf8_valid(value);
	if (value.len)
		out_json_str(o, value);
	else
		out_str(o, S("null"));
}

static void put_number(struct out *o, const char *key, u32 n)
{
	out_fmt(o, ",\"%s\":", key);
	if (n)
		out_u32(o, n);
	else
		out_str(o, S("null"));
}

static void put_json(struct out *o, const struct finding *f)
{
	const struct where *w = &f->where;

	put_member(o, "{", "file", w->file);
	put_number(o, "line", w->line);
	put_number(o, "column", w->col);
	put_member(o, ",", "severity", str_of(words[f->severity]));
	put_member(o, ",", "id", str_of(rows[f->id].name));
	put_member(o, ",", "message", f->text);
	put_member(o, ",", "pointer", w->pointer);
	put_member(o, ",", "hint", f->hint);
	out_str(o, S("}\n"));
}

/* Text in a workflow command: what would end it is escaped, in a property also what would end that.
 */
static void put_escaped(struct out *o, Str s, bool property)
{
	s.len = utf8_valid(s);
	for (u32 at = 0; at < s.len;) {
		u32 c = utf8_next(s, &at);

		if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
			out_fmt(o, "%%%02X", (unsigned)c);
		else
			put_scalar(o, c);
	}
}

/* GitHub, "Workflow commands for GitHub Actions": ::error file=…,line=…,col=…,title=…::message */
static void put_github(struct out *o, const struct finding *f)
{
	const struct where *w = &f->where;

	out_fmt(o, "::%s ", words[f->severity]);
	if (w->file.len) {
		out_str(o, S("file="));
		put_escaped(o, w->file, true);
		out_char(o, ',');
	}
	if (w->line)
		out_fmt(o, "line=%u,col=%u,", w->line, w->col ? w->col : 1);
	out_fmt(o, "title=%s::", rows[f->id].name);
	put_escaped(o, f->text, false);
	if (w->pointer.len) {
		out_str(o, S("%0Aat "));
		put_escaped(o, w->pointer, false);
	}
	if (f->hint.len) {
		out_str(o, S("%0A"));
		put_escaped(o, f->hint, false);
	}
	out_char(o, '\n');
}

/* A path as a URI reference (RFC 3986); an absolute one with the scheme file. */
static void put_uri(struct out *o, Str path)
{
	static const char plain[] = "-._~/!$&'()*+,;=@";

	out_str(o, str_starts(path, S("/")) ? S("\"file://") : S("\""));
	for (u32 i = 0; i < path.len; i++) {
		char c = path.ptr[i];
		bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		            (c >= '0' && c <= '9') || (c && strchr(plain, c));

		if (kept)
			out_char(o, c);
		else
			out_fmt(o, "%%%02X", (u8)c);
	}
	out_char(o, '"');
}

static void put_sarif_place(struct out *o, const struct where *w)
{
	out_str(o, S(",\"locations\":[{"));
	if (w->file.len) {
		out_str(o, S("\"physicalLocation\":{\"artifactLocation\":{\"uri\":"));
		put_uri(o, w->file);
		out_char(o, '}');
		if (w->line)
			out_fmt(o, ",\"region\":{\"startLine\":%u,\"startColumn\":%u}", w->line,
			        w->col ? w->col : 1);
		out_char(o, '}');
	}
	if (w->pointer.len) {
		put_member(o, w->file.len ? ",\"logicalLocations\":[{" : "\"logicalLocations\":[{",
		           "fullyQualifiedName", w->pointer);
		out_str(o, S("}]"));
	}
	out_str(o, S("}]"));
}

static void put_sarif_result(struct out *o, const struct diag *d, const struct finding *f)
{
	Str text = f->text;

	if (f->hint.len)
		text = arena_fmt(d->arena, "%.*s\n%.*s", STR(text), STR(f->hint));
	out_fmt(o, "{\"ruleId\":\"%s\",\"ruleIndex\":%u,\"level\":\"%s\",\"message\":",
	        rows[f->id].name, f->id, words[f->severity]);
	put_member(o, "{", "text", text);
	out_char(o, '}');
	if (f->where.file.len || f->where.pointer.len)
		put_sarif_place(o, &f->where);
	out_char(o, '}');
}

static void put_sarif(struct out *o, const struct diag *d)
{
	out_str(o, S("{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
	             "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"));
	out_fmt(o, "\"name\":\"%s\",\"version\":\"%s\",\"rules\":[", d->tool, OAPI_VERSION);
	for (u32 id = 0; id < DIAG_COUNT; id++) {
		out_fmt(o, "%s\n{\"id\":\"%s\",\"shortDescription\":", id ? "," : "",
		        rows[id].name);
		put_member(o, "{", "text", str_of(rows[id].meaning));
		out_str(o, S("}}"));
	}
	out_str(o, S("]}},\n\"columnKind\":\"unicodeCodePoints\",\"results\":["));
	for (u32 i = 0; i < d->count; i++) {
		out_str(o, i ? S(",\n") : S("\n"));
		put_sarif_result(o, d, &d->finding[i]);
	}
	out_str(o, S("]}]}\n"));
}

static void put_people(struct out *o, const struct diag *d)
{
	bool coloured = wants_colour();
	u32 shown = d->format == DIAG_all || d->count < DIAG_SHOWN ? d->count : DIAG_SHOWN;

	for (u32 i = 0; i < shown; i++)
		put_finding(o, d, &d->finding[i], coloured);
	put_rest(o, d, shown);
}

enum status diag_flush(struct diag *d)
{
	struct out o;

	out_init(&o, d->arena);
	sort(d);
	switch (d->count ? d->format : DIAG_FORMATS) {
	case DIAG_human:
	case DIAG_all: put_people(&o, d); break;
	case DIAG_json:
		for (u32 i = 0; i < d->count; i++)
			put_json(&o, &d->finding[i]);
		break;
	case DIAG_github:
		for (u32 i = 0; i < d->count; i++)
			put_github(&o, &d->finding[i]);
		break;
	case DIAG_sarif: put_sarif(&o, d); break;
	case DIAG_FORMATS: break;
	}
	if (o.len)
		fwrite(o.ptr, 1, o.len, stderr);
	d->count = 0;
	return d->errors ? STATUS_SPEC : STATUS_OK;
}

Str diag_nearest(struct arena *a, Str name, const Str *names, u32 n)
{
	u32 best = name.len / 3 + 1, found = n;

	if (best > EDIT_LIMIT)
		best = EDIT_LIMIT;
	for (u32 i = 0; i < n && best; i++) {
		u32 distance = edit_distance(name, names[i], best);

		if (distance < best || (distance == best && found == n)) {
			best = distance;
			found = i;
		}
	}
	if (found == n)
		return (Str){0};
	return arena_fmt(a, "did you mean '%.*s'?", STR(names[found]));
}
