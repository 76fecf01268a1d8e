#include "firmware/acquire/ios_backup.h"
#include "firmware/parse/backup.h"
#include "firmware/parse/equip.h"
#include "firmware/worker/decode.h"
#include "parsers/base/cursor.h"
#include "parsers/source/source.h"
#include "parsers/source/tar_header.h"
#include <stdio.h>
#include <stdlib.h>

/*
 * moka-decode gets the password, the backup's lists and the store of what is in scope, and gives a
 * tar of it in the clear (parsers/format/ios_backup.h), which is taken apart as it comes. What it
 * says about files, which may not be in scope, is not kept.
 */
#define SILENCE_MS 600000
#define FILES_FROM 100u /* number of the first file; before it those of the lists */

struct unsealing {
    struct mk_backup_intake *t;
    struct mk_worker w;
    struct mk_source src;
    uint8_t head[MK_TAR_BLOCK]; /* of the archive, as far as it has come */
    size_t nhead;
    uint64_t left, fill; /* bytes of the file in hand, then up to the next block */
    bool open;           /* and it is one that is wanted */
    bool mine;           /* it is us that failed, not the worker */
    char why[200];       /* what the worker says of its end; "" */
};

static struct mk_vessel *list_of(const struct mk_backup_part *p, enum mk_backup_list which)
{
    static const int at[MK_BACKUP_LISTS] = { [MK_BACKUP_DB] = 3,
                                             [MK_BACKUP_MBDB] = 4,
                                             [MK_BACKUP_MANIFEST] = 2,
                                             [MK_BACKUP_INFO] = 5,
                                             [MK_BACKUP_STATUS] = 1 };
    return which < MK_BACKUP_LISTS && at[which] ? p->lists[at[which] - 1] : NULL;
}

static int open_part(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct mk_backup_part *p = &((struct unsealing *)u)->t->part;
    struct mk_file store = { 0 };
    struct mk_vessel *list = id < MK_BACKUP_LISTS ? list_of(p, (enum mk_backup_list)id) : NULL;
    if (list)
        return mk_vessel_file(out, list, e);
    struct mk_backup_sealed *s = id >= FILES_FROM ? mk_backup_sealed_at(p, id - FILES_FROM) : NULL;
    if (!s || !s->whole)
        return mk_fail(e, MK_EPROTO, "no such file");
    return mk_vessel_file(&store, p->store, e) ? -1
                                               : mk_file_slice_of(out, &store, s->at, s->size, e);
}

/* ---- the archive ---- */

static struct mk_backup_sealed *wanted(struct mk_backup_part *p, struct mk_span name)
{
    struct mk_payload of = { 0 };
    struct mk_backup_sealed *s;
    struct mk_span root;
    if (!mk_backup_payload_of(&of, &root, name) || root.len)
        return NULL;
    for (size_t i = 0; (s = mk_backup_sealed_at(p, i)); i++)
        if (s->whole && !s->opened && s->flat == of.flat &&
            memcmp(s->name, of.name, sizeof s->name) == 0)
            return s;
    return NULL;
}

static int end_file(struct unsealing *x, bool whole, struct mk_error *e)
{
    if (!x->open)
        return 0;
    x->open = false;
    x->mine = true;
    if (mk_backup_seal_close(x->t, whole, e))
        return -1;
    x->mine = false;
    mk_progress_step(&x->t->r->progress, 1, 0);
    return 0;
}

static int take_head(struct unsealing *x, struct mk_error *e)
{
    struct mk_tar_header h;
    int is = mk_tar_header(&h, mk_span(x->head, sizeof x->head));
    x->nhead = 0;
    if (is < 0 || (is > 0 && h.type != '0'))
        return mk_fail(e, MK_EPROTO, "the decrypting worker broke the protocol");
    struct mk_backup_sealed *s = is ? wanted(&x->t->part, h.name) : NULL;
    x->left = is ? h.size : 0;
    x->fill = (MK_TAR_BLOCK - x->left % MK_TAR_BLOCK) % MK_TAR_BLOCK;
    x->mine = s != NULL;
    if (s && mk_backup_seal_open(x->t, s, e))
        return -1;
    x->mine = false;
    x->open = s != NULL;
    return x->left ? 0 : end_file(x, true, e);
}

