/* oapi-resolve: a document IR in, a program IR out. The passes run in the order in which they
 * stand in main.c; each says at its head what it needs and what it leaves. */
#ifndef RESOLVE_H
#define RESOLVE_H

#include "base.h"
#include "diag.h"
#include "intern.h"
#include "io.h"
#include "ir.h"
#include "stats.h"

/* A growing list of numbers: nodes, strings, types. */
struct list {
	u32 *at;
	u32 n, cap;
};

/* A map from pairs of numbers, the first never 0, to numbers. */
struct pairs {
	struct pair {
		u32 first, second, value;
	} * slot;
	u32 used, cap;
};

/* Appends record i, which stands just behind the range's last. */
static inline void range_add(struct ir_range *range, u32 i)
{
	range->first = range->count++ ? range->first : i;
}

/* The kinds of JSON values as a set, with JSON Schema's integer beside number. */
enum json_type {
	JSON_null = 1,
	JSON_boolean = 2,
	JSON_integer = 4,
	JSON_number = 8,
	JSON_string = 16,
	JSON_array = 32,
	JSON_object = 64,
	JSON_all = 127,
	JSON_whole = 128, /* integer was named beside number: integers keep all their digits */
};

/* How a type without a name of its own came to be, for naming it. */
enum role {
	ROLE_none,
	ROLE_root,     /* key is the whole name */
	ROLE_property, /* key is the property's name */
	ROLE_item,     /* of an array: its parent's name in the singular */
	ROLE_value,    /* of a map */
	ROLE_variant,  /* of a union; key is its title, or 0 and ordinal counts */
	ROLE_same,     /* its parent is only a wrapper around it */
	ROLE_key,      /* of a map's names */
	ROLE_base,     /* the plain struct of a discriminator's base */
	ROLE_part,     /* of operation `ordinal` (0: of a component): key says which part */
};

/* Where a schema is being lowered. */
struct context {
	u32 parent; /* type; 0 with ROLE_root */
	enum role role;
	u32 key;     /* string */
	u32 ordinal; /* of a variant, from 1; ROLE_part: the operation */
	u32 depth;   /* of nested lowering */
};

/* What is known of a type beyond its record. */
struct type_info {
	u32 node; /* the schema that it was made from, 0 for one without */
	u32 made; /* when it was asked for last, which orders inline types */
	struct context in;
	u32 discriminator; /* union: the discriminator object */
};

/* A conjunction of schemas that no single node of the document is. */
struct conjunction {
	u32 type;
	u32 n;
	u32 *element; /* nodes, each perhaps with PART_* bits */
	u32 next;     /* in its bucket */
};

/* On a node in a conjunction: without its oneOf, anyOf and discriminator. */
#define PART_no_union (1u << 31)
#define PART_node (~PART_no_union)

/* Why a node has a schema record: it was lowered, or a body, response, parameter or header has
 * it. */
enum { NOTE_own = 1, NOTE_used = 2 };

/* Versions of the specification, as a set. */
enum version { VERSION_2_0 = 1, VERSION_3_0 = 2, VERSION_3_1 = 4, VERSION_3_2 = 8 };

enum { SUGGESTED = 100 }; /* findings that get a suggestion: each costs a look at all names */

struct selection {
	struct list only, exclude, tag, path; /* strings */
	bool all_schemas, any;
};

struct resolve {
	struct arena *arena;
	struct diag *diag;
	struct ir *doc;
	struct ir out;
	struct interner strings;
	u32 max_depth;
	struct selection select;
	bool all_headers;  /* component headers stay that nothing uses */
	bool keep_unknown; /* objects keep the keys that no property has */
	bool odata;        /* names that begin with @odata. are never required */

	u32 root;           /* the document's root node */
	struct list trees;  /* the sources that have a tree, in order */
	struct list naming; /* nodes that give something a name: $id, $anchor, $dynamicAnchor */
	u32 schemas;        /* components.schemas, or 0 */
	enum version version;
	bool siblings; /* a $ref's siblings count (3.1 and later) */

	u32 numbered; /* nodes that the arrays of numbers have room for */
	/* By node: */
	u32 *parent, *ordinal; /* its container; its number in it */
	u32 *origin;           /* where it was written, for nodes from `written` on (tree.h) */
	u32 *moved;            /* what became of a node that was written */
	u32 written;
	u32 *place;   /* its place in out, or 0 */
	u32 *type_of; /* the type that it was lowered to, or 0 */
	u8 *indexed;  /* its members are in the index */
	u8 *told;     /* a finding says what is wrong with it (as it was written) */
	u8 *noted;    /* NOTE_*: it has a schema record */
	/* By string: */
	u32 *stamp, *slot; /* scratch of a loop over keys */
	u32 *seen;         /* by node: the same */
	u32 serial;

