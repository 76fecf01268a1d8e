#include "host/report/spool.h"
#include <stdio.h>

#define FACTS_MAX (MK_ITEM_MAX + 4096)

void mk_facts_init(struct mk_facts *f)
{
    memset(f, 0, sizeof *f);
    mk_buf_init(&f->bytes, FACTS_MAX);
}

void mk_facts_done(struct mk_facts *f)
{
    mk_buf_done(&f->bytes);
}

const struct mk_value *mk_fact(const struct mk_facts *f, enum mk_key key)
{
    return f->seen[key] == f->turn ? &f->v[key] : NULL;
}

struct mk_span mk_fact_text(const struct mk_facts *f, enum mk_key key)
{
    const struct mk_value *v = mk_fact(f, key);
    return v && v->type == MK_T_TEXT ? v->s : mk_span(NULL, 0);
}

/* A record's own ref stands; otherwise it is the head's beginning and the row. */
bool mk_facts_ref(struct mk_buf *out, const struct mk_facts *f)
{
    struct mk_value v;
    mk_buf_clear(out);
    if (mk_field_find(&v, f->fields, MK_REF) && v.type == MK_T_TEXT) {
        mk_buf_put(out, v.s.p, v.s.len);
        return mk_buf_ok(out);
    }
    if (!f->has_row || !mk_field_find(&v, f->head_fields, MK_REF) || v.type != MK_T_TEXT)
        return false;
    mk_buf_put(out, v.s.p, v.s.len);
    mk_buf_printf(out, "%lld", (long long)f->row);
    return mk_buf_ok(out);
}
