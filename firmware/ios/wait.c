#include "firmware/ios/link.h"
#include "firmware/ios/state.h"

/* Waiting for somebody who holds the phone. */

#define STEP_MS 1000 /* between two tries while somebody reads the question */
#define AWAY_MS 3000 /* of a phone that begins anew on the cable */
#define LOOK_MS 250

int mk_iosw_there(struct mk_ios *x, struct mk_error *why, struct mk_error *e)
{
    for (int ms = 0;; ms += LOOK_MS) {
        if (mk_ios_link_there(why) == 0) {
            mk_ios_link_anew();
            return 1;
        }
        if (ms >= AWAY_MS || why->code != MK_EABSENT)
            return 0;
        int stop = mk_iosw_listen(x, LOOK_MS, e);
        if (stop != 0)
            return stop < 0 ? -1 : 0;
    }
}

int mk_iosw_patience(struct mk_ios *x, enum mk_phone_wait what, struct mk_error *e)
{
    struct mk_error why = { 0 };
    if (mk_say_wait(x, what, "", e) != 0)
        return -1;
    int rc = mk_iosw_listen(x, STEP_MS, e);
    if (rc != 0)
        return rc < 0 ? -1 : 0;
    rc = mk_iosw_there(x, &why, e);
    if (rc != 0 || x->over || x->cancelled)
        return rc;
    return mk_say_lost(x, why.text, e);
}
