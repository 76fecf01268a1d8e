#include "firmware/phantom/ios_backup_link.h"
#include "parsers/format/ios_domain.h"
#include <stdio.h>

#define BLOCK       ((size_t)128 << 10)
#define BATCH_FILES 256u
#define BATCH_BYTES ((uint64_t)50 << 20)

/* ---- blocks ---- */

/* Behind the buffer's end; whoever calls has `n` bytes in it already or puts them. */
static void put_block(struct mk_phone_link *l, uint8_t code, size_t n)
{
    mk_buf_u32be(&l->out, (uint32_t)n + 1);
    mk_buf_u8(&l->out, code);
}

static void put_name(struct mk_phone_link *l, struct mk_span name)
{
    mk_buf_u32be(&l->out, (uint32_t)name.len);
    mk_buf_put(&l->out, name.p, name.len);
}

static void put_error(struct mk_phone_link *l, const char *text)
{
    put_block(l, MK_PHONE_BLOCK_ERROR, strlen(text));
    mk_buf_puts(&l->out, text);
}

static int flush_some(struct mk_phone_link *l, struct mk_error *e)
{
    return l->out.len < BLOCK ? 0 : mk_phone_flush(l, e);
}

/* The lies about a block that is about to be sent. They leave the host reading what is no block. */
static void lie_about(struct mk_phone_link *l, size_t head, size_t *told)
{
    if (mk_ios_lies(l->s->phone, MK_LIE_BLOCK))
        *told = UINT32_MAX;
    else if (*told > 16 && mk_ios_lies(l->s->phone, MK_LIE_SHORT))
        *told -= 16;
    else
        return;
    for (size_t i = 0; i < 4; i++)
        l->out.p[head + i] = (uint8_t)(*told >> (24 - 8 * i));
}

/* One block of what comes next in a file; *got 0 at its end, where none is sent. */
static int put_piece(struct mk_phone_link *l, struct mk_phone_reading *r, size_t *got,
                     struct mk_error *e)
{
    size_t head = l->out.len;
    put_block(l, MK_PHONE_BLOCK_DATA, 0);
    uint8_t *to = mk_buf_room(&l->out, BLOCK);
    if (!to)
        return mk_fail(e, MK_ENOMEM, "backup");
    if (mk_phone_backup_read(r, to, BLOCK, got, e))
        return -1;
    size_t told = *got + 1;
    for (size_t i = 0; i < 4; i++)
        l->out.p[head + i] = (uint8_t)(told >> (24 - 8 * i));
    if (*got)
        lie_about(l, head, &told);
    l->out.len = *got ? l->out.len + *got : head;
    return flush_some(l, e);
}

/* From now on this file does not end. */
static int put_endless(struct mk_phone_link *l, struct mk_error *e)
{
    for (;;) {
        put_block(l, MK_PHONE_BLOCK_DATA, BLOCK);
        uint8_t *to = mk_buf_room(&l->out, BLOCK);
        if (!to)
            return mk_fail(e, MK_ENOMEM, "backup");
        memset(to, 0x5a, BLOCK);
        l->out.len += BLOCK;
        if (mk_phone_flush(l, e))
            return -1;
    }
}

static int put_content(struct mk_phone_upload *u, struct mk_phone_reading *r, struct mk_error *e)
{
    struct mk_ios_phone *phone = u->l->s->phone;
    size_t got = 1;
    if (mk_ios_lies(phone, MK_LIE_UNREAD)) {
        u->unread = true;
        put_error(u->l, "Operation not permitted (1)");
        return 0;
    }
    while (got) {
        if (put_piece(u->l, r, &got, e))
            return -1;
        if (mk_ios_lies(phone, MK_LIE_ERROR)) {
            put_error(u->l, "Input/output error (5)");
            return 0;
        }
        if (mk_ios_lies(phone, MK_LIE_FILE))
            return put_endless(u->l, e);
    }
    put_block(u->l, MK_PHONE_BLOCK_END, 0);
    return 0;
}

/* ---- names ---- */

