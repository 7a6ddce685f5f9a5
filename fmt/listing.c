/* The listing walks ir_tables and knows no record by heart. What it knows of tables is how they are shown:
 *
 * - a tree (node, value) as JSON, a place as file:line:col, lines as their number;
 * - what other records call by its name (type, scheme, operation) stands at the left edge, and a reference to it is its
 *   name; one without a name is spelled in parentheses where it is used;
 * - everything else is shown below the record that holds it.
 *
 * A field that is 0 is left out, but for enumerations where shows_zero() says so. Of a hostile IR, in which records share
 * records, no more is shown in place than a multiple of what there is; the rest follows at the end, once. */
#include "listing.h"

#include <stdio.h>

enum { MAX_NEST = 64, IN_PLACE = 16 };

/* What is known of a record: another shows it; it was shown. */
enum { HELD = 1, SHOWN = 2 };

struct listing {
	struct out *out;
	const struct ir *ir;
	struct arena *arena;
	u8 *mark[IR_TABLES];
	u64 budget; /* records that may still be shown in place */
	u64 values; /* the same for values */
	u32 source; /* that the positions of the node shown last are in */
};

static const u32 *record(const struct listing *l, u32 table, u32 i)
{
	return (const u32 *)l->ir->table[table] + (size_t)i * ir_tables[table].words;
}

/* Shown in another way than as a record. */
static bool is_special(u32 table)
{
	return table == IR_node || table == IR_value || table == IR_place || table == IR_line ||
	       table == IR_graft;
}

/* The id of the record's neutral name, where others call it by that; else 0. */
static u32 name_of(const struct listing *l, u32 table, u32 i)
{
	switch (table) {
	case IR_type: return l->ir->type[i].name;
	case IR_scheme: return l->ir->scheme[i].name;
	case IR_operation: return l->ir->operation[i].name;
	case IR_source: return l->ir->source[i].name;
	default: return 0;
	}
}

/* The records that a field leads to; none for a field of another kind. */
static struct ir_range target(const struct ir_field_info *f, const u32 *rec)
{
	if (f->kind == IR_KIND_range)
		return (struct ir_range){rec[f->word], rec[f->word + 1]};
	bool one = f->kind == IR_KIND_ref || f->kind == IR_KIND_opt;
	return (struct ir_range){rec[f->word], one && rec[f->word]};
}

/* Whether the records that a field leads to are shown with this one, and not called by name. */
static bool holds(const struct listing *l, const struct ir_field_info *f, const u32 *rec)
{
	struct ir_range to = target(f, rec);
	return to.count && !is_special(f->limit) &&
	       (f->kind == IR_KIND_range || !name_of(l, f->limit, to.first));
}

static void indent(struct listing *l, u32 depth)
{
	for (u32 i = 0; i < depth && i < MAX_NEST; i++)
		out_str(l->out, S("  "));
}

static void string(struct listing *l, u32 id)
{
	out_json_str(l->out, ir_str(l->ir, id));
}

/* The beginning of a tree's value, `n` being its first four words: what a node and a value have in common. */
static void value_head(struct listing *l, const u32 *n)
{
	const u32 kind = n[0], key = n[1], text = n[2];
	if (key) {
		string(l, key);
		out_str(l->out, S(": "));
	}
	if (kind == value_kind_string)
		string(l, text);
	else if (kind == value_kind_array || kind == value_kind_object)
		out_char(l->out, kind == value_kind_array ? '[' : '{');
	else if (kind == value_kind_number)
		out_str(l->out, ir_str(l->ir, text));
	else
		out_str(l->out, str_of(ir_tables[IR_value].field[0].names[kind]));
}

static void value_tail(struct listing *l, u32 kind)
{
	if (kind == value_kind_array || kind == value_kind_object)
		out_char(l->out, kind == value_kind_array ? ']' : '}');
}

/* A value on one line. The depth of a tree is verified, so that recursion has its cap. */
static void value(struct listing *l, u32 i)
{
	const struct ir_value *v = l->ir->value;
	value_head(l, (const u32 *)&v[i]);
	ir_each_child(v, i, c) {
		if (c > i + 1)
			out_str(l->out, S(", "));
		value(l, c);
	}
	value_tail(l, v[i].kind);
}

/* The tree of a value, as a record has it. */
static void whole_value(struct listing *l, u32 i)
{
	u32 size = l->ir->value[i].size;
	if (size > l->values) {
		out_str(l->out, S("..."));
		return;
	}
	l->values -= size;
	value(l, i);
}

static void line_col(struct listing *l, u32 source, u32 at)
{
	char text[32];
	struct where w = ir_where(l->ir, source, at);
	snprintf(text, sizeof text, "%u:%u", (unsigned)w.line, (unsigned)w.col);
	out_fmt(l->out, "%-8s ", text);
}

/* Says which file the positions that follow are in, where it is another one than before. */
static void position_source(struct listing *l, u32 source)
{
	if (l->source != source)
		out_fmt(l->out, "in %.*s\n", STR(ir_str(l->ir, l->ir->source[source].name)));
	l->source = source;
}

