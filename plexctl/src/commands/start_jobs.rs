//! Finds the jobs that `plexctl start` starts: the names are looked up before anything is sent.

use clap::ValueEnum;
use plex_api::{ActivityFilter, ButlerStart, ButlerTask, Dvr, Launch, LibrarySection};

use super::job::{Job, JobName};
use super::job_run::library_work_on;
use super::start::{StartArgs, Work};
use crate::connect::Connection;
use crate::error::{CliError, Failure};
use crate::exit::Exit;
use crate::follow::SectionList;

/// The number of items that go into one request. Proxies limit the length of a path.
const ITEMS_PER_REQUEST: usize = 50;

/// Returns `true` if the names can be meant at all. Nothing is sent.
pub(super) fn check_names(arguments: &StartArgs) -> Result<(), CliError> {
    let (what, names) = (name_of(arguments.what), &arguments.names);
    if !arguments.section.is_empty() && arguments.what != Work::Analyze {
        return Err(CliError::usage(
            "--section can only be used with `start analyze`",
        ));
    }
    let (wanted, is_right) = match arguments.what {
        Work::Butler => ("one task", names.len() == 1),
        Work::Guide => ("one DVR", names.len() == 1),
        Work::Channels => ("one tuner", names.len() == 1),
        Work::Trash => ("at least one library section", !names.is_empty()),
        Work::Optimize | Work::CleanBundles | Work::Subscriptions | Work::Updates => {
            ("no name", names.is_empty())
        }
        Work::Analyze if !arguments.section.is_empty() => {
            ("either items or --section", names.is_empty())
        }
        _ => ("at least one item, by its rating key", !names.is_empty()),
    };
    if !is_right {
        let count = names.len();
        return Err(CliError::usage(format!(
            "`start {what}` takes {wanted}, got {count} names"
        )));
    }
    let is_key = |name: &&String| !name.is_empty() && name.bytes().all(|one| one.is_ascii_digit());
    match names.iter().find(|name| !is_key(name)) {
        Some(odd) if is_about_items(arguments.what) => Err(CliError::usage(format!(
            "expected a rating key, the number in /library/metadata/513, got {odd:?}; nothing was sent"
        ))),
        _ => Ok(()),
    }
}

fn is_about_items(work: Work) -> bool {
    matches!(
        work,
        Work::Refresh
            | Work::Analyze
            | Work::Intros
            | Work::Credits
            | Work::Ads
            | Work::Voice
            | Work::Chapters
            | Work::Previews
    )
}

/// The jobs of the command line; at least one. Also the activities that must not be running for
/// `--when-idle`.
pub(super) async fn find_jobs(
    arguments: &StartArgs,
    connection: &Connection,
) -> Result<(Vec<Job>, ActivityFilter), CliError> {
    let (plex, work) = (&connection.plex, arguments.what);
    let name = arguments.names.first().map_or("", String::as_str);
    let jobs = match work {
        Work::Butler => {
            let task = find_task(connection, name).await?;
            let launch = plex.butler().start(task.as_str());
            let is_running = |answer: &ButlerStart| *answer == ButlerStart::AlreadyRunning;
            let name = name_job(work, Some((task, None)));
            vec![Job::new(name, launch, is_running)]
        }
        Work::Trash => {
            let sections = find_sections(connection, &arguments.names).await?;
            let library = plex.library();
            return Ok(of_sections(work, &sections, |id| library.empty_trash(id)));
        }
        Work::Analyze if !arguments.section.is_empty() => {
            let sections = find_sections(connection, &arguments.section).await?;
            let library = plex.library();
            return Ok(of_sections(work, &sections, |id| library.analyze(id)));
        }
        Work::Guide => {
            let dvr = find_dvr(connection, name).await?;
            vec![on(work, &dvr, None, plex.live_tv().reload_guide(&dvr))]
        }
        Work::Channels => {
            let device = find_device(connection, name).await?;
            vec![on(work, &device, None, plex.live_tv().scan_device(&device))]
        }
        Work::Optimize => vec![whole(work, plex.library().optimize())],
        Work::CleanBundles => vec![whole(work, plex.library().clean_bundles())],
        Work::Subscriptions => vec![whole(work, plex.live_tv().process_subscriptions())],
        Work::Updates => vec![whole(work, plex.server().check_updates())],
        Work::Refresh => of_items(arguments, |ids| plex.metadata().refresh(ids)),
        Work::Analyze => of_items(arguments, |ids| plex.metadata().analyze(ids)),
        Work::Intros => of_items(arguments, |ids| plex.metadata().detect_intros(ids)),
        Work::Credits => of_items(arguments, |ids| plex.metadata().detect_credits(ids)),
        Work::Ads => of_items(arguments, |ids| plex.metadata().detect_ads(ids)),
        Work::Voice => of_items(arguments, |ids| plex.metadata().detect_voice_activity(ids)),
        Work::Chapters => of_items(arguments, |ids| {
            plex.metadata().generate_chapter_thumbs(ids)
        }),
        Work::Previews => of_items(arguments, |ids| plex.metadata().generate_previews(ids)),
    };
    Ok((jobs, ActivityFilter::any()))
}

