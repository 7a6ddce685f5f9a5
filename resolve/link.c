/* References: to other files, by JSON pointer (RFC 6901), by $anchor and $dynamicAnchor, by $id
 * and $self. Needs the document; leaves what references lead to, looked up once for each text of a
 * reference in each resource. A resource is a file, or a schema with an $id in it (JSON Schema
 * 2020-12, 8.2.1): the node that it begins at. */
#include "resolve.h"
#include "uri.h"

/* A reference token decoded: percent signs (RFC 3986 section 2.1), then ~1 and ~0 (RFC 6901
 * section 4). What has neither is given back as it is. */
static Str decode(struct resolve *r, Str token)
{
	Str plain = uri_decode(r->arena, token);
	if (str_find(plain, '~') == plain.len)
		return plain;
	char *to = new (r->arena, char, plain.len + 1);
	u32 n = 0;
	for (u32 i = 0; i < plain.len; i++, n++) {
		const char *p = plain.ptr + i;
		bool escape = *p == '~' && i + 1 < plain.len && (p[1] == '0' || p[1] == '1');
		to[n] = !escape ? *p : p[1] == '1' ? '/' : '~';
		i += escape;
	}
	return (Str){to, n};
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

static u32 look_up(struct resolve *r, u32 n, u32 reference, bool loud);

/* What an object leads to that is a reference and nothing else, or 0. */
static u32 through(struct resolve *r, u32 n)
{
	u32 ref = doc_node(r, n)->size == 2 ? doc_get(r, n, KW_s_ref) : 0, found;
	if (!doc_is(r, ref, value_kind_string) || r->linking == 16)
		return 0;
	r->linking++;
	found = look_up(r, ref, doc_node(r, ref)->text, false);
	r->linking--;
	return found;
}

/* The member of an object, or of what it is a reference to. */
static u32 member(struct resolve *r, u32 n, u32 key)
{
	u32 found = doc_get(r, n, key);
	return found ? found : doc_get(r, through(r, n), key);
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
			n = member(r, n, intern_find(&r->strings, *missed));
		else if (doc_kind(r, n) == value_kind_array)
			n = item(r, n, *missed);
		else
			n = 0;
	}
	return n;
}

/* The resource that node n stands in. */
static u32 resource_of(struct resolve *r, u32 n)
{
	n = doc_origin(r, n);
	if (r->identified)
		for (u32 p = n; p; p = r->parent[p]) {
			u32 id = doc_get(r, p, KW_s_id);
			if (doc_is(r, id, value_kind_string) && pairs_get(&r->uris, p, 1))
				return p;
		}
	return r->doc->source[source_of(r, n)].root;
}

/* Gives the resource at n its URI: what it says of itself, seen from `base`. */
static void identify(struct resolve *r, u32 n, u32 text, u32 base)
{
	Str uri = uri_resolve(r->arena, text_of(r, base), text_of(r, text));
	u32 id = intern(&r->strings, uri);
	pairs_put(r, &r->uris, n, 1, id);
	if (!pairs_get(&r->resources, id, 1))
		pairs_put(r, &r->resources, id, 1, n);
}

static void prepare_sources(struct resolve *r)
{
	const struct ir *doc = r->doc;
	u32 *uri = new (r->arena, u32, doc->count[IR_source]);
	for (u32 i = 1; i < doc->count[IR_source]; i++)
		uri[i] = doc->source[i].name;
	for (u32 i = 1; i < doc->count[IR_reference]; i++) {
		const struct ir_reference *x = &doc->reference[i];
		pairs_put(r, &r->references, x->source, x->file, i);
		if (x->target && x->path)
			uri[x->target] = x->path;
	}
	for (u32 i = 1; i < doc->count[IR_source]; i++) {
		u32 root = doc->source[i].root, self = doc_get(r, root, KW_s_self);
		if (!root)
			continue;
		pairs_put(r, &r->uris, root, 1, uri[i]);
		if (doc_is(r, self, value_kind_string)) {
			r->identified = true;
			identify(r, root, doc_node(r, self)->text, uri[i]);
		}
	}
}

