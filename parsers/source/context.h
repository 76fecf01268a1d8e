#ifndef MK_CONTEXT_H
#define MK_CONTEXT_H

#include "parsers/base/hash.h"
#include "parsers/base/zone.h"
#include "parsers/source/backup.h"
#include "parsers/source/scratch.h"

struct mk_shape;

/* What the examiner gave along, and what a reader may need beside the file itself. */
struct mk_secret {
    const char *name;     /* "whatsapp", "signal", "signal-aci", "ab", "sqlcipher" */
    struct mk_span value; /* the text of --key; of @FILE the file's bytes */
};

/* Who wants to know how far what takes long is (the derivation of a key), and what is odd about
 * something that is decrypted. Each may be NULL; other than 0 ends the work. */
struct mk_listener {
    int (*tell)(void *u, uint64_t done, uint64_t total, struct mk_error *e);
    int (*remark)(void *u, const char *text, struct mk_error *e); /* safe to print */
    void *u;
};

/* A key that took long to derive, and what out of: so that who opens the same file a second time
 * does not wait again. Secret. */
struct mk_derived {
    bool has, told; /* told: to others who may want it */
    struct mk_digest of;
    uint8_t key[32];
};

struct mk_context {
    struct mk_span path;             /* of the file, inside what is parsed */
    const struct mk_secret *secrets; /* ends with name == NULL; may be NULL */
    bool deleted;                    /* deleted rows of databases are asked for as well */
    const struct mk_zone *zone;      /* --default-zone, for local times without one; NULL: none */
    struct mk_scratch *scratch;      /* NULL: there is none, what needs it fails */
    size_t memory_max;               /* 0: 64 MiB */
    const struct mk_shape *shape;    /* what the app says of its documents; NULL: nothing */
    const struct mk_file *beside;    /* what the app names so; NULL: it is not there */
    const struct mk_digest *sha256;  /* of the file, as its source says; NULL: not known */
    const struct mk_listener *listener; /* NULL: nobody listens */
    const struct mk_backup *backup;     /* the file is its manifest; NULL: it is none */
    struct mk_derived *derived;         /* the last one; NULL: none is kept */
};

/* The n-th value given under that name; false when there is none. */
bool mk_secret_at(struct mk_span *out, const struct mk_context *cx, const char *name, size_t n);

#endif
