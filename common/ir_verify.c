/* Reading an IR: one look at every word, after which nothing needs to be checked again. */
#include "ir_format.h"
#include "thread.h"

#include <stdio.h>

/* All ranges of one table together cover at most this many records for each word of the IR, so that no stage's work
 * grows faster than its input where ranges overlap. */
enum { RANGE_FACTOR = 16 };

/* Records are checked field by field, as many at a time as stay in the nearest cache. */
enum { BLOCK = 512 };

enum { THREAD_FROM = 1 << 20 }; /* bytes from which a thread is worth it */

struct verify {
	struct ir *ir;
	struct arena *a;
	const u32 *word;
	u64 words;
	u64 covered;     /* by the ranges of the table being checked */
	const char *why; /* the reason to refuse; NULL so far */
};

/* Keeps the reason; returns false. */
static bool refuse(struct verify *v, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool refuse(struct verify *v, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	v->why = arena_vfmt(v->a, format, args).ptr;
	va_end(args);
	return false;
}

/* The container */

static const char *const layer_about[] = {
	"an IR",
	"a document IR, as oapi-parse writes it",
	"a program IR, as oapi-resolve writes it",
};

/* What a text that is no IR may be, and what to do with it. */
static const char *guess(Str s)
{
	static const struct {
		const char *begins, *about;
	} looks[] = {
		{"{", "it looks like JSON; run oapi-parse on it first"},
		{"[", "it looks like JSON; run oapi-parse on it first"},
		{"openapi", "it looks like YAML; run oapi-parse on it first"},
		{"swagger", "it looks like YAML; run oapi-parse on it first"},
		{"%YAML", "it looks like YAML; run oapi-parse on it first"},
		{"---", "it looks like YAML; run oapi-parse on it first"},
		{"# ", "it looks like YAML; run oapi-parse on it first"},
		{"//", "it looks like Rust, as oapi-emit writes it; the pipe ends there"},
		{"#!", "it looks like Rust, as oapi-emit writes it; the pipe ends there"},
		{"pub ", "it looks like Rust, as oapi-emit writes it; the pipe ends there"},
		{"use ", "it looks like Rust, as oapi-emit writes it; the pipe ends there"},
	};

	if (str_starts(s, S("\xef\xbb\xbf")))
		s = str_skip(s, 3);
	while (s.len && strchr(" \t\r\n", s.ptr[0]) && s.ptr[0])
		s = str_skip(s, 1);
	for (u32 i = 0; i < sizeof looks / sizeof *looks; i++)
		if (str_starts(s, str_of(looks[i].begins)))
			return looks[i].about;
	return "it does not begin as one";
}

static bool check_layer(struct verify *v, u32 layer, enum ir_layer wanted)
{
	static const char *const advice[] = {"", "run oapi-resolve on it first",
	                                     "oapi-resolve has run on it already"};

	if (layer != IR_DOC && layer != IR_PROG)
		return refuse(v, "not an IR: layer %u is neither 1 (document) nor 2 (program)",
		              layer);
	v->ir->layer = (enum ir_layer)layer;
	if (wanted == IR_BOTH || wanted == v->ir->layer)
		return true;
	return refuse(v, "expected %s, but this is %s: %s", layer_about[wanted], layer_about[layer],
	              advice[layer]);
}

static bool check_head(struct verify *v, Str bytes, enum ir_layer layer)
{
	Str magic = S(IR_MAGIC);

	if (bytes.len == 0)
		return refuse(v, "empty input: expected %s", layer_about[layer]);
	if (memcmp(bytes.ptr, magic.ptr, bytes.len < magic.len ? bytes.len : magic.len) != 0)
		return refuse(v, "not an IR: %s; expected %s", guess(bytes), layer_about[layer]);
	if (bytes.len < IR_HEAD_WORDS * sizeof(u32))
		return refuse(v, "cut short after %u bytes: the stage before did not finish",
		              bytes.len);
	if (v->word[IR_HEAD_VERSION] != IR_VERSION)
		return refuse(
			v,
			"version %u of the IR, but this is a reader of version %u: use stages of one release",
			v->word[IR_HEAD_VERSION], IR_VERSION);
	return check_layer(v, v->word[IR_HEAD_LAYER], layer);
}

static void *words_at(const struct verify *v, u64 at)
{
	return (void *)(uintptr_t)(v->word + at);
}

/* Finds the parts and sees that they fill the bytes. */
static bool check_size(struct verify *v, Str bytes)
{
	u64 at = IR_HEAD_WORDS + (u64)ir_tables_of(v->ir->layer), total;
	u32 counts = IR_HEAD_WORDS;

	if (bytes.len / sizeof(u32) < at + IR_TRAILER_WORDS)
		return refuse(v, "cut short after %u bytes: the stage before did not finish",
		              bytes.len);
	for (u32 t = 0; t < IR_TABLES; t++) {
		if (!ir_in_layer(t, v->ir->layer))
			continue;
		v->ir->count[t] = v->ir->cap[t] = v->word[counts++];
		v->ir->table[t] = words_at(v, at);
		at += (u64)v->ir->count[t] * ir_tables[t].words;
	}
	v->ir->strings = v->word[IR_HEAD_STRINGS];
	v->ir->string_end = words_at(v, at);
	at += v->ir->strings;
	v->ir->string_text = words_at(v, at);
	v->words = at + ir_words(v->word[IR_HEAD_TEXT]) + IR_TRAILER_WORDS;
	total = v->words * sizeof(u32);
	if (bytes.len < total)
		return refuse(v,
		              "cut short after %u of %llu bytes: the stage before did not finish",
		              bytes.len, (unsigned long long)total);
	if (bytes.len > total)
		return refuse(v, "not an IR: %llu bytes follow its end",
		              (unsigned long long)(bytes.len - total));
	return true;
}

/* What is found by looking at all bytes, whatever they mean: in a thread, where there are many. */
struct content {
	const struct verify *v;
	struct ir_sum sum;
	u32 valid; /* bytes of the text that are UTF-8 */
};

static void *look_through(void *content)
{
	struct content *c = content;
	const struct verify *v = c->v;

	ir_sum_words(&c->sum, v->word, (size_t)(v->words - IR_TRAILER_WORDS) + 1);
	c->valid = utf8_valid((Str){v->ir->string_text, v->word[IR_HEAD_TEXT]});
	return NULL;
}

static bool check_trailer(struct verify *v, struct ir_sum sum)
{
	const u32 *trailer = v->word + v->words - IR_TRAILER_WORDS;

	if (memcmp(&trailer[IR_TRAILER_END], IR_END, sizeof(u32)) != 0)
		return refuse(v, "not an IR: its end mark is missing");
	if (sum.a != trailer[IR_TRAILER_A] || sum.b != trailer[IR_TRAILER_B])
		return refuse(v,
		              "damaged: its checksum is %08x %08x, but its content's is %08x %08x",
		              trailer[IR_TRAILER_A], trailer[IR_TRAILER_B], sum.a, sum.b);
	if (trailer[IR_TRAILER_STATUS] > STATUS_SYSTEM)
		return refuse(v, "not an IR: its status is %u of 0 to %d",
		              trailer[IR_TRAILER_STATUS], STATUS_SYSTEM);
	return true;
}

/* A failed IR holds nothing. */
static bool check_failed(struct verify *v)
{
	if (v->words != IR_HEAD_WORDS + (u64)ir_tables_of(v->ir->layer) + IR_TRAILER_WORDS)
		return refuse(
			v, "not an IR: its status says that a stage failed, but it holds records");
	return true;
}

/* Strings */

static bool check_ends(struct verify *v)
{
	const u32 *end = v->ir->string_end;
	u32 n = v->ir->strings, bytes = v->word[IR_HEAD_TEXT];

	if (n < KW_COUNT)
		return refuse(v,
		              "not an IR: %u strings, fewer than the %d that every IR begins with",
		              n, KW_COUNT);
	if (end[0] != 0)
		return refuse(v, "not an IR: string 0 ends at %u, not at 0", end[0]);
	for (u32 id = 1; id < n; id++)
		if (end[id] < end[id - 1] || end[id] > bytes)
			return refuse(v, "not an IR: string %u ends at %u, outside of %u to %u", id,
			              end[id], end[id - 1], bytes);
	if (end[n - 1] != bytes)
		return refuse(v, "not an IR: the last string ends at %u of %u bytes of text",
		              end[n - 1], bytes);
	return true;
}

static bool check_text(struct verify *v, u32 valid)
{
	const u32 *end = v->ir->string_end;
	const char *p = v->ir->string_text;
	u32 n = v->ir->strings, bytes = v->word[IR_HEAD_TEXT];

	if (valid != bytes)
		return refuse(v, "not an IR: byte %u of its text is not UTF-8", valid);
	for (u32 id = 1; id < n; id++)
		if (end[id] < bytes && ((u8)p[end[id]] & 0xc0) == 0x80)
			return refuse(v, "not an IR: string %u ends within a character", id);
	for (u64 i = bytes; i < ir_words(bytes) * sizeof(u32); i++)
		if (p[i])
			return refuse(v, "not an IR: byte %llu after its text is not zero",
			              (unsigned long long)i);
	for (u32 id = 1; id < KW_COUNT; id++)
		if (!str_eq(ir_str(v->ir, id), keyword_text[id]))
			return refuse(v, "not an IR: string %u is '%.*s', not '%.*s'", id,
			              STR(ir_str(v->ir, id)), STR(keyword_text[id]));
	return true;
}

/* Tables */

static bool refuse_field(struct verify *v, u32 table, u32 record, const struct ir_field_info *f,
                         const char *format, ...) __attribute__((format(printf, 5, 6)));
static bool refuse_field(struct verify *v, u32 table, u32 record, const struct ir_field_info *f,
                         const char *format, ...)
{
	va_list args;
	Str what;

	va_start(args, format);
	what = arena_vfmt(v->a, format, args);
	va_end(args);
	return refuse(v, "not an IR: table '%s', record %u, field '%s': %.*s",
	              ir_tables[table].name, record, f->name, STR(what));
}

/* A field of some records of a table. */
struct column {
	u32 table;
	const struct ir_field_info *field;
	const u32 *word; /* of record 0 */
	u32 stride;      /* words from record to record */
	u32 from, to;    /* the records */
	u32 limit; /* how many strings, members or records there are to choose from; or all flags */
};

/* The first record whose word less `base` is not below the limit, or c->to. */
static u32 first_beyond(const struct column *c, u32 base, u32 limit)
{
	u32 i = c->from;

	while (i < c->to && c->word[(size_t)i * c->stride] - base < limit)
		i++;
	return i;
}

static u32 first_flagged(const struct column *c, u32 flags)
{
	u32 i = c->from;

	while (i < c->to && !(c->word[(size_t)i * c->stride] & flags))
		i++;
	return i;
}

static bool check_ranges(struct verify *v, const struct column *c)
{
	const char *to = ir_tables[c->field->limit].name;

	for (u32 i = c->from; i < c->to; i++) {
		u32 first = c->word[(size_t)i * c->stride],
		    count = c->word[(size_t)i * c->stride + 1];

		if (count == 0 && first == 0)
			continue;
		if (count == 0 || first == 0)
			return refuse_field(v, c->table, i, c->field,
			                    "%u records from %u on in table '%s'", count, first,
			                    to);
		if (count > c->limit || first > c->limit - count)
			return refuse_field(v, c->table, i, c->field,
			                    "%u records from %u on, of %u in table '%s'", count,
			                    first, c->limit, to);
		v->covered += count;
		if (v->covered > RANGE_FACTOR * v->words)
			return refuse_field(v, c->table, i, c->field, "ranges overlap too much");
	}
	return true;
}

static bool refuse_value(struct verify *v, const struct column *c, u32 record)
{
	u32 value = c->word[(size_t)record * c->stride];

	if (c->field->kind == IR_KIND_flags)
		return refuse_field(v, c->table, record, c->field, "unknown flags %#x",
		                    value & ~c->limit);
	if (c->field->kind == IR_KIND_str)
		return refuse_field(v, c->table, record, c->field, "string %u of %u", value,
		                    c->limit);
	if (c->field->kind == IR_KIND_enum)
		return refuse_field(v, c->table, record, c->field, "member %u of %u", value,
		                    c->limit);
	if (value == 0)
		return refuse_field(v, c->table, record, c->field, "none, but one is needed");
	return refuse_field(v, c->table, record, c->field, "record %u of %u in table '%s'", value,
	                    c->limit, ir_tables[c->field->limit].name);
}

static bool check_column(struct verify *v, const struct column *c)
{
	u32 bad = c->to;

	switch (c->field->kind) {
	case IR_KIND_u32: break;
	case IR_KIND_range: return check_ranges(v, c);
	case IR_KIND_flags: bad = first_flagged(c, ~c->limit); break;
	case IR_KIND_ref: bad = first_beyond(c, 1, c->limit - 1); break;
	case IR_KIND_enum:
	case IR_KIND_str:
	case IR_KIND_opt: bad = first_beyond(c, 0, c->limit); break;
	}
	return bad == c->to || refuse_value(v, c, bad);
}

static u32 limit_of(const struct ir *ir, const struct ir_field_info *f)
{
	switch (f->kind) {
	case IR_KIND_str: return ir->strings;
	case IR_KIND_ref:
	case IR_KIND_opt:
	case IR_KIND_range:
		return ir->count[f->limit] ? ir->count[f->limit] : 1; /* of the other layer: none */
	default: return f->limit;
	}
}

static bool check_table(struct verify *v, u32 table)
{
	const struct ir_table_info *info = &ir_tables[table];
	const u32 *zero = v->ir->table[table];
	u32 count = v->ir->count[table];

	if (count == 0)
		return refuse(v, "not an IR: table '%s' lacks record 0", info->name);
	for (u32 i = 0; i < info->words; i++)
		if (zero[i])
			return refuse(v, "not an IR: table '%s', record 0 is not all zero",
			              info->name);
	v->covered = 0;
	for (u64 from = 1; from < count; from += BLOCK)
		for (u32 i = 0; i < info->fields; i++) {
			const struct ir_field_info *f = &info->field[i];
			u32 to = count - from < BLOCK ? count : (u32)from + BLOCK;
			struct column c = {table,     f,  zero + f->word,    info->words,
			                   (u32)from, to, limit_of(v->ir, f)};

			if (!check_column(v, &c))
				return false;
		}
	return true;
}

/* Trees of values, as nodes of a document and values of a program */

static bool digits(Str s, u32 *at)
{
	u32 first = *at;

	while (*at < s.len && s.ptr[*at] >= '0' && s.ptr[*at] <= '9')
		++*at;
	return *at > first;
}

/* RFC 8259 section 6. */
static bool is_number(Str s)
{
	u32 at = s.len && s.ptr[0] == '-', first = at;

	if (!digits(s, &at) || (s.ptr[first] == '0' && at > first + 1))
		return false;
	if (at < s.len && s.ptr[at] == '.') {
		at++;
		if (!digits(s, &at))
			return false;
	}
	if (at < s.len && (s.ptr[at] | 0x20) == 'e') {
		at++;
		if (at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-'))
			at++;
		if (!digits(s, &at))
			return false;
	}
	return at == s.len;
}

/* The words that a node and a value have in common. */
struct tree_record {
	u32 kind, key, text, size;
};

_Static_assert(offsetof(struct ir_node, kind) == 0 && offsetof(struct ir_node, key) == 4 &&
                       offsetof(struct ir_node, text) == 8 && offsetof(struct ir_node, size) == 12,
               "a node begins as a tree_record");
_Static_assert(offsetof(struct ir_value, kind) == 0 && offsetof(struct ir_value, key) == 4 &&
                       offsetof(struct ir_value, text) == 8 &&
                       offsetof(struct ir_value, size) == 12,
               "a value begins as a tree_record");

/* A walk through trees in preorder: the arrays and objects that are open, below them the table itself. */
struct tree {
	const char *name;
	u32 depth;
	u32 end[IR_MAX_DEPTH + 1];     /* where each ends */
	bool object[IR_MAX_DEPTH + 1]; /* whether it is an object */
};

static bool is_scalar(u32 kind)
{
	return kind != value_kind_array && kind != value_kind_object;
}

static bool has_text(u32 kind)
{
	return kind == value_kind_number || kind == value_kind_string;
}

/* Says what is wrong with a record that is not well. */
static bool refuse_record(struct verify *v, const struct tree *t, const struct tree_record *r,
                          u32 i)
{
	u32 left = t->end[t->depth] - i;
	bool member = t->object[t->depth];

	if (r->size == 0 || r->size > left)
		return refuse(v, "not an IR: %s %u has size %u, but %u records are left around it",
		              t->name, i, r->size, left);
	if (is_scalar(r->kind) && r->size != 1)
		return refuse(v, "not an IR: %s %u is a scalar of size %u", t->name, i, r->size);
	if (has_text(r->kind) != (r->text != 0))
		return refuse(v, "not an IR: %s %u is a %s, but has %s text", t->name, i,
		              has_text(r->kind) ? "number or string" : "value without text",
		              r->text ? "a" : "no");
	if (member != (r->key != 0))
		return refuse(v, "not an IR: %s %u is %s object's member, but has %s key", t->name,
		              i, member ? "an" : "no", r->key ? "a" : "no");
	if (r->kind == value_kind_number)
		return refuse(v, "not an IR: %s %u: its text is no number", t->name, i);
	return refuse(v, "not an IR: %s %u is nested deeper than %d", t->name, i, IR_MAX_DEPTH);
}

static bool check_trees(struct verify *v, enum ir_table_id table)
{
	const u32 *at = v->ir->table[table];
	u32 words = ir_tables[table].words, count = v->ir->count[table];
	struct tree t;

	t.name = ir_tables[table].name;
	t.depth = 0;
	t.end[0] = count;
	t.object[0] = false;
	for (u32 i = 1; i < count; i++) {
		const struct tree_record *r = (const struct tree_record *)(at += words);

		while (t.end[t.depth] == i)
			t.depth--;
		if (has_text(r->kind) != (r->text != 0) || t.object[t.depth] != (r->key != 0))
			return refuse_record(v, &t, r, i);
		if (r->kind == value_kind_number && !is_number(ir_str(v->ir, r->text)))
			return refuse_record(v, &t, r, i);
		if (r->size == 1)
			continue;
		if (r->size - 1 >= t.end[t.depth] - i || is_scalar(r->kind) ||
		    t.depth == IR_MAX_DEPTH)
			return refuse_record(v, &t, r, i);
		t.depth++;
		t.end[t.depth] = i + r->size;
		t.object[t.depth] = r->kind == value_kind_object;
	}
	return true;
}

/* What holds of both layers' sources */

static bool check_lines(struct verify *v)
{
	const struct ir *ir = v->ir;

	for (u32 s = 1; s < ir->count[IR_source]; s++) {
		struct ir_range lines = ir->source[s].lines;

		for (u32 i = 1; i < lines.count; i++)
			if (ir->line[lines.first + i].start <= ir->line[lines.first + i - 1].start)
				return refuse(v,
				              "not an IR: line %u begins before the line above it",
				              lines.first + i);
	}
	return true;
}

static bool check_grafts(struct verify *v)
{
	const struct ir_graft *graft = v->ir->graft;

	for (u32 i = 1; i < v->ir->count[IR_graft]; i++)
		if (graft[i].nodes.count == 0 ||
		    graft[i].nodes.first < graft[i - 1].nodes.first + graft[i - 1].nodes.count)
			return refuse(v,
			              "not an IR: graft %u: its nodes do not stand behind those of "
			              "the graft before it",
			              i);
	return true;
}

/* A document: the first source has a tree, others may have one, and the trees fill the table in order. */
static bool check_document(struct verify *v)
{
	const struct ir *ir = v->ir;
	u32 next = 1;

	if (ir->count[IR_source] < 2)
		return refuse(v, "not an IR: a document without a source");
	if (!check_trees(v, IR_node))
		return false;
	for (u32 s = 1; s < ir->count[IR_source]; s++) {
		if (ir->source[s].root == 0 && s > 1)
			continue;
		if (ir->source[s].root != next || next == ir->count[IR_node])
			return refuse(v, "not an IR: source %u: its tree is at node %u, not %u", s,
			              ir->source[s].root, next);
		next += ir->node[next].size;
	}
	if (next != ir->count[IR_node])
		return refuse(v, "not an IR: node %u belongs to no source", next);
	return check_grafts(v);
}

/* A program */

static bool check_places(struct verify *v)
{
	const struct ir_place *p = v->ir->place;

	for (u32 i = 1; i < v->ir->count[IR_place]; i++) {
		if (p[i].parent >= i)
			return refuse(v,
			              "not an IR: place %u: its parent %u does not stand before it",
			              i, p[i].parent);
		if (!p[i].parent != !p[i].key)
			return refuse(v, "not an IR: place %u has %s", i,
			              p[i].key ? "a key, but no parent" : "no key");
	}
	return true;
}

static bool is_chain(const struct ir_type *t)
{
	return t->kind == type_kind_alias || t->kind == type_kind_nullable;
}

static bool check_items(struct verify *v)
{
	const struct ir_type *t = v->ir->type;

	for (u32 i = 1; i < v->ir->count[IR_type]; i++) {
		bool needs = t[i].kind == type_kind_array || t[i].kind == type_kind_set ||
		             t[i].kind == type_kind_map || is_chain(&t[i]);

		if (needs && t[i].item == 0)
			return refuse(v, "not an IR: type %u needs an item, but has none", i);
	}
	return true;
}

/* Following aliases and nullables ends. */
static bool check_chains(struct verify *v)
{
	const struct ir_type *t = v->ir->type;
	u32 *seen = new (v->a, u32, v->ir->count[IR_type]); /* by which walk */

	for (u32 i = 1; i < v->ir->count[IR_type]; i++) {
		u32 at = i;

		for (; is_chain(&t[at]) && !seen[at]; at = t[at].item)
			seen[at] = i;
		if (is_chain(&t[at]) && seen[at] == i)
			return refuse(v, "not an IR: type %u is an alias of itself", at);
	}
	return true;
}

/* How deep the types without names nest that a type is spelled with. */
struct nesting {
	struct verify *v;
	u32 *depth; /* by type; 0: named, or not yet known */
	u32 type, most;
};

static void deepen(struct nesting *n, u32 to)
{
	const struct ir_type *t = n->v->ir->type;

	if (to == 0 || t[to].name)
		return;
	if (to >= n->type)
		refuse(n->v,
		       "not an IR: type %u has no name, but uses type %u, which has none either and does not stand "
		       "before it",
		       n->type, to);
	else if (n->most < n->depth[to])
		n->most = n->depth[to];
}

static bool check_nesting(struct verify *v)
{
	const struct ir *ir = v->ir;
	struct nesting n = {.v = v, .depth = new (v->a, u32, ir->count[IR_type])};

	for (u32 i = 1; i < ir->count[IR_type]; i++) {
		const struct ir_type *t = &ir->type[i];

		if (t->name)
			continue;
		n.type = i;
		n.most = 0;
		deepen(&n, t->item);
		deepen(&n, t->key);
		ir_each(t->members, m)
			deepen(&n, ir->member[m].type);
		ir_each(t->fields, f)
			deepen(&n, ir->field[f].type);
		ir_each(t->variants, r)
			deepen(&n, ir->variant[r].type);
		if (v->why)
			return false;
		n.depth[i] = n.most + 1;
		if (n.depth[i] > IR_MAX_NESTING)
			return refuse(v,
			              "not an IR: type %u nests more than %d types without names",
			              i, IR_MAX_NESTING);
	}
	return true;
}

static bool check_tags(struct verify *v)
{
	const struct ir *ir = v->ir;

	for (u32 i = 1; i < ir->count[IR_tag_value]; i++) {
		u32 kind = ir->value[ir->tag_value[i].value].kind;

		if (kind == value_kind_array || kind == value_kind_object)
			return refuse(v, "not an IR: tag_value %u is no scalar", i);
	}
	return true;
}

static bool check_program(struct verify *v)
{
	if (v->ir->count[IR_api] != 2)
		return refuse(v, "not an IR: a program with %u api records, not one",
		              v->ir->count[IR_api] - 1);
	return check_trees(v, IR_value) && check_places(v) && check_items(v) && check_chains(v) &&
	       check_nesting(v) && check_tags(v);
}

/* All but the text. */
static bool check_complete(struct verify *v)
{
	if (!check_ends(v))
		return false;
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, v->ir->layer) && !check_table(v, t))
			return false;
	if (!check_lines(v))
		return false;
	return v->ir->layer == IR_DOC ? check_document(v) : check_program(v);
}

