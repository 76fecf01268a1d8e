#ifndef MK_GIVEN_H
#define MK_GIVEN_H

#include "firmware/parse/parse.h"
#include "parsers/base/buf.h"

/* What an examiner gives along on the command line: secrets, and the zone of local times. */
#define MK_GIVEN_MAX 64

struct mk_given {
    struct mk_secret secrets[MK_GIVEN_MAX + 1]; /* ends with name == NULL */
    struct mk_buf values[MK_GIVEN_MAX];
    size_t n;
    struct mk_span zone; /* its name, the caller's text; empty: none */
    struct mk_buf tzif;  /* its bytes; none for UTC and offsets */
};

#define MK_GIVEN_KEYS "whatsapp, signal, signal-aci, signal-token, ios-backup, ab or sqlcipher"

/* NAME=VALUE or NAME=@FILE (1 MiB at most). The value is wiped from the argument itself, which
 * other programs of this user could see. MK_EUSAGE for an unknown name; MK_EIO when the file cannot
 * be read. */
MK_CHECK int mk_given_key(struct mk_given *g, char *arg, struct mk_error *e);
/* "UTC", "+02:00", or a name in /usr/share/zoneinfo. MK_EUSAGE when there is no such zone. */
MK_CHECK int mk_given_zone(struct mk_given *g, const char *name, struct mk_error *e);
/* Wipes the secrets. */
void mk_given_done(struct mk_given *g);

#endif
