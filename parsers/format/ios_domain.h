#ifndef MK_IOS_DOMAIN_H
#define MK_IOS_DOMAIN_H

#include "parsers/base/buf.h"

/*
 * Where the files of a backup's domains lie on the device, so that a glob fits a file in a backup
 * as it fits the same file in a copy of the whole file system: "HomeDomain" and
 * "Library/SMS/sms.db" are "private/var/mobile/Library/SMS/sms.db". Containers of apps are named by
 * a random UUID on the device; a backup has the app's identifier in that place:
 * "private/var/mobile/Containers/Data/Application/com.example/Documents/x".
 *
 * Appends the path. A domain that is not known is a folder of its own at the root: false.
 */
bool mk_ios_path(struct mk_buf *out, struct mk_span domain, struct mk_span relative);

/* The domains whose place is known; one that ends in '-' goes on with a container's name. NULL
 * behind the last. */
const char *mk_ios_domain_at(size_t i);

/* Why a domain and a path in it are no place inside of the device's file system, or NULL: absolute,
 * "..", a NUL, an empty part, over 4096 bytes. */
const char *mk_ios_path_bad(struct mk_span domain, struct mk_span relative);

#endif
