/* Other files that a description refers to: found within the root directory or by --map, each read
 * once. Nothing is fetched. */
#ifndef FILES_H
#define FILES_H

#include "doc.h"

/* --map PREFIX=DIR: URIs that begin with prefix are files in the directory. */
struct file_map {
	Str prefix, directory;
};

enum { FILES_MAPS = 64 };

struct files {
	Str first; /* the path of the first source; empty: standard input */
	Str root;  /* --root; empty: the directory of the first source */
	Str list;  /* --files; empty: none */
	struct file_map map[FILES_MAPS];
	u32 maps;
};

/* Adds a --map; false where the text is none, or there are too many. */
bool files_map(struct files *f, Str setting);
/* Reads what the sources of d refer to, and what these refer to, and so on, and notes for each
 * reference where it leads or why it leads nowhere. Returns STATUS_OK, or the worst status of
 * reading, after a message. */
enum status files_read(struct doc *d, const struct files *f);
/* Writes the names of the files that were read to the file `path`, each on a line. Returns as write_output does. */
enum status files_list(struct doc *d, Str path);

#endif
