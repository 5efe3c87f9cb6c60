//! The pages for people: a code is typed or known, and a button approves it.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;

use crate::plex_tv::account::PinAnswer;
use crate::plex_tv::forms::{self, Received, Service};
use crate::plex_tv::service::OWNER;

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>plex-sim: \
                    sign in</title></head><body><h1>A simulated plex.tv</h1>";

/// `GET /link`: a form for the short code.
pub(super) async fn show_link() -> Response {
    show("<p>Type the code that the program shows.</p>", "")
}

/// `GET /auth`: the browser's page. The code stands behind the `#` of the address, which the server
/// never sees; a script copies it into the form.
pub(super) async fn show_auth() -> Response {
    let script = "<script>const text = location.hash.replace(/^#!?\\??/, '');\
                  document.forms[0].code.value = new URLSearchParams(text).get('code') || '';</script>";
    show("<p>A program asks for access to this account.</p>", script)
}

fn show(words: &str, script: &str) -> Response {
    let form = "<form method=\"post\" action=\"/link\"><input name=\"code\" autocomplete=\"off\" \
                autofocus> <button>Approve</button></form>";
    let page = format!("{HEAD}{words}{form}{script}</body></html>");
    forms::answer(200, "text/html; charset=utf-8", page)
}

/// `POST /link`: the button.
pub(super) async fn approve(State(service): Service, Extension(request): Received) -> Response {
    let code = forms::value(&request, "code").unwrap_or_default();
    let now = service.clock.now();
    let linked = service.with(|state| state.answer_pin(code.trim(), PinAnswer::Linked(OWNER), now));
    let (status, words) = if linked {
        (200, "<p>Signed in. You can return to the program.</p>")
    } else {
        (
            404,
            "<p>No program waits with this code, or the code has expired.</p>",
        )
    };
    let page = format!("{HEAD}{words}</body></html>");
    forms::answer(status, "text/html; charset=utf-8", page)
}
