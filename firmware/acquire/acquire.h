#ifndef MK_ACQUIRE_H
#define MK_ACQUIRE_H

#include "parsers/base/error.h"
#include <signal.h>

/*
 * One acquisition of one exhibit: authority, plan, phone, bundle. What is given here is what the
 * officer says; everything else follows from the authority.
 */
struct mk_acquire_options {
    const char *authority;       /* file; a resumed run takes it from the bundle, and this only
                                    where it was cut before that had one */
    const char *kit;             /* folder of the kit's identity */
    const char *officer_key;     /* OpenSSH private key, or NULL: no officer signature */
    const char *device;          /* words of firmware/transport/address.h */
    const char *backup_password; /* file with the owner's, of an iPhone that encrypts; or NULL */
    const char *bundle;          /* folder, made; a resumed run's is there */
    const char *sealed; /* the file that it becomes, NAME.tar.age; NULL: beside the folder */
    bool leave_plain;   /* the folder stays once the file is there: the caller destroys its key */
    bool no_encrypt;    /* an exercise: the folder is all that is sealed */
    bool training;      /* an exercise: only on phantoms, everything marked TRAINING */
    bool resume;
    bool keep;       /* a resumed run is sealed as it is, without its phone; with a device (an
                        iPhone) what was changed on that is taken back before */
    const char *why; /* it is kept so; may be NULL */
    bool glance;     /* the first records are shown while the rest is copied */
    bool until_full; /* begin on the files although they will not all fit */
    void (*tell)(void *u, const char *line); /* events, warnings, progress; may be NULL */
    /* Each step for a program: one JSON object, see events.h; may be NULL. */
    void (*event)(void *u, const char *json);
    void *tell_u;
    bool quiet; /* events only */
    bool hears; /* what the officer does at the kit, on `operator_fd`: see operator.h */
    int operator_fd;
    int allow_s;                       /* how long the phone may take to be told "Allow" */
    int wait_s;                        /* and one that went away, to come back; 0: not waited for */
    const volatile sig_atomic_t *stop; /* not 0: end as soon as may be; may be NULL */
    enum { MK_CLOCK_ASK, MK_CLOCK_TRUSTED, MK_CLOCK_DOUBTFUL } clock; /* ASK: the kernel says */
};

/* How it ended. */
struct mk_acquire_result {
    uint64_t objects, bytes, rows, not_taken;
    const char *why; /* it was refused: "authority", "training", "wrong-phone", or the doctor's word
                        for what stops a run ("managed"); NULL: the error says it */
    bool iphone;
    bool phone; /* what the officer gave was in order: what failed after that is the phone or the
                   disk */
    bool begun; /* and not sealed: a resumed run goes on */
    bool sealed;
    char gap[256];   /* what is not in it that was wanted most (an iPhone's backup), or "" */
    char file[4096]; /* the encrypted file, where it became one; else "" */
};

/* 0 when sealed. -1 with the bundle left as far as it came: MK_ECLOSED (the phone went; resume),
 * MK_EREFUSED (authority, training, another phone), anything else as told. */
MK_CHECK int mk_acquire(struct mk_acquire_result *out, const struct mk_acquire_options *o,
                        struct mk_error *e);

/* The last event: {"event":"end","how":"sealed|stopped|away|refused|not-allowed|full|failed|usage",
 * "why":..,"code":..,"status":..,"resume":bool,"text":..,"todo":..}. why: as above, or not there;
 * code: mk_code_name(); resume: what had arrived is kept, moka resume goes on; text and todo:
 * English, what failed and what to do. */
struct mk_buf;
void mk_acquire_end(struct mk_buf *out, const struct mk_acquire_options *o,
                    const struct mk_acquire_result *r, const struct mk_error *e, int status);

/* What to do about a failure of the phone or the disk; NULL: the error says it. */
const char *mk_acquire_todo(const struct mk_error *e, bool iphone);

/* The plan that an authority file becomes on an Android phone or an iPhone, as JSON text; or in
 * plain words. */
MK_CHECK int mk_acquire_plan(struct mk_buf *out, const char *authority_path, bool iphone,
                             bool words, struct mk_error *e);

#endif
