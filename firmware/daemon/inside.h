#ifndef MK_INSIDE_H
#define MK_INSIDE_H

#include "firmware/daemon/cases.h"
#include "firmware/daemon/child.h"
#include "firmware/daemon/ipc.h"
#include "firmware/daemon/officers.h"
#include "firmware/daemon/phones.h"
#include "firmware/daemon/runs.h"
#include "firmware/daemon/selftest.h"

/* The daemon as its own files see it. */

enum mk_store_state {
    MK_STORE_PLAIN,
    MK_STORE_LOCKED,
    MK_STORE_NEW,
    MK_STORE_OPEN,
    MK_STORE_FAILED
};

/* Children that answer one request each. */
#define MK_TASKS_MAX 16u
#define MK_TESTERS   8u
#define MK_SETTLING  8u

#define MK_PHRASE_WORDS 6u
struct mk_task;
struct result_wait;
struct mk_settle;
struct mk_store_job;
struct mk_carrying;
struct mk_key_try;

/* Who asked: outlives the request. */
struct mk_ask {
    uint64_t conn;
    int64_t id;
};

struct mk_daemon {
    const struct mk_daemon_options *o;
    void (*ready)(const char *socket);
    struct mk_loop *loop;
    const struct mk_disk *disk;
    char path[3072]; /* of the state, absolute */
    char kit_path[3200];
    int dir;  /* the state's; -1 until the store is open */
    int lock; /* of it: likewise */
    struct mk_ipc *ipc;
    struct mk_sessions *sessions;
    struct mk_phones *phones;
    struct mk_runs *runs;
    struct mk_selftest *selftest;
    struct mk_ask testers[MK_TESTERS]; /* who waits for it */
    size_t ntesters;
    bool testing; /* it runs */
    struct mk_late {
        uint64_t conn;
        char *line;
    } late[MK_TESTERS]; /* requests that wait for something to end */
    size_t nlate;
    struct result_wait *results[MK_TESTERS];
    struct mk_settle *settling[MK_SETTLING];
    struct {
        enum mk_store_state state;
        char kind[64];
        struct mk_child *child; /* the helper at work */
        struct mk_store_job *job;
        uint16_t words[MK_PHRASE_WORDS]; /* of the new phrase, until there is an officer */
        bool has_words;
    } store;
    /* Of the open store: */
    struct mk_officers *officers;
    struct mk_cases *cases;
    uint64_t access_seq;
    struct {
        char id[32], principal[40], fingerprint[80];
    } kit;
    struct {
        int64_t offset_us; /* wall less boot, as last seen */
        bool confirmed;    /* by an officer against a reference, and no jump since */
        struct mk_timer look;
    } clock;
    struct mk_task *tasks[MK_TASKS_MAX];
    struct mk_key_try *key_try;   /* a hardware key that is waited for, or NULL */
    struct mk_carrying *carrying; /* the stick that is let in for a copy, or NULL */
    struct mk_watch signals;
};

/* A request on its way through its function. */
struct mk_call {
    struct mk_ask ask;
    const struct mk_request *q;
    const struct mk_session *session; /* NULL where none is needed and none was given */
    const struct mk_officer *officer; /* of the session */
    struct mk_case *x;                /* loaded, where the word needs a case */
};
/* 0: answered, or an answer comes later. -1: *r says why not. */
typedef int mk_word_fn(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r);
mk_word_fn *mk_word_function(const char *word);

/* ---- answers (answer.c) ---- */

struct mk_answer {
    struct mk_buf b;
    struct mk_json j; /* inside the answer's object */
};
void mk_answer_begin(struct mk_answer *a, const struct mk_ask *ask);
void mk_answer_send(struct mk_daemon *d, struct mk_answer *a, const struct mk_ask *ask);
void mk_answer_ok(struct mk_daemon *d, const struct mk_ask *ask);
void mk_answer_case(struct mk_daemon *d, const struct mk_call *c); /* {"case":FULL} */
void mk_answer_refusal(struct mk_daemon *d, const struct mk_ask *ask, const struct mk_refusal *r);
int mk_refuse_error(struct mk_refusal *r, const struct mk_error *e); /* -1 */

