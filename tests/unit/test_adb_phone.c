#include "firmware/adb/phone.h"
#include "firmware/adb/wire.h"
#include "parsers/base/escape.h"
#include "tests/lib/adb_script.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* The phone worker between a scripted phone and a parent that is played here. */
struct play {
    struct mk_adb_phone *p;
    struct mk_chan *parent, *worker;
    struct mk_script s;
    struct mk_error e;
    int64_t now;
    int rc;
    struct mk_buf heard; /* what the parent was told, as text */
};

static void put_text(struct mk_buf *b, const char *s)
{
    mk_buf_text(b, mk_str(s));
}

static int tell(struct play *k, uint16_t type, uint16_t stream, struct mk_buf *b)
{
    int rc = mk_buf_ok(b) ? mk_chan_send(k->parent, type, stream, mk_buf_span(b), &k->e) : -1;
    if (rc == 0)
        rc = mk_chan_flush(k->parent, &k->e);
    mk_buf_done(b);
    return rc;
}

static int tell_open(struct play *k, const char *features)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    put_text(&b, features);
    return tell(k, MK_PH_OPEN, 0, &b);
}

static int tell_exec(struct play *k, uint16_t stream, const char *command, uint32_t timeout_ms)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, timeout_ms);
    put_text(&b, command);
    mk_buf_u8(&b, MK_ROLE_FILE);
    return tell(k, MK_PH_EXEC, stream, &b);
}

static int tell_list(struct play *k, uint16_t stream, const char *path, uint32_t depth)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    put_text(&b, path);
    mk_buf_u32le(&b, depth);
    return tell(k, MK_PH_LIST, stream, &b);
}

static int tell_recv(struct play *k, uint16_t stream, const char *const *paths)
{
    struct mk_buf b;
    uint32_t n = 0;
    while (paths[n])
        n++;
    mk_buf_init(&b, 65536);
    mk_buf_u32le(&b, n);
    for (uint32_t i = 0; i < n; i++) {
        mk_buf_u64le(&b, 100 + i);
        put_text(&b, paths[i]);
    }
    return tell(k, MK_PH_RECV, stream, &b);
}

static int tell_empty(struct play *k, uint16_t type, uint16_t stream)
{
    struct mk_buf b;
    mk_buf_init(&b, 16);
    return tell(k, type, stream, &b);
}

static int begin(struct play *k, const struct mk_script_step *steps)
{
    struct mk_transport t;
    int pair[2];
    *k = (struct play){ .s = { .steps = steps }, .rc = 1 };
    mk_buf_init(&k->heard, 1 << 20);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    int a = mk_chan_new(&k->parent, pair[0], &k->e);
    int b = mk_chan_new(&k->worker, pair[1], &k->e);
    mk_transport_script(&t, &k->s);
    return a || b || mk_adb_phone_new(&k->p, k->worker, &t, &k->e) ? -1 : 0;
}

static void finish(struct play *k)
{
    mk_adb_phone_free(k->p);
    mk_chan_free(k->worker);
    mk_chan_free(k->parent);
    mk_buf_done(&k->heard);
}

static void run(struct play *k)
{
    for (int i = 0; i < 400 && k->rc > 0; i++)
        k->rc = mk_adb_phone_turn(k->p, k->now, 0, &k->e);
}

static void say_entries(struct mk_buf *b, struct mk_cursor *c)
{
    uint32_t n = mk_cur_u32le(c);
    for (uint32_t i = 0; i < n && mk_cur_ok(c); i++) {
        uint8_t type = mk_cur_u8(c);
        mk_cur_take(c, 4 + 8 + 8);
        uint32_t error = mk_cur_u32le(c);
        mk_buf_printf(b, "%c%u ", type, error);
        mk_escape_terminal(b, mk_cur_text(c));
        mk_buf_puts(b, "\n");
    }
}