/// One job for each request: so many items go into one.
fn of_items(arguments: &StartArgs, launch: impl Fn(&str) -> Launch<()>) -> Vec<Job> {
    let chunks = arguments.names.chunks(ITEMS_PER_REQUEST);
    chunks
        .map(|keys| {
            let ids = keys.join(",");
            on(arguments.what, &ids, None, launch(&ids))
        })
        .collect()
}

fn of_sections(
    work: Work,
    sections: &[LibrarySection],
    launch: impl Fn(&str) -> Launch<()>,
) -> (Vec<Job>, ActivityFilter) {
    let jobs = sections.iter().map(|section| {
        let title = Some(section.title()).filter(|title| !title.is_empty());
        on(work, section.id(), title, launch(section.id()))
    });
    (jobs.collect(), library_work_on(sections))
}

async fn find_sections(
    connection: &Connection,
    names: &[String],
) -> Result<Vec<LibrarySection>, CliError> {
    let list = SectionList::load(connection).await?;
    let mut found: Vec<LibrarySection> = Vec::new();
    for name in names {
        let section = list.select(name)?;
        if found.iter().all(|known| known.id() != section.id()) {
            found.push(section.clone());
        }
    }
    Ok(found)
}

/// The exact name of a task; capitals do not matter.
pub(super) async fn find_task(connection: &Connection, wanted: &str) -> Result<String, CliError> {
    let tasks = connection.plex.butler().tasks().await;
    let tasks = tasks.map_err(|error| connection.to_failure(&error))?;
    let names = tasks.iter().map(|task: &ButlerTask| task.name.as_str());
    select("task", wanted, names).map_err(CliError::from)
}

/// The key of a DVR.
pub(super) async fn find_dvr(connection: &Connection, wanted: &str) -> Result<String, CliError> {
    let dvrs = connection.plex.live_tv().dvrs().await;
    let dvrs = dvrs.map_err(|error| connection.to_failure(&error))?;
    let keys = dvrs.iter().map(|dvr: &Dvr| dvr.key.as_str());
    select("DVR", wanted, keys).map_err(CliError::from)
}

/// The key of a tuner.
pub(super) async fn find_device(connection: &Connection, wanted: &str) -> Result<String, CliError> {
    let devices = connection.plex.live_tv().devices().await;
    let devices = devices.map_err(|error| connection.to_failure(&error))?;
    let keys = devices.iter().filter_map(|device| device.key.as_deref());
    select("tuner", wanted, keys).map_err(CliError::from)
}

/// The name that is meant, or a sentence with the known names.
pub(super) fn select<'a>(
    what: &str,
    wanted: &str,
    names: impl Iterator<Item = &'a str>,
) -> Result<String, Failure> {
    let names: Vec<&str> = names.collect();
    if let Some(name) = names.iter().find(|name| name.eq_ignore_ascii_case(wanted)) {
        return Ok((*name).to_owned());
    }
    let folded = wanted.to_lowercase();
    let nearest = names
        .iter()
        .map(|name| (strsim::levenshtein(&name.to_lowercase(), &folded), *name))
        .filter(|(errors, name)| *errors <= 3 && errors * 3 <= name.len())
        .min();
    let meant = nearest.map_or_else(String::new, |(_, name)| format!("Did you mean {name:?}? "));
    let available = match names.as_slice() {
        [] => "the server lists none for this token".to_owned(),
        names => format!("{meant}Available: {}", names.join(", ")),
    };
    Err(Failure::new(
        Exit::NoSuchActivity,
        format!("there is no {what} {wanted:?}. {available}. Nothing was sent"),
    ))
}

fn on(work: Work, id: &str, title: Option<&str>, launch: Launch<()>) -> Job {
    let target = (id.to_owned(), title.map(str::to_owned));
    Job::new(name_job(work, Some(target)), launch, |()| false)
}

fn whole(work: Work, launch: Launch<()>) -> Job {
    Job::new(name_job(work, None), launch, |()| false)
}

fn name_job(work: Work, target: Option<(String, Option<String>)>) -> JobName {
    let what = name_of(work);
    let label = match &target {
        Some((_, Some(name)) | (name, None)) => format!("{what} {name}"),
        None => what.clone(),
    };
    JobName {
        what,
        target,
        label,
    }
}

fn name_of(work: Work) -> String {
    let value = work.to_possible_value();
    value
        .map(|value| value.get_name().to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_name_is_answered_with_what_there_is() {
        let names = ["BackupDatabase", "OptimizeDatabase"];
        let select = |wanted| select("task", wanted, names.into_iter());
        assert_eq!(select("backupdatabase").unwrap(), "BackupDatabase");
        let sentence = select("BackupDatabse").unwrap_err().sentence;
        assert!(
            sentence.contains("Did you mean \"BackupDatabase\"?"),
            "{sentence}"
        );
        assert!(
            sentence.contains("Available: BackupDatabase, OptimizeDatabase"),
            "{sentence}"
        );
        assert!(!select("x").unwrap_err().sentence.contains("Did you mean"));
        assert_eq!(select("x").unwrap_err().exit, Exit::NoSuchActivity);
    }
}
