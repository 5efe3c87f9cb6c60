//! Programs that a new field or variant would break do not compile today.

#[test]
fn code_that_a_new_field_or_variant_would_break_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}
