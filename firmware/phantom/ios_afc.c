#include "firmware/phantom/ios_afc.h"
#include "firmware/phantom/ios_service.h"
#include "parsers/base/cursor.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define OPEN_TO_READ 1u

/* A request, as far as its operation needs it. */
struct request {
    uint64_t number, op;
    struct mk_cursor body;
};

/* ---- answers ---- */

static int reply(struct mk_afc *a, const struct request *r, uint64_t op, struct mk_span parameters,
                 struct mk_span payload, struct mk_error *e)
{
    struct mk_buf b;
    uint64_t all = MK_AFC_HEAD + parameters.len + payload.len;
    mk_buf_init(&b, (size_t)all);
    mk_buf_puts(&b, MK_AFC_MAGIC);
    mk_buf_u64le(&b, mk_ios_lies(a->s->phone, MK_LIE_LENGTH) ? (uint64_t)1 << 40 : all);
    mk_buf_u64le(&b, MK_AFC_HEAD + parameters.len);
    mk_buf_u64le(&b, r->number);
    mk_buf_u64le(&b, op);
    mk_buf_put(&b, parameters.p, parameters.len);
    mk_buf_put(&b, payload.p, payload.len);
    int rc = mk_buf_ok(&b) ? mk_ios_write(a->s, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "an answer of AFC");
    mk_buf_done(&b);
    return rc;
}

static int reply_number(struct mk_afc *a, const struct request *r, uint64_t op, uint64_t v,
                        struct mk_error *e)
{
    uint8_t room[8];
    for (int i = 0; i < 8; i++)
        room[i] = (uint8_t)(v >> 8 * i);
    return reply(a, r, op, mk_span(room, sizeof room), mk_span(NULL, 0), e);
}

static int reply_status(struct mk_afc *a, const struct request *r, enum mk_afc_error why,
                        struct mk_error *e)
{
    return reply_number(a, r, MK_AFC_STATUS, why, e);
}

/* What was put together, or why it was not. */
static int reply_data(struct mk_afc *a, const struct request *r, enum mk_afc_error why,
                      struct mk_error *e)
{
    if (why)
        return reply_status(a, r, why, e);
    if (!mk_buf_ok(&a->out))
        return reply_status(a, r, MK_AFC_NO_RESOURCES, e);
    return reply(a, r, MK_AFC_DATA, mk_span(NULL, 0), mk_buf_span(&a->out), e);
}

/* ---- requests ---- */

static struct mk_span path_of(struct request *r)
{
    struct mk_span s = mk_cur_rest(&r->body);
    const uint8_t *end = s.len ? memchr(s.p, 0, s.len) : NULL;
    return end ? mk_span(s.p, (size_t)(end - s.p)) : s;
}

static void asked(struct mk_afc *a, const char *what, struct mk_span path)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    mk_afc_device_path(&b, a, path);
    const char *text = mk_buf_cstr(&b);
    mk_ios_asked(a->s->phone, "afc:%s %s", what, text ? text : "");
    mk_buf_done(&b);
}

static int device_info(struct mk_afc *a, const struct request *r, struct mk_error *e)
{
    uint64_t left, all = mk_ios_disk(&left, a->s->phone);
    mk_ios_asked(a->s->phone, "afc:GetDeviceInfo");
    mk_buf_puts(&a->out, "Model");
    mk_buf_u8(&a->out, 0);
    mk_buf_puts(&a->out, mk_exercise_phone(&a->s->phone->x, "product_type"));
    mk_buf_printf(&a->out, "%cFSTotalBytes%c%llu%cFSFreeBytes%c%llu%cFSBlockSize%c4096%c", 0, 0,
                  (unsigned long long)all, 0, 0, (unsigned long long)left, 0, 0, 0);
    return reply_data(a, r, MK_AFC_OK, e);
}

static int open_file(struct mk_afc *a, struct request *r, struct mk_error *e)
{
    uint64_t handle = 0, mode = mk_cur_u64le(&r->body);
    struct mk_span path = path_of(r);
    asked(a, mode == OPEN_TO_READ ? "Open" : "OpenToWrite", path);
    enum mk_afc_error why = mode == OPEN_TO_READ ? mk_afc_open(&handle, a, path) : MK_AFC_DENIED;
    return why ? reply_status(a, r, why, e) : reply_number(a, r, MK_AFC_OPENED, handle, e);
}

static int *file(struct mk_afc *a, uint64_t handle)
{
    return handle - 1 < MK_AFC_HANDLES && a->files[handle - 1] >= 0 ? &a->files[handle - 1] : NULL;
}

static int read_file(struct mk_afc *a, struct request *r, struct mk_error *e)
{
    int *fd = file(a, mk_cur_u64le(&r->body));
    uint64_t n = mk_cur_u64le(&r->body);
    n = n < MK_AFC_READ_MAX ? n : MK_AFC_READ_MAX;
    if (!fd || !mk_cur_ok(&r->body))
        return reply_status(a, r, MK_AFC_INVALID, e);
    uint8_t *room = mk_buf_room(&a->out, (size_t)n);
    ssize_t got = !n ? 0 : room ? read(*fd, room, (size_t)n) : -1;
    if (got == 0 && n && mk_ios_lies(a->s->phone, MK_LIE_FILE)) {
        memset(room, 0, (size_t)n);
        got = (ssize_t)n;
    }
    if (got < 0)
        return reply_status(a, r, MK_AFC_READ_ERROR, e);
    a->out.len += (size_t)got;
    return reply_data(a, r, MK_AFC_OK, e);
}

