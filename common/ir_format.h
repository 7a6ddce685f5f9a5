/* The layout of an IR's ends (oapi-ir(5)), shared by its writer and its verifier. */
#ifndef IR_FORMAT_H
#define IR_FORMAT_H

#include "ir.h"

#define IR_MAGIC "\x89oapi\r\n\x1a"
#define IR_END "END\n"

/* Words of the header; the counts of the layer's tables follow it. */
enum { IR_HEAD_VERSION = 2, IR_HEAD_LAYER, IR_HEAD_STRINGS, IR_HEAD_TEXT, IR_HEAD_WORDS };

/* Words of the trailer. */
enum { IR_TRAILER_STATUS, IR_TRAILER_A, IR_TRAILER_B, IR_TRAILER_END, IR_TRAILER_WORDS };

struct ir_sum {
	u32 a, b;
};

/* Goes on with the sums over n more words. */
void ir_sum_words(struct ir_sum *sum, const u32 *word, size_t n);

/* How many words hold that many bytes. */
static inline size_t ir_words(u64 bytes)
{
	return (size_t)((bytes + 3) / 4);
}

static inline u32 ir_tables_of(enum ir_layer layer)
{
	u32 n = 0;

	for (u32 t = 0; t < IR_TABLES; t++)
		n += ir_in_layer(t, layer);
	return n;
}

#endif
