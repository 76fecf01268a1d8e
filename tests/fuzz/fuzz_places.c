/* GPX, KML, NMEA, Takeout and Timeline of any bytes: whichever they look like. */
#include "tests/fuzz/documents.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const char *const ids[] = { "gpx", "kml", "nmea", "google.takeout", "google.timeline" };
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        fuzz_app(ids[i], mk_span(p, n), "a");
    return 0;
}
