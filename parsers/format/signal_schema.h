#ifndef MK_SIGNAL_SCHEMA_H
#define MK_SIGNAL_SCHEMA_H

#include "parsers/base/error.h"
#include "parsers/format/proto.h"

/* Private to signal_*.c: the fields that libsignal b056faa6, backup.proto, knows, so that those of
 * a later version are told and kept. */
#define MK_SIGNAL_FIELDS 40
#define MK_SIGNAL_DEPTH  24

struct mk_signal_schema;
MK_CHECK int mk_signal_schema_new(struct mk_signal_schema **out, struct mk_error *e);
void mk_signal_schema_free(struct mk_signal_schema *s);

struct mk_signal_unknown {
    void (*found)(struct mk_signal_unknown *u, const struct mk_proto_field *f);
    void *u;
    uint32_t path[MK_SIGNAL_DEPTH]; /* of the field, itself included */
    size_t depth;
};
/* Calls `found` for each field that the schema does not have, and with number 0 for the rest of a
 * message behind where it is damaged, or too deep. `info`: of BackupInfo, else a Frame. */
void mk_signal_schema_visit(const struct mk_signal_schema *s, bool info, struct mk_span bytes,
                            struct mk_signal_unknown *u);

#endif
