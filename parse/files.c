/* realpath is of XSI. */
#define _XOPEN_SOURCE 700
#include "files.h"

#include "uri.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is known of a source's file, by source. */
struct file {
	Str base; /* the URI or path that its references are relative to; empty: none */
	Str own;  /* what its text says that they are relative to (own_base) */
	dev_t device;
	ino_t inode;
};

struct reader {
	struct doc *doc;
	const struct files *files;
	struct file *file;
	u32 file_cap;
	Str root;   /* the root directory's real path; empty: none */
	Str *real;  /* by map: its directory's real path */
	u32 source; /* the one being scanned */
	enum status status;
	u32 *met;           /* by string: the reference of the source being scanned */
	u32 met_cap, first; /* references from `first` on are the scanned source's */
};

bool files_map(struct files *f, Str setting)
{
	u32 equals = setting.len;
	while (equals && setting.ptr[equals - 1] != '=')
		equals--;
	if (equals < 2 || equals == setting.len || f->maps == FILES_MAPS)
		return false;
	f->map[f->maps++] = (struct file_map){{setting.ptr, equals - 1}, str_skip(setting, equals)};
	return true;
}

/* Paths */

static const char *c_string(struct arena *a, Str s)
{
	return arena_cat(a, s, S("\0")).ptr;
}

/* The path without symbolic links, "." and ".."; empty where there is none. */
static Str real_path(struct arena *a, Str path)
{
	char *real = realpath(c_string(a, path.len ? path : S(".")), NULL);
	Str s = real ? arena_str(a, str_of(real)) : (Str){0};
	free(real);
	return s;
}

static bool is_within(Str path, Str directory)
{
	return directory.len && str_starts(path, directory) &&
	       (directory.ptr[directory.len - 1] == '/' || path.len == directory.len ||
	        path.ptr[directory.len] == '/');
}

static Str directory_of(Str path)
{
	while (path.len && path.ptr[path.len - 1] != '/')
		path.len--;
	return path;
}

/* The local copy of a URI by the longest --map that fits; *within is the directory that it may not
 * leave. Empty where none fits. */
static Str mapped(struct reader *f, Str uri, Str *within)
{
	const struct file_map *best = NULL;
	for (u32 i = 0; i < f->files->maps; i++) {
		const struct file_map *map = &f->files->map[i];
		if (str_starts(uri, map->prefix) && (!best || map->prefix.len > best->prefix.len)) {
			best = map;
			*within = f->real[i];
		}
	}
	if (!best)
		return (Str){0};
	struct arena *a = f->doc->arena;
	Str rest = uri_decode(a, str_skip(uri, best->prefix.len)), directory = best->directory;
	while (str_starts(rest, S("/")))
		rest = str_skip(rest, 1);
	if (directory.ptr[directory.len - 1] != '/')
		directory = arena_cat(a, directory, S("/"));
	return arena_cat(a, directory, rest);
}

/* The path of the file that a URI or a path names; *within as mapped() has it. Empty where it is
 * not on this machine. */
static Str local(struct reader *f, Str target, Str *within)
{
	*within = f->root;
	if (!uri_is_absolute(target))
		return target;
	Str path = mapped(f, target, within);
	if (!path.len && str_starts(target, S("file:///")))
		path = uri_decode(f->doc->arena, str_skip(target, 7));
	return path;
}

/* Reading */

static struct file *file_at(struct reader *f, u32 source)
{
	if (source >= f->file_cap)
		f->file = arena_grow(f->doc->arena, f->file, &f->file_cap, (u64)source + 1,
		                     sizeof *f->file);
	return &f->file[source];
}

/* What reading adds, to take it back. */
struct mark {
	u32 sources, nodes, lines, findings, errors, warnings;
};

static struct mark mark(const struct doc *d)
{
	return (struct mark){d->ir.count[IR_source], d->ir.count[IR_node], d->ir.count[IR_line],
	                     d->diag->count,         d->diag->errors,      d->diag->warnings};
}

static void take_back(struct doc *d, const struct mark *m)
{
	d->ir.count[IR_source] = m->sources;
	d->ir.count[IR_node] = m->nodes;
	d->ir.count[IR_line] = m->lines;
	d->diag->count = m->findings;
	d->diag->errors = m->errors;
	d->diag->warnings = m->warnings;
}

