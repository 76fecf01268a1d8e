/* Zip, tar and Android backups for `moka tree`: what they hold and what is odd about them. */
#include "parsers/format/ab.h"
#include "parsers/format/tree.h"
#include "parsers/source/tar.h"
#include "parsers/source/zip.h"

static void put_remarks(struct mk_json *j, const char *const *texts, size_t n)
{
    if (!n)
        return;
    mk_json_key(j, "remarks");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++)
        mk_json_str(j, texts[i]);
    mk_json_close(j, ']');
}

/* ---- zip ---- */

static bool knows_zip(struct mk_span head, struct mk_span path)
{
    return mk_container_zip.knows(head, path);
}

static void put_zip_entry(struct mk_json *j, const struct mk_zip_entry *en)
{
    mk_json_open(j, '{');
    mk_json_kv_text(j, "name", en->name);
    mk_json_kv_uint(j, "size", en->size);
    mk_json_kv_uint(j, "packed", en->packed);
    mk_json_kv_uint(j, "method", en->method);
    mk_json_kv_uint(j, "flags", en->flags);
    mk_json_kv_uint(j, "crc32", en->crc);
    mk_json_kv_uint(j, "header", en->local);
    mk_json_kv_uint(j, "data", en->data);
    if (en->refused)
        mk_json_kv_str(j, "not_read", en->refused);
    mk_json_close(j, '}');
}

static int write_zip(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                     struct mk_error *e)
{
    struct mk_zip *z;
    const char *texts[MK_REMARKS_MAX + 1];
    size_t n, remarks = 0;
    if (mk_zip_open(&z, f, cx, e) != 0)
        return -1;
    const struct mk_zip_entry *all = mk_zip_entries(z, &n);
    while (remarks <= MK_REMARKS_MAX && (texts[remarks] = mk_remarks_at(&z->notes, remarks)))
        remarks++;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "type", "zip");
    mk_json_key(j, "entries");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++)
        put_zip_entry(j, &all[i]);
    mk_json_close(j, ']');
    put_remarks(j, texts, remarks);
    mk_json_close(j, '}');
    mk_zip_free(z);
    return 0;
}

const struct mk_tree_type mk_tree_zip = { "zip", knows_zip, write_zip };

/* ---- tar ---- */

static bool knows_tar(struct mk_span head, struct mk_span path)
{
    (void)path;
    return mk_tar_knows(head);
}

/* Members of the object that is open. */
static int put_tar(struct mk_json *j, const struct mk_file *f, struct mk_error *e)
{
    struct mk_tar *t;
    const char *texts[MK_REMARKS_MAX + 1];
    size_t n, remarks = 0;
    if (mk_tar_open(&t, f, e) != 0)
        return -1;
    const struct mk_tar_entry *all = mk_tar_entries(t, &n);
    while (remarks <= MK_REMARKS_MAX && (texts[remarks] = mk_tar_remark(t, remarks)))
        remarks++;
    mk_json_key(j, "entries");
    mk_json_open(j, '[');
    for (size_t i = 0; i < n; i++) {
        mk_json_open(j, '{');
        mk_json_kv_text(j, "name", all[i].name);
        mk_json_kv_uint(j, "size", all[i].size);
        mk_json_kv_uint(j, "data", all[i].data);
        if (all[i].refused)
            mk_json_kv_str(j, "not_read", all[i].refused);
        mk_json_close(j, '}');
    }
    mk_json_close(j, ']');
    put_remarks(j, texts, remarks);
    mk_tar_free(t);
    return 0;
}

static int write_tar(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                     struct mk_error *e)
{
    (void)cx;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "type", "tar");
    int rc = put_tar(j, f, e);
    mk_json_close(j, '}');
    return rc;
}

const struct mk_tree_type mk_tree_tar = { "tar", knows_tar, write_tar };

/* ---- Android backups ---- */

static bool knows_ab(struct mk_span head, struct mk_span path)
{
    return mk_container_ab.knows(head, path);
}

static int put_piece(void *u, const void *p, size_t n, struct mk_error *e)
{
    return mk_piece_put(u, p, n, e);
}

/* What is inside, as far as a key fits and there is room to unpack it. */
static int put_inside(struct mk_json *j, struct mk_ab *ab, const struct mk_file *f,
                      const struct mk_context *cx, struct mk_error *e)
{
    struct mk_file plain = { 0 };
    struct mk_piece piece;
    const char *odd = NULL;
    mk_piece_begin(&piece, cx->scratch);
    int rc = mk_ab_unlock(ab, cx, e);
    if (rc == 0)
        rc = mk_ab_plain(&odd, ab, f, put_piece, &piece, e);
    if (rc == 0)
        rc = mk_piece_file(&plain, &piece, e);
    if (rc == 0 && odd)
        mk_json_kv_str(j, "cut_off", odd);
    if (rc == 0)
        rc = put_tar(j, &plain, e);
    mk_file_close(&plain);
    return rc;
}

static int write_ab(struct mk_json *j, const struct mk_file *f, const struct mk_context *cx,
                    struct mk_error *e)
{
    struct mk_ab ab;
    struct mk_error why = { 0 };
    if (mk_ab_header(&ab, f, e) != 0)
        return -1;
    mk_json_open(j, '{');
    mk_json_kv_str(j, "type", "Android backup");
    mk_json_kv_uint(j, "version", ab.version);
    mk_json_kv_bool(j, "packed", ab.packed);
    mk_json_kv_bool(j, "encrypted", ab.encrypted);
    mk_json_kv_uint(j, "data", ab.at);
    if (ab.encrypted)
        mk_json_kv_uint(j, "rounds", ab.rounds);
    if (put_inside(j, &ab, f, cx, &why) != 0)
        mk_json_kv_str(j, "not_read", why.text);
    mk_json_close(j, '}');
    mk_ab_forget(&ab);
    return 0;
}

const struct mk_tree_type mk_tree_ab = { "ab", knows_ab, write_ab };
