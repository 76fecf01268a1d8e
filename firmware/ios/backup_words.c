#include "firmware/ios/backup_talk.h"

/*
 * What the phone's errors mean, and what helps. Seen in public reports: libimobiledevice issues 12
 * (1), 1257 (3), 1361 (104), 1384 (105), 187 (212), 1380 (208); leminlimez/CowabungaLite 15 (1,
 * MDM); restores name 205, 207 and 211.
 */
static const struct {
    int64_t code;
    const char *part; /* of the phone's own description; NULL: any */
    const char *words;
} table[] = {
    { -1, "No space", "there is too little room on the phone: make some there" },
    { -1, "MDM", "an organisation's profile forces encrypted backups on this phone" },
    { 3, "snapshot",
      "the phone could not make a snapshot of itself, perhaps because a backup before was broken "
      "off: restart the phone and try again" },
    { -1, "snapshot",
      "the phone could not make a snapshot of itself, perhaps for want of room on it: make room or "
      "restart the phone, and try again" },
    { 1, "keychain", "the phone could not copy its keychain: unlock it and keep it unlocked" },
    { 1, NULL, "the phone refused, without saying why" },
    { 4, NULL, "the phone misses a file: restart the phone and try again" },
    { 22, NULL, "the phone's settings do not allow that" },
    { 104, NULL,
      "the phone could not read some of its files: keep it unlocked, restart it if it happens "
      "again" },
    { 105, NULL, "the phone finds too little room on this kit for its backup: make room" },
    { 106, NULL, "there is too little room on the phone: it needs some for its snapshot" },
    { 205, NULL, "the phone could not read the list of a backup" },
    { 207, NULL, "the backup password is not the one that the phone has" },
    { 208, NULL,
      "the phone is locked, or its passcode was not entered in time: unlock it and try "
      "again" },
    { 211, NULL, "the phone asks for \"Find My\" to be switched off" },
    { 212, NULL, "the phone's first setup is not finished" },
};

static bool has(struct mk_span text, const char *part)
{
    return memmem(text.p, text.len, part, strlen(part)) != NULL;
}

const char *mk_backup_words(int64_t code, struct mk_span text)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if ((table[i].code == -1 || table[i].code == code) &&
            (!table[i].part || (text.len && has(text, table[i].part))))
            return table[i].words;
    if (text.len && has(text, "isk space"))
        return "there is too little room, on the phone or on this kit";
    return "";
}
