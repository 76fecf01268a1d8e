/*
 * What the phone was doing, for days: CurrentPowerlog.PLSQL and its archives, the log of the battery's accounting.
 *
 * Sources: mac4n6/APOLLO, modules/powerlog_*.txt: tables, columns, names of codes, and that times are seconds since 1970 by
 * the log's own clock, which PLStorageOperator_EventForward_TimeOffset sets right (`system` is to be added);
 * log2timeline/plaso, sqlite_plugins/ios_powerlog.py (4ea03ef9a), which does not; CREATE statements as found in a file of
 * iOS 15. Here `time` is the corrected one by the offset that held then (none where none is kept), times.log_clock the stored one. EventForward: holds
 * from then on. Aggregate: sums of an hour that begins then.
 */
#include "parsers/engine/engine.h"

#define OFFSET(alias) { "o", "PLStorageOperator_EventForward_TimeOffset", "o.timestamp", alias ".timestamp", .before = true }
#define WHEN(alias)                                                                                                  \
    { MK_TIME,  alias ".timestamp", mk_unix_s, .clock = "device", .given = "o.system", .plus = true },                 \
    { MK_TIMES, alias ".timestamp", mk_unix_s, .name = "log_clock" }
#define R(col, what) { MK_DATA, col, mk_real, .name = (what), .optional = true }
#define N(col, what) { MK_DATA, col, mk_integer, .name = (what), .optional = true }
#define D(col, what) { MK_DATA, col, mk_text_some, .name = (what), .optional = true }

static const struct mk_lookup at[] = { OFFSET("e"), { 0 } };

