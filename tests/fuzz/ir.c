/* JSON that says it is of an IR: refused, with a place in it, or an IR whose JSON gives it again. */
#include "json.h"

#include "fuzz_memory.h"

static bool read_ir(struct arena *a, Str text, Str *bytes)
{
	struct ir ir = {0};
	struct interner strings;
	u32 at;
	const char *expected = json_read(&ir, &strings, a, text, &at);
	if (expected && at > text.len)
		__builtin_trap();
	if (!expected)
		*bytes = ir_bytes(&ir, &strings, a);
	return !expected;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct arena a = {0};
	struct ir ir = {0};
	struct out o;
	Str bytes, again;
	enum status status = STATUS_OK;
	out_init(&o, &a);
	if (read_ir(&a, memory_copy(&a, data, size), &bytes) &&
	    !ir_verify(&ir, &a, bytes, IR_BOTH, &status)) {
		json_write(&o, &ir, IR_TABLES);
		if (!read_ir(&a, memory_copy(&a, (const u8 *)o.ptr, o.len), &again) ||
		    !str_eq(bytes, again))
			__builtin_trap();
	}
	memory_end();
	return 0;
}
