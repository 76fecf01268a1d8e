#include "parsers/source/remarks.h"
#include "parsers/base/escape.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define NAME_SHOWN 200
#define TEXT_MAX   2048

void mk_remarks_init(struct mk_remarks *r)
{
    *r = (struct mk_remarks){ 0 };
    mk_buf_init(&r->text, TEXT_MAX);
}

void mk_remarks_done(struct mk_remarks *r)
{
    for (size_t i = 0; i <= MK_REMARKS_MAX; i++)
        free(r->texts[i]);
    mk_buf_done(&r->text);
    *r = (struct mk_remarks){ 0 };
}

MK_PRINTF(2, 0) static void put(struct mk_remarks *r, const char *fmt, va_list ap)
{
    char text[400];
    vsnprintf(text, sizeof text, fmt, ap);
    mk_buf_puts(&r->text, text);
    const char *whole = mk_buf_cstr(&r->text);
    for (size_t i = 0; whole && i < r->n; i++)
        if (!strcmp(r->texts[i], whole)) {
            mk_buf_clear(&r->text);
            return; /* what is looked at twice is still odd once */
        }
    char *copy = r->n < MK_REMARKS_MAX && whole ? strdup(whole) : NULL;
    if (copy)
        r->texts[r->n++] = copy;
    else
        r->more++;
    mk_buf_clear(&r->text);
}

void mk_remark(struct mk_remarks *r, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    put(r, fmt, ap);
    va_end(ap);
}

void mk_remark_on(struct mk_remarks *r, struct mk_span name, const char *fmt, ...)
{
    va_list ap;
    bool cut = name.len > NAME_SHOWN;
    mk_escape_terminal(&r->text, mk_span(name.p, cut ? NAME_SHOWN : name.len));
    mk_buf_puts(&r->text, cut ? "...: " : ": ");
    va_start(ap, fmt);
    put(r, fmt, ap);
    va_end(ap);
}

const char *mk_remarks_at(struct mk_remarks *r, size_t i)
{
    char text[60];
    if (i < r->n)
        return r->texts[i];
    if (i > r->n || !r->more)
        return NULL;
    snprintf(text, sizeof text, "and %zu more remarks like these", r->more);
    free(r->texts[MK_REMARKS_MAX]);
    r->texts[MK_REMARKS_MAX] = strdup(text);
    return r->texts[MK_REMARKS_MAX];
}
