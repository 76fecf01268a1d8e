#include "firmware/vault/private.h"

const char *mk_vault_kind_name(enum mk_vault_kind kind)
{
    return kind == MK_VAULT_FSCRYPT ? "fscrypt" : kind == MK_VAULT_NONE ? "none" : "plain";
}

static const char *meaning(const struct mk_vault_facts *f)
{
    if (f->kind == MK_VAULT_PLAIN)
        return "The files were removed. They were not encrypted: tools that recover deleted files "
               "may find them on the disk.";
    if (f->kind == MK_VAULT_NONE && f->key_unlinked)
        return "There was no folder of copied data: there never was one, or it was destroyed "
               "before. No key of it is left on this kit.";
    if (!f->key_unlinked || !f->key_forgotten)
        return "The destruction is not finished.";
    return "The only key under which the files were stored no longer exists on this kit: what the "
           "disk still holds of them is ciphertext.";
}

void mk_vault_certify(struct mk_json *j, const struct mk_vault_facts *f)
{
    mk_json_kv_str(j, "kind", mk_vault_kind_name(f->kind));
    if (f->key_id[0])
        mk_json_kv_str(j, "key_id", f->key_id);
    mk_json_kv_iso(j, "destroyed", f->at_us, 6);
    mk_json_kv_bool(j, "key_overwritten", f->key_overwritten);
    mk_json_kv_bool(j, "key_unlinked", f->key_unlinked);
    mk_json_kv_bool(j, "key_forgotten", f->key_forgotten);
    mk_json_kv_uint(j, "files", f->files);
    mk_json_kv_str(j, "means", meaning(f));
    mk_json_key(j, "not_claimed");
    mk_json_open(j, '[');
    mk_json_str(j, "that cells of a flash memory were erased: a controller may keep old blocks, of "
                   "the key's file too");
    mk_json_str(j, "that no copy was made elsewhere before, as by a sealed bundle that was handed "
                   "over");
    mk_json_str(j, "that nothing of it is left in working memory until the power goes");
    mk_json_close(j, ']');
}
