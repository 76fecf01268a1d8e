#include "firmware/acquire/suspect.h"
#include "firmware/bundle/disk.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT_MAX 64

static int open_note(int *fd, struct mk_run *r, struct mk_error *e)
{
    return mk_bundle_scratch(fd, r->b, "suspect", e);
}

/* The next number and the blank or line end behind it; 0 where there is none. */
static uint64_t number(const char **at, char end)
{
    char *behind;
    unsigned long long v = strtoull(*at, &behind, 10);
    if (*behind != end) {
        *at = "";
        return 0;
    }
    *at = behind + 1;
    return v;
}

/* One that was cut while it was written counts as none. */
int mk_suspect_read(struct mk_suspect *s, struct mk_run *r, struct mk_error *e)
{
    char text[TEXT_MAX + 1];
    const char *at = text;
    int fd;
    *s = (struct mk_suspect){ 0 };
    if (open_note(&fd, r, e))
        return -1;
    ssize_t n = mk_disk_read_at(fd, text, TEXT_MAX, 0);
    int rc = n < 0 ? mk_fail_errno(e, "suspect") : 0;
    close(fd);
    text[n > 0 ? n : 0] = 0;
    s->object = number(&at, ' ');
    s->until = number(&at, ' ');
    s->losses = number(&at, '\n');
    if (s->losses == 0)
        *s = (struct mk_suspect){ 0 };
    return rc;
}

int mk_suspect_note(struct mk_suspect *s, struct mk_run *r, uint64_t object, uint64_t until,
                    struct mk_error *e)
{
    char text[TEXT_MAX];
    int fd, rc = 0;
    s->losses = s->object == object ? s->losses + 1 : 1;
    s->object = object;
    s->until = until;
    if (open_note(&fd, r, e))
        return -1;
    /* always of one length, so that a longer one leaves no rest */
    int n = snprintf(text, sizeof text, "%020llu %020llu %010llu\n", (unsigned long long)object,
                     (unsigned long long)until, (unsigned long long)s->losses);
    if (pwrite(fd, text, (size_t)n, 0) != n || fdatasync(fd) != 0)
        rc = mk_fail_errno(e, "suspect");
    close(fd);
    return rc;
}

bool mk_suspect_is_gap(const struct mk_suspect *s, uint64_t object)
{
    return s->object == object && s->losses >= MK_SUSPECT_LOSSES;
}
