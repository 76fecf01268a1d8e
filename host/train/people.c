#include "host/train/make.h"

/*
 * Those of the scenario, and behind them made-up ones, as many as the address book is to have.
 * Their numbers are out of 555-01xx, which every area code of the North American plan keeps for
 * fiction; only behind the first 78,000 people there are none left.
 */
#define AREAS      780u
#define IN_FICTION (AREAS * 100)

static uint32_t known(const struct mk_train *t)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t->sc->npeople; i++)
        n += !t->sc->people[i].is_unknown;
    return n;
}

uint32_t mk_train_people(const struct mk_train *t)
{
    uint32_t own = known(t), wanted = t->o->contacts;
    return (uint32_t)t->sc->npeople + (wanted > own ? wanted - own : 0);
}

bool mk_train_is_contact(const struct mk_train *t, const struct mk_person *p, uint32_t k)
{
    uint32_t before = 0;
    if (p->is_unknown || k >= t->sc->npeople)
        return !p->is_unknown;
    for (uint32_t i = 0; i < k; i++)
        before += !t->sc->people[i].is_unknown;
    return before < t->o->contacts;
}

static void put_number(char number[static 24], uint32_t m)
{
    uint32_t area = 210 + m / 100 % AREAS, rest = m - IN_FICTION;
    if (m < IN_FICTION)
        snprintf(number, 24, "+1%03u55501%02u", area, m % 100);
    else
        snprintf(number, 24, "+1%03u555%04u", 210 + rest / 9000 % AREAS, 1000 + rest % 9000);
}

const struct mk_person *mk_train_person(const struct mk_train *t, struct mk_person_made *room,
                                        uint32_t k)
{
    static const char *const first[] = { "Ada",  "Bram", "Chloe", "Daan", "Elif", "Finn", "Grace",
                                         "Hugo", "Iris", "Jan",   "Kofi", "Lena", "Mila", "Noor" };
    static const char *const last[] = { "Bakker", "Jansen",        "Smith",
                                        "Okafor", "Rossi",         "Nov\xc3\xa1k",
                                        "Yilmaz", "M\xc3\xbcller", "Haddad" };
    const struct mk_scenario *sc = t->sc;
    if (k < sc->npeople)
        return &sc->people[k];
    uint32_t m = k - (uint32_t)sc->npeople;
    snprintf(room->id, sizeof room->id, "%u", k);
    snprintf(room->name, sizeof room->name, "%s %s %u", first[k % 14], last[k / 14 % 9], k);
    snprintf(room->handle, sizeof room->handle, "user%u", k);
    put_number(room->number, m);
    room->p = sc->people[k % sc->npeople];
    room->p.id = room->id;
    room->p.name = room->name;
    room->p.number = room->number;
    room->p.handle = room->handle;
    room->p.second = room->p.email2 = room->p.relation = NULL;
    room->p.is_unknown = room->p.is_service = false;
    room->p.by = (1u << MK_TALK_APPS) - 1;
    room->p.weight = 1;
    return &room->p;
}
