#include "host/report/lists.h"
#include <stdio.h>

uint64_t mk_pages_count(uint64_t rows)
{
    return rows ? (rows + MK_ROWS_A_PAGE - 1) / MK_ROWS_A_PAGE : 1;
}

static void link_to(struct mk_pages *p, uint64_t page, const char *text)
{
    mk_htmlf(&p->show->page, "<a href=%s%llu.html>%s</a>", p->name, (unsigned long long)page, text);
}

/* First, some steps back and on, last: also with thousands of pages each is a few steps away. */
static void put_nav(struct mk_pages *p, uint64_t page)
{
    static const struct {
        int64_t step;
        const char *text;
    } steps[] = { { -100, "−100" }, { -10, "−10" }, { -1, "previous" },
                  { 1, "next" },    { 10, "+10" },  { 100, "+100" } };
    uint64_t last = mk_pages_count(p->total);
    mk_html(&p->show->page, "<nav><a href=../index.html>Report</a>");
    if (p->all)
        mk_htmlf(&p->show->page, "<a href=%s>%s</a>", p->all, p->all_title);
    if (last > 1) {
        mk_htmlf(&p->show->page, "<span class=d>page %llu of %llu</span>", (unsigned long long)page,
                 (unsigned long long)last);
        link_to(p, 1, "first");
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            int64_t to = (int64_t)page + steps[i].step;
            if (to >= 1 && to <= (int64_t)last)
                link_to(p, (uint64_t)to, steps[i].text);
        }
        link_to(p, last, "last");
    }
    mk_html(&p->show->page, "</nav>");
}

static void open_page(struct mk_pages *p, uint64_t page)
{
    char name[80];
    snprintf(name, sizeof name, "%s/%s%llu.html", p->folder, p->name, (unsigned long long)page);
    mk_page_open(&p->show->page, name, p->title);
    mk_html(&p->show->page, "<header>");
    put_nav(p, page);
    if (p->about)
        p->about(p->u, p->show);
    else
        mk_htmlf(&p->show->page, "<h1>%s</h1>", p->title);
    mk_html(&p->show->page, "</header>");
    mk_html(&p->show->page, p->total ? p->head : "<p>Nothing was found.</p>");
    p->open = true;
}

static int close_page(struct mk_pages *p, uint64_t page, struct mk_error *e)
{
    mk_html(&p->show->page, p->total ? p->foot : "");
    put_nav(p, page);
    mk_show_legend(p->show, p->spool);
    p->open = false;
    return mk_page_close(&p->show->page, e);
}

int mk_pages_row(struct mk_pages *p, struct mk_error *e)
{
    uint64_t page = p->rows / MK_ROWS_A_PAGE + 1;
    if (p->open && p->rows % MK_ROWS_A_PAGE == 0 && close_page(p, page - 1, e) != 0)
        return -1;
    if (!p->open)
        open_page(p, page);
    mk_page_flush(&p->show->page);
    p->rows++;
    return 0;
}

int mk_pages_end(struct mk_pages *p, struct mk_error *e)
{
    if (!p->open && p->rows == 0)
        open_page(p, 1);
    return p->open ? close_page(p, mk_pages_count(p->rows), e) : 0;
}
