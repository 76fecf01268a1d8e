#ifndef MK_APP_WHATSAPP_H
#define MK_APP_WHATSAPP_H

#include "parsers/engine/engine.h"

/*
 * msgstore.db of WhatsApp for Android. WhatsApp Business has the same tables. Two generations of
 * the schema: `messages`, one wide table with addresses as text, until 2022; since then `message`,
 * with `chat` and `jid` and a table for each thing that a message can have. While a phone moved from
 * one to the other both held rows (seen in a backup of version 2.22.5.13), so both are read.
 *
 * Sources: CREATE statements as stored in a public backup of version 2.22.5.13
 * (ElDavoo/wa-crypt-tools, tests/res, 57ec632) and in whatsapp-viewer, data/msgstore.db.schema.sql
 * (f857da4); what columns and codes mean: jferrl/amberkeep, notes on WhatsApp on Android (measured
 * on version 2.26.35.75; what it calls a best guess is left out unless another source says the
 * same); abrignoni/ALEAPP, scripts/artifacts/WhatsApp.py, whatsAppExtended.py (075122c8);
 * KnugiHK/WhatsApp-Chat-Exporter, android_handler.py, utility.py (a0719bc); sepinf-inc/IPED,
 * ExtractorAndroid.java, ExtractorAndroidNew.java (009afba); akhil-dara/WAInsight, models/enums.py
 * (12b63b7); columns' clocks: C. Anglano, Forensic Analysis of WhatsApp Messenger on Android
 * Smartphones, Digital Investigation 11 (2014), table 2.
 */
extern const struct mk_query mk_whatsapp_queries[];

#endif
