#include "parsers/format/content_rows.h"
#include <stdlib.h>

int mk_pieces_init(struct mk_pieces *p, size_t need,
                   size_t (*scan)(void *u, struct mk_span s, bool end), void *u, struct mk_error *e)
{
    *p = (struct mk_pieces){ .scan = scan, .u = u, .need = need };
    p->carry = malloc(2 * need);
    return p->carry ? 0 : mk_fail(e, MK_ENOMEM, "reply");
}

/* Tops the carried line start up until the scan is done with all that is carried. */
static size_t feed_carried(struct mk_pieces *p, struct mk_span s)
{
    size_t room = 2 * p->need - p->carried, take = s.len < room ? s.len : room;
    memcpy(p->carry + p->carried, s.p, take);
    p->carried += take;
    size_t used = p->scan(p->u, mk_span(p->carry, p->carried), false);
    p->carried -= used;
    memmove(p->carry, p->carry + used, p->carried);
    return take;
}

void mk_pieces_feed(struct mk_pieces *p, struct mk_span s)
{
    if (s.len == 0)
        return;
    p->bytes += s.len;
    p->ended = s.p[s.len - 1] == '\n';
    while (s.len && p->carried)
        s = mk_span_from(s, feed_carried(p, s));
    if (s.len == 0)
        return;
    size_t used = p->scan(p->u, s, false);
    p->carried = s.len - used; /* less than `need`, or the scan would have decided */
    memcpy(p->carry, s.p + used, p->carried);
}

void mk_pieces_end(struct mk_pieces *p)
{
    if (p->carried)
        p->scan(p->u, mk_span(p->carry, p->carried), true);
    p->carried = 0;
}

void mk_pieces_done(struct mk_pieces *p)
{
    free(p->carry);
    p->carry = NULL;
}
