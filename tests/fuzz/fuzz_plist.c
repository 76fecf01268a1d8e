/* Property lists in all spellings: the tree of values, walked as far as it may go. */
#include "parsers/format/plist.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static uint32_t sum;
static size_t left;

static void walk(const struct mk_plist_value *v, unsigned depth)
{
    int64_t us;
    uint64_t uid;
    if (depth > 100 || left == 0)
        return;
    left--;
    if ((v->kind == MK_PLIST_TEXT || v->kind == MK_PLIST_DATA || v->kind == MK_PLIST_DAMAGED) &&
        v->s.len)
        sum += v->s.p[v->s.len - 1];
    sum += (uint32_t)mk_plist_time(&us, v) + mk_plist_uid(&uid, v);
    for (size_t i = 0; i < v->n << (v->kind == MK_PLIST_DICT); i++)
        walk(v->items[i], depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_plist list;
    mk_plist_knows(mk_span(p, n));
    if (mk_plist_read(&list, mk_span(p, n), (size_t)16 << 20, NULL) != 0)
        return 0;
    left = 10000;
    walk(list.root, 0);
    mk_plist_get(list.root, "key");
    mk_plist_done(&list);
    return sum == UINT32_MAX; /* so that it is read at all */
}
