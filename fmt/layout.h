/* The layout of Rust: what rustfmt --edition 2024 with its default settings prints, written anew from how it behaves.
 *
 * A node is rewritten into a shape, which says how many columns there are, and is appended to the output, or it cannot be
 * and the output is as it was. What fits on one line is copied; what does not is laid out by the rules of its kind, which
 * may try several ways, measure what came of them, and keep one. */
#ifndef LAYOUT_H
#define LAYOUT_H

#include "io.h"
#include "tree.h"

struct shape {
	u32 width;        /* columns from where it begins to what must not be passed */
	u32 block, align; /* where further lines begin */
	u32 offset;       /* of where it begins, from block */
};

enum { TAB = 4 };

struct layout {
	struct parser p;
	struct out out;
	u32 max_width;
	u32 last;      /* how far in the text what is written stands */
	u32 macros;    /* how many macros' arguments this is in */
	bool one_line; /* chains must be on one line */
	bool if_else;  /* the block is one of an if with an else */
	u32 fuel;      /* how many nodes the item may still rewrite, so that trying ends */
	struct item *items;
	u32 items_n, items_cap;
	struct units *units;
	u32 pending; /* where the next unit begins, which was added to the one at hand */
	u32 within;  /* the items are of the unit at hand, whose tree is in use */
	u32 nest;    /* how many items this is in */
	u32 until;   /* where in the text no more units are taken */
	bool ended;  /* that was reached */
	bool plain;  /* lines that came before are read again */
};

/* Whether a character is one of a set, in which no zero byte is. */
static inline bool is_one_of(char c, const char *set)
{
	return c && strchr(set, c);
}

