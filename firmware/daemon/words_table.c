#include "firmware/daemon/request.h"
#include <stdio.h>

#define S(x)     (1u << MK_CASE_##x)
#define OPEN     (S(DRAFT) | S(READY))
#define RUNNING  (S(MEETING) | S(COPYING) | S(AWAY))
#define HALTED   (S(CUT) | S(STOPPED) | S(REFUSED))
#define UNSEALED (OPEN | RUNNING | HALTED)
#define ANY      ((1u << MK_CASE_STATE_COUNT) - 1)
#define SEEN     (RUNNING | HALTED | S(SEALING) | S(SEALED) | S(HANDED))
#define CASE_MEMBER                                                                                \
    {                                                                                              \
        "case", MK_M_CASE, false                                                                   \
    }

static const struct mk_ipc_word words[] = {
    { "hello", MK_NEEDS_NOTHING, 0, { { 0 } } },
    { "store-new", MK_NEEDS_NOTHING, 0, { { 0 } } },
    { "store-open", MK_NEEDS_NOTHING, 0, { { "phrase", MK_M_SECRET, false } } },
    { "officer-add",
      MK_NEEDS_NOTHING,
      0, /* once there is one: an admin's session */
      { { "officer", MK_M_OFFICER, false },
        { "name", MK_M_LINE, false },
        { "pin", MK_M_PIN, false },
        { "admin", MK_M_BOOL, true } } },
    { "sign-in",
      MK_NEEDS_NOTHING,
      0,
      { { "officer", MK_M_OFFICER, false }, { "pin", MK_M_PIN, false } } },
    { "sign-in-key", MK_NEEDS_NOTHING, 0, { { "officer", MK_M_OFFICER, false } } },
    { "key-stop", MK_NEEDS_NOTHING, 0, { { "officer", MK_M_OFFICER, false } } },
    { "keys", MK_NEEDS_SESSION, 0, { { "officer", MK_M_OFFICER, true } } },
    { "key-add", MK_NEEDS_SESSION, 0, { { "pin", MK_M_PIN, false } } },
    { "key-drop",
      MK_NEEDS_SESSION,
      0,
      { { "key", MK_M_LINE, false },
        { "officer", MK_M_OFFICER, true },
        { "pin", MK_M_PIN, false } } },
    { "sign-out", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "watch", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "officer-pin",
      MK_NEEDS_SESSION,
      0,
      { { "officer", MK_M_OFFICER, false },
        { "old", MK_M_PIN, true },
        { "pin", MK_M_PIN, false } } },
    { "officers", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "selftest", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "cases", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "case", MK_NEEDS_CASE, ANY, { CASE_MEMBER } },
    { "case-new", MK_NEEDS_SESSION, 0, { { "training", MK_M_BOOL, false } } },
    { "case-set",
      MK_NEEDS_HAND,
      OPEN | S(REFUSED),
      { CASE_MEMBER, { "part", MK_M_PART, false }, { "value", MK_M_OBJECT_OR_NULL, false } } },
    { "case-drop", MK_NEEDS_HAND, OPEN, { CASE_MEMBER } },
    { "preset", MK_NEEDS_CASE, ANY, { CASE_MEMBER, { "preset", MK_M_PRESET, false } } },
    { "plan", MK_NEEDS_CASE, UNSEALED, { CASE_MEMBER, { "platform", MK_M_PLATFORM, false } } },
    { "phones", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "guide",
      MK_NEEDS_SESSION,
      0,
      { { "make", MK_M_LINE, true },
        { "platform", MK_M_PLATFORM, false },
        { "version", MK_M_LINE, true } } },
    { "start",
      MK_NEEDS_HAND,
      S(READY) | S(REFUSED),
      { CASE_MEMBER,
        { "device", MK_M_LINE, false },
        { "glance", MK_M_BOOL, true },
        { "until_full", MK_M_BOOL, true } } },
    { "stop", MK_NEEDS_HAND, RUNNING, { CASE_MEMBER } },
    { "resume", MK_NEEDS_HAND, HALTED, { CASE_MEMBER, { "device", MK_M_LINE, true } } },
    { "keep",
      MK_NEEDS_HAND,
      HALTED,
      { CASE_MEMBER, { "why", MK_M_LINE, false }, { "device", MK_M_LINE, true } } },
    { "until-full", MK_NEEDS_HAND, UNSEALED, { CASE_MEMBER } },
    { "answer",
      MK_NEEDS_HAND,
      RUNNING | S(SEALING),
      { CASE_MEMBER, { "what", MK_M_LINE, false }, { "value", MK_M_LINE, false } } },
    { "backup-password",
      MK_NEEDS_HAND,
      S(READY) | HALTED,
      { CASE_MEMBER, { "password", MK_M_SECRET, false } } },
    { "glance", MK_NEEDS_CASE, SEEN, { CASE_MEMBER } },
    { "result", MK_NEEDS_CASE, S(SEALED) | S(HANDED), { CASE_MEMBER } },
    { "handover",
      MK_NEEDS_HAND,
      S(SEALED) | S(HANDED),
      { CASE_MEMBER, { "receiver", MK_M_OBJECT, false }, { "signature", MK_M_SIGNATURE, false } } },
    { "withdraw", MK_NEEDS_HAND, UNSEALED, { CASE_MEMBER, { "why", MK_M_TEXT, false } } },
    { "wipe", MK_NEEDS_HAND, S(HANDED), { CASE_MEMBER, { "exhibit", MK_M_LINE, false } } },
    { "log", MK_NEEDS_CASE, ANY, { CASE_MEMBER, { "from", MK_M_COUNT, true } } },
    { "sticks", MK_NEEDS_SESSION, 0, { { 0 } } },
    { "copy-out",
      MK_NEEDS_HAND,
      S(SEALED) | S(HANDED),
      { CASE_MEMBER, { "stick", MK_M_LINE, false } } },
};

size_t mk_ipc_word_count(void)
{
    return sizeof words / sizeof *words;
}

const struct mk_ipc_word *mk_ipc_word_at(size_t i)
{
    return i < mk_ipc_word_count() ? &words[i] : NULL;
}
