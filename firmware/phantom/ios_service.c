#include "firmware/phantom/ios_service.h"
#include "firmware/phantom/ios_backup_serve.h"
#include <stdio.h>

static const struct mk_ios_service services[] = {
    { "com.apple.mobile.notification_proxy", mk_ios_notify_serve },
    { "com.apple.afc", mk_ios_media_serve },
    { "com.apple.mobile.installation_proxy", mk_ios_apps_serve },
    { "com.apple.mobile.MCInstall", mk_ios_profiles_serve },
    { "com.apple.mobile.house_arrest", mk_ios_house_serve },
    { "com.apple.crashreportmover", mk_ios_crash_move_serve },
    { "com.apple.crashreportcopymobile", mk_ios_crash_serve },
    { "com.apple.mobilebackup2", mk_ios_backup_serve },
};
#define SERVICES (sizeof services / sizeof *services)
#define LOCKDOWN UINT8_MAX /* in place of a number of these */

int mk_ios_service_find(const char *name)
{
    for (size_t i = 0; name && i < SERVICES; i++)
        if (!strcmp(services[i].name, name))
            return (int)i;
    return -1;
}

uint16_t mk_ios_service_start(struct mk_ios_phone *p, unsigned service, unsigned pair)
{
    mk_ios_lock(p);
    unsigned n = p->ports_given++;
    uint16_t port = (uint16_t)(MK_IOS_FIRST_PORT + n % 8192);
    p->ports[n % MK_IOS_PORTS] = (struct mk_ios_port){ port, (uint8_t)service, (uint8_t)pair };
    mk_ios_unlock(p);
    return port;
}

struct mk_ios_port mk_ios_port_take(struct mk_ios_phone *p, uint16_t port)
{
    struct mk_ios_port out = { 0 };
    if (port == MK_IOS_LOCKDOWN)
        return (struct mk_ios_port){ port, LOCKDOWN, 0 };
    mk_ios_lock(p);
    for (size_t i = 0; i < MK_IOS_PORTS; i++)
        if (port && p->ports[i].port == port) {
            out = p->ports[i];
            p->ports[i].port = 0;
        }
    mk_ios_unlock(p);
    return out;
}

static int serve(struct mk_ios_stream *s, struct mk_ios_port port, struct mk_error *e)
{
    if (port.service == LOCKDOWN)
        return mk_ios_lockdown_serve(s, e);
    if (!s->phone->how.no_tls) {
        mk_ios_lock(s->phone);
        struct mk_ios_pair pair = s->phone->pairs[port.pair];
        mk_ios_unlock(s->phone);
        if (mk_ios_tls_begin(s, &pair, e))
            return mk_fail_in(e, services[port.service].name);
    }
    return services[port.service].serve(s, e) ? mk_fail_in(e, services[port.service].name) : 0;
}

void mk_ios_port_serve(struct mk_ios_phone *p, struct mk_ios_port port, int fd)
{
    struct mk_error e = { 0 };
    struct mk_ios_stream s;
    mk_ios_stream_init(&s, p, fd);
    if (serve(&s, port, &e) && e.code != MK_ECLOSED)
        fprintf(stderr, "moka-phantom: %s\n", e.text);
    mk_ios_stream_done(&s);
}
