/* The IR: written and read back, and every reason to refuse one. ir write FILE [STATUS]: writes a small document. */
#include "check.h"
#include "ir_format.h"

#include <unistd.h>

struct sample {
	struct arena arena;
	struct interner in;
	struct ir ir;
};

static u32 name(struct sample *s, const char *text)
{
	return intern_copy(&s->in, str_of(text));
}

static void begin(struct sample *s, enum ir_layer layer)
{
	*s = (struct sample){.arena = {0}};
	intern_init(&s->in, &s->arena);
	ir_init(&s->ir, &s->arena, layer);
}

/* {"a/b": [1.5e3, "x"], "~": null}, and a second source: true. */
static void document(struct sample *s)
{
	struct ir *ir = &s->ir;
	struct arena *a = &s->arena;

	begin(s, IR_DOC);
	ir_add_source(ir, a,
	              (struct ir_source){.name = name(s, "a.json"), .lines = {1, 2}, .root = 1});
	ir_add_source(ir, a,
	              (struct ir_source){.name = name(s, "b.json"), .lines = {3, 1}, .root = 6});
	for (u32 i = 0; i < 3; i++)
		ir_add_line(ir, a, (struct ir_line){.start = i == 1 ? 10 : 0});
	ir_add_node(ir, a, (struct ir_node){.kind = value_kind_object, .size = 5});
	ir_add_node(ir, a,
	            (struct ir_node){.kind = value_kind_array,
	                             .size = 3,
	                             .key = name(s, "a/b"),
	                             .at = 8,
	                             .key_at = 1});
	ir_add_node(ir, a,
	            (struct ir_node){.kind = value_kind_number,
	                             .size = 1,
	                             .text = name(s, "1.5e3"),
	                             .at = 9});
	ir_add_node(ir, a,
	            (struct ir_node){
			    .kind = value_kind_string, .size = 1, .text = name(s, "x"), .at = 12});
	ir_add_node(ir, a,
	            (struct ir_node){
			    .kind = value_kind_null, .size = 1, .key = name(s, "~"), .at = 20});
	ir_add_node(ir, a, (struct ir_node){.kind = value_kind_true, .size = 1});
	ir_add_graft(ir, a, (struct ir_graft){.nodes = {2, 2}, .source = 2});
	ir_add_graft(ir, a, (struct ir_graft){.nodes = {5, 1}, .source = 2});
}

/* One record or two of what the verifier looks at. */
static void program(struct sample *s)
{
	struct ir *ir = &s->ir;
	struct arena *a = &s->arena;

	begin(s, IR_PROG);
	ir_add_source(ir, a, (struct ir_source){.name = name(s, "a.json"), .lines = {1, 2}});
	ir_add_source(ir, a, (struct ir_source){.name = name(s, "b.json")});
	ir_add_line(ir, a, (struct ir_line){0});
	ir_add_line(ir, a, (struct ir_line){10});
	ir_add_place(ir, a, (struct ir_place){.source = 1});
	ir_add_place(ir, a,
	             (struct ir_place){.source = 1, .parent = 1, .key = name(s, "a/b~"), .at = 12});
	ir_add_api(ir, a, (struct ir_api){.at = 1});
	ir_add_value(ir, a, (struct ir_value){.kind = value_kind_object, .size = 2});
	ir_add_value(ir, a,
	             (struct ir_value){.kind = value_kind_number,
	                               .size = 1,
	                               .key = KW_type,
	                               .text = name(s, "-0")});
	ir_add_tag_value(ir, a, (struct ir_tag_value){.value = 2});
	ir_add_type(ir, a, (struct ir_type){.kind = type_kind_scalar, .scalar = scalar_string});
	ir_add_type(ir, a, (struct ir_type){.kind = type_kind_array, .item = 1});
	ir_add_type(ir, a,
	            (struct ir_type){.kind = type_kind_alias, .item = 2, .name = name(s, "Names")});
	ir_add_type(ir, a,
	            (struct ir_type){.kind = type_kind_object,
	                             .fields = {1, 2},
	                             .name = name(s, "Pet"),
	                             .at = 2});
	ir_add_field(ir, a,
	             (struct ir_field){
			     .name = KW_name, .type = 3, .at = 2, .flags = field_flag_required});
	ir_add_field(ir, a, (struct ir_field){.name = KW_type, .type = 1, .at = 2});
}

