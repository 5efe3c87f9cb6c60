//! Runs code that may panic without letting the panic out or onto the terminal.
//!
//! progenitor and typify panic where they meet something they cannot express. The panic hook is
//! global, so it is wrapped once for the whole process, and a flag of the thread decides whether
//! the wrapped hook is asked: other threads keep their messages, and nothing is ever taken down.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// The value of `work`, or the text of its panic.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });

    // The closure owns or only reads what it uses, and its leftovers are dropped here.
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.map_err(|payload| {
        let text = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("a panic without a message");
        format!("the generator panicked: {text}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_text() {
        let result: Result<(), String> = catch_panic(|| panic!("no {}", "schema"));
        assert_eq!(result, Err("the generator panicked: no schema".to_owned()));
        assert_eq!(catch_panic(|| 7), Ok(7));
    }

    #[test]
    fn the_flag_is_down_again_after_a_panic() {
        let _ = catch_panic(|| panic!("once"));
        assert!(!QUIET.get());
    }
}
