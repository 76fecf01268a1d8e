#ifndef ADB_PLAY_H
#define ADB_PLAY_H

#include "firmware/adb/phone.h"
#include "tests/lib/adb_script.h"

/* The phone worker between a scripted phone and a parent that is played by the test. */
struct play {
    struct mk_adb_phone *p;
    struct mk_chan *parent, *worker;
    struct mk_script s;
    struct mk_error e;
    int64_t now;
    int rc;
    struct mk_buf heard; /* what the parent was told, as text */
};

int play_begin(struct play *k, const struct mk_script_step *steps);
void play_finish(struct play *k);
void play_meet(struct play *k, const struct mk_script_step *steps); /* begins, as far as PHONE */
void play_ends_well(struct play *k); /* the script was gone through; finishes */
void play_run(struct play *k); /* until nothing happens any more, or the worker's end: k->rc */
const char *play_heard(struct play *k); /* what the parent was told since last asked */

/* The parent's frames. 0, or -1. */
int play_tell(struct play *k, uint16_t type, uint16_t stream, struct mk_buf *b); /* takes b */
int play_tell_empty(struct play *k, uint16_t type, uint16_t stream);
int play_tell_open(struct play *k, const char *features);
int play_tell_exec(struct play *k, uint16_t stream, const char *command, uint32_t timeout_ms);
int play_tell_list(struct play *k, uint16_t stream, const char *path, uint32_t depth);
int play_tell_recv(struct play *k, uint16_t stream, const char *const *paths); /* items 100 ... */
void play_put_text(struct mk_buf *b, const char *s);

/* Scripts: numbers are literals of one byte; the phone calls each stream 0x11. */
#define MEETING EXPECT(ADB_HELLO), GIVE(ADB_PHONE)
#define OPENS(n, service, len)                                                                     \
    EXPECT(ADB_OPEN(n "\0\0\0", "\0\0\0\0", len "\0\0\0") service "\0"),                           \
        GIVE(ADB_OKAY("\x11\0\0\0", n "\0\0\0"))
#define SAYS(n, len, bytes)                                                                        \
    GIVE(ADB_WRTE("\x11\0\0\0", n "\0\0\0", len "\0\0\0") bytes),                                  \
        EXPECT(ADB_OKAY(n "\0\0\0", "\x11\0\0\0"))
#define ASKS(n, len, bytes) EXPECT(ADB_WRTE(n "\0\0\0", "\x11\0\0\0", len "\0\0\0") bytes)
#define TAKES(n)            GIVE(ADB_OKAY("\x11\0\0\0", n "\0\0\0"))
#define PHONE_CLOSES(n)     GIVE(ADB_CLSE("\x11\0\0\0", n "\0\0\0"))
#define WE_CLOSE(n)         EXPECT(ADB_CLSE(n "\0\0\0", "\x11\0\0\0"))

#define Z8  "\0\0\0\0\0\0\0\0"
#define Z16 Z8 Z8
/* mode: two bytes, little endian, in octal or hex escapes; size: one byte */
#define STAT2(error, mode, size)                                                                   \
    error "\0\0\0" Z16 mode "\0\0" Z8 "\0\0\0\0" size "\0\0\0\0\0\0\0" Z8 "\5\0\0\0\0\0\0\0" Z8
#define LST2(error, mode, size) "LST2" STAT2(error, mode, size)
#define DNT2(mode, len, name)   "DNT2" STAT2("\0", mode, "\1") len "\0\0\0" name
#define LISTED                  "DONE" Z16 Z16 Z16 Z16 Z8
#define PLAIN                   "\xa4\x81" /* 0100644 */
#define FOLDER                  "\xed\x41" /* 040755 */
#define LINK                    "\xff\xa1" /* 0120777 */

#endif
