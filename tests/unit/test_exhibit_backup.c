#include "firmware/exhibit/frames.h"
#include "tests/lib/far_worker.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <unistd.h>

/* A backup as its worker's words give it, which lie ready. */
struct log {
    char text[600];
};

static void note(struct log *o, const char *word, struct mk_span s)
{
    size_t n = strlen(o->text);
    snprintf(o->text + n, sizeof o->text - n, "%s(%.*s)", word, (int)s.len, (const char *)s.p);
}

static int on_said(void *u, struct mk_span request, struct mk_error *e)
{
    (void)e;
    note(u, "said", request);
    return 0;
}

static void open_far(struct far *f, struct log *o)
{
    *o = (struct log){ 0 };
    far_open(f);
    f->x.is_iphone = true;
    f->x.owner = (struct mk_exhibit_owner){ .u = o, .said = on_said };
    f->x.phase = MK_PHASE_WORK;
}

static void say_text(struct far *f, uint16_t type, const char *text)
{
    mk_buf_text(&f->b, mk_str(text));
    far_say(f, type);
}

static int begin(void *u, const struct mk_backup_file *b, struct mk_error *e)
{
    (void)e;
    note(u, b->size == UINT64_MAX ? "begin?" : "begin", b->name);
    return !mk_span_starts(b->name, mk_str("no"));
}

static int bytes(void *u, struct mk_span b, struct mk_error *e)
{
    (void)e;
    note(u, "bytes", b);
    return 0;
}

static int end(void *u, int status, uint64_t n, struct mk_span why, struct mk_error *e)
{
    char word[40];
    (void)e;
    snprintf(word, sizeof word, "end%d:%d", status, (int)n);
    note(u, word, why);
    return 0;
}

static int on_note(void *u, unsigned what, uint64_t number, struct mk_span text, struct mk_error *e)
{
    char word[40];
    (void)e;
    snprintf(word, sizeof word, "note%u:%d", what, (int)number);
    note(u, word, text);
    return 0;
}

static void say_file(struct far *f, const char *name, uint64_t size)
{
    mk_buf_text(&f->b, mk_str(name));
    mk_buf_text(&f->b, mk_str("/its/own"));
    mk_buf_u64le(&f->b, size);
    far_say(f, MK_PH_BACKUP_FILE);
}

static void say_end(struct far *f, uint8_t status, uint64_t n)
{
    mk_buf_u8(&f->b, status);
    mk_buf_u64le(&f->b, n);
    mk_buf_text(&f->b, mk_str(status ? "why" : ""));
    far_say(f, MK_PH_BACKUP_END);
}

static int take(struct far *f, struct log *o, struct mk_error *e)
{
    const struct mk_backup_take t = { o, begin, bytes, end, on_note };
    struct mk_answer a;
    mk_answer_init(&a);
    int rc = mk_exhibit_backup(&a, &f->x, &t, 1000, e);
    if (rc == 0)
        assert_int_equal(a.exit_code, 7);
    mk_answer_done(&a);
    return rc;
}

static void a_backup_passes_by_file_for_file(void **s)
{
    (void)s;
    struct far f;
    struct log o;
    struct mk_error e;
    open_far(&f, &o);
    say_text(&f, MK_PH_SAID, "backup:Backup");
    say_file(&f, "Status.plist", 3);
    far_text(&f, MK_PH_DATA, "abc");
    say_end(&f, 0, 3);
    mk_buf_u8(&f.b, MK_NOTE_PROGRESS);
    mk_buf_u64le(&f.b, 50);
    mk_buf_text(&f.b, mk_str(""));
    far_say(&f, MK_PH_NOTE);
    say_file(&f, "no/thing", UINT64_MAX);
    far_text(&f, MK_PH_DATA, "left");
    say_end(&f, 2, 4);
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(take(&f, &o, &e), 0);
    assert_string_equal(o.text, "said(backup:Backup)begin(Status.plist)bytes(abc)end0:3()note0:50()"
                                "begin?(no/thing)end2:4(why)");
    far_close(&f);
}

static void a_backup_out_of_order_is_refused(void **s)
{
    (void)s;
    for (int kind = 0; kind < 7; kind++) {
        struct far f;
        struct log o;
        struct mk_error e;
        open_far(&f, &o);
        if (kind == 0)
            far_text(&f, MK_PH_DATA, "of no file");
        else if (kind == 1)
            say_end(&f, 0, 0);
        else
            say_file(&f, kind == 2 ? "" : "a", 1);
        if (kind == 3)
            say_file(&f, "b", 1);
        if (kind == 4)
            say_end(&f, 0, 1); /* one byte that never came */
        if (kind == 5)
            say_end(&f, 3, 0);
        if (kind == 6) {
            put_done(&f.b, 0);
            far_say(&f, MK_PH_DONE);
        }
        far_gone(&f);
        if (take(&f, &o, &e) != -1 || e.code != MK_EPROTO)
            fail_msg("kind %d", kind);
        far_close(&f);
    }
}

static void a_password_leaves_nothing_in_the_channel(void **s)
{
    (void)s;
    struct far f;
    struct log o;
    struct mk_answer a;
    struct mk_error e;
    mk_answer_init(&a);
    open_far(&f, &o);
    mk_buf_u8(&f.b, MK_WAIT_PASSCODE);
    mk_buf_text(&f.b, mk_str(""));
    far_say(&f, MK_PH_WAIT);
    put_done(&f.b, 0);
    far_say(&f, MK_PH_DONE);
    assert_int_equal(mk_exhibit_password(&a, &f.x, mk_str(""), mk_str("s3cret"), &e), 0);
    assert_int_equal(a.exit_code, 7);
    uint8_t got[64];
    ssize_t n = read(f.fd, got, sizeof got);
    assert_int_equal(n, MK_FRAME_HEAD + 4 + 4 + 6);
    assert_memory_equal(got + n - 6, "s3cret", 6);
    far_close(&f);
    mk_answer_done(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_backup_passes_by_file_for_file),
        cmocka_unit_test(a_backup_out_of_order_is_refused),
        cmocka_unit_test(a_password_leaves_nothing_in_the_channel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
