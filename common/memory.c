/* Memory from the system: a file of its own, so that tests can have another. */
#define _GNU_SOURCE
#define _DARWIN_C_SOURCE
#include "base.h"

#include <sys/mman.h>

enum { HUGE_PAGE = 2 << 20 };

void *map_memory(size_t size)
{
	size_t align = size >= 2 * HUGE_PAGE ? HUGE_PAGE : 0;
	char *p = mmap(NULL, size + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	               0);

	if (p == MAP_FAILED)
		return NULL;
	if (align)
		p += -(uintptr_t)p & (align - 1);
#ifdef MADV_HUGEPAGE
	if (align)
		madvise(p, size, MADV_HUGEPAGE);
#endif
	return p;
}

void populate_memory(void *memory, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	madvise(memory, size, MADV_POPULATE_WRITE);
#else
	(void)memory, (void)size;
#endif
}

void *remap_memory(void *old, size_t size, size_t to)
{
#ifdef MREMAP_MAYMOVE
	void *p = mremap(old, size, to, MREMAP_MAYMOVE);

	return p == MAP_FAILED ? NULL : p;
#else
	(void)old, (void)size, (void)to;
	return NULL;
#endif
}
