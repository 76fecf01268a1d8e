#ifndef MK_EXHIBIT_H
#define MK_EXHIBIT_H

#include "firmware/exhibit/told.h"
#include "parsers/base/buf.h"
#include "parsers/format/content.h"
#include <signal.h>

/*
 * The phone as acquire sees it: requests out, typed answers in, over the channel of its phone
 * worker (firmware/worker/phone.h). Nothing here interprets the phone's bytes; they pass through to
 * the callbacks.
 */
struct mk_exhibit;

struct mk_exhibit_facts {
    struct mk_buf sandbox;  /* what the worker locked itself into, a line a layer */
    struct mk_buf banner;   /* the phone's own words: hostile */
    struct mk_buf features; /* likewise */
    uint32_t version, max_payload;
};

/* Who works with the phone. What is not set is not called. */
struct mk_exhibit_owner {
    void *u;
    /* The phone asks for a key, for the nth time (from 0) in this connection. The signature of its
     * token into `out`; left empty, there is no key that it may know. Then offer() gives the public
     * key's text, which goes to the phone next, and somebody has to touch "Allow". */
    int (*sign)(void *u, struct mk_buf *out, struct mk_span token, unsigned nth,
                struct mk_error *e);
    int (*offer)(void *u, struct mk_buf *out, struct mk_error *e);
    /* An iPhone that does not know this kit; `banner` is what it tells anybody. Returns 0: pair,
     * which changes the phone. */
    int (*pair)(void *u, struct mk_span banner, struct mk_error *e);
    /* Its pairing record of this run: into `out`, left empty when there is none; and what it has
     * become (empty: it was taken off), to be durable when this returns 0. */
    int (*pairing)(void *u, struct mk_buf *out, struct mk_error *e);
    int (*paired)(void *u, struct mk_span record, struct mk_error *e);
    /* What an iPhone is asked for, as it goes out. */
    int (*said)(void *u, struct mk_span request, struct mk_error *e);
    /* There is a connection, the first or a new one: comes before any other request. */
    int (*met)(void *u, struct mk_error *e);
    /* What somebody in front of the phone should know now. */
    void (*tell)(void *u, const struct mk_told *told);
    /* Called while the phone is waited for, four times a second and more: something short. */
    void (*idle)(void *u);
    int allow_ms; /* for the touch on "Allow" */
    int wait_ms;  /* for a phone that went away to come back */
    /* Once *stop is not 0, as by a signal, whatever waits for the phone ends with MK_ECLOSED. */
    const volatile sig_atomic_t *stop;
};

/* device: the words of firmware/transport/address.h. Connects, starts the worker, waits for the
 * phone's banner, calls met(). `owner` may be NULL; it is copied. An iPhone is then not paired
 * with: its banner is what it tells anybody, and nothing can be asked of it. *out is set before
 * anything of the owner is called. On failure it is NULL, unless the phone had greeted and the
 * owner waits for one that goes away: then it is kept, for mk_exhibit_reconnect() or to be freed.
 */
MK_CHECK int mk_exhibit_connect(struct mk_exhibit **out, const char *device,
                                const struct mk_exhibit_owner *owner, struct mk_error *e);
/*
 * The run is to be sealed without its phone: stored answers are looked at as ever, by a worker that
 * has no phone, and whatever would be asked has the answer MK_EXHIBIT_STOPPED.
 */
#define MK_EXHIBIT_STOPPED "stopped by the operator: not asked for"
MK_CHECK int mk_exhibit_offline(struct mk_exhibit **out, const struct mk_exhibit_owner *owner,
                                struct mk_error *e);
bool mk_exhibit_is_offline(const struct mk_exhibit *x);
void mk_exhibit_free(struct mk_exhibit *x);
/*
 * A new connection and a new worker: after MK_ESTATE (the worker died of what the phone sent) and
 * MK_ECLOSED (the phone went away). A phone that is not there is waited for, as long as the owner
 * says, and the owner is told. met() says whether it is the same one.
 */
MK_CHECK int mk_exhibit_reconnect(struct mk_exhibit *x, struct mk_error *e);
const struct mk_exhibit_facts *mk_exhibit_facts(const struct mk_exhibit *x);

/* What the phone was like, for one that is offline. */
MK_CHECK int mk_exhibit_recall(struct mk_exhibit *x, struct mk_span banner, struct mk_span features,
                               uint32_t version, uint32_t max_payload, struct mk_error *e);

/* The serial number in the USB descriptor, as displayed; empty: none, or over TCP. */
const char *mk_exhibit_usb_serial(const struct mk_exhibit *x);

/* The value of key in a banner of the form "device::key=value;...", or an empty span. */
struct mk_span mk_exhibit_prop(const struct mk_exhibit *x, const char *key);
struct mk_span mk_banner_prop(struct mk_span banner, const char *key);

/* Called with pieces of what arrives; -1 ends the run. */
typedef int mk_bytes(void *u, struct mk_span bytes, struct mk_error *e);

/* How an answer is looked at on its way (see mk_content_feed_new()); role MK_ROLE_FILE: not at all.
 */
struct mk_analysis {
    enum mk_role role;
    struct mk_span columns;
    int64_t row;
    uint32_t timeout_s; /* of the command; 0: as usual */
};

