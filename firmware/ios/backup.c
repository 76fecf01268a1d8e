#include "firmware/ios/backup.h"
#include "firmware/ios/backup_run.h"
#include "parsers/base/cursor.h"
#include "parsers/format/plist.h"
#include <stdio.h>

#define SERVICE       "com.apple.mobilebackup2"
#define NOTICES       "com.apple.mobile.notification_proxy"
#define NOTICE_MAX    ((size_t)64 << 10)
#define NOTICE_MEMORY ((size_t)4 << 20)
/* A notification that does not come to its end holds nothing up: there are none from then on. */
#define NOTICE_REST_MS 500

/* The phone shows a question of its own, and shows it no more (pymobiledevice3,
 * services/mobilebackup2.py; libimobiledevice, include/libimobiledevice/notification_proxy.h,
 * NP_LOCAL_AUTH_UI_PRESENTED, since 1.4). */
#define SHOWN  "com.apple.LocalAuthentication.ui.presented"
#define HIDDEN "com.apple.LocalAuthentication.ui.dismissed"

struct session {
    const struct mk_backup_phone *p;
    struct mk_backup_frames frames;
    service_client_t backup, notices;
};

/* ---- bytes ---- */

static int fail_line(struct mk_error *e, service_error_t err, const char *what)
{
    return mk_fail(e, err == SERVICE_E_TIMEOUT ? MK_ETIMEOUT : MK_ECLOSED, "%s (%d)", what,
                   (int)err);
}

/* The rest of what the phone has begun. Under TLS the library drops what it has when time runs out,
 * so the first byte is waited for alone. */
static int read_rest(service_client_t c, uint8_t *p, size_t n, int timeout_ms, struct mk_error *e)
{
    while (n) {
        uint32_t got = 0;
        service_error_t err =
            service_receive_with_timeout(c, (char *)p, (uint32_t)n, &got, (unsigned)timeout_ms);
        if (err != SERVICE_E_SUCCESS || got == 0 || got > n)
            return fail_line(e, err, "the phone stopped sending");
        p += got;
        n -= got;
    }
    return 0;
}

/* rest_ms: for each piece of what has begun. */
static int read_exactly(service_client_t c, uint8_t *p, size_t n, int timeout_ms, int rest_ms,
                        struct mk_error *e)
{
    uint32_t got = 0;
    service_error_t err = service_receive_with_timeout(c, (char *)p, 1, &got, (unsigned)timeout_ms);
    if (err == SERVICE_E_TIMEOUT || (err == SERVICE_E_SUCCESS && got == 0))
        return 0;
    if (err != SERVICE_E_SUCCESS)
        return fail_line(e, err, "the phone sends nothing more");
    return read_rest(c, p + 1, n - 1, rest_ms, e) ? -1 : 1;
}

static int write_all(service_client_t c, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len) {
        uint32_t sent = 0, n = bytes.len > NOTICE_MAX ? NOTICE_MAX : (uint32_t)bytes.len;
        service_error_t err = service_send(c, (const char *)bytes.p, n, &sent);
        if (err != SERVICE_E_SUCCESS || sent == 0 || sent > n)
            return fail_line(e, err, "the phone takes nothing more");
        bytes = mk_span_from(bytes, sent);
    }
    return 0;
}

/* ---- notifications ---- */

static int observe(struct session *s, const char *name, struct mk_error *e)
{
    struct mk_buf b, said;
    mk_buf_init(&b, 1024);
    mk_buf_init(&said, 256);
    mk_buf_printf(&said, "np:Observe %s", name);
    mk_buf_u32be(&b, 0);
    mk_buf_printf(&b,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><dict>"
                  "<key>Command</key><string>ObserveNotification</string>"
                  "<key>Name</key><string>%s</string></dict></plist>",
                  name);
    b.p[2] = (uint8_t)((b.len - 4) >> 8);
    b.p[3] = (uint8_t)(b.len - 4);
    struct mk_backup_tell tell;
    mk_backup_tell_frames(&tell, &s->frames);
    int rc = tell.said(tell.u, mk_buf_cstr(&said), e);
    struct mk_error why = { 0 };
    if (rc == 0 && write_all(s->notices, mk_buf_span(&b), &why)) {
        service_client_free(s->notices);
        s->notices = NULL;
    }
    mk_buf_done(&b);
    mk_buf_done(&said);
    return rc;
}

/* Without notifications a backup goes as well; then only its silence tells. */
static int observe_all(struct session *s, struct mk_error *e)
{
    struct mk_error why = { 0 };
    if (s->p->start(s->p->u, &s->notices, NOTICES, false, &why)) {
        s->notices = NULL;
        return 0;
    }
    if (observe(s, SHOWN, e))
        return -1;
    return s->notices ? observe(s, HIDDEN, e) : 0;
}

