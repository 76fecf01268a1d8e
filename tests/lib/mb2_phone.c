#include "tests/lib/mb2_phone.h"
#include <stdio.h>
#include <stdlib.h>

void mb2_u32(struct mk_buf *b, uint32_t v)
{
    mk_buf_u32be(b, v);
}

void mb2_say(struct mk_buf *b, const char *name, const char *items)
{
    struct mk_buf m;
    mk_buf_init(&m, 1 << 20);
    mk_buf_printf(&m,
                  "<?xml version=\"1.0\"?><plist version=\"1.0\"><array><string>%s</string>%s"
                  "</array></plist>",
                  name, items);
    mb2_u32(b, (uint32_t)m.len);
    mk_buf_put(b, m.p, m.len);
    mk_buf_done(&m);
}

void mb2_name(struct mk_buf *b, struct mk_span name)
{
    mb2_u32(b, (uint32_t)name.len);
    mk_buf_put(b, name.p, name.len);
}

void mb2_block(struct mk_buf *b, uint8_t code, struct mk_span bytes)
{
    mb2_u32(b, (uint32_t)bytes.len + 1);
    mk_buf_u8(b, code);
    mk_buf_put(b, bytes.p, bytes.len);
}

void mb2_response(struct mk_buf *b, int code, const char *text)
{
    char items[800];
    snprintf(items, sizeof items,
             "<dict><key>MessageName</key><string>Response</string><key>ErrorCode</key>"
             "<integer>%d</integer><key>ErrorDescription</key><string>%s</string></dict>",
             code, text);
    mb2_say(b, "DLMessageProcessMessage", items);
}

void mb2_hello(struct mk_buf *b)
{
    mb2_say(b, "DLMessageVersionExchange", "<integer>400</integer><integer>0</integer>");
    mb2_say(b, "DLMessageDeviceReady", "");
    mb2_response(b, 0, "");
}

void mb2_file(struct mk_buf *b, const char *name, const char *content)
{
    char whole[300];
    snprintf(whole, sizeof whole, MB2_UDID "/%s", name);
    mb2_name(b, mk_str("/.ba/mobile/x"));
    mb2_name(b, mk_str(whole));
    if (content[0])
        mb2_block(b, 0x0c, mk_str(content));
    mb2_block(b, 0, mk_str(""));
}

void mb2_backup(struct mk_buf *b)
{
    mb2_hello(b);
    mb2_say(b, "DLMessageDownloadFiles",
            "<array><string>" MB2_UDID "/Status.plist</string></array><dict/>"
            "<real>0</real>");
    mb2_say(b, "DLContentsOfDirectory", "<string>" MB2_UDID "</string>");
    mb2_say(b, "DLMessageGetFreeDiskSpace", "");
    mb2_say(b, "DLMessageCreateDirectory",
            "<string>" MB2_UDID "/Snapshot</string><dict/><real>0</real>");
    mb2_say(b, "DLMessageUploadFiles", "<array/><real>12.5</real><integer>11</integer>");
    mb2_file(b, "Snapshot/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28", "hello world");
    mb2_file(b, "Status.plist", "");
    mb2_u32(b, 0);
    mb2_say(b, "DLMessageUploadFiles", "<array/><real>99</real><integer>4</integer>");
    mb2_file(b, "Manifest.db", "list");
    mb2_u32(b, 0);
    mb2_say(b, "DLMessageMoveItems",
            "<dict><key>" MB2_UDID "/Snapshot/3d</key><string>" MB2_UDID "/3d</string></dict>"
            "<dict/><real>100</real>");
    mb2_say(b, "DLMessageRemoveItems",
            "<array><string>" MB2_UDID "/Snapshot</string></array><dict/><real>100</real>");
    mb2_response(b, 0, "");
}

/* ---- the log ---- */

void mb2_log_init(struct mb2_log *l)
{
    *l = (struct mb2_log){ 0 };
    mk_buf_init(&l->text, 1 << 20);
}

void mb2_log_done(struct mb2_log *l)
{
    mk_buf_done(&l->text);
}

static int may(struct mb2_log *l, struct mk_error *e)
{
    return ++l->calls == l->fail_at ? mk_fail(e, MK_EIO, "told to fail") : 0;
}

static void put(struct mb2_log *l, struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        mk_buf_u8(&l->text, s.p[i] ? s.p[i] : '|');
}

static int on_said(void *u, const char *request, struct mk_error *e)
{
    struct mb2_log *l = u;
    mk_buf_printf(&l->text, "said %s\n", request);
    return may(l, e);
}

