/* A description, a line of "%%", and an overlay that is applied to it. */
#include "fuzz.h"
#include "overlay.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct run run;
	size_t end = 0;
	while (end < size && (size - end < 4 || memcmp(data + end, "\n%%\n", 4) != 0))
		end++;
	size_t second = end + 4 < size ? end + 4 : size;
	run_begin(&run);
	struct doc *d = &run.doc;
	if (doc_take(d, run_bytes(&run, data, end), S("a.yaml"), FORMAT_auto)) {
		struct overlay *o = overlay_begin(d);
		if (doc_take(d, run_bytes(&run, data + second, size - second), S("overlay.yaml"),
		             FORMAT_auto))
			overlay_apply(o);
		overlay_end(o);
	}
	run_end(&run);
	return 0;
}
