/*
 * Who manages the phone or a profile of it, as dpm list-owners prints it. The table is that of
 * parsers/format/printed.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/printed.h"

static const struct mk_field fields[] = {
    { MK_DATA, "o.admin", mk_text, .name = "admin" },
    { MK_DATA, "o.user",  mk_text, .name = "user" },
    { MK_DATA, "o.kinds", mk_text_some, .name = "kinds" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "device_management" }, { 0 } };

const struct mk_app mk_app_android_owners_printed = {
    .id = "android.owners_printed",
    .title = "Management (dpm list-owners)",
    .version = 1,
    .paths = (const char *const[]){ "*/owners.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "o", "owners", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_printed,
};
