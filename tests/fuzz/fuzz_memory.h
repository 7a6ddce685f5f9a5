/* Memory of the fuzzers, given back after each input: a part of one file of each. */
#ifndef FUZZ_MEMORY_H
#define FUZZ_MEMORY_H

#include "base.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static struct {
	void *chunk[4096];
	u32 n;
} memory;

void *map_memory(size_t size)
{
	void *chunk = calloc(1, size);
	if (memory.n == sizeof memory.chunk / sizeof *memory.chunk)
		abort();
	memory.chunk[memory.n++] = chunk;
	return chunk;
}

void *remap_memory(void *old, size_t size, size_t to)
{
	(void)old, (void)size, (void)to;
	return NULL;
}

void populate_memory(void *at, size_t size)
{
	(void)at, (void)size;
}

static inline void memory_end(void)
{
	while (memory.n)
		free(memory.chunk[--memory.n]);
}

/* A copy with zero bytes after it, as a reader needs it. */
static inline Str memory_copy(struct arena *a, const u8 *data, size_t size)
{
	char *copy = new (a, char, size + 16);
	if (size)
		memcpy(copy, data, size);
	return (Str){copy, (u32)size};
}

#endif
