#include "firmware/ios/state.h"
#include <errno.h>

/* lockdownd's own words (libimobiledevice 1.3.0, src/lockdown.c, lockdownd_error_str_map), and ours
 * for what went wrong on the way. */
const char *mk_lockdown_word(lockdownd_error_t err)
{
    static const struct {
        lockdownd_error_t err;
        const char *word;
    } words[] = {
        { LOCKDOWN_E_SUCCESS, "Success" },
        { LOCKDOWN_E_INVALID_CONF, "no pairing record" },
        { LOCKDOWN_E_PLIST_ERROR, "an answer that is no property list" },
        { LOCKDOWN_E_PAIRING_FAILED, "PairingFailed" },
        { LOCKDOWN_E_SSL_ERROR, "the encrypted connection failed" },
        { LOCKDOWN_E_RECEIVE_TIMEOUT, "no answer in time" },
        { LOCKDOWN_E_MUX_ERROR, "the connection broke" },
        { LOCKDOWN_E_NO_RUNNING_SESSION, "no session" },
        { LOCKDOWN_E_INVALID_RESPONSE, "InvalidResponse" },
        { LOCKDOWN_E_MISSING_KEY, "MissingKey" },
        { LOCKDOWN_E_MISSING_VALUE, "MissingValue" },
        { LOCKDOWN_E_GET_PROHIBITED, "GetProhibited" },
        { LOCKDOWN_E_PASSWORD_PROTECTED, "PasswordProtected" },
        { LOCKDOWN_E_USER_DENIED_PAIRING, "UserDeniedPairing" },
        { LOCKDOWN_E_PAIRING_DIALOG_RESPONSE_PENDING, "PairingDialogResponsePending" },
        { LOCKDOWN_E_MISSING_HOST_ID, "MissingHostID" },
        { LOCKDOWN_E_INVALID_HOST_ID, "InvalidHostID" },
        { LOCKDOWN_E_SESSION_ACTIVE, "SessionActive" },
        { LOCKDOWN_E_SESSION_INACTIVE, "SessionInactive" },
        { LOCKDOWN_E_MISSING_SESSION_ID, "MissingSessionID" },
        { LOCKDOWN_E_INVALID_SESSION_ID, "InvalidSessionID" },
        { LOCKDOWN_E_MISSING_SERVICE, "MissingService" },
        { LOCKDOWN_E_INVALID_SERVICE, "InvalidService" },
        { LOCKDOWN_E_SERVICE_LIMIT, "ServiceLimit" },
        { LOCKDOWN_E_MISSING_PAIR_RECORD, "MissingPairRecord" },
        { LOCKDOWN_E_SAVE_PAIR_RECORD_FAILED, "SavePairRecordFailed" },
        { LOCKDOWN_E_INVALID_PAIR_RECORD, "InvalidPairRecord" },
        { LOCKDOWN_E_SERVICE_PROHIBITED, "ServiceProhibited" },
        { LOCKDOWN_E_ESCROW_LOCKED, "EscrowLocked" },
        { LOCKDOWN_E_PAIRING_PROHIBITED_OVER_THIS_CONNECTION,
          "PairingProhibitedOverThisConnection" },
        { LOCKDOWN_E_FMIP_PROTECTED, "FMiPProtected" },
        { LOCKDOWN_E_MC_PROTECTED, "MCProtected" },
        { LOCKDOWN_E_MC_CHALLENGE_REQUIRED, "MCChallengeRequired" },
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].err == err)
            return words[i].word;
    return "an error that has no name";
}

/* AFC answers with numbers; the names are libimobiledevice's (afc.h, afc_error_t). */
static const struct {
    afc_error_t err;
    const char *word;
    int number;
} files[] = {
    { AFC_E_OBJECT_NOT_FOUND, "ObjectNotFound", ENOENT },
    { AFC_E_OBJECT_IS_DIR, "ObjectIsDir", EISDIR },
    { AFC_E_PERM_DENIED, "PermDenied", EACCES },
    { AFC_E_READ_ERROR, "ReadError", EIO },
    { AFC_E_INVALID_ARG, "InvalidArgument", EINVAL },
    { AFC_E_OBJECT_BUSY, "ObjectBusy", EBUSY },
    { AFC_E_NO_RESOURCES, "NoResources", EMFILE },
    { AFC_E_OP_NOT_SUPPORTED, "OperationNotSupported", ENOTSUP },
    { AFC_E_OP_TIMEOUT, "OperationTimeout", ETIMEDOUT },
    { AFC_E_IO_ERROR, "IOError", EIO },
    { AFC_E_MUX_ERROR, "the connection broke", EPIPE },
    { AFC_E_NOT_ENOUGH_DATA, "an answer that was cut short", EPIPE },
    { AFC_E_OP_HEADER_INVALID, "an answer that makes no sense", EPROTO },
};

const char *mk_afc_word(afc_error_t err)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].err == err)
            return files[i].word;
    return "an error of AFC without a name";
}

uint32_t mk_afc_errno(afc_error_t err)
{
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i].err == err)
            return (uint32_t)files[i].number;
    return err == AFC_E_SUCCESS ? 0 : EIO;
}

bool mk_iosw_broken(afc_error_t err)
{
    return err == AFC_E_MUX_ERROR || err == AFC_E_NOT_ENOUGH_DATA ||
           err == AFC_E_OP_HEADER_INVALID || err == AFC_E_NO_MEM ||
           err == AFC_E_SERVICE_NOT_CONNECTED;
}
