//! Hooks: programs and receivers that get events, for `watch` and the agent.

mod attempt;
mod detector;
mod endpoint;
mod foreground;
mod hook_event;
mod http_sender;
mod notice;
mod process_group;
mod program;
mod receivers;
mod runner;
#[cfg(unix)]
mod running_groups;
mod signature;
mod sink;
mod text_template;
mod webhook;

pub(crate) use attempt::{Attempt, AttemptResult};
pub(crate) use detector::{Detector, Overdue};
pub(crate) use endpoint::Endpoint;
pub(crate) use foreground::{ForegroundCommand, exit_code};
pub(crate) use hook_event::HookEvent;
pub(crate) use http_sender::HttpSender;
pub(crate) use notice::Notice;
pub(crate) use process_group::{kill_programs, terminate_programs};
pub(crate) use program::{KILL_AFTER, Program, ProgramError, open_in_browser};
pub(crate) use receivers::Receiver;
pub(crate) use runner::{HookRunner, TIME_TO_END};
pub(crate) use signature::SigningSecrets;
pub(crate) use sink::Sink;
pub(crate) use text_template::TextTemplates;
pub(crate) use webhook::{BodyFormat, Webhook};