/* The bytes as they were written, 4-byte aligned. */
static Str bytes_of(struct sample *s, enum status status)
{
	char path[] = "/tmp/oapi-ir-XXXXXX";
	Str bytes;
	int fd = mkstemp(path);

	CHECK(fd >= 0);
	close(fd);
	CHECK(ir_write(&s->ir, &s->in, &s->arena, str_of(path), s->ir.layer, status) == status);
	CHECK(read_input(&s->arena, str_of(path), &bytes) == NULL);
	unlink(path);
	return bytes;
}

static void round_trip(void)
{
	struct sample s;
	struct ir ir;
	enum status status;
	struct where w;
	Str bytes;

	document(&s);
	bytes = bytes_of(&s, STATUS_OK);
	CHECK(ir_verify(&ir, &s.arena, bytes, IR_DOC, &status) == NULL && status == STATUS_OK);
	CHECK(s.ir.bytes == bytes.len && ir.bytes == bytes.len && ir.layer == IR_DOC);
	CHECK(ir.count[IR_node] == 7 && ir.count[IR_type] == 0);
	CHECK(memcmp(ir.node, s.ir.node, 7 * sizeof *ir.node) == 0);
	CHECK_STR(ir_str(&ir, ir.node[3].text), S("1.5e3"));
	CHECK_STR(ir_str(&ir, 0), S(""));
	for (u32 n = 1; n < 7; n++)
		CHECK(ir_position_source(&ir, n, 1) == (n == 2 || n == 3 || n == 5 ? 2 : 1));
	w = ir_where(&ir, 1, 12);
	CHECK(w.line == 2 && w.col == 3);
	w = ir_where(&ir, 1, 9);
	CHECK(w.line == 1 && w.col == 10);
	CHECK_STR(w.file, S("a.json"));

	program(&s);
	CHECK(ir_verify(&ir, &s.arena, bytes_of(&s, STATUS_OK), IR_BOTH, &status) == NULL &&
	      status == STATUS_OK);
	w = ir_place_where(&ir, &s.arena, 2);
	CHECK(w.line == 2 && w.col == 3);
	CHECK_STR(w.pointer, S("#/a~1b~0"));
	CHECK_STR(ir_pointer(&ir, &s.arena, 1), S("#"));
	CHECK(ir_place_where(&ir, &s.arena, 0).line == 0);
	CHECK(ir_where(&ir, 2, 5).line == 0);

	for (u32 failed = STATUS_SPEC; failed <= STATUS_SYSTEM; failed++) {
		bytes = bytes_of(&s, (enum status)failed);
		CHECK(ir_verify(&ir, &s.arena, bytes, IR_PROG, &status) == NULL &&
		      status == failed);
	}
}

/* The sums, word by word. */
static void sums(void)
{
	u32 word[100];
	u64 state = 3;

	for (u32 n = 0; n < 100; n++) {
		struct ir_sum fast = {5, 9}, slow = fast;

		word[n] = (u32)next_random(&state);
		for (u32 i = 0; i < n; i++) {
			slow.a += word[i];
			slow.b += slow.a;
		}
		ir_sum_words(&fast, word, n);
		CHECK(fast.a == slow.a && fast.b == slow.b);
		ir_sum_words(&fast, word, n / 2);
		for (u32 i = 0; i < n / 2; i++) {
			slow.a += word[i];
			slow.b += slow.a;
		}
		CHECK(fast.a == slow.a && fast.b == slow.b);
	}
}

/* Refusals */

/* A # in what is wanted stands for any number. */
static bool matches(const char *is, const char *wanted)
{
	for (; *wanted; wanted++) {
		if (*wanted == '#')
			is += strspn(is, "0123456789");
		else if (*is++ != *wanted)
			return false;
	}
	return *is == '\0';
}

static void refused(const char *why, const char *wanted)
{
	if (why && matches(why, wanted))
		return;
	fprintf(stderr, "refused: %s\nnot for: %s\n", why ? why : "(not at all)", wanted);
	exit(1);
}

static void verify_refuses(Str bytes, enum ir_layer layer, const char *wanted)
{
	struct arena a = {0};
	struct ir ir;
	enum status status = STATUS_OK;

	refused(ir_verify(&ir, &a, bytes, layer, &status), wanted);
	CHECK(status == STATUS_IR);
}

