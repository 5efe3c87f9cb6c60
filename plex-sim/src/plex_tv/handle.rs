//! The handle of a running account service.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::fault::Fault;
use crate::plex_tv::account::{AccountState, ClientInfo, PinAnswer};
use crate::plex_tv::clock::to_system_time;
use crate::plex_tv::fault::{FaultRule, PlexTvFault};
use crate::plex_tv::request_report::LoggedRequest;
use crate::plex_tv::resource::{SimConnection, SimResource};
use crate::plex_tv::service::{AccountService, OWNER};
use crate::request_log::RecordedRequest;
use crate::state::Shared;
use crate::stub_response::StubResponse;
use crate::wait::{WaitTimeout, wait_request};

/// A simulated plex.tv on 127.0.0.1; from [`PlexSim::plex_tv`](crate::PlexSim::plex_tv).
///
/// It ends with its simulator. Its clock is the machine's until a test moves it; PINs, nonces and
/// tokens end by it, and the `Date` header shows it.
#[derive(Debug)]
pub struct PlexTv {
    service: Arc<AccountService>,
    addr: SocketAddr,
}

#[expect(
    clippy::must_use_candidate,
    reason = "methods that play a person are called for their effect; few callers need the result"
)]
impl PlexTv {
    pub(crate) fn new(service: Arc<AccountService>, addr: SocketAddr) -> Self {
        Self { service, addr }
    }

    /// `http://127.0.0.1:PORT`: the address to use instead of `https://plex.tv` and
    /// `https://clients.plex.tv`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The address of a CONNECT proxy that answers for `https://plex.tv` and `https://clients.plex.tv`,
    /// for clients whose addresses are fixed: set `HTTPS_PROXY` to it. It refuses every other host.
    #[must_use]
    pub fn proxy_url(&self) -> &str {
        &self.service.proxy_url
    }

    /// The certificate to trust with [`proxy_url`](Self::proxy_url), as PEM.
    #[must_use]
    pub fn ca_pem(&self) -> &str {
        &self.service.ca_pem
    }