/* A plain name after '#' in an $id is an anchor (JSON Schema drafts 4 to 7). */
static Str anchor_name(struct resolve *r, u32 n)
{
	Str text = text_of(r, doc_node(r, n)->text);
	if (doc_node(r, n)->key != KW_s_id)
		return text;
	return str_starts(text, S("#")) ? str_skip(text, 1) : (Str){0};
}

void link_prepare(struct resolve *r)
{
	prepare_sources(r);
	struct list nodes = r->naming;
	for (u32 i = 0; i < nodes.n; i++) {
		u32 n = nodes.at[i], schema = r->parent[n];
		if (doc_node(r, n)->key != KW_s_id || anchor_name(r, n).len)
			continue;
		u32 around = resource_of(r, r->parent[schema] ? r->parent[schema] : schema);
		r->identified = true;
		identify(r, schema, doc_node(r, n)->text, pairs_get(&r->uris, around, 1));
	}
	for (u32 i = 0; i < nodes.n; i++) {
		u32 n = nodes.at[i], schema = r->parent[n];
		u32 name = intern(&r->strings, anchor_name(r, n)), in = resource_of(r, schema);
		if (!pairs_get(&r->anchors, in, name))
			pairs_put(r, &r->anchors, in, name, schema);
	}
}

static Str suggest(struct resolve *r, u32 container, Str missed)
{
	struct list keys = {0};
	if (!doc_is(r, container, value_kind_object) || !may_suggest(r))
		return (Str){0};
	ir_each_child(r->doc->node, container, c)
		list_push(r, &keys, doc_node(r, c)->key);
	Str *names = new (r->arena, Str, keys.n + 1);
	for (u32 i = 0; i < keys.n; i++)
		names[i] = text_of(r, keys.at[i]);
	return diag_nearest(r->arena, missed, names, keys.n);
}

/* Whether n holds a document's named schemas. */
static bool is_schemas(const struct resolve *r, u32 n)
{
	return doc_node(r, n)->key == KW_schemas || doc_node(r, n)->key == KW_definitions;
}

/* The named schemas of a file that is a description, by its root; 0 where it has none. */
static u32 schemas_in(struct resolve *r, u32 root)
{
	u32 components = doc_get(r, root, KW_components);
	return doc_get(r, components ? components : root, components ? KW_schemas : KW_definitions);
}

/* "did you mean '#/components/schemas/Pet'?" where the last part of what was written names a schema
 * there, or nearly. */
static Str meant(struct resolve *r, Str reference)
{
	u32 schemas = schemas_in(r, r->doc->source[1].root);
	Str name = reference, hint;
	for (u32 i = reference.len; i-- && name.len == reference.len;)
		if (reference.ptr[i] == '/' || reference.ptr[i] == '#')
			name = str_skip(reference, i + 1);
	u32 same = doc_get(r, schemas, intern_find(&r->strings, name));
	hint = same ? arena_fmt(r->arena, "did you mean '%.*s'?", STR(name))
	            : suggest(r, schemas, name);
	if (!hint.len)
		return hint;
	u32 quote = str_find(hint, '\'');
	return arena_fmt(r->arena, "%.*s'#/%s/%.*s", (int)quote, hint.ptr,
	                 doc_node(r, schemas)->key == KW_schemas ? "components/schemas"
	                                                         : "definitions",
	                 STR(str_skip(hint, quote + 1)));
}

