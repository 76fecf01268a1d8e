#include "host/viewer/desks.h"

int mk_viewer_run(const struct mk_viewer_options *o, struct mk_error *e)
{
    struct mk_desks *desks = NULL;
    int rc = mk_desks_new(&desks, o, e);
    if (rc == 0)
        rc = mk_desks_run(desks, o->port, e);
    mk_desks_free(desks);
    return rc;
}