/* An event: begun with its name; sent to the watchers of a session, 0: of all. */
void mk_event_begin(struct mk_answer *a, const char *event);
void mk_event_send(struct mk_daemon *d, struct mk_answer *a, uint64_t session);
/* About a case of that officer: to those who may see it, as with "cases". */
void mk_event_send_of(struct mk_daemon *d, struct mk_answer *a, const char *officer);

#define MK_RESULT       "result.json" /* in a case's folder */
#define MK_RESULT_BYTES ((size_t)1 << 20)

/* ---- parts ---- */

/* dispatch.c: for mk_ipc_options.line */
bool mk_take_line(void *u, uint64_t conn, struct mk_span line);
void mk_take_too_long(void *u, uint64_t conn);

/* state_open.c: officers, cases and kit, once the folder is there. */
MK_CHECK int mk_state_open(struct mk_daemon *d, struct mk_error *e);
/* A line of access.jsonl: who signed in, who failed. Best effort: it keeps nobody out. */
void mk_access(struct mk_daemon *d, const char *act, const char *officer);
/* The same with further members, as mk_act has them. */
void mk_access_more(struct mk_daemon *d, const char *act, const char *officer, struct mk_span more);

/* daemon.c: the socket is there, and that is said; from here on requests come. */
MK_CHECK int mk_daemon_listen(struct mk_daemon *d, struct mk_error *e);

/* store.c: opens what is open, then mk_daemon_listen(). */
MK_CHECK int mk_store_start(struct mk_daemon *d, struct mk_error *e);
void mk_store_stop(struct mk_daemon *d);
void mk_store_forget(struct mk_daemon *d); /* the new phrase: it is not shown again */
const char *mk_store_word(const struct mk_daemon *d);

/* do_hello.c: runs the self-test, at the start and for each case; what becomes of it is an event */
void mk_test_self(struct mk_daemon *d);
/* The request is kept, and dispatched anew when mk_say_again() is called. */
int mk_say_later(struct mk_daemon *d, const struct mk_call *c, struct mk_refusal *r);
void mk_say_again(struct mk_daemon *d);

/* clock.c */
void mk_clock_watch(struct mk_daemon *d);
bool mk_clock_trusts(const struct mk_daemon *d, const char **source);

/* case_run.c: what runs tell */
struct mk_run_told mk_run_listener(struct mk_daemon *d);
/* An event "progress" of the case: `json` has the other members. */
void mk_tell_progress(struct mk_daemon *d, const char *id, struct mk_span json);
/* At the start and whenever a run begins: when its authority ends. */
void mk_watch_expiry(struct mk_daemon *d, struct mk_case *x);

/* case_sealed.c: what was encrypted to its recipients is not to be read here any more: the result
 * is kept, and the plain folder's key destroyed. */
void mk_case_sealed(struct mk_daemon *d, struct mk_case *x);
void mk_case_sealed_stop(struct mk_daemon *d);

/* do_end.c: destroys a case's vault in a child. done() gets the certificate's facts. */
typedef void mk_task_done(struct mk_daemon *d, const struct mk_ask *ask, const char *about,
                          struct mk_span out, const char *failed);
MK_CHECK int mk_destroy(struct mk_daemon *d, const struct mk_case *x, const struct mk_ask *ask,
                        mk_task_done *done, struct mk_error *e);
/* What a cut left undone of a destruction is begun again. */
void mk_destroy_rest(struct mk_daemon *d);

/* tasks.c: a program whose output answers one request. done() gets what it printed (NULL: it
 * failed, and what it said on standard error), within MK_TASK_S seconds. */
