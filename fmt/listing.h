/* The readable listing of an IR. Nothing in it depends on where a record happens to stand in its table, so that an edit
 * of the input changes the lines that it is about and no others. */
#ifndef LISTING_H
#define LISTING_H

#include "ir.h"

/* Appends the listing of an IR that was verified, of either layer; where `only` is a table, of all its records alone. */
void listing_write(struct out *o, const struct ir *ir, struct arena *a, u32 only);

#endif
