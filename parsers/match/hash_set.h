#ifndef MK_HASH_SET_H
#define MK_HASH_SET_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * Sets of known files, as laboratories keep and trade them. None of it is trusted to be well
 * formed: what is not understood is counted by the caller.
 *
 *   lines    HEX, or HEX and a name behind it (sha256sum, plain lists); '#' begins a remark. How
 *            many digits there are says which hash: 64 SHA-256, 40 SHA-1, 32 MD5
 *   columns  a first line that names them, with ',', ';' or a tab between and RFC 4180's quotes:
 *            NSRL's NSRLFile.txt ("SHA-1","MD5","CRC32","FileName","FileSize", ...) and what tools
 *            write; names are compared by letters and digits alone
 *   JSON     Project VIC's data model 1.2 to 2.0, CAID's too: objects with MD5, SHA1 or SHA256,
 * with Category, MediaSize, and FileName in MediaFiles
 */
struct mk_known {
    struct mk_span sha256, sha1, md5; /* hex digits; empty: not said */
    struct mk_span name, category, size;
};
/* What it is given holds until it returns; non-zero ends the reading. */
typedef int mk_known_fn(void *u, const struct mk_known *k);

enum mk_known_field {
    MK_KNOWN_NONE,
    MK_KNOWN_SHA256,
    MK_KNOWN_SHA1,
    MK_KNOWN_MD5,
    MK_KNOWN_NAME,
    MK_KNOWN_CATEGORY,
    MK_KNOWN_SIZE
};

#define MK_KNOWN_COLUMNS 64u
struct mk_hash_lines {
    uint8_t column[MK_KNOWN_COLUMNS]; /* enum mk_known_field */
    char between;                     /* 0: lines without columns */
    bool begun;
    struct mk_buf text; /* fields of the line in hand, without quotes */
};
void mk_hash_lines_init(struct mk_hash_lines *l);
void mk_hash_lines_done(struct mk_hash_lines *l);
/* One line, without its end: 1 with *out, 0 when it is a remark, a header or empty, -1 when it
 * makes no sense. *out holds until the next call. */
int mk_hash_line(struct mk_known *out, struct mk_hash_lines *l, struct mk_span line);

/* Whether a file that begins so is JSON. */
bool mk_hash_is_json(struct mk_span begin);
/* MK_EFORMAT: it is no JSON, or holds no set. */
MK_CHECK int mk_hash_json(struct mk_span text, mk_known_fn *each, void *u, struct mk_error *e);

#endif
