/*
 * Users and profiles of the phone, as pm list users prints them. The table is that of
 * parsers/format/printed.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/printed.h"

static const struct mk_field fields[] = {
    { MK_ID,   "u.number",  mk_text },
    { MK_NAME, "u.name",    mk_text_some },
    { MK_DATA, "u.flags",   mk_text, .name = "flags" },
    { MK_DATA, "u.managed", mk_bool, .name = "work_profile" },
    { MK_DATA, "u.running", mk_bool, .name = "running" },
    { 0 },
};
static const struct mk_constant user[] = { { MK_SERVICE, "android_user" }, { 0 } };

const struct mk_app mk_app_android_users_printed = {
    .id = "android.users_printed",
    .title = "Users and profiles (pm list users)",
    .version = 1,
    .paths = (const char *const[]){ "*/users.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_ACCOUNT, "u", "users", NULL, fields, .constants = user }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_printed,
};
