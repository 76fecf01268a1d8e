#include "firmware/adb/banner.h"

/* What stands before the next `sep`, or all; moves *rest behind it. */
static struct mk_span before(struct mk_span *rest, char sep)
{
    const uint8_t *hit = rest->len ? memchr(rest->p, sep, rest->len) : NULL;
    size_t n = hit ? (size_t)(hit - rest->p) : rest->len;
    struct mk_span s = mk_span(rest->p, n);
    *rest = mk_span_from(*rest, n + 1);
    return s;
}

static const struct {
    const char *name;
    uint32_t bit;
} known[] = {
    { "shell_v2", MK_ADB_HAS_SHELL_V2 },       { "cmd", MK_ADB_HAS_CMD },
    { "stat_v2", MK_ADB_HAS_STAT_V2 },         { "ls_v2", MK_ADB_HAS_LS_V2 },
    { "sendrecv_v2", MK_ADB_HAS_SENDRECV_V2 }, { "abb", MK_ADB_HAS_ABB },
    { "abb_exec", MK_ADB_HAS_ABB_EXEC },       { "apex", MK_ADB_HAS_APEX },
    { "delayed_ack", MK_ADB_HAS_DELAYED_ACK }, { "sendrecv_v2_zstd", MK_ADB_HAS_ZSTD },
};

uint32_t mk_adb_feature_bits(struct mk_span features)
{
    uint32_t bits = 0;
    while (features.len) {
        struct mk_span f = before(&features, ',');
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            bits |= mk_span_is(f, known[i].name) ? known[i].bit : 0;
    }
    return bits;
}

int mk_adb_banner_parse(struct mk_adb_phone_info *out, struct mk_span banner, struct mk_error *e)
{
    static const char *const kinds[] = { "device", "recovery", "sideload", "rescue" };
    bool phone = false;
    while (banner.len && banner.p[banner.len - 1] == 0) /* some phones count the NUL */
        banner.len--;
    out->banner = banner;
    out->kind = before(&banner, ':');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        phone = phone || mk_span_is(out->kind, kinds[i]);
    if (!phone)
        return mk_fail(e, MK_EPROTO, "adb: the other side is no phone that can be read (%s)",
                       mk_span_is(out->kind, "bootloader") ? "bootloader" : "unknown kind");
    (void)before(&banner, ':');
    out->features = mk_span(NULL, 0);
    while (banner.len) {
        struct mk_span value = before(&banner, ';');
        struct mk_span name = before(&value, '=');
        if (mk_span_is(name, "features"))
            out->features = value;
    }
    out->has = mk_adb_feature_bits(out->features);
    return 0;
}
