/* YAML 1.2 through libyaml's events. Every event becomes nodes at once; an alias of a collection
 * becomes a node that names what it stands for, so that anchors stay where they are, and
 * yaml_expand writes the tree anew where there is one. */
#include "yaml.h"

#include <yaml.h>

/* What an anchor names: a scalar, or a node that is a collection. */
struct anchor {
	bool set;
	u32 node;
	u32 kind, text; /* of a scalar */
	u32 written;    /* its text as it was: what it is as a key */
};

struct yaml {
	struct doc *doc;
	yaml_parser_t parser;
	struct interner names; /* of the anchors */
	struct anchor *anchor; /* by the id of its name */
	u32 anchor_cap;
	u32 merge_key; /* the id of "<<" */
	bool merging;  /* the value that comes next is one of "<<" */
	u32 *merge, merges, merge_cap;
	u32 given, event; /* how much libyaml was given, and where the last event ended */
	bool too_long;
	bool expand; /* there are aliases of collections, or merges */
};

enum {
	PENDING = 1 << 16,   /* what libyaml reads ahead, and some */
	YAML_MAX = 512 << 20 /* bytes: more is no description */
};

#define CORE_TAG "tag:yaml.org,2002:"

static u32 mark_at(const yaml_mark_t *mark)
{
	return (u32)mark->index;
}

/* "while parsing a block mapping" at a mark: "the block mapping begins at FILE:LINE:COLUMN". */
static Str context_hint(struct yaml *y)
{
	struct doc *d = y->doc;
	const char *what = y->parser.context ? strstr(y->parser.context, " a ") : NULL;
	if (!what)
		return (Str){0};
	Str place = doc_place(d, mark_at(&y->parser.context_mark));
	return arena_fmt(d->arena, "the %s begins at %.*s", what + 3, STR(place));
}

static Str syntax_hint(struct yaml *y, const char *p)
{
	if (*p == '\t')
		return S("YAML is indented by spaces, not by tabs");
	if (strstr(y->parser.problem, "mapping values are not allowed"))
		return S("a text that holds ': ' needs quotes");
	if (strstr(y->parser.problem, "cannot start any token"))
		return arena_fmt(y->doc->arena, "a text that begins with '%c' needs quotes", *p);
	return context_hint(y);
}

/* Reports why libyaml stopped. */
static bool syntax_error(struct yaml *y)
{
	const yaml_parser_t *parser = &y->parser;
	struct doc *d = y->doc;
	u32 at = mark_at(&parser->problem_mark);
	if (parser->error == YAML_MEMORY_ERROR)
		die_system("out of memory", (Str){0});
	if (y->too_long)
		return doc_error(d, DIAG_too_large, mark_at(&parser->mark), (Str){0},
		                 arena_fmt(d->arena, "a scalar is longer than %u MiB",
		                           SCALAR_MAX >> 20));
	if (parser->error == YAML_READER_ERROR) {
		Str before = {d->text.ptr, (u32)parser->problem_offset};
		return doc_error(d, DIAG_yaml_syntax, utf8_count(before), (Str){0},
		                 arena_fmt(d->arena, "%s: U+%04X", parser->problem,
		                           (u32)parser->problem_value));
	}
	return doc_error(d, DIAG_yaml_syntax, at, syntax_hint(y, doc_seek(d, at)),
	                 arena_fmt(d->arena, "%s%s%s", parser->problem, parser->context ? " " : "",
	                           parser->context ? parser->context : ""));
}

static Str text_of(const yaml_char_t *s)
{
	return s ? str_of((const char *)s) : (Str){0};
}

static struct anchor *anchor(struct yaml *y, Str name)
{
	u32 id = intern_copy(&y->names, name);
	y->anchor = arena_grow(y->doc->arena, y->anchor, &y->anchor_cap, (u64)id + 1,
	                       sizeof *y->anchor);
	return &y->anchor[id];
}

static void warn_tag(struct yaml *y, Str tag, u32 at, const char *why)
{
	doc_warn(y->doc, DIAG_yaml_tag, at,
	         arena_fmt(y->doc->arena, "the tag '%.*s' %s", STR(tag), why));
}

/* Whether a scalar is what its tag, one of YAML's own, says. */
static bool tag_fits(Str tag, struct yaml_scalar scalar)
{
	bool number = scalar.kind == value_kind_number || scalar.no_json;
	if (str_eq(tag, S("int")))
		return number && scalar.integer;
	if (str_eq(tag, S("bool")))
		return scalar.kind == value_kind_true || scalar.kind == value_kind_false;
	if (str_eq(tag, S("null")))
		return scalar.kind == value_kind_null;
	return number && str_eq(tag, S("float"));
}

