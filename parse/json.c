/* JSON (RFC 8259). jsmn finds where strings end; it checks little, so that the whole grammar is
 * checked here, in the one walk that also builds the tree. jsmn is given a small array of tokens
 * again and again: after each fill their ends go into a batch, and the tokens of what is still open
 * move to the front. So the array stays in the cache, and jsmn's search for what a bracket closes
 * does not become slow: where more is open than may be, it ends.
 *
 * The text is tokenised in parts that end where a line does: no string goes on in the next line. Of a large text, a thread
 * takes one part after the other while what it made is walked; who walks takes one too, rather than wait. */
#include "doc.h"
#include "thread.h"

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include <jsmn.h>

enum {
	JSON_MAX = 2047 << 20, /* bytes: jsmn counts them in an int */
	TOKENS = 2048,
	THREAD_FROM = 512 << 10, /* bytes of a text from which a thread is worth it */
	PART = 128 << 10,        /* bytes of a part at least, but for the last */
};

/* What may come next, and how a message names it. */
#define EXPECTATIONS(X) \
	X(value, "a value") \
	X(first_item, "a value or ']'") \
	X(first_key, "a key in double quotes or '}'") \
	X(key, "a key in double quotes") \
	X(colon, "':' after the key") \
	X(next_item, "',' or ']' after the item") \
	X(next_member, "',' or '}' after the member's value") \
	X(end, "the end of the text after the document")

enum expect {
#define X(name, text) EXPECT_##name,
	EXPECTATIONS(X)
#undef X
};

static const char *const expectation[] = {
#define X(name, text) text,
	EXPECTATIONS(X)
#undef X
};

struct json {
	struct doc *doc;
	const char *end; /* of the text */
	const char *p;   /* checked up to here */
	u32 more;        /* how many bytes before p continue a character: no scalars of their own */
	enum expect expect;
	char *scratch; /* for strings with escapes */
	u32 scratch_cap;
};

#define EACH_BYTE(n) ((u64)-1 / 0xFF * (n))

static inline u64 load8(const char *p)
{
	u64 word;
	memcpy(&word, p, sizeof word);
	return word;
}

/* How many bytes from p to end continue a character of UTF-8. */
static u32 continuations(const char *p, const char *end)
{
	u32 n = 0;
	for (; p < end; p++)
		n += (*p & 0xC0) == 0x80;
	return n;
}

/* The scalar offset of q, which stands at p or after it. */
static u32 at(const struct json *j, const char *q)
{
	return (u32)(q - j->doc->text.ptr) - j->more - continuations(j->p, q);
}

/* Makes q the place that a message is about; returns its offset. */
static u32 point(struct json *j, const char *q)
{
	struct doc *d = j->doc;
	d->seek = q;
	d->seek_at = at(j, q);
	d->at_item = j->expect == EXPECT_value || j->expect == EXPECT_first_item;
	return d->seek_at;
}

static bool error(struct json *j, const char *q, Str hint, Str text)
{
	return doc_error(j->doc, DIAG_json_syntax, point(j, q), hint, text);
}

/* Reports that the text ends too early, at its last character that is not space. */
static bool truncated(struct json *j, const char *expected)
{
	struct doc *d = j->doc;
	const char *q = j->end;
	while (q > d->text.ptr && strchr(" \t\r\n", q[-1]))
		q--; /* at() holds for it: nothing but space lies between */
	if (!d->depth)
		return error(j, q, (Str){0},
		             arena_fmt(d->arena, "expected %s; found the end of the text",
		                       expected));
	const struct ir_node *open = &d->ir.node[d->open[d->depth - 1]];
	bool string = j->p < j->end && *j->p == '"';
	const char *what = string ? "string" : open->kind == value_kind_object ? "object" : "array";
	Str begin = doc_place(d, string ? at(j, j->p) : open->at);
	return error(j, q,
	             arena_fmt(d->arena, "the %s that is not closed begins at %.*s", what,
	                       STR(begin)),
	             arena_fmt(d->arena, "expected %s; found the end of the text", expected));
}

static bool unexpected(struct json *j, const char *q, const char *expected, Str hint)
{
	struct arena *a = j->doc->arena;
	if (q >= j->end)
		return truncated(j, expected);
	return error(j, q, hint,
	             arena_fmt(a, "expected %s; found %.*s", expected, STR(text_found(j->doc, q))));
}

