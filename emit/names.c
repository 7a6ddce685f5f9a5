#include "names.h"

#include <stdlib.h>

enum {
	NAME_ENOUGH = 120, /* bytes, after which a name takes no further character */
	NAME_ROOM = NAME_ENOUGH + 64,
};

enum kind { KIND_none, KIND_digit, KIND_lower, KIND_upper, KIND_letter };

/* Letters */

struct letters {
	u16 first, last;
};
static const struct letters letters[] = {
#define R(first, last) {first, last},
#include "unicode.def"
};
static const struct letters confusable[] = {
#define F(first, last) {first, last},
#include "unicode.def"
};
struct cases {
	u16 first, last;
	i64 step, delta;
};
static const struct cases cases[] = {
#define C(first, last, step, delta) {first, last, step, delta},
#include "unicode.def"
};
enum {
	LETTERS = sizeof letters / sizeof *letters,
	CONFUSABLE = sizeof confusable / sizeof *confusable,
	CASES = sizeof cases / sizeof *cases
};

static int compare_letters(const void *key, const void *row)
{
	u32 c = *(const u32 *)key;
	const struct letters *r = row;

	return c < r->first ? -1 : c > r->last;
}

/* The other letter of a pair: the small one of a capital, or the capital of a small one; 0 where there is none. */
static u32 other_case(u32 c, bool capital)
{
	for (u32 i = 0; i < CASES; i++) {
		const struct cases *r = &cases[i];
		i64 upper = (i64)c - (capital ? 0 : r->delta);

		if (upper >= r->first && upper <= r->last && (upper - r->first) % r->step == 0)
			return (u32)(capital ? upper + r->delta : upper);
	}
	return 0;
}

/* The character at *at, most of which are ASCII; *at moves behind it. */
static inline u32 next(Str s, u32 *at)
{
	u8 c = (u8)s.ptr[*at];

	if (c >= 0x80)
		return utf8_next(s, at);
	++*at;
	return c;
}

static enum kind kind_of(u32 c)
{
	if (c >= '0' && c <= '9')
		return KIND_digit;
	if (c >= 'a' && c <= 'z')
		return KIND_lower;
	if (c >= 'A' && c <= 'Z')
		return KIND_upper;
	if (c < 0x80 || !bsearch(&c, letters, LETTERS, sizeof *letters, compare_letters))
		return KIND_none;
	if (other_case(c, true))
		return KIND_upper;
	return other_case(c, false) ? KIND_lower : KIND_letter;
}

static u32 to_lower(u32 c)
{
	u32 lower = c >= 'A' && c <= 'Z' ? c + 32 : c < 0x80 ? 0 : other_case(c, true);

	return lower ? lower : c;
}

static u32 to_upper(u32 c)
{
	u32 upper = c >= 'a' && c <= 'z' ? c - 32 : c < 0x80 ? 0 : other_case(c, false);

	return upper ? upper : c;
}

/* Words */

struct speller {
	enum spelling spelling;
	bool aloud; /* every symbol is spelled */
	u32 len, words;
	char to[NAME_ROOM];
};

static void put(struct speller *s, u32 c)
{
	if (c < 0x80)
		s->to[s->len++] = (char)c;
	else
		s->len += utf8_put(s->to + s->len, c);
}

/* Begins a word whose first character is c. */
static void begin_word(struct speller *s, u32 c)
{
	char before = s->len ? s->to[s->len - 1] : 0;

	if (s->words++ == 0 && kind_of(c) == KIND_digit)
		put(s, s->spelling == SPELL_snake ? 'n' : 'N');
	else if (s->len && (s->spelling == SPELL_snake ||
	                    (kind_of(c) == KIND_digit && kind_of((u8)before) == KIND_digit)))
		put(s, '_');
}

/* A word without capitals in ASCII; an underscore parts it in two. */
static void put_word(struct speller *s, const char *word)
{
	while (*word) {
		begin_word(s, (u8)*word);
		put(s, s->spelling == SPELL_snake ? (u8)*word : to_upper((u8)*word));
		while (*++word && *word != '_')
			put(s, (u8)*word);
		word += *word == '_';
	}
}

