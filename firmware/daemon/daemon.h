#ifndef MK_DAEMON_H
#define MK_DAEMON_H

#include "parsers/base/error.h"

/*
 * What mokad and the panel say to each other: the one description of it.
 *
 * A unix stream socket. The peer's uid (SO_PEERCRED) has to be root, mokad's own or --panel-uid;
 * any other is closed without a word. One JSON object a line (LF), UTF-8, no member twice, depth at
 * most MK_IPC_DEPTH, a line at most MK_IPC_LINE bytes: else {"ok":false,"code":"usage"} and the
 * connection ends. At most MK_IPC_CONNS connections. A peer that lets MK_IPC_UNREAD bytes wait is
 * cut. Members that a word does not know are refused.
 *
 *   request   {"id":N, "do":WORD, "session":"64 hex digits"?, "auto":true?, ...}
 *             N 0 .. 2^53, the peer's. auto: a page asks by itself, nobody touched it: such a
 *             request does not keep a session from ending
 *   answer    {"id":N, "ok":true, ...}
 *             {"id":N, "ok":false, "code":CODE, "text":"English", "retry_s":N?, "is":STATE?,
 *              "part":PART?, "field":"name"?}
 *   event     {"event":WORD, ...}      only to connections that said "watch"
 *
 * Answers come in any order; several requests may be under way. "text" is for the log and for a
 * case that no screen knows; what a screen shows goes by code.
 *
 * CODE   usage       the request is wrong ("part", "field": which member of a part)
 *        session     none, or ended
 *        pin         wrong ("retry_s" when now locked)
 *        locked-out  "retry_s"
 *        forbidden   not this officer's
 *        state       not in this state of the case ("is") or of the store
 *        not-found   no such case, officer, phone
 *        busy        something else is under way; again later
 *        limit       too many, too large
 *        store       the evidence partition is locked, full or failed
 *        failed      the operation failed; "text"
 *        key         nothing came of a hardware key; "is": "absent" none is plugged in, "several"
 *                    are, "other" it is not this officer's, "known" it is already, "late" nobody
 *                    touched it, "pin" it wants its own PIN, "counter" its count does not grow
 * (there may be two of it), "stopped", "failed"
 *
 * LINE is text of 1 to 200 bytes without control characters; TEXT the same to 2,000 bytes, line
 * breaks allowed; TIME "2026-11-30T18:00:00Z"; OFFICER an id of 1 to 40 letters, digits, . _ -;
 * CASE "c-" and 10 of a..z2..7; DEVICE the words of firmware/transport/address.h, as "phones"
 * gives them; PIN 6 to 12 digits. Below: word, its members, what the answer adds, remarks.
 *
 * ---- without a session ----
 * hello {}
 *    {"version","kit":{"id","principal","fingerprint"}|null,"training_only":bool,"recipients":N,
 *     "opens":[LINE],"enrolled":"none|valid|over","certificate":LINE?,
 *     "store":{"state":"plain|locked|new|open|failed","kind":LINE,"words":true?},
 *     "clock":{"now":TIME,"trusted":bool,"source":"kernel|confirmed|none"},
 *     "officers":[{"id","name","locked_s":N,"key":true?}],"keys":bool,"selftest":{..}|null}
 *    store "plain": no partition of its own (a PC). While it is "locked" or "new" there are no
 *    officers, and only hello and store-* are answered. recipients: who can open what is sealed
 *    here; a real phone needs two. "opens" names them. enrolled: whether the agency's authority has
 *    certified the kit's key ("certificate" says which, or why it does not hold); officers have no
 *    key here, so none of theirs is
 * store-new {}
 *    {"words":[6]}   first boot: the phrase; the state becomes "open". While hello says "words" the
 *    same again, as for a page that was closed before it was read: until there is an officer
 * store-open {"phrase"}
 *    {}   six words; wrong: code "pin"
 * officer-add {"officer","name","pin"}
 *    {}   while there is no officer: the first, an administrator
 *    keys: this kit can speak to hardware keys; "key": that officer has one here
 * sign-in-key {"officer"}
 *    as sign-in, once a key of that officer was touched; what was under way before is stopped
 * key-stop {"officer"}
 *    {}   that officer's way back from sign-in-key or key-add
 * sign-in {"officer","pin"}
 *    {"session","officer":{"id","name","admin":bool},"idle_s":900}
 *
 * ---- with one ----
 * sign-out {}
 *    {}
 * watch {}
 *    {}   events come on this connection while the session holds
 * officer-add {"officer","name","pin","admin":bool?}
 *    {}   administrators only
 * officer-pin {"officer","old"?,"pin"}
 *    {}   one's own with "old"; an administrator's for others without
 * keys {"officer"?}
 *    {"keys":[{"key":LINE,"made":TIME}],"most":N}   one's own, an administrator's are all; "key" is
 *    its fingerprint
 * key-add {"pin"}
 *    {}   one's own; the key is touched twice
 * key-drop {"key","pin","officer"?}
 *    {}   one's own, an administrator's are all; whose goes by an administrator, that officer's
 *    sessions end. "pin" is that of who asks
 * officers {}
 *    {"officers":[{"id","name","admin","locked_s","key":true?,"wrong_keys":N?}]}   administrators
 *    only; wrong_keys: answers of hardware keys that were not taken
 * selftest {}
 *    {"selftest":{..}}   runs it now
 * cases {}
 *    {"cases":[SUMMARY]}   newest first; one's own, an administrator's are all
 * case {"case"}
 *    {"case":FULL}
 * case-new {"training":bool}
 *    {"case":FULL}   the self-test runs
 * case-set {"case","part":PART,"value":{..}|null}
 *    {"case":FULL}   draft, ready, and refused before anything was taken; null: nothing said
 * case-drop {"case"}
 *    {}   a draft or ready case of which nothing was taken goes
 * preset {"case","preset"}
 *    {"scope":{..}}   what it starts from; nothing is set
 * plan {"case","platform":"android|iphone"}
 *    {"lines":[..],"scope":{..},"needs":[NEED]}   the scope has to be said
 * phones {}
 *    {"phones":[PHONE]}
 * guide {"make"?,"platform","version"?}
 *    {"lines":[..]}   each LINE or ""
 * start {"case","device","glance":bool?,"until_full":bool?}
 *    {"case":FULL}   ready. Waits for a self-test that runs; "failed" when it failed
 * stop {"case"}
 *    {}   meeting, copying, away
 * resume {"case","device"?}
 *    {"case":FULL}   cut, stopped, refused; without "device" the one it had
 * keep {"case","why":LINE,"device"?}
 *    {"case":FULL}   the same: sealed as it is, without the phone (an iPhone's "device": what was
 *    changed on it is taken back before)
 * until-full {"case"}
 *    {}   the next start or resume takes what fits
 * answer {"case","what":LINE,"value":LINE}
 *    {}   to a "told" that asks; "what" is its "act"
 * backup-password {"case","password"}
 *    {}   ready, cut, stopped, refused: for the next start; in memory only
 * glance {"case"}
 *    {"glance":{..}|null}   as of now; logged as looked at
 * result {"case"}
 *    {"result":{"taken":[..],"not_taken":[..],"unreachable":[..],"hash","words":[12],
 *     "changes":[{"what","made","undone","how"}],"verify","signatures":[..]}}   sealed, handed.
 *    All of the bundle is read for it, once: "progress" events of part "seal" say how far that is
 * handover {"case","receiver":{"name","organisation"?,"id"?},"signature":SIGNATURE}
 *    {"receipt":{"n","at","receiver","short","record"}}   sealed, handed
 * withdraw {"case","why":TEXT}
 *    {"case":FULL}   before sealing: the owner's consent is gone. The key is destroyed, a log
 *    without contents stays
 * wipe {"case","exhibit":LINE}
 *    {"certificate":{..}}   handed; the exhibit's number typed again
 * log {"case","from":N?}
 *    {"entries":[{"seq","act","officer","at",..}],"next":N|null}
 * sticks {}
 *    {"sticks":[{"stick":LINE,"free":BYTES}..,{"stick":PORT,"name":LINE,"serial"?}..],"plugged":bool}
 *    what is mounted where --stick says; and, not let in yet, what is plugged in and could be
 *    (carry.h). plugged: whether such are looked for at all (--carry)
 * copy-out {"case","stick"}
 *    {}   sealed, handed; only what is encrypted to recipients. "progress" events of part
 * "copy-out" tell both ways, there and read back; then a "case" event, and "copies" has what became
 * of it. A PORT's stick is let in and mounted for it, and then shut out, whatever became of it
 *
 * ---- events ----
 * {"event":"phones","phones":[PHONE]}         whenever the list changed
 *     what is of a case goes to its officer and to administrators only
 * {"event":"case","case":SUMMARY}             made, changed, or another state
 * {"event":"case-gone","case":CASE}
 * {"event":"progress","case":CASE,"part","done","total"?,"bytes","bytes_total"?,"rate"?,"left_s"?}
 * {"event":"told","case":CASE,"code","text","act"?,"what"?,"left_s"?}    codes, acts and
 *                                             what "what" is: firmware/exhibit/told.h
 * {"event":"glance","case":CASE,"glance":{..}}
 * {"event":"taken-over","case":CASE,"by":{"id","name"}}   to the session that held it
 * {"event":"clock","jump_s":N,"trusted":bool}
 * {"event":"session","ends_in_s":60}          to its own connections, a minute before
 * {"event":"session","ended":"idle|signed-out|replaced|pin|administrator|stopped"}
 * {"event":"store","state"}                   as in hello
 * {"event":"officer","officer","locked_s"}    six wrong PINs within an hour
 * {"event":"selftest","selftest":{..}}
 *
 * SUMMARY  {"id","training","state","why":{"code","text"}?,"exhibit":LINE?,"reference":LINE?,
 *          "role"?,"platform"?,"device"?,"officer":{"id","name"},"made":TIME,"changed":TIME,
 *          "begun":bool,"mine":bool?}     begun: something was taken; "mine" not in events
 * FULL     SUMMARY and {"parts":{PART:{..}..},"needs":[NEED],"password":bool,"until_full":bool,
 *          "sealed":TIME?,"receipts":[..]?,"certificate":{..}?,"encrypted":bool?,"copying_to":LINE?,
 *          "copies":[{"at","stick","file","bytes","sha256","read_back":"stick|cache"} or
 *          {"at","stick","code","text"}]?}   copies, code: copy_out.h, carry.h; of a PORT's stick
 *          also {"name","serial"?,"written_to","fs","pull":bool}, as far as it came: written_to is
 *          the disk or part of one that was not write-blocked; pull: it may be pulled out
 * NEED     {"part":PART,"field":"name"}       "field" "" when all of the part is missing
 * PHONE    {"device","port","name","make","model"?,"platform":"android|iphone|unknown","version"?,
 *          "serial"?,"shows":[..],"ready":bool,"phantom":bool?,"case":CASE?,
 *          "findings":[{"code","text","do":[LINE..]}]}
 * SIGNATURE {"strokes":[[[x,y,ms]..]..]}   x, y 0..10000 of the field's width (y from the top, in
 *          the same unit), ms since its first point; at most 64 strokes, 1,500 points in all
 *          or {"typed":LINE,"statement":LINE}   who cannot draw: the name as it was typed, and the
 *          sentence that it was typed under; kept as what it is
 *
 * ---- PART: what the officer says ----
 * Members with ? may be absent. What is here becomes authority.json, see firmware/plan/authority.h
 * and firmware/plan/said.h, which checks it.
 * exhibit   {"number":LINE,"seal":LINE?,"description":TEXT?,"serial":LINE?}
 *           serial: only the phone that has it
 * seizure   {"by":LINE,"at":TIME,"place":LINE,"how":"seized|handed-over|volunteered|found",
 *           "note":TEXT?}
 * phone     {"power":"on|off|unknown","lock":"unlocked|locked|unknown",
 *           "airplane":RADIO,"wifi":RADIO,"bluetooth":RADIO,"note":TEXT?}
 *           RADIO {"state":"on|off|unknown","set_by":"officer|owner|found|unknown","verified":bool}
 * owner     {"role":"suspect|victim|witness|unknown","name":LINE?,"language":LINE?,
 *           "present":bool,"minor":"yes|no|unknown"}
 * authority {"basis":"warrant|consent|statute|exercise","reference":LINE,"issued_by":LINE?,
 *           "valid_from":TIME,"valid_until":TIME,"comment":LINE?}    exercise: training cases only;
 *           these may have any, and their bundles say exercise
 * consent   (asked for where the basis is consent)
 *           {"notice":{"language":LINE,"given":"read|read-aloud|interpreted"},
 *           "capacity":"adult|minor|supported","understood":bool,"controller_absent":bool,
 *           "withdrawal_told":bool,"alternatives":TEXT,
 *           "guardian":{"name":LINE,"relation":LINE}?,     has to be there for a minor
 *           "interpreter":{"name":LINE,"language":LINE}?,  and for an interpreted notice
 *           "receipt":"wanted|declined","at":TIME,"signature":SIGNATURE}
 *           understood, controller_absent and withdrawal_told have to be true before a start
 * clock     {"reference":LINE,"agrees":bool,"offset_s":N}   kit minus reference; agrees: trusted
 * scope     as firmware/plan/scope.h has it
 *
 * ---- STATE of a case ----
 *   draft -> ready: all that is needed is said
 *   ready -> meeting (the phone is not yet allowed) -> copying -> sealing -> sealed
 *   copying <-> away: the phone is gone and waited for
 *   sealed -> handed -> wiped
 *   cut (power, a kill, a phone away too long, a full disk; "why"), stopped (by the officer):
 *   resume or keep; refused ("why": what the run was refused for; start again or withdraw);
 *   withdrawn. After a start of mokad whatever was running is cut.
 */