	struct pairs members;    /* of large objects, by node and key */
	struct pairs references; /* by source and file part of a reference: its record */
	struct pairs uris;       /* by resource and 1: its URI, a string */
	struct pairs resources;  /* by URI and 1: what says that this is its own */
	struct pairs anchors;    /* by resource and name */
	struct pairs found;      /* where references lead, by resource and text */
	/* Component schemas that are a reference to a schema in another file and nothing else: by
	 * target and 1 the component, by component and 2 the target. The two are one type. */
	struct pairs claims;
	bool identified;     /* something has an $id or a $self */
	u32 linking;         /* how many references a pointer is being followed through */
	struct list foreign; /* objects that are a reference where OpenAPI has none */

	struct type_info *info; /* by type */
	u32 info_cap, made;
	struct pairs
		scalars;   /* by type and format: that of properties and items that say no more */
	u32 *variant_node; /* by variant: its schema */
	u32 variant_cap;
	u32 *same, sames; /* by type, once shared: the type that it is one with, or itself */
	u32 *schema_node; /* by schema record */
	u32 schema_cap;
	/* By parameter and media type, as far as there are such: the node of its schema. */
	struct list parameter_schema, media_schema;
	struct list work; /* types to lower: their info says from what */
	struct steps {
		struct list node, flags;
	} steps; /* of shape.c: schemas still to take */
	/* pairs of an extending component schema and the pair before of the same base */
	struct list extends;
	struct pairs extended; /* by node: the last of its pairs, from 1 */
	struct list extended_nodes;
	struct pairs bases; /* by node of these and BASE_…: a schema with a discriminator */
	struct pairs
		mapped; /* by mapping and component: 1 where it leads there; and by mapping and 0 where it was read */

	struct conjunction *conjunction;
	u32 conjunctions, conjunction_cap;
	u32 *conjunction_bucket;
	u32 conjunction_buckets;

	struct judge *judge;     /* instance.c's */
	struct judging *judging; /* instance.c's: the thread that judges examples */
	struct list samples;     /* by example, from 1: its value and its schema, nodes or 0 */

	u32 true_text, false_text; /* strings */
	u32 *scheme_of;            /* by string: the security scheme of this name */
	u32 kept, operations;      /* operations that the selection kept, of how many */
};

/* passes.c */
/* Takes the document's strings, which keep their ids, so that no name is looked up twice; false
 * where one of them is stored twice. */
bool resolve_strings(struct resolve *r);
/* Fills r->out from r->doc, where there are no errors. Needs r's options and strings. */
void resolve_document(struct resolve *r, struct stats *stats);

/* ahead.c */
/* Memory of at most this size, in bytes, that comes next from an arena; a thread has the system make
 * it ready meanwhile. Does nothing where little is asked for, or where there is none. */
void ready_memory(struct arena *a, size_t size);

/* doc.c: the document, its positions and complaints about it. */

void doc_prepare(struct resolve *r);
/* Gives back what is known of nodes, which nothing asks for any more. */
void doc_release(struct resolve *r);
static inline void list_push(struct resolve *r, struct list *l, u32 x)
{
	if (l->n == l->cap)
		l->at = arena_grow(r->arena, l->at, &l->cap, (u64)l->n + 1, sizeof *l->at);
	l->at[l->n++] = x;
}
static inline void list_release(struct resolve *r, struct list *l)
{
	arena_give(r->arena, l->at, l->cap * sizeof *l->at);
	*l = (struct list){0};
}
static inline const struct ir_node *doc_node(const struct resolve *r, u32 n)
{
	return &r->doc->node[n];
}
static inline u32 doc_kind(const struct resolve *r, u32 n)
{
	return r->doc->node[n].kind;
}
static inline bool doc_is(const struct resolve *r, u32 n, enum value_kind kind)
{
	return n && r->doc->node[n].kind == kind;
}
static inline Str text_of(const struct resolve *r, u32 string)
{
	return r->strings.text[string];
}
/* The member of object n with this key (a string id), or 0; also 0 where n is 0 or no object. */
u32 doc_get(struct resolve *r, u32 n, u32 key);
/* The value of a pair, or 0. */
u32 pairs_get(const struct pairs *p, u32 first, u32 second);
/* Sets the value of a pair. */
void pairs_put(struct resolve *r, struct pairs *p, u32 first, u32 second, u32 value);
/* Where the value of a pair stands, 0 where it is new; until the next is put. */
u32 *pairs_at(struct resolve *r, struct pairs *p, u32 first, u32 second);
/* The source whose tree node n, as it was written, stands in. */
u32 source_of(const struct resolve *r, u32 n);
/* How many members or items n has; 0 where n is 0. */
u32 doc_members(const struct resolve *r, u32 n);
/* As doc_get, and its kind as expected, or 0 after a complaint (wrong-kind). */
u32 doc_get_kind(struct resolve *r, u32 n, u32 key, enum value_kind kind);
/* A member that is a string: its string id; 0 where it is missing or, after a complaint, of
 * another kind. A number, as YAML reads an unquoted version, counts as its text. */
