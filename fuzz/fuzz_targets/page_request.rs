//! See `plex_api_tests::fuzzing::page_request`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::page_request(input));
