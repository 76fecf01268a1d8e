#include "firmware/ios/backup_private.h"
#include "parsers/base/cursor.h"
#include <stdio.h>
#include <stdlib.h>

#define PIECE_MAX ((size_t)256 << 10) /* of a file, that is wanted at once */

void mk_backup_state(struct mk_backup_talk *t, enum mk_backup_state state, size_t need)
{
    t->state = state;
    t->need = need;
    mk_buf_clear(&t->in);
}

int mk_backup_over(struct mk_backup_talk *t, enum mk_phone_status status, int32_t code,
                   const char *why)
{
    t->end.status = status;
    t->end.code = code;
    snprintf(t->end.why, sizeof t->end.why, "%s", why);
    t->waits = false;
    mk_backup_state(t, MK_BT_OVER, 0);
    return 0;
}

int mk_backup_broken(struct mk_backup_talk *t, const char *why)
{
    return mk_backup_over(t, MK_PH_BROKEN, -1, why);
}

static int copy(struct mk_buf *to, struct mk_span from, struct mk_error *e)
{
    mk_buf_init(to, 4096);
    mk_buf_put(to, from.p, from.len);
    if (mk_buf_ok(to))
        return 0;
    return from.len > 4096 ? mk_fail(e, MK_ELIMIT, "a text for the phone is too long")
                           : mk_fail(e, MK_ENOMEM, "backup");
}

int mk_backup_talk_new(struct mk_backup_talk **out, const struct mk_backup_wish *wish,
                       const struct mk_backup_tell *tell, struct mk_error *e)
{
    struct mk_backup_talk *t = calloc(1, sizeof *t);
    if (!t)
        return mk_fail(e, MK_ENOMEM, "backup");
    t->tell = *tell;
    t->password = wish->password;
    t->free_bytes = wish->free_bytes;
    mk_buf_init(&t->in, MK_BACKUP_MESSAGE_MAX);
    mk_buf_init(&t->out, 4 * MK_BACKUP_MESSAGE_MAX);
    mk_buf_init(&t->own_name, MK_BACKUP_NAME_MAX);
    mk_buf_init(&t->name, MK_BACKUP_NAME_MAX);
    mk_buf_init(&t->asked, 2 * MK_BACKUP_MESSAGE_MAX);
    mk_buf_init(&t->absent, 2 * MK_BACKUP_MESSAGE_MAX);
    mk_backup_state(t, MK_BT_LENGTH, 4);
    if (copy(&t->udid, wish->udid, e) || copy(&t->old_one, wish->old_one, e) ||
        copy(&t->new_one, wish->new_one, e)) {
        mk_backup_talk_free(t);
        return -1;
    }
    *out = t;
    return 0;
}

static void wipe(struct mk_buf *b)
{
    if (b->p)
        explicit_bzero(b->p, b->cap);
    mk_buf_done(b);
}

void mk_backup_talk_free(struct mk_backup_talk *t)
{
    if (!t)
        return;
    mk_buf_done(&t->udid);
    wipe(&t->old_one);
    wipe(&t->new_one);
    wipe(&t->out);
    mk_buf_done(&t->in);
    mk_buf_done(&t->own_name);
    mk_buf_done(&t->name);
    mk_backup_shelf_done(&t->shelf);
    mk_buf_done(&t->asked);
    mk_buf_done(&t->absent);
    free(t);
}

size_t mk_backup_talk_wants(const struct mk_backup_talk *t)
{
    if (t->state == MK_BT_OVER || t->state == MK_BT_GIVE)
        return 0;
    if (t->state == MK_BT_DATA)
        return t->need < PIECE_MAX ? t->need : PIECE_MAX;
    return t->need - t->in.len;
}

struct mk_buf *mk_backup_talk_out(struct mk_backup_talk *t)
{
    return &t->out;
}

bool mk_backup_talk_gives(const struct mk_backup_talk *t)
{
    return t->state == MK_BT_GIVE;
}

bool mk_backup_talk_waits(const struct mk_backup_talk *t)
{
    return t->waits;
}

bool mk_backup_talk_thinks(const struct mk_backup_talk *t)
{
    return t->stage == MK_BS_ASKED && t->state == MK_BT_LENGTH && t->in.len == 0;
}

const struct mk_backup_end *mk_backup_talk_end(const struct mk_backup_talk *t)
{
    return &t->end;
}

static int take_length(struct mk_backup_talk *t)
{
    struct mk_cursor c = mk_cur(mk_buf_span(&t->in));
    uint32_t n = mk_cur_u32be(&c);
    if (n == 0 || n > MK_BACKUP_MESSAGE_MAX)
        return mk_backup_broken(t, "the phone announced a message that cannot be");
    mk_backup_state(t, MK_BT_MESSAGE, n);
    return 0;
}

bool mk_backup_turn(struct mk_backup_talk *t)
{
    if (t->turns++ < MK_BACKUP_TALK_MAX)
        return true;
    (void)mk_backup_broken(t, "the phone talks without end");
    return false;
}

static int take_message(struct mk_backup_talk *t, struct mk_error *e)
{
    if (!mk_backup_turn(t))
        return 0;
    struct mk_buf message = t->in;
    mk_buf_init(&t->in, MK_BACKUP_MESSAGE_MAX);
    t->waits = false;
    mk_backup_state(t, MK_BT_LENGTH, 4);
    int rc = mk_backup_message(t, mk_buf_span(&message), e);
    mk_buf_done(&message);
    if (rc == 0 && !mk_buf_ok(&t->out))
        rc = mk_fail(e, MK_ENOMEM, "answer to the phone");
    return rc;
}

/* All that the state needs is there. */
static int step(struct mk_backup_talk *t, struct mk_error *e)
{
    switch (t->state) {
    case MK_BT_LENGTH:
        return take_length(t);
    case MK_BT_MESSAGE:
        return take_message(t, e);
    case MK_BT_PHONE_LENGTH:
    case MK_BT_PHONE_NAME:
    case MK_BT_NAME_LENGTH:
    case MK_BT_NAME:
    case MK_BT_BLOCK_LENGTH:
    case MK_BT_BLOCK_CODE:
    case MK_BT_DATA:
    case MK_BT_ERROR_TEXT:
        return mk_backup_upload_step(t, e);
    case MK_BT_GIVE:
    case MK_BT_OVER:
        return 0;
    }
    return 0;
}

static int gather(struct mk_backup_talk *t, struct mk_span bytes, struct mk_error *e)
{
    mk_buf_put(&t->in, bytes.p, bytes.len);
    if (!mk_buf_ok(&t->in))
        return mk_fail(e, MK_ENOMEM, "message of the phone");
    return t->in.len < t->need ? 0 : step(t, e);
}

int mk_backup_talk_feed(struct mk_backup_talk *t, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len && t->state != MK_BT_OVER && t->state != MK_BT_GIVE) {
        size_t wants = mk_backup_talk_wants(t), n = bytes.len < wants ? bytes.len : wants;
        struct mk_span now = mk_span(bytes.p, n);
        if (t->state == MK_BT_DATA ? mk_backup_data(t, now, e) : gather(t, now, e))
            return -1;
        bytes = mk_span_from(bytes, n);
    }
    return 0;
}

int mk_backup_talk_stop(struct mk_backup_talk *t, enum mk_phone_status status, const char *why,
                        struct mk_error *e)
{
    if (t->state == MK_BT_OVER)
        return 0;
    if (mk_backup_cut_file(t, why, e))
        return -1;
    return mk_backup_over(t, status, -1, why);
}