u32 doc_string(struct resolve *r, u32 n, u32 key);
/* A member that is a boolean. */
bool doc_flag(struct resolve *r, u32 n, u32 key);
/* Whether key (a string id) begins with x-. */
bool doc_extension(const struct resolve *r, u32 key);
/* Whether the values at a and b are equal JSON values (JSON Schema 2020-12 core, 4.2.2). */
bool doc_equal(struct resolve *r, u32 a, u32 b);
/* The node as it was written. */
static inline u32 doc_origin(const struct resolve *r, u32 n)
{
	return r->written && n >= r->written ? r->origin[n] : n;
}
/* Its place in the output, made where there is none yet. */
u32 place_of(struct resolve *r, u32 n);
/* The value at n as JSON. */
void doc_json(struct resolve *r, struct out *o, u32 n);
/* A copy of the value at n in the output. */
u32 value_of(struct resolve *r, u32 n);
/* diag_add of what is wrong with n, or with its key. */
void complain(struct resolve *r, enum diag_id id, u32 n, Str hint, const char *format, ...)
	__attribute__((cold, format(printf, 5, 6)));
void complain_of_key(struct resolve *r, enum diag_id id, u32 n, Str hint, const char *format, ...)
	__attribute__((cold, format(printf, 5, 6)));
/* Where n's key stands. */
struct where at_key(struct resolve *r, u32 n);
const char *kind_name(enum value_kind kind);
/* Whether a finding gets a suggestion still. */
static inline bool may_suggest(const struct resolve *r)
{
	return r->diag->errors + r->diag->warnings <= SUGGESTED;
}
/* Whether nothing was said of n yet; from now on something is. */
bool first_complaint(struct resolve *r, u32 n);
/* Complains that n should have been something else, unless something was said of it; returns 0. */
u32 wrong_kind(struct resolve *r, u32 n, const char *expected) __attribute__((cold));

/* link.c: references. */

/* Notes what references can lead to: other files, $id, $anchor, $self. */
void link_prepare(struct resolve *r);
/* The node that the reference (a string id) written at node n leads to, or 0 after a complaint. */
u32 link_find(struct resolve *r, u32 n, u32 reference);
/* The same without a complaint. */
u32 link_try(struct resolve *r, u32 n, u32 reference);
/* The same for a reference in a discriminator's mapping at node n: also a component's name; 0
 * without a complaint. */
u32 link_mapping(struct resolve *r, u32 n, u32 reference);
/* Follows n through objects that are references ($ref) to the first that is none; 0 after a
 * complaint, where a reference leads nowhere or in a circle. */
u32 link_follow(struct resolve *r, u32 n);
/* Finds which component schemas stand for a schema in another file, and which extend which by allOf. */
void link_components(struct resolve *r);
/* The component schema that n is or that stands for it; 0 for none. */
u32 component_of(const struct resolve *r, u32 n);
/* The name of a schema that is referred to, by where it stands, as words. */
u32 schema_name(struct resolve *r, u32 n);

/* upgrade.c: what a version of the specification writes in another way. */

enum schema_keyword {
#define X(name) S_##name,
#include "schema.def"
#undef X
	S_COUNT
};

