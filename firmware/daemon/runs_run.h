#ifndef MK_RUNS_RUN_H
#define MK_RUNS_RUN_H

/* Private to firmware/daemon/runs*.c: one run. */

#include "firmware/daemon/child.h"
#include "firmware/daemon/runs.h"
#include <jansson.h>

#define MK_RUN_CASE     16u
#define MK_RUN_TEXT     512u
#define MK_RUN_EVENT    ((size_t)256 << 10) /* a longer line of its output is passed over */
#define MK_RUN_GLANCE   ((size_t)48 << 10)  /* a longer one is not shown: it has to fit a line */
#define MK_RUN_LOG      MK_CHILD_IN         /* operator.jsonl that it can be given */
#define MK_RUN_PATIENCE 20000000 /* us after a SIGINT, before a run that does not end is killed */
#define MK_RUNS_GLANCES 16u      /* cases whose last glance is kept */

/* Its event "end", as it came. */
struct mk_run_last {
    bool there, resume;
    char how[16], why[40];
    char text[MK_RUN_TEXT];
};

struct mk_run_child {
    struct mk_runs *runs; /* NULL: this place is free */
    char case_id[MK_RUN_CASE];
    char bundle[4096];
    struct mk_child *child;
    struct mk_timer patience; /* after mk_runs_stop() */
    enum mk_run_phase phase;
    bool stopping, sealed, killed; /* asked to end; its event came; we had to */
    char asked[24];                /* the last "act" of a told event */
    char complaint[MK_RUN_TEXT];   /* the last line of its standard error */
    struct mk_run_last last;
};

struct mk_glance_kept {
    char case_id[MK_RUN_CASE];
    struct mk_buf json;
    uint64_t when; /* a count: the oldest makes room */
};

struct mk_runs {
    struct mk_loop *loop;
    struct mk_run_told told;
    const char *program; /* moka-acquire; a test's */
    const char *look;    /* moka-look; likewise */
    struct mk_run_child runs[MK_RUNS_MAX];
    struct mk_glance_kept glances[MK_RUNS_GLANCES];
    uint64_t count;
};

/* ---- runs_args.c ---- */

struct mk_run_args {
    const char *v[MK_CHILD_ARGS];
    char wait[16], sealed[4096];
};
/* The program's words; they point into *s and *out. *pass: a descriptor with the password, for 3,
 * -1: none. */
MK_CHECK int mk_run_args(struct mk_run_args *out, int *pass, const struct mk_run_start *s,
                         struct mk_error *e);

/* ---- runs_events.c ---- */

/* One line of its output; what makes no sense is passed over. */
void mk_run_line(struct mk_run_child *r, const char *line, size_t n);
/* How far something is, of an event: the numbers that make sense. */
void mk_run_numbers(struct mk_json *j, const json_t *o);
/* Text for people, out of anything: valid UTF-8 (else ""), control characters become blanks. */
void mk_run_clean(char *out, size_t max, const char *text);

/* ---- runs_end.c ---- */

/* How it ended, by its last words, its exit status and what lies in the bundle's folder. The word
 * for the screen; *text is its last words. */
const char *mk_run_judge(enum mk_run_end *how, const char **text, const struct mk_run_child *r,
                         int status);

#endif
