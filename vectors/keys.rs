//! The vectors' keys. Included by the tests that replay vectors or need keys of their own.
//!
//! Golden answers hold signatures, so their keys must be the same for ever; yet no private key
//! belongs in a repository. So the keys are made anew each time from a phrase: RSA signatures of
//! this kind have no randomness, and neither has this.

use std::sync::LazyLock;

use hongbao_wire::SigningKey;
use num_bigint::BigUint;

/// A key as DER, put together byte by byte: RSAPrivateKey, PrivateKeyInfo, SubjectPublicKeyInfo,
/// RSAPublicKey.
pub(crate) type Documents = [Vec<u8>; 4];

/// The key that this phrase gives: 2048 bits, made by hashing and searching, good for tests only.
fn seeded_documents(phrase: &str) -> Documents {
    let one = BigUint::from(1_u32);
    let exponent = BigUint::from(65_537_u32);
    let (p, q) = (prime(&format!("{phrase} p")), prime(&format!("{phrase} q")));
    let (p1, q1) = (&p - &one, &q - &one);
    let inverse = |number: &BigUint, modulus: &BigUint| number.modinv(modulus).unwrap();
    let d = inverse(&exponent, &(&p1 * &q1));
    let numbers = [
        &BigUint::ZERO,
        &(&p * &q),
        &exponent,
        &d,
        &p,
        &q,
        &(&d % &p1),
        &(&d % &q1),
        &inverse(&q, &p),
    ];
    let pkcs1 = der(0x30, &numbers.map(integer).concat());
    let pkcs1_public = der(0x30, &[numbers[1], numbers[2]].map(integer).concat());
    // The algorithm rsaEncryption, without parameters.
    let algorithm = der(0x30, &[0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 1, 0x05, 0]);
    let version = integer(&BigUint::ZERO);
    let bit_string = der(0x03, &[&[0], pkcs1_public.as_slice()].concat());
    let pkcs8 = der(0x30, &[version, algorithm.clone(), der(0x04, &pkcs1)].concat());
    let spki = der(0x30, &[algorithm, bit_string].concat());
    [pkcs1, pkcs8, spki, pkcs1_public]
}

/// The first probable prime of 1024 bits in the stream that a phrase hashes to.
fn prime(phrase: &str) -> BigUint {
    (0_u32..).map(|n| candidate(phrase, n)).find(is_prime).unwrap()
}

/// A number of 1024 bits, odd, with its two highest bits set, so that a product has 2048.
fn candidate(phrase: &str, number: u32) -> BigUint {
    let mut bytes = Vec::new();
    for part in 0..4 {
        bytes
            .extend(hex(&hongbao_wire::sha256_hex(format!("{phrase} {number} {part}").as_bytes())));
    }
    bytes[0] |= 0xC0;
    bytes[127] |= 1;
    BigUint::from_bytes_be(&bytes)
}

/// Trial division, then Miller and Rabin's test with fixed bases.
fn is_prime(number: &BigUint) -> bool {
    let small = (3_u32..2_000).step_by(2);
    if small.into_iter().any(|divisor| (number % divisor) == BigUint::ZERO) {
        return false;
    }
    let one = BigUint::from(1_u32);
    let less = number - &one;
    let twos = less.trailing_zeros().unwrap();
    [2_u32, 3, 5, 7, 11, 13, 17, 19].into_iter().all(|base| {
        let mut power = BigUint::from(base).modpow(&(&less >> twos), number);
        let mut passes = power == one;
        for _ in 0..twos {
            passes |= power == less;
            power = &power * &power % number;
        }
        passes
    })
}

fn integer(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    der(0x02, &bytes)
}

fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut head = match length {
        0..0x80 => vec![tag, length as u8],
        0x80..0x100 => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    head.extend_from_slice(content);
    head
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

/// The key of the vectors' app, as documents.
pub(crate) fn app_documents() -> &'static Documents {
    static DOCUMENTS: LazyLock<Documents> =
        LazyLock::new(|| seeded_documents("hongbao vectors app"));
    &DOCUMENTS
}

/// The key of the vectors' app.
pub(crate) fn app_key() -> &'static SigningKey {
    static KEY: LazyLock<SigningKey> =
        LazyLock::new(|| SigningKey::from_pkcs8(&app_documents()[1]).unwrap());
    &KEY
}

/// The key that the vectors' answers are signed with.
pub(crate) fn platform_key() -> SigningKey {
    SigningKey::from_pkcs8(&seeded_documents("hongbao vectors platform")[1]).unwrap()
}
