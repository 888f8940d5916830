//! What bodies take, who is dropped for whom, and that everything is given back.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::stream::{self, StreamExt};

use super::{Bodies, Bytes, Growing};
use crate::connection::address::Address;
use crate::limits::BodyBounds;
use crate::operating::metrics::{LostLines, Metrics};

const KIB: usize = 1 << 10;

fn bodies(body: usize, address: usize, all: usize) -> Arc<Bodies> {
    let time = Duration::from_secs(30);
    let counts = Metrics::new(LostLines::default()).bodies("gateway");
    Arc::new(Bodies::new(BodyBounds { body, address, all, time }, counts))
}

fn address(last: u8) -> Address {
    Address::of([127, 0, 0, last].into())
}

/// A body of this address that has sent so many bytes.
fn slow(bodies: &Arc<Bodies>, last: u8, sent: usize) -> Growing {
    let mut growing = bodies.begin(address(last), bodies.bounds.body);
    growing.add(&vec![b'a'; sent]).unwrap();
    growing
}

fn is_dropped(growing: &Growing) -> bool {
    growing.buffer.lock().is_none()
}

fn read(bodies: &Arc<Bodies>, body: Body) -> Result<super::Held, StatusCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(bodies.read_from(address(1), body))
}

/// A body that comes in pieces of this size.
fn in_pieces(bytes: &[u8], size: usize) -> Body {
    let pieces: Vec<_> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
    Body::from_stream(stream::iter(pieces).map(Ok::<_, Infallible>))
}

#[test]
fn a_body_takes_what_it_has_sent_and_a_quarter_in_whatever_pieces() {
    let bodies = bodies(4 << 20, 64 << 20, 64 << 20);
    for sent in [1, 1_000, 1_025, 100_000, 4 << 20] {
        let mut growing = bodies.begin(address(1), 4 << 20);
        (0..sent).for_each(|_| growing.add(b"a").unwrap());
        let capacity = growing.buffer.lock().as_ref().map(Vec::capacity);
        let taken = bodies.lock().bytes;
        assert_eq!(capacity, Some(taken), "{sent}");
        assert!(taken <= (sent + sent / 4).max(KIB) && taken >= sent, "{sent} take {taken}");
    }
    assert_eq!(bodies.lock().bytes, 0);
}

