/* Rust's layout: what oapi-fmt makes of Rust. */
#ifndef RUST_H
#define RUST_H

#include "io.h"
#include "lex.h"

struct rust_options {
	u32 width; /* rustfmt's max_width: 100 */
	u32 max_depth;
	u32 threads; /* at most, that of the caller included */
	u32 part;    /* how many bytes of the text a thread takes at a time, about: 1 or more */
	bool plain;  /* lines that came before are read again */
};

/* A text in pieces. */
struct rust {
	struct span *span;
	u32 spans;
};

/* Lays out a text, which ends in at least 16 zero bytes, into *out. False where it is not Rust: *e says what is wrong and
 * where. What comes out depends on width and max_depth alone. An item whose tokens would change is left as it is.
 *
 * What is checked, item by item, before it counts: that the tokens and comments written are those read, in their order, but
 * for what rustfmt itself adds or leaves out, and no more:
 *
 * - a comma before a closing delimiter, > or | or where a line ends that is one item of a list;
 * - the braces of a match's arm and of a closure, around a sole expression; parentheses in parentheses;
 * - a semicolon after return, break and continue at a block's end, one after the braces of a statement or alone;
 * - the order of those of use, mod and extern crate on lines that follow each other, and of the names in braces of use;
 *   braces around a sole name there;
 * - derives that follow each other, which become one;
 * - space at the end of a line of a comment, and before all but the first of its lines. */
bool rust_format(struct arena *a, Str text, const struct rust_options *options, struct rust *out,
                 struct lex_error *e);
/* The end of the first line where that says what runs the text, with the space that follows it, else 0: the Reference, "Input
 * format". */
u32 shebang_end(Str text);
/* The pieces as one, in the arena. */
Str rust_text(struct arena *a, const struct rust *rust);

#endif
