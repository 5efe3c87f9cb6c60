//! The laws of an account under random faults, clocks, waits and crashes of the simulated service.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use plex_api::account::{Account, AccountStore, SignInKind};
use plex_api::{Error, ErrorKind};
use plex_api_tests::account::{AccountService, StoreCall, WatchedStore};
use plex_sim::PlexTvFault;
use tokio::task::JoinSet;

const SEEDS: u64 = 12;
const STEPS: usize = 40;
const AUTH: &str = "/api/v2/auth/*";
const TOKEN: &str = "/api/v2/auth/token";

/// One account, and the actions on it.
struct World {
    service: Arc<AccountService>,
    account: Account,
    disk_is_full: Arc<AtomicBool>,
    random: fastrand::Rng,
}

impl World {
    async fn new(seed: u64) -> Self {
        let service = Arc::new(AccountService::start().await);
        drop(service.signed_in(SignInKind::DeviceKey).await);
        let disk_is_full = Arc::new(AtomicBool::new(false));
        let mut world = Self {
            account: service.open().await,
            service,
            disk_is_full,
            random: fastrand::Rng::with_seed(seed),
        };
        world.restart().await;
        world
    }

    /// Another run of the program: nothing is left of the one before but the store.
    async fn restart(&mut self) {
        let full = Arc::clone(&self.disk_is_full);
        let store = WatchedStore::before(self.service.store(), move |call| {
            match call == StoreCall::Save && full.load(Ordering::SeqCst) {
                true => Err("no space left".to_owned()),
                false => Ok(()),
            }
        });
        self.account = self.service.open_in(store).await;
    }

    fn fault(&mut self) {
        let fault = self.random.choice([
            PlexTvFault::SignatureRefused,
            PlexTvFault::CutAnswers,
            PlexTvFault::HtmlAnswers,
            PlexTvFault::LargeAnswers,
            PlexTvFault::DropAnswers,
            PlexTvFault::RedirectAnswers,
            PlexTvFault::RateLimited { retry_after: None },
            PlexTvFault::RateLimited {
                retry_after: Some(Duration::from_secs(3)),
            },
            PlexTvFault::Slow(Duration::from_millis(30)),
        ]);
        let path = self.random.choice([AUTH, TOKEN, "/api/v2/user"]).unwrap();
        let times = self.random.u32(1..3);
        self.service
            .tv()
            .fault_on(fault.unwrap(), path, Some(times));
    }

    /// One to ten tasks ask who is signed in, and some of them give up. Returns their answers.
    async fn ask(&mut self) -> Vec<Result<String, Error>> {
        let mut tasks = JoinSet::new();
        for _ in 0..self.random.usize(1..10) {
            let account = self.account.clone();
            let patience = match self.random.u8(0..4) {
                0 => Duration::from_millis(self.random.u64(1..30)),
                _ => Duration::from_secs(60),
            };
            tasks.spawn(async move { tokio::time::timeout(patience, account.user()).await });
        }
        let answers = tasks.join_all().await.into_iter();
        let answers = answers.filter_map(Result::ok);
        answers
            .map(|answer| answer.map(|user| user.username))
            .collect()
    }

    async fn step(&mut self) {
        let before = (
            self.service.renewals(),
            self.service.count("GET", "/api/v2/auth/nonce"),
        );
        match self.random.u8(0..10) {
            0 => self
                .service
                .tv()
                .advance(Duration::from_secs(self.random.u64(0..9 * 86_400))),
            1 => self
                .service
                .tv()
                .rewind(Duration::from_secs(self.random.u64(0..86_400))),
            2 => self.service.tv().rotate_keys(),
            3 => self.service.tv().sign_out_everywhere(),
            4 | 5 => self.fault(),
            6 => self.restart().await,
            7 => {
                self.disk_is_full
                    .store(self.random.bool(), Ordering::SeqCst);
            }
            _ => {
                for answer in self.ask().await {
                    match answer {
                        Ok(name) => assert_eq!(name, "sam"),
                        Err(error) => assert_ne!(error.kind(), ErrorKind::Closed, "{error}"),
                    }
                }
            }
        }
        // However many ask at once: one renewal, of which a refused proof is made once more.
        let (renewals, nonces) = (
            self.service.renewals(),
            self.service.count("GET", "/api/v2/auth/nonce"),
        );
        assert!(renewals - before.0 <= 2 && nonces - before.1 <= 2 * 2);
        self.laws();
    }

    /// The laws that hold at any time.
    fn laws(&self) {
        let account = self.service.store().load().unwrap().unwrap();
        assert_eq!(
            account.kind(),
            Some(SignInKind::DeviceKey),
            "the store is readable and whole"
        );
        for request in self.service.tv().request_log() {
            let has_secret =
                request.contains("<account-token-") || request.contains("<device-jwt-");
            assert!(!has_secret || request.to == "plex.tv", "{request:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_laws_of_an_account_hold_under_random_faults() {
    let mut worlds = JoinSet::new();
    for seed in 0..SEEDS {
        worlds.spawn(async move {
            println!("seed {seed}");
            let mut world = World::new(seed).await;
            for _ in 0..STEPS {
                world.step().await;
            }
            // With the service and the disk as they should be, the next run of the program works.
            world.service.tv().lift_faults();
            world.disk_is_full.store(false, Ordering::SeqCst);
            world.restart().await;
            assert_eq!(
                world.account.user().await.unwrap().username,
                "sam",
                "seed {seed}"
            );
        });
    }
    worlds.join_all().await;
}
