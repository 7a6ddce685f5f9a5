/* Memory whose pages a thread asks the system for while the passes before it run: of the time they
 * take, most goes to clearing them. */
#include "resolve.h"
#include "thread.h"

enum {
	STEP = 2 << 20, /* bytes asked for at a time: who maps memory meanwhile waits for no more */
	LEAST = 8 * STEP, /* bytes: less is soon ready, and most of a step may stay unused */
	MOST = 32 * STEP, /* the larger a description, the less of memory it takes for a byte */
};

struct extent {
	char *at;
	size_t size;
};

static void *touch(void *argument)
{
	const struct extent *memory = argument;

	for (size_t at = 0; at < memory->size; at += STEP)
		populate_memory(memory->at + at, STEP);
	return argument;
}

void ready_memory(struct arena *a, size_t size)
{
	struct extent *memory;
	pthread_t thread;

	size = (size < MOST ? size : MOST) / STEP * STEP;
	if (size < LEAST)
		return;
	memory = new (a, struct extent, 1);
	memory->at = map_memory(size);
	if (!memory->at)
		return;
	memory->size = size;
	arena_chunk(a, memory->at, size);
	if (thread_begin(&thread, touch, memory))
		pthread_detach(thread);
}
