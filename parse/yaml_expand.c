/* Aliases of collections and "<<" merges: the tree that the events gave is written anew, each alias
 * replaced by a copy of what it names, each merge by the members that it brings. A member that an
 * object has itself comes before one that is merged, and of two merged ones the first
 * (yaml.org/type/merge.html). */
#include "yaml.h"

enum { NODES_MAX = 5000000 };

struct expansion {
	struct doc *doc;
	struct ir_node *raw; /* by the index that they had, less `root` */
	u32 root;
	u32 merge_key, merges;
	const u32 *merge;
	u32 *member; /* a stack: the members of the objects being written */
	u32 members, cap;
	u32 nodes; /* written or looked at so far */
};

static u32 target(const struct expansion *x, u32 i)
{
	return x->raw[i].kind == NODE_ALIAS ? x->raw[i].text : i;
}

static bool is_merge(const struct expansion *x, u32 i)
{
	u32 low = 0, high = x->merges;
	if (x->raw[i].key != x->merge_key)
		return false;
	while (low < high) {
		u32 middle = low + (high - low) / 2;
		if (x->merge[middle] - x->root < i)
			low = middle + 1;
		else
			high = middle;
	}
	return low < x->merges && x->merge[low] - x->root == i;
}

static bool too_many(struct doc *d, u32 at)
{
	return doc_error(
		d, DIAG_yaml_expansion, at, (Str){0},
		arena_fmt(d->arena,
	                  "the document has more than %d nodes when its aliases are expanded",
	                  NODES_MAX));
}

static bool count(struct expansion *x, u32 at)
{
	return ++x->nodes <= NODES_MAX || too_many(x->doc, at);
}

static bool collect(struct expansion *x, u32 object, u32 base, u32 depth);

/* The members that a "<<" with the value i brings. */
static bool merge(struct expansion *x, u32 i, u32 base, u32 depth)
{
	u32 from = target(x, i);
	bool right = x->raw[from].kind == value_kind_object;
	if (right)
		return collect(x, from, base, depth);
	if (x->raw[from].kind == value_kind_array) {
		right = true;
		ir_each_child(x->raw, from, c) {
			u32 object = target(x, c);
			right = x->raw[object].kind == value_kind_object;
			if (!right)
				break;
			if (!collect(x, object, base, depth))
				return false;
		}
	}
	return right || doc_error(x->doc, DIAG_yaml_merge, x->raw[i].at,
	                          S("put quotes around '<<' to have it as a key"),
	                          S("'<<' merges a mapping, or a sequence of mappings"));
}

/* Pushes the members of an object, those that it merges included, that no object before it in this
 * merge has. The keys that were met have a stamp of `base` or above, and that of the object whose
 * member counts. */
static bool collect(struct expansion *x, u32 object, u32 base, u32 depth)
{
	struct doc *d = x->doc;
	u32 own = ++d->serial;
	if (depth > d->max_depth)
		return doc_error(d, DIAG_too_deep, x->raw[object].at, (Str){0},
		                 S("too many merges within each other"));
	ir_each_child(x->raw, object, c) {
		if (!count(x, x->raw[c].at))
			return false;
		if (x->raw[c].key && !is_merge(x, c) && d->stamp[x->raw[c].key] < base)
			d->stamp[x->raw[c].key] = own;
	}
	ir_each_child(x->raw, object, c) {
		if (is_merge(x, c)) {
			if (!merge(x, c, base, depth + 1))
				return false;
		} else if (x->raw[c].key && d->stamp[x->raw[c].key] == own) {
			x->member = arena_grow(d->arena, x->member, &x->cap, (u64)x->members + 1,
			                       sizeof *x->member);
			x->member[x->members++] = c;
		}
	}
	return true;
}

static bool expand(struct expansion *x, u32 i);

static bool expand_object(struct expansion *x, u32 object)
{
	u32 first = x->members;
	if (!collect(x, object, x->doc->serial + 1, 0))
		return false;
	for (u32 i = first; i < x->members; i++) {
		const struct ir_node *node = &x->raw[x->member[i]];
		x->doc->key = node->key;
		x->doc->key_at = node->key_at;
		if (!expand(x, x->member[i]))
			return false;
	}
	x->members = first;
	return true;
}

/* Writes node i; a copy stands where its alias does. */
static bool expand(struct expansion *x, u32 i)
{
	struct doc *d = x->doc;
	u32 from = target(x, i), at = x->raw[i].at;
	const struct ir_node *node = &x->raw[from];
	if (!count(x, at))
		return false;
	if (node->kind != value_kind_array && node->kind != value_kind_object) {
		doc_node(d, node->kind, node->text, at);
		return true;
	}
	if (!doc_open(d, node->kind, at))
		return false;
	if (node->kind == value_kind_object && !expand_object(x, from))
		return false;
	if (node->kind == value_kind_array)
		ir_each_child(x->raw, from, c)
			if (!expand(x, c))
				return false;
	doc_close(d);
	return true;
}

/* Whether the nodes and copies of nodes that the source has, but for what merges bring, are few
 * enough: before any copy is made. An alias names a node that was closed before it. */
static bool counted(struct doc *d, u32 root, u32 end)
{
	const struct ir_node *node = d->ir.node;
	u32 *before = new (d->arena, u32, end - root + 1); /* how many there are before each */
	d->depth = 0;
	for (u32 i = root; i < end; i++) {
		u32 size = 1;
		while (d->depth && i >= d->open[d->depth - 1] + node[d->open[d->depth - 1]].size)
			d->depth--;
		if (node[i].kind == NODE_ALIAS) {
			u32 from = node[i].text - root;
			size = before[from + node[node[i].text].size] - before[from];
		}
		before[i + 1 - root] = before[i - root] + size;
		if (before[i + 1 - root] > NODES_MAX) {
			d->ir.count[IR_node] = i;
			d->key = node[i].key;
			return too_many(d, node[i].at);
		}
		if (node[i].kind == value_kind_array || node[i].kind == value_kind_object)
			d->open[d->depth++] = i;
	}
	d->depth = 0;
	return true;
}

bool yaml_expand(struct doc *d, u32 merge_key, const u32 *merge_node, u32 merges)
{
	struct ir *ir = &d->ir;
	u32 root = ir->source[d->source].root, n = ir->count[IR_node] - root;
	struct expansion x = {.doc = d,
	                      .root = root,
	                      .merge_key = merge_key,
	                      .merge = merge_node,
	                      .merges = merges};
	if (!counted(d, root, root + n))
		return false;
	x.raw = new (d->arena, struct ir_node, n);
	memcpy(x.raw, ir->node + root, n * sizeof *x.raw);
	for (u32 i = 0; i < n; i++)
		if (x.raw[i].kind == NODE_ALIAS)
			x.raw[i].text -= root;
	ir->count[IR_node] = root;
	d->stamp = arena_grow(d->arena, d->stamp, &d->stamp_cap, d->in.count, sizeof(u32));
	return expand(&x, 0);
}