static const struct mk_field run_time[] = {
    WHEN("e"),
    D("e.BundleID", "bundle"), R("e.ScreenOnTime", "screen_on_s"), R("e.BackgroundTime", "background_s"),
    R("e.ScreenOnPluggedInTime", "screen_on_plugged_in_s"), R("e.BackgroundPluggedInTime", "background_plugged_in_s"),
    R("e.BackgroundLocationTime", "background_location_s"), R("e.BackgroundAudioPlayingTime", "background_audio_s"),
    R("e.BackgroundAudioNowPlayingTime", "background_now_playing_s"), R("e.BackgroundLocationAudioTime", "background_location_audio_s"),
    R("e.timeInterval", "interval_s"),
    { 0 },
};
static const struct mk_field usage_time[] = {
    WHEN("e"), R("e.ScreenOn", "screen_on_s"), R("e.ScreenOff", "screen_off_s"), R("e.PluggedIn", "plugged_in_s"),
    R("e.timeInterval", "interval_s"), { 0 },
};
static const struct mk_field front[] = {
    WHEN("e"), D("e.bundleID", "bundle"), N("e.AppRole", "role"), N("e.Display", "display"), R("e.Level", "level"),
    N("e.Orientation", "orientation"), { 0 },
};
static const struct mk_field state[] = {
    WHEN("e"), D("e.Identifier", "bundle"), N("e.pid", "pid"), N("e.State", "state"), N("e.Reason", "reason"), { 0 },
};
/* An app that was deleted keeps its row, with when. */
static const struct mk_field app[] = {
    WHEN("e"),
    { MK_TIMES,       "e.AppDeletedDate",   mk_unix_s, .sub = MK_DELETED, .optional = true },
    { MK_TIMES,       "e.AppUpdatedDate",   mk_unix_s, .sub = MK_MODIFIED, .optional = true },
    { MK_ID,          "e.AppBundleId",      mk_text_some },
    { MK_NAME,        "e.AppName",          mk_text_some },
    { MK_APP_VERSION, "e.AppBundleVersion", mk_text_some },
    D("e.AppBuildVersion", "build"), D("e.AppExecutable", "executable"), N("e.AppType", "app_type"), N("e.AppItemID", "item"),
    { 0 },
};
static const struct mk_field lock[] = { WHEN("e"), { MK_DATA, "e.Locked", mk_bool, .name = "locked" }, { 0 } };
static const struct mk_field screen[] = { WHEN("e"), N("e.Screen", "screen"), { 0 } };
static const struct mk_field auto_lock[] = { WHEN("e"), N("e.AutoLockType", "type"), { 0 } };
static const struct mk_field button[] = { WHEN("e"), N("e.ButtonType", "button"), N("e.EventType", "event_type"), { 0 } };
static const struct mk_name cameras[] = { { 0, "back" }, { 2, "front" }, { 0 } };
static const struct mk_field camera[] = {
    WHEN("e"), D("e.BundleId", "bundle"), { MK_DATA, "e.CameraType", mk_named_some, cameras, .name = "camera" },
    N("e.CameraType", "camera_type"), N("e.State", "on"), { 0 },
};
static const struct mk_field routing[] = {
    WHEN("e"), D("e.ActiveRoute", "route"), N("e.Active", "active"), N("e.ActivePID", "pid"), D("e.OutputCategory", "category"),
    N("e.HeadphonesConnected", "headphones"), N("e.HeadsetHasInput", "headset_input"), { 0 },
};
static const struct mk_field playing[] = { WHEN("e"), D("e.BundleID", "bundle"), N("e.State", "state"), { 0 } };
static const struct mk_field volume[] = { WHEN("e"), R("e.Volume", "volume"), N("e.Muted", "muted"), { 0 } };
static const struct mk_field call[] = {
    WHEN("e"), D("e.bundleID", "bundle"), D("e.status", "status"), D("e.kCallSubType", "call_type"),
    D("e.providerIdentifier", "provider"), N("e.video", "video"), { 0 },
};
static const struct mk_field airdrop[] = {
    WHEN("e"), D("e.State", "state"), D("e.Subevent", "event"), D("e.bundleId", "bundle"), N("e.pid", "pid"), { 0 },
};
static const struct mk_name connector[] = { { 1, "unplugged" }, { 3, "plugged_in" }, { 0 } };
static const struct mk_field plug[] = {
    WHEN("e"), { MK_DATA, "e.IOAccessoryPowerMode", mk_named_some, connector, .name = "connector" },
    N("e.IOAccessoryPowerMode", "power_mode"), { 0 },
};
static const struct mk_field accessory[] = {
    WHEN("e"), D("e.IAPAppAccessoryNameKey", "accessory"), D("e.IAPAppAccessoryManufacturerKey", "maker"),
    D("e.IAPAppAccessoryModelNumberKey", "model"), D("e.IAPAppAccessorySerialNumberKey", "serial"), N("e.IsConnected", "connected"), { 0 },
};
static const struct mk_field notifications[] = {
    WHEN("e"), D("e.NotificationBundleID", "bundle"), N("e.Count", "count"), N("e.NotificationType", "type"),
    R("e.timeInterval", "interval_s"), { 0 },
};
static const struct mk_field push[] = {
    WHEN("e"), D("e.BundleID", "bundle"), D("e.Topic", "topic"), D("e.ConnectionType", "connection"), N("e.Priority", "priority"), { 0 },
};
static const struct mk_field traffic[] = {
    WHEN("e"), D("e.BundleName", "bundle"), D("e.ProcessName", "process"), N("e.CellIn", "cellular_in"), N("e.CellOut", "cellular_out"),
    N("e.WifiIn", "wifi_in"), N("e.WifiOut", "wifi_out"), { 0 },
};
static const struct mk_field location[] = {
    WHEN("e"), D("e.BundleId", "bundle"), D("e.Client", "client"), D("e.Executable", "executable"), D("e.Type", "type"), { 0 },
};
static const struct mk_field zone[] = {
    WHEN("e"), D("e.TimeZoneName", "time_zone"), N("e.SecondsFromGMT", "offset_s"), N("e.TimeZoneIsInDST", "dst"),
    D("e.CountryCode", "country"), D("e.LocaleId", "locale"), D("e.Trigger", "trigger"), { 0 },
};
static const struct mk_field clock_offset[] = { WHEN("e"), R("e.system", "system_s"), R("e.baseband", "baseband_s"), { 0 } };
static const struct mk_field level[] = { WHEN("e"), R("e.Level", "level"), N("e.IsCharging", "charging"), { 0 } };
static const struct mk_field bluetooth[] = {
    WHEN("e"), N("e.DevicePowered", "on"), N("e.DeviceConnected", "connected"), N("e.DeviceConnectable", "connectable"),
    N("e.DeviceDiscoverable", "discoverable"), { 0 },
};
static const struct mk_field audio[] = {
    WHEN("e"), D("e.ApplicationName", "app"), D("e.AssertionName", "assertion"), D("e.AudioRoute", "route"), D("e.Operation", "operation"), { 0 },
};
static const struct mk_field telephony[] = {
    WHEN("e"), D("e.activeBand", "band"), D("e.callStatus", "call_status"), D("e.campedRat", "radio"), D("e.operator", "operator"),
    D("e.preferredRat", "radio_preferred"), D("e.simStatus", "sim"), N("e.signalBars", "bars"), N("e.signalStrength", "strength"), { 0 },
};

