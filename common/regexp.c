/* A pattern becomes a tree, the tree an automaton (Thompson), and that is run with a set of states
 * (Pike). A repetition {n,m} is written out. */
#include "regexp.h"

#define MANY UINT32_MAX

enum { GROUPS_MAX = 100 };

/* clang-format off */
#define CATEGORIES(X) \
	X(Lu) X(Ll) X(Lt) X(Lm) X(Lo) X(Mn) X(Mc) X(Me) X(Nd) X(Nl) X(No) X(Pc) X(Pd) X(Ps) X(Pe) \
	X(Pi) X(Pf) X(Po) X(Zs) X(Zl) X(Zp) X(Sm) X(Sc) X(Sk) X(So) X(Cc) X(Cf) X(Cs) X(Co) X(Cn)
/* clang-format on */

enum category {
#define X(name) CATEGORY_##name,
	CATEGORIES(X)
#undef X
		CATEGORY_COUNT
};

static const char category_name[CATEGORY_COUNT][3] = {
#define X(name) #name,
	CATEGORIES(X)
#undef X
};

/* By the first scalar: the scalar and, in the high bits, the category. */
enum { CATEGORY_SHIFT = 24 };
static const u32 category_from[] = {
#define C(first, name) (u32) CATEGORY_##name << CATEGORY_SHIFT | first,
#include "category.def"
#undef C
};

static u32 category_of(u32 scalar)
{
	u32 low = 0, high = sizeof category_from / sizeof *category_from;
	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;
		if ((category_from[middle] & ((1u << CATEGORY_SHIFT) - 1)) <= scalar)
			low = middle;
		else
			high = middle;
	}
	return category_from[low] >> CATEGORY_SHIFT;
}

/* The pattern's tree */

enum node_kind { NODE_class, NODE_begin, NODE_end, NODE_word, NODE_all, NODE_any, NODE_repeat };

struct regexp_node {
	enum node_kind kind;
	/* class: the class; word: 1 where there is no boundary; all, any: the first of a list; repeat:
	 * what */
	u32 left;
	u32 right;    /* the next in its list */
	u32 min, max; /* repeat: MANY is no limit */
};

struct parser {
	struct regexp *re;
	Str text;
	u32 at;
	u32 groups; /* that are open */
	bool ecma;
};

static u32 wrong(struct parser *p, u32 at, const char *text)
{
	if (!p->re->wrong.len) {
		p->re->wrong_at = at;
		p->re->wrong = str_of(text);
	}
	p->at = p->text.len;
	return 0;
}

static bool next_is(const struct parser *p, const char *set)
{
	return p->at < p->text.len && p->text.ptr[p->at] && strchr(set, p->text.ptr[p->at]);
}

static bool take(struct parser *p, char c)
{
	bool taken = p->at < p->text.len && p->text.ptr[p->at] == c;
	p->at += taken;
	return taken;
}

static u32 add_node(struct parser *p, struct regexp_node node)
{
	struct regexp *re = p->re;
	re->node = arena_grow(re->arena, re->node, &re->node_cap, (u64)re->nodes + 1,
	                      sizeof *re->node);
	re->node[re->nodes] = node;
	return re->nodes++;
}

static void add_item(struct regexp *re, struct regexp_item item)
{
	re->item = arena_grow(re->arena, re->item, &re->item_cap, (u64)re->items + 1,
	                      sizeof *re->item);
	re->item[re->items++] = item;
}

static u32 add_class(struct parser *p, u32 first, bool negated)
{
	struct regexp *re = p->re;
	re->class = arena_grow(re->arena, re->class, &re->class_cap, (u64)re->classes + 1,
	                       sizeof *re->class);
	re->class[re->classes] = (struct regexp_class){first, re->items - first, negated};
	return add_node(p, (struct regexp_node){NODE_class, re->classes++, 0, 0, 0});
}

static u32 scalar_class(struct parser *p, u32 scalar)
{
	add_item(p->re, (struct regexp_item){scalar, scalar, 0});
	return add_class(p, p->re->items - 1, false);
}

