#ifndef MK_APP_PLIST_VALUES_H
#define MK_APP_PLIST_VALUES_H

#include "parsers/engine/engine.h"

/* The fields of a table `v` of facts (parsers/format/plist_shape.h), all of which are told. */
static const struct mk_field mk_plist_values[] = {
    { MK_NAME,  "v.name",  mk_text },
    { MK_VALUE, "v.value", mk_text },
    { MK_TIME,  "v.date",  mk_cocoa_s },
    { 0 },
};

#endif