#define MK_IPC_LINE   ((size_t)64 << 10)
#define MK_IPC_DEPTH  8u
#define MK_IPC_CONNS  32u
#define MK_IPC_UNREAD ((size_t)4 << 20)

#define MK_SESSION_IDLE_S 900
#define MK_SESSION_WARN_S 60
#define MK_SESSIONS       8u
#define MK_SESSION_LEN    64u /* hex digits */

/* Every word that mokad answers: the panel lets no other through. */
#define MK_IPC_WORDS(X)                                                                            \
    X("hello")                                                                                     \
    X("store-new")                                                                                 \
    X("store-open")                                                                                \
    X("officer-add")                                                                               \
    X("sign-in")                                                                                   \
    X("sign-in-key")                                                                               \
    X("key-stop")                                                                                  \
    X("keys")                                                                                      \
    X("key-add")                                                                                   \
    X("key-drop")                                                                                  \
    X("sign-out")                                                                                  \
    X("watch")                                                                                     \
    X("officer-pin")                                                                               \
    X("officers")                                                                                  \
    X("selftest")                                                                                  \
    X("cases")                                                                                     \
    X("case")                                                                                      \
    X("case-new")                                                                                  \
    X("case-set")                                                                                  \
    X("case-drop")                                                                                 \
    X("preset")                                                                                    \
    X("plan")                                                                                      \
    X("phones")                                                                                    \
    X("guide")                                                                                     \
    X("start")                                                                                     \
    X("stop")                                                                                      \
    X("resume")                                                                                    \
    X("keep")                                                                                      \
    X("until-full")                                                                                \
    X("answer")                                                                                    \
    X("backup-password")                                                                           \
    X("glance")                                                                                    \
    X("result")                                                                                    \
    X("handover")                                                                                  \
    X("withdraw")                                                                                  \
    X("wipe")                                                                                      \
    X("log")                                                                                       \
    X("sticks")                                                                                    \
    X("copy-out")

