/*
 * Names that want to be something else, below storage/Download/odd (an iPhone's:
 * media/Downloads/odd): paths, options, control sequences, lines of a log. And, not of an iPhone,
 * names that no file system holds, which the phone only lists.
 * names.jsonl says of each whether its file has to come out; host/train/train.h.
 */
#include "host/train/make.h"
#include <errno.h>

#define TOO_DEEP  70u /* folders; firmware/acquire/storage_list.c follows 64 */
#define LONG_NAME 250u

static const char *const folders[] = { "Download/odd", "Downloads/odd" };
static const char *const roots[] = { "/sdcard/", "/private/var/mobile/Media/" };

struct name {
    const char *bytes;
    size_t n;
};
#define N(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

static const struct name real[] = {
    /* options, and what a shell makes of a word */
    N("-"),
    N("--"),
    N("-o"),
    N("-rf *"),
    N("--output=x"),
    N("@file"),
    N("~"),
    N("~root"),
    N("#x#"),
    N("a=b"),
    N("%s%n"),
    N("$HOME"),
    N("`id`"),
    N("!!"),
    N("'"),
    N("\""),
    N("\\"),
    N("; reboot"),
    /* nearly a path */
    N("...."),
    N(". "),
    N(".. "),
    N("..\\..\\data"),
    N("C:"),
    N("file:"),
    N("%2e%2e%2fdata"),
    N("\xc0\xae\xc0\xae\xc0\xaf"
      "data"), /* overlong "../" */
    N("\xe2\x88\x95"
      "etc\xe2\x88\x95passwd"),
    N("\xef\xbc\x8e\xef\xbc\x8e\xef\xbc\x8f"),
    N("con"),
    N("nul.txt"),
    N("trailing."),
    N("trailing "),
    /* control characters and sequences */
    N("\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18"
      "\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f"),
    N("\x1b"
      "c"),
    N("\x1b[2J\x1b[H"),
    N("\x1b]0;title\x07"),
    N("\x1b]52;c;cm0gLXJm\x07"),
    N("\x1b]8;;http:\x07link"),
    N("\xc2\x9b"
      "31m"),
    N("\x9b"
      "31m"),
    N("bell\x07"),
    N("back\x08\x08\x08\x08space"),
    N("\r over"),
    /* what is written to the left, or not at all */
    N("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad\xe2\x80\xaegpj.exe"),
    N("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"),
    N("\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c"),
    N("\xe2\x80\xa8line\xe2\x80\xa9paragraph"),
    N("\xef\xbb\xbf"
      "bom"),
    N("zero\xe2\x80\x8bwidth\xe2\x80\x8d"),
    N("\xf3\xa0\x80\x81\xf3\xa0\x81\x81tag"),
    /* no UTF-8 */
    N("\x80"),
    N("\xff\xfe\xfd"),
    N("\xc3"),
    N("\xed\xa0\x80\xed\xb0\x80"),
    N("\xf4\x90\x80\x80"),
    N("\xf8\x88\x80\x80\x80"),
    /* the same and not the same */
    N("Stra\xc3\x9f"
      "e"),
    N("Strasse"),
    N("\xc3\x85"),
    N("A\xcc\x8a"),
    N("\xe2\x84\xab"),
    N("case"),
    N("CASE"),
    N("Case"),
    N("\xc4\xb1"),
    N("\xc4\xb0"),
    /* lines of a log, cells of a table, markup; names of ours */
    N("x\n{\"act\":\"finished\"}"),
    N("x\",\"sha256\":\"0\",\"y\":\""),
    N("\n0  data\n"),
    N("Row: 0 _id=1, x=2"),
    N("=cmd|' C calc'!A0"),
    N("+1+1"),
    N("<script>alert(1)<"),
    N("&amp;<!--"),
    N("journal"),
    N("index.jsonl"),
    N("manifest-sha256.txt"),
    N("data"),
    N("bagit.txt"),
};

/* Which the phone lists in that folder although no file can be so named; the last one could be, but
 * is gone when it is asked for. */
static const struct name listed[] = {
    N("../../data/system/users.xml"),
    N("../x"),
    N("a/b"),
    N("/etc/passwd"),
    N("x/"),
    N("nul\0behind"),
    N(""),
    N("gone"),
};

struct names {
    struct mk_train *t;
    const char *folder;
    struct mk_buf b;
    struct mk_json j;
};

static void tell(struct names *k, const char *path, struct mk_span name, bool comes)
{
    struct mk_buf whole;
    mk_buf_init(&whole, 8192);
    mk_buf_printf(&whole, "%s%s/", roots[k->t->o->iphone], path);
    mk_buf_put(&whole, name.p, name.len);
    k->b.bad = k->b.bad || !mk_buf_ok(&whole);
    k->j = mk_json(&k->b);
    mk_json_open(&k->j, '{');
    mk_json_key(&k->j, "path_hex");
    mk_json_hex(&k->j, mk_buf_span(&whole));
    mk_json_kv_bool(&k->j, "comes", comes);
    mk_json_close(&k->j, '}');
    mk_buf_u8(&k->b, '\n');
    mk_buf_done(&whole);
}

