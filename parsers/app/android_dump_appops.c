/*
 * App operations, as dumpsys appops prints them: what each app may do, and when it last did or was
 * refused. The tables are those of parsers/format/dump.h. Times are local ones without a zone.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/dump.h"

static const struct mk_field fields[] = {
    { MK_DATA, "o.package", mk_text_some, .name = "package" }, /* none: of all packages of that uid */
    { MK_DATA, "o.uid",     mk_text_some, .name = "uid" },
    { MK_DATA, "o.op",      mk_text,      .name = "operation" },
    { MK_DATA, "o.mode",    mk_text_some, .name = "mode" },
    { 0 },
};
static const struct mk_field use[] = {
    { 0, "u.what",  mk_text,      .sub = MK_TYPE },
    { 0, "u.time",  mk_text_some, .name = "local_time" },
    { 0, "u.state", mk_text_some, .sub = MK_STATE }, /* the app's then: top, fg, bg, cch ... */
    { 0, "u.more",  mk_text_some, .sub = MK_NOTE },
    { 0 },
};
static const struct mk_part parts[] = { { NULL, MK_USES, use }, { 0 } };
static const struct mk_gather uses[] = { { "u", "op_uses", "u.op_row", "o._row", NULL, NULL, parts }, { 0 } };
static const struct mk_constant name[] = { { MK_NAME, "app_operation" }, { 0 } };

const struct mk_app mk_app_android_dump_appops = {
    .id = "android.dump_appops",
    .title = "App operations (dumpsys appops)",
    .version = 1,
    .paths = (const char *const[]){ "*/dumpsys_appops*.txt", NULL },
    .also = (const char *const[]){ "*/dumpsys.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "o", "ops", NULL, fields, .gather = uses, .constants = name }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_dump,
};
