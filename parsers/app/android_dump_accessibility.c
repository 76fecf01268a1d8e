/*
 * Accessibility services, which can read and touch what is on the screen, as dumpsys accessibility
 * prints them. The table is that of parsers/format/dump.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_STATE, "a.state",     mk_text },
    { MK_DATA,  "a.component", mk_text, .name = "component" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "accessibility_service" }, { 0 } };

const struct mk_app mk_app_android_dump_accessibility = {
    .id = "android.dump_accessibility",
    .title = "Accessibility services (dumpsys accessibility)",
    .version = 1,
    .paths = (const char *const[]){ "*/dumpsys_accessibility*.txt", NULL },
    .also = (const char *const[]){ "*/dumpsys.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "a", "accessibility", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
