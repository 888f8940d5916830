//! The private half's bare operation, for signatures that nobody should make. Included by the tests
//! that read such signatures.

use num_bigint::BigUint;

/// The numbers of an RSAPrivateKey (DER), in their order.
fn numbers(pkcs1: &[u8]) -> Vec<BigUint> {
    // A sequence with two bytes of length; every number in it is an integer.
    let mut rest = &pkcs1[4..];
    let mut numbers = Vec::new();
    while let [0x02, length, tail @ ..] = rest {
        let (length, tail) = match length {
            0x82 => (usize::from(tail[0]) << 8 | usize::from(tail[1]), &tail[2..]),
            0x81 => (usize::from(tail[0]), &tail[1..]),
            short => (usize::from(*short), tail),
        };
        numbers.push(BigUint::from_bytes_be(&tail[..length]));
        rest = &tail[length..];
    }
    numbers
}

/// What the key makes of a block of 256 bytes.
pub(crate) fn raw_signature(pkcs1: &[u8], block: &[u8]) -> Vec<u8> {
    let numbers = numbers(pkcs1);
    let signature = BigUint::from_bytes_be(block).modpow(&numbers[3], &numbers[1]).to_bytes_be();
    [vec![0; 256 - signature.len()], signature].concat()
}

/// A block of 256 bytes with PKCS#1 v1.5's padding of this type in front of some content.
pub(crate) fn pkcs1_block(kind: u8, content: &[u8]) -> Vec<u8> {
    let filler = if kind == 0 { 0 } else { 0xFF };
    [&[0, kind], vec![filler; 253 - content.len()].as_slice(), &[0], content].concat()
}