/* What to do about a character that is not what was expected. */
static Str advice(const struct json *j, const char *q)
{
	if (*q == '/' || *q == '#')
		return S("JSON has no comments");
	if (j->expect != EXPECT_end && (*q == '\'' || (*q | 0x20) - 'a' + 0u < 26))
		return S("JSON puts strings and keys in double quotes; --format=yaml reads YAML");
	if ((*q == '}' && j->expect == EXPECT_key) || (*q == ']' && j->expect == EXPECT_value))
		return S("JSON allows no comma after the last one");
	if (j->expect == EXPECT_end)
		return S("a text holds one JSON document");
	if (*q >= '0' && *q <= '9' && q > j->doc->text.ptr && q[-1] == '0')
		return S("a number has no leading zeros");
	return (Str){0};
}

static bool wrong(struct json *j, const char *q)
{
	return unexpected(j, q, expectation[j->expect], q < j->end ? advice(j, q) : (Str){0});
}

/* After a value: what its container expects. */
static inline void value_done(struct json *j)
{
	j->expect = doc_in_object(j->doc) ? EXPECT_next_member
	            : j->doc->depth       ? EXPECT_next_item
	                                  : EXPECT_end;
}

static bool close_container(struct json *j, const char *q)
{
	bool object = *q == '}';
	enum expect first = object ? EXPECT_first_key : EXPECT_first_item,
		    next = object ? EXPECT_next_member : EXPECT_next_item;
	if (j->expect != first && j->expect != next)
		return wrong(j, q);
	doc_close(j->doc);
	value_done(j);
	return true;
}

/* How many spaces stand at p. */
static inline u32 spaces(const char *p)
{
	u32 n = 0;
	u64 other;
	while (!(other = load8(p + n) ^ EACH_BYTE(' ')))
		n += 8;
	return n + (u32)__builtin_ctzll(other) / 8;
}

/* Skips spaces, then takes commas, colons and closing brackets up to the next character that is
 * none. */
static bool gap(struct json *j)
{
	const char *p = j->p;
	for (;; p++) {
		switch (*p) {
		case ' ': p += spaces(p) - 1; break;
		case '\t': break;
		case '\r':
			if (p[1] == '\n')
				break;
			/* fallthrough */
		case '\n': doc_line(j->doc, (u32)(p + 1 - j->doc->text.ptr) - j->more); break;
		case ',':
			if (j->expect != EXPECT_next_member && j->expect != EXPECT_next_item) {
				j->p = p;
				return wrong(j, p);
			}
			j->expect = j->expect == EXPECT_next_member ? EXPECT_key : EXPECT_value;
			break;
		case ':':
			if (j->expect != EXPECT_colon) {
				j->p = p;
				return wrong(j, p);
			}
			j->expect = EXPECT_value;
			break;
		case '}':
		case ']':
			j->p = p;
			if (!close_container(j, p))
				return false;
			break;
		default: j->p = p; return true;
		}
	}
}

/* Four hexadecimal digits at p, or -1 after an error. */
static i64 hex4(struct json *j, const char *p)
{
	u32 n = 0;
	for (u32 i = 0; i < 4; i++, p++) {
		u32 c = (u8)*p, value = c - '0' <= 9 ? c - '0' : (c | 0x20) - 'a' + 10;
		if (value > 15 || (c > '9' && value < 10)) {
			unexpected(j, p, "four hexadecimal digits after \\u", (Str){0});
			return -1;
		}
		n = n << 4 | value;
	}
	return n;
}

/* \u at p, perhaps with its second half: writes what it says and returns where it ends, or NULL
 * after an error. */
static const char *unicode_escape(struct json *j, const char *p, u32 *to)
{
	i64 c = hex4(j, p + 2), low;
	const char *q = p + 6;
	if (c < 0)
		return NULL;
	if (c >> 11 == 0xD800 >> 11) {
		bool follows = c < 0xDC00 && j->end - q >= 2 && q[0] == '\\' && q[1] == 'u';
		if (follows && (low = hex4(j, q + 2)) < 0)
			return NULL;
		if (!follows || low >> 10 != 0xDC00 >> 10) {
			error(j, p,
			      S("a surrogate stands for a character only as a pair: "
			        "\\uD800-\\uDBFF, then \\uDC00-\\uDFFF"),
			      arena_fmt(j->doc->arena, "a lone surrogate, \\u%.4s", p + 2));
			return NULL;
		}
		c = 0x10000 + ((c & 0x3FF) << 10) + (low & 0x3FF);
		q += 6;
	}
	*to += utf8_put(j->scratch + *to, (u32)c);
	return q;
}

