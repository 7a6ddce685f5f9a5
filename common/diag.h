/* Diagnostics: a finding has an id (diag.def), a severity that -W sets, a place in the source, a
 * text, and often a hint. A stage collects its findings and reports them together, in the order
 * of the source. */
#ifndef DIAG_H
#define DIAG_H

#include "base.h"

enum diag_id {
#define D(id, name, severity, meaning) DIAG_##id,
#include "diag.def"
#undef D
	DIAG_COUNT
};

enum severity { SEVERITY_ignore, SEVERITY_warn, SEVERITY_error };

/* How findings are printed: for people, up to a limit; as a JSON object a line, as workflow commands of GitHub Actions, or
 * as a log of SARIF 2.1.0; for people, all of them. */
enum diag_format { DIAG_human, DIAG_json, DIAG_github, DIAG_sarif, DIAG_all, DIAG_FORMATS };
extern const Str diag_format_names[DIAG_FORMATS];

/* Where a finding stands, ready to print. */
struct where {
	Str file;      /* as the user named it; empty: none */
	u32 line, col; /* from 1, in Unicode scalars; 0: not known */
	Str pointer;   /* RFC 6901, with its leading "#"; empty: none */
	Str quote;     /* the source line, or the key and value as the IR holds them; empty: none */
	u32 caret;     /* 0-based scalar within quote that the caret points at */
};

struct finding {
	enum diag_id id;
	enum severity severity;
	struct where where;
	Str text, hint; /* the hint is a further note, or empty */
	u32 order;
};

struct diag {
	struct arena *arena;
	const char *tool;
	enum diag_format format;
	bool strict; /* warnings are errors, but for those that diag_set set */
	enum severity severity[DIAG_COUNT];
	bool set[DIAG_COUNT]; /* by diag_set */
	struct finding *finding;
	u32 count, cap;
	u32 errors, warnings; /* how many there were, also those not kept */
};

void diag_init(struct diag *d, struct arena *a, const char *tool);
/* "id=level"; false where either is not known. */
bool diag_set(struct diag *d, Str setting);
/* The severity that a finding of this id has. */
enum severity diag_severity(const struct diag *d, enum diag_id id);
/* Adds a finding; the texts may use printf's conversions. `hint` is empty or a whole sentence
 * without its dot. Returns whether it counts as an error. */
bool diag_add(struct diag *d, enum diag_id id, struct where where, Str hint, const char *format,
              ...) __attribute__((format(printf, 5, 6)));
/* Prints what was collected to standard error and forgets it; for people, after the cap a line says
 * how many more there were. Where there is nothing, nothing is printed in any format. Returns STATUS_SPEC where there was an error since diag_init, else STATUS_OK. */
enum status diag_flush(struct diag *d);
/* Another of the same settings, in an arena of its own, without findings; it goes on counting those that there were. */
struct diag diag_beside(const struct diag *d, struct arena *a);
/* Adds the findings of one that diag_beside made. */
void diag_take(struct diag *d, const struct diag *from);
/* "did you mean 'x'?" in the arena where one of the n names is near enough to `name`, else the
 * empty string. */
Str diag_nearest(struct arena *a, Str name, const Str *names, u32 n);

#endif
