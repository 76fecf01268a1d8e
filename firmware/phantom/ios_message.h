#ifndef MK_PHANTOM_IOS_MESSAGE_H
#define MK_PHANTOM_IOS_MESSAGE_H

#include "firmware/phantom/ios_stream.h"
#include <jansson.h>
#include <plist/plist.h>

/*
 * Property lists as messages, as lockdownd and most services of an iPhone send them:
 *
 *   u32  length, big endian
 *   ...  a property list, XML or binary
 *
 * Source: libimobiledevice src/property_list_service.c. The lies of fault.h that concern property
 * lists are told here.
 */
#define MK_IOS_MESSAGE_MAX ((uint32_t)64 << 20)

/* MK_EPROTO for what is no property list. The caller frees it. */
MK_CHECK int mk_ios_message_read(plist_t *out, struct mk_ios_stream *s, struct mk_error *e);
enum mk_ios_form { MK_IOS_XML, MK_IOS_BINARY };
MK_CHECK int mk_ios_message_write(struct mk_ios_stream *s, plist_t message, enum mk_ios_form form,
                                  struct mk_error *e);

/* What is sent in place of a message when a fault wants it so: with its length, into `out`, which
 * stays empty otherwise. */
void mk_ios_lie(struct mk_buf *out, struct mk_ios_phone *p);

/* ---- small helpers around libplist ---- */

/* The text of a key of a dictionary; NULL when there is none. Freed with it. */
const char *mk_ios_text(plist_t dict, const char *key);
void mk_ios_put_text(plist_t dict, const char *key, const char *text);
void mk_ios_put_uint(plist_t dict, const char *key, uint64_t v);
void mk_ios_put_bool(plist_t dict, const char *key, bool v);
void mk_ios_put_data(plist_t dict, const char *key, struct mk_span bytes);
/* What JSON says as a property list: {"data":"HEX"} is bytes; NULL for null and for nonsense. */
plist_t mk_ios_of_json(const json_t *v);

#endif
