/* From text to text: several threads, each with a part of the text at a time.
 *
 * Where one part ends and another begins is a guess from the text, and holds where the first, from whose beginning on all is
 * known, has a unit that ends there. Where a guess was wrong, or a text is not Rust, all of it is one part. */
#include <stdatomic.h>

#include "items.h"
#include "rust.h"
#include "thread.h"

/* Whole units, after what the unit before them ends in. */
struct part {
	u32 from, to;
	u32 depth;           /* how many items it begins in */
	u32 worker, at, end; /* who laid it out, and where in that one's output */
};

struct job {
	Str text;
	u32 begin; /* after what is no Rust yet */
	const struct rust_options *options;
	struct part *part;
	u32 parts;
	atomic_uint next;   /* the part that nobody has */
	atomic_bool failed; /* there is an error, or a part is none */
};

/* What a thread works with, in memory of its own: what several write near one another would slow all. */
struct worker {
	struct job *job;
	u32 number;
	struct layout w;
	struct units units;
	pthread_t thread;
};

/* Whether a line begins as items do. */
static bool is_item_line(const char *line)
{
	static const char *const begins[] = {"///", "#[", "pub ", "impl", "fn ", "async ", "}"};
	for (u32 i = 0; i < sizeof begins / sizeof *begins; i++)
		if (!strncmp(line, begins[i], strlen(begins[i])))
			return true;
	return false;
}

static u32 indent_of(const char *line)
{
	return (u32)strspn(line, " ");
}

/* Where an item seems to end in a range of the text, in as few others as can be, *depth; else the first place after that, or the
 * text's end. It is after a brace alone on a line, or a semicolon before an empty line, where the next line begins as an item. */
static u32 likely_end(Str text, u32 from, u32 to, u32 *depth)
{
	u32 least = 16 * TAB, end = text.len;
	from += str_find(str_skip(text, from), '\n') + 1;
	while (from < to || (end == text.len && from < text.len)) {
		u32 len = str_find(str_skip(text, from), '\n');
		const char *line = text.ptr + from, *next = line + len + 1;
		bool empty = from + len < text.len && *next == '\n';
		u32 indent = from + len < text.len ? indent_of(next + empty) : 1;
		from += len + 1;
		if (indent % TAB || indent >= least || !is_item_line(next + empty + indent))
			continue;
		if ((len == indent + 1 && line[indent] == '}') ||
		    (len && line[len - 1] == ';' && empty)) {
			least = indent;
			end = from - 1;
			*depth = indent / TAB;
		}
	}
	return end;
}

u32 shebang_end(Str text)
{
	struct lexer l;
	struct lex_error e = {0};
	struct token t = {.kind = TOK_comment};
	if (!str_starts(text, S("#!")))
		return 0;
	lex_begin(&l, text);
	for (l.at = 2; t.kind == TOK_comment;)
		lex_next(&l, &t, &e);
	if (t.kind == TOK_open_bracket)
		return 0;
	u32 line = str_find(text, '\n') + 1, end = line;
	for (u32 at = line; at < text.len && is_blank(text.ptr[at]); at++)
		end = text.ptr[at] == '\n' ? at + 1 : end;
	return line > text.len ? text.len : end < text.len ? end : line;
}

/* Parts are smaller towards the end, so that the threads end together. */
static void divide(struct job *j, struct arena *a)
{
	u32 most = j->options->part, least = most / 8 + 1, len = j->text.len, depth = 0;
	j->part = new (a, struct part, (size_t)len / least + 1);
	for (u32 at = j->begin; at < len || !j->parts;) {
		struct part part = {.from = at, .to = len, .depth = depth};
		u32 size = (len - at) / (2 * j->options->threads);
		size = size < least ? least : size > most ? most : size;
		if ((len - at) / 2 > size)
			part.to = likely_end(j->text, at + size, at + size + size / 32, &depth);
		j->part[j->parts++] = part;
		at = part.to;
	}
}

/* The lines after the last item, and the end of the last line, which nothing stands on where the part begins after one. */
static void put_end(struct layout *w, u32 from)
{
	struct out *o = &w->out;
	if (w->p.token[0].flags & TOK_COMMENT)
		put_gap(w, 0, 0);
	o->len = trim_end(out_text(o)).len;
	if (o->len < from)
		o->len = from;
	else if (o->len)
		put(w, "\n", 1);
}

