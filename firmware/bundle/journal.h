#ifndef MK_JOURNAL_H
#define MK_JOURNAL_H

#include "firmware/bundle/disk.h"
#include "firmware/bundle/format.h"
#include "firmware/bundle/lines.h"
#include "parsers/base/buf.h"
#include "parsers/base/hash.h"

/* The journal of an unsealed bundle: chained lines as format.h describes them. */

#define MK_JOURNAL_NAME  "journal"
#define MK_JOURNAL_DIGIT 16 /* hex digits in front of a line */

/* The checksum of the line before, and what makes the next. */
struct mk_chain {
    char digits[MK_JOURNAL_DIGIT + 1]; /* empty in front of the first line */
    struct mk_sha256 *hash;
};
MK_CHECK int mk_chain_init(struct mk_chain *c, struct mk_error *e);
void mk_chain_done(struct mk_chain *c);
/* Goes on to the line that holds `json`. */
MK_CHECK int mk_chain_next(struct mk_chain *c, struct mk_span json, struct mk_error *e);

/* The writing end. Lines are gathered, then written together; lines of a write that fails are
 * taken back, so that the file never holds half of them. Not for two threads at once. */
struct mk_journal {
    const struct mk_disk *disk;
    int fd;            /* O_APPEND; the caller opens it, mk_journal_done() closes it */
    uint64_t end;      /* of the lines that stand */
    uint64_t written;  /* in the file behind `end`, not yet standing */
    struct mk_buf out; /* behind that, not yet in the file */
    struct mk_chain chain;
    char standing[MK_JOURNAL_DIGIT + 1]; /* digits of the last line that stands */
    bool broken;                         /* taking back failed: nothing more is written */
};
MK_CHECK int mk_journal_init(struct mk_journal *j, const struct mk_disk *disk, struct mk_error *e);
void mk_journal_done(struct mk_journal *j);
/* Goes on behind the lines of an old journal that were read. */
struct mk_journal_reader;
void mk_journal_continue(struct mk_journal *j, const struct mk_journal_reader *r);
/* Gathers one line. *at (may be NULL) gets the place it will have. After a failure the lines
 * gathered so far are taken back as well. MK_ELIMIT: over MK_JOURNAL_LINE_MAX. */
MK_CHECK int mk_journal_add(uint64_t *at, struct mk_journal *j, struct mk_span json,
                            struct mk_error *e);
/* Writes what was gathered: the lines stand (not durable yet), or none of them. */
MK_CHECK int mk_journal_write(struct mk_journal *j, struct mk_error *e);

enum mk_jkind {
    MK_J_INFO,
    MK_J_BEGIN,
    MK_J_WHOLE,
    MK_J_DROP,
    MK_J_ACT,
    MK_J_COVER,
    MK_J_SEAL,
    MK_J_COUNT
};

/* A line; spans live until the next call. */
struct mk_jline {
    enum mk_jkind kind;
    uint64_t at;             /* its offset in the journal */
    struct mk_span json;     /* all of it */
    uint64_t n;              /* BEGIN, WHOLE, DROP: at most MK_OBJECT_MAX */
    uint64_t bytes;          /* WHOLE */
    struct mk_digest sha256; /* WHOLE */
    struct mk_span line;     /* WHOLE, ACT, COVER: the line to be sealed */
};
/* Takes a line's json apart; false when it is none of ours. */
MK_CHECK bool mk_jline_parse(struct mk_jline *out, struct mk_span json);

/* The reading end: front to back in constant memory. */
struct mk_journal_reader {
    uint64_t at; /* end of the valid lines so far */
    struct mk_lines lines;
    struct mk_chain chain; /* of the last of them */
};
MK_CHECK int mk_journal_reader_init(struct mk_journal_reader *r, int fd, struct mk_error *e);
void mk_journal_reader_done(struct mk_journal_reader *r);
/* 1 with a line; 0 behind the last valid one (what follows, if anything, never was: do not go on);
 * -1: MK_EIO, MK_ENOMEM, or MK_EFORMAT for a line that checks but is none of ours. */
MK_CHECK int mk_journal_next(struct mk_jline *out, struct mk_journal_reader *r, struct mk_error *e);

/* One line again, by its offset (of a journal that mk_journal_next() found good). `buf`, of
 * MK_JOURNAL_BUF_MAX, holds it. */
#define MK_JOURNAL_BUF_MAX (MK_JOURNAL_LINE_MAX + ((size_t)128 << 10))
MK_CHECK int mk_journal_line_at(struct mk_jline *out, struct mk_buf *buf, int fd, uint64_t at,
                                struct mk_error *e);

#endif
