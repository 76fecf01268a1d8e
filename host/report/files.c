#include "host/report/front.h"

/* Every file that was there, with what is known of it. */

static int count(void *u, const struct mk_entry *en, struct mk_error *e)
{
    (void)en;
    (void)e;
    ++*(uint64_t *)u;
    return 0;
}

static void about(void *u, struct mk_show *s)
{
    (void)u;
    mk_html(
        &s->page,
        "<h1>Files</h1><p>In a bundle these are the objects that the phone gave: files, and raw "
        "replies of providers. The hash is the one made on arrival.</p>");
}

static int put_file(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_pages *p = u;
    struct mk_page *page = &p->show->page;
    char hex[MK_SHA256_HEX] = "";
    if (mk_pages_row(p, e) != 0)
        return -1;
    if (en->has_sha256)
        mk_digest_hex(hex, &en->sha256);
    mk_html(page, "<tr><td data-h=File><bdi>");
    mk_html_text(page, en->path.len ? en->path : en->set);
    mk_html(page, "</bdi>");
    if (en->set.len) {
        mk_htmlf(page, "<span class=r>reply: %s ", mk_role_name(en->role));
        mk_html_text(page, en->column);
        mk_html(page, "</span>");
    }
    mk_htmlf(page, "<td class=n data-h=Bytes>%llu<td data-h=SHA-256>%s\n",
             (unsigned long long)en->size, hex);
    return 0;
}

int mk_files_write(uint64_t *n, struct mk_show *s, struct mk_spool *spool,
                   const struct mk_source *src, struct mk_error *e)
{
    struct mk_pages p = { .show = s,
                          .spool = spool,
                          .folder = "files",
                          .title = "Files",
                          .name = "",
                          .head = "<table><thead><tr><th>File<th class=n>Bytes<th>SHA-256"
                                  "</thead><tbody>",
                          .foot = "</table>",
                          .about = about };
    *n = 0;
    if (src->list(src->u, count, n, e) != 0)
        return -1;
    p.total = *n;
    if (src->list(src->u, put_file, &p, e) != 0)
        return -1;
    return mk_pages_end(&p, e);
}
