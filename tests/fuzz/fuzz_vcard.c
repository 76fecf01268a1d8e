/* vCard and iCalendar: all three tables, twice, with a zone. */
#include "parsers/format/vcard.h"
#include "tests/fuzz/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const cards[] = { "card", "name", "family", "org", "revised", NULL };
    static const char *const properties[] = { "card",  "part",  "label", "service",
                                              "value", "bytes", NULL };
    static const char *const events[] = { "event", "start", "end", "zone", "attendees", NULL };
    read_table(&mk_format_vcard, mk_span(data, size), "properties", properties);
    read_table(&mk_format_vcard, mk_span(data, size), "cards", cards);
    read_table(&mk_format_vcard, mk_span(data, size), "events", events);
    return 0;
}
