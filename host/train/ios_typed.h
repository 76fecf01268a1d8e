#ifndef MK_TRAIN_IOS_TYPED_H
#define MK_TRAIN_IOS_TYPED_H

#include "parsers/base/buf.h"

/*
 * The attributed text of a message as NSArchiver writes it (its layout:
 * parsers/format/typedstream.h; the attributes: ReagentX/imessage-exporter,
 * imessage-database/src/util/typedstream): the text, and for each of its parts a dictionary. A part
 * in front that is an attachment is one U+FFFC and has the attachment's guid.
 */
void mk_typed_text(struct mk_buf *out, struct mk_span text, const char *attachment_guid);

#endif
