//! Messages over an open WebSocket, and how it closes: both ends in memory, on a paused clock.

mod floods;
mod handshake;

use futures_util::{FutureExt, SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

use super::*;
use crate::notifications::tests::fixtures;
use crate::notifications::tests::support::*;

type Client = WebSocket<DuplexStream>;
type Server = WebSocketStream<DuplexStream>;

const LIMIT: usize = 1000;

fn settings() -> Settings {
    Settings {
        max_message_bytes: LIMIT,
        ..Settings::default()
    }
}

/// A client, and the bytes that it sends and receives.
async fn raw(buffer: usize) -> (Client, DuplexStream) {
    let (near, far) = duplex(buffer);
    let settings = settings();
    let decoder = decoder(Transport::WebSocket, &settings);
    (WebSocket::over(near, decoder, &settings).await, far)
}

/// A client and a server.
async fn pair() -> (Client, Server) {
    let (client, far) = raw(64 * 1024).await;
    let server = WebSocketStream::from_raw_socket(far, Role::Server, None).await;
    (client, server)
}

async fn text(server: &mut Server, text: &str) {
    server.send(Message::text(text)).await.unwrap();
}

/// Reads until the client's close frame and gives its code.
async fn close_code(server: &mut Server) -> CloseCode {
    let minute = Duration::from_secs(60);
    let message = tokio::time::timeout(minute, server.next()).await;
    match message.expect("no close frame came").unwrap().unwrap() {
        Message::Close(frame) => frame.unwrap().code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn recorded_messages_are_delivered_in_order() {
    let (mut client, mut server) = pair().await;
    for (_, message) in fixtures::websocket() {
        text(&mut server, std::str::from_utf8(message).unwrap()).await;
    }
    for (name, message) in fixtures::websocket() {
        let expected = match crate::Notification::from_websocket(message) {
            Ok(notification) => Incoming::Notification(notification),
            Err(odd) => Incoming::Undecodable(odd),
        };
        assert_eq!(client.next().await, expected, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_odd_message_costs_only_itself() {
    let (mut client, mut server) = pair().await;
    text(&mut server, "{").await;
    server
        .send(Message::binary(b"\xff".as_slice()))
        .await
        .unwrap();
    server
        .send(Message::binary(activity("a", "x")))
        .await
        .unwrap();
    text(&mut server, &activity("b", "x")).await;
    for expected in [
        "undecodable",
        "undecodable",
        "activity updated a 'x' '' 5 -",
        "activity updated b 'x' '' 5 -",
    ] {
        assert_eq!(told(&client.next().await), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_may_come_in_fragments_with_a_ping_between() {
    let (mut client, mut server) = pair().await;
    let message = activity("a", "Größe 漢字");
    let (first, second) = message.as_bytes().split_at(message.find('漢').unwrap() + 1);
    let frame = |data: &[u8], kind, last| {
        Message::Frame(Frame::message(data.to_vec(), OpCode::Data(kind), last))
    };
    server.send(frame(first, Data::Text, false)).await.unwrap();
    server.send(Message::Ping("here".into())).await.unwrap();
    server
        .send(frame(second, Data::Continue, true))
        .await
        .unwrap();
    assert_eq!(client.next().await, Incoming::KeepAlive);
    assert_eq!(
        told(&client.next().await),
        "activity updated a 'Größe 漢字' '' 5 -"
    );
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_answered() {
    let (mut client, mut server) = pair().await;
    server.send(Message::Ping("here".into())).await.unwrap();
    assert_eq!(client.next().await, Incoming::KeepAlive);
    assert!(client.next().now_or_never().is_none());
    let answer = server.next().await.unwrap().unwrap();
    assert_eq!(answer, Message::Pong("here".into()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_leaves_in_pieces_does_not_wait_for_the_next_message() {
    let (mut client, mut far) = raw(4).await;
    let begin = Instant::now();
    far.write_all(&[0x89, 0]).await.unwrap();
    assert_eq!(client.next().await, Incoming::KeepAlive);
    let mut pong = [0; 6];
    tokio::select! {
        read = far.read_exact(&mut pong) => { read.unwrap(); }
        incoming = client.next() => panic!("{incoming:?}"),
    }
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn the_server_is_pinged_every_fifteen_seconds() {
    let (mut client, mut server) = pair().await;
    let begin = Instant::now();
    let pings = tokio::spawn(async move {
        let mut pings = Vec::new();
        while pings.len() < 4 {
            // Reading answers them.
            match server.next().await.unwrap().unwrap() {
                Message::Ping(_) => pings.push(begin.elapsed().as_secs()),
                other => panic!("{other:?}"),
            }
        }
        (pings, server)
    });
    for _ in 0..3 {
        assert_eq!(client.next().await, Incoming::KeepAlive);
    }
    assert!(client.next().now_or_never().is_none());
    let last = tokio::select! {
        pings = pings => pings.unwrap().0,
        incoming = client.next() => panic!("{incoming:?}"),
    };
    assert_eq!(last, [15, 30, 45, 60]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_nothing_is_given_up_eight_seconds_after_the_ping() {
    let (mut client, _server) = pair().await;
    let begin = Instant::now();
    let silent = client.next().await;
    assert_eq!(begin.elapsed().as_secs(), 23);
    let text = end(&silent, DisconnectReason::Silent);
    assert!(text.contains("did not answer a ping within 8s"), "{text}");
    assert_eq!(client.next().await, silent, "the end stays the end");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_no_bytes_is_given_up_too() {
    let (mut client, _far) = raw(1).await;
    let begin = Instant::now();
    end(&client.next().await, DisconnectReason::Silent);
    assert_eq!(begin.elapsed().as_secs(), 23);
}

#[tokio::test(start_paused = true)]
async fn any_message_after_a_ping_counts_as_its_answer() {
    // Never read from, this server answers no ping.
    let (mut client, mut server) = pair().await;
    let begin = Instant::now();
    let busy = tokio::spawn(async move {
        let mut every = tokio::time::interval(Duration::from_secs(7));
        for _ in 0..20 {
            every.tick().await;
            text(&mut server, &activity("a", "x")).await;
        }
        server
    });
    for _ in 0..20 {
        assert_eq!(told(&client.next().await), "activity updated a 'x' '' 5 -");
    }
    let _server = busy.await.unwrap();
    let last = begin.elapsed();
    assert_eq!(last.as_secs(), 19 * 7);
    end(&client.next().await, DisconnectReason::Silent);
    assert!(begin.elapsed() - last <= Duration::from_secs(15 + 8));
}

#[tokio::test(start_paused = true)]
async fn what_has_arrived_comes_before_a_verdict_on_silence() {
    let (mut client, mut server) = pair().await;
    assert!(client.next().now_or_never().is_none());
    tokio::time::advance(Duration::from_secs(16)).await;
    assert!(client.next().now_or_never().is_none(), "the ping is out");
    text(&mut server, &activity("a", "x")).await;
    text(&mut server, &activity("b", "x")).await;
    // The caller is away for longer than the deadline.
    tokio::time::advance(Duration::from_secs(60)).await;
    assert_eq!(told(&client.next().await), "activity updated a 'x' '' 5 -");
    assert_eq!(told(&client.next().await), "activity updated b 'x' '' 5 -");
    assert!(client.next().now_or_never().is_none());
}

#[tokio::test(start_paused = true)]
async fn dropping_next_at_any_point_loses_nothing() {
    let (mut client, mut far) = raw(64 * 1024).await;
    let message = activity("a", "Größe");
    let mut frames = vec![0x81, 126, 0, u8::try_from(message.len()).unwrap()];
    frames.extend(message.as_bytes());
    frames.extend([0x89, 1, b'!']);
    let mut came = Vec::new();
    for byte in frames {
        far.write_all(&[byte]).await.unwrap();
        // Each of these futures is polled once and dropped.
        came.extend(client.next().now_or_never());
    }
    let came: Vec<String> = came.iter().map(told).collect();
    assert_eq!(came, ["activity updated a 'Größe' '' 5 -", "ping"]);
    assert!(client.next().now_or_never().is_none());
    // The pong to that ping: masked, one byte long.
    let mut pong = [0; 7];
    far.read_exact(&mut pong).await.unwrap();
    assert_eq!((pong[0], pong[1]), (0x8a, 0x81));
    assert_eq!(pong[6] ^ pong[2], b'!');
}

#[tokio::test(start_paused = true)]
async fn a_close_frame_is_an_orderly_end_and_is_echoed() {
    for (code, reason, expected) in [
        (
            CloseCode::Away,
            "restart\n\x1b[2J",
            "with code 1001: restart[2J",
        ),
        (CloseCode::Normal, "", "with code 1000"),
        (CloseCode::Normal, TOKEN, "with code 1000: <token>"),
    ] {
        let (mut client, mut server) = pair().await;
        text(&mut server, &activity("a", "x")).await;
        let frame = CloseFrame {
            code,
            reason: reason.into(),
        };
        server.send(Message::Close(Some(frame))).await.unwrap();
        assert_eq!(told(&client.next().await), "activity updated a 'x' '' 5 -");
        let closed = client.next().await;
        let text = end(&closed, DisconnectReason::Ended);
        assert!(text.ends_with(expected), "{text}");
        assert_eq!(close_code(&mut server).await, code);
        assert_eq!(client.next().await, closed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_closes_and_then_takes_no_bytes_is_not_waited_for_long() {
    let (mut client, mut far) = raw(4).await;
    let begin = Instant::now();
    far.write_all(&[0x88, 2, 0x03, 0xe8]).await.unwrap();
    end(&client.next().await, DisconnectReason::Ended);
    assert_eq!(begin.elapsed().as_secs(), 8);
}

#[tokio::test(start_paused = true)]
async fn an_end_without_a_close_frame_is_a_reset() {
    let (mut client, mut server) = pair().await;
    text(&mut server, &activity("a", "x")).await;
    drop(server);
    assert_eq!(told(&client.next().await), "activity updated a 'x' '' 5 -");
    end(&client.next().await, DisconnectReason::Reset);

    // In the middle of a frame, too.
    let (mut client, mut far) = raw(64).await;
    far.write_all(&[0x81, 20, b'{']).await.unwrap();
    drop(far);
    end(&client.next().await, DisconnectReason::Reset);
}

#[tokio::test(start_paused = true)]
async fn what_a_dead_server_sent_last_is_still_delivered() {
    let (mut client, mut server) = pair().await;
    text(&mut server, &activity("a", "x")).await;
    drop(server);
    // The ping that is due now can no longer be written.
    tokio::time::advance(Duration::from_secs(16)).await;
    client.ping(&mut Context::from_waker(std::task::Waker::noop()));
    assert_eq!(told(&client.next().await), "activity updated a 'x' '' 5 -");
    end(&client.next().await, DisconnectReason::Reset);
}

#[tokio::test(start_paused = true)]
async fn a_byte_that_is_not_utf8_costs_a_character() {
    let (mut client, mut server) = pair().await;
    text(&mut server, &activity("a", "x")).await;
    let odd = activity("b", "?").replace('?', "\u{1}");
    let odd: Vec<u8> = odd
        .bytes()
        .map(|byte| if byte == 1 { 0xff } else { byte })
        .collect();
    let bad = Frame::message(odd, OpCode::Data(Data::Text), true);
    server.send(Message::Frame(bad)).await.unwrap();
    text(&mut server, &activity("c", "x")).await;
    for expected in [
        "activity updated a 'x' '' 5 -",
        "activity updated b '\u{fffd}' '' 5 -",
        "activity updated c 'x' '' 5 -",
    ] {
        assert_eq!(told(&client.next().await), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_too_large_ends_the_connection_after_what_came_before() {
    let large = activity("a", &"x".repeat(LIMIT));
    let half = large.len() / 2;
    let (first, second) = large.as_bytes().split_at(half);
    let frame = |data: &[u8], kind, last| {
        Message::Frame(Frame::message(data.to_vec(), OpCode::Data(kind), last))
    };
    for messages in [
        vec![Message::text(large.clone())],
        vec![
            frame(first, Data::Text, false),
            frame(second, Data::Continue, true),
        ],
    ] {
        let (mut client, mut server) = pair().await;
        text(&mut server, &activity("a", "x")).await;
        for message in messages {
            server.send(message).await.unwrap();
        }
        assert_eq!(told(&client.next().await), "activity updated a 'x' '' 5 -");
        let text = end(&client.next().await, DisconnectReason::Oversized);
        assert!(text.contains("too large"), "{text}");
        assert!(text.contains("1000"), "{text}");
        assert_eq!(close_code(&mut server).await, CloseCode::Size);
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_will_be_too_large_is_not_waited_for() {
    let (mut client, mut far) = raw(64).await;
    let begin = Instant::now();
    far.write_all(&[0x81, 127, 0, 0, 1, 0, 0, 0, 0, 0])
        .await
        .unwrap();
    end(&client.next().await, DisconnectReason::Oversized);
    assert_eq!(begin.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_message_of_exactly_the_limit_passes() {
    let (mut client, mut server) = pair().await;
    let fill = LIMIT - activity("a", "").len();
    text(&mut server, &activity("a", &"x".repeat(fill))).await;
    text(&mut server, &activity("a", &"x".repeat(fill + 1))).await;
    assert!(matches!(client.next().await, Incoming::Notification(_)));
    end(&client.next().await, DisconnectReason::Oversized);
}

#[tokio::test(start_paused = true)]
async fn broken_rules_end_the_connection() {
    for frame in [
        // Masked, which servers must not do.
        [0x81_u8, 0x82, 1, 2, 3, 4, 5, 6].as_slice(),
        // A reserved bit, a reserved kind, a continuation of nothing.
        &[0xc1, 2, b'{', b'}'],
        &[0x83, 0],
        &[0x80, 0],
    ] {
        let (mut client, mut far) = raw(1024).await;
        far.write_all(frame).await.unwrap();
        let text = end(&client.next().await, DisconnectReason::Protocol);
        assert!(text.contains("broke the rules"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn numbers_without_sense_do_not_hurt() {
    let settings = Settings {
        ping_interval: Duration::ZERO,
        pong_deadline: Duration::MAX,
        ..settings()
    };
    let (near, far) = duplex(1024);
    let decoder = decoder(Transport::WebSocket, &settings);
    let mut client = WebSocket::over(near, decoder, &settings).await;
    let mut server = WebSocketStream::from_raw_socket(far, Role::Server, None).await;
    let server = tokio::spawn(async move {
        for _ in 0..5 {
            server.next().await.unwrap().unwrap();
        }
    });
    let begin = Instant::now();
    for _ in 0..4 {
        assert_eq!(client.next().await, Incoming::KeepAlive);
    }
    assert!(begin.elapsed() >= Duration::from_millis(3));
    // The server goes after its fifth ping.
    while !matches!(client.next().await, Incoming::Closed(_)) {}
    server.await.unwrap();
}

proptest::proptest! {
    #[test]
    fn any_bytes_come_to_an_end(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..400),
    ) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let (mut client, mut far) = raw(1024).await;
            far.write_all(&bytes).await.unwrap();
            drop(far);
            while !matches!(client.next().await, Incoming::Closed(_)) {}
        });
    }
}
