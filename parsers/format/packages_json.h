#ifndef MK_PACKAGES_JSON_H
#define MK_PACKAGES_JSON_H

#include "parsers/table/format.h"

/*
 * Packages as androidqf lists them: packages.json, an array of objects. Tables:
 *
 *   packages   name, installer, uid, disabled, system, third_party, _row
 *   files      package_row, path, local_name, md5, sha1, sha256, sha512, error, certificate (the
 *              JSON object as it is), verified, trusted, certificate_error
 *
 * Source: mvt-project/androidqf, adb/packages.go (0b39878298f5), structs Package and PackageFile.
 */
extern const struct mk_format mk_format_packages_json;

#endif