static int on_file(void *u, struct mk_span name, struct mk_span phone, struct mk_error *e)
{
    struct mb2_log *l = u;
    if (l->open++ != 0)
        abort();
    l->bytes = 0;
    mk_buf_puts(&l->text, "file ");
    put(l, name);
    mk_buf_puts(&l->text, " ");
    put(l, phone);
    mk_buf_puts(&l->text, "\n");
    return may(l, e);
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct mb2_log *l = u;
    if (l->open != 1 || bytes.len == 0)
        abort();
    l->bytes += bytes.len;
    return may(l, e);
}

static int on_end(void *u, unsigned status, uint64_t bytes, struct mk_span why, struct mk_error *e)
{
    struct mb2_log *l = u;
    if (l->open-- != 1 || bytes != l->bytes)
        abort();
    mk_buf_printf(&l->text, "end %u %llu ", status, (unsigned long long)bytes);
    put(l, why);
    mk_buf_puts(&l->text, "\n");
    return may(l, e);
}

static int on_note(void *u, enum mk_phone_note what, uint64_t number, struct mk_span text,
                   struct mk_error *e)
{
    struct mb2_log *l = u;
    mk_buf_printf(&l->text, "note %d %llu ", (int)what, (unsigned long long)number);
    put(l, text);
    mk_buf_puts(&l->text, "\n");
    return may(l, e);
}

/* "Manifest.db" alone is there: 300,000 bytes. */
static int on_want(void *u, struct mk_span name, struct mk_error *e)
{
    struct mb2_log *l = u;
    mk_buf_puts(&l->text, "want ");
    put(l, name);
    mk_buf_puts(&l->text, "\n");
    l->left = mk_span_is(name, "Manifest.db") ? 300000 : 0;
    return may(l, e) ? -1 : l->left != 0;
}

static int on_read(void *u, uint8_t *p, size_t n, size_t *got, struct mk_error *e)
{
    struct mb2_log *l = u;
    *got = l->left < n ? l->left : n;
    memset(p, 'm', *got);
    l->left -= *got;
    return may(l, e);
}

struct mk_backup_tell mb2_tell(struct mb2_log *l)
{
    return (
        struct mk_backup_tell){ l, on_said, on_file, on_bytes, on_end, on_note, on_want, on_read };
}

/* ---- a talk with it ---- */

const struct mk_backup_wish mb2_plain = { .udid = { (const uint8_t *)MB2_UDID, 25 },
                                          .free_bytes = 1000 };

void mb2_played_done(struct mb2_played *p)
{
    mb2_log_done(&p->log);
    mk_buf_done(&p->sent);
}

int mb2_play_as(struct mb2_played *p, const struct mk_backup_wish *wish, struct mk_span phone,
                size_t step, int fail_at, struct mk_error *e)
{
    struct mk_backup_talk *t = NULL;
    mb2_log_init(&p->log);
    p->log.fail_at = fail_at;
    mk_buf_init(&p->sent, 1 << 22);
    struct mk_backup_tell tell = mb2_tell(&p->log);
    int rc = mk_backup_talk_new(&t, wish, &tell, e);
    size_t wants = 0;
    while (rc == 0 &&
           (mk_backup_talk_gives(t) || (phone.len && (wants = mk_backup_talk_wants(t)) != 0))) {
        bool gives = mk_backup_talk_gives(t);
        size_t n = gives ? 0 : wants < step ? wants : step;
        n = n < phone.len ? n : phone.len;
        rc = gives ? mk_backup_talk_give(t, e) : mk_backup_talk_feed(t, mk_span(phone.p, n), e);
        phone = mk_span_from(phone, n);
        struct mk_buf *out = mk_backup_talk_out(t);
        mk_buf_put(&p->sent, out->p, out->len);
        mk_buf_clear(out);
    }
    p->over = rc == 0 && mk_backup_talk_wants(t) == 0;
    if (rc == 0)
        rc = mk_backup_talk_stop(t, MK_PH_BROKEN, "the connection ended", e);
    if (rc == 0)
        p->end = *mk_backup_talk_end(t);
    mk_backup_talk_free(t);
    return rc;
}

void mb2_play(struct mb2_played *p, const struct mk_backup_wish *wish, const struct mk_buf *phone)
{
    *p = (struct mb2_played){ 0 };
    if (!mk_buf_ok(phone) || mb2_play_as(p, wish, mk_buf_span(phone), SIZE_MAX, 0, NULL) != 0)
        abort();
}

const char *mb2_told(struct mb2_played *p)
{
    return mk_buf_cstr(&p->log.text);
}

bool mb2_sent(const struct mb2_played *p, const char *text)
{
    return memmem(p->sent.p, p->sent.len, text, strlen(text)) != NULL;
}
