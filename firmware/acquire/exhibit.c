#include "firmware/acquire/exhibit.h"
#include "firmware/transport/transport.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CONNECT_MS 10000
#define ANSWER_MS  120000 /* silence of a phone before it counts as lost */
#define EXEC_MS    300000u

struct mk_exhibit {
    char device[128];
    struct mk_worker worker;
    struct mk_exhibit_facts facts;
};

static struct mk_span text_of(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_u32le(c));
}

static void put_text(struct mk_buf *b, struct mk_span s)
{
    mk_buf_u32le(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

/* Next frame of the worker. LOST and a worker that went are MK_ECLOSED here, for all callers. */
static int next_frame(struct mk_frame *f, struct mk_exhibit *x, struct mk_error *e)
{
    int got = mk_chan_recv(f, NULL, x->worker.chan, ANSWER_MS, e);
    if (got < 0)
        return mk_fail_in(e, "phone worker");
    if (got == 0)
        return mk_fail(e, MK_ESTATE, "the phone worker died");
    if (f->type != MK_PH_LOST)
        return 0;
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span why = text_of(&c);
    return mk_fail(e, MK_ECLOSED, "the connection to the phone is gone: %.*s",
                   (int)(why.len < 200 ? why.len : 200), (const char *)why.p);
}

static int bad_frame(const struct mk_frame *f, struct mk_error *e)
{
    return mk_fail(e, MK_EPROTO, "phone worker: frame %u does not belong here", f->type);
}

static int send(struct mk_exhibit *x, uint16_t type, uint16_t stream, struct mk_buf *body,
                struct mk_error *e)
{
    if (!mk_buf_ok(body))
        return mk_fail(e, MK_ENOMEM, "request to the phone worker");
    return mk_chan_send(x->worker.chan, type, stream, mk_buf_span(body), e);
}

/* ---- connecting ---- */

static int read_phone(struct mk_exhibit_facts *facts, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    struct mk_span banner = text_of(&c);
    mk_cur_u32le(&c); /* the worker's own feature bits */
    struct mk_span features = text_of(&c);
    facts->version = mk_cur_u32le(&c);
    facts->max_payload = mk_cur_u32le(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "phone worker: short greeting");
    mk_buf_put(&facts->banner, banner.p, banner.len);
    mk_buf_put(&facts->features, features.p, features.len);
    return mk_buf_ok(&facts->banner) && mk_buf_ok(&facts->features)
               ? 0
               : mk_fail(e, MK_ELIMIT, "the phone's greeting is too long");
}

static int greet(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf none;
    mk_buf_init(&none, 16);
    put_text(&none, mk_str(""));
    int rc = send(x, MK_PH_OPEN, 0, &none, e);
    mk_buf_done(&none);
    while (rc == 0 && (rc = next_frame(&f, x, e)) == 0) {
        struct mk_cursor c = mk_cur(f.body);
        struct mk_span lines;
        switch (f.type) {
        case MK_PH_HELLO:
            lines = text_of(&c);
            mk_buf_put(&x->facts.sandbox, lines.p, lines.len);
            break;
        case MK_PH_AUTH: /* a network phone that wants a key: see README, "What is not there yet" */
            return mk_fail(e, MK_EAUTH,
                           "the phone asks for an authorised key; over TCP this "
                           "version only talks to phones that ask for none");
        case MK_PH_PHONE:
            return read_phone(&x->facts, f.body, e);
        default:
            rc = bad_frame(&f, e);
        }
    }
    return rc;
}

static int open_device(int *fd, const char *device, struct mk_error *e)
{
    char host[64], *end;
    const char *colon = strrchr(device, ':');
    size_t n = colon > device + 4 ? (size_t)(colon - device) - 4 : 0;
    unsigned long port = n ? strtoul(colon + 1, &end, 10) : 0;
    if (strncmp(device, "tcp:", 4) != 0 || n == 0 || n >= sizeof host || *end || port == 0 ||
        port > 65535)
        return mk_fail(e, MK_EUSAGE, "device \"%s\" is not tcp:ADDRESS:PORT", device);
    snprintf(host, sizeof host, "%.*s", (int)n, device + 4);
    return mk_tcp_connect(fd, host, (uint16_t)port, CONNECT_MS, e);
}

/* Connects and hands the socket to a new worker, which needs no socket of its own. */
static int join(struct mk_exhibit *x, struct mk_error *e)
{
    int fd = -1;
    if (open_device(&fd, x->device, e))
        return -1;
    const struct mk_worker_spec spec = { .program = "moka-adb", .fds = &fd, .nfds = 1 };
    int rc = mk_worker_spawn(&x->worker, &spec, e);
    close(fd);
    return rc ? rc : greet(x, e);
}

static void facts_clear(struct mk_exhibit_facts *f)
{
    mk_buf_clear(&f->sandbox);
    mk_buf_clear(&f->banner);
    mk_buf_clear(&f->features);
}

int mk_exhibit_reconnect(struct mk_exhibit *x, struct mk_error *e)
{
    mk_worker_kill(&x->worker);
    x->worker = (struct mk_worker){ 0 };
    facts_clear(&x->facts);
    return join(x, e);
}

int mk_exhibit_connect(struct mk_exhibit **out, const char *device, struct mk_error *e)
{
    struct mk_exhibit *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "exhibit");
    snprintf(x->device, sizeof x->device, "%s", device);
    mk_buf_init(&x->facts.sandbox, 8192);
    mk_buf_init(&x->facts.banner, 65536);
    mk_buf_init(&x->facts.features, 65536);
    if (join(x, e)) {
        mk_exhibit_free(x);
        return -1;
    }
    *out = x;
    return 0;
}

void mk_exhibit_free(struct mk_exhibit *x)
{
    if (!x)
        return;
    if (x->worker.pid)
        mk_worker_kill(&x->worker);
    mk_buf_done(&x->facts.sandbox);
    mk_buf_done(&x->facts.banner);
    mk_buf_done(&x->facts.features);
    free(x);
}

const struct mk_exhibit_facts *mk_exhibit_facts(const struct mk_exhibit *x)
{
    return &x->facts;
}

struct mk_span mk_exhibit_prop(const struct mk_exhibit *x, const char *key)
{
    struct mk_span all = mk_buf_span(&x->facts.banner);
    size_t n = strlen(key);
    for (size_t at = 0; at < all.len;) {
        struct mk_span rest = mk_span_from(all, at);
        const uint8_t *end = memchr(rest.p, ';', rest.len);
        struct mk_span part = mk_span(rest.p, end ? (size_t)(end - rest.p) : rest.len);
        at += part.len + 1;
        const uint8_t *head = part.len ? memrchr(part.p, ':', part.len) : NULL;
        if (head && mk_span_starts(part, mk_str("device:"))) /* the first one: "device::key=..." */
            part = mk_span_from(part, (size_t)(head - part.p) + 1);
        if (part.len > n && memcmp(part.p, key, n) == 0 && part.p[n] == '=')
            return mk_span_from(part, n + 1);
    }
    return mk_span(NULL, 0);
}

/* ---- answers ---- */

void mk_answer_init(struct mk_answer *a)
{
    *a = (struct mk_answer){ .exit_code = -1 };
    mk_buf_init(&a->singles, (MK_PH_SINGLES + 1) * sizeof(int64_t));
    mk_buf_init(&a->changed, (MK_PH_SINGLES + 1) * sizeof(int64_t));
}

void mk_answer_done(struct mk_answer *a)
{
    mk_buf_done(&a->singles);
    mk_buf_done(&a->changed);
}

static void read_ids(struct mk_buf *out, struct mk_cursor *c)
{
    size_t n = mk_cur_count(c, mk_cur_u32le(c), 8);
    mk_buf_clear(out);
    for (size_t i = 0; i < n; i++) {
        int64_t id = (int64_t)mk_cur_u64le(c);
        mk_buf_put(out, &id, sizeof id);
    }
}

static int read_done(struct mk_answer *a, struct mk_span body, const struct mk_analysis *how,
                     struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    a->status = mk_cur_u8(&c);
    a->exit_code = (int)mk_cur_u32le(&c);
    struct mk_span why = text_of(&c);
    snprintf(a->why, sizeof a->why, "%.*s", (int)(why.len < 199 ? why.len : 199),
             (const char *)why.p);
    if (how && how->role != MK_ROLE_FILE) {
        a->content = (enum mk_content_answer)mk_cur_u8(&c);
        a->flags = mk_cur_u32le(&c);
        a->rows = mk_cur_u64le(&c);
        a->first = (int64_t)mk_cur_u64le(&c);
        a->last = (int64_t)mk_cur_u64le(&c);
        read_ids(&a->singles, &c);
        read_ids(&a->changed, &c);
    }
    return mk_cur_ok(&c) && mk_buf_ok(&a->singles) && mk_buf_ok(&a->changed)
               ? 0
               : mk_fail(e, MK_EPROTO, "phone worker: damaged end of an answer");
}

static void put_analysis(struct mk_buf *b, const struct mk_analysis *how)
{
    mk_buf_u8(b, (uint8_t)how->role);
    if (how->role == MK_ROLE_FILE)
        return;
    mk_buf_u64le(b, (uint64_t)how->row);
    put_text(b, how->columns);
}

/* Everything that comes back on one stream, up to its DONE. */
static int collect(struct mk_answer *a, struct mk_exhibit *x, const struct mk_analysis *how,
                   mk_bytes *out, mk_bytes *err, void *u, struct mk_error *e)
{
    struct mk_frame f;
    int rc;
    while ((rc = next_frame(&f, x, e)) == 0) {
        if (f.type == MK_PH_DONE)
            return read_done(a, f.body, how, e);
        if (f.type == MK_PH_DATA && out)
            rc = out(u, f.body, e);
        else if (f.type == MK_PH_DATA_ERR && err)
            rc = err(u, f.body, e);
        else
            rc = bad_frame(&f, e);
        if (rc)
            break;
    }
    return rc;
}

int mk_exhibit_exec(struct mk_answer *a, struct mk_exhibit *x, struct mk_span command,
                    const struct mk_analysis *how, mk_bytes *out, mk_bytes *err, void *u,
                    struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, EXEC_MS);
    put_text(&b, command);
    put_analysis(&b, how);
    int rc = send(x, MK_PH_EXEC, 1, &b, e);
    mk_buf_done(&b);
    return rc ? rc : collect(a, x, how, out, err, u, e);
}

