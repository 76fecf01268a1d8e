#ifndef MK_IOS_BACKUP_RUN_H
#define MK_IOS_BACKUP_RUN_H

/*
 * Private to firmware/acquire: an iPhone's backup, received and kept.
 *
 * Where the scope is whole every file of it is a payload object, path "/backup/UDID/<name in the
 * backup>" ("Snapshot/", where the phone puts files first, is taken out), so that the bundle reads
 * as a backup's folder. Its objects have numbers of their own, from MK_BACKUP_FIRST on, as they
 * come: a run that was cut receives the backup anew, and how many files it has is not known before
 * its end.
 *
 * Where it is not whole, files that the scope means (firmware/plan/ios.h) are objects under their
 * paths on the device; databases that mix what is in scope with what is not are held in vessels and
 * cut when all has come; of the rest, and of the backup's own lists, there are keyed digests (by
 * the path that the file would have in the bundle of a whole scope) and counts. Where the phone
 * encrypts its backups, names tell the same, and what is in scope is held until its owner's
 * password opens it (below); without that password nothing is asked for.
 *
 * A name that comes again is held against what is in the bundle while it arrives: what is the same
 * takes no room, what differs becomes an object that replaces the first.
 */

#include "firmware/acquire/run.h"
#include "firmware/acquire/vessel.h"
#include "firmware/plan/ios.h"
#include "parsers/base/arena.h"
#include "parsers/source/backup.h"

#define MK_BACKUP_FIRST    50000000u
#define MK_BACKUP_CUT      90000000u /* of what is cut */
#define MK_BACKUP_ARTEFACT "ios.backup"
#define MK_BACKUP_LEFT     "ios.backup_left" /* of a domain, beside the line of it all */
#define MK_BACKUP_ROUTE    "ios:mobilebackup2"
#define MK_BACKUP_COMMAND  "backup:Backup"

#define MK_BACKUP_ASKED_MAX 3   /* times that it may be locked when it is asked */
#define MK_BACKUP_LOCKED    208 /* the phone's error */

/* Receives it, unless an earlier start of the run has it whole or has given it up; its line of the
 * ledger, and acts: backup-begins, backup-ends, backup-waits, backup-odd. What the phone refuses is
 * a line of the ledger and no failure. */
MK_CHECK int mk_run_ios_backup(struct mk_run *r, struct mk_error *e);

/*
 * Whether a password opens the encrypted backup that is in the bundle. Tried once, by a worker that
 * gets the password and Manifest.plist and nothing else; rounds of its derivation show as progress.
 * Act: backup-password-tried. MK_EABSENT: the bundle has no Manifest.plist; MK_EUSAGE, MK_EFORMAT:
 * what is there is not encrypted, or makes no sense.
 */
enum mk_backup_fit { MK_BACKUP_OPENS, MK_BACKUP_WRONG };
MK_CHECK int mk_run_ios_backup_try(enum mk_backup_fit *out, struct mk_run *r,
                                   struct mk_span password, struct mk_error *e);

/* The same of one that lies in a vessel. */
MK_CHECK int mk_run_ios_backup_fits(enum mk_backup_fit *out, struct mk_run *r,
                                    const struct mk_vessel *manifest, struct mk_span password,
                                    struct mk_error *e);

/* ---- paths to numbers (ios_backup_names.c) ---- */

struct mk_backup_names {
    struct mk_backup_name_slot *slots;
    size_t n, room;
};
struct mk_backup_name_slot {
    uint8_t key[16];
    uint32_t number; /* of its object; 0: none */
    bool seen;       /* it came in this attempt */
    bool removed;    /* and was taken back: counted in the sums */
};
void mk_backup_names_done(struct mk_backup_names *t);
/* The slot of a path, made where there is none: stays until the next call. NULL: no memory. */
struct mk_backup_name_slot *mk_backup_names_at(struct mk_backup_names *t, struct mk_span name,
                                               struct mk_error *e);
/* How many have a number and were not seen. */
uint64_t mk_backup_names_unseen(const struct mk_backup_names *t);

/* ---- one attempt (ios_backup_take.c) ---- */

struct mk_backup_sums {
    uint64_t files;    /* that came */
    uint64_t kept;     /* are in the bundle now, of these */
    uint64_t bytes;    /* of those */
    uint64_t same;     /* were there before */
    uint64_t replaced; /* were there before, with other bytes */
    uint64_t refused;  /* the phone could not read them */
    uint64_t cut;      /* came to no end */
    uint64_t remarked; /* came with a word of the phone's */
    uint64_t odd;      /* names that are none, and requests that make no sense */
    uint64_t removed;  /* the phone took them back */
    uint64_t stale;    /* of an earlier attempt, not in this one */
    uint64_t left;     /* by the scope */
    uint64_t held;     /* to be cut or opened, and the lists: in vessels, kept by none */
};

/* ---- of a scope that is not whole (ios_backup_part.c) ---- */

