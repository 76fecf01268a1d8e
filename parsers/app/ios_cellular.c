/*
 * What an iPhone's telephony keeps of cards, numbers and networks, each value by its name:
 *
 *   com.apple.commcenter.plist                           last card, its number, SIMs with their IMSI
 *   com.apple.commcenter.device_specific_nobackup.plist  IMEIs, MEID, operator, roaming, activation
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/celWireless.py and deviceDatam.py (423798fa): which files, and which of
 * the numbers are times (found by testing: seconds since 2001-01-01, and for launches Unix time). What the other names
 * mean is Apple's and not documented; their numbers are not taken for times.
 */
#include "parsers/app/plist_values.h"
#include "parsers/format/plist_shape.h"

static const char *const time_columns[] = {
    "AccountCreationTimestamp", "kEuiccTicketPrefetchTimestamp", "AddOnRemotePlanListExpiryTime", "@rest", NULL,
};
static const char *const launch_columns[] = { "@item", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){
        "PersonalWallet", "PhoneNumber", "ReportedPhoneNumber", "LastKnown*", "lastKnownOSVersion", "EnhancedLQM*", "kOperatorRoaming*",
        "imei*", "meid", "kPostponement*", "PhoneServices", "kLocalMultiSimPreferencesKey", "com.apple.carrier_1", NULL,
    },
    .tables = (const struct mk_shape_table[]){
        { "values", "", .facts = true },
        { "times", "", time_columns },
        { "launches", "dataUsageBreadcrumbsSection/launchTimestamps/*", launch_columns },
        { 0 },
    },
};
/* Stated among the values as well, as the numbers that they are. */
static const struct mk_field times[] = {
    { MK_TIMES, "t.AccountCreationTimestamp",      mk_cocoa_s, .name = "account_created" },
    { MK_TIMES, "t.kEuiccTicketPrefetchTimestamp", mk_cocoa_s, .name = "euicc_ticket_fetched" },
    { MK_TIMES, "t.AddOnRemotePlanListExpiryTime", mk_cocoa_s, .name = "plan_list_expires" },
    { 0 },
};
static const struct mk_field launch[] = { { MK_TIME, "l.@item", mk_unix_s, .clock = "device" }, { 0 } };
static const struct mk_when timed[] = { { "t.AccountCreationTimestamp", MK_IF_SOME }, { 0 } };

#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true, .optional = true

const struct mk_app mk_app_ios_cellular = {
    .id = "ios.cellular",
    .title = "Telephony (iOS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.apple.commcenter.plist", "*/com.apple.commcenter.device_specific_nobackup.plist", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_DEVICE, "v", "values", NULL, mk_plist_values },
        { MK_EVENT, "t", "times", NULL, times, NAMED("telephony_times"), .when = timed, .extra = true },
        { MK_EVENT, "l", "launches", NULL, launch, NAMED("data_usage_counting_began") },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
