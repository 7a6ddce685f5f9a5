/* The output as it is written: what nothing reaches goes, types stand in the order of the
 * document, strings that are used are renumbered. Needs everything; leaves r->out and r->strings
 * ready to write. */
#include <stdlib.h>

#include "resolve.h"

/* A field that is a string or refers to records that move. */
struct link {
	u8 word, kind, table;
};

struct compaction {
	struct resolve *r;
	struct {
		struct link *at;
		u32 n, refers;     /* how many, those that refer first */
	} links[IR_TABLES];        /* by table */
	u32 *to[IR_TABLES];        /* by record: its new index, once marked 1 */
	struct list table, record; /* to visit */
	u32 *moved;                /* by string: its new id, or 0 */
	Str *text;                 /* by new id */
	u32 strings;               /* ids given */
};

/* Lines stay as they are. */
static bool moves(u32 table)
{
	return ir_in_layer(table, IR_PROG) && table != IR_line;
}

static void mark(struct compaction *c, u32 table, u32 record)
{
	u32 *to = c->to[table];
	if (!record || to[record])
		return;
	to[record] = 1;
	if (table == IR_value) {
		for (u32 i = 1; i < c->r->out.value[record].size; i++)
			to[record + i] = 1;
	} else if (table == IR_place) { /* sources stay */
		for (u32 p = record; (p = c->r->out.place[p].parent) && !to[p];)
			to[p] = 1;
	} else if (c->links[table].refers) {
		list_push(c->r, &c->table, table);
		list_push(c->r, &c->record, record);
	}
}

static void visit(struct compaction *c, u32 table, u32 record)
{
	const u32 *words =
		(const u32 *)c->r->out.table[table] + (size_t)record * ir_tables[table].words;
	for (u32 f = 0; f < c->links[table].refers; f++) {
		const struct link *link = &c->links[table].at[f];
		u32 n = link->kind == IR_KIND_range ? words[link->word + 1] : 1;
		for (u32 i = 0; i < n; i++)
			mark(c, link->table, words[link->word] + i);
	}
}

static void visit_all(struct compaction *c)
{
	while (c->record.n) {
		u32 table = c->table.at[--c->table.n], record = c->record.at[--c->record.n];
		visit(c, table, record);
	}
}

static void mark_roots(struct compaction *c)
{
	static const u8 roots[] = {IR_source, IR_api, IR_tag, IR_scheme, IR_operation};
	struct resolve *r = c->r;
	for (u32 i = 0; i < sizeof roots; i++)
		for (u32 k = 1; k < r->out.count[roots[i]]; k++)
			mark(c, roots[i], k);
	for (u32 id = 1; id < r->out.count[IR_type]; id++)
		if ((type_at(r, id)->flags & type_flag_component) &&
		    (!r->select.any || r->select.all_schemas))
			mark(c, IR_type, id);
	for (u32 k = 1; r->all_headers && k < r->out.count[IR_header]; k++)
		mark(c, IR_header, k);
	visit_all(c);
	/* Schemas and examples do not keep a type; they stay with those that are kept. */
	for (u32 k = 1; k < r->out.count[IR_schema]; k++)
		if (c->to[IR_type][r->out.schema[k].type])
			mark(c, IR_schema, k);
	for (u32 k = 1; k < r->out.count[IR_example]; k++)
		if (!r->out.example[k].type || c->to[IR_type][r->out.example[k].type])
			mark(c, IR_example, k);
	visit_all(c);
}

/* A type and where it goes: those that are spelled where they are used first, as they were made,
 * inner ones before outer ones; then the others as the document has them. */
struct order {
	u32 rank, made, id;
};

static int compare(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->made < y->made ? -1 : x->made > y->made;
}

/* How deeply inline types are nested in an inline type. */
static u32 rank(const struct resolve *r, u8 *known, u32 *ranks, u32 id, u32 depth)
{
	const struct ir_type *t = &r->out.type[id];
	u32 deepest = 0;
	if (!id || t->name || depth > IR_MAX_DEPTH)
		return 0;
	if (known[id])
		return ranks[id];
	for (u32 i = 0; i < t->members.count + 2; i++) {
		u32 to = i == 0   ? t->item
		         : i == 1 ? t->key
		                  : r->out.member[t->members.first + i - 2].type;
		u32 part = rank(r, known, ranks, to, depth + 1);
		deepest = part > deepest ? part : deepest;
	}
	known[id] = 1;
	return ranks[id] = deepest + 1;
}

/* Where types go; returns them in that order, from 1, and how many, record 0 included. */
static u32 *order_types(struct compaction *c, u32 *count)
{
	struct resolve *r = c->r;
	u32 n = r->out.count[IR_type], kept = 0, *ranks = new (r->arena, u32, n);
	u8 *known = new (r->arena, u8, n);
	struct order *order = new (r->arena, struct order, n);
	for (u32 id = 1; id < n; id++)
		if (c->to[IR_type][id]) {
			u32 inner = rank(r, known, ranks, id, 0), node = r->info[id].node;
			u32 component = component_of(r, node);
			node = IR_MAX_DEPTH + 2 + (component ? component : node);
			order[kept++] = (struct order){inner ? inner : node, r->info[id].made, id};
		}
	qsort(order, kept, sizeof *order, compare);
	u32 *from = new (r->arena, u32, kept + 1);
	for (u32 i = 0; i < kept; i++) {
		from[i + 1] = order[i].id;
		c->to[IR_type][order[i].id] = i + 1;
	}
	*count = kept + 1;
	return from;
}

