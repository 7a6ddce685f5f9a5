/* --only, --exclude, --tag and --path: which operations are kept (RUST.md's section on selection: operationIds and
 * globs, tags, paths). */
#include "resolve.h"

/* A glob with * (any text) and ? (any byte) against a whole text, in time linear in the product
 * of both. */
static bool glob(Str pattern, Str text)
{
	u32 p = 0, t = 0, star = UINT32_MAX, retry = 0;
	while (t < text.len) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			retry = t;
		} else if (p < pattern.len &&
		           (pattern.ptr[p] == '?' || pattern.ptr[p] == text.ptr[t])) {
			p++;
			t++;
		} else if (star != UINT32_MAX) {
			p = star + 1;
			t = ++retry;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

static bool matches(const struct resolve *r, const struct list *globs, Str text)
{
	for (u32 i = 0; i < globs->n; i++)
		if (glob(text_of(r, globs->at[i]), text))
			return true;
	return false;
}

static bool tagged(struct resolve *r, u32 operation)
{
	u32 tags = doc_get(r, operation, KW_tags);
	if (doc_is(r, tags, value_kind_array))
		ir_each_child(r->doc->node, tags, c)
			if (doc_is(r, c, value_kind_string) &&
			    matches(r, &r->select.tag, text_of(r, doc_node(r, c)->text)))
				return true;
	return false;
}

bool selected(struct resolve *r, Str path, Str name, u32 operation)
{
	const struct selection *s = &r->select;
	bool wanted = !s->only.n && !s->tag.n && !s->path.n;
	wanted = wanted || matches(r, &s->only, name) || matches(r, &s->path, path) ||
	         tagged(r, operation);
	return wanted && !matches(r, &s->exclude, name);
}
