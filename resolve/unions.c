/* oneOf, anyOf and discriminators. Lowering needs a shape and leaves a union's variants;
 * merge_unions needs every type and leaves no union that is a variant of itself; tag_unions needs
 * every type and leaves the tag that tells the variants apart, where there is one. */
#include "resolve.h"

enum { MOST_COMBINATIONS = 64, TAG_DEPTH = 8 };

u32 strip(const struct resolve *r, u32 id, bool nullable)
{
	const struct ir_type *type = r->out.type;
	for (u32 step = 0; step < r->out.count[IR_type]; step++) {
		if (type[id].kind != type_kind_alias &&
		    !(nullable && type[id].kind == type_kind_nullable))
			return id;
		id = type[id].item;
	}
	return 0;
}

/* Branches */

static bool only_null(struct resolve *r, const struct schema *s)
{
	if (doc_is(r, s->k[S_const], value_kind_null))
		return true;
	if (doc_is(r, s->k[S_enum], value_kind_array) && doc_node(r, s->k[S_enum])->size == 2)
		return doc_is(r, s->k[S_enum] + 1, value_kind_null);
	return s->k[S_type] && schema_types(r, s) == JSON_null;
}

/* The branches of a group that shape a type: not null, not those that only constrain, not the
 * schema itself. Returns how many others there are that let more pass (a constraint alone). */
static u32 branches_of(struct resolve *r, u32 id, u32 group, struct list *to)
{
	u32 plain = 0;
	ir_each_child(r->doc->node, group, b) {
		struct schema s;
		schema_read(r, b, &s);
		if (doc_is(r, b, value_kind_object) && only_null(r, &s))
			continue;
		if (schema_has_ref(&s) && schema_plain(&s, PLAIN_ref) &&
		    schema_target(r, &s) == r->info[id].node)
			continue;
		if (doc_is(r, b, value_kind_true) ||
		    (doc_is(r, b, value_kind_object) && schema_plain(&s, PLAIN_required)))
			plain++;
		else
			list_push(r, to, b);
	}
	return plain;
}

/* Whether the schema without its groups shapes a type itself. */
static bool base_shapes(const struct shape *s)
{
	u32 types = s->types & ~(u32)JSON_null;
	return s->properties || s->additional.n || s->open || s->patterns.n || s->items.n ||
	       s->prefix.n || s->enums.n || s->required.n || s->format || s->encoding ||
	       s->bounded ||
	       (s->typed && types != JSON_object && types != (JSON_all & ~(u32)JSON_null));
}

/* Whether what the schema says without its groups can be said of a list of values. */
static bool may_list(const struct shape *s)
{
	return !(s->properties || s->additional.n || s->open || s->patterns.n || s->items.n ||
	         s->prefix.n || s->required.n || s->encoding);
}

/* The groups that shape a type, each as a list of branches. */
struct groups {
	struct list *branches;
	u32 n;
	bool open; /* the only one also has a branch that constrains alone */
};

static void shaping_groups(struct resolve *r, u32 id, const struct shape *s, struct groups *g)
{
	g->branches = new (r->arena, struct list, s->groups.n);
	for (u32 i = 0; i < s->groups.n; i++) {
		struct list branches = {0};
		u32 plain = branches_of(r, id, s->groups.at[i], &branches);
		if (!branches.n)
			continue;
		g->open = plain > 0;
		g->branches[g->n++] = branches;
	}
}

static void add_variant(struct resolve *r, struct list *variants, u32 type, u32 node)
{
	for (u32 i = 0; i < variants->n; i += 2)
		if (variants->at[i] == type)
			return;
	list_push(r, variants, type);
	list_push(r, variants, node);
}

static void set_variants(struct resolve *r, u32 id, const struct list *variants)
{
	u32 n = variants->n / 2;
	if (n == 1) {
		struct context *in = &r->info[variants->at[0]].in;
		set_alias(r, id, variants->at[0]);
		if (in->role == ROLE_variant && in->parent == id)
			in->role = ROLE_same;
		return;
	}
	u32 first = ir_add(&r->out, r->arena, IR_variant, n);
	if (first + n > r->variant_cap)
		r->variant_node = arena_grow(r->arena, r->variant_node, &r->variant_cap,
		                             (u64)first + n, sizeof(u32));
	for (u32 i = 0; i < n; i++) {
		u32 node = variants->at[2 * i + 1];
		struct schema s;
		schema_read(r, node, &s);
		struct ir_variant v = {.type = variants->at[2 * i], .at = place_of(r, node)};
		if (node != r->info[id].node && !schema_has_ref(&s) &&
		    doc_is(r, s.k[S_title], value_kind_string))
			v.name = doc_node(r, s.k[S_title])->text;
		if (doc_is(r, s.k[S_description], value_kind_string))
			v.description = doc_node(r, s.k[S_description])->text;
		v.flags =
			doc_is(r, s.k[S_deprecated], value_kind_true) ? variant_flag_deprecated : 0;
		r->variant_node[first + i] = node;
		r->out.variant[first + i] = v;
	}
	type_at(r, id)->kind = type_kind_union;
	type_at(r, id)->variants = (struct ir_range){first, n};
}

