//! The seeded world. Its identifiers are constant, so that examples and tests can name them.

use std::sync::Arc;

use hongbao_engine::{
    App, AppId, Campaign, CrowdNo, Fen, Fixture, Funds, Home, Merchant, MerchantId, Prize, Record,
    Stop, Timestamp, Timing, Work,
};

/// The number of the world that this version seeds.
pub const WORLD: u32 = 1;
/// The documents' app.
pub const APP_ID: &str = "2014072300007148";
/// An app of the same merchant that has no public key yet.
pub(crate) const APP_WITHOUT_KEY: &str = "2014072300007149";
/// The documents' merchant, whose app it is.
pub const MERCHANT_ID: &str = "2088001159940003";

/// How long a fixture stays as it is.
const TEN_YEARS: i32 = 3_652;

/// A merchant of the world.
struct Party {
    id: &'static str,
    home: Home,
    name: &'static str,
}

const OWN: Party = Party { id: MERCHANT_ID, home: Home::new(1), name: "商户名称" };
const FOREIGN: Party =
    Party { id: "2088002299940018", home: Home::new(2), name: "另一家商户" };

/// A campaign of the world, and what asking for it shows.
pub(crate) struct CampaignFixture {
    pub(crate) crowd_no: &'static str,
    pub(crate) shows: &'static str,
    origin_crowd_no: &'static str,
    home: Home,
}

/// The campaigns of the world.
pub(crate) const CAMPAIGNS: &[CampaignFixture] = &[
    CampaignFixture {
        crowd_no: "POYb84lfiKVdIfERAYsqPL_KQRIpfQbl47xfRmmPBlDMnSZ96O-zxUfKlHp5cxmx",
        shows: "READY",
        origin_crowd_no: "20160901029410190092922308762004",
        home: OWN.home,
    },
    CampaignFixture {
        crowd_no: "FIXTURE-campaign-of-another-merchant",
        shows: "CAMP_OPERATOR_ILLEGAL",
        origin_crowd_no: "20160901029410190092922308763004",
        home: FOREIGN.home,
    },
];

/// The works of a first start that make the world, for an app with this public key (DER).
#[must_use]
pub fn world(app_public_key: &[u8]) -> Vec<Work> {
    let mut works = vec![directory(app_public_key.to_vec())];
    works.extend(CAMPAIGNS.iter().map(|fixture| Work {
        home: fixture.home,
        writes: true,
        hint: Vec::new(),
        run: Box::new(|books| {
            let campaign = campaign(fixture, books.now())?;
            books.put(Record::Campaign(Arc::new(campaign)))?;
            Ok(Vec::new())
        }),
    }));
    works
}

/// Merchants, their apps, and where each fixture lives.
fn directory(app_public_key: Vec<u8>) -> Work {
    Work {
        home: Home::DIRECTORY,
        writes: true,
        hint: Vec::new(),
        run: Box::new(move |books| {
            for party in [&OWN, &FOREIGN] {
                let (id, home) = (merchant_id(party)?, party.home);
                books.put(Record::Merchant(Merchant { id, home, name: party.name.to_owned() }))?;
            }
            for (id, key) in [(APP_ID, Some(&app_public_key)), (APP_WITHOUT_KEY, None)] {
                let id = AppId::parse(id).ok_or(NOT_AN_ID)?;
                let (merchant, public_key) = (merchant_id(&OWN)?, key.cloned());
                books.put(Record::App(App { id, merchant, public_key }))?;
            }
            for fixture in CAMPAIGNS {
                let (id, home) = (fixture.crowd_no.to_owned(), fixture.home);
                books.put(Record::Fixture(Fixture { id, home }))?;
            }
            Ok(Vec::new())
        }),
    }
}

/// A constant of this file that is no identifier; its tests would fail.
const NOT_AN_ID: Stop = Stop::Faulty(hongbao_engine::Fault::WrongKind);

fn merchant_id(party: &Party) -> Result<MerchantId, Stop> {
    MerchantId::parse(party.id).ok_or(NOT_AN_ID)
}

/// The documents' campaign, under the fixture's numbers: paid and running from creation.
fn campaign(fixture: &CampaignFixture, now: Timestamp) -> Result<Campaign, Stop> {
    Ok(Campaign {
        crowd_no: CrowdNo::parse(fixture.crowd_no).ok_or(NOT_AN_ID)?,
        home: fixture.home,
        origin_crowd_no: fixture.origin_crowd_no.to_owned(),
        coupon_name: "XXX周年庆红包".to_owned(),
        prize_msg: "XX送您大红包".to_owned(),
        prize: Prize::Random,
        funds: Funds { total: Fen::new(2_000_000), sent: Fen::ZERO, count: 1_000 },
        timing: Timing {
            created_at: now,
            paid_at: Some(now),
            start_at: now,
            end_at: now.plus_days(TEN_YEARS),
            over_at: now.plus_days(TEN_YEARS),
            paused: false,
            settled_at: None,
        },
    })
}
