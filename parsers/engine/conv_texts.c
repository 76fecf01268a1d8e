#include "parsers/base/glob.h"
#include "parsers/base/time.h"
#include "parsers/engine/conv.h"

/* Conversions of texts that are more than text. */

static const char *instant(struct mk_value *out, const struct mk_cell *in)
{
    struct mk_stamp t;
    if (in->kind != MK_C_TEXT)
        return "not text";
    if (in->s.len == 0)
        return NULL;
    if (!mk_time_read(&t, in->s))
        return "no ISO 8601 time";
    if (!t.zoned)
        return NULL;
    if (!mk_time_in_range(t.us))
        return "time out of range";
    out->type = MK_T_TIME;
    out->i = t.us;
    out->digits = t.digits;
    return NULL;
}

const char *mk_instant(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    return instant(out, in);
}

const char *mk_iso(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    out->name = mk_str("iso");
    return instant(out, in);
}

const char *mk_any(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_REAL  ? mk_real(out, in, arg)
           : in->kind == MK_C_INT ? mk_integer(out, in, arg)
                                  : mk_text(out, in, arg);
}

static const char *degrees(struct mk_value *out, const struct mk_cell *in, double most)
{
    double v = in->kind == MK_C_INT ? (double)in->i : in->r;
    if (in->kind != MK_C_INT && in->kind != MK_C_REAL)
        return "not a number";
    if (!(v >= -most && v <= most))
        return "out of range";
    return mk_real(out, in, NULL);
}

const char *mk_latitude(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    return degrees(out, in, 90);
}

const char *mk_longitude(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    return degrees(out, in, 180);
}

const char *mk_by_glob(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_TEXT)
        return "no path";
    for (const struct mk_glob *g = arg; g->glob; g++)
        if (mk_glob_fits(g->glob, in->s)) {
            out->type = MK_T_TEXT;
            out->s = mk_str(g->text);
            return NULL;
        }
    return NULL;
}
