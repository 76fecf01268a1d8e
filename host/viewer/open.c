/* Pictures, looked at one by one: each is in the audit log before it is seen. */
#include "firmware/worker/worker.h"
#include "host/case/views.h"
#include "host/viewer/evidence.h"
#include "host/viewer/picture.h"
#include "parsers/base/cursor.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define THUMBNAIL 320u
#define PICTURE   2560u
#define PATIENCE  60000 /* ms */

struct wanted {
    struct mk_buf path;
    int64_t bundle, orientation;
    bool is_media;
};

static int take(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct wanted *w = u;
    struct mk_value v, o;
    struct mk_cursor c = mk_cur(r->items);
    struct mk_item head;
    w->bundle = r->bundle;
    w->is_media =
        mk_item_next(&head, &c) == 1 && (head.kind == MK_KIND_MEDIA || head.kind == MK_ATTACHMENT);
    if (mk_item_field(&v, r, MK_PATH) && v.type == MK_T_TEXT)
        mk_buf_put(&w->path, v.s.p, v.s.len);
    if (mk_item_field(&v, r, MK_DATA) && v.type == MK_T_OBJECT) {
        struct mk_cursor m = mk_cur(v.s);
        while (mk_value_next(&o, &m, false))
            if (mk_span_is(o.name, "orientation") && o.type == MK_T_INT)
                w->orientation = o.i;
    }
    return mk_buf_ok(&w->path) ? 0 : mk_fail(e, MK_ENOMEM, "picture");
}

/* The worker gets a copy of the bytes, and so never the evidence's own descriptor. */
static int copy(int fd, const struct mk_file *f, struct mk_error *e)
{
    static uint8_t step[65536];
    size_t got = 1;
    if (f->size > MK_PICTURE_IN)
        return mk_fail(e, MK_ELIMIT, "the file is larger than a picture that is shown");
    for (uint64_t at = 0; got && at < MK_PICTURE_IN; at += got)
        if (f->pread(f->u, at, step, sizeof step, &got, e) != 0 ||
            mk_desk_write(fd, mk_span(step, got), e) != 0)
            return -1;
    return 0;
}

static int hear(struct mk_picture *p, struct mk_chan *chan, struct mk_error *e)
{
    struct mk_frame f;
    int rc = mk_chan_recv(&f, NULL, chan, PATIENCE, e);
    if (rc <= 0)
        return rc < 0 ? -1 : mk_fail(e, MK_EFORMAT, "the picture ended the worker that reads it");
    struct mk_cursor c = mk_cur(f.body);
    if (f.type != MK_PICTURE_DONE) {
        struct mk_span why = mk_cur_text(&c);
        return mk_fail(e, MK_EFORMAT, "%.*s", (int)(why.len < 200 ? why.len : 200),
                       why.len ? (const char *)why.p : "");
    }
    p->width = mk_cur_u32le(&c);
    p->height = mk_cur_u32le(&c);
    return mk_cur_ok(&c) ? 0 : mk_fail(e, MK_EPROTO, "picture");
}

static int make(int out, struct mk_picture *p, int in, struct mk_error *e)
{
    char max[16], orientation[16];
    const char *const args[] = { max, orientation, NULL };
    const int fds[] = { in, out };
    struct mk_worker w = { .pid = -1 };
    const struct mk_worker_spec spec = { .program = "moka-picture",
                                         .args = args,
                                         .fds = fds,
                                         .nfds = 2,
                                         .cpu_s = 30,
                                         .file_max = MK_PICTURE_OUT };
    snprintf(max, sizeof max, "%u", p->max);
    snprintf(orientation, sizeof orientation, "%u", p->orientation);
    if (mk_worker_spawn(&w, &spec, e) != 0)
        return -1;
    int rc = hear(p, w.chan, e);
    mk_worker_kill(&w);
    return rc;
}

struct act {
    int64_t record;
    const char *how;
};

static void act_fields(struct mk_json *j, const void *u)
{
    const struct act *a = u;
    mk_json_kv_int(j, "record", a->record);
    mk_json_kv_str(j, "how", a->how);
}

/* From the evidence to a descriptor with a JPEG; -1. */
static int picture(struct mk_picture *p, struct mk_desk *d, const struct wanted *w,
                   struct mk_error *e)
{
    struct mk_found_file x;
    int rc = mk_desk_find(&x, d, w->bundle, mk_buf_span(&w->path), e);
    if (rc == 0 || (rc < 0 && e->code == MK_EAUTH)) {
        d->evidence = true;
        return rc == 0 ? mk_fail(e, MK_EABSENT, "the bundle has no file of that path")
                       : mk_fail(e, MK_EAUTH, MK_DESK_LOCKED);
    }
    int in = rc > 0 ? memfd_create("picture", MFD_CLOEXEC) : -1;
    int out = in >= 0 ? memfd_create("shown", MFD_CLOEXEC) : -1;
    if (rc > 0 && out < 0)
        rc = mk_fail_errno(e, "picture");
    d->evidence = rc > 0; /* what fails from here on is what the file is */
    if (rc > 0 && (copy(in, &x.f, e) != 0 || make(out, p, in, e) != 0))
        rc = -1;
    mk_desk_found_done(&x);
    if (in >= 0)
        close(in);
    if (rc < 0 && out >= 0)
        close(out);
    d->evidence = d->evidence && rc < 0;
    return rc < 0 ? -1 : out;
}

int mk_desk_open(struct mk_desk *d, struct mk_ask *a, struct mk_json *j)
{
    struct act act = { mk_ask_id(a, "id"), mk_ask_text(a, "how") };
    struct wanted w = { 0 };
    char ticket[65];
    bool small = act.how && strcmp(act.how, "thumbnail") == 0;
    if (!small && (!act.how || strcmp(act.how, "picture") != 0))
        return mk_ask_wrong(a, "how", "thumbnail or picture");
    if (a->bad)
        return -1;
    mk_buf_init(&w.path, 65536);
    int out = -1, n = mk_case_one(d->c, act.record, take, &w, a->e);
    struct mk_picture p = { small ? THUMBNAIL : PICTURE,
                            w.orientation > 0 && w.orientation < 9 ? (uint32_t)w.orientation : 1, 0,
                            0 };
    if (n == 0)
        mk_fail(a->e, MK_EABSENT, "there is no such record");
    else if (n > 0 && (!w.is_media || !w.path.len))
        mk_fail(a->e, MK_EUSAGE, "the record is of no file");
    else if (n > 0 && mk_case_act(d->c, "opened", act_fields, &act, a->e) == 0)
        out = picture(&p, d, &w, a->e);
    mk_buf_done(&w.path);
    off_t size = out >= 0 ? lseek(out, 0, SEEK_END) : -1;
    if (out < 0 || d->give(d->give_to, ticket, out, "image/jpeg", "", (uint64_t)size, a->e) != 0)
        return -1;
    mk_json_kv_str(j, "ticket", ticket);
    mk_json_kv_str(j, "mime", "image/jpeg");
    mk_json_kv_int(j, "width", p.width);
    mk_json_kv_int(j, "height", p.height);
    return 0;
}
