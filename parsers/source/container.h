#ifndef MK_CONTAINER_H
#define MK_CONTAINER_H

#include "parsers/source/context.h"
#include "parsers/source/source.h"

/*
 * A file that holds files: zip, tar, an Android backup, an encrypted database (one entry). It is
 * opened inside a worker, and what it holds is read like a folder; containers inside containers
 * too.
 */
#define MK_CONTAINER_DEPTH 4
#define MK_HEAD_MAX        4096 /* bytes of a file's beginning that `knows` is shown */

struct mk_container {
    const char *id; /* "zip" */
    bool (*knows)(struct mk_span head, struct mk_span path);
    /* The file must outlive the source. Damage is no error as long as something can be listed: it
     * is a remark. MK_EAUTH: encrypted, and no key given fits. */
    int (*open)(struct mk_source *out, const struct mk_file *file, const struct mk_context *cx,
                struct mk_error *e);
    /* What is odd about it, for an issue; NULL behind the last. May be NULL itself. */
    const char *(*remark)(const struct mk_source *src, size_t i);
};

/* All there are (parsers/source/containers.c lists them); NULL behind the last. */
const struct mk_container *mk_container_at(size_t i);

#endif
