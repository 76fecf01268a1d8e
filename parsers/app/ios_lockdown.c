/*
 * What an iPhone tells a computer that it trusts, kept by an acquisition as ios/lockdown.plist and, of other
 * domains, ios/lockdown-DOMAIN.plist; what an organisation set up for it as ios/cloud-configuration.plist. Every
 * value is a fact, under its own key. The file says the domain.
 *
 * Source of keys and domains: libimobiledevice 1.3.0, tools/ideviceinfo.c.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const struct mk_shape shape = {
    .tables = (const struct mk_shape_table[]){ { "facts", "", NULL, .facts = true }, { 0 } },
};

static const struct mk_field facts[] = {
    { MK_NAME,  "f.name",  mk_text },
    { MK_VALUE, "f.value", mk_text_some },
    { MK_TIME,  "f.date",  mk_cocoa_s },
    { 0 },
};

const struct mk_app mk_app_ios_lockdown = {
    .id = "ios.lockdown",
    .title = "What an iPhone tells of itself (lockdown)",
    .version = 1,
    .paths = (const char *const[]){ "*/ios/lockdown.plist", "*/ios/lockdown-*.plist", "*/ios/cloud-configuration.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_DEVICE, "f", "facts", NULL, facts }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
