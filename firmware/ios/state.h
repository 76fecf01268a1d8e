#ifndef MK_IOS_STATE_H
#define MK_IOS_STATE_H

/* Private to firmware/ios: the worker, its connection to the phone, its words to the parent. */

#include "firmware/ios/ios.h"
#include "firmware/ios/paths.h"
#include "firmware/worker/phone.h"
#include "parsers/base/cursor.h"
#include <libimobiledevice/afc.h>
#include <libimobiledevice/house_arrest.h>
#include <libimobiledevice/lockdown.h>
#include <libimobiledevice/service.h>

/* A file service, kept open from one request to the next. */
struct mk_ios_files {
    afc_client_t afc;
    house_arrest_client_t house; /* of an app's: what `afc` runs over */
    char app[256];               /* the bundle id it leads to */
};

struct mk_ios {
    struct mk_chan *parent, *proxy;
    idevice_t device;
    lockdownd_client_t session;
    struct mk_ios_files files[MK_IOS_PLACES];
    char udid[64];
    int allow_ms;
    uint16_t stream; /* of the request in hand */
    bool cancelled;  /* it was called off */
    bool over;       /* the parent said QUIT or has gone, or was told LOST */
    bool given_up;   /* it was locked as long as somebody was waited for: not waited for again */
    bool hush;       /* the session's connection is dead: nothing goes out on it */
    bool may_pair;   /* it said GO */
    uint8_t waiting; /* enum mk_phone_wait, as the parent was told */
    struct mk_buf queue; /* RECV frames of the request in hand, not begun: see recv.c */
};

/* ---- words to the parent (say.c). -1: it cannot be spoken to ---- */
MK_CHECK int mk_say_text(struct mk_ios *x, uint16_t type, struct mk_span text, struct mk_error *e);
MK_CHECK int mk_say_said(struct mk_ios *x, const char *request, struct mk_error *e);
/* "WORD PATH" */
MK_CHECK int mk_say_said_path(struct mk_ios *x, const char *word, struct mk_span path,
                              struct mk_error *e);
/* Said once until it changes. */
MK_CHECK int mk_say_wait(struct mk_ios *x, enum mk_phone_wait what, const char *detail,
                         struct mk_error *e);
/* The connection is gone: the worker ends. */
MK_CHECK int mk_say_lost(struct mk_ios *x, const char *why, struct mk_error *e);
/* The same, where trying again does not help. */
MK_CHECK int mk_say_denied(struct mk_ios *x, const char *why, struct mk_error *e);
MK_CHECK int mk_say_done(struct mk_ios *x, enum mk_phone_status status, int32_t code,
                         const char *why, struct mk_error *e);
/* Bytes, in frames that fit. */
MK_CHECK int mk_say_data(struct mk_ios *x, struct mk_span bytes, struct mk_error *e);

/* Takes what the parent says meanwhile, waiting up to wait_ms for the first word: CANCEL, QUIT and
 * further RECV frames of the request in hand. 1: the request is to end; 0; -1. */
MK_CHECK int mk_iosw_listen(struct mk_ios *x, int wait_ms, struct mk_error *e);

/* ---- the connection (meet.c, pair.c) ---- */

/* From nothing to PHONE, or to LOST (x->over). -1 as above. */
MK_CHECK int mk_iosw_meet(struct mk_ios *x, struct mk_error *e);
void mk_iosw_leave(struct mk_ios *x);
/* A session, a new one where the phone has ended the last. */
MK_CHECK lockdownd_error_t mk_iosw_session(struct mk_ios *x);
/* Ends when the phone knows this case's identity: 0 and x->over or not. */
MK_CHECK int mk_iosw_pair(struct mk_ios *x, struct mk_span banner, struct mk_error *e);
/* EXEC's MK_IOS_UNPAIR, up to its DONE. */
MK_CHECK int mk_iosw_unpair(struct mk_ios *x, struct mk_error *e);
/* A phone whose question was answered begins anew on the cable (libimobiledevice, issue 20): it has
 * a few seconds to come back before it counts as unplugged. 1: it is there; 0: it is not, or all is
 * over; -1. */
MK_CHECK int mk_iosw_there(struct mk_ios *x, struct mk_error *why, struct mk_error *e);
/* Waits a second for somebody to touch the phone: 1: go on trying; 0: no more (x->over, or it was
 * called off); -1. A phone that is not there any more is told as LOST. */
MK_CHECK int mk_iosw_patience(struct mk_ios *x, enum mk_phone_wait what, struct mk_error *e);
/* As firmware/worker/phone.h's PHONE has it. */
void mk_iosw_banner(struct mk_buf *out, plist_t values);

/* ---- services (services.c) ---- */

/* Starts one, waiting for a phone that is locked. 1: *out; 0: it does not start, `why` says so in
 * the phone's word, or all is over; -1. */
MK_CHECK int mk_iosw_start(lockdownd_service_descriptor_t *out, struct mk_ios *x,
                           const char *service, bool escrow, char why[static 200],
                           struct mk_error *e);
/* The file service that reaches a path. 1, 0, -1 as above. */
MK_CHECK int mk_iosw_files(struct mk_ios_files **out, struct mk_ios *x, const struct mk_ios_path *p,
                           char why[static 200], struct mk_error *e);
void mk_iosw_files_close(struct mk_ios_files *f);

/* What AFC tells of a path. */
struct mk_ios_info {
    char type; /* as in ENTRIES */
    uint32_t mode;
    uint64_t size;
    int64_t mtime_s;
    char link[256]; /* where it leads, when it is one */
};
afc_error_t mk_iosw_info(struct mk_ios_info *out, afc_client_t c, const char *path);
/* Whether the connection is of no use any more after this. */
bool mk_iosw_broken(afc_error_t err);

/* DONE of a word of EXEC's: the phone's own word for an error, else "", makes it exit code 1. An
 * error of a phone that has gone is none of its answers. */
MK_CHECK int mk_iosw_ended(struct mk_ios *x, const char *why, struct mk_error *e);
/* The answer as XML, and DONE. */
MK_CHECK int mk_iosw_give(struct mk_ios *x, plist_t answer, struct mk_error *e);
/* EXEC's MK_IOS_PROFILES and MK_IOS_CLOUD, up to their DONE (profiles.c). */
MK_CHECK int mk_iosw_profiles(struct mk_ios *x, bool cloud, struct mk_error *e);

/* ---- requests: each ends with its DONE ---- */
MK_CHECK int mk_iosw_exec(struct mk_ios *x, struct mk_span body, struct mk_error *e);
MK_CHECK int mk_iosw_list(struct mk_ios *x, struct mk_span body, struct mk_error *e);
MK_CHECK int mk_iosw_stat(struct mk_ios *x, struct mk_span body, struct mk_error *e);
MK_CHECK int mk_iosw_recv(struct mk_ios *x, struct mk_span body, struct mk_error *e);

/* ---- the phone's words for errors (words.c) ---- */
const char *mk_lockdown_word(lockdownd_error_t err); /* "PasswordProtected" */
const char *mk_afc_word(afc_error_t err);            /* "ObjectNotFound" */
uint32_t mk_afc_errno(afc_error_t err);

#endif
