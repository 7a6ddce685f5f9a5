/* oapi-emit: a program IR in, Rust out. name_types gives items their names, plan_types works out what all types are,
 * emit_type writes one; the head and the runtime follow, once it is known what was used. */
#ifndef EMIT_H
#define EMIT_H

#include "diag.h"
#include "ir.h"
#include "names.h"

enum used {
#define CRATE(crate, name, requirement) USED_BIT_crate_##crate,
#define FEATURE(crate, feature) USED_BIT_##crate##_##feature,
#define PART(part) USED_BIT_##part,
#include "crates.def"
	USED_BITS
};
/* What the output needs: USED(crate_NAME), USED(CRATE_FEATURE), USED(PART). */
__extension__ typedef unsigned __int128 used_bits; /* more than 64 */
#define USED(what) ((used_bits)1 << USED_BIT_##what)

/* The files of emit/runtime, which make packs into build/runtime.h. */
enum runtime {
#define RUNTIME(name, at) RUNTIME_##name,
#include "runtime.h"
};

/* The derives that depend on what a type holds. */
enum { DERIVE_eq = 1, DERIVE_hash = 2, DERIVE_copy = 4, DERIVE_all = 7 };

/* JSON's kinds of values, as runtime/shape.rs has them. */
enum {
	JSON_null = 1,
	JSON_boolean = 2,
	JSON_number = 4,
	JSON_string = 8,
	JSON_array = 16,
	JSON_object = 32,
	JSON_any = 63,
};

/* The halves of serde. */
enum { SERDE_serialize = 1, SERDE_deserialize = 2, SERDE_both = 3 };

/* How strict a type is among those of the same JSON kind. */
enum rank { RANK_exact, RANK_format, RANK_wide, RANK_any };

/* What a scalar is. */
struct scalar_info {
	const char *path, *brief;
	used_bits used;
	u8 derives, kinds, rank;
	const char *variant;
	Str with; /* the conversion of serde_with; empty for none */
};

/* What a type of the IR is in Rust. */
struct rust_type {
	Str name;   /* of its item; empty where it is spelled in place */
	Str path;   /* of a type of the user's that stands for it; else empty */
	Str with;   /* the conversion of serde_with that --with gives it; else empty */
	u32 same;   /* equal for types that are one Rust type, aliases followed */
	u32 size;   /* of its spelling with aliases followed, in names */
	u16 depth;  /* of the same */
	u8 derives; /* DERIVE_* */
	u8 kinds;   /* JSON_*: what its values can be */
	u8 rank;    /* enum rank */
	u8 serde;   /* SERDE_*: which halves of serde it needs */
	bool newtype; /* a struct around what it would be another name for: an alias would have no end, or no Validate */
	bool looped; /* a union that ends a cycle of aliases */
	bool option; /* its spelling is an Option, aliases followed */
	bool any;    /* its spelling is serde_json's Value, aliases followed */
	bool converted; /* it holds something that serde_with reads and writes: base64, a number as a string, a set */
	bool whole; /* it is read by runtime/whole.rs: it holds integers, and nothing that is converted */
};

/* Where an optional field that may be null tells null from absence, by an Option around an Option. */
enum nullable {
	NULLABLE_requests, /* in types that a request can hold */
	NULLABLE_double,   /* everywhere */
	NULLABLE_flat,     /* nowhere */
};

/* What dates and times are. */
enum datetime { DATETIME_chrono, DATETIME_jiff, DATETIME_time, DATETIME_string };

/* Values of an enumeration that differ only in case: a variant each; one variant; one, and reading ignores case. */
enum enum_mode { ENUM_preserve, ENUM_merge, ENUM_relaxed };

/* KEY=PATH of --type, or of --with. */
struct mapping {
	Str key, path;
	bool with, used;
};

/* What is written: types; these and a client; a crate of these; types and a server. */
enum mode { MODE_types, MODE_client, MODE_crate, MODE_server };

/* The modules of calls, each of those operations that it is for, as what calls them or as what serves them. */
enum face { FACE_client, FACE_server, FACE_webhooks_client, FACE_webhooks_server, FACES };

/* The type of objects whose keys are not known. */
enum maps { MAPS_index, MAPS_btree, MAPS_hash };

