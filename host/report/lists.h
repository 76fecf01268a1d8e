#ifndef MK_LISTS_H
#define MK_LISTS_H

#include "host/report/row.h"

/* Private to the report: long lists in pages, each a file of its own. */
#define MK_ROWS_A_PAGE 500u

struct mk_pages {
    struct mk_show *show;
    struct mk_spool *spool;
    const char *folder, *title; /* "calls", "Calls" */
    const char *name;           /* "c12-" in front of the page's number, or "" */
    const char *head;           /* markup above the rows of each page: a table's columns */
    const char *foot;           /* and below */
    /* The heading, and what else stands above the rows. NULL: the title alone. */
    void (*about)(void *u, struct mk_show *s);
    void *u;
    uint64_t total, rows; /* rows in all, and so far */
    bool open;
    const char *all, *all_title; /* the list that this one is out of; may be NULL */
};

/* Before each row: opens the page that it goes to. */
MK_CHECK int mk_pages_row(struct mk_pages *p, struct mk_error *e);
/* Behind the last; a list without rows gets one page that says so. */
MK_CHECK int mk_pages_end(struct mk_pages *p, struct mk_error *e);
uint64_t mk_pages_count(uint64_t rows);

struct mk_list {
    enum mk_section section;
    const char *folder, *title;
    const char *about; /* one sentence for people */
};
/* All sections but messages, in the order of the report; `title` is NULL behind the last. */
const struct mk_list *mk_list_at(size_t i);

MK_CHECK int mk_list_write(struct mk_show *s, struct mk_spool *spool, const struct mk_list *l,
                           struct mk_error *e);
MK_CHECK int mk_talks_write(struct mk_show *s, struct mk_spool *spool, struct mk_error *e);

#endif
