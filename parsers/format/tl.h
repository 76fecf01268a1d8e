#ifndef MK_TL_H
#define MK_TL_H

#include "parsers/table/decoder.h"

/*
 * Objects in Telegram's TL, as its Android app keeps them in cache4.db. Little endian:
 *
 *   object   u32 constructor, then its fields one behind the other
 *   int, #   4 bytes; long, double: 8; int128: 16; int256: 32; `true`: none, a bit of # says it
 *   string   u8 length < 254, or 254 and u24 length; the bytes; zeros up to a multiple of 4
 *   Bool     the object 0x997275b5 (true) or 0xbc799737 (false)
 *   Vector   u32 0x1cb5c415, u32 count, the elements
 *
 * A field can hang on a bit of a # before it. Which constructor has which fields differs from layer
 * to layer of the protocol, and a database keeps what it was written with: tl_*.h have those of
 * layers 18 to 225 that lie in messages, users and chats, by the public schemas in danog/schemas
 * (a086436f) and, for layers left out there, LonamiWebs/Telethon's api.tl and teleparser. 0x5555...
 * are the app's own and no part of the schema; those and what a message ends with (a text, where
 * its file lies) are in Telegram-Android, TLRPC.java, and RealityNet/teleparser, tblob.py
 * (4c714699). A stored input file, story or passport has a constructor that is not known here:
 * reading ends there.
 */

/*
 * T() rows: constructor, name, fields with a space between them. A field is "[BIT?]TYPE[:NAME]":
 * BIT counts on through the words of flags (32 is bit 0 of the second); TYPE is # or i l d s b for
 * int long double string bytes, x y for int128 int256, t for `true`, B for Bool, o for an object,
 * v and one of these for a vector. Only names that a column can ask for are there.
 */
struct mk_tl_type {
    const char *name, *fields;
};
const struct mk_tl_type *mk_tl_type(uint32_t constructor); /* NULL: not known */

/*
 * Columns are paths of field names: "message", "media.geo.lat". Of an object: its constructor's
 * name. Inside a vector comes the name of the element's constructor, the first of which counts:
 * "attributes.documentAttributeFilename.file_name"; a vector of numbers is a text with spaces.
 * "from_id:peer" is a Peer as the app numbers dialogs: users above 0, chats and channels below.
 * Of the whole object:
 *
 *   @         its constructor's name
 *   @bad      1: it could not be read to its end
 *   @unknown  the constructor where reading ended, "0x12345678"
 *   @rest     the text that follows the object: where the app has the file
 *   @text     `message` without the "-1" that marks that there is such a text
 *   @name     first_name and last_name
 *   @phone    `phone` with the '+' that Telegram leaves out
 */
extern const struct mk_decoder mk_decoder_tl;

/* Numbers of dialogs as columns: "user", "chat" (or channel), "secret": that one's own number. A
 * secret chat has bit 62 set, in old versions the upper half alone (DialogObject.java). */
extern const struct mk_decoder mk_decoder_tl_dialog;

#endif
