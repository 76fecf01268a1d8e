#include "firmware/bundle/group.h"
#include "parsers/base/time.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#define NEVER     INT64_MAX
#define LINES_MAX ((size_t)4 << 20) /* bytes of lines that may wait, but for the last line */

int64_t mk_mono_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * MK_US + t.tv_nsec / 1000;
}

static void lock(struct mk_commit *c)
{
    int rc = pthread_mutex_lock(&c->lock);
    assert(rc == 0);
    (void)rc;
}

static void unlock(struct mk_commit *c)
{
    int rc = pthread_mutex_unlock(&c->lock);
    assert(rc == 0);
    (void)rc;
}

static bool group_new(struct mk_group **out)
{
    *out = calloc(1, sizeof **out);
    if (*out)
        mk_buf_init(&(*out)->lines, LINES_MAX + MK_JOURNAL_LINE_MAX);
    return *out != NULL;
}

static void group_clear(struct mk_group *g)
{
    mk_buf_clear(&g->lines);
    g->n = 0;
    g->bytes = 0;
}

static void group_free(struct mk_group *g)
{
    if (g)
        mk_buf_done(&g->lines);
    free(g);
}

static bool locks_init(struct mk_commit *c)
{
    pthread_condattr_t mono;
    if (pthread_condattr_init(&mono) != 0)
        return false;
    c->locks = pthread_condattr_setclock(&mono, CLOCK_MONOTONIC) == 0 &&
               pthread_mutex_init(&c->lock, NULL) == 0 && pthread_cond_init(&c->wake, &mono) == 0 &&
               pthread_cond_init(&c->done, NULL) == 0;
    pthread_condattr_destroy(&mono);
    return c->locks;
}

int mk_commit_init(struct mk_commit *c, const struct mk_disk *disk, int dir, struct mk_error *e)
{
    *c = (struct mk_commit){
        .disk = disk, .dir = dir, .due_objects = MK_GROUP_OBJECTS, .due_us = NEVER
    };
    c->journal.fd = -1;
    if (mk_objects_init(&c->objects, e) != 0 || mk_journal_init(&c->journal, disk, e) != 0)
        return -1;
    if (!group_new(&c->group[0]) || !group_new(&c->group[1]) || !locks_init(c))
        return mk_fail(e, MK_ENOMEM, "group");
    return 0;
}

void mk_commit_done(struct mk_commit *c)
{
    if (c->running) {
        lock(c);
        c->stop = true;
        pthread_cond_signal(&c->wake);
        unlock(c);
        pthread_join(c->thread, NULL);
        c->running = false;
    }
    if (c->locks) {
        pthread_mutex_destroy(&c->lock);
        pthread_cond_destroy(&c->wake);
        pthread_cond_destroy(&c->done);
        c->locks = false;
    }
    mk_journal_done(&c->journal);
    mk_objects_done(&c->objects);
    for (int i = 0; i < 2; i++) {
        group_free(c->group[i]);
        c->group[i] = NULL;
    }
}

/* ---- the thread ---- */

/* Locked: the group's lines into the journal, their places into the table. */
static int append(struct mk_commit *c, struct mk_group *g, struct mk_error *e)
{
    for (size_t i = 0; i < g->n; i++) {
        struct mk_group_item *it = &g->item[i];
        struct mk_span json = mk_span(g->lines.p + it->at, it->len);
        if (mk_journal_add(&it->place, &c->journal, json, e) != 0)
            return -1;
    }
    if (mk_journal_write(&c->journal, e) != 0)
        return -1;
    for (size_t i = 0; i < g->n; i++)
        mk_objects_set(&c->objects, g->item[i].number, MK_OBJECT_AT + g->item[i].place);
    return 0;
}

/* Locked on entry and exit, not while the disk works. */
static void commit(struct mk_commit *c)
{
    struct mk_group *g = c->group[0];
    struct mk_error e = { 0 };
    uint64_t serving = c->asked;
    int rc = 0;
    c->group[0] = c->group[1];
    c->group[1] = g;
    c->busy = true;
    c->loose = false;
    c->due_us = NEVER;
    unlock(c);
    if (g->n && c->disk->syncfs(c->disk->u, c->dir) != 0)
        rc = mk_fail_errno(&e, "syncfs");
    lock(c);
    if (rc == 0)
        rc = append(c, g, &e);
    unlock(c);
    if (rc == 0 && c->disk->fdatasync(c->disk->u, c->journal.fd) != 0)
        rc = mk_fail_errno(&e, MK_JOURNAL_NAME);
    lock(c);
    group_clear(g);
    c->busy = false;
    c->served = serving;
    c->commits++;
    if (rc != 0) {
        c->failed = true;
        c->error = e;
    }
    pthread_cond_broadcast(&c->done);
}

static void *run(void *u)
{
    struct mk_commit *c = u;
    lock(c);
    while (!c->stop) {
        struct timespec t = { .tv_sec = (time_t)(c->due_us / MK_US),
                              .tv_nsec = (long)(c->due_us % MK_US * 1000) };
        if (c->failed || c->due_us == NEVER)
            pthread_cond_wait(&c->wake, &c->lock);
        else if (mk_mono_us() < c->due_us)
            pthread_cond_timedwait(&c->wake, &c->lock, &t);
        else
            commit(c);
    }
    unlock(c);
    return NULL;
}

