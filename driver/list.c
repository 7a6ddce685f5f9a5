/* What a description has, as tables for people and JSON for programs. */
#include "driver.h"
#include "ir.h"

enum { COLUMNS_MAX = 5 };

/* Rows of texts, a name a column. */
struct table {
	struct arena *arena;
	const char *const *names;
	Str *cell;
	u32 columns, cells, cap;
};

static void add(struct table *t, Str text)
{
	t->cell = arena_grow(t->arena, t->cell, &t->cap, (u64)t->cells + 1, sizeof *t->cell);
	t->cell[t->cells++] = text;
}

static Str texts(struct table *t, const struct ir *ir, struct ir_range range)
{
	Str all = {0};
	ir_each(range, i)
		all = arena_fmt(t->arena, "%.*s%s%.*s", STR(all), all.len ? ", " : "",
		                STR(ir_str(ir, ir->text[i].text)));
	return all;
}

/* The name of a value of an enumeration, which is a record's word. */
static Str named(enum ir_table_id table, size_t offset, u32 value)
{
	const struct ir_table_info *info = &ir_tables[table];
	for (u32 f = 0; f < info->fields; f++)
		if (info->field[f].word == offset / sizeof(u32) && info->field[f].names)
			return str_of(info->field[f].names[value]);
	return S("");
}

static void operations(struct table *t, const struct ir *ir)
{
	for (u32 i = 1; i < ir->count[IR_operation]; i++) {
		const struct ir_operation *o = &ir->operation[i];
		add(t, ir_str(ir, o->id));
		add(t, ir_str(ir, o->method));
		add(t, ir_str(ir, o->path));
		add(t, texts(t, ir, o->tags));
		add(t, ir_str(ir, o->summary));
	}
}

static void schemas(struct table *t, const struct ir *ir)
{
	for (u32 i = 1; i < ir->count[IR_type]; i++) {
		const struct ir_type *type = &ir->type[i];
		if (!(type->flags & type_flag_component))
			continue;
		add(t, ir_str(ir, type->name));
		add(t, named(IR_type, offsetof(struct ir_type, kind), type->kind));
		add(t, ir_pointer(ir, t->arena, type->at));
	}
}

static void tags(struct table *t, const struct ir *ir)
{
	for (u32 i = 1; i < ir->count[IR_tag]; i++) {
		add(t, ir_str(ir, ir->tag[i].name));
		add(t, ir_str(ir, ir->tag[i].description));
	}
}

static void servers(struct table *t, const struct ir *ir)
{
	for (u32 i = 1; i < ir->count[IR_server]; i++) {
		bool known = false;
		for (u32 k = 0; k < t->cells; k += 2)
			known = known || str_eq(t->cell[k], ir_str(ir, ir->server[i].url));
		if (known)
			continue;
		add(t, ir_str(ir, ir->server[i].url));
		add(t, ir_str(ir, ir->server[i].description));
	}
}

static void security(struct table *t, const struct ir *ir)
{
	for (u32 i = 1; i < ir->count[IR_scheme]; i++) {
		const struct ir_scheme *s = &ir->scheme[i];
		add(t, ir_str(ir, s->name));
		add(t, named(IR_scheme, offsetof(struct ir_scheme, kind), s->kind));
		add(t, s->kind == scheme_kind_api_key ? ir_str(ir, s->parameter)
		                                      : ir_str(ir, s->scheme));
		add(t, ir_str(ir, s->description));
	}
}

static void write_json(struct out *o, const struct table *t)
{
	out_char(o, '[');
	for (u32 i = 0; i < t->cells; i++) {
		u32 column = i % t->columns;
		out_str(o, column ? S(",") : i ? S(",\n{") : S("\n{"));
		out_fmt(o, "\"%s\":", t->names[column]);
		out_json_str(o, t->cell[i]);
		if (column + 1 == t->columns)
			out_char(o, '}');
	}
	out_str(o, S("\n]\n"));
}

/* Of a text what a line has room for: its first line, in Unicode scalars. */
static u32 scalars(Str text)
{
	u32 n = 0;
	for (u32 at = 0; at < text.len && text.ptr[at] != '\n'; n++)
		utf8_next(text, &at);
	return n;
}

static void write_table(struct out *o, const struct table *t)
{
	u32 width[COLUMNS_MAX] = {0};
	for (u32 i = 0; i < t->cells; i++) {
		u32 n = scalars(t->cell[i]);
		if (width[i % t->columns] < n)
			width[i % t->columns] = n;
	}
	for (u32 i = 0; i < t->cells; i++) {
		u32 column = i % t->columns, n = scalars(t->cell[i]);
		Str line = {t->cell[i].ptr, str_find(t->cell[i], '\n')};
		bool last = column + 1 == t->columns;
		out_str(o, line);
		for (; !last && n < width[column] + 2; n++)
			out_char(o, ' ');
		if (!last)
			continue;
		while (o->len && o->ptr[o->len - 1] == ' ')
			o->len--;
		out_char(o, '\n');
	}
}

bool list_write(struct out *o, struct arena *a, Str program, Str kind, bool json)
{
	static const struct {
		const char *name;
		void (*fill)(struct table *, const struct ir *);
		const char *columns[COLUMNS_MAX];
		u32 count;
	} kinds[] = {
		{"operations", operations, {"id", "method", "path", "tags", "summary"}, 5},
		{"schemas", schemas, {"name", "kind", "pointer"}, 3},
		{"tags", tags, {"name", "description"}, 2},
		{"servers", servers, {"url", "description"}, 2},
		{"security", security, {"name", "kind", "what", "description"}, 4},
	};
	struct ir ir;
	enum status status;
	for (u32 i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (!str_eq(kind, str_of(kinds[i].name)))
			continue;
		struct table t = {.arena = a, .names = kinds[i].columns, .columns = kinds[i].count};
		if (!program.len)
			return true;
		u32 *words = new (a, u32, program.len / sizeof(u32) + 1);
		memcpy(words, program.ptr, program.len);
		if (!ir_verify(&ir, a, (Str){(const char *)words, program.len}, IR_PROG, &status))
			kinds[i].fill(&t, &ir);
		if (json)
			write_json(o, &t);
		else
			write_table(o, &t);
		return true;
	}
	return false;
}
