//! The law of tokens, in random networks: a token goes to the account service, or to the server that it is
//! for and that was proved, and to nobody else. The requests that each machine received are the witness.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use plex_api::account::{Account, SignInKind};
use plex_api::{Plex, PlexBuilder, Transport, TransportChoice, Watcher};
use plex_api_tests::account::AccountService;
use plex_api_tests::brisk_policy;
use plex_api_tests::tcp_gate::TcpGate;
use plex_sim::{
    Fault, PlexSim, PlexTvFault, PlexTvSetup, SimConnection, SimResource, StubResponse,
};
use proptest::prelude::*;

/// The number of networks that live at the same time.
const WORLDS: usize = 6;
const CASES: u32 = 5;

/// A black hole takes longer, and a request to it is given up then.
const PATIENCE: Duration = Duration::from_millis(700);

const ATTIC: &str = "Attic";
const CABIN: &str = "Cabin";
const CABIN_MACHINE: &str = "cabcabcabcabcabcabcabcabcabcabcabcabcab0";
const CABIN_TOKEN: &str = "exampleCabinTok00001";
const ANOTHER: &str = "ffffffffffffffffffffffffffffffffffffffff";

/// The questions to machines that are not the wanted server, of all worlds.
static ASKED_OTHERS: AtomicUsize = AtomicUsize::new(0);

/// The program that answers at an address of the account's list.
#[derive(Clone, Copy, Debug)]
enum Answerer {
    Server,
    Slow,
    Relay,
    Refused,
    BlackHole,
    Impostor,
    ImpostorRelay,
    Liar(usize),
    /// The account's other server.
    OtherServer,
}

/// Something that happens.
#[derive(Clone, Debug)]
enum Step {
    /// The account lists these addresses for the server from now on.
    Listed(Vec<Answerer>),
    /// The client that is there asks for something.
    Ask,
    /// A new client asks.
    Connect,
    ConnectLazily,
    /// A client of the other server asks.
    AskOther,
    /// The server leaves its address, and another machine gets it.
    Swap,
    /// The server is at its address again.
    SwapBack,
    NewTokens,
    /// The server refuses the request, or sends it elsewhere; `None` for neither.
    Answers(Option<ServerFault>),
    /// The account service does.
    Service(Option<PlexTvFault>),
    CutStreams,
    EightDays,
    /// Another run of the program.
    Restart,
}

#[derive(Clone, Copy, Debug)]
enum ServerFault {
    Refuses,
    RedirectsToLiar,
}

