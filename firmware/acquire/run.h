#ifndef MK_RUN_H
#define MK_RUN_H

/* Private to firmware/acquire: what the parts of one run share. */

#include "firmware/acquire/acquire.h"
#include "firmware/acquire/adbkey.h"
#include "firmware/acquire/identity.h"
#include "firmware/acquire/ios_state.h"
#include "firmware/acquire/judge.h"
#include "firmware/acquire/operator.h"
#include "firmware/acquire/progress.h"
#include "firmware/acquire/select.h"
#include "firmware/acquire/users.h"
#include "firmware/bundle/bundle.h"
#include "firmware/bundle/withheld.h"
#include "firmware/exhibit/clock.h"
#include "firmware/exhibit/exhibit.h"
#include "firmware/kit/kit.h"
#include "firmware/plan/plan.h"
#include "firmware/plan/questions.h"
#include "parsers/base/hash.h"
#include <sys/types.h>

#define MK_RUN_RESTS 4u

struct mk_run {
    const struct mk_acquire_options *o;
    struct mk_authority *authority;
    struct mk_buf authority_text;
    char authority_sha256[MK_SHA256_HEX];
    bool has_authority; /* the bundle of a resumed run */
    struct mk_kit *kit;
    enum mk_platform platform;
    struct mk_exhibit *x;
    struct mk_bundle *b;
    struct mk_clock began;
    char id[33];
    struct mk_kit_recipients to; /* who opens what is sealed */
    bool encrypt;
    char doubt[160];       /* why the clock or the authority's term is in doubt, or "" */
    bool counted;          /* begun or resumed, and its custody says so */
    struct mk_adbkey *key; /* once it is needed */
    enum mk_adbkey_state key_state;
    bool key_tried, key_offered; /* in the connection that comes about */
    bool changed;                /* something on the phone, by this run */
    uint64_t next_number;        /* of the next payload object */
    uint64_t arrived;            /* objects and files, since this process began */
    char window[120];            /* of time, in words for the ledger; "" without one */
    struct mk_selected selected; /* ids of the phone that a narrow scope means */
    struct mk_rest {             /* rows whose belongings are asked for last, each.c */
        const struct mk_provider *of;
        struct mk_ids ids;
    } rest[MK_RUN_RESTS];
    size_t nrest;
    unsigned level; /* API level of the phone; 0: it did not tell */
    struct mk_users users;
    struct mk_cards cards;
    bool answered[MK_QUESTIONS_MAX]; /* by the phone, of firmware/plan/questions.h */
    int64_t offset_s;                /* of the phone's clock against ours; INT64_MIN: not known */
#define MK_RUN_FINDINGS 16u
    const char *findings[MK_RUN_FINDINGS]; /* of the doctor, told already */
    struct mk_withheld *withheld;          /* keyed digests of what is not kept */
    struct mk_hmac *names;                 /* the same key, for names in the custody log */
    /* of an iPhone */
    struct mk_ios_state ios;
    struct mk_ios_apps ios_apps; /* whose documents are asked for */
#define MK_RUN_SAID_MAX ((size_t)256 << 10)
    struct mk_buf password;  /* of its owner's backups; empty: none was given */
    struct mk_buf said;      /* requests before the run counts, text fields */
    unsigned passwords_lost; /* connections, while the kit's was set */
    unsigned pairings;       /* times that this start of the run asked the phone for one */
    bool pair_asked;         /* in the connection that comes about */
    bool took_all;           /* only what was changed on the phone is to be taken back */
    struct mk_progress progress;
    const char *why; /* of struct mk_acquire_result */
    int state;       /* enum mk_run_is of events.h */
    struct mk_operator desk;
    pid_t glance;       /* of moka-glance, while it runs */
    bool glance_due;    /* it still looked when there was more to be seen */
    uint64_t glance_at; /* what there was when it was started last */
    struct mk_acquire_result result;
};

/* ---- custody words (log.c) ---- */

/* A member of a custody entry: a text or a number. */
struct mk_fact {
    const char *key;
    struct mk_span text;
    int64_t number;
    bool is_number;
};
#define MK_FACT_STR(k, s)                                                                          \
    {                                                                                              \
        (k), mk_str(s), 0, false                                                                   \
    }
#define MK_FACT_TEXT(k, s)                                                                         \
    {                                                                                              \
        (k), (s), 0, false                                                                         \
    }
#define MK_FACT_NUM(k, n)                                                                          \
    {                                                                                              \
        (k), { NULL, 0 }, (n), true                                                                \
    }

/*
 * The words: begun, resumed, authority, worker (its sandbox), connected, command (before it goes
 * out), answer, answer-cut (of its standard error only the beginning), answer-lost (it ended
 * early), listing, not-taken, clock, found (by the doctor), space (before the files), cut (a file
 * that was read, what became of it), disconnected, stopped, worker-died, finished. Names that may
 * be out of scope are digests ("path_mac", see mk_run_name_mac()). Of the key that the phone has to
 * allow: key-signed and key-offered (before it is), key-allowed, key-not-allowed, key-known (a
 * signature was enough), key-unknown (it was allowed before). Of the phone: identity,
 * identity-changed (and still the same phone), wrong-phone, locked (it booted anew), unlocked, kept
 * (sealed without it, and why), changes (made on it, and how to take them back). Of an iPhone those
 * of ios.h. What the officer does at the kit: operator. `now`: on the disk before this returns.
 */
