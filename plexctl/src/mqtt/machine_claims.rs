//! Which server publishes under which machine identifier.
//!
//! Two servers with one identifier would publish on the same topics, and each would report the end of
//! the other's activities. They are one server that was given twice, or a copy that took over the
//! identifier.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
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
    /// The servers that are set aside because they have the same identifier.
    set_aside: watch::Sender<Vec<String>>,
}

impl MachineClaims {
    /// Claims an identifier for a server, which may have it already. Fails with a sentence when another
    /// server has it.
    pub(crate) fn claim(&self, identifier: &str, server: &str) -> Result<(), String> {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
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
        claims.entry(machine).or_insert_with(|| Claim {
            server: server.to_owned(),
            set_aside: watch::Sender::new(Vec::new()),
        });
        Ok(())
    }

    /// Gives up what a server has claimed.
    pub(crate) fn release(&self, server: &str) {
        let mut claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claims.retain(|_, claim| claim.server != server);
    }

    /// The servers that are set aside in favor of the one that has claimed this identifier.
    pub(crate) fn set_aside(&self, identifier: &str) -> watch::Receiver<Vec<String>> {
        let claims = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match claims.get(&machine_level(identifier)) {
            Some(claim) => {
                let mut names = claim.set_aside.subscribe();
                names.mark_changed();
                names
            }
            None => watch::Sender::new(Vec::new()).subscribe(),
        }
    }
}

/// Asks several servers who they are, and claims their identifiers, in their order. A server that
/// does not answer soon has `None`, and claims its identifier later.
///
/// # Errors
/// Fails when two servers have one identifier.
///
/// # Cancel safety
/// Cancel safe: dropping the future sends nothing more.
pub(crate) async fn claim_at_start(
    connections: &[Connection],
    claims: &MachineClaims,
) -> Result<Vec<Option<Identity>>, CliError> {
    let mut identities: Vec<Option<Identity>> = connections.iter().map(|_| None).collect();
    // One server cannot conflict with another.
    if connections.len() < 2 {
        return Ok(identities);
    }
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
    for (connection, identity) in connections.iter().zip(&identities) {
        if let Some(identity) = identity {
            claims
                .claim(&identity.machine_identifier, &connection.name)
                .map_err(CliError::usage)?;
        }
    }
    Ok(identities)
}
