/* Listings of what a program holds, as tables and as JSON. */
#include "driver.h"

#include <stdio.h>

#include "ir.h"

enum { COLUMNS = 6 };

struct cell {
	Str text;
	struct ir_range texts; /* a list of them, where it is one */
};

struct listing {
	const struct ir *ir;
	struct arena *arena;
	const char *column[COLUMNS]; /* NULL at the end; one that ends in "[]" is a list */
	struct cell *cell;
	u32 n, cap;
};

static void add(struct listing *l, Str text)
{
	l->cell = arena_grow(l->arena, l->cell, &l->cap, (u64)l->n + 1, sizeof *l->cell);
	for (u32 i = 0; i < text.len; i++)
		if ((u8)text.ptr[i] < 0x20)
			text = (Str){text.ptr, i}; /* the first line tells enough */
	l->cell[l->n++] = (struct cell){.text = text};
}

static void add_id(struct listing *l, u32 string)
{
	add(l, ir_str(l->ir, string));
}

static void add_texts(struct listing *l, struct ir_range texts)
{
	Str all = {0};
	ir_each(texts, t)
		all = arena_fmt(l->arena, "%.*s%s%.*s", STR(all), all.len ? ", " : "",
		                STR(ir_str(l->ir, l->ir->text[t].text)));
	add(l, all);
	l->cell[l->n - 1].texts = texts;
}

static void add_place(struct listing *l, u32 place)
{
	struct where w = ir_place_where(l->ir, l->arena, place);
	add(l, place ? arena_fmt(l->arena, "%.*s:%u:%u", STR(w.file), w.line, w.col) : (Str){0});
}

static const char *member(u32 table, const char *field, u32 value)
{
	const struct ir_table_info *t = &ir_tables[table];
	for (u32 i = 0; i < t->fields; i++)
		if (strcmp(t->field[i].name, field) == 0)
			return t->field[i].names[value];
	return "";
}

/* What there is of each kind */

static void operations(struct listing *l)
{
	for (u32 i = 1; i < l->ir->count[IR_operation]; i++) {
		const struct ir_operation *o = &l->ir->operation[i];
		add_id(l, o->method);
		add_id(l, o->path);
		add_id(l, o->id ? o->id : o->name);
		add_texts(l, o->tags);
		add_place(l, o->at);
		add_id(l, o->summary);
	}
}

static void schemas(struct listing *l)
{
	for (u32 i = 1; i < l->ir->count[IR_type]; i++) {
		const struct ir_type *t = &l->ir->type[i];
		bool in = t->flags & type_flag_request, out = t->flags & type_flag_response;
		if (!(t->flags & type_flag_component))
			continue;
		add_id(l, t->name);
		add(l, str_of(member(IR_type, "kind", t->kind)));
		add(l, in && out ? S("both")
		       : in      ? S("requests")
		       : out     ? S("responses")
		                 : S("none"));
		add_place(l, t->at);
		add_id(l, t->title ? t->title : t->description);
	}
}

/* How many operations have the tag; one that names it twice is one. */
static u32 tagged(const struct ir *ir, u32 name)
{
	u32 n = 0;
	for (u32 i = 1; i < ir->count[IR_operation]; i++) {
		ir_each(ir->operation[i].tags, t) {
			if (ir->text[t].text == name) {
				n++;
				break;
			}
		}
	}
	return n;
}

static void tags(struct listing *l)
{
	for (u32 i = 1; i < l->ir->count[IR_tag]; i++) {
		const struct ir_tag *t = &l->ir->tag[i];
		add_id(l, t->name);
		add(l, arena_fmt(l->arena, "%u", tagged(l->ir, t->name)));
		add_place(l, t->at);
		add_id(l, t->summary ? t->summary : t->description);
	}
}

static void servers(struct listing *l)
{
	for (u32 i = 1; i < l->ir->count[IR_server]; i++) {
		const struct ir_server *s = &l->ir->server[i];
		add_id(l, s->url);
		add_place(l, s->at);
		add_id(l, s->description ? s->description : s->name);
	}
}

