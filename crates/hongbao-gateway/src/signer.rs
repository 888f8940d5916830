//! Signs nodes. A node that never changes is signed once: whoever has proved nothing must not be
//! able to buy signatures.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hongbao_wire::{KeyError, SignType, SigningKey};

use crate::limits::CONSTANT_NODES;

/// Signatures by type and node.
type Signatures = HashMap<(SignType, Vec<u8>), Arc<str>>;

/// The platform's key, and the signatures of constant nodes.
#[derive(Debug)]
pub(crate) struct Signer {
    key: SigningKey,
    constants: RwLock<Signatures>,
}

impl Signer {
    pub(crate) fn new(key: SigningKey) -> Self {
        Self { key, constants: RwLock::default() }
    }

    /// The signature of a node that is made for this call.
    pub(crate) fn sign(&self, sign_type: SignType, node: &[u8]) -> Result<Arc<str>, KeyError> {
        self.key.sign(sign_type, node).map(Arc::from)
    }

    /// The signature of a node that holds nothing of the request.
    pub(crate) fn sign_constant(
        &self,
        sign_type: SignType,
        node: &[u8],
    ) -> Result<Arc<str>, KeyError> {
        let key = (sign_type, node.to_vec());
        let known = self.constants.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(signature) = known.get(&key) {
            return Ok(Arc::clone(signature));
        }
        drop(known);
        let signature = self.sign(sign_type, node)?;
        let mut known = self.constants.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < CONSTANT_NODES {
            known.insert(key, Arc::clone(&signature));
        }
        Ok(signature)
    }
}