/* Digits of a number to base 16, as many as are asked for. */
static u32 hexadecimal(struct parser *p, u32 n)
{
	u32 value = 0, begin = p->at;
	for (; n && p->at < p->text.len; n--, p->at++) {
		char c = p->text.ptr[p->at], lower = (char)(c | ' ');
		bool digit = c >= '0' && c <= '9';
		if (!digit && (lower < 'a' || lower > 'f'))
			break;
		value = value * 16 + (u32)(digit ? c - '0' : lower - 'a' + 10);
	}
	return n ? wrong(p, begin, "expected hexadecimal digits") : value;
}

/* RegExpUnicodeEscapeSequence, after its u. */
static u32 unicode(struct parser *p)
{
	u32 begin = p->at, n = 0, high, low;
	if (take(p, '{')) {
		while (p->at + n < p->text.len && p->text.ptr[p->at + n] != '}')
			n++;
		high = n && n < 7 ? hexadecimal(p, n) : wrong(p, begin, "expected a scalar value");
		return take(p, '}') && high < 0x110000 ? high
		                                       : wrong(p, begin, "expected a scalar value");
	}
	high = hexadecimal(p, 4);
	if (high >> 10 != 0xD800 >> 10 || !take(p, '\\') || !take(p, 'u'))
		return high;
	low = hexadecimal(p, 4);
	return low >> 10 == 0xDC00 >> 10 ? 0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF)
	                                 : wrong(p, begin, "expected a pair of surrogates");
}

static bool is_letter_or_digit(u32 c)
{
	return (c >= '0' && c <= '9') || ((c | ' ') >= 'a' && (c | ' ') <= 'z');
}

/* CharacterEscape, after its backslash. */
static u32 ecma_escaped(struct parser *p)
{
	static const char letter[] = "nrtvf0", meaning[] = "\n\r\t\v\f";
	u32 begin = p->at;
	if (p->at == p->text.len)
		return wrong(p, begin - 1, "expected a character behind the backslash");
	u32 c = utf8_next(p->text, &p->at);
	if (c < 128 && c && strchr(letter, (int)c))
		return (u8)meaning[strchr(letter, (int)c) - letter];
	if (c == 'u')
		return unicode(p);
	if (c == 'x')
		return hexadecimal(p, 2);
	if (c == 'c' && p->at < p->text.len)
		return p->text.ptr[p->at++] & 31;
	if (!p->re->wrong.len && ((c >= '1' && c <= '9') || c == 'k'))
		p->re->beyond = true;
	if (is_letter_or_digit(c))
		return wrong(p, begin - 1, "no escape that is understood here");
	return c;
}

/* SingleCharEsc, after its backslash. */
static u32 escaped(struct parser *p)
{
	if (p->ecma)
		return ecma_escaped(p);
	static const char letter[] = "nrt", meaning[] = "\n\r\t";
	const char *found = next_is(p, letter) ? strchr(letter, p->text.ptr[p->at]) : NULL;
	if (!found && !next_is(p, "()*+-.?[\\]^{|}"))
		return wrong(p, p->at - 1, "no escape that I-Regexp has");
	p->at++;
	return found ? (u32)meaning[found - letter] : (u8)p->text.ptr[p->at - 1];
}

/* catEsc or complEsc, after its backslash: \p{Lu}, \P{L}. */
static void category(struct parser *p)
{
	bool complement = p->text.ptr[p->at++] == 'P';
	u32 set = 0, begin = p->at + 1, all = (1u << CATEGORY_COUNT) - 1;
	Str rest = str_skip(p->text, p->at), name;
	name = (Str){rest.ptr + 1, str_find(rest, '}') - 1};
	for (u32 i = 0; i < CATEGORY_COUNT; i++)
		if (rest.len && *rest.ptr == '{' && name.len < rest.len - 1 && name.len - 1 < 2 &&
		    str_starts((Str){category_name[i], 2}, name))
			set |= 1u << i;
	if (!set) {
		/* ECMA-262 has more of Unicode's properties, and longer names. */
		bool property = rest.len && *rest.ptr == '{' && name.len && name.len < rest.len - 1;
		for (u32 i = 0; property && i < name.len; i++)
			property = name.ptr[i] == '_' || name.ptr[i] == '=' ||
			           is_letter_or_digit((u8)name.ptr[i]);
		p->re->beyond = p->re->beyond || (p->ecma && property && !p->re->wrong.len);
		wrong(p, p->at, "expected a general category, as in \\p{L} or \\p{Lu}");
		return;
	}
	p->at = begin + name.len + 1;
	add_item(p->re, (struct regexp_item){0, 0, complement ? all & ~set : set});
}

