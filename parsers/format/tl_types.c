#include "parsers/format/tl.h"

const struct mk_tl_type *mk_tl_type(uint32_t constructor)
{
#define T(id, name, fields)                                                                        \
    case id: {                                                                                     \
        static const struct mk_tl_type type = { name, fields };                                    \
        return &type;                                                                              \
    }
    switch (constructor) {
#include "parsers/format/tl_actions.h"
#include "parsers/format/tl_media.h"
#include "parsers/format/tl_messages.h"
#include "parsers/format/tl_people.h"
#include "parsers/format/tl_rest.h"
#include "parsers/format/tl_rich.h"
    }
#undef T
    return NULL;
}