/* Status.plist, Manifest.plist, Manifest.db or .mbdb, Info.plist */
#define MK_BACKUP_LISTS_HELD    5u
#define MK_BACKUP_LIST_MANIFEST 1u
#define MK_BACKUP_AREAS         24u
struct mk_backup_held {
    struct mk_span path;        /* of the database, with its '/' in front */
    struct mk_vessel *parts[3]; /* enum mk_cut_part; NULL: did not come */
};
/* A file that is in scope and may be encrypted: its bytes lie in the store, one vessel for all. */
struct mk_backup_sealed {
    uint8_t name[MK_PAYLOAD_NAME];
    bool flat, whole, opened;
    bool cut;                /* it is read and cut; else kept as it is */
    struct mk_span path;     /* on the device, with its '/' in front */
    struct mk_span database; /* or empty */
    uint64_t at, size;
};
struct mk_backup_part {
    /* Nothing is an object before the phone's lists have said whether it is encrypted. */
    bool seals, wrong; /* the password is not the one */
    struct mk_vessel *store;
    struct mk_buf sealed; /* struct mk_backup_sealed[] */
    size_t hand;          /* the one in hand */
    struct mk_ios_index index;
    struct mk_arena arena;
    struct mk_buf held; /* struct mk_backup_held[] */
    struct mk_vessel *lists[MK_BACKUP_LISTS_HELD];
    struct {
        const char *area;
        uint64_t files, bytes;
    } areas[MK_BACKUP_AREAS]; /* of what is left */
    const char *why, *area;   /* of the file in hand */
};
struct mk_backup_intake;
MK_CHECK int mk_backup_part_open(struct mk_backup_part *p, struct mk_error *e);
void mk_backup_part_done(struct mk_backup_part *p);
/* From the phone's first file on, again: what is held goes, and a new section of digests begins. */
MK_CHECK int mk_backup_part_again(struct mk_backup_part *p, struct mk_run *r, struct mk_error *e);
/* What becomes of a file: t->sink, and t->path or t->vessel. */
MK_CHECK int mk_backup_part_begin(struct mk_backup_intake *t, const struct mk_backup_file *f,
                                  struct mk_span name, struct mk_error *e);
/* What was held in it is no use. */
void mk_backup_part_lost(struct mk_backup_part *p, struct mk_vessel *v);
/* What it is under on the device, t->path, is to be cut: the vessel for it, or NULL with why. */
MK_CHECK int mk_backup_part_vessel(struct mk_vessel ***out, struct mk_backup_intake *t,
                                   struct mk_error *e);
/* The digest of one that is left. */
MK_CHECK int mk_backup_part_left(struct mk_backup_intake *t, uint64_t bytes, struct mk_error *e);
/* A list that the phone wants back: 1; 0: it has not come. */
MK_CHECK int mk_backup_part_list(struct mk_file *out, const struct mk_backup_part *p,
                                 struct mk_span name, struct mk_error *e);
/* Whether its Manifest.plist says that what came is encrypted. */
bool mk_backup_part_encrypted(const struct mk_backup_part *p);
/* All has come: the digests stand, what is held is cut and goes; how many files of which domain
 * were left is a line of the ledger each. */
MK_CHECK int mk_backup_part_end(struct mk_backup_part *p, struct mk_run *r, struct mk_error *e);

/* ---- what may be encrypted (ios_backup_seal.c, ios_backup_unseal.c) ---- */

struct mk_backup_sealed *mk_backup_sealed_at(const struct mk_backup_part *p, size_t i);
void mk_backup_seal_empty(struct mk_backup_part *p);
/* The file in hand, of t->path, into the store. */
MK_CHECK int mk_backup_seal_begin(struct mk_backup_intake *t, struct mk_span name, bool cut,
                                  struct mk_error *e);
MK_CHECK int mk_backup_seal_bytes(struct mk_backup_intake *t, struct mk_span bytes,
                                  struct mk_error *e);
void mk_backup_seal_end(struct mk_backup_intake *t, bool whole);
/* Manifest.plist is there: the password is tried. MK_EAUTH: it is wrong, t->part.wrong. */
MK_CHECK int mk_backup_seal_try(struct mk_backup_intake *t, struct mk_error *e);
/* One of them, in the clear, to where it goes: an object, or the vessel in which it is cut. */
MK_CHECK int mk_backup_seal_open(struct mk_backup_intake *t, struct mk_backup_sealed *s,
                                 struct mk_error *e);
MK_CHECK int mk_backup_seal_put(struct mk_backup_intake *t, struct mk_span bytes,
                                struct mk_error *e);
MK_CHECK int mk_backup_seal_close(struct mk_backup_intake *t, bool whole, struct mk_error *e);
/* All has come: each of them is decrypted by a worker that has the password, or copied where the
 * backup is not encrypted after all. What cannot be decrypted is named. */
