/*
 * A sealed bundle, changed once at random, a thousand times over: each change has to be named and
 * none may pass as intact. MOKA_CHANGES sets the number, MOKA_SEED the generator's start.
 */
#include "firmware/bundle/bundle.h"
#include "tests/lib/hand_bundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#if defined __SANITIZE_ADDRESS__
#define CHANGES 100
#else
#define CHANGES 1000
#endif

static char dir[64], work[100], good[100], other[100];
static uint64_t state;

static unsigned dice(size_t n) /* 0 .. n - 1 (splitmix64) */
{
    uint64_t z = state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (unsigned)((z ^ z >> 31) % n);
}

/* ---- the files of a bundle ---- */

#define FILES_MAX 100
static char files[FILES_MAX][60]; /* of the good bundle */
static size_t nfiles;

static int list_one(const char *path, const struct stat *st, int type, struct FTW *f)
{
    (void)st;
    (void)f;
    if (type == FTW_F) {
        assert_true(nfiles < FILES_MAX);
        snprintf(files[nfiles++], sizeof files[0], "%s", path + strlen(good) + 1);
    }
    return 0;
}

static void copy_file(const char *from, const char *to)
{
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    stock_read(&b, from);
    stock_write(to, mk_buf_span(&b));
    mk_buf_done(&b);
}

static void fresh(void)
{
    static const char *const folders[] = { "",          "/data",    "/data/000",
                                           "/data/001", "/custody", "/signatures" };
    char from[200], to[200];
    if (access(work, F_OK) == 0)
        stock_remove(work);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(to, sizeof to, "%s%s", work, folders[i]);
        assert_int_equal(mkdir(to, 0700), 0);
    }
    for (size_t i = 0; i < nfiles; i++) {
        snprintf(from, sizeof from, "%s/%s", good, files[i]);
        snprintf(to, sizeof to, "%s/%s", work, files[i]);
        copy_file(from, to);
    }
}

static const char *in_work(const char *name)
{
    return stock_path(work, name);
}

static void load(struct mk_buf *b, const char *name)
{
    mk_buf_init(b, 1 << 20);
    stock_read(b, in_work(name));
}

/* A file that holds something. */
static const char *any_file(struct mk_buf *b)
{
    for (;;) {
        const char *name = files[dice(nfiles)];
        load(b, name);
        if (b->len)
            return name;
        mk_buf_done(b);
    }
}

static void store(const char *name, struct mk_buf *b)
{
    stock_write(in_work(name), mk_buf_span(b));
    mk_buf_done(b);
}

/* ---- changes: each returns what a finding has to mention ---- */

static const char *also; /* or this, where one change touches two files */

static const char *flip(void)
{
    struct mk_buf b;
    const char *name = any_file(&b);
    b.p[dice(b.len)] ^= (uint8_t)(1 << dice(8));
    store(name, &b);
    return name;
}

static const char *truncated(void)
{
    struct mk_buf b;
    const char *name = any_file(&b);
    b.len = dice(4) ? dice(b.len) : b.len - 1;
    store(name, &b);
    return name;
}

static const char *append(void)
{
    static const char *const tails[] = { "\n", " ", "\r\n", "{}\n", "x", "\0" };
    struct mk_buf b;
    const char *name = files[dice(nfiles)];
    size_t i = dice(sizeof tails / sizeof *tails);
    load(&b, name);
    mk_buf_put(&b, tails[i], tails[i][0] ? strlen(tails[i]) : 1);
    store(name, &b);
    return name;
}

static const char *deleted(void)
{
    const char *name = files[dice(nfiles)];
    assert_int_equal(unlink(in_work(name)), 0);
    return name;
}

/* A name that is not there yet, anywhere. */
static const char *new_name(void)
{
    static const char *const places[] = { "",          "data/",    "data/000/",
                                          "data/001/", "custody/", "signatures/" };
    static const char *const names[] = { "x",
                                         ".hidden",
                                         "0000001",
                                         "0009999",
                                         "00009990",
                                         "000",
                                         "002",
                                         "9990",
                                         "log.jsonl~",
                                         "kit.sig.bak",
                                         "Kit.sig",
                                         "lock",
                                         "index.jsonl2",
                                         "fetch.txt",
                                         "derived",
                                         "merkle.json",
                                         "manifest-md5.txt",
                                         "transfers",
                                         "a b\n" };
    static char path[100];
    do
        snprintf(path, sizeof path, "%s%s", places[dice(6)],
                 names[dice(sizeof names / sizeof *names)]);
    while (access(in_work(path), F_OK) == 0);
    return path;
}

