/* The phantom iPhone's com.apple.mobilebackup2 against our own host's side of it. */
#include "firmware/ios/backup_talk.h"
#include "firmware/phantom/ios_backup_serve.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define UDID "00008030-001A2B3C4D5E6F70"

static const char described[] =
    "{\"format\":\"moka-exercise-1\",\"platform\":\"iphone\",\"seed\":7,"
    "\"phone\":{\"udid\":\"" UDID "\",\"name\":\"Ana\",\"product_version\":\"15.7.1\"},"
    "\"encrypted_only\":[\"HomeDomain/calls\"]}";

static struct mk_ios_phone *phone;
static struct mk_error e;
static char dir[64];

static void put(const char *name, const char *text)
{
    stock_write(stock_path(dir, name), mk_str(text));
}

static int begin(void **state)
{
    const struct mk_ios_switches how = { .rounds = 10 };
    (void)state;
    stock_dir(dir);
    put("exercise.json", described);
    mkdir(stock_path(dir, "phone"), 0755);
    mkdir(stock_path(dir, "phone/HomeDomain"), 0755);
    put("phone/HomeDomain/calls", "who rang");
    put("phone/HomeDomain/sms", "who wrote");
    put("phone/HomeDomain/empty", "");
    if (mk_ios_phone_open(&phone, dir, &how, &e) != 0)
        fail_msg("%s", e.text);
    return 0;
}

static int end(void **state)
{
    (void)state;
    mk_ios_phone_close(phone);
    stock_remove(dir);
    return 0;
}

/* As before the first test. */
static int rest(void **state)
{
    (void)state;
    phone->link.lies = 0;
    phone->backup_password[0] = 0;
    phone->how.mdm = false;
    phone->x.now = (struct mk_phone_state){ 0 };
    return 0;
}

/* ---- a host ---- */

#define LISTS 3
static const char *const lists[LISTS] = { "Status.plist", "Manifest.plist", "Manifest.db" };

struct host {
    struct mk_backup_end end;
    struct mk_buf kept[LISTS];
    struct mk_buf *now; /* of these the file in hand; NULL: another file */
    size_t files, whole, odd, bytes, given;
    uint64_t purge;
    bool forgets, garbles; /* lists that the phone wants back */
    char phone_name[200];  /* the phone's own name of the last file that is no list */
};

static int of_lists(struct mk_span name)
{
    struct mk_span snapshot = mk_str("Snapshot/");
    name = mk_span_from(name, mk_span_starts(name, snapshot) ? snapshot.len : 0);
    for (int i = 0; i < LISTS; i++)
        if (mk_span_is(name, lists[i]))
            return i;
    return -1;
}

static int on_said(void *u, const char *request, struct mk_error *why)
{
    (void)u;
    (void)request;
    (void)why;
    return 0;
}

static int on_file(void *u, struct mk_span name, struct mk_span own, struct mk_error *why)
{
    struct host *h = u;
    int i = of_lists(name);
    (void)why;
    h->now = i < 0 ? NULL : &h->kept[i];
    if (h->now)
        mk_buf_clear(h->now);
    else
        snprintf(h->phone_name, sizeof h->phone_name, "%.*s", (int)own.len, (const char *)own.p);
    h->files += i < 0;
    return 0;
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *why)
{
    struct host *h = u;
    (void)why;
    if (h->now)
        mk_buf_put(h->now, bytes.p, bytes.len);
    else
        h->bytes += bytes.len;
    return 0;
}

static int on_end(void *u, unsigned status, uint64_t bytes, struct mk_span text,
                  struct mk_error *why)
{
    struct host *h = u;
    (void)bytes;
    (void)text;
    (void)why;
    h->whole += !h->now && status == 0;
    return 0;
}

static int on_note(void *u, enum mk_phone_note what, uint64_t number, struct mk_span text,
                   struct mk_error *why)
{
    struct host *h = u;
    (void)text;
    (void)why;
    h->odd += what == MK_NOTE_ODD;
    if (what == MK_NOTE_DISK)
        h->purge = number;
    return 0;
}

static int on_want(void *u, struct mk_span name, struct mk_error *why)
{
    struct host *h = u;
    int i = of_lists(name);
    (void)why;
    h->now = i < 0 ? NULL : &h->kept[i];
    h->given = 0;
    return h->now && h->now->len && !h->forgets;
}

