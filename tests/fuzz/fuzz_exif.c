/* An Exif block of any bytes: facts, position and every value as text. */
#include "parsers/format/exif.h"
#include "parsers/format/exif_names.h"
#include "parsers/source/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct seen {
    struct mk_exif exif;
    struct mk_buf text;
};

static void on_tag(void *u, const struct mk_tiff_tag *t)
{
    struct seen *s = u;
    mk_exif_take(&s->exif, t);
    mk_buf_clear(&s->text);
    mk_exif_print(&s->text, t);
}

static void on_odd(void *u, const char *where, uint16_t tag, const char *why)
{
    (void)u, (void)tag;
    if (!*where || !*why)
        __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_span bytes = mk_span(p, n);
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_range r = mk_range_of(&f);
    struct seen s;
    struct mk_tiff_sink sink = { on_tag, on_odd, &s };
    struct mk_arena arena;
    struct mk_place place;
    mk_arena_init(&arena, (size_t)1 << 20);
    mk_exif_init(&s.exif, &arena);
    mk_buf_init(&s.text, (size_t)1 << 20);
    if (mk_tiff_walk(&r, &sink)) {
        mk_exif_place(&place, &s.exif);
        if (mk_place_is(&place) && !(fabs(place.lat) <= 90 && fabs(place.lon) <= 180))
            __builtin_trap();
    }
    mk_buf_done(&s.text);
    mk_arena_done(&arena);
    return 0;
}
