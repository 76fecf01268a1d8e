#ifndef MK_SIGNAL_CRYPT_H
#define MK_SIGNAL_CRYPT_H

#include "parsers/format/decrypt.h"
#include "parsers/source/container.h"

/*
 * Signal's message backup, version 2, as it lies encrypted on a server or in a folder (the file
 * "main").
 *
 *   "SBACKUP" 01, varint length, unencrypted metadata     only of those with a forward secrecy
 * token 16  initialisation vector
 *   -   AES-256-CBC over a gzip stream and what pads it, PKCS #7
 *   32  HMAC-SHA256 over vector and encrypted bytes
 *
 * What is unpacked is a stream of frames: signal_frames.h. Source: libsignal b056faa6,
 * rust/message-backup/src/frame.rs and frame/forward_secrecy.rs.
 */
extern const struct mk_container mk_container_signal; /* one entry: the frames */
extern const struct mk_decrypt_kind mk_decrypt_signal;

#endif