static void security(struct listing *l)
{
	for (u32 i = 1; i < l->ir->count[IR_scheme]; i++) {
		const struct ir_scheme *s = &l->ir->scheme[i];
		add_id(l, s->name);
		add(l, str_of(member(IR_scheme, "kind", s->kind)));
		if (s->kind == scheme_kind_api_key)
			add(l, arena_fmt(l->arena, "%s %.*s", member(IR_scheme, "in", s->in),
			                 STR(ir_str(l->ir, s->parameter))));
		else
			add_id(l, s->kind == scheme_kind_http ? s->scheme : s->url);
		add_place(l, s->at);
		add_id(l, s->description);
	}
}

/* Printing */

static u32 columns(const struct listing *l)
{
	u32 n = 0;
	while (n < COLUMNS && l->column[n])
		n++;
	return n;
}

static void put_padded(struct out *o, Str text, u32 width)
{
	out_str(o, text);
	for (u32 i = utf8_count(text); i < width; i++)
		out_char(o, ' ');
}

static void put_table(struct out *o, const struct listing *l)
{
	u32 n = columns(l), width[COLUMNS];
	for (u32 c = 0; c < n; c++) {
		width[c] = (u32)strlen(l->column[c]);
		for (u32 i = c; i < l->n; i += n)
			if (utf8_count(l->cell[i].text) > width[c])
				width[c] = utf8_count(l->cell[i].text);
	}
	for (u32 c = 0; c < n; c++)
		put_padded(o, str_of(l->column[c]), c + 1 < n ? width[c] + 2 : 0);
	out_char(o, '\n');
	for (u32 i = 0; i < l->n; i++) {
		put_padded(o, l->cell[i].text, (i + 1) % n ? width[i % n] + 2 : 0);
		if ((i + 1) % n == 0) {
			while (o->ptr[o->len - 1] == ' ')
				o->len--;
			out_char(o, '\n');
		}
	}
}

static void put_cell(struct out *o, const struct listing *l, const struct cell *cell, u32 c)
{
	const char *before = "";
	if (strcmp(l->column[c], "operations") == 0) {
		out_str(o, cell->text);
	} else if (strcmp(l->column[c], "tags") == 0) {
		out_char(o, '[');
		ir_each(cell->texts, t) {
			out_str(o, str_of(before));
			out_json_str(o, ir_str(l->ir, l->ir->text[t].text));
			before = ",";
		}
		out_char(o, ']');
	} else {
		out_json_str(o, cell->text);
	}
}

static void put_json(struct out *o, const struct listing *l)
{
	u32 n = columns(l);
	out_char(o, '[');
	for (u32 i = 0; i < l->n; i++) {
		u32 c = i % n;
		out_fmt(o, "%s\"%s\":", c ? "," : i ? ",\n{" : "\n{", l->column[c]);
		put_cell(o, l, &l->cell[i], c);
		out_str(o, c + 1 == n ? S("}") : S(""));
	}
	out_str(o, S("\n]\n"));
}

enum status list(struct job *j, Str bytes)
{
	static const struct {
		const char *column[COLUMNS];
		void (*fill)(struct listing *l);
	} kinds[] = {[LIST_operations] = {{"method", "path", "id", "tags", "at", "summary"},
	                                  operations},
	             [LIST_schemas] = {{"name", "kind", "used", "at", "summary"}, schemas},
	             [LIST_tags] = {{"name", "operations", "at", "summary"}, tags},
	             [LIST_servers] = {{"url", "at", "summary"}, servers},
	             [LIST_security] = {{"name", "kind", "by", "at", "summary"}, security}};
	struct ir ir;
	struct listing l = {.ir = &ir, .arena = j->arena};
	struct out o;
	enum status status = STATUS_OK;
	const char *why = ir_verify(&ir, j->arena, bytes, IR_PROG, &status);
	if (why)
		fprintf(stderr, "%s: error: oapi-resolve wrote no IR: %s\n", j->command->tool, why);
	if (status)
		return status;
	memcpy(l.column, kinds[j->word].column, sizeof l.column);
	kinds[j->word].fill(&l);
	out_init(&o, j->arena);
	if (j->json)
		put_json(&o, &l);
	else
		put_table(&o, &l);
	return write_output(j->arena, j->common.output, &(struct span){o.ptr, o.len}, 1);
}
