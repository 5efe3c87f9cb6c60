//! The opening of a WebSocket, over real sockets: the request, and the accepted answers.

use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::*;
use crate::error::ErrorKind;
use crate::generated::OperationId;
use crate::notifications::transport::{Connection, RefusalKind, connect_websocket};

async fn refusal(url: &str) -> Refusal {
    connect_websocket(&plex(url), &Settings::default())
        .await
        .err()
        .unwrap()
}

#[tokio::test]
async fn the_handshake_carries_the_token_in_a_header_alone() {
    let (url, socket) = listen().await;
    let server = tokio::spawn(async move {
        let mut socket = socket.await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        let key = head
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("sec-websocket-key")
                    .then_some(value)
            })
            .unwrap();
        let answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {}\r\n\r\n",
            derive_accept_key(key.as_bytes())
        );
        // The first message comes in the same segment as the head.
        let message = activity("a", "x");
        let length = u8::try_from(message.len()).unwrap();
        let all = [
            answer.as_bytes(),
            &[0x81, 126, 0, length],
            message.as_bytes(),
        ];
        socket.write_all(&all.concat()).await.unwrap();
        let socket = WebSocketStream::from_raw_socket(socket, Role::Server, None).await;
        (head.to_ascii_lowercase(), socket)
    });
    let mut connection = connect_websocket(&plex(&url), &Settings::default())
        .await
        .unwrap();
    assert_eq!(connection.transport(), Transport::WebSocket);
    assert_eq!(
        told(&connection.next().await),
        "activity updated a 'x' '' 5 -"
    );

    let (head, mut server) = server.await.unwrap();
    assert_eq!(
        target_of(&head),
        "get /:/websockets/notifications?filters=activity http/1.1"
    );
    for header in [
        "connection: upgrade",
        "upgrade: websocket",
        "sec-websocket-version: 13",
        "sec-websocket-key: ",
        "x-plex-client-identifier: ",
    ] {
        assert_eq!(
            head.matches(&format!("\r\n{header}")).count(),
            1,
            "{header}\n{head}"
        );
    }
    for header in ["sec-websocket-protocol", "sec-websocket-extensions"] {
        assert!(!head.contains(header), "{head}");
    }

    server.send(Message::text("{")).await.unwrap();
    assert_eq!(told(&connection.next().await), "undecodable");
    server.close(None).await.unwrap();
    end(&connection.next().await, DisconnectReason::Ended);
}

#[tokio::test]
async fn an_upgrade_without_the_right_proof_is_refused() {
    let wrong = derive_accept_key(b"another key");
    for headers in [
        "upgrade: websocket\r\nconnection: upgrade\r\n".to_owned(),
        format!("upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: {wrong}\r\n"),
        format!("upgrade: h2c\r\nconnection: upgrade\r\nsec-websocket-accept: {wrong}\r\n"),
    ] {
        let answer = format!("HTTP/1.1 101 Switching Protocols\r\n{headers}\r\n");
        let (url, request) = answering(answer).await;
        let Refusal { kind, error } = refusal(&url).await;
        assert_eq!(kind, RefusalKind::WrongAnswer);
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::NotPlex, Some(101))
        );
        assert_eq!(
            error.operation(),
            Some(OperationId::ConnectWebSocket.as_str())
        );
        assert!(error.to_string().contains("WebSocket"), "{error}");
        assert!(!error.to_string().contains(TOKEN), "{error}");
        request.await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_says_what_answered() {
    use ErrorKind::*;
    use RefusalKind::*;
    let html = "content-type: text/html";
    let page = b"<html><head><title>Sign in</title></head></html>".as_slice();
    let maintenance = fixtures::recorded("http-503-maintenance.xml");
    for (answer, kind, error, status) in [
        (unauthorized(), Status, Unauthorized, 401),
        (
            answer("403 Forbidden", &[html], b""),
            Status,
            Forbidden,
            403,
        ),
        (
            answer("404 Not Found", &[html], page),
            Status,
            NotFound,
            404,
        ),
        (
            answer("400 Bad Request", &[html], page),
            Status,
            Rejected,
            400,
        ),
        (
            answer("502 Bad Gateway", &[html], page),
            Status,
            ServerBusy,
            502,
        ),
        (
            answer("503 Service Unavailable", &["retry-after: 7"], maintenance),
            Status,
            ServerBusy,
            503,
        ),
        (answer("200 OK", &[html], page), WrongAnswer, NotPlex, 200),
        (answer("200 OK", &[], b""), WrongAnswer, NotPlex, 200),
        (
            answer("200 OK", &["content-type: text/xml"], maintenance),
            Status,
            ServerBusy,
            503,
        ),
        (
            answer("204 No Content", &[], b""),
            WrongAnswer,
            NotPlex,
            204,
        ),
        (
            answer("302 Found", &["location: http://example.org/"], b""),
            WrongAnswer,
            Redirect,
            302,
        ),
    ] {
        let shown = String::from_utf8_lossy(&answer).into_owned();
        let (url, request) = answering(answer).await;
        let refusal = refusal(&url).await;
        assert_eq!(
            (refusal.kind, refusal.error.kind()),
            (kind, error),
            "{shown}"
        );
        assert_eq!(refusal.error.status(), Some(status), "{shown}");
        assert_eq!(
            refusal.error.operation(),
            Some(OperationId::ConnectWebSocket.as_str())
        );
        let asked = shown.contains("retry-after").then_some(7);
        assert_eq!(
            refusal.error.retry_after().map(|wait| wait.as_secs()),
            asked
        );
        request.await.unwrap();
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_or_says_nothing_is_not_reached() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let Refusal { kind, error } = refusal(&url).await;
    assert_eq!(
        (kind, error.kind()),
        (RefusalKind::NotReached, ErrorKind::Connect)
    );

    let (url, socket) = listen().await;
    let plex = plex(&url).with_request_timeout(Duration::from_millis(50));
    let Refusal { kind, error } = connect_websocket(&plex, &Settings::default())
        .await
        .err()
        .unwrap();
    assert_eq!(
        (kind, error.kind()),
        (RefusalKind::NotReached, ErrorKind::Timeout)
    );
    drop(socket.await.unwrap());
}

#[tokio::test]
async fn the_request_timeout_does_not_touch_an_open_connection() {
    let (url, socket) = listen().await;
    let server = tokio::spawn(async move {
        let socket = socket.await.unwrap();
        tokio_tungstenite::accept_async(socket).await.unwrap()
    });
    let plex = plex(&url).with_request_timeout(Duration::from_millis(200));
    let settings = Settings {
        ping_interval: Duration::from_millis(100),
        ..Settings::default()
    };
    let mut connection = connect_websocket(&plex, &settings).await.unwrap();
    let mut server = server.await.unwrap();
    let server = tokio::spawn(async move { while let Some(Ok(_)) = server.next().await {} });
    for _ in 0..4 {
        assert_eq!(connection.next().await, Incoming::KeepAlive);
    }
    drop(connection);
    // That the server's side ends shows that dropping closes the socket.
    server.await.unwrap();
}

#[tokio::test]
async fn connecting_and_waiting_may_move_between_threads() {
    fn moves<T: Send>(_: &T) {}
    let plex = plex("http://127.0.0.1:1");
    let settings = Settings::default();
    moves(&connect_websocket(&plex, &settings));
    fn waits(connection: &mut Connection) {
        moves(connection);
        moves(&connection.next());
    }
    let _ = waits;
}
