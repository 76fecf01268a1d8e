#ifndef MK_VIEWS_H
#define MK_VIEWS_H

#include "host/case/case.h"

/* What a viewer shows of a case beside records one by one. Pages are quick at a million records. */

/* What an examiner put on a record: tags one by one, how many notes. */
MK_CHECK int mk_case_marks(uint64_t *notes, struct mk_case *c, int64_t record,
                           int (*tag)(void *u, const char *name, struct mk_error *e), void *u,
                           struct mk_error *e);

/* Of a bundle (0: of all): records of each kind, and how many of them have no time; its first and
 * last time, INT64_MIN: none. */
MK_CHECK int mk_case_kinds(struct mk_case *c, int64_t bundle,
                           int (*each)(void *u, enum mk_kind kind, uint64_t n, uint64_t timeless,
                                       struct mk_error *e),
                           void *u, struct mk_error *e);
MK_CHECK int mk_case_span(int64_t *first_us, int64_t *last_us, struct mk_case *c, int64_t bundle,
                          struct mk_error *e);
MK_CHECK int mk_case_apps(struct mk_case *c, int64_t bundle,
                          int (*each)(void *u, const char *app, uint64_t messages, uint64_t talks,
                                      struct mk_error *e),
                          void *u, struct mk_error *e);

/* Readers that made records of a bundle. */
MK_CHECK int mk_case_readers(struct mk_case *c, int64_t bundle,
                             int (*each)(void *u, const char *app, struct mk_error *e), void *u,
                             struct mk_error *e);

/* Records of a kind in each step of so many microseconds, which begins at `from`. */
MK_CHECK int mk_case_steps(struct mk_case *c, int64_t bundle, enum mk_kind kind, int64_t from,
                           int64_t until, int64_t step,
                           int (*each)(void *u, int64_t step, uint64_t n, struct mk_error *e),
                           void *u, struct mk_error *e);

/* One conversation: 1, or 0 when there is none of that id. */
MK_CHECK int mk_case_talk_one(struct mk_case *c, int64_t talk,
                              int (*each)(void *u, const struct mk_case_talk *t,
                                          struct mk_error *e),
                              void *u, struct mk_error *e);
/* Where a page of it begins that has `back` records before (*time_us, *id), or all that there are:
 * in place of these two; 1 when there are earlier ones still. */
MK_CHECK int mk_case_talk_back(int64_t *time_us, int64_t *id, struct mk_case *c, int64_t talk,
                               uint32_t back, struct mk_error *e);
/* The conversation of a record; 0: none. */
MK_CHECK int mk_case_talk_of(int64_t *talk, struct mk_case *c, int64_t record, struct mk_error *e);

/* What a record names. */
MK_CHECK int mk_case_named(struct mk_case *c, int64_t record,
                           int (*each)(void *u, const struct mk_case_entity *x, const char *role,
                                       const char *rule, struct mk_error *e),
                           void *u, struct mk_error *e);
/* One entity: 1, or 0. Records that name it, in order; behind `after`. */
MK_CHECK int mk_case_entity_one(struct mk_case *c, int64_t entity,
                                int (*each)(void *u, const struct mk_case_entity *x,
                                            struct mk_error *e),
                                void *u, struct mk_error *e);
MK_CHECK int mk_case_naming(struct mk_case *c, int64_t entity, int64_t after, uint32_t limit,
                            mk_case_record_fn *each, void *u, struct mk_error *e);
/* With whom the phone of a bundle had messages and calls: as mk_case_contacts(), bundle by bundle,
 * what stands in most of them first; those of one entity follow each other. */
struct mk_case_edge {
    int64_t bundle;
    uint64_t total;          /* mentions in all bundles */
    struct mk_case_entity x; /* mentions, first, last: in that bundle; bundles: in all */
};
MK_CHECK int mk_case_edges(struct mk_case *c, int64_t bundle, uint32_t limit,
                           int (*each)(void *u, const struct mk_case_edge *x, struct mk_error *e),
                           void *u, uint64_t *left_out, struct mk_error *e);

/* ---- places ---- */

struct mk_place {
    int64_t id, bundle, time_us;                  /* INT64_MIN: none */
    int64_t until_us;                             /* of a stay; INT64_MIN: it is none */
    double lat, lon, accuracy_m;                  /* below 0: not known */
    struct mk_span origin, meaning, whose, label; /* valid until the next call */
};
struct mk_places {
    int64_t bundle, from_us, until_us; /* 0, INT64_MIN, INT64_MAX: any */
    const char *origin, *meaning;      /* NULL: any */
    bool boxed;
    double west, south, east, north;
    int64_t after_us, after; /* INT64_MIN, 0: the beginning */
    uint32_t limit;
};
MK_CHECK int mk_case_places(struct mk_case *c, const struct mk_places *p,
                            int (*each)(void *u, const struct mk_place *x, struct mk_error *e),
                            void *u, struct mk_error *e);
/* Positions of that time, both ends included, and stays that reach into it; by time. */
MK_CHECK int mk_case_around(struct mk_case *c, int64_t bundle, int64_t from_us, int64_t until_us,
                            uint32_t limit,
                            int (*each)(void *u, const struct mk_place *x, struct mk_error *e),
                            void *u, struct mk_error *e);
/* Locations and media that say no place. */
MK_CHECK int mk_case_placeless(uint64_t *n, struct mk_case *c, int64_t bundle, struct mk_error *e);

/* ---- media and files ---- */

enum mk_media_class { MK_IMAGE = 1, MK_VIDEO, MK_AUDIO };
/* Newest first, those without a time last: behind (after_us, after); INT64_MAX twice is the
 * beginning. cls 0: any. */
MK_CHECK int mk_case_media(struct mk_case *c, int64_t bundle, unsigned cls, int64_t after_us,
                           int64_t after, uint32_t limit,
                           int (*each)(void *u, unsigned cls, int64_t time_us,
                                       const struct mk_case_record *r, struct mk_error *e),
                           void *u, struct mk_error *e);

/* A file of the phone as the bundle has it: while it is taken in. */
MK_CHECK int mk_case_file(struct mk_case *c, struct mk_span path, uint64_t number, uint64_t bytes,
                          struct mk_error *e);
struct mk_case_entry {
    const char *name;
    bool folder;
    uint64_t number; /* of the entry in the source (parsers/source/source.h) */
    uint64_t bytes, files;
};
/* Folders first, by name; `skip` of them passed over. folder: "" for the root. */
MK_CHECK int mk_case_files(struct mk_case *c, int64_t bundle, const char *folder, uint64_t skip,
                           uint32_t limit,
                           int (*each)(void *u, const struct mk_case_entry *x, struct mk_error *e),
                           void *u, struct mk_error *e);
/* The number of a path: 1, or 0 when there is none. */
MK_CHECK int mk_case_file_number(uint64_t *number, struct mk_case *c, int64_t bundle,
                                 struct mk_span path, struct mk_error *e);

#endif