/* The escape at p. */
static const char *escape(struct json *j, const char *p, u32 *to)
{
	static const char letter[] = "\"\\/bfnrt", meaning[] = "\"\\/\b\f\n\r\t";
	const char *found = p + 1 < j->end && p[1] ? strchr(letter, p[1]) : NULL;
	if (found) {
		j->scratch[(*to)++] = meaning[found - letter];
		return p + 2;
	}
	if (p + 1 < j->end && p[1] == 'u')
		return unicode_escape(j, p, to);
	unexpected(j, p + 1, "one of \" \\ / b f n r t u after the backslash", (Str){0});
	return NULL;
}

/* The string whose text begins at p and ends at `limit` (or, where jsmn found no end, before the
 * text does) the slow way: with escapes, with characters beyond ASCII, or with an error. Returns
 * where it ends, or NULL after an error. */
static const char *string_slowly(struct json *j, const char *p, const char *limit, u32 *id)
{
	struct doc *d = j->doc;
	Str whole = {p, (u32)(limit - p)};
	const char *valid = p + utf8_valid(whole), *q = p;
	bool escaped = false;
	u32 to = 0;
	j->scratch = arena_grow(d->arena, j->scratch, &j->scratch_cap, (u64)whole.len + 4, 1);
	while (q && q < valid && *q != '"') {
		if (*q == '\\') {
			escaped = true;
			q = escape(j, q, &to);
		} else if ((u8)*q < 0x20) {
			unexpected(j, q,
			           "'\"' at the string's end, or an escape such as \\n or \\u0009",
			           (Str){0});
			q = NULL;
		} else {
			j->scratch[to++] = *q++;
		}
	}
	if (!q)
		return NULL;
	if (q == j->end) {
		truncated(j, "'\"' at the string's end");
		return NULL;
	}
	if (q == valid && valid < limit) {
		text_invalid(d, point(j, q), q);
		return NULL;
	}
	*id = escaped ? intern_copy(&d->in, (Str){j->scratch, to}) : intern(&d->in, (Str){p, to});
	j->more += continuations(p, q);
	return q;
}

/* The quote that ends the string whose text begins at p, or the end of the text. */
static const char *closing_quote(const struct json *j, const char *p)
{
	while (p < j->end && *p != '"')
		p += *p == '\\' && j->end - p > 1 ? 2 : 1;
	return p;
}

/* The string that begins with the quote at j->p; `limit` is as above, or NULL. Returns its id and moves past
 * it, or 0. */
static u32 string(struct json *j, const char *limit)
{
	const char *begin = j->p + 1;
	u64 special = !limit;
	u32 id = 0;
	limit = limit ? limit : closing_quote(j, begin);
	for (const char *p = begin; p < limit && !special; p += 8) {
		u64 word = load8(p);
		if (limit - p < 8) /* what stands after the end counts for nothing */
			word = (word & (((u64)1 << 8 * (limit - p)) - 1)) |
			       EACH_BYTE(' ') << 8 * (limit - p);
		special = ((word - EACH_BYTE(' ')) | ((word ^ EACH_BYTE('\\')) - EACH_BYTE(1)) |
		           word) &
		          EACH_BYTE(0x80);
	}
	if (special) {
		limit = string_slowly(j, begin, limit, &id);
		if (!limit)
			return 0;
	} else {
		id = intern(&j->doc->in, (Str){begin, (u32)(limit - begin)});
	}
	j->p = limit + 1;
	return id;
}

static const char *digits(struct json *j, const char *p, const char *expected)
{
	const char *begin = p;
	while (*p >= '0' && *p <= '9')
		p++;
	if (p == begin)
		unexpected(j, p, expected, (Str){0});
	return p == begin ? NULL : p;
}

