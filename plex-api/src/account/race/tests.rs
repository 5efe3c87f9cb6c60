//! The race with answers at chosen times, on a paused clock.

use std::sync::Mutex;
use std::time::Duration;

use proptest::prelude::*;

use super::super::candidate::tests::candidate;
use super::*;

/// An address with the time of its answer; `None` is a black hole, `Err` a refusal at that time.
type Play = (&'static str, ConnectionClass, Option<Result<u64, u64>>);

use ConnectionClass::{LocalHttp, LocalHttps, Relay, RemoteHttps};

/// The winner of a race and the milliseconds that it took, with the order of the questions.
async fn play(
    plays: &[Play],
    preferred: Option<&str>,
) -> (Result<String, Losers>, u128, Vec<String>) {
    let candidates = plays
        .iter()
        .map(|(url, class, _)| candidate(url, *class))
        .collect();
    let asked = Mutex::new(Vec::new());
    let began = Instant::now();
    let outcome = race(candidates, preferred, |one: Candidate| {
        let url = one.server.base().to_owned();
        let answer = plays.iter().find(|play| play.0 == url).unwrap().2;
        asked.lock().unwrap().push(url);
        async move {
            let refused = || Error::new(ErrorKind::Connect, "cannot ask: refused");
            let (after, answer) = match answer {
                None => (4_000, Err(Error::new(ErrorKind::Timeout, "no answer"))),
                Some(Ok(after)) => (after, Ok(())),
                Some(Err(after)) => (after, Err(refused())),
            };
            tokio::time::sleep_until(Instant::now() + Duration::from_millis(after)).await;
            (one, answer)
        }
    })
    .await;
    let winner = outcome.map(|winner| winner.server.base().to_owned());
    (
        winner,
        began.elapsed().as_millis(),
        asked.into_inner().unwrap(),
    )
}

/// Counts the questions under way, and the most at one time.
struct Counted<'a>(&'a Mutex<(usize, usize)>);

impl<'a> Counted<'a> {
    fn new(counts: &'a Mutex<(usize, usize)>) -> Self {
        let mut locked = counts.lock().unwrap();
        locked.0 += 1;
        locked.1 = locked.1.max(locked.0);
        Self(counts)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap().0 -= 1;
    }
}

const A: &str = "https://10.0.0.1:1";
const B: &str = "https://b.example";
const C: &str = "http://10.0.0.3:1";
const R: &str = "https://r.example:8443";

