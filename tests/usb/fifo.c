#include "tests/usb/redir.h"
#include <stdlib.h>
#include <string.h>

void fifo_init(struct fifo *f, size_t cap)
{
    *f = (struct fifo){ .p = malloc(cap), .cap = cap };
    if (!f->p)
        die("out of memory");
}

void fifo_clear(struct fifo *f)
{
    f->at = f->end = 0;
}

size_t fifo_len(const struct fifo *f)
{
    return f->end - f->at;
}

uint8_t *fifo_room(struct fifo *f, size_t *n)
{
    if (f->at == f->end || f->cap - f->end < f->cap / 4) {
        memmove(f->p, f->p + f->at, f->end - f->at);
        f->end -= f->at;
        f->at = 0;
    }
    *n = f->cap - f->end;
    return f->p + f->end;
}

void fifo_put(struct fifo *f, const void *p, size_t n)
{
    size_t room;
    uint8_t *to = fifo_room(f, &room);
    if (n > room)
        die("%zu bytes do not fit into a queue of %zu", n, f->cap);
    memcpy(to, p, n);
    f->end += n;
}

void fifo_take(struct fifo *f, size_t n)
{
    f->at += n;
}