struct emit {
	struct ir *ir;
	struct arena *arena;
	struct diag *diag;
	const char *visibility; /* of items and fields, with a space at its end if not empty */
	const char *visibility_outside; /* of the re-export of the module that holds them */
	enum mode mode;
	enum nullable nullable;
	enum enum_mode enum_mode;
	bool fill, deny_unknown, open_enums, trust_extensions, no_helpers, builders, validate,
		tests, retry, tracing, traits_by_tag;
	Str *derive; /* of --derive */
	u32 derives, derive_cap;
	struct mapping *mapping; /* of --type and --with */
	u32 mappings, mapping_cap;
	struct scalar_info scalar[scalar_count];
	struct out *out;
	const char *runtime; /* unpacked, or NULL (runtime.c) */
	u32 indent;          /* levels */
	bool mid_line;       /* something stands in the line already */
	bool outside;        /* the items stand in a module beside: types */
	bool brief;      /* names of the prelude go without their paths, where no item has them */
	used_bits used;  /* USED(…): what the text written so far needs */
	u32 brief_taken; /* brief names that are items' names: a bit each (spell.c) */
	struct rust_type *type;  /* by type */
	struct scope types;      /* the items' names */
	struct scope modules;    /* the names of the builders' modules */
	struct scope operations; /* the names of operations' types */
	struct scope methods;    /* the names of functions that call operations */
	Str *fn;                 /* by operation: its function */
	Str *request, *response; /* by operation: its types; empty for none */
	struct scope names;      /* of the item at hand: its fields or variants */
	u32 *seen;     /* by rust_type.same: seen_base plus the last variant of it (unions.c) */
	u32 sames;     /* rust_type.same is below */
	u32 seen_base; /* above what unions so far left in seen */
	enum maps maps;
	const char *map; /* the path of the map type */
	bool maps_used;
	struct group *group; /* groups.h */
	u32 groups, group_cap;
	u32 *type_group, *operation_group;
	struct feature *feature; /* from 1 */
	u32 features;
	bool webhooks;            /* an operation is a webhook or a callback */
	enum face face;           /* the one at hand */
	used_bits used_types;     /* USED(…): what the types need */
	used_bits used_by[FACES]; /* and what each module of calls does */
	bool *xml_state;          /* by type: whether its table in XML is to be written (xml.c) */
	u32 *xml_todo, xml_count, xml_cap;
	struct rust_operation *first_call; /* of the crate's example; NULL for none */
	struct out service;                /* of the crate's example of a server */
	Str *field_name; /* by string: its spelling as a field, once it was needed */
};

/* write.c */

/* Writes a template: %s a C string, %n an identifier, %q a Rust string literal of any text, %t a type's expression,
 * %c its conversion (serde_with), %u a number, %v the visibility, %% a percent sign. Lines are indented. */
void rs(struct emit *e, const char *template, ...);
/* Text that is Rust already. */
void rs_raw(struct emit *e, Str text);
void rs_literal(struct emit *e, Str text);

/* types.c */

/* Gives every type that is an item its name. */
void name_types(struct emit *e);
/* The field that a property's name becomes, before it is made free. */
Str rust_field_name(struct emit *e, u32 string);

/* mapping.c */

/* Fills e->scalar; before --with is looked at. */
void set_datetime(struct emit *e, enum datetime datetime);
/* Whether a text is the path of a type of Rust, and nothing else. */
bool is_type_path(Str text);
/* Notes which types are the user's, and which are converted. Needs names. */
void map_types(struct emit *e);

/* plan.c: needs names; fills the rest of e->type, and makes aliases of unions whose branches are one Rust type. */
void plan_types(struct emit *e);
/* The type that an alias or a nullable stands for in the end. */
u32 rust_target(const struct emit *e, u32 type);
/* Whether a type is a struct or an enumeration of its own, no other name for something. */
bool rust_is_item(const struct emit *e, u32 type);
/* Whether what an item stands for is converted, the item itself being a newtype perhaps. */
bool rust_shape_converted(const struct emit *e, u32 type);
/* Whether it is read by runtime/whole.rs, the item itself being a newtype perhaps. */
bool rust_shape_whole(const struct emit *e, u32 type);

/* spell.c */

/* A type's expression. */
void rs_type(struct emit *e, u32 type);
/* What an item that is another name for something, or a newtype, stands for. */
void rs_shape(struct emit *e, u32 type);
/* Whether a type_kind_set is a set in Rust: its items have Eq and Hash. */
bool rust_is_set(const struct emit *e, u32 type);
/* Notes that maps, or runtime/whole.rs, are used. */
void rust_use_map(struct emit *e);
void rust_use_whole(struct emit *e);
/* As rs_type; where `boxed`, with a Box around the value, inside an Option. */
void rs_boxed(struct emit *e, u32 type, bool boxed);
/* The conversions of serde_with that belong to these three; Same where nothing is converted. */
void rs_conversion(struct emit *e, u32 type);
void rs_shape_conversion(struct emit *e, u32 type);
void rs_boxed_conversion(struct emit *e, u32 type, bool boxed);
/* Finds which brief names are taken. */
void spell_init(struct emit *e);

/* docs.c */
struct doc {
	Str title, description;
	Str name;    /* what the documented is called: a title that says no more is left out */
	u32 initial; /* a value, or 0 */
	bool deprecated, read_only, write_only;
};
void rs_doc(struct emit *e, const struct doc *doc);
/* Text of the document as code within a line of Markdown. */
void rs_code(struct emit *e, Str text);
/* The same as text. */
void rs_markdown(struct emit *e, Str text);
/* A value as JSON. */
void value_json(struct out *o, const struct ir *ir, u32 value);