/* CharacterClassEscape, at its letter: \d, \w, \s and what is none of them. */
static bool class_escape(struct parser *p)
{
	static const u32 digit[][2] = {{'0', '9'}, {0, 0}},
			 word[][2] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0, 0}},
			 space[][2] = {{9, 13},
	                               {' ', ' '},
	                               {0xA0, 0xA0},
	                               {0x1680, 0x1680},
	                               {0x2000, 0x200A},
	                               {0x2028, 0x2029},
	                               {0x202F, 0x202F},
	                               {0x205F, 0x205F},
	                               {0x3000, 0x3000},
	                               {0xFEFF, 0xFEFF},
	                               {0, 0}};
	if (!p->ecma || !next_is(p, "dDwWsS"))
		return false;
	char c = p->text.ptr[p->at++];
	const u32(*range)[2] = (c | ' ') == 'd' ? digit : (c | ' ') == 'w' ? word : space;
	u32 from = 0;
	for (; (*range)[1]; range++) {
		if (c & ' ')
			add_item(p->re, (struct regexp_item){(*range)[0], (*range)[1], 0});
		else
			add_item(p->re, (struct regexp_item){from, (*range)[0] - 1, 0});
		from = (*range)[1] + 1;
	}
	if (!(c & ' '))
		add_item(p->re, (struct regexp_item){from, 0x10FFFF, 0});
	return true;
}

/* What is more than one scalar, behind a backslash. */
static bool several_escaped(struct parser *p)
{
	if (!next_is(p, "pP"))
		return class_escape(p);
	category(p);
	return true;
}

/* CCchar */
static u32 class_scalar(struct parser *p)
{
	if (take(p, '\\'))
		return p->ecma && take(p, 'b') ? '\b' : escaped(p);
	if (p->ecma && p->at < p->text.len && !next_is(p, "]"))
		return utf8_next(p->text, &p->at);
	if (p->at == p->text.len || next_is(p, "-[]"))
		return wrong(p, p->at, "expected a character, or ']' at the class's end");
	return utf8_next(p->text, &p->at);
}

/* CCE1 */
static void class_part(struct parser *p)
{
	u32 begin = p->at;
	if (take(p, '\\') && several_escaped(p))
		return;
	p->at = begin;
	u32 first = class_scalar(p), last = first;
	if (next_is(p, "-") && !(p->at + 1 < p->text.len && p->text.ptr[p->at + 1] == ']')) {
		p->at++;
		last = class_scalar(p);
	}
	if (last < first)
		wrong(p, begin, "the range ends before it begins");
	add_item(p->re, (struct regexp_item){first, last, 0});
}

/* charClassExpr, after its bracket. */
static u32 class_expression(struct parser *p)
{
	bool negated = take(p, '^');
	u32 first = p->re->items;
	if (p->ecma && take(p, ']'))
		return add_class(p, first, negated);
	if (take(p, '-'))
		add_item(p->re, (struct regexp_item){'-', '-', 0});
	else
		class_part(p);
	while (p->at < p->text.len && !next_is(p, "]")) {
		if (take(p, '-')) {
			add_item(p->re, (struct regexp_item){'-', '-', 0});
			if (!next_is(p, "]") && !p->ecma)
				wrong(p, p->at - 1,
				      "'-' stands first or last in a class, or escaped");
		} else {
			class_part(p);
		}
	}
	if (!take(p, ']'))
		wrong(p, p->at, "expected ']' at the class's end");
	return add_class(p, first, negated);
}

