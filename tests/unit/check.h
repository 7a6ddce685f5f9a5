/* A check that says where it failed, and with which values. */
#ifndef CHECK_H
#define CHECK_H

#include "base.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			exit(1); \
		} \
	} while (0)

#define CHECK_STR(is, wanted) check_str(__FILE__, __LINE__, (is), (wanted))
static inline void check_str(const char *file, int line, Str is, Str wanted)
{
	if (str_eq(is, wanted))
		return;
	fprintf(stderr, "%s:%d: '%.*s', not '%.*s'\n", file, line, STR(is), STR(wanted));
	exit(1);
}

/* Numbers that are the same each time (xorshift64*). */
static inline u64 next_random(u64 *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}

#endif