/* Containers of apps have random names on the phone. */
static void put_container(struct mk_buf *out, struct mk_span id)
{
    uint8_t u[MK_IOS_ID] = { 0 };
    if (mk_ios_id(u, id, mk_str("container"), NULL))
        return;
    for (size_t i = 0; i < 16; i++)
        mk_buf_printf(out, "%s%02X", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", u[i]);
}

/* What the phone calls the file itself: a path in its snapshot, which is mounted at /.ba. */
static void put_own_name(struct mk_phone_link *l, const struct mk_phone_item *item)
{
    static const char *const containers[] = { "Containers/Data/Application/",
                                              "Containers/Shared/AppGroup/",
                                              "Containers/Data/PluginKitPlugin/" };
    struct mk_buf path, name;
    mk_buf_init(&path, 8192);
    mk_buf_init(&name, 8192);
    mk_ios_path(&path, item->domain, item->path);
    struct mk_span rest = mk_buf_span(&path), var = mk_str("private/var/"), mobile;
    mk_buf_puts(&name, "/.ba/");
    rest = mk_span_starts(rest, var) ? mk_span_from(rest, var.len) : rest;
    mobile = mk_span_from(rest, mk_span_starts(rest, mk_str("mobile/")) ? 7 : 0);
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++)
        if (mk_span_starts(mobile, mk_str(containers[i]))) {
            struct mk_span id = mk_span_from(mobile, strlen(containers[i]));
            const uint8_t *slash = memchr(id.p, '/', id.len);
            size_t n = slash ? (size_t)(slash - id.p) : id.len;
            mk_buf_printf(&name, "mobile/%s", containers[i]);
            put_container(&name, mk_span(id.p, n));
            rest = mk_span_from(id, n);
            break;
        }
    mk_buf_put(&name, rest.p, rest.len);
    put_name(l, mk_buf_span(&name));
    mk_buf_done(&path);
    mk_buf_done(&name);
}

static int put_file(struct mk_phone_upload *u, size_t i, struct mk_error *e)
{
    struct mk_phone_file f;
    struct mk_phone_reading r;
    char below[64], name[160];
    mk_phone_backup_file(&f, u->b, i);
    snprintf(below, sizeof below, "Snapshot/%s", f.name);
    if (f.item)
        put_own_name(u->l, f.item);
    else
        put_name(u->l, mk_str(f.part == MK_PHONE_DB ? "/var/root/Library/Caches/Backup/Manifest.db"
                                                    : "/var/tmp/tmp.2.5YnM5D"));
    put_name(u->l, mk_str(mk_phone_below(u->l, name, below)));
    if (mk_phone_backup_open(&r, u->b, i, e))
        return -1;
    int rc = put_content(u, &r, e);
    mk_phone_backup_close(&r);
    return rc == 0 ? flush_some(u->l, e) : -1;
}

/* ---- names that no file has ---- */

static void put_made_up(struct mk_phone_link *l, struct mk_span name)
{
    static const char text[] = "no file is called so\n";
    put_name(l, mk_str("/.ba/mobile/Media/made-up"));
    put_name(l, name);
    put_block(l, MK_PHONE_BLOCK_DATA, sizeof text - 1);
    mk_buf_puts(&l->out, text);
    put_block(l, MK_PHONE_BLOCK_END, 0);
}

static void put_hostile(struct mk_phone_link *l)
{
    static const char *const below[] = { "Snapshot/../../../../../../etc/moka-x",
                                         "../moka-x",
                                         "Snapshot/",
                                         "Snapshot//aa",
                                         "Snapshot/./aa",
                                         "Snapshot/aa/\x1b[2J\n",
                                         "Manifest.db/x" };
    char name[160], longest[4097];
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        put_made_up(l, mk_str(mk_phone_below(l, name, below[i])));
    put_made_up(l, mk_str("/etc/moka-x"));
    put_made_up(l, mk_str("moka-x"));
    put_made_up(l, mk_str(".."));
    mk_phone_below(l, name, "Snapshot/a");
    put_made_up(l, mk_span(name, strlen(name) + 1)); /* with its NUL */
    memset(longest, 'l', sizeof longest - 1);
    memcpy(longest, name, strlen(name));
    put_made_up(l, mk_span(longest, sizeof longest - 1));
}

