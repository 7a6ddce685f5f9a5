/* What an IR holds, in numbers. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "ir.h"

/* Appends a line for each: operations, schemas, types by kind, strings, and the size of each section. */
void summary_write(struct out *o, const struct ir *ir);

#endif
