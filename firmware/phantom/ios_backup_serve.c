#include "firmware/phantom/ios_backup_serve.h"
#include "firmware/phantom/ios_backup_link.h"
#include "firmware/phantom/tick.h"
#include <stdio.h>

#define OUT_MAX  ((size_t)1 << 20)
#define TURN_MS  100
#define PROTOCOL 400

/* ---- the passcode ---- */

/* Since iOS 16.1 a phone asks for its passcode before each backup (libimobiledevice issue 1380),
 * and for longer when the backup's password is to change: it waits until somebody entered it. */
static bool passcode(struct mk_ios_phone *p)
{
    for (;;) {
        mk_ios_lock(p);
        bool locked = mk_ios_screen(p) != MK_PHONE_UNLOCKED, waits = p->passcode_left > 0;
        p->passcode_left -= waits;
        p->passcode_shown = !locked && waits;
        mk_ios_unlock(p);
        if (locked || !waits)
            return !locked;
        mk_tick_wait(NULL, 0, TURN_MS);
    }
}

/* ---- the backup's password ---- */

static const char *text_or(plist_t d, const char *key)
{
    const char *s = mk_ios_text(d, key);
    return s ? s : "";
}

static void change_password(struct mk_ios_phone *p, plist_t request, struct mk_phone_end *end)
{
    const char *old_one = text_or(request, "OldPassword");
    const char *new_one = text_or(request, "NewPassword");
    if (strlen(new_one) >= MK_IOS_PASSWORD_MAX) {
        mk_phone_end_with(end, 22, "Invalid password length (MBErrorDomain/22)");
        return;
    }
    mk_ios_lock(p);
    if (strcmp(old_one, p->backup_password) != 0)
        mk_phone_end_with(end, 207, "Invalid password (MBErrorDomain/207)");
    else if (!*new_one && p->how.mdm)
        mk_phone_end_with(end, 1,
                          "Error setting WillEncrypt value in lockdown (MBErrorDomain/1). "
                          "Underlying error: Cannot remove iTunes Backup Encryption - Encrypted "
                          "Backup MDM setting present on device (MBErrorDomain/22).");
    else
        snprintf(p->backup_password, sizeof p->backup_password, "%s", new_one);
    mk_ios_unlock(p);
}

static int on_password(struct mk_phone_link *l, plist_t request, struct mk_phone_end *end,
                       struct mk_error *e)
{
    struct mk_ios_phone *p = l->s->phone;
    const char *old_one = text_or(request, "OldPassword");
    const char *new_one = text_or(request, "NewPassword");
    (void)e;
    mk_ios_asked(p, "backup:ChangePassword %s", !*old_one ? "set" : *new_one ? "change" : "off");
    if (passcode(p)) {
        change_password(p, request, end);
        if (mk_ios_lies(p, MK_LIE_ERROR)) /* and yet it did */
            mk_phone_end_with(end, 1, "Backup session failed (MBErrorDomain/1)");
    } else
        mk_phone_end_with(end, 208, "Device locked (MBErrorDomain/208)");
    return 0;
}

/* ---- requests ---- */

static int on_backup(struct mk_phone_link *l, plist_t request, struct mk_phone_end *end,
                     struct mk_error *e)
{
    const char *target = text_or(request, "TargetIdentifier");
    mk_ios_asked(l->s->phone, "backup:Backup");
    snprintf(l->udid, sizeof l->udid, "%s", *target ? target : mk_ios_udid(l->s->phone));
    if (!passcode(l->s->phone)) {
        mk_phone_end_with(end, 208, "Device locked (MBErrorDomain/208)");
        return 0;
    }
    return mk_phone_backup_run(l, request, end, e);
}

static int respond(struct mk_phone_link *l, const struct mk_phone_end *end, bool hello,
                   struct mk_error *e)
{
    plist_t d = plist_new_dict();
    mk_ios_put_text(d, "MessageName", "Response");
    mk_ios_put_uint(d, "ErrorCode", (uint64_t)end->code);
    if (end->code)
        mk_ios_put_text(d, "ErrorDescription", end->text);
    if (hello)
        plist_dict_set_item(d, "ProtocolVersion", plist_new_real(2.1));
    return mk_phone_tell(l, mk_phone_words("DLMessageProcessMessage", "p", d), e);
}

static int process(struct mk_phone_link *l, plist_t request, struct mk_error *e)
{
    const char *name = text_or(request, "MessageName");
    struct mk_phone_end end = { 0 };
    bool hello = !strcmp(name, "Hello");
    int rc = 0;
    if (hello)
        mk_ios_asked(l->s->phone, "backup:Hello");
    else if (!strcmp(name, "Backup"))
        rc = on_backup(l, request, &end, e);
    else if (!strcmp(name, "ChangePassword"))
        rc = on_password(l, request, &end, e);
    else
        mk_phone_end_with(&end, 1, "Unsupported request (MBErrorDomain/1)");
    return rc == 0 ? respond(l, &end, hello, e) : -1;
}

/* One message of the host's: 1 when it was its last one. */
static int turn(struct mk_phone_link *l, struct mk_error *e)
{
    plist_t m;
    if (mk_phone_listen(l, &m, e))
        return -1;
    int rc = 0;
    bool array = plist_get_node_type(m) == PLIST_ARRAY && plist_array_get_size(m);
    plist_t first = array ? plist_array_get_item(m, 0) : NULL;
    const char *name =
        plist_get_node_type(first) == PLIST_STRING ? plist_get_string_ptr(first, NULL) : "";
    if (!strcmp(name, "DLMessageDisconnect"))
        rc = 1;
    else if (!strcmp(name, "DLMessageProcessMessage") && plist_array_get_size(m) > 1 &&
             plist_get_node_type(plist_array_get_item(m, 1)) == PLIST_DICT)
        rc = process(l, plist_array_get_item(m, 1), e);
    else if (strcmp(name, "DLMessageVersionExchange") != 0)
        rc = mk_fail(e, MK_EPROTO, "the host's message makes no sense");
    else
        rc = mk_phone_tell(l, mk_phone_words("DLMessageDeviceReady", ""), e);
    plist_free(m);
    return rc;
}

int mk_ios_backup_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    struct mk_phone_link l = { .s = s };
    mk_buf_init(&l.out, OUT_MAX);
    int rc = mk_phone_tell(
        &l, mk_phone_words("DLMessageVersionExchange", "uu", (uint64_t)PROTOCOL, (uint64_t)0), e);
    while (rc == 0)
        rc = turn(&l, e);
    mk_buf_done(&l.out);
    return rc == 1 ? 0 : -1;
}
