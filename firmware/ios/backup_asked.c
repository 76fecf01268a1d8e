#include "firmware/ios/backup_message.h"

static int note(struct mk_backup_talk *t, enum mk_phone_note what, uint64_t number,
                struct mk_span text, struct mk_error *e)
{
    return t->tell.note(t->tell.u, what, number, text, e);
}

static int progress(struct mk_backup_talk *t, const struct mk_plist_value *v, struct mk_error *e)
{
    if (!mk_backup_of_kind(v, MK_PLIST_REAL) || !(v->r > 0 && v->r <= 100))
        return 0;
    return note(t, MK_NOTE_PROGRESS, (uint64_t)(v->r * 100), mk_str(""), e);
}

static int answer(struct mk_backup_talk *t)
{
    mk_backup_send_status(&t->out, 0, NULL, MK_BW_DICT, 0);
    return 0;
}

/* ---- what it asks ---- */

int mk_backup_on_upload(struct mk_backup_talk *t, const struct mk_backup_message *m,
                        struct mk_error *e)
{
    if (t->password)
        return mk_backup_broken(t, "the phone sends files where a password was to change");
    mk_backup_state(t, MK_BT_PHONE_LENGTH, 4);
    return progress(t, mk_backup_arg(m, 2), e);
}

int mk_backup_on_download(struct mk_backup_talk *t, const struct mk_backup_message *m,
                          struct mk_error *e)
{
    const struct mk_plist_value *names = mk_backup_arg(m, 1);
    if (mk_backup_give_begin(t, mk_backup_of_kind(names, MK_PLIST_ARRAY) ? names : NULL, e))
        return -1;
    return progress(t, mk_backup_arg(m, 3), e);
}

/* What has come since counts against it: the phone may ask again. */
int mk_backup_on_free_space(struct mk_backup_talk *t, const struct mk_backup_message *m,
                            struct mk_error *e)
{
    (void)m;
    (void)e;
    uint64_t left = t->free_bytes > t->received ? t->free_bytes - t->received : 0;
    mk_backup_send_status(&t->out, 0, NULL, MK_BW_NUMBER, left);
    return 0;
}

/* The phone needs more room: what it lacks and 2 GiB (pymobiledevice3, pull request 1886). */
int mk_backup_on_purge(struct mk_backup_talk *t, const struct mk_backup_message *m,
                       struct mk_error *e)
{
    const struct mk_plist_value *v = mk_backup_arg(m, 1);
    uint64_t n = mk_backup_of_kind(v, MK_PLIST_INT) && v->i > 0 ? (uint64_t)v->i
                 : mk_backup_of_kind(v, MK_PLIST_UINT)          ? v->u
                                                                : 0;
    mk_backup_send_status(&t->out, -1, "Operation not supported", MK_BW_NUMBER, 0);
    return note(t, MK_NOTE_DISK, n, mk_str(""), e);
}

int mk_backup_on_list(struct mk_backup_talk *t, const struct mk_backup_message *m,
                      struct mk_error *e)
{
    const struct mk_plist_value *v = mk_backup_arg(m, 1);
    struct mk_span below, name = mk_backup_of_kind(v, MK_PLIST_TEXT) ? v->s : mk_str("");
    if (mk_backup_name(&below, name, mk_buf_span(&t->udid), true)) {
        mk_backup_send_listing(&t->out, &t->shelf, below);
        return 0;
    }
    answer(t);
    return mk_backup_note_odd(t, m, name, e);
}

int mk_backup_on_folder(struct mk_backup_talk *t, const struct mk_backup_message *m,
                        struct mk_error *e)
{
    const struct mk_plist_value *v = mk_backup_arg(m, 1);
    struct mk_span below, name = mk_backup_of_kind(v, MK_PLIST_TEXT) ? v->s : mk_str("");
    answer(t);
    return mk_backup_name(&below, name, mk_buf_span(&t->udid), true)
               ? mk_backup_shelf_folder(&t->shelf, below, e)
               : mk_backup_note_odd(t, m, name, e);
}

static int move_one(struct mk_backup_talk *t, const struct mk_backup_message *m,
                    const struct mk_plist_value *from, const struct mk_plist_value *to,
                    struct mk_error *e)
{
    struct mk_span a, b, udid = mk_buf_span(&t->udid);
    struct mk_buf text;
    if (!mk_backup_of_kind(from, MK_PLIST_TEXT) || !mk_backup_of_kind(to, MK_PLIST_TEXT))
        return mk_backup_note_odd(t, m, mk_str("something that is no name"), e);
    if (!mk_backup_name(&a, from->s, udid, true) || !mk_backup_name(&b, to->s, udid, true))
        return mk_backup_note_odd(t, m, to->s, e);
    if (mk_backup_shelf_move(&t->shelf, a, b, e))
        return -1;
    mk_buf_init(&text, 4096);
    mk_buf_put(&text, a.p, a.len);
    mk_buf_u8(&text, 0);
    mk_buf_put(&text, b.p, b.len);
    int rc = mk_buf_ok(&text) ? note(t, MK_NOTE_MOVED, 0, mk_buf_span(&text), e)
                              : mk_fail(e, MK_ENOMEM, "note");
    mk_buf_done(&text);
    return rc;
}

int mk_backup_on_move(struct mk_backup_talk *t, const struct mk_backup_message *m,
                      struct mk_error *e)
{
    const struct mk_plist_value *d = mk_backup_arg(m, 1);
    size_t n = mk_backup_of_kind(d, MK_PLIST_DICT) ? d->n : 0;
    for (size_t i = 0; i < n; i++)
        if (move_one(t, m, d->items[i], d->items[n + i], e))
            return -1;
    answer(t);
    return progress(t, mk_backup_arg(m, 3), e);
}

static int remove_one(struct mk_backup_talk *t, const struct mk_backup_message *m,
                      const struct mk_plist_value *v, struct mk_error *e)
{
    struct mk_span below, name = mk_backup_of_kind(v, MK_PLIST_TEXT) ? v->s : mk_str("");
    if (!mk_backup_name(&below, name, mk_buf_span(&t->udid), true))
        return mk_backup_note_odd(t, m, name, e);
    mk_backup_shelf_remove(&t->shelf, below);
    return note(t, MK_NOTE_REMOVED, 0, below, e);
}

int mk_backup_on_remove(struct mk_backup_talk *t, const struct mk_backup_message *m,
                        struct mk_error *e)
{
    const struct mk_plist_value *a = mk_backup_arg(m, 1);
    for (size_t i = 0; mk_backup_of_kind(a, MK_PLIST_ARRAY) && i < a->n; i++)
        if (remove_one(t, m, a->items[i], e))
            return -1;
    answer(t);
    return progress(t, mk_backup_arg(m, 3), e);
}

/* Nothing of ours is there to be copied. */
int mk_backup_on_copy(struct mk_backup_talk *t, const struct mk_backup_message *m,
                      struct mk_error *e)
{
    const struct mk_plist_value *v = mk_backup_arg(m, 1);
    answer(t);
    return mk_backup_note_odd(t, m, mk_backup_of_kind(v, MK_PLIST_TEXT) ? v->s : mk_str(""), e);
}
