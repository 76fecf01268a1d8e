#include "firmware/acquire/ios_backup.h"
#include "firmware/acquire/whole.h"
#include "parsers/base/cursor.h"
#include <unistd.h>

/* The file: u64 little endian each: stand, losses, then the sums in their order; text why. */
#define WHAT    "state of the backup"
#define MOST    8192u
#define NUMBERS (sizeof(struct mk_backup_sums) / sizeof(uint64_t))

_Static_assert(sizeof(struct mk_backup_sums) == 13 * sizeof(uint64_t), "numbers alone");

static void put(struct mk_buf *b, const struct mk_backup_state *s)
{
    uint64_t sums[NUMBERS];
    memcpy(sums, &s->sums, sizeof sums);
    mk_buf_u64le(b, s->stand);
    mk_buf_u64le(b, s->losses);
    for (size_t i = 0; i < NUMBERS; i++)
        mk_buf_u64le(b, sums[i]);
    mk_buf_text(b, mk_str(s->why));
}

static bool take(struct mk_backup_state *s, struct mk_span bytes)
{
    uint64_t sums[NUMBERS];
    struct mk_cursor c = mk_cur(bytes);
    uint64_t stand = mk_cur_u64le(&c);
    s->losses = mk_cur_u64le(&c);
    for (size_t i = 0; i < NUMBERS; i++)
        sums[i] = mk_cur_u64le(&c);
    struct mk_span why = mk_cur_text(&c);
    if (!mk_cur_ok(&c) || stand > MK_BACKUP_LOST || why.len >= sizeof s->why)
        return false;
    s->stand = (enum mk_backup_stand)stand;
    memcpy(&s->sums, sums, sizeof sums);
    memcpy(s->why, why.p, why.len);
    return true;
}

/* One that was cut while it was written counts as none. */
int mk_backup_state_read(struct mk_backup_state *s, struct mk_run *r, struct mk_error *e)
{
    struct mk_error why = { 0 };
    struct mk_buf b;
    int fd;
    *s = (struct mk_backup_state){ 0 };
    if (mk_bundle_scratch(&fd, r->b, "backup", e))
        return -1;
    mk_buf_init(&b, MOST);
    int rc = mk_whole_read(&b, fd, WHAT, &why);
    close(fd);
    if (rc == 0 && !take(s, mk_buf_span(&b)))
        *s = (struct mk_backup_state){ 0 };
    mk_buf_done(&b);
    if (rc == 0 || why.code == MK_EABSENT)
        return 0;
    *e = why;
    return -1;
}

int mk_backup_state_write(const struct mk_backup_state *s, struct mk_run *r, struct mk_error *e)
{
    struct mk_buf b;
    int fd;
    if (mk_bundle_scratch(&fd, r->b, "backup", e))
        return -1;
    mk_buf_init(&b, MOST);
    put(&b, s);
    int rc =
        mk_buf_ok(&b) ? mk_whole_write(fd, mk_buf_span(&b), WHAT, e) : mk_fail(e, MK_ENOMEM, WHAT);
    close(fd);
    mk_buf_done(&b);
    return rc;
}
