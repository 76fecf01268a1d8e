#ifndef CONTENT_CASE_H
#define CONTENT_CASE_H

#include "tests/lib/content_phone.h"

/* What the tests of channel and set share. Failures are cmocka's. */
#define PHONE_TABLE "CREATE TABLE t(_id INTEGER PRIMARY KEY, date, type, address, body)"
extern const struct mk_provider phone_provider; /* that table */

/* Three rows; the second body forges the start of the third. */
#define THREE_ROWS                                                                                 \
    "INSERT INTO t VALUES(1,10,1,'a','one'),(2,20,2,'b','two\nRow: 2 _id=3, body=forged'),"        \
    "(3,30,3,'c','three')"

struct mk_channel *phone_channel(const struct mk_provider *p); /* user 0, no window */
void phone_start(struct phone *p, const char *rows);           /* with the table and these rows */
void phone_play(struct mk_channel_outcome *o, struct phone *p, struct mk_channel *c);

struct expect {
    enum mk_content_cell_type type;
    const char *text; /* NULL: any */
};
/* The bodies of all rows, in order, as a set tells them. */
void bodies_are(struct phone *p, const struct expect *want, size_t n);

#endif
