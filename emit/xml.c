/* How types are in XML (OAS 3.1.1, 4.8.26): tables for emit/runtime/xml.rs, one for each type that such a body reaches. */
#include "operations.h"

static u32 target_of(const struct emit *e, u32 type)
{
	while (type && (e->ir->type[type].kind == type_kind_alias ||
	                e->ir->type[type].kind == type_kind_nullable))
		type = e->ir->type[type].item;
	return type;
}

static bool is_list(const struct emit *e, u32 type)
{
	u32 kind = e->ir->type[type].kind;
	return kind == type_kind_array || kind == type_kind_set;
}

/* The XML form of a place: its own, or that of a type on the way to its target. */
static const struct ir_xml *form_of(const struct emit *e, u32 own, u32 type)
{
	const struct ir_type *t = &e->ir->type[type];
	while (!own) {
		own = t->xml;
		if (t->kind != type_kind_alias && t->kind != type_kind_nullable)
			break;
		t = &e->ir->type[t->item];
	}
	return &e->ir->xml[own];
}

/* An element's name, with its prefix. */
static Str element_name(struct emit *e, const struct ir_xml *form, Str otherwise)
{
	Str name = form->name ? ir_str(e->ir, form->name) : otherwise;
	Str prefix = ir_str(e->ir, form->prefix);
	return prefix.len ? arena_fmt(e->arena, "%.*s:%.*s", STR(prefix), STR(name)) : name;
}

/* What a table is called in Rust; the type's is to be written. */
static void put_reference(struct emit *e, u32 type)
{
	type = target_of(e, type);
	if (!type || e->type[type].path.len) {
		rs(e, "&Shape::Any");
		return;
	}
	if (!e->xml_state[type]) {
		e->xml_state[type] = true;
		e->xml_todo = arena_grow(e->arena, e->xml_todo, &e->xml_cap, (u64)e->xml_count + 1,
		                         sizeof *e->xml_todo);
		e->xml_todo[e->xml_count++] = type;
	}
	rs(e, "&T%u", type);
}

static void put_member(struct emit *e, const struct ir_field *f)
{
	u32 type = target_of(e, f->type);
	const struct ir_xml *form = form_of(e, f->xml, f->type);
	Str property = ir_str(e->ir, f->name), name;
	bool list = is_list(e, type);
	bool open = list && !(form->flags & xml_flag_wrapped);
	const char *kind = form->flags & xml_flag_attribute                          ? "Attribute"
	                   : form->flags & (xml_flag_text | xml_flag_cdata) && !list ? "Text"
	                   : open                                                    ? "Unwrapped"
	                                                                             : "Element";
	if (open)
		form = form_of(e, 0, e->ir->type[type].item);
	name = element_name(e, form, property);
	rs(e,
	   "    Member { property: %q, name: %q, namespace: %q, form: Form::%s, required: %s, shape: ",
	   property, name, ir_str(e->ir, form->namespace), kind,
	   f->flags & field_flag_required ? "true" : "false");
	if (list) {
		u32 item = e->ir->type[type].item;
		const struct ir_xml *each = form_of(e, 0, item);
		rs(e, "&Shape::List(%q, ", element_name(e, each, name));
		put_reference(e, item);
		rs(e, ")");
	} else {
		put_reference(e, f->type);
	}
	rs(e, " },\n");
}

/* The item of an array by itself is called as the array is. */
static void put_shape(struct emit *e, u32 type)
{
	const struct ir_type *t = &e->ir->type[type];
	u32 kinds = e->type[type].kinds;
	if (t->kind == type_kind_object) {
		rs(e, "Shape::Object(&[\n");
		ir_each(t->fields, i)
			put_member(e, &e->ir->field[i]);
		rs(e, "], %s);\n", t->item ? "true" : "false");
	} else if (is_list(e, type)) {
		u32 name = e->ir->type[t->item].name;
		Str own = element_name(e, form_of(e, t->xml, type),
		                       name ? ir_str(e->ir, name) : S("item"));
		rs(e, "Shape::List(%q, ", element_name(e, form_of(e, 0, t->item), own));
		put_reference(e, t->item);
		rs(e, ");\n");
	} else if (kinds & (JSON_array | JSON_object)) {
		rs(e, "Shape::Any;\n");
	} else {
		rs(e, "Shape::Scalar(%u);\n", kinds & 15);
	}
}

void emit_xml_shapes(struct emit *e)
{
	for (u32 i = 0; i < e->xml_count; i++) {
		rs(e, "pub static T%u: Shape = ", e->xml_todo[i]);
		put_shape(e, e->xml_todo[i]);
	}
	rs(e, e->xml_count ? "\n" : "");
}

void rs_xml_root(struct emit *e, u32 type)
{
	const struct ir_xml *form = form_of(e, 0, type);
	u32 target = target_of(e, type);
	u32 named = e->ir->type[type].name ? type : target;
	Str name = element_name(e, form,
	                        e->ir->type[named].name ? ir_str(e->ir, e->ir->type[named].name)
	                                                : S("root"));
	e->used |= USED(xml) | USED(written) | USED(read) | USED(crate_quick_xml) |
	           USED(crate_serde) | USED(crate_serde_json);
	if (!e->xml_state)
		e->xml_state = new (e->arena, bool, e->ir->count[IR_type]);
	rs(e, "%q, %q, ", name, ir_str(e->ir, form->namespace));
}

void rs_xml_shape(struct emit *e, u32 type)
{
	struct out reference, *saved = e->out;
	bool mid_line = e->mid_line;
	e->used |= USED(xml) | USED(written) | USED(read) | USED(crate_quick_xml);
	if (!e->xml_state)
		e->xml_state = new (e->arena, bool, e->ir->count[IR_type]);
	out_init(&reference, e->arena);
	e->out = &reference;
	e->mid_line = true;
	put_reference(e, type);
	e->out = saved;
	e->mid_line = mid_line;
	rs(e, "&oapi_runtime::xml::");
	rs_raw(e, str_skip(out_text(&reference), 1));
}
