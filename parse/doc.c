#include "doc.h"

enum {
	/* Scalars of a long line that a message may want to show. */
	QUOTE_BEFORE = 160,
	QUOTE_AFTER = 160,
	/* Of usual documents, a little low: room that is not used costs nothing. */
	BYTES_PER_NODE = 32,
	BYTES_PER_LINE = 24,
	/* Messages that get a pointer and a line: more are hardly read, and each costs a search. */
	DETAILED = 100,
};

void doc_init(struct doc *d, struct arena *a, struct diag *diag, struct stats *stats, u32 max_depth)
{
	*d = (struct doc){.arena = a, .diag = diag, .stats = stats, .max_depth = max_depth};
	ir_init(&d->ir, a, IR_DOC);
	intern_init(&d->in, a);
	d->open = new (a, u32, max_depth + 1);
}

static void reserve(struct doc *d, enum ir_table_id table, u64 n)
{
	struct ir *ir = &d->ir;
	ir->table[table] = arena_grow(d->arena, ir->table[table], &ir->cap[table],
	                              ir->count[table] + n, ir_tables[table].words * sizeof(u32));
}

void doc_room(struct doc *d, enum ir_table_id table)
{
	reserve(d, table, 1);
}

bool doc_take(struct doc *d, Str bytes, Str name, enum format format)
{
	struct ir *ir = &d->ir;
	d->name = name;
	d->stats->in += bytes.len;
	d->source = ir_add(ir, d->arena, IR_source, 1);
	u32 root = ir->count[IR_node], line = ir->count[IR_line];
	ir->source[d->source] = (struct ir_source){.name = intern(&d->in, d->name),
	                                           .lines = {line, 0},
	                                           .root = root};
	reserve(d, IR_node, bytes.len / BYTES_PER_NODE);
	reserve(d, IR_line, bytes.len / BYTES_PER_LINE);
	d->depth = d->key = 0;
	if (!text_decode(d, bytes))
		return false;
	if (text_is_blank(d->text))
		return text_empty(d);
	if (format == FORMAT_auto)
		format = text_format(d->text);
	enum severity twice = d->diag->severity[DIAG_duplicate_key];
	if (twice == (enum severity)SEVERITY_by_format)
		d->diag->severity[DIAG_duplicate_key] =
			format == FORMAT_json ? SEVERITY_warn : SEVERITY_error;
	d->keep_replaced = format == FORMAT_yaml;
	d->replaced = 0;
	bool fine = format == FORMAT_json ? json_read(d) : yaml_read(d);
	d->diag->severity[DIAG_duplicate_key] = twice;
	stats_pass(d->stats, format == FORMAT_json ? "json" : "yaml");
	ir->source[d->source].lines.count = ir->count[IR_line] - line;
	return fine;
}

enum status doc_read(struct doc *d, Str path, Str name, enum format format)
{
	bool standard = !path.len || str_eq(path, S("-"));
	Str bytes, called = standard ? S("<stdin>") : name.len ? name : path;
	const char *failed = read_input(d->arena, path, &bytes);
	if (failed) {
		d->diag->severity[DIAG_unreadable] = SEVERITY_error;
		diag_add(d->diag, DIAG_unreadable, (struct where){.file = called}, (Str){0},
		         "cannot read it: %s", failed);
		return STATUS_SYSTEM;
	}
	stats_pass(d->stats, "read");
	return doc_take(d, bytes, called, format) ? STATUS_OK : STATUS_SPEC;
}

bool doc_open(struct doc *d, enum value_kind kind, u32 at)
{
	d->at_item = true;
	if (d->depth == d->max_depth)
		return doc_error(d, DIAG_too_deep, at,
		                 S("--max-depth raises the limit, up to 4096"),
		                 arena_fmt(d->arena, "nested deeper than %u levels", d->max_depth));
	u32 i = doc_node(d, kind, 0, at);
	d->open[d->depth++] = i;
	return true;
}

