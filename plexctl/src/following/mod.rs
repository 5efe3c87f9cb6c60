//! Following activities: where news comes from, what is known meanwhile, and how it is told.

mod event_document;
mod event_line;
mod feed;
mod follower;
mod news;
pub(crate) mod outcome;
mod roster;
mod sections;
mod selection;
mod words;

#[cfg(test)]
pub(crate) use event_document::EventLine;
pub(crate) use event_document::{how_word, line_of};
pub(crate) use feed::Feed;
pub(crate) use follower::{Follower, Voice};
pub(crate) use news::{News, Told};
pub(crate) use sections::section;
pub(crate) use selection::Selection;
pub(crate) use words::{is_permanent, name_of, transport_word};
