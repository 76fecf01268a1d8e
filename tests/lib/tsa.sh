# Time-stamp authorities of our own, by stock openssl; to be sourced. tsa_make makes one in a folder, whose ca.pem is what
# is trusted; stamp answers for the one in $tsa.
tsa_make() { # tsa_make FOLDER NAME
    mkdir -p "$1" && cat >"$1/openssl.cnf" <<CNF
[req]
distinguished_name = dn
prompt = no
[dn]
CN = $2
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
[stamps]
extendedKeyUsage = critical,timeStamping
[tsa]
default_tsa = tsa_config
[tsa_config]
dir = $1
serial = $1/serial
crypto_device = builtin
signer_cert = $1/tsa.pem
signer_key = $1/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = no
ess_cert_id_chain = no
ess_cert_id_alg = sha256
CNF
    local q=(-config "$1/openssl.cnf" -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256)
    echo 01 >"$1/serial"
    openssl req -x509 "${q[@]}" -extensions ca -days 30 -keyout "$1/ca.key" -out "$1/ca.pem" 2>>"$1/log" &&
        openssl req -new "${q[@]}" -subj "/CN=$2 stamps" -keyout "$1/tsa.key" -out "$1/tsa.csr" 2>>"$1/log" &&
        openssl x509 -req -in "$1/tsa.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -CAcreateserial -days 30 \
            -extfile "$1/openssl.cnf" -extensions stamps -out "$1/tsa.pem" 2>>"$1/log"
}
stamp() { # stamp REQUEST ANSWER
    openssl ts -reply -config "$tsa/openssl.cnf" -queryfile "$1" -out "$2" 2>>"$tsa/log"
}
