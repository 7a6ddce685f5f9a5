/* diag NAME [SETTING...]: prints findings on standard error, as the case NAME collects them. */
#include "check.h"
#include "diag.h"

static struct where at(const char *file, u32 line, u32 col)
{
	return (struct where){.file = str_of(file), .line = line, .col = col};
}

static void plain(struct diag *d)
{
	struct where w = at("spec.yaml", 412, 15), near = at("a.yaml", 7, 1);
	static const Str names[] = {{"Cat", 3}, {"Pet", 3}, {"Owner", 5}};

	w.pointer = S("#/paths/~1pets/get/$ref");
	w.quote = S("        $ref: '#/components/schemas/Pett'");
	w.caret = 14;
	diag_add(d, DIAG_unresolved_ref, w, diag_nearest(d->arena, S("Pett"), names, 3),
	         "no schema named '%s' under #/components/schemas", "Pett");
	near.quote = S("\tkey:\t\xe4\xbd\xa0 value");
	near.caret = 8;
	diag_add(d, DIAG_wrong_kind, near, (Str){0}, "a string where an object is expected");
	diag_add(d, DIAG_unreadable, (struct where){0}, (Str){0}, "cannot read '%s'", "x");
	diag_add(d, DIAG_encoding, at("b.json", 0, 0), S("it has a \x1b[31m in it"),
	         "not UTF-8 \xe2\x80\xae");
}

static void many(struct diag *d)
{
	for (u32 i = 0; i < 120; i++)
		diag_add(d, i % 4 ? DIAG_unsupported : DIAG_unresolved_ref, at("s", 200 - i, 1),
		         (Str){0}, "finding %u", i);
	struct diag other = diag_beside(d, d->arena); /* once more, and seen once only */
	for (u32 i = 0; i < 120; i++)
		diag_add(&other, i % 4 ? DIAG_unsupported : DIAG_unresolved_ref,
		         at("s", 200 - i, 1), (Str){0}, "finding %u", i);
	diag_take(d, &other);
}

/* A long line, cut on both sides of the caret, on the right, not at all; a caret past the end. */
static void quotes(struct diag *d)
{
	static char line[2000];
	struct where w = at("s", 1, 301);

	for (u32 i = 0; i < sizeof line; i++)
		line[i] = (char)('a' + i % 26);
	w.quote = (Str){line, sizeof line};
	w.caret = 300;
	diag_add(d, DIAG_unsupported, w, (Str){0}, "both");
	w.line = 2, w.caret = 3;
	diag_add(d, DIAG_unsupported, w, (Str){0}, "right");
	w.line = 3, w.quote.len = 20, w.caret = 20;
	diag_add(d, DIAG_unsupported, w, (Str){0}, "end");
	w.line = 1234567, w.quote = S("control \x01 and bidi \xe2\x80\xae, here"), w.caret = 21;
	diag_add(d, DIAG_unsupported, w, (Str){0}, "spelled");
	w.line = 0, w.quote = S("'key': value"), w.caret = 7;
	diag_add(d, DIAG_unsupported, w, (Str){0}, "no line");
}

static bool set(struct diag *d, Str setting)
{
	for (u32 k = 0; k < DIAG_FORMATS; k++)
		if (str_eq(setting, diag_format_names[k])) {
			d->format = (enum diag_format)k;
			return true;
		}
	if (!str_eq(setting, S("strict")))
		return diag_set(d, setting);
	d->strict = true;
	return true;
}

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct diag d;

	diag_init(&d, &a, "oapi-test");
	for (int i = 2; i < argc; i++)
		if (!set(&d, str_of(argv[i])))
			fprintf(stderr, "no setting %s\n", argv[i]);
	switch (argc > 1 ? argv[1][0] : 0) {
	case 'p': plain(&d); break;
	case 'm': many(&d); break;
	case 'q': quotes(&d); break;
	default: break;
	}
	return (int)diag_flush(&d);
}
