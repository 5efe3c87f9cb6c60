//! Programs that a new field or variant would break, or that would take an event from somebody, do not
//! compile today.

#[test]
fn code_that_would_break_or_lose_something_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}
