#include "host/train/make.h"

static const char *const english[] = { "Are you at home?",
                                       "Running late, 10 minutes",
                                       "Call me when you can",
                                       "ok see you there",
                                       "Did you get the parcel?",
                                       "Thanks!! \xf0\x9f\x98\x80",
                                       "Can you pick up the kids at 4?",
                                       "Meeting moved to room 3",
                                       "Don't forget the milk",
                                       "Happy birthday!",
                                       NULL };
static const char *const dutch[] = { "Ben je al thuis?",
                                     "Ik sta bij het station, caf\xc3\xa9 links",
                                     "Bel me even terug",
                                     "Tot straks",
                                     "De sleutel ligt onder de mat",
                                     "Goed zo",
                                     NULL };
static const char *const arabic[] = {
    "\xd8\xa3\xd9\x8a\xd9\x86 \xd8\xa3\xd9\x86\xd8\xaa\xd8\x9f",
    "\xd8\xa3\xd9\x86\xd8\xa7 \xd9\x81\xd9\x8a \xd8\xa7\xd9\x84\xd8\xb7\xd8\xb1\xd9\x8a\xd9\x82",
    "\xd8\xb4\xd9\x83\xd8\xb1\xd8\xa7",
    "\xd8\xa5\xd9\x86 \xd8\xb4\xd8\xa7\xd8\xa1 \xd8\xa7\xd9\x84\xd9\x84\xd9\x87", NULL
};
static const char *const chinese[] = {
    "\xe4\xbd\xa0\xe5\x88\xb0\xe4\xba\x86\xe5\x90\x97\xef\xbc\x9f",
    "\xe5\xa5\xbd\xe7\x9a\x84\xef\xbc\x8c\xe5\x85\xab\xe7\x82\xb9\xe8\xa7\x81",
    "\xe6\x98\x8e\xe5\xa4\xa9\xe6\x89\x93\xe7\x94\xb5\xe8\xaf\x9d\xe7\xbb\x99\xe6\x88\x91", NULL
};
static const char *const russian[] = {
    "\xd0\xa2\xd1\x8b \xd0\xb3\xd0\xb4\xd0\xb5?",
    "\xd0\x91\xd1\x83\xd0\xb4\xd1\x83 \xd1\x87\xd0\xb5\xd1\x80\xd0\xb5\xd0\xb7 "
    "\xd1\x87\xd0\xb0\xd1\x81",
    "\xd0\x9f\xd0\xbe\xd0\xb7\xd0\xb2\xd0\xbe\xd0\xbd\xd0\xb8 \xd0\xbc\xd0\xbd\xd0\xb5", NULL
};
static const char *const vietnamese[] = { "Em \xc4\x91\x61ng \xe1\xbb\x9f \xc4\x91\xc3\xa2u?",
                                          "T\xe1\xbb\x91i nay g\xe1\xba\xb7p nh\xc3\xa9",
                                          "C\xe1\xba\xa3m \xc6\xa1n anh", NULL };
static const char *const shop[] = { "Your code is 481516. Do not share it.",
                                    "Parcel 3SMOKA0042 will arrive today 14:00-16:00",
                                    "Your balance is 23.50. Top up: https://example.org/t", NULL };

/* Numbers from the ranges that are kept free for fiction: Ofcom +44 7700 900xxx, NANP 555-01xx,
 * ACMA +61 491 570 xxx. */
static const struct mk_person people[] = {
    { "Mum", "+447700900101", "07700 900101", "mother", NULL, "mum@example.org", NULL, english },
    { "Sanne de Vries", "+447700900102", NULL, "sister", "De Vries & Zn.", "sanne@example.org",
      "s.devries@example.com", dutch },
    { "\xd9\x84\xd9\x8a\xd9\x84\xd9\x89 \xd8\xad\xd8\xaf\xd8\xa7\xd8\xaf", "+12025550103", NULL,
      "colleague", "Hotel Meridian", "layla@example.org", NULL, arabic },
    { "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", "+12025550104", "(202) 555-0104", "friend",
      "\xe6\x98\x8e\xe6\x98\x9f\xe8\xb4\xb8\xe6\x98\x93", "wang@example.org", NULL, chinese },
    { "\xd0\x98\xd1\x80\xd0\xb8\xd0\xbd\xd0\xb0 "
      "\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2\xd0\xb0",
      "+61491570105", NULL, "flatmate", NULL, "irina@example.org", NULL, russian },
    { "Nguy\xe1\xbb\x85n Th\xe1\xbb\x8b Hoa", "+61491570106", "0491 570 106", "boss", "Nails & Co",
      "hoa@example.org", "office@example.com", vietnamese },
    { "Tom O'Brien", "+447700900107", NULL, "football", NULL, NULL, NULL, english },
    { "Dr. \xc3\x85sa \xc3\x96"
      "berg",
      "+447700900108", NULL, "dentist", "Praktijk Oost", "praktijk@example.org", NULL, dutch },
    { "Parcel Service", "PARCEL", NULL, NULL, "Parcel", NULL, NULL, shop },
    { "\xd8\xb9\xd9\x85\xd8\xb1", "+12025550110", NULL, "driver", NULL, NULL, NULL, arabic },
    { "\xf0\x9f\x9a\x95 Taxi", "+447700900111", NULL, NULL, "Taxi 24", NULL, NULL, shop },
    { "Jos\xc3\xa9 \"Pepe\" N\xc3\xba\xc3\xb1\x65z", "+12025550112", "202-555-0112", "cousin", NULL,
      "pepe@example.org", NULL, english },
};
#define WRITTEN (sizeof people / sizeof *people)

const struct mk_person *mk_train_person(struct mk_person_made *room, uint32_t k)
{
    static const char *const first[] = { "Ada",  "Bram", "Chloe", "Daan", "Elif", "Finn", "Grace",
                                         "Hugo", "Iris", "Jan",   "Kofi", "Lena", "Mila", "Noor" };
    static const char *const last[] = { "Bakker", "Jansen",        "Smith",
                                        "Okafor", "Rossi",         "Nov\xc3\xa1k",
                                        "Yilmaz", "M\xc3\xbcller", "Haddad" };
    if (k < WRITTEN)
        return &people[k];
    snprintf(room->name, sizeof room->name, "%s %s %u", first[k % 14], last[k / 14 % 9], k);
    snprintf(room->number, sizeof room->number, "+4477009%05u", k % 100000);
    room->p = people[k % WRITTEN];
    room->p.name = room->name;
    room->p.number = room->number;
    room->p.second = NULL;
    room->p.email2 = NULL;
    return &room->p;
}

uint32_t mk_train_anyone(struct mk_rng *r, uint32_t contacts)
{
    uint32_t n = contacts > WRITTEN ? contacts : (uint32_t)WRITTEN;
    uint32_t a = mk_rng_below(r, n), b = mk_rng_below(r, n);
    return a < b ? a : b;
}
