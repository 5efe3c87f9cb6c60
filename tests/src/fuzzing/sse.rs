//! Event streams read as the HTML standard says ("Server-sent events"), in the plainest way, to
//! compare with.

/// One event that has data.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event {
    /// `message` where the stream names none.
    pub(super) name: String,
    pub(super) data: String,
}

/// Every event of a whole stream. One that no blank line ends is none.
pub(super) fn events(stream: &[u8]) -> Vec<Event> {
    let text = String::from_utf8_lossy(stream);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut all = Vec::new();
    let (mut name, mut data) = (String::new(), String::new());
    // The text after the last line break is not a line.
    let lines = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    if text.contains('\n') {
        for line in lines.split('\n') {
            if line.is_empty() {
                if let Some(data) = data.strip_suffix('\n') {
                    let name = if name.is_empty() { "message" } else { &name };
                    all.push(Event {
                        name: name.to_owned(),
                        data: data.to_owned(),
                    });
                }
                name.clear();
                data.clear();
                continue;
            }
            let (field, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "event" => value.clone_into(&mut name),
                "data" => {
                    data.push_str(value);
                    data.push('\n');
                }
                _ => {}
            }
        }
    }
    all
}
