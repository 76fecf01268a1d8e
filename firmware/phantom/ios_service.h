#ifndef MK_PHANTOM_IOS_SERVICE_H
#define MK_PHANTOM_IOS_SERVICE_H

#include "firmware/phantom/ios_message.h"

/*
 * The services of the phone: each a function that serves one connection to its end. It returns 0
 * when it was the one to end it, -1 with MK_ECLOSED when the host was.
 */
struct mk_ios_service {
    const char *name; /* as StartService calls it */
    int (*serve)(struct mk_ios_stream *s, struct mk_error *e);
};

/* The number of a service; -1 when there is none of that name. */
int mk_ios_service_find(const char *name);
/* Puts it on a port where it waits for one connection of that pairing. */
uint16_t mk_ios_service_start(struct mk_ios_phone *p, unsigned service, unsigned pair);
/* What a connection to that port leads to, which it is then gone from; NULL: nobody listens.
 * lockdownd is always there. */
struct mk_ios_port mk_ios_port_take(struct mk_ios_phone *p, uint16_t port);
/* Serves a connection that was taken. Why it ended goes to standard error, unless it is nothing. */
void mk_ios_port_serve(struct mk_ios_phone *p, struct mk_ios_port port, int fd);

int mk_ios_lockdown_serve(struct mk_ios_stream *s, struct mk_error *e);
int mk_ios_notify_serve(struct mk_ios_stream *s, struct mk_error *e);
int mk_ios_apps_serve(struct mk_ios_stream *s, struct mk_error *e);
int mk_ios_profiles_serve(struct mk_ios_stream *s, struct mk_error *e);
int mk_ios_house_serve(struct mk_ios_stream *s, struct mk_error *e);
int mk_ios_media_serve(struct mk_ios_stream *s, struct mk_error *e); /* com.apple.afc */
int mk_ios_crash_serve(struct mk_ios_stream *s, struct mk_error *e);
int mk_ios_crash_move_serve(struct mk_ios_stream *s, struct mk_error *e);

#endif