static u32 dot(struct parser *p)
{
	add_item(p->re, (struct regexp_item){'\n', '\n', 0});
	add_item(p->re, (struct regexp_item){'\r', '\r', 0});
	if (p->ecma)
		add_item(p->re, (struct regexp_item){0x2028, 0x2029, 0});
	return add_class(p, p->re->items - (p->ecma ? 3 : 2), true);
}

static u32 alternatives(struct parser *p);

/* What stands behind (? */
static void group_head(struct parser *p)
{
	if (take(p, ':'))
		return;
	u32 begin = p->at, named = take(p, '<') && !next_is(p, "=!");
	while (named && p->at < p->text.len && !next_is(p, ">"))
		p->at++;
	if (named && take(p, '>'))
		return;
	p->re->beyond = p->re->beyond || !p->re->wrong.len;
	wrong(p, begin, "no group that is understood here");
}

static u32 group(struct parser *p)
{
	if (++p->groups > GROUPS_MAX)
		return wrong(p, p->at, "groups nest deeper than 100");
	if (p->ecma && take(p, '?'))
		group_head(p);
	u32 node = alternatives(p);
	p->groups--;
	if (!take(p, ')'))
		wrong(p, p->at, "expected ')' at the group's end");
	return node;
}

static u32 atom(struct parser *p)
{
	if (take(p, '('))
		return group(p);
	if (take(p, '['))
		return class_expression(p);
	if (take(p, '.'))
		return dot(p);
	if (take(p, '^'))
		return add_node(p, (struct regexp_node){.kind = NODE_begin});
	if (take(p, '$'))
		return add_node(p, (struct regexp_node){.kind = NODE_end});
	if (take(p, '\\')) {
		u32 first = p->re->items;
		if (p->ecma && next_is(p, "bB"))
			return add_node(p,
			                (struct regexp_node){.kind = NODE_word,
			                                     .left = p->text.ptr[p->at++] == 'B'});
		if (!several_escaped(p))
			return scalar_class(p, escaped(p));
		return p->re->wrong.len ? 0 : add_class(p, first, false);
	}
	if (next_is(p, p->ecma ? "*+?" : "*+?{}]"))
		return wrong(p, p->at, "this character needs a backslash here");
	return scalar_class(p, utf8_next(p->text, &p->at));
}

/* Digits; MANY where there are none. What is beyond the automaton's size is all the same. */
static u32 digits(struct parser *p)
{
	u32 n = 0, begin = p->at;
	for (; next_is(p, "0123456789"); p->at++)
		n = n > REGEXP_STATES ? n : n * 10 + (u32)(p->text.ptr[p->at] - '0');
	return p->at > begin ? n : MANY;
}

/* Whether the brace here begins a count; in annex B it stands for itself where it does not. */
static bool counts(const struct parser *p)
{
	u32 at = p->at + 1, begin = at;
	while (at < p->text.len && p->text.ptr[at] >= '0' && p->text.ptr[at] <= '9')
		at++;
	return at > begin && at < p->text.len && (p->text.ptr[at] == '}' || p->text.ptr[at] == ',');
}

static u32 quantified(struct parser *p, u32 node)
{
	u32 begin = p->at, min = 0, max = MANY;
	if (p->ecma && next_is(p, "{") && !counts(p))
		return node;
	if (take(p, '?')) {
		max = 1;
	} else if (take(p, '+')) {
		min = 1;
	} else if (take(p, '{')) {
		min = max = digits(p);
		if (take(p, ','))
			max = digits(p);
		if (min == MANY || !take(p, '}') || max < min)
			return wrong(p, begin, "expected a count, as in {2}, {2,} or {2,3}");
	} else if (!take(p, '*')) {
		return node;
	}
	if (p->ecma)
		take(p, '?'); /* the shortest match is one all the same */
	return add_node(p, (struct regexp_node){NODE_repeat, node, 0, min, max});
}

/* Adds a node to the end of a list; *last is 0 or its last one. */
static void chain(struct parser *p, u32 *first, u32 *last, u32 node)
{
	if (*last)
		p->re->node[*last].right = node;
	else
		*first = node;
	*last = node;
}