static void say_item(struct mk_buf *b, struct mk_cursor *c)
{
    uint64_t item = mk_cur_u64le(c);
    uint8_t status = mk_cur_u8(c);
    uint64_t bytes = mk_cur_u64le(c);
    uint32_t mode = mk_cur_u32le(c);
    mk_cur_u64le(c);
    mk_buf_printf(b, "item %u status %u bytes %u mode %o ", (unsigned)item, status, (unsigned)bytes,
                  mode);
    mk_escape_terminal(b, mk_cur_text(c));
    mk_buf_puts(b, "\n");
}

static void say_frame(struct mk_buf *b, const struct mk_frame *f)
{
    struct mk_cursor c = mk_cur(f->body);
    if (f->type == MK_PH_ENTRIES) {
        say_entries(b, &c);
    } else if (f->type == MK_PH_ITEM) {
        say_item(b, &c);
    } else if (f->type == MK_PH_DONE) {
        uint8_t status = mk_cur_u8(&c);
        int32_t code = (int32_t)mk_cur_u32le(&c);
        mk_buf_printf(b, "%u done %u code %d ", f->stream, status, code);
        mk_escape_terminal(b, mk_cur_text(&c));
        mk_buf_puts(b, "\n");
    } else if (f->type == MK_PH_DATA || f->type == MK_PH_DATA_ERR) {
        mk_buf_puts(b, f->type == MK_PH_DATA ? "out " : "err ");
        mk_escape_terminal(b, f->body);
        mk_buf_puts(b, "\n");
    } else {
        mk_buf_puts(b, f->type == MK_PH_PHONE  ? "phone "
                       : f->type == MK_PH_AUTH ? "auth "
                                               : "lost ");
        mk_escape_terminal(b, mk_cur_text(&c));
        mk_buf_puts(b, "\n");
    }
    assert_true(mk_cur_ok(&c));
}

/* What the parent has heard by now; forgotten afterwards. */
static const char *heard(struct play *k)
{
    struct mk_frame f;
    mk_buf_clear(&k->heard);
    while (mk_chan_recv(&f, NULL, k->parent, 0, &k->e) > 0)
        say_frame(&k->heard, &f);
    return mk_buf_cstr(&k->heard);
}

static void meet(struct play *k, const struct mk_script_step *steps)
{
    assert_int_equal(begin(k, steps), 0);
    assert_int_equal(tell_open(k, ""), 0);
    run(k);
    assert_int_equal(strncmp(heard(k), "phone device::", 14), 0);
}

static void ends_well(struct play *k)
{
    if (!mk_script_finished(&k->s))
        fail_msg("the script stands at step %zu, byte %zu: %s", k->s.step, k->s.pos, k->e.text);
    finish(k);
}

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

static void a_command_answers_with_output_errors_and_code(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:id", "\x10"),
        SAYS("\1", "\x0c", "\1\3\0\0\0out\2\2\0\0"),
        SAYS("\1", "\x09", "\0er\3\1\0\0\0\7"),
        PHONE_CLOSES("\1"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_exec(&k, 5, "id", 0), 0);
    run(&k);
    assert_string_equal(heard(&k), "out out\nerr er\n5 done 0 code 7 \n");
    ends_well(&k);
}

static void an_old_phone_is_asked_by_exec_then_by_shell(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_HELLO),
        GIVE(ADB_OLD_PHONE),
        EXPECT("OPEN\1\0\0\0\0\0\0\0\x08\0\0\0\xac\2\0\0\xb0\xaf\xba\xb1"
               "exec:id\0"),
        GIVE(ADB_CLSE("\0\0\0\0", "\1\0\0\0")),
        EXPECT("OPEN\2\0\0\0\0\0\0\0\x09\0\0\0\x1f\3\0\0\xb0\xaf\xba\xb1"
               "shell:id\0"),
        GIVE(ADB_OKAY("\x11\0\0\0", "\2\0\0\0")),
        GIVE("WRTE\x11\0\0\0\2\0\0\0\2\0\0\0\xe1\0\0\0\xa8\xad\xab\xba"
             "hy"),
        EXPECT(ADB_OKAY("\2\0\0\0", "\x11\0\0\0")),
        GIVE(ADB_CLSE("\x11\0\0\0", "\2\0\0\0")),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_exec(&k, 5, "id", 0), 0);
    run(&k);
    assert_string_equal(heard(&k),
                        "out hy\n5 done 0 code -1 without shell_v2 and exec, by shell: "
                        "no exit code, standard error merged, line ends of a terminal\n");
    ends_well(&k);
}