/* The source that was read from the file, or 0. */
static u32 known(const struct reader *f, const struct stat *about)
{
	for (u32 s = 1; s < f->doc->ir.count[IR_source]; s++)
		if (f->file[s].inode == about->st_ino && f->file[s].device == about->st_dev)
			return s;
	return 0;
}

/* The value of $self (OAS 3.2) or $id at a source's root: what its references are relative to
 * where its path leads to nothing. */
static Str own_base(const struct doc *d, u32 source)
{
	const struct ir_node *node = d->ir.node;
	u32 root = d->ir.source[source].root;
	if (root)
		ir_each_child(node, root, c)
			if ((node[c].key == KW_s_self || node[c].key == KW_s_id) &&
			    node[c].kind == value_kind_string)
				return d->in.text[node[c].text];
	return (Str){0};
}

/* Reads the file at `path`, whose URI or path is `base`, unless it was read before. `lenient`:
 * errors in its text are no errors of the description. */
static enum reference_problem load(struct reader *f, Str path, Str within, Str base, bool lenient,
                                   u32 *source)
{
	struct doc *d = f->doc;
	Str real = real_path(d->arena, path);
	struct stat about;
	if (!real.len)
		return errno == ENOENT || errno == ENOTDIR ? reference_problem_missing
		                                           : reference_problem_unreadable;
	if (!is_within(real, within))
		return reference_problem_outside;
	if (stat(real.ptr, &about) < 0 || !S_ISREG(about.st_mode))
		return reference_problem_unreadable;
	*source = known(f, &about);
	if (*source)
		return reference_problem_none;
	if (access(real.ptr, R_OK) < 0)
		return reference_problem_unreadable;
	struct mark before = mark(d);
	enum status status = doc_read(d, real, path, FORMAT_auto);
	if (status && lenient) {
		take_back(d, &before);
		return reference_problem_faulty;
	}
	if (status) {
		d->ir.count[IR_node] = before.nodes;
		d->ir.source[d->source].root = 0;
		f->status = status > f->status ? status : f->status;
	}
	*source = d->source;
	*file_at(f, d->source) = (struct file){.base = base,
	                                       .own = own_base(d, d->source),
	                                       .device = about.st_dev,
	                                       .inode = about.st_ino};
	return reference_problem_none;
}

static enum reference_problem follow(struct reader *f, Str target, bool lenient, u32 *source)
{
	Str within, path = local(f, target, &within);
	if (!path.len)
		return reference_problem_remote;
	return load(f, path, within, target, lenient, source);
}

/* Where a reference to `text` leads, from a node of the source being scanned. */
static struct ir_reference resolve(struct reader *f, u32 text, bool lenient)
{
	struct arena *a = f->doc->arena;
	struct interner *in = &f->doc->in;
	Str file = in->text[text], base = f->file[f->source].base, own = f->file[f->source].own;
	struct ir_reference x = {.source = f->source, .file = text};
	bool absolute = uri_is_absolute(file);
	if (!base.len && !absolute) {
		x.problem = reference_problem_baseless;
		x.path = text;
		return x;
	}
	Str target = uri_resolve(a, base,
	                         absolute || uri_is_absolute(base) ? file : uri_decode(a, file));
	x.problem = follow(f, target, lenient, &x.target);
	if (x.problem && !absolute && own.len) {
		Str other = uri_resolve(a, uri_resolve(a, base, own), file);
		if (follow(f, other, lenient, &x.target) == reference_problem_none)
			x.problem = reference_problem_none;
	}
	x.path = intern_copy(in, target);
	return x;
}

/* Scanning */

static void met(struct reader *f, u32 reference, bool lenient)
{
	struct doc *d = f->doc;
	Str file = uri_file(d->in.text[reference]);
	u32 text = intern(&d->in, file);
	if (f->met_cap <= text)
		f->met = arena_grow(d->arena, f->met, &f->met_cap, d->in.count, sizeof *f->met);
	u32 known_as = f->met[text];
	if (known_as >= f->first &&
	    (lenient || d->ir.reference[known_as].problem != reference_problem_faulty))
		return;
	struct ir_reference x = resolve(f, text, lenient);
	if (known_as >= f->first)
		d->ir.reference[known_as] = x;
	else
		f->met[text] = ir_add_reference(&d->ir, d->arena, x);
}

