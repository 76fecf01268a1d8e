#ifndef MK_FORMAT_TABLES_H
#define MK_FORMAT_TABLES_H

#include "parsers/source/context.h"
#include "parsers/table/tables.h"

/*
 * A kind of document that can be read as tables, so that an app names its columns as it names
 * those of a database: a GPX file has a table "points" with "lat", "lon", "time". One a format,
 * `mk_format_<id>`, declared in its own header; rows count from 1 in the order of the file.
 */
struct mk_format {
    const char *id; /* "gpx" */
    /* Whether a file that begins so can be one; `head` is its first MK_HEAD_MAX bytes. */
    bool (*knows)(struct mk_span head, struct mk_span path);
    /* The file and the context must outlive the tables. */
    int (*open)(struct mk_tables *out, const struct mk_file *file, const struct mk_context *cx,
                struct mk_error *e);
    void (*close)(struct mk_tables *t);
};

#endif
