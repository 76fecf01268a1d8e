#ifndef MK_ROW_H
#define MK_ROW_H

#include "host/report/images.h"
#include "host/report/page.h"
#include "host/report/spool.h"
#include "parsers/base/zone.h"

/*
 * Parts of a record as markup. Which source files a page has rows of stands once at its end: a row
 * names its file by number, its table and its row.
 */
#define MK_LEGEND_MAX 200

struct mk_legend {
    uint32_t heads[MK_LEGEND_MAX];
    size_t n;
};

struct mk_show {
    struct mk_page page;
    const struct mk_zone *zone; /* NULL: UTC alone */
    const struct mk_spool *spool;
    struct mk_legend legend;
    struct mk_images images;
};

/* The main time, in UTC and the zone that was asked for; or what was stored, when it says no
 * instant; or nothing. */
void mk_show_time(struct mk_show *s, const struct mk_facts *f);
/* "2024-05-01 12:00:05 UTC". */
void mk_show_instant(struct mk_show *s, int64_t us, int digits);
/* " (contacts: Ana)", where contacts have a name for that number or id. */
void mk_show_names(struct mk_show *s, struct mk_span key);
void mk_show_party(struct mk_show *s, const struct mk_value *v);
void mk_show_value(struct mk_show *s, const struct mk_value *v);
/* "name value" for each field that is not in `shown`, which ends with MK_KEY_NONE. */
void mk_show_rest(struct mk_show *s, const struct mk_facts *f, const enum mk_key *shown);
/* The picture that a record is of, folded until it is asked for; nothing when there is no copy. */
void mk_show_image(struct mk_show *s, const struct mk_facts *f);
void mk_show_issues(struct mk_show *s, const struct mk_facts *f);
void mk_show_source(struct mk_show *s, const struct mk_facts *f);
/* What the numbers of mk_show_source() stand for; empties the list. */
void mk_show_legend(struct mk_show *s, struct mk_spool *spool);

#endif
