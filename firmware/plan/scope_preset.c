#include "firmware/plan/scope_read.h"

static const enum mk_category talk[] = { MK_CAT_DEVICE, MK_CAT_CALLS, MK_CAT_MESSAGES };

void mk_scope_preset(struct mk_scope *s, enum mk_preset p)
{
    s->preset = p;
    for (size_t i = 0; i < sizeof talk / sizeof *talk; i++)
        s->categories[talk[i]] = true;
    switch (p) {
    case MK_PRESET_NONE:
        return;
    case MK_PRESET_SUSPECT:
        for (int c = 0; c < MK_CAT_COUNT; c++)
            s->categories[c] = true;
        s->media = MK_MEDIA_ALL;
        return;
    case MK_PRESET_VICTIM:
        s->categories[MK_CAT_CONTACTS] = true;
        s->media = MK_MEDIA_METADATA;
        return;
    case MK_PRESET_WITNESS:
        s->media = MK_MEDIA_NONE;
        return;
    }
}
