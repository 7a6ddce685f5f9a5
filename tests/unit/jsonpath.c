/* Queries and what they select: jsonpath FILE runs the cases in it, JSON or YAML of the form
 *
 *   tests:
 *   - name: what it is about
 *     selector: $.a
 *     document: {a: 1}
 *     result: [1]              or `results`, of which one is right; or `invalid_selector: true`
 *
 * which is that of the JSONPath compliance test suite, says which fail, then how many did not.
 * jsonpath FILE --wrong prints why each invalid selector is. */
#include "../../parse/jsonpath.h"
#include "check.h"

struct cases {
	struct doc doc;
	struct tree tree;
	bool explain;
	u32 run, passed;
};

static u32 member(const struct cases *c, u32 object, Str key)
{
	tree_each_child(&c->tree, object,
	                m) if (str_eq(tree_text(&c->tree, tree_node(&c->tree, m)->key),
	                              key)) return m;
	return 0;
}

static Str text(const struct cases *c, u32 node)
{
	return node ? tree_text(&c->tree, tree_node(&c->tree, node)->text) : (Str){0};
}

static bool selects(const struct cases *c, const struct nodelist *list, u32 wanted)
{
	u32 i = 0;
	tree_each_child(&c->tree, wanted,
	                w) if (i == list->n ||
	                       !jsonpath_equal(&c->tree, list->at[i++], w)) return false;
	return i == list->n;
}

static bool is_right(struct cases *c, u32 test, const struct jsonpath *path)
{
	struct nodelist list = {0};
	u32 results = member(c, test, S("results")), result = member(c, test, S("result"));
	if (jsonpath_select(path, &c->tree, member(c, test, S("document")), &list))
		return false;
	if (result)
		return selects(c, &list, result);
	tree_each_child(&c->tree, results, r) if (selects(c, &list, r)) return true;
	return false;
}

static void run(struct cases *c, u32 test)
{
	struct jsonpath path;
	Str selector = text(c, member(c, test, S("selector")));
	bool invalid = member(c, test, S("invalid_selector")),
	     valid = jsonpath_parse(&path, c->doc.arena, selector),
	     passed = invalid ? !valid : valid && is_right(c, test, &path);
	c->run++;
	c->passed += passed;
	if (!passed)
		printf("not so: %.*s: %.*s%s%.*s\n", STR(text(c, member(c, test, S("name")))),
		       STR(selector), valid ? "" : ": ", STR(path.wrong));
	else if (invalid && c->explain)
		printf("%.*s\n%*s^ %.*s%s%.*s\n", STR(selector),
		       (int)utf8_count((Str){selector.ptr, path.at}), "", STR(path.wrong),
		       path.hint.len ? " | " : "", STR(path.hint));
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct diag diag;
	struct stats stats = {0};
	struct cases c = {.explain = argc > 2};
	CHECK(argc > 1);
	diag_init(&diag, &arena, "jsonpath");
	doc_init(&c.doc, &arena, &diag, &stats, 512);
	enum status status = doc_read(&c.doc, str_of(argv[1]), (Str){0}, FORMAT_auto);
	diag_flush(&diag);
	CHECK(status == STATUS_OK);
	c.tree.doc = &c.doc;
	tree_link(&c.tree, 1);
	tree_each_child(&c.tree, member(&c, 1, S("tests")), test) run(&c, test);
	printf("%u of %u\n", c.passed, c.run);
	return c.run == 0 || c.passed != c.run;
}
