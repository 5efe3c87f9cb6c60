//! Any bytes as an event stream, cut into chunks at any places.

use bytes::Bytes;
use plex_api::Notification;
use plex_api::fuzzing::{Told, event_stream};

use super::sse;
use super::texts::TOKEN;
use super::websocket::{assert_told, begins_the_token};

/// The largest event that is let through; small, so that inputs reach it.
const LIMIT: usize = 1024;

/// Reads `input` as an event stream. The bytes of its first line are the sizes of the chunks, in
/// turn and modulo 32; the rest is the stream.
///
/// # Panics
/// When the cuts change the result, the result breaks the HTML standard, or an event breaks the rules of
/// [`websocket`](super::websocket) for messages.
pub fn event_source(input: &[u8]) {
    let cut = input.iter().position(|&byte| byte == b'\n');
    let (sizes, stream) = input.split_at(cut.unwrap_or(0));
    let stream = stream.strip_prefix(b"\n").unwrap_or(stream);

    let whole = event_stream(&TOKEN, chunks(stream, &[]), LIMIT);
    whole.iter().for_each(assert_told);
    for sizes in [sizes, &[1]] {
        let cut = event_stream(&TOKEN, chunks(stream, sizes), LIMIT);
        assert_eq!(cut, whole, "cut at {sizes:?}");
    }
    assert_as_the_standard_says(stream, &whole);
}

/// The stream in chunks of these sizes, around and around; without sizes, in one.
fn chunks(stream: &[u8], sizes: &[u8]) -> Vec<Bytes> {
    let sizes: Vec<usize> = sizes.iter().map(|size| usize::from(size % 32)).collect();
    if sizes.iter().all(|&size| size == 0) {
        return vec![Bytes::copy_from_slice(stream)];
    }
    let mut rest = Bytes::copy_from_slice(stream);
    let mut all = Vec::new();
    for size in sizes.into_iter().cycle() {
        if rest.is_empty() {
            break;
        }
        all.push(rest.split_to(size.min(rest.len())));
    }
    all
}

fn assert_as_the_standard_says(stream: &[u8], told: &[Told]) {
    let end = told.last().and_then(|told| match told {
        Told::Closed { in_order, .. } => Some(*in_order),
        _ => None,
    });
    assert!(end.is_some(), "no end: {told:?}");
    // The standard has no events that the limit cuts short, and no texts from which the token was taken.
    let is_hidden = begins_the_token(&String::from_utf8_lossy(stream));
    if end != Some(true) || is_hidden {
        return;
    }
    let told: Vec<&Told> = told
        .iter()
        .filter(|told| !matches!(told, Told::KeepAlive | Told::Closed { .. }))
        .collect();
    let events = sse::events(stream).into_iter();
    let expected: Vec<Told> = events
        .filter(|event| event.name != "ping")
        .map(|event| {
            Notification::from_event(&event.name, &event.data)
                .map_or_else(Told::Undecodable, Told::Notification)
        })
        .collect();
    assert_eq!(told, expected.iter().collect::<Vec<_>>());
}
