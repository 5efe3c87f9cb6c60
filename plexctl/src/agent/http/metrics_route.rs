//! `GET /metrics`.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::time::timeout;

use super::api_routes::ApiState;
use crate::agent::metrics::{CONTENT_TYPE, Scrape};
use crate::journal;

/// The longest time that the journal may take to count the deliveries that wait for hooks. A scraper waits
/// for 10 s.
const LIMIT: Duration = Duration::from_secs(5);

/// Builds the route.
pub(super) fn build_metrics_route(state: ApiState) -> Router {
    Router::new()
        .route("/metrics", get(tell_metrics))
        .with_state(state)
}

async fn tell_metrics(State(state): State<ApiState>) -> Response {
    let shared = &state.shared;
    let mut scrape = Scrape::collect(&shared.metrics, &shared.live);
    scrape.add_streams(state.pages.count());
    let hooks = shared.metrics.hooks();
    let counted = shared.journal.run(move |connection| {
        let counted = hooks.into_iter().map(|hook| {
            let pending = journal::count_pending(connection, &hook)?;
            Ok((hook, pending))
        });
        counted.collect::<rusqlite::Result<Vec<_>>>()
    });
    // Unknown counts are left out.
    if let Ok(Ok(counted)) = timeout(LIMIT, counted).await {
        for (hook, pending) in counted {
            scrape.add_pending(&hook, pending);
        }
    }
    scrape.add_journal(shared.journal.file_bytes(), shared.journal.failed_writes());
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], scrape.encode()).into_response()
}