/* What a scalar is, by its tag, its style and its text. */
static struct yaml_scalar resolve(struct yaml *y, const yaml_event_t *event, Str text)
{
	Str tag = text_of(event->data.scalar.tag), core = S(CORE_TAG);
	u32 at = mark_at(&event->start_mark);
	struct yaml_scalar string = {value_kind_string, false, false, text}, scalar;
	bool known = str_starts(tag, core);
	if (str_eq(tag, S("!"))) /* it says that the text is not to be resolved */
		return string;
	if (tag.len && !known)
		warn_tag(y, tag, at, "is not known; it is ignored");
	if (!known && event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return string;
	tag = known ? str_skip(tag, core.len) : tag;
	if (known &&
	    (str_eq(tag, S("str")) || str_eq(tag, S("binary")) || str_eq(tag, S("timestamp"))))
		return string;
	scalar = yaml_resolve(y->doc->arena, text);
	if (known && !tag_fits(tag, scalar)) {
		warn_tag(y, tag, at, "does not fit its value; the value is kept as a string");
		return string;
	}
	if (scalar.no_json)
		doc_warn(y->doc, DIAG_yaml_number, at,
		         arena_fmt(y->doc->arena,
		                   "the number '%.*s' has no JSON form; it becomes a string",
		                   STR(text)));
	return scalar;
}

static u32 intern_text(struct yaml *y, struct yaml_scalar scalar)
{
	bool text = scalar.kind == value_kind_string || scalar.kind == value_kind_number;
	return text ? intern_copy(&y->doc->in, scalar.text) : 0;
}

static void set_scalar_anchor(struct yaml *y, const yaml_event_t *event, Str text,
                              struct yaml_scalar scalar)
{
	if (event->data.scalar.anchor)
		*anchor(y, text_of(event->data.scalar.anchor)) =
			(struct anchor){true, 0, scalar.kind, intern_text(y, scalar),
		                        intern_copy(&y->doc->in, text)};
}

/* The anchor that an alias names, or NULL after an error. */
static const struct anchor *find_anchor(struct yaml *y, const yaml_event_t *event)
{
	struct doc *d = y->doc;
	Str name = text_of(event->data.alias.anchor), hint = {0};
	u32 id = intern_find(&y->names, name);
	const struct anchor *found =
		id < y->anchor_cap && y->anchor[id].set ? &y->anchor[id] : NULL;
	const char *wrong = "the alias '*%.*s' stands within what it names";
	if (found && !(found->node && !d->ir.node[found->node].size))
		return found;
	if (!found) {
		wrong = "no anchor '&%.*s' stands before this alias";
		hint = diag_nearest(d->arena, name, y->names.text + KW_COUNT,
		                    y->names.count - KW_COUNT);
	}
	doc_error(d, DIAG_yaml_alias, mark_at(&event->start_mark), hint,
	          arena_fmt(d->arena, wrong, STR(name)));
	return NULL;
}

static bool key(struct yaml *y, const yaml_event_t *event)
{
	struct doc *d = y->doc;
	u32 at = mark_at(&event->start_mark);
	if (event->type == YAML_ALIAS_EVENT) {
		const struct anchor *found = find_anchor(y, event);
		if (!found)
			return false;
		if (!found->node)
			d->key = found->written;
	} else if (event->type == YAML_SCALAR_EVENT) {
		Str text = {(const char *)event->data.scalar.value, (u32)event->data.scalar.length};
		d->key = intern_copy(&d->in, text);
		y->merging = d->key == y->merge_key &&
		             event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
		             !event->data.scalar.tag;
		if (event->data.scalar.anchor)
			set_scalar_anchor(y, event, text, resolve(y, event, text));
	}
	d->key_at = at;
	return d->key || doc_error(d, DIAG_yaml_key, at, S("JSON has no other keys than strings"),
	                           S("a key is a sequence or a mapping"));
}

static bool alias(struct yaml *y, const yaml_event_t *event)
{
	const struct anchor *found = find_anchor(y, event);
	if (!found)
		return false;
	doc_node(y->doc, found->node ? (u32)NODE_ALIAS : found->kind,
	         found->node ? found->node : found->text, mark_at(&event->start_mark));
	y->expand |= found->node != 0;
	return true;
}

static bool scalar_value(struct yaml *y, const yaml_event_t *event)
{
	Str text = {(const char *)event->data.scalar.value, (u32)event->data.scalar.length};
	struct yaml_scalar scalar = resolve(y, event, text);
	set_scalar_anchor(y, event, text, scalar);
	doc_node(y->doc, scalar.kind, intern_text(y, scalar), mark_at(&event->start_mark));
	return true;
}

static bool open_collection(struct yaml *y, const yaml_event_t *event)
{
	bool object = event->type == YAML_MAPPING_START_EVENT;
	struct doc *d = y->doc;
	Str tag = text_of(object ? event->data.mapping_start.tag : event->data.sequence_start.tag);
	Str name = text_of(object ? event->data.mapping_start.anchor
	                          : event->data.sequence_start.anchor);
	u32 at = mark_at(&event->start_mark), node = d->ir.count[IR_node];
	if (tag.len && !str_eq(tag, S("!")) &&
	    !str_eq(tag, object ? S(CORE_TAG "map") : S(CORE_TAG "seq")))
		warn_tag(y, tag, at, "is not known or does not fit its value; it is ignored");
	if (!doc_open(d, object ? value_kind_object : value_kind_array, at))
		return false;
	d->ir.node[node].size = 0; /* until it is closed, no alias may name it */
	if (name.len)
		*anchor(y, name) = (struct anchor){.set = true, .node = node};
	return true;
}

static bool value(struct yaml *y, const yaml_event_t *event)
{
	struct doc *d = y->doc;
	if (y->merging) {
		y->merge = arena_grow(d->arena, y->merge, &y->merge_cap, (u64)y->merges + 1,
		                      sizeof *y->merge);
		y->merge[y->merges++] = d->ir.count[IR_node];
		y->merging = false;
		y->expand = true;
	}
	if (event->type == YAML_ALIAS_EVENT)
		return alias(y, event);
	return event->type == YAML_SCALAR_EVENT ? scalar_value(y, event)
	                                        : open_collection(y, event);
}

/* One event; false after an error. */
static bool event_in(struct yaml *y, const yaml_event_t *event)
{
	struct doc *d = y->doc;
	switch (event->type) {
	case YAML_MAPPING_END_EVENT:
	case YAML_SEQUENCE_END_EVENT: doc_close(d); return true;
	case YAML_ALIAS_EVENT:
	case YAML_SCALAR_EVENT:
	case YAML_MAPPING_START_EVENT:
	case YAML_SEQUENCE_START_EVENT:
		d->at_item = true;
		return doc_in_object(d) && !d->key ? key(y, event) : value(y, event);
	default: return true;
	}
}

/* Reads up to the end of the first document, and whether there is more. */
static bool events(struct yaml *y)
{
	struct doc *d = y->doc;
	u32 documents = 0;
	for (bool more = true; more;) {
		yaml_event_t event;
		d->at_item = false;
		if (!yaml_parser_parse(&y->parser, &event))
			return syntax_error(y);
		y->event = y->given;
		more = event.type != YAML_STREAM_END_EVENT;
		documents += event.type == YAML_DOCUMENT_START_EVENT;
		if (documents > 1) {
			doc_warn(d, DIAG_yaml_documents, mark_at(&event.start_mark),
			         S("a second document begins; only the first is read"));
			more = false;
		}
		bool fine = !more || event_in(y, &event);
		yaml_event_delete(&event);
		if (!fine)
			return false;
	}
	return documents || text_empty(d);
}

/* Gives libyaml what comes next; no more where a scalar has no end. */
static int give(void *data, unsigned char *to, size_t room, size_t *given)
{
	struct yaml *y = data;
	Str rest = str_skip(y->doc->text, y->given);
	*given = rest.len < room ? rest.len : room;
	memcpy(to, rest.ptr, *given);
	y->given += (u32)*given;
	y->too_long = y->given - y->event > SCALAR_MAX + PENDING;
	return !y->too_long;
}

bool yaml_read(struct doc *d)
{
	struct yaml y = {.doc = d, .merge_key = intern(&d->in, S("<<"))};
	if (d->text.len > YAML_MAX)
		return text_too_large(d, "YAML", YAML_MAX);
	if (!text_valid(d))
		return false;
	text_lines(d);
	intern_init(&y.names, d->arena);
	if (!yaml_parser_initialize(&y.parser))
		die_system("out of memory", (Str){0});
	yaml_parser_set_encoding(&y.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input(&y.parser, give, &y);
	bool fine = events(&y);
	yaml_parser_delete(&y.parser);
	return fine &&
	       (!(y.expand || d->replaced) || yaml_expand(d, y.merge_key, y.merge, y.merges));
}