/* Two columns with the positions of key and value, then the tree as JSON without commas, a value a line. */
static void node(struct listing *l, u32 tree, u32 i, u32 depth)
{
	const struct ir_node *n = l->ir->node;
	bool open = n[i].size > 1;
	u32 source = ir_position_source(l->ir, i, tree);
	position_source(l, source);
	line_col(l, source, n[i].key_at);
	line_col(l, source, n[i].at);
	indent(l, depth);
	value_head(l, (const u32 *)&n[i]);
	if (open)
		out_char(l->out, '\n');
	ir_each_child(n, i, c)
		node(l, tree, c, depth + 1);
	if (open) {
		out_fmt(l->out, "%18s", "");
		indent(l, depth);
	}
	value_tail(l, n[i].kind);
	out_char(l->out, '\n');
}

static void place(struct listing *l, u32 i)
{
	const struct ir_place *p = &l->ir->place[i];
	struct where w = ir_where(l->ir, p->source, p->at);
	out_str(l->out, w.file);
	out_fmt(l->out, ":%u:%u", (unsigned)w.line, (unsigned)w.col);
}

static void flags(struct listing *l, const struct ir_field_info *f, u32 bits)
{
	const char *before = "[";
	for (u32 b = 0; bits >> b; b++)
		if (bits >> b & 1) {
			out_fmt(l->out, "%s%s", before, f->names[b]);
			before = " ";
		}
	out_char(l->out, ']');
}

/* Whether the first member of an enumeration says something there: a record's first enumeration says what kind of record
 * it is; what follows may be about the first kind alone, as a scalar type's scalar is. */
static bool shows_zero(const struct ir_table_info *t, const struct ir_field_info *f, const u32 *rec)
{
	for (u32 i = 0; i < t->fields && f->kind == IR_KIND_enum; i++)
		if (t->field[i].kind == IR_KIND_enum)
			return &t->field[i] == f || !rec[t->field[i].word];
	return false;
}

static bool is_called(const struct ir_field_info *f, const char *name)
{
	return !strcmp(f->name, name);
}

/* Whether a field goes into the line that a record begins with: it is a word, or what a reader looks for first. */
static bool in_head(const struct listing *l, const struct ir_field_info *f, const u32 *rec)
{
	if (f->kind == IR_KIND_str)
		return f->word == 0 || is_called(f, "name");
	if (f->limit == IR_value && target(f, rec).count)
		return f->word == 0;
	return f->limit == IR_type || !holds(l, f, rec);
}

/* Whether a field comes before the others in the line: what the record is and its name. */
static bool is_first(const struct ir_field_info *f)
{
	return f->kind == IR_KIND_enum || is_called(f, "name");
}

/* Says that record i of the table is shown now, unless too much is. */
static bool show(struct listing *l, u32 table, u32 i, u32 depth)
{
	if (depth > MAX_NEST || !l->budget)
		return false;
	l->budget--;
	l->mark[table][i] |= SHOWN;
	return true;
}

static void in_parentheses(struct listing *l, u32 table, u32 i, u32 depth);

static void reference(struct listing *l, u32 table, u32 i, u32 depth)
{
	if (table == IR_place)
		place(l, i);
	else if (table == IR_value)
		whole_value(l, i);
	else if (name_of(l, table, i))
		string(l, name_of(l, table, i));
	else
		in_parentheses(l, table, i, depth);
}

/* The field after a space, its own name first where the value does not speak for itself. */
static void head_field(struct listing *l, const struct ir_table_info *t,
                       const struct ir_field_info *f, const u32 *rec, u32 depth)
{
	u32 v = rec[f->word];
	bool empty = f->kind == IR_KIND_range ? !rec[f->word + 1] : !v && !shows_zero(t, f, rec);
	if (empty || (f->kind == IR_KIND_opt && f->limit == IR_node))
		return;
	out_char(l->out, ' ');
	if (f->kind != IR_KIND_enum && f->kind != IR_KIND_flags && !is_called(f, "name"))
		out_fmt(l->out, "%s ", f->name);
	switch (f->kind) {
	case IR_KIND_u32: out_u32(l->out, v); break;
	case IR_KIND_enum: out_str(l->out, str_of(f->names[v])); break;
	case IR_KIND_flags: flags(l, f, v); break;
	case IR_KIND_str: string(l, v); break;
	case IR_KIND_ref:
	case IR_KIND_opt: reference(l, f->limit, v, depth); break;
	case IR_KIND_range: out_u32(l->out, rec[f->word + 1]); break;
	}
}

/* A record without a name of its own, where another calls it. */
static void in_parentheses(struct listing *l, u32 table, u32 i, u32 depth)
{
	const struct ir_table_info *t = &ir_tables[table];
	const u32 *rec = record(l, table, i);
	if (!show(l, table, i, depth)) {
		out_str(l->out, S("(...)"));
		return;
	}
	u32 begin = l->out->len; /* of the first field's space, which becomes the parenthesis */
	for (u32 k = 0; k < t->fields; k++) {
		const struct ir_field_info *f = &t->field[k];
		if (f->kind != IR_KIND_range || !holds(l, f, rec)) {
			head_field(l, t, f, rec, depth + 1);
			continue;
		}
		out_fmt(l->out, " %s", f->name);
		ir_each(target(f, rec), r) {
			out_char(l->out, ' ');
			in_parentheses(l, f->limit, r, depth + 1);
		}
	}
	if (l->out->len == begin)
		out_char(l->out, ' ');
	l->out->ptr[begin] = '(';
	out_char(l->out, ')');
}

