//! The race of all addresses of a server: the first one that answers as this server, by the best way.
//!
//! Nothing here knows of sockets: the caller gives the question, and tests give answers at chosen times.

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::time::Instant;

use super::candidate::{Candidate, ConnectionClass};
use crate::error::{Error, ErrorKind};
use crate::limits::{MAX_ADDRESSES_AT_ONCE, RACE_GRACE, RACE_HEAD_START, RACE_TIER};

/// The result of an address in the race.
#[derive(Debug)]
pub(super) enum Finish {
    Failed(Error),
    /// Not asked, or its answer did not come before the end of its tier.
    Unanswered,
}

/// Every address that lost, with its reason.
pub(super) type Losers = Vec<(Candidate, Finish)>;

/// Asks the candidates, which are sorted by class, until one is proved. `preferred` worked last time.
///
/// # Errors
/// All candidates with their reasons, if none is proved.
///
/// # Cancel safety
/// Dropping the future ends all questions.
pub(super) async fn race<F>(
    candidates: Vec<Candidate>,
    preferred: Option<&str>,
    prove: impl Fn(Candidate) -> F,
) -> Result<Candidate, Losers>
where
    F: Future<Output = (Candidate, Result<(), Error>)>,
{
    let (relays, mut direct): (Vec<_>, Vec<_>) = candidates
        .into_iter()
        .partition(|one| one.class == ConnectionClass::Relay);
    let mut losers = Losers::new();
    let preferred = preferred.and_then(|url| {
        let at = direct.iter().position(|one| one.server.base() == url)?;
        Some(direct.remove(at))
    });
    for (tier, preferred) in [(direct, preferred), (relays, None)] {
        if let Some(winner) = run_tier(tier, preferred, &prove, &mut losers).await {
            return Ok(winner);
        }
    }
    Err(losers)
}

/// Asks the candidates of one tier until the best is known, or the tier's time is over.
async fn run_tier<F>(
    tier: Vec<Candidate>,
    preferred: Option<Candidate>,
    prove: &impl Fn(Candidate) -> F,
    losers: &mut Losers,
) -> Option<Candidate>
where
    F: Future<Output = (Candidate, Result<(), Error>)>,
{
    let end = Instant::now() + RACE_TIER;
    let mut waiting = tier.into_iter();
    let mut asked: Vec<Candidate> = Vec::new();
    let mut answers = FuturesUnordered::new();
    let mut best: Option<Candidate> = None;
    let mut decide_at = end;
    let mut others_from = None;
    if let Some(preferred) = preferred {
        others_from = Some(Instant::now() + RACE_HEAD_START);
        asked.push(preferred.clone());
        answers.push(prove(preferred));
    }
    loop {
        if others_from.is_none() {
            while answers.len() < MAX_ADDRESSES_AT_ONCE
                && let Some(next) = waiting.next()
            {
                asked.push(next.clone());
                answers.push(prove(next));
            }
        }
        let is_better_open = |best: &Candidate| {
            let mut open = asked.iter().chain(waiting.as_slice());
            open.any(|one| one.class < best.class)
        };
        if best.as_ref().is_some_and(|best| !is_better_open(best)) || answers.is_empty() {
            break;
        }
        let wake_at = others_from.unwrap_or(decide_at).min(decide_at);
        tokio::select! {
            biased;
            Some((candidate, proof)) = answers.next() => {
                asked.retain(|one| *one != candidate);
                match proof {
                    // The address that worked last time is still the preferred one, so nothing better is waited for.
                    Ok(()) if others_from.is_some() => return Some(candidate),
                    Ok(()) => {
                        if best.is_none() {
                            decide_at = end.min(Instant::now() + RACE_GRACE);
                        }
                        if best.as_ref().is_none_or(|best| candidate.class < best.class) {
                            best = Some(candidate);
                        }
                    }
                    Err(error) => losers.push((candidate, Finish::Failed(error))),
                }
                others_from = None;
            }
            () = tokio::time::sleep_until(wake_at) => {
                if others_from.take().is_none() {
                    break;
                }
            }
        }
    }
    if best.is_none() {
        let open = asked.into_iter().chain(waiting);
        losers.extend(open.map(|one| (one, Finish::Unanswered)));
    }
    best
}

/// The error of a race that nobody won. `server` is its name, for people.
pub(super) fn nobody_won(server: &str, losers: &Losers) -> Error {
    let mut message = match losers.is_empty() {
        true => format!(
            "the account service lists no address of {server} that this client may use. Check \
             \"Remote Access\" in the server's settings, and that the server is signed in"
        ),
        false => format!("no address of {server} answers as this server:"),
    };
    for (at, (candidate, finish)) in losers.iter().enumerate() {
        let reason = match finish {
            Finish::Failed(error) => short(error),
            Finish::Unanswered => "no answer in time",
        };
        let separator = if at == 0 { ' ' } else { ';' };
        let space = if at == 0 { "" } else { " " };
        message.push_str(&format!(
            "{separator}{space}{} ({}): {reason}",
            candidate.server.base(),
            candidate.class
        ));
    }
    Error::new(ErrorKind::Connect, message)
}

/// The message without "cannot get the identity: ", which is the same for all.
fn short(error: &Error) -> &str {
    let message = error.message();
    let first = message
        .split_once(": ")
        .filter(|(head, _)| head.starts_with("cannot "));
    first.map_or(message, |(_, rest)| rest)
}

#[cfg(test)]
mod tests;
