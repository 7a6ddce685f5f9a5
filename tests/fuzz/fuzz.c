/* The arenas' memory comes from here, and so do files, for --wrap=read_input. */
#include "fuzz.h"
#include "fuzz_memory.h"

#include <stdio.h>

const char *__wrap_read_input(struct arena *a, Str path, Str *to);

const char *__wrap_read_input(struct arena *a, Str path, Str *to)
{
	char name[4096];
	snprintf(name, sizeof name, "%.*s", STR(path));
	FILE *file = fopen(name, "r");
	char *text = new (a, char, (1 << 20) + 8);
	if (!file)
		return "no such file";
	*to = (Str){text, (u32)fread(text, 1, 1 << 20, file)};
	fclose(file);
	return NULL;
}

void run_begin(struct run *run)
{
	*run = (struct run){0};
	diag_init(&run->diag, &run->arena, "fuzz");
	run->diag.severity[DIAG_duplicate_key] = (enum severity)SEVERITY_by_format;
	doc_init(&run->doc, &run->arena, &run->diag, &run->stats, 64);
}

void run_end(struct run *run)
{
	for (u32 i = 0; i < run->diag.count; i++) {
		const struct finding *f = &run->diag.finding[i];
		bool places = f->where.line == 0 || f->where.col > 0;
		if (!places || utf8_valid(f->where.pointer) != f->where.pointer.len)
			abort();
	}
	memory_end();
}

Str run_bytes(struct run *run, const u8 *data, size_t size)
{
	char *copy = new (&run->arena, char, size + 8);
	if (size)
		memcpy(copy, data, size);
	return (Str){copy, (u32)size};
}
