#include "firmware/worker/phone.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/ios_receiver.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An iPhone's backup, without memory and on a full disk. */

/* ---- faults ---- */

static int session(struct receiver *v, bool again, const struct mk_disk *disk)
{
    return receiver_open(v, RECEIVER_ALL, again, disk) ||
                   receiver_give(v, "Snapshot/a", "", "one", 0) ||
                   receiver_give(v, "b", "", "two", 0) || receiver_give(v, "b", "", "other", 0) ||
                   mk_bundle_sync(v->r.b, &receiver_err)
               ? -1
               : 0;
}

static void end_session(struct receiver *v)
{
    if (v->r.b) {
        receiver_close(v);
        return;
    }
    mk_backup_intake_done(&v->t);
    if (!receiver_ready)
        mk_authority_free(v->r.authority);
}

static void without_memory_nothing_is_lost_that_was_kept(void **state)
{
    (void)state;
    receiver_ready = receiver_authority(RECEIVER_ALL);
    for (int n = 1; fault_arm(n); n++) {
        struct receiver v = { 0 };
        receiver_err = (struct mk_error){ 0 };
        int rc = session(&v, false, fault_disk_lazy());
        fault_disarm();
        end_session(&v);
        assert_true(rc == 0 || receiver_err.code == MK_ENOMEM);
        if (rc && v.r.b) {
            assert_int_equal(session(&v, true, mk_disk_real()), 0);
            assert_string_equal(receiver_bundle(&v), FOLDER "a one\n" FOLDER "b other\n");
            end_session(&v);
        }
        receiver_anew();
    }
    mk_authority_free(receiver_ready);
    receiver_ready = NULL;
}

static void a_full_disk_stops_it_and_room_goes_on(void **state)
{
    (void)state;
    unsigned stopped = 0;
    for (uint64_t room = 0; room < 40000; room += 97) {
        struct fault_disk f;
        struct receiver v = { 0 };
        fault_disk_init(&f, receiver_dir);
        f.tight = true;
        f.room = room;
        int rc = session(&v, false, &f.disk);
        bool begun = v.r.b != NULL;
        end_session(&v);
        fault_disk_done(&f);
        if (rc) {
            stopped += begun;
            assert_int_equal(receiver_err.code, MK_ENOSPC);
        }
        if (begun && rc) {
            assert_int_equal(session(&v, true, mk_disk_real()), 0);
            assert_string_equal(receiver_bundle(&v), FOLDER "a one\n" FOLDER "b other\n");
            receiver_close(&v);
        }
        receiver_anew();
        if (rc == 0)
            break;
    }
    assert_true(stopped > 3);
}

static void the_state_is_whole_or_none(void **state)
{
    (void)state;
    struct receiver v;
    struct mk_backup_state s = { .stand = MK_BACKUP_REFUSED,
                                 .losses = 3,
                                 .sums = { .files = 1, .stale = 9, .left = 7 },
                                 .why = "locked" };
    struct mk_backup_state got;
    receiver_open_whole(&v, false);
    assert_int_equal(mk_backup_state_read(&got, &v.r, &receiver_err), 0);
    assert_int_equal(got.stand, MK_BACKUP_OPEN);
    assert_int_equal(mk_backup_state_write(&s, &v.r, &receiver_err), 0);
    assert_int_equal(mk_backup_state_read(&got, &v.r, &receiver_err), 0);
    assert_memory_equal(&got, &s, sizeof s);
    int fd;
    assert_int_equal(mk_bundle_scratch(&fd, v.r.b, "backup", &receiver_err), 0);
    assert_int_equal(pwrite(fd, "x", 1, 20), 1);
    close(fd);
    assert_int_equal(mk_backup_state_read(&got, &v.r, &receiver_err), 0);
    assert_int_equal(got.stand, MK_BACKUP_OPEN);
    assert_int_equal(got.losses, 0);
    receiver_close(&v);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, receiver_folder, receiver_no_folder)
    const struct CMUnitTest tests[] = {
        T(without_memory_nothing_is_lost_that_was_kept),
        T(a_full_disk_stops_it_and_room_goes_on),
        T(the_state_is_whole_or_none),
    };
    return cmocka_run_group_tests_name("ios_backup_faults", tests, NULL, NULL);
}