/* A file of a name that comes again. */
static void put_twice(struct mk_phone_upload *u, size_t i)
{
    struct mk_phone_file f;
    char below[64], name[160];
    mk_phone_backup_file(&f, u->b, i);
    snprintf(below, sizeof below, "Snapshot/%s", f.name);
    put_made_up(u->l, mk_str(mk_phone_below(u->l, name, below)));
}

static int put_lies(struct mk_phone_upload *u, size_t i, struct mk_error *e)
{
    if (mk_ios_lies(u->l->s->phone, MK_LIE_NAMES)) {
        put_hostile(u->l);
        put_twice(u, i);
    }
    if (mk_ios_lies(u->l->s->phone, MK_LIE_LONG)) {
        static char name[70000];
        memset(name, 'l', sizeof name);
        put_made_up(u->l, mk_span(name, sizeof name));
    }
    return flush_some(u->l, e);
}

/* ---- batches ---- */

static int begin(struct mk_phone_link *l, uint64_t bytes, struct mk_error *e)
{
    plist_t calls = plist_new_dict();
    mk_ios_put_uint(calls, "DLDeviceIOCallbacks", 4955806704);
    return mk_phone_tell(
        l, mk_phone_words("DLMessageUploadFiles", "pru", calls, l->progress, bytes), e);
}

static int finish(struct mk_phone_link *l, struct mk_error *e)
{
    struct mk_phone_said said;
    mk_buf_u32be(&l->out, 0);
    if (mk_phone_flush(l, e) || mk_phone_answer(l, &said, e))
        return -1;
    int64_t code = said.code;
    mk_phone_said_done(&said);
    return code
               ? mk_fail(e, MK_EREFUSED, "the host could not take the files: %lld", (long long)code)
               : 0;
}

static bool wanted(const struct mk_phone_upload *u, size_t i)
{
    return !u->leave || !u->leave[i];
}

/* From *i on; *i is then what the next batch begins with. */
static int batch(struct mk_phone_upload *u, size_t *i, size_t end, struct mk_error *e)
{
    size_t from = *i, files = 0;
    uint64_t bytes = 0;
    for (; *i < end && files < BATCH_FILES && bytes < BATCH_BYTES; ++*i) {
        struct mk_phone_file f;
        mk_phone_backup_file(&f, u->b, *i);
        bytes += wanted(u, *i) ? f.size : 0;
        files += wanted(u, *i);
    }
    if (!files)
        return 0;
    if (mk_ios_lies(u->l->s->phone, MK_LIE_TOTAL))
        bytes = 1;
    if (begin(u->l, bytes, e))
        return -1;
    for (size_t k = from; k < *i; k++)
        if (wanted(u, k) && (put_lies(u, k, e) || put_file(u, k, e)))
            return -1;
    return finish(u->l, e);
}

int mk_phone_upload_payload(struct mk_phone_upload *u, struct mk_error *e)
{
    size_t end = mk_phone_backup_count(u->b) - MK_PHONE_LISTS;
    for (size_t i = 0; i < end;) {
        u->l->progress = 90.0 * (double)i / (double)end;
        if (batch(u, &i, end, e))
            return -1;
    }
    return 0;
}

int mk_phone_upload_lists(struct mk_phone_upload *u, struct mk_error *e)
{
    size_t i = mk_phone_backup_count(u->b) - MK_PHONE_LISTS, end = i + 2;
    while (i < end) /* Manifest.db, which may be large, and Manifest.plist */
        if (batch(u, &i, end, e))
            return -1;
    return 0;
}

int mk_phone_upload_bytes(struct mk_phone_link *l, const char *below, struct mk_span bytes,
                          struct mk_error *e)
{
    char name[160];
    if (begin(l, 0, e))
        return -1;
    put_name(l, mk_str("/var/tmp/tmp.2.5YnM5D"));
    put_name(l, mk_str(mk_phone_below(l, name, below)));
    put_block(l, MK_PHONE_BLOCK_DATA, bytes.len);
    mk_buf_put(&l->out, bytes.p, bytes.len);
    put_block(l, MK_PHONE_BLOCK_END, 0);
    return finish(l, e);
}