/* What a branch is called: its title, or what it refers to; 0 where it is neither. */
static u32 branch_name(struct resolve *r, u32 branch)
{
	struct schema s;
	schema_read(r, branch, &s);
	if (doc_is(r, s.k[S_title], value_kind_string))
		return doc_node(r, s.k[S_title])->text;
	u32 target = schema_target(r, &s), key = target ? doc_node(r, target)->key : 0;
	return target && !key ? schema_name(r, target) : key;
}

static struct context variant_context(struct resolve *r, u32 id, const u32 *branch, u32 n,
                                      u32 ordinal)
{
	struct context in = {.parent = id,
	                     .role = ROLE_variant,
	                     .ordinal = ordinal,
	                     .depth = r->info[id].in.depth + 1};
	in.key = branch_name(r, branch[0]);
	for (u32 i = 1; in.key && i < n; i++) {
		u32 next = branch_name(r, branch[i]);
		Str both = arena_cat(r->arena, arena_cat(r->arena, text_of(r, in.key), S(" ")),
		                     text_of(r, next));
		in.key = next ? intern(&r->strings, both) : 0;
	}
	return in;
}

/* Whether any value fits the schemas together, as far as their types and lists of values say. */
static bool possible(struct resolve *r, const u32 *parts, u32 n)
{
	struct shape s;
	if (n == 1)
		return true;
	shape_collect(r, parts, n, &s);
	bool some = s.types && enum_leaves_some(r, &s);
	shape_release(r, &s);
	return some;
}

/* Each choice of one branch a group, together with the base. */
static void combine(struct resolve *r, u32 id, struct groups *g, const u32 *element, u32 n,
                    bool based, struct list *variants)
{
	u32 *choice = new (r->arena, u32, g->n), *parts = new (r->arena, u32, n + g->n),
	    ordinal = 0;
	for (;;) {
		u32 kept = 0, last = 0;
		for (u32 i = 0; based && i < n; i++)
			parts[kept++] = element[i] | PART_no_union;
		for (u32 i = 0; i < g->n; i++)
			parts[kept++] = g->branches[i].at[choice[i]];
		struct context in = variant_context(r, id, parts + kept - g->n, g->n, ++ordinal);
		if (possible(r, parts, kept))
			add_variant(r, variants, lower_all(r, parts, kept, in),
			            g->n == 1 ? parts[kept - 1] : r->info[id].node);
		while (last < g->n && ++choice[last] == g->branches[last].n)
			choice[last++] = 0;
		if (last == g->n)
			return;
	}
}

/* Whether each branch requires properties of these names that it declares. */
static bool all_require(struct resolve *r, const struct list *branches, const struct list *names)
{
	bool all = true;
	for (u32 i = 0; i < branches->n && all; i++) {
		struct shape s;
		shape_collect(r, &branches->at[i], 1, &s);
		for (u32 k = 0; k < names->n && all; k++) {
			u32 key = doc_node(r, names->at[k])->text;
			all = r->stamp[key] == r->serial && s.property[r->slot[key]].required &&
			      s.property[r->slot[key]].nodes.n;
		}
		shape_release(r, &s);
	}
	return all;
}

/* Whether the base shapes the variants: not where it only requires what all of them do. */
static bool is_based(struct resolve *r, const struct shape *s, const struct groups *g)
{
	struct shape rest = *s;
	rest.required.n = 0;
	return base_shapes(&rest) ||
	       (s->required.n && !(g->n == 1 && all_require(r, &g->branches[0], &s->required)));
}

bool lower_union(struct resolve *r, u32 id, struct shape *s, const u32 *element, u32 n)
{
	struct groups g = {0};
	struct list variants = {0};
	u64 combinations = 1;
	shaping_groups(r, id, s, &g);
	if (!g.n)
		return false;
	if (g.n == 1 && may_list(s) && !g.open &&
	    lower_enum_branches(r, id, s, g.branches[0].at, g.branches[0].n))
		return true;
	for (u32 i = 0; i < g.n && combinations <= MOST_COMBINATIONS; i++)
		combinations *= g.branches[i].n;
	if (g.n > 1 && combinations > MOST_COMBINATIONS) {
		complain(r, DIAG_unsupported, s->groups.at[0], (Str){0},
		         "more than %u combinations of oneOf and anyOf: the schema takes any value",
		         MOST_COMBINATIONS);
		type_at(r, id)->kind = type_kind_scalar;
		type_at(r, id)->scalar = scalar_any;
		return true;
	}
	combine(r, id, &g, element, n, is_based(r, s, &g), &variants);
	if (g.open && g.n == 1) { /* a branch that only constrains lets the base pass as it is */
		u32 *base = new (r->arena, u32, n);
		for (u32 i = 0; i < n; i++)
			base[i] = element[i] | PART_no_union;
		struct context in = {.parent = id,
		                     .role = ROLE_base,
		                     .depth = r->info[id].in.depth + 1};
		add_variant(r, &variants,
		            base_shapes(s) ? lower_all(r, base, n, in) : new_scalar(r, scalar_any),
		            element[0] & PART_node);
	}
	if (!variants.n) {
		s->types = 0;
		return false;
	}
	set_variants(r, id, &variants);
	r->info[id].discriminator = s->discriminator;
	return true;
}

