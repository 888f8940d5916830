//! Pages: what is on them, and that only works that read are answered one.

use std::sync::Arc;

use hongbao_engine::{Books, CrowdNo, Draw, DrawsOf, Fen, Home, Key, Record, Slot, UserId, View};

use super::{campaign, no, now, on_every_stepped, on_every_store, page_of, put, short, work};
use crate::{Answer, Store};

const HOME: Home = Home::new(1);

/// The `n`th draw of a campaign.
fn draw(home: Home, crowd_no: &CrowdNo, (seq, n): (u64, u64)) -> Record {
    Record::Draw(Arc::new(Draw {
        home,
        seq,
        crowd_no: crowd_no.clone(),
        // Later draws first, by their slots.
        slot: Slot::named(&format!("slot_{}", 1_000 - n)).unwrap(),
        user_id: UserId::parse("2088000000000001").unwrap(),
        amount: Fen::new(1),
        named: n % 2 == 0,
        n,
        at: hongbao_engine::Timestamp::from_secs(9),
    }))
}

/// The numbers on a page of draws, in the books of a home.
fn page(store: &dyn Store, home: Home, of: &DrawsOf) -> String {
    let of = of.clone();
    let read = work(home, move |books| {
        let draws = &books.draws(&of)?.draws;
        assert!(
            draws
                .iter()
                .all(|draw| draw.crowd_no == of.crowd_no && draw.named == (draw.n % 2 == 0))
        );
        Ok(draws.iter().map(|draw| draw.n.to_string()).collect::<Vec<_>>().join(" ").into_bytes())
    });
    short(&[now(store.read(read))])
}

#[test]
fn draws_come_page_by_page_in_their_order() {
    on_every_store(|store| {
        for home in [HOME, Home::new(2)] {
            let write = work(home, move |books| {
                for crowd_no in ["a", "a-"] {
                    books.put(Arc::new(campaign(crowd_no, home)))?;
                }
                // Each number of the book belongs to one of two campaigns, in turns.
                for seq in 1..=14_u64 {
                    let crowd_no = if seq % 2 == 0 { no("a") } else { no("a-") };
                    books.put(draw(home, &crowd_no, (seq, seq.div_ceil(2))))?;
                }
                Ok(Vec::new())
            });
            now(store.transact(write)).unwrap();
        }
        for (crowd_no, after, size, expected) in [
            ("a", 0, 3, "1 2 3"),
            ("a", 3, 3, "4 5 6"),
            ("a", 6, 3, "7"),
            ("a", 7, 3, ""),
            ("a", 0, 7, "1 2 3 4 5 6 7"),
            ("a-", 5, 1_000, "6 7"),
            ("b", 0, 9, ""),
        ] {
            let of = DrawsOf { crowd_no: no(crowd_no), after, size };
            assert_eq!(page(store, HOME, &of), expected, "{of:?}");
            assert_eq!(page(store, Home::new(3), &of), "", "of another home");
        }
    });
}

#[test]
fn several_pages_are_answered_at_once() {
    on_every_store(|store| {
        now(store.transact(put(&campaign("a", HOME)))).unwrap();
        let read = work(HOME, |books| {
            let pages = [1, 2].map(|index| page_of(None, index, 1));
            books.need(&pages.map(|of| View::Page(of).into()))?;
            let on = |of| books.page(of).map(|page| page.campaigns.len());
            Ok(format!("{} {}", on(&pages[0])?, on(&pages[1])?).into_bytes())
        });
        assert_eq!(short(&[now(store.read(read))]), "1 0");
    });
}

#[test]
fn behind_the_last_page_there_is_nothing_however_far() {
    on_every_store(|store| {
        now(store.transact(put(&campaign("a", HOME)))).unwrap();
        for (index, size) in [(2, 1), (u32::MAX, 1), (2, u32::MAX), (u32::MAX, u32::MAX)] {
            let read = work(HOME, move |books| {
                let page = books.page(&page_of(None, index, size))?;
                Ok(format!("{} of {}", page.campaigns.len(), page.total).into_bytes())
            });
            assert_eq!(short(&[now(store.read(read))]), "0 of 1", "page {index} of {size} each");
        }
    });
}

#[test]
fn a_work_that_may_write_is_answered_no_page() {
    type Look = fn(&mut Books) -> Result<usize, hongbao_engine::Stop>;
    let of = page_of(None, 1, 9);
    let draws = || DrawsOf { crowd_no: no("a"), after: 0, size: 9 };
    let looks: [(Key, Look); 2] = [
        (View::Page(of).into(), |books| Ok(books.page(&page_of(None, 1, 9))?.campaigns.len())),
        (View::Draws(draws()).into(), |books| {
            Ok(books.draws(&DrawsOf { crowd_no: no("a"), after: 0, size: 9 })?.draws.len())
        }),
    ];
    on_every_stepped(|stepped| {
        for (key, look) in &looks {
            for hint in [Vec::new(), vec![key.clone()]] {
                let look = *look;
                let mut asking = work(HOME, move |books| {
                    look(books)?;
                    Ok(b"page".to_vec())
                });
                asking.hint = hint;
                let works = vec![put(&campaign("a", HOME)), asking, put(&campaign("b", HOME))];
                assert_eq!(short(&stepped.batch(works)), "put B put", "{key:?}");
                let asking = work(HOME, move |books| Ok(look(books)?.to_string().into_bytes()));
                let read = now(stepped.store.read(asking)).unwrap();
                assert!(matches!(read, Answer::Done(_)), "{key:?}");
            }
        }
    });
}