static u32 branch(struct parser *p)
{
	u32 first = 0, last = 0;
	while (p->at < p->text.len && !next_is(p, "|)"))
		chain(p, &first, &last, quantified(p, atom(p)));
	return add_node(p, (struct regexp_node){NODE_all, first, 0, 0, 0});
}

static u32 alternatives(struct parser *p)
{
	u32 first = 0, last = 0;
	do
		chain(p, &first, &last, branch(p));
	while (take(p, '|'));
	return add_node(p, (struct regexp_node){NODE_any, first, 0, 0, 0});
}

/* The automaton */

enum op { OP_class, OP_begin, OP_end, OP_word, OP_split, OP_jump, OP_match };

static u32 emit(struct regexp *re, enum op op, u32 x, u32 y)
{
	if (re->insts + re->items >= REGEXP_STATES) {
		re->too_large = true;
		return 0;
	}
	re->inst = arena_grow(re->arena, re->inst, &re->inst_cap, (u64)re->insts + 1,
	                      sizeof *re->inst);
	re->inst[re->insts] = (struct regexp_inst){op, x, y};
	return re->insts++;
}

static void write(struct regexp *re, u32 n);
static void settle(struct regexp *re, u32 chained, size_t offset);

static void write_repeat(struct regexp *re, const struct regexp_node *node)
{
	u32 begin = re->insts, n = 0;
	for (; n < node->min && !re->too_large && (!n || re->insts > begin); n++)
		write(re, node->left);
	if (node->max == MANY) {
		u32 split = emit(re, OP_split, re->insts + 1, 0);
		write(re, node->left);
		emit(re, OP_jump, split, 0);
		if (!re->too_large)
			re->inst[split].y = re->insts;
		return;
	}
	/* Each further one may be left out, with all that follow it. */
	u32 splits = 0;
	while (n++ < node->max && !re->too_large) {
		u32 split = emit(re, OP_split, re->insts + 1, splits);
		splits = split + 1;
		write(re, node->left);
		if (re->insts == split + 1)
			break; /* it is empty, and so are all others */
	}
	settle(re, splits, offsetof(struct regexp_inst, y));
}

/* Lets the instructions chained by their words at `offset` go on at the next one. */
static void settle(struct regexp *re, u32 chained, size_t offset)
{
	while (chained && !re->too_large) {
		u32 *word = (u32 *)(void *)((char *)&re->inst[chained - 1] + offset);
		chained = *word;
		*word = re->insts;
	}
}

static void write_any(struct regexp *re, u32 branch_node)
{
	u32 jumps = 0;
	for (u32 next; branch_node && !re->too_large; branch_node = next) {
		next = re->node[branch_node].right;
		u32 split = next ? emit(re, OP_split, re->insts + 1, 0) : 0;
		write(re, branch_node);
		if (!next)
			break;
		jumps = emit(re, OP_jump, jumps, 0) + 1;
		if (!re->too_large)
			re->inst[split].y = re->insts;
	}
	settle(re, jumps, offsetof(struct regexp_inst, x));
}

static void write(struct regexp *re, u32 n)
{
	struct regexp_node node = re->node[n];
	switch (node.kind) {
	case NODE_class: emit(re, OP_class, node.left, 0); break;
	case NODE_begin: emit(re, OP_begin, 0, 0); break;
	case NODE_end: emit(re, OP_end, 0, 0); break;
	case NODE_word: emit(re, OP_word, node.left, 0); break;
	case NODE_repeat: write_repeat(re, &node); break;
	case NODE_any: write_any(re, node.left); break;
	case NODE_all:
		for (u32 piece = node.left; piece && !re->too_large; piece = re->node[piece].right)
			write(re, piece);
		break;
	}
}

void regexp_init(struct regexp *re, struct arena *a)
{
	*re = (struct regexp){.arena = a};
}