/* A schema object's keywords: the node of each one's value, or 0. */
struct schema {
	u32 node;
	u32 k[S_COUNT];
	u64 set;   /* the keywords that are there: SCHEMA_BIT of each */
	bool more; /* there are keys that are none of these */
};
#define SCHEMA_BIT(keyword) (UINT64_C(1) << S_##keyword)
/* The keywords of bounds; those of arrays, of objects, of parts that must hold beside the rest. */
#define SCHEMA_BOUNDS \
	(SCHEMA_BIT(minimum) | SCHEMA_BIT(maximum) | SCHEMA_BIT(exclusiveMinimum) | \
	 SCHEMA_BIT(exclusiveMaximum) | SCHEMA_BIT(multipleOf) | SCHEMA_BIT(minLength) | \
	 SCHEMA_BIT(maxLength) | SCHEMA_BIT(pattern) | SCHEMA_BIT(minItems) | \
	 SCHEMA_BIT(maxItems) | SCHEMA_BIT(minProperties) | SCHEMA_BIT(maxProperties))
#define SCHEMA_ARRAY \
	(SCHEMA_BIT(items) | SCHEMA_BIT(prefixItems) | SCHEMA_BIT(additionalItems) | \
	 SCHEMA_BIT(uniqueItems) | SCHEMA_BIT(unevaluatedItems) | SCHEMA_BIT(contains))
#define SCHEMA_OBJECT \
	(SCHEMA_BIT(properties) | SCHEMA_BIT(patternProperties) | \
	 SCHEMA_BIT(additionalProperties) | SCHEMA_BIT(unevaluatedProperties) | \
	 SCHEMA_BIT(propertyNames) | SCHEMA_BIT(required) | SCHEMA_BIT(dependentSchemas))
#define SCHEMA_PARTS (SCHEMA_BIT(allOf) | SCHEMA_BIT(oneOf) | SCHEMA_BIT(anyOf))

/* Checks the version and notes what depends on it. */
void upgrade_version(struct resolve *r);
/* Turns 2.0 into 3; puts in the place of references where OpenAPI has none what they lead to. */
void upgrade_document(struct resolve *r);
/* check.c: the document's shape, before it is upgraded. */
void check_document(struct resolve *r);
/* splice.c: the same without the references r->foreign. */
void splice_references(struct resolve *r);
/* swagger.c: makes a document of version 2.0 one in the shape of 3. */
void upgrade_swagger(struct resolve *r);
/* Reads the schema at n (an object, else everything is 0) in the shape of 3.1, but for nullable. */
void schema_read(struct resolve *r, u32 n, struct schema *s);
/* What its type says: JSON_* bits, 0 where it says nothing. */
u32 schema_types(struct resolve *r, const struct schema *s);
bool schema_nullable(const struct resolve *r, const struct schema *s);
/* field_flag_read_only and field_flag_write_only, as the schema at n (0: none) and what it refers to say. */
u32 schema_one_way(struct resolve *r, u32 n);
/* The same of the property of this name (a string) in s, in its allOf and in what they refer to, and MEMBER_declared where
 * there is one. */
enum { MEMBER_declared = 1 << field_flag_bits };
u32 member_one_way(struct resolve *r, const struct schema *s, u32 name);
/* Whether a name in required means nothing: --odata. */
static inline bool never_required(const struct resolve *r, u32 name)
{
	return r->odata && str_starts(text_of(r, name), S("@odata."));
}
/* Its reference's target, or 0: $ref, $dynamicRef, $recursiveRef. */
u32 schema_target(struct resolve *r, const struct schema *s);
static inline bool schema_has_ref(const struct schema *s)
{
	return s->set & (SCHEMA_BIT(s_ref) | SCHEMA_BIT(s_dynamicRef) | SCHEMA_BIT(s_recursiveRef));
}
/* The value of a key that is none of schema.def's, or 0. */
static inline u32 schema_other(struct resolve *r, const struct schema *s, u32 key)
{
	return s->more ? doc_get(r, s->node, key) : 0;
}
/* Whether nothing but annotations (and nullable, a type and references where the flags say so)
 * stands in it. */
enum { PLAIN_ref = 1, PLAIN_allOf = 2, PLAIN_type = 4, PLAIN_required = 8 };
bool schema_plain(const struct schema *s, u32 allowed);

/* shape.c: what a conjunction of schemas says together. */

struct property {
	u32 key;
	struct list nodes; /* its schemas */
	u32 named;         /* where no schema says what it is: its name in required */
	bool required;
};

