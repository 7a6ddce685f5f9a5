/* What becomes of a pipeline's output: it is written, compared, listed. */
/* macOS has mkdtemp outside POSIX. */
#define _DARWIN_C_SOURCE
#include "driver.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fmt/diff.h"

/* What was generated, all in memory. */
struct result {
	struct tree_file *file; /* the crate's, each in one span */
	u32 n, cap;
	Str manifest, files;
};

static const char *c_string(struct arena *a, Str s)
{
	return arena_fmt(a, "%.*s", STR(s)).ptr;
}

static enum status system_failed(const struct job *j, const char *what, Str which, const char *why)
{
	fprintf(stderr, "%s: error: %s '%.*s': %s\n", j->command->tool, what, STR(which), why);
	return STATUS_SYSTEM;
}

/* The directory of this run */

static enum status make_temporary(struct job *j)
{
	const char *base = getenv("TMPDIR");
	Str name = arena_fmt(j->arena, "%s/oapi-XXXXXX", base && *base ? base : "/tmp");
	char *path = new (j->arena, char, (size_t)name.len + 1);
	memcpy(path, name.ptr, name.len);
	if (!mkdtemp(path))
		return system_failed(j, "cannot make a directory by the name of", name,
		                     strerror(errno));
	j->temporary = str_of(path);
	return STATUS_OK;
}

/* The names within a directory, in order, NULL at the end. */
static char **names_in(struct arena *a, const char *dir)
{
	struct dirent **entry;
	int n = scandir(dir, &entry, NULL, alphasort);
	struct words w = {0};
	for (int i = 0; i < n; i++) {
		Str name = str_of(entry[i]->d_name);
		if (!str_eq(name, S(".")) && !str_eq(name, S("..")))
			words_add(a, &w, name);
		free(entry[i]);
	}
	if (n >= 0)
		free(entry);
	return w.n ? w.word : new (a, char *, 1);
}

