#include "host/report/lists.h"
#include <stdio.h>

#define KEYS_MAX    8
#define COLUMNS_MAX 6

/* A column shows the values of these fields, one below the other; `kind`: what kind of record. */
struct column {
    const char *head;
    enum mk_key keys[KEYS_MAX];
    bool kind, number;
};

static const struct mk_list lists[] = {
    { MK_SEC_CALLS, "calls", "Calls", "As the call log has them." },
    { MK_SEC_CONTACTS, "contacts", "Contacts", "Entries of address books." },
    { MK_SEC_PLACES, "places", "Places",
      "Positions, each with whose it is and what it means: a position in a picture that was "
      "received is not where this phone was." },
    { MK_SEC_MEDIA, "media", "Pictures, videos, attachments",
      "What the files say of themselves. A picture's own time is the camera's clock." },
    { MK_SEC_WEB, "web", "Web", "Visits, searches, downloads, bookmarks, cookies." },
    { MK_SEC_CALENDAR, "calendar", "Calendar and notes", "" },
    { MK_SEC_DEVICE, "device", "Accounts, apps, networks, the phone", "" },
    { MK_SEC_OTHER, "other", "Other records", "" },
    { MK_SEC_ISSUES, "issues", "Issues without a record",
      "Damage, oddities and what could not be understood, where it belongs to no single record." },
};

static const struct column columns[MK_SECTIONS][COLUMNS_MAX] = {
    [MK_SEC_CALLS] = { { "Direction", { MK_DIR, MK_RESULT, MK_MEDIA }, .kind = true },
                       { "With", { MK_PEER } },
                       { "Seconds", { MK_DURATION_S }, .number = true } },
    [MK_SEC_CONTACTS] = { { "Name", { MK_NAME } },
                          { "Numbers", { MK_PHONES } },
                          { "Mail, handles", { MK_EMAILS, MK_HANDLES } } },
    [MK_SEC_PLACES] = { { "Latitude, longitude", { MK_LAT, MK_LON } },
                        { "± m", { MK_ACCURACY_M }, .number = true },
                        { "Whose, meaning, origin", { MK_WHOSE, MK_MEANING, MK_ORIGIN } },
                        { "Label", { MK_LABEL } } },
    [MK_SEC_MEDIA] = { { "File", { MK_PATH, MK_CAPTION }, .kind = true },
                       { "Type", { MK_MIME } },
                       { "Bytes", { MK_BYTES }, .number = true },
                       { "Position", { MK_LAT, MK_LON } },
                       { "Camera", { MK_CAMERA } } },
    [MK_SEC_WEB] = { { "What", { MK_KEY_NONE }, .kind = true },
                     { "Address or words", { MK_TITLE, MK_URL, MK_QUERY, MK_HOST, MK_NAME } } },
    [MK_SEC_CALENDAR] = { { "Title", { MK_TITLE }, .kind = true },
                          { "Text", { MK_TEXT } },
                          { "Begins, ends", { MK_START, MK_END } } },
    [MK_SEC_DEVICE] = { { "What", { MK_KEY_NONE }, .kind = true },
                        { "Name", { MK_SERVICE, MK_NAME, MK_ID, MK_SSID } },
                        { "Value", { MK_VALUE, MK_EMAIL, MK_PHONE, MK_APP_VERSION, MK_BSSID } } },
    [MK_SEC_OTHER] = { { "What", { MK_NAME, MK_SUBJECT }, .kind = true },
                       { "Data", { MK_DATA, MK_TEXT } } },
    [MK_SEC_ISSUES] = { { "File", { MK_FILE } },
                        { "Table, row", { MK_TABLE, MK_ROW, MK_FIELD } },
                        { "What", { MK_WHY } } },
};

const struct mk_list *mk_list_at(size_t i)
{
    return i < sizeof lists / sizeof *lists ? &lists[i] : NULL;
}

struct listing {
    struct mk_pages pages;
    const struct mk_list *list;
    const struct column *columns;
    enum mk_key shown[COLUMNS_MAX * KEYS_MAX + 1];
};

static void about(void *u, struct mk_show *s)
{
    const struct listing *l = u;
    mk_htmlf(&s->page, "<h1>%s</h1><p>%s %llu in all.</p>", l->list->title, l->list->about,
             (unsigned long long)l->pages.total);
}

static void put_cell(struct mk_show *s, const struct column *c, const struct mk_facts *f)
{
    bool any = false;
    mk_htmlf(&s->page, c->number ? "<td class=n data-h='%s'>" : "<td data-h='%s'>", c->head);
    if (c->kind)
        mk_htmlf(&s->page, "<span class=k>%s</span>", mk_kind_name(f->kind));
    for (size_t i = 0; i < KEYS_MAX && c->keys[i]; i++) {
        const struct mk_value *v = mk_fact(f, c->keys[i]);
        if (!v)
            continue;
        mk_html(&s->page, any ? "<br>" : "");
        if (c->keys[i] == MK_PEER)
            mk_show_party(s, v);
        else
            mk_show_value(s, v);
        any = true;
    }
}

static int put_row(void *u, struct mk_facts *f, struct mk_error *e)
{
    struct listing *l = u;
    struct mk_show *s = l->pages.show;
    if (mk_pages_row(&l->pages, e) != 0)
        return -1;
    mk_html(&s->page, "<tr><td class=t data-h=Time>");
    mk_show_time(s, f);
    for (size_t i = 0; i < COLUMNS_MAX && l->columns[i].head; i++)
        put_cell(s, &l->columns[i], f);
    mk_html(&s->page, "<td data-h=Further>");
    mk_show_rest(s, f, l->shown);
    if (f->kind == MK_KIND_MEDIA)
        mk_show_image(s, f);
    mk_html(&s->page, "<td data-h=Source>");
    mk_html_text(&s->page, mk_fact_text(f, MK_APP));
    mk_show_source(s, f);
    mk_show_issues(s, f);
    mk_html(&s->page, "\n");
    return 0;
}

static void make_head(char *out, size_t max, const struct column *c)
{
    int n = snprintf(out, max, "<table><thead><tr><th>Time");
    for (size_t i = 0; i < COLUMNS_MAX && c[i].head && n > 0 && (size_t)n < max; i++)
        n += snprintf(out + n, max - (size_t)n, c[i].number ? "<th class=n>%s" : "<th>%s",
                      c[i].head);
    if (n > 0 && (size_t)n < max)
        snprintf(out + n, max - (size_t)n, "<th>Further<th>Source</thead><tbody>");
}

int mk_list_write(struct mk_show *s, struct mk_spool *spool, const struct mk_list *list,
                  struct mk_error *e)
{
    char head[600];
    struct listing l = { .list = list, .columns = columns[list->section] };
    size_t n = 0;
    make_head(head, sizeof head, l.columns);
    for (size_t i = 0; i < COLUMNS_MAX && l.columns[i].head; i++)
        for (size_t k = 0; k < KEYS_MAX && l.columns[i].keys[k]; k++)
            l.shown[n++] = l.columns[i].keys[k];
    l.pages = (struct mk_pages){ .show = s,
                                 .spool = spool,
                                 .folder = list->folder,
                                 .title = list->title,
                                 .name = "",
                                 .head = head,
                                 .foot = "</table>",
                                 .about = about,
                                 .total = mk_spool_section(spool, list->section) };
    l.pages.u = &l;
    if (mk_spool_each(spool, list->section, 0, put_row, &l, e) != 0)
        return -1;
    return mk_pages_end(&l.pages, e);
}
