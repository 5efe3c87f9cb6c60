//! Event streams as servers, proxies and networks send them.

use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};

use super::*;
use crate::error::ErrorKind;
use crate::generated::OperationId;
use crate::notifications::tests::fixtures;
use crate::notifications::tests::support::*;
use crate::notifications::transport::{RefusalKind, connect_event_source};

const LIMIT: usize = 1000;

fn over(body: impl Stream<Item = Bytes> + Send + Sync + 'static) -> EventSource {
    let settings = Settings {
        max_message_bytes: LIMIT,
        ..Settings::default()
    };
    let decoder = decoder(Transport::EventSource, &settings);
    EventSource::over(Box::pin(body.map(Ok)), decoder, &settings)
}

fn chunks<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> EventSource {
    let chunks: Vec<Bytes> = chunks.into_iter().map(Bytes::copy_from_slice).collect();
    over(stream::iter(chunks))
}

async fn all(mut events: EventSource) -> Vec<String> {
    let mut lines = Vec::new();
    loop {
        let incoming = events.next().await;
        lines.push(told(&incoming));
        if matches!(incoming, Incoming::Closed(_)) {
            assert_eq!(events.next().await, incoming, "the end stays the end");
            return lines;
        }
    }
}

fn event(name: &str, data: &str) -> String {
    format!("event: {name}\ndata: {data}\n\n")
}

#[tokio::test]
async fn recorded_streams_are_read_with_any_line_end_in_chunks_of_any_size() {
    let expected = [fixtures::SCAN.as_slice(), &["closed Ended"]].concat();
    let scan = std::str::from_utf8(fixtures::recorded(fixtures::SCAN_STREAM)).unwrap();
    for line_end in ["\n", "\r\n", "\r"] {
        for begin in ["", "\u{feff}", ": a comment\n\n", "\n\n"] {
            let text = format!("{begin}{scan}").replace('\n', line_end);
            for size in [1, 2, 3, 7, 1000, text.len()] {
                let read = all(chunks(text.as_bytes().chunks(size))).await;
                assert_eq!(read, expected, "{line_end:?} {begin:?} {size}");
            }
        }
    }
}

