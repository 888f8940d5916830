//! Signs nodes, and remembers the signatures of those that come again: constant nodes, and the
//! successes of callers who have proved who they are.
//!
//! The signatures here hold nothing random, so a remembered one is the one that the key would make.
//! A stranger must not be able to make us sign, or to fill the memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hongbao_wire::{Charset, CommonError, KeyError, SignType, SigningKey, error_node};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::Limits;
use crate::answering::signing_pool::SigningPool;
use crate::operating::metrics::{Metrics, Signatures};

#[cfg(test)]
mod tests;

/// What a remembered signature takes beside its text: its id, its place in the memory, its count of
/// references. With the 344 letters of a 2,048-bit key's signature, 16 MiB hold 34,379.
const ENTRY: u64 = 144;

/// The platform's key, and the signatures that it need not make again.
#[derive(Debug)]
pub(crate) struct Signer {
    key: Arc<SigningKey>,
    pool: SigningPool,
    constants: RwLock<HashMap<(CommonError, Charset, SignType), Arc<Signed>>>,
    /// By the key's name for a signature; `None` remembers none.
    successes: Option<Cache<[u8; 32], Arc<str>, ByLength>>,
    counts: Counts,
}

#[derive(Debug)]
struct Counts {
    constant: Signatures,
    success: Signatures,
    error: Signatures,
}

/// A node and its signature.
#[derive(Debug)]
pub(crate) struct Signed {
    pub(crate) node: Vec<u8>,
    pub(crate) signature: Arc<str>,
}

/// A signature weighs what it takes.
#[derive(Debug, Clone)]
struct ByLength;

impl Weighter<[u8; 32], Arc<str>> for ByLength {
    fn weight(&self, _: &[u8; 32], signature: &Arc<str>) -> u64 {
        u64::try_from(signature.len()).map_or(u64::MAX, |length| length + ENTRY)
    }
}

impl Signer {
    pub(crate) fn new(key: SigningKey, limits: &Limits, metrics: &Metrics) -> Self {
        let bytes = limits.signatures;
        let successes = (bytes > 0).then(|| {
            let entries = usize::try_from(u64::from(bytes) / (ENTRY + 344)).unwrap_or(usize::MAX);
            Cache::with_weighter(entries, bytes.into(), ByLength)
        });
        let counts = Counts {
            constant: metrics.signatures("constant"),
            success: metrics.signatures("success"),
            error: metrics.signatures("error"),
        };
        let key = Arc::new(key);
        Self { pool: SigningPool::open(&key), key, constants: RwLock::default(), successes, counts }
    }

    /// The signature of an error's node that is made for this call.
    pub(crate) async fn sign_error(
        &self,
        sign_type: SignType,
        node: &[u8],
    ) -> Result<Arc<str>, KeyError> {
        self.make(sign_type, node, &self.counts.error).await
    }

    /// The signature of a success's node. Of calls that need the same one at once, one makes it and
    /// the others wait for it.
    pub(crate) async fn sign_success(
        &self,
        sign_type: SignType,
        node: &[u8],
    ) -> Result<Arc<str>, KeyError> {
        let count = &self.counts.success;
        let Some(successes) = &self.successes else {
            return self.make(sign_type, node, count).await;
        };
        let id = self.key.signature_id(sign_type, node);
        match successes.get_value_or_guard_async(&id).await {
            Ok(signature) => {
                count.remembered.inc();
                Ok(signature)
            }
            Err(place) => {
                let signature = self.make(sign_type, node, count).await?;
                // Refused only if the entry was taken away meanwhile, and nothing here does that.
                let _ = place.insert(Arc::clone(&signature));
                Ok(signature)
            }
        }
    }

    /// A common error's node, which holds nothing of the request: made and signed once.
    pub(crate) fn constant(
        &self,
        error: CommonError,
        charset: Charset,
        sign_type: SignType,
    ) -> Result<Arc<Signed>, KeyError> {
        let (key, count) = ((error, charset, sign_type), &self.counts.constant);
        let known = self.constants.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(signed) = known.get(&key) {
            count.remembered.inc();
            return Ok(Arc::clone(signed));
        }
        drop(known);
        // Held while signing, so that of those who come here at once only the first signs.
        let mut known = self.constants.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(signed) = known.get(&key) {
            count.remembered.inc();
            return Ok(Arc::clone(signed));
        }
        let (code, sub_code, message) = error.row();
        let node = error_node(code, sub_code, message, charset);
        count.made.inc();
        let signature = Arc::from(self.key.sign(sign_type, &node)?);
        let signed = Arc::new(Signed { node, signature });
        known.insert(key, Arc::clone(&signed));
        Ok(signed)
    }

    /// Signs beforehand what strangers and overload ask for most: what most callers would be told.
    pub(crate) fn sign_constants(&self) {
        for error in CommonError::ALL {
            if let Err(error) = self.constant(error, Charset::Utf8, SignType::Rsa2) {
                tracing::error!(%error, "a constant answer cannot be signed");
            }
        }
    }

    async fn make(
        &self,
        sign_type: SignType,
        node: &[u8],
        count: &Signatures,
    ) -> Result<Arc<str>, KeyError> {
        count.made.inc();
        self.pool.sign(sign_type, node.to_vec()).await.map(Arc::from)
    }
}