static void a_command_ends_by_time_by_cancel_or_without_a_code(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:a", "\x0f"),
        WE_CLOSE("\1"),
        OPENS("\2", "shell,v2,raw:b", "\x0f"),
        WE_CLOSE("\2"),
        OPENS("\3", "shell,v2,raw:c", "\x0f"),
        PHONE_CLOSES("\3"),
        EXPECT(ADB_OPEN("\4\0\0\0", "\0\0\0\0", "\x0f\0\0\0") "shell,v2,raw:d\0"),
        GIVE(ADB_CLSE("\0\0\0\0", "\4\0\0\0")),
        OPENS("\5", "shell,v2,raw:e", "\x0f"),
        SAYS("\5", "\5", "\x09\1\0\0\0"),
        WE_CLOSE("\5"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_exec(&k, 1, "a", 1000), 0);
    run(&k);
    assert_string_equal(heard(&k), "");
    k.now += 1000 * 1000;
    run(&k);
    assert_string_equal(heard(&k), "1 done 2 code -1 no end in the time given\n");
    assert_int_equal(tell_exec(&k, 1, "b", 1000), 0);
    run(&k);
    assert_int_equal(tell_empty(&k, MK_PH_CANCEL, 1), 0);
    run(&k);
    assert_string_equal(heard(&k), "1 done 3 code -1 cancelled\n");
    assert_int_equal(tell_empty(&k, MK_PH_CANCEL, 1), 0); /* too late: nothing happens */
    assert_int_equal(tell_exec(&k, 1, "c", 0), 0);
    run(&k);
    assert_string_equal(heard(&k), "1 done 4 code -1 the phone ended the command without an exit "
                                   "code\n");
    assert_int_equal(tell_exec(&k, 1, "d", 0), 0);
    run(&k);
    assert_string_equal(heard(&k), "1 done 1 code -1 the phone refuses to run commands\n");
    assert_int_equal(tell_exec(&k, 1, "e", 0), 0);
    run(&k);
    assert_string_equal(heard(&k), "1 done 4 code -1 shell: unknown packet 9\n");
    ends_well(&k);
}

#define TOKEN ADB_AUTH("\1\0\0\0", "\3\0\0\0", "\0\0\0\0") "tok"

static void the_parent_signs_and_offers_its_key(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_HELLO),
        GIVE(TOKEN),
        EXPECT(ADB_AUTH("\2\0\0\0", "\3\0\0\0", "\x36\1\0\0") "gfi"),
        GIVE(TOKEN),
        EXPECT(ADB_AUTH("\3\0\0\0", "\4\0\0\0", "\x49\1\0\0") "key\0"),
        GIVE(ADB_PHONE),
        END
    };
    static const char *const answers[] = { "gfi", "", "key" };
    static const char *const asked[] = { "auth tok\n", "auth tok\n", "auth \n" };
    struct play k;
    assert_int_equal(begin(&k, steps), 0);
    assert_int_equal(tell_open(&k, ""), 0);
    for (int i = 0; i < 3; i++) {
        struct mk_buf b;
        run(&k);
        assert_string_equal(heard(&k), asked[i]);
        mk_buf_init(&b, 100);
        put_text(&b, answers[i]);
        assert_int_equal(tell(&k, MK_PH_SIGNED, 0, &b), 0);
    }
    run(&k);
    assert_int_equal(strncmp(heard(&k), "phone device", 12), 0);
    ends_well(&k);
}

