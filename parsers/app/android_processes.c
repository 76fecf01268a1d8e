/*
 * Running processes, as ps prints them. The table is that of parsers/format/dump.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_DATA, "p.name",  mk_text_some, .name = "process" },
    { MK_DATA, "p.user",  mk_text_some, .name = "user" },
    { MK_DATA, "p.pid",   mk_text_some, .name = "pid" },
    { MK_DATA, "p.ppid",  mk_text_some, .name = "parent_pid" },
    { MK_DATA, "p.state", mk_text_some, .name = "state" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "process" }, { 0 } };

const struct mk_app mk_app_android_processes = {
    .id = "android.processes",
    .title = "Running processes (ps)",
    .version = 1,
    .paths = (const char *const[]){ "*/ps.txt", "*/processes.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "p", "processes", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
