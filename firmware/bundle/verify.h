#ifndef MK_VERIFY_H
#define MK_VERIFY_H

#include "firmware/bundle/bundle.h"
#include "firmware/bundle/format.h"
#include "firmware/bundle/lines.h"
#include <sys/stat.h>

/*
 * The verifier's parts. Everything in the folder is hostile: names and contents. Nothing outside
 * of it is ever opened: one level at a time, links refused. Memory does not grow with the bundle.
 *
 * What speaks against a bundle is only what the bundle itself shows. What this machine cannot do is
 * an error without a verdict, neither TAMPERED nor INTACT, whatever else was found:
 *
 *   ENOENT                      the name is not there: missing                   a finding
 *   ELOOP, EMLINK, ENOTDIR,     there is something else by that name: a link,    a finding
 *   a name that is no file      a pipe, a socket, a folder where a file belongs
 *   EMFILE, ENFILE, ENOMEM      too many files open, no memory                   an error
 *   EACCES, EPERM               not this user's to read: also a whole bundle may an error
 *                               come off a stick like that
 *   EIO, ETIMEDOUT, ESTALE,     the disk, its cable, the network: nobody has     an error
 *   ENXIO and any other         seen what is written there
 *   read() of what was opened   whatever it says                                 an error
 *   no memory for OpenSSL or    either takes it for bytes that make no sense;    an error
 *   Jansson                     starved.h tells
 *   no thread                   the others hash                                  nothing
 *   no kind of signature here   an OpenSSL that was built or set up without it   an error
 */

/* ---- verify_file.c: reading below a folder; the plain BagIt verifier uses it too ---- */

/* A regular file, for reading: its descriptor, or -1 with a word for what it is instead. `*why` is
 * "missing", "a link", "a folder", "not a regular file", or mk_verify_cannot, with errno: that is
 * about this machine. */
extern const char mk_verify_cannot[];
int mk_verify_open(const char **why, int dir, const char *name, struct stat *st);
/* A folder; -1 and *why likewise. */
int mk_verify_folder(const char **why, int dir, const char *name);
/* Calls `each` for every name but . and .. ; stops when it returns non-zero, and returns that. -1
 * with errno when the folder cannot be read. The descriptor stays the caller's. */
int mk_verify_names(int dir, int (*each)(void *u, const char *name), void *u);

/* read(), again after a signal. */
ssize_t mk_verify_read(int fd, void *p, size_t n);

#define MK_VERIFY_STEP ((size_t)256 << 10)
/* SHA-256 of an open file, by a digest and a buffer of MK_VERIFY_STEP bytes that the caller keeps.
 * MK_EIO, MK_ENOMEM. */
MK_CHECK int mk_verify_hash(struct mk_digest *out, uint64_t *bytes, int fd, struct mk_sha256 *h,
                            uint8_t *step, struct mk_error *e);

/* A whole file, as far as the buffer takes it. MK_EIO, MK_ELIMIT, MK_ENOMEM. */
MK_CHECK int mk_verify_slurp(struct mk_buf *out, int fd, struct mk_error *e);

/* ---- one run ---- */

struct mk_verify_info { /* bag-info.txt, as far as others need it */
    char kit[128], officer[128], run[128];
    bool by_kit, by_officer; /* the signatures that it names */
    uint64_t bytes, files;   /* Payload-Oxum */
    int64_t started_us, sealed_s;
    bool whole; /* it was well formed */
};

struct mk_verify {
    int dir;
    struct mk_error cannot; /* what this machine could not do first; nothing is said from then on */
    unsigned starved;       /* starved.h, at the beginning */
    const char *trust, *revoked, *tsa, *receipt;
    mk_finding *found;
    void (*seen)(void *u, uint64_t files, uint64_t bytes);
    void *u;
    struct mk_verify_info info;
    bool training, sealed;
    bool bad;   /* something speaks against the bundle */
    bool doubt; /* something could not be checked */
};

/* This machine cannot read `path`, by errno: there will be no verdict. */
void mk_verify_give_up(struct mk_verify *v, const char *path);
/* What mk_verify_open() and mk_verify_folder() had against it: a finding, or that. */
void mk_verify_against(struct mk_verify *v, const char *path, const char *why);
/* Whether there is such a name, whatever it is. */
bool mk_verify_there(struct mk_verify *v, const char *path);
/* The end of a run: the verdict, unless there cannot be one. */
MK_CHECK int mk_verify_end(enum mk_verdict *out, const struct mk_verify *v, struct mk_error *e);

/* A finding. Texts among the arguments have to be our own or have gone through mk_verify_text(). */
void mk_verify_say(struct mk_verify *v, bool bad, const char *fmt, ...) MK_PRINTF(3, 4);
/* Hostile text, escaped and cut to fit; into `out`, which it returns. */
struct mk_verify_text {
    char s[256];
};
const char *mk_verify_text(struct mk_verify_text *out, struct mk_span s);

