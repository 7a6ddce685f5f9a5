/* Operations as Rust has them: what a request holds, which responses there are. Planned once, written by operations.c
 * (the types) and client.c (the calls). */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "emit.h"

/* How a body is read and written. */
enum body_form {
	BODY_json,
	BODY_text,  /* a string as it is */
	BODY_value, /* text that stands for a value */
	BODY_xml,
	BODY_form,
	BODY_multipart,
	BODY_bytes, /* in a request also as a stream */
	BODY_stream,
	BODY_events,  /* each with its data of the type */
	BODY_objects, /* events that are objects of the type */
	BODY_lines,
};

/* One kind of body. */
struct rust_content {
	enum body_form form;
	u32 media;   /* the IR's; the first of those that are one in Rust */
	u32 type;    /* the IR's, of the whole or of an item; 0: any value */
	Str variant; /* in the enum of bodies, where there are several */
	Str name;    /* multipart: its struct */
	bool again;  /* the same in Rust as the one with its variant */
};

struct rust_contents {
	u32 count;
	struct rust_content *content;
	Str name; /* the enum; empty where all are one type */
};

/* A field of a request or of a response's variant. */
struct rust_slot {
	Str name, wire;
	u32 ir; /* the parameter, the header, or the field of a part */
	u32 type;
	bool optional; /* in an Option of its own, or one that its type is */
	bool wrapped;  /* in an Option of its own */
};

struct rust_response {
	u32 ir;
	Str name;
	u32 first, last; /* statuses; 0 for default */
	u32 headers;
	struct rust_slot *header;
	struct rust_contents body;
};

/* What a method of a client gives: all that is read whole, or what one way of reading is for. */
enum representation {
	GIVES_base,
	GIVES_bytes,
	GIVES_stream,
	GIVES_events,
	GIVES_lines,
	GIVES_count
};

struct rust_responses {
	Str fn;         /* the method */
	Str name;       /* the enum */
	Str unexpected; /* its variant for other statuses; empty where there are none */
	Str other;      /* its variant for any response; of a server */
	u32 count;
	struct rust_response *response;
	bool streams; /* some body is read as it comes */
	Str accept;
};

struct rust_operation {
	u32 ir;
	Str fn;
	Str request; /* the struct; empty where there is nothing to say */
	u32 slots;
	struct rust_slot *slot; /* of its parameters */
	struct rust_contents body;
	Str body_name; /* the field */
	bool body_optional;
	u32 gives; /* how many of responses there are */
	struct rust_responses responses[GIVES_count];
};

/* example.c: looks at an operation that is planned: whether it is the better one for a first call. */
void consider_example(struct emit *e, const struct rust_operation *o);

/* operations.c */

struct rust_operation plan_operation(struct emit *e, u32 operation);
/* The request's struct, the enums of responses and bodies. */
void emit_operation(struct emit *e, const struct rust_operation *o);
/* What a multipart body's field is. */
enum part_form { PART_value, PART_json, PART_file };
struct rust_part {
	struct rust_slot slot;
	enum part_form form;
	bool many;      /* an array of files, or of what is JSON */
	u32 encoding;   /* the IR's, or 0 */
	Str media_type; /* of the part; empty where its value says it */
	u32 headers;
	struct rust_slot *header; /* the part's header fields, as fields beside it */
};
struct rust_parts {
	u32 count;
	struct rust_part *part;
	Str rest; /* the field of all other parts */
};
/* Whether its media type is a range. */
bool is_open_media(const struct emit *e, const struct rust_content *c);
struct rust_parts plan_parts(struct emit *e, const struct rust_content *c);
/* servers.c: a server's URL, with its variables' defaults. */
Str server_url(struct emit *e, const struct ir_server *s);

/* xml.c: the name and the namespace of the root element, as two arguments; and the table of a type. */
void rs_xml_root(struct emit *e, u32 type);
void rs_xml_shape(struct emit *e, u32 type);

/* client.c: a reference to a value that is written as its type is: a field of `place`, or, where that is NULL, a reference
 * already; a function that reads a type, and whether the value is still to be taken out of what it gives, by into_inner; an
 * expression of How. */
void rs_written(struct emit *e, u32 type, bool wrapped, const char *place, Str name);
bool rs_reader(struct emit *e, u32 type, const char *function);
void rs_how(struct emit *e, u32 style, u32 flags);

/* What a text is read as: an expression of oapi_runtime::read::Shape. */
void rs_text_shape(struct emit *e, u32 type);

/* An operation's security requirements, an element each: what `scheme` writes for a scheme, and the scopes. */
void rs_requirements(struct emit *e, const struct ir_operation *o,
                     void (*scheme)(struct emit *e, u32 scheme));
/* Where the key of an apiKey scheme is: a name of an enum of the runtime. */
const char *key_place(const struct ir_scheme *s);

/* What an operation's methods say of it. */
void rs_operation_doc(struct emit *e, const struct ir_operation *o);

#endif
