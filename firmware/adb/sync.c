#include "firmware/adb/sync.h"
#include "firmware/adb/wire.h"
#include "parsers/base/cursor.h"
#include <assert.h>
#include <errno.h>
#include <sys/stat.h>
#define FAIL_TEXT 200u
#define FLAG_ZSTD 4u

static const char *const letters[2][3] = {
    { "STAT", "LIST", "RECV" },
    { "LST2", "LIS2", "RCV2" },
};

static bool second(const struct mk_sync_forms *f, enum mk_sync_ask ask)
{
    switch (ask) {
    case MK_SYNC_STAT:
        return f->stat_v2;
    case MK_SYNC_LIST:
        return f->list_v2;
    case MK_SYNC_RECV:
        return f->recv_v2;
    }
    return false;
}

void mk_sync_put(struct mk_buf *out, const struct mk_sync_forms *forms, enum mk_sync_ask ask,
                 struct mk_span path)
{
    bool v2 = second(forms, ask);
    assert(path.len <= MK_SYNC_PATH_MAX);
    mk_buf_put(out, letters[v2][ask], 4);
    mk_buf_text(out, path);
    if (ask == MK_SYNC_RECV && v2) {
        mk_buf_puts(out, "RCV2");
        mk_buf_u32le(out, 0);
    }
}

void mk_sync_put_packed(struct mk_buf *out, struct mk_span path)
{
    assert(path.len <= MK_SYNC_PATH_MAX);
    mk_buf_puts(out, "RCV2");
    mk_buf_text(out, path);
    mk_buf_puts(out, "RCV2");
    mk_buf_u32le(out, FLAG_ZSTD);
}

char mk_sync_type(uint32_t mode)
{
    return S_ISREG(mode) ? 'f' : S_ISDIR(mode) ? 'd' : S_ISLNK(mode) ? 'l' : 'o';
}

void mk_sync_init(struct mk_sync *s, const struct mk_sync_forms *forms)
{
    *s = (struct mk_sync){ .forms = *forms };
}

bool mk_sync_between(const struct mk_sync *s)
{
    return s->have == 0 && s->data_left == 0;
}

static int odd(const uint8_t *id, const char *why, struct mk_error *e)
{
    char name[5];
    for (unsigned i = 0; i < 4; i++)
        name[i] = (char)(id[i] >= ' ' && id[i] < 0x7f ? id[i] : '?');
    name[4] = 0;
    return mk_fail(e, MK_EPROTO, "sync: reply %s: %s", name, why);
}

/* How many bytes a reply's head has, or 0 for one that does not answer `ask`. */
static size_t head_size(const struct mk_sync *s, enum mk_sync_ask ask)
{
    const struct mk_span id = mk_span(s->part, 4);
    if (mk_span_is(id, "FAIL"))
        return 8;
    switch (ask) {
    case MK_SYNC_STAT:
        return !mk_span_is(id, letters[s->forms.stat_v2][ask]) ? 0 : s->forms.stat_v2 ? 72 : 16;
    case MK_SYNC_LIST:
        if (mk_span_is(id, s->forms.list_v2 ? "DNT2" : "DENT") || mk_span_is(id, "DONE"))
            return s->forms.list_v2 ? 76 : 20;
        return 0;
    case MK_SYNC_RECV:
        return mk_span_is(id, "DATA") || mk_span_is(id, "DONE") ? 8 : 0;
    }
    return 0;
}

static void read_stat(struct mk_sync_stat *st, struct mk_cursor *c, bool v2)
{
    *st = (struct mk_sync_stat){ 0 };
    if (!v2) {
        st->mode = mk_cur_u32le(c);
        st->size = mk_cur_u32le(c);
        st->mtime_s = mk_cur_u32le(c);
        st->error = st->mode ? 0 : ENOENT;
        return;
    }
    st->error = mk_cur_u32le(c);
    mk_cur_take(c, 16); /* device, inode */
    st->mode = mk_cur_u32le(c);
    mk_cur_take(c, 12); /* links, uid, gid */
    st->size = mk_cur_u64le(c);
    mk_cur_take(c, 8); /* atime */
    st->mtime_s = (int64_t)mk_cur_u64le(c);
    mk_cur_take(c, 8); /* ctime */
}