/* Each looks at one part and says what it finds. -1 only when the check itself could not be made
 * (memory, the trust file). */
MK_CHECK int mk_verify_info(struct mk_verify *v, struct mk_error *e);   /* bagit.txt, bag-info */
void mk_verify_tree(struct mk_verify *v);                               /* foreign names */
MK_CHECK int mk_verify_tags(struct mk_verify *v, struct mk_error *e);   /* tagmanifest */
MK_CHECK int mk_verify_signed(struct mk_verify *v, struct mk_error *e); /* signatures */
/* One of them: `message` by "prefix:id". */
MK_CHECK int mk_verify_signature(struct mk_verify *v, const char *path, const char *prefix,
                                 const char *id, struct mk_span message, struct mk_error *e);
MK_CHECK int mk_verify_custody(struct mk_verify *v, struct mk_error *e); /* custody log */
MK_CHECK int mk_verify_ledger(struct mk_verify *v, struct mk_error *e);  /* coverage */
/* withheld.jsonl: its form, and that the ledger counts as many. */
MK_CHECK int mk_verify_terms(struct mk_verify *v, struct mk_error *e); /* of the authority */
MK_CHECK int mk_verify_withheld(struct mk_verify *v, struct mk_error *e);
MK_CHECK int mk_verify_transfers(struct mk_verify *v, struct mk_error *e); /* hand-overs */
MK_CHECK int mk_verify_payload(struct mk_verify *v, struct mk_error *e); /* manifest, index, data */
MK_CHECK int mk_verify_merkle(struct mk_verify *v, struct mk_error *e);  /* merkle.json */
MK_CHECK int mk_verify_journal(struct mk_verify *v,
                               struct mk_error *e); /* unsealed: in place of the rest */

/* The next line of a file that is being checked, and its number: 1, 0 at the end, -1 when it cannot
 * be read. What is behind the last line is said with `path` in front. */
MK_CHECK int mk_verify_line(struct mk_span *line, uint64_t *n, struct mk_lines *l,
                            struct mk_verify *v, const char *path, struct mk_error *e);

/* Opens a tag file; says what is wrong with it, and returns -1 then. */
int mk_verify_tag(struct mk_verify *v, const char *path);
/* All of a tag file: 1; 0 when it cannot be had, which is said then; -1 MK_ENOMEM, MK_EIO. */
MK_CHECK int mk_verify_tag_read(struct mk_buf *out, struct mk_verify *v, const char *path,
                                struct mk_error *e);
/* Whether such a file may stand in the bundle: a tag file by its path. */
bool mk_verify_is_tag(struct mk_span path);

/* ---- verify_hash.c: payload, on all processors ---- */

struct mk_verify_job {
    uint64_t n;
    int folder;              /* where it lies */
    struct mk_digest expect; /* of the manifest */
    int64_t bytes;           /* of the index, -1: it has none */
    /* the result */
    const char *why; /* could not be opened */
    int err;         /* errno of what this machine could not do */
    struct mk_digest got;
    uint64_t size;
};
/* Hashes them all. -1: MK_ENOMEM. */
MK_CHECK int mk_verify_hash_all(struct mk_verify_job *jobs, size_t n, struct mk_error *e);

/* ---- verify_data.c: what lies in data/ ---- */

#define MK_VERIFY_FOLDERS (MK_OBJECT_MAX / MK_OBJECTS_PER_FOLDER + 1)

/* "data/NNN/NNNNNNN"; the name alone starts at 9 or later, behind the last '/'. */
struct mk_verify_path {
    char s[40];
};
const char *mk_verify_path(struct mk_verify_path *out, uint64_t n);
/* The number in such a path; false for any other text. */
bool mk_verify_number(uint64_t *n, struct mk_span path);

/* Walks data/ by number. Foreign names and what is no file are said once, when their folder is
 * opened. */
struct mk_verify_data {
    struct mk_verify *v;
    int data;                                       /* -1: there is no such folder */
    int folder;                                     /* the open one, -1 none */
    uint64_t at;                                    /* number of the next place to look at */
    uint8_t folders[MK_VERIFY_FOLDERS / 8 + 1];     /* bits: there is such a folder */
    uint8_t objects[MK_OBJECTS_PER_FOLDER / 8 + 1]; /* in the open folder */
    size_t names;
};
void mk_verify_data_open(struct mk_verify_data *d, struct mk_verify *v);
void mk_verify_data_done(struct mk_verify_data *d);
/* The next object's number, UINT64_MAX behind the last one. Before it leaves a folder, whose
 * descriptor then goes, it calls `leave` (NULL: nothing). */
MK_CHECK int mk_verify_data_next(uint64_t *n, struct mk_verify_data *d,
                                 int (*leave)(void *u, struct mk_error *e), void *u,
                                 struct mk_error *e);

#endif
