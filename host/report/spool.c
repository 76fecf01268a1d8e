#include "host/report/spooled.h"
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HEADS_MAX   1000000u
#define HEADS_BYTES ((size_t)256 << 20)
#define WRITE_AT    ((size_t)1 << 20)
#define NOTE_HEAD   0 /* of what is no record */

static const enum mk_section section_of[MK_KIND_COUNT] = {
    [MK_MESSAGE] = MK_SEC_MESSAGES,   [MK_CONVERSATION] = MK_SEC_MESSAGES,
    [MK_REACTION] = MK_SEC_MESSAGES,  [MK_ATTACHMENT] = MK_SEC_MEDIA,
    [MK_CALL] = MK_SEC_CALLS,         [MK_VOICEMAIL] = MK_SEC_CALLS,
    [MK_CONTACT] = MK_SEC_CONTACTS,   [MK_KIND_ACCOUNT] = MK_SEC_DEVICE,
    [MK_KIND_EMAIL] = MK_SEC_OTHER,   [MK_LOCATION] = MK_SEC_PLACES,
    [MK_KIND_MEDIA] = MK_SEC_MEDIA,   [MK_WEB_VISIT] = MK_SEC_WEB,
    [MK_WEB_DOWNLOAD] = MK_SEC_WEB,   [MK_WEB_SEARCH] = MK_SEC_WEB,
    [MK_BOOKMARK] = MK_SEC_WEB,       [MK_COOKIE] = MK_SEC_WEB,
    [MK_KIND_NOTE] = MK_SEC_CALENDAR, [MK_CALENDAR] = MK_SEC_CALENDAR,
    [MK_PAYMENT] = MK_SEC_OTHER,      [MK_KIND_APP] = MK_SEC_DEVICE,
    [MK_DEVICE] = MK_SEC_DEVICE,      [MK_NETWORK] = MK_SEC_DEVICE,
    [MK_BLUETOOTH] = MK_SEC_DEVICE,   [MK_CELL] = MK_SEC_DEVICE,
    [MK_EVENT] = MK_SEC_OTHER,        [MK_KIND_NONE] = MK_SEC_OTHER,
};

static int sql(struct mk_spool *s, const char *text, struct mk_error *e)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK
               ? 0
               : mk_fail(e, MK_EIO, "report index: %s", sqlite3_errmsg(s->db));
}

/* A private temporary database: SQLite removes its file when it is closed, or the process dies. */
static int open_index(struct mk_spool *s, struct mk_error *e)
{
    if (sqlite3_open("", &s->db) != SQLITE_OK)
        return mk_fail(e, MK_EIO, "report index");
    if (sql(s,
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8192;"
            "PRAGMA temp_store=FILE;"
            "CREATE TABLE r(section INT, thread INT, time INT, at INT); BEGIN",
            e) != 0)
        return -1;
    return sqlite3_prepare_v2(s->db, "INSERT INTO r VALUES(?1,?2,?3,?4)", -1, &s->insert, NULL) ==
                   SQLITE_OK
               ? 0
               : mk_fail(e, MK_EIO, "report index: %s", sqlite3_errmsg(s->db));
}

int mk_spool_new(struct mk_spool **out, int dir, struct mk_error *e)
{
    int rc = -1;
    struct mk_spool *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "report");
    mk_arena_init(&s->arena, HEADS_BYTES);
    mk_buf_init(&s->out, WRITE_AT + MK_ITEM_MAX + MK_RECORD_HEAD);
    mk_buf_init(&s->heads, HEADS_MAX * sizeof(struct mk_head));
    mk_buf_init(&s->children, (size_t)1 << 30);
    mk_buf_init(&s->ref, 1 << 20);
    mk_names_init(&s->names);
    mk_facts_init(&s->facts);
    mk_facts_init(&s->child_facts);
    for (size_t i = 0; i < MK_SECTIONS; i++) {
        s->first[i] = INT64_MAX;
        s->last[i] = INT64_MIN;
    }
    s->fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (s->fd < 0) {
        mk_fail_errno(e, "a temporary file for the report");
        goto out;
    }
    mk_buf_u8(&s->out, 0); /* so that no record lies at 0 */
    s->end = 1;
    mk_buf_put(&s->heads, &(struct mk_head){ 0 }, sizeof(struct mk_head)); /* NOTE_HEAD */
    if (!mk_buf_ok(&s->out) || !mk_buf_ok(&s->heads)) {
        mk_fail(e, MK_ENOMEM, "report");
        goto out;
    }
    if (mk_threads_init(&s->threads, e) != 0 || open_index(s, e) != 0)
        goto out;
    *out = s;
    s = NULL;
    rc = 0;
