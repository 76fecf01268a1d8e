#include "host/viewer/server.h"
#include "parsers/base/cursor.h"
#include <unistd.h>

static void drop(struct mk_ticket *t)
{
    close(t->fd);
    *t = (struct mk_ticket){ .fd = -1 };
}

static bool copy(char *out, size_t max, struct mk_span s)
{
    if (s.len >= max || (s.len && memchr(s.p, '\0', s.len)))
        return false;
    if (s.len)
        memcpy(out, s.p, s.len);
    out[s.len] = '\0';
    return true;
}

static struct mk_ticket *room(struct mk_tickets *t)
{
    struct mk_ticket *first = &t->all[0];
    for (size_t i = 0; i < MK_TICKETS; i++) {
        if (!t->all[i].name[0])
            return &t->all[i];
        if (t->all[i].until < first->until)
            first = &t->all[i];
    }
    drop(first);
    return first;
}

bool mk_tickets_add(struct mk_tickets *t, struct mk_span frame, int fd, int64_t now)
{
    struct mk_ticket new = { .fd = fd, .until = now + MK_TICKET_S };
    struct mk_cursor c = mk_cur(frame);
    struct mk_span name = mk_cur_text(&c), type = mk_cur_text(&c), file = mk_cur_text(&c);
    new.size = mk_cur_u64le(&c);
    if (fd < 0 || !mk_cur_ok(&c) || !mk_is_hex(name, MK_SECRET_LEN) ||
        !copy(new.name, sizeof new.name, name) || !copy(new.type, sizeof new.type, type) ||
        !copy(new.file, sizeof new.file, file)) {
        if (fd >= 0)
            close(fd);
        return false;
    }
    *room(t) = new;
    return true;
}

bool mk_tickets_take(struct mk_ticket *out, struct mk_tickets *t, struct mk_span name, int64_t now)
{
    struct mk_ticket *found = NULL;
    mk_tickets_expire(t, now);
    for (size_t i = 0; i < MK_TICKETS; i++)
        if (t->all[i].name[0] && mk_same_secret(name, t->all[i].name, MK_SECRET_LEN))
            found = &t->all[i];
    if (!found)
        return false;
    *out = *found;
    *found = (struct mk_ticket){ .fd = -1 };
    return true;
}

void mk_tickets_expire(struct mk_tickets *t, int64_t now)
{
    for (size_t i = 0; i < MK_TICKETS; i++)
        if (t->all[i].name[0] && t->all[i].until < now)
            drop(&t->all[i]);
}
