/* The options of oapi's commands, made of those of the stages. */
#include "driver.h"

/* clang-format off */
#define INPUT {'i', "input", "SPEC", "read SPEC, which may also be an operand", OPT_INPUT}

static const struct opt gen[] = {
	INPUT,
	{0, "check", NULL, "write nothing; print how the output would change, exit with 1 if at all", OPT_CHECK},
	{0, "manifest", "FILE", "write to FILE, as JSON, what each place of the document became", OPT_MANIFEST},
	{0, "depfile", "FILE", "write to FILE, for make and ninja, which files were read", OPT_DEPFILE},
	{0, "save-temps", NULL, "keep what the stages pass on, in files beside the output", OPT_SAVE_TEMPS},
	{0, "watch", NULL, "stay, and generate again whenever a file that was read changes", OPT_WATCH},
	{0, "json", NULL, "with --stats: as JSON", OPT_JSON},
	{'#', "dry-run", NULL, "print the pipe, do not run it; also -###", OPT_DRY_RUN},
#include "front.def"
#define APART(letter, name, arg, help, id)
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, OPT_STAGE + STAGE_emit},
#include "../emit/options.def"
#define APART(letter, name, arg, help, id)
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, OPT_STAGE + STAGE_fmt},
#include "../fmt/options.def"
	OPT_COMMON};

static const struct opt check[] = {
	INPUT,
	{0, "json", NULL, "with --stats: as JSON", OPT_JSON},
	{'#', "dry-run", NULL, "print the pipe, do not run it; also -###", OPT_DRY_RUN},
#include "front.def"
#define APART(letter, name, arg, help, id)
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, OPT_STAGE + STAGE_emit},
#include "../emit/options.def"
	OPT_COMMON};

static const struct opt list_table[] = {
	INPUT,
	{0, "json", NULL, "print an array of JSON instead of a table", OPT_JSON},
	{'#', "dry-run", NULL, "print the pipe, do not run it; also -###", OPT_DRY_RUN},
#include "front.def"
	OPT_COMMON};

static const struct opt completion_table[] = {
	{'h', "help", NULL, "show this help", OPT_HELP},
	{0, "version", NULL, "show the version", OPT_VERSION},
	{0, NULL, NULL, NULL, 0}};

#define ROW(letter, name, arg, help, id) {letter, name, arg, help, 1},
static const struct opt parse[] = {
#include "../parse/options.def"
	OPT_COMMON};
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, 1},
static const struct opt resolve[] = {
#include "../resolve/options.def"
	OPT_COMMON};
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, 1},
static const struct opt emit[] = {
#include "../emit/options.def"
	OPT_COMMON};
#define ROW(letter, name, arg, help, id) {letter, name, arg, help, 1},
static const struct opt fmt[] = {
#include "../fmt/options.def"
	OPT_COMMON};
/* clang-format on */

const struct opt *const stage_options[STAGES] = {parse, resolve, emit, fmt};
const char *const stage_names[STAGES] = {"oapi-parse", "oapi-resolve", "oapi-emit", "oapi-fmt"};

static const char *const gen_words[] = {"types", "client", "server", "crate", NULL};
static const char *const list_words[] = {"operations", "schemas",  "tags",
                                         "servers",    "security", NULL};
static const char *const shells[] = {"bash", "zsh", "fish", NULL};

const struct command commands[COMMANDS] = {
	{"gen", "oapi gen", "[types | client | server | crate] [OPTION]... [-o FILE] [SPEC]",
         "Writes Rust for a description: types, a client, a server, or a crate into a directory.",
         gen, gen_words, false},
	{"list", "oapi list", "operations | schemas | tags | servers | security [OPTION]... [SPEC]",
         "Lists what a description holds.", list_table, list_words, true},
	{"check", "oapi check", "[types | client | server] [OPTION]... [SPEC]",
         "Reports all that is found wrong with a description, and writes nothing.", check,
         gen_words, false},
	{"completion", "oapi completion", "bash | zsh | fish",
         "Prints the completion of all tools for a shell.", completion_table, shells, true}};