/* Reports the member `again`, whose key `first` has too. */
static void report_twice(struct doc *d, u32 first, u32 again)
{
	if (d->diag->severity[DIAG_duplicate_key] == SEVERITY_ignore)
		return;
	const struct ir_node *node = d->ir.node;
	struct where old = doc_where(d, node[first].key_at), where;
	Str hint = {0};
	d->key = node[again].key;
	where = doc_where(d, node[again].key_at);
	d->key = 0;
	if (old.line == where.line)
		old.quote.len = 0; /* the message shows it anyway */
	while (old.quote.len && *old.quote.ptr == ' ')
		old.quote = str_skip(old.quote, 1);
	if (where.quote.ptr)
		hint = arena_fmt(d->arena, "the first one is at %.*s:%u:%u%s%.*s", STR(old.file),
		                 old.line, old.col, old.quote.len ? ": " : "", STR(old.quote));
	diag_add(d->diag, DIAG_duplicate_key, where, hint,
	         "the object has the key '%.*s' already%s", STR(d->in.text[node[again].key]),
	         diag_severity(d->diag, DIAG_duplicate_key) == SEVERITY_error
	                 ? ""
	                 : "; the last one holds");
}

/* Removes the members of the object, the last thing in the table, that a later one replaces. */
static void drop_replaced(struct doc *d, u32 object)
{
	struct ir_node *node = d->ir.node;
	u32 serial = ++d->serial, to = object + 1;
	d->last = arena_grow(d->arena, d->last, &d->last_cap, d->in.count, sizeof(u32));
	ir_each_child(node, object, c) {
		u32 key = node[c].key;
		if (d->stamp[key] == serial) {
			report_twice(d, d->last[key], c);
			node[d->last[key]].key = 0;
			d->replaced++;
		}
		d->stamp[key] = serial;
		d->last[key] = c;
	}
	if (d->keep_replaced)
		return;
	for (u32 c = object + 1, next, end = c + node[object].size - 1; c < end; c = next) {
		u32 size = node[c].size;
		next = c + size;
		if (!node[c].key)
			continue;
		memmove(&node[to], &node[c], size * sizeof *node);
		to += size;
	}
	node[object].size = to - object;
	d->ir.count[IR_node] = to;
}

void doc_close(struct doc *d)
{
	struct ir_node *node = d->ir.node;
	u32 i = d->open[d->depth - 1], serial = ++d->serial;
	bool twice = false;
	node[i].size = d->ir.count[IR_node] - i;
	if (node[i].kind == value_kind_object && node[i].size > 2) {
		if (d->stamp_cap < d->in.count)
			d->stamp = arena_grow(d->arena, d->stamp, &d->stamp_cap, d->in.count,
			                      sizeof(u32));
		u32 *stamp = d->stamp;
		ir_each_child(node, i, c) {
			twice |= stamp[node[c].key] == serial;
			stamp[node[c].key] = serial;
		}
		if (twice)
			drop_replaced(d, i);
	}
	d->depth--;
}

const char *doc_seek(struct doc *d, u32 at)
{
	const char *end = d->text.ptr + d->text.len;
	if (!d->seek)
		d->seek = d->text.ptr;
	while (d->seek_at < at && d->seek < end) {
		d->seek_at++;
		for (d->seek++; d->seek < end && (*d->seek & 0xC0) == 0x80;)
			d->seek++;
	}
	while (d->seek_at > at && d->seek > d->text.ptr) {
		d->seek_at--;
		for (d->seek--; d->seek > d->text.ptr && (*d->seek & 0xC0) == 0x80;)
			d->seek--;
	}
	return d->seek;
}

