//! The end-to-end tests as one program, which is linked once, and whose waiting tests run side by side.
//!
//! What counts or changes something of its whole process is a program of its own: see Cargo.toml.

mod account_crash;
mod account_feature;
mod account_laws;
mod account_renewal;
mod account_servers;
mod account_sign_in;
mod blocking;
mod blocking_thread;
mod burst_delivery;
mod cancel;
mod connection;
mod corpus;
mod doc_sections;
mod downloads;
mod generic_requests;
mod guide;
mod hidden_token;
mod hooks;
mod jobs;
mod layers;
mod live;
mod nginx;
mod notifications;
mod operations;
mod packages;
mod proxy;
mod recording;
mod replay;
mod requests;
mod responses;
mod retries_and_bounds;
mod scans;
mod schemas;
mod schemathesis;
mod start_operations;
mod surface;
mod test_util;
mod third_party_clients;
mod tidy;
mod tls;
mod token_renewal;
mod types;
mod waiting;
mod watching;