/* What the sample says once the change is made. */
#define REFUSES(make, change, wanted) \
	do { \
		make(&s); \
		change; \
		verify_refuses(bytes_of(&s, STATUS_OK), IR_BOTH, "not an IR: " wanted); \
	} while (0)

static void tables(void)
{
	struct sample s;

	REFUSES(document, s.ir.node[3].text = 9999,
	        "table 'node', record 3, field 'text': string 9999 of #");
	REFUSES(document, s.ir.node[2].kind = 7,
	        "table 'node', record 2, field 'kind': member 7 of 7");
	REFUSES(document, s.ir.node[0].at = 1, "table 'node', record 0 is not all zero");
	REFUSES(document, s.ir.source[1].root = 7,
	        "table 'source', record 1, field 'root': record 7 of 7 in table 'node'");
	REFUSES(document, s.ir.source[1].lines.count = 4,
	        "table 'source', record 1, field 'lines': 4 records from 1 on, of 4 in table "
	        "'line'");
	REFUSES(document, s.ir.source[1].lines.first = UINT32_MAX,
	        "table 'source', record 1, field 'lines': 2 records from 4294967295 on, of 4 in "
	        "table 'line'");
	REFUSES(document, s.ir.source[1].lines.count = 0,
	        "table 'source', record 1, field 'lines': 0 records from 1 on in table 'line'");
	REFUSES(document, s.ir.source[1].lines.first = 0,
	        "table 'source', record 1, field 'lines': 2 records from 0 on in table 'line'");
	REFUSES(program, s.ir.source[1].root = 1,
	        "table 'source', record 1, field 'root': record 1 of 1 in table 'node'");
	REFUSES(program, s.ir.field[2].type = 0,
	        "table 'field', record 2, field 'type': none, but one is needed");
	REFUSES(program, s.ir.field[2].type = 5,
	        "table 'field', record 2, field 'type': record 5 of 5 in table 'type'");
	REFUSES(program, s.ir.field[1].flags = 0x41,
	        "table 'field', record 1, field 'flags': unknown flags 0x40");
	REFUSES(document, s.ir.line[2].start = 0, "line 2 begins before the line above it");
}

static void trees(void)
{
	struct sample s;

	REFUSES(document, s.ir.node[1].size = 0,
	        "node 1 has size 0, but 6 records are left around it");
	REFUSES(document, s.ir.node[1].size = 7,
	        "node 1 has size 7, but 6 records are left around it");
	REFUSES(document, s.ir.node[2].size = 5,
	        "node 2 has size 5, but 4 records are left around it");
	REFUSES(document, s.ir.node[3].size = 2, "node 3 is a scalar of size 2");
	REFUSES(document, s.ir.node[3].text = 0, "node 3 is a number or string, but has no text");
	REFUSES(document, s.ir.node[5].text = KW_type,
	        "node 5 is a value without text, but has a text");
	REFUSES(document, s.ir.node[5].key = 0, "node 5 is an object's member, but has no key");
	REFUSES(document, s.ir.node[3].key = KW_type,
	        "node 3 is no object's member, but has a key");
	REFUSES(document, s.ir.node[3].text = KW_type, "node 3: its text is no number");
	REFUSES(document, s.ir.source[2].root = 3, "source 2: its tree is at node 3, not 6");
	REFUSES(document, s.ir.source[1].root = 0, "source 1: its tree is at node 0, not 1");
	REFUSES(document, s.ir.source[2].root = 0, "node 6 belongs to no source");
	REFUSES(document, s.ir.graft[1].nodes.count = 6,
	        "table 'graft', record 1, field 'nodes': 6 records from 2 on, of 7 in table 'node'");
	REFUSES(document, s.ir.graft[2].nodes = ((struct ir_range){3, 2}),
	        "graft 2: its nodes do not stand behind those of the graft before it");
	REFUSES(document, s.ir.graft[1].nodes = ((struct ir_range){0}),
	        "graft 1: its nodes do not stand behind those of the graft before it");
	REFUSES(document, s.ir.graft[2].source = 0,
	        "table 'graft', record 2, field 'source': none, but one is needed");
	REFUSES(document, ir_add(&s.ir, &s.arena, IR_node, 1);
	        s.ir.node[7] = s.ir.node[6], "node 7 belongs to no source");
	REFUSES(program, s.ir.value[2].text = KW_type, "value 2: its text is no number");
}

