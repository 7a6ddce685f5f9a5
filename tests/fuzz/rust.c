/* Any bytes are either refused, with a place in them, or come out as the same tokens and comments: counted here by themselves,
 * whatever oapi-fmt's own check says. */
#include "rust.h"

#include "fuzz_memory.h"

/* What may be added or left out, also of derives that become one. */
static bool is_optional(u8 kind, Str s)
{
	return kind == TOK_hash || kind == TOK_open_bracket || kind == TOK_close_bracket ||
	       (kind == TOK_ident && str_eq(s, S("derive"))) || kind == TOK_comma ||
	       kind == TOK_semi || kind == TOK_open_brace || kind == TOK_close_brace ||
	       kind == TOK_open_paren || kind == TOK_close_paren;
}

/* A sum over the words of a comment: those at the ends of lines may become one. */
static u64 comment_sum(Str s)
{
	u64 sum = 0;
	for (u32 i = 0, n; i < s.len; i += n ? n : 1) {
		for (n = 0; i + n < s.len && !is_blank(s.ptr[i + n]);)
			n++;
		sum += n ? str_hash((Str){s.ptr + i, n}) : 0;
	}
	return sum;
}

/* A sum over the tokens and comments from a place on that does not depend on their order. */
static u64 sum_of(Str text, u32 from)
{
	struct lexer l;
	struct lex_error e = {0};
	u64 sum = 0;
	lex_begin(&l, text);
	l.at = from;
	for (;;) {
		struct token t;
		lex_next(&l, &t, &e);
		if (e.what)
			__builtin_trap();
		Str s = {text.ptr + t.at, t.arg};
		if (t.kind == TOK_end)
			return sum;
		if (t.kind == TOK_comment || t.kind == TOK_doc || t.kind == TOK_doc_in)
			sum += comment_sum(s);
		else if (!is_optional(t.kind, s))
			sum += str_hash(s);
	}
}

enum { WHOLE = INT32_MAX };

/* Lays the text out in parts of about so many bytes; false where it is no Rust. */
static bool lay(struct arena *a, Str text, u32 part, bool plain, Str *out)
{
	struct rust_options options = {
		.width = 100, .max_depth = 128, .threads = 1, .part = part, .plain = plain};
	struct lex_error e = {0};
	struct rust rust;
	if (!rust_format(a, text, &options, &rust, &e)) {
		if (e.at > text.len || !e.what)
			__builtin_trap();
		return false;
	}
	*out = rust_text(a, &rust);
	return true;
}

/* The text twice is the same whether its lines, which came before, are read again or not. */
static void check_lines(struct arena *a, Str text)
{
	struct out o;
	Str plain = {0}, lines = {0};
	out_init(&o, a);
	out_str(&o, text);
	out_char(&o, '\n');
	out_str(&o, text);
	Str twice = memory_copy(a, (const u8 *)o.ptr, o.len);
	if (lay(a, twice, WHOLE, true, &plain) != lay(a, twice, WHOLE, false, &lines) ||
	    !str_eq(plain, lines))
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct arena a = {0};
	Str text = memory_copy(&a, data, size), whole = {0}, parts = {0};
	bool fine = lay(&a, text, WHOLE, true, &whole);
	if (fine != lay(&a, text, 32, true, &parts) || !str_eq(whole, parts))
		__builtin_trap();
	check_lines(&a, text);
	if (fine) {
		Str out = memory_copy(&a, (const u8 *)whole.ptr, whole.len);
		u32 from = shebang_end(text);
		if (sum_of(text, from) != sum_of(out, from ? shebang_end(out) : 0))
			__builtin_trap();
	}
	memory_end();
	return 0;
}
