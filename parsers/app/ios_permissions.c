/*
 * What apps were let at by the owner or the system (camera, microphone, contacts, photos): TCC.db.
 * Sources: CREATE statements of a public backup of iOS 14 (mvt-project/mvt, tests/artifacts, dac4acb);
 * values: mac4n6/APOLLO, modules/tcc_db.txt (bd72546); abrignoni/iLEAPP, scripts/artifacts/tcc.py
 * (423798fa). Until iOS 13 there is `allowed` and no time.
 */
#include "parsers/engine/engine.h"

static const struct mk_name auth[] = { { 0, "denied" }, { 1, "unknown" }, { 2, "allowed" }, { 3, "limited" }, { 0 } };
static const struct mk_name allowed[] = { { 0, "denied" }, { 1, "allowed" }, { 0 } };
static const struct mk_field access[] = {
    { MK_TIME,        "a.last_modified", mk_unix_s_set, .clock = "device", .optional = true },
    { MK_ID,          "a.client",        mk_text },
    { MK_PERMISSIONS, "a.service",       mk_text },
    { MK_STATUS,      "a.auth_value",    mk_named,      auth, .optional = true },
    { MK_STATUS,      "a.allowed",       mk_named,      allowed, .optional = true },
    { MK_DATA,        "a.auth_reason",   mk_integer,    .name = "reason", .optional = true },
    { MK_DATA,        "a.prompt_count",  mk_not_zero,   .name = "prompts", .optional = true },
    { 0 },
};
static const struct mk_field expired[] = {
    { MK_TIME,        "x.expired_at",    mk_unix_s_set, .clock = "device" },
    { MK_TIMES,       "x.last_modified", mk_unix_s_set, .sub = MK_MODIFIED },
    { MK_ID,          "x.client",        mk_text },
    { MK_PERMISSIONS, "x.service",       mk_text },
    { 0 },
};
static const struct mk_constant granted[] = { { MK_NAME, "permission" }, { 0 } };
static const struct mk_constant ended[] = { { MK_NAME, "permission_expired" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_permissions = {
    .id = "ios.permissions",
    .title = "Permissions of apps (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/TCC/TCC.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "a", "access", NEEDS("service", "client"), access, .constants = granted },
        { MK_EVENT, "x", "expired", NEEDS("service", "client"), expired, .constants = ended, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
