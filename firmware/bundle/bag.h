#ifndef MK_BAG_H
#define MK_BAG_H

#include "firmware/bundle/bundle.h"
#include "parsers/base/arena.h"
#include <openssl/types.h>

/*
 * A plain BagIt bag of anybody's (RFC 8493, and draft-kunze-bagit-04 to -14 for 0.93 to 0.97).
 * Everything in it is hostile. Only files that the walk through the folder found are ever opened:
 * a path in a manifest or in fetch.txt is looked up among them, never followed.
 *
 *   bagit.txt             "BagIt-Version: M.N", "Tag-File-Character-Encoding: ..."
 *   manifest-<alg>.txt    "<hex> <path>" of every file below data/
 *   tagmanifest-<alg>.txt the same for other files
 *   fetch.txt             "<url> <length or -> <path>" of payload that is still elsewhere
 *   bag-info.txt          "<label>: <value>"; Payload-Oxum: <bytes>.<files>. package-info.txt in
 * 0.93
 *
 * Up to 1.0 paths may hold %0A, %0D (1.0: also %25) for LF, CR, %. Lines end in LF, CR or both.
 */
#define MK_BAG_LISTS  16
#define MK_BAG_DIGEST 64
#define MK_BAG_1_0    1000u /* version: major * 1000 + minor */

struct mk_bag_list { /* a manifest */
    const char *name;
    EVP_MD *md;
    bool tag;
};

struct mk_bag_file { /* found in the folder */
    struct mk_span path;
    uint64_t size;
    uint32_t lists; /* bits: the manifests that have it */
};

struct mk_bag_sum { /* a manifest's line */
    struct mk_span path;
    uint8_t list, n; /* n bytes of digest */
    uint8_t digest[MK_BAG_DIGEST];
};

/* A growing array of one of the above. */
struct mk_bag_array {
    void *p;
    size_t n, cap;
};

struct mk_bag {
    int dir;
    mk_finding *found;
    void *u;
    bool bad, unsupported;
    bool no_memory;         /* or another thing that this machine cannot do: no verdict */
    struct mk_error cannot; /* that one (verify.h) */
    struct mk_arena arena;
    unsigned version;
    bool latin1;
    struct mk_bag_array files, sums, fetch; /* mk_bag_file, mk_bag_sum, struct mk_span; by path */
    struct mk_bag_list lists[MK_BAG_LISTS];
    size_t nlists;
    const struct mk_bag_sum **folded; /* the sums in an order without case; the arena's */
    uint64_t excused;                 /* missing payload files that hold nothing of their own */
};

void mk_bag_say(struct mk_bag *b, bool bad, const char *fmt, ...) MK_PRINTF(3, 4);
/* What mk_verify_open() and mk_verify_folder() had against it, or errno for mk_verify_cannot. */
void mk_bag_against(struct mk_bag *b, const char *path, const char *why);
/* Room for one more, zeroed; NULL and no_memory. */
void *mk_bag_more(struct mk_bag *b, struct mk_bag_array *a, size_t size);
/* A tag file's text; false (and said, when `needed`) when it is not there. */
bool mk_bag_read(struct mk_buf *out, struct mk_bag *b, const char *name, bool needed);
/* The next line of `text` at *at; false at its end. */
bool mk_bag_line(struct mk_span *line, struct mk_span text, size_t *at);

bool mk_bag_declaration(struct mk_bag *b); /* bagit.txt; false: the rest cannot be checked */
void mk_bag_walk(struct mk_bag *b);        /* fills files and lists */
void mk_bag_manifests(struct mk_bag *b);   /* fills sums */
void mk_bag_fetch(struct mk_bag *b);       /* fills fetch */
void mk_bag_compare(struct mk_bag *b);     /* hashes; what is missing, what is not listed */
void mk_bag_oxum(struct mk_bag *b);

/* The path of a tag file's line as one of the folder's: decoded, safe. Says what is wrong or odd;
 * false when it must not be used. In the arena. */
bool mk_bag_path(struct mk_span *out, struct mk_bag *b, const char *where, struct mk_span raw);
struct mk_bag_file *mk_bag_find(const struct mk_bag *b, struct mk_span path);
bool mk_bag_in_fetch(const struct mk_bag *b, struct mk_span path);

#endif
