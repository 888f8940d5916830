//! Who gives way to whom.

use std::sync::Arc;

use super::{Bounds, Place, Places};
use crate::connection::address::Address;
use crate::connection::standing::Phase;
use crate::operating::metrics::{LostLines, Metrics};

fn places(all: usize, address: usize) -> Arc<Places> {
    let given_way = Metrics::new(LostLines::default()).given_way("gateway");
    Arc::new(Places::new(Bounds { all, address }, given_way))
}

fn address(last: u8) -> Address {
    Address::of([127, 0, 0, last].into())
}

fn is_gone(place: &Place) -> bool {
    place.standing.now().phase() == Phase::Gone
}

/// The places of connections whose last phases are these, in this order of entering them.
fn standing_as(places: &Arc<Places>, phases: &[Phase]) -> Vec<Place> {
    let taken: Vec<_> = phases.iter().map(|_| places.take(address(1)).unwrap()).collect();
    for (place, phase) in taken.iter().zip(phases) {
        assert!(place.standing.enter(*phase));
    }
    taken
}

#[test]
fn the_idlest_give_way_then_heads_then_bodies_and_never_an_answer() {
    use Phase::{Answer, Body, Head, Waiting, Written};
    for (phases, gone) in [
        (&[Waiting, Waiting][..], Some(0)),
        (&[Head, Waiting], Some(1)),
        (&[Head, Head], Some(0)),
        (&[Body, Head], Some(1)),
        (&[Answer, Body], Some(1)),
        (&[Answer, Body, Waiting], Some(2)),
        (&[Written, Answer, Head], Some(2)),
        (&[Answer, Written], None),
    ] {
        let places = places(phases.len(), 100);
        let taken = standing_as(&places, phases);
        let new = places.take(address(2));
        assert_eq!(taken.iter().position(is_gone), gone, "{phases:?}");
        assert_eq!(
            taken.iter().filter(|place| is_gone(place)).count(),
            usize::from(gone.is_some())
        );
        assert_eq!(new.is_some(), gone.is_some(), "{phases:?}");
        assert_eq!(places.given_way.refused.get(), u64::from(gone.is_none()), "{phases:?}");
    }
}

#[test]
fn an_address_at_its_bound_gives_way_to_itself() {
    let places = places(100, 2);
    let others = places.take(address(2)).unwrap();
    let own = standing_as(&places, &[Phase::Head, Phase::Head]);
    let new = places.take(address(1));
    assert!(new.is_some() && is_gone(&own[0]) && !is_gone(&own[1]) && !is_gone(&others));
    own.iter().for_each(|place| _ = place.standing.enter(Phase::Answer));
    let _answered = new.map(|place| place.standing.enter(Phase::Answer));
    drop(own);
    assert!(places.take(address(1)).is_some(), "what has ended is free");
}

#[test]
fn who_gave_way_begins_nothing_and_who_began_does_not_give_way() {
    let places = places(1, 1);
    let first = places.take(address(1)).unwrap();
    let seen = first.standing.now();
    let second = places.take(address(1)).unwrap();
    assert!(!first.standing.enter(Phase::Answer));
    assert!(is_gone(&first));
    assert!(!first.standing.give_way(seen), "once");
    let seen = second.standing.now();
    assert!(second.standing.enter(Phase::Answer));
    assert!(!second.standing.give_way(seen));
    assert!(places.take(address(1)).is_none());
}

#[test]
fn many_give_way_at_once_so_that_few_look_for_them() {
    let places = places(640, 640);
    let taken = standing_as(&places, &[Phase::Waiting; 640]);
    let _new = places.take(address(1)).unwrap();
    assert_eq!(taken.iter().filter(|place| is_gone(place)).count(), 10);
    assert!(taken[..10].iter().all(is_gone), "those that waited for longest");
}

#[test]
fn places_are_given_back() {
    let places = places(10, 10);
    for _ in 0..100 {
        let taken = standing_as(&places, &[Phase::Waiting; 10]);
        let new = places.take(address(2));
        drop((taken, new));
    }
    let taken = places.lock();
    assert!(taken.connections.is_empty() && taken.addresses.is_empty());
}
