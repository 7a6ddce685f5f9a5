/* What oapi-fmt does with a file. */
#ifndef RUN_H
#define RUN_H

#include "stats.h"

struct run {
	struct arena arena;
	struct diag diag;
	struct common_options common;
	struct stats stats;
	struct ir ir;
	u32 width;       /* of Rust's lines */
	bool check;      /* say what would change */
	bool in_place;   /* write Rust into the files */
	bool json, back; /* an IR as JSON; the IR of that */
	bool summary;
	u32 only; /* a table, or IR_TABLES */
	Str *file;
	u32 files, files_cap;
	struct out diff; /* of --check */
};

/* Reads the file of a name, or standard input, and writes what becomes of it. Returns the status to exit with, after a
 * message where it is not 0, but for differences that --check finds and for input that a failed stage left. */
enum status run_file(struct run *r, Str name);
/* After the last file: writes what --check found. */
enum status run_end(struct run *r);

#endif
