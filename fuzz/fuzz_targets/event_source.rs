//! See `plex_api_tests::fuzzing::event_source`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::event_source(input));