/* Why the file that a reference leads to was not read. */
static void complain_of_file(struct resolve *r, u32 n, Str file, const struct ir_reference *x)
{
	static const struct {
		const char *text, *hint;
	} rows[reference_problem_count] = {
		{"the file '%.*s' was not read", ""},
		{"there is no file '%.*s'",
	         "a path is relative to the file that the reference stands in"},
		{"the file '%.*s' may not be read, or is no regular file", ""},
		{"the file '%.*s' is outside of the directory that references may lead into",
	         "oapi-parse --root DIR names a directory that holds all files of the description"},
		{"'%.*s' is not on this machine, and nothing is fetched",
	         "oapi-parse --map PREFIX=DIR reads such references from a local copy"},
		{"the description came by standard input, so that nothing says where '%.*s' is",
	         "give oapi-parse the file's name, or --root DIR"},
		{"the file '%.*s' has errors", "run oapi-parse on it alone to see them"},
	};
	u32 problem = x ? x->problem : 0;
	Str path = x && x->path ? text_of(r, x->path) : file, hint = {0};
	if (problem == reference_problem_missing || problem == reference_problem_outside)
		hint = meant(r, file);
	complain(r, DIAG_external_ref, n, hint.len ? hint : str_of(rows[problem].hint),
	         rows[problem].text, STR(path));
}

static void complain_of_pointer(struct resolve *r, u32 n, Str fragment, u32 last, Str missed)
{
	Str where = at_key(r, last).pointer;
	Str hint = suggest(r, last, missed);
	hint = hint.len ? hint : meant(r, fragment);
	if (fragment.len && fragment.ptr[0] != '/') {
		complain(r, DIAG_unresolved_ref, n, hint, "no schema has the $anchor '%.*s'",
		         STR(fragment));
	} else if (source_of(r, last) != source_of(r, doc_origin(r, n))) {
		Str file = text_of(r, r->doc->source[source_of(r, last)].name);
		complain(r, DIAG_unresolved_ref, n, hint, "there is no '%.*s' under %.*s of %.*s",
		         STR(missed), STR(where), STR(file));
	} else {
		complain(r, DIAG_unresolved_ref, n, hint,
		         is_schemas(r, last) ? "no schema named '%.*s' under %.*s"
		                             : "there is no '%.*s' under %.*s",
		         STR(missed), STR(where));
	}
}

/* What a node that was written became; itself, but where there are trees behind those that were read. */
static u32 moved(const struct resolve *r, u32 n)
{
	return r->written && r->root == r->written && n < r->written ? r->moved[n] : n;
}

/* The resource that a reference's file part names, seen from another; else 0 and the record of
 * what is known of the file, where there is one. */
static u32 other_resource(struct resolve *r, u32 from, Str file, const struct ir_reference **known)
{
	*known = NULL;
	if (r->identified) {
		Str base = text_of(r, pairs_get(&r->uris, from, 1));
		u32 uri = intern_find(&r->strings, uri_resolve(r->arena, base, file));
		u32 found = uri ? pairs_get(&r->resources, uri, 1) : 0;
		if (found)
			return found;
	}
	u32 i = pairs_get(&r->references, source_of(r, from), intern_find(&r->strings, file));
	if (!i)
		return 0;
	*known = &r->doc->reference[i];
	return (*known)->target ? r->doc->source[(*known)->target].root : 0;
}

/* Where a pointer to $defs or definitions leads that the document does not have, from the innermost schema around node n that
 * does: what generators of JSON Schema write, taken into a description as it is. */
static u32 local(struct resolve *r, u32 n, Str fragment)
{
	u32 found = 0, last;
	Str missed;
	if (!str_starts(fragment, S("/$defs/")) && !str_starts(fragment, S("/definitions/")))
		return 0;
	u32 key = fragment.ptr[1] == '$' ? KW_s_defs : KW_definitions;
	for (u32 p = r->parent[doc_origin(r, n)]; p && !found; p = r->parent[p])
		if (doc_get(r, p, key))
			found = pointer(r, p, fragment, &last, &missed);
	return moved(r, found);
}

/* Where the reference written at node n leads, or 0, after a complaint where one is asked for.
 * References of one resource share what was found for their text. */
