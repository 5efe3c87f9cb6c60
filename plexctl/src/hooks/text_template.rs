//! Texts of hooks that people write themselves: templates, escaped for the receiver, and bounded in work
//! and in size.

use std::io::{self, Write};

use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};
use serde::de::IgnoredAny;

use super::hook_event::HookEvent;
use super::notice::Notice;
use crate::output::sanitize_name;

/// The limit of work for one text: about as many steps, and 64 bytes for each.
const FUEL: u64 = 20_000;

/// The longest text, in bytes.
const LONGEST: usize = 64 * 1024;

/// The longest template, in bytes.
const LONGEST_TEMPLATE: usize = 16 * 1024;

/// The format in which a value is written into a text of a receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextFormat {
    /// No character is special: ntfy, Gotify, Pushover and Apprise take plain text.
    Plain,
    /// Values are JSON, quotation marks included.
    Json,
    /// Telegram: <https://core.telegram.org/bots/api#html-style>
    Html,
    /// Discord: a backslash before characters that would format.
    Markdown,
    /// Slack: <https://docs.slack.dev/messaging/formatting-message-text#escaping>
    Slack,
}

/// The templates of a hook.
pub(crate) struct TextTemplates {
    environment: Environment<'static>,
    format: TextFormat,
    /// The longest title and message, in characters.
    longest: (usize, usize),
    names: Vec<&'static str>,
}

/// A template that cannot be used.
#[derive(Debug)]
pub(crate) struct TemplateError {
    /// The line in the template, if it is known.
    pub(crate) line: Option<usize>,
    pub(crate) reason: String,
}

/// The texts of a hook for one event; `None` where the default is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnTexts {
    pub(crate) title: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) body: Option<String>,
}

impl OwnTexts {
    /// Returns `true` if all texts are the default ones.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl TextTemplates {
    /// No templates yet. `longest` are the limits of a title and of a message, in characters.
    pub(crate) fn new(format: TextFormat, longest: (usize, usize)) -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_auto_escape_callback(move |_| match format {
            TextFormat::Plain => AutoEscape::None,
            _ => AutoEscape::Custom("receiver".into()),
        });
        environment.set_formatter(move |out, state, value| write_value(format, out, state, value));
        // They would let a title of the server act in a text, or escape for HTML only.
        for filter in ["safe", "escape", "e"] {
            environment.remove_filter(filter);
        }
        // It shows everything at once.
        environment.remove_global("debug");
        Self {
            environment,
            format,
            longest,
            names: Vec::new(),
        }
    }

    /// Adds a template for `title`, `message` or `body`, and tries it with a sample of each event.
    pub(crate) fn add(
        &mut self,
        name: &'static str,
        text: &str,
        events: impl IntoIterator<Item = HookEvent>,
    ) -> Result<(), TemplateError> {
        if text.len() > LONGEST_TEMPLATE {
            return Err(TemplateError {
                line: None,
                reason: format!("expected at most {LONGEST_TEMPLATE} bytes"),
            });
        }
        let added = self.environment.add_template_owned(name, text.to_owned());
        added.map_err(|error| TemplateError::new(&error))?;
        self.check_names(name, text)?;
        for event in events {
            self.render(name, &Notice::sample(event, "home"))?;
        }
        self.names.push(name);
        Ok(())
    }

    /// Renders the texts for an event. A text that fails is left out, and the first failure is returned too.
    pub(crate) fn render_all(&self, notice: &Notice) -> (OwnTexts, Option<String>) {
        let mut texts = OwnTexts::default();
        let mut problem = None;
        for name in &self.names {
            match self.render(name, notice) {
                Ok(text) => match *name {
                    "title" => texts.title = Some(text),
                    "message" => texts.message = Some(text),
                    _ => texts.body = Some(text),
                },
                Err(error) => {
                    problem.get_or_insert(format!("the template {name} failed: {error}"));
                }
            }
        }
        (texts, problem)
    }

    /// Refuses names that no event has, also in branches that no sample takes.
    fn check_names(&self, name: &str, text: &str) -> Result<(), TemplateError> {
        let template = self.environment.get_template(name);
        let template = template.map_err(|error| TemplateError::new(&error))?;
        let mut used: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        used.sort();
        let known: Vec<&str> = Notice::text_names().collect();
        let globals: Vec<&str> = self.environment.globals().map(|(name, _)| name).collect();
        let unknown = used
            .iter()
            .find(|name| !known.contains(&name.as_str()) && !globals.contains(&name.as_str()));
        let Some(unknown) = unknown else {
            return Ok(());
        };
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let line = text.lines().position(|line| {
            line.split(|c: char| !is_word(c))
                .any(|word| word == unknown)
        });
        Err(TemplateError {
            line: line.map(|line| line + 1),
            reason: format!(
                "there is no {:?}. Known: {}",
                sanitize_name(unknown),
                known.join(", ")
            ),
        })
    }

    fn render(&self, name: &str, notice: &Notice) -> Result<String, TemplateError> {
        let template = self.environment.get_template(name);
        let template = template.map_err(|error| TemplateError::new(&error))?;
        let mut written = BoundedText::default();
        let rendered =
            template.render_captured_to(Value::from(Serde(notice.text_values())), &mut written);
        if written.is_full {
            return Err(TemplateError {
                line: None,
                reason: format!("it writes more than {LONGEST} bytes"),
            });
        }
        rendered.map_err(|error| TemplateError::new(&error))?;
        let text = String::from_utf8_lossy(&written.bytes);
        let text = text.trim();
        if self.format == TextFormat::Json {
            return match serde_json::from_str::<IgnoredAny>(text) {
                Ok(_) => Ok(text.to_owned()),
                Err(error) => Err(TemplateError {
                    line: None,
                    reason: format!("it does not write JSON: {error}"),
                }),
            };
        }
        let longest = match name {
            "title" => self.longest.0,
            _ => self.longest.1,
        };
        // A cut could break the formatting.
        match self.format {
            TextFormat::Plain => Ok(cut(text, longest)),
            _ if text.chars().nth(longest).is_some() => Err(TemplateError {
                line: None,
                reason: format!("it writes more than {longest} characters"),
            }),
            _ => Ok(text.to_owned()),
        }
    }
}

