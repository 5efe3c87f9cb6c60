//! See `plex_api_tests::fuzzing::scenario_file`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::scenario_file(input));