static void put_code_point(struct speller *s, u32 c)
{
	char word[12] = "u";
	u32 n = 1;

	for (int shift = c > 0xFFFFF ? 20 : c > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
		word[n++] = "0123456789abcdef"[c >> shift & 15];
	put_word(s, word);
}

/* A piece is a run of letters and digits. One that is UpperCamelCase already keeps its capitals in a type's name; one of
 * capitals alone does where it is a name of its own (`alone`), and is an acronym elsewhere. */
static bool keeps_capitals(enum spelling spelling, Str piece, bool alone)
{
	u32 at = 0;

	if (spelling == SPELL_snake || kind_of(next(piece, &at)) != KIND_upper)
		return false;
	if (alone && spelling == SPELL_type)
		return true;
	while (at < piece.len)
		if (kind_of(next(piece, &at)) == KIND_lower)
			return true;
	return false;
}

static u32 peek(Str s, u32 at)
{
	return at < s.len ? next(s, &at) : 0;
}

/* Whether a new word begins with c, which follows `before` and stands before the rest of the piece. */
static bool begins_word(enum kind before, enum kind c, Str rest)
{
	if (c != KIND_upper || before == KIND_letter)
		return false;
	if (before != KIND_upper)
		return true;
	/* The plural of an acronym is one word: userIDs. */
	return kind_of(peek(rest, 0)) == KIND_lower &&
	       !(rest.ptr[0] == 's' && kind_of(peek(rest, 1)) != KIND_lower);
}

/* Whether the letters beyond Latin could all be taken for others. */
static bool is_confusable(Str piece)
{
	bool some = false;

	for (u32 at = 0; at < piece.len;) {
		u32 c = next(piece, &at);

		if (c < 0x2B0)
			continue;
		some = true;
		if (!bsearch(&c, confusable, CONFUSABLE, sizeof *confusable, compare_letters))
			return false;
	}
	return some;
}

static void put_piece(struct speller *s, Str piece, bool alone)
{
	bool keeps = keeps_capitals(s->spelling, piece, alone);
	enum kind before = KIND_none;

	for (u32 at = 0; at < piece.len && s->len < NAME_ENOUGH;) {
		u32 c = next(piece, &at);
		enum kind kind = kind_of(c);
		bool first = before == KIND_none || begins_word(before, kind, str_skip(piece, at));

		if (c >= 0x2B0 && is_confusable(piece)) {
			put_code_point(s, c);
			before = KIND_none;
			continue;
		}
		if (first && (!keeps || before == KIND_none))
			begin_word(s, c);
		put(s, keeps ? c : first && s->spelling != SPELL_snake ? to_upper(c) : to_lower(c));
		before = kind;
	}
}

/* Symbols */

enum when { SPEAK, ALONE };

/* Spells the symbol at `at` and returns how many bytes it takes. */
static u32 put_symbol(struct speller *s, Str text, u32 at)
{
	static const struct {
		char text[3], word[17];
	} pairs[] = {
#define Y2(characters, word) {characters, word},
#include "symbols.def"
	};
	u32 end = at, c = next(text, &end);
	enum kind after = kind_of(peek(text, end));

	for (u32 i = 0; after == KIND_none && end < text.len && i < sizeof pairs / sizeof *pairs;
	     i++)
		if (!memcmp(pairs[i].text, text.ptr + at, 2)) {
			put_word(s, pairs[i].word);
			return 2;
		}
	/* A minus sign: before a digit that follows no word, and before a word at the very beginning. */
	if (c == '-' && (after == KIND_digit ? at == 0 || kind_of((u8)text.ptr[at - 1]) == KIND_none
	                                     : after != KIND_none && at == 0)) {
		if (at == 0 || (u8)text.ptr[at - 1] < 0x80)
			put_word(s, "minus");
		return 1;
	}
	switch (c) {
#define Y(character, word, when) \
	case character: \
		if (when == SPEAK || s->aloud) \
			put_word(s, word); \
		break;
#include "symbols.def"
	default: put_code_point(s, c);
	}
	return end - at;
}

static u32 piece_end(Str text, u32 at)
{
	for (u32 end = at; end < text.len; at = end)
		if (kind_of(next(text, &end)) == KIND_none)
			return at;
	return at;
}

static void put_text(struct speller *s, Str text)
{
	for (u32 at = 0; at < text.len && s->len < NAME_ENOUGH;) {
		u32 end = piece_end(text, at);

		bool alone = (at == 0 || text.ptr[at - 1] == ' ') &&
		             (end == text.len || text.ptr[end] == ' ');

		if (end > at)
			put_piece(s, (Str){text.ptr + at, end - at}, alone);
		at = end > at ? end : at + put_symbol(s, text, at);
	}
}

static bool only(Str text, char c)
{
	u32 i = 0;

	while (i < text.len && text.ptr[i] == c)
		i++;
	return text.len > 0 && i == text.len;
}

Str name_spell(struct arena *a, Str text, enum spelling spelling)
{
	struct speller s;
	Str name;

	s.spelling = spelling;
	s.aloud = false;
	s.len = s.words = 0;

	if (spelling == SPELL_snake && only(text, '_'))
		return S("__");
	put_text(&s, text);
	if (s.len == 0) {
		s.aloud = true;
		put_text(&s, text);
	}
	if (s.len == 0)
		put_word(&s, "empty");
	name = (Str){s.to, s.len};
	if (str_eq(name, S("self")) || str_eq(name, S("Self")) || str_eq(name, S("super")) ||
	    str_eq(name, S("crate")))
		s.to[name.len++] = '_';
	return arena_str(a, name);
}

bool name_is_raw(Str identifier)
{
	static const Str words[] = {
#define W(word) {#word, sizeof #word - 1},
#include "keywords.def"
	};

	if (identifier.len < 2 || identifier.len > 8 || identifier.ptr[0] < 'a')
		return false;
	for (u32 i = 0; i < sizeof words / sizeof *words; i++)
		if (words[i].len == identifier.len && words[i].ptr[0] == identifier.ptr[0] &&
		    str_eq(words[i], identifier))
			return true;
	return false;
}

/* Scopes */

struct scope_entry {
	Str text;
	u32 hash;
	u32 next;   /* of the same bucket */
	u32 number; /* the last one given to a name that wanted this one */
};

void scope_init(struct scope *s, struct arena *a)
{
	s->arena = a;
	if (!s->buckets) {
		s->buckets = 64;
		s->bucket = new (a, u32, s->buckets);
	}
	/* Only the buckets in use are cleared: an empty scope costs nothing after a large one. */
	for (u32 i = 1; i < s->count; i++)
		s->bucket[s->entry[i].hash & (s->buckets - 1)] = 0;
	s->count = 1;
}

static void grow(struct scope *s)
{
	s->buckets *= 2;
	s->bucket = new (s->arena, u32, s->buckets);
	for (u32 i = 1; i < s->count; i++) {
		u32 *bucket = &s->bucket[s->entry[i].hash & (s->buckets - 1)];

		s->entry[i].next = *bucket;
		*bucket = i;
	}
}

/* The entry of a text, which is added where it is missing; *is_new says whether. */
static u32 find(struct scope *s, Str text, bool *is_new)
{
	u32 hash = (u32)str_hash(text);
	u32 i = s->bucket[hash & (s->buckets - 1)];

	while (i && !(s->entry[i].hash == hash && str_eq(s->entry[i].text, text)))
		i = s->entry[i].next;
	*is_new = !i;
	if (i)
		return i;
	if (s->count >= s->buckets)
		grow(s);
	s->entry = arena_grow(s->arena, s->entry, &s->cap, (u64)s->count + 1, sizeof *s->entry);
	s->entry[s->count] =
		(struct scope_entry){text, hash, s->bucket[hash & (s->buckets - 1)], 1};
	return s->bucket[hash & (s->buckets - 1)] = s->count++;
}

bool scope_add(struct scope *s, Str text)
{
	bool is_new;

	find(s, text, &is_new);
	return is_new;
}

u32 scope_index(struct scope *s, Str text)
{
	bool is_new;

	return find(s, text, &is_new);
}

Str scope_take(struct scope *s, Str name)
{
	bool is_new;
	u32 wanted = find(s, name, &is_new);
	bool parts = kind_of((u8)name.ptr[name.len - 1]) == KIND_digit;
	Str stem = {name.ptr, name.len - str_ends(name, S("_"))}; /* Self_ is numbered Self2 */

	while (!is_new) {
		Str numbered = arena_fmt(s->arena, "%.*s%s%u", STR(stem), parts ? "_" : "",
		                         ++s->entry[wanted].number);

		if (scope_add(s, numbered))
			return numbered;
	}
	return name;
}
