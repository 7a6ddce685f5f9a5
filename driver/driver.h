/* oapi: runs the stages. What its files share. */
#ifndef DRIVER_H
#define DRIVER_H

#include "opt.h"
#include "run.h"

enum stage_id { STAGE_parse, STAGE_resolve, STAGE_emit, STAGE_fmt, STAGES };

/* Ids of rows of options: those of a stage, which are passed on to it, are the stage's plus 1. */
enum {
	OPT_STAGE = 1,
	OPT_INPUT = OPT_STAGE + STAGES,
	OPT_CHECK,
	OPT_MANIFEST,
	OPT_DEPFILE,
	OPT_SAVE_TEMPS,
	OPT_WATCH,
	OPT_JSON,
	OPT_DRY_RUN,
};

enum command_id { COMMAND_gen, COMMAND_list, COMMAND_check, COMMAND_completion, COMMANDS };

struct command {
	const char *name, *tool, *synopsis, *summary;
	const struct opt *table;
	const char *const *words; /* the operand before SPEC, one of these; ends in NULL */
	bool must;                /* it may not be left out */
};
extern const struct command commands[COMMANDS];

/* The words of gen and list, by number. */
enum { GEN_types, GEN_client, GEN_server, GEN_crate };
enum { LIST_operations, LIST_schemas, LIST_tags, LIST_servers, LIST_security };

/* The stages' own options, for completions. */
extern const struct opt *const stage_options[STAGES];
extern const char *const stage_names[STAGES];

/* What a command line asks for. */
struct job {
	struct arena *arena;
	struct diag diag;
	struct common_options common; /* its input: the spec; empty: standard input */
	const struct command *command;
	u32 word; /* which of the command's words */
	Str manifest, depfile;
	bool check, save_temps, watch, json, dry_run;
	struct words pass[STAGES]; /* options for each stage */
	const char *where;         /* the directory of the stages, with its slash; empty: PATH */
	Str temporary;             /* a directory of this run; empty: none was needed */
	Str files;                 /* those that were read, each on a line */
};

/* Reads the command line behind "oapi COMMAND". Ends with STATUS_USAGE and a message for a mistake. */
void job_read(struct job *j, char **argv);

/* Fills the pipeline of a job: `temporary` is where what is no stream goes. */
void plan(struct job *j, struct pipeline *p);

/* Runs what the job asks for once. Returns the status to end with. */
enum status job_run(struct job *j, struct pipeline *p);

/* The same, and again whenever a file that was read changes; argv is this process's. Returns only where it cannot go on: a
 * signal ends it. */
enum status job_watch(struct job *j, struct pipeline *p, char **argv);

/* Takes what --stats=json printed out of what the stages said. */
void report_take(struct pipeline *p);
/* Reports what each stage took on standard error. */
void report(struct job *j, struct pipeline *p);

/* Prints a listing of a program IR. */
enum status list(struct job *j, Str ir);

/* Prints the completion for a shell of that number among the command's words. */
enum status completion(struct job *j);

#endif
