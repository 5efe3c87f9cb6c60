//! What can be awaited together compiles, and what would take an event from somebody does not.

#[test]
fn futures_that_a_program_awaits_together_borrow_nothing_from_each_other() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/borrows/pass/*.rs");
    cases.compile_fail("tests/borrows/fail/*.rs");
}
