#ifndef MK_CONV_ANDROID_H
#define MK_CONV_ANDROID_H

#include "parsers/engine/conv.h"

/* Conversions of what only Android stores so; see conv.h. */

/* UsageEvents.Event types (frameworks/base, core/java/android/app/usage/UsageEvents.java, to
 * Android 14) as words: "activity_resumed". An unknown one is refused. */
mk_conv mk_usage_event;

/* The token that stands for the phone's own number in the headers of sent MMS (OMA-TS-MMS-ENC,
 * 7.2.11, Insert-address-token; PduHeaders.FROM_INSERT_ADDRESS_TOKEN_STR): true; else no value. */
mk_conv mk_mms_self;

/* Midnight UTC in milliseconds, which stands for a day without a zone: "2024-05-01". */
mk_conv mk_day_ms;

/* Numbers of raw contacts from ContactsContract.Profile.MIN_ID on are the owner's: true; else no
 * value (frameworks/base, core/java/android/provider/ContactsContract.java). */
mk_conv mk_contact_self;

/* Participants of Messaging by their sub_id: -2 is anybody else, any other number one of the
 * phone's SIMs (packages/apps/Messaging, datamodel/data/ParticipantData.java,
 * OTHER_THAN_SELF_SUB_ID). */
mk_conv mk_sub_dir;  /* "in" or "out", of the sender */
mk_conv mk_sub_self; /* true, or no value */

mk_conv mk_fixed_some; /* arg: the text to say when the column holds any text */
mk_conv mk_size;       /* integer; negative numbers stand for "not known" */

/* arg: a URI of at most 19 characters, which the row's number is put behind: an integer. */
mk_conv mk_row_uri;

#endif
