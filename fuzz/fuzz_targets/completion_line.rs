//! See `plex_api_tests::fuzzing::completion_line`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::completion_line(input));