/* Bases */

/* The schema that a member of a discriminator's mapping leads to, or 0. */
static u32 mapped_to(struct resolve *r, u32 member)
{
	return doc_is(r, member, value_kind_string)
	               ? link_mapping(r, member, doc_node(r, member)->text)
	               : 0;
}

/* The discriminator of a schema itself, or of a part of its allOf that is no reference; 0 where there is none, or where it
 * stands beside branches. */
static u32 own_discriminator(struct resolve *r, const struct schema *s, u32 depth)
{
	if (s->k[S_oneOf] || s->k[S_anyOf])
		return 0;
	if (doc_string(r, s->k[S_discriminator], KW_propertyName))
		return s->k[S_discriminator];
	if (depth < TAG_DEPTH && doc_is(r, s->k[S_allOf], value_kind_array))
		ir_each_child(r->doc->node, s->k[S_allOf], p) {
			struct schema part;
			schema_read(r, p, &part);
			u32 found =
				schema_has_ref(&part) ? 0 : own_discriminator(r, &part, depth + 1);
			if (found)
				return found;
		}
	return 0;
}

static u32 discriminator_at(struct resolve *r, u32 node)
{
	struct schema s;
	schema_read(r, node, &s);
	return own_discriminator(r, &s, 0);
}

/* The schema whose discriminator tells apart what extends the schema: itself, or the base of one that is extended itself; 0
 * where it is no base. */
static u32 base_of(struct resolve *r, const struct schema *s)
{
	u32 base = pairs_get(&r->bases, s->node, BASE_own);
	return base || !own_discriminator(r, s, 0) ? base : s->node;
}

/* What extends a schema of a base, and is extended itself, is a base with the same discriminator, or knows of it where
 * it has its own. */
static void inherit(struct resolve *r, u32 n, u32 level, struct list *queue)
{
	u32 base = pairs_get(&r->bases, n, BASE_own);
	for (u32 e = pairs_get(&r->extended, n, 0); e; e = r->extends.at[2 * e - 1]) {
		struct schema s;
		u32 child = r->extends.at[2 * e - 2], own = pairs_get(&r->bases, child, BASE_own);
		if (own == child && own != base)
			pairs_put(r, &r->bases, child, BASE_outer, base);
		if (own || level == TAG_DEPTH || !pairs_get(&r->extended, child, 0))
			continue;
		schema_read(r, child, &s);
		if (s.k[S_oneOf] || s.k[S_anyOf])
			continue;
		pairs_put(r, &r->bases, child, BASE_own, base);
		list_push(r, queue, child);
		list_push(r, queue, level + 1);
	}
}

void find_bases(struct resolve *r)
{
	struct list queue = {0};
	for (u32 i = 0; i < r->extended_nodes.n; i++) {
		u32 n = r->extended_nodes.at[i];
		if (!discriminator_at(r, n))
			continue;
		pairs_put(r, &r->bases, n, BASE_own, n);
		list_push(r, &queue, n);
		list_push(r, &queue, 0);
	}
	for (u32 i = 0; i < queue.n; i += 2)
		inherit(r, queue.at[i], queue.at[i + 1], &queue);
}

enum extension extension_of(struct resolve *r, const struct schema *schema, u32 node)
{
	struct schema s = *schema;
	u32 component = component_of(r, node), reference, step = 0;
	while ((reference = bare_reference(r, &s)) != 0) {
		schema_read(r, reference, &s);
		u32 target = schema_target(r, &s);
		if (!target || step++ == TAG_DEPTH)
			return EXTENSION_other;
		schema_read(r, target, &s);
	}
	u32 base = step && component ? base_of(r, &s) : 0;
	if (!base)
		return EXTENSION_other;
	u32 mapping = doc_get_kind(r, discriminator_at(r, base), KW_mapping, value_kind_object);
	if (mapping && !pairs_get(&r->mapped, mapping, 0)) {
		pairs_put(r, &r->mapped, mapping, 0, 1);
		ir_each_child(r->doc->node, mapping, m) {
			u32 to = mapped_to(r, m);
			if (to && component_of(r, to))
				pairs_put(r, &r->mapped, mapping, component_of(r, to), 1);
		}
	}
	bool extends =
		mapping ? pairs_get(&r->mapped, mapping, component) : !schema_nullable(r, schema);
	return extends ? EXTENSION_bare : EXTENSION_name;
}

/* The component schemas that extend the base, directly or through others that are not told apart by another property, in
 * the order of the document, then the others that its mapping leads to. */