static int take_bytes(struct unsealing *x, struct mk_span bytes, struct mk_error *e)
{
    x->mine = x->open;
    if (x->open && mk_backup_seal_put(x->t, bytes, e))
        return -1;
    x->mine = false;
    mk_progress_step(&x->t->r->progress, 0, bytes.len);
    x->left -= bytes.len;
    return x->left ? 0 : end_file(x, true, e);
}

static int on_data(struct unsealing *x, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len) {
        uint64_t want = x->left ? x->left : x->fill ? x->fill : MK_TAR_BLOCK - x->nhead;
        size_t n = bytes.len < want ? bytes.len : (size_t)want;
        if (x->left) {
            if (take_bytes(x, mk_span(bytes.p, n), e))
                return -1;
        } else if (x->fill) {
            x->fill -= n;
        } else {
            memcpy(x->head + x->nhead, bytes.p, n);
            x->nhead += n;
            if (x->nhead == MK_TAR_BLOCK && take_head(x, e))
                return -1;
        }
        bytes = mk_span_from(bytes, n);
    }
    return 0;
}

/* ---- the worker ---- */

static int send_job(struct unsealing *x, struct mk_error *e)
{
    struct mk_backup b = { .src = &x->src };
    struct mk_backup_sealed *s;
    struct mk_buf payload, job;
    mk_buf_init(&payload, (size_t)64 << 20);
    mk_buf_init(&job, 256);
    for (size_t i = 0; i < MK_BACKUP_LISTS; i++) {
        b.has[i] = list_of(&x->t->part, (enum mk_backup_list)i) != NULL;
        b.ids[i] = i;
    }
    for (size_t i = 0; (s = mk_backup_sealed_at(&x->t->part, i)); i++) {
        struct mk_payload p = { .id = FILES_FROM + i, .size = s->size, .flat = s->flat };
        memcpy(p.name, s->name, sizeof p.name);
        if (s->whole)
            mk_buf_put(&payload, &p, sizeof p);
    }
    b.payload = (const struct mk_payload *)(const void *)payload.p;
    b.n = payload.len / sizeof(struct mk_payload);
    mk_buf_u8(&job, MK_DECODE_PLAIN);
    mk_buf_text(&job, mk_str("ios-backup"));
    mk_buf_text(&job, mk_str("backup"));
    int rc = mk_buf_ok(&payload) && mk_buf_ok(&job) ? mk_send_backup(x->w.chan, &b, e)
                                                    : mk_fail(e, MK_ENOMEM, "backup");
    if (rc == 0)
        rc = mk_chan_send(x->w.chan, MK_DE_JOB, 0, mk_buf_span(&job), e);
    mk_buf_done(&payload);
    mk_buf_done(&job);
    return rc;
}

/* 1: it is done. */
static int on_frame(struct unsealing *x, const struct mk_frame *f, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    switch (f->type) {
    case MK_DE_DATA:
        return on_data(x, f->body, e);
    case MK_PA_OPEN:
        return mk_answer_open(x->w.chan, &x->src, mk_cur_u64le(&c), e);
    case MK_DE_DONE:
        if (mk_cur_u8(&c) == MK_DECODED_NOT)
            snprintf(x->why, sizeof x->why, "not all of it could be decrypted");
        return 1;
    case MK_PA_HELLO:
    case MK_DE_REMARK:
    case MK_DE_PROGRESS:
        return 0;
    }
    return mk_fail(e, MK_EPROTO, "the decrypting worker broke the protocol");
}

