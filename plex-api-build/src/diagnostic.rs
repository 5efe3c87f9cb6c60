//! The mistakes in a document: the place of each, the expected form, and a hint.

use std::fmt;

use crate::document_spec::DocumentSpec;
use crate::source_map::{LineIndex, Pointer};

/// The step of the way at which a document failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// The text is not an OpenAPI document.
    Load,
    /// The document says something that would get lost, clash or not generate.
    Lint,
    /// The adapted document is not a valid OpenAPI document: an adaptation has a bug.
    Transform,
    /// The generator refused or panicked.
    Generate,
    /// The generator's output does not have the form that the renderer expects.
    Render,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Load => "load",
            Self::Lint => "lint",
            Self::Transform => "transform",
            Self::Generate => "generate",
            Self::Render => "render",
        })
    }
}

/// One mistake, at one place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The line in the document, if it is known.
    pub line: Option<usize>,
    /// The place in the document.
    pub pointer: Pointer,
    /// The found value, and the expected one.
    pub what: String,
    /// A way to repair it.
    pub hint: String,
}

impl Diagnostic {
    pub(crate) fn new(pointer: Pointer, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            line: None,
            pointer,
            what: what.into(),
            hint: hint.into(),
        }
    }

    pub(crate) fn at_line(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "{line}: ")?;
        }
        write!(
            f,
            "{}: {}\n    hint: {}",
            self.pointer, self.what, self.hint
        )
    }
}

/// The reason why nothing was built: every diagnostic of the step that failed, in the order of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    document: &'static str,
    stage: Stage,
    diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// Adds the lines that are known, sorts, and drops repetitions.
    pub(crate) fn new(
        spec: &DocumentSpec,
        stage: Stage,
        mut diagnostics: Vec<Diagnostic>,
        text: &str,
    ) -> Self {
        let mut places = LineIndex::of(text);
        for diagnostic in &mut diagnostics {
            diagnostic.line = diagnostic
                .line
                .or_else(|| places.line_of(&diagnostic.pointer));
        }
        diagnostics.sort();
        diagnostics.dedup();
        Self {
            document: spec.path,
            stage,
            diagnostics,
        }
    }

    /// The path of the document.
    #[must_use]
    pub fn document(&self) -> &'static str {
        self.document
    }

    /// The step that failed.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The mistakes, in the order of the document.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.diagnostics {
            let space = if diagnostic.line.is_some() { "" } else { " " };
            writeln!(f, "{}:{space}{diagnostic}", self.document)?;
        }
        let count = self.diagnostics.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(
            f,
            "{}: {count} problem{plural} in {}",
            self.stage, self.document
        )
    }
}

impl std::error::Error for Failure {}
