//! The books after a round, opened without a server.

use std::collections::BTreeMap;
use std::sync::Arc;

use hongbao_engine::{CrowdNo, Draw, Fen, Key, Record, Slot, State};
use hongbao_store::SqliteStore;

use super::callers::Hammer;
use crate::harness::records::{number_key, read};
use crate::harness::server::Folder;
use crate::wire::replay::Fixed;

/// Records that are asked for at once.
const STRETCH: usize = 1_000;

/// Holds everything that was told against everything that is there.
pub(super) fn check(folder: &Folder, hammer: &Hammer, whole: bool) {
    let store = SqliteStore::open(&folder.path().join("hongbao.db"), Arc::new(Fixed)).unwrap();
    let no = CrowdNo::parse(&hammer.crowd_no).unwrap();
    let number_key = number_key(&store);
    let home = number_key.home_of(&no).unwrap();
    let campaign = match read(&store, home, vec![Key::Campaign(no.clone())]).1.remove(0) {
        Record::Campaign(campaign) => campaign,
        other => panic!("{other:?}"),
    };
    let asked = hammer.asked.lock().unwrap();
    let key = |number: &String| Key::Draw((no.clone(), Slot::named(number).unwrap()));
    let keys: Vec<Key> = asked.keys().map(key).collect();
    let mut draws = BTreeMap::<String, Arc<Draw>>::new();
    for keys in keys.chunks(STRETCH) {
        for record in read(&store, home, keys.to_vec()).1 {
            let Record::Draw(draw) = record else { panic!("{record:?}") };
            draws.insert(draw.slot.out_biz_no().unwrap().to_owned(), draw);
        }
    }
    for (number, packet) in asked.iter() {
        let there = draws.get(number);
        let given = |draw: &Draw| number_key.biz_no(draw).unwrap();
        let there = there.map(|draw| (draw.user_id.to_string(), draw.amount.get(), given(draw)));
        assert_eq!(&there, packet, "{number}: what is there, and what was told");
    }
    let mut of_user = BTreeMap::<&str, u32>::new();
    for draw in draws.values() {
        *of_user.entry(draw.user_id.as_str()).or_default() += 1;
    }
    assert!(of_user.values().all(|count| *count <= 3), "a user drew more often than allowed");
    let drawn: i64 = draws.values().map(|draw| draw.amount.get()).sum();
    let funds = campaign.funds;
    assert_eq!((funds.sent.get(), funds.draws), (drawn, draws.len() as u64), "sum and ledger");
    assert_eq!(funds.returned.get(), funds.total.get() - drawn);
    assert_eq!(
        (funds.pool, campaign.timing.state(campaign.timing.over_at)),
        (Fen::ZERO, State::Settle)
    );
    if whole {
        assert_eq!(drawn, funds.total.get(), "everything was drawn");
    }
}