struct shape {
	u32 types;             /* JSON_* that are left */
	bool typed;            /* some type said so */
	bool whole;            /* integer was named beside number */
	u32 type_at, clash[2]; /* the last type; the two that leave no value between them: nodes */
	bool nullable, closed, unique, deprecated;
	struct property *property;
	u32 properties, property_cap;
	struct list required;   /* strings */
	struct list additional; /* schemas of additionalProperties, objects only */
	bool open;              /* additionalProperties: true */
	struct list patterns;   /* schemas in patternProperties */
	struct list items, prefix;
	bool no_more_items;
	struct list enums;              /* nodes of enum and const */
	struct list groups;             /* nodes of oneOf and anyOf */
	struct list unsupported;        /* keywords that shape no type and are no bounds */
	u32 discriminator, names;       /* discriminator; propertyNames */
	u32 format, title, description; /* strings */
	u32 initial;                    /* default's node */
	u32 encoding;                   /* contentEncoding, a string */
	u32 native;                     /* x-rust-type, a string */
	struct ir_bounds bounds;
	bool bounded;
	u32 xml;                    /* node */
	u32 varnames, descriptions; /* x-enum-varnames and x-enum-descriptions: nodes */
	bool any;                   /* nothing at all was said */
};

void shape_collect(struct resolve *r, const u32 *element, u32 n, struct shape *s);
/* Gives its lists back. */
void shape_release(struct resolve *r, struct shape *s);

/* lower.c: schemas to types. */

/* The type of the schema at n. */
u32 lower_node(struct resolve *r, u32 n, struct context in);
/* The type of the schemas at n nodes together. */
u32 lower_all(struct resolve *r, const u32 *node, u32 n, struct context in);
/* The type of a component schema or of a reference's target: lowered when its turn comes. */
u32 lower_root(struct resolve *r, u32 n);
/* Lowers what waits until nothing does. */
void lower_pending(struct resolve *r);
/* Every component schema waits. */
void lower_components(struct resolve *r);
/* Whether node n became a scalar that may be that of other properties and items too. */
bool lowered_scalar(const struct resolve *r, u32 n);
/* The reference in an allOf that is all that shapes a type there; else 0. */
u32 bare_reference(struct resolve *r, const struct schema *s);
/* A new type without a record yet. */
u32 new_type(struct resolve *r, u32 node, struct context in);
u32 new_scalar(struct resolve *r, enum scalar scalar);
/* Makes type id another name for item, with the title and the description that it has. */
void set_alias(struct resolve *r, u32 id, u32 item);
/* The integer for bounds, of which those that are empty are none: int64, or what it takes to hold them. */
enum scalar scalar_between(Str low, Str high);
/* The integer that a format or bounds ask for. */
enum scalar integer_scalar(struct resolve *r, const struct shape *s);
/* Fills type id with what the shape says. `element` are the schemas that it was collected from. */
void lower_shape(struct resolve *r, u32 id, struct shape *s, const u32 *element, u32 n);
/* Makes type id null or what it was, which is the type returned then. */
u32 wrap_nullable(struct resolve *r, u32 id);
static inline struct ir_type *type_at(struct resolve *r, u32 id)
{
	return &r->out.type[id];
}

/* instance.c */

/* Whether the default at a node fits the schema at another; says why where not (default-unusable). */
bool judge_default(struct resolve *r, u32 value, u32 schema);
/* Sets the flags of all examples, and says why where one does not fit (example): where there are many, beside what is done
 * until judge_wait, which interns no string and leaves the document and the examples as they are. */
void judge_examples(struct resolve *r);
void judge_wait(struct resolve *r);

/* number.c: numbers as RFC 8259 writes them. */

/* Negative, 0, positive: x below, equal to, above y. */
int number_compare(Str x, Str y);
/* Equal for equal numbers. */
u64 number_hash(Str text);
/* Whether its value is an integer: also 1.0 and 2e3 (JSON Schema 2020-12 core, 6.3). */
bool number_is_integer(Str text);
/* An integer written without fraction and exponent, in the arena; empty where it is none, or has
 * more digits than INTEGER_DIGITS. */
enum { INTEGER_DIGITS = 39 };
Str number_digits(struct resolve *r, Str text);
/* Whether x is an integer times y; unknown where that takes more than 60 bits to say. */
enum multiple { MULTIPLE_no, MULTIPLE_yes, MULTIPLE_unknown };
enum multiple number_multiple(Str x, Str y);

/* enums.c */
/* The JSON_* bit of the value at v; an integer is one without a fraction, also 1.0 (JSON Schema
 * 2020-12). */
u32 json_type_of(struct resolve *r, u32 v);
/* Fills type id, an enumeration of the values that all of s->enums allow; false where they are
 * no scalars. */
bool lower_enum(struct resolve *r, u32 id, struct shape *s);
/* Fills type id from branches that are each a constant or an enumeration (the rest of them a
 * plain string where open is set); false where they are not. */
