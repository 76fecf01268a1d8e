#include "firmware/phantom/sync.h"
#include "firmware/phantom/fault_wire.h"
#include "parsers/base/cursor.h"
#include <errno.h>
#include <stdio.h>

#define IN_MAX        ((size_t)4 << 20)
#define PATH_MAX_SYNC 1024u
#define ZSTD          4u

void mk_phantom_sync_init(struct mk_phantom_sync *s, const struct mk_exercise *x,
                          struct mk_phantom_log *log)
{
    *s = (struct mk_phantom_sync){ .x = x, .log = log, .file.fd = -1 };
    mk_buf_init(&s->in, IN_MAX);
}

static void set_state(struct mk_phantom_sync *s, int state)
{
    if (s->state == MK_PHANTOM_SYNC_LISTS)
        mk_phantom_tree_list_done(&s->list);
    if (s->state == MK_PHANTOM_SYNC_SENDS)
        mk_phantom_tree_close(&s->file);
    mk_phantom_pack_free(s->pack);
    s->pack = NULL;
    s->state = state;
}

void mk_phantom_sync_done(struct mk_phantom_sync *s)
{
    set_state(s, MK_PHANTOM_SYNC_ENDED);
    mk_buf_done(&s->in);
}

bool mk_phantom_sync_feed(struct mk_phantom_sync *s, struct mk_span bytes)
{
    mk_buf_drop(&s->in, s->at);
    s->at = 0;
    mk_buf_put(&s->in, bytes.p, bytes.len);
    return mk_buf_ok(&s->in);
}

static void fail(struct mk_buf *out, const char *text)
{
    mk_buf_puts(out, "FAIL");
    mk_buf_text(out, mk_str(text));
}

static void fail_errno(struct mk_buf *out, const char *what, int error)
{
    char text[160];
    snprintf(text, sizeof text, "%s: %s", what, strerror(error));
    fail(out, text);
}

static void put_v1(struct mk_buf *out, const struct mk_phantom_tree_stat *st)
{
    mk_buf_u32le(out, st->mode);
    mk_buf_u32le(out, (uint32_t)st->size); /* modulo 2^32, as the protocol is */
    mk_buf_u32le(out, (uint32_t)st->mtime_s);
}

static void put_v2(struct mk_buf *out, const struct mk_phantom_tree_stat *st, int error)
{
    mk_buf_u32le(out, (uint32_t)error);
    mk_buf_u64le(out, st->dev);
    mk_buf_u64le(out, st->ino);
    mk_buf_u32le(out, st->mode);
    mk_buf_u32le(out, st->nlink);
    mk_buf_u32le(out, st->uid);
    mk_buf_u32le(out, st->gid);
    mk_buf_u64le(out, st->size);
    for (int i = 0; i < 3; i++) /* nothing ever changes here: all three are one */
        mk_buf_u64le(out, (uint64_t)st->mtime_s);
}

static void answer_stat(struct mk_phantom_sync *s, struct mk_buf *out, struct mk_span path,
                        const char *id)
{
    struct mk_phantom_tree_stat st = { 0 };
    int error = mk_phantom_tree_stat(&st, s->x, path, !strcmp(id, "STA2"));
    if (error)
        st = (struct mk_phantom_tree_stat){ 0 };
    mk_buf_puts(out, id);
    if (!strcmp(id, "STAT"))
        put_v1(out, &st);
    else
        put_v2(out, &st, error);
}

static void put_done_entry(struct mk_phantom_sync *s, struct mk_buf *out)
{
    static const uint8_t zeros[72];
    mk_buf_puts(out, "DONE");
    mk_buf_put(out, zeros, s->v2 ? 72 : 16);
}

/* Name and stat of the next entry: of one that a fault made up, or of the tree's. False at the end.
 */
static bool next_entry(struct mk_phantom_sync *s, struct mk_span *name, char room[static 32],
                       struct mk_phantom_tree_stat *st, int *error)
{
    *error = 0;
    if (!mk_fault_name(s->link, name, room))
        return mk_phantom_tree_next(&s->list, name, st, error);
    *st = (struct mk_phantom_tree_stat){ .mode = 0100644, .size = 5, .nlink = 1 };
    return true;
}

static void list_step(struct mk_phantom_sync *s, struct mk_buf *out)
{
    struct mk_phantom_tree_stat st;
    char room[32];
    struct mk_span name;
    int error;
    if (!next_entry(s, &name, room, &st, &error)) {
        put_done_entry(s, out);
        set_state(s, MK_PHANTOM_SYNC_IDLE);
        return;
    }
    if (error && !s->v2)
        return; /* the old form cannot tell it: adbd leaves it out */
    mk_buf_puts(out, s->v2 ? "DNT2" : "DENT");
    if (s->v2)
        put_v2(out, &st, error);
    else
        put_v1(out, &st);
    mk_buf_text(out, name);
}

static void send_step(struct mk_phantom_sync *s, struct mk_buf *out)
{
    size_t got;
    if (mk_fault_lies(s->link, MK_LIE_DATA)) {
        mk_fault_data(out);
        return;
    }
    uint8_t *p = mk_buf_room(out, 8 + MK_PHANTOM_SYNC_CHUNK);
    if (!p)
        return;
    int error = mk_phantom_tree_read(&got, &s->file, p + 8, MK_PHANTOM_SYNC_CHUNK);
    if (!error && !got && mk_fault_lies(s->link, MK_LIE_FILE)) {
        memset(p + 8, 'z', MK_PHANTOM_SYNC_CHUNK);
        got = MK_PHANTOM_SYNC_CHUNK;
    }
    if (error || got == 0) {
        if (error)
            fail_errno(out, "read failed", error);
        else
            mk_buf_put(out, "DONE\0\0\0", 8);
        set_state(s, MK_PHANTOM_SYNC_IDLE);
        return;
    }
    mk_buf_puts(out, "DATA");
    mk_buf_u32le(out, (uint32_t)got);
    out->len += got; /* read into its place above */
}