/* The file's content is its name, so that none can stand for another. */
static int put(struct names *k, const char *folder, struct mk_span name, bool comes,
               struct mk_error *e)
{
    char path[4096];
    if (strlen(folder) + name.len > sizeof path - 2)
        return mk_fail(e, MK_ELIMIT, "odd name");
    snprintf(path, sizeof path, "%s/%.*s", folder, (int)name.len, (const char *)name.p);
    tell(k, folder, name, comes);
    return mk_put_file(k->t, k->t->storage, path, k->t->now_ms - 86400000,
                       &(struct mk_file_content){ .head = name }, e);
}

/* 255 bytes of a kind; the last ones fill up. */
static int put_255(struct names *k, const char *unit, struct mk_error *e)
{
    char name[256];
    size_t n = strlen(unit), at = 0;
    for (; at + n <= 255; at += n)
        memcpy(name + at, unit, n);
    memset(name + at, '_', 255 - at);
    return put(k, k->folder, mk_span(name, 255), true, e);
}

/* `levels` folders of that name below the folder, and a file in the last. */
static int put_below(struct names *k, const char *name, unsigned levels, bool comes,
                     struct mk_error *e)
{
    struct mk_buf path;
    mk_buf_init(&path, 4000);
    mk_buf_puts(&path, k->folder);
    for (unsigned i = 0; i < levels; i++)
        mk_buf_printf(&path, "/%s", name);
    const char *folder = mk_buf_cstr(&path);
    int rc = folder ? put(k, folder, mk_str("file"), comes, e) : mk_fail(e, MK_ENOMEM, "odd name");
    mk_buf_done(&path);
    return rc;
}

/* Within and beyond what is followed, and what can be asked for (Android's sync: 1024 bytes; no
 * path of iOS is longer). */
static int put_deep(struct names *k, struct mk_error *e)
{
    char long_name[LONG_NAME + 1];
    memset(long_name, 'l', LONG_NAME);
    long_name[LONG_NAME] = 0;
    return put_below(k, "d", 40, true, e) || put_below(k, "deeper", TOO_DEEP, false, e) ||
                   put_below(k, long_name, 3, true, e) ||
                   (!k->t->o->iphone && put_below(k, long_name, 5, false, e))
               ? -1
               : 0;
}

static int put_all(struct names *k, struct mk_error *e)
{
    for (size_t i = 0; i < sizeof real / sizeof *real; i++)
        if (put(k, k->folder, mk_span(real[i].bytes, real[i].n), true, e))
            return -1;
    if (put_255(k, "\xf0\x9f\x93\xb7", e) || put_255(k, "\xff", e) || put_255(k, " ", e) ||
        put_255(k, "\n", e) || put_deep(k, e))
        return -1;
    for (size_t i = 0; !k->t->o->iphone && i < sizeof listed / sizeof *listed; i++)
        tell(k, k->folder, mk_span(listed[i].bytes, listed[i].n), false);
    return 0;
}

int mk_train_names(struct mk_train *t, struct mk_error *e)
{
    char path[4200];
    struct names k = { .t = t, .folder = folders[t->o->iphone] };
    if (!t->o->hostile_names)
        return 0;
    mk_buf_init(&k.b, (size_t)1 << 20);
    int rc = put_all(&k, e);
    snprintf(path, sizeof path, "%s/names.jsonl", t->dir);
    if (rc == 0 && !mk_buf_ok(&k.b))
        rc = mk_fail(e, MK_ENOMEM, "odd names");
    FILE *f = rc == 0 ? fopen(path, "wxe") : NULL;
    if (rc == 0 && (!f || fwrite(k.b.p, 1, k.b.len, f) != k.b.len))
        rc = mk_fail_errno(e, path);
    if (f && fclose(f) && rc == 0)
        rc = mk_fail_errno(e, path);
    mk_buf_done(&k.b);
    return rc;
}

/* "listed": [{"folder", "name_hex"}] of exercise.json */
void mk_train_listed(struct mk_json *j, const struct mk_train *t)
{
    mk_json_key(j, "listed");
    mk_json_open(j, '[');
    for (size_t i = 0; t->o->hostile_names && i < sizeof listed / sizeof *listed; i++) {
        mk_json_open(j, '{');
        mk_json_kv_str(j, "folder", folders[0]);
        mk_json_key(j, "name_hex");
        mk_json_hex(j, mk_span(listed[i].bytes, listed[i].n));
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
}
