/* Macros. */
#include "layout.h"

static bool is_vec(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	return x->op - x->lo == 2 && str_eq(token_text(&w->p, x->lo), S("vec"));
}

/* A macro whose arguments are not known: as it stands, but for where further lines begin. */
static bool rw_unknown(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 from = w->p.token[x->op].at, to = token_end(&w->p.token[x->hi - 1]);
	Str text = {w->p.text + from, to - from};
	bool brace = text.ptr[0] == '{', closers = true;
	u32 i = text.len;
	while (i && text.ptr[i - 1] != '\n')
		i--;
	for (u32 k = i; k < text.len; k++)
		closers = closers && is_one_of(text.ptr[k], "}]) \t");
	u32 name = w->p.token[x->lo].at;
	put(w, w->p.text + name, token_end(&w->p.token[x->op - 1]) - name);
	if (brace)
		put(w, " ", 1);
	if (brace || (closers && i))
		put_moved(w, text, s.block + s.align);
	else
		put_str(w, text);
	return true;
}

static bool rw_vec_repeat(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 a = x->list, b = node(w, a)->next, m = mark(w);
	struct shape inner = s;
	put_flat(w, x->lo, x->op);
	u32 name = mark(w) - m;
	if (!shape_offset(&inner, name))
		return false;
	inner = shape_in(inner);
	put(w, "[", 1);
	u32 lhs = mark(w);
	if (!rw(w, a, inner))
		return false;
	u32 lhs_len = mark(w) - lhs;
	bool multi = is_multi(since(w, lhs));
	put_str(w, S("; "));
	u32 rhs = mark(w);
	if (!rw(w, b, inner))
		return false;
	if (!multi && !is_multi(since(w, rhs)) && lhs_len + (mark(w) - rhs) + 8 <= s.width) {
		put(w, "]", 1);
		return true;
	}
	put_line_at(w, rhs, inner.block + inner.align);
	cut(w, rhs - 1, rhs);
	put_line_at(w, lhs, inner.block + inner.align);
	put_line(w, s.block + s.align);
	put(w, "]", 1);
	return true;
}

static bool rw_known(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	bool bracket = w->p.token[x->op].kind == TOK_open_bracket, vec = is_vec(w, n);
	bool nested = w->macros;
	struct delimited d = {.ident = mark(w),
	                      .open = bracket ? '[' : '(',
	                      .close = bracket ? ']' : ')',
	                      .list = x->list,
	                      .open_token = x->op,
	                      .close_token = x->hi - 1,
	                      .limit = bracket ? w->p.limit.array : w->p.limit.call,
	                      .trailing = x->flags & NODE_COMMA ? TRAILING_ALWAYS : TRAILING_NEVER,
	                      .exprs = true};
	if (x->op - x->lo == 2)
		d.name = token_text(&w->p, x->lo);
	if (vec && !nested)
		d.trailing = TRAILING_VERTICAL;
	else
		w->macros++;
	put_flat(w, x->lo, x->op);
	bool ok = rw_delimited(w, &d, s);
	if (!vec || nested)
		w->macros--;
	return ok;
}

bool rw_macro(struct layout *w, u32 n, struct shape s)
{
	const struct node *x = node(w, n);
	u32 macros = w->macros;
	if (!(x->flags & NODE_PARSED) || !x->list)
		return rw_unknown(w, n, s);
	if (x->flags & NODE_SEMI)
		return rw_vec_repeat(w, n, s);
	bool ok = rw_known(w, n, s);
	w->macros = macros;
	return ok;
}
