#include "firmware/phantom/fault.h"
#include <stdio.h>

#define EVIL(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static const struct mk_span evil[] = {
    EVIL(".."),          EVIL("../../data/system"), EVIL("a/b"),
    EVIL("/etc/passwd"), EVIL("nul\0behind"),       EVIL(""),
};
/* Only an iPhone's: what a terminal, a page or a file system takes for more than a name. */
static const struct mk_span more[] = {
    EVIL("esc\033[2J\033]0;x\007"),
    EVIL("line\nline\r"),
    EVIL("\xff\xfe\x80"),
    EVIL("<img src=x>"),
    EVIL("../../../../../../etc/cron.d/x"),
};
#define EVILS (sizeof evil / sizeof *evil)
#define MORE  (sizeof more / sizeof *more)

/* Longer than any name may be, as long as a path may be. */
static struct mk_span very_long(void)
{
    static uint8_t text[4000];
    memset(text, 'A', sizeof text);
    return mk_span(text, sizeof text);
}

bool mk_fault_name(struct mk_fault_link *l, struct mk_span *name, char room[static 32])
{
    if (!l)
        return false;
    if (l->lies & MK_LIE_LISTING) {
        int n = snprintf(room, 32, "made up %llu", (unsigned long long)l->made_up++);
        *name = mk_span(room, (size_t)n);
        return true;
    }
    if (!(l->lies & MK_LIE_NAMES))
        return false;
    bool iphone = l->all && l->all->iphone;
    size_t i = (size_t)l->made_up++;
    *name = i < EVILS ? evil[i] : i < EVILS + MORE ? more[i - EVILS] : very_long();
    if (l->made_up == (iphone ? EVILS + MORE + 1 : EVILS))
        l->lies &= ~(unsigned)MK_LIE_NAMES;
    return true;
}