/* What stands under these keys may be data, in which a "$ref" is none. */
static bool may_be_data(const struct doc *d, u32 key)
{
	switch (key) {
	case KW_example:
	case KW_examples:
	case KW_value:
	case KW_default:
	case KW_const:
	case KW_enum: return true;
	default: return key >= KW_COUNT && str_starts(d->in.text[key], S("x-"));
	}
}

static bool has_file(Str reference)
{
	return reference.len && reference.ptr[0] != '#';
}

/* The discriminator's mapping is the other place of references; a value there may be a name, too. */
static bool may_be_file(Str text)
{
	return has_file(text) && (str_find(text, '/') < text.len || str_find(text, '.') < text.len);
}

static bool refers(const struct doc *d, const struct ir_node *x)
{
	return (x->key == KW_s_ref || x->key == KW_s_dynamicRef) && x->kind == value_kind_string &&
	       has_file(d->in.text[x->text]);
}

/* Of what a discriminator's mapping has. */
static bool may_refer(const struct doc *d, const struct ir_node *x)
{
	return x->kind == value_kind_string && may_be_file(d->in.text[x->text]);
}

/* Whether a tree may have what scan looks for: few have. */
static bool has_files(const struct doc *d, u32 root)
{
	const struct ir_node *node = d->ir.node;
	for (u32 n = root, end = root + node[root].size; n < end; n++) {
		if (refers(d, &node[n]))
			return true;
		if (node[n].key == KW_mapping && node[n].kind >= value_kind_array)
			ir_each_child(node, n, c)
				if (may_refer(d, &node[c]))
					return true;
	}
	return false;
}

/* Goes through the tree of a source. */
static void scan(struct reader *f, u32 source)
{
	struct doc *d = f->doc;
	u32 root = d->ir.source[source].root, end = root + d->ir.node[root].size, depth = 0;
	u32 data = 0; /* up to this node, what is met may be data */
	u32 *open = new (d->arena, u32, d->max_depth + 2);
	f->source = source;
	f->first = d->ir.count[IR_reference];
	for (u32 n = root; n < end; n++) {
		struct ir_node x = d->ir.node[n];
		while (depth && n >= open[depth - 1] + d->ir.node[open[depth - 1]].size)
			depth--;
		u32 above = depth ? d->ir.node[open[depth - 1]].key : 0;
		if (n >= data && above != KW_properties && may_be_data(d, x.key))
			data = n + x.size;
		if (refers(d, &x))
			met(f, x.text, n < data);
		else if (above == KW_mapping && may_refer(d, &x))
			met(f, x.text, true);
		if (x.kind >= value_kind_array)
			open[depth++] = n;
	}
}

static void begin(struct reader *f)
{
	struct doc *d = f->doc;
	Str root = f->files->root, first = f->files->first;
	struct stat about;
	file_at(f, d->ir.count[IR_source]); /* those that are no files of the description, too */
	f->file[1].own = own_base(d, 1);
	if (first.len && stat(c_string(d->arena, first), &about) == 0) {
		f->file[1].device = about.st_dev;
		f->file[1].inode = about.st_ino;
	}
	if (first.len || root.len) {
		f->file[1].base = first.len ? first : arena_cat(d->arena, root, S("/"));
		f->root = real_path(d->arena, root.len ? root : directory_of(first));
	}
	f->real = new (d->arena, Str, f->files->maps + 1);
	for (u32 i = 0; i < f->files->maps; i++)
		f->real[i] = real_path(d->arena, f->files->map[i].directory);
}

enum status files_read(struct doc *d, const struct files *files)
{
	struct reader f = {.doc = d, .files = files};
	begin(&f);
	for (u32 source = 1; source < d->ir.count[IR_source]; source++)
		if (d->ir.source[source].root && has_files(d, d->ir.source[source].root))
			scan(&f, source);
	stats_pass(d->stats, "files");
	return f.status;
}

enum status files_list(struct doc *d, Str path)
{
	struct out o;
	out_init(&o, d->arena);
	for (u32 s = 1; s < d->ir.count[IR_source]; s++) {
		Str name = d->in.text[d->ir.source[s].name];
		if (!str_eq(name, S("<stdin>"))) {
			out_str(&o, name);
			out_char(&o, '\n');
		}
	}
	return write_output(d->arena, path, &(struct span){o.ptr, o.len}, 1);
}
