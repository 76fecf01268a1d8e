/*
 * Apps that were opened last, as the list of recent apps shows them: recent_tasks. A time is when
 * the task last came to the front or was put away. The table is that of parsers/format/android_xml.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/android_xml.h"

static const struct mk_field fields[] = {
    { MK_TIME, "t.last_active_ms",  mk_unix_ms_set,  .clock = "device" },
    { MK_TIME, "t.moved_ms",        mk_unix_ms_set,  .clock = "device" },
    { MK_DATA, "t.component",       mk_text_some,  .name = "component" },
    { MK_DATA, "t.activity",        mk_text_some,  .name = "activity" },
    { MK_DATA, "t.label",           mk_text_some,  .name = "label" },
    { MK_DATA, "t.action",          mk_text_some,  .name = "action" },
    { MK_DATA, "t.data",            mk_text_some,  .name = "data" },
    { MK_DATA, "t.calling_package", mk_text_some,  .name = "calling_package" },
    { MK_DATA, "t.affinity",        mk_text_some,  .name = "affinity" },
    { MK_DATA, "t.id",              mk_text_some,  .name = "task" },
    { MK_DATA, "t.uid",             mk_text_some,  .name = "uid" },
    { MK_DATA, "t.user",            mk_text_some,  .name = "user" },
    { MK_DATA, "t.first_active_ms", mk_not_zero,   .name = "first_active_ms" },
    { MK_DATA, "t.moved_ms",        mk_not_zero,   .name = "moved_ms" },
    { MK_DATA, "t.moved",           mk_text_some,  .name = "moved_to" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "recent_task" }, { 0 } };

const struct mk_app mk_app_android_recent_tasks = {
    .id = "android.recent_tasks",
    .title = "Recent apps",
    .version = 1,
    .paths = (const char *const[]){ "*/recent_tasks/*_task.xml", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "t", "tasks", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_android_xml,
    .many = true,
};
