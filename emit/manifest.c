/* The manifest: which place of the document became which Rust (RUST.md 10 says its form). */
#include "emit.h"

/* The JSON pointer of a place; in another file than the first after that file's name. */
static void put_pointer(struct emit *e, struct out *to, u32 place)
{
	u32 root = place;
	while (e->ir->place[root].parent)
		root = e->ir->place[root].parent;
	u32 source = e->ir->place[root].source; /* the place's own may be an overlay */
	Str file = source > 1 ? ir_str(e->ir, e->ir->source[source].name) : (Str){0};

	out_str(to, S("{\"pointer\":"));
	out_json_str(to, arena_cat(e->arena, file, ir_pointer(e->ir, e->arena, place)));
}

static void put_schema(struct emit *e, struct out *to, u32 schema, struct out *expression)
{
	const struct ir_schema *s = &e->ir->schema[schema];

	expression->len = 0;
	e->mid_line = true;
	rs_type(e, s->type);
	put_pointer(e, to, s->at);
	out_str(to, S(",\"rust\":"));
	out_json_str(to, out_text(expression));
	out_char(to, '}');
}

/* A member whose value is an identifier, if there is one. */
static void put_name(struct emit *e, struct out *to, const char *key, Str name)
{
	if (!name.len)
		return;
	out_fmt(to, ",\"%s\":", key);
	out_json_str(to, name_is_raw(name) ? arena_cat(e->arena, S("r#"), name) : name);
}

static void put_operation(struct emit *e, struct out *to, u32 operation)
{
	const struct ir_operation *o = &e->ir->operation[operation];

	put_pointer(e, to, o->at);
	if (o->id) {
		out_str(to, S(",\"id\":"));
		out_json_str(to, ir_str(e->ir, o->id));
	}
	put_name(e, to, "fn", e->fn[operation]);
	put_name(e, to, "request", e->request[operation]);
	put_name(e, to, "response", e->response[operation]);
	out_char(to, '}');
}

void emit_manifest(struct emit *e, struct out *to)
{
	struct out expression, *saved = e->out;
	used_bits used = e->used;
	bool maps_used = e->maps_used;

	out_init(&expression, e->arena);
	e->out = &expression;
	e->brief = true;
	out_str(to, S("{\"schemas\":["));
	for (u32 i = 1; i < e->ir->count[IR_schema]; i++) {
		out_str(to, i > 1 ? S(",\n") : S("\n"));
		put_schema(e, to, i, &expression);
	}
	out_str(to, S("\n],\"operations\":["));
	for (u32 i = 1; i < e->ir->count[IR_operation]; i++) {
		out_str(to, i > 1 ? S(",\n") : S("\n"));
		put_operation(e, to, i);
	}
	out_str(to, S("\n]}\n"));
	e->out = saved;
	e->brief = false;
	e->mid_line = false;
	e->used = used;
	e->maps_used = maps_used;
}