bool lower_enum_branches(struct resolve *r, u32 id, const struct shape *s, const u32 *branch,
                         u32 n);
/* Whether null is the only value that s->enums allow. */
bool enum_is_null(struct resolve *r, const struct shape *s);
/* The string that is meant by the number or boolean at v in an enum of these types, as where YAML's has no quotes; 0 for none. */
u32 enum_text(struct resolve *r, u32 v, u32 types);
/* Whether a value of its types is in all its lists of values, as far as they are of scalars. */
bool enum_leaves_some(struct resolve *r, const struct shape *s);

/* unions.c */
/* Fills type id from the groups of s; false where they shape no type. May clear or set s->types'
 * null. */
bool lower_union(struct resolve *r, u32 id, struct shape *s, const u32 *element, u32 n);
enum {
	BASE_own,   /* its own node, or that of the base whose discriminator it has */
	BASE_outer, /* the base that it extends, where it has a discriminator itself */
};
/* Needs r->extends; leaves r->bases. */
void find_bases(struct resolve *r);
/* Fills type id, a base with a discriminator that others extend; false where it is none. */
bool lower_base(struct resolve *r, u32 id, u32 node);
/* What a component that is a reference in an allOf and nothing else is to the base with a discriminator that it, and such
 * others on the way, lead to. */
enum extension {
	EXTENSION_other, /* nothing: it leads to no base, or is more than that */
	EXTENSION_name, /* another name of it: a mapping leads to others alone, or it may be null */
	EXTENSION_bare, /* an extension that adds nothing */
};
enum extension extension_of(struct resolve *r, const struct schema *s, u32 node);
/* Needs every type and no circle of aliases; leaves bases that are variants of another base, by the same property, as
 * plain structs there, since what extends them are its variants as well. */
void flatten_bases(struct resolve *r);
/* Needs every type and no circle of aliases; leaves no union that is a variant of itself, or of one
 * that is its variant. */
void merge_unions(struct resolve *r);
/* Tags of all unions. Needs every type; leaves unions with a tag or without. */
void tag_unions(struct resolve *r);
/* id without aliases (and, with `nullable`, without nullable) around it. */
u32 strip(const struct resolve *r, u32 id, bool nullable);

/* Records that the schema at n has become a type. */
void note_schema(struct resolve *r, u32 n, u32 type, u32 why);
/* What examples are of. */
struct sampled {
	u32 type, schema;
	bool text; /* a string may be the value as it is on the wire, in another form than JSON */
};

/* The examples of a schema, a parameter, a media type or a header (example and examples): examples
 * is a map of Example Objects, or an array of values in a schema. */
struct ir_range collect_examples(struct resolve *r, u32 example, u32 examples, struct sampled of);

/* api.c: info, servers, tags, security. */
void collect_api(struct resolve *r);
struct ir_range collect_servers(struct resolve *r, u32 node);
struct ir_range collect_security(struct resolve *r, u32 node);
/* The strings of an array, as a list. */
struct ir_range collect_texts(struct resolve *r, u32 array);

/* operations.c */
/* Whether a key of responses is a status, a range of them or default. */
bool status_code(Str s);
/* A media_kind. */
u32 media_kind_of(struct resolve *r, Str written);
void collect_operations(struct resolve *r);

/* select.c */
/* Whether --only, --exclude, --tag and --path let an operation pass. name is its operationId or
 * what stands for it. */
bool selected(struct resolve *r, Str path, Str name, u32 operation);

/* share.c */
void hoist_nullable(struct resolve *r);
void share_types(struct resolve *r);
/* The type that id became one with, or itself. */
static inline u32 same_type(const struct resolve *r, u32 id)
{
	return id < r->sames ? r->same[id] : id;
}
/* name.c */
void name_types(struct resolve *r);
/* recurse.c */
void check_aliases(struct resolve *r);
/* Says of a type that it leads to itself alone, and makes it any value. */
void alias_cycle(struct resolve *r, u32 id);
void recurse_types(struct resolve *r);
/* Whether the type is spelled where it is used: it has no name and needs none. */
bool is_inline(const struct resolve *r, u32 id);
/* use.c */
void use_types(struct resolve *r);
/* assertions.c: what validates the types that stay (their bits in kept, by type) beyond their shape. */
void collect_assertions(struct resolve *r, const u32 *kept);
/* compact.c */
void keep_schemas(struct resolve *r);
void compact(struct resolve *r);

/* Rewrites every reference to a type in the output through map (a type for each). */
void remap_types(struct resolve *r, const u32 *map);

#endif
