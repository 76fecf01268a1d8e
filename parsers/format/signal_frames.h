#ifndef MK_SIGNAL_FRAMES_H
#define MK_SIGNAL_FRAMES_H

#include "parsers/table/format.h"

/*
 * The plain content of Signal's backup, version 2, as tables: a stream of protobufs with each one's
 * length before it as a varint; first BackupInfo, then any number of Frames.
 *
 *   Frame  1 account  2 recipient  3 chat  4 chat item  5 sticker pack  6 ad hoc call
 *          7 notification profile  8 chat folder
 *
 * Tables and columns: signal_tables.c. Row numbers of frames are their places in the stream, from
 * 1; rows of what lies inside a frame name it in the column "frame". Recipients, chats and people
 * are named by the backup's own numbers. A frame of a kind unknown here is a row of "other", and
 * fields that the schema does not have are rows of "unknown", with their bytes.
 *
 * Source: libsignal b056faa6, rust/message-backup/src/proto/backup.proto.
 */
#define MK_SIGNAL_FRAME_MAX ((size_t)16 << 20)

extern const struct mk_format mk_format_signal_backup;

#endif
