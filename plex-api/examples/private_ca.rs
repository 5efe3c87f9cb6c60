//! Talks to a server whose certificate comes from a certificate authority of one's own.
//!
//! ```sh
//! export PLEX_URL=https://plex.home.arpa:32400 PLEX_TOKEN=... PLEX_CA_FILE=ca.pem
//! cargo run -p plex-api --example private_ca
//! ```
//!
//! `ca.pem` may hold several certificates. Exit code: 0 when the server answered, 1 when something
//! failed, 2 when the call was wrong, 3 when its certificate is not trusted.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;

use plex_api::{ClientIdentity, ErrorKind, Plex};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Ok(url) = std::env::var("PLEX_URL") else {
        eprintln!("usage: PLEX_URL=https://... [PLEX_CA_FILE=ca.pem] private_ca");
        return ExitCode::from(2);
    };
    let mut builder = Plex::builder(url)
        .token_from_env()
        .identity(ClientIdentity::new("private-ca", "1.0"));
    if let Some(file) = std::env::var_os("PLEX_CA_FILE") {
        // Trusted beside the authorities that the machine trusts.
        match std::fs::read(&file) {
            Ok(pem) => builder = builder.add_root_certificate(pem),
            Err(error) => {
                eprintln!("private_ca: cannot read {}: {error}", file.display());
                return ExitCode::from(2);
            }
        }
    }
    let listed = match builder.build() {
        Ok(plex) => plex.activities().list().await,
        Err(error) => Err(error),
    };
    match listed {
        Ok(activities) => {
            println!(
                "{} activities, over a connection that is trusted",
                activities.len()
            );
            ExitCode::SUCCESS
        }
        // Nothing was sent: the token stays here until the certificate is good.
        Err(error) if error.kind() == ErrorKind::Tls => {
            eprintln!("private_ca: {error}");
            ExitCode::from(3)
        }
        Err(error) => {
            eprintln!("private_ca: {error}");
            ExitCode::FAILURE
        }
    }
}
