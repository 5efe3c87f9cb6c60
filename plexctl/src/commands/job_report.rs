//! The output of the commands that start jobs: as text, or in the documents of the command.

use plex_api::ActivityId;

use super::job::JobRow;
use super::job_words::{self, JobWords};
use crate::error::CliError;
use crate::output::{
    Console, JobEntry, JobLine, JobResult, JobsDocument, OutcomeEntry, OutcomeLine, OutputFormat,
    ScanDocument, ScanEntry, ScanLine, ScanResult, TargetEntry, to_json_line, to_pretty_json,
};

/// The output for the jobs of one command.
pub(super) struct JobReport {
    pub(super) format: OutputFormat,
    pub(super) documents: JobDocuments,
}

/// The documents of a command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum JobDocuments {
    /// `scan` of one section: that it has started, then its outcome.
    OneScan,
    /// `scan` of several sections: one result for each.
    Scans,
    /// `start`: one result for each.
    Jobs,
}

impl JobReport {
    pub(super) const fn words(&self) -> &'static JobWords {
        match self.documents {
            JobDocuments::OneScan | JobDocuments::Scans => &job_words::SCAN,
            JobDocuments::Jobs => &job_words::WORK,
        }
    }

    /// Names the place that `--when-idle` waits for.
    pub(super) fn describe_place(&self, rows: &[JobRow]) -> String {
        let labels: Vec<&str> = rows.iter().map(|row| row.name.label.as_str()).collect();
        match (self.documents, labels.as_slice()) {
            (JobDocuments::Jobs, _) => "the server".to_owned(),
            (_, [title]) => format!("the section {title}"),
            (_, titles) => format!("one of the sections {}", titles.join(", ")),
        }
    }

    /// Says that the server accepted the request, where no activity is looked for.
    pub(super) fn note_started(&self, row: &JobRow, runs_already: bool, console: &mut Console) {
        let label = &row.name.label;
        match (self.documents, runs_already) {
            (JobDocuments::Jobs, true) => {
                console.note(&format!("{label}: is running already; nothing was started"));
            }
            (JobDocuments::Jobs, false) => console.note(&format!("{label}: started")),
            _ => {}
        }
    }

    /// Writes that a scan has started, once.
    pub(super) fn announce(&self, row: &mut JobRow, console: &mut Console) -> Result<(), CliError> {
        if self.documents == JobDocuments::Jobs || std::mem::replace(&mut row.is_announced, true) {
            return Ok(());
        }
        match self.format {
            OutputFormat::Jsonl if self.documents == JobDocuments::OneScan => {
                console.write_data(&to_json_line(&ScanLine::one(&row.scan()))?)
            }
            OutputFormat::Table => write_id(row.activity.as_ref(), console),
            _ => Ok(()),
        }
    }

    /// Writes the result of one job.
    pub(super) fn conclude(&self, row: &JobRow, console: &mut Console) -> Result<(), CliError> {
        let line = match (self.format, self.documents) {
            (OutputFormat::Json, _) => return Ok(()),
            (OutputFormat::Table, _) if row.error.is_some() => return Ok(()),
            (OutputFormat::Table, documents) => {
                return match &row.outcome {
                    Some(outcome) => {
                        report_end(row, outcome, console);
                        Ok(())
                    }
                    None if documents == JobDocuments::Jobs => {
                        write_id(row.activity.as_ref(), console)
                    }
                    None => Ok(()),
                };
            }
            (OutputFormat::Jsonl, JobDocuments::Jobs) => to_json_line(&JobLine::new(row.job()))?,
            (OutputFormat::Jsonl, JobDocuments::Scans) => {
                to_json_line(&ScanLine::of_several(row.scan_result()))?
            }
            (OutputFormat::Jsonl, JobDocuments::OneScan) => match &row.outcome {
                Some(outcome) => to_json_line(&OutcomeLine::new(outcome))?,
                None => return Ok(()),
            },
        };
        console.write_data(&line)
    }

    /// Writes the document of the whole command.
    pub(super) fn finish(&self, rows: &[JobRow], console: &mut Console) -> Result<(), CliError> {
        if self.format != OutputFormat::Json {
            return Ok(());
        }
        let document = match (self.documents, rows) {
            (JobDocuments::Jobs, rows) => {
                to_pretty_json(&JobsDocument::new(rows.iter().map(JobRow::job)))?
            }
            // Without an answer to the request, there is nothing to write.
            (JobDocuments::OneScan, [row]) if !row.is_announced => return Ok(()),
            (JobDocuments::OneScan, [row]) => {
                to_pretty_json(&ScanDocument::one(row.scan_result()))?
            }
            (_, rows) => {
                let results = rows.iter().map(JobRow::scan_result);
                to_pretty_json(&ScanDocument::several(results))?
            }
        };
        console.write_data(&document)
    }
}

impl JobRow {
    fn job(&self) -> JobResult<'_> {
        let target = self.name.target.as_ref();
        JobResult {
            job: JobEntry {
                what: &self.name.what,
                target: target.map(|(id, title)| TargetEntry {
                    id,
                    title: title.as_deref(),
                }),
                activity: self.activity.as_ref(),
                identified: self.identified,
            },
            outcome: self.outcome.as_ref(),
            error: self.error.as_deref(),
        }
    }

    fn scan(&self) -> ScanEntry<'_> {
        let target = self.name.target.as_ref();
        let section = target.map_or("", |(id, _)| id);
        let title = &self.name.label;
        ScanEntry::new(section, title, self.activity.as_ref(), self.identified)
    }

    fn scan_result(&self) -> ScanResult<'_> {
        ScanResult {
            scan: self.scan(),
            outcome: self.outcome.as_ref(),
            error: self.error.as_deref(),
        }
    }
}

fn write_id(activity: Option<&ActivityId>, console: &mut Console) -> Result<(), CliError> {
    match activity {
        Some(id) => console.write_data(&format!("{id}\n")),
        None => Ok(()),
    }
}

fn report_end(row: &JobRow, outcome: &OutcomeEntry, console: &mut Console) {
    if outcome.uuid.is_some() {
        super::wait::report_end(outcome, console);
    } else {
        console.note(&job_words::describe_end(&row.name.label, outcome.how));
    }
}
