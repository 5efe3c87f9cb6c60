//! Servers that send without a pause: pings, fragments, frames that say nothing.

use super::*;
use crate::limits::MAX_UNSENT_BYTES;

/// The size of the pipe between client and server.
const PIPE: usize = 1024;

/// Reads while `write` writes the same bytes again and again, `times` in all.
async fn flooded(client: &mut Client, far: &mut DuplexStream, bytes: &[u8], times: usize) -> usize {
    let mut sent = 0;
    let mut read = 0;
    while sent < times {
        tokio::select! {
            biased;
            incoming = client.next() => {
                assert_eq!(incoming, Incoming::KeepAlive);
                read += 1;
            }
            written = far.write_all(bytes) => {
                written.unwrap();
                sent += 1;
            }
        }
    }
    read
}

#[tokio::test(start_paused = true)]
async fn pings_whose_answers_are_not_read_do_not_fill_the_memory() {
    let (mut client, mut far) = raw(PIPE).await;
    // A ping with 100 bytes in it, which the pong has to repeat.
    let ping = [&[0x89, 100][..], &[b'x'; 100]].concat();
    let read = flooded(&mut client, &mut far, &ping, 20_000).await;
    assert!(read > 10_000, "{read}");
    // Only the bytes that wait to be sent and the bytes in the pipe are still to come.
    let mut waiting = 0;
    let mut buffer = [0; 4096];
    let all = async {
        loop {
            tokio::select! {
                biased;
                read = far.read(&mut buffer) => waiting += read.unwrap(),
                _ = client.next() => {}
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(1), all).await;
    assert!(
        waiting < MAX_UNSENT_BYTES + 2 * PIPE,
        "{waiting} bytes of pongs had been kept"
    );
}

#[tokio::test(start_paused = true)]
async fn fragments_without_an_end_are_too_large_at_last() {
    let (mut client, mut far) = raw(PIPE).await;
    far.write_all(&[0x01, 10]).await.unwrap();
    far.write_all(&[b'x'; 10]).await.unwrap();
    let fragment = [&[0x00, 10][..], &[b'x'; 10]].concat();
    for _ in 0..LIMIT / 10 {
        tokio::select! {
            incoming = client.next() => {
                end(&incoming, DisconnectReason::Oversized);
                return;
            }
            written = far.write_all(&fragment) => written.unwrap(),
        }
    }
    end(&client.next().await, DisconnectReason::Oversized);
}

#[tokio::test(start_paused = true)]
async fn empty_fragments_without_an_end_are_silence() {
    let (mut client, mut far) = raw(64 * 1024).await;
    far.write_all(&[0x01, 0]).await.unwrap();
    let flood = tokio::spawn(async move {
        // Nothing of it is a message, and no ping is answered.
        let pause = Duration::from_millis(10);
        while far.write_all(&[0x00, 0].repeat(100)).await.is_ok() {
            let _ = tokio::time::timeout(pause, std::future::pending::<()>()).await;
        }
    });
    let minute = Duration::from_secs(60);
    let incoming = tokio::time::timeout(minute, client.next()).await.unwrap();
    end(&incoming, DisconnectReason::Silent);
    drop(client);
    flood.await.unwrap();
}
