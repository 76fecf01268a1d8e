#include "firmware/ios/backup_message.h"
#include "parsers/base/escape.h"
#include <stdio.h>

#define PLIST_MEMORY ((size_t)256 << 20)
#define VERSION      400

/* Its n-th item behind the name, or NULL. */
const struct mk_plist_value *mk_backup_arg(const struct mk_backup_message *m, size_t n)
{
    return n < m->v->n ? m->v->items[n] : NULL;
}

bool mk_backup_of_kind(const struct mk_plist_value *v, enum mk_plist_kind kind)
{
    return v && v->kind == kind;
}

int mk_backup_note_odd(struct mk_backup_talk *t, const struct mk_backup_message *m,
                       struct mk_span name, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 2 * MK_BACKUP_NAME_MAX);
    mk_buf_put(&b, m->name.p, m->name.len < 64 ? m->name.len : 64);
    mk_buf_puts(&b, " ");
    mk_buf_put(&b, name.p, name.len < MK_BACKUP_NAME_MAX ? name.len : MK_BACKUP_NAME_MAX);
    int rc = mk_buf_ok(&b) ? t->tell.note(t->tell.u, MK_NOTE_ODD, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "note");
    mk_buf_done(&b);
    return rc;
}

static int on_disconnect(struct mk_backup_talk *t, const struct mk_backup_message *m,
                         struct mk_error *e)
{
    (void)m;
    (void)e;
    return mk_backup_broken(t, "the phone ended the conversation");
}

/* ---- the answer to our own request ---- */

static int refused(struct mk_backup_talk *t, int64_t code, struct mk_span text)
{
    struct mk_buf why;
    const char *words = mk_backup_words(code, text);
    mk_buf_init(&why, 4096);
    mk_buf_printf(&why, "%s%sthe phone says error %lld: ", words, words[0] ? "; " : "",
                  (long long)code);
    mk_escape_terminal(&why, mk_span(text.p, text.len < 300 ? text.len : 300));
    const char *s = mk_buf_cstr(&why);
    int32_t shown = code > INT32_MAX || code < INT32_MIN ? -1 : (int32_t)code;
    int rc = mk_backup_over(t, MK_PH_REFUSED, shown, s ? s : words);
    mk_buf_done(&why);
    return rc;
}

static int said_hello(struct mk_backup_talk *t, struct mk_error *e)
{
    if (t->tell.said(t->tell.u,
                     !t->password      ? "backup:Backup"
                     : !t->old_one.len ? "backup:ChangePassword set"
                     : t->new_one.len  ? "backup:ChangePassword change"
                                       : "backup:ChangePassword off",
                     e))
        return -1;
    mk_backup_send_wish(&t->out, t);
    t->stage = MK_BS_ASKED;
    t->waits = true;
    return 0;
}

static int on_response(struct mk_backup_talk *t, const struct mk_backup_message *m,
                       struct mk_error *e)
{
    const struct mk_plist_value *d = mk_backup_arg(m, 1);
    const struct mk_plist_value *code = mk_plist_get_as(d, "ErrorCode", MK_PLIST_INT);
    const struct mk_plist_value *text = mk_plist_get_as(d, "ErrorDescription", MK_PLIST_TEXT);
    if (!code)
        return mk_backup_broken(t, "the phone's answer has no error code");
    if (code->i != 0)
        return refused(t, code->i, text ? text->s : mk_str(""));
    if (t->stage == MK_BS_HELLO)
        return said_hello(t, e);
    mk_backup_send_goodbye(&t->out);
    return mk_backup_over(t, MK_PH_OK, 0, "");
}

/* ---- the beginning ---- */

static int on_version(struct mk_backup_talk *t, const struct mk_backup_message *m,
                      struct mk_error *e)
{
    const struct mk_plist_value *major = mk_backup_arg(m, 1);
    (void)e;
    if (!mk_backup_of_kind(major, MK_PLIST_INT) || major->i < 100 || major->i > VERSION)
        return mk_backup_broken(t, "the phone speaks a version that is not known");
    mk_backup_send_version(&t->out);
    t->stage = MK_BS_READY;
    return 0;
}

static int on_ready(struct mk_backup_talk *t, const struct mk_backup_message *m, struct mk_error *e)
{
    (void)m;
    if (t->tell.said(t->tell.u, "backup:Hello", e))
        return -1;
    mk_backup_send_hello(&t->out);
    t->stage = MK_BS_HELLO;
    return 0;
}

#define AT(stage) (1u << (stage))
static const struct {
    const char *name;
    unsigned stages;
    int (*take)(struct mk_backup_talk *t, const struct mk_backup_message *m, struct mk_error *e);
} requests[] = {
    { "DLMessageVersionExchange", AT(MK_BS_VERSION), on_version },
    { "DLMessageDeviceReady", AT(MK_BS_READY), on_ready },
    { "DLMessageProcessMessage", AT(MK_BS_HELLO) | AT(MK_BS_ASKED), on_response },
    { "DLMessageUploadFiles", AT(MK_BS_ASKED), mk_backup_on_upload },
    { "DLMessageDownloadFiles", AT(MK_BS_ASKED), mk_backup_on_download },
    { "DLMessageGetFreeDiskSpace", AT(MK_BS_ASKED), mk_backup_on_free_space },
    { "DLMessagePurgeDiskSpace", AT(MK_BS_ASKED), mk_backup_on_purge },
    { "DLContentsOfDirectory", AT(MK_BS_ASKED), mk_backup_on_list },
    { "DLMessageCreateDirectory", AT(MK_BS_ASKED), mk_backup_on_folder },
    { "DLMessageMoveFiles", AT(MK_BS_ASKED), mk_backup_on_move },
    { "DLMessageMoveItems", AT(MK_BS_ASKED), mk_backup_on_move },
    { "DLMessageRemoveFiles", AT(MK_BS_ASKED), mk_backup_on_remove },
    { "DLMessageRemoveItems", AT(MK_BS_ASKED), mk_backup_on_remove },
    { "DLMessageCopyItem", AT(MK_BS_ASKED), mk_backup_on_copy },
    { "DLMessageDisconnect", ~0u, on_disconnect },
};

static int take(struct mk_backup_talk *t, const struct mk_backup_message *m, struct mk_error *e)
{
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++)
        if (mk_span_is(m->name, requests[i].name))
            return requests[i].stages & AT(t->stage)
                       ? requests[i].take(t, m, e)
                       : mk_backup_broken(t, "the phone's messages come out of order");
    mk_backup_send_status(&t->out, -1, "Operation not supported", MK_BW_DICT, 0);
    return mk_backup_note_odd(t, m, mk_str(""), e);
}

int mk_backup_message(struct mk_backup_talk *t, struct mk_span bytes, struct mk_error *e)
{
    struct mk_plist list;
    struct mk_error why = { 0 };
    struct mk_backup_message m;
    if (mk_plist_read(&list, bytes, PLIST_MEMORY, &why))
        return why.code == MK_ENOMEM ? mk_fail(e, MK_ENOMEM, "%s", why.text)
                                     : mk_backup_broken(t, "the phone's message makes no sense");
    m.v = list.root;
    bool sound = list.damage[0] == 0 && mk_backup_of_kind(m.v, MK_PLIST_ARRAY) && m.v->n &&
                 mk_backup_of_kind(m.v->items[0], MK_PLIST_TEXT);
    m.name = sound ? m.v->items[0]->s : mk_str("");
    int rc = sound ? take(t, &m, e) : mk_backup_broken(t, "the phone's message makes no sense");
    mk_plist_done(&list);
    return rc;
}