#define T(table, fields, what)                                                                                      \
    { MK_EVENT, "e", table, NULL, fields, at, .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, \
      .also = true, .optional = true }

const struct mk_app mk_app_ios_powerlog = {
    .id = "ios.powerlog",
    .title = "Powerlog (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/CurrentPowerlog.PLSQL", NULL },
    .also = (const char *const[]){ "*powerlog_*.PLSQL", "*powerlog_*.PLSQL.gz", NULL },
    .queries = (const struct mk_query[]){
        T("PLAppTimeService_Aggregate_AppRunTime",            run_time,      "app_usage"),
        T("PLAppTimeService_Aggregate_UsageTime",             usage_time,    "usage"),
        T("PLScreenStateAgent_EventForward_ScreenState",      front,         "app_in_front"),
        T("PLApplicationAgent_EventForward_Application",      state,         "app_state"),
        { MK_KIND_APP, "e", "PLApplicationAgent_EventNone_AllApps", NULL, app, at, .also = true, .optional = true },
        T("PLSpringBoardAgent_EventForward_SBLock",           lock,          "lock"),
        T("PLSpringBoardAgent_EventForward_SBScreen",         screen,        "screen"),
        T("PLSpringBoardAgent_EventPoint_SBAutoLock",         auto_lock,     "auto_lock"),
        T("PLButtonAgent_EventPoint_Button",                  button,        "button"),
        T("PLCameraAgent_EventForward_Camera",                camera,        "camera"),
        T("PLAudioAgent_EventForward_Routing",                routing,       "audio_route"),
        T("PLAudioAgent_EventForward_NowPlaying",             playing,       "now_playing"),
        T("PLAudioAgent_EventForward_Output",                 volume,        "volume"),
        T("PLAudioAgent_EventPoint_AudioApp",                 audio,         "audio"),
        T("PLXPCAgent_EventForward_InCallService",            call,          "in_call"),
        T("PLXPCAgent_EventForward_AirDrop",                  airdrop,       "airdrop"),
        T("PLBatteryAgent_EventForward_LightningConnectorStatus", plug,      "connector"),
        T("PLXPCAgent_EventForward_Accessory",                accessory,     "accessory"),
        T("PLSpringBoardAgent_Aggregate_SBNotifications_Aggregate", notifications, "notifications"),
        T("PLPushAgent_EventPoint_ReceivedPush",              push,          "push"),
        T("PLProcessNetworkAgent_EventInterval_UsageDiff",    traffic,       "network_usage"),
        T("PLLocationAgent_EventForward_ClientStatus",        location,      "location_used"),
        T("PLLocaleAgent_EventForward_TimeZone",              zone,          "time_zone"),
        { MK_EVENT, "e", "PLStorageOperator_EventForward_TimeOffset", NULL, clock_offset, at, .also = true,
          .constants = (const struct mk_constant[]){ { MK_NAME, "log_clock_offset" }, { 0 } } },
        T("PLBatteryAgent_EventBackward_BatteryUI",           level,         "battery"),
        T("PLBluetoothAgent_EventForward_DeviceState",        bluetooth,     "bluetooth"),
        T("PLBBAgent_EventPoint_TelephonyActivity",           telephony,     "telephony"),
        { 0 },
    },
    .proven_on = "public-sample",
};