static void types(void)
{
	struct sample s;

	REFUSES(program, ir_add(&s.ir, &s.arena, IR_api, 1);
	        s.ir.api[2].at = 1, "a program with 2 api records, not one");
	REFUSES(program, s.ir.place[1].parent = 1,
	        "place 1: its parent 1 does not stand before it");
	REFUSES(program, s.ir.place[2].key = 0, "place 2 has no key");
	REFUSES(program, s.ir.place[1].key = KW_type, "place 1 has a key, but no parent");
	REFUSES(program, s.ir.type[2].item = 0, "type 2 needs an item, but has none");
	REFUSES(program, s.ir.type[3].item = 3, "type 3 is an alias of itself");
	REFUSES(program, s.ir.type[2].item = 2,
	        "type 2 has no name, but uses type 2, which has none either and does not stand "
	        "before it");
	REFUSES(program, s.ir.tag_value[1].value = 1, "tag_value 1 is no scalar");
}

static void deep_types(u32 depth, const char *wanted)
{
	struct sample s;
	struct ir ir;
	enum status status;

	program(&s);
	for (u32 i = 2; i < depth; i++) {
		u32 t = ir_add_type(&s.ir, &s.arena, (struct ir_type){.kind = type_kind_array});

		s.ir.type[t].item = i == 2 ? 2 : t - 1;
	}
	if (wanted)
		verify_refuses(bytes_of(&s, STATUS_OK), IR_PROG, wanted);
	else
		CHECK(ir_verify(&ir, &s.arena, bytes_of(&s, STATUS_OK), IR_PROG, &status) == NULL);
}

static void deep_values(u32 depth, const char *wanted)
{
	struct sample s;
	struct ir ir;
	enum status status;

	document(&s);
	s.ir.count[IR_node] = 1;
	s.ir.count[IR_source] = 2;
	s.ir.count[IR_graft] = 1;
	for (u32 i = 0; i < depth; i++)
		ir_add_node(&s.ir, &s.arena,
		            (struct ir_node){.kind = value_kind_array, .size = depth + 1 - i});
	ir_add_node(&s.ir, &s.arena, (struct ir_node){.kind = value_kind_null, .size = 1});
	if (wanted)
		verify_refuses(bytes_of(&s, STATUS_OK), IR_DOC, wanted);
	else
		CHECK(ir_verify(&ir, &s.arena, bytes_of(&s, STATUS_OK), IR_DOC, &status) == NULL);
}

/* Many ranges over the same records would make every reader slow. */
static void overlapping(void)
{
	struct sample s;
	u32 first = 0;

	program(&s);
	ir_add(&s.ir, &s.arena, IR_text, 100000);
	for (u32 i = 0; i < 1000; i++) {
		first = ir_add(&s.ir, &s.arena, IR_operation, 1);
		s.ir.operation[first] = (struct ir_operation){.tags = {1, 100000}, .at = 1};
	}
	verify_refuses(
		bytes_of(&s, STATUS_OK), IR_PROG,
		"not an IR: table 'operation', record 21, field 'tags': ranges overlap too much");
}

/* The container */

static void repair(Str bytes)
{
	u32 *word = (u32 *)(uintptr_t)bytes.ptr, n = bytes.len / 4 - IR_TRAILER_WORDS;
	struct ir_sum sum = {0};

	ir_sum_words(&sum, word, n + 1);
	word[n + IR_TRAILER_A] = sum.a;
	word[n + IR_TRAILER_B] = sum.b;
}

/* A document whose word `at`, from the end where it is negative, is changed; the sums hold. */
static void changed(int at, u32 value, const char *wanted)
{
	struct sample s;
	Str bytes;
	u32 *word;

	document(&s);
	bytes = bytes_of(&s, STATUS_OK);
	word = (u32 *)(uintptr_t)bytes.ptr;
	word[at < 0 ? (int)(bytes.len / 4) + at : at] = value;
	repair(bytes);
	verify_refuses(bytes, IR_DOC, wanted);
}

