#include "firmware/transport/transport.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"
#include "parsers/base/escape.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/*
 * Plays the parent of moka-adb, for measuring and for a look at a real phone:
 *
 *     adb_fetch PORT list  PATH [FEATURES]
 *     adb_fetch PORT exec  COMMAND [FEATURES]
 *     adb_fetch PORT fetch PATH TO [STREAMS [FEATURES]]    TO: a folder for the files, or -
 *
 * Has to lie beside moka-adb.
 */
#define BATCH 128u

struct parent {
    struct mk_worker w;
    struct mk_buf paths; /* u32 length + bytes, of plain files */
    size_t next, nfiles;
    int dir;
    int out[8]; /* per stream: the file being written */
    unsigned pending[8];
    uint64_t items, bytes, refused, cut, entries, errors;
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what, const struct mk_error *e)
{
    fprintf(stderr, "adb_fetch: %s: %s\n", what, e ? e->text : strerror(errno));
    exit(3);
}

static struct mk_span text(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_u32le(c));
}

static void put_text(struct mk_buf *b, struct mk_span s)
{
    mk_buf_u32le(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

static void say(const char *what, struct mk_span s)
{
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mk_escape_terminal(&b, s);
    printf("%s%.*s\n", what, (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
}

static void send(struct parent *p, uint16_t type, uint16_t stream, struct mk_buf *b)
{
    struct mk_error e;
    if (!mk_buf_ok(b) || mk_chan_send(p->w.chan, type, stream, mk_buf_span(b), &e) != 0)
        die("sending", &e);
    mk_buf_clear(b);
}

static void on_entries(struct parent *p, struct mk_span body, bool print)
{
    struct mk_cursor c = mk_cur(body);
    uint32_t n = mk_cur_u32le(&c);
    for (uint32_t i = 0; i < n && mk_cur_ok(&c); i++) {
        char type = (char)mk_cur_u8(&c);
        uint32_t mode = mk_cur_u32le(&c);
        uint64_t size = mk_cur_u64le(&c);
        mk_cur_u64le(&c);
        uint32_t error = mk_cur_u32le(&c);
        struct mk_span path = text(&c);
        p->entries++;
        p->errors += error != 0;
        if (print) {
            printf("%c %06o %10llu %3u ", type, mode, (unsigned long long)size, error);
            say("", path);
        }
        if (type == 'f' && error == 0) {
            put_text(&p->paths, path);
            p->nfiles++;
        }
    }
}

static void on_item(struct parent *p, const struct mk_frame *f)
{
    struct mk_cursor c = mk_cur(f->body);
    mk_cur_u64le(&c);
    uint8_t status = mk_cur_u8(&c);
    mk_cur_take(&c, 8 + 4 + 8);
    p->items++;
    p->refused += status == 1;
    p->cut += status == 2;
    p->pending[f->stream]--;
    if (status && p->refused + p->cut < 5)
        say("not whole: ", text(&c));
    if (p->out[f->stream] >= 0)
        close(p->out[f->stream]);
    p->out[f->stream] = -1;
}

static void on_data(struct parent *p, const struct mk_frame *f)
{
    struct mk_span s = f->body;
    p->bytes += s.len;
    if (p->dir < 0)
        return;
    int *fd = &p->out[f->stream];
    if (*fd < 0) {
        char name[32];
        snprintf(name, sizeof name, "%u-%07llu", f->stream, (unsigned long long)p->items);
        *fd = openat(p->dir, name, O_WRONLY | O_CREAT | O_EXCL, 0644);
    }
    while (s.len) {
        ssize_t n = write(*fd, s.p, s.len);
        if (n < 0)
            die("write", NULL);
        s = mk_span_from(s, (size_t)n);
    }
}

static void receive(struct parent *p, struct mk_frame *f)
{
    struct mk_error e = { 0 };
    if (mk_chan_recv(f, NULL, p->w.chan, 60000, &e) <= 0)
        die("the worker ended", &e);
    struct mk_cursor c = mk_cur(f->body);
    if (f->type == MK_PH_LOST) {
        say("lost: ", text(&c));
        exit(1);
    }
}

static void ask(struct parent *p, uint16_t stream, struct mk_buf *b)
{
    uint32_t n = 0;
    struct mk_buf head;
    while (p->next < p->paths.len && n < BATCH) {
        struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&p->paths), p->next));
        struct mk_span path = text(&c);
        mk_buf_u64le(b, p->next);
        put_text(b, path);
        p->next += 4 + path.len;
        n++;
    }
    if (n == 0)
        return;
    p->pending[stream] += n;
    mk_buf_init(&head, MK_FRAME_MAX);
    mk_buf_u32le(&head, n);
    mk_buf_put(&head, b->p, b->len);
    mk_buf_clear(b);
    send(p, MK_PH_RECV, stream, &head);
    mk_buf_done(&head);
}

static void fetch(struct parent *p, unsigned streams)
{
    struct mk_buf b;
    struct mk_frame f;
    mk_buf_init(&b, MK_FRAME_MAX);
    for (int round = 0; round < 2; round++)
        for (unsigned s = 1; s <= streams; s++)
            ask(p, (uint16_t)s, &b);
    while (p->items < p->nfiles) {
        receive(p, &f);
        if (f.type == MK_PH_DATA)
            on_data(p, &f);
        else if (f.type == MK_PH_ITEM)
            on_item(p, &f);
        if (f.type == MK_PH_ITEM && p->pending[f.stream] <= BATCH)
            ask(p, f.stream, &b);
    }
    mk_buf_done(&b);
}

static void list(struct parent *p, const char *path, bool print)
{
    struct mk_buf b;
    struct mk_frame f;
    mk_buf_init(&b, 65536);
    put_text(&b, mk_str(path));
    mk_buf_u32le(&b, 64);
    send(p, MK_PH_LIST, 1, &b);
    do {
        receive(p, &f);
        if (f.type == MK_PH_ENTRIES)
            on_entries(p, f.body, print);
    } while (f.type != MK_PH_DONE);
    struct mk_cursor c = mk_cur(f.body);
    uint8_t status = mk_cur_u8(&c);
    mk_cur_u32le(&c);
    printf("listed: status %u ", status);
    say("", text(&c));
    mk_buf_done(&b);
}

static void exec(struct parent *p, const char *command)
{
    struct mk_buf b;
    struct mk_frame f;
    mk_buf_init(&b, 65536);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, 20000);
    put_text(&b, mk_str(command));
    mk_buf_u8(&b, 0);
    send(p, MK_PH_EXEC, 1, &b);
    do {
        receive(p, &f);
        p->bytes += f.body.len;
        if (f.body.len < 2000 && f.type != MK_PH_DONE)
            say(f.type == MK_PH_DATA ? "out: " : "err: ", f.body);
    } while (f.type != MK_PH_DONE);
    struct mk_cursor c = mk_cur(f.body);
    uint8_t status = mk_cur_u8(&c);
    int32_t code = (int32_t)mk_cur_u32le(&c);
    printf("%llu bytes, status %u, exit code %d ", (unsigned long long)p->bytes, status, code);
    say("", text(&c));
    mk_buf_done(&b);
}

