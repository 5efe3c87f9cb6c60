//! Programs that a new field or variant would break are refused today already.

#[test]
fn what_a_new_field_or_variant_would_break_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/cases/*.rs");
}
