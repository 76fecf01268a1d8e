/*
 * System properties, as getprop prints them. The table is that of parsers/format/dump.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_NAME,  "p.name",  mk_text },
    { MK_VALUE, "p.value", mk_text },
    { 0 },
};

const struct mk_app mk_app_android_getprop = {
    .id = "android.getprop",
    .title = "System properties (getprop)",
    .version = 1,
    .paths = (const char *const[]){ "*/getprop.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_DEVICE, "p", "properties", NULL, fields }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
