/*
 * Facts of the phone out of short answers: the battery (dumpsys battery), the phone's number
 * (service call iphonesubinfo 1: IMEI, or MEID of a phone without one). The table is that of
 * parsers/format/printed.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/printed.h"

static const struct mk_field fields[] = {
    { MK_NAME,  "f.name",  mk_text },
    { MK_VALUE, "f.value", mk_text },
    { 0 },
};

const struct mk_app mk_app_android_facts_printed = {
    .id = "android.facts_printed",
    .title = "Battery and identity (dumpsys battery, service call)",
    .version = 1,
    .paths = (const char *const[]){ "*/dumpsys_battery.txt", "*/iphonesubinfo.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_DEVICE, "f", "facts", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_printed,
};
