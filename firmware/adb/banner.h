#ifndef MK_ADB_BANNER_H
#define MK_ADB_BANNER_H

#include "firmware/adb/conn.h"

/*
 * What a phone says of itself in CNXN:
 *
 *     <kind>:<serial, empty>:<name>=<value>;<name>=<value>;features=<a>,<b>,...
 *
 * Fills kind, features and has; spans point into `banner`. Names it does not
 * know are left alone, phones before Android 6 send no features at all.
 * MK_EPROTO for a kind that is no phone to talk to.
 *
 * Source: AOSP packages/modules/adb adb.cpp parse_banner(), get_connection_string();
 * transport.cpp StringToFeatureSet().
 */
MK_CHECK int mk_adb_banner_parse(struct mk_adb_phone_info *out, struct mk_span banner,
                                 struct mk_error *e);

/* MK_ADB_HAS_... of "a,b". */
uint32_t mk_adb_feature_bits(struct mk_span features);

#endif
