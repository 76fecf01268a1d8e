#ifndef MK_PHONE_H
#define MK_PHONE_H

#include "firmware/worker/frame.h"

/*
 * What acquire (the parent) and a phone worker (moka-adb, moka-ios) say to each
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
    /* of an iPhone only; MK_PH_EXEC takes there the words of firmware/ios/ios.h in place of a
       shell's, _LIST, _STAT and _RECV its device paths */
    MK_PH_GO,       /* answer to PAIR: pair now */
    MK_PH_BACKUP,   /* u64 bytes free on the kit: a full backup. Answered by
                       (BACKUP_FILE DATA* BACKUP_END | NOTE | WAIT)*, DONE */
    MK_PH_PASSWORD, /* text old, text new, either may be empty: the phone's backup password is set,
                       changed or taken off. Answered by WAIT* DONE */

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
                         no ITEM and no DONE any more. A u32 enum mk_code may follow: MK_EAUTH
                         when trying again does not help */
    /* of an iPhone only */
    MK_PH_PAIR,        /* text banner as far as an unpaired phone tells: it does not know this kit.
                          Nothing goes on before GO */
    MK_PH_PAIRED,      /* the pairing record changed: the parent keeps what the descriptor of it
                          holds now */
    MK_PH_WAIT,        /* u8 mk_phone_wait, text detail: somebody has to do something on the phone;
                          again when it changes, MK_WAIT_OVER when it was done */
    MK_PH_SAID,        /* text: a request of the phone's protocols, sent right before it goes out */
    MK_PH_BACKUP_FILE, /* text name in the backup, text the phone's own name for it, u64 size as
                          told (UINT64_MAX: not told) */
    MK_PH_BACKUP_END,  /* u8 status as in ITEM, u64 bytes, text why */
    MK_PH_BACKUP_WANT, /* text name: the phone wants a file back that it has sent in this backup.
                          The parent answers with FEED_DATA* FEED_END, or FEED_ERR: it is not there
                        */
    MK_PH_NOTE, /* u8 mk_phone_note, u64 number, text: what else the phone said in a backup */
};

enum mk_phone_wait {
    MK_WAIT_OVER,
    MK_WAIT_TRUST,    /* "Trust this computer?", then the passcode */
    MK_WAIT_PASSCODE, /* the phone wants its passcode: for a backup since iOS 16.1, for a password
                       */
    MK_WAIT_LOCKED,   /* it is locked: nothing can be started */
};

enum mk_phone_note {
    MK_NOTE_PROGRESS, /* number: percent * 100, of the phone's own reckoning */
    MK_NOTE_MOVED,    /* text: from, NUL, to: a file that was received got another name */
    MK_NOTE_REMOVED,  /* text: a file that was received is not part of the backup */
    MK_NOTE_ODD,      /* text: a request that a backup of our own making cannot need, or a name that
                         is no name ("..", absolute): not followed */
    MK_NOTE_DISK,     /* number: bytes that the phone wants to be free on the kit */
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

/* HELLO, sent at once. */
MK_CHECK int mk_phone_hello(struct mk_chan *parent, const struct mk_buf *report,
                            struct mk_error *e);

#endif
