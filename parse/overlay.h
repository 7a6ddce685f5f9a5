/* Overlays: the Overlay Specification 1.0.0 and 1.1.0, applied to the first source. */
#ifndef OVERLAY_H
#define OVERLAY_H

#include "doc.h"

enum { OVERLAYS_MAX = 256 };

struct overlays {
	Str path[OVERLAYS_MAX];
	u32 n;
};

/* Reads and applies overlays, one after the other, to the description, which is the one source of d.
 * Their sources stay, without trees. Returns a status only where reading fails; what is wrong in what
 * was read is reported. */
enum status overlays_apply(struct doc *d, const struct overlays *overlays);

/* The same in parts: what was read already, as the last source of d, is applied by overlay_apply;
 * at last overlay_end writes the tree back. */
struct overlay;
struct overlay *overlay_begin(struct doc *d);
void overlay_apply(struct overlay *o);
void overlay_end(struct overlay *o);

#endif
