#include "firmware/adb/phone_state.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>

/* The poll loop between the parent and the phone. */

/* Reads of the phone before the parent is looked at again. */
#define READS_A_TURN 16

static void write_out(struct mk_adb_phone *p)
{
    struct mk_error e = { 0 };
    struct mk_span out;
    size_t put;
    int rc = p->deaf ? 0 : 1;
    while (rc > 0 && (out = mk_adb_conn_out(p->conn)).len) {
        rc = p->transport.write(p->transport.u, out, false, &put, &e);
        if (rc > 0)
            mk_adb_conn_sent(p->conn, put);
    }
    if (rc >= 0)
        return;
    p->deaf = true;
    snprintf(p->deaf_why, sizeof p->deaf_why, "%s", e.text);
}

/* All events that are in. The phone's next packet is asked for before this one is worked on. */
static int take_events(struct mk_adb_phone *p, int64_t now_us, struct mk_error *e)
{
    struct mk_adb_event ev;
    int rc = 0;
    while (!p->over && (rc = mk_adb_conn_next(&ev, p->conn, now_us, e)) > 0) {
        write_out(p);
        if (mk_adb_phone_event(p, &ev, e) != 0)
            return -1;
    }
    return rc < 0 ? mk_adb_phone_lost(p, e->text, e) : 0;
}

static int read_phone(struct mk_adb_phone *p, int64_t now_us, struct mk_error *e)
{
    size_t n, got;
    for (int i = 0; (i < READS_A_TURN || p->deaf) && !p->over; i++) {
        uint8_t *room = mk_adb_conn_room(p->conn, &n);
        int rc = p->transport.read(p->transport.u, room, n, &got, e);
        if (rc == 0)
            return 0;
        if (rc < 0)
            return mk_adb_phone_lost(p, e->text, e);
        mk_adb_conn_fed(p->conn, got);
        if (take_events(p, now_us, e) != 0)
            return -1;
    }
    return 0;
}

static int read_parent(struct mk_adb_phone *p, bool readable, int64_t now_us, struct mk_error *e)
{
    struct mk_frame f;
    while (!p->over && (readable || mk_chan_ready(p->chan))) {
        int rc = mk_chan_recv(&f, NULL, p->chan, -1, e);
        if (rc < 0)
            return -1;
        if (rc == 0) /* the parent is gone */
            p->over = true;
        else if (mk_adb_phone_frame(p, &f, now_us, e) != 0)
            return -1;
        readable = false;
    }
    return 0;
}

static void start_patience(struct mk_adb_phone *p, int64_t now_us)
{
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++) {
        struct mk_job *j = p->jobs[i];
        if (j && j->patience_us && j->deadline_us == INT64_MAX)
            j->deadline_us = now_us + j->patience_us;
    }
}

static int check_time(struct mk_adb_phone *p, int64_t now_us, struct mk_error *e)
{
    if (mk_adb_conn_state(p->conn) == MK_ADB_DEAD)
        return 0;
    if (mk_adb_conn_expired(p->conn, now_us, e) != 0)
        return mk_adb_phone_lost(p, e->text, e);
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++) {
        struct mk_job *j = p->jobs[i];
        if (!j || now_us < j->deadline_us)
            continue;
        j->deadline_us = INT64_MAX;
        if (mk_adb_phone_settle(&p->jobs[i], j->kind->late(j, e), e) != 0)
            return -1;
    }
    return 0;
}

static int soonest(const struct mk_adb_phone *p, int64_t now_us, int wait_ms)
{
    int64_t at = mk_adb_conn_deadline(p->conn);
    for (size_t i = 0; i < MK_ADB_STREAMS_MAX; i++)
        if (p->jobs[i] && p->jobs[i]->deadline_us < at)
            at = p->jobs[i]->deadline_us;
    if (at == INT64_MAX)
        return wait_ms;
    int64_t ms = at > now_us ? (at - now_us) / 1000 + 1 : 0;
    if (ms > INT_MAX)
        ms = INT_MAX;
    return wait_ms < 0 || ms < wait_ms ? (int)ms : wait_ms;
}

/* Waits for either side. Before it sleeps, the parent gets all that was gathered for it. */
static int wait(bool *parent, struct mk_adb_phone *p, int64_t now_us, int wait_ms,
                struct mk_error *e)
{
    struct pollfd fds[1 + MK_TRANSPORT_FDS] = { { .fd = mk_chan_fd(p->chan), .events = POLLIN } };
    int ms = soonest(p, now_us, wait_ms);
    size_t n = 1;
    if (p->opened)
        n += p->transport.poll(p->transport.u, fds + 1, MK_TRANSPORT_FDS,
                               mk_adb_conn_out(p->conn).len > 0, &ms);
    int hit = poll(fds, n, 0);
    if (hit == 0) {
        if (mk_chan_flush(p->chan, e) != 0)
            return -1;
        hit = ms ? poll(fds, n, ms) : 0;
    }
    if (hit < 0 && errno != EINTR)
        return mk_fail_errno(e, "waiting");
    *parent = hit > 0 && fds[0].revents;
    return 0;
}

static int turn(struct mk_adb_phone *p, int64_t now_us, int wait_ms, struct mk_error *e)
{
    bool parent = false;
    start_patience(p, now_us);
    if (wait(&parent, p, now_us, wait_ms, e) != 0 || read_parent(p, parent, now_us, e) != 0)
        return -1;
    if (p->over || !p->opened)
        return 0;
    write_out(p);
    if (read_phone(p, now_us, e) != 0 || (!p->over && check_time(p, now_us, e) != 0))
        return -1;
    if (!p->over)
        write_out(p);
    return p->deaf && !p->over ? mk_adb_phone_lost(p, p->deaf_why, e) : 0;
}

int mk_adb_phone_turn(struct mk_adb_phone *p, int64_t now_us, int wait_ms, struct mk_error *e)
{
    if (turn(p, now_us, wait_ms, e) == 0)
        return !p->over;
    if (p->over || e->code == MK_ECLOSED || e->code == MK_EIO)
        return -1;
    /* No memory, or a frame of the parent's that makes no sense: said, before it ends. */
    return mk_adb_phone_lost(p, e->text, e);
}