#define MK_IPC_CODES(X)                                                                            \
    X(USAGE, "usage")                                                                              \
    X(SESSION, "session")                                                                          \
    X(PIN, "pin")                                                                                  \
    X(LOCKED, "locked-out")                                                                        \
    X(FORBIDDEN, "forbidden")                                                                      \
    X(STATE, "state")                                                                              \
    X(NOT_FOUND, "not-found")                                                                      \
    X(BUSY, "busy") X(LIMIT, "limit") X(STORE, "store") X(FAILED, "failed") X(KEY, "key")
enum mk_ipc_code {
#define X(name, word) MK_IPC_##name,
    MK_IPC_CODES(X)
#undef X
};

#define MK_CASE_STATES(X)                                                                          \
    X(DRAFT, "draft")                                                                              \
    X(READY, "ready")                                                                              \
    X(MEETING, "meeting")                                                                          \
    X(COPYING, "copying")                                                                          \
    X(AWAY, "away")                                                                                \
    X(SEALING, "sealing")                                                                          \
    X(SEALED, "sealed")                                                                            \
    X(HANDED, "handed")                                                                            \
    X(WIPED, "wiped")                                                                              \
    X(CUT, "cut") X(STOPPED, "stopped") X(REFUSED, "refused") X(WITHDRAWN, "withdrawn")