struct mk_task_spec {
    const char *program;
    const char *const *argv; /* with argv[0] */
    struct mk_span input;    /* becomes descriptor 3, a file in memory, when it is not empty */
    void (*done)(struct mk_daemon *d, const struct mk_ask *ask, const char *about,
                 struct mk_span out, const char *failed);
    /* Lines {"seen":..} go here as they come, and are no output; NULL: there are none. */
    void (*seen)(struct mk_daemon *d, const char *about, struct mk_span line);
    struct mk_ask ask;
    char about[MK_CASE_ID]; /* a case, or "" */
    int late_s;             /* 0: MK_TASK_S */
    int again;              /* an exit status that says "again in a moment"; 0: none. Then argv are
                               copied */
};
#define MK_TASK_S   30
#define MK_TASK_OUT ((size_t)512 << 10)
MK_CHECK int mk_task_start(struct mk_daemon *d, const struct mk_task_spec *spec,
                           struct mk_error *e);
void mk_tasks_stop(struct mk_daemon *d);
void mk_results_stop(struct mk_daemon *d); /* do_result.c */

/* do_copy.c: the sealed file of x to that folder; done() gets what the child printed. */
MK_CHECK int mk_copy_start(struct mk_daemon *d, const struct mk_case *x, const char *folder,
                           const struct mk_ask *ask, mk_task_done *done, struct mk_error *e);
/* The outcome of one, as a line of the log and in the case. Takes over facts; NULL: no memory. */
void mk_copy_ended(struct mk_daemon *d, const char *id, json_t *facts);
json_t *mk_copy_outcome(struct mk_span out, const char *failed);

/* do_carry.c: the stick that is let in for a copy by the helper of --carry (carry.h). */
MK_CHECK int mk_carry_ask_list(struct mk_daemon *d, const struct mk_ask *ask, mk_task_done *done,
                               struct mk_error *e);
MK_CHECK int mk_carry_start(struct mk_daemon *d, const struct mk_case *x, const char *port,
                            const struct mk_ask *ask, struct mk_error *e);
void mk_carry_stop(struct mk_daemon *d);

/* do_officers.c */
int mk_refuse_pin(struct mk_daemon *d, const char *id, const struct mk_error *e,
                  struct mk_refusal *r);
void mk_answer_wrong_pin(struct mk_daemon *d, const struct mk_ask *ask, const char *id);
/* A new session of that officer, and the answer that has it. */
MK_CHECK int mk_answer_session(struct mk_daemon *d, const struct mk_ask *ask, const char *act,
                               const char *id, struct mk_span more, struct mk_error *e);

/* key_try.c: an officer's hardware key is asked for through moka-token, one at a time. */
enum mk_key_for { MK_KEY_SIGN_IN, MK_KEY_ADD };
MK_CHECK int mk_key_try(struct mk_daemon *d, const struct mk_ask *ask, enum mk_key_for what,
                        const char *officer, uint64_t session, struct mk_error *e);
/* Of that officer, NULL: whoever's; who waits is told. */
void mk_key_try_stop(struct mk_daemon *d, const char *officer);
bool mk_keys_there(void); /* moka-token is */

/* ---- the words, by file ---- */

/* do_hello.c, do_officers.c, do_cases.c, do_plan.c, do_runs.c, do_result.c, do_copy.c,
 * do_end.c */
mk_word_fn mk_do_hello, mk_do_store_new, mk_do_store_open, mk_do_officer_add, mk_do_sign_in,
    mk_do_sign_out, mk_do_watch, mk_do_officer_pin, mk_do_officers, mk_do_selftest, mk_do_cases,
    mk_do_case, mk_do_case_new, mk_do_case_set, mk_do_case_drop, mk_do_preset, mk_do_plan,
    mk_do_phones, mk_do_guide, mk_do_start, mk_do_stop, mk_do_resume, mk_do_keep, mk_do_until_full,
    mk_do_answer, mk_do_backup_password, mk_do_glance, mk_do_result, mk_do_handover, mk_do_withdraw,
    mk_do_wipe, mk_do_log, mk_do_sticks, mk_do_copy_out, mk_do_sign_in_key, mk_do_key_stop,
    mk_do_keys, mk_do_key_add, mk_do_key_drop;

#endif
