#ifndef MK_APP_IOS_PHOTOS_ALBUMS_H
#define MK_APP_IOS_PHOTOS_ALBUMS_H

#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

/*
 * Which picture is in which album. The table is called by the numbers of the entities album and
 * asset, which Apple's versions change: Z_<album>ASSETS with columns Z_<album>ALBUMS and
 * Z_<asset>ASSETS. Known: 20 and 27 (iOS 11), 23 and 30 (12), 26 and 34 (13), 26 and 3 (14), 27 and
 * 3 (15), 28 and 3 (16, 17), 29, 30 and 33 with 3 (18 to 26); numbers between are tried.
 * Sources: see ios_photos.c.
 */
#define PHOTOS_TABLES(X)                                                              \
    X(20, 27, ZGENERICASSET) X(23, 30, ZGENERICASSET) X(26, 34, ZGENERICASSET) X(26, 3, ZASSET) X(27, 3, ZASSET) \
    X(28, 3, ZASSET) X(29, 3, ZASSET) X(30, 3, ZASSET) X(31, 3, ZASSET) X(32, 3, ZASSET) X(33, 3, ZASSET) \
    X(34, 3, ZASSET) X(35, 3, ZASSET) X(36, 3, ZASSET)

#define PHOTOS_IN_ALBUM(n, a, asset_)                                                 \
    static const struct mk_lookup in_##n##_##a[] = {                       \
        { "g", "ZGENERICALBUM", "g.Z_PK", "j.Z_" #n "ALBUMS" },                       \
        { "a", #asset_, "a.Z_PK", "j.Z_" #a "ASSETS" },                               \
        { 0 },                                                                        \
    };                                                                                \
    static const struct mk_field fields_##n##_##a[] = {                    \
        { MK_PARENT, "j.Z_" #a "ASSETS", mk_integer,  .ref = #asset_ },               \
        { MK_TITLE,  "g.ZTITLE",        mk_text_some, .optional = true },             \
        { MK_DATA,   "g.ZUUID",         mk_text_some, .name = "album", .optional = true }, \
        { MK_DATA,   "j.Z_" #n "ALBUMS", mk_integer,  .name = "album_row" },          \
        { MK_DATA,   "a.ZFILENAME",     mk_text_some, .name = "file", .optional = true }, \
        { 0 },                                                                        \
    };                                                                                \
    static const char *const needs_##n##_##a[] = { "Z_" #n "ALBUMS", "Z_" #a "ASSETS", NULL };

PHOTOS_TABLES(PHOTOS_IN_ALBUM)

static const struct mk_constant in_album[] = { { MK_NAME, "in_album" }, { 0 } };
/* The first of the group of generations is an entity's number that no version has. */
PHOTOS_IN_ALBUM(19, 3, ZASSET)
#define PHOTOS_FIRST                                                                  \
    { MK_EVENT, "j", "Z_19ASSETS", needs_19_3, fields_19_3, in_19_3, .constants = in_album, .also = true, .optional = true }
#define PHOTOS_QUERY(n, a, asset_)                                                    \
    { MK_EVENT, "j", "Z_" #n "ASSETS", needs_##n##_##a, fields_##n##_##a, \
      in_##n##_##a, .constants = in_album, .optional = true },

#endif
