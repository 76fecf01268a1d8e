#ifndef MK_BUNDLE_H
#define MK_BUNDLE_H

#include "firmware/bundle/disk.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"
#include "parsers/record/coverage.h"
#include "parsers/source/source.h"

/*
 * The evidence bundle; its layout and file formats are specified in format.h.
 * One writer a folder (it locks the journal; MK_ESTATE when another has it). Until mk_bundle_sync()
 * returns, what was given may be lost by a power cut; after it, never. Nothing here knows phones.
 */
struct mk_bundle;

/* Who, what, when: becomes bag-info.txt. Texts are the caller's, single lines. */
struct mk_bundle_info {
    const char *id;         /* the run: random, 32 hex digits */
    const char *kit_id;     /* principal of the kit's key: "kit:<id>" without the prefix */
    const char *officer_id; /* principal of the officer's key, or NULL: no officer signature */
    const char *exhibit;    /* as the authority names it */
    const char *reference;  /* of the authority */
    const char *authority_sha256; /* hex digits, or NULL: kept for a resumed run, not sealed */
    const char *software;         /* "moka 0.1.0" */
    bool training;
    bool encrypt; /* sealing ends with one file that only its recipients open */
    uint64_t kit_counter;
    int64_t started_us; /* kit wall clock */
    bool clock_trusted;
};

MK_CHECK int mk_bundle_create(struct mk_bundle **out, const char *dir, const struct mk_disk *disk,
                              const struct mk_bundle_info *info, struct mk_error *e);

/* Opens an unsealed bundle again: drops what no valid journal line names, goes on behind the last
 * one. The info is what mk_bundle_create() was given. MK_ESTATE when it is sealed already. */
MK_CHECK int mk_bundle_resume(struct mk_bundle **out, const char *dir, const struct mk_disk *disk,
                              struct mk_error *e);
const struct mk_bundle_info *mk_bundle_info(const struct mk_bundle *b);

/* Releases it as it is; an unsealed one can be resumed. */
void mk_bundle_free(struct mk_bundle *b);

/* A tag file, authority.json or plan.json: whole, durable. */
MK_CHECK int mk_bundle_put(struct mk_bundle *b, const char *name, struct mk_span content,
                           struct mk_error *e);

/*
 * One payload object. `number` is its place in the work list and gives its name; it is the
 * caller's, and used once. Texts are copied.
 */
#define MK_OBJECT_REPLACES 3u
struct mk_object {
    uint64_t number;
    struct mk_span path;    /* the phone's; empty for a reply */
    struct mk_span route;   /* "adb:sync", "adb:content", "adb:shell" */
    struct mk_span command; /* exactly what went to the phone */
    struct mk_span set, column;
    enum mk_role role;
    int64_t row;             /* MK_ROLE_ROW */
    uint32_t mode;           /* as the phone told, 0 unknown; likewise below */
    int64_t size;            /* -1 unknown */
    int64_t mtime_s;         /* INT64_MIN unknown */
    struct mk_span database; /* a database and its logs: the database's path; else empty */
    /* Of a set that had changed while it was copied: the numbers of what was taken then; 0: none */
    uint64_t replaces[MK_OBJECT_REPLACES];
};

/*
 * Starts an object: its BEGIN line is in the journal before this returns (written, so that it
 * outlives this process; durable with the next group), so this comes before the request goes out.
 * Up to MK_BUNDLE_AHEAD objects may be begun ahead, with ascending numbers; write, finish and drop
 * then work on the oldest one that is begun. MK_ESTATE when the number is whole already (one that
 * was dropped may begin again), not above the one before it, or one too many. MK_ELIMIT: path,
 * command or number are beyond format.h.
 */
#define MK_BUNDLE_AHEAD 1024u
MK_CHECK int mk_bundle_begin(struct mk_bundle *b, const struct mk_object *o, struct mk_error *e);
/* When it fails (MK_ENOSPC, MK_EIO) the object is gone, no longer open, and the bundle still good.
 */
/* Bytes gather to blocks of 1 MiB: that they could not be written may show with the next call. */
MK_CHECK int mk_bundle_write(struct mk_bundle *b, struct mk_span bytes, struct mk_error *e);
/* The object is whole: hashes and names it; may commit a group. What the phone told at the end
 * (mode, mtime_s; same unknowns) replaces what BEGIN had. */
struct mk_object_end {
    uint32_t mode;
    int64_t mtime_s;
    struct mk_span remark; /* at most 4 KiB, for the index row; empty: none */
    struct mk_span as;     /* of a command's answer: the file that it can be read as, "shell/x.txt";
                              empty: none */
};
MK_CHECK int mk_bundle_finish(struct mk_digest *sha256, struct mk_bundle *b,
                              const struct mk_object_end *end, struct mk_error *e);
/* The object could not be had: its bytes go, the journal says why. The journal does not outlive
 * sealing: what has to be known later is an act or a line of the ledger. */
MK_CHECK int mk_bundle_drop(struct mk_bundle *b, const char *why, struct mk_error *e);

/* Takes back all that is begun and not ended, as after the death of a worker: it may begin again.
 */
void mk_bundle_recall(struct mk_bundle *b);

