#ifndef MK_IOS_LINK_H
#define MK_IOS_LINK_H

#include "firmware/worker/mux.h"

/*
 * libimobiledevice reaches phones through libusbmuxd. Here those of its calls that would look for a
 * device, connect to it or read its pairing record are defined anew (the program's symbols come
 * before a library's) and ask the proxy. libusbmuxd's sending and receiving stay as they are; so do
 * its calls that store and delete records: in the sandbox they fail, and nobody here calls them.
 *
 * Its calls carry no context, so there is one proxy in a process.
 */
void mk_ios_link(struct mk_chan *proxy);

/* Why the last of those calls failed; text empty: none has. */
const struct mk_error *mk_ios_link_error(void);

/* The connection that was made last is looked at in passing: a read that finds the beginning of
 * something, and no more, does not wait for the rest. (Under TLS 1.3 that is no rare thing: the
 * tickets behind a handshake are bytes that hold nothing.) */
void mk_ios_link_in_passing(void);

/* Whether the phone is on the cable: 0; -1 says why not. */
MK_CHECK int mk_ios_link_there(struct mk_error *e);
/* The same, and has not been away since the first connection: usbmuxd numbers a phone anew each
 * time that it is plugged in. An error of a connection that broke then is no answer of the phone's,
 * even where it is back already. */
MK_CHECK int mk_ios_link_stayed(struct mk_error *e);
/* It may have begun anew on the cable, and that is as it should be: the next connection counts. */
void mk_ios_link_anew(void);

#endif