MK_CHECK int mk_backup_unseal(struct mk_backup_intake *t, struct mk_error *e);

/* What stands of an earlier start of the run stays. */
MK_CHECK int mk_backup_part_claim(struct mk_run *r, struct mk_error *e);

enum mk_backup_sink { MK_SINK_NONE, MK_SINK_OBJECT, MK_SINK_VESSEL, MK_SINK_STORE };
struct mk_backup_intake {
    struct mk_run *r;
    bool whole;
    struct mk_backup_part part;
    char udid[80];
    struct mk_backup_names names;
    uint64_t next; /* number of the next new object */
    struct mk_backup_sums sums;
    uint64_t most; /* bytes that may come in an attempt: the phone has no more */
    uint64_t came; /* of them */
    bool flood;    /* it was too much */
    uint64_t room; /* that the phone asked for; 0: none */
    char what[64]; /* for the progress */
    unsigned percent;

    /* the file in hand */
    enum mk_backup_sink sink;
    struct mk_vessel *vessel;
    struct mk_buf path;
    struct mk_span database; /* of the arena of `part`, or empty */
    struct mk_file before;   /* what is in the bundle, while it is the same */
    bool comparing, begun;
    uint64_t number, old, at; /* of its object, of the one before; bytes so far */
    uint8_t *block;
};
/* Knows what the bundle has of it already. */
MK_CHECK int mk_backup_intake_open(struct mk_backup_intake *t, struct mk_run *r,
                                   struct mk_error *e);
void mk_backup_intake_done(struct mk_backup_intake *t);
/* From the phone's first file on, again. */
MK_CHECK int mk_backup_intake_again(struct mk_backup_intake *t, struct mk_error *e);
#define MK_BACKUP_BLOCK    ((size_t)64 << 10) /* of t->block */
#define MK_BACKUP_NAME_MAX 1024u
#define MK_BACKUP_ACTS     100u /* of a kind in the custody log; all are counted */
/* A name as a backup can have it; one without the folder in which files first lie. */
bool mk_backup_is_name(struct mk_span name);
struct mk_span mk_backup_placed(struct mk_span name);
/* Custody: what makes no sense. */
MK_CHECK int mk_backup_odd(struct mk_backup_intake *t, struct mk_span what, struct mk_error *e);
/* The slot of t->path; NULL: no memory. */
struct mk_backup_name_slot *mk_backup_slot(struct mk_backup_intake *t, struct mk_error *e);
void mk_backup_close_before(struct mk_backup_intake *t);
/* An object of t->path, as if it were coming from the phone. */
MK_CHECK int mk_backup_keep_begin(struct mk_backup_intake *t, struct mk_error *e);
MK_CHECK int mk_backup_keep_bytes(struct mk_backup_intake *t, struct mk_span bytes,
                                  struct mk_error *e);
MK_CHECK int mk_backup_keep_end(struct mk_backup_intake *t, struct mk_span remark,
                                struct mk_error *e);
/* It came to no end: named in custody. status: 1 refused, 2 cut short */
MK_CHECK int mk_backup_lost(struct mk_backup_intake *t, int status, struct mk_span why,
                            struct mk_error *e);
/* What the phone took back is there after all. */
void mk_backup_is_back(struct mk_backup_intake *t, struct mk_backup_name_slot *s);
/* For struct mk_backup_take, `u` is the intake (ios_backup_note.c). */
int mk_backup_on_note(void *u, unsigned what, uint64_t number, struct mk_span text,
                      struct mk_error *e);
int mk_backup_on_want(void *u, struct mk_file *out, struct mk_span raw, struct mk_error *e);
/* Whether its list of files came, Manifest.db or, before iOS 10, Manifest.mbdb: 1, 0, -1. */
MK_CHECK int mk_backup_has_list(struct mk_backup_intake *t, struct mk_error *e);
/* "/backup/UDID/NAME" into t->path. */
MK_CHECK int mk_backup_intake_whole_path(struct mk_backup_intake *t, struct mk_span name,
                                         struct mk_error *e);
struct mk_backup_take mk_backup_intake_take(struct mk_backup_intake *t);

/* ---- what becomes of it, over all starts of the run (ios_backup_state.c) ---- */

enum mk_backup_stand { MK_BACKUP_OPEN, MK_BACKUP_WHOLE, MK_BACKUP_REFUSED, MK_BACKUP_LOST };
struct mk_backup_state {
    enum mk_backup_stand stand;
    uint64_t losses; /* of the connection, or of the worker, without anything new in between */
    struct mk_backup_sums sums;
    char why[256];
};
/* The run's scratch file "backup". */
MK_CHECK int mk_backup_state_read(struct mk_backup_state *s, struct mk_run *r, struct mk_error *e);
/* Durable when it returns 0. */
MK_CHECK int mk_backup_state_write(const struct mk_backup_state *s, struct mk_run *r,
                                   struct mk_error *e);

#endif
