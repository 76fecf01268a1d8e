/*
 * What the owner's own card in the address book says ("me"): replies to content://com.android.
 * contacts/profile/data. Source: packages/providers/ContactsProvider, ContactsProvider2.java,
 * PROFILE_DATA; the database is one of its own, profile.db. Rows are numbered from 2^63 - 2^32 on
 * (ContactsContract.Profile.MIN_ID).
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TYPE,  "d.mimetype", mk_text },
    { MK_VALUE, "d.data1",    mk_text_some },
    { MK_DATA,  "d.data2",    mk_text_some, .name = "data2" },
    { MK_DATA,  "d.data3",    mk_text_some, .name = "data3" },
    { 0 },
};
static const char *const needs[] = { "mimetype", "data1", NULL };
static const char *const none[] = { NULL };
static const char *const texts[] = { "mimetype", "data1", "data2", "data3", NULL };
static const struct mk_constant name[] = { { MK_NAME, "owner_card" }, { 0 } };

const struct mk_app mk_app_android_owner = {
    .id = "android.owner",
    .title = "The owner's own card (Android)",
    .version = 1,
    .paths = (const char *const[]){ NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "d", "content://com.android.contacts/profile/data", needs, fields, .constants = name },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://com.android.contacts/profile/data", "android.owner", "contacts", none, texts, NULL, 0, "READ_CONTACTS", NULL },
        { 0 },
    },
    .proven_on = "simulated",
};
