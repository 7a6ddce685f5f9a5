/* The names of header fields that requests and responses have, as constants. */
#include "emit.h"

/* The names so far, by how they are compared (RFC 9110, section 5.1), and the constants'. */
struct named {
	struct scope fields, constants;
	u32 count;
};

static Str folded(struct emit *e, Str text, char first, char offset)
{
	char *to = new (e->arena, char, text.len + 1);
	for (u32 i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		to[i] = c >= first && c < first + 26 ? (char)(c + offset) : c;
	}
	return (Str){to, text.len};
}

static void put_name(struct emit *e, struct named *n, Str name)
{
	Str lower = folded(e, name, 'A', 'a' - 'A');
	if (!name.len || !scope_add(&n->fields, lower))
		return;
	n->count++;
	Str constant = folded(e, name_spell(e->arena, name, SPELL_snake), 'a', 'A' - 'a');
	rs(e, "/// ");
	rs_code(e, name);
	rs(e, "\n%vconst %s: &str = %q;\n",
	   arena_fmt(e->arena, "%.*s", STR(scope_take(&n->constants, constant))).ptr, lower);
}

bool emit_headers(struct emit *e)
{
	struct named n = {0};
	scope_init(&n.fields, e->arena);
	scope_init(&n.constants, e->arena);
	for (u32 i = 1; i < e->ir->count[IR_parameter]; i++)
		if (e->ir->parameter[i].in == location_header)
			put_name(e, &n, ir_str(e->ir, e->ir->parameter[i].name));
	for (u32 i = 1; i < e->ir->count[IR_header]; i++)
		put_name(e, &n, ir_str(e->ir, e->ir->header[i].name));
	return n.count;
}
