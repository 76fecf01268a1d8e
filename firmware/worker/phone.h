#ifndef MK_PHONE_H
#define MK_PHONE_H

#include "firmware/worker/frame.h"

/*
 * What acquire (the parent) and a phone worker (adb now, ios later) say to each
 * other. The parent decides every request, so it can write it down before it
 * goes out; the worker touches the phone's bytes and answers in typed frames.
 * Numbers are little endian. A text field is u32 length + bytes. The stream
 * number is the parent's, 1..65535, free again after the DONE that ends it; stream 0 is
 * the phone itself. Several streams may be open at once.
 */
enum mk_phone_frame {
    /* parent to worker */
    MK_PH_OPEN = 1, /* text banner options; the transport's descriptor was handed over at start.
                       Answered by PHONE, or LOST */
    MK_PH_EXEC,     /* u8 mk_phone_shell, u32 timeout_ms, text command, then an analysis.
                       Answered by DATA* DONE */
    MK_PH_LIST,     /* text path, u32 depth_max: a folder and all below it, breadth first; links
                       are reported, not followed. Answered by ENTRIES* DONE */
    MK_PH_STAT,     /* text path. Answered by ENTRIES (one) DONE */
    MK_PH_RECV,     /* u32 count, then per file u64 item, text path: fetched in this order, at
                       least 64 requests on their way. Answered per file by DATA* ITEM, then DONE.
                       More RECV frames on the same stream may follow before its DONE: they join the
                       queue. DONE comes when the queue ran dry. */
    MK_PH_FEED,     /* an analysis; then FEED_DATA* FEED_END: a stored reply is analysed again, so
                       that a resumed run knows what the first one knew. Answered by DONE */
    MK_PH_FEED_DATA,
    MK_PH_FEED_ERR, /* what had come on standard error */
    MK_PH_FEED_END,
    MK_PH_CANCEL, /* ends the stream early; DONE still comes */
    MK_PH_SIGNED, /* answer to AUTH: text signature; empty: the parent has no (further) key */
    MK_PH_QUIT,

    /* worker to parent */
    MK_PH_HELLO = 64, /* text: one line per sandbox layer, see mk_worker_enter() */
    MK_PH_PHONE,      /* text banner, u32 features, text features, u32 protocol version,
                         u32 max payload */
    MK_PH_AUTH,       /* text token to sign; or, with empty text, the public key is being offered:
                         the officer has to touch "Allow" on the phone */
    MK_PH_DATA,       /* bytes of the reply (EXEC: standard output) */
    MK_PH_DATA_ERR,   /* EXEC: standard error */
    MK_PH_ENTRIES,    /* u32 count, then per entry: u8 type ('f' file, 'd' folder, 'l' link, 'o'
                         other), u32 mode, u64 size, i64 mtime_s, u32 error (errno of its stat,
                         MK_PH_ODD_NAME, _TOO_DEEP, _TOO_LONG, or 0), text path */
    MK_PH_ITEM,       /* u64 item, u8 status (0 whole, 1 refused or gone, 2 cut short), u64 bytes,
                         u32 mode, i64 mtime_s, text why */
    MK_PH_DONE,       /* u8 status (mk_phone_status), i32 exit code (EXEC; -1 unknown), text why,
                         then the analysis result, if one was asked for */
    MK_PH_LOST,       /* text why: the connection is gone; the worker ends. What was under way gets
                         no ITEM and no DONE any more */
};

/* An entry that the phone gives a name that none can have: empty, with a '/' or a NUL. */
#define MK_PH_ODD_NAME 0xffffffffu
/* Folders that were not looked into: below depth_max, or of a path that cannot be asked for. */
#define MK_PH_TOO_DEEP 0xfffffffeu
#define MK_PH_TOO_LONG 0xfffffffdu

enum mk_phone_shell { MK_PH_SHELL_V2 = 0, MK_PH_EXEC_RAW = 1 };
enum mk_phone_status { MK_PH_OK = 0, MK_PH_REFUSED, MK_PH_TIMEOUT, MK_PH_CANCELLED, MK_PH_BROKEN };

/*
 * An analysis: u8 enum mk_role (MK_ROLE_FILE: none, nothing follows), i64 row (ROW: the _id), text
 * columns. IDS makes the list of ids that the others use, AFTER replaces it; one list is kept at a
 * time. Its result, behind DONE; all fields are always there, the roles in brackets fill them:
 *   u8  enum mk_content_answer
 *   u32 flags: MK_CONTENT_HAS_..., see parsers/format/content.h   (NUMBERS, COLUMN, ROW)
 *   u64 rows
 *   i64 first _id, i64 last _id                                   (IDS, AFTER)
 *   u32 count, i64 _id each: to be fetched singly                 (NUMBERS, COLUMN, NULLS, AFTER)
 *   u32 count, i64 _id each: went or came meanwhile               (AFTER)
 * A CONTROL with a column is a selection: its values come as the first list, rows counts its rows.
 * Counts stop at MK_PH_SINGLES + 1 (a selection's at MK_PH_SELECTED + 1), which says "more". DONE's
 * text why is the analysis's own where the stream itself went well.
 */
#define MK_PH_SINGLES  1000u
#define MK_PH_SELECTED 65536u

#endif
