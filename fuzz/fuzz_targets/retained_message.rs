//! See `plex_api_tests::fuzzing::retained_message`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::retained_message(input));
