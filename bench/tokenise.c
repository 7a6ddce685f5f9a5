/* tokenise SPEC: what jsmn alone takes for a description, for counting its instructions. */
#include <stdio.h>
#include <stdlib.h>

#define JSMN_STATIC
#define JSMN_STRICT
#define JSMN_PARENT_LINKS
#include <jsmn.h>

enum { SPEC_MAX = 256 << 20 };

int main(int argc, char **argv)
{
	FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
	char *text = malloc(SPEC_MAX);
	size_t bytes = file && text ? fread(text, 1, SPEC_MAX, file) : 0;
	unsigned room = (unsigned)(bytes / 2 + 1);
	jsmntok_t *token = malloc(room * sizeof *token);
	jsmn_parser parser;

	jsmn_init(&parser);
	if (!bytes || !token || jsmn_parse(&parser, text, bytes, token, room) < 0) {
		fprintf(stderr, "usage: tokenise SPEC: a file of JSON, below 256 MiB\n");
		return 2;
	}
	return 0;
}
