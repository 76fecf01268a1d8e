#ifndef MK_RUNS_H
#define MK_RUNS_H

#include "firmware/daemon/loop.h"
#include "parsers/base/json.h"

/*
 * One moka-acquire a case: started, listened to, stopped. It knows the words of its events and
 * nothing of cases, officers and states; what follows from them is the caller's (cases.h).
 * A run dies with the daemon (SIGKILL: the bundle is made for it).
 */
#define MK_RUNS_MAX 8u /* at once */

/* Where a run stands, as far as its events tell. */
enum mk_run_phase {
    MK_RUN_MEETING, /* it runs; the phone has not let us in yet */
    MK_RUN_COPYING,
    MK_RUN_AWAY, /* the phone is gone and waited for */
    MK_RUN_SEALING,
};

enum mk_run_end {
    MK_RUN_SEALED,  /* exit 0 and the event "sealed" */
    MK_RUN_STOPPED, /* by mk_runs_stop(), the bundle begun */
    MK_RUN_CUT,     /* begun and can be resumed: phone away too long, disk full, killed, died */
    MK_RUN_REFUSED, /* authority, managed phone, training: nothing more is taken. Another phone than
                       the one it was begun on is a cut: the right one goes on */
    MK_RUN_NOTHING, /* ended or was stopped before a bundle was begun: start again */
};

struct mk_run_word {
    const char *code, *act, *what, *text;
    int left_s;
};

/* What a run tells, each out of the loop, never from within a call of this module. Texts are valid
 * UTF-8 without control characters. */
struct mk_run_told {
    void *u;
    void (*phase)(void *u, const char *case_id, enum mk_run_phase phase);
    /* A JSON object as in daemon.h, without "event" and "case": its members only, "{..}". */
    void (*progress)(void *u, const char *case_id, struct mk_span json);
    /* The words of firmware/exhibit/told.h. act "": nothing to do; what "": nothing to fill in;
     * left_s -1: no time is running out. */
    void (*told)(void *u, const char *case_id, const struct mk_run_word *word);
    void (*glance)(void *u, const char *case_id, struct mk_span json);
    /* Once, the last of it. code: a word for the screen: sealed, stopped, gone, full, died, failed,
     * wrong-phone, not-allowed (nobody touched Allow or Trust), authority, training, or the
     * doctor's for a phone that stops a run (managed, ..). text: the run's own last words. */
    void (*ended)(void *u, const char *case_id, enum mk_run_end how, const char *code,
                  const char *text);
};

struct mk_runs;
MK_CHECK int mk_runs_new(struct mk_runs **out, struct mk_loop *l, const struct mk_run_told *told,
                         struct mk_error *e);
void mk_runs_free(struct mk_runs *r); /* kills what runs */

struct mk_run_start {
    const char *case_id;
    const char *device;    /* NULL with keep: none */
    const char *kit;       /* folders and files, absolute paths */
    const char *authority; /* authority.json; only for a run that begins */
    const char *bundle;
    const char *operator_log; /* operator.jsonl: sent from its beginning, then what mk_runs_act()
                                 gives */
    bool training, resume, keep, glance, until_full, clock_trusted;
    const char *why;      /* of keep */
    const char *password; /* the owner's backup password or NULL; handed over without a file */
    int wait_s;           /* for a phone that went away */
};
/* Nothing of *s is kept. MK_ELIMIT: too many; MK_ESTATE: that case has one. */
MK_CHECK int mk_runs_start(struct mk_runs *r, const struct mk_run_start *s, struct mk_error *e);
bool mk_runs_has(const struct mk_runs *r, const char *case_id);
/* Asks it to end (SIGINT); ended() follows. MK_EABSENT: there is none. */
MK_CHECK int mk_runs_stop(struct mk_runs *r, const char *case_id, struct mk_error *e);
/* Ends it at once and without a call of ended(): its case is withdrawn. */
void mk_runs_kill(struct mk_runs *r, const char *case_id);
/* A line of operator.jsonl that has just become durable, with its LF. Nothing when none runs. */
void mk_runs_act(struct mk_runs *r, const char *case_id, struct mk_span line);
/* To a told() that asked. MK_EUSAGE: it did not ask that; MK_EABSENT: none runs. */
MK_CHECK int mk_runs_answer(struct mk_runs *r, const char *case_id, const char *what,
                            const char *value, struct mk_error *e);

/* The last glance of a case's run since the daemon began, as JSON; empty: there was none. */
struct mk_span mk_runs_glance(const struct mk_runs *r, const char *case_id);

/* What a sealed bundle holds: the members of daemon.h's "result", as one JSON object. Read by
 * children, so it comes later: done(json) with an empty span and *e when it failed; meanwhile
 * seen() with the numbers of a "progress" event. The caller may forget about it with
 * mk_runs_result_drop(). Whether the bundle is whole is among it. */
struct mk_runs_look {
    const char *bundle, *kit; /* folders */
    void *u;
    void (*seen)(void *u, struct mk_span json);
    void (*done)(void *u, struct mk_span json, const struct mk_error *e);
};
struct mk_runs_result;
MK_CHECK int mk_runs_result(struct mk_runs_result **out, struct mk_runs *r,
                            const struct mk_runs_look *look, struct mk_error *e);
void mk_runs_result_drop(struct mk_runs_result *q);

#endif
