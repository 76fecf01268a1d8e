#ifndef MK_CUT_H
#define MK_CUT_H

/*
 * Private to firmware/acquire: files that mix what is in scope with what is not
 * ("filtered-extract", promise 1 of DESIGN.md). Such a container is fetched into a vessel
 * (vessel.h), never to the bundle, and read by the sandboxed worker that reads files for `moka
 * parse`, up to three times:
 *
 *   GATHER   who is in which conversation (where people limit)
 *   TAKE     records that stand for themselves; those in scope are written at once
 *   FOLLOW   what belongs to others: attachments, reactions, conversations
 *
 * What is kept are the lines of JSON that `moka parse` would give, in one payload object a
 * container, of role "filtered-extract". Nothing is carved. Names in them (`source.file`, the
 * beginning of refs) are neutral, as the container's own name may be out of scope.
 */

#include "firmware/acquire/held.h"
#include "firmware/acquire/marks.h"
#include "firmware/acquire/run.h"
#include "firmware/acquire/vessel.h"
#include "firmware/parse/parse.h"
#include "firmware/plan/records.h"
#include "parsers/engine/engine.h"

#define MK_CUT_VIA       "filtered-extract"
#define MK_CUT_FAILED    "failed" /* of a container that could not be fetched or read */
#define MK_CUT_LINES_MAX ((size_t)512 << 20)

/* ---- what became of them (cut.c) ---- */

struct mk_cut_app {
    char id[64];
    uint64_t seen, kept, issues;
};
#define MK_CUT_APPS 160u

struct mk_cut_sums {
    struct mk_cut_app apps[MK_CUT_APPS];
    size_t napps;
    uint64_t files;  /* that were to be cut */
    uint64_t taken;  /* files whose bytes were taken after all: no reader knew them */
    uint64_t failed; /* could not be fetched or read: named as gaps */
    uint64_t inner;  /* files inside that could not be read */
    uint64_t objects, bytes;
};
/* NULL when there are too many. */
struct mk_cut_app *mk_cut_app(struct mk_cut_sums *s, struct mk_span id);

/* Where the containers come from, when that is not the phone's storage. */
struct mk_cut;
enum mk_cut_fetched { MK_CUT_HERE, MK_CUT_GONE, MK_CUT_FLOOD, MK_CUT_DEATH };
struct mk_cut_from {
    /* c->file and its logs into c->parts */
    int (*fetch)(enum mk_cut_fetched *out, struct mk_cut *c, void *u, struct mk_error *e);
    void *u;
    const char *artefact, *route, *command;
};

/* Cuts them all; payload objects from number `base` on. What an earlier start of the run cut
 * counts, whether it is still listed or not. from: NULL for the phone's storage. */
MK_CHECK int mk_cut_files(struct mk_cut_sums *out, struct mk_run *r, const struct mk_held *held,
                          uint64_t base, const struct mk_cut_from *from, struct mk_error *e);
/* A line of the ledger for each app. */
MK_CHECK int mk_cut_cover(struct mk_run *r, const struct mk_cut_sums *s, struct mk_error *e);

/* ---- one container ---- */

enum mk_cut_pass { MK_CUT_GATHER, MK_CUT_TAKE, MK_CUT_FOLLOW };
enum mk_cut_part { MK_CUT_MAIN, MK_CUT_WAL, MK_CUT_JOURNAL, MK_CUT_PARTS };

struct mk_cut_names; /* cut_names.c */

/* What the worker said of a table's records. */
struct mk_cut_head {
    enum mk_kind kind; /* MK_KIND_NONE: not met */
    char app[64];
    struct mk_buf fields; /* as they came */
    struct mk_span file;  /* in them; likewise the next */
    struct mk_span table;
    struct mk_span inner;  /* of `file`: behind the container's path */
    struct mk_buf renamed; /* the whole item, with neutral names */
    bool told;             /* to `lines`, in this pass */
};
#define MK_CUT_HEADS 4096u

