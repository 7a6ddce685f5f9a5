/* What the targets of libFuzzer share: a run whose memory is given back when it ends. */
#ifndef FUZZ_H
#define FUZZ_H

#include "files.h"

struct run {
	struct arena arena;
	struct diag diag;
	struct stats stats;
	struct doc doc;
};

/* Begins a run of oapi-parse. */
void run_begin(struct run *run);
/* Looks at the findings as a program would, and gives all memory back. */
void run_end(struct run *run);
/* A copy with the 8 zero bytes after it that a reader needs. */
Str run_bytes(struct run *run, const u8 *data, size_t size);

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#endif
