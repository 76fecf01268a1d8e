/*
 * Computers that may use the debug bridge, as dumpsys adb prints them. The table is that of
 * parsers/format/dump.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_TYPE, "k.place",          mk_text },
    { MK_DATA, "k.owner",          mk_text_some, .name = "computer" },
    { MK_DATA, "k.key",            mk_text_some, .name = "key" },
    { MK_DATA, "k.last_connected", mk_text_some, .name = "last_connected_ms" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "adb_key" }, { 0 } };

const struct mk_app mk_app_android_dump_adb = {
    .id = "android.dump_adb",
    .title = "Keys of the debug bridge (dumpsys adb)",
    .version = 1,
    .paths = (const char *const[]){ "*/dumpsys_adb*.txt", NULL },
    .also = (const char *const[]){ "*/dumpsys.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "k", "adb_keys", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
