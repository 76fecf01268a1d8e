/* What is installed, in the words of installation_proxy (libimobiledevice, installation_proxy.h and
 * the attributes that ideviceinstaller shows). */
#include "host/train/ios.h"

static const struct app {
    const char *id, *name, *version, *build, *executable;
    bool system, shares;
} apps[] = {
    { "com.apple.mobilesafari", "Safari", "17.5", "8618.2.12.10.9", "MobileSafari", true, false },
    { "com.apple.MobileSMS", "Messages", "1.0", "1262.500", "MobileSMS", true, false },
    { "com.apple.mobilephone", "Phone", "1.0", "1", "MobilePhone", true, false },
    { "com.apple.mobileslideshow", "Photos", "1.0", "640.5", "MobileSlideShow", true, false },
    { "com.apple.Maps", "Maps", "1.0", "1990.39.1", "Maps", true, false },
    { "com.apple.mobilenotes", "Notes", "1.0", "2430.1", "MobileNotes", true, false },
    { "net.whatsapp.WhatsApp", "WhatsApp", "24.11.78", "616121903", "WhatsApp", false, false },
    { "ph.telegra.Telegraph", "Telegram", "10.13.1", "29079", "Telegram", false, false },
    { "org.whispersystems.signal", "Signal", "7.11", "130", "Signal", false, false },
    { "org.videolan.vlc-ios", "VLC", "3.5.4", "480", "VLC for iOS", false, true },
    { "com.readdle.ReaddleDocsIPad", "Documents", "8.17.4", "8.17.4.32", "Documents", false, true },
    { "com.example.notebook", "Notebook", "2.1", "211", "Notebook", false, true },
};

const char *mk_ios_sharing(size_t i)
{
    for (size_t k = 0; k < sizeof apps / sizeof *apps; k++)
        if (apps[k].shares && i-- == 0)
            return apps[k].id;
    return NULL;
}

/* Folders of apps are named by UUIDs. */
static void put_places(struct mk_json *j, const struct app *a, struct mk_rng *g)
{
    char text[200];
    if (a->system) {
        snprintf(text, sizeof text, "/Applications/%s.app", a->executable);
    } else {
        snprintf(text, sizeof text, "/private/var/containers/Bundle/Application/%s/%s.app",
                 mk_ios_guid(g).s, a->executable);
    }
    mk_json_kv_str(j, "Path", text);
    snprintf(text, sizeof text, "/private/var/mobile/Containers/Data/Application/%s",
             mk_ios_guid(g).s);
    mk_json_kv_str(j, "Container", text);
}

void mk_ios_tell_apps(struct mk_json *j)
{
    struct mk_rng g = { 20260301 };
    mk_json_key(j, "apps");
    mk_json_open(j, '[');
    for (size_t i = 0; i < sizeof apps / sizeof *apps; i++) {
        const struct app *a = &apps[i];
        mk_json_open(j, '{');
        mk_json_kv_str(j, "CFBundleIdentifier", a->id);
        mk_json_kv_str(j, "CFBundleName", a->name);
        mk_json_kv_str(j, "CFBundleDisplayName", a->name);
        mk_json_kv_str(j, "CFBundleExecutable", a->executable);
        mk_json_kv_str(j, "CFBundleShortVersionString", a->version);
        mk_json_kv_str(j, "CFBundleVersion", a->build);
        mk_json_kv_str(j, "ApplicationType", a->system ? "System" : "User");
        put_places(j, a, &g);
        if (a->shares)
            mk_json_kv_bool(j, "UIFileSharingEnabled", true);
        mk_json_kv_uint(j, "StaticDiskUsage", 20000000 + i * 1234567);
        mk_json_kv_uint(j, "DynamicDiskUsage", 400000 + i * 54321);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}
