/* What the files on items share. */
#ifndef ITEMS_H
#define ITEMS_H

#include "layout.h"

enum { WHERE_LINE, WHERE_SPACE, WHERE_NONE };

struct where_options {
	bool no_comma; /* none at the end */
	bool single;   /* one line may do */
	u8 snuggle;    /* what goes before where */
};

/* A where clause after what stands in the output, at an item's indent; nothing where there is none. */
bool rw_where(struct layout *w, u32 n, u32 indent, u32 width, struct where_options o);

bool has_where(const struct layout *w, u32 n);
/* Generics after a name that stands in the output from m, in a shape as rustfmt gives it. */
bool rw_generics_at(struct layout *w, u32 n, u32 m, struct shape s);
bool rw_adt(struct layout *w, u32 n, u32 indent);
bool rw_enum(struct layout *w, u32 n, u32 indent);

/* A function up to its body, or with its semicolon; *below: its brace goes on the next line. */
bool rw_fn(struct layout *w, u32 n, u32 indent, bool required, bool *below);

/* Those of use, mod x; and extern crate that begin at token `at` and belong together, in order; returns what follows them, or
 * `at` where there are none. They end before token `end`; where it may `grow`, the tokens end there, and the next unit is added
 * to see whether it belongs to them: w->pending is then where that begins. */
u32 put_group_of_items(struct layout *w, u32 at, u32 end, u32 indent, bool grow);

/* Whether what was written since m is what the text has from token lo up to hi (in any order, where sorted); else it is put as
 * it was. */
bool is_unchanged(struct layout *w, u32 m, u32 lo, u32 hi, bool sorted);
void check_item(struct layout *w, u32 m, u32 lo, u32 hi, bool sorted);

#endif