static u32 look_up(struct resolve *r, u32 n, u32 reference, bool loud)
{
	u32 from = resource_of(r, n), found = pairs_get(&r->found, from, reference), last = 0;
	if (found)
		return found;
	Str text = text_of(r, reference), file = uri_file(text), fragment = uri_fragment(text);
	Str missed = {0};
	u32 in = from;
	if (file.len) {
		const struct ir_reference *known;
		in = other_resource(r, from, file, &known);
		if (!in && loud)
			complain_of_file(r, n, file, known);
		if (!in)
			return 0;
	}
	if (!fragment.len || fragment.ptr[0] == '/') {
		u32 root = r->doc->source[source_of(r, in)].root;
		found = pointer(r, in, fragment, &last, &missed);
		if (!found && in != root) /* authors mean the file all the same */
			found = pointer(r, root, fragment, &last, &missed);
		found = moved(r, found);
	} else {
		u32 name = intern_find(&r->strings, decode(r, fragment));
		found = moved(r, name ? pairs_get(&r->anchors, in, name) : 0);
	}
	u32 claimed = pairs_get(&r->claims, found, 2);
	found = claimed ? claimed : found;
	if (found) {
		pairs_put(r, &r->found, from, reference, found);
		return found;
	}
	found = file.len ? 0 : local(r, n, fragment);
	if (!found && loud)
		complain_of_pointer(r, n, fragment, last, missed);
	return found;
}

u32 link_find(struct resolve *r, u32 n, u32 reference)
{
	return look_up(r, n, reference, true);
}

u32 link_try(struct resolve *r, u32 n, u32 reference)
{
	return look_up(r, n, reference, false);
}

u32 link_mapping(struct resolve *r, u32 n, u32 reference)
{
	u32 own = schemas_in(r, r->doc->source[source_of(r, doc_origin(r, n))].root);
	u32 named = doc_get(r, own, reference);
	named = named ? moved(r, named) : doc_get(r, r->schemas, reference);
	return named ? named : look_up(r, n, reference, false);
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
			complain(r, DIAG_ref_cycle, ref,
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
		u32 base = doc_is(r, ref, value_kind_string)
		                   ? look_up(r, ref, doc_node(r, ref)->text, false)
		                   : 0;
		if (base) {
			list_push(r, &r->extends, component);
			u32 *last = pairs_at(r, &r->extended, base, 0);
			if (!*last)
				list_push(r, &r->extended_nodes, base);
			list_push(r, &r->extends, *last);
			*last = r->extends.n / 2;
		} else {
			extends_from(r, component, c, depth + 1);
		}
	}
}

u32 component_of(const struct resolve *r, u32 n)
{
	return r->schemas && r->parent[n] == r->schemas ? n : pairs_get(&r->claims, n, 1);
}

/* The reference in n where n is nothing else, or 0. */
static u32 sole_reference(struct resolve *r, u32 n)
{
	u32 ref = doc_node(r, n)->size == 2 ? doc_get(r, n, KW_s_ref) : 0;
	return doc_is(r, ref, value_kind_string) ? ref : 0;
}

static void claim(struct resolve *r, u32 component)
{
	u32 n = component, ref;
	for (u32 steps = 0; n && (ref = sole_reference(r, n)) != 0; steps++)
		n = steps < r->max_depth ? look_up(r, ref, doc_node(r, ref)->text, false) : 0;
	if (!n || component_of(r, n) || source_of(r, doc_origin(r, n)) == 1)
		return;
	pairs_put(r, &r->claims, n, 1, component);
	pairs_put(r, &r->claims, component, 2, n);
}

/* What the schema n, as it was written in another file, extends, unless it is a component here. */
static void other_extends(struct resolve *r, u32 n)
{
	n = moved(r, n);
	if (n && !component_of(r, n))
		extends_from(r, n, n, 0);
}

void link_components(struct resolve *r)
{
	if (r->trees.n > 1)
		ir_each_child(r->doc->node, r->schemas, c)
			claim(r, c);
	if (r->claims.used)
		r->found = (struct pairs){0};
	ir_each_child(r->doc->node, r->schemas, c) {
		u32 claimed = pairs_get(&r->claims, c, 2), schema = claimed ? claimed : c;
		extends_from(r, schema, schema, 0);
	}
	for (u32 i = 1; i < r->trees.n; i++) {
		u32 root = r->doc->source[r->trees.at[i]].root;
		other_extends(r, root);
		ir_each_child(r->doc->node, schemas_in(r, root), c)
			other_extends(r, c);
	}
	find_bases(r);
}
