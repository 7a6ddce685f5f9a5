/* Packs files into a C header: `pack FILE...`. Each NAME.rs is RUNTIME(NAME, at): where it begins, ended by a zero, in what
 * RUNTIME_PACKED unpacks to, RUNTIME_SIZE bytes. That is an LZ4 block (lz4_Block_format.md of LZ4): sequences of a token,
 * literals and a match. The cheapest are chosen from the end backwards. It unpacks to RUNTIME_CODES bytes, of which those that
 * the files do not have stand for two each, RUNTIME_PAIR, which may be such themselves, of a lower value: for RUNTIME_SPAN bytes
 * at most. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SIZE_MAX_TEXT = 1 << 20,
	WINDOW = 65535,
	MATCH_MIN = 4,
	TRIES = 512,
	HASHES = 1 << 16,
	SPAN = 8,         /* bytes of the files that a code stands for, at most */
	LITERALS_LAST = 5 /* at the end there are literals alone */
};

static unsigned char text[SIZE_MAX_TEXT], packed[SIZE_MAX_TEXT + SIZE_MAX_TEXT / 128];
static int size, packed_size, head[HASHES], chain[SIZE_MAX_TEXT];
static int count[256][256], pair[256][2], span[256];     /* span: 0 for a code that is not in use */
static int length[SIZE_MAX_TEXT], offset[SIZE_MAX_TEXT]; /* of the longest match, by position */
static int cost[SIZE_MAX_TEXT + 1], step[SIZE_MAX_TEXT]; /* 1: a literal */

static void fail(const char *file, const char *what)
{
	fprintf(stderr, "pack: error: %s: %s\n", file, what);
	exit(4);
}

static void read_file(const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	FILE *file = fopen(path, "rb");
	if (!file)
		fail(path, "it cannot be opened");
	printf("RUNTIME(%.*s, %d)\n", (int)strcspn(name, "."), name, size);
	size += (int)fread(text + size, 1, (size_t)(SIZE_MAX_TEXT - size), file);
	if (ferror(file) || fclose(file) || size == SIZE_MAX_TEXT)
		fail(path, "it cannot be read, or is too large: make SIZE_MAX_TEXT larger");
	text[size++] = 0;
}

/* The pair that is there most often. */
static void find_pair(int *best)
{
	memset(count, 0, sizeof count);
	for (int i = 0; i + 1 < size; i++)
		count[text[i]][text[i + 1]]++;
	best[0] = best[1] = 0;
	for (int a = 1; a < 256; a++)
		for (int b = 1; b < 256; b++)
			if (span[a] + span[b] <= SPAN && count[a][b] > count[best[0]][best[1]]) {
				best[0] = a;
				best[1] = b;
			}
}

static void pair_up(void)
{
	for (int i = 0; i < size; i++)
		span[text[i]] = 1;
	for (int code = 1; code < 256; code++) {
		int n = 0, *p = pair[code];
		if (span[code])
			continue;
		find_pair(p);
		if (!p[0])
			return;
		for (int i = 0; i < size; i++)
			if (i + 1 < size && text[i] == p[0] && text[i + 1] == p[1]) {
				text[n++] = (unsigned char)code;
				i++;
			} else {
				text[n++] = text[i];
			}
		size = n;
		span[code] = span[p[0]] + span[p[1]];
	}
}

static int common(int a, int b)
{
	int n = 0;
	while (b + n < size - LITERALS_LAST && text[a + n] == text[b + n])
		n++;
	return n;
}

static void find_matches(void)
{
	for (int i = 0; i < HASHES; i++)
		head[i] = -1;
	for (int i = 0; i + MATCH_MIN <= size; i++) {
		unsigned word = text[i] | (unsigned)text[i + 1] << 8 | (unsigned)text[i + 2] << 16 |
		                (unsigned)text[i + 3] << 24;
		unsigned hash = word * 2654435761u >> 16;
		int tries = TRIES;
		for (int at = head[hash]; at >= 0 && i - at <= WINDOW && tries--; at = chain[at]) {
			int n = common(at, i);
			if (n > length[i]) {
				length[i] = n;
				offset[i] = i - at;
			}
		}
		chain[i] = head[hash];
		head[hash] = i;
	}
}

static void choose(void)
{
	for (int i = size - 1; i >= 0; i--) {
		cost[i] = cost[i + 1] + 1;
		step[i] = 1;
		for (int n = MATCH_MIN; n <= length[i]; n++) {
			int price = 3 + (n >= MATCH_MIN + 15) + cost[i + n];
			if (price < cost[i]) {
				cost[i] = price;
				step[i] = n;
			}
		}
	}
}

static void put(int byte)
{
	packed[packed_size++] = (unsigned char)byte;
}

static void put_rest(int n)
{
	for (n -= 15; n >= 255; n -= 255)
		put(255);
	if (n >= 0)
		put(n);
}

static void put_sequence(int from, int literals, int match)
{
	int more = match ? match - MATCH_MIN : 0;
	put((literals < 15 ? literals : 15) << 4 | (more < 15 ? more : 15));
	if (literals >= 15)
		put_rest(literals);
	memcpy(packed + packed_size, text + from, (size_t)literals);
	packed_size += literals;
	if (!match)
		return;
	put(offset[from + literals] & 255);
	put(offset[from + literals] >> 8);
	if (more >= 15)
		put_rest(more);
}

int main(int argc, char **argv)
{
	int from = 0;
	for (int i = 1; i < argc; i++)
		read_file(argv[i]);
	int whole = size;
	pair_up();
	find_matches();
	choose();
	for (int i = 0; i < size; i += step[i])
		if (step[i] > 1) {
			put_sequence(from, i - from, step[i]);
			from = i + step[i];
		}
	put_sequence(from, size - from, 0);
	printf("#ifdef RUNTIME_PACKED\nenum { RUNTIME_SIZE = %d, RUNTIME_CODES = %d, RUNTIME_SPAN = %d };\n",
	       whole, size, SPAN);
	printf("static const unsigned char RUNTIME_PAIR[256][2] = {\n");
	for (int i = 0; i < 256; i++)
		printf("{%d, %d},%s", pair[i][0], pair[i][1], i % 8 == 7 ? "\n" : " ");
	printf("};\nstatic const unsigned char RUNTIME_PACKED[] = {\n");
	for (int i = 0; i < packed_size; i++)
		printf("%d,%s", packed[i], i % 24 == 23 ? "\n" : "");
	printf("};\n#endif\n#undef RUNTIME\n#undef RUNTIME_PACKED\n#undef RUNTIME_PAIR\n");
	if (fflush(stdout) || ferror(stdout))
		fail("standard output", "it cannot be written");
	return 0;
}