bool mk_sync_is_name(struct mk_span s)
{
    return s.len && !memchr(s.p, '/', s.len) && !memchr(s.p, 0, s.len);
}

/* An entry's head is whole: 0 while its name is not, 1 when it is. */
static int on_entry(struct mk_sync_event *out, struct mk_sync *s, struct mk_error *e)
{
    size_t head = s->forms.list_v2 ? 76 : 20;
    struct mk_cursor c = mk_cur(mk_span(s->part, s->have));
    mk_cur_take(&c, 4);
    read_stat(&out->stat, &c, s->forms.list_v2);
    uint32_t len = mk_cur_u32le(&c);
    if (len > MK_SYNC_NAME_MAX)
        return odd(s->part, "a name of impossible length", e);
    if (s->have < head + len) {
        s->need = head + len;
        return 0;
    }
    out->bytes = mk_cur_take(&c, len);
    out->kind = MK_SYNC_EV_ENTRY;
    return 1;
}

static int on_length(struct mk_sync_event *out, struct mk_sync *s, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_span(s->part, 8));
    bool fail = mk_span_is(mk_cur_take(&c, 4), "FAIL");
    uint32_t len = mk_cur_u32le(&c);
    if (mk_span_is(mk_span(s->part, 4), "DONE")) {
        out->kind = MK_SYNC_EV_DONE;
        return 1;
    }
    if (len > MK_SYNC_DATA_MAX)
        return odd(s->part, "longer than 64 KiB", e);
    if (!fail) {
        s->data_left = len;
        s->have = s->need = 0;
        return 0;
    }
    uint32_t keep = len < FAIL_TEXT ? len : FAIL_TEXT;
    if (s->have < 8 + keep) {
        s->need = 8 + keep;
        return 0;
    }
    s->fail_left = len - keep;
    out->kind = MK_SYNC_EV_FAIL;
    out->bytes = mk_span(s->part + 8, keep);
    return 1;
}

/* s->need bytes are there: 1 and an event, 0 when that was only a part of it, -1. */
static int on_part(struct mk_sync_event *out, struct mk_sync *s, enum mk_sync_ask ask,
                   struct mk_error *e)
{
    const struct mk_span id = mk_span(s->part, 4);
    if (s->have == 4) {
        s->need = head_size(s, ask);
        return s->need ? 0 : odd(s->part, "does not answer what was asked", e);
    }
    if (mk_span_is(id, "FAIL") || ask == MK_SYNC_RECV)
        return on_length(out, s, e);
    if (ask == MK_SYNC_LIST && !mk_span_is(id, "DONE"))
        return on_entry(out, s, e);
    out->kind = ask == MK_SYNC_LIST ? MK_SYNC_EV_LISTED : MK_SYNC_EV_STAT;
    if (ask == MK_SYNC_STAT) {
        struct mk_cursor c = mk_cur(mk_span(s->part + 4, s->have - 4));
        read_stat(&out->stat, &c, s->forms.stat_v2);
    }
    return 1;
}

static struct mk_span take(struct mk_span *in, size_t n)
{
    struct mk_span s = mk_span(in->p, n < in->len ? n : in->len);
    *in = mk_span_from(*in, s.len);
    return s;
}

int mk_sync_next(struct mk_sync_event *out, struct mk_sync *s, enum mk_sync_ask ask,
                 struct mk_span *in, struct mk_error *e)
{
    *out = (struct mk_sync_event){ 0 };
    while (in->len) {
        if (s->fail_left) {
            s->fail_left -= (uint32_t)take(in, s->fail_left).len;
            continue;
        }
        if (s->data_left) {
            out->kind = MK_SYNC_EV_DATA;
            out->bytes = take(in, s->data_left);
            s->data_left -= (uint32_t)out->bytes.len;
            return 1;
        }
        if (s->need == 0)
            s->need = 4;
        struct mk_span part = take(in, s->need - s->have);
        memcpy(s->part + s->have, part.p, part.len);
        s->have += part.len;
        while (s->need && s->have == s->need) {
            int rc = on_part(out, s, ask, e);
            if (rc < 0)
                return -1;
            if (rc > 0) {
                s->have = s->need = 0;
                return 1;
            }
        }
    }
    return 0;
}
