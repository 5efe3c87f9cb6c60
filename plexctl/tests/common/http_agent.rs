//! `plexctl agent` with its HTTP service.

use std::path::PathBuf;

use serde_json::Value;

use super::{AgentFolder, EventStream, WebResponse, WebServer, server};

/// A folder with the file of an agent, and the agent that runs with it.
pub struct HttpAgent {
    folder: AgentFolder,
    pub web: WebServer,
}

/// `[http]` on a free port, with metrics.
pub const HTTP: &str = "[http]\nlisten = \"127.0.0.1:0\"\n\n[metrics]\n\n";

impl HttpAgent {
    /// Starts an agent that follows this server as `home`.
    pub fn start(url: &str) -> Self {
        Self::with(&format!("{HTTP}{}", server("home", url)))
    }

    /// Starts an agent with this file.
    pub fn with(text: &str) -> Self {
        Self::in_folder(AgentFolder::with(text))
    }

    /// Starts an agent with the file and the state of this folder.
    pub fn in_folder(folder: AgentFolder) -> Self {
        Self::in_folder_with(folder, &[])
    }

    /// Like [`in_folder`](Self::in_folder), with these variables.
    pub fn in_folder_with(folder: AgentFolder, variables: &[(&str, &str)]) -> Self {
        let mut command = folder.command(&["agent"]);
        command.envs(variables.iter().copied());
        let web = WebServer::from_command(&mut command);
        Self { folder, web }
    }

    /// Writes another file, and lets the agent read it.
    pub fn reload(&mut self, text: &str) {
        self.folder.write_text(text);
        self.web.process().signal("HUP");
    }

    /// Stops it, and starts it again with the files that it left. Returns its output.
    pub fn restart(self) -> Self {
        Self::in_folder(self.stop())
    }

    /// Stops it. Returns the folder with the files that it left.
    pub fn stop(self) -> AgentFolder {
        let Self { folder, web } = self;
        assert_eq!(web.finish().code, 0);
        folder
    }

    /// The folder of the state.
    pub fn state(&self) -> PathBuf {
        self.folder.path("state")
    }

    pub fn get(&self, path: &str) -> WebResponse {
        self.web.ask("GET", path, &[])
    }

    /// The body of a successful answer, which must fit the document of the API.
    pub fn json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert_answer_fits("get", path, &answer);
        answer.json()
    }

    pub fn metrics(&self) -> String {
        let answer = self.get("/metrics");
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// The value of a series; `None` when there is no such series.
    pub fn metric(&self, series: &str) -> Option<f64> {
        let metrics = self.metrics();
        let mut lines = metrics.lines().filter_map(|line| line.rsplit_once(' '));
        let (_, value) = lines.find(|(name, _)| *name == series)?;
        Some(value.parse().unwrap())
    }

    /// Opens the events of the API.
    pub fn events(&self, headers: &[(&str, &str)]) -> EventStream {
        self.web.api_events("/api/v1/events", headers)
    }

    /// The history by the command.
    pub fn history(&self) -> Value {
        self.folder.history()
    }
}

/// Fails unless an answer is one that the document of the API describes.
pub fn assert_answer_fits(method: &str, path: &str, answer: &WebResponse) {
    let document = concat!(env!("CARGO_MANIFEST_DIR"), "/src/agent/http/openapi.json");
    let document = std::fs::read_to_string(document).unwrap();
    let mut document: Value = serde_json::from_str(&document).unwrap();
    allow_null(&mut document);
    let path = path.split('?').next().unwrap();
    let described = document["paths"].as_object().unwrap().keys().find(|one| {
        let (begin, rest) = one.split_once("{id}").unwrap_or((one, ""));
        let is_one = path == *one;
        is_one || (one.contains("{id}") && path.starts_with(begin) && path.ends_with(rest))
    });
    let described = described
        .unwrap_or_else(|| panic!("{path} is not described"))
        .clone();
    let status = answer.status.to_string();
    let mut response = &document["paths"][&described][method]["responses"][&status];
    if let Some(named) = response["$ref"].as_str() {
        response = document.pointer(named.trim_start_matches('#')).unwrap();
    }
    let (kind, media) = response["content"]
        .as_object()
        .unwrap_or_else(|| panic!("{method} {path} has no answer {status}: {answer:?}"))
        .iter()
        .next()
        .unwrap();
    assert!(
        answer.head.contains(&format!("content-type: {kind}")),
        "{kind}: {answer:?}"
    );
    let schema = serde_json::json!({
        "$ref": media["schema"]["$ref"],
        "components": document["components"],
    });
    if schema["$ref"].is_null() {
        return;
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let body = answer.json();
    let errors: Vec<String> = validator
        .iter_errors(&body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(
        errors.is_empty(),
        "{method} {path}: {errors:#?} in {body:#}"
    );
}

/// OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own.
fn allow_null(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if map.remove("nullable").is_some() {
                let kind = map["type"].clone();
                map.insert("type".to_owned(), serde_json::json!([kind, "null"]));
            }
            map.values_mut().for_each(allow_null);
        }
        Value::Array(list) => list.iter_mut().for_each(allow_null),
        _ => {}
    }
}
