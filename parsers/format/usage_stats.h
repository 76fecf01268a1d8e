#ifndef MK_USAGE_STATS_H
#define MK_USAGE_STATS_H

#include "parsers/table/format.h"

/*
 * What Android's usage statistics keep of a day, week, month or year, one file each, whose name is
 * the moment it began: milliseconds since 1970. Tables (every one of the first five has `interval`,
 * the folder's name, and `begin`):
 *
 *   packages        package, token, last_used + raw + unit, active_ms, last_event, launches,
 *                   last_service, service_ms, last_visible, visible_ms, last_component
 *   choosers        package, token, action, action_token, category, category_token, count
 *   configurations  last_active + raw + unit, active_ms, count, active, config
 *   events          package, token, class, class_token, time + raw + unit, type, flags, shortcut,
 *                   shortcut_token, bucket, channel, channel_token, instance, root_package,
 *                   root_package_token, root_class, root_class_token, locus, locus_token, pending,
 *                   config
 *   totals          what (interactive, ...), count, duration_ms
 *   uses            package, time: field 24
 *   tokens          token, name, texts: of the file "mappings"
 *
 * Three forms:
 *   XML       Android 5 to 9. Times count from the begin, or stand as they are where the root has a
 *             `beginTime` (Android 5). UsageStatsXmlV1.java (frameworks/base, services/usage).
 *   protobuf  Android 10, IntervalStatsProto, texts in field 2: core/proto/android/server/
 *             usagestatsservice.proto
 *   protobuf  Android 11 on, IntervalStatsObfuscatedProto: a package is a number, and so are its
 *             texts; which, the file "mappings" says (ObfuscatedPackagesProto): usagestatsservice
 *             _v2.proto, UsageStatsProtoV2.java (PackagesTokenData: a package's own name is its
 *             first text). The two are told apart by field 2, a message there, a number here.
 *
 * Where that file is at hand (struct mk_context, beside), the names that it has stand beside the
 * numbers.
 *
 * A text number is that of the package's list, from 1 on. A moment of 0 (written as minus the
 * begin) stands for never.
 */
extern const struct mk_format mk_format_usage_stats;

#endif