bool regexp_compile(struct regexp *re, Str pattern, enum regexp_dialect dialect)
{
	struct parser p = {.re = re, .text = pattern, .ecma = dialect == REGEXP_ecma};
	re->insts = re->items = re->classes = re->nodes = 0;
	re->wrong = (Str){0};
	re->beyond = re->too_large = false;
	add_node(&p, (struct regexp_node){0}); /* 0 is none */
	u32 root = alternatives(&p);
	if (!re->wrong.len && p.at < pattern.len)
		wrong(&p, p.at, "')' closes no group");
	if (re->wrong.len)
		return false;
	write(re, root);
	emit(re, OP_match, 0, 0);
	return !re->too_large;
}

/* Running it */

struct set {
	u32 *state;
	u32 n;
};

struct run {
	struct regexp *re;
	Str text;
	u32 at;
	bool matched;
};

/* Whether one of the characters around the place is one of a word and the other is none. */
static bool at_boundary(const struct run *r)
{
	bool word[2] = {false, false};
	for (u32 i = 0; i < 2; i++) {
		u32 at = r->at - 1 + i;
		u8 c = at < r->text.len ? (u8)r->text.ptr[at] : 0;
		word[i] = is_letter_or_digit(c) || c == '_';
	}
	return word[0] != word[1];
}

/* Adds a state and all that it leads to without a character, unless they are in the set. */
static void follow(struct run *r, struct set *set, u32 state)
{
	struct regexp *re = r->re;
	u32 *stack = re->set[2], depth = 0;
	stack[depth++] = state;
	while (depth) {
		u32 s = stack[--depth];
		const struct regexp_inst *inst = &re->inst[s];
		if (re->met[s] == re->serial)
			continue;
		re->met[s] = re->serial;
		switch ((enum op)inst->op) {
		case OP_class: set->state[set->n++] = s; break;
		case OP_match: r->matched = true; break;
		case OP_jump: stack[depth++] = inst->x; break;
		case OP_split:
			stack[depth++] = inst->y;
			stack[depth++] = inst->x;
			break;
		case OP_begin:
			if (!r->at)
				stack[depth++] = s + 1;
			break;
		case OP_word:
			if (at_boundary(r) == !inst->x)
				stack[depth++] = s + 1;
			break;
		case OP_end:
			if (r->at == r->text.len)
				stack[depth++] = s + 1;
			break;
		}
	}
}

static bool is_in(const struct regexp *re, const struct regexp_class *class, u32 scalar, u64 *steps)
{
	bool found = false;
	*steps += class->count;
	for (u32 i = class->first; i < class->first + class->count && !found; i++) {
		const struct regexp_item *item = &re->item[i];
		found = item->categories ? item->categories >> category_of(scalar) & 1
		                         : item->first <= scalar && scalar <= item->last;
	}
	return found != class->negated;
}

/* Room by state: a stack holds each state at most twice. */
static void make_room(struct regexp *re)
{
	for (u32 i = 0; i < 3; i++)
		re->set[i] = arena_grow(re->arena, re->set[i], &re->set_cap[i],
		                        2 * (u64)re->insts + 2, sizeof(u32));
	re->met = arena_grow(re->arena, re->met, &re->met_cap, re->insts, sizeof(u32));
}

bool regexp_match(struct regexp *re, Str text, bool whole, u64 *steps)
{
	make_room(re);
	struct set now = {re->set[0], 0}, next = {re->set[1], 0};
	struct run r = {.re = re, .text = text};
	re->serial++;
	follow(&r, &now, 0);
	while (r.at < text.len && (now.n || !whole) && (whole || !r.matched)) {
		u32 scalar = utf8_next(text, &r.at);
		r.matched = false;
		re->serial++;
		next.n = 0;
		*steps += now.n + 1;
		for (u32 i = 0; i < now.n; i++) {
			u32 s = now.state[i];
			if (is_in(re, &re->class[re->inst[s].x], scalar, steps))
				follow(&r, &next, s + 1);
		}
		if (!whole)
			follow(&r, &next, 0);
		struct set swap = now;
		now = next;
		next = swap;
	}
	return r.matched && (!whole || r.at == text.len);
}
