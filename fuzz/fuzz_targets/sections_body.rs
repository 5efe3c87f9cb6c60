//! See `plex_api_tests::fuzzing::sections_body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::sections_body(input));
