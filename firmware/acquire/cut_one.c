#include "firmware/acquire/cut.h"
#include "firmware/acquire/storage.h"
#include "firmware/plan/files.h"

#define TRIES 2 /* a worker that dies of it twice: a gap */

static int withhold(struct mk_cut *c, enum mk_withheld_what what, const char *why,
                    struct mk_error *e)
{
    const struct mk_withheld_item item = {
        .what = what, .path = c->file->path, .size = c->file->size, .mtime_s = c->file->mtime_s
    };
    return mk_withheld_add(c->r->withheld, &item,
                           (c->from ? c->from->artefact : mk_storage_words(c->r)->artefact), why,
                           e);
}

/* Back to where nothing of it is kept. */
static int forget(struct mk_cut *c, struct mk_error *e)
{
    mk_marks_done(&c->threads);
    mk_marks_done(&c->refs);
    mk_lines_free(c->lines);
    c->lines = NULL;
    mk_buf_clear(&c->out);
    c->sums = (struct mk_cut_sums){ 0 };
    c->followers = c->failed = false;
    c->bytes = 0;
    if (c->begun && mk_bundle_drop(c->r->b, "begun anew", e))
        return -1;
    c->begun = false;
    return mk_withheld_cancel(c->r->withheld, e);
}

static int read_passes(struct mk_cut *c, struct mk_error *e)
{
    bool people = mk_scope_by_people(&c->r->authority->scope);
    if (mk_lines_new(&c->lines, e) || (people && mk_cut_read(c, MK_CUT_GATHER, e)) ||
        (!c->failed && mk_cut_read(c, MK_CUT_TAKE, e)))
        return -1;
    return c->followers && !c->failed ? mk_cut_read(c, MK_CUT_FOLLOW, e) : 0;
}

static int begin_section(struct mk_cut *c, struct mk_error *e)
{
    struct mk_buf name;
    mk_buf_init(&name, 70000);
    int rc = mk_cut_section(&name, c->file, e);
    if (rc == 0)
        rc = mk_withheld_begin(c->r->withheld, mk_buf_span(&name), e);
    mk_buf_done(&name);
    return rc;
}

struct counts {
    uint64_t seen, kept;
};

static struct counts count(const struct mk_cut *c)
{
    struct counts n = { 0 };
    for (size_t i = 0; i < c->sums.napps; i++) {
        n.seen += c->sums.apps[i].seen;
        n.kept += c->sums.apps[i].kept;
    }
    return n;
}

/* Durable first, the object after it: one that is missing then is cut again. */
static int end(struct mk_cut *c, struct mk_error *e)
{
    struct mk_buf tail, remark;
    struct mk_digest d;
    const struct counts n = count(c);
    mk_buf_init(&tail, 16384);
    mk_buf_init(&remark, 400);
    c->sums.objects = c->begun;
    c->sums.bytes = c->bytes;
    mk_cut_put_tail(&tail, c->begun ? c->number : 0, &c->sums);
    mk_buf_printf(&remark, MK_CUT_VIA ": %llu of %llu records; the file itself is not kept",
                  (unsigned long long)n.kept, (unsigned long long)n.seen);
    /* of a file that was taken as it is, the row says nothing more */
    const struct mk_object_end how = { .mtime_s = INT64_MIN,
                                       .remark =
                                           mk_span(remark.p, c->sums.taken ? 0 : remark.len) };
    int rc = mk_buf_ok(&tail) && mk_buf_ok(&remark)
                 ? mk_withheld_end(c->r->withheld, mk_buf_cstr(&tail), e)
                 : mk_fail(e, MK_ENOMEM, "end of a container");
    if (rc == 0 && c->begun)
        rc = mk_bundle_finish(&d, c->r->b, &how, e);
    c->begun = c->begun && rc != 0;
    mk_buf_done(&tail);
    mk_buf_done(&remark);
    return rc;
}

static int log_cut(struct mk_cut *c, const char *became, struct mk_error *e)
{
    char mac[MK_SHA256_HEX];
    const struct counts n = count(c);
    if (mk_run_name_mac(mac, c->r, c->file->path, e))
        return -1;
    const struct mk_fact facts[] = {
        MK_FACT_STR("path_mac", mac),
        MK_FACT_STR("became", became),
        MK_FACT_NUM("bytes", (int64_t)mk_vessel_size(c->parts[MK_CUT_MAIN])),
        MK_FACT_STR("held", mk_vessel_on_disk(c->parts[MK_CUT_MAIN]) ? "under a key" : "in memory"),
        MK_FACT_NUM("seen", (int64_t)n.seen),
        MK_FACT_NUM("kept", (int64_t)n.kept),
        MK_FACT_NUM("object", (int64_t)c->number),
    };
    return mk_run_act(c->r, "cut", facts, 7 - !c->begun, false, e);
}