static void extensions(struct resolve *r, u32 base, u32 property, u32 mapping, struct list *to)
{
	struct list stack = {0};
	struct schema s;
	r->serial++;
	r->seen[base] = r->serial;
	list_push(r, &stack, base);
	while (stack.n) {
		u32 n = stack.at[--stack.n];
		schema_read(r, n, &s);
		if (n != base && extension_of(r, &s, n) != EXTENSION_name)
			list_push(r, to, n);
		u32 own = own_discriminator(r, &s, 0);
		if (own && doc_string(r, own, KW_propertyName) != property)
			continue;
		for (u32 e = pairs_get(&r->extended, n, 0); e; e = r->extends.at[2 * e - 1]) {
			u32 child = r->extends.at[2 * e - 2];
			if (r->seen[child] == r->serial)
				continue;
			r->seen[child] = r->serial;
			list_push(r, &stack, child);
		}
	}
	if (mapping)
		ir_each_child(r->doc->node, mapping, m) {
			u32 n = mapped_to(r, m);
			if (n && r->seen[n] != r->serial) {
				r->seen[n] = r->serial;
				list_push(r, to, n);
			}
		}
}

bool lower_base(struct resolve *r, u32 id, u32 node)
{
	struct schema s;
	struct shape shape;
	struct list children = {0}, variants = {0};
	schema_read(r, node, &s);
	u32 holder = base_of(r, &s);
	if (!holder)
		return false;
	u32 discriminator = discriminator_at(r, holder);
	extensions(r, node, doc_string(r, discriminator, KW_propertyName),
	           holder == node ? doc_get_kind(r, discriminator, KW_mapping, value_kind_object)
	                          : 0,
	           &children);
	if (!children.n)
		return false;
	if (holder != node)
		lower_root(r, holder);
	u32 base = new_type(r, node, (struct context){.parent = id, .role = ROLE_base, .depth = 1});
	shape_collect(r, &node, 1, &shape);
	lower_shape(r, base, &shape, &node, 1);
	shape_release(r, &shape);
	type_at(r, base)->flags |= type_flag_generated;
	for (u32 i = 0; i < children.n; i++)
		add_variant(r, &variants, lower_root(r, children.at[i]), children.at[i]);
	add_variant(r, &variants, base, node);
	struct ir_type kept = *type_at(r, base);
	type_at(r, id)->title = kept.title;
	type_at(r, id)->description = kept.description;
	set_variants(r, id, &variants);
	r->info[id].discriminator = discriminator;
	return true;
}

/* The plain struct of a base, where the type is the union of what extends it, or 0. */
static u32 base_struct(const struct resolve *r, u32 id)
{
	const struct ir_type *t = &r->out.type[id];
	if (t->kind != type_kind_union || !t->variants.count)
		return 0;
	u32 last = r->out.variant[t->variants.first + t->variants.count - 1].type;
	return r->out.type[last].flags & type_flag_generated && r->info[last].in.parent == id ? last
	                                                                                      : 0;
}

static u32 tag_of(struct resolve *r, u32 id)
{
	return doc_string(r, r->info[id].discriminator, KW_propertyName);
}

void flatten_bases(struct resolve *r)
{
	u32 count = r->out.count[IR_type];
	for (u32 id = 1; id < count; id++) {
		struct ir_range *variants = &type_at(r, id)->variants;
		u32 kept = variants->first;
		if (!base_struct(r, id))
			continue;
		ir_each(*variants, v) {
			struct ir_variant variant = r->out.variant[v];
			u32 inner = strip(r, variant.type, false), base = base_struct(r, inner);
			if (base && inner != id && tag_of(r, inner) == tag_of(r, id)) {
				if (variant.type != inner) /* another name of it */
					continue;
				variant.type = base;
			}
			r->variant_node[kept] = r->variant_node[v];
			r->out.variant[kept++] = variant;
		}
		variants->count = kept - variants->first;
	}
}

/* Unions that are variants of themselves */

static const u32 MERGED = UINT32_MAX;

/* A walk through unions and what of their variants are unions too, without recursion, that finds
 * the strongly connected ones (Gabow's two stacks). */
struct cycles {
	u32 *number; /* by type: when it was entered, from 1; MERGED where all it leads to is known */
	u32 entered;
	struct list path,
		edge;      /* the unions under way, and how many variants of each were followed */
	struct list met;   /* those that no number says MERGED of, in the order of entry */
	struct list first; /* the number that each group of connected ones begins with */
};

static void enter_union(struct resolve *r, struct cycles *c, u32 id)
{
	c->number[id] = ++c->entered;
	list_push(r, &c->path, id);
	list_push(r, &c->edge, 0);
	list_push(r, &c->met, id);
	list_push(r, &c->first, c->entered);
}

/* The union that a variant is, aliases and null aside, or 0. */
static u32 union_in(const struct resolve *r, u32 variant)
{
	u32 type = strip(r, r->out.variant[variant].type, true);
	return r->out.type[type].kind == type_kind_union ? type : 0;
}

static bool has_itself(struct resolve *r, u32 id)
{
	ir_each(type_at(r, id)->variants, v)
		if (union_in(r, v) == id)
			return true;
	return false;
}

/* The variants of the unions met last, which are connected: a variant that is another of them adds
 * null at most. Returns whether one adds it. */