impl TemplateError {
    fn new(error: &Error) -> Self {
        let reason = match (error.kind(), error.detail()) {
            (ErrorKind::OutOfFuel, _) => "it takes too much work".to_owned(),
            (kind, Some(detail)) => format!("{kind}: {}", sanitize_name(detail)),
            (kind, None) => kind.to_string(),
        };
        Self {
            line: error.line(),
            reason,
        }
    }
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line} of the text: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Cuts a text to so many characters, and marks the cut.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().nth(longest).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{kept}…")
}

/// Escapes a text for a receiver.
pub(super) fn escape(format: TextFormat, text: &str) -> String {
    match format {
        TextFormat::Plain => text.to_owned(),
        TextFormat::Json => serde_json::Value::from(text).to_string(),
        // The three that Telegram names, and the one that ends an attribute.
        TextFormat::Html => escape_slack(text).replace('"', "&quot;"),
        TextFormat::Slack => escape_slack(text),
        TextFormat::Markdown => {
            let mut escaped = String::with_capacity(text.len());
            for c in text.chars() {
                if DISCORD_MARKS.contains(c) {
                    escaped.push('\\');
                }
                escaped.push(c);
            }
            escaped
        }
    }
}

/// The characters that Discord formats, unless there is a backslash before them.
const DISCORD_MARKS: &str = "\\*_~`|>#[]()-:@<";

