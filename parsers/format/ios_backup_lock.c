#include "parsers/format/ios_backup_open.h"
#include "parsers/format/plist.h"

#define BAG_MAX ((size_t)1 << 20)
#define KEY_MAX 256u

static void keep(struct mk_buf *out, const struct mk_plist_value *root, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(root, key, MK_PLIST_DATA);
    if (v)
        mk_buf_put(out, v->s.p, v->s.len);
}

int mk_ios_lock_read(struct mk_ios_lock *out, const struct mk_file *manifest, struct mk_error *e)
{
    struct mk_plist list;
    *out = (struct mk_ios_lock){ 0 };
    mk_buf_init(&out->bag, BAG_MAX);
    mk_buf_init(&out->key, KEY_MAX);
    if (mk_plist_open(&list, manifest, 0, e) != 0)
        return mk_fail_in(e, "Manifest.plist");
    const struct mk_plist_value *is = mk_plist_get_as(list.root, "IsEncrypted", MK_PLIST_BOOL);
    keep(&out->bag, list.root, "BackupKeyBag");
    keep(&out->key, list.root, "ManifestKey");
    out->encrypted = is && is->i;
    mk_plist_done(&list);
    return mk_buf_ok(&out->bag) && mk_buf_ok(&out->key)
               ? 0
               : mk_fail(e, MK_ELIMIT, "Manifest.plist: its keys are too long");
}

void mk_ios_lock_done(struct mk_ios_lock *l)
{
    mk_buf_done(&l->bag);
    mk_buf_done(&l->key);
}
