#include "firmware/read/serve.h"
#include "parsers/source/ciphered.h"
#include <assert.h>
#include <unistd.h>

static_assert(MK_PA_PLACE_MAX == MK_CONTAINER_DEPTH, "places fit");

int mk_serve_entry(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_job_entry je = { .part = (enum mk_job_part)mk_cur_u8(&c) };
    struct mk_entry *en = &je.en;
    en->id = mk_cur_u64le(&c);
    en->size = mk_cur_u64le(&c);
    en->path = mk_arena_copy(&s->arena, mk_cur_text(&c));
    en->set = mk_arena_copy(&s->arena, mk_cur_text(&c));
    en->column = mk_arena_copy(&s->arena, mk_cur_text(&c));
    en->role = (enum mk_role)mk_cur_u8(&c);
    en->row = (int64_t)mk_cur_u64le(&c);
    en->has_sha256 = mk_cur_left(&c) > 0;
    struct mk_span sha256 = mk_cur_take(&c, en->has_sha256 ? MK_SHA256_LEN : 0);
    if (sha256.len)
        memcpy(en->sha256.b, sha256.p, sha256.len);
    mk_buf_put(&s->entries, &je, sizeof je);
    if (!mk_cur_ok(&c) || mk_cur_left(&c) || en->role >= MK_ROLE_COUNT || je.part >= MK_PART_COUNT)
        return mk_fail(e, MK_EPROTO, "entry");
    bool ok = en->path.p && en->set.p && en->column.p && mk_buf_ok(&s->entries);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "entries");
}

/* What the parent handed over, with its key in front where it has one, and its part behind. */
static int take_file(struct mk_file *out, int fd, struct mk_span body, struct mk_error *e)
{
    bool key = body.len == MK_CIPHERED_KEY || body.len == MK_CIPHERED_KEY + MK_PA_PART_LEN;
    struct mk_cursor c = mk_cur(mk_span_from(body, key ? MK_CIPHERED_KEY : 0));
    struct mk_file whole = { 0 };
    if ((key ? mk_file_ciphered(&whole, fd, body.p, e) : mk_file_fd(&whole, fd, e)) != 0) {
        close(fd);
        return -1;
    }
    if (mk_cur_left(&c) == 0) {
        *out = whole;
        return 0;
    }
    uint64_t at = mk_cur_u64le(&c), len = mk_cur_u64le(&c);
    if (mk_cur_ok(&c) && !mk_cur_left(&c))
        return mk_file_slice_of(out, &whole, at, len, e);
    mk_file_close(&whole);
    return mk_fail(e, MK_EPROTO, "answer to open");
}

/* Files come from the parent. */
int mk_serve_open(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    struct mk_serve *s = u;
    struct mk_frame f;
    struct mk_buf b;
    int fd = -1;
    mk_buf_init(&b, 8);
    mk_buf_u64le(&b, id);
    if (mk_serve_send(s, MK_PA_OPEN, &b, e) != 0)
        return -1;
    if (mk_chan_recv(&f, &fd, s->chan, -1, e) <= 0 || f.type != MK_PA_FILE) {
        if (fd >= 0)
            close(fd);
        return mk_fail(e, MK_EPROTO, "no answer to open");
    }
    if (fd < 0)
        return mk_fail(e, MK_EIO, "%.*s", (int)(f.body.len < 200 ? f.body.len : 200),
                       (const char *)f.body.p);
    return take_file(out, fd, f.body, e);
}

static int read_job(struct mk_job *job, struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_reading *r = &s->reading;
    job->how = (enum mk_job_how)mk_cur_u8(&c);
    job->name = mk_arena_copy(&s->arena, mk_cur_text(&c));
    r->ndone = mk_cur_u8(&c);
    if (r->ndone > MK_CONTAINER_DEPTH || job->how >= MK_JOB_COUNT)
        mk_cur_refuse(&c);
    for (size_t i = 0; mk_cur_ok(&c) && i < r->ndone; i++)
        r->done[i] = mk_cur_u32le(&c);
    if (!mk_cur_ok(&c) || mk_cur_left(&c) || !job->name.p)
        return mk_fail(e, MK_EPROTO, "job");
    job->entries = (const struct mk_job_entry *)(const void *)s->entries.p;
    job->n = s->entries.len / sizeof(struct mk_job_entry);
    job->backup = s->is_backup ? &s->backup : NULL;
    return 0;
}

int mk_serve_job(struct mk_serve *s, struct mk_span body, struct mk_error *e)
{
    struct mk_source src = { .open = mk_serve_open, .u = s };
    struct mk_error why = { 0 };
    struct mk_job job = { 0 };
    struct mk_buf b;
    int rc = read_job(&job, s, body, &why);
    if (rc == 0)
        rc = mk_read_job(&s->reading, &src, &job, &why);
    if (mk_serve_derived(s, e) != 0)
        return -1;
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, rc == 0 ? MK_END_WELL : why.code == MK_EABSENT ? MK_END_UNKNOWN : MK_END_FAILED);
    mk_buf_u8(&b, s->reading.others);
    mk_buf_text(&b, mk_str(rc == 0 ? "" : why.text));
    return mk_serve_send(s, MK_PA_DONE, &b, e);
}
