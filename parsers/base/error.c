#include "parsers/base/error.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int mk_fail(struct mk_error *e, enum mk_code code, const char *fmt, ...)
{
    va_list ap;
    if (!e)
        return -1;
    e->code = code;
    va_start(ap, fmt);
    vsnprintf(e->text, sizeof e->text, fmt, ap);
    va_end(ap);
    return -1;
}

int mk_fail_errno(struct mk_error *e, const char *what)
{
    int err = errno;
    enum mk_code code = MK_EIO;
    char text[128];
    if (err == ENOMEM)
        code = MK_ENOMEM;
    else if (err == ENOSPC || err == EDQUOT || err == EFBIG)
        code = MK_ENOSPC;
    else if (err == ENOENT)
        code = MK_EABSENT;
    /* The GNU form returns the text, which need not be the buffer. */
    return mk_fail(e, code, "%s: %s", what, strerror_r(err, text, sizeof text));
}

int mk_fail_in(struct mk_error *e, const char *context)
{
    char text[sizeof e->text];
    if (!e)
        return -1;
    memcpy(text, e->text, sizeof text);
    snprintf(e->text, sizeof e->text, "%s: %.*s", context, (int)(sizeof text - 1), text);
    return -1;
}

const char *mk_code_name(enum mk_code code)
{
    switch (code) {
    case MK_OK:
        return "ok";
    case MK_EIO:
        return "io";
    case MK_ENOMEM:
        return "memory";
    case MK_ENOSPC:
        return "disk-full";
    case MK_ELIMIT:
        return "limit";
    case MK_EFORMAT:
        return "format";
    case MK_EPROTO:
        return "protocol";
    case MK_EAUTH:
        return "not-authorised";
    case MK_EUSAGE:
        return "usage";
    case MK_ETIMEOUT:
        return "timeout";
    case MK_ECLOSED:
        return "closed";
    case MK_ESTATE:
        return "state";
    case MK_EREFUSED:
        return "refused";
    case MK_EABSENT:
        return "absent";
    }
    return "unknown";
}
