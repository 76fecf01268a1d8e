#ifndef MK_PHANTOM_IOS_PHONE_H
#define MK_PHANTOM_IOS_PHONE_H

#include "firmware/phantom/exercise.h"
#include "firmware/phantom/fault.h"
#include "firmware/phantom/log.h"
#include <openssl/evp.h>
#include <pthread.h>

/*
 * A simulated iPhone, played from an exercise folder (its format: host/train/train.h, the one
 * place) that is never written to. Every connection to it is served by a process of its own, with
 * plain blocking calls; what they have to agree on is this struct, which lies in memory that they
 * share. What it points at was there before the first of them and is only read; all else that can
 * change is looked at and changed between mk_ios_lock() and mk_ios_unlock().
 */
#define MK_IOS_PAIRS        4u
#define MK_IOS_PORTS        64u
#define MK_IOS_CERT_MAX     4096u
#define MK_IOS_PASSWORD_MAX 256u
#define MK_IOS_ESCROW       32u
#define MK_IOS_LOCKDOWN     62078u /* lockdownd's port; usbmuxd and libimobiledevice know it, too */
#define MK_IOS_FIRST_PORT   49152u /* of those that services get */

/* A host that the phone trusts: what it said of itself when it paired. PEM texts, NUL-ended. */
struct mk_ios_pair {
    char host_id[80], buid[80]; /* host_id "": free */
    char device_cert[MK_IOS_CERT_MAX], host_cert[MK_IOS_CERT_MAX], root_cert[MK_IOS_CERT_MAX];
    uint8_t escrow[MK_IOS_ESCROW];
};

/* A port on which a service waits for one connection. */
struct mk_ios_port {
    uint16_t port; /* 0: free */
    uint8_t service, pair;
};

/* What was asked for on the command line. */
struct mk_ios_switches {
    unsigned pending; /* so many times "Trust?" is still on the screen before it is answered */
    bool deny;        /* with "Don't Trust" */
    bool no_tls;      /* as no real phone: sessions and services in the clear */
    bool mdm;         /* a profile forces backups to be encrypted */
    unsigned rounds;  /* of an encrypted backup's longer derivation; 0: as many as phones ask for */
    unsigned passcode; /* so many times a backup finds the passcode not entered yet */
};

struct mk_ios_phone {
    struct mk_exercise x; /* its document and what has become of it; no providers, no storage */
    int dir;              /* the exercise folder */
    struct mk_ios_switches how;
    EVP_PKEY *key;  /* the phone's, RSA-2048 */
    char *key_text; /* DevicePublicKey: PEM "RSA PUBLIC KEY" (PKCS #1) */
    int log;        /* its descriptor, the caller's; -1: none. See log.h */
    int wake;       /* eventfd: a fault wants something of the phone as a whole */

    pthread_mutex_t lock; /* robust: who dies holding it is forgiven */
    uint64_t asked;       /* lines of the log so far */
    struct mk_faults faults;
    struct mk_fault_link link; /* a connection of fault.h: from plugging in to pulling out; what is
                                  sent and asked on all of the phone's connections counts */
    unsigned pending_left;     /* see mk_ios_switches.pending */
    bool finger;               /* somebody tapped "Trust", or "Don't Trust" */
    unsigned passcode_left;
    bool passcode_shown; /* the screen asks for it: see ios_notify.c */
    struct mk_ios_pair pairs[MK_IOS_PAIRS];
    struct mk_ios_port ports[MK_IOS_PORTS];
    unsigned ports_given, sessions;
    char backup_password[MK_IOS_PASSWORD_MAX]; /* "": backups are not encrypted */
};

/* `how` is copied. The phone is one page range of shared memory; close() gives it back. */
MK_CHECK int mk_ios_phone_open(struct mk_ios_phone **out, const char *dir,
                               const struct mk_ios_switches *how, struct mk_error *e);
void mk_ios_phone_close(struct mk_ios_phone *p);

void mk_ios_lock(struct mk_ios_phone *p);
void mk_ios_unlock(struct mk_ios_phone *p);

/* The phone was asked something: goes to the log and to the faults, before any answer. Not to be
 * called inside of the lock. Texts: "afc:Open /private/var/mobile/Media/x". */
void mk_ios_asked(struct mk_ios_phone *p, const char *fmt, ...) MK_PRINTF(2, 3);
/* The cable is cut: whoever holds it ends this process, so that nobody sees a connection end before
 * the phone is gone. */
_Noreturn void mk_ios_cut(struct mk_ios_phone *p);
/* Whether to lie so now, see mk_fault_lies(). */
bool mk_ios_lies(struct mk_ios_phone *p, enum mk_lie lie);

/* The owner does what the screen asks for: unlocks it, answers "Trust?", enters the passcode. */
void mk_ios_touch(struct mk_ios_phone *p);

/* Its state as the exercise and the faults have it, asked inside of the lock. */
enum mk_phone_lock mk_ios_screen(struct mk_ios_phone *p);
/* Bytes that its storage has, and has free; the latter is about nothing once it is full. */
uint64_t mk_ios_disk(uint64_t *free_bytes, struct mk_ios_phone *p);
/* phone.udid, or "" */
const char *mk_ios_udid(const struct mk_ios_phone *p);

#endif
