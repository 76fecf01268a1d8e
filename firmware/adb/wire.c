#include "firmware/adb/wire.h"
#include "parsers/base/cursor.h"
#include <assert.h>
#include <stdlib.h>

/* Read ahead behind a packet, so that many small ones come in one read. */
#define AHEAD ((size_t)256 << 10)

const char *mk_adb_command_name(char out[static 5], uint32_t command)
{
    for (unsigned i = 0; i < 4; i++) {
        char c = (char)(command >> 8 * i & 0xff);
        out[i] = c >= 'A' && c <= 'Z' ? c : '?';
    }
    out[4] = 0;
    return out;
}

static uint32_t sum(struct mk_span s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += s.p[i];
    return n;
}

void mk_adb_put(struct mk_buf *out, const struct mk_adb_packet *p, bool with_sum)
{
    mk_buf_u32le(out, p->command);
    mk_buf_u32le(out, p->arg0);
    mk_buf_u32le(out, p->arg1);
    mk_buf_u32le(out, (uint32_t)p->payload.len);
    mk_buf_u32le(out, with_sum ? sum(p->payload) : 0);
    mk_buf_u32le(out, p->command ^ 0xffffffffu);
    mk_buf_put(out, p->payload.p, p->payload.len);
}

int mk_adb_wire_init(struct mk_adb_wire *w, size_t max_payload, struct mk_error *e)
{
    *w = (struct mk_adb_wire){ .max_payload = max_payload,
                               .cap = MK_ADB_HEAD + max_payload + AHEAD };
    w->p = malloc(w->cap);
    return w->p ? 0 : mk_fail(e, MK_ENOMEM, "adb: buffer for packets");
}

void mk_adb_wire_done(struct mk_adb_wire *w)
{
    free(w->p);
    *w = (struct mk_adb_wire){ 0 };
}

uint8_t *mk_adb_wire_room(struct mk_adb_wire *w, size_t *n)
{
    if (w->at == w->end)
        w->at = w->end = 0;
    if (w->at && w->cap - w->at < MK_ADB_HEAD + w->max_payload) {
        memmove(w->p, w->p + w->at, w->end - w->at);
        w->end -= w->at;
        w->at = 0;
    }
    *n = w->cap - w->end;
    assert(*n > 0); /* a whole packet is taken out before more is asked for */
    return w->p + w->end;
}

void mk_adb_wire_fed(struct mk_adb_wire *w, size_t n)
{
    assert(n <= w->cap - w->end);
    w->end += n;
}

static bool sum_fits(const struct mk_adb_wire *w, struct mk_span payload, uint32_t told)
{
    switch (w->sums) {
    case MK_ADB_SUMS_IGNORED:
        return true;
    case MK_ADB_SUMS_LAX:
        return told == 0 || told == sum(payload);
    case MK_ADB_SUMS_CHECKED:
        return told == sum(payload);
    }
    return false;
}

int mk_adb_wire_next(struct mk_adb_packet *out, struct mk_adb_wire *w, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_span(w->p + w->at, w->end - w->at));
    char name[5];
    out->command = mk_cur_u32le(&c);
    out->arg0 = mk_cur_u32le(&c);
    out->arg1 = mk_cur_u32le(&c);
    uint32_t length = mk_cur_u32le(&c);
    uint32_t told = mk_cur_u32le(&c);
    uint32_t magic = mk_cur_u32le(&c);
    if (!mk_cur_ok(&c))
        return 0;
    mk_adb_command_name(name, out->command);
    if (magic != (out->command ^ 0xffffffffu))
        return mk_fail(e, MK_EPROTO, "adb: %s with a wrong magic 0x%08x", name, magic);
    if (length > w->max_payload)
        return mk_fail(e, MK_EPROTO, "adb: %s with %u bytes, more than the %zu agreed on", name,
                       length, w->max_payload);
    if (mk_cur_left(&c) < length)
        return 0;
    out->payload = mk_cur_take(&c, length);
    if (!sum_fits(w, out->payload, told))
        return mk_fail(e, MK_EPROTO, "adb: %s whose checksum does not fit", name);
    w->at += c.pos;
    return 1;
}
