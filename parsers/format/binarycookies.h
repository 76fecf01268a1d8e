#ifndef MK_BINARYCOOKIES_H
#define MK_BINARYCOOKIES_H

#include "parsers/table/format.h"

/*
 * Cookies.binarycookies of Safari and of every app that loads web pages on iOS and macOS, as a
 * table "cookies". Hostile.
 *
 *   file    0   4  "cook"
 *           4   4  n, number of pages; big endian, as is all up to the pages
 *           8   4n size of each page; then the pages, a checksum of 4 bytes, 8 bytes 07 17 20 05
 *                  00 00 00 4B and, in newer files, a property list with the cookie policy
 *   page    0   4  00 00 01 00
 *           4   4  n, number of cookies; little endian from here on
 *           8   4n where each begins in the page; then 4 bytes 0
 *   cookie  0   4  its size         4  4  unknown
 *           8   4  flags: 1 secure, 4 HTTP only, others unknown
 *           12  4  unknown; not 0 when there is a port
 *           16  16 where host, name, path and value begin in the cookie, ended by NUL
 *           32  8  the same for a comment and the comment's address; 0: there is none
 *           40  8  expires, 48 8 created: doubles, seconds since 2001-01-01 UTC
 *
 * Sources: libyal/plaso, plaso/parsers/safari_cookies.yaml (20240504); as18/BinaryCookieReader;
 * sizes and the two comment fields checked on files of iOS 17 and OS X 10.8 (observed).
 */
extern const struct mk_format mk_format_binarycookies;

#endif