int mk_commit_start(struct mk_commit *c, struct mk_error *e)
{
    if (pthread_create(&c->thread, NULL, run, c) != 0)
        return mk_fail(e, MK_ENOMEM, "thread");
    c->running = true;
    return 0;
}

/* ---- the caller ---- */

/* Locked: something waits since now, or for too long already. */
static void due(struct mk_commit *c, int64_t when)
{
    if (when < c->due_us) {
        c->due_us = when;
        pthread_cond_signal(&c->wake);
    }
}

static int check(const struct mk_commit *c, struct mk_error *e)
{
    if (c->failed && e)
        *e = c->error;
    return c->failed ? -1 : 0;
}

int mk_commit_state(struct mk_commit *c, struct mk_error *e)
{
    lock(c);
    int rc = check(c, e);
    unlock(c);
    return rc;
}

int mk_commit_line(struct mk_commit *c, struct mk_span json, struct mk_error *e)
{
    int rc = -1;
    lock(c);
    if (check(c, e) == 0 && mk_journal_add(NULL, &c->journal, json, e) == 0 &&
        mk_journal_write(&c->journal, e) == 0) {
        c->loose = true;
        if (c->due_us == NEVER)
            due(c, mk_mono_us() + MK_GROUP_MS * 1000);
        rc = 0;
    }
    unlock(c);
    return rc;
}

static bool is_full(const struct mk_group *g, size_t due_objects)
{
    return g->n >= due_objects * MK_GROUP_STRETCH ||
           g->bytes >= MK_GROUP_BYTES * MK_GROUP_STRETCH || g->lines.len >= LINES_MAX;
}

int mk_commit_whole(struct mk_commit *c, uint64_t number, uint64_t bytes, struct mk_span json,
                    struct mk_error *e)
{
    int rc = -1;
    lock(c);
    while (!c->failed && is_full(c->group[0], c->due_objects))
        pthread_cond_wait(&c->done, &c->lock);
    struct mk_group *g = c->group[0];
    if (check(c, e) != 0)
        goto out;
    size_t at = g->lines.len;
    mk_buf_put(&g->lines, json.p, json.len);
    if (!mk_buf_ok(&g->lines)) {
        g->lines.bad = false; /* what it held, it holds */
        mk_fail(e, MK_ENOMEM, "group");
        goto out;
    }
    g->item[g->n++] = (struct mk_group_item){ .number = number, .at = at, .len = json.len };
    g->bytes += bytes;
    mk_objects_set(&c->objects, number, MK_OBJECT_INHAND);
    if (g->n >= c->due_objects || g->bytes >= MK_GROUP_BYTES || g->lines.len >= LINES_MAX)
        due(c, 0);
    else if (c->due_us == NEVER)
        due(c, mk_mono_us() + MK_GROUP_MS * 1000);
    rc = 0;
out:
    unlock(c);
    return rc;
}

int mk_commit_sync(struct mk_commit *c, struct mk_error *e)
{
    lock(c);
    if (c->busy || c->loose || c->group[0]->n) {
        uint64_t mine = ++c->asked;
        due(c, 0);
        while (c->served < mine && !c->failed)
            pthread_cond_wait(&c->done, &c->lock);
    }
    int rc = check(c, e);
    unlock(c);
    return rc;
}

uint64_t mk_commit_word(struct mk_commit *c, uint64_t number)
{
    lock(c);
    uint64_t word = mk_objects_get(&c->objects, number);
    unlock(c);
    return word;
}

int mk_commit_room(struct mk_commit *c, uint64_t number, struct mk_error *e)
{
    lock(c);
    int rc = mk_objects_room(&c->objects, number, e);
    unlock(c);
    return rc;
}

void mk_commit_gone(struct mk_commit *c, uint64_t number)
{
    lock(c);
    mk_objects_set(&c->objects, number, MK_OBJECT_GONE);
    unlock(c);
}

/* Locked: the line of an object that waits in one of the groups. */
static bool in_hand(struct mk_buf *buf, const struct mk_commit *c, uint64_t number)
{
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < c->group[i]->n; k++)
            if (c->group[i]->item[k].number == number) {
                const struct mk_group_item *it = &c->group[i]->item[k];
                mk_buf_put(buf, c->group[i]->lines.p + it->at, it->len);
                return true;
            }
    return false;
}

int mk_commit_find(struct mk_jline *out, struct mk_buf *buf, struct mk_commit *c, uint64_t number,
                   struct mk_error *e)
{
    mk_buf_clear(buf);
    lock(c);
    uint64_t word = mk_objects_get(&c->objects, number);
    bool waits = word == MK_OBJECT_INHAND && in_hand(buf, c, number);
    unlock(c);
    if (word >= MK_OBJECT_AT)
        return mk_journal_line_at(out, buf, c->journal.fd, word - MK_OBJECT_AT, e);
    if (!waits)
        return mk_fail(e, MK_EABSENT, "object %llu is not whole", (unsigned long long)number);
    if (!mk_buf_ok(buf) || !mk_jline_parse(out, mk_buf_span(buf)))
        return mk_fail(e, MK_ENOMEM, "a line of the journal");
    return 0;
}
