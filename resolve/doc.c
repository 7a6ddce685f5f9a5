/* The document as the passes see it: members by key, positions, complaints.
 * Needs a verified document; leaves parent, ordinal and the string table. */
#include <stdlib.h>

#include "resolve.h"

enum {
	INDEX_FROM = 16, /* members from which an object is indexed */
	NUMBERS = 5,     /* for each node: parent, ordinal, place, type_of, seen */
};

void doc_release(struct resolve *r)
{
	arena_give_block(r->arena, r->parent, (size_t)r->numbered * NUMBERS * sizeof *r->parent);
}

void doc_prepare(struct resolve *r)
{
	struct ir_node *node = r->doc->node;
	u32 count = r->doc->count[IR_node];
	doc_release(r);
	r->parent = new (r->arena, u32, (size_t)count * NUMBERS);
	r->ordinal = r->parent + count;
	r->place = r->ordinal + count;
	r->type_of = r->place + count;
	r->seen = r->type_of + count;
	r->numbered = count;
	r->stamp = new (r->arena, u32, r->doc->strings);
	r->slot = new (r->arena, u32, r->doc->strings);
	r->indexed = new (r->arena, u8, count);
	r->noted = new (r->arena, u8, count);
	if (!r->told) /* what is rebuilt keeps what was said of it */
		r->told = new (r->arena, u8, count);
	r->scheme_of = new (r->arena, u32, r->doc->strings);
	r->trees.n = r->naming.n = 0;
	for (u32 s = 1; s < r->doc->count[IR_source]; s++)
		if (r->doc->source[s].root)
			list_push(r, &r->trees, s);
	/* Behind an array or object that is not empty stands its first; behind anything else, what is
	 * beside it or beside the last of those that end there. */
	for (u32 n = 1; n < count; n++) {
		u32 before = n - 1, in = r->parent[before], key = node[n].key;
		if (node[before].size > 1) {
			r->parent[n] = before;
		} else {
			for (; in && n == in + node[in].size; in = r->parent[in])
				before = in;
			r->parent[n] = in;
			r->ordinal[n] = in ? r->ordinal[before] + 1 : 0;
		}
		if (node[n].kind == value_kind_string &&
		    (key == KW_s_anchor || key == KW_s_id || key == KW_s_dynamicAnchor))
			list_push(r, &r->naming, n);
	}
}

/* Where a pair is, or would be. */
static struct pair *pair_slot(const struct pairs *p, u32 first, u32 second)
{
	u64 h = ((u64)first << 32 | second) * 0x9E3779B97F4A7C15u;
	u32 i = (u32)(h >> 32) & (p->cap - 1);
	while (p->slot[i].first && (p->slot[i].first != first || p->slot[i].second != second))
		i = (i + 1) & (p->cap - 1);
	return &p->slot[i];
}

static void pairs_reserve(struct resolve *r, struct pairs *p, u32 more)
{
	struct pairs old = *p;
	u32 cap = old.cap ? old.cap : 256;
	while (cap < 2 * ((u64)old.used + more))
		cap *= 2;
	if (cap == old.cap)
		return;
	p->slot = new (r->arena, struct pair, cap);
	p->cap = cap;
	for (u32 i = 0; i < old.cap; i++)
		if (old.slot[i].first)
			*pair_slot(p, old.slot[i].first, old.slot[i].second) = old.slot[i];
	arena_give_block(r->arena, old.slot, old.cap * sizeof *old.slot);
}

u32 pairs_get(const struct pairs *p, u32 first, u32 second)
{
	return p->cap ? pair_slot(p, first, second)->value : 0;
}

u32 *pairs_at(struct resolve *r, struct pairs *p, u32 first, u32 second)
{
	pairs_reserve(r, p, 1);
	struct pair *to = pair_slot(p, first, second);
	p->used += !to->first;
	to->first = first;
	to->second = second;
	return &to->value;
}

void pairs_put(struct resolve *r, struct pairs *p, u32 first, u32 second, u32 value)
{
	*pairs_at(r, p, first, second) = value;
}

static void index_object(struct resolve *r, u32 n)
{
	pairs_reserve(r, &r->members, doc_members(r, n));
	ir_each_child(r->doc->node, n, c)
		pairs_put(r, &r->members, n, doc_node(r, c)->key, c);
	r->indexed[n] = 1;
}

