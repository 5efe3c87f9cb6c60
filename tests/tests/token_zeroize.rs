//! No copy of the token that this project makes stays in memory: the process reads its own.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is what a test is for"
)]

use std::fs::File;
use std::os::unix::fs::FileExt;

use plex_api::{Plex, PlexBuilder, Token};

/// As long as no other text of this program.
const LENGTH: usize = 240;
/// The part of the token that is searched for: the allocator writes over the ends of freed memory.
const MIDDLE: std::ops::Range<usize> = 80..160;

/// The token, every bit turned over, so that this program has no copy of it either.
fn turned_over() -> Vec<u8> {
    let letters = (0..LENGTH).zip((b'A'..=b'W').cycle());
    letters.map(|(_, letter)| !letter).collect()
}

/// The token in a string that is larger than it has to be, as one that grew is.
fn text() -> String {
    let mut text = String::with_capacity(2 * LENGTH);
    text.extend(turned_over().iter().map(|byte| char::from(!byte)));
    text
}

/// The number of times that the middle of the token is in this process's memory, also where that is free.
fn copies() -> usize {
    const CHUNK: usize = 1 << 20;
    let needle = turned_over().split_off(MIDDLE.start);
    let needle = &needle[..MIDDLE.len()];
    let memory = File::open("/proc/self/mem").unwrap();
    let mut chunk = vec![0_u8; CHUNK];
    let mut found = 0;
    for line in std::fs::read_to_string("/proc/self/maps").unwrap().lines() {
        let mut words = line.split(' ');
        let (begin, end) = words.next().unwrap().split_once('-').unwrap();
        if !words.next().unwrap().starts_with("rw") {
            continue;
        }
        let end = usize::from_str_radix(end, 16).unwrap();
        let mut at = usize::from_str_radix(begin, 16).unwrap();
        while at < end {
            let length = CHUNK.min(end - at);
            // Some special regions cannot be read, and hold no data of this program.
            if memory
                .read_exact_at(&mut chunk[..length], at as u64)
                .is_ok()
            {
                // Turned over at once: the buffer must not be found as a copy.
                chunk[..length].iter_mut().for_each(|byte| *byte = !*byte);
                let windows = chunk[..length].windows(needle.len());
                found += windows.filter(|window| *window == needle).count();
                // The needle was read as well, and is the token when turned over.
                chunk.fill(0);
                std::hint::black_box(&chunk);
            }
            if at + length == end {
                break;
            }
            at += length - needle.len() + 1;
        }
    }
    found
}

fn builder() -> PlexBuilder {
    Plex::builder("http://127.0.0.1:1")
}

#[test]
fn no_copy_of_the_token_is_left_in_memory_after_the_drop() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    {
        // Wiped by the test's own hand.
        let mut text = text().into_bytes();
        std::fs::write(&file, &text).unwrap();
        text.fill(0);
        std::hint::black_box(&text);
    }
    assert_eq!(copies(), 0, "the test itself leaves none");

    let token = Token::from_file(&file).unwrap();
    assert!(copies() > 0, "the search finds what is there");
    let builder = builder().token(token.clone());
    let other = builder.clone().token(Token::new(text()).unwrap());
    Token::new(text_with_space()).unwrap_err();
    let plex = builder.clone().recorder(|_| {}).build().unwrap();
    let clones = (
        plex.clone(),
        other.build().unwrap(),
        format!("{plex:?} {builder:?}"),
    );
    drop((token, builder, plex, clones));
    assert_eq!(copies(), 0);
}

/// A text that contains the token and is not a token.
fn text_with_space() -> String {
    let mut text = text();
    text.push(' ');
    text
}
