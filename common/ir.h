/* The IR (oapi-ir(5)): the structs that ir.def describes, and how they are read, verified, built
 * and written. The bytes in memory are the bytes on the pipe: read once, verified once, then
 * trusted. Record 0 of each table is all zero and stands for none. */
#ifndef IR_H
#define IR_H

#include "diag.h"
#include "intern.h"
#include "io.h"

/* How deep trees of values nest, and types without names within each other. */
enum { IR_VERSION = 5, IR_MAX_DEPTH = 4096, IR_MAX_NESTING = 512 };

/* Each ENUM's members: VALUE_KIND_null is spelled value_kind_null. */
#define ENUM(name, about) enum name {
#define E(name, member, about) name##_##member,
#define END_ENUM(name) \
	name##_count \
	} \
	;
#include "ir.def"

/* Each FLAGS' members are bits: field_flag_required. */
/* clang-format off */
#define FLAGS(name, about) enum name##_bit {
/* clang-format on */
#define B(name, member, about) name##_##member##_bit,
#define END_FLAGS(name) \
	name##_bits \
	} \
	;
#include "ir.def"
#define FLAGS(name, about) enum name {
#define B(name, member, about) name##_##member = 1 << name##_##member##_bit,
#define END_FLAGS(name) \
	name##_all = (1 << name##_bits) - 1 \
	} \
	;
#include "ir.def"

struct ir_range {
	u32 first, count;
};

/* Each REC's struct: struct ir_node { u32 kind; u32 key; … }. */
#define IR_C_u32 u32
#define IR_C_enum u32
#define IR_C_flags u32
#define IR_C_str u32
#define IR_C_ref u32
#define IR_C_opt u32
#define IR_C_range struct ir_range
#define REC(name, layer, about) struct ir_##name {
#define F(record, name, kind, of, about) IR_C_##kind name;
#define END_REC(name) \
	} \
	;
#include "ir.def"

/* Which table: IR_node … */
enum ir_table_id {
#define REC(name, layer, about) IR_##name,
#include "ir.def"
	IR_TABLES
};

/* 0 is kept for "either" in the descriptions of tables. */
enum ir_layer { IR_BOTH, IR_DOC, IR_PROG };

enum ir_field_kind {
	IR_KIND_u32,
	IR_KIND_enum,
	IR_KIND_flags,
	IR_KIND_str,
	IR_KIND_ref,
	IR_KIND_opt,
	IR_KIND_range
};

/* ir.def as data. */
struct ir_field_info {
	const char *name;
	enum ir_field_kind kind;
	u32 word;  /* index of its first word in the record */
	u32 limit; /* enum: how many members; flags: all bits; ref, opt, range: the table */
	const char *const *names; /* enum: the members; flags: the bits by number; else NULL */
};
struct ir_table_info {
	const char *name;
	enum ir_layer layer;
	u32 words; /* of a record */
	u32 fields;
	const struct ir_field_info *field;
};
extern const struct ir_table_info ir_tables[IR_TABLES];
static inline bool ir_in_layer(u32 table, enum ir_layer layer)
{
	return ir_tables[table].layer == IR_BOTH || ir_tables[table].layer == layer;
}

/* An IR in memory, read or being built. Tables of the other layer have no records. */
struct ir {
	enum ir_layer layer;
	/* Records, the zero record included: at least 1 in the layer's tables. */
	u32 count[IR_TABLES];
	u32 cap[IR_TABLES];
	union {
		void *table[IR_TABLES];
		struct {
#define REC(name, layer, about) struct ir_##name *name;
#include "ir.def"
		};
	};
	const u32 *string_end;   /* read: by id, the offset just past its text */
	const char *string_text; /* read: the text of all strings */
	u32 strings;             /* read: ids in use, 0 included */
	u64 bytes;               /* read or written: the size of the whole */
};

/* The text of string id; empty for 0. Only for an IR that was read. */
static inline Str ir_str(const struct ir *ir, u32 id)
{
	u32 begin = id ? ir->string_end[id - 1] : 0;
	return (Str){ir->string_text + begin, id ? ir->string_end[id] - begin : 0};
}

/* Reads and verifies an IR of the layer (IR_BOTH: either) from a file or standard input. Returns
 * STATUS_OK; or the status in a failed trailer, without a message; or STATUS_IR or STATUS_SYSTEM
 * after a message. The records point into the bytes that were read and may be changed. */
enum status ir_read(struct ir *ir, struct arena *a, const char *tool, Str path,
                    enum ir_layer layer);
/* The same from memory, 4-byte aligned. Returns NULL or why it is refused; *status is then
 * STATUS_IR, or with NULL the trailer's status. */
const char *ir_verify(struct ir *ir, struct arena *a, Str bytes, enum ir_layer layer,
                      enum status *status);

/* Begins an IR to build: every table of the layer holds its zero record. */
void ir_init(struct ir *ir, struct arena *a, enum ir_layer layer);
/* Makes room for n records of a table, so that it need not grow before. */
void ir_reserve(struct ir *ir, struct arena *a, enum ir_table_id table, u32 n);
/* Appends n zero records to a table and returns the index of the first. */
u32 ir_add(struct ir *ir, struct arena *a, enum ir_table_id table, u32 n);
#define REC(name, layer, about) \
	static inline u32 ir_add_##name(struct ir *ir, struct arena *a, struct ir_##name record) \
	{ \
		u32 i = ir_add(ir, a, IR_##name, 1); \
		ir->name[i] = record; \
		return i; \
	}
#include "ir.def"

/* Writes an IR with the strings of an interner, as write_output does; status goes into the
 * trailer, and where it is not STATUS_OK there are no records (ir and in may be NULL). Returns
 * the status to exit with. As with write_output, the records and what a holds must stay as they are. */
enum status ir_write(struct ir *ir, const struct interner *in, struct arena *a, Str path,
                     enum ir_layer layer, enum status status);

/* The same in memory, complete. */
Str ir_bytes(struct ir *ir, const struct interner *in, struct arena *a);

/* The source that node n's positions are in, which stands in the tree of the source `tree`. */
u32 ir_position_source(const struct ir *ir, u32 n, u32 tree);
/* Where `at` (in Unicode scalars) stands in a source: fills file, line and col; the rest is
 * empty. */
struct where ir_where(const struct ir *ir, u32 source, u32 at);
/* The same for a place of a program, with its JSON pointer. */
struct where ir_place_where(const struct ir *ir, struct arena *a, u32 place);
/* The JSON pointer of a place as a URI fragment's text without percent-encoding: #/paths/~1pets
 * (RFC 6901 section 3). */
Str ir_pointer(const struct ir *ir, struct arena *a, u32 place);

/* Node i's children: for (c = i + 1; c < i + node[i].size; c += node[c].size). */
#define ir_each_child(table, i, c) \
	for (u32 c = (i) + 1, c##_end = (i) + (table)[i].size; c < c##_end; c += (table)[c].size)
#define ir_each(range, i) \
	for (u32 i = (range).first, i##_end = (range).first + (range).count; i < i##_end; i++)

#endif