/// Escapes the three characters that Slack names, and no other.
fn escape_slack(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Writes a value of the event. A value that a template has put together itself is escaped already.
fn write_value(
    format: TextFormat,
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_safe() && !matches!(state.auto_escape(), AutoEscape::None) {
        return out
            .write_str(value.as_str().unwrap_or_default())
            .map_err(Error::from);
    }
    let text = match (format, value.as_str()) {
        (TextFormat::Json, _) => serde_json::to_string(value)
            .map_err(|error| Error::new(ErrorKind::BadSerialization, error.to_string()))?,
        (_, Some(text)) => escape(format, text),
        // An unknown value.
        (_, None) if value.is_none() => String::new(),
        (_, None) => escape(format, &value.to_string()),
    };
    out.write_str(&text).map_err(Error::from)
}

/// A text that takes no more than its limit.
#[derive(Default)]
struct BoundedText {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for BoundedText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LONGEST {
            self.is_full = true;
            return Err(io::Error::from(io::ErrorKind::WriteZero));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(title: &str) -> Notice {
        let document = serde_json::json!({
            "server": "home", "at": "2026-11-30T04:00:00.000Z", "event": "ended", "how": "ended",
            "activity": {"uuid": "u", "type": "butler", "title": title},
            "run": {"duration_seconds": 90},
        });
        Notice::new("evt".to_owned(), HookEvent::Ended, &document.to_string())
    }

    fn render(format: TextFormat, template: &str, title: &str) -> Result<String, String> {
        let mut templates = TextTemplates::new(format, (100, 1_000));
        let text = |error: TemplateError| error.to_string();
        templates
            .add("message", template, [HookEvent::Ended])
            .map_err(text)?;
        templates.render("message", &notice(title)).map_err(text)
    }

    #[test]
    fn a_value_is_escaped_for_its_receiver_and_the_template_is_not() {
        let title = "<b>@all</b> & \"*x*\"";
        for (format, template, expected) in [
            (
                TextFormat::Plain,
                "*{{ title }}*",
                "*<b>@all</b> & \"*x*\"*",
            ),
            (
                TextFormat::Html,
                "<b>{{ title }}</b>",
                "<b>&lt;b&gt;@all&lt;/b&gt; &amp; &quot;*x*&quot;</b>",
            ),
            (
                TextFormat::Slack,
                "*{{ title }}*",
                "*&lt;b&gt;@all&lt;/b&gt; &amp; \"*x*\"*",
            ),
            (
                TextFormat::Markdown,
                "**{{ title }}**",
                r#"**\<b\>\@all\</b\> & "\*x\*"**"#,
            ),
            (
                TextFormat::Json,
                "{\"text\": {{ title }}, \"seconds\": {{ duration_seconds }}}",
                r#"{"text": "<b>@all</b> & \"*x*\"", "seconds": 90}"#,
            ),
            (
                TextFormat::Html,
                "{% set line %}<i>{{ title }}</i>{% endset %}{{ line }}{{ line ~ how }}",
                "<i>&lt;b&gt;@all&lt;/b&gt; &amp; &quot;*x*&quot;</i>\
                 <i>&lt;b&gt;@all&lt;/b&gt; &amp; &quot;*x*&quot;</i>ended",
            ),
        ] {
            assert_eq!(render(format, template, title).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_cannot_work_is_refused_with_its_line() {
        for (format, template, part) in [
            (
                TextFormat::Plain,
                "a\n{{ titel }}",
                "line 2 of the text: there is no \"titel\"",
            ),
            (
                TextFormat::Plain,
                "a\n\n{% if %}",
                "line 3 of the text: syntax error",
            ),
            (TextFormat::Plain, "{{ title | shout }}", "unknown filter"),
            (TextFormat::Html, "{{ title | safe }}", "unknown filter"),
            (
                TextFormat::Plain,
                "{{ data.nothing.there }}",
                "undefined value",
            ),
            (
                TextFormat::Json,
                "{\"text\": \"{{ title }}\"}",
                "does not write JSON",
            ),
            (TextFormat::Plain, "{% include \"x\" %}", "syntax error"),
        ] {
            let error = render(format, template, "x").unwrap_err();
            assert!(error.contains(part), "{template}: {error}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_where_a_cut_breaks_nothing() {
        let template = "{% for a in range(300) %}long {% endfor %}";
        let text = render(TextFormat::Plain, template, "x").unwrap();
        assert_eq!(text.chars().count(), 1_000);
        assert!(text.ends_with('…'));
        let error = render(TextFormat::Html, template, "x").unwrap_err();
        assert!(error.contains("more than 1000 characters"), "{error}");
    }

    #[test]
    fn no_template_takes_long_or_writes_much() {
        for template in [
            "{% for a in range(10000) %}{% for b in range(10000) %}{% endfor %}{% endfor %}",
            "{{ 'x' * 100000000 }}",
            "{% for a in range(1000) %}{{ 'x' * 1000 }}{% endfor %}",
            "{% set ns = namespace(t='x' * 1000) %}{% for a in range(60) %}{% set ns.t = ns.t ~ ns.t %}{% endfor %}",
        ] {
            let begin = std::time::Instant::now();
            let error = render(TextFormat::Plain, template, "x").unwrap_err();
            assert!(
                error.contains("too much work") || error.contains("more than 65536 bytes"),
                "{template}: {error}"
            );
            assert!(begin.elapsed() < std::time::Duration::from_secs(2));
        }
    }
}
