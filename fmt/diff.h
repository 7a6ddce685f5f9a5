/* Unified diffs. */
#ifndef DIFF_H
#define DIFF_H

#include "io.h"

/* Appends what must change in `before` to become `after`, with three lines around each change, as patch(1) takes it;
 * nothing where they are the same. */
void diff_write(struct out *o, Str name, Str before, Str after);

#endif
