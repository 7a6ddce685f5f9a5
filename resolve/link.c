/* References: local ones by JSON pointer (RFC 6901), by $anchor, $dynamicAnchor and $id.
 * Needs the document; leaves targets looked up once for each text of a reference. */
#include "resolve.h"

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A reference token decoded: percent signs (RFC 3986 section 2.1), then ~1 and ~0 (RFC 6901
 * section 4). */
static Str decode(struct resolve *r, Str token)
{
	char *to = new (r->arena, char, token.len + 1);
	u32 n = 0, kept = 0;
	for (u32 i = 0; i < token.len; i++) {
		char c = token.ptr[i];
		if (c == '%' && i + 2 < token.len && hex(token.ptr[i + 1]) >= 0 &&
		    hex(token.ptr[i + 2]) >= 0) {
			c = (char)(hex(token.ptr[i + 1]) * 16 + hex(token.ptr[i + 2]));
			i += 2;
		}
		to[n++] = c;
	}
	for (u32 i = 0; i < n; i++, kept++) {
		bool escape = to[i] == '~' && i + 1 < n && (to[i + 1] == '0' || to[i + 1] == '1');
		to[kept] = !escape ? to[i] : to[++i] == '1' ? '/' : '~';
	}
	return (Str){to, kept};
}

/* The item of array n that a token names, or 0. */
static u32 item(struct resolve *r, u32 n, Str token)
{
	u64 want = 0;
	if (!token.len || (token.len > 1 && token.ptr[0] == '0'))
		return 0;
	for (u32 i = 0; i < token.len; i++) {
		if (token.ptr[i] < '0' || token.ptr[i] > '9' || want > UINT32_MAX)
			return 0;
		want = want * 10 + (u64)(token.ptr[i] - '0');
	}
	ir_each_child(r->doc->node, n, c)
		if (!want--)
			return c;
	return 0;
}

/* Where the pointer leads from node n; *last is the last node on the way, *missed the token that
 * it has not. */
static u32 pointer(struct resolve *r, u32 n, Str path, u32 *last, Str *missed)
{
	while (n && path.len) {
		path = str_skip(path, 1);
		Str token = {path.ptr, str_find(path, '/')};
		path = str_skip(path, token.len);
		*missed = decode(r, token);
		*last = n;
		if (doc_kind(r, n) == value_kind_object)
			n = doc_get(r, n, intern_find(&r->strings, *missed));
		else if (doc_kind(r, n) == value_kind_array)
			n = item(r, n, *missed);
		else
			n = 0;
	}
	return n;
}

static void find_anchors(struct resolve *r)
{
	r->anchored = true;
	for (u32 n = 1; n < r->doc->count[IR_node]; n++) {
		const struct ir_node *x = doc_node(r, n);
		bool names =
			x->key == KW_s_anchor || x->key == KW_s_dynamicAnchor || x->key == KW_s_id;
		if (!names || x->kind != value_kind_string)
			continue;
		list_push(r, &r->anchors, x->text);
		list_push(r, &r->anchors, r->parent[n]);
	}
}

/* The schema that has this $anchor or $id. */
static u32 anchor(struct resolve *r, Str name)
{
	u32 id = intern_find(&r->strings, name);
	if (!r->anchored)
		find_anchors(r);
	for (u32 i = 0; id && i < r->anchors.n; i += 2)
		if (r->anchors.at[i] == id)
			return r->anchors.at[i + 1];
	return 0;
}

static Str suggest(struct resolve *r, u32 container, Str missed)
{
	struct list keys = {0};
	if (!doc_is(r, container, value_kind_object))
		return (Str){0};
	ir_each_child(r->doc->node, container, c)
		list_push(r, &keys, doc_node(r, c)->key);
	Str *names = new (r->arena, Str, keys.n + 1);
	for (u32 i = 0; i < keys.n; i++)
		names[i] = text_of(r, keys.at[i]);
	return diag_nearest(r->arena, missed, names, keys.n);
}