const char *ir_verify(struct ir *ir, struct arena *a, Str bytes, enum ir_layer layer,
                      enum status *status)
{
	struct verify v = {.ir = ir, .a = a, .word = (const u32 *)(const void *)bytes.ptr};

	*ir = (struct ir){.bytes = bytes.len};
	*status = STATUS_IR;
	if (!check_head(&v, bytes, layer) || !check_size(&v, bytes))
		return v.why;
	bool failed = v.word[v.words - IR_TRAILER_WORDS] != STATUS_OK;
	struct content c = {.v = &v};
	pthread_t thread;
	bool beside = bytes.len >= THREAD_FROM && thread_begin(&thread, look_through, &c);
	if (!beside)
		look_through(&c);
	bool good = failed ? check_failed(&v) : check_complete(&v);
	if (beside)
		pthread_join(thread, NULL);
	/* Of what is damaged, nothing else is said. */
	if (check_trailer(&v, c.sum) && good && !failed)
		check_text(&v, c.valid);
	if (!v.why)
		*status = (enum status)v.word[v.words - IR_TRAILER_WORDS];
	return v.why;
}

enum status ir_read(struct ir *ir, struct arena *a, const char *tool, Str path, enum ir_layer layer)
{
	Str bytes, name = path.len && !str_eq(path, S("-")) ? path : S("<stdin>");
	const char *why = read_input(a, path, &bytes);
	enum status status;

	*ir = (struct ir){.layer = layer};
	if (why) {
		fprintf(stderr, "%s: error: cannot read '%.*s': %s\n", tool, STR(name), why);
		return STATUS_SYSTEM;
	}
	why = ir_verify(ir, a, bytes, layer, &status);
	if (why)
		fprintf(stderr, "%s: error: %.*s: %s\n", tool, STR(name), why);
	return status;
}
