/* The description's tree is linked once, changed by all actions in turn, and written back once. Values
 * keep the source that they were written in. */
#include "overlay.h"

#include "jsonpath.h"

struct overlay {
	struct doc *doc;
	struct tree tree;
	u32 root;   /* of the description */
	u32 source; /* the overlay */
	bool newer; /* it is of version 1.1 */
	bool stop;
	u32 blame; /* where findings about what is merged point, or 0: at the values themselves */
	struct nodelist nodes;
	u32 *pair; /* a stack: a member to merge, and the one of the same key or 0 */
	u32 pairs, pair_cap;
};

/* Fields */

#define KIND(kind) (1u << value_kind_##kind)
#define BOOLEAN (KIND(false) | KIND(true))
#define ANY (BOOLEAN | KIND(null) | KIND(number) | KIND(string) | KIND(array) | KIND(object))
#define VERSION (KIND(string) | KIND(number)) /* a version that YAML takes for a number is one */

/* X(name, kinds, required) */
#define OVERLAY_FIELDS(X) \
	X(overlay, VERSION, true) \
	X(info, KIND(object), true) \
	X(extends, KIND(string), false) \
	X(actions, KIND(array), true)
#define INFO_FIELDS(X) \
	X(title, KIND(string), true) X(version, VERSION, true) X(description, KIND(string), false)
#define ACTION_FIELDS(X) \
	X(target, KIND(string), true) \
	X(description, KIND(string), false) \
	X(update, ANY, false) \
	X(copy, KIND(string), false) \
	X(remove, BOOLEAN, false)

struct field {
	const char *name;
	u32 kinds;
	bool required;
};

enum { FIELDS_MAX = 5 };

/* An object of the specification. */
struct shape {
	const char *what;
	struct field field[FIELDS_MAX];
	u32 fields;
};

#define X(name, kinds, required) {#name, kinds, required},
static const struct shape overlay_shape = {"an overlay", {OVERLAY_FIELDS(X)}, 4};
static const struct shape info_shape = {"info", {INFO_FIELDS(X)}, 3};
static const struct shape action_shape = {"an action", {ACTION_FIELDS(X)}, 5};
#undef X

enum {
#define X(name, kinds, required) OVERLAY_##name,
	OVERLAY_FIELDS(X)
#undef X
};

enum {
#define X(name, kinds, required) ACTION_##name,
	ACTION_FIELDS(X)
#undef X
};

static const char *kind_name(u32 kind)
{
	static const char *const names[] = {"null",     "a boolean", "a boolean", "a number",
	                                    "a string", "an array",  "an object"};
	return names[kind];
}

static u32 kind_of(const struct overlay *o, u32 n)
{
	return tree_node(&o->tree, n)->kind;
}

static bool is_primitive(u32 kind)
{
	return kind < value_kind_array;
}

static Str text_of(const struct overlay *o, u32 n)
{
	return tree_text(&o->tree, tree_node(&o->tree, n)->text);
}

/* Places */

static Str pointer(struct overlay *o, u32 n)
{
	struct arena *a = o->doc->arena;
	u32 parent = o->tree.link[n].parent, index = 0;
	if (!parent)
		return S("#");
	Str key = {0}, before = pointer(o, parent);
	if (kind_of(o, parent) == value_kind_object)
		key = tree_text(&o->tree, tree_node(&o->tree, n)->key);
	else
		for (u32 c = o->tree.link[n].prev; c; c = o->tree.link[c].prev)
			index++;
	if (!key.ptr)
		return arena_fmt(a, "%.*s/%u", STR(before), index);
	return arena_fmt(a, "%.*s/%.*s", STR(before), STR(doc_token(a, key)));
}

/* A node of the overlay, for a message. */
static struct where where(struct overlay *o, u32 n)
{
	struct where w = doc_where(o->doc, tree_node(&o->tree, n)->at);
	if (w.pointer.len)
		w.pointer = pointer(o, n);
	return w;
}

