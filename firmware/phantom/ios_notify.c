#include "firmware/phantom/ios_service.h"
#include <stdlib.h>

#define TURN_MS   20
#define NAMES_MAX 32u
/* Posted since iOS 16.1 when the screen asks for the passcode, and when it was entered. Source:
 * libimobiledevice (later than 1.3.0) tools/idevicebackup2.c. */
#define PRESENTED "com.apple.LocalAuthentication.ui.presented"
#define DISMISSED "com.apple.LocalAuthentication.ui.dismissed"

/*
 * notification_proxy: who observes a name is told when it is posted. Source: libimobiledevice
 * src/notification_proxy.c.
 */
struct notify {
    struct mk_ios_stream *s;
    char *names[NAMES_MAX];
    size_t n;
    bool shown; /* what was told last of the screen */
};

static int say(struct notify *o, const char *command, const char *name, struct mk_error *e)
{
    plist_t a = plist_new_dict();
    mk_ios_put_text(a, "Command", command);
    if (name)
        mk_ios_put_text(a, "Name", name);
    int rc = mk_ios_message_write(o->s, a, MK_IOS_XML, e);
    plist_free(a);
    return rc;
}

/* Tells who observes it whether the screen asks for the passcode, when that changed. */
static int look(struct notify *o, struct mk_error *e)
{
    mk_ios_lock(o->s->phone);
    bool shown = o->s->phone->passcode_shown;
    mk_ios_unlock(o->s->phone);
    const char *name = shown ? PRESENTED : DISMISSED;
    bool changed = shown != o->shown;
    o->shown = shown;
    for (size_t i = 0; changed && i < o->n; i++)
        if (!strcmp(o->names[i], name))
            return say(o, "RelayNotification", name, e);
    return 0;
}

static int observe(struct notify *o, const char *name, struct mk_error *e)
{
    mk_ios_asked(o->s->phone, "np:Observe %s", name);
    if (o->n == NAMES_MAX)
        return mk_fail(e, MK_ELIMIT, "more than %u names observed", NAMES_MAX);
    o->names[o->n] = strdup(name);
    return o->names[o->n++] ? 0 : mk_fail(e, MK_ENOMEM, "names");
}

/* 1: it was the last. */
static int answer(struct notify *o, plist_t m, struct mk_error *e)
{
    struct mk_span command = mk_str(mk_ios_text(m, "Command"));
    const char *name = mk_ios_text(m, "Name");
    if (mk_span_is(command, "ObserveNotification"))
        return observe(o, name ? name : "", e);
    if (mk_span_is(command, "PostNotification"))
        mk_ios_asked(o->s->phone, "np:Post %s", name ? name : "");
    if (mk_span_is(command, "Shutdown"))
        return say(o, "ProxyDeath", NULL, e) ? -1 : 1;
    return 0;
}

int mk_ios_notify_serve(struct mk_ios_stream *s, struct mk_error *e)
{
    struct notify o = { .s = s };
    int rc = 0;
    while (rc == 0) {
        plist_t m;
        if (!mk_ios_came(s, TURN_MS)) {
            rc = look(&o, e);
            continue;
        }
        rc = mk_ios_message_read(&m, s, e);
        if (rc == 0)
            rc = answer(&o, m, e);
        plist_free(m);
    }
    for (size_t i = 0; i < o.n; i++)
        free(o.names[i]);
    return rc < 0 ? -1 : 0;
}
