#include "host/report/report.h"
#include "host/report/front.h"
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>

#define LEDGER_MAX ((size_t)64 << 20)

struct mk_report {
    struct mk_report_options o;
    struct mk_spool *spool;
    struct mk_show show;
    struct mk_buf ledger; /* u8 0 read, 1 acquired; u32 length, fields */
    int dir;
};

int mk_report_new(struct mk_report **out, int dir, const struct mk_report_options *o,
                  struct mk_error *e)
{
    struct mk_report *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "report");
    r->o = *o;
    r->dir = dir;
    r->show.zone = o->zone;
    mk_page_init(&r->show.page, dir, o->images);
    mk_images_init(&r->show.images);
    mk_buf_init(&r->ledger, LEDGER_MAX);
    if (mk_spool_new(&r->spool, dir, e) != 0) {
        mk_report_free(r);
        return -1;
    }
    r->show.spool = r->spool;
    *out = r;
    return 0;
}

void mk_report_free(struct mk_report *r)
{
    if (!r)
        return;
    mk_spool_free(r->spool);
    mk_page_done(&r->show.page);
    mk_images_done(&r->show.images);
    mk_buf_done(&r->ledger);
    free(r);
}

int mk_report_items(struct mk_report *r, struct mk_span items, struct mk_error *e)
{
    return mk_spool_items(r->spool, items, e);
}

int mk_report_issue(struct mk_report *r, struct mk_span fields, struct mk_error *e)
{
    return mk_spool_note(r->spool, MK_SEC_ISSUES, fields, e);
}

static int put_ledger(struct mk_report *r, uint8_t kind, struct mk_span fields, struct mk_error *e)
{
    mk_buf_u8(&r->ledger, kind);
    mk_buf_text(&r->ledger, fields);
    return mk_buf_ok(&r->ledger) ? 0 : mk_fail(e, MK_ENOMEM, "the report's ledger");
}

int mk_report_cover(struct mk_report *r, struct mk_span fields, struct mk_error *e)
{
    return put_ledger(r, 0, fields, e);
}

int mk_report_acquired(struct mk_report *r, struct mk_span line, struct mk_error *e)
{
    struct mk_buf b;
    const char *name;
    json_t *v, *j = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(j)) {
        json_decref(j);
        return mk_fail(e, MK_EFORMAT, "a line of the acquisition's ledger");
    }
    mk_buf_init(&b, LEDGER_MAX);
    json_object_foreach(j, name, v)
    {
        if (json_is_string(v))
            mk_put_named_text(&b, mk_str(name),
                              mk_span(json_string_value(v), json_string_length(v)));
        else if (json_is_integer(v))
            mk_put_named_int(&b, mk_str(name), json_integer_value(v));
    }
    int rc = mk_buf_ok(&b) ? put_ledger(r, 1, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "the report's ledger");
    mk_buf_done(&b);
    json_decref(j);
    return rc;
}

static int make_folders(struct mk_report *r, struct mk_error *e)
{
    static const char *const more[] = { "messages", "files" };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (mkdirat(r->dir, more[i], 0777) != 0)
            return mk_fail_errno(e, more[i]);
    for (size_t i = 0; mk_list_at(i); i++)
        if (mkdirat(r->dir, mk_list_at(i)->folder, 0777) != 0)
            return mk_fail_errno(e, mk_list_at(i)->folder);
    return 0;
}

int mk_report_write(struct mk_report *r, const struct mk_report_facts *facts,
                    const struct mk_source *files, struct mk_error *e)
{
    uint64_t n = 0;
    if (mk_spool_sort(r->spool, e) != 0 || make_folders(r, e) != 0)
        return -1;
    if (files && r->o.images && mk_images_copy(&r->show.images, r->dir, files, e) != 0)
        return -1;
    if (mk_talks_write(&r->show, r->spool, e) != 0 || mk_spool_unshown(r->spool, e) != 0)
        return -1;
    for (size_t i = 0; mk_list_at(i); i++)
        if (mk_list_write(&r->show, r->spool, mk_list_at(i), e) != 0)
            return -1;
    if (files && mk_files_write(&n, &r->show, r->spool, files, e) != 0)
        return -1;
    return mk_front_write(&r->show, r->spool, &r->o, facts, mk_buf_span(&r->ledger), n, e);
}