/* Lays out a part after what the worker has written; whether it ends where the next one begins. */
static bool put_part(struct worker *k, struct part *part)
{
	struct layout *w = &k->w;
	struct units *u = &k->units;
	bool last = part->to == k->job->text.len;
	u32 from = part->from == k->job->begin ? 0 : part->from;
	Str text = {k->job->text.ptr + from, part->to - from};
	u32 valid = utf8_valid(text);
	if (valid < text.len) {
		u->e = (struct lex_error){"this is not UTF-8", from + valid};
		return false;
	}
	units_begin(u, k->job->text, part->from, part->depth);
	w->last = part->from;
	w->until = last ? UINT32_MAX : part->to;
	if (part->from) /* what comes stands after it */
		put(w, k->job->text.ptr + part->from - 1, 1);
	part->worker = k->number;
	part->at = mark(w);
	put_all_units(w, part->depth);
	if (!u->e.what && last)
		put_end(w, part->at);
	part->end = mark(w);
	return !u->e.what && (last || (u->l.at == part->to && w->nest == part[1].depth));
}

static void *work(void *worker)
{
	struct worker *k = worker;
	struct job *j = k->job;
	while (!atomic_load(&j->failed)) {
		u32 i = atomic_fetch_add(&j->next, 1);
		if (i >= j->parts)
			break;
		if (!put_part(k, &j->part[i]))
			atomic_store(&j->failed, true);
	}
	return NULL;
}

static struct worker *new_worker(struct job *j, u32 number, u32 workers, struct arena *a)
{
	const struct rust_options *options = j->options;
	u32 room = j->text.len / workers + j->text.len / 8 + 4096;
	struct worker *k = new (a, struct worker, 1);
	*k = (struct worker){.job = j, .number = number};
	units_init(&k->units, a, new (a, struct lines, 1));
	k->w = (struct layout){.out = {.arena = a},
	                       .max_width = options->width,
	                       .plain = options->plain,
	                       .units = &k->units};
	k->w.out.ptr = arena_grow(a, NULL, &k->w.out.cap, room, 1);
	k->w.p = (struct parser){.text = j->text.ptr,
	                         .arena = a,
	                         .max_depth = options->max_depth,
	                         .limit = limits_of(options->width)};
	return k;
}

/* Has the workers do all parts; those that the system has no thread for are left out. */
static void run(struct worker **worker, u32 workers)
{
	u32 begun = 1;
	while (begun < workers && thread_begin(&worker[begun]->thread, work, worker[begun]))
		begun++;
	work(worker[0]);
	for (u32 i = 1; i < begun; i++)
		pthread_join(worker[i]->thread, NULL);
}

/* All parts, by as many threads as there may be; false, and *e, where that was in vain. */
static bool format(struct arena *a, struct job *j, struct rust *out, struct lex_error *e)
{
	u32 workers = j->options->threads < j->parts ? j->options->threads : j->parts;
	struct worker **worker = new (a, struct worker *, workers);
	struct arena *arena = new (a, struct arena, workers);
	for (u32 i = 0; i < workers; i++)
		worker[i] = new_worker(j, i, workers, i ? &arena[i] : a);
	run(worker, workers);
	for (u32 i = 1; i < workers; i++)
		arena_count(a, &arena[i]);
	*e = worker[0]->units.e;
	if (j->failed)
		return false;
	out->span = new (a, struct span, j->parts + 1);
	out->span[0] = (struct span){j->text.ptr, j->begin};
	out->spans = j->parts + 1;
	for (u32 i = 0; i < j->parts; i++) {
		const struct part *part = &j->part[i];
		out->span[i + 1] = (struct span){worker[part->worker]->w.out.ptr + part->at,
		                                 part->end - part->at};
	}
	return true;
}

bool rust_format(struct arena *a, Str text, const struct rust_options *options, struct rust *out,
                 struct lex_error *e)
{
	struct job j = {.text = text, .begin = shebang_end(text), .options = options};
	divide(&j, a);
	if (format(a, &j, out, e) || j.parts == 1)
		return !e->what;
	struct job whole = j;
	whole.parts = 1;
	whole.next = 0;
	whole.failed = false;
	whole.part[0] = (struct part){.from = j.begin, .to = text.len};
	return format(a, &whole, out, e);
}

Str rust_text(struct arena *a, const struct rust *rust)
{
	struct out o;
	out_init(&o, a);
	for (u32 i = 0; i < rust->spans; i++)
		out_str(&o, (Str){rust->span[i].ptr, (u32)rust->span[i].len});
	return out_text(&o);
}