static void container(void)
{
	struct sample s;
	Str bytes;
	char wanted[100];
	snprintf(
		wanted, sizeof wanted,
		"version 999 of the IR, but this is a reader of version %d: use stages of one release",
		IR_VERSION);
	changed(IR_HEAD_VERSION, 999, wanted);
	changed(IR_HEAD_LAYER, 3, "not an IR: layer 3 is neither 1 (document) nor 2 (program)");
	changed(-4, 5, "not an IR: its status is 5 of 0 to 4");
	changed(-4, 1, "not an IR: its status says that a stage failed, but it holds records");
	changed(-1, 5, "not an IR: its end mark is missing");
	changed(-5, 0x7a7a7aff, "not an IR: byte # of its text is not UTF-8");
	changed(IR_HEAD_STRINGS, UINT32_MAX,
	        "cut short after # of # bytes: the stage before did not finish");

	document(&s);
	bytes = bytes_of(&s, STATUS_OK);
	((char *)(uintptr_t)bytes.ptr)[200] ^= 1;
	CHECK(ir_verify(&s.ir, &s.arena, bytes, IR_DOC, &(enum status){0}) != NULL);
	verify_refuses((Str){bytes.ptr, 0}, IR_DOC,
	               "empty input: expected a document IR, as oapi-parse writes it");
	verify_refuses((Str){bytes.ptr, 5}, IR_DOC,
	               "cut short after 5 bytes: the stage before did not finish");
	verify_refuses((Str){bytes.ptr, 40}, IR_DOC,
	               "cut short after 40 bytes: the stage before did not finish");
	verify_refuses(bytes, IR_PROG,
	               "expected a program IR, as oapi-resolve writes it, but this is a document "
	               "IR, as oapi-parse writes it: "
	               "run oapi-resolve on it first");
	program(&s);
	verify_refuses(bytes_of(&s, STATUS_OK), IR_DOC,
	               "expected a document IR, as oapi-parse writes it, but this is a program IR, "
	               "as oapi-resolve writes it: "
	               "oapi-resolve has run on it already");
	verify_refuses(S(" {\"openapi\":\"3.1.0\"}    "), IR_DOC,
	               "not an IR: it looks like JSON; run oapi-parse on it first; expected a "
	               "document IR, as oapi-parse writes it");
	verify_refuses(S("openapi: 3.1.0\n"), IR_PROG,
	               "not an IR: it looks like YAML; run oapi-parse on it first; expected a "
	               "program IR, as oapi-resolve "
	               "writes it");
	verify_refuses(S("pub struct Pet {}"), IR_BOTH,
	               "not an IR: it looks like Rust, as oapi-emit writes it; the pipe ends "
	               "there; expected an IR");
	verify_refuses(S("\1\2\3"), IR_BOTH, "not an IR: it does not begin as one; expected an IR");
}

static void numbers(void)
{
	static const char *const good[] = {"0",   "-0",   "10",       "1.5",
	                                   "1e5", "1E+5", "1.25e-10", "-123.0"};
	static const char *const bad[] = {"",    "-",  "+1",  "01",  "1.",  ".5",  "1e",
	                                  "1e+", "1x", "0x1", "NaN", "--1", "1.e1"};
	struct sample s;
	struct ir ir;
	enum status status;

	for (u32 i = 0; i < sizeof good / sizeof *good; i++) {
		document(&s);
		s.ir.node[3].text = name(&s, good[i]);
		CHECK(ir_verify(&ir, &s.arena, bytes_of(&s, STATUS_OK), IR_DOC, &status) == NULL);
	}
	for (u32 i = 0; i < sizeof bad / sizeof *bad; i++)
		REFUSES(document, s.ir.node[3].text = name(&s, bad[i]),
		        "node 3: its text is no number");
}

int main(int argc, char **argv)
{
	struct sample s;

	if (argc > 2) {
		document(&s);
		return (int)ir_write(&s.ir, &s.in, &s.arena, str_of(argv[2]), IR_DOC,
		                     argc > 3 ? (enum status)(argv[3][0] - '0') : STATUS_OK);
	}
	sums();
	round_trip();
	container();
	tables();
	trees();
	numbers();
	types();
	deep_types(IR_MAX_NESTING, NULL);
	deep_types(IR_MAX_NESTING + 1,
	           "not an IR: type 515 nests more than 512 types without names");
	deep_values(IR_MAX_DEPTH, NULL);
	deep_values(IR_MAX_DEPTH + 1, "not an IR: node 4097 is nested deeper than 4096");
	overlapping();
	return 0;
}