static int on_read(void *u, uint8_t *p, size_t n, size_t *got, struct mk_error *why)
{
    struct host *h = u;
    struct mk_span left = mk_span_from(mk_buf_span(h->now), h->given);
    (void)why;
    *got = left.len < n ? left.len : n;
    if (*got)
        memcpy(p, left.p, *got);
    if (*got && h->garbles)
        p[0] ^= 1;
    h->given += *got;
    return 0;
}

/* What the phone has sent, or that it is gone. */
static void listen_to(struct mk_backup_talk *t, int fd, size_t wants)
{
    uint8_t piece[4096];
    ssize_t n = read(fd, piece, wants < sizeof piece ? wants : sizeof piece);
    int rc = n > 0 ? mk_backup_talk_feed(t, mk_span(piece, (size_t)n), &e)
                   : mk_backup_talk_stop(t, MK_PH_BROKEN, "the phone has gone", &e);
    assert_int_equal(rc, 0);
}

static void converse(struct host *h, struct mk_backup_talk *t, int fd)
{
    struct mk_buf *out = mk_backup_talk_out(t);
    for (size_t wants; (wants = mk_backup_talk_wants(t)) > 0 || mk_backup_talk_gives(t);) {
        if (wants)
            listen_to(t, fd, wants);
        else
            assert_int_equal(mk_backup_talk_give(t, &e), 0);
        if (out->len)
            assert_int_equal(write(fd, out->p, out->len), (ssize_t)out->len);
        mk_buf_clear(out);
    }
    h->end = *mk_backup_talk_end(t);
}

static void meet(struct host *h, const struct mk_backup_wish *wish)
{
    struct mk_backup_tell tell = {
        h, on_said, on_file, on_bytes, on_end, on_note, on_want, on_read
    };
    struct mk_backup_talk *t;
    int fd[2];
    for (size_t i = 0; i < LISTS; i++)
        mk_buf_init(&h->kept[i], (size_t)1 << 20);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct mk_ios_stream s;
        close(fd[0]);
        mk_ios_stream_init(&s, phone, fd[1]);
        int rc = mk_ios_backup_serve(&s, &e);
        mk_ios_stream_done(&s);
        _exit(rc == 0 ? 0 : 1);
    }
    close(fd[1]);
    assert_int_equal(mk_backup_talk_new(&t, wish, &tell, &e), 0);
    converse(h, t, fd[0]);
    mk_backup_talk_free(t);
    close(fd[0]);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    for (size_t i = 0; i < LISTS; i++)
        mk_buf_done(&h->kept[i]);
}

static void back_up(struct host *h, uint64_t room)
{
    const struct mk_backup_wish wish = { .udid = mk_str(UDID), .free_bytes = room };
    meet(h, &wish);
}

static int change(const char *old_one, const char *new_one)
{
    struct host h = { 0 };
    const struct mk_backup_wish wish = { .udid = mk_str(UDID),
                                         .password = true,
                                         .old_one = mk_str(old_one),
                                         .new_one = mk_str(new_one) };
    meet(&h, &wish);
    return h.end.status == MK_PH_OK ? 0 : h.end.code;
}

/* ---- backups ---- */

#define ROOM ((uint64_t)1 << 40)

static void a_backup_comes_whole(void **state)
{
    struct host h = { 0 };
    (void)state;
    back_up(&h, ROOM);
    assert_int_equal(h.end.status, MK_PH_OK);
    assert_int_equal(h.files, 2);
    assert_int_equal(h.whole, 2);
    assert_int_equal(h.bytes, strlen("who wrote"));
    assert_int_equal(h.odd, 0);
    assert_string_equal(h.phone_name, "/.ba/mobile/sms");
}

static void with_a_password_it_has_more_and_is_padded(void **state)
{
    struct host h = { 0 };
    (void)state;
    assert_int_equal(change("", "secret"), 0);
    back_up(&h, ROOM);
    assert_int_equal(h.end.status, MK_PH_OK);
    assert_int_equal(h.whole, 3);
    assert_int_equal(h.bytes, 3 * 16);
}