static void send_packed_step(struct mk_phantom_sync *s, struct mk_buf *out)
{
    uint8_t chunk[MK_PHANTOM_SYNC_CHUNK];
    size_t got = 0;
    int error = mk_phantom_tree_read(&got, &s->file, chunk, sizeof chunk);
    if (!error && !mk_phantom_pack_put(out, s->pack, mk_span(chunk, got)))
        error = ENOMEM;
    if (!error && got)
        return;
    if (error)
        fail_errno(out, "read failed", error);
    else
        mk_buf_put(out, "DONE\0\0\0", 8);
    set_state(s, MK_PHANTOM_SYNC_IDLE);
}

static void start_list(struct mk_phantom_sync *s, struct mk_buf *out, struct mk_span path, bool v2)
{
    s->v2 = v2;
    if (mk_phantom_tree_list(&s->list, s->x, path)) /* adbd answers an unreadable folder so */
        put_done_entry(s, out);
    else
        set_state(s, MK_PHANTOM_SYNC_LISTS);
}

static void start_recv(struct mk_phantom_sync *s, struct mk_buf *out, struct mk_span path,
                       bool packed)
{
    int error = mk_phantom_tree_open(&s->file, s->x, path);
    if (error) {
        fail_errno(out, "open failed", error);
        return;
    }
    set_state(s, MK_PHANTOM_SYNC_SENDS);
    s->pack = packed ? mk_phantom_pack_new() : NULL;
    if (!packed || s->pack)
        return;
    fail_errno(out, "read failed", ENOMEM);
    set_state(s, MK_PHANTOM_SYNC_IDLE);
}

/* Whether the phone has the request, with its flags. */
static bool knows(const struct mk_exercise *x, const char *id, uint32_t flags)
{
    static const struct {
        const char id[5], *feature;
    } later[] = {
        { "STA2", "stat_v2" }, { "LST2", "stat_v2" }, { "LIS2", "ls_v2" }, { "RCV2", "sendrecv_v2" }
    };
    for (size_t i = 0; i < sizeof later / sizeof *later; i++)
        if (!strcmp(id, later[i].id) && !mk_exercise_has(x, later[i].feature))
            return false;
    return flags == 0 || (flags == ZSTD && mk_exercise_has(x, "sendrecv_v2_zstd"));
}

/* False when the next request is not whole yet. */
static bool next_request(struct mk_phantom_sync *s, struct mk_buf *out)
{
    char id[5] = { 0 };
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&s->in), s->at));
    struct mk_span name = mk_cur_take(&c, 4);
    uint32_t len = mk_cur_u32le(&c);
    if (!mk_cur_ok(&c))
        return false;
    memcpy(id, name.p, 4);
    if (len > PATH_MAX_SYNC) {
        fail(out, "path too long");
        set_state(s, MK_PHANTOM_SYNC_ENDED);
        return true;
    }
    struct mk_span path = mk_cur_take(&c, len);
    bool recv_v2 = !strcmp(id, "RCV2");
    struct mk_span second = mk_cur_take(&c, recv_v2 ? 4 : 0);
    uint32_t flags = recv_v2 ? mk_cur_u32le(&c) : 0;
    if (!mk_cur_ok(&c))
        return false;
    s->at += c.pos;
    if (!strcmp(id, "QUIT")) {
        set_state(s, MK_PHANTOM_SYNC_ENDED);
        return true;
    }
    mk_phantom_log_sync(s->log, id, path);
    if (s->link)
        mk_fault_asked(s->link, id, path);
    if (!knows(s->x, id, flags)) {
        fail(out, flags ? "unsupported flags" : "unknown command");
        set_state(s, MK_PHANTOM_SYNC_ENDED);
    } else if (!strcmp(id, "STAT") || !strcmp(id, "STA2") || !strcmp(id, "LST2")) {
        answer_stat(s, out, path, id);
    } else if (!strcmp(id, "LIST") || !strcmp(id, "LIS2")) {
        start_list(s, out, path, id[3] == '2');
    } else if (!strcmp(id, "RECV") || (recv_v2 && mk_span_is(second, "RCV2"))) {
        start_recv(s, out, path, flags != 0);
    } else { /* a phantom is never written to */
        fail(out, "unknown command");
        set_state(s, MK_PHANTOM_SYNC_ENDED);
    }
    return true;
}

bool mk_phantom_sync_more(struct mk_phantom_sync *s, struct mk_buf *out, size_t want)
{
    bool more = true;
    while (more && out->len < want && mk_buf_ok(out))
        switch (s->state) {
        case MK_PHANTOM_SYNC_IDLE:
            more = next_request(s, out);
            break;
        case MK_PHANTOM_SYNC_LISTS:
            list_step(s, out);
            break;
        case MK_PHANTOM_SYNC_SENDS:
            s->pack ? send_packed_step(s, out) : send_step(s, out);
            break;
        case MK_PHANTOM_SYNC_ENDED:
            more = false;
            break;
        }
    return s->state != MK_PHANTOM_SYNC_ENDED;
}
