/*
 * The phone book on the SIM card, as content query prints content://icc/adn: one answer, which the
 * provider gives whatever columns are asked for (packages/services/Telephony, IccProvider.java,
 * ADDRESS_BOOK_COLUMN_NAMES). The table is that of parsers/format/printed.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/printed.h"

static const struct mk_field fields[] = {
    { MK_NAME,   "c.name",   mk_text_some },
    { MK_PHONES, "c.number", mk_text_some, .sub = MK_ID },
    { MK_PHONES, "c.number", mk_phone,     .sub = MK_PHONE },
    { MK_EMAILS, "c.emails", mk_text_some, .sub = MK_ID },
    { 0 },
};
static const struct mk_constant sim[] = { { MK_SERVICE, "sim" }, { 0 } };

const struct mk_app mk_app_android_sim_contacts = {
    .id = "android.sim_contacts",
    .title = "Phone book of the SIM card (content query)",
    .version = 1,
    .paths = (const char *const[]){ "*/icc_adn.txt", NULL },
    .queries = (const struct mk_query[]){ { MK_CONTACT, "c", "sim_contacts", NULL, fields, .constants = sim }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_printed,
};
