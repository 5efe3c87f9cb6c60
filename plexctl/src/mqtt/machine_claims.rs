//! The server that publishes under each machine identifier.
//!
//! Two servers with one identifier would publish on the same topics, and each would report the end of
//! the other's activities. They are one server that was given twice, or a copy that took over the
//! identifier.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use plex_api::Identity;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::topics::machine_level;
use crate::connect::Connection;
use crate::error::CliError;

/// A server that needs longer for its first answer is checked when it answers.
const START_LIMIT: Duration = Duration::from_secs(5);

/// The servers that publish, by the level of their topics.
#[derive(Clone, Default)]
pub(crate) struct MachineClaims(Arc<Mutex<BTreeMap<String, Claim>>>);

/// The server that publishes under an identifier.
struct Claim {
    server: String,
    /// The number of tasks that claim it for this server: the task that ends, and the one that replaces it.
    holders: usize,
    /// The servers that are set aside because they have the same identifier.
    set_aside: watch::Sender<Vec<String>>,
}

/// The claim of a server. Dropping it gives it up, unless somebody else has claimed it for the server too.
pub(crate) struct HeldClaim {
    claims: MachineClaims,
    machine: String,
}

impl Drop for HeldClaim {
    fn drop(&mut self) {
        let mut claims = self.claims.lock();
        let Some(claim) = claims.get_mut(&self.machine) else {
            return;
        };
        claim.holders = claim.holders.saturating_sub(1);
        if claim.holders == 0 {
            claims.remove(&self.machine);
        }
    }
}

/// The identity of a server, and the claim on it.
pub(crate) struct ClaimedIdentity {
    pub(super) identity: Identity,
    pub(super) claim: HeldClaim,
}

impl MachineClaims {
    /// Claims an identifier for a server, which may have it already. Fails with a sentence when another
    /// server has it.
    pub(crate) fn claim(&self, identifier: &str, server: &str) -> Result<HeldClaim, String> {
        let mut claims = self.lock();
        let machine = machine_level(identifier);
        if let Some(claim) = claims.get(&machine).filter(|claim| claim.server != server) {
            let other = &claim.server;
            let sentence = format!(
                "{server} has the machine identifier of {other}, {machine}: it is the same server, or \
                 a copy of it"
            );
            claim.set_aside.send_modify(|names| {
                if !names.iter().any(|name| name == server) {
                    names.push(server.to_owned());
                }
            });
            return Err(sentence);
        }
        let claim = claims.entry(machine.clone()).or_insert_with(|| Claim {
            server: server.to_owned(),
            holders: 0,
            set_aside: watch::Sender::new(Vec::new()),
        });
        claim.holders += 1;
        Ok(HeldClaim {
            claims: self.clone(),
            machine,
        })
    }

    /// The servers that are set aside in favor of the one that has claimed this identifier.
    pub(crate) fn set_aside(&self, identifier: &str) -> watch::Receiver<Vec<String>> {
        let claims = self.lock();
        match claims.get(&machine_level(identifier)) {
            Some(claim) => {
                let mut names = claim.set_aside.subscribe();
                names.mark_changed();
                names
            }
            None => watch::Sender::new(Vec::new()).subscribe(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Claim>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks several servers for their identities, and claims their identifiers, in their order. A
/// server that does not answer soon has `None`, and claims its identifier later, and so does a
/// server alone.
///
/// # Errors
/// Fails when two servers have one identifier.
///
/// # Cancel safety
/// Cancel safe: dropping the future sends nothing more.
pub(crate) async fn claim_at_start(
    connections: &[Connection],
    claims: &MachineClaims,
) -> Result<Vec<Option<ClaimedIdentity>>, CliError> {
    // One server cannot conflict with another.
    if connections.len() < 2 {
        return Ok(connections.iter().map(|_| None).collect());
    }
    let mut identities: Vec<Option<Identity>> = connections.iter().map(|_| None).collect();
    let mut questions = JoinSet::new();
    for (index, connection) in connections.iter().cloned().enumerate() {
        questions.spawn(async move {
            let answer = timeout(START_LIMIT, async { connection.plex.identity().await }).await;
            (index, answer.ok().and_then(Result::ok))
        });
    }
    while let Some(answer) = questions.join_next().await {
        if let Ok((index, identity)) = answer
            && let Some(place) = identities.get_mut(index)
        {
            *place = identity;
        }
    }
    let claimed = connections
        .iter()
        .zip(identities)
        .map(|(connection, identity)| {
            let Some(identity) = identity else {
                return Ok(None);
            };
            let claim = claims.claim(&identity.machine_identifier, &connection.name);
            let claim = claim.map_err(CliError::usage)?;
            Ok(Some(ClaimedIdentity { identity, claim }))
        });
    claimed.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_lasts_as_long_as_anybody_holds_it_for_the_server() {
        let claims = MachineClaims::default();
        let ending = claims.claim("aaaa", "home").unwrap();
        // The server was removed from the file, and is there again before its last messages are sent.
        let next = claims.claim("aaaa", "home").unwrap();
        drop(ending);
        let refused = claims.claim("aaaa", "copy").map(drop).unwrap_err();
        assert!(
            refused.contains("copy has the machine identifier of home"),
            "{refused}"
        );
        drop(next);
        let copy = claims.claim("aaaa", "copy").unwrap();
        // A server that became another one keeps no earlier state.
        let other = claims.claim("bbbb", "copy").unwrap();
        drop(copy);
        assert!(claims.claim("aaaa", "home").is_ok());
        assert!(claims.claim("bbbb", "home").is_err());
        drop(other);
    }
}
