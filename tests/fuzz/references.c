/* A description of several files, which lines of "%%" divide: what oapi-parse and oapi-resolve make of references. */
#include "fuzz.h"
#define doc_node resolve_node /* each stage has its own */
#include "resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILES = 4 };

static void path_of(char *to, size_t room, u32 i)
{
	const char *directory = getenv("FUZZ_DIRECTORY");
	snprintf(to, room, "%s/%c.yaml", directory ? directory : ".", (char)('a' + i));
}

static void write_file(u32 i, const u8 *data, size_t size)
{
	char path[4096];
	path_of(path, sizeof path, i);
	FILE *file = fopen(path, "w");
	if (!file || fwrite(data, 1, size, file) != size || fclose(file) != 0)
		abort();
}

/* Writes the files; those that the input has none for are empty. */
static void divide(const u8 *data, size_t size)
{
	size_t begin = 0;
	for (u32 i = 0; i < FILES; i++) {
		size_t end = begin;
		while (end < size &&
		       (i + 1 == FILES || size - end < 4 || memcmp(data + end, "\n%%\n", 4) != 0))
			end++;
		write_file(i, data + begin, end - begin);
		begin = end + 4 < size ? end + 4 : size;
	}
}

/* The document as oapi-resolve reads it: with its strings in one text. */
static void as_read(struct run *run)
{
	struct ir *ir = &run->doc.ir;
	const struct interner *in = &run->doc.in;
	struct out text;
	u32 *end = new (&run->arena, u32, in->count);
	out_init(&text, &run->arena);
	for (u32 i = 1; i < in->count; i++) {
		out_str(&text, in->text[i]);
		end[i] = text.len;
	}
	ir->strings = in->count;
	ir->string_end = end;
	ir->string_text = text.ptr;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct run run;
	char path[4096];
	path_of(path, sizeof path, 0);
	divide(data, size);
	run_begin(&run);
	struct files files = {.first = str_of(path)};
	if (doc_read(&run.doc, files.first, S("a.yaml"), FORMAT_auto) == STATUS_OK &&
	    files_read(&run.doc, &files) == STATUS_OK) {
		as_read(&run);
		struct resolve r = {.arena = &run.arena,
		                    .diag = &run.diag,
		                    .doc = &run.doc.ir,
		                    .max_depth = 64};
		ir_init(&r.out, &run.arena, IR_PROG);
		if (!resolve_strings(&r))
			abort();
		resolve_document(&r, &run.stats);
	}
	run_end(&run);
	return 0;
}
