#include "firmware/ios/backup_private.h"
#include "parsers/base/cursor.h"

/*
 * The phone asks for files back that it has sent: at the end of a backup for Status.plist,
 * Manifest.plist and Manifest.db (libimobiledevice, issue 1660). What an earlier backup would hold
 * is not there.
 */
#define PIECE ((size_t)256 << 10)

int mk_backup_give_begin(struct mk_backup_talk *t, const struct mk_plist_value *names,
                         struct mk_error *e)
{
    mk_buf_clear(&t->asked);
    mk_buf_clear(&t->absent);
    t->asked_at = 0;
    for (size_t i = 0; names && i < names->n; i++)
        if (names->items[i]->kind == MK_PLIST_TEXT)
            mk_buf_text(&t->asked, names->items[i]->s);
    mk_backup_state(t, MK_BT_GIVE, 0);
    return mk_buf_ok(&t->asked) ? 0 : mk_fail(e, MK_ENOMEM, "names");
}

static int end(struct mk_backup_talk *t)
{
    mk_buf_u32be(&t->out, 0);
    mk_backup_send_given(&t->out, mk_buf_span(&t->absent));
    mk_backup_state(t, MK_BT_LENGTH, 4);
    return 0;
}

static int begin_next(struct mk_backup_talk *t, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&t->asked), t->asked_at));
    if (mk_cur_left(&c) == 0)
        return end(t);
    struct mk_span below, name = mk_cur_text(&c);
    t->asked_at += c.pos;
    mk_buf_u32be(&t->out, (uint32_t)name.len);
    mk_buf_put(&t->out, name.p, name.len);
    int there = mk_backup_name(&below, name, mk_buf_span(&t->udid), false)
                    ? t->tell.want(t->tell.u, below, e)
                    : 0;
    t->giving = there > 0;
    if (there == 0) {
        mk_backup_send_absent(&t->out);
        mk_buf_text(&t->absent, name);
    }
    if (there >= 0 && !mk_buf_ok(&t->absent))
        return mk_fail(e, MK_ENOMEM, "names");
    return there < 0 ? -1 : 0;
}

static int give_piece(struct mk_backup_talk *t, struct mk_error *e)
{
    size_t got = 0, at = t->out.len;
    mk_buf_u32be(&t->out, 0);
    mk_buf_u8(&t->out, MK_BACKUP_PIECE);
    uint8_t *room = mk_buf_room(&t->out, PIECE);
    if (!room)
        return mk_fail(e, MK_ENOMEM, "a file for the phone");
    if (t->tell.read(t->tell.u, room, PIECE, &got, e))
        return -1;
    uint32_t n = (uint32_t)got + 1;
    for (unsigned i = 0; i < 4; i++)
        t->out.p[at + i] = (uint8_t)(n >> (24 - 8 * i));
    if (got == 0)
        t->out.p[at + 4] = MK_BACKUP_END;
    t->out.len += got;
    t->giving = got != 0;
    return 0;
}

int mk_backup_talk_give(struct mk_backup_talk *t, struct mk_error *e)
{
    if (t->state != MK_BT_GIVE)
        return 0;
    int rc = t->giving ? give_piece(t, e) : begin_next(t, e);
    return rc == 0 && !mk_buf_ok(&t->out) ? mk_fail(e, MK_ENOMEM, "answer to the phone") : rc;
}