u32 doc_get(struct resolve *r, u32 n, u32 key)
{
	u32 seen = 0;
	if (!doc_is(r, n, value_kind_object) || !key)
		return 0;
	if (!r->indexed[n]) {
		ir_each_child(r->doc->node, n, c) {
			if (doc_node(r, c)->key == key)
				return c;
			if (++seen == INDEX_FROM)
				break;
		}
		if (seen < INDEX_FROM)
			return 0;
		index_object(r, n);
	}
	return pairs_get(&r->members, n, key);
}

u32 doc_members(const struct resolve *r, u32 n)
{
	u32 count = 0;
	if (n)
		ir_each_child(r->doc->node, n, c)
			count++;
	return count;
}

const char *kind_name(enum value_kind kind)
{
	static const char *const names[] = {"null",     "a boolean", "a boolean", "a number",
	                                    "a string", "an array",  "an object"};
	return names[kind];
}

bool first_complaint(struct resolve *r, u32 n)
{
	n = doc_origin(r, n);
	bool first = !r->told[n];
	r->told[n] = 1;
	return first;
}

u32 wrong_kind(struct resolve *r, u32 n, const char *expected)
{
	if (!first_complaint(r, n))
		return 0;
	complain(r, DIAG_wrong_kind, n, (Str){0}, "expected %s here, found %s; it is left out",
	         expected, kind_name(doc_kind(r, n)));
	return 0;
}

u32 doc_get_kind(struct resolve *r, u32 n, u32 key, enum value_kind kind)
{
	u32 c = doc_get(r, n, key);
	if (!c || doc_kind(r, c) == kind)
		return c;
	return wrong_kind(r, c, kind_name(kind));
}

u32 doc_string(struct resolve *r, u32 n, u32 key)
{
	u32 c = doc_get(r, n, key);
	if (doc_is(r, c, value_kind_string) || doc_is(r, c, value_kind_number))
		return doc_node(r, c)->text;
	if (c && doc_kind(r, c) != value_kind_null)
		wrong_kind(r, c, "a string");
	return 0;
}

bool doc_flag(struct resolve *r, u32 n, u32 key)
{
	u32 c = doc_get(r, n, key);
	if (c && doc_kind(r, c) != value_kind_true && doc_kind(r, c) != value_kind_false)
		wrong_kind(r, c, "a boolean");
	return doc_is(r, c, value_kind_true);
}

bool doc_extension(const struct resolve *r, u32 key)
{
	return str_starts(text_of(r, key), S("x-"));
}

bool doc_equal(struct resolve *r, u32 a, u32 b)
{
	const struct ir_node *x = doc_node(r, a), *y = doc_node(r, b);
	if (x->kind == value_kind_number && y->kind == value_kind_number)
		return !number_compare(text_of(r, x->text), text_of(r, y->text));
	if (x->kind != y->kind || x->text != y->text || x->size != y->size)
		return false;
	if (x->kind == value_kind_object) {
		ir_each_child(r->doc->node, a, c) {
			u32 other = doc_get(r, b, doc_node(r, c)->key);
			if (!other || !doc_equal(r, c, other))
				return false;
		}
	} else if (x->kind == value_kind_array) {
		u32 other = b + 1;
		ir_each_child(r->doc->node, a, c) {
			if (!doc_equal(r, c, other))
				return false;
			other += doc_node(r, other)->size;
		}
	}
	return true;
}

u32 source_of(const struct resolve *r, u32 n)
{
	u32 low = 0, high = r->trees.n;
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;
		if (r->doc->source[r->trees.at[middle]].root <= n)
			low = middle;
		else
			high = middle;
	}
	return r->trees.at[low];
}

/* The source that the positions of node n, as it was written, are in. */
static u32 position_source(const struct resolve *r, u32 n)
{
	return ir_position_source(r->doc, n, source_of(r, n));
}

static u32 place_key(struct resolve *r, u32 n)
{
	char digits[16];
	if (!r->parent[n])
		return 0;
	if (doc_kind(r, r->parent[n]) == value_kind_object)
		return doc_node(r, n)->key;
	u32 at = sizeof digits, i = r->ordinal[n];
	do
		digits[--at] = (char)('0' + i % 10);
	while (i /= 10);
	return intern_copy(&r->strings, (Str){digits + at, (u32)sizeof digits - at});
}

u32 place_of(struct resolve *r, u32 n)
{
	n = doc_origin(r, n);
	if (!n || r->place[n])
		return r->place[n];
	u32 parent = place_of(r, r->parent[n]);
	const struct ir_node *x = doc_node(r, n);
	return r->place[n] =
	               ir_add_place(&r->out, r->arena,
	                            (struct ir_place){.parent = parent,
	                                              .source = position_source(r, n),
	                                              .key = place_key(r, n),
	                                              .at = r->parent[n] ? x->key_at : x->at});
}

