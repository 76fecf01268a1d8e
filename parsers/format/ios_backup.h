#ifndef MK_IOS_BACKUP_H
#define MK_IOS_BACKUP_H

#include "parsers/format/decrypt.h"
#include "parsers/source/container.h"

/*
 * An iOS backup as a source. cx->backup has the files of its folder; the one that is opened is its
 * Manifest.db or Manifest.mbdb (ios_manifest.h). Entries have the device's paths (ios_domain.h).
 *
 * Names of the manifest are never used to open anything: a payload file is found by the 20 bytes
 * that its fileID says. What is no place on a device, has a fileID of another form, or stands
 * twice, is a remark and no entry. A file of which the payload is missing is listed and cannot be
 * opened; payload that the manifest does not name is remarked.
 *
 * Encrypted when Manifest.plist says IsEncrypted, unless its ManifestKey says that Manifest.db is
 * encrypted as well and that is plain: then another tool has decrypted it. The list is decrypted
 * under ManifestKey, each file under its own key (ios_keybag.h).
 */
extern const struct mk_container mk_container_ios_backup;

/*
 * `moka decrypt ios-backup`: a tar of the backup's own layout with everything plain: Manifest.db,
 * the property lists as they are, each payload under the name it has. So other tools read it, and
 * no name out of the manifest is written to a disk. Its check needs Manifest.plist alone, its run
 * cx->backup.
 */
extern const struct mk_decrypt_kind mk_decrypt_ios_backup;

#endif