static bool connected_variants(struct resolve *r, const struct cycles *c, u32 from, struct list *to)
{
	bool null = false;
	u32 first = c->number[c->met.at[from]];
	for (u32 i = from; i < c->met.n; i++)
		ir_each(type_at(r, c->met.at[i])->variants, v) {
			u32 type = r->out.variant[v].type, number = c->number[union_in(r, v)];
			if (number < first || number == MERGED)
				add_variant(r, to, type, r->variant_node[v]);
			else
				null |= type_at(r, strip(r, type, false))->kind ==
				        type_kind_nullable;
		}
	return null;
}

/* Connected unions have the same values: the one entered first has the variants of all, the
 * others are names of it. */
static void merge_connected(struct resolve *r, const struct cycles *c, u32 from)
{
	struct list variants = {0};
	bool null = connected_variants(r, c, from, &variants);
	u32 id = c->met.at[from];
	for (u32 i = from; i < c->met.n; i++)
		set_alias(r, c->met.at[i], id);
	if (variants.n)
		set_variants(r, id, &variants);
	else
		alias_cycle(r, id);
	if (null)
		wrap_nullable(r, id);
}

/* All that the union under way leads to is known. */
static void leave_union(struct resolve *r, struct cycles *c)
{
	u32 id = c->path.at[--c->path.n], from = c->met.n;
	c->edge.n--;
	if (c->first.at[c->first.n - 1] != c->number[id])
		return;
	c->first.n--;
	while (c->met.at[--from] != id)
		continue;
	if (from + 1 < c->met.n || has_itself(r, id))
		merge_connected(r, c, from);
	while (c->met.n > from)
		c->number[c->met.at[--c->met.n]] = MERGED;
}

void merge_unions(struct resolve *r)
{
	struct cycles c = {.number = new (r->arena, u32, r->out.count[IR_type])};
	u32 count = r->out.count[IR_type];
	for (u32 id = 1; id < count; id++) {
		if (c.number[id] || type_at(r, id)->kind != type_kind_union)
			continue;
		enter_union(r, &c, id);
		while (c.path.n) {
			u32 last = c.path.n - 1, edge = c.edge.at[last]++;
			struct ir_range variants = type_at(r, c.path.at[last])->variants;
			u32 to = edge < variants.count ? union_in(r, variants.first + edge) : 0;
			if (edge >= variants.count)
				leave_union(r, &c);
			else if (to && !c.number[to])
				enter_union(r, &c, to);
			while (to && c.first.at[c.first.n - 1] > c.number[to])
				c.first.n--;
		}
	}
}

/* Tags */

/* What pass tag_unions works with. */
struct tags {
	u32 base; /* of this union: its last variant where that is a base itself, or their number */
	/* by type: which of the union's variants is it, from 1, where mark says so */
	u32 *variant_of;
	u32 *mark; /* by type */
	u32 round;
	struct pairs variant_to; /* by union and node: which variant refers to it, from 1 */
	/* by string: where it was met as a tag: as one of variant i, from 0, of this round's if it is met_before + 1 + i */
	u32 *met_text, *met_number;
	u32 met_before, met_last;
};

/* The values that the property of a type can have, where it is an enumeration, into to; false
 * where one of the objects in it has no such property, or any other in it. `required` asks that
 * it be required. */
static bool tag_values(struct resolve *r, u32 type, u32 property, bool required, u32 depth,
                       struct list *to)
{
	const struct ir_type *t = type_at(r, strip(r, type, false));
	if (t->kind == type_kind_union && depth < TAG_DEPTH) {
		ir_each(t->variants, v) {
			if (!tag_values(r, r->out.variant[v].type, property, required, depth + 1,
			                to))
				return false;
		}
		return true;
	}
	if (t->kind != type_kind_object)
		return false;
	ir_each(t->fields, f) {
		const struct ir_field *field = &r->out.field[f];
		const struct ir_type *e = type_at(r, strip(r, field->type, false));
		if (field->name != property)
			continue;
		if (e->kind != type_kind_enumeration || (e->flags & type_flag_open) ||
		    (required && !(field->flags & field_flag_required)))
			return false;
		ir_each(e->values, v)
			list_push(r, to, r->out.enum_value[v].value);
		return true;
	}
	return false;
}

/* Where a tag was met. */
static u32 *met(struct resolve *r, struct tags *t, u32 value)
{
	const struct ir_value *v = &r->out.value[value];
	u32 *table = v->kind == value_kind_string ? t->met_text : t->met_number;
	/* true and false have no text: their kinds' numbers are keywords' ids */
	return &table[v->text ? v->text : v->kind];
}

/* Whether no two variants have the same tag; drops those that one has twice. */
static bool disjoint(struct resolve *r, struct tags *t, struct list *lists, u32 n)
{
	t->met_before = t->met_last;
	t->met_last += n + 1;
	for (u32 i = 0; i < n; i++) {
		u32 kept = 0;
		for (u32 k = 0; k < lists[i].n; k++) {
			u32 *where = met(r, t, lists[i].at[k]), here = t->met_before + 1 + i;
			if (*where > t->met_before && *where != here)
				return false;
			if (*where != here)
				lists[i].at[kept++] = lists[i].at[k];
			*where = here;
		}
		lists[i].n = kept;
	}
	return true;
}