static int to_buffer(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct mk_buf *out = u;
    size_t room = out->max - out->len;
    (void)e;
    mk_buf_put(out, bytes.p, bytes.len < room ? bytes.len : room);
    return 0;
}

static int to_nowhere(void *u, struct mk_span bytes, struct mk_error *e)
{
    (void)u;
    (void)bytes;
    (void)e;
    return 0;
}

int mk_exhibit_text(struct mk_answer *a, struct mk_exhibit *x, struct mk_span command,
                    struct mk_buf *out, struct mk_error *e)
{
    const struct mk_analysis none = { .role = MK_ROLE_FILE };
    return mk_exhibit_exec(a, x, command, &none, to_buffer, to_nowhere, out, e);
}

static int feed_file(struct mk_exhibit *x, struct mk_file *stored, struct mk_error *e)
{
    uint8_t block[65536];
    size_t got;
    for (uint64_t at = 0; at < stored->size; at += got) {
        if (stored->pread(stored->u, at, block, sizeof block, &got, e))
            return -1;
        if (got == 0)
            return mk_fail(e, MK_EIO, "a stored answer is shorter than it was");
        if (mk_chan_send(x->worker.chan, MK_PH_FEED_DATA, 1, mk_span(block, got), e))
            return -1;
    }
    return 0;
}

