//! Where the instructions of a list and of a message go: by the crate in which they are written.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::harness::Harness;
use super::suite::{LISTS, ROUNDS, run_lists, run_rounds};
use super::workload::ROUND;

/// What stands below this share of the whole is told as one.
const SHARE: f64 = 0.01;

/// So many source files of ours are told.
const FILES: usize = 12;

/// Instructions by the source file in which they are written, inlined code by its own.
type Profile = BTreeMap<String, f64>;

/// The tables of both, ours beside the floor's.
pub(super) fn tables(harness: &Harness) -> Result<String, String> {
    let list = |program, mode: &[&str]| {
        let of = |count| run_lists(program, mode, count, |run| harness.profile(run));
        per_item(of, LISTS, 1)
    };
    let notify = |program, arguments: &[&str]| {
        let of = |rounds| run_rounds(program, arguments, rounds, |run| harness.profile(run));
        per_item(of, ROUNDS, ROUND)
    };
    let mut text = table(
        "list_20: instructions of a list",
        &list("perf_sdk", &["list"])?,
        &list("perf_floor_list", &[])?,
    );
    text.push('\n');
    text.push_str(&table(
        "notify_1: instructions of a message",
        &notify("perf_sdk", &["notify", "0"])?,
        &notify("perf_floor_notify", &[])?,
    ));
    Ok(text)
}

/// What one more costs: the start and the end of a process are in both.
fn per_item(
    of: impl Fn(usize) -> Result<String, String>,
    [few, many]: [usize; 2],
    items: usize,
) -> Result<Profile, String> {
    let mut profile = by_file(&of(many)?);
    for (file, cost) in by_file(&of(few)?) {
        *profile.entry(file).or_default() -= cost;
    }
    let items = ((many - few) * items) as f64;
    for cost in profile.values_mut() {
        *cost /= items;
    }
    Ok(profile)
}

/// Reads what callgrind has written: the instructions of each source file, not of what it calls.
fn by_file(callgrind: &str) -> Profile {
    let mut profile = Profile::new();
    // A name is spelled out once, with a number in front that stands for it afterwards.
    let mut names: HashMap<(bool, &str), &str> = HashMap::new();
    let (mut object, mut file) = ("", "");
    let mut is_call = false;
    for line in callgrind.lines() {
        let Some((key, value)) = line.split_once('=') else {
            let of_a_call = std::mem::take(&mut is_call);
            let mut numbers = line.split(' ');
            let at = numbers.next().unwrap_or_default();
            let is_cost =
                at.starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first));
            if let (true, false, Some(Ok(cost))) =
                (is_cost, of_a_call, numbers.next().map(str::parse::<f64>))
            {
                let place = if file == "???" { object } else { file };
                *profile.entry(place.to_owned()).or_default() += cost;
            }
            continue;
        };
        let is_object = matches!(key, "ob" | "cob");
        if is_object || matches!(key, "fl" | "fi" | "fe" | "cfl" | "cfi") {
            let (number, spelled) = value.split_once(' ').unwrap_or((value, ""));
            let name = names.entry((is_object, number)).or_insert(spelled);
            match key {
                "ob" => object = name,
                "fl" | "fi" | "fe" => file = name,
                _ => {}
            }
        }
        is_call = key == "calls";
    }
    profile
}

/// The crate of a source file; the library of a program that has no source.
fn crate_of(file: &str) -> &str {
    let behind = |folder: &str| file.split_once(folder).map(|(_, rest)| rest);
    if let Some(rest) = behind("/registry/src/") {
        let package = rest.split('/').nth(1).unwrap_or(rest);
        // The version begins behind the first hyphen before a digit.
        let digits = |at: usize| {
            package
                .as_bytes()
                .get(at + 1)
                .is_some_and(u8::is_ascii_digit)
        };
        let version = package.match_indices('-').find(|(at, _)| digits(*at));
        return version
            .and_then(|(at, _)| package.get(..at))
            .unwrap_or(package);
    }
    for (source, ours) in [("plex-api/src/", "plex-api"), ("tests/benches/", "tests")] {
        if file.contains(source) {
            return ours;
        }
    }
    if let Some(rest) = behind("/library/") {
        return rest.split('/').next().unwrap_or(rest);
    }
    if file.contains(".so") || file.starts_with('/') {
        return file.rsplit('/').next().unwrap_or(file);
    }
    "C library"
}

