/* URI references (RFC 3986) as far as references between documents need them. */
#ifndef URI_H
#define URI_H

#include "base.h"

/* The part of a reference before '#', and what follows it: empty where there is no '#'. */
Str uri_file(Str reference);
Str uri_fragment(Str reference);
/* Whether it begins with a scheme and a colon (RFC 3986 section 3.1). A drive's letter is none. */
bool uri_is_absolute(Str reference);
/* The reference's target URI, without its fragment, seen from a base, which is an absolute URI or
 * a path (RFC 3986 section 5.2). Of a path, leading ".." segments stay. */
Str uri_resolve(struct arena *a, Str base, Str reference);
/* Percent-encoded bytes decoded (RFC 3986 section 2.1); a '%' that is followed by no two hex digits
 * stays. Without a '%' it is s itself. */
Str uri_decode(struct arena *a, Str s);

#endif
