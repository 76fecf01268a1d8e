#include "parsers/format/signal_tables.h"

/* Paths are field numbers of backup.proto (signal_frames.h). */
#define INT   MK_SG_INT
#define TEXT  MK_SG_TEXT
#define HEX   MK_SG_HEX
#define ID    MK_SG_ID
#define WHICH MK_SG_WHICH
#define NAME  MK_SG_NAME
#define LIST  MK_SG_LIST

#define ROWS(path, columns)                                                                        \
    (const struct mk_signal_rows[])                                                                \
    {                                                                                              \
        { path, columns },                                                                         \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct mk_signal_column info[] = {
    { "version", "1", INT },
    { "time", "2", INT },
    { "media_root_key", "3", HEX },
    { "app_version", "4", TEXT },
    { "first_app_version", "5", TEXT },
    { "debug", "6", HEX },
    { 0 },
};

static const struct mk_signal_column account[] = {
    { "profile_key", "1", HEX },
    { "username", "2", TEXT },
    { "link_entropy", "3.1", HEX },
    { "link_server_id", "3.2", ID },
    { "name", "4/5", NAME },
    { "avatar", "6", TEXT },
    { "donor_id", "7.1", HEX },
    { "donor_currency", "7.2", TEXT },
    { "backup_subscriber_id", "10.1", HEX },
    { "purchase_token", "10.2", TEXT },
    { "transaction_id", "10.3", INT },
    { "pin", "11", TEXT },
    { "bio", "13", TEXT },
    { "bio_emoji", "14", TEXT },
    { "read_receipts", "9.1", INT },
    { "typing_indicators", "9.3", INT },
    { "not_discoverable", "9.5", INT },
    { "expire_timer_s", "9.7", INT },
    { "stories_disabled", "9.13", INT },
    { "phone_sharing", "9.17", INT },
    { "backup_tier", "9.21", INT },
    { "screen_lock_min", "9.26", INT },
    { "screenshot_security", "12.2", INT },
    { "system_call_log", "16.1", INT },
    { 0 },
};

static const struct mk_signal_column recipient[] = {
    { "id", "1", INT },
    { "kind", "2-", WHICH },
    { "is_self", "5", WHICH },
    { "aci", "2.1", ID },
    { "pni", "2.2", ID },
    { "username", "2.3", TEXT },
    { "e164", "2.4", MK_SG_E164 },
    { "blocked", "2.5|3.6", INT },
    { "blocked_at", "2.23|3.8", INT },
    { "visibility", "2.6", INT },
    { "registered", "2.7-8", WHICH },
    { "unregistered_at", "2.8.1", INT },
    { "profile_key", "2.9", HEX },
    { "profile_sharing", "2.10", INT },
    { "profile_name", "2.11/2.12", NAME },
    { "hide_story", "2.13|3.3", INT },
    { "identity_key", "2.14", HEX },
    { "identity_state", "2.15", INT },
    { "nickname", "2.16.1/2.16.2", NAME },
    { "note", "2.17", TEXT },
    { "system_name", "2.18/2.19", NAME },
    { "system_nickname", "2.20", TEXT },
    { "title", "3.5.2.1|4.3.1|7.3", TEXT },
    { "master_key", "3.1", HEX },
    { "description", "3.5.11.4", TEXT },
    { "group_expire_s", "3.5.4.3", INT },
    { "group_version", "3.5.6", INT },
    { "invite_password", "3.5.10", HEX },
    { "announcements_only", "3.5.12", INT },
    { "terminated", "3.5.14", INT },
    { "list_id", "4.1", ID },
    { "list_deleted_at", "4.2", INT },
    { "list_privacy", "4.3.3", INT },
    { "list_members", "4.3.4", LIST },
    { "link_root_key", "7.1", HEX },
    { "link_admin_key", "7.2", HEX },
    { "link_restrictions", "7.4", INT },
    { "link_expires", "7.5", INT },
    { 0 },
};

static const struct mk_signal_column chat[] = {
    { "id", "1", INT },
    { "recipient", "2", INT },
    { "archived", "3", INT },
    { "pinned", "4", INT },
    { "expire_ms", "5", INT },
    { "mute_until", "6", INT },
    { "unread", "7", INT },
    { "mentions_muted", "8", INT },
    { "expire_version", "10", INT },
    { 0 },
};

#define BESIDES                                                                                    \
    {                                                                                              \
        "recipient", "~1", INT                                                                     \
    }

static const struct mk_signal_column member[] = {
    BESIDES,
    { "state", "member", MK_SG_WORD },
    { "user", "1", ID },
    { "role", "2", INT },
    { "joined_at_version", "5", INT },
    { "label_emoji", "6", TEXT },
    { "label", "7", TEXT },
    { "added_by", "99", ID }, /* of invited ones only */
    { "time", "99", INT },
    { 0 },
};
static const struct mk_signal_column invited[] = {
    BESIDES,
    { "state", "invited", MK_SG_WORD },
    { "user", "1.1", ID },
    { "role", "1.2", INT },
    { "added_by", "2", ID },
    { "time", "3", INT },
    { 0 },
};
static const struct mk_signal_column asking[] = {
    BESIDES, { "state", "asking", MK_SG_WORD }, { "user", "1", ID }, { "time", "4", INT }, { 0 },
};
static const struct mk_signal_column banned[] = {
    BESIDES, { "state", "banned", MK_SG_WORD }, { "user", "1", ID }, { "time", "2", INT }, { 0 },
};
static const struct mk_signal_column person[] = {
    BESIDES,
    { "state", "person", MK_SG_WORD },
    { "user", "1|2", ID },
    { 0 },
};
static const struct mk_signal_rows members[] = {
    { "2.3.5.7", member },  { "2.3.5.8", invited }, { "2.3.5.9", asking },
    { "2.3.5.13", banned }, { "2.2", person },      { 0 },
};

static const struct mk_signal_column sticker_pack[] = {
    { "pack_id", "1", HEX },
    { "pack_key", "2", HEX },
    { 0 },
};
static const struct mk_signal_column ad_hoc_call[] = {
    { "call_id", "1", MK_SG_ANY },
    { "recipient", "2", INT },
    { "state", "3", INT },
    { "time", "4", INT },
    { 0 },
};
static const struct mk_signal_column profile[] = {
    { "name", "1", TEXT },     { "emoji", "2", TEXT },       { "created", "4", INT },
    { "all_calls", "5", INT }, { "all_mentions", "6", INT }, { "members", "7", LIST },
    { "scheduled", "8", INT }, { "start", "9", INT },        { "end", "10", INT },
    { "days", "11", LIST },    { "id", "12", ID },           { 0 },
};
static const struct mk_signal_column folder[] = {
    { "name", "1", TEXT },      { "only_unread", "2", INT },
    { "muted_too", "3", INT },  { "all_individual", "4", INT },
    { "all_groups", "5", INT }, { "type", "6", INT },
    { "included", "7", LIST },  { "excluded", "8", LIST },
    { "id", "9", ID },          { 0 },
};
static const struct mk_signal_column other[] = {
    { "kind", "*", WHICH },
    { "bytes", "", MK_SG_WHOLE },
    { 0 },
};

static const struct mk_signal_column unknown[] = {
    { "frame", "", MK_SG_FRAME },
    { "path", "", MK_SG_WORD }, /* both filled by the reader: signal_schema.h */
    { "bytes", "", MK_SG_WHOLE },
    { 0 },
};

const struct mk_signal_table mk_signal_tables[] = {
    { "info", ROWS("", info) },
    { "account", ROWS("1", account) },
    { "recipient", ROWS("2", recipient) },
    { "member", members },
    { "chat", ROWS("3", chat) },
    { "sticker_pack", ROWS("5", sticker_pack) },
    { "ad_hoc_call", ROWS("6", ad_hoc_call) },
    { "notification_profile", ROWS("7", profile) },
    { "folder", ROWS("8", folder) },
    { "other", ROWS("other", other) },
    { "unknown", ROWS("unknown", unknown) },
    { 0 },
};
