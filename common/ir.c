#include "ir.h"

#include <stdio.h>
#include <stdlib.h>

#include "ir_format.h"

/* ir.def as data */

#define ENUM(name, about) static const char *const names_##name[] = {
#define E(name, member, about) #member,
#define END_ENUM(name) \
	} \
	;
#define FLAGS(name, about) static const char *const names_##name[] = {
#define B(name, member, about) #member,
#define END_FLAGS(name) \
	} \
	;
#include "ir.def"

#define LIMIT_u32(of) 0
#define LIMIT_enum(of) of##_count
#define LIMIT_flags(of) of##_all
#define LIMIT_str(of) 0
#define LIMIT_ref(of) IR_##of
#define LIMIT_opt(of) IR_##of
#define LIMIT_range(of) IR_##of
#define NAMES_u32(of) NULL
#define NAMES_enum(of) names_##of
#define NAMES_flags(of) names_##of
#define NAMES_str(of) NULL
#define NAMES_ref(of) NULL
#define NAMES_opt(of) NULL
#define NAMES_range(of) NULL
#define REC(name, layer, about) static const struct ir_field_info fields_##name[] = {
#define F(record, name, kind, of, about) \
	{#name, IR_KIND_##kind, offsetof(struct ir_##record, name) / sizeof(u32), \
	 LIMIT_##kind(of), NAMES_##kind(of)},
#define END_REC(name) \
	} \
	;
#include "ir.def"

const struct ir_table_info ir_tables[IR_TABLES] = {
#define REC(name, layer, about) \
	{#name, IR_##layer, sizeof(struct ir_##name) / sizeof(u32), \
	 sizeof fields_##name / sizeof *fields_##name, fields_##name},
#include "ir.def"
};

/* Building */

void ir_init(struct ir *ir, struct arena *a, enum ir_layer layer)
{
	*ir = (struct ir){.layer = layer};
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, layer))
			ir_add(ir, a, t, 1);
}

static void make_room(struct ir *ir, struct arena *a, enum ir_table_id table, u64 count)
{
	ir->table[table] = arena_grow(a, ir->table[table], &ir->cap[table], count,
	                              ir_tables[table].words * sizeof(u32));
}

void ir_reserve(struct ir *ir, struct arena *a, enum ir_table_id table, u32 n)
{
	make_room(ir, a, table, n);
}

u32 ir_add(struct ir *ir, struct arena *a, enum ir_table_id table, u32 n)
{
	u32 first = ir->count[table];
	u64 count = (u64)first + n;

	if (count > ir->cap[table])
		make_room(ir, a, table, count);
	ir->count[table] = (u32)count;
	return first;
}

/* Writing */

/* The sums run over every word: a += w; b += a. Eight lanes are summed apart and put together at the end of the span,
 * which is the same modulo 2^32: word k of n adds (n - k) times itself to b. */
enum { LANES = 8 };
typedef u32 lanes __attribute__((vector_size(LANES * sizeof(u32))));

void ir_sum_words(struct ir_sum *sum, const u32 *word, size_t n)
{
	size_t rows = n / LANES;
	lanes a = {0}, b = {0}, w;

	for (size_t i = 0; i < rows; i++) {
		memcpy(&w, word + i * LANES, sizeof w);
		a += w;
		b += a;
	}
	sum->b += (u32)(rows * LANES) * sum->a;
	for (u32 lane = 0; lane < LANES; lane++) {
		sum->a += a[lane];
		sum->b += LANES * b[lane] - lane * a[lane];
	}
	for (size_t i = rows * LANES; i < n; i++) {
		sum->a += word[i];
		sum->b += sum->a;
	}
}

/* What is written, span by span; the sums follow. */
struct writer {
	struct span span[IR_TABLES + 4];
	u32 spans;
	struct ir_sum sum;
	u64 bytes;
};

static void put(struct writer *w, const void *words, size_t n)
{
	w->span[w->spans++] = (struct span){words, n * sizeof(u32)};
	w->bytes += n * sizeof(u32);
	ir_sum_words(&w->sum, words, n);
}

/* The ends and the texts of all strings. Returns how many bytes of text there are. */
static u32 gather(const struct interner *in, struct arena *a, u32 **ends, char **text)
{
	u64 total = 0;
	u32 room = 0;
	char *at;

	for (u32 id = 1; id < in->count; id++)
		total += in->text[id].len;
	if (total > UINT32_MAX - sizeof(u32)) {
		fprintf(stderr, "%s: error: the strings have 4 GiB or more\n", program_name());
		exit(STATUS_SYSTEM);
	}
	*ends = new (a, u32, in->count);
	at = *text = arena_grow(a, NULL, &room, ir_words(total) * sizeof(u32), 1);
	for (u32 id = 1; id < in->count; id++) {
		if (in->text[id].len)
			memcpy(at, in->text[id].ptr, in->text[id].len);
		at += in->text[id].len;
		(*ends)[id] = (u32)(at - *text);
	}
	return (u32)total;
}

static void put_records(struct writer *w, const struct ir *ir, const struct interner *in,
                        struct arena *a, u32 *header)
{
	u32 *ends, at = IR_HEAD_WORDS;
	char *text;

