//! The account: signing in with Plex, and staying signed in.
//!
//! [`SignIn`] asks a person to sign in, with a short code or a browser, and reports its progress as a
//! stream. Its result is kept in an [`AccountStore`], usually a [`FileStore`]. [`Account::open`] reads
//! it the next time. [`Account::servers`] lists the servers of the account, [`AccountServer::connect`]
//! makes a client of one, and [`discover`] finds servers without an account. The guide has two pages:
//! [`signing_in`](crate::guide::signing_in) and [`finding_servers`](crate::guide::finding_servers).
//!
//! ```no_run
//! use plex_api::account::{Account, FileStore, SignIn, SignInEvent};
//!
//! # async fn example() -> plex_api::Result<()> {
//! let store = FileStore::in_configuration_folder("my-tool")?;
//! let account = match Account::open(store.clone()).await? {
//!     Some(account) => account,
//!     None => {
//!         let mut progress = SignIn::new(store).start();
//!         loop {
//!             match progress.next().await {
//!                 Some(Ok(SignInEvent::Code { code, url, .. })) => println!("{url}: type {code}"),
//!                 Some(Ok(SignInEvent::Done(account))) => break account,
//!                 Some(Ok(SignInEvent::Refused { reason })) => return Err(reason),
//!                 Some(Err(error)) => return Err(error),
//!                 Some(Ok(_)) => {}
//!                 None => return Ok(()),
//!             }
//!         }
//!     }
//! };
//! println!("signed in as {}", account.user().await?.username);
//! # Ok(())
//! # }
//! ```

#[allow(
    clippy::module_inception,
    reason = "the type and its folder have one name"
)]
mod account;
mod account_user;
mod candidate;
mod client_identifier;
mod connect;
mod device_jwt;
mod device_key;
mod discovery;
mod endpoints;
mod file_store;
#[cfg(test)]
mod known_answer;
mod known_servers;
mod machine;
mod poll_schedule;
mod preferences;
mod race;
mod random;
mod reach;
mod renewal;
mod server_list;
mod server_record;
mod service;
mod settings;
mod sign_in;
mod store;
mod stored_account;
mod token_end;

pub use account::{Account, AccountBuilder, SignedOut};
pub use account_user::AccountUser;
pub use candidate::ConnectionClass;
pub use discovery::{Discovery, LocalServer, discover};
pub use endpoints::{Endpoints, PLEX_TV_VARIABLE};
pub use file_store::FileStore;
pub use preferences::ServerPreferences;
pub use server_list::{AccountServer, ServerList};
pub use server_record::ServerConnection;
pub use sign_in::{SignIn, SignInEvent, SignInProgress, SignInWay};
pub use store::{AccountStore, StoreError, StoreLock};
pub use stored_account::{SignInKind, StoredAccount};
