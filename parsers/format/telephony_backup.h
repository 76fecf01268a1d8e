#ifndef MK_TELEPHONY_BACKUP_H
#define MK_TELEPHONY_BACKUP_H

#include "parsers/table/format.h"

/*
 * What Android's telephony provider puts into a backup: NNNNNN_sms_backup and NNNNNN_mms_backup,
 * each a zlib stream (RFC 1950) of a JSON array of at most 1,000 messages. All columns of the
 * provider are texts, as its cursor gives them. Source: packages/providers/TelephonyProvider,
 * TelephonyBackupAgent.java (LineageOS, 09683b39), class comment, SMS_PROJECTION, MMS_PROJECTION.
 *
 *   sms             row, self_phone, address, body, subject, date, date_sent, status, type, read,
 *                   archived, restricted, more
 *   mms             row, self_phone, sub, sub_cs, date, date_sent, m_type, v, msg_box, ct_l, tr_id,
 *                   read, archived, restricted, mms_body, mms_charset, smil, more
 *   sms_recipients, mms_recipients
 *                   message, address: of the thread that a message is in
 *   addresses       message, type, address, charset: of an MMS
 *   attachments     message, mime_type, filename: of an MMS; the agent stores no data of them
 *
 * `row` and `message` are the message's number in the file, from 1. Numbers in decimal are
 * integers; `more` is what has no column here, as JSON.
 */
extern const struct mk_format mk_format_telephony_backup;

#endif
