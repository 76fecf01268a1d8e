#include "firmware/acquire/ios_backup.h"
#include "firmware/parse/equip.h"
#include "firmware/worker/decode.h"
#include "parsers/base/cursor.h"
#include "parsers/source/source.h"
#include <stdio.h>

/* Of a password and the backup in the bundle: moka-decode sees Manifest.plist, and the password. */

#define SILENCE_MS   600000
#define MANIFEST     "/Manifest.plist"
#define MANIFEST_MAX ((uint64_t)64 << 20)

struct finding {
    struct mk_span end; /* of the path */
    uint64_t number;    /* 0: not found */
};

static int look(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct finding *f = u;
    (void)e;
    if (en->id >= MK_BACKUP_FIRST && en->id < MK_BACKUP_CUT && mk_span_ends(en->path, f->end))
        f->number = en->id;
    return 0;
}

static int find_manifest(uint64_t *number, struct mk_run *r, struct mk_error *e)
{
    struct mk_source src = { 0 };
    struct finding f = { .end = mk_str(MANIFEST) };
    if (mk_bundle_sync(r->b, e) || mk_source_bundle(&src, r->o->bundle, e))
        return -1;
    int rc = src.list(src.u, look, &f, e);
    mk_source_done(&src);
    *number = f.number;
    if (rc == 0 && f.number == 0)
        rc = mk_fail(e, MK_EABSENT, "the bundle has no Manifest.plist of a backup");
    return rc;
}

static int copy(struct mk_vessel *v, struct mk_run *r, uint64_t number, struct mk_error *e)
{
    uint8_t block[65536];
    struct mk_file f = { 0 };
    size_t got = 1;
    if (mk_bundle_open_object(&f, r->b, number, e))
        return -1;
    int rc = f.size <= MANIFEST_MAX ? 0 : mk_fail(e, MK_ELIMIT, "Manifest.plist is too long");
    for (uint64_t at = 0; rc == 0 && got; at += got) {
        rc = f.pread(f.u, at, block, sizeof block, &got, e);
        if (rc == 0 && got)
            rc = mk_vessel_put(v, mk_span(block, got), e);
    }
    mk_file_close(&f);
    return rc;
}

static int send_job(struct mk_worker *w, int fd, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 256);
    mk_buf_u8(&b, MK_DECODE_CHECK);
    mk_buf_text(&b, mk_str("ios-backup"));
    mk_buf_text(&b, mk_str("Manifest.plist"));
    int rc = mk_buf_ok(&b) ? mk_chan_send_fd(w->chan, MK_DE_JOB, 0, mk_buf_span(&b), fd, e)
                           : mk_fail(e, MK_ENOMEM, "job");
    mk_buf_done(&b);
    return rc;
}

static int show(struct mk_run *r, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t done = mk_cur_u64le(&c), total = mk_cur_u64le(&c);
    if (!mk_cur_ok(&c) || done > total)
        return mk_fail(e, MK_EPROTO, "the reader broke the protocol");
    if (r->progress.total != total)
        mk_progress_start(&r->progress, "rounds of the password", total);
    mk_progress_step(&r->progress, done - (done < r->progress.done ? done : r->progress.done), 0);
    return 0;
}

/* What the reader found. -1: it could not do its work. */
static int judge(enum mk_backup_fit *out, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint8_t end = mk_cur_u8(&c), code = mk_cur_u8(&c);
    struct mk_span why = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || end > MK_DECODED_NOT || code > MK_EABSENT)
        return mk_fail(e, MK_EPROTO, "the reader broke the protocol");
    *out = end != MK_DECODED_NOT ? MK_BACKUP_OPENS : MK_BACKUP_WRONG;
    if (end != MK_DECODED_NOT || code == MK_EAUTH)
        return 0;
    return mk_fail(e, code ? (enum mk_code)code : MK_EPROTO, "Manifest.plist: %.*s",
                   (int)(why.len < 200 ? why.len : 200), (const char *)why.p);
}

static int converse(enum mk_backup_fit *out, struct mk_run *r, struct mk_worker *w,
                    struct mk_error *e)
{
    struct mk_frame f;
    int more;
    while ((more = mk_chan_recv(&f, NULL, w->chan, SILENCE_MS, e)) > 0) {
        if (f.type == MK_DE_DONE)
            return judge(out, f.body, e);
        if (f.type == MK_DE_PROGRESS ? show(r, f.body, e)
            : f.type == MK_PA_HELLO || f.type == MK_DE_REMARK
                ? 0
                : mk_fail(e, MK_EPROTO, "the reader broke the protocol"))
            return -1;
    }
    return more == 0 ? mk_fail(e, MK_ECLOSED, "the reader ended") : -1;
}

static int ask(enum mk_backup_fit *out, struct mk_run *r, const struct mk_vessel *v,
               struct mk_span password, struct mk_error *e)
{
    const struct mk_secret secrets[] = { { "ios-backup", password }, { 0 } };
    const struct mk_parse_extra extra = { .secrets = secrets, .in_memory = true };
    struct mk_worker w;
    struct mk_file f = { 0 };
    uint64_t scratch;
    int status, rc = -1;
    if (mk_vessel_file(&f, v, e))
        return -1;
    if (mk_equip_spawn(&w, &scratch, "moka-decode", true, e) == 0) {
        if (mk_equip_greet(&w, scratch, &extra, e) == 0 &&
            send_job(&w, mk_file_descriptor(&f), e) == 0)
            rc = converse(out, r, &w, e);
        if (rc)
            mk_worker_kill(&w);
        mk_worker_end(&w, &status);
    }
    mk_file_close(&f);
    return rc;
}

int mk_run_ios_backup_fits(enum mk_backup_fit *out, struct mk_run *r,
                           const struct mk_vessel *manifest, struct mk_span password,
                           struct mk_error *e)
{
    if (ask(out, r, manifest, password, e))
        return -1;
    const struct mk_fact facts[] = { MK_FACT_STR("opens", *out == MK_BACKUP_OPENS ? "yes" : "no") };
    return mk_run_act(r, "backup-password-tried", facts, 1, false, e);
}

int mk_run_ios_backup_try(enum mk_backup_fit *out, struct mk_run *r, struct mk_span password,
                          struct mk_error *e)
{
    struct mk_vessel *v = NULL;
    uint64_t number;
    int rc = find_manifest(&number, r, e) || mk_vessel_new(&v, r->o->bundle, MANIFEST_MAX + 1, e) ||
                     copy(v, r, number, e)
                 ? -1
                 : 0;
    if (rc == 0)
        rc = mk_run_ios_backup_fits(out, r, v, password, e);
    mk_vessel_free(v);
    return rc;
}
