#ifndef MK_HOST_DECODE_H
#define MK_HOST_DECODE_H

#include "firmware/worker/decode.h"
#include "host/parse/parse.h"

/* One file through moka-decode, a worker that sees nothing but its bytes. */
struct mk_decode {
    enum mk_decode_what what;
    /* Of the type or the kind; "": by content; of RECOVER "live" or ""; of ROW "NUMBER TABLE"; of
       INNER the path inside. */
    const char *name;
    const char *path;
    /* RECOVER, ROW: the database's -wal and -journal; NULL: as they lie beside it, if they do. */
    const char *beside[MK_BESIDE_COUNT];
    const struct mk_parse_extra *extra;
    /* Takes the output; that of TREE, RECOVER and ROW was found to hold nothing that steers a
     * terminal.
     */
    int (*put)(void *u, struct mk_span bytes, struct mk_error *e);
    void *u;
    /* The path is the folder of an iOS backup, or of a check its Manifest.plist. */
    bool backup;
    /* INNER: the container, or of a backup its manifest, is the file `id` of `src`; `path` is what
     * it is called. `derived` keeps the key that took long to derive, for the next one; its caller
     * wipes it. */
    const struct mk_source *src;
    uint64_t id;
    const struct mk_backup *inside;
    struct mk_buf *derived;
    /* How far the derivation of a key is, and what is odd about what was decrypted (found to hold
     * nothing that steers a terminal); each may be NULL. */
    int (*progress)(void *u, uint64_t done, uint64_t total, struct mk_error *e);
    int (*remark)(void *u, struct mk_span text, struct mk_error *e);
};

/* 0; 1 when something of it is damaged; -1: MK_EUSAGE for an unknown name, MK_EFORMAT when nothing
 * makes sense of the file, MK_EAUTH as parsers/format/decrypt.h has it. */
MK_CHECK int mk_decode(const struct mk_decode *d, struct mk_error *e);

#endif