#[tokio::test(start_paused = true)]
async fn the_best_class_within_the_grace_wins_and_not_the_first_answer() {
    for (plays, winner, took) in [
        // The best class needs no grace.
        (
            vec![(A, LocalHttps, Some(Ok(50))), (C, LocalHttp, Some(Ok(40)))],
            A,
            50,
        ),
        (
            vec![(A, LocalHttps, Some(Ok(239))), (C, LocalHttp, Some(Ok(40)))],
            A,
            239,
        ),
        // Too late by a moment.
        (
            vec![(A, LocalHttps, Some(Ok(241))), (C, LocalHttp, Some(Ok(40)))],
            C,
            240,
        ),
        // A better one that fails ends the grace.
        (
            vec![
                (A, LocalHttps, Some(Err(60))),
                (B, RemoteHttps, Some(Ok(40))),
            ],
            B,
            60,
        ),
        // The middle class wins over the worst when the best is silent.
        (
            vec![
                (A, LocalHttps, None),
                (B, RemoteHttps, Some(Ok(100))),
                (C, LocalHttp, Some(Ok(10))),
            ],
            B,
            210,
        ),
        // A relay that answers at once has to wait for the direct ones to fail.
        (
            vec![(B, RemoteHttps, Some(Ok(3_000))), (R, Relay, Some(Ok(1)))],
            B,
            3_000,
        ),
        (
            vec![(B, RemoteHttps, Some(Err(70))), (R, Relay, Some(Ok(5)))],
            R,
            75,
        ),
        (
            vec![(B, RemoteHttps, None), (R, Relay, Some(Ok(5)))],
            R,
            4_005,
        ),
    ] {
        let (won, elapsed, _) = play(&plays, None).await;
        assert_eq!(
            (won.unwrap().as_str(), elapsed),
            (winner, took),
            "{plays:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_worked_last_time_is_asked_alone_for_a_moment() {
    let both = [(A, LocalHttps, Some(Ok(1))), (C, LocalHttp, Some(Ok(299)))];
    let (won, elapsed, asked) = play(&both, Some(C)).await;
    assert_eq!((won.unwrap().as_str(), elapsed), (C, 299));
    assert_eq!(asked, [C]);
    // Silent for longer than the head start.
    let both = [(A, LocalHttps, Some(Ok(1))), (C, LocalHttp, None)];
    let (won, elapsed, asked) = play(&both, Some(C)).await;
    assert_eq!((won.unwrap().as_str(), elapsed), (A, 301));
    assert_eq!(asked, [C, A]);
    // Refused at once.
    let both = [(A, LocalHttps, Some(Ok(1))), (C, LocalHttp, Some(Err(3)))];
    assert_eq!(play(&both, Some(C)).await.1, 4);
    // No longer listed, or a relay: as if there were none.
    for preferred in ["https://gone.example", R] {
        let both = [(A, LocalHttps, Some(Ok(9))), (R, Relay, Some(Ok(1)))];
        let (won, _, asked) = play(&both, Some(preferred)).await;
        assert_eq!(won.unwrap(), A);
        assert_eq!(asked, [A]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lost_race_ends_in_time_and_says_why_for_each() {
    let holes: Vec<String> = (0..30).map(|at| format!("https://10.0.1.{at}:1")).collect();
    let candidates: Vec<_> = holes
        .iter()
        .map(|url| candidate(url, LocalHttps))
        .chain([candidate(R, Relay)])
        .collect();
    let under_way = Mutex::new((0_usize, 0_usize));
    let began = Instant::now();
    let losers = race(candidates, None, |one: Candidate| {
        let counted = Counted::new(&under_way);
        async move {
            let _counted = counted;
            tokio::time::sleep_until(Instant::now() + Duration::from_secs(4)).await;
            (one, Err(Error::new(ErrorKind::Timeout, "no answer")))
        }
    })
    .await
    .unwrap_err();
    // 5 s of the direct tier, and the 4 s of the only relay.
    assert_eq!(began.elapsed(), Duration::from_secs(9));
    assert_eq!(losers.len(), 31);
    assert_eq!(under_way.lock().unwrap().1, MAX_ADDRESSES_AT_ONCE);
    let told = nobody_won("Box", &losers).to_string();
    for url in holes.iter().map(String::as_str).chain([R]) {
        assert!(told.contains(url), "{told}");
    }
    assert!(told.contains("no answer in time"), "{told}");
    let told = nobody_won("Box", &Losers::new()).to_string();
    assert!(told.contains("lists no address"), "{told}");
}

fn plays() -> impl Strategy<Value = Vec<Play>> {
    let answer = prop_oneof![
        Just(None),
        (0_u64..4_000).prop_map(|after| Some(Ok(after))),
        (0_u64..4_000).prop_map(|after| Some(Err(after))),
    ];
    proptest::collection::vec(answer, 4).prop_map(|answers| {
        [
            (A, LocalHttps),
            (B, RemoteHttps),
            (C, LocalHttp),
            (R, Relay),
        ]
        .into_iter()
        .zip(answers)
        .map(|((url, class), answer)| (url, class, answer))
        .collect()
    })
}

proptest! {
    #[test]
    fn whichever_address_answers_the_race_ends_in_time_with_a_right_winner(plays in plays()) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        let (outcome, elapsed, asked) = runtime.block_on(play(&plays, None));
        prop_assert!(elapsed <= 10_000, "{elapsed}");
        let good = |classes: &[ConnectionClass]| {
            plays.iter().any(|play| matches!(play.2, Some(Ok(_))) && classes.contains(&play.1))
        };
        match outcome {
            Ok(winner) => {
                let play = plays.iter().find(|play| play.0 == winner).unwrap();
                prop_assert!(matches!(play.2, Some(Ok(_))), "only a proved address wins");
                let has_direct = good(&[LocalHttps, RemoteHttps, LocalHttp]);
                prop_assert!(play.1 != Relay || !has_direct);
                // No relay hears of it while a direct way works.
                prop_assert!(!has_direct || !asked.iter().any(|url| url == R));
            }
            Err(losers) => {
                prop_assert_eq!(losers.len(), plays.len());
                prop_assert!(!good(&[LocalHttps, RemoteHttps, LocalHttp, Relay]));
            }
        }
    }
}