static int converse(struct unsealing *x, struct mk_error *e)
{
    struct mk_frame f;
    int rc = 0;
    while (rc == 0) {
        int more = mk_chan_recv(&f, NULL, x->w.chan, SILENCE_MS, e);
        if (more <= 0)
            return more < 0 ? -1 : mk_fail(e, MK_ECLOSED, "the decrypting worker ended");
        rc = on_frame(x, &f, e);
    }
    return rc < 0 ? -1 : 0;
}

static int decrypt(struct unsealing *x, struct mk_error *e)
{
    const struct mk_secret secrets[] = { { "ios-backup", mk_buf_span(&x->t->r->password) }, { 0 } };
    const struct mk_parse_extra extra = { .secrets = secrets, .in_memory = true };
    struct mk_error why = { 0 };
    uint64_t scratch;
    int status;
    if (mk_equip_spawn(&x->w, &scratch, "moka-decode", true, e))
        return -1;
    int rc = mk_equip_greet(&x->w, scratch, &extra, &why) || send_job(x, &why) || converse(x, &why)
                 ? -1
                 : 0;
    if (rc)
        mk_worker_kill(&x->w);
    mk_worker_end(&x->w, &status);
    if (rc && x->mine) {
        *e = why;
        return -1;
    }
    if (rc)
        snprintf(x->why, sizeof x->why, "%.150s", why.text);
    return end_file(x, false, e);
}

/* ---- all of it ---- */

/* The phone does not encrypt after all. */
static int copy(struct mk_backup_intake *t, struct mk_backup_sealed *s, struct mk_error *e)
{
    uint8_t block[65536];
    struct mk_file f = { 0 };
    size_t got = 1;
    int rc = mk_vessel_file(&f, t->part.store, e) || mk_backup_seal_open(t, s, e) ? -1 : 0;
    for (uint64_t at = 0; rc == 0 && at < s->size && got; at += got) {
        size_t n = s->size - at < sizeof block ? (size_t)(s->size - at) : sizeof block;
        rc = f.pread(f.u, s->at + at, block, n, &got, e);
        if (rc == 0 && got)
            rc = mk_backup_seal_put(t, mk_span(block, got), e);
    }
    mk_file_close(&f);
    return rc ? -1 : mk_backup_seal_close(t, true, e);
}

/* What the worker did not give. */
static int name_gap(struct mk_backup_intake *t, const struct mk_backup_sealed *s, const char *why,
                    struct mk_error *e)
{
    const struct mk_fact facts[] = { MK_FACT_TEXT("path", s->path),
                                     MK_FACT_STR("why", why[0] ? why
                                                               : "it was not decrypted: the "
                                                                 "backup's list or its key "
                                                                 "do not fit it") };
    t->sums.cut++;
    t->r->result.not_taken++;
    return mk_run_act(t->r, "not-taken", facts, 2, false, e);
}

int mk_backup_unseal(struct mk_backup_intake *t, struct mk_error *e)
{
    bool encrypted = mk_backup_part_encrypted(&t->part);
    struct mk_backup_sealed *s;
    struct unsealing *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "backup");
    x->t = t;
    x->src = (struct mk_source){ .open = open_part, .u = x };
    t->r->ios.encrypts = encrypted ? MK_YES : MK_YES_NO; /* its Manifest.plist says so */
    mk_progress_start(&t->r->progress, "files that are decrypted",
                      t->part.sealed.len / sizeof(struct mk_backup_sealed));
    int rc = encrypted && mk_backup_sealed_at(&t->part, 0) ? decrypt(x, e) : 0;
    for (size_t i = 0; rc == 0 && (s = mk_backup_sealed_at(&t->part, i)); i++)
        if (s->whole && !s->opened)
            rc = encrypted ? name_gap(t, s, x->why, e) : copy(t, s, e);
    mk_progress_end(&t->r->progress);
    mk_backup_seal_empty(&t->part);
    free(x);
    return rc;
}