/* A text without the space at its end. */
static inline Str trim_end(Str s)
{
	while (s.len && is_blank(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Shapes */

static inline struct shape shape_at(const struct layout *w, u32 block, u32 align)
{
	u32 used = block + align;
	return (struct shape){w->max_width > used ? w->max_width - used : 0, block, align, align};
}

static inline u32 minus(u32 a, u32 b)
{
	return a > b ? a - b : 0;
}

static inline bool shape_sub(struct shape *s, u32 n)
{
	if (n > s->width)
		return false;
	s->width -= n;
	return true;
}

static inline bool shape_offset(struct shape *s, u32 n)
{
	s->offset += n;
	return shape_sub(s, n);
}

/* One step in, with the same width. */
static inline struct shape shape_in(struct shape s)
{
	if (s.align)
		s.align += TAB;
	else
		s.block += TAB;
	s.offset = s.align;
	return s;
}

/* The width that its indent leaves. */
static inline struct shape shape_full(const struct layout *w, struct shape s)
{
	s.width = minus(w->max_width, s.block + s.align);
	return s;
}

static inline u32 shape_used(struct shape s)
{
	return s.block + s.offset;
}

/* What must still be put after it. */
static inline u32 shape_rest(const struct layout *w, struct shape s)
{
	return minus(w->max_width, shape_used(s) + s.width);
}

static inline struct shape shape_visual(struct shape s, u32 n)
{
	s.align = s.offset = s.offset + n;
	return s;
}

/* Output */

void more_output(struct layout *w, u64 more);

/* Makes room for more bytes. */
static inline void reserve(struct layout *w, u64 more)
{
	if (w->out.len + more > w->out.cap)
		more_output(w, more);
}

static inline void put(struct layout *w, const char *p, u32 len)
{
	reserve(w, len);
	if (len)
		memcpy(w->out.ptr + w->out.len, p, len);
	w->out.len += len;
}

void put_str(struct layout *w, Str s);
void put_line(struct layout *w, u32 indent);
/* Tokens on one line. */
void put_flat(struct layout *w, u32 lo, u32 hi);
/* Tokens as they stand in the text, with what is between. */
void put_source(struct layout *w, u32 lo, u32 hi);
/* Removes what stands between two places of the output. */
void cut(struct layout *w, u32 from, u32 to);
/* Puts a text into the output at a place. */
void put_at(struct layout *w, u32 at, Str s);
/* The same as an end of line and an indent. */
void put_line_at(struct layout *w, u32 at, u32 indent);

static inline u32 mark(const struct layout *w)
{
	return w->out.len;
}

static inline bool undo(struct layout *w, u32 m)
{
	w->out.len = m;
	return false;
}

/* What was written since m. */

static inline Str since(const struct layout *w, u32 m)
{
	return (Str){w->out.ptr + m, w->out.len - m};
}

/* The same with what a lexer needs after it. */
Str lexable(struct layout *w, u32 m);

bool is_multi(Str s);
u32 first_width(Str s);
u32 last_width(Str s);
u32 trimmed_last_width(Str s);
u32 line_ends(Str s);
/* Whether it ends in a line of closing delimiters, after which something may go on. */
bool is_extendable(Str s);
/* Whether the lines of what was written stay within the shape and the page. */
bool fits(const struct layout *w, Str s, struct shape shape);
bool first_line_ends(Str s, char c);
/* How many columns a text takes on the line where a shape begins. */
u32 extra(Str s, struct shape shape);

/* Nodes */

static inline struct node *node(const struct layout *w, u32 n)
{
	return &w->p.node[n];
}

static inline u8 kind_of(const struct layout *w, u32 n)
{
	return w->p.node[n].kind;
}

static inline u32 flat_width(const struct layout *w, u32 n)
{
	return parse_width(&w->p, w->p.node[n].lo, w->p.node[n].hi);
}

/* The columns that a node must have to be on one line: rustfmt counts the ? at a chain's end twice, and
 * once more after a call; and where a call's name is shorter than an indent, it asks whether its only argument is on one line
 * below it. What has as many in its own columns, but not these, may be on one line or not. */
u32 needed_width(const struct layout *w, u32 n);
/* Those beyond its own. */
static inline u32 extra_width(const struct layout *w, u32 n)
{
	return needed_width(w, n) - flat_width(w, n);
}
/* A node's first token; attributes before it are its own. */
u32 first_token(const struct layout *w, u32 n);
/* Whether a node is a line that came before, and nothing else. */
static inline bool is_line_node(const struct layout *w, u32 n)
{
	return is_line(w->p.token[w->p.node[n].lo].kind);
}

/* Puts it. */
bool rw_line(struct layout *w, u32 n, struct shape s);
/* Keeps the line that tokens are, which stand on one where there are `more` columns beyond theirs, if they are all of it. */
void keep_line(struct layout *w, u8 kind, u32 lo, u32 hi, u32 more);
/* How many comments stand in tokens, before all but the first. */
u32 comments_in(const struct layout *w, u32 lo, u32 hi);

/* Rewrites a node. */
bool rw(struct layout *w, u32 n, struct shape s);
/* The same for what is a statement, or the body of a match's arm. */
bool rw_statement_expr(struct layout *w, u32 n, struct shape s);
bool rw_statement(struct layout *w, u32 n, struct shape s, bool last);

/* Lists */

enum tactic { HORIZONTAL, VERTICAL, MIXED, SPECIAL };
enum trailing { TRAILING_VERTICAL, TRAILING_ALWAYS, TRAILING_NEVER };

/* One of a list, with its text: laid out on one line, or at a place of the output. */
struct item {
	u32 node, lo, hi; /* its tokens, with attributes */
	u32 at, len;
	u32 width; /* of the text, or of its first line where only that counts */
	bool ok, flat, multi;
	bool blank;    /* an empty line follows */
	bool apart;    /* its comment stands on a line of its own before it */
	Str pre, post; /* comments */
};

struct list {
	u32 first, count; /* in layout.items */
	u8 tactic, trailing;
	u8 special; /* how many items before SPECIAL's */
	bool front; /* separators begin lines */
	bool keep_blank, no_newline;
	Str separator;
	struct shape shape;
};

/* The siblings from `first`, between the token `open` and the token `close`, as items of a list; each is rewritten into
 * `shape`. */
struct list itemize(struct layout *w, u32 first, u32 open, u32 close, struct shape shape);
void list_end(struct layout *w, const struct list *l);
static inline struct item *item_of(const struct layout *w, const struct list *l, u32 i)
{
	return &w->items[l->first + i];
}
void rewrite_item(struct layout *w, u32 i, struct shape shape);
/* What is written of the list so far, from m, is a part of what comes; the items' texts before it go. */
bool put_list(struct layout *w, const struct list *l);
/* The sum of the items' widths with ", " between, or `separator` columns. */
u32 list_width(const struct layout *w, const struct list *l, u32 from, u32 to, u32 separator);
u8 list_tactic(const struct layout *w, const struct list *l, u32 width);

/* A list between delimiters after what stands in the output from `ident`: a call, an array, generic arguments. */
struct delimited {
	u32 ident; /* a place of the output */
	char open, close;
	u32 list;
	u32 open_token, close_token;
	u32 limit;
	u8 trailing;
	bool exprs;
	Str name; /* of a macro or an attribute, for those that are special */
};
/* Whether a comma goes before the token that closes a list: in a macro's arguments only where one is. */
u8 macro_trailing(const struct layout *w, u32 close);
bool rw_delimited(struct layout *w, const struct delimited *d, struct shape s);

/* What rewrite rules ask of expressions. */
bool is_simple(const struct layout *w, u32 n);
bool is_nested(const struct layout *w, u32 n);
bool can_overflow(const struct layout *w, u32 n, u32 count);
bool is_method_call(const struct layout *w, u32 n);

/* Rules, by kind. */
bool rw_chain(struct layout *w, u32 n, struct shape s);
bool rw_binary(struct layout *w, u32 n, struct shape s);
bool rw_closure(struct layout *w, u32 n, struct shape s);
bool rw_last_closure(struct layout *w, u32 n, struct shape s);
bool rw_match(struct layout *w, u32 n, struct shape s);
bool rw_control(struct layout *w, u32 n, struct shape s, bool statement);
bool rw_block(struct layout *w, u32 n, struct shape s);
/* On several lines, unless it is empty or a comment. */
bool rw_block_lines(struct layout *w, u32 n, struct shape s);
/* The same for a function's, where a comment is on several lines too. */
bool rw_fn_body(struct layout *w, u32 n, struct shape s);
/* Where an expression has a condition: that, as it is written in this shape. */
bool rw_condition(struct layout *w, u32 n, struct shape s);
bool rw_macro(struct layout *w, u32 n, struct shape s);
bool rw_path(struct layout *w, u32 n, struct shape s);
bool rw_type(struct layout *w, u32 n, struct shape s);
bool rw_pattern(struct layout *w, u32 n, struct shape s);
bool rw_struct(struct layout *w, u32 n, struct shape s);
bool rw_let_stmt(struct layout *w, u32 n, struct shape s);
bool rw_attrs(struct layout *w, u32 first, struct shape s);
bool rw_meta(struct layout *w, u32 n, struct shape s);
bool rw_bound_list(struct layout *w, u32 list, struct shape s, bool indent);
bool rw_param(struct layout *w, u32 n, struct shape s);
bool rw_generic(struct layout *w, u32 n, struct shape s);
bool rw_predicate(struct layout *w, u32 n, struct shape s);
bool rw_field_init(struct layout *w, u32 n, struct shape s);
bool rw_field_def(struct layout *w, u32 n, struct shape s);
bool rw_variant(struct layout *w, u32 n, struct shape s);
bool rw_returned(struct layout *w, u32 type, struct shape s);

enum rhs { RHS_DEFAULT, RHS_BOUNDS };
/* After the left side and its operator, which stand in the output from `lhs`: the right side, on the same line or the next.
 */
bool rw_rhs(struct layout *w, u32 lhs, u32 n, struct shape s, u8 how);
/* a infix b, with what stands in the output before a as prefix and `suffix` after b. */
struct pair {
	u32 a, b;
	Str prefix, infix, suffix;
	bool front;
};
bool rw_pair(struct layout *w, const struct pair *pair, struct shape s);

/* Comments of a gap as they are laid out at an indent. */
void put_comment(struct layout *w, Str comment, u32 indent);
/* From what was last written to token i: empty lines and comments, and the indent. */
void put_gap(struct layout *w, u32 i, u32 indent);
/* The comments before the brace that ends a block, and that; the first may be `beside` the brace that begins it. */
void put_block_end(struct layout *w, u32 close, u32 indent, bool unindent, bool beside);
/* A text whose further lines keep their place relative to each other. */
void put_moved(struct layout *w, Str text, u32 indent);
/* The bytes of the comments in a text. */
u32 comment_bytes(Str text);

/* Items */

/* The next unit's tokens, in place of those at hand. */
void next_unit(struct layout *w);
/* All items up to the end of the text, which is then at hand, or up to w->until, from within `depth` of them; w->nest is then in
 * how many the last one stood. */
void put_all_units(struct layout *w, u32 depth);
/* Those of the unit at hand from token `at` to `end`. */
void put_items(struct layout *w, u32 at, u32 end, u32 indent);
/* An item in a block, of which p->at is the body where it has one. */
void put_item(struct layout *w, u32 n, u32 indent);

#endif
