#ifndef MK_TRAIN_MAKE_WEB_H
#define MK_TRAIN_MAKE_WEB_H

#include "host/train/make.h"

/* Pages that are visited, the same in every browser. */
struct mk_page {
    const char *url, *title, *host;
};
size_t mk_pages(void);
const struct mk_page *mk_page_at(size_t i);
/* Which page visit i goes to. */
size_t mk_page_of(const struct mk_train *t, uint64_t part, uint64_t i);
/* What is searched for, the i-th time, and the address of the page with the results. */
const char *mk_search_at(size_t i);
void mk_search_url(struct mk_buf *out, const char *query);

/* Microseconds from 1601-01-01 to 1970-01-01. */
#define MK_WEBKIT 11644473600000000

#endif
