/* The parts of the runtime as text: unpacked when the first one is needed. */
#include "emit.h"

static const u32 begins[] = {
#define RUNTIME(name, at) [RUNTIME_##name] = at,
#include "runtime.h"
};

#define RUNTIME(name, at)
#define RUNTIME_PACKED packed
#define RUNTIME_PAIR pair
#include "runtime.h"

/* What is left of a length that four bits do not hold. */
static u32 rest_of(u32 *at)
{
	u32 n = 0;
	do
		n += packed[*at];
	while (packed[(*at)++] == 255);
	return n;
}

/* An LZ4 block, which emit/runtime/pack.c has made. */
static const u8 *unpack_codes(struct arena *a)
{
	u8 *to = new (a, u8, RUNTIME_CODES);
	for (u32 at = 0, n = 0; at < sizeof packed;) {
		u32 token = packed[at++], literals = token >> 4, match = token & 15;
		if (literals == 15)
			literals += rest_of(&at);
		memcpy(to + n, packed + at, literals);
		at += literals;
		n += literals;
		if (at == sizeof packed)
			break;
		u32 back = packed[at] | (u32)packed[at + 1] << 8;
		at += 2;
		if (match == 15)
			match += rest_of(&at);
		for (match += 4; match; match--, n++)
			to[n] = to[n - back];
	}
	return to;
}

/* The text that its codes stand for. */
static const char *unpack(struct arena *a)
{
	const u8 *code = unpack_codes(a);
	char text[256][RUNTIME_SPAN], *to = new (a, char, RUNTIME_SIZE + RUNTIME_SPAN);
	u32 len[256], n = 0;

	for (u32 i = 0; i < 256; i++) {
		text[i][0] = (char)i;
		len[i] = 1;
	}
	for (u32 i = 0; i < 256; i++)
		if (pair[i][0]) {
			u32 first = len[pair[i][0]];
			memcpy(text[i], text[pair[i][0]], first);
			memcpy(text[i] + first, text[pair[i][1]], RUNTIME_SPAN - first);
			len[i] = first + len[pair[i][1]];
		}
	for (u32 i = 0; i < RUNTIME_CODES; i++) {
		memcpy(to + n, text[code[i]], RUNTIME_SPAN);
		n += len[code[i]];
	}
	return to;
}

const char *runtime_text(struct emit *e, enum runtime part)
{
	if (!e->runtime)
		e->runtime = unpack(e->arena);
	return e->runtime + begins[part];
}
