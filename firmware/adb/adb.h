#ifndef MK_ADB_H
#define MK_ADB_H

#include "parsers/base/error.h"

/*
 * Moka's own ADB host. The parent (acquire) meets it as a worker, moka-adb,
 * which speaks firmware/worker/phone.h; this header adds what that protocol
 * leaves to the kind of phone.
 *
 * PHONE's features are these bits.
 */
#define MK_ADB_HAS_SHELL_V2    0x01u /* exit codes, standard error told apart */
#define MK_ADB_HAS_CMD         0x02u
#define MK_ADB_HAS_STAT_V2     0x04u /* errno of a stat, 64-bit sizes */
#define MK_ADB_HAS_LS_V2       0x08u
#define MK_ADB_HAS_SENDRECV_V2 0x10u
#define MK_ADB_HAS_ABB         0x20u
#define MK_ADB_HAS_ABB_EXEC    0x40u
#define MK_ADB_HAS_APEX        0x80u
#define MK_ADB_HAS_DELAYED_ACK 0x100u /* a window a stream, in place of one packet */
#define MK_ADB_HAS_ZSTD        0x200u /* compresses files on their way */

/* What we say that we can. adbd needs none of it said, but records the exchange. */
#define MK_ADB_OUR_FEATURES "shell_v2,cmd,stat_v2,ls_v2,sendrecv_v2,sendrecv_v2_zstd,delayed_ack"

/*
 * AUTH      with a token: the answer is its signature (RSA PKCS#1 v1.5 with the token in place of a
 *           SHA-1 digest), or empty when there is no (further) key. Then AUTH comes with empty
 * text, and the answer is the public key as ADB writes it ("base64 who@where"), or empty: LOST.
 *
 * EXEC      SHELL_V2 on a phone without it: "exec:" and, refused that too, "shell:". DONE's `why`
 *           says so, unless an analysis was asked for: no exit code, standard error merged. The
 *           line ends of the terminal behind "shell:" are undone (lines.h); an answer where that
 *           cannot be certain is BROKEN. No exit code is made up by adding "; echo $?": what runs
 *           is what the parent wrote down, and what comes is the command's own output to its last
 *           byte. What such a phone says on standard error behind the last row of a provider is
 *           taken for the end of that row.
 *
 * LIST      a folder that could not be opened is told once more, as 'd' with its error, after the
 *           entry that named it; so is one whose path is too long to ask for. ADB itself answers an
 *           unreadable folder like an empty one: what tells them apart is the missing ".".
 *
 * STAT      on a phone without stat_v2 anything wrong is error 2: that phone tells no reason.
 *
 * RECV      links are not followed: the phone is asked what the path is right before it is read,
 * and bytes of anything but a plain file are thrown away, with status 1. mode and mtime_s of ITEM
 * come from there. One stream is one sync connection of the phone; items are answered in the order
 * they were asked for. The worker decides which files come compressed (phone_recv.c); what it
 * passes on is the file as it was.
 */

#endif
