/* The document under construction: every file that is read becomes one source and one tree of
 * nodes. The readers of JSON and of YAML say what they meet, in order; the builder keeps the nodes,
 * the lines and what is open, and turns an offset into a place for a message. */
#ifndef DOC_H
#define DOC_H

#include "ir.h"
#include "stats.h"

/* A string, a number or a key has fewer bytes; no text needs more, and a few of them must not take
 * all memory. */
enum { SCALAR_MAX = 16 << 20 };

enum format { FORMAT_auto, FORMAT_json, FORMAT_yaml };

/* What -W duplicate-key has not set: a warning in JSON, an error in YAML. */
enum { SEVERITY_by_format = SEVERITY_error + 1 };

struct doc {
	struct arena *arena;
	struct diag *diag;
	struct stats *stats;
	struct ir ir;
	struct interner in;
	u32 max_depth;

	/* The source being read. */
	u32 source;
	Str name;        /* as the user gave it */
	Str text;        /* UTF-8 without a byte order mark, and 8 zero bytes after it */
	u32 *open;       /* the containers that are open, outermost first */
	u32 depth;       /* how many */
	u32 key, key_at; /* of the member whose value comes next; key is 0 where none is known */
	bool at_item;    /* the open array is about to get an item: a pointer ends in its index */
	bool keep_replaced; /* members that a later one replaces stay in the table, with key 0 */
	u32 replaced;       /* how many of them there are */

	u32 serial; /* of the last object that was closed */
	u32 *stamp; /* by key: the serial of the object that it was last met in */
	u32 *last;  /* by key: the member there */
	u32 stamp_cap, last_cap;

	u32 seek_at; /* a place that is known both in scalars and in bytes */
	const char *seek;
};

/* Begins with an empty document. */
void doc_init(struct doc *d, struct arena *a, struct diag *diag, struct stats *stats,
              u32 max_depth);
/* Reads a file ("-" or empty: standard input) as a further source, called by the name (empty: the
 * path). What is wrong is reported. */
enum status doc_read(struct doc *d, Str path, Str name, enum format format);

/* Takes the bytes of a file, with 8 zero bytes after them, as a further source. False where they
 * are no document, which was reported. */
bool doc_take(struct doc *d, Str bytes, Str name, enum format format);

/* The readers of d->text; false after an error, which was reported. */
bool json_read(struct doc *d);
bool yaml_read(struct doc *d);

/* text.c */

/* Sets d->text from the bytes of a file: skips a byte order mark, turns UTF-16 into UTF-8. */
bool text_decode(struct doc *d, Str bytes);
/* Fills the table of lines, where that was not done. */
void text_lines(struct doc *d);
/* Whether d->text is valid UTF-8 as a whole. */
bool text_valid(struct doc *d);
/* Reports the byte at `p`, which belongs to no valid UTF-8; returns false. */
bool text_invalid(struct doc *d, u32 at, const char *p);
/* The character at p for a message: "'x'", "a tab", "the end of the text". */
Str text_found(struct doc *d, const char *p);
/* Which format the text is in, by how it begins. */
enum format text_format(Str text);
/* Whether it holds nothing but space, or BLANK_MAX bytes of it before anything else. */
bool text_is_blank(Str text);
/* Reports that it is longer than texts of its format may be, in bytes; returns false. */
bool text_too_large(struct doc *d, const char *format, u32 most);
/* Reports that it holds no document; returns false. */
bool text_empty(struct doc *d);

/* Where the scalar offset `at` stands, with the pointer of what is open and the line's text. */
struct where doc_where(struct doc *d, u32 at);
/* The byte where the scalar `at` begins. */
const char *doc_seek(struct doc *d, u32 at);
/* Where the scalar `n` of a string's value stands, whose text begins at the scalar `at`; `at`, where
 * that cannot be told. */
u32 doc_within(struct doc *d, u32 at, Str value, u32 n);
/* The key as a reference token (RFC 6901, section 3). */
Str doc_token(struct arena *a, Str key);
/* "FILE:LINE:COLUMN" of it. */
Str doc_place(struct doc *d, u32 at);
/* Reports an error that ends the reading, whatever -W says; returns false. */
bool doc_error(struct doc *d, enum diag_id id, u32 at, Str hint, Str text);

/* Reports what is a warning, unless -W says otherwise. */
void doc_warn(struct doc *d, enum diag_id id, u32 at, Str text);

/* Makes room in a table for one record more. */
void doc_room(struct doc *d, enum ir_table_id table);
/* Opens an array or an object; false where that is too deep. */
bool doc_open(struct doc *d, enum value_kind kind, u32 at);
/* Closes the innermost: members that a later one of the same key replaces are reported and removed.
 * */
void doc_close(struct doc *d);

static inline u32 doc_node(struct doc *d, enum value_kind kind, u32 text, u32 at)
{
	struct ir *ir = &d->ir;
	if (ir->count[IR_node] == ir->cap[IR_node])
		doc_room(d, IR_node);
	u32 i = ir->count[IR_node]++;
	ir->node[i] = (struct ir_node){kind, d->key, text, 1, at, d->key ? d->key_at : at};
	d->key = 0;
	return i;
}

static inline void doc_line(struct doc *d, u32 start)
{
	struct ir *ir = &d->ir;
	if (ir->count[IR_line] == ir->cap[IR_line])
		doc_room(d, IR_line);
	ir->line[ir->count[IR_line]++].start = start;
}

/* Whether the innermost container is an object. */
static inline bool doc_in_object(const struct doc *d)
{
	return d->depth && d->ir.node[d->open[d->depth - 1]].kind == value_kind_object;
}

#endif
