/* The lexer of Rust, as the reference's chapter "Lexical structure" has it: every token with what stands before it. */
#ifndef LEX_H
#define LEX_H

#include "base.h"
#include "line.h"

enum token_kind {
	TOK_end, /* of the text; what stands before it is the text's last comments */
	TOK_ident,
	TOK_lifetime,
	TOK_number,
	TOK_char,    /* also of bytes */
	TOK_string,  /* also of bytes and of C, also raw */
	TOK_doc,     /* that documents what follows it: three slashes, or slash and two stars */
	TOK_doc_in,  /* that documents what it stands in */
	TOK_comment, /* is no token for those who read Rust: units leave it out */
#define K(name, text) TOK_##name,
#define P(name, text) TOK_##name,
#include "token.def"
	/* lines that came before, without a comma or brace at their end */
	TOK_line_attr,
	TOK_line_derive,
	TOK_line_fn,    /* up to its body, without attributes */
	TOK_line_field, /* of a struct or variant, without attributes */
	TOK_line_init,  /* of a struct expression */
	TOK_line_arm,
	TOK_line_stmt, /* with its semicolon */
	TOK_KINDS
};

/* What is known of a token and of the gap before it, which is space and comments. */
enum token_flags {
	TOK_COMMENT = 1, /* a comment stands in the gap */
	TOK_LINE = 2,    /* an end of line stands in the gap */
	TOK_BLANK = 4,   /* several of them do */
	TOK_GAP = 8,     /* the gap is not empty */
	TOK_SPACE = 16,  /* the gap is one space */
	TOK_WIDE = 32,   /* the token is not ASCII, so that its width is not its length */
	TOK_MULTI =
		64, /* the token cannot be on one line with others: a string of several lines, documentation */
	TOK_SPACED = 128, /* on one line, a space goes before it: the parser's */
};

struct token {
	u32 at; /* its first byte */
	u32 arg; /* its length; of an opening delimiter, whose length is 1, the token that closes it */
	u8 kind, flags;
	u8 more; /* of a line: how many columns it must have beyond its own to be on one */
};

struct lexer {
	const char *text; /* ends in at least one zero byte */
	u32 at, end;
	u8 last;   /* the kind of the token taken last: after a dot, a number is a field's name */
	u8 before; /* and of the one before it */
};

/* Why a text is not Rust. */
struct lex_error {
	const char *what; /* NULL: it is */
	u32 at;           /* a byte of the text */
};

void lex_begin(struct lexer *l, Str text);
/* Takes the next token; comments are tokens, keywords are TOK_ident, no flag is set. */
void lex_next(struct lexer *l, struct token *t, struct lex_error *e);

/* Keywords by a hash of the eight bytes that hold them, so that a word meets at most a few. */
struct keywords {
	u64 word[256];
	u8 kind[256];
	u64 mask[9]; /* of as many bytes */
};

/* A text's tokens, a unit at a time: an item with its attributes; of one that holds items (impl, trait, mod, extern), what
 * stands before them, with the brace; the brace that ends those; a run of inner attributes; the end of the text. What is no
 * item ends like one: in a semicolon or braces. Comments are no tokens here. */
struct units {
	struct lexer l;
	struct keywords keywords;
	struct arena *arena;
	struct lex_error e;  /* tokens end where there is one */
	struct token *token; /* the unit's, and a TOK_end after them */
	u32 count, cap;
	u32 *open; /* the delimiters of the unit that are open */
	u32 opens, open_cap;
	u32 *holder; /* where the braces are that items stand in */
	u32 holders, holders_cap;
	struct lines *lines; /* those that came before */
	u32 from; /* where the unit that was added last begins, after what is before it */
};

/* The lines are none yet, and stay what they are from text to text. */
void units_init(struct units *u, struct arena *a, struct lines *lines);
/* Begins at a text's beginning, or after a unit that ends before `at`, in as many items as `depth` says. The text is
 * UTF-8. */
void units_begin(struct units *u, Str text, u32 at, u32 depth);
/* Adds the next unit to those in u->token; delimiters are paired, but for a brace that items follow. In one that holds no items,
 * lines that came before are tokens, unless it is to be `plain`. */
void unit_append(struct units *u, bool plain);
/* Takes the units from `from` on off, which was u->from, and leaves the text there; `holders` were open then. */
void unit_drop(struct units *u, u32 from, u32 holders);
/* Whether one of the tokens is a line that came before. */
bool unit_has_lines(const struct units *u);
/* Forgets the tokens before the first. */
void unit_shift(struct units *u, u32 first);
/* Passes over the items in the braces that were opened last; returns the place after the brace that ends them. */
u32 unit_skip(struct units *u);

static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool is_open(u8 kind)
{
	return kind >= TOK_open_paren && kind <= TOK_open_brace;
}

static inline bool is_line(u8 kind)
{
	return kind >= TOK_line_attr;
}

/* What ends a line of a kind, which is no part of the token. */
static inline Str line_tail(u8 kind)
{
	switch (kind) {
	case TOK_line_fn: return S(" {");
	case TOK_line_field:
	case TOK_line_init:
	case TOK_line_arm: return S(",");
	default: return S("");
	}
}

static inline bool is_close(u8 kind)
{
	return kind >= TOK_close_paren && kind <= TOK_close_brace;
}

static inline u32 token_len(const struct token *t)
{
	return is_open(t->kind) ? 1 : t->arg;
}

static inline u32 token_end(const struct token *t)
{
	return t->at + token_len(t);
}

static inline u64 load64(const char *p)
{
	u64 word;
	memcpy(&word, p, 8);
	return word;
}

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* Whether any byte is not ASCII. */
static inline bool is_wide(const char *p, u32 len)
{
	u64 high = 0;
	u32 i = 0;
	if (len < 8) {
		for (; i < len; i++)
			high |= (u8)p[i];
		return high & 0x80;
	}
	for (; i + 8 < len; i += 8)
		high |= load64(p + i);
	return (high | load64(p + len - 8)) & HIGH_BITS;
}

/* The high bits of those of the eight bytes that are c, of which the lowest is sure. */
static inline u64 byte_marks(u64 word, char c)
{
	const u64 ones = UINT64_C(0x0101010101010101);
	word ^= ones * (u8)c;
	return (word - ones) & ~word & ones << 7;
}

/* Whether one of the eight bytes is c. */
static inline bool has_byte(u64 word, char c)
{
	return byte_marks(word, c);
}

/* How many columns a text takes: by East Asian Width, as rustfmt counts. */
u32 text_width(const char *p, u32 len);

#endif