u32 value_of(struct resolve *r, u32 n)
{
	if (!n)
		return 0;
	u32 size = doc_node(r, n)->size, first = ir_add(&r->out, r->arena, IR_value, size);
	struct ir_value *to = r->out.value + first;
	for (u32 i = 0; i < size; i++) {
		const struct ir_node *x = doc_node(r, n + i);
		to[i] = (struct ir_value){.kind = x->kind,
		                          .key = i ? x->key : 0,
		                          .text = x->text,
		                          .size = x->size};
	}
	return first;
}

void doc_json(struct resolve *r, struct out *o, u32 n)
{
	const struct ir_node *x = doc_node(r, n);
	bool some = false;
	switch (x->kind) {
	case value_kind_null: out_str(o, S("null")); break;
	case value_kind_false: out_str(o, S("false")); break;
	case value_kind_true: out_str(o, S("true")); break;
	case value_kind_number: out_str(o, text_of(r, x->text)); break;
	case value_kind_string: out_json_str(o, text_of(r, x->text)); break;
	default:
		out_char(o, x->kind == value_kind_array ? '[' : '{');
		ir_each_child(r->doc->node, n, c) {
			if (some)
				out_char(o, ',');
			some = true;
			if (x->kind == value_kind_object) {
				out_json_str(o, text_of(r, doc_node(r, c)->key));
				out_char(o, ':');
			}
			doc_json(r, o, c);
		}
		out_char(o, x->kind == value_kind_array ? ']' : '}');
	}
}

/* The key and value of n as the IR holds them. */
static Str quote(struct resolve *r, u32 n, u32 *caret)
{
	const struct ir_node *x = doc_node(r, n);
	struct out o;
	out_init(&o, r->arena);
	if (x->key) {
		out_json_str(&o, text_of(r, x->key));
		out_str(&o, S(": "));
	}
	*caret = utf8_count(out_text(&o));
	if (x->kind < value_kind_array || x->size == 1)
		doc_json(r, &o, n);
	else
		out_str(&o, x->kind == value_kind_array ? S("[…]") : S("{…}"));
	return out_text(&o);
}

static struct where at_node(struct resolve *r, u32 n)
{
	struct where w;
	if (!n) {
		u32 source = r->doc->count[IR_source] > 1;
		w = ir_where(r->doc, source, 0);
		w.pointer = S("#");
		return w;
	}
	struct list path = {0};
	struct out pointer;
	n = doc_origin(r, n);
	out_init(&pointer, r->arena);
	out_char(&pointer, '#');
	for (u32 p = n; r->parent[p]; p = r->parent[p])
		list_push(r, &path, p);
	while (path.n) {
		u32 p = path.at[--path.n];
		Str key = text_of(r, doc_node(r, p)->key);
		out_char(&pointer, '/');
		if (doc_kind(r, r->parent[p]) == value_kind_array)
			out_u32(&pointer, r->ordinal[p]);
		for (u32 i = 0; i < key.len; i++)
			if (key.ptr[i] == '~')
				out_str(&pointer, S("~0"));
			else if (key.ptr[i] == '/')
				out_str(&pointer, S("~1"));
			else
				out_char(&pointer, key.ptr[i]);
	}
	w = ir_where(r->doc, position_source(r, n), doc_node(r, n)->at);
	w.pointer = out_text(&pointer);
	w.quote = quote(r, n, &w.caret);
	return w;
}

struct where at_key(struct resolve *r, u32 n)
{
	struct where w = at_node(r, n), key;
	n = doc_origin(r, n);
	key = ir_where(r->doc, position_source(r, n), doc_node(r, n)->key_at);
	w.line = key.line;
	w.col = key.col;
	w.caret = 0;
	return w;
}

static void complain_at(struct resolve *r, enum diag_id id, struct where where, Str hint,
                        const char *format, va_list args)
{
	Str text = arena_vfmt(r->arena, format, args);
	diag_add(r->diag, id, where, hint, "%.*s", STR(text));
}

void complain(struct resolve *r, enum diag_id id, u32 n, Str hint, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (diag_severity(r->diag, id) != SEVERITY_ignore)
		complain_at(r, id, at_node(r, n), hint, format, args);
	va_end(args);
}

void complain_of_key(struct resolve *r, enum diag_id id, u32 n, Str hint, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	if (diag_severity(r->diag, id) != SEVERITY_ignore)
		complain_at(r, id, at_key(r, n), hint, format, args);
	va_end(args);
}
