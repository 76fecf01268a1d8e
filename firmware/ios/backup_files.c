#include "firmware/ios/backup_private.h"
#include "parsers/base/cursor.h"

static int end_file(struct mk_backup_talk *t, unsigned status, struct mk_span why,
                    struct mk_error *e)
{
    if (!t->open)
        return 0;
    t->open = false;
    if (t->tell.end(t->tell.u, status, t->bytes, why, e))
        return -1;
    return mk_backup_shelf_put(&t->shelf, mk_buf_span(&t->name), t->bytes, e);
}

int mk_backup_cut_file(struct mk_backup_talk *t, const char *why, struct mk_error *e)
{
    return end_file(t, 2, mk_str(why), e);
}

static int break_off(struct mk_backup_talk *t, const char *why, struct mk_error *e)
{
    return mk_backup_cut_file(t, why, e) ? -1 : mk_backup_broken(t, why);
}

/* All files have come. */
static int end_upload(struct mk_backup_talk *t)
{
    mk_backup_send_status(&t->out, 0, NULL, MK_BW_DICT, 0);
    mk_backup_state(t, MK_BT_LENGTH, 4);
    return 0;
}

static uint32_t number(const struct mk_backup_talk *t)
{
    struct mk_cursor c = mk_cur(mk_buf_span(&t->in));
    return mk_cur_u32be(&c);
}

static int take_name_length(struct mk_backup_talk *t, enum mk_backup_state next)
{
    uint32_t n = number(t);
    if (n == 0)
        return end_upload(t);
    if (n > MK_BACKUP_NAME_MAX)
        return mk_backup_broken(t, "the phone announced a name that is too long");
    mk_backup_state(t, next, n);
    return 0;
}

static int take_own_name(struct mk_backup_talk *t, struct mk_error *e)
{
    mk_buf_clear(&t->own_name);
    mk_buf_put(&t->own_name, t->in.p, t->in.len);
    mk_backup_state(t, MK_BT_NAME_LENGTH, 4);
    return mk_buf_ok(&t->own_name) ? 0 : mk_fail(e, MK_ENOMEM, "name");
}

static int take_name(struct mk_backup_talk *t, struct mk_error *e)
{
    struct mk_span name = mk_buf_span(&t->in), below;
    t->drain = !mk_backup_name(&below, name, mk_buf_span(&t->udid), false);
    t->pieces = false;
    t->bytes = 0;
    if (t->drain && !mk_backup_turn(t))
        return 0;
    if (t->drain ? t->tell.note(t->tell.u, MK_NOTE_ODD, 0, name, e)
                 : t->tell.file(t->tell.u, below, mk_buf_span(&t->own_name), e))
        return -1;
    t->open = !t->drain;
    mk_buf_clear(&t->name);
    mk_buf_put(&t->name, below.p, t->drain ? 0 : below.len);
    if (!mk_buf_ok(&t->name))
        return mk_fail(e, MK_ENOMEM, "name");
    mk_backup_state(t, MK_BT_BLOCK_LENGTH, 4);
    return 0;
}

static int next_file(struct mk_backup_talk *t, unsigned status, struct mk_span why,
                     struct mk_error *e)
{
    if (end_file(t, status, why, e))
        return -1;
    mk_backup_state(t, MK_BT_PHONE_LENGTH, 4);
    return 0;
}

static int take_block_length(struct mk_backup_talk *t, struct mk_error *e)
{
    uint32_t n = number(t);
    if (n == 0)
        return end_file(t, 2, mk_str("the phone ended all files in the middle of this one"), e)
                   ? -1
                   : end_upload(t);
    mk_backup_state(t, MK_BT_BLOCK_CODE, 1);
    t->bytes_left = n - 1;
    return 0;
}

/* Behind pieces an error's text is how some phones end a file that is whole (libimobiledevice says
 * so, too): the text is kept beside it. */
static unsigned status(const struct mk_backup_talk *t)
{
    if (t->code == MK_BACKUP_END || (t->code == MK_BACKUP_ERROR_PHONE && t->pieces))
        return 0;
    return t->pieces ? 2 : 1;
}

static int take_code(struct mk_backup_talk *t, struct mk_error *e)
{
    uint32_t n = t->bytes_left;
    t->code = t->in.p[0];
    if (t->code == MK_BACKUP_PIECE) {
        t->pieces = true;
        mk_backup_state(t, n ? MK_BT_DATA : MK_BT_BLOCK_LENGTH, n ? n : 4);
        return 0;
    }
    if (t->code != MK_BACKUP_END && t->code != MK_BACKUP_ERROR_PHONE &&
        t->code != MK_BACKUP_ERROR_OURS)
        return break_off(t, "the phone sent a block of a kind that is not known", e);
    if (n > MK_BACKUP_ERROR_MAX)
        return break_off(t, "the phone announced a message about a file that is too long", e);
    if (n == 0)
        return next_file(t, status(t), mk_str(""), e);
    mk_backup_state(t, MK_BT_ERROR_TEXT, n);
    return 0;
}

int mk_backup_upload_step(struct mk_backup_talk *t, struct mk_error *e)
{
    switch (t->state) {
    case MK_BT_PHONE_LENGTH:
        return take_name_length(t, MK_BT_PHONE_NAME);
    case MK_BT_PHONE_NAME:
        return take_own_name(t, e);
    case MK_BT_NAME_LENGTH:
        return take_name_length(t, MK_BT_NAME);
    case MK_BT_NAME:
        return take_name(t, e);
    case MK_BT_BLOCK_LENGTH:
        return take_block_length(t, e);
    case MK_BT_BLOCK_CODE:
        return take_code(t, e);
    case MK_BT_ERROR_TEXT:
        return next_file(t, status(t), mk_buf_span(&t->in), e);
    case MK_BT_LENGTH:
    case MK_BT_MESSAGE:
    case MK_BT_DATA:
    case MK_BT_GIVE:
    case MK_BT_OVER:
        break;
    }
    return 0;
}

int mk_backup_data(struct mk_backup_talk *t, struct mk_span bytes, struct mk_error *e)
{
    t->need -= bytes.len;
    t->bytes += bytes.len;
    t->received += bytes.len;
    if (t->received > t->free_bytes) {
        static const char why[] = "the phone sends more than the room that it was told of";
        return mk_backup_cut_file(t, why, e) ? -1 : mk_backup_over(t, MK_PH_REFUSED, -1, why);
    }
    if (t->open && t->tell.bytes(t->tell.u, bytes, e))
        return -1;
    if (t->need == 0)
        mk_backup_state(t, MK_BT_BLOCK_LENGTH, 4);
    return 0;
}
