#include "parsers/format/ios_domain.h"

#define PATH_MOST 4096u

/*
 * Fox-IT dissect.target, loaders/itunes.py, DOMAIN_TRANSLATION; the domains and paths of an iOS
 * 14.3 backup (MVT 2.6, tests/artifacts/ios_backup) fit it.
 */
static const struct {
    const char *domain, *folder; /* a domain that ends in '-' goes on with the container's name */
} places[] = {
    { "AppDomain-", "private/var/mobile/Containers/Data/Application/" },
    { "AppDomainGroup-", "private/var/mobile/Containers/Shared/AppGroup/" },
    { "AppDomainPlugin-", "private/var/mobile/Containers/Data/PluginKitPlugin/" },
    { "SysContainerDomain-", "private/var/containers/Data/System/" },
    { "SysSharedContainerDomain-", "private/var/containers/Shared/SystemGroup/" },
    { "HomeDomain", "private/var/mobile" },
    { "CameraRollDomain", "private/var/mobile" },
    { "MediaDomain", "private/var/mobile" },
    { "KeyboardDomain", "private/var/mobile" },
    { "TonesDomain", "private/var/mobile" },
    { "HomeKitDomain", "private/var/mobile" },
    { "HealthDomain", "private/var/mobile/Library" },
    { "BooksDomain", "private/var/mobile/Media/Books" },
    { "RootDomain", "private/var/root" },
    { "WirelessDomain", "private/var/wireless" },
    { "DatabaseDomain", "private/var/db" },
    { "KeychainDomain", "private/var/Keychains" },
    { "SystemPreferencesDomain", "private/var/preferences" },
    { "ManagedPreferencesDomain", "private/var/Managed Preferences" },
    { "MobileDeviceDomain", "private/var/MobileDevice" },
    { "InstallDomain", "private/var/installd" },
};

bool mk_ios_path(struct mk_buf *out, struct mk_span domain, struct mk_span relative)
{
    struct mk_span folder = { 0 }, container = domain;
    for (size_t i = 0; i < sizeof places / sizeof *places && !folder.len; i++) {
        struct mk_span name = mk_str(places[i].domain);
        bool open = mk_span_ends(name, mk_str("-"));
        if (open ? mk_span_starts(domain, name) : mk_span_eq(domain, name)) {
            folder = mk_str(places[i].folder);
            container = mk_span_from(domain, name.len);
        }
    }
    mk_buf_put(out, folder.p, folder.len);
    mk_buf_put(out, container.p, container.len);
    mk_buf_u8(out, '/');
    mk_buf_put(out, relative.p, relative.len);
    return folder.len > 0;
}

const char *mk_ios_domain_at(size_t i)
{
    return i < sizeof places / sizeof *places ? places[i].domain : NULL;
}

static const char *bad_part(struct mk_span part)
{
    if (part.len == 0)
        return "an empty part in its path";
    if (mk_span_is(part, "..") || mk_span_is(part, "."))
        return "a path that leaves its folder";
    return memchr(part.p, 0, part.len) ? "a NUL in its path" : NULL;
}

const char *mk_ios_path_bad(struct mk_span domain, struct mk_span relative)
{
    const char *why = bad_part(domain);
    if (domain.len + relative.len > PATH_MOST)
        return "a path over 4096 bytes";
    if (!why && memchr(domain.p, '/', domain.len))
        why = "a domain that is a path";
    if (!why && relative.len && relative.p[0] == '/')
        why = "an absolute path";
    for (size_t at = 0, n; !why && at <= relative.len; at += n + 1) {
        struct mk_span rest = mk_span_from(relative, at);
        const uint8_t *slash = rest.len ? memchr(rest.p, '/', rest.len) : NULL;
        n = slash ? (size_t)(slash - rest.p) : rest.len;
        why = bad_part(mk_span(rest.p, n));
    }
    return why;
}