static void start(struct parent *p, const char *port, const char *features)
{
    struct mk_error e = { 0 };
    struct mk_frame f;
    struct mk_buf b;
    int fd;
    if (mk_tcp_connect(&fd, "127.0.0.1", (uint16_t)strtoul(port, NULL, 10), 5000, &e) != 0)
        die("connect", &e);
    struct mk_worker_spec spec = { .program = "moka-adb", .fds = &fd, .nfds = 1 };
    if (mk_worker_spawn(&p->w, &spec, &e) != 0)
        die("spawn", &e);
    close(fd);
    mk_buf_init(&b, 4096);
    put_text(&b, mk_str(features));
    send(p, MK_PH_OPEN, 0, &b);
    do {
        receive(p, &f);
        struct mk_cursor c = mk_cur(f.body);
        say(f.type == MK_PH_HELLO ? "worker: " : "phone: ", text(&c));
    } while (f.type != MK_PH_PHONE);
    mk_buf_done(&b);
}

int main(int argc, char **argv)
{
    struct parent p = { .dir = -1, .out = { -1, -1, -1, -1, -1, -1, -1, -1 } };
    int status;
    if (argc < 4)
        return 2;
    bool fetching = strcmp(argv[2], "fetch") == 0;
    int at = fetching ? 6 : 4;
    mk_buf_init(&p.paths, (size_t)256 << 20);
    start(&p, argv[1], argc > at ? argv[at] : "");
    double t0 = now();
    if (strcmp(argv[2], "exec") == 0) {
        exec(&p, argv[3]);
    } else {
        list(&p, argv[3], !fetching);
        double t1 = now();
        printf("%llu entries, %llu with errors, %.3f s\n", (unsigned long long)p.entries,
               (unsigned long long)p.errors, t1 - t0);
        if (fetching && argc > 4) {
            if (strcmp(argv[4], "-") != 0)
                p.dir = open(argv[4], O_RDONLY | O_DIRECTORY);
            fetch(&p, argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : 1);
            if (p.dir >= 0 && syncfs(p.dir) != 0)
                die("sync", NULL);
            printf("%llu files, %llu bytes, %llu refused, %llu cut, %.3f s\n",
                   (unsigned long long)p.items, (unsigned long long)p.bytes,
                   (unsigned long long)p.refused, (unsigned long long)p.cut, now() - t1);
        }
    }
    printf("%.3f s in all\n", now() - t0);
    mk_worker_end(&p.w, &status);
    mk_buf_done(&p.paths);
    return 0;
}
