/* Which types a request can hold and which a response. Needs operations and shared types; leaves
 * flags. */
#include "resolve.h"

static void visit(struct resolve *r, struct list *work, u32 type, u32 flag)
{
	if (!type || (type_at(r, type)->flags & flag))
		return;
	type_at(r, type)->flags |= flag;
	list_push(r, work, type);
}

static void spread(struct resolve *r, struct list *work, u32 flag)
{
	while (work->n) {
		const struct ir_type *t = type_at(r, work->at[--work->n]);
		visit(r, work, t->item, flag);
		visit(r, work, t->key, flag);
		ir_each(t->members, m)
			visit(r, work, r->out.member[m].type, flag);
		ir_each(t->fields, f)
			visit(r, work, r->out.field[f].type, flag);
		ir_each(t->variants, v)
			visit(r, work, r->out.variant[v].type, flag);
	}
}

static void visit_media(struct resolve *r, struct list *work, struct ir_range media, u32 flag)
{
	ir_each(media, m) {
		const struct ir_media *x = &r->out.media[m];
		visit(r, work, x->type, flag);
		visit(r, work, x->item, flag);
		ir_each(x->encodings, e)
			ir_each(r->out.encoding[e].headers, h)
				visit(r, work, r->out.header[h].type, flag);
	}
}

static void visit_operation(struct resolve *r, const struct ir_operation *o, struct list *work,
                            u32 flag)
{
	if (flag == type_flag_request) {
		ir_each(o->parameters, p)
			visit(r, work, r->out.parameter[p].type, flag);
		if (o->body)
			visit_media(r, work, r->out.body[o->body].contents, flag);
		return;
	}
	ir_each(o->responses, i) {
		visit_media(r, work, r->out.response[i].contents, flag);
		ir_each(r->out.response[i].headers, h)
			visit(r, work, r->out.header[h].type, flag);
	}
}

void use_types(struct resolve *r)
{
	static const u32 flags[] = {type_flag_request, type_flag_response};
	for (u32 i = 0; i < 2; i++) {
		struct list work = {0};
		for (u32 o = 1; o < r->out.count[IR_operation]; o++)
			visit_operation(r, &r->out.operation[o], &work, flags[i]);
		spread(r, &work, flags[i]);
	}
}