static int move(struct mk_afc *a, struct request *r, struct mk_error *e)
{
    int *fd = file(a, mk_cur_u64le(&r->body));
    uint64_t whence = r->op == MK_AFC_SEEK ? mk_cur_u64le(&r->body) : SEEK_CUR;
    uint64_t offset = r->op == MK_AFC_SEEK ? mk_cur_u64le(&r->body) : 0;
    off_t at = fd && mk_cur_ok(&r->body) && whence <= SEEK_END
                   ? lseek(*fd, (off_t)offset, (int)whence)
                   : -1;
    if (at < 0)
        return reply_status(a, r, MK_AFC_INVALID, e);
    return r->op == MK_AFC_SEEK ? reply_status(a, r, MK_AFC_OK, e)
                                : reply_number(a, r, MK_AFC_TOLD, (uint64_t)at, e);
}

static int close_file(struct mk_afc *a, struct request *r, struct mk_error *e)
{
    int *fd = file(a, mk_cur_u64le(&r->body));
    if (!fd)
        return reply_status(a, r, MK_AFC_INVALID, e);
    close(*fd);
    *fd = -1;
    return reply_status(a, r, MK_AFC_OK, e);
}

/* All that would change something. */
static int other(struct mk_afc *a, struct request *r, struct mk_error *e)
{
    mk_ios_asked(a->s->phone, "afc:Operation %llu", (unsigned long long)r->op);
    return reply_status(a, r, MK_AFC_DENIED, e);
}

static int answer(struct mk_afc *a, struct request *r, struct mk_error *e)
{
    struct mk_span path;
    mk_buf_clear(&a->out);
    switch (r->op) {
    case MK_AFC_READ_DIR:
        asked(a, "ReadDir", path = path_of(r));
        return reply_data(a, r, mk_afc_list(a, path), e);
    case MK_AFC_FILE_INFO:
        asked(a, "GetFileInfo", path = path_of(r));
        return reply_data(a, r, mk_afc_info(a, path), e);
    case MK_AFC_DEVICE_INFO:
        return device_info(a, r, e);
    case MK_AFC_OPEN:
        return open_file(a, r, e);
    case MK_AFC_READ:
        return read_file(a, r, e);
    case MK_AFC_SEEK:
    case MK_AFC_TELL:
        return move(a, r, e);
    case MK_AFC_CLOSE:
        return close_file(a, r, e);
    case MK_AFC_LOCK:
        return reply_status(a, r, file(a, mk_cur_u64le(&r->body)) ? MK_AFC_OK : MK_AFC_INVALID, e);
    }
    return other(a, r, e);
}

static int receive(struct request *r, struct mk_buf *body, struct mk_afc *a, struct mk_error *e)
{
    uint8_t head[MK_AFC_HEAD];
    if (mk_ios_read(a->s, head, sizeof head, e))
        return -1;
    struct mk_cursor c = mk_cur(mk_span(head, sizeof head));
    struct mk_span magic = mk_cur_take(&c, 8);
    uint64_t all = mk_cur_u64le(&c), own = mk_cur_u64le(&c);
    r->number = mk_cur_u64le(&c);
    r->op = mk_cur_u64le(&c);
    if (!mk_span_is(magic, MK_AFC_MAGIC) || own < MK_AFC_HEAD || all < own ||
        all - MK_AFC_HEAD > MK_AFC_BODY_MAX)
        return mk_fail(e, MK_EPROTO, "AFC: not a packet, or one of %llu bytes",
                       (unsigned long long)all);
    size_t n = (size_t)(all - MK_AFC_HEAD);
    mk_buf_clear(body);
    uint8_t *room = mk_buf_room(body, n + 1);
    if (!room)
        return mk_fail(e, MK_ENOMEM, "AFC: a packet");
    if (mk_ios_read(a->s, room, n, e))
        return -1;
    body->len = n;
    r->body = mk_cur(mk_buf_span(body));
    return 0;
}

int mk_ios_afc(struct mk_ios_stream *s, const struct mk_afc_root *root, struct mk_error *e)
{
    struct mk_afc a = { .s = s, .root = root };
    struct mk_buf body;
    struct request r;
    int rc = 0;
    mk_buf_init(&a.out, (size_t)MK_AFC_READ_MAX);
    mk_buf_init(&body, (size_t)MK_AFC_BODY_MAX + 1);
    for (size_t i = 0; i < MK_AFC_HANDLES; i++)
        a.files[i] = -1;
    while (rc == 0)
        rc = receive(&r, &body, &a, e) || answer(&a, &r, e) ? -1 : 0;
    for (size_t i = 0; i < MK_AFC_HANDLES; i++)
        if (a.files[i] >= 0)
            close(a.files[i]);
    mk_buf_done(&a.out);
    mk_buf_done(&body);
    return rc;
}