enum mk_case_state {
#define X(name, word) MK_CASE_##name,
    MK_CASE_STATES(X)
#undef X
        MK_CASE_STATE_COUNT
};

/* ---- for mokad's main ---- */

struct mk_daemon_options {
    const char *state;           /* folder */
    const char *socket;          /* path */
    long panel_uid;              /* -1: none */
    const char *store;           /* helper program, or NULL */
    const char *const *phones;   /* words of address.h, NULL-ended: asked for beside those on USB */
    const char *const *sticks;   /* folders where a stick may be mounted, NULL-ended; may be NULL */
    const char *keys;            /* a folder of hardware keys in place of the machine's, or NULL */
    const char *carry;           /* helper program that lets a stick in, or NULL */
    const char *sysfs, *usbmuxd; /* NULL: the machine's */
    bool training_only;
    bool guard_usb; /* ports for phones are closed to anything else: usb_guard.h */
};
/* What mokad runs itself as, for what would keep its loop waiting: the hash of a PIN (officers.h),
 * the destruction of a case's key and folder (prints the certificate's facts). Exit statuses. */
int mk_officers_scrypt(void);
int mk_daemon_destroy(const char *dir, const char *keyfile);

/* Answers until SIGTERM or SIGINT; calls ready() once it does. */
MK_CHECK int mk_daemon(const struct mk_daemon_options *o, void (*ready)(const char *socket),
                       struct mk_error *e);

#endif
