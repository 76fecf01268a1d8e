#include "firmware/phantom/ios_afc.h"
#include "firmware/phantom/ios_service.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define MEDIA "/private/var/mobile/Media"
#define CRASH "/private/var/mobile/Library/Logs/CrashReporter"
#define APPS  "/private/var/mobile/Containers/Data/Application/"

static int serve_folder(struct mk_ios_stream *s, const char *folder, const char *device,
                        const char *only, struct mk_error *e)
{
    struct mk_afc_root root = { .device = device, .only = only };
    root.dir = openat(s->phone->dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int rc = mk_ios_afc(s, &root, e);
    if (root.dir >= 0)
        close(root.dir);
    return rc;
}

int mk_ios_media_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    return serve_folder(s, "media", MEDIA, NULL, e);
}

int mk_ios_crash_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    return serve_folder(s, "crash", CRASH, NULL, e);
}

/* Moves what crashed into the place where it can be copied from, then says so. Source:
 * libimobiledevice tools/idevicecrashreport.c. */
int mk_ios_crash_move_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    mk_ios_asked(s->phone, "crash:Move");
    return mk_ios_write(s, mk_span("ping", 5), e);
}

/* ---- house_arrest: libimobiledevice src/house_arrest.c ---- */

static const json_t *app_named(const struct mk_ios_phone *p, const char *id)
{
    const json_t *all = json_object_get(p->x.doc, "apps");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *app = json_array_get(all, i);
        const char *s = json_string_value(json_object_get(app, "CFBundleIdentifier"));
        if (s && id && !strcmp(s, id))
            return app;
    }
    return NULL;
}

/* Why a request is refused, or NULL. Containers are given out of apps that a developer put there,
 * which an exercise has none of. */
static const char *vend(struct mk_ios_phone *p, const char *command, const char *id)
{
    const json_t *app = app_named(p, id);
    bool documents = mk_span_is(mk_str(command), "VendDocuments");
    mk_ios_asked(p, "house:%s %s", command ? command : "", id ? id : "");
    if (!documents && !mk_span_is(mk_str(command), "VendContainer"))
        return "UnknownCommand";
    if (!app || strchr(id, '/'))
        return "ApplicationLookupFailed";
    return documents && json_is_true(json_object_get(app, "UIFileSharingEnabled"))
               ? NULL
               : "InstallationLookupFailed";
}

int mk_ios_house_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    char device[1024] = "", folder[1024];
    while (!*device) {
        plist_t q, a = plist_new_dict();
        int rc = mk_ios_message_read(&q, s, e);
        const char *id = rc ? NULL : mk_ios_text(q, "Identifier");
        const char *why = rc ? NULL : vend(s->phone, mk_ios_text(q, "Command"), id);
        if (rc == 0 && !why) {
            snprintf(device, sizeof device, APPS "%.512s", id);
            snprintf(folder, sizeof folder, "apps/%.512s", id);
        }
        mk_ios_put_text(a, why ? "Error" : "Status", why ? why : "Complete");
        if (rc == 0)
            rc = mk_ios_message_write(s, a, MK_IOS_XML, e);
        plist_free(a);
        plist_free(q);
        if (rc)
            return -1;
    }
    return serve_folder(s, folder, device, "Documents", e);
}