#[tokio::test]
async fn a_stream_may_be_split_at_any_byte() {
    let text = [
        "\u{feff}retry: 5\r\n\r\n:\r\n",
        &event("activity", &activity("a", "Größe 漢字 🎬")),
        "event:activity\rdata:{\"ActivityNotification\":\rdata: {\"event\":\"ended\",\"uuid\":\"b\",\"Activity\":{\"progress\":9}}}\rid\r\r",
        &event("ping", "{}").replace('\n', "\r\n"),
    ]
    .concat();
    let expected = [
        "ping",
        "activity updated a 'Größe 漢字 🎬' '' 5 -",
        "activity ended b '' '' 9 -",
        "ping",
        "closed Ended",
    ];
    for at in 0..=text.len() {
        let (one, two) = text.as_bytes().split_at(at);
        assert_eq!(all(chunks([one, two])).await, expected, "split at {at}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf8_are_replaced() {
    let begin = b"event: activity\ndata: {\"ActivityNotification\":{\"event\":\"updated\",\"uuid\":\"a\",\"Activity\":{\"progress\":1,\"title\":\"".as_slice();
    for (odd, title) in [
        (b"\xff".as_slice(), "\u{fffd}"),
        (b"caf\xe9 \xf0\x9f", "caf\u{fffd} \u{fffd}"),
        (b"\xe2\x82\xe2\x82\xac", "\u{fffd}€"),
        (b"\xed\xa0\x80", "\u{fffd}\u{fffd}\u{fffd}"),
    ] {
        let text = [begin, odd, b"\"}}}\n\nevent: ping\ndata: {}\n\n"].concat();
        let expected = [
            format!("activity updated a '{title}' '' 1 -"),
            "ping".to_owned(),
            "closed Ended".to_owned(),
        ];
        for at in 0..=text.len() {
            let (one, two) = text.split_at(at);
            assert_eq!(all(chunks([one, two])).await, expected, "{odd:?} {at}");
        }
    }
}

#[tokio::test]
async fn an_event_that_is_too_large_ends_the_stream_after_those_before_it() {
    let small = event("activity", &activity("a", "x"));
    let large = event("activity", &activity("b", &"x".repeat(LIMIT)));
    let text = [small.as_str(), &small, &large, &small].concat();
    let expected = [
        "activity updated a 'x' '' 5 -",
        "activity updated a 'x' '' 5 -",
        "closed Oversized",
    ];
    for line_end in ["\n", "\r\n", "\r"] {
        let text = text.replace('\n', line_end);
        for size in [1, 100, text.len()] {
            let read = all(chunks(text.as_bytes().chunks(size))).await;
            assert_eq!(read, expected, "{line_end:?} {size}");
        }
    }
    let end = end(
        &chunks([large.as_bytes()]).next().await,
        DisconnectReason::Oversized,
    );
    assert!(end.contains("larger than 1000 bytes"), "{end}");
}

#[tokio::test]
async fn events_up_to_the_limit_pass_however_many_they_are() {
    // The limit counts names and values without their line ends.
    let overhead = "event: activitydata: ".len() + activity("a", "").len();
    let fits = event("activity", &activity("a", &"x".repeat(LIMIT - overhead)));
    let text = fits.repeat(50);
    for line_end in ["\n", "\r\n", "\r"] {
        let text = text.replace('\n', line_end);
        let read = all(chunks(text.as_bytes().chunks(333))).await;
        assert_eq!((read.len(), read[50].as_str()), (51, "closed Ended"));
    }
    let over = event(
        "activity",
        &activity("a", &"x".repeat(LIMIT - overhead + 1)),
    );
    assert_eq!(all(chunks([over.as_bytes()])).await, ["closed Oversized"]);
}

#[tokio::test]
async fn a_line_without_end_is_given_up_soon() {
    for endless in [
        b"x".as_slice(),
        b"data: x\n",
        b"data: x\r",
        b"data: x\r\n",
        // The two halves of a line end in two chunks.
        b"\ndata: x\r",
        b"data\n",
        b"data: \xff",
    ] {
        let sent = Arc::new(Mutex::new(0));
        let counter = Arc::clone(&sent);
        let chunk = Bytes::from([b"data: x", endless.repeat(10).as_slice()].concat());
        let body = stream::iter(std::iter::repeat_n(chunk, LIMIT)).map(move |chunk| {
            *counter.lock().unwrap() += chunk.len();
            chunk
        });
        assert_eq!(all(over(body)).await, ["closed Oversized"]);
        let sent = *sent.lock().unwrap();
        assert!(sent < 2 * LIMIT, "{sent} bytes were taken");
    }
}

#[tokio::test]
async fn comments_are_no_part_of_an_event() {
    let heartbeats = ": still here\n".repeat(LIMIT);
    let long = format!(":{}\n", "x".repeat(LIMIT - 1));
    let text = [
        heartbeats.as_str(),
        &long,
        &event("activity", &activity("a", "x")),
    ]
    .concat();
    let read = all(chunks(text.as_bytes().chunks(97))).await;
    assert_eq!(read, ["activity updated a 'x' '' 5 -", "closed Ended"]);
}

#[tokio::test]
async fn a_comment_without_an_end_is_too_large() {
    let comment = [":", &"x".repeat(LIMIT + 1)].concat();
    let read = all(chunks(comment.as_bytes().chunks(97))).await;
    assert_eq!(read, ["closed Oversized"]);
}

#[tokio::test]
async fn half_an_event_at_the_end_is_none() {
    for half in [
        "event: activity\ndata: {\"Activ",
        "event: activity\ndata: {}\n",
        "event: act",
    ] {
        let text = [&event("ping", "{}"), half].concat();
        let read = all(chunks([text.as_bytes()])).await;
        assert_eq!(read, ["ping", "closed Ended"], "{half}");
    }
}

#[tokio::test]
async fn an_odd_event_costs_only_itself() {
    let text = [
        event("activity", "{"),
        event("activity", "hello"),
        "event: activity\n\n".to_owned(),
        event("new.kind", "{\"x\":1}"),
        format!("data: {}\n\n", activity("a", "unnamed")),
        event("activity", &activity("b", "x")),
    ]
    .concat();
    assert_eq!(
        all(chunks([text.as_bytes()])).await,
        [
            "undecodable",
            "undecodable",
            "ping",
            "new.kind",
            "activity updated a 'unnamed' '' 5 -",
            "activity updated b 'x' '' 5 -",
            "closed Ended",
        ]
    );
}

#[tokio::test]
async fn the_token_is_in_no_excerpt_and_in_no_kept_message() {
    let settings = Settings {
        keeps_messages: true,
        ..Settings::default()
    };
    let text = [
        event("ping", "{}"),
        event("activity", &activity("a", TOKEN)),
        event("activity", &format!("{{{}{TOKEN}", " ".repeat(190))),
        event("activity", &format!("\"{TOKEN}\"")),
        event(
            "activity",
            &format!("\"{}\"", TOKEN.replace('h', "\\u0068")),
        ),
    ]
    .concat();
    let body = stream::iter([Ok(Bytes::from(text))]);
    let decoder = decoder(Transport::EventSource, &settings);
    let mut events = EventSource::over(Box::pin(body), decoder, &settings);
    let mut seen = Vec::new();
    assert_eq!(events.next().await, Incoming::KeepAlive);
    seen.extend(events.take_message());
    assert!(matches!(events.next().await, Incoming::Notification(_)));
    seen.extend(events.take_message());
    for _ in 0..3 {
        let Incoming::Undecodable(odd) = events.next().await else {
            panic!("expected an undecodable event")
        };
        assert!(!odd.to_string().contains("hunt"), "{odd}");
        seen.extend(events.take_message());
    }
    assert_eq!(events.take_message(), None);
    assert_eq!(seen.len(), 5);
    assert_eq!(seen[0].event.as_deref(), Some("ping"));
    assert!(!format!("{seen:?}").contains(TOKEN));
    assert!(seen[1].data.contains("<token>"), "{seen:?}");
}

#[tokio::test]
async fn the_request_asks_for_activities_as_an_event_stream() {
    let scan = fixtures::recorded(fixtures::SCAN_STREAM);
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: Text/Event-Stream;charset=utf-8\r\nconnection: close\r\n\r\n";
    let (url, request) = answering([head.as_slice(), scan].concat()).await;
    let mut events = connect_event_source(&plex(&url), &Settings::default())
        .await
        .unwrap();
    assert_eq!(events.transport(), Transport::EventSource);
    let mut read = Vec::new();
    loop {
        let incoming = events.next().await;
        read.push(told(&incoming));
        if matches!(incoming, Incoming::Closed(_)) {
            break;
        }
    }
    assert_eq!(
        read,
        [fixtures::SCAN.as_slice(), &["closed Ended"]].concat()
    );

    let head = request.await.unwrap();
    assert_eq!(
        target_of(&head),
        "get /:/eventsource/notifications?filters=activity http/1.1"
    );
    assert!(head.contains("\r\naccept: text/event-stream\r\n"), "{head}");
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_clean_end() {
    let event = event("activity", &activity("a", "x"));
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{event}\r\nff\r\nevent: act",
        event.len()
    );
    let (url, _request) = answering(text).await;
    let mut events = connect_event_source(&plex(&url), &Settings::default())
        .await
        .unwrap();
    assert_eq!(told(&events.next().await), "activity updated a 'x' '' 5 -");
    let broken = events.next().await;
    let text = end(&broken, DisconnectReason::Reset);
    assert!(text.starts_with("the event stream broke ("), "{text}");
    assert!(!text.contains("127.0.0.1"), "{text}");
    assert_eq!(events.next().await, broken);
}

#[tokio::test]
async fn a_refusal_says_what_answered() {
    use ErrorKind::*;
    use RefusalKind::*;
    let json = "content-type: application/json";
    let html = "content-type: text/html";
    let page = b"<html><head><title>Sign in</title></head></html>".as_slice();
    let maintenance = fixtures::recorded("http-503-maintenance.xml");
    for (answer, kind, error, status) in [
        (unauthorized(), Status, Unauthorized, Some(401)),
        (
            answer("403 Forbidden", &[html], b""),
            Status,
            Forbidden,
            Some(403),
        ),
        (
            answer("404 Not Found", &[html], page),
            Status,
            NotFound,
            Some(404),
        ),
        (
            answer("502 Bad Gateway", &[html], page),
            Status,
            ServerBusy,
            Some(502),
        ),
        (
            answer("503 Service Unavailable", &["retry-after: 7"], maintenance),
            Status,
            ServerBusy,
            Some(503),
        ),
        (
            answer("200 OK", &["content-type: text/xml"], maintenance),
            Status,
            ServerBusy,
            Some(503),
        ),
        (
            answer("200 OK", &[html], page),
            WrongAnswer,
            NotPlex,
            Some(200),
        ),
        (
            answer("200 OK", &[json], b"{\"MediaContainer\":{\"size\":0}}"),
            WrongAnswer,
            NotPlex,
            Some(200),
        ),
        (
            answer(
                "200 OK",
                &["content-type: text/xml"],
                b"<MediaContainer size=\"0\"/>",
            ),
            WrongAnswer,
            NotPlex,
            Some(200),
        ),
        (
            answer("200 OK", &[], b"event: ping\ndata: {}\n\n"),
            WrongAnswer,
            NotPlex,
            Some(200),
        ),
        (
            answer("204 No Content", &["content-type: text/event-stream"], b""),
            WrongAnswer,
            NotPlex,
            Some(204),
        ),
        (
            answer("302 Found", &["location: http://example.org/"], b""),
            WrongAnswer,
            Redirect,
            Some(302),
        ),
        (b"HTTP/1.1".to_vec(), NotReached, Connect, None),
    ] {
        let shown = String::from_utf8_lossy(&answer).into_owned();
        let (url, request) = answering(answer).await;
        let refusal = connect_event_source(&plex(&url), &Settings::default())
            .await
            .err()
            .unwrap();
        assert_eq!(
            (refusal.kind, refusal.error.kind()),
            (kind, error),
            "{shown}"
        );
        assert_eq!(refusal.error.status(), status, "{shown}");
        assert_eq!(
            refusal.error.operation(),
            Some(OperationId::GetNotifications.as_str())
        );
        let asked = shown.contains("retry-after").then_some(7);
        assert_eq!(
            refusal.error.retry_after().map(|wait| wait.as_secs()),
            asked
        );
        request.await.unwrap();
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_come_to_an_end(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 1..400),
        size in 1_usize..50,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let scan = fixtures::recorded(fixtures::SCAN_STREAM);
        // Alone, and where a stream breaks in the middle of sound events.
        for text in [bytes.clone(), [&scan[..900], &bytes, scan].concat()] {
            let mut events = chunks(text.chunks(size));
            runtime.block_on(async {
                while !matches!(events.next().await, Incoming::Closed(_)) {}
            });
        }
    }
}