struct mk_answer {
    int status;    /* enum mk_phone_status */
    int exit_code; /* -1 unknown */
    char why[200]; /* hostile text when it came from the phone */
    enum mk_content_answer content;
    uint32_t flags;
    uint64_t rows;
    int64_t first, last;
    struct mk_buf singles, changed; /* int64_t each, at most MK_PH_SINGLES + 1; a selection's
                                       values: at most MK_PH_SELECTED + 1 */
};
void mk_answer_init(struct mk_answer *a);
void mk_answer_done(struct mk_answer *a);
/* The answer of a phone that is not there. */
void mk_exhibit_not_asked(struct mk_answer *a);

/* Runs a command; standard output goes to `out`, standard error to `err`. -1 when the connection is
 * gone (MK_ECLOSED), the worker died (MK_ESTATE) or a callback failed; likewise all calls below. A
 * command that fails is an answer. */
MK_CHECK int mk_exhibit_exec(struct mk_answer *a, struct mk_exhibit *x, struct mk_span command,
                             const struct mk_analysis *how, mk_bytes *out, mk_bytes *err, void *u,
                             struct mk_error *e);

/* Runs a command whose answer is only looked at: standard output, as far as `out` takes it; one
 * that goes on is called off (MK_PH_CANCELLED). */
MK_CHECK int mk_exhibit_text(struct mk_answer *a, struct mk_exhibit *x, struct mk_span command,
                             struct mk_buf *out, struct mk_error *e);

/* Has a stored answer looked at again, so that the worker knows what it knew in the run that was
 * cut. */
MK_CHECK int mk_exhibit_replay(struct mk_answer *a, struct mk_exhibit *x,
                               const struct mk_analysis *how, struct mk_file *stored,
                               struct mk_span stored_err, struct mk_error *e);

struct mk_listed {
    char type; /* 'f' file, 'd' folder, 'l' link, 'o' other */
    uint32_t mode;
    uint64_t size;
    int64_t mtime_s;
    uint32_t error; /* errno of its stat on the phone, or 0 */
    struct mk_span path;
};
typedef int mk_listing(void *u, const struct mk_listed *en, struct mk_error *e);
/* What the phone tells of one path now; error is its errno, as for a file that is not there. */
struct mk_state {
    uint32_t error;
    uint64_t size;
    int64_t mtime_s;
};
MK_CHECK int mk_exhibit_stat(struct mk_state *out, struct mk_exhibit *x, struct mk_span path,
                             struct mk_error *e);
MK_CHECK int mk_exhibit_list(struct mk_answer *a, struct mk_exhibit *x, struct mk_span path,
                             uint32_t depth_max, mk_listing *each, void *u, struct mk_error *e);

/*
 * Files. next() gives the next one to ask for (1; 0: there is none; 2: not before one has ended;
 * -1): it is called ahead, as far as `ahead` files are on their way. bytes() and end() then come in
 * the same order.
 */
struct mk_fetch {
    int (*next)(void *u, uint64_t *item, struct mk_span *path, struct mk_error *e);
    mk_bytes *bytes;
    /* status 0 whole, 1 refused or gone, 2 cut short, or */
#define MK_FETCH_NOT_ASKED 3
    int (*end)(void *u, uint64_t item, int status, uint32_t mode, int64_t mtime_s,
               struct mk_span why, struct mk_error *e);
    void *u;
    size_t ahead;
};
MK_CHECK int mk_exhibit_fetch(struct mk_exhibit *x, const struct mk_fetch *f, struct mk_error *e);

/* ---- of an iPhone only ---- */

/* All that usbmuxd knows on its cables; nothing is sent to a phone. MK_EABSENT: it is not running.
 */
struct mk_mux_device;
MK_CHECK int mk_exhibit_iphones(struct mk_mux_device *out, size_t max, size_t *n,
                                const char *socket, struct mk_error *e);

bool mk_exhibit_is_iphone(const struct mk_exhibit *x);

struct mk_backup_file {
    struct mk_span name;  /* in the backup, below its UDID: "3d/3d0d7e5f...", "Manifest.db" */
    struct mk_span phone; /* the phone's own name for it, hostile; may be empty */
    uint64_t size;        /* as told; UINT64_MAX: not told */
};
/* All of a backup passes by, in the phone's order. begin() returns 1 when it wants the bytes; those
 * of other files are not handed on. end() comes for each: status 0 whole, 1 refused, 2 cut short.
 */
struct mk_backup_take {
    void *u;
    int (*begin)(void *u, const struct mk_backup_file *f, struct mk_error *e);
    mk_bytes *bytes;
    int (*end)(void *u, int status, uint64_t bytes, struct mk_span why, struct mk_error *e);
    int (*note)(void *u, unsigned what, uint64_t number, struct mk_span text, struct mk_error *e);
    /* The phone wants a file back that it has sent: 1 and the file, which the caller closes; 0: it
     * is not there. May be NULL. */
    int (*want)(void *u, struct mk_file *out, struct mk_span name, struct mk_error *e);
};
/* free_bytes: what the phone is told of the kit's disk. */
MK_CHECK int mk_exhibit_backup(struct mk_answer *a, struct mk_exhibit *x,
                               const struct mk_backup_take *t, uint64_t free_bytes,
                               struct mk_error *e);
/* Sets (old empty), changes or takes off (new empty) the phone's backup password. */
MK_CHECK int mk_exhibit_password(struct mk_answer *a, struct mk_exhibit *x, struct mk_span old_one,
                                 struct mk_span new_one, struct mk_error *e);

#endif
