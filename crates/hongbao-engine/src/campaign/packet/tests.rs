//! Packets: bounds, an independent computation, and that chance is what it should be.

use super::{Seed, fixed_packet, random_packet};
use crate::{CrowdNo, Fen};

const SEED: Seed = Seed::new([7; 32]);

fn crowd_no() -> CrowdNo {
    CrowdNo::parse("FIXTURE-campaign-READY").unwrap()
}

fn random(total: i64, count: u32, n: u64) -> i64 {
    random_packet(Fen::new(total), count, &SEED, (&crowd_no(), n)).get()
}

#[test]
fn a_fixed_packet_is_rounded_down() {
    for (total, count, packet) in
        [(2_000_000, 1_000, 2_000), (100, 3, 33), (100, 1, 100), (1_000_000_000, 10_000_000, 100)]
    {
        assert_eq!(fixed_packet(Fen::new(total), count), Fen::new(packet));
    }
}

#[test]
fn a_random_packet_lies_around_the_average() {
    for (total, count, low, high) in [
        (2_000_000, 1_000, 1_000, 3_000),
        (100, 5, 10, 30),
        (101, 5, 11, 30),
        (103, 5, 11, 30),
        (1_000_000_000, 50_000, 10_000, 30_000),
        (100, 1, 50, 150),
    ] {
        let drawn: Vec<_> = (1..=20_000).map(|n| random(total, count, n)).collect();
        let (least, most) = (drawn.iter().min().unwrap(), drawn.iter().max().unwrap());
        assert!((low..=high).contains(least) && (low..=high).contains(most));
        // 20,000 draws reach both ends where there are few values, and come near them elsewhere.
        let near = (high - low) / 100;
        assert!(least - low <= near && high - most <= near, "{total}/{count}: {least} {most}");
        let average = drawn.iter().sum::<i64>() / 20_000;
        let (middle, tolerance) = ((low + high) / 2, (high - low) / 50 + 1);
        assert!((average - middle).abs() <= tolerance, "{total}/{count}: {average}");
    }
}

/// Computed by Python: hmac.new(b"\x07"*32, b"FIXTURE-campaign-READY" + n.to_bytes(8, "big"), sha256),
/// the first 8 bytes u, 1000 + (u * 2001 >> 64).
#[test]
fn anyone_can_recompute_it() {
    let expected = [2956, 1981, 2236, 1094, 1027, 1784, 2659, 2205];
    for (n, amount) in (1..).zip(expected) {
        assert_eq!(random(2_000_000, 1_000, n), amount, "{n}");
    }
    assert_eq!(
        SEED.commitment(),
        "4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0"
    );
    assert_eq!(format!("{SEED:?}"), format!("Seed({:?})", SEED.commitment()), "not its bytes");
}
