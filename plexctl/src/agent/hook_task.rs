//! Delivers the journal's events for one hook, in order, until each is accepted or given up.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rusqlite::Transaction;
use tokio::sync::watch;

use super::hook_config::{Hook, HookRule, OnBusy};
use super::server_task::Shared;
use crate::hooks::{Attempt, AttemptResult};
use crate::journal::{self, ClaimedDelivery, JournalError, Verdict, from_millis, to_millis};

/// The pauses after the first attempts; then the last of them. A little chance is added.
const PAUSES: [u64; 7] = [5, 30, 120, 300, 900, 1_800, 3_600];

/// The time after which the journal is read again without a sign, because a user may have asked to retry dead
/// letters.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Delivers for a hook until `hook` is `None` or `stop` is set. A hook that changes is used from the
/// next attempt on.
pub(super) async fn deliver_all(
    mut hook: watch::Receiver<Option<Arc<Hook>>>,
    shared: Shared,
    mut stop: watch::Receiver<bool>,
) {
    let mut written = shared.written.subscribe();
    let mut is_failing = false;
    let mut is_template_failing = false;
    loop {
        let Some(current) = hook.borrow_and_update().clone() else {
            return;
        };
        if *stop.borrow() {
            return;
        }
        written.mark_unchanged();
        let mut claimed = match claim(&current.rule, &shared).await {
            Ok(Ok(claimed)) => claimed,
            Ok(Err(wait)) => {
                tokio::select! {
                    () = tokio::time::sleep(wait.min(LOOK_EVERY)) => {}
                    _ = written.changed() => {}
                    _ = hook.changed() => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
            Err(error) => {
                tell_once(&shared, &mut is_failing, &current.rule.name, &error.0).await;
                tokio::select! {
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    _ = stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
        };
        let attempt = Attempt {
            number: claimed.attempt,
        };
        let name = current.rule.name.clone();
        let problem = current.take_texts(&mut claimed.notice);
        let was_failing = std::mem::replace(&mut is_template_failing, problem.is_some());
        if let Some(problem) = problem.filter(|_| !was_failing) {
            let text = format!("hook {name:?}: {problem}. The default text is sent instead");
            shared.tell(text).await;
        }
        let result = current
            .sink
            .deliver(&claimed.notice, Some(&name), attempt, &mut stop)
            .await;
        shared.metrics.count_attempt(&name, &result);
        let Some(verdict) = judge(&current.rule, &claimed, result) else {
            // It stays marked as running, and is tried again by the next agent.
            return;
        };
        // Before anything is told, which may have to wait: until then a crash would tell the event again.
        record(&shared, claimed.number, verdict.clone(), &mut stop).await;
        match &verdict {
            Verdict::Done if is_failing => {
                is_failing = false;
                shared.tell(format!("hook {name:?}: delivers again")).await;
            }
            Verdict::Done => {}
            Verdict::Retry { reason, .. } => {
                tell_once(&shared, &mut is_failing, &name, reason).await;
            }
            Verdict::Dead { reason } => {
                shared.metrics.count_dead_letters(&name, 1);
                let what = claimed.notice.title();
                let text = format!("hook {name:?}: {what:?} is a dead letter: {reason}");
                shared.tell(text).await;
            }
        }
    }
}

/// Claims a due delivery, or else returns the pause before the next look.
async fn claim(
    rule: &HookRule,
    shared: &Shared,
) -> Result<Result<ClaimedDelivery, Duration>, JournalError> {
    let now = SystemTime::now();
    if let Some(end) = rule.quiet_hours.as_ref().and_then(|hours| hours.end(now)) {
        return Ok(Err(end.duration_since(now).unwrap_or_default()));
    }
    let now = to_millis(now);
    let name = rule.name.clone();
    let due = shared
        .journal
        .run(move |connection| journal::next_due(connection, &name))
        .await?;
    let Some(due) = due else {
        return Ok(Err(LOOK_EVERY));
    };
    if due > now {
        let wait = u64::try_from(due - now).unwrap_or_default();
        return Ok(Err(Duration::from_millis(wait)));
    }
    let (rule, epoch) = (rule.clone(), shared.journal.epoch().to_owned());
    let claimed = shared
        .journal
        .write(move |transaction| {
            let mut is_busy =
                |journal: &Transaction<'_>, topic: &str| is_busy(journal, &rule, topic);
            // Events held in quiet hours are delivered together after them.
            let was_held = |due: i64| {
                let hours = rule.quiet_hours.as_ref();
                hours.is_some_and(|hours| hours.end(from_millis(due)).is_some())
            };
            let merges = |due: i64| rule.on_busy == OnBusy::Merge || was_held(due);
            let settle = rule.settle();
            let name = &rule.name;
            journal::claim(
                transaction,
                &epoch,
                name,
                settle,
                &mut is_busy,
                &merges,
                now,
            )
        })
        .await?;
    // A gathering delivery may have been put off.
    Ok(claimed.ok_or(Duration::from_millis(10)))
}

/// Returns `true` if a run that the hook gathers in this topic is going on.
fn is_busy(journal: &Transaction<'_>, rule: &HookRule, topic: &str) -> rusqlite::Result<bool> {
    let (server, section) = match topic.split_once('\u{1f}') {
        Some((server, section)) => (server, Some(section)),
        None => (topic, None),
    };
    let sections = journal::kept_sections(journal, server)?;
    let Some(filter) = rule.filter(server, &sections) else {
        return Ok(false);
    };
    let open = journal::open_runs(journal, server)?;
    Ok(open.iter().any(|run| {
        let activity: Option<plex_api::Activity> = serde_json::from_str(&run.activity).ok();
        activity.is_some_and(|activity| {
            let its_section = activity.library_section_id();
            let its_section = its_section.as_ref().map_or("", |id| id.as_str());
            filter.matches(&activity) && section.is_none_or(|section| section == its_section)
        })
    }))
}

/// The verdict on an attempt; `None` when the agent is ending.
fn judge(rule: &HookRule, claimed: &ClaimedDelivery, result: AttemptResult) -> Option<Verdict> {
    let now = to_millis(SystemTime::now());
    Some(match result {
        AttemptResult::Delivered => Verdict::Done,
        AttemptResult::Failed { reason } => Verdict::Dead { reason },
        AttemptResult::Interrupted => return None,
        AttemptResult::Retry { reason, after } => {
            let tried = u64::try_from(now - claimed.tried_since).unwrap_or_default();
            if Duration::from_millis(tried) >= rule.give_up {
                let limit = humantime::format_duration(rule.give_up);
                let reason = format!("given up after {limit}: {reason}");
                return Some(Verdict::Dead { reason });
            }
            let place = usize::try_from(claimed.attempt.saturating_sub(1)).unwrap_or(usize::MAX);
            let pause = PAUSES
                .get(place)
                .or(PAUSES.last())
                .copied()
                .unwrap_or(3_600);
            // Else everything that failed together comes back together.
            let pause = Duration::from_millis(pause * 1000 + fastrand::u64(0..=pause * 200));
            // The receiver knows better, but is not called in a tight loop, nor later than once at the end.
            let left = rule.give_up.saturating_sub(Duration::from_millis(tried));
            let pause = after.map_or(pause, |after| after.min(left).max(Duration::from_secs(1)));
            let pause = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
            Verdict::Retry {
                at: now.saturating_add(pause),
                reason,
            }
        }
    })
}

/// Writes the verdict. Until that works nothing else is delivered, or it would be delivered twice.
async fn record(shared: &Shared, number: i64, verdict: Verdict, stop: &mut watch::Receiver<bool>) {
    let mut was_told = false;
    loop {
        let verdict = verdict.clone();
        let written = shared.journal.write(move |journal| {
            journal::finish(journal, number, &verdict, to_millis(SystemTime::now()))
        });
        let Err(error) = written.await else { return };
        if !was_told {
            shared.tell(format!("{}. Trying again", error.0)).await;
            was_told = true;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Tells the first failure of several.
async fn tell_once(shared: &Shared, is_failing: &mut bool, hook: &str, reason: &str) {
    if !std::mem::replace(is_failing, true) {
        shared
            .tell(format!("hook {hook:?}: {reason}. Trying again"))
            .await;
    }
}

#[cfg(all(test, unix))]
mod tests {
    use tokio::sync::mpsc;

    use super::*;
    use crate::agent::AgentConfig;
    use crate::hooks::HookEvent;
    use crate::journal::{Journal, RouteTo};
    use crate::serve::LiveState;
    use crate::settings::Environment;

    const FILE: &str = "[state]\npath = \"state\"\n\
        [[server]]\nname = \"home\"\nurl = \"http://127.0.0.1:9\"\n\
        [[hook]]\nname = \"run\"\non = \"ended\"\nexec = [\"false\"]\n";

    #[tokio::test]
    async fn a_verdict_is_on_the_disk_before_anything_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("agent.toml");
        std::fs::write(&file, FILE).unwrap();
        let environment = Environment::fake(&[("PATH", "/usr/bin:/bin")]);
        let mut config = AgentConfig::read(&file, &environment).unwrap();
        let (log, mut lines) = mpsc::channel(1);
        // Nobody reads.
        log.send("an earlier line".to_owned()).await.unwrap();
        let shared = Shared {
            journal: Journal::open(&config.state).unwrap(),
            written: Arc::new(watch::Sender::new(0)),
            recorded: Arc::new(watch::Sender::new(0)),
            live: Arc::new(LiveState::new()),
            metrics: Arc::default(),
            log,
        };
        let journal = shared.journal.clone();
        let route = RouteTo {
            hook: "run".to_owned(),
            event: HookEvent::Ended,
            longer_than: None,
            gather: None,
            is_skipped_when_busy: false,
            topic: "home".to_owned(),
        };
        let put = journal.write(move |journal| {
            journal::record_event(journal, "evt_1", "{}", std::slice::from_ref(&route), 1)
        });
        put.await.unwrap();
        let (_hook, hook) = watch::channel(config.hooks.pop().map(Arc::new));
        let stop = watch::Sender::new(false);
        let task = tokio::spawn(deliver_all(hook, shared, stop.subscribe()));
        let given_up = async {
            let letters = || journal.run(|connection| journal::list_dead_letters(connection, None));
            while letters().await.unwrap().is_empty() {}
        };
        let limit = Duration::from_secs(30);
        tokio::time::timeout(limit, given_up).await.unwrap();
        assert_eq!(lines.recv().await.unwrap(), "an earlier line");
        let told = lines.recv().await.unwrap();
        assert!(told.contains("is a dead letter"), "{told}");
        stop.send_replace(true);
        task.await.unwrap();
    }
}
