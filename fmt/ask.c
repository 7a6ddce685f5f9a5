/* What the rules for lists ask of expressions. */
#include "layout.h"

bool is_simple(const struct layout *w, u32 n)
{
	const struct node *x = node(w, n);
	switch (x->kind) {
	case N_tokens: return !(x->flags & NODE_MANY);
	case N_path: return !x->a && !(x->flags & NODE_MANY);
	case N_ref:
	case N_cast:
	case N_field:
	case N_try:
	case N_unary: return is_simple(w, x->a);
	case N_index:
	case N_repeat: return is_simple(w, x->a) && is_simple(w, x->b);
	case N_meta: return !x->op;
	default: return false;
	}
}

bool is_nested(const struct layout *w, u32 n)
{
	for (;; n = node(w, n)->a)
		switch (kind_of(w, n)) {
		case N_call:
		case N_macro: return true;
		case N_ref:
		case N_try:
		case N_unary:
		case N_cast: continue;
		default: return false;
		}
}

bool is_method_call(const struct layout *w, u32 n)
{
	for (;; n = node(w, n)->a)
		switch (kind_of(w, n)) {
		case N_method: return true;
		case N_ref:
		case N_try:
		case N_unary:
		case N_cast: continue;
		default: return false;
		}
}

bool can_overflow(const struct layout *w, u32 n, u32 count)
{
	for (;; n = node(w, n)->a)
		switch (kind_of(w, n)) {
		case N_block:
		case N_closure: return true;
		case N_match:
		case N_if:
		case N_for:
		case N_loop:
		case N_while:
		case N_array:
		case N_struct:
		case N_macro:
		case N_call:
		case N_method:
		case N_tuple:
		case N_tuple_pat:
		case N_struct_pat:
		case N_meta: return count == 1;
		case N_tokens:
		case N_path: return count == 1 && node(w, n)->flags & NODE_REST;
		case N_ref:
		case N_try:
		case N_unary:
		case N_cast:
		case N_ref_type: continue;
		default: return false;
		}
}