/* items: types.c, enums.c, unions.c */
void rs_type_doc(struct emit *e, u32 type);
void rs_derive(struct emit *e, u32 derives, bool initial, u32 serde);
void emit_type(struct emit *e, u32 type);
void emit_enumeration(struct emit *e, u32 type);
void emit_union(struct emit *e, u32 type);
/* Reports that a variant is the same Rust type as one before it. */
void warn_collapse(struct emit *e, u32 first, u32 variant);
/* Whether an enumeration has a value that is its Default. */
bool enumeration_has_default(const struct emit *e, u32 type);
/* The variant of an enumeration that a value of the IR is; empty for none. */
Str enumeration_variant(struct emit *e, u32 type, u32 value);
/* An integer's digits, of a number that may be written with a fraction or an exponent; empty where it is no integer or
 * has too many. */
Str integer_digits(struct arena *a, Str number);
/* Makes enumerations of strings that a response can hold keep unknown values. */
void open_enumerations(struct emit *e);

/* Whether a field of a type with these flags is written without the null that it was read with. */
bool field_loses_null(struct emit *e, u32 field, u32 type_flags);

/* defaults.c: whether a value of the IR can be written as an expression of a type; and that expression. */
bool rust_has_value(struct emit *e, u32 type, u32 value);
void rs_value(struct emit *e, u32 type, u32 value);

/* items.c: the items of all types, into the texts of their groups, and tests of them. */
void emit_items(struct emit *e, u32 indent);

/* tests.c: a module of tests, one for each example that its schema lets pass. */
void emit_tests(struct emit *e);

/* types.c: --validate: an item's Validate; and the schemas that runtime/validate.rs checks against. */
void emit_validate(struct emit *e, u32 t);
void emit_schemas(struct emit *e);

/* head.c: comments that say what made a file, and which crates it needs; attributes of modules; uses of the module of
 * the client; the parts of the runtime that are used. */
void emit_generated(struct emit *e);
void emit_head(struct emit *e);
void emit_lints(struct emit *e, bool calls);
/* What a module of calls shows of the runtime, where it is used. */
struct export
{
	used_bits used;
	const char *names;
};
void rs_exports(struct emit *e, const struct export *exports, u32 n);
void emit_client_uses(struct emit *e);
void emit_runtime(struct emit *e);
/* The crates that are used, as lines of Cargo.toml, after `before`; where `optional`, those that types do without are. */
void emit_crates(struct emit *e, const char *before, bool optional);
/* The crates that a module of calls uses and types do without, as a feature lists them. */
void emit_dependencies(struct emit *e, enum face face);
bool is_crate_name(Str name);

/* operations.c */

struct face_info {
	const char *module, *feature, *about;
	bool serves;   /* operations are served, not called */
	bool webhooks; /* it is for webhooks and callbacks, not for paths */
};
extern const struct face_info faces[FACES];
/* Whether the output has a module of calls; and whether that at hand has an operation, or serves what it has. */
bool has_face(const struct emit *e, enum face face);
bool is_of_face(const struct emit *e, u32 operation);
bool is_server(const struct emit *e);
/* Whether the types of its operations are in a module within its own. */
bool is_nested(const struct emit *e);
/* The function of each operation, in the module of calls at hand. */
void name_operations(struct emit *e);
/* client.c: the operations and the client into the texts of the groups. */
void emit_client(struct emit *e);
/* server.c: the operations, the traits and the router, into the texts of the first group; and what the module uses. */
void emit_server(struct emit *e);
void emit_server_uses(struct emit *e);
/* xml.c: the tables of what bodies in XML reach. */
void emit_xml_shapes(struct emit *e);
/* headers.c: constants of the names of header fields; false where there is none. */
bool emit_headers(struct emit *e);
/* servers.c: a module of functions that give the servers' URLs. */
void emit_servers(struct emit *e);

/* runtime.c: the text of one of the runtime's files. */
const char *runtime_text(struct emit *e, enum runtime part);

/* output.c: all texts, as one file, or as a crate in a directory. */
enum status write_rust(struct emit *e, Str path, u64 *bytes);
enum status write_crate(struct emit *e, Str dir, u64 *bytes);
/* output.c: the name of the crate. */
Str crate_name(struct emit *e);
/* example.c: a program that makes a first call, one that serves, and the README, of the crate that is called so. */
void emit_example(struct emit *e, Str crate);
void emit_serve_example(struct emit *e);
void emit_readme(struct emit *e, Str crate);

/* manifest.c: {"schemas": …, "operations": …} */
void emit_manifest(struct emit *e, struct out *to);

#endif
