/*
 * Contacts that were deleted, by number and time alone, as content query prints content://com.
 * android.contacts/deleted_contacts (Android 4.3 on; kept for 30 days: packages/providers/
 * ContactsProvider, DeletedContactsTableUtil.java). The table is that of parsers/format/printed.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/printed.h"

static const struct mk_field fields[] = {
    { MK_TIME, "d.deleted_ms", mk_unix_ms, .clock = "device" },
    { MK_DATA, "d.contact",    mk_integer, .name = "contact" },
    { 0 },
};
static const struct mk_constant name[] = { { MK_NAME, "contact_deleted" }, { 0 } };

const struct mk_app mk_app_android_deleted_contacts = {
    .id = "android.deleted_contacts",
    .title = "Deleted contacts (content query)",
    .version = 1,
    .paths = (const char *const[]){ "*/deleted_contacts.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "d", "deleted", NULL, fields, .constants = name }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_printed,
};
