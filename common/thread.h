/* Threads, beside the first. */
#ifndef THREAD_H
#define THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Begins run(argument) in a thread whose stack holds what --max-depth lets nest; false where the system has none. */
bool thread_begin(pthread_t *thread, void *(*run)(void *), void *argument);

#endif