static void without_any_key_the_phone_is_lost(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { EXPECT(ADB_HELLO), GIVE(TOKEN), END };
    struct play k;
    assert_int_equal(begin(&k, steps), 0);
    assert_int_equal(tell_open(&k, ""), 0);
    for (int i = 0; i < 2; i++) {
        struct mk_buf b;
        run(&k);
        mk_buf_init(&b, 100);
        put_text(&b, "");
        assert_int_equal(tell(&k, MK_PH_SIGNED, 0, &b), 0);
    }
    run(&k);
    assert_int_equal(k.rc, 0);
    assert_string_equal(heard(&k), "auth tok\nauth \nlost the phone knows no key of this kit\n");
    finish(&k);
}

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

static void folders_are_walked_breadth_first(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        /* 7 entries: 76 each, 1 + 2 + 1 + 1 + 3 + 2 + 1 bytes of names, 76 at the end */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x6b\2\0\0") DNT2(FOLDER, "\1", ".")
                 DNT2(FOLDER, "\2", "..") DNT2(FOLDER, "\1", "d") DNT2(LINK, "\1", "l")
                     DNT2(PLAIN, "\3", "a\nb") DNT2(PLAIN, "\2", "\xff\xfe") DNT2(FOLDER, "\1", "e")
                         LISTED),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        ASKS("\1", "\x18", "LIS2\4\0\0\0/r/dLIS2\4\0\0\0/r/e"),
        TAKES("\1"),
        /* d: one folder below, too deep to be visited; e cannot be opened */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x32\1\0\0") DNT2(FOLDER, "\1", ".")
                 DNT2(FOLDER, "\1", "x") LISTED LISTED),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        ASKS("\1", "\x0c", "LST2\4\0\0\0/r/e"),
        TAKES("\1"),
        SAYS("\1", "\x48", LST2("\0", FOLDER, "\1")),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_list(&k, 3, "/r", 2), 0);
    run(&k);
    assert_string_equal(heard(&k), "d0 /r/d\nl0 /r/l\nf0 /r/a\\u{a}b\nf0 /r/\\xff\\xfe\nd0 /r/e\n"
                                   "d0 /r/d/x\nd13 /r/e\n3 done 0 code -1 \n");
    ends_well(&k);
}

static void a_root_that_is_not_there_is_refused_with_its_errno(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x4c", LISTED),
        ASKS("\1", "\x0a", "LST2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x48", LST2("\2", "\0\0", "\0")),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_list(&k, 3, "/r", 2), 0);
    run(&k);
    assert_string_equal(heard(&k), "d2 /r\n3 done 1 code -1 the folder cannot be opened\n");
    ends_well(&k);
}

static void a_hostile_listing_ends_that_listing_only(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x4f", DNT2(PLAIN, "\3", "a/b")),
        WE_CLOSE("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x0a", "LST2\2\0\0\0/r"),
        TAKES("\2"),
        SAYS("\2", "\x48", LST2("\0", LINK, "\1")),
        WE_CLOSE("\2"),
        END,
    };
    struct play k;
    struct mk_buf b;
    meet(&k, steps);
    assert_int_equal(tell_list(&k, 3, "/r", 2), 0);
    run(&k);
    assert_string_equal(heard(&k), "3 done 4 code -1 sync: reply DNT2: a name that is a path\n");
    mk_buf_init(&b, 100);
    put_text(&b, "/r");
    assert_int_equal(tell(&k, MK_PH_STAT, 3, &b), 0);
    run(&k);
    assert_string_equal(heard(&k), "l0 /r\n3 done 0 code -1 \n");
    ends_well(&k);
}

#define ASK3   "LST2\2\0\0\0/aRECV\2\0\0\0/aLST2\2\0\0\0/bRECV\2\0\0\0/bLST2\2\0\0\0/cRECV\2\0\0\0/c"
#define FILE_A LST2("\0", PLAIN, "\2") "DATA\2\0\0\0abDONE\0\0\0\0"
static const char *const abc[] = { "/a", "/b", "/c", NULL };