static void complain(struct resolve *r, u32 n, Str reference, u32 last, Str missed)
{
	if (!str_starts(reference, S("#"))) {
		diag_add(
			r->diag, DIAG_external_ref, at_node(r, n),
			S("bundle the description into one file first: only references that begin with # are followed"),
			"the reference '%.*s' leads to another file", STR(reference));
	} else if (!last) {
		diag_add(r->diag, DIAG_unresolved_ref, at_node(r, n), (Str){0},
		         "no schema has the $anchor '%.*s'", STR(str_skip(reference, 1)));
	} else {
		Str where = at_node(r, last).pointer;
		bool schema = last == r->schemas;
		diag_add(r->diag, DIAG_unresolved_ref, at_node(r, n), suggest(r, last, missed),
		         schema ? "no schema named '%.*s' under %.*s"
		                : "there is no '%.*s' under %.*s",
		         STR(missed), STR(where));
	}
}

/* What a node that was written became; itself, but for Swagger 2.0. */
static u32 moved(const struct resolve *r, u32 n)
{
	return r->root == r->written && n ? r->moved[n] : n;
}

/* References from every node share what was found for their text. */
static u32 look_up(struct resolve *r, u32 n, u32 reference)
{
	Str text = text_of(r, reference), missed = {0};
	u32 last = 0, found = 0;
	if (reference >= r->targets)
		r->target = arena_grow(r->arena, r->target, &r->targets, (u64)reference + 1,
		                       sizeof *r->target);
	if (r->target[reference])
		return r->target[reference];
	if (text.len && text.ptr[0] == '#') {
		Str fragment = str_skip(text, 1);
		if (!fragment.len || fragment.ptr[0] == '/')
			found = moved(r,
			              pointer(r, r->doc->source[1].root, fragment, &last, &missed));
		else
			found = anchor(r, decode(r, fragment));
	} else {
		found = anchor(r, text);
	}
	if (!found && n)
		complain(r, n, text, last, missed);
	return r->target[reference] = found;
}

u32 link_find(struct resolve *r, u32 n, u32 reference)
{
	return look_up(r, n, reference);
}

u32 link_mapping(struct resolve *r, u32 reference)
{
	u32 named = doc_get(r, r->schemas, reference);
	return named ? named : look_up(r, 0, reference);
}

u32 link_follow(struct resolve *r, u32 n)
{
	u32 steps = 0, mark = 0, next_mark = 1; /* Brent's way to find a circle */
	while (n) {
		u32 ref = doc_get(r, n, KW_s_ref);
		if (!ref)
			return n;
		if (doc_kind(r, ref) != value_kind_string)
			return wrong_kind(r, ref, "a string");
		if (n == mark) {
			diag_add(r->diag, DIAG_ref_cycle, at_node(r, ref),
			         S("let one of the references on the way be the thing itself"),
			         "this reference leads back to itself");
			return 0;
		}
		if (++steps == next_mark) {
			mark = n;
			next_mark *= 2;
		}
		n = link_find(r, ref, doc_node(r, ref)->text);
	}
	return 0;
}

static void extends_from(struct resolve *r, u32 component, u32 n, u32 depth)
{
	u32 all = doc_get(r, n, KW_allOf);
	if (!doc_is(r, all, value_kind_array) || depth > r->max_depth)
		return;
	ir_each_child(r->doc->node, all, c) {
		u32 ref = doc_get(r, c, KW_s_ref);
		u32 base = doc_is(r, ref, value_kind_string) ? look_up(r, 0, doc_node(r, ref)->text)
		                                             : 0;
		if (base) {
			list_push(r, &r->extends, component);
			list_push(r, &r->extends, r->extended[base]);
			r->extended[base] = r->extends.n / 2;
		} else {
			extends_from(r, component, c, depth + 1);
		}
	}
}

void link_extends(struct resolve *r)
{
	r->extended = new (r->arena, u32, r->doc->count[IR_node]);
	if (r->schemas)
		ir_each_child(r->doc->node, r->schemas, c)
			extends_from(r, c, c, 0);
}
