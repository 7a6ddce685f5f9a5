/* The document's servers, as functions that give their URLs. */
#include "operations.h"

enum { NAME_WORDS = 4, NAME_LENGTH = 40 };

/* A server's own name, or a description that is short enough for one. */
static Str server_name(struct emit *e, const struct ir_server *s)
{
	Str text = ir_str(e->ir, s->name ? s->name : s->description);
	u32 words = 1;
	for (u32 i = 0; i < text.len; i++)
		words += text.ptr[i] == ' ';
	if (!text.len || words > NAME_WORDS || text.len > NAME_LENGTH)
		return S("server");
	return text;
}

static const struct ir_server_variable *variable_of(const struct emit *e, const struct ir_server *s,
                                                    Str name)
{
	ir_each(s->variables, i)
		if (str_eq(ir_str(e->ir, e->ir->server_variable[i].name), name))
			return &e->ir->server_variable[i];
	return NULL;
}

/* The next part of a URL's template: text, or a variable that is declared. */
static bool next_part(const struct emit *e, const struct ir_server *s, Str *rest, Str *part,
                      const struct ir_server_variable **variable)
{
	u32 open = str_find(*rest, '{'), close = str_find(*rest, '}');
	*variable = NULL;
	if (!rest->len)
		return false;
	*part = (Str){rest->ptr, open ? open : rest->len};
	if (!open && close < rest->len) {
		*part = (Str){rest->ptr, close + 1};
		*variable = variable_of(e, s, (Str){rest->ptr + 1, close - 1});
	}
	*rest = str_skip(*rest, part->len);
	return true;
}

Str server_url(struct emit *e, const struct ir_server *s)
{
	const struct ir_server_variable *variable;
	Str rest = ir_str(e->ir, s->url), url = {0}, part;
	while (next_part(e, s, &rest, &part, &variable))
		url = arena_cat(e->arena, url, variable ? ir_str(e->ir, variable->initial) : part);
	return url;
}

/* A variable as an argument. */
struct argument {
	Str name, type; /* the enum of its values; empty where it takes any */
};

static void put_values(struct emit *e, const struct ir_server_variable *v, Str type)
{
	struct scope variants = {0};
	Str *name = new (e->arena, Str, v->values.count), initial = ir_str(e->ir, v->initial);
	bool any = false;
	scope_init(&variants, e->arena);
	ir_each(v->values, i) {
		Str text = ir_str(e->ir, e->ir->text[i].text);
		name[i - v->values.first] =
			scope_take(&variants, name_spell(e->arena, text, SPELL_variant));
		any = any || str_eq(text, initial);
	}
	rs(e, "\n");
	rs_doc(e, &(struct doc){.description = ir_str(e->ir, v->description)});
	rs(e, "#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash%s)]\n%venum %n {\n",
	   any ? ", Default" : "", type);
	ir_each(v->values, i) {
		Str text = ir_str(e->ir, e->ir->text[i].text);
		bool first = any && str_eq(text, initial);
		any = any && !first;
		rs(e, first ? "    #[default]\n    %n,\n" : "    %n,\n", name[i - v->values.first]);
	}
	rs(e, "}\n\nimpl %n {\n    %vfn as_str(self) -> &'static str {\n        match self {\n",
	   type);
	ir_each(v->values, i)
		rs(e, "            Self::%n => %q,\n", name[i - v->values.first],
		   ir_str(e->ir, e->ir->text[i].text));
	rs(e, "        }\n    }\n}\n");
}

/* Text of format!. */
static Str braced(struct emit *e, Str text)
{
	char *to = new (e->arena, char, 2 * text.len + 1);
	u32 n = 0;
	for (u32 i = 0; i < text.len; i++) {
		to[n++] = text.ptr[i];
		if (text.ptr[i] == '{' || text.ptr[i] == '}')
			to[n++] = text.ptr[i];
	}
	return (Str){to, n};
}

static void put_server(struct emit *e, const struct ir_server *s, struct scope *names,
                       struct scope *types)
{
	const struct ir_server_variable *variable;
	Str rest = ir_str(e->ir, s->url), format = {0}, part;
	Str fn = scope_take(names, name_spell(e->arena, server_name(e, s), SPELL_snake));
	struct argument *argument = new (e->arena, struct argument, s->variables.count);
	struct scope scope = {0};
	scope_init(&scope, e->arena);
	ir_each(s->variables, i) {
		const struct ir_server_variable *v = &e->ir->server_variable[i];
		struct argument *a = &argument[i - s->variables.first];
		Str name = ir_str(e->ir, v->name);
		a->name = scope_take(&scope, name_spell(e->arena, name, SPELL_snake));
		if (!v->values.count)
			continue;
		a->type =
			scope_take(types,
		                   name_spell(e->arena,
		                              arena_fmt(e->arena, "%.*s %.*s", STR(fn), STR(name)),
		                              SPELL_type));
		put_values(e, v, a->type);
	}
	while (next_part(e, s, &rest, &part, &variable))
		format = arena_cat(e->arena, format, variable ? S("{}") : braced(e, part));
	rs(e, "\n");
	rs_doc(e, &(struct doc){.description = ir_str(e->ir, s->description)});
	ir_each(s->variables, i) {
		const struct ir_server_variable *v = &e->ir->server_variable[i];
		rs(e, s->description || i > s->variables.first ? "///\n" : "");
		rs(e, "/// `%n` is usually ", argument[i - s->variables.first].name);
		rs_code(e, ir_str(e->ir, v->initial));
		rs(e, ".\n");
	}
	rs(e, "%vfn %n(", fn);
	ir_each(s->variables, i) {
		struct argument *a = &argument[i - s->variables.first];
		rs(e, i > s->variables.first ? ", %n: " : "%n: ", a->name);
		if (a->type.len)
			rs(e, "%n", a->type);
		else
			rs(e, "&str");
	}
	if (!s->variables.count) {
		rs(e, ") -> String {\n    String::from(%q)\n}\n", ir_str(e->ir, s->url));
		return;
	}
	rs(e, ") -> String {\n    format!(%q", format);
	rest = ir_str(e->ir, s->url);
	while (next_part(e, s, &rest, &part, &variable)) {
		if (!variable)
			continue;
		u32 i = (u32)(variable - e->ir->server_variable) - s->variables.first;
		rs(e, argument[i].type.len ? ", %n.as_str()" : ", %n", argument[i].name);
	}
	rs(e, ")\n}\n");
}

void emit_servers(struct emit *e)
{
	struct ir_range servers = e->ir->api[1].servers;
	struct scope names = {0}, types = {0};
	if (!servers.count)
		return;
	scope_init(&names, e->arena);
	scope_init(&types, e->arena);
	rs(e,
	   "\n/// The document's servers: the URLs that `with_base_url` takes.\n%smod servers {\n",
	   e->visibility_outside);
	e->indent++;
	ir_each(servers, i)
		put_server(e, &e->ir->server[i], &names, &types);
	e->indent--;
	rs(e, "}\n");
}
