#ifndef MK_VAULT_H
#define MK_VAULT_H

#include "firmware/bundle/disk.h"
#include "parsers/base/json.h"

/*
 * Where a case's plain text lies until it is sealed: a folder under a key of its own, so that one
 * small file decides whether all of it can still be read.
 *
 * Kind "fscrypt": the folder has an fscrypt policy, version 2 (Linux
 * Documentation/filesystems/fscrypt.rst; linux/fscrypt.h): contents AES-256-XTS, names
 * AES-256-CTS, under 64 bytes of chance. Kind "plain": the file system cannot (not ext4 with
 * -O encrypt, f2fs, ubifs): an ordinary folder, to be said plainly wherever a case is shown.
 *
 * The key file is not wrapped here: it has to lie where only the kit reads it, on the appliance the
 * evidence partition's LUKS, and never inside the folder. One text file, mode 0600:
 *   "moka-vault-1 fscrypt\n" and 128 hex digits and "\n", or "moka-vault-1 plain\n"
 *
 * Give it the folder that holds the plain bundle and nothing that is to outlive it: what is in
 * there goes with the key. A file cannot be renamed in or out (EXDEV).
 * Every call can be repeated after a cut, and goes on where it was.
 */
enum mk_vault_kind {
    MK_VAULT_PLAIN,
    MK_VAULT_FSCRYPT,
    MK_VAULT_NONE /* of what was destroyed: there was no folder, so nobody can say of which kind */
};
const char *mk_vault_kind_name(enum mk_vault_kind kind);

/*
 * Makes the folder and its key (key file first, durable), and opens it. `keyfile`'s folder has to
 * be there. MK_ESTATE: the folder is not empty and not a vault of this key. Fails with MK_EIO,
 * MK_ENOSPC too; nothing is lost then: the folder holds nothing yet.
 */
MK_CHECK int mk_vault_make(enum mk_vault_kind *kind, const char *dir, const char *keyfile,
                           const struct mk_disk *disk, struct mk_error *e);

/* Gives the kernel the key, as after a start. MK_EABSENT: there is no key file (destroyed);
 * MK_EAUTH: it is not this folder's. Opening one that is open does nothing. */
MK_CHECK int mk_vault_open(enum mk_vault_kind *kind, const char *dir, const char *keyfile,
                           struct mk_error *e);

/* Takes the key from the kernel: until it is opened again nobody reads it. MK_ESTATE: files of it
 * are still open somewhere; those stay readable to who has them. Plain: does nothing. */
MK_CHECK int mk_vault_close(const char *dir, struct mk_error *e);

/* What was destroyed, for a certificate. */
struct mk_vault_facts {
    enum mk_vault_kind kind;
    char key_id[33]; /* fscrypt's name of the key, 32 hex digits: what the kernel and the folder
                        knew it by; "" for plain */
    int64_t at_us;   /* when it was done; as given */
    bool key_overwritten; /* the key file, once in place, and synced */
    bool key_unlinked;
    bool key_forgotten; /* the kernel has no copy any more, and no file was open */
    uint64_t files;     /* removed; of an fscrypt folder as ciphertext */
};

/*
 * Destroys it: the key file is overwritten in place, synced and unlinked, the kernel's copy taken
 * away, then the folder and all in it removed. Can be repeated after a cut; then the facts are of
 * what was left to do. MK_ESTATE, with the facts filled: the key is gone for good, but files were
 * open: ask again once who has them has ended.
 */
MK_CHECK int mk_vault_destroy(struct mk_vault_facts *out, const char *dir, const char *keyfile,
                              int64_t now_us, const struct mk_disk *disk, struct mk_error *e);

/* Removes a folder and all in it: what no key protected. What is not there is no error, links are
 * not followed. Counts the files. */
MK_CHECK int mk_vault_remove(uint64_t *files, int dir, const char *name, const struct mk_disk *disk,
                             struct mk_error *e);

/*
 * The facts as members of an open JSON object: "kind", "key_id", "destroyed" (time),
 * "key_overwritten", "key_unlinked", "key_forgotten", "files", "means" (one sentence: what that
 * amounts to) and "not_claimed" (list of sentences: that flash cells were erased, that no copy was
 * made elsewhere, ...).
 */
void mk_vault_certify(struct mk_json *j, const struct mk_vault_facts *f);

#endif