static void set_tags(struct resolve *r, u32 id, u32 property, const struct list *lists)
{
	struct ir_range variants = type_at(r, id)->variants;
	for (u32 i = 0; i < variants.count; i++) {
		u32 first = lists[i].n ? ir_add(&r->out, r->arena, IR_tag_value, lists[i].n) : 0;
		for (u32 k = 0; k < lists[i].n; k++)
			r->out.tag_value[first + k].value = lists[i].at[k];
		r->out.variant[variants.first + i].tags = (struct ir_range){first, lists[i].n};
	}
	type_at(r, id)->tag = property;
}

/* A property that is a constant in every variant, with different values. */
static void implicit_tag(struct resolve *r, struct tags *t, u32 id)
{
	struct ir_range variants = type_at(r, id)->variants;
	const struct ir_type *first =
		type_at(r, strip(r, r->out.variant[variants.first].type, false));
	for (u32 step = 0; first->kind == type_kind_union && step < TAG_DEPTH; step++)
		first = type_at(r, strip(r, r->out.variant[first->variants.first].type, false));
	if (first->kind != type_kind_object)
		return;
	ir_each(first->fields, f) {
		struct list *lists = new (r->arena, struct list, variants.count);
		u32 property = r->out.field[f].name, i = 0;
		if (!(r->out.field[f].flags & field_flag_required))
			continue;
		while (i < variants.count && tag_values(r, r->out.variant[variants.first + i].type,
		                                        property, true, 0, &lists[i]))
			i++;
		if (i == variants.count && disjoint(r, t, lists, i)) {
			set_tags(r, id, property, lists);
			return;
		}
	}
}

static u32 string_value(struct resolve *r, u32 string)
{
	return ir_add_value(&r->out, r->arena,
	                    (struct ir_value){.kind = value_kind_string,
	                                      .text = string,
	                                      .size = 1});
}

/* The variant that a type is, from 1, or 0. */
static u32 variant_as(const struct resolve *r, const struct tags *t, u32 type)
{
	u32 bare = strip(r, type, false);
	return t->mark[type] == t->round   ? t->variant_of[type]
	       : t->mark[bare] == t->round ? t->variant_of[bare]
	                                   : 0;
}

/* The variant that a node's type is, or that refers to the node, from 1, or 0. */
static u32 variant_for(struct resolve *r, const struct tags *t, u32 id, u32 target)
{
	u32 type = target ? r->type_of[target] : 0, variant = type ? variant_as(r, t, type) : 0;
	return variant ? variant : pairs_get(&t->variant_to, id, target);
}

static void mark_variants(struct resolve *r, struct tags *t, u32 id)
{
	struct ir_range variants = type_at(r, id)->variants;
	t->round++;
	t->base = variants.count;
	for (u32 i = 0; i < variants.count; i++) {
		u32 type = r->out.variant[variants.first + i].type, bare = strip(r, type, false);
		t->mark[type] = t->mark[bare] = t->round;
		t->variant_of[type] = t->variant_of[bare] = i + 1;
		/* The base struct of a base stands for the base. */
		if (type_at(r, bare)->flags & type_flag_generated) {
			u32 base = r->info[bare].in.parent;
			t->mark[base] = t->round;
			t->variant_of[base] = i + 1;
			t->base = base == id ? i : t->base;
		}
		u32 branch = r->variant_node[variants.first + i];
		struct schema s;
		schema_read(r, branch, &s);
		u32 target = branch != r->info[id].node ? schema_target(r, &s) : 0;
		if (target)
			pairs_put(r, &t->variant_to, id, target, i + 1);
	}
}

/* Of another base's discriminator, only what it says of variants that `had` no tag. */
static void read_mapping(struct resolve *r, const struct tags *t, u32 id, u32 discriminator,
                         struct list *lists, const struct list *had)
{
	u32 mapping = doc_get_kind(r, discriminator, KW_mapping, value_kind_object);
	if (!mapping)
		return;
	ir_each_child(r->doc->node, mapping, m) {
		u32 target = mapped_to(r, m), variant = variant_for(r, t, id, target);
		if (had && (!variant || had[variant - 1].n))
			continue;
		if (variant)
			list_push(r, &lists[variant - 1], string_value(r, doc_node(r, m)->key));
		else
			complain(
				r, DIAG_discriminator, m, (Str){0},
				target ? "this mapping leads to a schema that is none of the branches; it is left out"
				       : "this mapping leads nowhere; it is left out");
	}
}

/* Of bases with the same property, of which this one is an extension or which are variants here. */
static void read_other_mappings(struct resolve *r, const struct tags *t, u32 id, struct list *lists)
{
	struct ir_range variants = type_at(r, id)->variants;
	struct list *had = new (r->arena, struct list, variants.count);
	for (u32 i = 0; i < variants.count; i++) {
		u32 node = r->info[r->out.variant[variants.first + i].type].node;
		u32 other = pairs_get(&r->bases, node, i == t->base ? BASE_outer : BASE_own);
		u32 discriminator = other ? discriminator_at(r, other) : 0;
		if (!other || other == r->info[id].node ||
		    doc_string(r, discriminator, KW_propertyName) != tag_of(r, id))
			continue;
		memcpy(had, lists, variants.count * sizeof *had);
		read_mapping(r, t, id, discriminator, lists, had);
	}
}

