#include "firmware/phantom/ios_backup_link.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void mk_phone_end_with(struct mk_phone_end *end, int code, const char *text)
{
    end->code = code;
    snprintf(end->text, sizeof end->text, "%s", text);
}

int mk_phone_flush(struct mk_phone_link *l, struct mk_error *e)
{
    int rc = mk_buf_ok(&l->out) ? mk_ios_write(l->s, mk_buf_span(&l->out), e)
                                : mk_fail(e, MK_ENOMEM, "backup");
    mk_buf_clear(&l->out);
    return rc;
}

int mk_phone_tell(struct mk_phone_link *l, plist_t message, struct mk_error *e)
{
    int rc = mk_phone_flush(l, e);
    if (rc == 0)
        rc = mk_ios_message_write(l->s, message, MK_IOS_BINARY, e);
    plist_free(message);
    return rc;
}

int mk_phone_listen(struct mk_phone_link *l, plist_t *out, struct mk_error *e)
{
    return mk_ios_message_read(out, l->s, e);
}

static plist_t item(plist_t array, uint32_t i)
{
    bool there = plist_get_node_type(array) == PLIST_ARRAY && i < plist_array_get_size(array);
    return there ? plist_array_get_item(array, i) : NULL;
}

int mk_phone_answer(struct mk_phone_link *l, struct mk_phone_said *said, struct mk_error *e)
{
    uint64_t code = 0;
    *said = (struct mk_phone_said){ 0 };
    if (mk_phone_listen(l, &said->message, e))
        return -1;
    plist_t name = item(said->message, 0), number = item(said->message, 1);
    const char *text =
        plist_get_node_type(name) == PLIST_STRING ? plist_get_string_ptr(name, NULL) : "";
    if (strcmp(text, "DLMessageStatusResponse") != 0 || plist_get_node_type(number) != PLIST_UINT) {
        mk_phone_said_done(said);
        return mk_fail(e, MK_EPROTO, "the host does not answer");
    }
    plist_get_uint_val(number, &code); /* negative ones come as they are in 64 bits */
    said->code = (int64_t)code;
    said->value = item(said->message, 3);
    return 0;
}

void mk_phone_said_done(struct mk_phone_said *said)
{
    plist_free(said->message);
    *said = (struct mk_phone_said){ 0 };
}

int mk_phone_ask(struct mk_phone_link *l, plist_t message, int64_t *code, struct mk_error *e)
{
    struct mk_phone_said said;
    if (mk_phone_tell(l, message, e) || mk_phone_answer(l, &said, e))
        return -1;
    *code = said.code;
    mk_phone_said_done(&said);
    return 0;
}

plist_t mk_phone_words(const char *name, const char *kinds, ...)
{
    plist_t a = plist_new_array();
    va_list ap;
    plist_array_append_item(a, plist_new_string(name));
    va_start(ap, kinds);
    for (; *kinds; kinds++)
        plist_array_append_item(a, *kinds == 's'   ? plist_new_string(va_arg(ap, const char *))
                                   : *kinds == 'u' ? plist_new_uint(va_arg(ap, uint64_t))
                                   : *kinds == 'r' ? plist_new_real(va_arg(ap, double))
                                                   : va_arg(ap, plist_t));
    va_end(ap);
    return a;
}

const char *mk_phone_below(const struct mk_phone_link *l, char room[static 160], const char *below)
{
    snprintf(room, 160, "%s%s%s", l->udid, *below ? "/" : "", below);
    return room;
}