static void files_come_in_order_and_one_that_fails_stops_none(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\xae", FILE_A LST2("\2", "\0\0", "\0") "FAIL\4\0\0\0gone"),
        PHONE_CLOSES("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\2"),
        SAYS("\2", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\2"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_recv(&k, 9, abc), 0);
    run(&k);
    assert_string_equal(heard(&k), "out ab\nitem 100 status 0 bytes 2 mode 100644 \n"
                                   "item 101 status 1 bytes 0 mode 0 gone\n"
                                   "item 102 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    ends_well(&k);
}

static void a_failure_after_some_bytes_is_cut_and_links_are_not_followed(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        /* a link whose target is sent: thrown away; then b breaks off; c goes on without a new
         * stream, as a phone might */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\xfb\0\0\0")
                 LST2("\0", LINK, "\2") "DATA\2\0\0\0xyDONE\0\0\0\0" LST2(
                     "\0", PLAIN, "\2") "DATA\1\0\0\0bFAIL\0\0\0\0" LST2("\0", FOLDER, "\2")),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        SAYS("\1", "\x0c", "FAIL\4\0\0\0isdr"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_recv(&k, 9, abc), 0);
    run(&k);
    assert_string_equal(heard(&k),
                        "item 100 status 1 bytes 0 mode 120777 no plain file\n"
                        "out b\nitem 101 status 2 bytes 1 mode 100644 \n"
                        "item 102 status 1 bytes 0 mode 40755 isdr\n9 done 0 code -1 \n");
    ends_well(&k);
}

static void a_silent_end_is_tried_alone_once_more(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        PHONE_CLOSES("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/aRECV\2\0\0\0/a"),
        PHONE_CLOSES("\2"),
        OPENS("\3", "sync:", "\6"),
        ASKS("\3", "\x28", "LST2\2\0\0\0/bRECV\2\0\0\0/bLST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\3"),
        SAYS("\3", "\x51", LST2("\0", PLAIN, "\1") "DATA\1\0\0\0b"),
        PHONE_CLOSES("\3"),
        OPENS("\4", "sync:", "\6"),
        ASKS("\4", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\4"),
        SAYS("\4", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\4"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_recv(&k, 9, abc), 0);
    run(&k);
    assert_string_equal(
        heard(&k),
        "item 100 status 1 bytes 0 mode 0 the phone ended its file service without a reason\n"
        "out b\nitem 101 status 2 bytes 1 mode 100644 the phone ended its file service without a "
        "reason\nitem 102 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    ends_well(&k);
}

static void a_file_that_hangs_is_given_up_and_the_rest_goes_on(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\x5a", FILE_A),
        WE_CLOSE("\1"),
        EXPECT(ADB_OPEN("\2\0\0\0", "\0\0\0\0", "\6\0\0\0") "sync:\0"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_recv(&k, 9, abc), 0);
    run(&k);
    assert_string_equal(heard(&k), "out ab\nitem 100 status 0 bytes 2 mode 100644 \n");
    k.now += MK_ADB_PATIENCE_US;
    run(&k);
    assert_string_equal(heard(&k), "item 101 status 1 bytes 0 mode 0 nothing came for 60 "
                                   "seconds\n");
    k.now += MK_ADB_PATIENCE_US; /* and now not even a new stream opens */
    run(&k);
    assert_string_equal(heard(&k), "9 done 2 code -1 the phone does not answer\n");
    ends_well(&k);
}

static void paths_too_long_to_ask_for_are_named_in_their_place(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/bRECV\2\0\0\0/b"),
        TAKES("\1"),
        SAYS("\1", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    char path[1026];
    const char *const paths[] = { path, "/b", path, NULL };
    memset(path, 'p', 1025);
    path[1025] = 0;
    meet(&k, steps);
    assert_int_equal(tell_recv(&k, 9, paths), 0);
    run(&k);
    assert_string_equal(heard(&k),
                        "item 100 status 1 bytes 0 mode 0 the path is longer than the phone takes\n"
                        "item 101 status 0 bytes 0 mode 100644 \n"
                        "item 102 status 1 bytes 0 mode 0 the path is longer than the phone takes\n"
                        "9 done 0 code -1 \n");
    ends_well(&k);
}

/* The reply to three files, cut behind every byte: what is whole stays whole, and what had begun is
 * named. */
static void a_cut_anywhere_names_the_file_under_way(void **s)
{
    (void)s;
    static const char reply[] = FILE_A LST2("\0", PLAIN, "\2") "DATA\2\0\0\0cdDONE\0\0\0\0";
    for (size_t n = 0; n <= sizeof reply - 1; n++) {
        struct mk_script_step steps[] = {
            MEETING,     OPENS("\1", "sync:", "\6"), ASKS("\1", "\x3c", ASK3),
            TAKES("\1"), { MK_SCRIPT_GIVE, { 0 } },  CUT,
        };
        struct mk_adb_packet p = { MK_ADB_WRTE, 0x11, 1, mk_span(reply, n) };
        struct mk_buf b;
        struct play k;
        mk_buf_init(&b, 1000);
        mk_adb_put(&b, &p, false);
        steps[6].bytes = mk_buf_span(&b);
        meet(&k, steps);
        assert_int_equal(tell_recv(&k, 9, abc), 0);
        run(&k);
        assert_int_equal(k.rc, 0);
        const char *h = heard(&k), *lost = "the script cuts the connection";
        assert_int_equal(strstr(h, "item 100 status 0 bytes 2") != NULL, n >= 90);
        assert_int_equal(strstr(h, "item 100 status 2") != NULL, n > 80 && n < 90);
        assert_int_equal(strstr(h, "item 100 status 1") != NULL, n >= 72 && n <= 80);
        assert_int_equal(strstr(h, "item 101 status 0 bytes 2") != NULL, n >= 180);
        assert_int_equal(strstr(h, "item 101 status 2") != NULL, n > 170 && n < 180);
        assert_null(strstr(h, "item 102"));
        assert_non_null(strstr(h, "9 done 4 code -1"));
        assert_non_null(strstr(strstr(h, "\nlost") ? strstr(h, "\nlost") : "", lost));
        finish(&k);
        mk_buf_done(&b);
    }
}

static void requests_join_a_stream_that_is_under_way(void **s)
{
    (void)s;
    static const char *const a[] = { "/a", NULL }, *const b[] = { "/b", NULL };
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/aRECV\2\0\0\0/a"),
        TAKES("\1"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/bRECV\2\0\0\0/b"),
        TAKES("\1"),
        SAYS("\1", "\xaa", FILE_A LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_recv(&k, 9, a), 0);
    run(&k);
    assert_int_equal(tell_recv(&k, 9, b), 0);
    run(&k);
    assert_string_equal(heard(&k), "out ab\nitem 100 status 0 bytes 2 mode 100644 \n"
                                   "item 100 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    ends_well(&k);
}

static void tell_analysis(struct mk_buf *b, enum mk_role role, const char *columns)
{
    mk_buf_u8(b, (uint8_t)role);
    mk_buf_u64le(b, 0);
    put_text(b, columns);
}

static int tell_feed(struct play *k, enum mk_role role, const char *columns, const char *reply)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    tell_analysis(&b, role, columns);
    int rc = tell(k, MK_PH_FEED, 4, &b);
    mk_buf_init(&b, 4096);
    mk_buf_puts(&b, reply);
    rc = rc ? rc : tell(k, MK_PH_FEED_DATA, 4, &b);
    return rc ? rc : tell_empty(k, MK_PH_FEED_END, 4);
}

/* The analysis behind the next DONE. */
struct result {
    uint8_t answer;
    uint64_t rows;
    int64_t first, last;
    uint32_t singles, changed;
};
static struct result result_of(struct play *k)
{
    struct mk_frame f;
    struct result r = { 0 };
    do
        assert_int_equal(mk_chan_recv(&f, NULL, k->parent, 0, &k->e), 1);
    while (f.type != MK_PH_DONE);
    struct mk_cursor c = mk_cur(f.body);
    mk_cur_take(&c, 5);
    mk_cur_text(&c);
    r.answer = mk_cur_u8(&c);
    mk_cur_u32le(&c);
    r.rows = mk_cur_u64le(&c);
    r.first = (int64_t)mk_cur_u64le(&c);
    r.last = (int64_t)mk_cur_u64le(&c);
    r.singles = mk_cur_u32le(&c);
    mk_cur_take(&c, 8ull * r.singles);
    r.changed = mk_cur_u32le(&c);
    mk_cur_take(&c, 8ull * r.changed);
    assert_true(mk_cur_ok(&c));
    assert_int_equal(mk_cur_left(&c), 0);
    return r;
}

static void replies_are_analysed_live_and_stored(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:q", "\x0f"),
        /* "Row: 0 _id=3\nRow: 1 _id=8\n", then exit 0 */
        SAYS("\1", "\x25", "\1\x1a\0\0\0Row: 0 _id=3\nRow: 1 _id=8\n\3\1\0\0\0\0"),
        PHONE_CLOSES("\1"),
        END,
    };
    struct play k;
    struct mk_buf b;
    meet(&k, steps);
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, 0);
    put_text(&b, "q");
    tell_analysis(&b, MK_ROLE_IDS, "");
    assert_int_equal(tell(&k, MK_PH_EXEC, 1, &b), 0);
    run(&k);
    struct result r = result_of(&k);
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    assert_int_equal(r.rows, 2);
    assert_int_equal(r.first, 3);
    assert_int_equal(r.last, 8);
    /* The list of ids stays for what is asked later. */
    assert_int_equal(
        tell_feed(&k, MK_ROLE_COLUMN, "body", "Row: 0 _id=3, body=x\nRow: 1 _id=8, body=y\n"), 0);
    run(&k);
    r = result_of(&k);
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    assert_int_equal(r.rows, 2);
    assert_int_equal(tell_feed(&k, MK_ROLE_AFTER, "", "Row: 0 _id=3\n"), 0);
    run(&k);
    r = result_of(&k);
    assert_int_equal(r.changed, 1);
    ends_well(&k);
}

static void a_reply_cut_short_is_not_believed(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:q", "\x0f"),
        SAYS("\1", "\x12", "\1\x0d\0\0\0Row: 0 _id=3\n"),
        PHONE_CLOSES("\1"),
        END,
    };
    struct play k;
    struct mk_buf b;
    meet(&k, steps);
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, 0);
    put_text(&b, "q");
    tell_analysis(&b, MK_ROLE_IDS, "");
    assert_int_equal(tell(&k, MK_PH_EXEC, 1, &b), 0);
    run(&k);
    assert_int_equal(result_of(&k).answer, MK_ANSWER_BROKEN);
    ends_well(&k);
}

static void damaged_frames_of_the_parent_end_the_worker_with_a_reason(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { MEETING, END };
    static const uint16_t types[] = { MK_PH_EXEC, MK_PH_LIST, MK_PH_STAT,      MK_PH_RECV,
                                      MK_PH_FEED, 63,         MK_PH_FEED_DATA, MK_PH_SIGNED };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct play k;
        struct mk_buf b;
        meet(&k, steps);
        mk_buf_init(&b, 100);
        mk_buf_put(&b, "\1\1\1", 3);
        assert_int_equal(tell(&k, types[i], 7, &b), 0);
        run(&k);
        assert_int_equal(k.rc, 0);
        assert_non_null(strstr(heard(&k), "lost "));
        finish(&k);
    }
}

static void the_end_is_quit_or_a_parent_that_went(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { MEETING, END };
    struct play k;
    meet(&k, steps);
    assert_int_equal(tell_empty(&k, MK_PH_QUIT, 0), 0);
    run(&k);
    assert_int_equal(k.rc, 0);
    finish(&k);
    meet(&k, steps);
    mk_chan_free(k.parent);
    k.parent = NULL;
    run(&k);
    assert_int_equal(k.rc, 0);
    finish(&k);
}

static void requests_without_a_phone_are_answered(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { END };
    struct play k;
    assert_int_equal(begin(&k, steps), 0);
    assert_int_equal(tell_exec(&k, 1, "id", 0), 0);
    run(&k);
    assert_string_equal(heard(&k), "1 done 4 code -1 no phone is connected\n");
    finish(&k);
}

static void no_memory_ends_the_worker_and_nothing_else(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\xae", FILE_A LST2("\2", "\0\0", "\0") "FAIL\4\0\0\0gone"),
        PHONE_CLOSES("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\2"),
        SAYS("\2", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\2"),
        OPENS("\3", "sync:", "\6"),
        ASKS("\3", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\3"),
        SAYS("\3", "\xe7", DNT2(FOLDER, "\1", ".") DNT2(PLAIN, "\2", "pp") LISTED),
        WE_CLOSE("\3"),
        END,
    };
    for (int n = 1; fault_arm(n); n++) {
        struct play k;
        int rc = begin(&k, steps);
        if (rc == 0)
            rc = tell_open(&k, "");
        if (rc == 0)
            run(&k);
        if (rc == 0 && k.rc > 0)
            rc = tell_recv(&k, 9, abc);
        if (rc == 0)
            run(&k);
        if (rc == 0 && k.rc > 0)
            rc = tell_list(&k, 3, "/r", 2);
        if (rc == 0)
            run(&k);
        bool fired = fault_fired();
        fault_disarm();
        /* Both requests were answered in full, or the worker has come to its end. */
        if (rc == 0 && k.rc > 0) {
            assert_true(mk_script_finished(&k.s));
            const char *h = heard(&k);
            assert_non_null(strstr(h, "item 102 status 0"));
            assert_non_null(strstr(h, "f0 /r/pp\n3 done 0"));
        } else {
            if (!fired)
                fail_msg("n %d rc %d k.rc %d: %s; %s", n, rc, k.rc, k.e.text, heard(&k));
        }
        finish(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_answers_with_output_errors_and_code),
        cmocka_unit_test(an_old_phone_is_asked_by_exec_then_by_shell),
        cmocka_unit_test(a_command_ends_by_time_by_cancel_or_without_a_code),
        cmocka_unit_test(the_parent_signs_and_offers_its_key),
        cmocka_unit_test(without_any_key_the_phone_is_lost),
        cmocka_unit_test(folders_are_walked_breadth_first),
        cmocka_unit_test(a_root_that_is_not_there_is_refused_with_its_errno),
        cmocka_unit_test(a_hostile_listing_ends_that_listing_only),
        cmocka_unit_test(files_come_in_order_and_one_that_fails_stops_none),
        cmocka_unit_test(a_failure_after_some_bytes_is_cut_and_links_are_not_followed),
        cmocka_unit_test(a_silent_end_is_tried_alone_once_more),
        cmocka_unit_test(a_file_that_hangs_is_given_up_and_the_rest_goes_on),
        cmocka_unit_test(paths_too_long_to_ask_for_are_named_in_their_place),
        cmocka_unit_test(a_cut_anywhere_names_the_file_under_way),
        cmocka_unit_test(requests_join_a_stream_that_is_under_way),
        cmocka_unit_test(replies_are_analysed_live_and_stored),
        cmocka_unit_test(a_reply_cut_short_is_not_believed),
        cmocka_unit_test(damaged_frames_of_the_parent_end_the_worker_with_a_reason),
        cmocka_unit_test(the_end_is_quit_or_a_parent_that_went),
        cmocka_unit_test(requests_without_a_phone_are_answered),
        cmocka_unit_test(no_memory_ends_the_worker_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
