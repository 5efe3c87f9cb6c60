//! Serves HTTP, and changes with its part of the agent's file.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use axum::Router;
use tokio::sync::watch;

use super::api_routes::{ApiState, build_api_routes};
use super::http_config::HttpSettings;
use super::metrics_route::build_metrics_route;
use super::quiet_route::build_quiet_route;
use crate::agent::AgentConfig;
use crate::agent::server_task::Shared;
use crate::error::CliError;
use crate::output::Console;
use crate::serve::{
    OpenPages, OriginCheck, PageState, build_page_routes, connection_limit, put_fallbacks,
    put_gate, serve_connections,
};

/// The HTTP service, while the agent's file wants one.
pub(in crate::agent) struct HttpService {
    state: ApiState,
    limit: usize,
    running: Option<RunningService>,
}

/// An address that is taken.
pub(in crate::agent) struct BoundService {
    settings: HttpSettings,
    /// `None` if the running service listens there already.
    listener: Option<TcpListener>,
}

struct RunningService {
    settings: HttpSettings,
    address: SocketAddr,
    /// Without it, the service ends.
    routes: watch::Sender<Router>,
}

impl HttpService {
    /// Creates it. It does not listen yet. `ending` is set when the agent ends.
    pub(in crate::agent) fn new(shared: Shared, ending: watch::Receiver<bool>) -> Self {
        let limit = connection_limit();
        let pages = Arc::new(OpenPages::new(limit / 2));
        Self {
            state: ApiState::new(shared, pages, ending),
            limit,
            running: None,
        }
    }

    /// Takes the address of the file, if it has one. Nobody is answered yet.
    pub(in crate::agent) fn bind(
        &self,
        config: &AgentConfig,
    ) -> Result<Option<BoundService>, CliError> {
        let Some(settings) = &config.http else {
            return Ok(None);
        };
        let running = self.running.as_ref();
        let listens = running.is_some_and(|running| running.settings.listen == settings.listen);
        let listener = (!listens).then(|| bind(settings.listen)).transpose();
        Ok(Some(BoundService {
            settings: settings.clone(),
            listener: listener.map_err(|error| cannot_listen(settings.listen, &error))?,
        }))
    }

    /// Answers at this address from now on, and nowhere else. A new address is printed.
    ///
    /// Requests that have arrived before are answered. Open pages are closed.
    pub(in crate::agent) fn serve(
        &mut self,
        bound: Option<BoundService>,
        console: &mut Console,
    ) -> Result<(), CliError> {
        let Some(BoundService { settings, listener }) = bound else {
            self.running = None;
            return Ok(());
        };
        if let Some(listener) = listener {
            self.running = Some(self.start(settings, listener, console)?);
        } else if let Some(mut running) = self.running.take() {
            let routes = self.build_routes(&settings, running.address);
            drop(running.routes.send_replace(routes));
            running.settings = settings;
            self.running = Some(running);
        }
        Ok(())
    }

    /// Applies the current settings of the file. When that does not work, everything stays as it was.
    pub(in crate::agent) fn change(&mut self, config: &AgentConfig, console: &mut Console) {
        let before = self.running.as_ref().map(|running| &running.settings);
        if before == config.http.as_ref() {
            return;
        }
        let bound = self.bind(config);
        let changed = bound.and_then(|bound| self.serve(bound, console));
        if let Err(CliError::Failure(failure)) = changed {
            console.warn(&format!(
                "{}. The HTTP service continues unchanged",
                failure.sentence
            ));
        }
    }

    fn start(
        &self,
        settings: HttpSettings,
        listener: TcpListener,
        console: &mut Console,
    ) -> Result<RunningService, CliError> {
        let failed = |error: io::Error| cannot_listen(settings.listen, &error);
        let address = listener.local_addr().map_err(failed)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
        console.write_data(&format!("http://{address}/\n"))?;
        let (routes, receiver) = watch::channel(self.build_routes(&settings, address));
        tokio::spawn(serve_connections(listener, receiver, self.limit));
        Ok(RunningService {
            settings,
            address,
            routes,
        })
    }

    fn build_routes(&self, settings: &HttpSettings, bound: SocketAddr) -> Router {
        let page = PageState {
            live: Arc::clone(&self.state.shared.live),
            pages: Arc::clone(&self.state.pages),
        };
        let mut routes = build_page_routes(page)
            .merge(build_api_routes(self.state.clone()))
            .merge(build_quiet_route(self.state.clone()));
        if settings.has_metrics {
            routes = routes.merge(build_metrics_route(self.state.clone()));
        }
        let routes = settings.keys.clone().guard(put_fallbacks(routes));
        put_gate(routes, OriginCheck::for_agent(bound, &settings.hosts))
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> CliError {
    let advice = match error.kind() {
        io::ErrorKind::AddrInUse => "; another program, or the agent itself, listens there",
        io::ErrorKind::AddrNotAvailable => {
            "; `listen` in [http] must be an address of this machine"
        }
        _ => "",
    };
    CliError::other(format!("cannot listen on {address}: {error}{advice}"))
}
