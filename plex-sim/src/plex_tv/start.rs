//! Starts the account service beside a simulated server, on its thread.

use std::io;
use std::sync::Arc;

use crate::config::Config;
use crate::listener::{Peer, ToggleListener};
use crate::plex_tv::account::{AccountState, User};
use crate::plex_tv::endpoint::ServerAddress;
use crate::plex_tv::handle::PlexTv;
use crate::plex_tv::proxy::{self, HOSTS};
use crate::plex_tv::routes::router;
use crate::plex_tv::service::{AccountService, ServiceParts};
use crate::plex_tv::setup::PlexTvSetup;
use crate::state::Shared;
use crate::tls::Tls;

/// The id of the first user; the others follow.
const FIRST_USER: i64 = 12_345_678;

/// Starts the service inside the server's runtime. Its tasks end with that.
pub(crate) fn start(
    setup: PlexTvSetup,
    server: &Arc<Shared>,
    server_addr: std::net::SocketAddr,
) -> io::Result<PlexTv> {
    let config = Config {
        patience: server.config.patience,
        ..Config::default()
    };
    let http = Arc::new(Shared::new(config, server.runtime.clone()));
    let listener = ToggleListener::bind(setup.port, Arc::clone(&http))?;
    let addr = listener.addr();

    let certificate = Tls::new().names(HOSTS).make_identity();
    let certificate = certificate.map_err(io::Error::other)?;
    let (proxy_listener, proxy_port) = proxy::bind()?;
    let acceptor = certificate.acceptor.clone();
    drop(
        server
            .runtime
            .spawn(proxy::serve(proxy_listener, acceptor, addr)),
    );

    let users = setup.users.into_iter().zip(FIRST_USER..);
    let users = users.map(|(name, id)| User { id, name }).collect();
    let state = AccountState::new(users).ok_or_else(|| io::Error::other("cannot make a key"))?;
    let host = server.config.identity.as_ref().map_or_else(
        || server_addr.ip().to_string(),
        |identity| identity.plex_direct_name.clone(),
    );
    let service = Arc::new(AccountService::new(ServiceParts {
        http,
        server: Arc::clone(server),
        server_address: ServerAddress {
            addr: server_addr,
            scheme: server.config.scheme(),
            host,
            prefix: server.config.prefix.clone(),
        },
        proxy_url: format!("http://127.0.0.1:{proxy_port}"),
        ca_pem: certificate.ca_pem,
        state,
        jwt_server_tokens: setup.jwt_server_tokens,
        refuses_jwts: setup.refuses_jwts,
    }));
    service.set_resources(setup.resources)?;
    let app = router(&service).into_make_service_with_connect_info::<Peer>();
    drop(server.runtime.spawn(async move {
        // It does not end by itself.
        let _ = axum::serve(listener, app).await;
    }));
    Ok(PlexTv::new(service, addr))
}
