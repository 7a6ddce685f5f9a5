/* What a parsed query consists of: the parser makes it, the evaluator follows it. */
#ifndef JSONPATH_QUERY_H
#define JSONPATH_QUERY_H

#include "jsonpath.h"

enum selector_kind { SELECT_name, SELECT_wildcard, SELECT_index, SELECT_slice, SELECT_filter };

struct path_selector {
	enum selector_kind kind;
	Str name;
	bool has_start, has_end;
	i64 start, end, step; /* start: also the index */
	struct path_expression *filter;
	struct path_selector *next;
};

struct path_segment {
	bool descendant;
	struct path_selector *first;
	struct path_segment *next;
};

struct path_query {
	u32 number;
	bool absolute, singular; /* section 2.3.5.1 */
	struct path_segment *first;
};

/* The functions: F(name, result, first parameter, second parameter), of the types of section 2.4.1. */
#define PATH_FUNCTIONS(F) \
	F(length, value, value, none) \
	F(count, value, nodes, none) \
	F(match, logical, value, value) \
	F(search, logical, value, value) \
	F(value, value, nodes, none)

enum path_type { TYPE_none, TYPE_value, TYPE_logical, TYPE_nodes };

enum path_function {
#define F(name, result, first, second) FUNCTION_##name,
	PATH_FUNCTIONS(F)
#undef F
		FUNCTION_COUNT
};

enum expression_kind {
	EXPR_or,      /* of its operands */
	EXPR_and,     /* of its operands */
	EXPR_not,     /* its operand is not so */
	EXPR_compare, /* its two operands */
	EXPR_literal,
	EXPR_query, /* a test, an operand or an argument */
	EXPR_call   /* its operands are the arguments */
};

enum comparison { COMPARE_eq, COMPARE_ne, COMPARE_le, COMPARE_ge, COMPARE_lt, COMPARE_gt };

struct path_expression {
	enum expression_kind kind;
	struct path_expression *operand, *next; /* the first operand; the next one of its list */
	enum comparison comparison;
	enum value_kind literal;
	Str text; /* of a literal */
	u32 at;   /* where a string begins */
	struct path_query *query;
	enum path_function function;
	struct regexp *regexp; /* match, search: the pattern that was compiled last */
	Str pattern;
	bool compiled, usable;
};

#endif
