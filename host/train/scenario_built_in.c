#include "host/train/scenario.h"

/* host/train/scenarios/<name>.json, as the Makefile puts them. */
static const struct {
    const char *name, *json;
} built_in[] = {
#include "scenarios.h"
};

bool mk_scenario_built_in(const char **name, struct mk_span *json, size_t i)
{
    if (i >= sizeof built_in / sizeof *built_in)
        return false;
    *name = built_in[i].name;
    *json = mk_str(built_in[i].json);
    return true;
}
