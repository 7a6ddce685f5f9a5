/* Rust as a tree, which a parser of recursive descent makes of one item at a time. */
#ifndef TREE_H
#define TREE_H

#include "lex.h"

enum node_kind {
#define N(kind) N_##kind,
#include "tree.def"
	NODE_KINDS
};

enum node_flags {
	NODE_SEMI = 1,   /* a statement that ends in one; of vec![a; b], where it stands between */
	NODE_COMMA = 2,  /* a macro's arguments end in a comma */
	NODE_PARSED = 4, /* a macro whose arguments are in its list */
	NODE_REST = 8,   /* struct, struct_pat: .. stands at the end */
	NODE_TUPLE = 16, /* adt, variant: fields without names */
	NODE_UNIT = 32,  /* adt, variant: no fields and no braces */
	NODE_TYPE = 64,  /* path: in a type, where args are not preceded by :: */
	NODE_MANY = 128, /* tokens, path: of several segments; generic: const */
};

struct node {
	u8 kind, flags;
	u16 depth; /* of operands at the left edge, which no nesting of delimiters bounds */
	u32 lo, hi;
	u32 op, a, b, c, d, list, next;
};

/* Sums over the tokens of an item from its first one: what is from token i to token k is the difference. */
struct sums {
	u32 width;   /* columns, all on one line */
	u32 broken;  /* what cannot be on one line: comments, blocks, lists that are too wide */
	u32 differs; /* gaps that are not in the text as they are on one line */
	u32 comments;
};

/* What may stand on one line at most, in columns, however wide the page is: rustfmt's use_small_heuristics. */
struct limits {
	u32 call, attr, fields, variant, array, chain, if_else, let_else;
};
/* Those of a page of so many columns. */
struct limits limits_of(u32 max_width);

struct parser {
	struct limits limit;
	const char *text;
	struct token *token;
	u32 end; /* the TOK_end */
	u32 at;
	struct sums *sums; /* of token i: sums[i] is before it */
	u32 sums_cap;
	struct node *node;
	u32 count, cap;
	struct arena *arena;
	u32 depth, max_depth;
	u32 macros; /* in how many macros' arguments: what is unknown there makes all of them unknown */
	bool space; /* before the next token taken */
	bool bad;   /* what was met is not Rust that is known here */
	bool lost; /* a line that came before may not stand where it does, or has no room: the unit must be read without such */
};

/* The tokens are these, with a TOK_end after them. */
void parse_tokens(struct parser *p, struct token *token, u32 count);
/* Begins a tree at the first of them; what was there before is gone. */
void parse_begin(struct parser *p);

/* The item that stands here, up to its body where it has one (fn, impl, trait, mod, extern); 0 where there is none. p->at is
 * then the body's { or what follows the item. */
u32 parse_item(struct parser *p);
/* The block that stands here. */
u32 parse_block(struct parser *p);

enum expr_mode { EXPR_ANY = 0, EXPR_NO_STRUCT = 1, EXPR_STATEMENT = 2 };

u32 parse_expr(struct parser *p, u32 mode);
u32 parse_type(struct parser *p);
u32 parse_pattern(struct parser *p); /* with | between alternatives */
u32 parse_pattern_one(struct parser *p);
u32 parse_attrs(struct parser *p, bool inside);
/* Those before what then stands on a line of its own. */
u32 parse_attrs_apart(struct parser *p);

/* What the parts of the parser share. */

/* Siblings as they are found. */
struct siblings {
	u32 first, last;
};

u32 node_open(struct parser *p, u8 kind);
u32 node_around(struct parser *p, u8 kind, u32 a);
void node_append(struct parser *p, struct siblings *s, u32 n);
void take(struct parser *p);
/* Takes the tokens up to `end` and that one as they stand: where not on one line with a space at most between, they cannot be on
 * one line. */
void take_to(struct parser *p, u32 end);
/* Says that the list that ends here cannot be on one line. */
void parse_break(struct parser *p);
enum { WIDTH_NONE = 1 << 30 };
u32 parse_args(struct parser *p);
u32 parse_path(struct parser *p, u32 flags); /* NODE_TYPE or 0 */
u32 parse_bounds(struct parser *p);
u32 parse_bound_list(struct parser *p);
u32 parse_generics(struct parser *p);
u32 parse_where(struct parser *p);
u32 parse_macro(struct parser *p, u32 lo);
/* Takes a comma between items, or one before `close`, which on one line is not there unless `keep`. */
bool parse_comma(struct parser *p, u8 close, bool keep);
/* Breaks the list of siblings where they and what is between take more than `limit`, all but a sole one as wide as it is. */
void parse_limit(struct parser *p, u32 first, u32 limit);
/* A sole argument that is a call takes no more than the arguments of a call do. */
void limit_nested_call(struct parser *p, u32 first);

static inline u8 peek(const struct parser *p)
{
	return p->token[p->at].kind;
}

static inline u8 peek_at(const struct parser *p, u32 n)
{
	return p->at + n < p->end ? p->token[p->at + n].kind : TOK_end;
}

static inline void space(struct parser *p)
{
	p->space = true;
}

static inline Str token_text(const struct parser *p, u32 i)
{
	return (Str){p->text + p->token[i].at, token_len(&p->token[i])};
}

static inline bool peek_word(const struct parser *p, Str word)
{
	return peek(p) == TOK_ident && str_eq(token_text(p, p->at), word);
}

static inline u32 node_close(struct parser *p, u32 n)
{
	p->node[n].hi = p->at;
	return n;
}

static inline bool take_if(struct parser *p, u8 kind)
{
	if (peek(p) != kind || p->bad)
		return false;
	take(p);
	return true;
}

static inline void expect(struct parser *p, u8 kind)
{
	if (!take_if(p, kind))
		p->bad = true;
}

/* The width of tokens on one line, or WIDTH_NONE. */
static inline u32 parse_width(const struct parser *p, u32 lo, u32 hi)
{
	const struct sums *from = &p->sums[lo], *to = &p->sums[hi];
	u32 inner = hi > lo ? p->token[lo].flags & TOK_COMMENT ? 1 : 0 : 0;
	if (to->broken - from->broken != inner)
		return WIDTH_NONE;
	return hi > lo ? to->width - from->width - (p->token[lo].flags & TOK_SPACED ? 1 : 0) : 0;
}

/* Goes on after what was not known. */
static inline void recover(struct parser *p)
{
	p->lost |= p->bad;
	p->bad = p->space = false;
}

/* Takes a line that came before as the node that was opened. */
static inline u32 take_line(struct parser *p, u32 n)
{
	p->lost |= is_line(peek(p)) && p->depth + p->token[p->at].arg > p->max_depth;
	take(p);
	return node_close(p, n);
}

static inline bool enter(struct parser *p)
{
	if (++p->depth > p->max_depth)
		p->bad = true;
	return !p->bad;
}

static inline void leave(struct parser *p)
{
	p->depth--;
}

/* Whether token i stands right after the one before it. */
static inline bool is_joint(const struct parser *p, u32 i)
{
	return !(p->token[i].flags & TOK_GAP);
}

#endif
