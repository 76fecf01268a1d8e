/* How the phone greeted, in a file of the run: one that is sealed without its phone goes by it. */
#include "firmware/acquire/meet.h"
#include "firmware/acquire/whole.h"
#include "parsers/base/cursor.h"
#include <unistd.h>

/* u32 version, u32 max_payload, text banner, text features; then the SHA-256 of all that. */
#define GREETING_MAX ((size_t)256 << 10)

#define DEFAULT_PAYLOAD 262144u /* what adb took before there was more */

int mk_run_greeting_keep(struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf b;
    const struct mk_exhibit_facts *f = mk_exhibit_facts(r->x);
    if (mk_bundle_scratch(&fd, r->b, "greeting", e))
        return -1;
    mk_buf_init(&b, GREETING_MAX);
    mk_buf_u32le(&b, f->version);
    mk_buf_u32le(&b, f->max_payload);
    mk_buf_text(&b, mk_buf_span(&f->banner));
    mk_buf_text(&b, mk_buf_span(&f->features));
    int rc = mk_buf_ok(&b) ? mk_whole_write(fd, mk_buf_span(&b), "greeting", e)
                           : mk_fail(e, MK_ENOMEM, "greeting");
    mk_buf_done(&b);
    close(fd);
    return rc;
}

/* Nothing, or what was cut off, says nothing of the phone: then nothing was asked either. */
static int take(struct mk_run *r, struct mk_span all, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(all);
    uint32_t version = mk_cur_u32le(&c), payload = mk_cur_u32le(&c);
    struct mk_span banner = mk_cur_text(&c), features = mk_cur_text(&c);
    if (!mk_cur_ok(&c))
        return mk_exhibit_recall(r->x, mk_str(""), mk_str(""), 0, DEFAULT_PAYLOAD, e);
    return mk_exhibit_recall(r->x, banner, features, version, payload, e);
}

int mk_run_greeting_recall(struct mk_run *r, struct mk_error *e)
{
    int fd;
    struct mk_buf b;
    if (mk_bundle_scratch(&fd, r->b, "greeting", e))
        return -1;
    mk_buf_init(&b, GREETING_MAX + 8192);
    struct mk_error why = { 0 };
    int rc = mk_whole_read(&b, fd, "greeting", &why);
    if (rc == 0 || why.code == MK_EABSENT)
        rc = take(r, mk_buf_span(&b), e);
    else if (e)
        *e = why;
    mk_buf_done(&b);
    close(fd);
    return rc;
}