/* Whether a resumed bundle was cut while it was sealed: then sealing is all that is left to do. */
bool mk_bundle_sealing(const struct mk_bundle *b);

/* Whether an object of that number is whole (or was dropped) already, as after a resume. */
enum mk_object_state { MK_OBJECT_NONE, MK_OBJECT_WHOLE, MK_OBJECT_DROPPED };
enum mk_object_state mk_bundle_state(const struct mk_bundle *b, uint64_t number);
/* Opens a whole object's bytes, checked against its digest as far as it is read to the end. */
MK_CHECK int mk_bundle_open_object(struct mk_file *out, const struct mk_bundle *b, uint64_t number,
                                   struct mk_error *e);

/* The remark that a whole object was finished with (an unsealed bundle's journal is read for it).
 */
MK_CHECK int mk_bundle_remark(struct mk_buf *out, const struct mk_bundle *b, uint64_t number,
                              struct mk_error *e);
/* The same, and the command that it answers, as display text. */
MK_CHECK int mk_bundle_asked(struct mk_buf *command, struct mk_buf *remark,
                             const struct mk_bundle *b, uint64_t number, struct mk_error *e);

/*
 * One entry of the custody log. `act` is one word ("command", "connected", "resumed"); `fields`
 * writes further members of the JSON object (NULL: none). Time, sequence number and the hash chain
 * are put in here. Durable with the next group, or at once when `now`.
 */
MK_CHECK int mk_bundle_act(struct mk_bundle *b, const char *act,
                           void (*fields)(struct mk_json *j, const void *u), const void *u,
                           bool now, struct mk_error *e);

/* The entries so far that are in the journal, first to last; -1 of `each` ends it. */
MK_CHECK int mk_bundle_acts(const struct mk_bundle *b,
                            int (*each)(void *u, struct mk_span line, struct mk_error *e), void *u,
                            struct mk_error *e);

/* One line of the coverage ledger; a later one with the same artefact, route, where and profile
 * replaces it. */
MK_CHECK int mk_bundle_cover(struct mk_bundle *b, const struct mk_coverage *c, struct mk_error *e);

/* Commits the group in hand: durable when it returns 0. Groups also commit by themselves, in a
 * thread; when that fails every later call tells so, and only freeing and resuming helps. */
MK_CHECK int mk_bundle_sync(struct mk_bundle *b, struct mk_error *e);

/* A file beside the journal that belongs to the run and not to the bundle (the work list): its
 * descriptor, read and write, in a folder that sealing removes. */
MK_CHECK int mk_bundle_scratch(int *fd, struct mk_bundle *b, const char *name, struct mk_error *e);

/* Makes a signature of tagmanifest-sha256.txt (the kit, which comes first, of merkle.json as well):
 * armoured SSHSIG text into `out`. */
struct mk_signer {
    const char *who; /* "kit", "officer": the name of the .sig file */
    int (*sign)(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e);
    void *u;
};

/* Writes index, manifests, bag-info, custody log, coverage; signs; then removes the journal. Each
 * step can be cut by a power failure: resume and seal again. */
MK_CHECK int mk_bundle_seal(struct mk_bundle *b, const struct mk_signer *signers, size_t n,
                            struct mk_error *e);

/* ---- reading ---- */

/*
 * A bundle, sealed or not, as a source: device paths, and provider sets with their roles (order:
 * payload name). Checks nothing; see mk_verify().
 */
MK_CHECK int mk_source_bundle(struct mk_source *out, const char *dir, struct mk_error *e);
/* Whether the folder looks like one of our bundles. */
bool mk_is_bundle(const char *dir);

/* ---- verifying ---- */

enum mk_verdict { MK_INTACT, MK_TAMPERED, MK_UNKNOWN };
enum mk_bag_verdict { MK_BAG_VALID, MK_BAG_INVALID, MK_BAG_UNSUPPORTED };

/* One finding: a line of text, escaped for a terminal. `bad` when it speaks against the bundle. */
typedef void mk_finding(void *u, bool bad, const char *text);

/* trust: an OpenSSH allowed_signers file, NULL for none. revoked: a KRL or list of keys, or NULL.
 * -1, and no verdict, when the folder, `trust` or `revoked` cannot be read, or memory runs out; a
 * file inside that cannot be read is a finding. */
MK_CHECK int mk_verify(enum mk_verdict *out, const char *dir, const char *trust,
                       const char *revoked, mk_finding *found, void *u, struct mk_error *e);
/* The same, and time stamps are checked under the certificates (PEM) of the file tsa; the transfer
 * of the short receipt (transfer.h) has to be there. */
struct mk_verify_by {
    const char *trust, *revoked, *tsa, *receipt; /* each may be NULL */
    /* Now and then, how much of the payload has been read; may be NULL. u is the findings'. */
    void (*seen)(void *u, uint64_t files, uint64_t bytes);
};
MK_CHECK int mk_verify_stamped(enum mk_verdict *out, const char *dir, const struct mk_verify_by *by,
                               mk_finding *found, void *u, struct mk_error *e);
MK_CHECK int mk_verify_bag(enum mk_bag_verdict *out, const char *dir, mk_finding *found, void *u,
                           struct mk_error *e);

#endif
