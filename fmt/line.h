/* What came before. Of what oapi-emit writes, most lines were laid out before, byte for byte, and many whole functions. They
 * need not be read again: each is what it was, since what a text is read as up to some place does not depend on what
 * follows. */
#ifndef LINE_H
#define LINE_H

#include "base.h"

enum { LINE_SLOTS = 1 << 14, ITEM_SLOTS = 1 << 12, BEGIN_BITS = 1 << 18 };

/* A line that is one token from then on: where that may not stand, or has no room, the unit is read again without such. */
struct line {
	u32 at, hash;
	u8 len;        /* with a comma or brace at its end, without the end of line; 0: none */
	u8 kind, more; /* of the token */
};

/* An item that ends in a brace on a line of its own, below where it begins. */
struct known_item {
	u32 at, len, hash;
	u32 indent;       /* where it was put */
	u32 out, out_len; /* what was written of it, in the output */
};

/* The last ones of each hash. */
struct lines {
	struct line slot[LINE_SLOTS];
	struct known_item item[ITEM_SLOTS];
	u64 begun[BEGIN_BITS /
	          64]; /* a bit for each hash of the first lines of items that there were */
	/* The item that was looked for last, in vain, with what measuring it gave. */
	struct {
		u32 at, len;
		u64 begin, hash;
	} missed;
};

/* The text has at least 16 zero bytes after `end`. */

/* The line that begins at `at`, or NULL. */
const struct line *line_find(const struct lines *lines, const char *text, u32 at, u32 end);
/* Keeps the line that begins at `at`, if it is so long. */
void line_keep(struct lines *lines, const char *text, u32 at, u32 len, u8 kind, u8 more);

/* The item that begins at `at`, after `column` spaces, or NULL. */
const struct known_item *item_find(struct lines *lines, const char *text, u32 at, u32 end,
                                   u32 column);
/* Keeps an item, whose hash need not be set, if it is not the first one that begins with its first lines. */
void item_keep(struct lines *lines, const char *text, struct known_item item);

#endif
