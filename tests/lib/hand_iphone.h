#ifndef HAND_IPHONE_H
#define HAND_IPHONE_H

#include "firmware/phantom/ios_message.h"

/*
 * A small iPhone by hand, hand_iphone.json, in a folder of its own: set-up and tear-down of a
 * group; reset() before each test makes it forget what was. It has
 * /private/var/mobile/Media/DCIM/100APPLE/IMG_0001.JPG ("not really a picture", 2024-05-06
 * 07:08:09.123456789), beside it `out` that leads to a file outside, a document sub/a.txt of
 * org.example.notes, a crash report a.ips.
 */
extern struct mk_ios_phone *hand_iphone;
extern char hand_iphone_dir[64];
int hand_iphone_up(void **s);
int hand_iphone_down(void **s);
int hand_iphone_reset(void **s);
void hand_iphone_fault(const char *spec);

/* A pairing as a host makes it for the phone's key. */
plist_t hand_iphone_record(const char *host_id);

/*
 * A conversation: what the host says is put down first (as much as a socket holds), then served to
 * its end by one of the services; what was answered is read from `answers`.
 */
struct hand_talk {
    int host, phone;
    struct mk_buf says, answers;
    size_t read;
};
void hand_talk_begin(struct hand_talk *t);
void hand_talk_end(struct hand_talk *t);
void hand_talk_list(struct hand_talk *t, plist_t message); /* takes it */
/* The service has to end because the host did. */
void hand_talk_serve(struct hand_talk *t, int (*serve)(struct mk_ios_stream *, struct mk_error *));
plist_t hand_talk_next(struct hand_talk *t); /* NULL: no more */

#endif