	header[IR_HEAD_TEXT] = gather(in, a, &ends, &text);
	header[IR_HEAD_STRINGS] = in->count;
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, ir->layer))
			header[at++] = ir->count[t];
	put(w, header, at);
	for (u32 t = 0; t < IR_TABLES; t++)
		if (ir_in_layer(t, ir->layer))
			put(w, ir->table[t], (size_t)ir->count[t] * ir_tables[t].words);
	put(w, ends, in->count);
	put(w, text, ir_words(header[IR_HEAD_TEXT]));
}

/* The whole of an IR, span by span. */
struct ends {
	u32 header[IR_HEAD_WORDS + IR_TABLES], trailer[IR_TRAILER_WORDS];
};

static void compose(struct writer *w, struct ends *e, struct ir *ir, const struct interner *in,
                    struct arena *a, enum ir_layer layer, enum status status)
{
	*e = (struct ends){{0, 0, IR_VERSION, layer}, {status}};
	memcpy(e->header, IR_MAGIC, sizeof IR_MAGIC - 1);
	memcpy(&e->trailer[IR_TRAILER_END], IR_END, sizeof(u32));
	if (status == STATUS_OK)
		put_records(w, ir, in, a, e->header);
	else
		put(w, e->header, IR_HEAD_WORDS + ir_tables_of(layer));
	put(w, e->trailer, 1);
	e->trailer[IR_TRAILER_A] = w->sum.a;
	e->trailer[IR_TRAILER_B] = w->sum.b;
	w->span[w->spans - 1].len = sizeof e->trailer;
	w->bytes += sizeof e->trailer - sizeof *e->trailer;
	if (ir)
		ir->bytes = w->bytes;
}

enum status ir_write(struct ir *ir, const struct interner *in, struct arena *a, Str path,
                     enum ir_layer layer, enum status status)
{
	struct ends ends;
	struct writer w = {.spans = 0};
	enum status wrote;

	compose(&w, &ends, ir, in, a, layer, status);
	wrote = write_output(a, path, w.span, w.spans);
	return wrote == STATUS_OK ? status : wrote;
}

Str ir_bytes(struct ir *ir, const struct interner *in, struct arena *a)
{
	struct ends ends;
	struct writer w = {.spans = 0};
	char *to;
	size_t at = 0;

	compose(&w, &ends, ir, in, a, ir->layer, STATUS_OK);
	to = (char *)new (a, u32, ir_words(w.bytes));
	for (u32 i = 0; i < w.spans; i++) {
		if (w.span[i].len)
			memcpy(to + at, w.span[i].ptr, w.span[i].len);
		at += w.span[i].len;
	}
	return (Str){to, (u32)at};
}

/* Positions */

u32 ir_position_source(const struct ir *ir, u32 n, u32 tree)
{
	u32 low = 0, high = ir->count[IR_graft]; /* record 0 has no nodes */

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (ir->graft[middle].nodes.first <= n)
			low = middle;
		else
			high = middle;
	}
	return n - ir->graft[low].nodes.first < ir->graft[low].nodes.count ? ir->graft[low].source
	                                                                   : tree;
}

struct where ir_where(const struct ir *ir, u32 source, u32 at)
{
	struct ir_range lines = ir->source[source].lines;
	u32 low = 0, high = lines.count; /* the line is among low to high - 1 */
	struct where w = {.file = ir_str(ir, ir->source[source].name)};

	if (lines.count == 0)
		return w;
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (ir->line[lines.first + middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	w.line = low + 1;
	w.col = at - ir->line[lines.first + low].start + 1;
	return w;
}

struct where ir_place_where(const struct ir *ir, struct arena *a, u32 place)
{
	struct where w = {0};

	if (place == 0)
		return w;
	w = ir_where(ir, ir->place[place].source, ir->place[place].at);
	w.pointer = ir_pointer(ir, a, place);
	return w;
}

/* How long a key is as a reference token, its slash included: RFC 6901 section 3. */
static u32 token_length(Str key)
{
	u32 len = key.len + 1;

	for (u32 i = 0; i < key.len; i++)
		len += key.ptr[i] == '~' || key.ptr[i] == '/';
	return len;
}

/* Writes the token so that it ends at `end`; returns where it begins. */
static char *put_token(char *end, Str key)
{
	while (key.len) {
		char c = key.ptr[--key.len];

		if (c == '~' || c == '/') {
			*--end = c == '~' ? '0' : '1';
			c = '~';
		}
		*--end = c;
	}
	*--end = '/';
	return end;
}

Str ir_pointer(const struct ir *ir, struct arena *a, u32 place)
{
	u64 len = 1;
	char *text, *at;

	if (place == 0)
		return (Str){0};
	for (u32 p = place; ir->place[p].parent; p = ir->place[p].parent)
		len += token_length(ir_str(ir, ir->place[p].key));
	text = new (a, char, len);
	at = text + len;
	for (u32 p = place; ir->place[p].parent; p = ir->place[p].parent)
		at = put_token(at, ir_str(ir, ir->place[p].key));
	*text = '#';
	return (Str){text, (u32)len};
}
