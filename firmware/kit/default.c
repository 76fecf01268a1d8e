#include "firmware/kit/kit.h"
#include <stdio.h>
#include <stdlib.h>

const char *mk_kit_default(char *out, size_t max)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && *state)
        snprintf(out, max, "%s/moka/kit", state);
    else
        snprintf(out, max, "%s/.local/state/moka/kit", home && *home ? home : "");
    return out;
}
