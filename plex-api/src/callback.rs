//! A function of the caller's that must not take the connection down when it panics.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

/// A hook. Its first panic is logged; the others are only caught.
pub(crate) struct Callback<T> {
    name: &'static str,
    call: Box<dyn Fn(&T) + Send + Sync>,
    has_panicked: AtomicBool,
}

impl<T> Callback<T> {
    pub(crate) fn new(name: &'static str, call: impl Fn(&T) + Send + Sync + 'static) -> Self {
        Self {
            name,
            call: Box::new(call),
            has_panicked: AtomicBool::new(false),
        }
    }

    pub(crate) fn call(&self, value: &T, server: &str) {
        let called = catch_unwind(AssertUnwindSafe(|| (self.call)(value)));
        if called.is_err() && !self.has_panicked.swap(true, Ordering::Relaxed) {
            // The panic's own text is not repeated: the panic hook has written it.
            tracing::error!(
                server,
                hook = self.name,
                "a hook panicked; it is called again, and later panics are not logged"
            );
        }
    }
}

impl<T> fmt::Debug for Callback<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
