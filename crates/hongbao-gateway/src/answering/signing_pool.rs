//! The desk where signatures are made: threads of their own, as many as cores, first come, first
//! served. A signature takes longer than all else in a call, so making it where requests are
//! read holds up those who need none, and cannot even see how many wait.
//!
//! It knows bytes and a key. How many may wait is bounded by the calls answered at once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use hongbao_wire::{KeyError, SignType, SigningKey};
use tokio::sync::oneshot;

#[derive(Debug)]
pub(crate) struct SigningPool {
    orders: Sender<Wanted>,
}

struct Wanted {
    sign_type: SignType,
    bytes: Vec<u8>,
    done: oneshot::Sender<Result<String, KeyError>>,
}

impl SigningPool {
    /// Opens it. Its threads end when it is dropped.
    pub(crate) fn open(key: &Arc<SigningKey>) -> Self {
        let (orders, waiting) = channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (key, waiting) = (Arc::clone(key), Arc::clone(&waiting));
            std::thread::spawn(move || work(&key, &waiting));
        }
        Self { orders }
    }

    /// The signature of these bytes, when it is their turn.
    pub(crate) async fn sign(
        &self,
        sign_type: SignType,
        bytes: Vec<u8>,
    ) -> Result<String, KeyError> {
        let (done, signed) = oneshot::channel();
        let order = Wanted { sign_type, bytes, done };
        self.orders.send(order).map_err(|_| KeyError::Library)?;
        signed.await.map_err(|_| KeyError::Library)?
    }
}

fn work(key: &SigningKey, waiting: &Mutex<Receiver<Wanted>>) {
    loop {
        let order = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match order {
            // The caller gave up; skip the signature.
            Ok(order) if order.done.is_closed() => {}
            Ok(order) => {
                let _ = order.done.send(key.sign(order.sign_type, &order.bytes));
            }
            Err(_) => return,
        }
    }
}