/* A gap: why, in words of ours. */
static int give_up(struct mk_cut *c, const char *why, struct mk_error *e)
{
    if (forget(c, e) || begin_section(c, e) || withhold(c, MK_WITHHELD_CONTAINER, MK_CUT_FAILED, e))
        return -1;
    c->sums.failed = 1;
    c->r->result.not_taken++;
    return log_cut(c, why, e) || end(c, e) ? -1 : 0;
}

/* What nobody reads records in is a file like any other, and in scope by its time. */
static int take_whole(struct mk_cut *c, struct mk_error *e)
{
    uint8_t block[65536];
    struct mk_file f = { 0 };
    struct mk_buf command;
    size_t got = 1;
    mk_buf_init(&command, 70000);
    mk_buf_puts(&command, mk_storage_words(c->r)->recv);
    mk_buf_put(&command, c->file->path.p, c->file->path.len);
    const struct mk_object o = { .number = c->number,
                                 .path = c->file->path,
                                 .route = mk_storage_route(c->r, c->file->path),
                                 .command = mk_buf_span(&command),
                                 .mode = c->file->mode,
                                 .size = (int64_t)(c->file->size & INT64_MAX),
                                 .mtime_s = c->file->mtime_s };
    int rc = mk_buf_ok(&command) ? mk_vessel_file(&f, c->parts[MK_CUT_MAIN], e)
                                 : mk_fail(e, MK_ENOMEM, "command");
    if (rc == 0)
        rc = mk_bundle_begin(c->r->b, &o, e);
    c->begun = rc == 0;
    for (uint64_t at = 0; rc == 0 && got; at += got) {
        rc = f.pread(f.u, at, block, sizeof block, &got, e);
        if (rc == 0 && got)
            rc = mk_bundle_write(c->r->b, mk_span(block, got), e);
    }
    c->bytes = f.size;
    c->sums.taken = 1;
    mk_file_close(&f);
    mk_buf_done(&command);
    return rc == 0 && log_cut(c, "taken: no reader knows it", e) == 0 ? end(c, e) : -1;
}

static int cut_here(struct mk_cut *c, struct mk_error *e)
{
    for (int i = 0; i < TRIES; i++) {
        if (forget(c, e) || begin_section(c, e) || read_passes(c, e))
            return -1;
        if (c->failed)
            continue;
        if (c->file->look && !c->sums.napps && !c->sums.inner)
            return take_whole(c, e);
        return withhold(c, MK_WITHHELD_CONTAINER, MK_FILE_FILTERED, e) ||
                       log_cut(c, MK_CUT_VIA, e) || end(c, e)
                   ? -1
                   : 0;
    }
    return give_up(c, "not read: the reader failed twice", e);
}

static int fetch(enum mk_cut_fetched *out, struct mk_cut *c, struct mk_error *e)
{
    return c->from ? c->from->fetch(out, c, c->from->u, e) : mk_cut_fetch(out, c, e);
}

int mk_cut_one(struct mk_cut *c, struct mk_error *e)
{
    static const char *const why[] = { [MK_CUT_GONE] = "not fetched: refused or gone",
                                       [MK_CUT_FLOOD] = "not fetched: it has no end",
                                       [MK_CUT_DEATH] = "not fetched: the worker died of it" };
    enum mk_cut_fetched fetched;
    struct mk_buf shown;
    int rc = fetch(&fetched, c, e);
    if (rc == 0 && fetched == MK_CUT_DEATH)
        rc = fetch(&fetched, c, e);
    if (rc)
        return -1;
    if (fetched != MK_CUT_HERE)
        return give_up(c, why[fetched], e);
    mk_buf_init(&shown, 8192);
    mk_cut_shown(&shown, &c->r->authority->scope, c->file->path, c->number);
    const char *text = mk_buf_cstr(&shown);
    rc = text ? mk_cut_names_new(&c->names, c->file->path, text, e) : mk_fail(e, MK_ENOMEM, "name");
    mk_buf_done(&shown);
    if (rc == 0)
        rc = cut_here(c, e);
    mk_cut_forget_heads(c);
    mk_cut_names_free(c->names);
    c->names = NULL;
    return rc;
}
