#include "fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct run run;
	run_begin(&run);
	bool fine = doc_take(&run.doc, run_bytes(&run, data, size), S("json"), FORMAT_json);
	if (!fine && !run.diag.errors) /* it must say why */
		__builtin_trap();
	run_end(&run);
	return 0;
}
