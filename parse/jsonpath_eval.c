/* Following a query. Segments are applied one within the other, so that nodes come in the order of
 * the RFC without lists in between; as each segment goes at least one level down, that nests no
 * deeper than the tree. Of a query in a filter only the number of its nodes and the first one are
 * ever needed; where it is absolute, it is the same for all candidates and is followed once. */
#include "jsonpath_query.h"

#include <stdio.h>
#include <stdlib.h>

/* What a query in a filter selects. */
struct selection {
	bool known;
	u32 count, first;
};

struct evaluation {
	const struct tree *tree;
	struct arena *arena;
	u32 root, depth;
	u64 steps;
	const char *refused;
	struct selection *absolute; /* by query */
	u32 *member;                /* a stack of members being compared */
	u32 members, member_cap;
};

/* Where the nodes of a query go. */
struct sink {
	struct nodelist *list; /* or NULL */
	u32 limit;             /* no more than so many are wanted */
	u32 count, first;
};

/* Counts work; false where it is too much. */
static bool step(struct evaluation *v, u64 n)
{
	v->steps += n;
	if (v->steps > JSONPATH_STEPS && !v->refused)
		v->refused = "it looks at more than 500,000,000 values";
	return !v->refused;
}

/* Numbers, by what they mean, whatever their length. */

struct decimal {
	const char *p, *end; /* from the first digit that is not 0, perhaps with a point */
	i64 exponent;        /* of that digit */
	int sign;            /* 0: zero */
};

enum { EXPONENT_MAX = 1000000000 };

static i64 exponent_of(const char *p, const char *end)
{
	i64 n = 0;
	bool negative = p < end && *p == '-';
	for (p += p < end && (*p == '-' || *p == '+'); p < end && n < EXPONENT_MAX; p++)
		n = n * 10 + (*p - '0');
	return negative ? -n : n;
}

static struct decimal decimal_of(Str s)
{
	struct decimal d = {.p = s.ptr, .end = s.ptr + s.len, .sign = 1};
	i64 whole = 0;
	if (*d.p == '-') {
		d.sign = -1;
		d.p++;
	}
	for (const char *p = d.p; p < d.end; p++)
		if ((*p | 0x20) == 'e') {
			d.exponent = exponent_of(p + 1, d.end);
			d.end = p;
		}
	for (const char *p = d.p; p < d.end && *p != '.'; p++)
		whole++;
	d.exponent += whole - 1;
	for (; d.p < d.end && (*d.p == '0' || *d.p == '.'); d.p++)
		d.exponent -= *d.p == '0';
	if (d.p == d.end)
		d.sign = 0;
	return d;
}

static int digit_at(const char **p, const char *end)
{
	if (*p < end && **p == '.')
		++*p;
	return *p < end ? *(*p)++ : '0';
}

static int number_cmp(Str a, Str b)
{
	struct decimal x = decimal_of(a), y = decimal_of(b);
	if (x.sign != y.sign || !x.sign)
		return x.sign - y.sign;
	if (x.exponent != y.exponent)
		return x.exponent < y.exponent ? -x.sign : x.sign;
	while (x.p < x.end || y.p < y.end) {
		int order = digit_at(&x.p, x.end) - digit_at(&y.p, y.end);
		if (order)
			return order * x.sign;
	}
	return 0;
}

/* Equality (2.3.5.2.2) */

static bool is_equal(struct evaluation *v, u32 a, u32 b);

static bool equal_items(struct evaluation *v, u32 a, u32 b)
{
	const struct tree_link *link = v->tree->link;
	for (a = link[a].first, b = link[b].first; a && b; a = link[a].next, b = link[b].next)
		if (!is_equal(v, a, b))
			return false;
	return !a && !b;
}

/* In the same order, as most are. */
static bool same_keys(const struct evaluation *v, u32 a, u32 b)
{
	const struct tree_link *link = v->tree->link;
	for (a = link[a].first, b = link[b].first; a && b; a = link[a].next, b = link[b].next)
		if (tree_node(v->tree, a)->key != tree_node(v->tree, b)->key)
			return false;
	return !a && !b;
}

