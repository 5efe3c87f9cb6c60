//! The HTTP service of the agent: the page of all servers, the API, the metrics, and whether the agent
//! is healthy.

mod api_documents;
mod api_keys;
mod api_routes;
mod event_stream;
mod health;
mod http_config;
mod http_service;
mod metrics_route;
mod quiet_route;

pub(super) use http_config::{HttpConfig, HttpSettings, MetricsConfig, make_http};
pub(super) use http_service::HttpService;
