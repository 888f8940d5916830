//! Runs the units of a command, one after the other.
//!
//! It knows neither what they do nor who asked.

use hongbao_api::{Step, Units};
use hongbao_engine::Work;
use hongbao_store::{Answer, Failure, Store};

/// What a command comes to. Once its first unit is committed it has begun, and the ticker ends it if this
/// does not: from then on a failure says that it may have happened.
pub(crate) async fn carry_out(store: &dyn Store, units: Units) -> Result<Answer, Failure> {
    let Units { first, next } = units;
    let mut answer = ask(store, first).await?;
    let Some(next) = next else { return Ok(answer) };
    loop {
        let Answer::Done(bytes) = &answer else { return Ok(answer) };
        match next(bytes) {
            Step::Ended(bytes) => return Ok(Answer::Done(bytes)),
            Step::Unit(unit) => answer = ask(store, unit).await.map_err(begun)?,
        }
    }
}

/// What a store answers to a unit.
async fn ask(store: &dyn Store, unit: Work) -> Result<Answer, Failure> {
    if unit.writes { store.transact(unit).await } else { store.read(unit).await }
}

/// A failure of a unit behind the first.
fn begun(failure: Failure) -> Failure {
    match failure {
        Failure::Unavailable(_) | Failure::Limited | Failure::Untimely => Failure::unknown(failure),
        Failure::Unknown(_) | Failure::Broken(_) => failure,
    }
}

#[cfg(test)]
mod tests;