static int by_key(const void *a, const void *b)
{
	const u32 *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

/* Pushes pairs of key and node, in the order of the keys' ids; returns how many. */
static u32 push_members(struct evaluation *v, u32 object)
{
	u32 begin = v->members, n = 0;
	tree_each_child(v->tree, object, c)
	{
		v->member = arena_grow(v->arena, v->member, &v->member_cap, (u64)v->members + 2,
		                       sizeof *v->member);
		v->member[v->members++] = tree_node(v->tree, c)->key;
		v->member[v->members++] = c;
		n++;
	}
	if (n)
		qsort(v->member + begin, n, 2 * sizeof *v->member, by_key);
	return n;
}

static bool equal_members(struct evaluation *v, u32 a, u32 b)
{
	u32 begin = v->members;
	if (same_keys(v, a, b))
		return equal_items(v, a, b);
	u32 n = push_members(v, a), second = v->members;
	bool equal = push_members(v, b) == n;
	for (u32 i = 0; i < n && equal; i++)
		equal = v->member[begin + 2 * i] == v->member[second + 2 * i] &&
		        is_equal(v, v->member[begin + 2 * i + 1], v->member[second + 2 * i + 1]);
	v->members = begin;
	return equal;
}

/* Recursion ends with the trees, whose depth has its cap. */
static bool is_equal(struct evaluation *v, u32 a, u32 b)
{
	const struct ir_node *x = tree_node(v->tree, a), *y = tree_node(v->tree, b);
	if (a == b)
		return true;
	if (x->kind != y->kind || !step(v, 1))
		return false;
	switch ((enum value_kind)x->kind) {
	case value_kind_number:
		return x->text == y->text ||
		       !number_cmp(tree_text(v->tree, x->text), tree_text(v->tree, y->text));
	case value_kind_string: return x->text == y->text;
	case value_kind_array: return equal_items(v, a, b);
	case value_kind_object: return equal_members(v, a, b);
	default: return true;
	}
}

/* Expressions */

/* A ValueType: Nothing, a scalar, or an array or object of the tree. */
struct value {
	bool nothing;
	enum value_kind kind;
	Str text;
	u32 node;
	char digits[12]; /* of a number that a function gave, where text is empty */
};

static Str text_of(const struct value *x)
{
	return x->text.len || x->kind != value_kind_number ? x->text : str_of(x->digits);
}

static const struct value nothing = {.nothing = true};

static struct value value_of_node(const struct evaluation *v, u32 n)
{
	const struct ir_node *x = tree_node(v->tree, n);
	return (struct value){.kind = (enum value_kind)x->kind,
	                      .text = x->text ? tree_text(v->tree, x->text) : (Str){0},
	                      .node = n};
}

static struct value value_of_count(u32 n)
{
	struct value x = {.kind = value_kind_number};
	snprintf(x.digits, sizeof x.digits, "%u", (unsigned)n);
	return x;
}

static bool follow(struct evaluation *v, const struct path_query *q, u32 current, struct sink *to);

static struct selection select_in_filter(struct evaluation *v, const struct path_query *q,
                                         u32 current, u32 limit)
{
	struct selection *kept = q->absolute ? &v->absolute[q->number] : NULL, s = {0};
	struct sink to = {.limit = limit};
	if (kept && kept->known)
		return *kept;
	follow(v, q, current, &to);
	s = (struct selection){true, to.count, to.first};
	if (kept)
		*kept = s;
	return s;
}

static bool is_true(struct evaluation *v, struct path_expression *e, u32 current);
static struct value call(struct evaluation *v, struct path_expression *e, u32 current);

static struct value value_of(struct evaluation *v, struct path_expression *e, u32 current)
{
	if (e->kind == EXPR_literal)
		return (struct value){.kind = e->literal, .text = e->text};
	if (e->kind == EXPR_call)
		return call(v, e, current);
	struct selection s = select_in_filter(v, e->query, current, 1);
	return s.count ? value_of_node(v, s.first) : nothing;
}

/* length (2.4.4), count (2.4.5), value (2.4.8) */
static struct value call(struct evaluation *v, struct path_expression *e, u32 current)
{
	struct selection s;
	struct value x;
	switch (e->function) {
	case FUNCTION_count:
		return value_of_count(
			select_in_filter(v, e->operand->query, current, UINT32_MAX).count);
	case FUNCTION_value:
		s = select_in_filter(v, e->operand->query, current, 2);
		return s.count == 1 ? value_of_node(v, s.first) : nothing;
	default: break;
	}
	x = value_of(v, e->operand, current);
	if (x.nothing || x.kind < value_kind_string)
		return nothing;
	u32 n = x.kind == value_kind_string ? utf8_count(x.text) : tree_children(v->tree, x.node);
	return step(v, n) ? value_of_count(n) : nothing;
}

/* match (2.4.6), search (2.4.7) */
static bool matches(struct evaluation *v, struct path_expression *e, u32 current)
{
	struct value text = value_of(v, e->operand, current),
		     pattern = value_of(v, e->operand->next, current);
	if (text.nothing || text.kind != value_kind_string || pattern.nothing ||
	    pattern.kind != value_kind_string)
		return false;
	if (!e->compiled || !str_eq(e->pattern, pattern.text)) {
		e->compiled = step(v, pattern.text.len);
		e->pattern = pattern.text;
		e->usable = regexp_compile(e->regexp, pattern.text, REGEXP_i);
		if (e->regexp->too_large)
			v->refused = "a pattern in the document has more than 20,000 states";
	}
	u64 steps = 0;
	bool found = e->usable &&
	             regexp_match(e->regexp, text.text, e->function == FUNCTION_match, &steps);
	return step(v, steps) && found;
}

static bool equal_values(struct evaluation *v, const struct value *a, const struct value *b)
{
	if (a->nothing || b->nothing)
		return a->nothing && b->nothing;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case value_kind_number: return !number_cmp(text_of(a), text_of(b));
	case value_kind_string: return str_eq(a->text, b->text);
	case value_kind_array:
	case value_kind_object: return is_equal(v, a->node, b->node);
	default: return true;
	}
}

