#ifndef MK_CASES_H
#define MK_CASES_H

#include "firmware/bundle/disk.h"
#include "firmware/daemon/request.h"
#include "firmware/daemon/sessions.h"
#include "parsers/base/json.h"

/*
 * The cases on disk, and the one function that changes their states.
 *
 *   STATE/cases/CASE/case.json       all that was said, the state, and how it came there
 *                    operator.jsonl  acts.h
 *                    authority.json  made when a run begins, firmware/daemon/compose.h
 *                    vault/          firmware/vault: holds bundle/, and goes with its key
 *   STATE/keys/CASE                  that key
 *   STATE/broken/CASE[.N]            a case's folder that could not be read: set aside whole
 *
 * case.json: {"format":"moka-case-1","id","training","state","why":{"code","text"}?,
 *   "officer":{"id","name"},"made","changed","device"?,"platform"?,"begun":bool,"until_full":bool,
 *   "sealed":TIME?,"parts":{..},"receipts":[..]?,"certificate":{..}?}
 */
#define MK_CASES_MAX 1000u
#define MK_CASE_ID   13u /* with its NUL */
#define MK_CASE_FILE ((size_t)512 << 10)

struct mk_daemon;
struct mk_case {
    char id[MK_CASE_ID];
    enum mk_case_state state;
    bool training, begun, until_full;
    char officer[MK_OFFICER_ID], officer_name[201];
    int64_t made_us, changed_us, sealed_us; /* sealed_us 0: not */
    char exhibit[201], reference[201], role[12], platform[12], device[256];
    char why_code[32], why_text[256];
    int dir;      /* its folder */
    uint64_t seq; /* of operator.jsonl */
    /* The whole of case.json while somebody works on it: mk_cases_load(). */
    json_t *doc;
    /* In memory only. */
    uint64_t holder; /* session number, 0 none */
    char *password;  /* the owner's backup password, to be wiped */
    bool settling;   /* sealed; what is plain is being done away with */
    char stick[80];  /* it is being copied to that one, or "" */
    bool over;       /* its authority ran out while a run was on */
    int64_t valid_until_us;
    struct mk_timer expiry;
    struct mk_daemon *daemon; /* for that timer */
};

struct mk_cases;
/* Reads them all. Whatever was running is cut, or sealed where the bundle is; what cannot be read
 * is set aside: aside() is told its name. `state`: the folder's path and descriptor, borrowed. */
MK_CHECK int mk_cases_new(struct mk_cases **out, struct mk_loop *l, const char *path, int state,
                          const struct mk_disk *disk, void (*aside)(void *u, const char *name),
                          void *u, struct mk_error *e);
void mk_cases_free(struct mk_cases *c);
size_t mk_cases_count(const struct mk_cases *c);
struct mk_case *mk_cases_at(const struct mk_cases *c, size_t i); /* the oldest first */
struct mk_case *mk_cases_find(const struct mk_cases *c, const char *id);

MK_CHECK int mk_cases_make(struct mk_case **out, struct mk_cases *c, bool training,
                           const char *officer, const char *name, struct mk_error *e);
/* A draft of which nothing was taken, with all that was said. */
MK_CHECK int mk_cases_drop(struct mk_cases *c, struct mk_case *x, struct mk_error *e);

MK_CHECK int mk_cases_load(struct mk_case *x, struct mk_error *e);
void mk_cases_unload(struct mk_case *x);
/* doc and the members above, durable. On failure the file is as it was; the caller has to
 * mk_cases_unload(). */
MK_CHECK int mk_cases_save(struct mk_cases *c, struct mk_case *x, struct mk_error *e);

/* Whether the table allows it. */
bool mk_cases_may(enum mk_case_state from, enum mk_case_state to);
/* The one place where a state changes: the act, then the file, both durable; then the member.
 * `code` and `text` say why, NULL: they go. `officer`: whose act it is, or "mokad". */
MK_CHECK int mk_cases_become(struct mk_cases *c, struct mk_case *x, enum mk_case_state to,
                             const char *code, const char *text, const char *officer,
                             struct mk_error *e);
/* An act without another state. `more` as of mk_acts_add(). */
MK_CHECK int mk_cases_act(struct mk_cases *c, struct mk_case *x, const char *act,
                          const char *officer, struct mk_span more, struct mk_error *e);
/* Called after each act with its line, and after each change with the case: set once. */
struct mk_cases_told {
    void *u;
    void (*act)(void *u, struct mk_case *x, struct mk_span line);
    void (*changed)(void *u, struct mk_case *x);
};
void mk_cases_tell(struct mk_cases *c, const struct mk_cases_told *t);

json_t *mk_cases_part(const struct mk_case *x,
                      const char *part); /* of a loaded one; NULL: nothing */
/* Paths below the state's folder. */
void mk_cases_path(char *out, size_t max, const struct mk_cases *c, const struct mk_case *x,
                   const char *name);
void mk_cases_key(char *out, size_t max, const struct mk_cases *c, const struct mk_case *x);
/* Whether its bundle is there, and sealed. */
bool mk_cases_is_sealed(const struct mk_case *x);
bool mk_cases_is_begun(const struct mk_case *x);
/* Whether it has become a file that its recipients open. */
bool mk_cases_is_encrypted(const struct mk_case *x);
void mk_cases_forget_password(struct mk_case *x);

/* The members of SUMMARY or FULL, into an open object. FULL needs it loaded. */
void mk_cases_summary(struct mk_json *j, const struct mk_case *x, const char *officer);
void mk_cases_full(struct mk_json *j, const struct mk_case *x, const char *officer);

#endif
