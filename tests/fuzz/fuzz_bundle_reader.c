#include "firmware/bundle/bundle.h"
#include "firmware/bundle/journal.h"
#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A bundle from anybody, listed and opened. First byte even: the rest is index.jsonl. Odd: each
 * line of the rest is a line of the journal and gets the checksum it needs.
 */
static char dir[64];

static void put(const char *name, struct mk_span s)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, s.p, s.len) != (ssize_t)s.len || close(fd) != 0)
        abort();
}

static void take(const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    unlink(path);
}

static void remove_all(void)
{
    static const char *const files[] = { "index.jsonl", "journal", "data/000/0000001" };
    static const char *const folders[] = { "data/000", "data", "." };
    char path[128];
    for (size_t i = 0; i < 3; i++)
        take(files[i]);
    for (size_t i = 0; i < 3; i++) {
        snprintf(path, sizeof path, "%s/%s", dir, folders[i]);
        rmdir(i < 2 ? path : dir);
    }
}

static void make(void)
{
    char path[128];
    snprintf(dir, sizeof dir, "%s/moka-fuzz-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(dir))
        abort();
    snprintf(path, sizeof path, "%s/data", dir);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/data/000", dir);
    mkdir(path, 0700);
    put("data/000/0000001", mk_str("x"));
    atexit(remove_all);
}

static void put_journal(struct mk_span in)
{
    struct mk_chain c;
    struct mk_buf b;
    mk_buf_init(&b, (size_t)64 << 20);
    if (mk_chain_init(&c, NULL) != 0)
        abort();
    for (size_t at = 0; at < in.len;) {
        const uint8_t *lf = memchr(in.p + at, '\n', in.len - at);
        size_t n = (lf ? (size_t)(lf - in.p) : in.len) - at;
        if (mk_chain_next(&c, mk_span(in.p + at, n), NULL) != 0)
            abort();
        mk_buf_printf(&b, "%s ", c.digits);
        mk_buf_put(&b, in.p + at, n);
        mk_buf_u8(&b, '\n');
        at += n + 1;
    }
    put(MK_JOURNAL_NAME, mk_buf_span(&b));
    mk_chain_done(&c);
    mk_buf_done(&b);
}

struct walk {
    const struct mk_source *src;
    uint64_t least;
};

static int each(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct walk *w = u;
    struct mk_file f;
    (void)e;
    assert(en->id >= w->least && en->id <= MK_OBJECT_MAX);
    assert(en->path.len <= MK_OBJECT_PATH_MAX && en->role < MK_ROLE_COUNT);
    w->least = en->id + 1;
    if (w->src->open(&f, w->src->u, en->id, NULL) == 0) {
        assert(en->id == 1 && f.size == 1); /* the only one there is */
        mk_file_close(&f);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_source src;
    struct walk w = { &src, 0 };
    struct mk_error e;
    if (!*dir)
        make();
    if (size == 0)
        return 0;
    struct mk_span in = mk_span_from(mk_span(data, size), 1);
    if (data[0] & 1) {
        put_journal(in);
    } else {
        take(MK_JOURNAL_NAME);
        put("index.jsonl", in);
    }
    if (mk_source_bundle(&src, dir, &e) != 0)
        abort();
    if (src.list(src.u, each, &w, &e) != 0)
        assert(e.code != MK_OK);
    mk_source_done(&src);
    return 0;
}