static bool is_directory(const char *path)
{
	struct stat about;
	return lstat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static void remove_tree(struct arena *a, const char *path)
{
	if (is_directory(path)) {
		for (char **name = names_in(a, path); *name; name++)
			remove_tree(a, c_string(a, arena_fmt(a, "%s/%s", path, *name)));
		rmdir(path);
	} else {
		unlink(path);
	}
}

static void remove_temporary(struct job *j)
{
	if (j->temporary.len)
		remove_tree(j->arena, c_string(j->arena, j->temporary));
	j->temporary = (Str){0};
}

/* Adds the files of the crate's directory, or of the directory `within` it. */
static void find_files(struct job *j, struct result *r, const char *within)
{
	const char *dir = arena_fmt(j->arena, "%.*s/crate/%s", STR(j->temporary), within).ptr;
	for (char **name = names_in(j->arena, dir); *name; name++) {
		const char *path = arena_fmt(j->arena, "%s%s", within, *name).ptr;
		const char *whole = arena_fmt(j->arena, "%s%s", dir, *name).ptr;
		if (is_directory(whole)) {
			find_files(j, r, arena_fmt(j->arena, "%s/", path).ptr);
			continue;
		}
		r->file = arena_grow(j->arena, r->file, &r->cap, (u64)r->n + 1, sizeof *r->file);
		r->file[r->n++].path = path;
	}
}

static enum status read_into(const struct job *j, const char *name, Str *to)
{
	Str path = arena_fmt(j->arena, "%.*s/%s", STR(j->temporary), name);
	const char *why = read_input(j->arena, path, to);
	return why ? system_failed(j, "cannot read", path, why) : STATUS_OK;
}

/* Lays the crate's files out and reads them. */
static enum status take_crate(struct job *j, struct pipeline *p, struct result *r)
{
	enum status status = STATUS_OK;
	int error;
	find_files(j, r, "");
	for (u32 i = 0; i < r->n; i++)
		if (str_ends(str_of(r->file[i].path), S(".rs")))
			words_add(j->arena, &p->process[p->apart].argv,
			          arena_fmt(j->arena, "%.*s/crate/%s", STR(j->temporary),
			                    r->file[i].path));
	error = run(p, p->apart, p->n);
	if (error)
		return system_failed(j, "cannot run", str_of(p->process[p->apart].name),
		                     strerror(error));
	for (u32 i = 0; i < r->n && !status; i++) {
		Str text;
		status = read_into(j, arena_fmt(j->arena, "crate/%s", r->file[i].path).ptr, &text);
		struct span *span = new (j->arena, struct span, 1);
		*span = (struct span){text.ptr, text.len};
		r->file[i].spans = span;
		r->file[i].n = 1;
	}
	return status;
}

/* Whether all that ran so far ended well. */
static bool is_well(const struct pipeline *p)
{
	for (u32 i = 0; i < p->apart; i++)
		if (!p->process[i].waited || p->process[i].status)
			return false;
	return !p->interrupted;
}

static enum status take_results(struct job *j, struct pipeline *p, struct result *r)
{
	enum status status = STATUS_OK;
	if (j->depfile.len || j->watch) {
		const char *path = arena_fmt(j->arena, "%.*s/files", STR(j->temporary)).ptr;
		if (access(path, R_OK) == 0)
			status = read_into(j, "files", &r->files);
	}
	if (!is_well(p) || status)
		return status;
	if (p->apart < p->n)
		status = take_crate(j, p, r);
	if (!status && is_well(p) && j->manifest.len)
		status = read_into(j, "manifest", &r->manifest);
	return status;
}

/* Comparing */

static enum status compare(struct job *j, struct out *diff, Str path, Str text)
{
	Str old = {0};
	const char *why = access(c_string(j->arena, path), F_OK) < 0 && errno == ENOENT
	                          ? NULL
	                          : read_input(j->arena, path, &old);
	if (why)
		return system_failed(j, "cannot read", path, why);
	diff_write(diff, path, old, text);
	return STATUS_OK;
}

static enum status compare_all(struct job *j, struct pipeline *p, struct result *r)
{
	Str output = j->common.output;
	enum status status = STATUS_OK;
	struct out diff;
	out_init(&diff, j->arena);
	if (j->word != GEN_crate)
		status = compare(j, &diff, output, out_text(&p->out));
	for (u32 i = 0; i < r->n && !status; i++)
		status = compare(j, &diff,
		                 arena_fmt(j->arena, "%.*s/%s", STR(output), r->file[i].path),
		                 (Str){r->file[i].spans->ptr, (u32)r->file[i].spans->len});
	if (!status && j->manifest.len)
		status = compare(j, &diff, j->manifest, r->manifest);
	if (!status && diff.len) {
		status = write_output(j->arena, (Str){0}, &(struct span){diff.ptr, diff.len}, 1);
		return status ? status : STATUS_SPEC;
	}
	return status;
}

/* Writing */

/* A name in a rule of make; ninja reads the same. */
static void put_name(struct out *o, Str name)
{
	for (u32 i = 0; i < name.len; i++) {
		if (strchr(" #\\", name.ptr[i]))
			out_char(o, '\\');
		if (name.ptr[i] == '$')
			out_char(o, '$');
		out_char(o, name.ptr[i]);
	}
}

static enum status write_depfile(struct job *j, Str files)
{
	struct out o;
	out_init(&o, j->arena);
	put_name(&o, j->common.output);
	out_str(&o, j->word == GEN_crate ? S("/Cargo.toml:") : S(":"));
	while (files.len) {
		u32 end = str_find(files, '\n');
		out_str(&o, S(" \\\n  "));
		put_name(&o, (Str){files.ptr, end});
		files = str_skip(files, end + 1);
	}
	out_char(&o, '\n');
	return write_output(j->arena, j->depfile, &(struct span){o.ptr, o.len}, 1);
}

static enum status write_all(struct job *j, struct pipeline *p, struct result *r)
{
	enum status status = STATUS_OK;
	if (j->manifest.len)
		status = write_output(j->arena, j->manifest,
		                      &(struct span){r->manifest.ptr, r->manifest.len}, 1);
	if (!status && j->word == GEN_crate)
		status = write_tree(j->arena, j->common.output, r->file, r->n);
	else if (!status)
		status = write_output(j->arena, j->common.output,
		                      &(struct span){p->out.ptr, p->out.len}, 1);
	if (!status && j->depfile.len)
		status = write_depfile(j, r->files);
	return status;
}

static enum status finish(struct job *j, struct pipeline *p, struct result *r)
{
	if (j->command == &commands[COMMAND_check])
		return STATUS_OK;
	if (j->command == &commands[COMMAND_list])
		return list(j, out_text(&p->out));
	return j->check ? compare_all(j, p, r) : write_all(j, p, r);
}

enum status job_run(struct job *j, struct pipeline *p)
{
	struct result r = {0};
	enum status status = STATUS_OK, found;
	int error;
	if (j->word == GEN_crate || j->manifest.len || j->depfile.len || j->watch)
		status = make_temporary(j);
	if (status)
		return status;
	plan(j, p);
	error = run(p, 0, p->apart);
	if (error)
		status = system_failed(j, "cannot run", S("the stages"), strerror(error));
	else
		status = take_results(j, p, &r);
	remove_temporary(j);
	if (p->interrupted)
		run_interrupted();
	j->files = r.files;
	if (j->common.stats)
		report_take(p);
	found = run_verdict(p);
	if (!status)
		status = found ? found : finish(j, p, &r);
	if (j->common.stats)
		report(j, p);
	return status;
}
