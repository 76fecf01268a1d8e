#ifndef MK_EXHIBIT_H
#define MK_EXHIBIT_H

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
    /* There is a connection, the first or a new one: comes before any other request. */
    int (*met)(void *u, struct mk_error *e);
    /* What somebody in front of the phone should know now: one line, hostile text escaped by
     * whoever prints it. */
    void (*tell)(void *u, const char *line);
    int allow_ms; /* for the touch on "Allow" */
    int wait_ms;  /* for a phone that went away to come back */
    /* Once *stop is not 0, as by a signal, whatever waits for the phone ends with MK_ECLOSED. */
    const volatile sig_atomic_t *stop;
};

/* device: the words of firmware/transport/address.h. Connects, starts the worker, waits for the
 * phone's banner, calls met(). `owner` may be NULL; it is copied. *out is set before anything of
 * the owner is called. */
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

#endif
