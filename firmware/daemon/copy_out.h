#ifndef MK_COPY_OUT_H
#define MK_COPY_OUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The sealed file of a case, copied to a stick: only what its recipients can open ever leaves so.
 *
 * STICK/moka-CASE.tar.age       written under another name, synced, read back and compared with
 * what was sealed; only then it has its name STICK/moka-CASE.sealed.json   see
 * firmware/bundle/sealed.h
 *
 * Run by mokad as a child (mokad --copy-out FILE STICK CASE). Lines {"seen":{..}} with the numbers
 * of a "progress" event, bytes of both ways; then {"file","bytes","sha256","read_back"}, or
 * {"code","text"}. read_back: "stick" past the cache (O_DIRECT), "cache" where that cannot be.
 * code: gone, full, too-large (FAT holds no file of 4 GiB), read-only, differs (the stick gives
 * something else back), kit-differs (the kit's own disk does), failed.
 */
int mk_daemon_copy(const char *file, const char *stick, const char *case_id); /* exit status */

/*
 * Before a byte is written: NULL when a file of that size can be put there, else the code.
 *
 * fs_type   statfs(2)'s f_type; of FAT MSDOS_SUPER_MAGIC, whose sizes have 32 bits (Microsoft FAT
 *           specification 6.1, DIR_FileSize; Linux fs/fat/inode.c, s_maxbytes). exFAT has another
 * free      bytes; that much and a little more has to be there
 */
const char *mk_copy_room(int64_t fs_type, uint64_t size, uint64_t free);

/* Whether something is mounted at that folder: a copy beside the case would be none. */
bool mk_stick_is_there(const char *folder);

#endif
