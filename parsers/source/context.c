#include "parsers/source/context.h"

bool mk_secret_at(struct mk_span *out, const struct mk_context *cx, const char *name, size_t n)
{
    for (const struct mk_secret *s = cx->secrets; s && s->name; s++)
        if (!strcmp(s->name, name) && n-- == 0) {
            *out = s->value;
            return true;
        }
    return false;
}