fn answerer() -> impl Strategy<Value = Answerer> {
    prop_oneof![
        2 => Just(Answerer::Server),
        1 => Just(Answerer::Slow),
        1 => Just(Answerer::Relay),
        1 => Just(Answerer::Refused),
        1 => Just(Answerer::BlackHole),
        1 => Just(Answerer::Impostor),
        1 => Just(Answerer::ImpostorRelay),
        2 => (0..LIES).prop_map(Answerer::Liar),
        1 => Just(Answerer::OtherServer),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let server = prop_oneof![
        Just(None),
        Just(Some(ServerFault::Refuses)),
        Just(Some(ServerFault::RedirectsToLiar)),
    ];
    let service = prop_oneof![
        Just(None),
        Just(Some(PlexTvFault::RedirectAnswers)),
        Just(Some(PlexTvFault::DropAnswers)),
        Just(Some(PlexTvFault::HtmlAnswers)),
        Just(Some(PlexTvFault::TokenExpired)),
    ];
    let plain = prop::sample::select(vec![
        Step::AskOther,
        Step::SwapBack,
        Step::NewTokens,
        Step::CutStreams,
        Step::EightDays,
    ]);
    prop_oneof![
        3 => prop::collection::vec(answerer(), 0..6).prop_map(Step::Listed),
        3 => Just(Step::Ask),
        2 => Just(Step::Connect),
        2 => Just(Step::ConnectLazily),
        2 => Just(Step::Swap),
        1 => server.prop_map(Step::Answers),
        1 => service.prop_map(Step::Service),
        2 => Just(Step::Restart),
        5 => plain,
    ]
}

/// The answers of machines that are no wanted server to the question which server they are.
const LIES: usize = 6;

fn lies(of: &PlexSim, machine: &str) -> [StubResponse; LIES] {
    let identity = |machine: &str| {
        let body = format!(r#"{{"MediaContainer":{{"machineIdentifier":"{machine}"}}}}"#);
        StubResponse::json(200, body)
    };
    [
        StubResponse::html(200, "<html>sign in</html>"),
        StubResponse::json(200, "{}"),
        // Nearly the right one.
        identity(&machine.to_uppercase()),
        identity(&format!("{machine}0")),
        // The right server answers elsewhere.
        StubResponse::redirect(&format!("{}/identity", of.url())),
        // The right one, without the status of an answer.
        identity(machine).status(404),
    ]
}

/// One account, two servers of it, and everybody else.
struct World {
    service: AccountService,
    cabin: PlexSim,
    liars: Vec<PlexSim>,
    /// The server's address at the start.
    address: SocketAddr,
    gate: Option<TcpGate>,
    squatter: Option<PlexSim>,
    account: Account,
    plex: Plex,
    events: Watcher,
}

fn brisk(builder: PlexBuilder) -> PlexBuilder {
    builder.connection_policy(brisk_policy(TransportChoice::Only(Transport::WebSocket)))
}

/// The output of the future, if it came soon.
async fn soon<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(PATIENCE, work).await.ok()
}

impl World {
    async fn new(setup: PlexTvSetup, kind: SignInKind) -> Self {
        let service = AccountService::start_as(PlexSim::builder(), setup).await;
        let cabin = PlexSim::builder()
            .machine_identifier(CABIN_MACHINE)
            .token(CABIN_TOKEN);
        let cabin = cabin.start().await.unwrap();
        let mut liars = Vec::new();
        for lie in lies(&service.sim, service.sim.machine_identifier()) {
            let liar = PlexSim::builder().machine_identifier(ANOTHER);
            let liar = liar.start().await.unwrap();
            liar.answer("GET", "/identity", lie);
            liars.push(liar);
        }
        let gate = TcpGate::open(service.sim.addr()).await.unwrap();
        let other = SimResource::server(CABIN, CABIN_MACHINE)
            .access_token(Some(CABIN_TOKEN.to_owned()))
            // The first is a mistake of the list.
            .connections([
                SimConnection::to(service.sim.url()),
                SimConnection::to(liars[0].url()),
                SimConnection::to(cabin.url()),
            ]);
        let own = SimResource::this_server()
            .name(ATTIC)
            .connections([SimConnection::to(gate.url())]);
        service.tv().set_resources([own, other]).unwrap();
        let account = service.signed_in(kind).await;
        let server = account.server(ATTIC).await.unwrap();
        let plex = server.connect_with(brisk).await.unwrap();
        let events = plex.activities().watch();
        let synced = tokio::time::timeout(Duration::from_secs(30), events.synced()).await;
        synced.expect("it comes in sync").unwrap();
        Self {
            service,
            cabin,
            liars,
            address: gate.address(),
            gate: Some(gate),
            squatter: None,
            account,
            plex,
            events,
        }
    }

    /// The list's entry for an answerer.
    fn connection(&self, answerer: Answerer) -> SimConnection {
        match answerer {
            Answerer::Server => SimConnection::good(),
            Answerer::Slow => SimConnection::slow(Duration::from_millis(30)),
            Answerer::Relay => SimConnection::slow(Duration::from_millis(1)).relay(),
            Answerer::Refused => SimConnection::refused(),
            Answerer::BlackHole => SimConnection::black_hole(),
            Answerer::Impostor => SimConnection::impostor(ANOTHER),
            Answerer::ImpostorRelay => SimConnection::impostor(ANOTHER).relay(),
            Answerer::Liar(number) => SimConnection::to(self.liars[number].url()),
            Answerer::OtherServer => SimConnection::to(self.cabin.url()),
        }
    }

    async fn take(&mut self, step: &Step) {
        let tv = self.service.tv();
        match step {
            Step::Listed(answerers) => {
                let listed = answerers.iter().map(|one| self.connection(*one));
                let address = SimConnection::to(format!("http://{}", self.address));
                tv.set_connections(listed.chain([address])).unwrap();
            }
            Step::Ask => drop(soon(self.plex.activities().list()).await),
            Step::Connect => drop(soon(self.connect(ATTIC)).await),
            Step::AskOther => drop(soon(self.connect(CABIN)).await),
            Step::ConnectLazily => drop(
                soon(async {
                    let server = self.account.server(ATTIC).await?;
                    server.connect_lazy(brisk)?.activities().list().await
                })
                .await,
            ),
            Step::Swap => self.swap().await,
            Step::SwapBack => self.swap_back().await,
            Step::NewTokens => tv.replace_server_tokens(),
            Step::Answers(fault) => {
                let sim = &self.service.sim;
                sim.clear_answers();
                let answer = fault.map(|fault| match fault {
                    ServerFault::Refuses => StubResponse::empty(401),
                    ServerFault::RedirectsToLiar => {
                        StubResponse::redirect(&format!("{}/activities", self.liars[0].url()))
                    }
                });
                if let Some(answer) = answer {
                    sim.answer("GET", "/activities", answer);
                }
            }
            Step::Service(fault) => {
                tv.lift_faults();
                if let Some(fault) = fault {
                    tv.fault(*fault);
                }
            }
            Step::CutStreams => self.service.sim.fault(Fault::CutStreams),
            Step::EightDays => tv.advance(Duration::from_secs(8 * 86_400)),
            Step::Restart => self.account = self.service.open().await,
        }
    }

    async fn connect(&self, name: &str) -> plex_api::Result<()> {
        let server = self.account.server(name).await?;
        let plex = server.connect_with(brisk).await?;
        plex.activities().list().await?;
        Ok(())
    }

    /// Another machine takes the address, before anybody notices that the server is gone.
    async fn swap(&mut self) {
        let Some(gate) = self.gate.take() else { return };
        gate.close().await;
        let squatter = PlexSim::builder()
            .machine_identifier(ANOTHER)
            .port(self.address.port());
        self.squatter = Some(squatter.start().await.unwrap());
        // A request and the watcher both look there.
        soon(self.plex.activities().list()).await;
        soon(self.events.next()).await;
    }

    async fn swap_back(&mut self) {
        let Some(squatter) = self.squatter.take() else {
            return;
        };
        self.check_other("the squatter", &squatter);
        squatter.shutdown().await;
        let gate = TcpGate::open_at(self.address, self.service.sim.addr()).await;
        self.gate = Some(gate.unwrap());
    }

    /// A machine that is no server of the account was asked which server it is, and got nothing else.
    fn check_other(&self, name: &str, sim: &PlexSim) {
        for request in sim.requests() {
            ASKED_OTHERS.fetch_add(1, Ordering::Relaxed);
            let is_bare = request.target == "/identity" && is_bare(&request.headers);
            assert!(is_bare, "{name} received {request:?}");
        }
    }

    fn check(&self) {
        let tv = self.service.tv();
        let of_cabin = tv.name_of_secret(CABIN_TOKEN).unwrap();
        let mut has_asked = false;
        for request in tv.request_log() {
            let token = request
                .headers
                .iter()
                .find(|(name, _)| name == "x-plex-token");
            let token = token.map(|(_, token)| token.as_str());
            let is_of = |kind: &str| token.is_some_and(|token| token.starts_with(kind));
            match request.to.as_str() {
                "plex.tv" => assert!(
                    token.is_none() || is_of("<account-token-"),
                    "plex.tv received {request:?}"
                ),
                "server" => {
                    has_asked |= token.is_some();
                    let is_its_own = is_of("<server-token-") || is_of("<device-token-");
                    assert!(
                        token.is_none() || is_its_own && token != Some(of_cabin.as_str()),
                        "the server received {request:?}"
                    );
                }
                _ => {
                    ASKED_OTHERS.fetch_add(1, Ordering::Relaxed);
                    let is_bare = request.path == "/identity"
                        && request.query.is_empty()
                        && is_bare(&request.headers);
                    assert!(is_bare, "{} received {request:?}", request.to);
                }
            }
        }
        assert!(has_asked, "the world is empty");
        for (number, liar) in self.liars.iter().enumerate() {
            self.check_other(&format!("liar {number}"), liar);
        }
        if let Some(squatter) = &self.squatter {
            self.check_other("the squatter", squatter);
        }
        for request in self.cabin.requests() {
            let token = request.header("x-plex-token");
            assert!(
                token.is_none_or(|token| token == CABIN_TOKEN),
                "the other server received {request:?}"
            );
        }
    }
}

/// Returns `true` if the headers name neither the account nor this installation.
fn is_bare(headers: &[(String, String)]) -> bool {
    !headers
        .iter()
        .any(|(name, _)| name.starts_with("x-plex-") || name == "cookie" || name == "authorization")
}

#[derive(Clone, Debug)]
struct Script {
    has_key: bool,
    has_jwts: bool,
    refuses_jwts: bool,
    steps: Vec<Step>,
}

fn script() -> impl Strategy<Value = Script> {
    let steps = prop::collection::vec(step(), 1..16);
    (any::<[bool; 3]>(), steps).prop_map(|([has_key, has_jwts, refuses_jwts], steps)| Script {
        has_key,
        has_jwts,
        refuses_jwts,
        steps,
    })
}

async fn play(script: Script) {
    let setup = PlexTvSetup::new()
        .jwt_server_tokens(script.has_jwts)
        .refuse_jwts(script.refuses_jwts);
    let kind = match script.has_key {
        true => SignInKind::DeviceKey,
        false => SignInKind::Token,
    };
    let mut world = World::new(setup, kind).await;
    for step in &script.steps {
        world.take(step).await;
    }
    world.check();
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: CASES,
        max_shrink_iters: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    fn tokens_go_to_proved_servers_only(scripts in prop::collection::vec(script(), WORLDS)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(join_all(scripts.into_iter().map(play)));
    }
}

#[test]
fn a_token_goes_to_the_service_and_to_the_server_that_was_proved_and_to_nobody_else() {
    tokens_go_to_proved_servers_only();
    let asked = ASKED_OTHERS.load(Ordering::Relaxed);
    assert!(asked > 20, "other machines were asked {asked} times only");
}