/* RFC 8259 section 6: returns where the number at p ends, or NULL after an error. */
static const char *number(struct json *j, const char *p)
{
	p += *p == '-';
	if (*p == '0')
		p++;
	else
		p = digits(j, p, "a digit");
	if (p && *p == '.')
		p = digits(j, p + 1, "a digit after the decimal point");
	if (p && (*p == 'e' || *p == 'E')) {
		p++;
		p = digits(j, p + (*p == '-' || *p == '+'), "a digit of the exponent");
	}
	return p;
}

/* true, false or null: the same. */
static const char *literal(struct json *j, const char *p, const char *word)
{
	const char *q = p;
	for (; *word; word++, q++)
		if (*q != *word) {
			unexpected(j, q, "true, false or null", (Str){0});
			return NULL;
		}
	return q;
}

static bool scalar(struct json *j)
{
	struct doc *d = j->doc;
	const char *p = j->p, *q;
	u32 start = at(j, p), text = 0;
	enum value_kind kind;
	switch (*p) {
	case 't':
		kind = value_kind_true;
		q = literal(j, p, "true");
		break;
	case 'f':
		kind = value_kind_false;
		q = literal(j, p, "false");
		break;
	case 'n':
		kind = value_kind_null;
		q = literal(j, p, "null");
		break;
	default:
		if (*p != '-' && (*p < '0' || *p > '9'))
			return wrong(j, p);
		kind = value_kind_number;
		q = number(j, p);
		if (q)
			text = intern(&d->in, (Str){p, (u32)(q - p)});
	}
	if (!q)
		return false;
	doc_node(d, kind, text, start);
	j->p = q;
	value_done(j);
	return true;
}

static bool open_container(struct json *j)
{
	bool object = *j->p == '{';
	if (!doc_open(j->doc, object ? value_kind_object : value_kind_array, at(j, j->p)))
		return false;
	j->p++;
	j->expect = object ? EXPECT_first_key : EXPECT_first_item;
	return true;
}

/* The key or value that begins at j->p. `limit` is where jsmn says that it ends, if it is a string;
 * NULL: not known. */
static bool item(struct json *j, const char *limit)
{
	struct doc *d = j->doc;
	bool key = j->expect == EXPECT_key || j->expect == EXPECT_first_key;
	if (!key && j->expect != EXPECT_value && j->expect != EXPECT_first_item)
		return wrong(j, j->p);
	if (*j->p == '"') {
		u32 start = at(j, j->p), id = string(j, limit);
		if (!id)
			return false;
		if (key) {
			d->key = id;
			d->key_at = start;
			j->expect = EXPECT_colon;
		} else {
			doc_node(d, value_kind_string, id, start);
			value_done(j);
		}
		return true;
	}
	if (key)
		return wrong(j, j->p);
	return *j->p == '{' || *j->p == '[' ? open_container(j) : scalar(j);
}

/* Tokens that follow each other. */
struct batch {
	struct batch *next;
	u32 n;
	u32 end[]; /* where in the text a string ends, 0 for what is none */
};

enum state {
	STATE_open, /* more is to come */
	STATE_ended,
	STATE_broken, /* jsmn could not read on */
	STATE_long,   /* nor here: a string is longer than SCALAR_MAX */
};

struct part {
	struct part *next;
	u32 from, to;
	enum state state;
	struct batch *first, *last; /* made and not taken */
};

/* jsmn at work on a part. */
struct tokeniser {
	struct arena *arena;
	const char *text;
	u32 end; /* jsmn is shown the text up to here */
	jsmn_parser parser;
	jsmntok_t *token;
	u32 room, kept;
};

/* All parts. */
struct parts {
	Str text;
	struct tokeniser *own; /* of who walks; the thread has another */
	struct arena arena;    /* of the thread */
	pthread_mutex_t lock;  /* of what follows */
	pthread_cond_t changed;
	u32 cut;                   /* up to here, the text is cut into parts */
	struct part *first, *last; /* the one that is walked, and what was cut behind it */
	struct batch *spare;       /* given back */
	bool stopped;              /* no more are wanted */
};

/* In memory that only one thread writes near. */
static struct tokeniser *new_tokeniser(struct arena *a, const char *text, u32 room)
{
	struct tokeniser *t = new (a, struct tokeniser, 1);
	t->arena = a;
	t->text = text;
	t->room = room;
	t->token = new (a, jsmntok_t, room);
	return t;
}