/* The records of another table that stay keep their order. */
static void number_records(struct compaction *c, u32 table)
{
	u32 n = c->r->out.count[table], kept = 1;
	for (u32 i = 1; i < n; i++)
		if (c->to[table][i])
			c->to[table][i] = kept++;
}

static u32 move_string(struct compaction *c, u32 id)
{
	if (id < KW_COUNT)
		return id;
	if (!c->moved[id]) {
		c->text[c->strings] = text_of(c->r, id);
		c->moved[id] = c->strings++;
	}
	return c->moved[id];
}

static void move_record(struct compaction *c, u32 table, u32 *words)
{
	for (u32 f = 0; f < c->links[table].n; f++) {
		const struct link *link = &c->links[table].at[f];
		u32 *word = words + link->word;
		if (link->kind == IR_KIND_range && !word[1])
			*word = 0;
		else
			*word = link->kind == IR_KIND_str ? move_string(c, *word)
			                                  : c->to[link->table][*word];
	}
}

/* Moves the records of a table, `from` where their order changes, else down over those that go. */
static void move_table(struct compaction *c, u32 table, const u32 *from, u32 count)
{
	struct ir *ir = &c->r->out;
	u32 width = ir_tables[table].words, kept = 1;
	u32 *old = ir->table[table],
	    *to = from ? new (c->r->arena, u32, (size_t)count * width) : old;
	for (u32 i = 1; i < (from ? count : ir->count[table]); i++) {
		u32 record = from ? from[i] : i, *words = to + (size_t)kept * width;
		if (!c->to[table][record])
			continue;
		if (words != old + (size_t)record * width)
			memcpy(words, old + (size_t)record * width, width * sizeof *words);
		move_record(c, table, words);
		kept++;
	}
	ir->table[table] = to;
	ir->count[table] = ir->cap[table] = kept;
}

/* Of the schemas that were noted, those with a type of their own and those that a body, a
 * response, a parameter or a header has stay, in the order of the document. */
void keep_schemas(struct resolve *r)
{
	u32 n = r->out.count[IR_schema], kept = 0;
	struct order *order = new (r->arena, struct order, n);
	struct ir_schema *old = new (r->arena, struct ir_schema, n);
	memcpy(old, r->out.schema, n * sizeof *old);
	for (u32 i = 1; i < n; i++)
		if ((r->noted[r->schema_node[i]] & NOTE_used) || type_at(r, old[i].type)->name)
			order[kept++] = (struct order){doc_origin(r, r->schema_node[i]), i, i};
	qsort(order, kept, sizeof *order, compare);
	n = 1;
	for (u32 i = 0; i < kept; i++)
		if (!i || order[i].rank != order[i - 1].rank)
			r->out.schema[n++] = old[order[i].id];
	r->out.count[IR_schema] = n;
}

/* A type without a name serves many places: what was said at one of them says nothing of it. */
static void plain_inline(struct resolve *r)
{
	for (u32 id = 1; id < r->out.count[IR_type]; id++) {
		struct ir_type *t = type_at(r, id);
		if (!t->name && !t->native)
			t->at = 0;
		if (!t->name)
			t->title = t->description = t->initial = 0;
	}
}

static void add_links(struct compaction *c, u32 table, bool strings)
{
	for (u32 f = 0; f < ir_tables[table].fields; f++) {
		const struct ir_field_info *x = &ir_tables[table].field[f];
		bool refers = x->kind == IR_KIND_ref || x->kind == IR_KIND_opt ||
		              x->kind == IR_KIND_range;
		if (strings ? x->kind == IR_KIND_str : refers && moves(x->limit))
			c->links[table].at[c->links[table].n++] =
				(struct link){(u8)x->word, (u8)x->kind, (u8)x->limit};
	}
}

static void choose_links(struct compaction *c, u32 table)
{
	c->links[table].at = new (c->r->arena, struct link, ir_tables[table].fields);
	add_links(c, table, false);
	c->links[table].refers = c->links[table].n;
	add_links(c, table, true);
}

void compact(struct resolve *r)
{
	struct compaction c = {.r = r, .strings = KW_COUNT};
	u32 types, *from;
	plain_inline(r);
	for (u32 t = 0; t < IR_TABLES; t++)
		choose_links(&c, t);
	for (u32 t = 0; t < IR_TABLES; t++)
		if (moves(t))
			c.to[t] = new (r->arena, u32, r->out.count[t]);
	mark_roots(&c);
	collect_assertions(r, c.to[IR_type]);
	c.to[IR_assertion] = new (r->arena, u32, r->out.count[IR_assertion]);
	for (u32 i = 1; i < r->out.count[IR_assertion]; i++)
		c.to[IR_assertion][i] = 1;
	c.moved = new (r->arena, u32, r->strings.count);
	c.text = new (r->arena, Str, r->strings.count);
	memcpy(c.text, r->strings.text, KW_COUNT * sizeof *c.text);
	from = order_types(&c, &types);
	for (u32 t = 0; t < IR_TABLES; t++)
		if (moves(t) && t != IR_type)
			number_records(&c, t);
	for (u32 t = 0; t < IR_TABLES; t++)
		if (moves(t))
			move_table(&c, t, t == IR_type ? from : NULL, types);
	doc_release(r);
	r->strings.text = c.text;
	r->strings.count = c.strings;
}
