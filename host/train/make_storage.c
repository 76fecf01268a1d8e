#include "host/train/make.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Files of all kinds below storage/, those with odd names included. */

static int put_text(struct mk_train *t, int root, const char *path, const char *text,
                    struct mk_error *e)
{
    return mk_put_file(t, root, path, t->now_ms - 86400000,
                       &(struct mk_file_content){ .head = mk_str(text) }, e);
}

static int put_link(struct mk_train *t, int root, const char *path, const char *to,
                    struct mk_error *e)
{
    struct timespec times[2] = { { .tv_sec = t->now_ms / 1000 }, { .tv_sec = t->now_ms / 1000 } };
    if (mk_make_folders(root, path, e))
        return -1;
    if (symlinkat(to, root, path) || utimensat(root, path, times, AT_SYMLINK_NOFOLLOW))
        return mk_fail_errno(e, "storage");
    t->n.files++;
    return 0;
}

/* A grey JPEG of one pixel, complete (ITU T.81 annex B): tables of ones, one block, EOB. The noise
 * goes into a comment in front of it. */
static struct mk_span one_pixel(struct mk_buf *b)
{
    static const uint8_t dc[] = { 0xff, 0xc4, 0, 20, 0x00, 1 },
                         ac[] = { 0xff, 0xc4, 0, 20, 0x10, 1 };
    static const uint8_t zeros[16];
    mk_buf_put(b, "\xff\xdb\x00\x43\x00", 5);
    for (int i = 0; i < 64; i++)
        mk_buf_u8(b, 1);
    mk_buf_put(b, "\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00", 13);
    mk_buf_put(b, dc, sizeof dc);
    mk_buf_put(b, zeros, sizeof zeros); /* 15 lengths without codes, then the one value: 0 */
    mk_buf_put(b, ac, sizeof ac);
    mk_buf_put(b, zeros, sizeof zeros);
    mk_buf_put(b, "\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f\xff\xd9", 13);
    return mk_buf_span(b);
}

static int put_picture(struct mk_train *t, int root, const char *path, int64_t at_ms,
                       struct mk_rng *g, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    uint16_t noise = (uint16_t)(1000 + mk_rng_below(g, 30000));
    uint8_t head[6] = { 0xff, 0xd8, 0xff, 0xfe, (uint8_t)((noise + 2) >> 8), (uint8_t)(noise + 2) };
    struct mk_file_content c = { mk_span(head, sizeof head), mk_rng(g), noise, one_pixel(&b), 0 };
    int rc =
        mk_buf_ok(&b) ? mk_put_file(t, root, path, at_ms, &c, e) : mk_fail(e, MK_ENOMEM, "picture");
    mk_buf_done(&b);
    return rc;
}

static int put_ordinary(struct mk_train *t, int root, struct mk_rng *g, uint32_t i,
                        struct mk_error *e)
{
    static const char *const notes[] = { "shopping: milk, bread, batteries\n",
                                         "gate code 4711\nsecond floor\n",
                                         "train 14:02, platform 5\n" };
    char path[256], stamp[32];
    int64_t at = mk_train_moment(t, g, i, t->o->files);
    time_t s = (time_t)(at / 1000);
    struct tm tm;
    gmtime_r(&s, &tm);
    strftime(stamp, sizeof stamp, "%Y%m%d_%H%M%S", &tm);
    struct mk_file_content text = { .head = mk_str(notes[i % 3]), .mode = 0640 };
    struct mk_file_content noise = { .head = mk_str("%PDF-1.4\n"), .tail = mk_str("\n%%EOF\n") };
    noise.seed = mk_rng(g);
    noise.noise = 500 + mk_rng_below(g, 60000);
    switch (i % 8) {
    case 0:
        snprintf(path, sizeof path, "Documents/notes/%u/note %u.txt", 2024 + i % 2, i);
        return mk_put_file(t, root, path, at, &text, e);
    case 1:
        snprintf(path, sizeof path, "Download/invoice-%u.pdf", i);
        return mk_put_file(t, root, path, at, &noise, e);
    case 2:
    case 3:
        snprintf(path, sizeof path, "WhatsApp/Media/WhatsApp Images/IMG-%.8s-WA%04u.jpg", stamp, i);
        break;
    default:
        snprintf(path, sizeof path, "DCIM/Camera/IMG_%s_%u.jpg", stamp, i);
    }
    return put_picture(t, root, path, at, g, e);
}

static int put_odd_names(struct mk_train *t, int root, struct mk_error *e)
{
    static const char *const names[] = {
        "Download/\xd8\xb5\xd9\x88\xd8\xb1\xd8\xa9.txt",
        "Download/\xe7\x85\xa7\xe7\x89\x87 \xe4\xb8\x80.txt",
        "Download/\xd1\x84\xd0\xbe\xd1\x82\xd0\xbe.txt",
        "Download/\xe1\xba\xa3nh.txt",
        "Download/\xf0\x9f\x93\xb7.txt",
        "Download/new\nline.txt",
        "Download/tab\tand\rreturn.txt",
        "Download/'single' \"double\" `back`.txt",
        "Download/ leading and trailing ",
        "Download/-rf",
        "Download/--help",
        "Download/...",
        "Download/back\\slash",
        "Download/$(id);id|id&id>x",
        "Download/*?[a-z]",
        "Download/%2e%2e%2f",
        "Download/\x1b[31mred\x1b[0m",
        "Download/\xe2\x80\xaegnp.exe",
        "Download/e\xcc\x81 decomposed",
        "Download/\xc3\xa9 composed",
        "Download/invalid \xff\xfe utf8 \xc3",
        "Download/surrogate \xed\xa0\xbd",
        "Download/<img src=x onerror=alert(1)>.html",
        "Download/Row: 1 _id=2",
        ".hidden/.secret",
        "Documents/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/deep.txt",
    };
    char name[300] = "Download/";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (put_text(t, root, names[i], "an odd name\n", e))
            return -1;
    memset(name + 9, 'n', 255);
    return put_text(t, root, name, "255 bytes of name\n", e) ||
                   put_text(t, root, "Download/empty", "", e) ||
                   put_text(t, root, ".nomedia", "", e) ||
                   put_text(t, root, "Documents/target.txt", "behind a link\n", e) ||
                   put_link(t, root, "Documents/link.txt", "target.txt", e)
               ? -1
               : 0;
}

int mk_train_storage(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 4);
    int root = t->storage;
    if (mkdirat(root, "Alarms", 0755)) /* an empty one */
        return mk_fail_errno(e, "storage");
    for (uint32_t i = 0; i < t->o->files; i++)
        if (put_ordinary(t, root, &g, i, e))
            return -1;
    struct mk_file_content big = { .seed = mk_rng(&g), .noise = t->o->big };
    if (t->o->big && mk_put_file(t, root, "DCIM/Camera/VID_big.mp4", t->now_ms - 7200000, &big, e))
        return -1;
    return put_odd_names(t, root, e);
}
