#include "firmware/ios/backup_private.h"
#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"

/*
 * Messages to the phone, as XML property lists: it reads any spelling (CoreFoundation,
 * CFPropertyListCreateWithData), and pymobiledevice3 sends these.
 */
#define NOTHING "<string>___EmptyParameterString___</string>"

static size_t begin(struct mk_buf *out)
{
    size_t at = out->len;
    mk_buf_u32be(out, 0);
    mk_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><plist version=\"1.0\"><array>");
    return at;
}

static void end(struct mk_buf *out, size_t at)
{
    mk_buf_puts(out, "</array></plist>");
    if (!mk_buf_ok(out))
        return;
    size_t n = out->len - at - 4;
    for (unsigned i = 0; i < 4; i++)
        out->p[at + i] = (uint8_t)(n >> (24 - 8 * i));
}

/* What XML 1.0 cannot hold becomes U+FFFD. */
static void put_char(struct mk_buf *out, int32_t cp)
{
    if (cp == '&')
        mk_buf_puts(out, "&amp;");
    else if (cp == '<')
        mk_buf_puts(out, "&lt;");
    else if (cp == '>')
        mk_buf_puts(out, "&gt;");
    else if (cp < 0 || (cp < 0x20 && cp != '\t') || cp == 0xfffe || cp == 0xffff)
        mk_utf8_put(out, 0xfffd);
    else
        mk_utf8_put(out, (uint32_t)cp);
}

static void put_element(struct mk_buf *out, const char *element, struct mk_span s)
{
    mk_buf_printf(out, "<%s>", element);
    for (size_t at = 0; at < s.len && mk_buf_ok(out);)
        put_char(out, mk_utf8_next(s, &at));
    mk_buf_printf(out, "</%s>", element);
}

static void put_text(struct mk_buf *out, const char *s)
{
    put_element(out, "string", mk_str(s));
}

static void put_pair(struct mk_buf *out, const char *key, struct mk_span value)
{
    put_element(out, "key", mk_str(key));
    put_element(out, "string", value);
}

void mk_backup_send_version(struct mk_buf *out)
{
    size_t at = begin(out);
    put_text(out, "DLMessageVersionExchange");
    put_text(out, "DLVersionsOk");
    mk_buf_puts(out, "<integer>400</integer>");
    end(out, at);
}

void mk_backup_send_hello(struct mk_buf *out)
{
    size_t at = begin(out);
    put_text(out, "DLMessageProcessMessage");
    mk_buf_puts(out, "<dict>");
    put_pair(out, "MessageName", mk_str("Hello"));
    mk_buf_puts(out, "<key>SupportedProtocolVersions</key>"
                     "<array><real>2.0</real><real>2.1</real></array></dict>");
    end(out, at);
}

void mk_backup_send_wish(struct mk_buf *out, const struct mk_backup_talk *t)
{
    size_t at = begin(out);
    put_text(out, "DLMessageProcessMessage");
    mk_buf_puts(out, "<dict>");
    put_pair(out, "MessageName", mk_str(t->password ? "ChangePassword" : "Backup"));
    put_pair(out, "TargetIdentifier", mk_buf_span(&t->udid));
    if (t->password) {
        if (t->old_one.len)
            put_pair(out, "OldPassword", mk_buf_span(&t->old_one));
        if (t->new_one.len)
            put_pair(out, "NewPassword", mk_buf_span(&t->new_one));
    } else {
        mk_buf_puts(out, "<key>Options</key><dict><key>ForceFullBackup</key><true/></dict>");
    }
    mk_buf_puts(out, "</dict>");
    end(out, at);
}

void mk_backup_send_goodbye(struct mk_buf *out)
{
    size_t at = begin(out);
    put_text(out, "DLMessageDisconnect");
    mk_buf_puts(out, NOTHING);
    end(out, at);
}

static void put_status(struct mk_buf *out, int code, const char *text)
{
    put_text(out, "DLMessageStatusResponse");
    mk_buf_printf(out, "<integer>%d</integer>", code);
    if (text)
        put_text(out, text);
    else
        mk_buf_puts(out, NOTHING);
}

void mk_backup_send_status(struct mk_buf *out, int code, const char *text, enum mk_backup_with with,
                           uint64_t number)
{
    size_t at = begin(out);
    put_status(out, code, text);
    switch (with) {
    case MK_BW_NOTHING:
        mk_buf_puts(out, NOTHING);
        break;
    case MK_BW_DICT:
        mk_buf_puts(out, "<dict/>");
        break;
    case MK_BW_NUMBER:
        mk_buf_printf(out, "<integer>%llu</integer>", (unsigned long long)number);
        break;
    }
    end(out, at);
}

/* Times do not matter to a phone that asks what has come; they have to be there. */
static void put_item(void *u, const struct mk_backup_shelved *item)
{
    struct mk_buf *out = u;
    put_element(out, "key", item->name);
    mk_buf_printf(out,
                  "<dict><key>DLFileType</key><string>DLFileType%s</string>"
                  "<key>DLFileSize</key><integer>%llu</integer><key>DLFileModificationDate</key>"
                  "<date>2001-01-01T00:00:00Z</date></dict>",
                  item->folder ? "Directory" : "Regular", (unsigned long long)item->size);
}

void mk_backup_send_listing(struct mk_buf *out, const struct mk_backup_shelf *shelf,
                            struct mk_span folder)
{
    size_t at = begin(out);
    put_status(out, 0, NULL);
    mk_buf_puts(out, "<dict>");
    mk_backup_shelf_list(shelf, folder, put_item, out);
    mk_buf_puts(out, "</dict>");
    end(out, at);
}

/* Numbers of device link: -6 no such file, -13 several of the files asked for have one of their
 * own (idevicebackup2.c, errno_to_device_error() and mb2_handle_send_files()). */
#define NO_SUCH_FILE "No such file or directory"

void mk_backup_send_absent(struct mk_buf *out)
{
    mk_buf_u32be(out, sizeof NO_SUCH_FILE);
    mk_buf_u8(out, MK_BACKUP_ERROR_OURS);
    mk_buf_puts(out, NO_SUCH_FILE);
}

static void put_errors(struct mk_buf *out, struct mk_span absent)
{
    struct mk_cursor c = mk_cur(absent);
    mk_buf_puts(out, "<dict>");
    while (mk_cur_left(&c)) {
        put_element(out, "key", mk_cur_text(&c));
        mk_buf_puts(out, "<dict><key>DLFileErrorString</key><string>" NO_SUCH_FILE "</string>"
                         "<key>DLFileErrorCode</key><integer>-6</integer></dict>");
    }
    mk_buf_puts(out, "</dict>");
}

void mk_backup_send_given(struct mk_buf *out, struct mk_span absent)
{
    if (absent.len == 0) {
        mk_backup_send_status(out, 0, NULL, MK_BW_DICT, 0);
        return;
    }
    size_t at = begin(out);
    put_status(out, -13, "Multi status");
    put_errors(out, absent);
    end(out, at);
}