static const char *mention(const char *path) /* how a finding spells it */
{
    static char text[100];
    snprintf(text, sizeof text, "%s", path);
    char *lf = strchr(text, '\n');
    if (lf)
        snprintf(lf, sizeof text - (size_t)(lf - text), "\\u{a}");
    return text;
}

static const char *added_file(void)
{
    const char *name = new_name();
    stock_write(in_work(name), mk_str(dice(2) ? "foreign" : ""));
    return mention(name);
}

static const char *added_folder(void)
{
    const char *name = new_name();
    assert_int_equal(mkdir(in_work(name), 0700), 0);
    return mention(name);
}

static const char *added_link(void)
{
    const char *name = new_name();
    assert_int_equal(symlink(dice(2) ? "/etc/passwd" : "bagit.txt", in_work(name)), 0);
    return mention(name);
}

static const char *added_pipe(void)
{
    const char *name = new_name();
    assert_int_equal(mkfifo(in_work(name), 0600), 0);
    return mention(name);
}

static const char *renamed(void)
{
    const char *from = files[dice(nfiles)], *to = new_name();
    assert_int_equal(rename(in_work(from), in_work(to)), 0);
    return from;
}

static const char *renamed_over(void)
{
    const char *from = files[dice(nfiles)], *to = files[dice(nfiles)];
    if (from == to)
        return renamed();
    assert_int_equal(rename(in_work(from), in_work(to)), 0);
    also = to;
    return from;
}

static const char *swapped(void)
{
    struct mk_buf a, b;
    for (;;) {
        const char *x = any_file(&a), *y = any_file(&b);
        if (!mk_span_eq(mk_buf_span(&a), mk_buf_span(&b))) {
            store(x, &b);
            store(y, &a);
            also = y;
            return x;
        }
        mk_buf_done(&a);
        mk_buf_done(&b);
    }
}

static const char *replaced_by_link(void)
{
    const char *name = files[dice(nfiles)];
    char target[200];
    snprintf(target, sizeof target, "%s/%s", good, name); /* with the very same content */
    assert_int_equal(unlink(in_work(name)), 0);
    assert_int_equal(symlink(target, in_work(name)), 0);
    return name;
}

static const char *replaced_by_pipe_or_folder(void)
{
    const char *name = files[dice(nfiles)];
    assert_int_equal(unlink(in_work(name)), 0);
    assert_int_equal(dice(2) ? mkfifo(in_work(name), 0600) : mkdir(in_work(name), 0700), 0);
    return name;
}

static const char *folder_replaced_by_link(void)
{
    static const char *const folders[] = { "data", "data/000", "custody", "signatures" };
    const char *name = folders[dice(4)];
    char target[200];
    snprintf(target, sizeof target, "%s/%s", good, name);
    stock_remove(in_work(name));
    assert_int_equal(symlink(target, in_work(name)), 0);
    return name;
}

static const char *lines_in_other_order(void)
{
    static const char *const lists[] = { "manifest-sha256.txt",    "index.jsonl",
                                         "coverage.jsonl",         "custody/log.jsonl",
                                         "tagmanifest-sha256.txt", "bag-info.txt" };
    struct mk_buf b, out;
    const char *name = lists[dice(6)];
    load(&b, name);
    mk_buf_init(&out, 1 << 20);
    const uint8_t *cut = memchr(b.p, '\n', b.len), *end = b.p + b.len;
    for (unsigned skip = dice(3); skip && cut + 1 < end; skip--) {
        const uint8_t *next = memchr(cut + 1, '\n', (size_t)(end - cut) - 1);
        cut = next && next + 1 < end ? next : cut;
    }
    mk_buf_put(&out, cut + 1, (size_t)(end - cut) - 1);
    mk_buf_put(&out, b.p, (size_t)(cut - b.p) + 1);
    mk_buf_done(&b);
    store(name, &out);
    return name;
}