out:
    mk_spool_free(s);
    return rc;
}

void mk_spool_free(struct mk_spool *s)
{
    if (!s)
        return;
    sqlite3_finalize(s->insert);
    sqlite3_close(s->db);
    if (s->fd >= 0)
        close(s->fd);
    mk_threads_done(&s->threads);
    mk_names_done(&s->names);
    mk_arena_done(&s->arena);
    mk_buf_done(&s->out);
    mk_buf_done(&s->heads);
    mk_buf_done(&s->children);
    mk_buf_done(&s->ref);
    mk_facts_done(&s->facts);
    mk_facts_done(&s->child_facts);
    free(s);
}

/* ---- taking records ---- */

static int write_out(struct mk_spool *s, struct mk_error *e)
{
    for (size_t at = 0; at < s->out.len;) {
        ssize_t n = write(s->fd, s->out.p + at, s->out.len - at);
        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            return mk_fail_errno(e, "the report's temporary file");
    }
    mk_buf_clear(&s->out);
    return 0;
}

static int take_head(struct mk_spool *s, const struct mk_item *i, struct mk_error *e)
{
    struct mk_head h = { i->kind, mk_arena_copy(&s->arena, i->fields) };
    mk_buf_put(&s->heads, &h, sizeof h);
    if (!h.fields.p || !mk_buf_ok(&s->heads))
        return mk_fail(e, MK_ENOMEM, "report");
    s->current[i->head] = (uint32_t)(s->heads.len / sizeof h);
    return 0;
}

static int index_record(struct mk_spool *s, enum mk_section x, uint32_t thread, int64_t time,
                        uint64_t at, struct mk_error *e)
{
    sqlite3_bind_int(s->insert, 1, (int)x);
    sqlite3_bind_int64(s->insert, 2, thread);
    sqlite3_bind_int64(s->insert, 3, time);
    sqlite3_bind_int64(s->insert, 4, (sqlite3_int64)at);
    int rc = sqlite3_step(s->insert);
    sqlite3_reset(s->insert);
    return rc == SQLITE_DONE ? 0 : mk_fail(e, MK_EIO, "report index: %s", sqlite3_errmsg(s->db));
}

static void stretch(int64_t *first, int64_t *last, int64_t time)
{
    if (time == MK_NO_TIME)
        return;
    *first = time < *first ? time : *first;
    *last = time > *last ? time : *last;
}

/* Reactions and attachments are shown with their message, attachments in a list as well. */
static int take_child(struct mk_spool *s, const struct mk_facts *f, uint64_t at, struct mk_error *e)
{
    struct mk_span parent = mk_fact_text(f, MK_PARENT);
    struct mk_child c = { mk_spool_digest(parent), at, f->kind != MK_REACTION };
    if (!parent.len)
        return 0;
    mk_buf_put(&s->children, &c, sizeof c);
    return mk_buf_ok(&s->children) ? 0 : mk_fail(e, MK_ENOMEM, "report");
}

static int64_t time_of(const struct mk_facts *f)
{
    const struct mk_value *t = mk_fact(f, MK_TIME);
    return t && t->type == MK_T_TIME ? t->i : MK_NO_TIME;
}

static int list(struct mk_spool *s, enum mk_section x, uint32_t thread, const struct mk_facts *f,
                uint64_t at, struct mk_error *e)
{
    int64_t time = time_of(f);
    s->sections[x]++;
    stretch(&s->first[x], &s->last[x], time);
    return index_record(s, x, thread, time, at, e);
}

static int take_facts(struct mk_spool *s, const struct mk_facts *f, uint64_t at, struct mk_error *e)
{
    enum mk_section x = section_of[f->kind];
    uint32_t thread = 0;
    bool child = f->kind == MK_ATTACHMENT || f->kind == MK_REACTION;
    s->kinds[f->kind]++;
    mk_names_take(&s->names, f);
    if (child && take_child(s, f, at, e) != 0)
        return -1;
    if (f->kind == MK_REACTION && mk_fact_text(f, MK_PARENT).len)
        return 0;
    if (x == MK_SEC_MESSAGES) {
        if (mk_threads_of(&thread, &s->threads, f, e) != 0)
            return -1;
        struct mk_thread *k = mk_threads_at(&s->threads, thread);
        if (f->kind == MK_CONVERSATION) {
            k->about = at;
            return 0;
        }
        k->messages++;
        stretch(&k->first, &k->last, time_of(f));
    }
    return list(s, x, thread, f, at, e);
}

