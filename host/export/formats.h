#ifndef MK_EXPORT_FORMATS_H
#define MK_EXPORT_FORMATS_H

#include "host/export/export.h"
#include <stdio.h>

/* Private to host/export: one file a format. */
extern const struct mk_export_format mk_export_csv, mk_export_timesketch, mk_export_geojson,
    mk_export_kml, mk_export_vcard, mk_export_uco;

/* What every line-based format needs of a record, as members of an object that is open. */
void mk_export_common(struct mk_json *j, const struct mk_view *v);

/* Whether that name was told of lately, and notes that it now is: what many records share need not
 * stand beside each. Of 65,536 places, each of which keeps the last one. */
bool mk_export_told(const struct mk_view *v, const char *name);

#endif