int mk_exhibit_replay(struct mk_answer *a, struct mk_exhibit *x, const struct mk_analysis *how,
                      struct mk_file *stored, struct mk_span stored_err, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    put_analysis(&b, how);
    int rc = send(x, MK_PH_FEED, 1, &b, e);
    mk_buf_clear(&b);
    if (rc == 0)
        rc = feed_file(x, stored, e);
    if (rc == 0 && stored_err.len)
        rc = mk_chan_send(x->worker.chan, MK_PH_FEED_ERR, 1, stored_err, e);
    if (rc == 0)
        rc = send(x, MK_PH_FEED_END, 1, &b, e);
    mk_buf_done(&b);
    return rc ? rc : collect(a, x, how, NULL, NULL, NULL, e);
}

/* ---- listing ---- */

static int each_entry(struct mk_span body, mk_listing *each, void *u, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    size_t n = mk_cur_count(&c, mk_cur_u32le(&c), 29);
    for (size_t i = 0; i < n; i++) {
        struct mk_listed en = { .type = (char)mk_cur_u8(&c) };
        en.mode = mk_cur_u32le(&c);
        en.size = mk_cur_u64le(&c);
        en.mtime_s = (int64_t)mk_cur_u64le(&c);
        en.error = mk_cur_u32le(&c);
        en.path = text_of(&c);
        if (!mk_cur_ok(&c))
            break;
        if (each(u, &en, e))
            return -1;
    }
    return mk_cur_ok(&c) ? 0 : mk_fail(e, MK_EPROTO, "phone worker: damaged listing");
}