    /// The time on the service's clock, in whole seconds.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        to_system_time(self.service.clock.now())
    }

    /// Moves the clock forward, in whole seconds.
    pub fn advance(&self, span: Duration) {
        self.service.clock.advance(span);
        self.service.drop_expired_server_tokens();
    }

    /// Moves the clock backward, in whole seconds.
    pub fn rewind(&self, span: Duration) {
        self.service.clock.rewind(span);
    }

    /// The owner approves the sign-in with this code, whether it was typed or came with a page. Returns
    /// false when no such PIN waits.
    pub fn link(&self, code: &str) -> bool {
        self.answer_pin(code, PinAnswer::Linked(OWNER))
    }

    /// Another user approves it. Returns false when no such PIN waits, or there is no such user.
    pub fn link_as(&self, user: &str, code: &str) -> bool {
        let found = self.service.with(|state| state.find_user(user));
        found.is_some_and(|user| self.answer_pin(code, PinAnswer::Linked(user)))
    }

    /// Denies the sign-in, as a person can: the PIN cannot be linked any more, and clients that poll it hear
    /// nothing until its end. Returns false when no such PIN waits.
    pub fn deny(&self, code: &str) -> bool {
        self.answer_pin(code, PinAnswer::Denied)
    }

    fn answer_pin(&self, code: &str, answer: PinAnswer) -> bool {
        let now = self.service.clock.now();
        self.service
            .with(|state| state.answer_pin(code, answer, now))
    }

    /// The codes of the PINs that wait for an answer, oldest first.
    #[must_use]
    pub fn waiting_codes(&self) -> Vec<String> {
        let now = self.service.clock.now();
        self.service.with(|state| state.waiting_codes(now))
    }

    /// A legacy account token of the owner for this client identifier, without any sign-in.
    #[must_use]
    pub fn account_token(&self, client_identifier: &str) -> String {
        let client = ClientInfo {
            identifier: client_identifier.to_owned(),
            ..ClientInfo::default()
        };
        let now = self.service.clock.now();
        let token = self
            .service
            .with(|state| state.sign_in(&client, OWNER, now));
        token.unwrap_or_default()
    }

    /// The token that the simulated server accepts from the owner at this moment, as the list has it.
    #[must_use]
    pub fn server_token(&self) -> String {
        self.service.server_token(OWNER).unwrap_or_default()
    }

    /// Gives every user a new server token. The simulated server refuses the old ones with 401; its open
    /// streams stay open.
    pub fn replace_server_tokens(&self) {
        self.service.replace_server_tokens();
    }

    /// Ends all account tokens of all devices, as when the password is changed. Keys stay registered.
    pub fn sign_out_everywhere(&self) {
        self.service.with(AccountState::sign_out_everywhere);
    }

    /// The user removes a device: its tokens end, and its key is unknown (code 1097). Returns false when
    /// there is none with this client identifier.
    pub fn remove_device(&self, client_identifier: &str) -> bool {
        self.service.with(|state| {
            state.remove_device(|device| device.client.identifier == client_identifier)
        })
    }

    /// The client identifiers of the devices that are signed in, oldest first.
    #[must_use]
    pub fn devices(&self) -> Vec<String> {
        self.service.with(|state| {
            let devices = state.devices.iter();
            devices
                .map(|device| device.client.identifier.clone())
                .collect()
        })
    }

    /// The service signs with a new key from now on. The older keys stay in its list.
    pub fn rotate_keys(&self) {
        self.service.with(AccountState::rotate_keys);
    }

    /// Turns a fault on, for the requests that it concerns, until it is lifted.
    pub fn fault(&self, fault: PlexTvFault) {
        self.turn_on(fault, None, None);
    }

    /// Turns a fault on for the next `times` requests of this path, in which `*` stands for any text;
    /// without an end when `times` is `None`.
    pub fn fault_on(&self, fault: PlexTvFault, path: &str, times: Option<u32>) {
        if times != Some(0) {
            self.turn_on(fault, Some(path.to_owned()), times);
        }
    }

    fn turn_on(&self, fault: PlexTvFault, path: Option<String>, times: Option<u32>) {
        let rule = FaultRule { fault, path, times };
        self.service.with(|state| state.faults.turn_on(rule));
    }

    /// Lifts one fault, with any values.
    pub fn lift(&self, fault: PlexTvFault) {
        self.service
            .with(|state| state.faults.turn_off(fault.name()));
    }

    /// Lifts all faults, those of connections among them.
    pub fn lift_faults(&self) {
        self.service.with(|state| state.faults.clear());
        self.service.http.lift_all_faults();
    }

    /// Triggers a fault of the service's connections, such as [`Fault::Down`] or
    /// [`Fault::CutConnections`]. Faults of notification streams have no effect here.
    pub fn connection_fault(&self, fault: Fault) {
        self.service.http.trigger_fault(fault);
    }

    /// Answers requests with a stub response, before anything else. In method and path, `*` stands for
    /// any text.
    pub fn answer(&self, method: &str, path: &str, stub: StubResponse) {
        self.service
            .http
            .update(|state| state.stubs.add(method, path, stub));
    }

    /// Removes all stub responses.
    pub fn clear_answers(&self) {
        self.service.http.update(|state| state.stubs.clear());
    }

    /// Lists a further resource. One with the same identifier is replaced, and so is the simulated server
    /// by [`SimResource::this_server`].
    ///
    /// # Errors
    /// A port for one of its connections cannot be opened, or an address is invalid.
    pub fn add_resource(&self, resource: SimResource) -> io::Result<()> {
        self.service.add_resource(resource)
    }

    /// Lists these resources and no others. The ports of the old ones are closed.
    ///
    /// # Errors
    /// As [`add_resource`](Self::add_resource); then the old list stays.
    pub fn set_resources(
        &self,
        resources: impl IntoIterator<Item = SimResource>,
    ) -> io::Result<()> {
        self.service.set_resources(resources)
    }

    /// Replaces the connections of the simulated server.
    ///
    /// # Errors
    /// As [`add_resource`](Self::add_resource); then the old connections stay.
    pub fn set_connections(
        &self,
        connections: impl IntoIterator<Item = SimConnection>,
    ) -> io::Result<()> {
        self.service
            .set_connections(connections.into_iter().collect())
    }

    /// The addresses that the list names for the simulated server, in their order.
    #[must_use]
    pub fn connection_urls(&self) -> Vec<String> {
        self.service.with(|state| {
            let listed = state.resources.iter();
            listed
                .filter(|listed| listed.resource.client_identifier.is_none())
                .flat_map(|listed| &listed.connections)
                .map(|connection| connection.uri.clone())
                .collect()
        })
    }

    /// All requests to the account service so far, oldest first, with their secrets.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.service
            .http
            .read(|state| state.requests.iter().cloned().collect())
    }

    /// The requests to the account service of this method and path, in either of which `*` stands for any
    /// text, with their secrets.
    #[must_use]
    pub fn requests_of(&self, method: &str, path: &str) -> Vec<RecordedRequest> {
        self.service
            .http
            .read(|state| state.requests.find(method, path).cloned().collect())
    }

    /// All requests to the account service, to the simulated server and to impostors, oldest first. Each
    /// secret has a stable name, so that a test can ask who received it.
    ///
    /// ```
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use plex_sim::{PlexSim, PlexTvSetup};
    ///
    /// let sim = PlexSim::builder().plex_tv(PlexTvSetup::new()).start().await?;
    /// let plex_tv = sim.plex_tv().ok_or("it was asked for")?;
    /// // ... the program under test signs in and connects ...
    /// let sent_to_servers = plex_tv.request_log().into_iter().filter(|request| request.to != "plex.tv");
    /// assert!(!sent_to_servers.into_iter().any(|request| request.contains("<account-token-")));
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(example())?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn request_log(&self) -> Vec<LoggedRequest> {
        self.service.log()
    }

    /// The name of a secret in [`request_log`](Self::request_log); `None` for any other text.
    #[must_use]
    pub fn name_of_secret(&self, secret: &str) -> Option<String> {
        self.service
            .with(|state| state.secrets.name_of(secret).map(str::to_owned))
    }

    /// Waits until `times` requests of this method and path came to the account service since the start,
    /// and returns the last of them. In method and path, `*` stands for any text.
    ///
    /// # Errors
    /// The builder's patience ran out.
    ///
    /// # Cancel safety
    /// Dropping the future only stops the wait.
    pub async fn wait_request(
        &self,
        method: &str,
        path: &str,
        times: usize,
    ) -> Result<RecordedRequest, WaitTimeout> {
        wait_request(&self.service.http, method, path, times).await
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.service.http
    }
}
