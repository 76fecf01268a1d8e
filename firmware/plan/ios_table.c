#include "firmware/plan/ios_table.h"

/*
 * Domains and paths: an iOS 14.3 backup (MVT 2.6, tests/artifacts/ios_backup); the paths of the
 * tables in parsers/app, with their sources; iLEAPP, scripts/artifacts; WhatsApp's group container:
 * KnugiHK/WhatsApp-Chat-Exporter, README. A database's logs fit its glob ("sms.db-wal").
 */
#define SMS       "com.apple.MobileSMS"
#define PHONE     "com.apple.mobilephone"
#define BOOK      "com.apple.MobileAddressBook"
#define SAFARI    "com.apple.mobilesafari"
#define NOTES     "com.apple.mobilenotes"
#define CALENDAR  "com.apple.mobilecal"
#define MAPS      "com.apple.Maps"
#define WHATSAPP  "net.whatsapp.WhatsApp"
#define BUSINESS  "net.whatsapp.WhatsAppSMB"
#define GROUP(id) "AppDomainGroup-group." id ".shared"
#define PREFS     "Library/Preferences/"

const struct mk_ios_known mk_ios_table[] = {
    { "HomeDomain", "Library/SMS/sms.db*", MK_CAT_MESSAGES, SMS, false },
    { "MediaDomain", "Library/SMS/Attachments/*", MK_CAT_MESSAGES, SMS, true },
    { "HomeDomain", "Library/SMS/Attachments/*", MK_CAT_MESSAGES, SMS, true },
    { "HomeDomain", "Library/CallHistoryDB/CallHistory.storedata*", MK_CAT_CALLS, PHONE, false },
    { "HomeDomain", "Library/CallHistoryDB/CallHistoryTemp.storedata*", MK_CAT_CALLS, PHONE,
      false },
    { "WirelessDomain", "Library/CallHistory/call_history.db*", MK_CAT_CALLS, PHONE, false },
    { "HomeDomain", "Library/Voicemail/voicemail.db*", MK_CAT_CALLS, PHONE, false },
    { "HomeDomain", "Library/Voicemail/*.amr", MK_CAT_CALLS, PHONE, true },
    { "HomeDomain", "Library/Voicemail/*.transcript", MK_CAT_CALLS, PHONE, true },
    { "HomeDomain", "Library/AddressBook/AddressBook.sqlitedb*", MK_CAT_CONTACTS, BOOK, false },
    { "HomeDomain", "Library/AddressBook/AddressBookImages.sqlitedb*", MK_CAT_CONTACTS, BOOK,
      true },
    { "HomeDomain", "Library/Calendar/Calendar.sqlitedb*", MK_CAT_CALENDAR, CALENDAR, false },
    { "AppDomainGroup-group.com.apple.calendar", "Calendar.sqlitedb*", MK_CAT_CALENDAR, CALENDAR,
      false },
    { "HomeDomain", "Library/Accounts/Accounts3.sqlite*", MK_CAT_ACCOUNTS, NULL, false },

    { "SystemPreferencesDomain", "SystemConfiguration/com.apple.wifi*.plist", MK_CAT_NETWORK, NULL,
      false },
    { "SystemPreferencesDomain", "com.apple.wifi*.plist", MK_CAT_NETWORK, NULL, false },
    { "HomeDomain", PREFS "com.apple.wifi*.plist", MK_CAT_NETWORK, NULL, false },
    { "HomeDomain", PREFS "com.apple.MobileBluetooth*.plist", MK_CAT_NETWORK, NULL, false },
    { "SysSharedContainerDomain-systemgroup.com.apple.bluetooth",
      "Library/Database/com.apple.MobileBluetooth*", MK_CAT_NETWORK, NULL, false },
    { "SysSharedContainerDomain-systemgroup.com.apple.bluetooth",
      "Library/Preferences/com.apple.MobileBluetooth*", MK_CAT_NETWORK, NULL, false },
    { "WirelessDomain", "Library/Databases/CellularUsage.db*", MK_CAT_NETWORK, NULL, false },
    { "WirelessDomain", PREFS "com.apple.commcenter*.plist", MK_CAT_DEVICE, NULL, false },
    { "WirelessDomain", "Library/Databases/DataUsage.sqlite*", MK_CAT_APPS, NULL, false },
    { "HomeDomain",
      "Library/Application Support/com.apple.remotemanagementd/RMAdminStore-*.sqlite*", MK_CAT_APPS,
      NULL, false },
    { "HomeDomain", "Library/TCC/TCC.db*", MK_CAT_APPS, NULL, false },
    { "AppDomain-com.apple.AppStore", "Documents/Persistence/storeSystem.db*", MK_CAT_APPS, NULL,
      false },
    { "HomeDomain", PREFS "com.apple.MobileBackup.plist", MK_CAT_DEVICE, NULL, false },
    { "HomeDomain", PREFS "com.apple.CarPlayApp.plist", MK_CAT_DEVICE, NULL, false },
    { "HomeDomain", PREFS "com.apple.lsdidentifiers.plist", MK_CAT_DEVICE, NULL, false },
    { "HomeDomain", "Library/Keyboard/*", MK_CAT_ACTIVITY, NULL, false },
    { "KeyboardDomain", "Library/Keyboard/*", MK_CAT_ACTIVITY, NULL, false },

    { "HomeDomain", "Library/Safari/*", MK_CAT_FILES, SAFARI, false },
    { "AppDomain-com.apple.mobilesafari", "Library/*", MK_CAT_FILES, SAFARI, false },
    { "HomeDomain", "Library/Cookies/*", MK_CAT_FILES, SAFARI, false },
    { "HomeDomain", "Library/Notes/notes.sqlite*", MK_CAT_FILES, NOTES, false },
    { "AppDomainGroup-group.com.apple.notes", "NoteStore.sqlite*", MK_CAT_FILES, NOTES, false },
    { "AppDomainGroup-group.com.apple.notes", "*", MK_CAT_FILES, NOTES, true },
    { "AppDomain-com.apple.Maps", "Library/Maps/*", MK_CAT_FILES, MAPS, false },
    { "AppDomainGroup-group.com.apple.Maps", "Maps/*", MK_CAT_FILES, MAPS, false },

    { GROUP("net.whatsapp.WhatsApp"), "ChatStorage.sqlite*", MK_CAT_MESSAGES, WHATSAPP, false },
    { GROUP("net.whatsapp.WhatsApp"), "CallHistory.sqlite*", MK_CAT_CALLS, WHATSAPP, false },
    { GROUP("net.whatsapp.WhatsApp"), "ContactsV2.sqlite*", MK_CAT_CONTACTS, WHATSAPP, false },
    { GROUP("net.whatsapp.WhatsApp"), "LID.sqlite*", MK_CAT_CONTACTS, WHATSAPP, false },
    { GROUP("net.whatsapp.WhatsApp"), "Message/Media/*", MK_CAT_MESSAGES, WHATSAPP, true },
    { GROUP("net.whatsapp.WhatsAppSMB"), "ChatStorage.sqlite*", MK_CAT_MESSAGES, BUSINESS, false },
    { GROUP("net.whatsapp.WhatsAppSMB"), "CallHistory.sqlite*", MK_CAT_CALLS, BUSINESS, false },
    { GROUP("net.whatsapp.WhatsAppSMB"), "ContactsV2.sqlite*", MK_CAT_CONTACTS, BUSINESS, false },
    { GROUP("net.whatsapp.WhatsAppSMB"), "LID.sqlite*", MK_CAT_CONTACTS, BUSINESS, false },
    { GROUP("net.whatsapp.WhatsAppSMB"), "Message/Media/*", MK_CAT_MESSAGES, BUSINESS, true },

    /* what an app named by the authority keeps for itself */
    { "AppDomain-*", "*", MK_CAT_FILES, NULL, false },
    { 0 }
};
