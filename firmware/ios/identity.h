#ifndef MK_IOS_IDENTITY_H
#define MK_IOS_IDENTITY_H

#include "firmware/worker/mux.h"
#include <plist/plist.h>

/*
 * The host identity of one case, and the pairing record that it is kept in. A dictionary, stored as
 * a binary property list, with the keys that libimobiledevice reads (1.3.0, common/userpref.h):
 *
 *   HostID, SystemBUID                 UUIDs
 *   RootCertificate, RootPrivateKey    PEM, RSA 2048: signs the other two
 *   HostCertificate, HostPrivateKey
 *   DeviceCertificate                  for the key that the phone calls DevicePublicKey
 *   EscrowBag, WiFiMACAddress          what the phone gave when it accepted the identity
 *
 * It is stored before the phone hears of it, so that whoever finds the run cut knows what to have
 * taken off. Certificates: libimobiledevice 1.4.0, common/userpref.c,
 * pair_record_generate_keys_and_certs() (extensions, ten years, SHA-256).
 */
#define MK_IDENTITY_HOST   "HostID"
#define MK_IDENTITY_BUID   "SystemBUID"
#define MK_IDENTITY_ESCROW "EscrowBag"

/* device_key: DevicePublicKey as the phone tells it, PEM "RSA PUBLIC KEY". MK_EFORMAT when it is
 * none. */
MK_CHECK int mk_identity_new(plist_t *out, struct mk_span device_key, struct mk_error *e);
/* *out NULL: there is no record. One that cannot be read fails with MK_EFORMAT. */
MK_CHECK int mk_identity_load(plist_t *out, struct mk_chan *proxy, struct mk_error *e);
MK_CHECK int mk_identity_store(struct mk_chan *proxy, plist_t record, struct mk_error *e);

/* The text of a string or of data, free()d by the caller; NULL: there is none. */
char *mk_identity_text(plist_t record, const char *key);

#endif
