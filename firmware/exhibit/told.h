#ifndef MK_TOLD_H
#define MK_TOLD_H

/*
 * What a run tells whoever stands in front of the phone: a code, for a page that has its own words
 * in five languages, and the same in English. The one list of those codes.
 *
 *   code   word of "told" events: stable
 *   act    what somebody is to do now: the word in "act"; "" nothing
 *   what   what the member "what" holds, "" there is none; hostile where it comes from the phone
 *
 * Acts: allow ("Allow USB debugging?"), trust ("Trust This Computer?"), passcode (on the iPhone),
 * unlock, look (at screen and cable), replug (the same phone), compare (is it the exhibit?), revoke
 * (take the kit off the phone's lists), password (the owner's, for backups), encrypt-off (the kit's
 * backup password), clock (set or confirm the kit's), read (the text).
 */
#define MK_TOLDS(T)                                                                                \
    T(NO_ANSWER, "no-answer", "unlock", "")                                                        \
    T(ALLOW, "allow", "allow", "")                                                                 \
    T(TRUST, "trust", "trust", "")                                                                 \
    T(PASSCODE, "passcode", "passcode", "")                                                        \
    T(LOCKED, "locked", "unlock", "")                                                              \
    T(RESTARTED, "restarted", "unlock", "")                                                        \
    T(SILENT, "silent", "look", "")                                                                \
    T(AWAY, "away", "replug", "why")                                                               \
    T(LOST, "lost", "", "why")                                                                     \
    T(BACK, "back", "", "")                                                                        \
    T(WORKER_DIED, "worker-died", "", "")                                                          \
    T(KEY_SHOWN, "key-shown", "allow", "the key's fingerprint")                                    \
    T(KEY_UNKNOWN, "key-unknown", "compare", "the exhibit's name")                                 \
    T(PAIRING, "pairing", "trust", "")                                                             \
    T(STILL_ALLOWED, "still-allowed", "revoke", "")                                                \
    T(STILL_TRUSTED, "still-trusted", "revoke", "")                                                \
    T(PASSWORD_SETTING, "backup-password-setting", "passcode", "")                                 \
    T(PASSWORD_REFUSED, "backup-password-refused", "", "why")                                      \
    T(PASSWORD_LOCKED, "backup-password-locked", "unlock", "why")                                  \
    T(PASSWORD_OFF, "backup-password-taking-off", "passcode", "")                                  \
    T(PASSWORD_STILL, "backup-password-still-set", "encrypt-off", "why")                           \
    T(PASSWORD_LEFT, "backup-password-left", "encrypt-off", "")                                    \
    T(PASSWORD_OPENS, "backup-password-opens", "", "")                                             \
    T(PASSWORD_WRONG, "backup-password-wrong", "password", "")                                     \
    T(BACKUP_NOT_WHOLE, "backup-not-whole", "", "why")                                             \
    T(NOT_WRITTEN, "not-written", "", "why")                                                       \
    T(PHONE_CLOCK, "phone-clock-off", "", "")                                                      \
    T(CLOCK_DOUBTFUL, "clock-doubtful", "clock", "")                                               \
    T(TERM_DOUBTFUL, "term-doubtful", "clock", "")                                                 \
    T(NOT_ENCRYPTED, "not-encrypted", "", "")                                                      \
    T(PLAIN_REMOVED, "plain-removed", "", "")                                                      \
    T(NOT_NEEDED, "phone-not-needed", "", "")                                                      \
    T(SPACE, "space", "", "")                                                                      \
    T(FOUND, "found", "read", "the doctor's word for it: firmware/doctor")

enum mk_told_code {
#define MK_TOLD_CODE(id, code, act, what) MK_TOLD_##id,
    MK_TOLDS(MK_TOLD_CODE)
#undef MK_TOLD_CODE
        MK_TOLD_COUNT
};

#define MK_TOLD_NO_TIME (-1)
struct mk_told {
    enum mk_told_code code;
    const char *text; /* a line in English; hostile text in it is escaped by whoever prints it */
    const char *what; /* NULL: none */
    int left_s;       /* until patience ends; MK_TOLD_NO_TIME: not told */
};

const char *mk_told_word(enum mk_told_code code);
const char *mk_told_act(enum mk_told_code code); /* "": nothing is to be done */

#endif
