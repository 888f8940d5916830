//! What is remembered, what is not, and how much: on the counts that `/metrics` shows.

use std::sync::Arc;

use hongbao_wire::{Charset, CommonError, SignType, SigningKey};
use tokio::task::JoinSet;

use super::Signer;
use crate::Limits;
use crate::operating::metrics::{LostLines, Metrics};

/// A signer whose memory for successes has so many bytes. Small keys sign fast.
fn signer(bytes: u32) -> Signer {
    let limits = Limits { signatures: bytes, ..Limits::default() };
    Signer::new(SigningKey::generate_1024().unwrap(), &limits, &Metrics::new(LostLines::default()))
}

#[tokio::test]
async fn an_equal_success_is_signed_once_for_each_type() {
    let signer = signer(1 << 20);
    for _ in 0..3 {
        for sign_type in [SignType::Rsa, SignType::Rsa2] {
            for node in [b"{\"code\":\"10000\"}", b"{\"code\":\"10001\"}"] {
                let signature = signer.sign_success(sign_type, node).await.unwrap();
                assert_eq!(*signature, *signer.key.sign(sign_type, node).unwrap());
            }
        }
    }
    assert_eq!((signer.counts.success.made.get(), signer.counts.success.remembered.get()), (4, 8));
}

#[tokio::test]
async fn errors_and_a_memory_of_nothing_sign_each_time() {
    let signer = signer(0);
    for _ in 0..3 {
        signer.sign_success(SignType::Rsa2, b"{}").await.unwrap();
        signer.sign_error(SignType::Rsa2, b"{}").await.unwrap();
    }
    assert_eq!((signer.counts.success.made.get(), signer.counts.error.made.get()), (3, 3));
}

#[tokio::test]
async fn the_memory_stays_within_its_bound() {
    const BYTES: u32 = 64 << 10;
    let signer = signer(BYTES);
    for number in 0_u32..1_000 {
        signer.sign_success(SignType::Rsa2, &number.to_be_bytes()).await.unwrap();
        let weight = signer.successes.as_ref().unwrap().weight();
        assert!(weight <= u64::from(BYTES), "{weight}");
    }
    let count = signer.successes.as_ref().unwrap().len();
    assert!((100..300).contains(&count), "{count}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_calls_that_need_the_same_signature_at_once_one_makes_it() {
    let signer = Arc::new(signer(1 << 20));
    let mut calls = JoinSet::new();
    for _ in 0..64 {
        let signer = Arc::clone(&signer);
        calls.spawn(async move {
            signer.constant(CommonError::Unknown, Charset::Gbk, SignType::Rsa).unwrap();
            signer.sign_success(SignType::Rsa2, b"{}").await.unwrap()
        });
    }
    let signatures = calls.join_all().await;
    assert!(signatures.iter().all(|signature| *signature == signatures[0]));
    for count in [&signer.counts.success, &signer.counts.constant] {
        assert_eq!((count.made.get(), count.remembered.get()), (1, 63));
    }
}

#[test]
fn constants_differ_by_error_charset_and_type() {
    let signer = signer(1 << 20);
    signer.sign_constants();
    for charset in [Charset::Utf8, Charset::Gbk] {
        for sign_type in [SignType::Rsa, SignType::Rsa2] {
            let signed = signer.constant(CommonError::CallLimited, charset, sign_type).unwrap();
            assert_eq!(*signed.signature, *signer.key.sign(sign_type, &signed.node).unwrap());
        }
    }
    let made = signer.counts.constant.made.get();
    assert_eq!(usize::try_from(made).unwrap(), CommonError::ALL.len() + 3);
}
