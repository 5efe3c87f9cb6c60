//! `GET /api/v1/quiet`: whether servers are quiet.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use futures_util::future::join_all;
use plex_api::{QuietReport, QuietVerdict};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::api_routes::{ApiState, find_servers, json};
use crate::output::VERSION;
use crate::serve::{FollowedServer, Problem, QueryOf};

/// The number of servers that are asked at the same time. Each question takes two rounds of requests.
const QUESTIONS: usize = 8;

/// The path of the route.
pub(super) const QUIET: &str = "/api/v1/quiet";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuietQuery {
    server: Option<String>,
}

/// The answer of `GET /api/v1/quiet`.
#[derive(Serialize)]
struct QuietDocument {
    version: u32,
    servers: Vec<QuietEntry>,
}

/// Whether one server is quiet.
#[derive(Serialize)]
struct QuietEntry {
    server: String,
    #[serde(flatten)]
    answer: QuietAnswer,
}

#[derive(Serialize)]
#[serde(untagged)]
enum QuietAnswer {
    Report(Box<QuietReport>),
    /// The server could not be asked.
    Failed {
        verdict: QuietVerdict,
        error: String,
    },
}

/// Builds the route.
pub(super) fn build_quiet_route(state: ApiState) -> Router {
    let questions = Arc::new(Semaphore::new(QUESTIONS));
    Router::new()
        .route(QUIET, get(ask_whether_quiet))
        .with_state((state, questions))
}

async fn ask_whether_quiet(
    State((state, questions)): State<(ApiState, Arc<Semaphore>)>,
    QueryOf(query): QueryOf<QuietQuery>,
) -> Result<Response, Problem> {
    let servers = find_servers(&state, query.server.as_deref())?;
    let asked = servers.iter().map(|server| ask(server, &questions));
    Ok(json(&QuietDocument {
        version: VERSION,
        servers: join_all(asked).await,
    }))
}

async fn ask(server: &FollowedServer, questions: &Semaphore) -> QuietEntry {
    let _permit = questions.acquire().await;
    let unknown = |error: String| QuietAnswer::Failed {
        verdict: QuietVerdict::Unknown,
        error,
    };
    let answer = match server.client() {
        Some(client) => match client.plex.quiet().check().await {
            Ok(report) => QuietAnswer::Report(Box::new(report)),
            Err(error) => unknown(error.to_string()),
        },
        None => unknown("the server is not followed".to_owned()),
    };
    QuietEntry {
        server: server.name().to_owned(),
        answer,
    }
}
