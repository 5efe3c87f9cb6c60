//! The options that say what is written and how, as typed.

use clap::{ArgAction, Args, ValueEnum};

/// What is shown, and how.
#[derive(Args)]
#[command(next_help_heading = "Output options")]
pub(crate) struct OutputFlags {
    /// How data is written: for people, as one JSON document, or as one JSON object a line
    #[arg(
        short = 'o',
        long = "output",
        global = true,
        value_name = "FORMAT",
        value_enum
    )]
    #[arg(default_value_t = OutputFormat::Table)]
    pub(crate) format: OutputFormat,

    /// Use colors; auto means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,

    /// Say nothing but data and failures
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Log what happens to standard error; -vv and -vvv log more, and never the token
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

impl OutputFlags {
    /// What holds when the command line as a whole cannot be read.
    pub(crate) fn plain(color: ColorChoice) -> Self {
        Self {
            format: OutputFormat::Table,
            color,
            quiet: false,
            verbose: 0,
        }
    }
}

/// How data is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Aligned columns for people; fits the terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
}

/// Whether to use colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    Auto,
    Always,
    Never,
}