struct mk_cut {
    struct mk_run *r;
    const struct mk_cut_from *from;
    const struct mk_held_file *file;
    struct mk_vessel *parts[MK_CUT_PARTS];
    char zone[64]; /* of the phone, for local times; empty: not known */
    struct mk_buf tzif;
    struct mk_parse_extra extra;
    struct mk_parse_team *team; /* the reader, for all containers until it dies */
    uint64_t number;            /* of its payload object */

    enum mk_cut_pass pass;
    bool followers;          /* there are records that follow others */
    struct mk_marks threads; /* app, file, thread: MK_WITH_..., MK_CUT_KEPT */
    struct mk_marks refs;    /* of records that are kept */
    struct mk_cut_sums sums; /* of this container */
    struct mk_cut_names *names;
    struct mk_cut_head *heads; /* MK_CUT_HEADS */
    struct mk_lines *lines;
    struct mk_buf item, out; /* a renamed record; lines on their way */
    bool begun;              /* the payload object */
    bool failed;             /* the reader could not read it, or died of it */
    uint64_t bytes;
};
#define MK_CUT_KEPT 16u

/* The name of a container's section of withheld digests, and its tail: what became of it. */
MK_CHECK int mk_cut_section(struct mk_buf *out, const struct mk_held_file *f, struct mk_error *e);
void mk_cut_put_tail(struct mk_buf *b, uint64_t number, const struct mk_cut_sums *s);
MK_CHECK int mk_cut_read_tail(uint64_t *number, struct mk_cut_sums *s, struct mk_span tail,
                              struct mk_error *e);
/* *number: above all that sections name. One of them may be missing, of a run that was cut between
 * the two; were it given to another container, that one's object would pass for it. */
MK_CHECK int mk_cut_above(uint64_t *number, struct mk_run *r, struct mk_error *e);
/* Of all sections that there are. */
MK_CHECK int mk_cut_add_all(struct mk_cut_sums *out, struct mk_run *r, struct mk_error *e);

/* Fetches and cuts c->file; c->sums says what became of it. */
MK_CHECK int mk_cut_one(struct mk_cut *c, struct mk_error *e);

/* ---- cut_fetch.c ---- */

/* The container and its logs into the vessels. */
MK_CHECK int mk_cut_fetch(enum mk_cut_fetched *out, struct mk_cut *c, struct mk_error *e);

/* ---- cut_read.c: the worker, one pass ---- */

/* Gets ready what reads; asks the phone for its zone. */
MK_CHECK int mk_cut_reader(struct mk_cut *c, struct mk_error *e);

MK_CHECK int mk_cut_read(struct mk_cut *c, enum mk_cut_pass pass, struct mk_error *e);

/* ---- cut_items.c: what it says ---- */

MK_CHECK int mk_cut_items(struct mk_cut *c, struct mk_span items, struct mk_error *e);
void mk_cut_forget_heads(struct mk_cut *c);
/* What is still in hand, at the end of a pass. */
MK_CHECK int mk_cut_flush(struct mk_cut *c, struct mk_error *e);

/* ---- cut_names.c: neutral names ---- */

/* container: its path; shown: what stands for it */
MK_CHECK int mk_cut_names_new(struct mk_cut_names **out, struct mk_span container,
                              const char *shown, struct mk_error *e);
void mk_cut_names_free(struct mk_cut_names *n);
/* The container's name in the bundle: its path, where no part of that can name anybody (it is
 * where an app's table says that its database lies), else one made of `number`. */
void mk_cut_shown(struct mk_buf *out, const struct mk_scope *s, struct mk_span path,
                  uint64_t number);
/* From now on for records of this head. */
MK_CHECK int mk_cut_names_use(struct mk_cut_names *n, const char *app, struct mk_span file,
                              struct mk_error *e);
/* Copies fields, names exchanged; `whole`: all of them, else only those that a conversation keeps.
 * False when they make no sense. */
bool mk_cut_rename(struct mk_buf *out, const struct mk_cut_names *n, struct mk_span fields,
                   bool head, bool whole);

#endif