static int meaning(enum mk_phone_wait *out, struct mk_span bytes)
{
    struct mk_plist list;
    struct mk_error why = { 0 };
    int rc = 0;
    if (mk_plist_read(&list, bytes, NOTICE_MEMORY, &why))
        return 0;
    const struct mk_plist_value *name = mk_plist_get_as(list.root, "Name", MK_PLIST_TEXT);
    if (name && (mk_span_is(name->s, SHOWN) || mk_span_is(name->s, HIDDEN))) {
        *out = mk_span_is(name->s, SHOWN) ? MK_WAIT_PASSCODE : MK_WAIT_OVER;
        rc = 1;
    }
    mk_plist_done(&list);
    return rc;
}

static int take_notice(enum mk_phone_wait *out, service_client_t c, struct mk_error *e)
{
    uint8_t head[4], body[4096];
    int rc = read_exactly(c, head, sizeof head, 1, NOTICE_REST_MS, e);
    if (rc <= 0)
        return rc;
    struct mk_cursor cur = mk_cur(mk_span(head, sizeof head));
    uint32_t n = mk_cur_u32be(&cur);
    if (n == 0 || n > sizeof body)
        return mk_fail(e, MK_EPROTO, "a notification that is too long");
    return read_rest(c, body, n, NOTICE_REST_MS, e) ? -1 : meaning(out, mk_span(body, n));
}

static int on_shown(void *u, enum mk_phone_wait *out)
{
    struct session *s = u;
    struct mk_error why = { 0 };
    if (!s->notices)
        return 0;
    int rc = take_notice(out, s->notices, &why);
    if (rc < 0) {
        service_client_free(s->notices);
        s->notices = NULL;
    }
    return rc > 0;
}

/* ---- a session ---- */

static int on_read(void *u, uint8_t *p, size_t n, int timeout_ms, struct mk_error *e)
{
    struct session *s = u;
    return read_exactly(s->backup, p, n, timeout_ms, MK_BACKUP_STALL_MS, e);
}

static int on_write(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct session *s = u;
    return write_all(s->backup, bytes, e);
}

static int on_wait(void *u, enum mk_phone_wait what, const char *detail, struct mk_error *e)
{
    struct session *s = u;
    return mk_backup_frame_wait(&s->frames, what, detail, e);
}

static int on_stopped(void *u, struct mk_error *e)
{
    struct session *s = u;
    return s->p->stopped ? s->p->stopped(s->p->u, e) : 0;
}

static int run(struct session *s, struct mk_backup_talk *t, struct mk_error *e)
{
    const struct mk_backup_line line = { s, on_read, on_write, on_shown };
    const struct mk_backup_owner owner = { s, on_stopped, on_wait };
    return mk_backup_run(t, &line, &owner, e) ||
                   mk_backup_frame_done(&s->frames, mk_backup_talk_end(t), e)
               ? -1
               : 0;
}

/* The service is not to be had: that is the answer. */
static int not_started(struct session *s, const struct mk_error *why, struct mk_error *e)
{
    struct mk_backup_end end = { why->code == MK_EREFUSED ? MK_PH_REFUSED : MK_PH_BROKEN, -1, "" };
    snprintf(end.why, sizeof end.why, "the backup service did not start: %s", why->text);
    return mk_backup_frame_done(&s->frames, &end, e);
}

/* The wish lies in the parent's frame, which the next one takes the place of: it is copied first.
 */
static int session(const struct mk_backup_phone *p, const struct mk_backup_wish *wish,
                   struct mk_error *e)
{
    struct session s = { .p = p, .frames = { .chan = p->chan, .stream = p->stream } };
    struct mk_backup_talk *t = NULL;
    struct mk_backup_tell tell;
    struct mk_error why = { 0 };
    mk_backup_tell_frames(&tell, &s.frames);
    int rc = mk_backup_talk_new(&t, wish, &tell, e);
    if (rc == 0)
        rc = observe_all(&s, e);
    if (rc == 0)
        rc = p->start(p->u, &s.backup, SERVICE, true, &why) ? not_started(&s, &why, e)
                                                            : run(&s, t, e);
    mk_backup_talk_free(t);
    if (s.backup)
        service_client_free(s.backup);
    if (s.notices)
        service_client_free(s.notices);
    return rc;
}

int mk_ios_backup(const struct mk_backup_phone *p, uint64_t free_bytes, struct mk_error *e)
{
    const struct mk_backup_wish wish = { .udid = p->udid, .free_bytes = free_bytes };
    return session(p, &wish, e);
}

int mk_ios_password(const struct mk_backup_phone *p, struct mk_span old_one, struct mk_span new_one,
                    struct mk_error *e)
{
    const struct mk_backup_wish wish = {
        .udid = p->udid, .password = true, .old_one = old_one, .new_one = new_one
    };
    return session(p, &wish, e);
}