static bool is_less(const struct value *a, const struct value *b)
{
	if (a->nothing || b->nothing || a->kind != b->kind)
		return false;
	if (a->kind == value_kind_number)
		return number_cmp(text_of(a), text_of(b)) < 0;
	return a->kind == value_kind_string && str_cmp(a->text, b->text) < 0;
}

static bool compare(struct evaluation *v, struct path_expression *e, u32 current)
{
	struct value a = value_of(v, e->operand, current),
		     b = value_of(v, e->operand->next, current);
	switch (e->comparison) {
	case COMPARE_eq: return equal_values(v, &a, &b);
	case COMPARE_ne: return !equal_values(v, &a, &b);
	case COMPARE_lt: return is_less(&a, &b);
	case COMPARE_gt: return is_less(&b, &a);
	case COMPARE_le: return is_less(&a, &b) || equal_values(v, &a, &b);
	case COMPARE_ge: return is_less(&b, &a) || equal_values(v, &a, &b);
	}
	return false;
}

/* Recursion ends with the query, whose nesting has its cap. */
static bool is_true(struct evaluation *v, struct path_expression *e, u32 current)
{
	struct path_expression *o = e->operand;
	switch (e->kind) {
	case EXPR_or:
		while (o && !is_true(v, o, current))
			o = o->next;
		return o;
	case EXPR_and:
		while (o && is_true(v, o, current))
			o = o->next;
		return !o;
	case EXPR_not: return !is_true(v, o, current);
	case EXPR_compare: return compare(v, e, current);
	case EXPR_query: return select_in_filter(v, e->query, current, 1).count;
	case EXPR_call: return matches(v, e, current);
	case EXPR_literal: break;
	}
	return false;
}

/* Segments */

static bool apply(struct evaluation *v, const struct path_segment *s, u32 n, struct sink *to);

/* Goes on with a node that a selector selected; false where no more are wanted. */
static bool selected(struct evaluation *v, const struct path_segment *next, u32 n, struct sink *to)
{
	if (next)
		return apply(v, next, n, to);
	to->first = to->count++ ? to->first : n;
	if (to->list) {
		struct nodelist *list = to->list;
		if (list->n == JSONPATH_NODES) {
			v->refused = "it selects more than 5,000,000 nodes";
			return false;
		}
		list->at = arena_grow(v->arena, list->at, &list->cap, (u64)list->n + 1,
		                      sizeof *list->at);
		list->at[list->n++] = n;
	}
	return to->count < to->limit;
}

/* 2.3.4.2.2: Normalize, and the bounds that it gives. */
static i64 normal(i64 i, i64 n)
{
	return i >= 0 ? i : n + i;
}

static i64 within(i64 i, i64 low, i64 high)
{
	return i < low ? low : i > high ? high : i;
}

static bool select_slice(struct evaluation *v, const struct path_selector *s,
                         const struct path_segment *next, u32 array, struct sink *to)
{
	const struct tree_link *link = v->tree->link;
	i64 n = tree_children(v->tree, array), step_by = s->step;
	bool up = step_by > 0;
	i64 start = s->has_start ? normal(s->start, n)
	            : up         ? 0
	                         : n - 1,
	    end = s->has_end ? normal(s->end, n)
	          : up       ? n
	                     : -1,
	    first, last;
	if (!step_by || !step(v, (u64)n))
		return !v->refused;
	first = up ? within(start, 0, n) : within(start, -1, n - 1);
	last = up ? within(end, 0, n) : within(end, -1, n - 1);
	u32 c = up ? link[array].first : link[array].last;
	for (i64 i = up ? 0 : n - 1; c && (up ? i < last : i > last); i += up ? 1 : -1) {
		u32 following = up ? link[c].next : link[c].prev;
		bool hit = up ? i >= first && (i - first) % step_by == 0
		              : i <= first && (first - i) % -step_by == 0;
		if (hit && !selected(v, next, c, to))
			return false;
		c = following;
	}
	return true;
}