fn table(title: &str, ours: &Profile, floor: &Profile) -> String {
    let by_crate = |profile: &Profile| {
        let mut all = Profile::new();
        for (file, cost) in profile {
            *all.entry(crate_of(file).to_owned()).or_default() += cost;
        }
        all
    };
    let (ours_by_crate, floor_by_crate) = (by_crate(ours), by_crate(floor));
    let total = |profile: &Profile| profile.values().sum::<f64>();
    let (our_total, floor_total) = (total(ours), total(floor));
    let of = |profile: &Profile, name: &str| profile.get(name).copied().unwrap_or_default();
    let mut names: Vec<&String> = ours_by_crate.keys().chain(floor_by_crate.keys()).collect();
    names.sort_unstable();
    names.dedup();
    names.sort_by(|a, b| of(&ours_by_crate, b).total_cmp(&of(&ours_by_crate, a)));
    let mut text = format!("{title}\n{:40} {:>10} {:>10}\n", "crate", "ours", "floor");
    let mut row = |name: &str, ours: f64, floor: f64| {
        let _ = writeln!(text, "{name:40} {ours:>10.0} {floor:>10.0}");
    };
    let (mut our_rest, mut floor_rest) = (0.0, 0.0);
    for name in names {
        let (ours, floor) = (of(&ours_by_crate, name), of(&floor_by_crate, name));
        if ours < our_total * SHARE && floor < floor_total * SHARE {
            our_rest += ours;
            floor_rest += floor;
        } else {
            row(name, ours, floor);
        }
    }
    row("others", our_rest, floor_rest);
    row("all", our_total, floor_total);
    let mut files: Vec<(&String, &f64)> = ours
        .iter()
        .filter(|(file, _)| crate_of(file) == "plex-api")
        .collect();
    files.sort_by(|a, b| b.1.total_cmp(a.1));
    let _ = writeln!(text, "of plex-api, by file");
    for (file, cost) in files.into_iter().take(FILES) {
        let name = file
            .rsplit_once("plex-api/")
            .map_or(&**file, |(_, rest)| rest);
        let _ = writeln!(text, "  {name:38} {cost:>10.0}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_counted_by_the_file_of_the_source_line() {
        let text = "events: Ir\n\
            ob=(1) /lib/libc.so.6\n\
            fl=(1) /home/a/plex-api/src/lib.rs\nfn=(1) main\n10 5\n+2 7\n\
            fi=(2) /rustc/abc/library/core/src/str.rs\n3 100\nfe=(1)\n* 1\n\
            cfi=(3) ???\ncfn=(2) memcpy\ncalls=4 0\n11 4000\n12 2\n\
            fl=(3)\nfn=(2)\n0 4000\n\
            \nfl=(2)\nfn=(3) trim\n-1 50\n\ntotals: 4165\n";
        let profile = by_file(text);
        let wanted = [
            ("/home/a/plex-api/src/lib.rs", 15.0),
            ("/lib/libc.so.6", 4000.0),
            ("/rustc/abc/library/core/src/str.rs", 150.0),
        ];
        let wanted: Profile = wanted.map(|(file, cost)| (file.to_owned(), cost)).into();
        assert_eq!(profile, wanted);
    }

    #[test]
    fn the_crate_of_a_source_file_is_found() {
        for (file, name) in [
            (
                "/x/registry/src/index-1/serde_json-1.0.154/src/read.rs",
                "serde_json",
            ),
            (
                "/x/registry/src/index-1/sse-stream-0.3.0/src/lib.rs",
                "sse-stream",
            ),
            (
                "/x/registry/src/index-1/quick-xml-0.42.0/src/lib.rs",
                "quick-xml",
            ),
            ("/rustc/0a1b/library/alloc/src/vec/mod.rs", "alloc"),
            ("/x/plex-api/src/wire/text.rs", "plex-api"),
            ("/x/library/plex-api/src/wire/text.rs", "plex-api"),
            ("tests/benches/perf/sdk.rs", "tests"),
            ("/lib/x86_64/libc.so.6", "libc.so.6"),
            ("./string/../sysdeps/x86_64/memmove.S", "C library"),
        ] {
            assert_eq!(crate_of(file), name, "{file}");
        }
    }

    #[test]
    fn small_entries_are_summed_up() {
        let profile = |costs: &[(&str, f64)]| -> Profile {
            costs
                .iter()
                .map(|(file, cost)| ((*file).to_owned(), *cost))
                .collect()
        };
        let ours = profile(&[
            ("plex-api/src/a.rs", 900.0),
            ("/library/core/x.rs", 95.0),
            ("/l/y.so", 5.0),
        ]);
        let floor = profile(&[("/library/core/x.rs", 80.0)]);
        let text = table("t", &ours, &floor);
        let lines: Vec<Vec<&str>> = text
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(
            lines,
            [
                vec!["t"],
                vec!["crate", "ours", "floor"],
                vec!["plex-api", "900", "0"],
                vec!["core", "95", "80"],
                vec!["others", "5", "0"],
                vec!["all", "1000", "80"],
                vec!["of", "plex-api,", "by", "file"],
                vec!["src/a.rs", "900"],
            ]
        );
    }
}
