#ifndef MK_MMS_TEXT_H
#define MK_MMS_TEXT_H

#include "parsers/table/decoder.h"

/*
 * Texts of MMS headers (subject, names of files): the telephony provider keeps each byte of the
 * encoded text as one character of Latin-1 (frameworks/opt/mms, com/google/android/mms/pdu/
 * PduPersister.java, toIsoString). Column "text": the bytes given back where they are UTF-8, else
 * the text as it stands (some apps store it decoded). The character set has a column of its own
 * (IANA MIBenum, `sub_cs`), and is UTF-8 in practice.
 */
extern const struct mk_decoder mk_decoder_mms_text;

#endif
