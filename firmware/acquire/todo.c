#include "firmware/acquire/acquire.h"

const char *mk_acquire_todo(const struct mk_error *e, bool iphone)
{
    switch (e->code) {
    case MK_ECLOSED:
    case MK_ETIMEOUT:
        return "Is the cable firm, the phone on and unlocked, is there a question on its screen? "
               "Unplug it, plug it in again and unlock it.";
    case MK_ENOSPC:
        return "The kit's disk is full: make room, or seal what is there.";
    case MK_EAUTH:
        return iphone
                   ? "Unlock the phone, unplug it and plug it in again; then touch Trust and enter "
                     "the passcode when it asks."
                   : "Unlock the phone, unplug it and plug it in again; then touch Allow when it "
                     "asks.";
    case MK_ESTATE:
    case MK_EPROTO:
        return "Unplug the phone and plug it in again. If that does not help, restart the phone; "
               "it "
               "has to be unlocked with its PIN then.";
    case MK_EABSENT:
        if (iphone)
            return "Plug the phone in and unlock it; is usbmuxd running? moka devices shows what "
                   "is "
                   "there.";
        return "Plug the phone in, unlock it and switch USB debugging on; moka devices shows what "
               "is there, moka doctor what is in the way.";
    case MK_EREFUSED:
    case MK_EIO:
    case MK_EUSAGE:
    case MK_OK:
    case MK_ENOMEM:
    case MK_ELIMIT:
    case MK_EFORMAT:
        break;
    }
    return NULL;
}
