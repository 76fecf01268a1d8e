#include "host/cmd/cmd.h"

const struct mk_cmd mk_cmd_kit = {
    .name = "kit",
    .summary = "this kit's identity, and who opens what it seals",
    .help =
        "usage: moka kit [--kit FOLDER]\n"
        "       moka kit recipients [list] [--kit FOLDER]\n"
        "       moka kit recipients add NAME RECIPIENT [--kit FOLDER]\n"
        "       moka kit enrol CERTIFICATE [--kit FOLDER]\n"
        "       moka kit runs [--kit FOLDER]\n"
        "       moka kit tpm [--kit FOLDER]\n"
        "\n"
        "Prints the kit's principal and public key as a line of an OpenSSH allowed_signers file. "
        "The\nidentity is made at first use, and the machine's TPM 2.0 seals its key where one can "
        "be "
        "reached;\nstandard error says how the key is kept, and whether a TPM counts the runs.\n"
        "\n"
        "tpm: has the TPM seal a key that is in a file. It stays the same key. The file is "
        "overwritten,\nof which flash may keep a copy, and removed once the TPM has opened what it "
        "sealed. From then\non the kit works on this machine only, and its identity is lost when "
        "the TPM is cleared.\n"
        "\n"
        "runs: the kit's counter, one line a step of each run, those that were thrown away too:\n"
        "number, time, step, run, what was found. A TPM 2.0 counts along where there is one; then\n"
        "lines that were cut off are found, and a folder that was put back to an earlier copy;\n"
        "standard error says who counts. Exit 1 when lines are missing, or the chain or a\n"
        "signature does not hold.\n"
        "\n"
        "recipients: what is sealed becomes one file that only they open: the kit itself cannot "
        "read\nit any more. RECIPIENT is \"age1...\" or \"ssh-ed25519 AAAA...\". A real phone "
        "needs at least\ntwo: the laboratory's, and the agency's recovery key.\n"
        "\n"
        "enrol: the agency certifies the kit's key with its own authority,\n"
        "  ssh-keygen -s CA_KEY -I NAME -n kit:ID -V +52w FOLDER/key.pub\n"
        "and CERTIFICATE is the key-cert.pub that this makes. It is taken when it is for this "
        "key,\n"
        "this principal and today; signatures carry it from then on, and a trust file needs only\n"
        "  kit:* cert-authority ssh-ed25519 AAAA... (moka verify --trust; --revoked for a KRL).\n"
        "Without an authority the agency puts the kit's own line into its trust file.\n",
    .program = "moka-kit",
};
