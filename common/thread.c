#include "thread.h"

enum { STACK = 16 << 20 };

bool thread_begin(pthread_t *thread, void *(*run)(void *), void *argument)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK);
	return pthread_create(thread, &attributes, run, argument) == 0;
}
