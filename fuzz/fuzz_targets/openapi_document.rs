//! See `plex_api_tests::fuzzing::openapi_document`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| plex_api_tests::fuzzing::openapi_document(input));
