//! See `plex_api_tests::fuzzing::identity_body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::identity_body(input));
