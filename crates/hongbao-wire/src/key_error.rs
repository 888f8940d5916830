//! Why a key cannot be used, and what to try next.

/// Why a key cannot be used. No text of it shows anything of the key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Not an RSA key in the form that was asked for.
    #[error("not an RSA key in the expected form")]
    Malformed,
    /// The system gave no key or no signature.
    #[error("the cryptographic library failed")]
    Library,
    /// Nothing that looks like a key.
    #[error("no key in any form that is known")]
    Unknown,
    /// An RSA key outside 1024 to 4096 bits.
    #[error("an RSA key of {0} bits; 1024 to 4096 are taken")]
    Size(usize),
    /// A private key that only its passphrase opens.
    #[error("a private key that is encrypted with a passphrase")]
    Encrypted,
    /// A key as OpenSSH writes it.
    #[error("a key in OpenSSH's own form")]
    OpenSsh,
    /// A certificate, or a request for one.
    #[error("a certificate, not a key")]
    Certificate,
    /// A key of another algorithm, such as an elliptic curve's.
    #[error("a key of another algorithm than RSA, such as EC")]
    NotRsa,
    /// A public key where a private one is needed.
    #[error("a public key where a private one is needed")]
    Public,
    /// A private key where a public one is needed.
    #[error("a private key where a public one is needed")]
    Private,
}

impl KeyError {
    /// The next thing to try.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Malformed => "It is cut short or damaged: copy it again, whole.",
            Self::Library => "Try again; if it stays so, the system is at fault.",
            Self::Unknown => {
                "Give it as PEM, as Base64 without header, or as DER; in PKCS#1, PKCS#8 or SubjectPublicKeyInfo."
            }
            Self::Size(_) => "Make one of 2048 bits: hongbao keys new",
            Self::Encrypted => "Decrypt it first: openssl pkey -in FILE -out key.pem",
            Self::OpenSsh => {
                "Turn a copy of it into PEM: ssh-keygen -p -m PEM -f COPY; of a public key: ssh-keygen -e -m PKCS8 -f FILE"
            }
            Self::Certificate => "Take the key out of it: openssl x509 -in FILE -noout -pubkey",
            Self::NotRsa => "sign_type RSA2 and RSA need an RSA key: hongbao keys new",
            Self::Public => "Give the private key's file; the public half cannot sign.",
            Self::Private => {
                "Give the public key; a private key's public half is printed by: hongbao keys show FILE"
            }
        }
    }
}
