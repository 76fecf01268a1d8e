#include "host/train/make_web.h"

static const struct mk_page pages[] = {
    { "https://www.example.org/", "Example", "www.example.org" },
    { "https://news.example.org/world/2025/06/flood", "Flood: what we know", "news.example.org" },
    { "https://jobs.example.com/hotel/receptionist?id=4711", "Receptionist, no experience needed",
      "jobs.example.com" },
    { "https://maps.example.org/?q=51.4926,-0.1487", "Victoria Coach Station", "maps.example.org" },
    { "https://shop.example.com/cart", "Your basket (3)", "shop.example.com" },
    { "https://mail.example.org/#inbox", "Inbox", "mail.example.org" },
    { "https://ar.example.org/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1", "أخبار اليوم", "ar.example.org" },
    { "https://zh.example.org/菜谱", "菜谱 – 回锅肉", "zh.example.org" },
    { "https://xn--e1afmkfd.example.org/", "Пример", "xn--e1afmkfd.example.org" },
    { "http://192.0.2.7:8080/admin", "", "192.0.2.7" },
    { "https://ferry.example.com/timetable?from=dover", "Timetable ⛴", "ferry.example.com" },
    { "https://example.org/<script>alert(1)</script>?=cmd|' /C calc'!A0", "<b>=1+1</b>",
      "example.org" },
    { "https://bank.example.com/login", "Sign in", "bank.example.com" },
    { "https://video.example.com/watch?v=abc", "ዘፈን 🎵 - live", "video.example.com" },
};
#define PAGES (sizeof pages / sizeof *pages)

static const char *const searches[] = {
    "grand star hotel reviews",
    "visa without employer",
    "coach station opening hours",
    "سعر الصرف اليوم",
    "怎么去多佛",
    "расписание паромов",
    "how to get a passport back",
    "c++ & \"quotes\" 100%",
    "ምግብ ቤት",
};
#define SEARCHES (sizeof searches / sizeof *searches)

size_t mk_pages(void)
{
    return PAGES;
}

const struct mk_page *mk_page_at(size_t i)
{
    return &pages[i % PAGES];
}

size_t mk_page_of(const struct mk_train *t, uint64_t part, uint64_t i)
{
    struct mk_rng g = mk_rng_for(t->o->seed, part * 1000003 + i);
    uint32_t a = mk_rng_below(&g, PAGES), b = mk_rng_below(&g, PAGES);
    return a < b ? a : b; /* some are visited more often */
}

const char *mk_search_at(size_t i)
{
    return searches[i % SEARCHES];
}

void mk_search_url(struct mk_buf *out, const char *query)
{
    mk_buf_clear(out);
    mk_buf_puts(out, "https://search.example.com/search?q=");
    for (const char *p = query; *p; p++) {
        uint8_t c = (uint8_t)*p;
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
        if (plain)
            mk_buf_u8(out, c);
        else
            mk_buf_printf(out, "%%%02X", c);
    }
}