/* Of what no mapping leads to: the tag that the schema itself names, as AutoRest has it. */
static void read_own_tags(struct resolve *r, u32 id, struct list *lists)
{
	struct ir_range variants = type_at(r, id)->variants;
	for (u32 i = 0; i < variants.count; i++) {
		u32 node = r->info[r->out.variant[variants.first + i].type].node,
		    value = doc_get(r, node, KW_x_ms_discriminator_value);
		if (!lists[i].n && doc_is(r, value, value_kind_string))
			list_push(r, &lists[i], string_value(r, doc_node(r, value)->text));
	}
}

/* Whether a schema is a type of its own, not one of the place that it stands in. */
static bool is_root(const struct resolve *r, u32 n)
{
	const struct type_info *i = &r->info[r->type_of[n]];
	return i->in.role == ROLE_root && i->node == n;
}

/* The name by which a branch is known where nothing maps it: that of the component, or of the
 * schema in another file, that it is, as in a base's union, or refers to. */
static u32 implicit_name(struct resolve *r, u32 branch)
{
	u32 named = branch;
	if (!is_root(r, branch)) {
		struct schema s;
		schema_read(r, branch, &s);
		named = schema_target(r, &s);
	}
	if (!named)
		return 0;
	if (component_of(r, named))
		return doc_node(r, component_of(r, named))->key;
	return source_of(r, doc_origin(r, named)) > 1 ? schema_name(r, named) : 0;
}

static bool shares(struct resolve *r, const struct list *a, const struct list *b)
{
	for (u32 i = 0; i < a->n; i++)
		for (u32 k = 0; k < b->n; k++) {
			const struct ir_value *x = &r->out.value[a->at[i]],
					      *y = &r->out.value[b->at[k]];
			if (x->kind == y->kind && x->text == y->text)
				return true;
		}
	return false;
}

/* Whether a list of values holds a string. */
static bool holds(const struct resolve *r, const struct list *values, u32 string)
{
	for (u32 i = 0; string && i < values->n; i++) {
		const struct ir_value *v = &r->out.value[values->at[i]];
		if (v->kind == value_kind_string && v->text == string)
			return true;
	}
	return false;
}

/* Whether values of a type can be objects: others have no tag. */
static bool holds_objects(const struct resolve *r, u32 type)
{
	const struct ir_type *t = &r->out.type[strip(r, type, true)];
	switch (t->kind) {
	case type_kind_scalar: return t->scalar == scalar_any;
	case type_kind_object:
	case type_kind_map:
	case type_kind_union: return true;
	default: return false;
	}
}

/* Adds to a base's tags those of its own property's values that were not met as another's. */
static void add_rest(struct resolve *r, struct tags *t, const struct list *own, struct list *tags)
{
	for (u32 k = 0; k < own->n; k++) {
		u32 *where = met(r, t, own->at[k]);
		if (*where <= t->met_before)
			list_push(r, tags, own->at[k]);
		*where = t->met_last;
	}
}

/* Whether a variant of a base's union is itself extended by others. */
static bool is_inner(struct resolve *r, const struct tags *t, struct ir_range variants, u32 i)
{
	return t->base < variants.count &&
	       pairs_get(&r->extended, r->variant_node[variants.first + i], 0);
}

enum way { CONSTANT, NAMED, MAPPED, WAYS };

/* Each variant's tags: what maps to it; else the constants that its own property has; else its
 * component's name. Nothing that its own property rules out is its tag, unless `way` is MAPPED and
 * it maps to it; where it is NAMED, its name is preferred to the other constants. What extends
 * the base and is extended itself has what is left of its constants, where these are not all of the
 * base's. */
static bool choose_tags(struct resolve *r, struct tags *t, u32 id, u32 property, struct list *lists,
                        enum way way)
{
	struct ir_range variants = type_at(r, id)->variants;
	struct list *inner = new (r->arena, struct list, variants.count);
	bool some = false;
	for (u32 i = 0; i < variants.count; i++) {
		struct list own = {0};
		u32 v = variants.first + i;
		if (!holds_objects(r, r->out.variant[v].type)) {
			lists[i].n = 0;
			continue;
		}
		some = true;
		bool has = tag_values(r, r->out.variant[v].type, property, false, 0, &own) && own.n;
		if (has && i == t->base) {
			disjoint(r, t, lists, i + 1);
			for (u32 k = 0; k < i; k++)
				if (inner[k].n < own.n)
					add_rest(r, t, &inner[k], &lists[k]);
			add_rest(r, t, &own, &lists[i]);
			continue;
		}
		if (lists[i].n && (way == MAPPED || !has || shares(r, &lists[i], &own)))
			continue;
		u32 name = implicit_name(r, r->variant_node[v]);
		lists[i].n = 0;
		if (has && !(way == NAMED && holds(r, &own, name)))
			*(way != CONSTANT && is_inner(r, t, variants, i) ? &inner[i] : &lists[i]) =
				own;
		else if (name)
			list_push(r, &lists[i], string_value(r, name));
		else
			return false;
	}
	return some && disjoint(r, t, lists, variants.count);
}

