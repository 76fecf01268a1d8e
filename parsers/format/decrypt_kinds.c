#include "parsers/format/decrypt.h"

#define KINDS(X) X(ab) X(whatsapp) X(sqlcipher) X(signal) X(ios_backup)

#define X(id) extern const struct mk_decrypt_kind mk_decrypt_##id;
KINDS(X)
#undef X

static const struct mk_decrypt_kind *const all[] = {
#define X(id) &mk_decrypt_##id,
    KINDS(X)
#undef X
        NULL,
};

const struct mk_decrypt_kind *mk_decrypt_at(size_t i)
{
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}
