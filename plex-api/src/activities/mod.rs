//! What the server is doing now: list, find and cancel activities.

mod activity;
mod api;

pub use api::{ActivitiesApi, ActivityList};