int mk_exhibit_list(struct mk_answer *a, struct mk_exhibit *x, struct mk_span path,
                    uint32_t depth_max, mk_listing *each, void *u, struct mk_error *e)
{
    struct mk_frame f;
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    put_text(&b, path);
    mk_buf_u32le(&b, depth_max);
    int rc = send(x, MK_PH_LIST, 1, &b, e);
    mk_buf_done(&b);
    while (rc == 0 && (rc = next_frame(&f, x, e)) == 0) {
        if (f.type == MK_PH_DONE)
            return read_done(a, f.body, NULL, e);
        rc = f.type == MK_PH_ENTRIES ? each_entry(f.body, each, u, e) : bad_frame(&f, e);
    }
    return rc;
}

/* ---- files ---- */

struct fetching {
    struct mk_exhibit *x;
    const struct mk_fetch *f;
    size_t asked; /* and not ended yet */
    bool dry;     /* next() has no more */
    struct mk_buf body;
};

/* Tops up what is on its way: one RECV frame with as many files as fit. */
static int ask(struct fetching *w, struct mk_error *e)
{
    uint32_t n = 0;
    uint64_t item;
    struct mk_span path;
    mk_buf_clear(&w->body);
    mk_buf_u32le(&w->body, 0);
    while (!w->dry && w->asked < w->f->ahead && w->body.len < 512 * 1024) {
        int got = w->f->next(w->f->u, &item, &path, e);
        if (got < 0)
            return -1;
        w->dry = got == 0;
        if (got != 1)
            break;
        mk_buf_u64le(&w->body, item);
        put_text(&w->body, path);
        w->asked++;
        n++;
    }
    for (size_t i = 0; n && i < 4; i++)
        w->body.p[i] = (uint8_t)(n >> 8 * i);
    return n ? send(w->x, MK_PH_RECV, 1, &w->body, e) : 0;
}

static int ended(struct fetching *w, struct mk_span body, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(body);
    uint64_t item = mk_cur_u64le(&c);
    int status = mk_cur_u8(&c);
    mk_cur_u64le(&c); /* bytes: counted on arrival */
    uint32_t mode = mk_cur_u32le(&c);
    int64_t mtime_s = (int64_t)mk_cur_u64le(&c);
    struct mk_span why = text_of(&c);
    if (!mk_cur_ok(&c) || w->asked == 0)
        return mk_fail(e, MK_EPROTO, "phone worker: damaged end of a file");
    w->asked--;
    return w->f->end(w->f->u, item, status, mode, mtime_s, why, e);
}

static int fetch_all(struct fetching *w, struct mk_error *e)
{
    struct mk_frame f;
    bool open = false; /* the worker still owes a DONE */
    for (;;) {
        size_t before = w->asked;
        if (w->asked <= w->f->ahead / 2 && ask(w, e))
            return -1;
        open = open || w->asked > before;
        if (!open)
            return w->asked ? mk_fail(e, MK_EPROTO, "phone worker: it forgot files") : 0;
        if (next_frame(&f, w->x, e))
            return -1;
        int rc = 0;
        if (f.type == MK_PH_DATA)
            rc = w->f->bytes(w->f->u, f.body, e);
        else if (f.type == MK_PH_ITEM)
            rc = ended(w, f.body, e);
        else if (f.type == MK_PH_DONE)
            open = w->asked > 0; /* what was asked after it ran dry starts it anew */
        else
            rc = bad_frame(&f, e);
        if (rc)
            return rc;
    }
}

int mk_exhibit_fetch(struct mk_exhibit *x, const struct mk_fetch *f, struct mk_error *e)
{
    struct fetching w = { .x = x, .f = f };
    mk_buf_init(&w.body, MK_FRAME_MAX);
    int rc = fetch_all(&w, e);
    mk_buf_done(&w.body);
    return rc;
}
