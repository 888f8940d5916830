//! What the ticker books: the work for a record that time has made due.
//!
//! Must not know an operation, nor when it is due; the store's walk does.

use hongbao_engine::{Key, Record, Work};

/// The work that books what has come due with a record; `None` for a record with which nothing ever does.
#[must_use]
pub fn due(record: &Record) -> Option<Work> {
    let Record::Campaign(campaign) = record else { return None };
    let crowd_no = campaign.crowd_no.clone();
    Some(Work {
        home: campaign.home,
        writes: true,
        hint: vec![Key::Campaign(crowd_no.clone()), Key::Lane],
        run: Box::new(move |books| books.settle(&crowd_no).map(|_| Vec::new())),
    })
}
