//! The shortest way through a message: most say of an activity what the one before said, word for
//! word, but for its subtitle and its progress. What is the same is compared, and not read again.
//!
//! It is used only where the text itself proves that reading it would give the same.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::memory::Memory;
use super::notification::Notification;
use crate::model::{ActivityChange, Phase};
use crate::wire::Progress;

/// Longer messages are rare, and a memory of them would be dear.
const LONGEST: usize = 2 * 1024;

/// Reads a message of the WebSocket, if it repeats the last one of its activity.
pub(super) fn websocket(text: &str, memory: &mut Memory) -> Option<Notification> {
    // Where the uuid is in other messages; it only finds what the text is then compared with.
    let (id, _) = text.strip_prefix(memory.opening())?.split_once('"')?;
    let known = memory.find_mut(id)?;
    let values = known.pattern.as_ref()?.read(text)?;
    known.fits();
    let activity = &mut known.activity;
    if let Some(subtitle) = values.subtitle
        && activity.subtitle.as_deref() != Some(subtitle)
    {
        activity.subtitle = Some(subtitle.into());
    }
    if let Some(progress) = values.progress {
        activity.progress = Some(Progress::from(progress));
    }
    Some(Notification::of_activities(vec![ActivityChange {
        event: Phase::Updated,
        id: activity.uuid.clone(),
        activity: Some(activity.clone()),
        extra: serde_json::Map::new(),
    }]))
}

/// A message, with holes where the subtitle and the progress of its activity stand.
#[derive(Debug)]
pub(super) struct Pattern {
    /// As far as the quote before the uuid.
    opening: usize,
    head: Box<str>,
    /// Each hole, and the text up to the next or the end.
    holes: Vec<(Hole, Box<str>)>,
}

/// What may stand in a hole: what no reader could take for anything else.
#[derive(Clone, Copy, Debug)]
enum Hole {
    /// The inside of a text without escapes.
    Subtitle,
    /// A small whole number.
    Progress,
}

/// What stands in the holes.
#[derive(Default)]
struct Values<'t> {
    subtitle: Option<&'t str>,
    progress: Option<i64>,
}

#[derive(Deserialize)]
struct Outer<'t> {
    #[serde(rename = "NotificationContainer", borrow)]
    container: Container<'t>,
}

#[derive(Deserialize)]
struct Container<'t> {
    #[serde(rename = "ActivityNotification", borrow)]
    entries: [Entry<'t>; 1],
}

#[derive(Deserialize)]
struct Entry<'t> {
    event: &'t str,
    uuid: &'t str,
    #[serde(rename = "Activity", borrow)]
    activity: Inside<'t>,
}

#[derive(Deserialize)]
struct Inside<'t> {
    #[serde(borrow)]
    subtitle: Option<&'t RawValue>,
    #[serde(borrow)]
    progress: Option<&'t RawValue>,
}

impl Pattern {
    /// Of a message that has been read, if it is an update of one activity.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let outer: Outer<'_> = serde_json::from_str(text).ok()?;
        let [entry] = outer.container.entries;
        if entry.event != Phase::Updated.as_str() {
            return None;
        }
        let subtitle = entry.activity.subtitle.and_then(|raw| {
            // The quotes stay outside.
            let inside = raw.get().strip_prefix('"')?.strip_suffix('"')?;
            (Hole::Subtitle.end(inside) == inside.len()).then_some((Hole::Subtitle, inside))
        });
        let progress = entry.activity.progress.map(RawValue::get).and_then(|raw| {
            (Hole::Progress.end(raw) == raw.len()).then_some((Hole::Progress, raw))
        });
        let mut found = Vec::with_capacity(2);
        for (hole, part) in [subtitle, progress].into_iter().flatten() {
            found.push((place(text, part)?, part.len(), hole));
        }
        found.sort_unstable_by_key(|&(begin, ..)| begin);
        let first = found.first().map_or(text.len(), |&(begin, ..)| begin);
        let mut holes = Vec::with_capacity(found.len());
        for (number, &(begin, length, hole)) in found.iter().enumerate() {
            let end = found.get(number + 1).map_or(text.len(), |next| next.0);
            holes.push((hole, text.get(begin + length..end)?.into()));
        }
        Some(Self {
            opening: place(text, entry.uuid)?,
            head: text.get(..first)?.into(),
            holes,
        })
    }

    /// What stands before the uuid.
    pub(super) fn opening(&self) -> &str {
        self.head.get(..self.opening).unwrap_or_default()
    }

    fn read<'t>(&self, text: &'t str) -> Option<Values<'t>> {
        let mut values = Values::default();
        let mut rest = text.strip_prefix(&*self.head)?;
        for (hole, after) in &self.holes {
            let value;
            (value, rest) = rest.split_at_checked(hole.end(rest))?;
            match hole {
                Hole::Subtitle => values.subtitle = Some(value),
                Hole::Progress => values.progress = Some(value.parse().ok()?),
            }
            rest = rest.strip_prefix(&**after)?;
        }
        rest.is_empty().then_some(values)
    }
}

impl Hole {
    /// Where what may stand in it ends; what follows says whether it is whole.
    fn end(self, text: &str) -> usize {
        let end = match self {
            Self::Subtitle => text.find(|c: char| matches!(c, '"' | '\\' | '\0'..='\x1f')),
            Self::Progress => return number(text.as_bytes()),
        };
        end.unwrap_or(text.len())
    }
}

/// The length of a whole number that begins the text, as JSON spells those from -999 to 999.
fn number(text: &[u8]) -> usize {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (1, digits),
        digits => (0, digits),
    };
    match digits {
        // -0 is another number, and 07 none.
        [b'0', ..] => 1 - sign,
        [b'1'..=b'9', more @ ..] => {
            let more = more.iter().take(2).take_while(|byte| byte.is_ascii_digit());
            sign + 1 + more.count()
        }
        _ => 0,
    }
}

/// Where a part of a text begins in it.
fn place(text: &str, part: &str) -> Option<usize> {
    let begin = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    text.get(begin..)?.starts_with(part).then_some(begin)
}

#[cfg(test)]
mod tests;