static bool select_index(struct evaluation *v, const struct path_selector *s,
                         const struct path_segment *next, u32 array, struct sink *to)
{
	const struct tree_link *link = v->tree->link;
	i64 i = s->start;
	u32 c = i < 0 ? link[array].last : link[array].first;
	for (; c && i != 0 && i != -1 && step(v, 1); i += i < 0 ? 1 : -1)
		c = i < 0 ? link[c].prev : link[c].next;
	return c && !v->refused ? selected(v, next, c, to) : !v->refused;
}

static bool select_name(struct evaluation *v, const struct path_selector *s,
                        const struct path_segment *next, u32 object, struct sink *to)
{
	u32 key = intern_find(&v->tree->doc->in, s->name);
	if (key)
		tree_each_child(v->tree, object, c)
		{
			if (!step(v, 1))
				return false;
			if (tree_node(v->tree, c)->key == key)
				return selected(v, next, c, to);
		}
	return true;
}

static bool select_children(struct evaluation *v, const struct path_selector *s,
                            const struct path_segment *next, u32 n, struct sink *to)
{
	tree_each_child(v->tree, n, c)
	{
		if (!step(v, 1))
			return false;
		if (s->kind == SELECT_filter && !is_true(v, s->filter, c))
			continue;
		if (!selected(v, next, c, to))
			return false;
	}
	return !v->refused;
}

/* The children of n that the segment's selectors select. */
static bool select_by(struct evaluation *v, const struct path_segment *segment, u32 n,
                      struct sink *to)
{
	u32 kind = tree_node(v->tree, n)->kind;
	bool array = kind == value_kind_array, more = true;
	const struct path_segment *next = segment->next;
	if (kind < value_kind_array)
		return true;
	for (const struct path_selector *s = segment->first; s && more; s = s->next)
		switch (s->kind) {
		case SELECT_name: more = array || select_name(v, s, next, n, to); break;
		case SELECT_index: more = !array || select_index(v, s, next, n, to); break;
		case SELECT_slice: more = !array || select_slice(v, s, next, n, to); break;
		default: more = select_children(v, s, next, n, to); break;
		}
	return more;
}

static bool apply(struct evaluation *v, const struct path_segment *s, u32 n, struct sink *to)
{
	bool more = true;
	if (v->depth == JSONPATH_DEPTH)
		v->refused = "its filters and segments nest too deep for this document";
	if (v->refused)
		return false;
	v->depth++;
	if (s->descendant)
		for (u32 d = n; d && more; d = tree_next(v->tree, d, n))
			more = step(v, 1) && select_by(v, s, d, to);
	else
		more = select_by(v, s, n, to);
	v->depth--;
	return more;
}

static bool follow(struct evaluation *v, const struct path_query *q, u32 current, struct sink *to)
{
	return selected(v, q->first, q->absolute ? v->root : current, to);
}

const char *jsonpath_select(const struct jsonpath *path, const struct tree *t, u32 root,
                            struct nodelist *to)
{
	struct arena *a = t->doc->arena;
	struct evaluation v = {.tree = t, .arena = a, .root = root};
	struct sink sink = {.list = to, .limit = UINT32_MAX};
	v.absolute = new (a, struct selection, path->queries);
	to->n = 0;
	follow(&v, path->query, root, &sink);
	return v.refused;
}

bool jsonpath_equal(const struct tree *t, u32 a, u32 b)
{
	struct evaluation v = {.tree = t, .arena = t->doc->arena};
	return is_equal(&v, a, b);
}

Str jsonpath_nearest(const struct jsonpath *path, const struct tree *t, u32 root)
{
	struct arena *a = t->doc->arena;
	u32 n = root, found = root;
	const struct path_segment *s = path->query->first;
	for (; s && s->first->kind == SELECT_name && !s->first->next && !s->descendant;
	     s = s->next) {
		u32 key = intern_find(&t->doc->in, s->first->name), count = 0;
		found = 0;
		tree_each_child(t, n, c) if (tree_node(t, c)->key == key) found = c;
		if (key && found) {
			n = found;
			continue;
		}
		Str *names = new (a, Str, tree_children(t, n) + (size_t)1);
		tree_each_child(t, n, d) if (tree_node(t, d)->key) names[count++] =
			tree_text(t, tree_node(t, d)->key);
		return diag_nearest(a, s->first->name, names, count);
	}
	return (Str){0};
}
