//! A page of campaigns as requests name it: a state, a size, an index from 1.
//!
//! Must not know whose campaigns are listed, nor who asks.

use std::num::NonZeroU32;

use hongbao_engine::{PageOf, Refusal, State};

use crate::values::status::{ANY_STATUS, camp_status};

/// The greatest size of a page.
const LARGEST: u32 = 50;

/// The page that these fields of a request name.
pub(crate) fn page_of(status: Option<&str>, index: i64, size: i64) -> Result<PageOf, Refusal> {
    let state = match status {
        None | Some(ANY_STATUS) => None,
        Some(word) => {
            let known = State::ALL.into_iter().find(|state| camp_status(*state) == word);
            Some(known.ok_or(Refusal::StateUnknown)?)
        }
    };
    let number =
        |n: i64| u32::try_from(n).ok().and_then(NonZeroU32::new).ok_or(Refusal::PageIllegal);
    let (index, size) = (number(index)?, number(size)?);
    if size.get() > LARGEST {
        return Err(Refusal::PageIllegal);
    }
    Ok(PageOf::new(state, index, size))
}