static void what_keeps_it_from_coming_is_said(void **state)
{
    static const struct {
        enum mk_lie lie;
        int code;
    } cases[] = { { MK_LIE_UNREAD, 104 }, { MK_LIE_SNAPSHOT, 3 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct host h = { 0 };
        phone->link.lies = cases[i].lie;
        back_up(&h, ROOM);
        assert_int_equal(h.end.status, MK_PH_REFUSED);
        assert_int_equal(h.end.code, cases[i].code);
    }
}

static void a_locked_phone_and_a_full_one_give_none(void **state)
{
    struct host h = { 0 }, full = { 0 };
    (void)state;
    phone->x.now.lock = MK_PHONE_LOCKED;
    back_up(&h, ROOM);
    assert_int_equal(h.end.code, 208);
    phone->x.now.lock = MK_PHONE_UNLOCKED;
    phone->x.now.full = true;
    back_up(&full, ROOM);
    assert_int_equal(full.end.code, 3);
}

static void a_host_without_room_is_told_how_much(void **state)
{
    struct host h = { 0 };
    (void)state;
    back_up(&h, 1000);
    assert_int_equal(h.end.code, 105);
    assert_true(h.purge > (uint64_t)2 << 30);
    assert_int_equal(h.files, 0);
}

static void a_host_that_lost_or_changed_a_list_is_found_out(void **state)
{
    struct host forgets = { .forgets = true }, garbles = { .garbles = true };
    (void)state;
    back_up(&forgets, ROOM);
    assert_int_equal(forgets.end.code, 205);
    assert_non_null(strstr(forgets.end.why, "No such file or directory"));
    back_up(&garbles, ROOM);
    assert_int_equal(garbles.end.code, 205);
    assert_int_equal(garbles.whole, 2);
}

static void small_lies_leave_the_backup_whole(void **state)
{
    struct host total = { 0 }, error = { 0 }, names = { 0 };
    (void)state;
    phone->link.lies = MK_LIE_TOTAL;
    back_up(&total, ROOM);
    assert_int_equal(total.end.status, MK_PH_OK);
    phone->link.lies = MK_LIE_ERROR;
    back_up(&error, ROOM);
    assert_int_equal(error.end.status, MK_PH_OK);
    phone->link.lies = MK_LIE_NAMES;
    back_up(&names, ROOM);
    assert_int_equal(names.end.status, MK_PH_OK);
    assert_true(names.odd >= 9);
}

static void large_lies_end_it(void **state)
{
    static const enum mk_lie cases[] = { MK_LIE_SHORT, MK_LIE_LONG };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct host h = { 0 };
        phone->link.lies = cases[i];
        back_up(&h, ROOM);
        assert_int_equal(h.end.status, MK_PH_BROKEN);
    }
}

/* ---- the password ---- */

static void a_password_is_set_changed_and_taken_off(void **state)
{
    (void)state;
    assert_int_equal(change("", "alpha"), 0);
    assert_string_equal(phone->backup_password, "alpha");
    assert_int_equal(change("", "beta"), 207);
    assert_int_equal(change("wrong", "beta"), 207);
    assert_int_equal(change("alpha", "beta"), 0);
    assert_int_equal(change("alpha", ""), 207);
    assert_string_equal(phone->backup_password, "beta");
    assert_int_equal(change("beta", ""), 0);
    assert_string_equal(phone->backup_password, "");
}

static void a_profile_keeps_it_on(void **state)
{
    (void)state;
    assert_int_equal(change("", "alpha"), 0);
    phone->how.mdm = true;
    assert_int_equal(change("alpha", ""), 1);
    assert_string_equal(phone->backup_password, "alpha");
    assert_int_equal(change("alpha", "beta"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_backup_comes_whole, rest),
        cmocka_unit_test_setup(with_a_password_it_has_more_and_is_padded, rest),
        cmocka_unit_test_setup(what_keeps_it_from_coming_is_said, rest),
        cmocka_unit_test_setup(a_locked_phone_and_a_full_one_give_none, rest),
        cmocka_unit_test_setup(a_host_without_room_is_told_how_much, rest),
        cmocka_unit_test_setup(a_host_that_lost_or_changed_a_list_is_found_out, rest),
        cmocka_unit_test_setup(small_lies_leave_the_backup_whole, rest),
        cmocka_unit_test_setup(large_lies_end_it, rest),
        cmocka_unit_test_setup(a_password_is_set_changed_and_taken_off, rest),
        cmocka_unit_test_setup(a_profile_keeps_it_on, rest),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
