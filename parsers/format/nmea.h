#ifndef MK_NMEA_H
#define MK_NMEA_H

#include "parsers/table/format.h"

/*
 * NMEA 0183 logs: table "points" (points.h), a row an instant that has a position, made of the
 * sentences (RMC, GGA, GLL, VTG, ZDA of any talker) that belong to it; the row's number is the line
 * of the first of them.
 *
 *   $ttSSS,field,...*hh   hh: XOR of all between '$' and '*'; logs without it are read as well
 *
 * Times are UTC. Only RMC and ZDA have a date: other sentences have the one that was told last, and
 * one more day when their time falls back over midnight.
 *
 * Sources: NMEA 0183 version 4.10, as described in u-blox M8 receiver description (UBX-13003221),
 * 31.2; the years of RMC have two digits: 80 to 99 are of the 20th century.
 */
extern const struct mk_format mk_format_nmea;

#endif
