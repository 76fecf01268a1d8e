/*
 * The last statements of each open database, as dumpsys dbinfo prints them. The
 * table is that of parsers/format/dump.h. Times are local ones without a zone.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_PATH, "s.path",    mk_text_some },
    { MK_TEXT, "s.sql",     mk_text_some },
    { MK_DATA, "s.package", mk_text_some, .name = "package" },
    { MK_DATA, "s.pid",     mk_text_some, .name = "pid" },
    { MK_DATA, "s.time",    mk_text_some, .name = "local_time" },
    { MK_DATA, "s.action",  mk_text_some, .name = "action" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "database_statement" }, { 0 } };

const struct mk_app mk_app_android_dump_databases = {
    .id = "android.dump_databases",
    .title = "Statements of open databases (dumpsys dbinfo)",
    .version = 1,
    .paths = (const char *const[]){ "*/dumpsys_dbinfo*.txt", NULL },
    .also = (const char *const[]){ "*/dumpsys.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "s", "statements", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