static int put_record(uint64_t *at, struct mk_spool *s, uint32_t head, const struct mk_item *i,
                      struct mk_error *e)
{
    size_t before = s->out.len;
    *at = s->end;
    mk_buf_u32le(&s->out, head);
    mk_buf_u8(&s->out, i->has_row);
    mk_buf_u64le(&s->out, (uint64_t)i->row);
    mk_buf_text(&s->out, i->fields);
    if (!mk_buf_ok(&s->out))
        return mk_fail(e, MK_ENOMEM, "report");
    s->end += s->out.len - before;
    return s->out.len >= WRITE_AT ? write_out(s, e) : 0;
}

int mk_spool_note(struct mk_spool *s, enum mk_section section, struct mk_span fields,
                  struct mk_error *e)
{
    struct mk_item i = { .type = 'r', .fields = fields };
    uint64_t at;
    s->sections[section]++;
    return put_record(&at, s, NOTE_HEAD, &i, e) != 0
               ? -1
               : index_record(s, section, 0, MK_NO_TIME, at, e);
}

static int take_record(struct mk_spool *s, const struct mk_item *i, struct mk_error *e)
{
    uint32_t number = s->current[i->head];
    uint64_t at;
    if (!number)
        return mk_fail(e, MK_EPROTO, "a record without head");
    const struct mk_head *h = (const struct mk_head *)(const void *)s->heads.p + (number - 1);
    if (put_record(&at, s, number - 1, i, e) != 0)
        return -1;
    s->facts.has_row = i->has_row;
    s->facts.row = i->row;
    mk_facts_set(&s->facts, h, i->fields);
    return take_facts(s, &s->facts, at, e);
}

int mk_spool_items(struct mk_spool *s, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item i;
    int more, rc = 0;
    while (rc == 0 && (more = mk_item_next(&i, &c)) > 0)
        rc = i.type == 'h' ? take_head(s, &i, e) : take_record(s, &i, e);
    return rc == 0 && mk_cur_left(&c) ? mk_fail(e, MK_EPROTO, "a cut record") : rc;
}

static int by_parent(const void *a, const void *b)
{
    const struct mk_child *x = a, *y = b;
    if (x->parent != y->parent)
        return x->parent < y->parent ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

int mk_spool_sort(struct mk_spool *s, struct mk_error *e)
{
    if (s->children.len)
        qsort(s->children.p, s->children.len / sizeof(struct mk_child), sizeof(struct mk_child),
              by_parent);
    mk_names_sort(&s->names);
    if (write_out(s, e) != 0 || mk_threads_sort(&s->threads, e) != 0)
        return -1;
    return sql(s, "COMMIT; CREATE INDEX i ON r(section, thread, time, at)", e);
}

int mk_spool_unshown(struct mk_spool *s, struct mk_error *e)
{
    struct mk_child *all = (struct mk_child *)(void *)s->children.p;
    size_t n = s->children.len / sizeof *all;
    if (sql(s, "BEGIN", e) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (all[i].shown)
            continue;
        all[i].shown = true;
        if (mk_spool_load(&s->facts, s, all[i].at, e) != 0 ||
            list(s, MK_SEC_OTHER, 0, &s->facts, all[i].at, e) != 0)
            return -1;
    }
    return sql(s, "COMMIT", e);
}

/* ---- figures ---- */

uint64_t mk_spool_count(const struct mk_spool *s, enum mk_kind kind)
{
    return s->kinds[kind];
}

uint64_t mk_spool_section(const struct mk_spool *s, enum mk_section section)
{
    return s->sections[section];
}

bool mk_spool_period(int64_t *first, int64_t *last, const struct mk_spool *s, enum mk_section x)
{
    *first = s->first[x];
    *last = s->last[x];
    return *first <= *last;
}

struct mk_span mk_spool_name(const struct mk_spool *s, struct mk_span key, size_t i)
{
    return mk_names_find(&s->names, key, i);
}

const char *mk_spool_limit(const struct mk_spool *s, size_t i)
{
    const char *said[2];
    size_t n = 0;
    if (s->threads.full)
        said[n++] =
            "more than a million conversations: messages of the others stand in one without "
            "a name";
    if (s->names.full)
        said[n++] = "too many names of contacts: not every number has its name beside it";
    return i < n ? said[i] : NULL;
}

size_t mk_spool_threads(const struct mk_spool *s)
{
    return s->threads.all.len / sizeof(struct mk_thread);
}

const struct mk_thread *mk_spool_thread(const struct mk_spool *s, size_t i)
{
    return mk_threads_at(&s->threads, s->threads.order[i]);
}