#[test]
fn a_body_is_whole_however_it_comes() {
    let bodies = bodies(4 << 20, 64 << 20, 64 << 20);
    let text: Vec<u8> = (0..70_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    for length in [0, 1, 1_023, 1_024, 1_025, 70_000] {
        for body in [
            Body::from(text[..length].to_vec()),
            in_pieces(&text[..length], 1),
            in_pieces(&text[..length], 1_000),
            in_pieces(&text[..length], 100_000),
        ] {
            let held = read(&bodies, body).unwrap();
            assert_eq!(&*held, &text[..length]);
            assert!(bodies.lock().bytes >= 2 * length, "the copy made of it counts too");
            drop(held);
            assert_eq!(bodies.lock().bytes, 0);
        }
    }
}

#[test]
fn a_body_over_the_limit_is_413_announced_or_not() {
    let bodies = bodies(100, KIB, KIB);
    let long = [b'a'; 101];
    for body in [Body::from(long.to_vec()), in_pieces(&long, 1), in_pieces(&long, 101)] {
        assert_eq!(read(&bodies, body).err(), Some(StatusCode::PAYLOAD_TOO_LARGE));
    }
    assert_eq!(bodies.lock().bytes, 0);
}

#[test]
fn the_one_that_holds_most_for_longest_is_dropped_for_one_that_goes_on() {
    let bodies = bodies(400 * KIB, 1_000 * KIB, 1_000 * KIB);
    let first = slow(&bodies, 1, 300 * KIB);
    let small = slow(&bodies, 2, KIB);
    let second = slow(&bodies, 3, 300 * KIB);
    let mut honest = slow(&bodies, 4, 300 * KIB);
    honest.add(&vec![b'a'; 100 * KIB]).unwrap();
    assert!(is_dropped(&first) && !is_dropped(&small) && !is_dropped(&second));
    assert_eq!(bodies.counts.dropped.get(), 1);
    let held = honest.hold();
    assert!(held.is_ok(), "what is made of it is memory too, and the next one is dropped for that");
    assert!(is_dropped(&second) && !is_dropped(&small));
    assert_eq!(bodies.counts.refused.get(), 0);
}

#[test]
fn thousands_of_small_ones_give_the_memory_for_one() {
    let bodies = bodies(4 << 20, 64 << 20, 64 << 20);
    let small: Vec<_> = (0..9_000).map(|_| slow(&bodies, 1, 7 * KIB)).collect();
    let mut honest = slow(&bodies, 1, 1);
    (1..4 << 10).for_each(|_| honest.add(&[b'a'; KIB]).unwrap());
    assert!(honest.hold().is_ok());
    let dropped = small.iter().filter(|growing| is_dropped(growing)).count();
    assert!(dropped > 0 && dropped < 2_000, "{dropped}");
    assert!(small[..dropped].iter().all(is_dropped), "the oldest of them");
}

#[test]
fn where_nothing_can_be_dropped_a_body_is_refused_at_once() {
    let bodies = bodies(600 * KIB, 1_000 * KIB, 1_000 * KIB);
    let answered = slow(&bodies, 1, 450 * KIB).hold().unwrap();
    let small = slow(&bodies, 1, KIB);
    let body = in_pieces(&[b'a'; 200 * KIB], 150 * KIB);
    assert_eq!(read(&bodies, body).err(), Some(StatusCode::SERVICE_UNAVAILABLE));
    assert!(!is_dropped(&small), "dropping it would not have helped");
    assert_eq!((bodies.counts.dropped.get(), bodies.counts.refused.get()), (0, 1));
    drop(answered);
    assert!(read(&bodies, in_pieces(&[b'a'; 200 * KIB], 150 * KIB)).is_ok());
}

#[test]
fn one_address_has_no_more_than_its_share() {
    let bodies = bodies(400 * KIB, 500 * KIB, 2_000 * KIB);
    let others = slow(&bodies, 2, 300 * KIB);
    let own = slow(&bodies, 1, 300 * KIB);
    let new = slow(&bodies, 1, 300 * KIB);
    assert!(is_dropped(&own) && !is_dropped(&others) && !is_dropped(&new));
    assert!(bodies.lock().count(address(1)) <= 500 * KIB);
    let _answered = slow(&bodies, 3, 240 * KIB).hold().unwrap();
    let refused = bodies.begin(address(3), 400 * KIB).add(&vec![b'a'; 100 * KIB]);
    assert_eq!(refused, Err(StatusCode::SERVICE_UNAVAILABLE));
    assert!(!is_dropped(&others), "it is another address's");
}

#[test]
fn who_was_dropped_is_told_408_whether_it_sends_more_or_waits() {
    let bodies = bodies(400 * KIB, 500 * KIB, 500 * KIB);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let waits = in_pieces(&[b'a'; 200 * KIB], 100 * KIB);
    let waits = Body::from_stream(waits.into_data_stream().chain(stream::pending()));
    let mut sends = slow(&bodies, 1, 200 * KIB);
    let told = runtime.block_on(async {
        let waiting = Arc::clone(&bodies);
        let waiting = tokio::spawn(async move { waiting.read_from(address(2), waits).await });
        tokio::task::yield_now().await;
        let mut large = slow(&bodies, 3, 390 * KIB);
        large.add(&[b'a'; KIB]).unwrap();
        waiting.await.unwrap().err()
    });
    assert_eq!(told, Some(StatusCode::REQUEST_TIMEOUT));
    assert!(is_dropped(&sends));
    assert_eq!(sends.add(b"a"), Err(StatusCode::REQUEST_TIMEOUT));
    assert_eq!(sends.hold().err(), Some(StatusCode::REQUEST_TIMEOUT));
    assert_eq!(bodies.lock().bytes, 0);
    assert!(bodies.lock().addresses.is_empty() && bodies.lock().reading.is_empty());
}
