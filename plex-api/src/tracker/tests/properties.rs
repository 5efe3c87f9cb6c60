//! All laws at once, over random lives of activities and random faults.

use std::fmt;

use proptest::prelude::*;

use super::liveness::come_to_rest;
use super::model::{Faults, Visitor, World, quick_policy};
use super::model_actions::{Action, Quirk};
use crate::tracker::ActivityFilter;

fn filters() -> impl Strategy<Value = ActivityFilter> {
    prop_oneof![
        3 => Just(ActivityFilter::any()),
        1 => Just(ActivityFilter::any().of_type("sc*")),
        2 => Just(ActivityFilter::any().section("1")),
        1 => Just(ActivityFilter::any().id(&"a".parse().unwrap())),
    ]
}

fn visitors(activities: usize) -> impl Strategy<Value = Vec<Visitor>> {
    let one = prop_oneof![
        4 => (filters(), 1..6_usize, any::<bool>()).prop_map(|(filter, buffer, eager)| {
            Visitor::Watcher { filter, buffer, eager }
        }),
        2 => filters().prop_map(Visitor::Onlooker),
        3 => (0..activities).prop_map(Visitor::Waiter),
        1 => (0..activities).prop_map(Visitor::Header),
        1 => (filters(), 0..4_u64, any::<bool>()).prop_map(|(filter, quiet, quiet_first)| {
            Visitor::IdleWaiter { filter, quiet, quiet_first }
        }),
    ];
    prop::collection::vec(one, 1..6)
}

prop_compose! {
    fn faults()(
        losses in 0..4_u8,
        restarts in 0..2_u8,
        duplicates in 0..4_u8,
        reorderings in 0..4_u8,
        undecodable in 0..3_u8,
        swallowed in 0..3_u8,
        glitches in 0..3_u8,
        lingering in 0..3_u8,
        cuts in 0..5_u8,
        nameless in 0..6_u8,
        failed_lists in 0..6_u8,
        unreadable in 0..3_u8,
        more in (0..2_u8, 0..2_u8),
    ) -> Faults {
        Faults {
            losses, restarts, duplicates, reorderings, undecodable, swallowed, glitches, lingering,
            cuts, nameless, failed_lists, unreadable, relapses: 0, departures: more.0,
            freezes: more.1,
        }
    }
}

/// A world, and which of the things that can happen then happen.
#[derive(Clone)]
struct Case {
    world: World,
    choices: Vec<u32>,
    /// Lists lack running activities wherever they may.
    spite: bool,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { world, choices, .. } = self;
        let activities = world.ids.len();
        let (visitors, faults) = (&world.visitors, &world.faults);
        write!(
            f,
            "{activities} activities, {visitors:?}, {faults:?}, {choices:?}"
        )
    }
}

fn worlds<S: Strategy<Value = Faults>>(faults: fn() -> S) -> impl Strategy<Value = Case> {
    (1..6_usize, 0..4_u8).prop_flat_map(move |(activities, updates)| {
        (
            visitors(activities),
            faults(),
            prop::collection::vec(any::<u32>(), 0..120),
        )
            .prop_map(move |(visitors, faults, choices)| {
                let policy = quick_policy();
                let world = World::new(activities, updates, 60, policy, faults, visitors);
                Case {
                    world,
                    choices,
                    spite: false,
                }
            })
    })
}

fn faults_or_none() -> impl Strategy<Value = Faults> {
    prop_oneof![1 => Just(Faults::default()), 5 => faults()]
}

/// Nothing that makes a message come after the end that it leads up to.
fn orderly_faults() -> impl Strategy<Value = Faults> {
    faults().prop_map(|faults| Faults {
        duplicates: 0,
        reorderings: 0,
        lingering: 0,
        ..faults
    })
}

fn dishonest_faults() -> impl Strategy<Value = Faults> {
    (faults(), 1..8_u8).prop_map(|(faults, relapses)| Faults {
        relapses,
        lingering: 0,
        ..faults
    })
}

/// Time passes more often than it is chosen among many other things.
fn choose(actions: &[Action], choice: u32) -> Action {
    let index = (choice >> 8) as usize % actions.len();
    match actions.last() {
        Some(Action::Advance) if choice % 256 < 50 => Action::Advance,
        _ => actions[index],
    }
}

fn run(
    Case {
        mut world,
        choices,
        spite,
    }: Case,
) -> Result<(), String> {
    let mut trace = Vec::new();
    for choice in choices {
        let actions = world.actions();
        if actions.is_empty() {
            break;
        }
        let mut action = choose(&actions, choice);
        if let (Action::Answer(index, Quirk::None), true) = (action, spite) {
            let lacks =
                |one: &&Action| matches!(one, Action::Answer(i, Quirk::Lacks(_)) if *i == index);
            action = actions.iter().find(lacks).copied().unwrap_or(action);
        }
        trace.push(action);
        if let Err(broken) = world.step(action) {
            return Err(format!("{broken}\nafter {trace:?}"));
        }
    }
    come_to_rest(world).map_err(|broken| format!("at rest: {broken}\nafter {trace:?}"))
}

proptest! {
    // More of them with PROPTEST_CASES=100000.
    #![proptest_config(ProptestConfig {
        cases: cases(),
        ..ProptestConfig::default()
    })]

    #[test]
    fn all_laws_hold_under_random_faults(case in worlds(faults_or_none)) {
        run(case).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn early_evicted_tombstones_revive_nothing(mut case in worlds(orderly_faults)) {
        case.world.tracker.policy.tombstones_at_most = 1;
        case.world.prompt = true;
        run(case).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn activities_ended_by_false_lists_come_back(mut case in worlds(dishonest_faults)) {
        case.spite = true;
        run(case).map_err(TestCaseError::fail)?;
    }
}

fn cases() -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(3_000)
}