static void block(struct listing *l, const char *label, u32 table, u32 i, u32 depth);

/* What a field adds below its record: a block for each record that it holds, else a line where it is given. */
static void below(struct listing *l, const struct ir_field_info *f, const u32 *rec, u32 depth)
{
	if (holds(l, f, rec)) {
		ir_each(target(f, rec), r)
			block(l, f->name, f->limit, r, depth);
	} else if (rec[f->word]) {
		indent(l, depth);
		out_fmt(l->out, "%s ", f->name);
		if (f->kind == IR_KIND_str)
			string(l, rec[f->word]);
		else
			whole_value(l, rec[f->word]);
		out_char(l->out, '\n');
	}
}

/* A record: a line of its words, then a line for each of its texts, then what it holds. */
static void block(struct listing *l, const char *label, u32 table, u32 i, u32 depth)
{
	const struct ir_table_info *t = &ir_tables[table];
	const u32 *rec = record(l, table, i);
	indent(l, depth);
	out_str(l->out, str_of(label));
	if (!show(l, table, i, depth)) {
		out_str(l->out, S(" ...\n"));
		return;
	}
	for (u32 k = 0; k < t->fields; k++)
		if (is_first(&t->field[k]))
			head_field(l, t, &t->field[k], rec, 0);
	for (u32 k = 0; k < t->fields; k++) {
		const struct ir_field_info *f = &t->field[k];
		if (in_head(l, f, rec) && !is_first(f))
			head_field(l, t, f, rec, 0);
		if (!depth && f->limit == IR_place && target(f, rec).count)
			out_fmt(l->out, " %.*s", STR(ir_pointer(l->ir, l->arena, rec[f->word])));
	}
	out_char(l->out, '\n');
	for (u32 k = 0; k < t->fields; k++)
		if (!in_head(l, &t->field[k], rec))
			below(l, &t->field[k], rec, depth + 1);
}

/* Marks what the records of a table hold; returns how many records there are. */
static u64 mark_held(struct listing *l, u32 table)
{
	const struct ir_table_info *t = &ir_tables[table];
	for (u32 i = 1; i < l->ir->count[table]; i++)
		for (u32 k = 0; k < t->fields; k++)
			if (holds(l, &t->field[k], record(l, table, i)))
				ir_each(target(&t->field[k], record(l, table, i)), r)
					l->mark[t->field[k].limit][r] |= HELD;
	return l->ir->count[table];
}

/* The records of a table that have none of the marks, each at the left edge. */
static void edge(struct listing *l, u32 table, u8 marks)
{
	for (u32 i = 1; i < l->ir->count[table]; i++)
		if (!(l->mark[table][i] & marks)) {
			l->budget++;
			block(l, ir_tables[table].name, table, i, 0);
		}
}

/* All records of a table, also those that others hold; of the special ones, a tree or a place each. */
static void list_only(struct listing *l, u32 table)
{
	for (u32 i = 1; i < l->ir->count[table]; i++) {
		l->budget++;
		if (table == IR_place) {
			place(l, i);
			out_fmt(l->out, " %.*s\n", STR(ir_pointer(l->ir, l->arena, i)));
		} else if (!is_special(table)) {
			block(l, ir_tables[table].name, table, i, 0);
		}
	}
	for (u32 i = 1; table == IR_node && i < l->ir->count[IR_source]; i++)
		if (l->ir->source[i].root) {
			l->source = i;
			node(l, i, l->ir->source[i].root, 0);
		}
}

void listing_write(struct out *o, const struct ir *ir, struct arena *a, u32 only)
{
	struct listing l = {.out = o,
	                    .ir = ir,
	                    .arena = a,
	                    .values = IN_PLACE * (u64)ir->count[IR_value]};
	out_fmt(o, "%s, version %d\n", ir->layer == IR_DOC ? "document" : "program", IR_VERSION);
	for (u32 t = 0; t < IR_TABLES; t++)
		l.mark[t] = new (a, u8, (size_t)ir->count[t] + 1);
	for (u32 t = 0; t < IR_TABLES; t++)
		if (!is_special(t))
			l.budget += IN_PLACE * mark_held(&l, t);
	if (only < IR_TABLES) {
		list_only(&l, only);
		return;
	}
	for (u32 t = 0; t < IR_TABLES; t++)
		if (!is_special(t))
			edge(&l, t, HELD);
	l.budget = 0;
	for (u32 t = 0; t < IR_TABLES; t++)
		if (!is_special(t))
			edge(&l, t, SHOWN);
	for (u32 i = 1; ir->layer == IR_DOC && i < ir->count[IR_source]; i++)
		if (ir->source[i].root) {
			l.source = i;
			node(&l, i, ir->source[i].root, 0);
		}
}