static void set_fallback(struct resolve *r, const struct tags *t, u32 id, u32 discriminator)
{
	u32 name = doc_string(r, discriminator, KW_defaultMapping);
	u32 variant = name ? variant_for(r, t, id, link_mapping(r, discriminator, name)) : 0;
	if (variant)
		r->out.variant[type_at(r, id)->variants.first + variant - 1].flags |=
			variant_flag_fallback;
	else if (name)
		complain(
			r, DIAG_discriminator, doc_get(r, discriminator, KW_defaultMapping),
			(Str){0},
			"defaultMapping leads to a schema that is none of the branches; it is left out");
}

/* A base that no tag is left for is none of its variants. */
static void drop_bases(struct resolve *r, const struct tags *t, u32 id)
{
	struct ir_range *variants = &type_at(r, id)->variants;
	u32 first = variants->first, kept = first;
	if (t->base == variants->count)
		return;
	ir_each(*variants, v) {
		const struct ir_variant *variant = &r->out.variant[v];
		if (!variant->tags.count && !(variant->flags & variant_flag_fallback) &&
		    holds_objects(r, variant->type))
			continue;
		r->variant_node[kept] = r->variant_node[v];
		r->out.variant[kept++] = *variant;
	}
	variants->count = kept - first;
	if (variants->count == 1)
		set_alias(r, id, r->out.variant[first].type);
}

static bool explicit_tag(struct resolve *r, struct tags *t, u32 id)
{
	u32 discriminator = r->info[id].discriminator;
	u32 property = tag_of(r, id), n = type_at(r, id)->variants.count;
	if (!property) /* check.c said so */
		return false;
	mark_variants(r, t, id);
	for (enum way way = CONSTANT; way < WAYS; way++) {
		struct list *lists = new (r->arena, struct list, n);
		read_mapping(r, t, id, discriminator, lists, NULL);
		if (t->base < n)
			read_other_mappings(r, t, id, lists);
		read_own_tags(r, id, lists);
		if (choose_tags(r, t, id, property, lists, way)) {
			set_tags(r, id, property, lists);
			set_fallback(r, t, id, discriminator);
			drop_bases(r, t, id);
			return true;
		}
	}
	complain(
		r, DIAG_discriminator, discriminator, (Str){0},
		"'%.*s' does not tell all branches apart: two have the same value, or one has none; their shapes do",
		STR(text_of(r, property)));
	return false;
}

/* The tags of a base whose discriminator is another's are those of the other's union. */
static bool inherited_tag(struct resolve *r, struct tags *t, u32 id)
{
	u32 base = pairs_get(&r->bases, r->info[id].node, BASE_own);
	u32 outer = strip(r, r->type_of[base], true), n = type_at(r, id)->variants.count;
	const struct ir_type *from = type_at(r, outer);
	struct list *lists = new (r->arena, struct list, n);
	bool some = false;
	if (from->kind != type_kind_union || !from->tag)
		return false;
	mark_variants(r, t, outer);
	for (u32 i = 0; i < n; i++) {
		struct ir_variant *v = &r->out.variant[type_at(r, id)->variants.first + i];
		u32 same = variant_as(r, t, v->type);
		if (!same)
			continue;
		const struct ir_variant *as = &r->out.variant[from->variants.first + same - 1];
		v->flags |= as->flags & variant_flag_fallback;
		ir_each(as->tags, k)
			list_push(r, &lists[i], r->out.tag_value[k].value);
		some |= as->tags.count > 0;
	}
	t->base = n - 1;
	if (some) {
		set_tags(r, id, from->tag, lists);
		drop_bases(r, t, id);
	}
	return some;
}

void tag_unions(struct resolve *r)
{
	struct list inner = {0};
	u32 types = r->out.count[IR_type], strings = r->strings.count;
	struct tags t = {.variant_of = new (r->arena, u32, types),
	                 .mark = new (r->arena, u32, types),
	                 .met_text = new (r->arena, u32, strings),
	                 .met_number = new (r->arena, u32, strings)};
	for (u32 id = 1; id < types; id++) {
		if (type_at(r, id)->kind != type_kind_union || !type_at(r, id)->variants.count)
			continue;
		u32 node = r->info[id].node, base = pairs_get(&r->bases, node, BASE_own);
		if (base && base != node && base_struct(r, id))
			list_push(r, &inner, id);
		else if (!r->info[id].discriminator || !explicit_tag(r, &t, id))
			implicit_tag(r, &t, id);
	}
	for (u32 i = 0; i < inner.n; i++)
		if (!inherited_tag(r, &t, inner.at[i]))
			implicit_tag(r, &t, inner.at[i]);
}
