/* The lexer of Rust, as the reference's chapter "Lexical structure" has it: every token with what stands before it. */
#ifndef LEX_H
#define LEX_H

#include "base.h"

enum token_kind {
	TOK_end, /* of the text; what stands before it is the text's last comments */
	TOK_ident,
	TOK_lifetime,
	TOK_number,
	TOK_char,    /* also of bytes */
	TOK_string,  /* also of bytes and of C, also raw */
	TOK_doc,     /* that documents what follows it: three slashes, or slash and two stars */
	TOK_doc_in,  /* that documents what it stands in */
	TOK_comment, /* is no token for those who read Rust: lex_all leaves it out */
#define K(name, text) TOK_##name,
#define P(name, text) TOK_##name,
#include "token.def"
	TOK_KINDS
};

/* What is known of a token and of the gap before it, which is space and comments. */
enum token_flags {
	TOK_COMMENT = 1,  /* a comment stands in the gap */
	TOK_LINE = 2,     /* an end of line stands in the gap */
	TOK_BLANK = 4,    /* several of them do */
	TOK_GAP = 8,      /* the gap is not empty */
	TOK_SPACE = 16,   /* the gap is one space */
	TOK_WIDE = 32,    /* the token is not ASCII, so that its width is not its length */
	TOK_MULTI = 64,   /* the token stands on several lines */
	TOK_SPACED = 128, /* on one line, a space goes before it: the parser's */
};

struct token {
	u32 at; /* its first byte */
	u32 arg; /* its length; of an opening delimiter, whose length is 1, the token that closes it */
	u8 kind, flags;
};

struct lexer {
	const char *text; /* ends in at least one zero byte */
	u32 at, end;
	u8 last;   /* the kind of the token taken last: after a dot, a number is a field's name */
	u8 before; /* and of the one before it */
	u8 keyword[256];
};

/* Why a text is not Rust. */
struct lex_error {
	const char *what; /* NULL: it is */
	u32 at;           /* a byte of the text */
};

void lex_begin(struct lexer *l, Str text);
/* Takes the next token; comments are tokens. Its flags say TOK_WIDE and TOK_MULTI alone. */
struct token lex_next(struct lexer *l, struct lex_error *e);

/* All tokens of a text up to its TOK_end, with delimiters paired; *count is how many there are. */
struct token *lex_all(struct arena *a, Str text, u32 *count, struct lex_error *e);

static inline bool is_open(u8 kind)
{
	return kind >= TOK_open_paren && kind <= TOK_open_brace;
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

/* How many columns a text takes: by East Asian Width, as rustfmt counts. */
u32 text_width(const char *p, u32 len);

#endif
