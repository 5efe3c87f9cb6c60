//! The command tree: every command with its options, and the help that they share.

use clap::{CommandFactory, Parser, Subcommand};

use crate::commands::{
    agent, bridge, cancel, completions, config, demo, get, history, list, login, logout, man,
    quiet, record, replay, scan, sections, serve, servers, sim, start, stop, tasks, wait, watch,
    when_quiet,
};
use crate::exit;
use crate::output::OutputFlags;
use crate::settings::ServerFlags;

/// Monitor and control background jobs on a Plex Media Server
///
/// A server's background jobs (scans, metadata refreshes, downloads, ...) are its activities. plexctl lists
/// and watches them, starts scans and other jobs, waits until activities finish, cancels activities that can
/// be cancelled, and reports the result to scripts by its exit code. Data goes to standard output, everything
/// else to standard error.
#[derive(Parser)]
#[command(
    name = "plexctl",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
    override_usage = "plexctl [OPTIONS] <COMMAND>",
    after_help = after_help(),
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) server: ServerFlags,

    #[command(flatten)]
    pub(crate) output: OutputFlags,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    List(list::ListArgs),
    Get(get::GetArgs),
    Cancel(cancel::CancelArgs),
    Watch(watch::WatchArgs),
    Wait(wait::WaitArgs),
    Quiet(quiet::QuietArgs),
    WhenQuiet(when_quiet::WhenQuietArgs),
    Scan(scan::ScanArgs),
    Start(start::StartArgs),
    Stop(stop::StopArgs),
    Sections(sections::SectionsArgs),
    Tasks(tasks::TasksArgs),
    Record(record::RecordArgs),
    Replay(replay::ReplayArgs),
    Serve(serve::ServeArgs),
    Bridge(bridge::BridgeArgs),
    Login(login::LoginArgs),
    Logout(logout::LogoutArgs),
    Agent(agent::AgentArgs),
    History(history::HistoryArgs),
    Servers(servers::ServersArgs),
    Config(config::ConfigArgs),
    Demo(demo::DemoArgs),
    Sim(sim::SimArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// The command tree, from which help, completion scripts, man pages and snapshots are made.
#[must_use]
pub fn command_tree() -> clap::Command {
    Cli::command()
}

fn after_help() -> String {
    format!(
        "Examples:\n  \
         plexctl demo                                   try it without a server\n  \
         plexctl login                                  sign in to plex.tv, once\n  \
         plexctl list                                   list what your server is running\n  \
         plexctl --url http://nas:32400 --token-file ~/.plex-token list -o json\n  \
         plexctl --server home cancel c3f190e4-eabb-4b3d-8811-b7c1f183560e\n  \
         plexctl scan Movies --wait                     start a scan and wait until it finishes\n  \
         plexctl watch --type 'library.*'               follow events until Ctrl-C\n\n{}",
        exit::render_help()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::OutputFormat;

    fn parse(line: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn the_definition_is_sound() {
        command_tree().debug_assert();
    }

    #[test]
    fn global_options_may_stand_before_and_after_the_command() {
        for line in [
            "plexctl --url http://a -o jsonl -vv list",
            "plexctl list --url http://a -o jsonl -vv",
            "plexctl -v --url http://a list -o jsonl -v -v",
        ] {
            let Ok(cli) = parse(line) else {
                panic!("{line}")
            };
            assert_eq!(cli.server.url, ["http://a"], "{line}");
            assert_eq!(cli.output.format, OutputFormat::Jsonl, "{line}");
            assert!(cli.output.verbose >= 2, "{line}");
        }
    }

    #[test]
    fn an_id_that_names_another_path_is_refused() {
        for line in ["plexctl cancel ..", "plexctl get ."] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