MK_CHECK int mk_run_act(struct mk_run *r, const char *act, const struct mk_fact *facts, size_t n,
                        bool now, struct mk_error *e);

/* What the officer has to know or do now (events.h has more). Also of a quiet run. */
void mk_run_say(const struct mk_run *r, enum mk_told_code code, const char *line);

/* ---- one command (command.c) ---- */

struct mk_command {
    struct mk_span text;
    struct mk_span route; /* "adb:shell", "adb:content" */
    struct mk_span set;   /* provider's URI, or empty */
    struct mk_analysis how;
    bool pass;          /* its answer is looked at and not kept */
    uint64_t most;      /* bytes that the answer may have; 0: as usual */
    struct mk_buf *err; /* gets the standard error, as far as it takes it; may be NULL */
    /* Of the whole answer, before it is put away: the name that it can be read under, or empty. */
    struct mk_span (*as)(void *u, const struct mk_reply *reply);
    void *as_u;
};
/*
 * Runs a command on the phone and keeps its raw answer as the next payload object; one that is
 * whole in the bundle already is looked at again instead. One that ended early is no object; its
 * status says so, and so it does when the run is resumed. `head`, if not NULL, gets the first bytes
 * of the answer, as far as it takes them; so does `as`.
 */
MK_CHECK int mk_run_command(struct mk_answer *a, struct mk_run *r, const struct mk_command *c,
                            struct mk_buf *head, struct mk_error *e);

/* ---- the beginning (begin.c) ---- */

/* What the officer gave, checked against each other; a resumed run's bundle is opened. Nothing is
 * made but, at first use, the kit. */
MK_CHECK int mk_run_open(struct mk_run *r, struct mk_error *e);
/* The run counts from here on; a new one's bundle is made. */
MK_CHECK int mk_run_begin(struct mk_run *r, struct mk_error *e);

/* ---- keyed digests of what is not kept (withheld.c) ---- */

MK_CHECK int mk_run_withheld_open(struct mk_run *r, struct mk_error *e);
MK_CHECK int mk_run_withheld_under(struct mk_run *r, struct mk_span key, struct mk_error *e);
void mk_run_withheld_close(struct mk_run *r);
/* What the custody log has in place of a name that may be out of scope ("path_mac"): the digest of
 * a file of that path, size and time 0. */
MK_CHECK int mk_run_name_mac(char out[static MK_SHA256_HEX], struct mk_run *r, struct mk_span path,
                             struct mk_error *e);
/* How many digests are of that artefact, and, by reason, in the words of `mean`. */
MK_CHECK int mk_run_withheld_sum(uint64_t *n, struct mk_buf *words, struct mk_run *r,
                                 const char *of, const char *(*mean)(const char *word),
                                 struct mk_error *e);

/* ---- sealing to the recipients (seal_age.c) ---- */

/* Who they are, and whether it will be encrypted at all. MK_EREFUSED where this has to be. */
MK_CHECK int mk_run_recipients(struct mk_run *r, struct mk_error *e);
/* A real phone is there: it is only taken from for at least two recipients. */
MK_CHECK int mk_run_recipients_enough(const struct mk_run *r, struct mk_error *e);
/* Into the custody log, before the seal. */
MK_CHECK int mk_run_recipients_act(struct mk_run *r, struct mk_error *e);
/* The sealed folder becomes the file, and goes. */
MK_CHECK int mk_run_encrypt_bundle(struct mk_run *r, struct mk_error *e);
/* What a cut left to do behind the seal: *left, then it is done and nothing else is. */
MK_CHECK int mk_run_seal_left(bool *left, struct mk_run *r, struct mk_error *e);

/* ---- parts of the run ---- */

/* The effective window of time, decided once (window.c); behind mk_run_device(). */
MK_CHECK int mk_run_window(struct mk_run *r, struct mk_error *e);

MK_CHECK int mk_run_device(struct mk_run *r, struct mk_error *e);    /* what it is, how it stands */
MK_CHECK int mk_run_services(struct mk_run *r, struct mk_error *e);  /* apps, accounts, networks */
MK_CHECK int mk_run_providers(struct mk_run *r, struct mk_error *e); /* calls, messages, contacts */
/* What is given for one row at a time: of conversations with several others; later of the rest. */
MK_CHECK int mk_run_each(struct mk_run *r, struct mk_error *e);
MK_CHECK int mk_run_each_rest(struct mk_run *r, struct mk_error *e);
void mk_run_rest_done(struct mk_run *r);
MK_CHECK int mk_run_parts(struct mk_run *r, struct mk_error *e); /* bytes behind providers' rows */
MK_CHECK int mk_run_storage(struct mk_run *r, struct mk_error *e); /* files */

/* A ledger line for what was not asked or not answered: none taken, the rest not known (scope.c).
 */
MK_CHECK int mk_run_cover_untaken(struct mk_run *r, const struct mk_coverage *c,
                                  struct mk_error *e);
/* Ledger lines for what the authority leaves out (scope.c). */
MK_CHECK int mk_run_cover_scope(struct mk_run *r, struct mk_error *e);

#endif