static const char *line_doubled(void)
{
    static const char *const lists[] = { "manifest-sha256.txt", "index.jsonl", "coverage.jsonl",
                                         "custody/log.jsonl", "tagmanifest-sha256.txt" };
    struct mk_buf b;
    const char *name = lists[dice(5)];
    load(&b, name);
    const uint8_t *last = memrchr(b.p, '\n', b.len - 1);
    size_t from = last ? (size_t)(last - b.p) + 1 : 0, n = b.len - from;
    uint8_t *room = mk_buf_room(&b, n);
    assert_non_null(room);
    memcpy(room, b.p + from, n);
    b.len += n;
    store(name, &b);
    return name;
}

static const char *stripped(void)
{
    unsigned which = dice(4);
    if (which == 0 || which == 2)
        unlink(in_work("signatures/kit.sig"));
    if (which == 1 || which == 2)
        unlink(in_work("signatures/officer.sig"));
    if (which == 3)
        stock_remove(in_work("signatures"));
    return which == 1 ? "signatures/officer.sig" : "signatures/kit.sig";
}

static const char *replayed(void)
{
    const char *name = dice(2) ? "signatures/kit.sig" : "signatures/officer.sig";
    copy_file(stock_path(other, name), in_work(name));
    return name;
}

static const char *signatures_exchanged(void)
{
    struct mk_buf a, b;
    load(&a, "signatures/kit.sig");
    load(&b, "signatures/officer.sig");
    store("signatures/kit.sig", &b);
    store("signatures/officer.sig", &a);
    return "signatures/kit.sig";
}

#define GOOD .objects = 20, .first = 9990, .seed = 1

/* Something else, with every hash, chain and count right. */
static struct hand_bundle lie(void)
{
    struct hand_bundle m = { GOOD, .officer = hand_officer };
    unsigned what = dice(4);
    m.edited = what == 0 ? 1 + dice(20) : 0;
    m.edited_custody = what == 1;
    m.edited_coverage = what == 2;
    m.edited_info = what == 3;
    return m;
}

static void rebuilt(const struct hand_bundle *m)
{
    stock_remove(work);
    hand_bundle(work, m);
}

static const char *edited_and_signed_by_another(void)
{
    struct hand_bundle m = lie();
    m.kit = hand_stranger;
    rebuilt(&m);
    return "signatures/kit.sig";
}

static const char *edited_under_the_old_signatures(void)
{
    struct hand_bundle m = lie();
    m.kit = hand_kit;
    rebuilt(&m);
    copy_file(stock_path(good, "signatures/kit.sig"), in_work("signatures/kit.sig"));
    copy_file(stock_path(good, "signatures/officer.sig"), in_work("signatures/officer.sig"));
    return "signatures/kit.sig";
}

static const char *officer_stripped_with_the_mention(void)
{
    struct hand_bundle m = { GOOD, .kit = dice(2) ? hand_stranger : hand_kit };
    rebuilt(&m);
    if (m.kit == hand_kit)
        copy_file(stock_path(good, "signatures/kit.sig"), in_work("signatures/kit.sig"));
    return "signatures/kit.sig";
}

/* One part is another's, with its own hashes right inside: the chain, the list. */
static const char *part_of_a_lie(void)
{
    static const char *const parts[] = { "custody/log.jsonl", "manifest-sha256.txt", "index.jsonl",
                                         "coverage.jsonl", "bag-info.txt" };
    char lies[100];
    struct hand_bundle m = { GOOD, .kit = hand_kit, .officer = hand_officer, .edited = 2 };
    m.edited_custody = m.edited_coverage = m.edited_info = true;
    const char *name = parts[dice(5)];
    snprintf(lies, sizeof lies, "%s/lies", dir);
    hand_bundle(lies, &m);
    copy_file(stock_path(lies, name), in_work(name));
    stock_remove(lies);
    return name;
}

