/* Exported chats; the first byte says which: 't' text, 'j' Telegram's, anything else Instagram's.
 */
#include "parsers/format/chat_json.h"
#include "parsers/format/chat_text.h"
#include "tests/fuzz/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const text[] = { "chat",   "from", "text",    "time_raw", "time",
                                        "system", "file", "deleted", NULL };
    static const char *const json[] = { "id",   "unix", "date", "time",   "from",
                                        "text", "file", "lat",  "action", NULL };
    static const char *const reaction[] = { "message", "from", "text", NULL };
    struct mk_span s = mk_span(data, size);
    if (size == 0)
        return 0;
    s = mk_span_from(s, 1);
    if (data[0] == 't') {
        read_table(&mk_format_chat_text, s, "messages", text);
    } else if (data[0] == 'j') {
        read_table(&mk_format_telegram_json, s, "messages", json);
    } else {
        read_table(&mk_format_instagram_json, s, "messages", json);
        read_table(&mk_format_instagram_json, s, "reactions", reaction);
    }
    return 0;
}