/* "FILE:LINE:COLUMN" of a node of any source. */
static Str place(const struct overlay *o, u32 n)
{
	const struct ir *ir = &o->doc->ir;
	struct ir_source s = ir->source[o->tree.link[n].source];
	u32 low = 0, high = s.lines.count, at = ir->node[n].at;
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;
		if (ir->line[s.lines.first + middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	return arena_fmt(o->doc->arena, "%.*s:%u:%u", STR(o->doc->in.text[s.name]), low + 1,
	                 at - ir->line[s.lines.first + low].start + 1);
}

/* Checking what an overlay consists of */

static void wrong_kind(struct overlay *o, u32 n, const struct field *f)
{
	u32 one = 0;
	while (!(f->kinds >> one & 1))
		one++;
	if (f->kinds == VERSION)
		one = value_kind_string;
	diag_add(o->doc->diag, DIAG_overlay_syntax, where(o, n), (Str){0},
	         "expected '%s' to be %s; found %s", f->name, kind_name(one),
	         kind_name(kind_of(o, n)));
}

static void unknown_field(struct overlay *o, u32 n, const struct shape *shape)
{
	Str key = tree_text(&o->tree, tree_node(&o->tree, n)->key), names[FIELDS_MAX];
	if (str_starts(key, S("x-")))
		return;
	for (u32 i = 0; i < shape->fields; i++)
		names[i] = str_of(shape->field[i].name);
	struct where w = doc_where(o->doc, tree_node(&o->tree, n)->key_at);
	w.pointer = w.pointer.len ? pointer(o, n) : w.pointer;
	diag_add(o->doc->diag, DIAG_overlay_field, w,
	         diag_nearest(o->doc->arena, key, names, shape->fields),
	         "%s has no field '%.*s'; it is ignored", shape->what, STR(key));
}

/* Finds an object's fields, each 0 where it has none, after complaints. False where one is wrong or
 * missing. */
static bool read_fields(struct overlay *o, u32 object, const struct shape *shape, u32 *node)
{
	bool fine = true;
	u32 missing = UINT32_MAX; /* unless a complaint was made of it */
	memset(node, 0, FIELDS_MAX * sizeof *node);
	tree_each_child(&o->tree, object, c)
	{
		Str key = tree_text(&o->tree, tree_node(&o->tree, c)->key);
		u32 i = 0;
		while (i < shape->fields && !str_eq(key, str_of(shape->field[i].name)))
			i++;
		if (i == shape->fields) {
			unknown_field(o, c, shape);
			continue;
		}
		if (shape->field[i].kinds >> kind_of(o, c) & 1) {
			node[i] = c;
			continue;
		}
		wrong_kind(o, c, &shape->field[i]);
		missing &= ~(1u << i);
		fine = false;
	}
	for (u32 i = 0; i < shape->fields; i++)
		if (shape->field[i].required && !node[i] && missing >> i & 1) {
			diag_add(o->doc->diag, DIAG_overlay_syntax, where(o, object), (Str){0},
			         "%s needs '%s', which is missing", shape->what,
			         shape->field[i].name);
			fine = false;
		}
	return fine;
}

static bool is_object(struct overlay *o, u32 n, const char *what)
{
	if (kind_of(o, n) == value_kind_object)
		return true;
	diag_add(o->doc->diag, DIAG_overlay_syntax, where(o, n), (Str){0},
	         "expected %s to be an object; found %s", what, kind_name(kind_of(o, n)));
	return false;
}

static bool read_version(struct overlay *o, u32 n)
{
	Str version = text_of(o, n);
	bool known = (str_starts(version, S("1.0")) || str_starts(version, S("1.1"))) &&
	             (version.len == 3 || version.ptr[3] == '.');
	o->newer = known && version.ptr[2] == '1';
	return known || (diag_add(o->doc->diag, DIAG_overlay_version, where(o, n),
	                          S("versions 1.0.x and 1.1.x are read"),
	                          "the version '%.*s' of the Overlay Specification is not known",
	                          STR(version)),
	                 false);
}

/* Paths */

/* A path of the overlay: reports what is wrong at the place where it is. */
static struct where where_within(struct overlay *o, u32 n, u32 byte)
{
	u32 scalar = utf8_count((Str){text_of(o, n).ptr, byte});
	struct where w = doc_where(o->doc, doc_within(o->doc, tree_node(&o->tree, n)->at,
	                                              text_of(o, n), scalar));
	if (w.pointer.len)
		w.pointer = pointer(o, n);
	return w;
}

/* Selects nodes of the description by the path at n into o->nodes; false after a complaint. */
static bool select_nodes(struct overlay *o, u32 n)
{
	struct diag *d = o->doc->diag;
	struct jsonpath path;
	bool valid = jsonpath_parse(&path, o->doc->arena, text_of(o, n));
	if (!valid) {
		diag_add(d, DIAG_overlay_path, where_within(o, n, path.at), path.hint, "%.*s",
		         STR(path.wrong));
		return false;
	}
	if (path.pattern.len)
		diag_add(d, DIAG_overlay_pattern, where_within(o, n, path.pattern_at), (Str){0},
		         "%.*s", STR(path.pattern));
	const char *refused = jsonpath_select(&path, &o->tree, o->root, &o->nodes);
	if (refused) {
		d->severity[DIAG_overlay_limit] = SEVERITY_error;
		diag_add(d, DIAG_overlay_limit, where(o, n), (Str){0},
		         "the path is too much work: %s", refused);
		return false;
	}
	if (!o->nodes.n)
		diag_add(d, DIAG_overlay_no_match, where(o, n),
		         jsonpath_nearest(&path, &o->tree, o->root),
		         "'%.*s' selects nothing; the action does nothing", STR(text_of(o, n)));
	return o->nodes.n;
}

/* Leaves each node of the list once. */
static void drop_repeated(struct overlay *o)
{
	u32 kept = 0;
	o->tree.serial++;
	for (u32 i = 0; i < o->nodes.n; i++) {
		struct tree_link *link = &o->tree.link[o->nodes.at[i]];
		if (link->serial != o->tree.serial)
			o->nodes.at[kept++] = o->nodes.at[i];
		link->serial = o->tree.serial;
	}
	o->nodes.n = kept;
}

/* Changing the description */

static void conflict(struct overlay *o, u32 at, u32 target, const char *text)
{
	Str stands = place(o, target);
	diag_add(o->doc->diag, DIAG_overlay_conflict, where(o, o->blame ? o->blame : at),
	         arena_fmt(o->doc->arena, "it is to change %.*s, which stands at %.*s",
	                   STR(pointer(o, target)), STR(stands)),
	         text, kind_name(kind_of(o, target)), kind_name(kind_of(o, at)));
}

/* Adds a copy of a value to a container; false where the document grows too large. */
static bool copy(struct overlay *o, u32 from, u32 parent, u32 *to)
{
	enum tree_refusal refusal = tree_copy(&o->tree, from, parent, to);
	if (!refusal)
		return true;
	o->stop = true;
	o->doc->diag->severity[DIAG_overlay_limit] = SEVERITY_error;
	diag_add(o->doc->diag, DIAG_overlay_limit, where(o, o->blame ? o->blame : from),
	         refusal == TREE_too_deep ? S("--max-depth raises the limit, up to 4096")
	                                  : (Str){0},
	         refusal == TREE_too_deep ? "the document becomes nested deeper than %u levels"
	                                  : "overlays add more than %u values to the document",
	         refusal == TREE_too_deep ? o->doc->max_depth : (u32)TREE_ADDED_MAX);
	return false;
}

/* The value of `from` instead of that of `to`; both are primitive. */
static void replace(struct overlay *o, u32 to, u32 from)
{
	struct ir_node *x = &o->doc->ir.node[to];
	const struct ir_node *y = tree_node(&o->tree, from);
	x->kind = y->kind;
	x->text = y->text;
	x->at = y->at;
	x->key_at = x->key && x->key == y->key ? y->key_at : y->at;
	o->tree.link[to].source = o->tree.link[from].source;
}

static bool append_items(struct overlay *o, u32 to, u32 from)
{
	u32 node;
	tree_each_child(&o->tree, from, c) if (!copy(o, c, to, &node)) return false;
	return true;
}

static bool merge(struct overlay *o, u32 to, u32 from);

/* Two values of the same key. */
static bool combine(struct overlay *o, u32 to, u32 from)
{
	u32 x = kind_of(o, to), y = kind_of(o, from);
	if (is_primitive(x) && is_primitive(y))
		replace(o, to, from);
	else if (x == value_kind_array && y == x)
		return append_items(o, to, from);
	else if (x == value_kind_object && y == x)
		return merge(o, to, from);
	else
		conflict(o, from, to, "%s cannot be merged with %s");
	return true;
}

/* Pushes the members of `from`, each with that of `to` of the same key. */
static void match_members(struct overlay *o, u32 to, u32 from)
{
	struct doc *d = o->doc;
	u32 serial = ++d->serial;
	d->stamp = arena_grow(d->arena, d->stamp, &d->stamp_cap, d->in.count, sizeof(u32));
	d->last = arena_grow(d->arena, d->last, &d->last_cap, d->in.count, sizeof(u32));
	tree_each_child(&o->tree, to, c)
	{
		d->stamp[tree_node(&o->tree, c)->key] = serial;
		d->last[tree_node(&o->tree, c)->key] = c;
	}
	tree_each_child(&o->tree, from, m)
	{
		u32 key = tree_node(&o->tree, m)->key;
		o->pair = arena_grow(d->arena, o->pair, &o->pair_cap, (u64)o->pairs + 2,
		                     sizeof *o->pair);
		o->pair[o->pairs++] = m;
		o->pair[o->pairs++] = d->stamp[key] == serial ? d->last[key] : 0;
	}
}

/* Merges the members of an object into another. Recursion ends with the tree of `from`, whose depth
 * has its cap. */
static bool merge(struct overlay *o, u32 to, u32 from)
{
	u32 begin = o->pairs, node;
	bool fine = true;
	match_members(o, to, from);
	for (u32 i = begin, end = o->pairs; i < end && fine; i += 2)
		fine = o->pair[i + 1] ? combine(o, o->pair[i + 1], o->pair[i])
		                      : copy(o, o->pair[i], to, &node);
	o->pairs = begin;
	return fine;
}

/* What an update or a copy does to a node that it selects. */
static bool change(struct overlay *o, u32 to, u32 value)
{
	u32 x = kind_of(o, to), y = kind_of(o, value), node;
	if (x == value_kind_array)
		return y == value_kind_array && o->newer ? append_items(o, to, value)
		                                         : copy(o, value, to, &node);
	if (x == value_kind_object && y == value_kind_object)
		return merge(o, to, value);
	if (is_primitive(x) && is_primitive(y))
		replace(o, to, value);
	else
		conflict(o, value, to, "the path selects %s, which cannot be updated with %s");
	return true;
}

/* Whether the selected nodes are all objects, or all arrays, or all primitive. */
static bool are_alike(struct overlay *o, u32 target)
{
	u32 first = o->nodes.at[0], x = kind_of(o, first);
	for (u32 i = 1; i < o->nodes.n; i++) {
		u32 other = o->nodes.at[i], y = kind_of(o, other);
		if (x == y || (is_primitive(x) && is_primitive(y)))
			continue;
		diag_add(o->doc->diag, DIAG_overlay_conflict, where(o, target),
		         arena_fmt(o->doc->arena, "%.*s is the first of these, %.*s the other",
		                   STR(pointer(o, first)), STR(pointer(o, other))),
		         "the path selects both %s and %s; an update needs nodes of one kind",
		         kind_name(x), kind_name(y));
		return false;
	}
	return true;
}

static void newer(struct overlay *o, u32 n, const char *text)
{
	if (!o->newer)
		diag_add(o->doc->diag, DIAG_overlay_newer, where(o, n),
		         S("write \"overlay: 1.1.0\""), "%s", text);
}

static void check_primitive(struct overlay *o, u32 target)
{
	for (u32 i = 0; i < o->nodes.n && !o->newer; i++)
		if (is_primitive(kind_of(o, o->nodes.at[i]))) {
			newer(o, target,
			      "the path selects a primitive value, which in Overlay 1.0 no target is");
			return;
		}
}

static void remove_nodes(struct overlay *o, u32 target)
{
	for (u32 i = 0; i < o->nodes.n; i++)
		if (o->nodes.at[i] == o->root)
			diag_add(o->doc->diag, DIAG_overlay_conflict, where(o, target), (Str){0},
			         "the document's root is in nothing that it could be removed from");
		else
			tree_remove(&o->tree, o->nodes.at[i]);
}

static void update_nodes(struct overlay *o, u32 target, u32 value)
{
	drop_repeated(o);
	if (!are_alike(o, target))
		return;
	for (u32 i = 0; i < o->nodes.n; i++)
		if (!change(o, o->nodes.at[i], value))
			return;
}

/* A copy of the one node that the path at n selects, which is in nothing, or 0. */
static u32 take_copy(struct overlay *o, u32 n)
{
	u32 taken = 0;
	newer(o, n, "'copy' is of Overlay 1.1");
	if (!select_nodes(o, n))
		return 0;
	drop_repeated(o);
	if (o->nodes.n == 1)
		return copy(o, o->nodes.at[0], 0, &taken) ? taken : 0;
	diag_add(o->doc->diag, DIAG_overlay_conflict, where(o, n), (Str){0},
	         "the path selects %u nodes; a copy is of one", o->nodes.n);
	return 0;
}

static void no_effect(struct overlay *o, u32 n, const char *text)
{
	diag_add(o->doc->diag, DIAG_overlay_field, where(o, n), (Str){0}, "%s", text);
}

static void act(struct overlay *o, u32 action)
{
	u32 field[FIELDS_MAX];
	if (!is_object(o, action, "an action") || !read_fields(o, action, &action_shape, field))
		return;
	u32 target = field[ACTION_target], update = field[ACTION_update], from = field[ACTION_copy];
	bool removes = field[ACTION_remove] && kind_of(o, field[ACTION_remove]) == value_kind_true;
	if (removes && (update || from))
		no_effect(o, update ? update : from,
		          "beside 'remove: true' neither 'update' nor 'copy' has an effect");
	else if (update && from)
		no_effect(o, from, "'update' and 'copy' beside each other have no effect");
	else if (!removes && !update && !from)
		no_effect(o, action, "the action has no 'update', 'copy' or 'remove: true'");
	if (!removes && !update == !from)
		return;
	o->blame = removes || update ? 0 : from;
	u32 value = removes ? 0 : update ? update : take_copy(o, from);
	if ((!removes && !value) || !select_nodes(o, target))
		return;
	check_primitive(o, target);
	if (removes)
		remove_nodes(o, target);
	else
		update_nodes(o, target, value);
}

struct overlay *overlay_begin(struct doc *d)
{
	struct overlay *o = new (d->arena, struct overlay, 1);
	*o = (struct overlay){.doc = d, .tree = {.doc = d}, .root = d->ir.source[1].root};
	tree_link(&o->tree, 1);
	return o;
}

void overlay_apply(struct overlay *o)
{
	u32 field[FIELDS_MAX], info[FIELDS_MAX];
	o->source = o->doc->source;
	u32 root = o->doc->ir.source[o->source].root;
	tree_link(&o->tree, o->source);
	o->doc->ir.source[o->source].root = 0;
	if (o->stop || !is_object(o, root, "an overlay"))
		return;
	read_fields(o, root, &overlay_shape, field);
	u32 version = field[OVERLAY_overlay], actions = field[OVERLAY_actions];
	if (field[OVERLAY_info])
		read_fields(o, field[OVERLAY_info], &info_shape, info);
	if (!version || !actions || !read_version(o, version))
		return;
	if (!o->tree.link[actions].first)
		diag_add(o->doc->diag, DIAG_overlay_syntax, where(o, actions), (Str){0},
		         "an overlay needs an action; 'actions' is empty");
	tree_each_child(&o->tree, actions, action) if (!o->stop) act(o, action);
}

void overlay_end(struct overlay *o)
{
	tree_write(&o->tree, 1);
	stats_pass(o->doc->stats, "overlay");
}

enum status overlays_apply(struct doc *d, const struct overlays *overlays)
{
	if (!overlays->n)
		return STATUS_OK;
	struct overlay *o = overlay_begin(d);
	for (u32 i = 0; i < overlays->n; i++) {
		enum status status = doc_read(d, overlays->path[i], (Str){0}, FORMAT_auto);
		if (status)
			return status;
		overlay_apply(o);
	}
	overlay_end(o);
	return STATUS_OK;
}