/* The source's line with that number, from 0, that holds the scalar `at`. */
static u32 line_of(const struct doc *d, u32 at)
{
	u32 first = d->ir.source[d->source].lines.first, low = first, high = d->ir.count[IR_line];
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;
		if (d->ir.line[middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	return low - first;
}

Str doc_token(struct arena *a, Str key)
{
	char *to = new (a, char, 2 * (size_t)key.len + 1);
	u32 n = 0;
	for (u32 i = 0; i < key.len; i++) {
		char c = key.ptr[i];
		to[n++] = c == '~' || c == '/' ? '~' : c;
		if (c == '~' || c == '/')
			to[n++] = c == '~' ? '0' : '1';
	}
	return (Str){to, n};
}

static Str pointer_add(struct doc *d, Str pointer, Str key)
{
	Str token = doc_token(d->arena, key);
	return arena_fmt(d->arena, "%.*s/%.*s", STR(pointer), STR(token));
}

/* The JSON pointer of the value that comes next, or of the container that it belongs to where
 * nothing is known of it. */
static Str open_pointer(struct doc *d)
{
	const struct ir_node *node = d->ir.node;
	Str pointer = S("#");
	for (u32 i = 0; i < d->depth; i++) {
		u32 parent = d->open[i],
		    child = i + 1 < d->depth ? d->open[i + 1] : d->ir.count[IR_node], index = 0;
		bool innermost = i + 1 == d->depth;
		if (node[parent].kind == value_kind_object) {
			u32 key = innermost ? d->key : node[child].key;
			if (key)
				pointer = pointer_add(d, pointer, d->in.text[key]);
			continue;
		}
		if (innermost && !d->at_item)
			continue;
		for (u32 c = parent + 1; c < child; c += node[c].size)
			index++;
		pointer = pointer_add(d, pointer, arena_fmt(d->arena, "%u", index));
	}
	return pointer;
}

struct where doc_where(struct doc *d, u32 at)
{
	u32 line = line_of(d, at),
	    start = d->ir.line[d->ir.source[d->source].lines.first + line].start;
	struct where where = {.file = d->name, .line = line + 1, .col = at - start + 1};
	if (d->diag->count > DETAILED)
		return where;
	u32 from = at - start > QUOTE_BEFORE ? at - QUOTE_BEFORE : start;
	const char *p = doc_seek(d, from), *q = p, *end = d->text.ptr + d->text.len;
	for (u32 n = at - from + QUOTE_AFTER; q < end && *q != '\n' && *q != '\r' && n; q++)
		n -= (q[1] & 0xC0) != 0x80;
	where.quote = (Str){p, (u32)(q - p)};
	where.quote.len = utf8_valid(where.quote);
	where.caret = at - from;
	where.pointer = open_pointer(d);
	return where;
}

Str doc_place(struct doc *d, u32 at)
{
	u32 line = line_of(d, at),
	    start = d->ir.line[d->ir.source[d->source].lines.first + line].start;
	return arena_fmt(d->arena, "%.*s:%u:%u", STR(d->name), line + 1, at - start + 1);
}

/* How many scalars an escape has that begins at p: JSON's, and those of YAML 1.2 (5.7). */
static u32 escape_length(const char *p, u32 scalar)
{
	switch (p[1]) {
	case 'x': return 4;
	case 'u': return scalar > 0xFFFF ? 12 : 6;
	case 'U': return 10;
	default: return 2;
	}
}

/* Goes along the text and the value side by side: they differ by quotes, escapes and folded lines. */
u32 doc_within(struct doc *d, u32 at, Str value, u32 n)
{
	const char *p = doc_seek(d, at), *end = d->text.ptr + d->text.len;
	char quote = *p == '"' || *p == '\'' ? *p : 0;
	Str rest = {p, (u32)(end - p)};
	u32 i = quote != 0, to = 0, scalars = i;
	if (*p == '|' || *p == '>')
		for (; i < rest.len && rest.ptr[i] != '\n'; scalars++)
			utf8_next(rest, &i);
	while (i < rest.len && to < value.len) {
		u32 after = i, next = to, c = utf8_next(rest, &after), v = utf8_next(value, &next),
		    skip = 1;
		bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
		bool fold = blank && c != v && v != ' ' && v != '\n';
		if (!n && !fold)
			break;
		if (quote == '"' && c == '\\')
			skip = escape_length(rest.ptr + i, v);
		else if (quote == '\'' && c == '\'' && v == c)
			skip = 2;
		else if (c != v && !blank)
			return at;
		bool met = skip > 1 || c == v || (blank && (v == ' ' || v == '\n'));
		for (u32 k = 0; k < skip && i < rest.len; k++, scalars++)
			utf8_next(rest, &i);
		to = met ? next : to;
		n -= met;
	}
	return at + scalars;
}

bool doc_error(struct doc *d, enum diag_id id, u32 at, Str hint, Str text)
{
	d->diag->severity[id] = SEVERITY_error; /* the reading stops here, whatever -W says */
	diag_add(d->diag, id, doc_where(d, at), hint, "%.*s", STR(text));
	return false;
}

void doc_warn(struct doc *d, enum diag_id id, u32 at, Str text)
{
	if (d->diag->severity[id] != SEVERITY_ignore)
		diag_add(d->diag, id, doc_where(d, at), (Str){0}, "%.*s", STR(text));
}
