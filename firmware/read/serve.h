#ifndef MK_SERVE_H
#define MK_SERVE_H

#include "firmware/worker/decode.h"
#include "parsers/base/arena.h"
#include "parsers/engine/reading.h"

/* Private to firmware/read. */
#define MK_SECRETS_MAX    64
#define MK_PAYLOAD_MEMORY ((size_t)256 << 20)

struct mk_serve {
    struct mk_chan *chan;
    struct mk_arena arena; /* texts of the job's entries */
    struct mk_buf entries; /* struct mk_job_entry[] */
    struct mk_reading reading;

    bool is_backup; /* the job to come is the manifest of this one */
    struct mk_backup backup;
    struct mk_buf payload; /* struct mk_payload[] */

    struct mk_context context; /* good for all jobs */
    struct mk_listener listener;
    struct mk_derived derived;
    struct mk_secret secrets[MK_SECRETS_MAX + 1];
    size_t nsecrets;
    struct mk_zone *zone;
    struct mk_scratch scratch;
    int scratch_fd;
    struct mk_file beside[MK_BESIDE_COUNT]; /* of the job to come; pread NULL: not there */
};

/* ---- send.c: what goes to the parent ---- */

struct mk_sink mk_serve_sink(struct mk_serve *s);
int mk_serve_begin(void *u, const uint32_t *at, size_t depth, struct mk_span path,
                   struct mk_error *e);
int mk_serve_failed(void *u, struct mk_span path, const char *why, struct mk_error *e);
/* At once: that is what it is for. */
int mk_serve_progress(struct mk_serve *s, uint16_t type, uint64_t done, uint64_t total,
                      struct mk_error *e);
/* Sends and frees the buffer. */
int mk_serve_send(struct mk_serve *s, uint16_t type, struct mk_buf *b, struct mk_error *e);

/* ---- backup.c: the files of an iOS backup ---- */

bool mk_is_backup_frame(uint16_t type);
int mk_serve_backup(struct mk_serve *s, const struct mk_frame *f, struct mk_error *e);
void mk_serve_no_backup(struct mk_serve *s);

/* ---- context.c ---- */

bool mk_is_context(uint16_t type);
int mk_serve_context(struct mk_serve *s, const struct mk_frame *f, struct mk_error *e);
/* What was derived in the last job, for whoever comes next. */
MK_CHECK int mk_serve_derived(struct mk_serve *s, struct mk_error *e);
void mk_serve_forget(struct mk_serve *s); /* the secrets, what was derived of them, the zone */

/* ---- job.c ---- */

int mk_serve_entry(struct mk_serve *s, struct mk_span body, struct mk_error *e);
/* Opens what the parent owns: as a source does, `u` is the struct mk_serve. */
int mk_serve_open(struct mk_file *out, void *u, uint64_t id, struct mk_error *e);
int mk_serve_job(struct mk_serve *s, struct mk_span body, struct mk_error *e);

#endif