/* Whether the string that the last token is has a colon after it. */
static bool is_key(const struct tokeniser *t)
{
	const jsmntok_t *last = &t->token[t->parser.toknext - 1];
	const char *p = t->text + last->end + 1;
	if (last->type != JSMN_STRING)
		return false;
	while (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')
		p++;
	return *p == ':';
}

/* Moves the tokens of what is open to the front of the array, with that of a key whose colon is still to come, and drops
 * the others. */
static void keep_open(struct tokeniser *t)
{
	jsmn_parser *parser = &t->parser;
	jsmntok_t *token = t->token, last = token[parser->toknext ? parser->toknext - 1 : 0];
	u32 n = 0, i = 0;
	bool key = parser->toknext && parser->toksuper != (int)parser->toknext - 1 && is_key(t);
	for (int k = parser->toksuper; k != -1; k = token[k].parent)
		n++;
	/* A parent stands before its child, so that moving from the outermost on overwrites nothing
	 * that is still needed; the links are turned around to walk that way. */
	for (int k = parser->toksuper, child = -1, parent; k != -1; child = k, k = parent) {
		parent = token[k].parent;
		token[k].parent = child;
		i = (u32)k;
	}
	for (u32 to = 0, next; to < n; to++, i = next) {
		next = (u32)token[i].parent;
		token[to] = token[i];
		token[to].parent = (int)to - 1;
	}
	parser->toksuper = (int)n - 1;
	if (key) {
		token[n] = last;
		token[n].parent = (int)n - 1;
		n++;
	}
	parser->toknext = t->kept = n;
}

/* What to do where jsmn has stopped. It goes on where its array was full, behind a bracket that closes what an earlier part
 * opened, and in more of the text. */
static enum state resume(struct tokeniser *t, u32 to, int result)
{
	jsmn_parser *parser = &t->parser;
	char stop = t->text[parser->pos];
	if (result == JSMN_ERROR_NOMEM)
		return t->room - t->kept >= TOKENS ? STATE_open : STATE_broken;
	if (result == JSMN_ERROR_INVAL && (stop == '}' || stop == ']')) {
		parser->pos++;
		parser->toknext = t->kept = 0;
		parser->toksuper = -1;
		return STATE_open;
	}
	if (parser->pos == to)
		return STATE_ended;
	if (result == JSMN_ERROR_INVAL || !stop || t->end == to)
		return STATE_broken;
	/* a string that goes on behind t->end is read again from its beginning */
	if (t->end - parser->pos >= SCALAR_MAX)
		return STATE_long;
	t->end = to - t->end < SCALAR_MAX ? to : t->end + SCALAR_MAX;
	return STATE_open;
}

static enum state tokenise(struct tokeniser *t, u32 to, struct batch *batch)
{
	enum state state;
	batch->n = 0;
	do {
		int result = jsmn_parse(&t->parser, t->text, t->end, t->token, t->room);
		for (u32 i = t->kept; i < t->parser.toknext; i++)
			batch->end[batch->n++] =
				t->token[i].type == JSMN_STRING ? (u32)t->token[i].end : 0;
		keep_open(t);
		state = resume(t, to, result);
	} while (state == STATE_open && batch->n < t->room);
	return state;
}

/* A part of what is in none yet, or NULL. The lock is held. */
static struct part *cut_part(struct parts *p, struct arena *a)
{
	u32 from = p->cut, left = p->text.len - from;
	const char *line = NULL;
	if (!left || p->stopped)
		return NULL;
	if (left > 2 * PART)
		line = memchr(p->text.ptr + from + PART, '\n', PART);
	p->cut = line ? (u32)(line + 1 - p->text.ptr) : p->text.len;
	struct part *part = new (a, struct part, 1);
	part->from = from;
	part->to = p->cut;
	*(p->first ? &p->last->next : &p->first) = part;
	p->last = part;
	return part;
}

static void tokenise_part(struct parts *p, struct tokeniser *t, struct part *part)
{
	jsmn_init(&t->parser);
	t->parser.pos = part->from;
	t->kept = 0;
	t->end = part->to - part->from < SCALAR_MAX ? part->to : part->from + SCALAR_MAX;
	for (enum state state = STATE_open; state == STATE_open;) {
		pthread_mutex_lock(&p->lock);
		struct batch *batch = p->spare;
		p->spare = batch ? batch->next : NULL;
		pthread_mutex_unlock(&p->lock);
		if (!batch) /* each fill may have as many */
			batch = arena_alloc(t->arena, sizeof *batch + 2 * t->room * sizeof(u32),
			                    _Alignof(struct batch), 1);
		batch->next = NULL;
		state = tokenise(t, part->to, batch);
		pthread_mutex_lock(&p->lock);
		*(part->first ? &part->last->next : &part->first) = batch;
		part->last = batch;
		part->state = state = p->stopped ? STATE_ended : state;
		pthread_cond_signal(&p->changed);
		pthread_mutex_unlock(&p->lock);
	}
}

/* The thread that tokenises. */
static void *tokenise_beside(void *parts)
{
	struct parts *p = parts;
	struct tokeniser *t = new_tokeniser(&p->arena, p->text.ptr, p->own->room);
	for (struct part *part;;) {
		pthread_mutex_lock(&p->lock);
		part = cut_part(p, &p->arena);
		pthread_mutex_unlock(&p->lock);
		if (!part)
			return NULL;
		tokenise_part(p, t, part);
	}
}

/* Gives back a batch, or NULL, and takes the next one; NULL after the last, or where a part is broken. */
static struct batch *next_batch(struct parts *p, struct batch *old)
{
	struct batch *batch = NULL;
	struct part *mine;
	pthread_mutex_lock(&p->lock);
	if (old) {
		old->next = p->spare;
		p->spare = old;
	}
	for (;;) {
		struct part *part = p->first;
		if (part && part->first) {
			batch = part->first;
			part->first = batch->next;
			break;
		}
		if (part && part->state > STATE_ended)
			break;
		if (part && part->state == STATE_ended && part->next) {
			p->first = part->next;
		} else if ((mine = cut_part(p, p->own->arena))) {
			pthread_mutex_unlock(&p->lock);
			tokenise_part(p, p->own, mine);
			pthread_mutex_lock(&p->lock);
		} else if (!part || part->state == STATE_ended) {
			break;
		} else {
			pthread_cond_wait(&p->changed, &p->lock);
		}
	}
	pthread_mutex_unlock(&p->lock);
	return batch;
}

static bool walk(struct json *j, const struct batch *batch)
{
	for (u32 i = 0; i < batch->n; i++)
		if (!gap(j) || !item(j, batch->end[i] ? j->doc->text.ptr + batch->end[i] : NULL))
			return false;
	return true;
}

/* Walks all that jsmn makes of the text. */
static bool walk_all(struct json *j, struct parts *p)
{
	pthread_t thread;
	bool fine = true,
	     beside = p->text.len >= THREAD_FROM && thread_begin(&thread, tokenise_beside, p);
	for (struct batch *b = NULL; fine && (b = next_batch(p, b));)
		fine = walk(j, b);
	if (beside) {
		pthread_mutex_lock(&p->lock);
		p->stopped = true;
		pthread_mutex_unlock(&p->lock);
		pthread_join(thread, NULL);
		arena_count(j->doc->arena, &p->arena);
	}
	return fine;
}

/* What jsmn left: nothing but space, or what it could not read. A root that is no container is such
 * too. */
static bool rest(struct json *j)
{
	for (;;) {
		if (!gap(j))
			return false;
		if (j->p == j->end)
			break;
		if (!item(j, NULL))
			return false;
	}
	return j->expect == EXPECT_end || truncated(j, expectation[j->expect]);
}

static bool too_long(struct json *j)
{
	return doc_error(j->doc, DIAG_too_large, point(j, j->p), (Str){0},
	                 arena_fmt(j->doc->arena, "a string is longer than %u MiB",
	                           SCALAR_MAX >> 20));
}

bool json_read(struct doc *d)
{
	struct json j = {.doc = d, .end = d->text.ptr + d->text.len, .p = d->text.ptr};
	struct parts *p = new (d->arena, struct parts, 1);
	if (d->text.len > JSON_MAX)
		return text_too_large(d, "JSON", JSON_MAX);
	p->text = d->text;
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->changed, NULL);
	p->own = new_tokeniser(d->arena, d->text.ptr, TOKENS + 2 * d->max_depth);
	doc_line(d, 0);
	if (!walk_all(&j, p))
		return false;
	return p->first && p->first->state == STATE_long ? gap(&j) && too_long(&j) : rest(&j);
}
