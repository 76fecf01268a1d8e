/*
 * Sites that WebKit met in an app, to tell trackers from sites that are used: observations.db, one
 * for each app of iOS that shows pages. A site is there when its page was shown, and when another
 * page only loaded something from it; hadUserInteraction says that somebody touched it.
 *
 * Sources: CREATE statements of a public backup of iOS 14 (mvt-project/mvt, tests/artifacts, dac4acb),
 * that the times are unix seconds: mvt-project/mvt, webkit_resource_load_statistics.py; -1 stands for
 * none (the same sample).
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_field domain[] = {
    { MK_TIME,  "d.lastSeen",           mk_unix_s_past },
    { MK_TIMES, "d.mostRecentUserInteractionTime", mk_unix_s_past, .name = "touched", .optional = true },
    { MK_HOST,  "d.registrableDomain",  mk_text },
    { MK_DATA,  "d.hadUserInteraction", mk_bool, .name = "touched", .optional = true },
    { MK_DATA,  "d.isPrevalent",        mk_bool, .name = "prevalent", .optional = true },
    { MK_DATA,  "d.grandfathered",      mk_bool, .name = "grandfathered", .optional = true },
    { 0 },
};
static const struct mk_constant seen[] = { { MK_NAME, "domain_seen" }, { 0 } };
static const char *const needs[] = { "registrableDomain", "lastSeen", NULL };

const struct mk_app mk_app_webkit_domains = {
    .id = "webkit.domains",
    .title = "Sites that WebKit met (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/ResourceLoadStatistics/observations.db", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "d", "ObservedDomains", needs, domain, .constants = seen }, { 0 } },
    .proven_on = "public-sample",
    .many = true,
};