static const struct {
    const char *(*make)(void);
    unsigned weight;
} changes[] = {
    { flip, 30 },
    { truncated, 10 },
    { append, 8 },
    { deleted, 8 },
    { added_file, 8 },
    { added_folder, 4 },
    { added_link, 4 },
    { added_pipe, 2 },
    { renamed, 6 },
    { renamed_over, 4 },
    { swapped, 6 },
    { replaced_by_link, 4 },
    { replaced_by_pipe_or_folder, 4 },
    { folder_replaced_by_link, 2 },
    { lines_in_other_order, 6 },
    { line_doubled, 3 },
    { stripped, 3 },
    { replayed, 3 },
    { signatures_exchanged, 1 },
    { edited_and_signed_by_another, 5 },
    { edited_under_the_old_signatures, 4 },
    { officer_stripped_with_the_mention, 3 },
    { part_of_a_lie, 4 },
};
#define KINDS (sizeof changes / sizeof *changes)

/* ---- judging ---- */

struct said {
    const char *mention;
    bool bad, named;
    char text[20000];
    size_t len;
};

static void hear(void *u, bool bad, const char *text)
{
    struct said *s = u;
    s->bad |= bad;
    s->named |= bad && (strstr(text, s->mention) || (also && strstr(text, also)));
    /* What the tag manifest's own change breaks is its signatures. */
    if (bad && !strcmp(s->mention, "tagmanifest-sha256.txt") && strstr(text, "signatures/kit.sig"))
        s->named = true;
    if (s->len < sizeof s->text)
        s->len += (size_t)snprintf(s->text + s->len, sizeof s->text - s->len, "%s%s\n",
                                   bad ? "BAD " : "", text);
}

static enum mk_verdict verify(struct said *s, const char *bundle, const char *about)
{
    enum mk_verdict v = MK_INTACT;
    struct mk_error e = { 0 };
    *s = (struct said){ .mention = about };
    int rc = mk_verify(&v, bundle, stock_path(dir, "trust"), NULL, hear, s, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    return v;
}

static size_t any_kind(void)
{
    unsigned sum = 0, at;
    for (size_t i = 0; i < KINDS; i++)
        sum += changes[i].weight;
    at = dice(sum);
    size_t i = 0;
    while (at >= changes[i].weight)
        at -= changes[i++].weight;
    return i;
}

static long number(const char *name, long otherwise)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : otherwise;
}

static void every_single_change_is_named_and_none_is_intact(void **s)
{
    (void)s;
    struct said said;
    long n = number("MOKA_CHANGES", CHANGES), seed = number("MOKA_SEED", 1);
    assert_int_equal(verify(&said, good, "nothing"), MK_INTACT);
    assert_false(said.bad);
    for (long i = 0; i < n; i++) {
        state = (uint64_t)(seed + i);
        fresh();
        /* each kind at least once, then by weight */
        size_t kind = i < (long)KINDS ? (size_t)i : any_kind();
        char about[100];
        also = NULL;
        snprintf(about, sizeof about, "%s", changes[kind].make());
        enum mk_verdict v = verify(&said, work, about);
        if (v != MK_TAMPERED || !said.named)
            print_message("change %ld (kind %zu), \"%s\": %d\n%s", i, kind, about, v, said.text);
        assert_int_equal(v, MK_TAMPERED);
        assert_true(said.named);
    }
    fresh();
    assert_int_equal(verify(&said, work, "nothing"), MK_INTACT);
    print_message("%ld changes, all named\n", n);
}

static int setup(void **s)
{
    (void)s;
    char text[1000];
    stock_dir(dir);
    hand_keys(dir);
    snprintf(text, sizeof text, "kit:K1 %s\nofficer:anna %s\n", mk_sshkey_public(hand_kit),
             mk_sshkey_public(hand_officer));
    stock_write(stock_path(dir, "trust"), mk_str(text));
    snprintf(work, sizeof work, "%s/work", dir);
    snprintf(good, sizeof good, "%s/good", dir);
    snprintf(other, sizeof other, "%s/other", dir);
    hand_bundle(good, &(struct hand_bundle){ GOOD, .kit = hand_kit, .officer = hand_officer });
    hand_bundle(other, &(struct hand_bundle){
                           .objects = 5, .seed = 2, .kit = hand_kit, .officer = hand_officer });
    return nftw(good, list_one, 16, FTW_PHYS);
}

static int teardown(void **s)
{
    (void)s;
    hand_keys_done(dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_single_change_is_named_and_none_is_intact),
    };
    return cmocka_run_group_tests_name("changes", tests, setup, teardown);
}
