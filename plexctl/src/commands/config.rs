//! `plexctl config`: the path and the content of the configuration file, without its secrets.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::Path;

use clap::{Args, Subcommand};
use plex_api::{Plex, Token};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::connect::build_client;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{
    Console, OutputFormat, VERSION, render_plain_table, sanitize, to_json_line, to_pretty_json,
};
use crate::settings::{
    ConfigFile, ConfigServer, Environment, NewServer, NewToken, ServerFlags, ServerName,
    ServerPlace, Settings, TokenSource,
};

/// A longer line is no token.
const MAX_TOKEN_LINE: u64 = 64 * 1024;

/// Show the configuration file without its tokens, and add servers to it
#[derive(Args)]
#[command(long_about = "\
Show the configuration file without its tokens, and add servers to it

The file lists servers by name, each with its own token, for `plexctl --server NAME`:

  default = \"home\"

  [servers.home]
  url = \"http://nas:32400\"
  token_file = \"home.token\"

  [servers.parents]
  url = \"https://plex.example.org\"
  token = \"...\"
  ca_cert = \"parents-ca.pem\"

  [servers.cabin]
  url = \"https://cabin.example:32400\"
  pin_sha256 = \"AB:CD:...\"
  resolve = \"cabin.example=10.0.0.7\"

Only url is required. File paths are relative to the configuration's folder unless they are absolute
or begin with ~/. plexctl uses the default server when no server is given.")]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Show the path of the configuration file
    Path,
    /// Show the configuration as plexctl reads it
    Show,
    /// List the servers: names, URLs, and where their tokens are kept
    List,
    Add(AddArgs),
}

/// Add a server to the configuration file
///
/// --url gives its address, and --ca-cert, --pin-sha256 and --resolve are kept with it. The token is
/// the one that `--url` would use: the file of --token-file or PLEX_TOKEN_FILE stays where it is,
/// and PLEX_TOKEN is copied into a file beside the configuration that only you can read. Nothing is
/// sent to the server.
///
/// The first server becomes the default. A server that was added before, with this URL, gets the new
/// token; another server of this name stays as it is (code 2).
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl config add home --url http://nas:32400 --token-stdin < token.txt
  plexctl config add cabin --url https://cabin:32400 --pin-sha256 AB:CD:... --token-stdin")]
struct AddArgs {
    /// The name of the server, for `--server NAME`
    name: ServerName,

    /// Read the token from standard input, one line, and keep it in a file beside the configuration
    #[arg(long)]
    token_stdin: bool,
}

/// One server in the output.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ServerEntry<'a> {
    name: &'a str,
    default: bool,
    /// `null` when the URL is invalid: it may contain a password.
    url: Option<String>,
    /// The place of the token: `file`, `config`, or `null`.
    token: Option<&'static str>,
    token_file: Option<String>,
    ca_cert: Option<String>,
    pin_sha256: Vec<String>,
    /// Each as `HOST=ADDRESS`.
    resolve: Vec<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ConfigDocument<'a> {
    version: u32,
    path: String,
    exists: bool,
    servers: Vec<ServerEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ConfigServerLine<'a> {
    version: u32,
    server: ServerEntry<'a>,
}

pub(crate) fn run(
    arguments: &ConfigArgs,
    flags: &ServerFlags,
    environment: &Environment,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    match &arguments.command {
        ConfigCommand::Path => {
            let path = ConfigFile::locate(environment)?;
            console.write_data(&format!("{}\n", path.display()))?;
            return Ok(Exit::Done);
        }
        ConfigCommand::Add(arguments) => return add(arguments, flags, environment, console),
        ConfigCommand::Show | ConfigCommand::List => {}
    }
    let config = ConfigFile::read(environment)?;
    for warning in config.warnings() {
        console.warn_unless_quiet(&warning);
    }
    let shown: Vec<ServerEntry<'_>> = config
        .servers
        .iter()
        .map(|(name, server)| describe_server(&config, name, server))
        .collect();
    if shown.is_empty() && format == OutputFormat::Table {
        let path = config.path.display();
        console.note(&if config.exists {
            format!("the configuration {path} lists no servers")
        } else {
            format!("there is no configuration {path}; `plexctl config --help` shows an example")
        });
        return Ok(Exit::Done);
    }
    let text = match (&arguments.command, format) {
        (_, OutputFormat::Json) => to_pretty_json(&ConfigDocument {
            version: VERSION,
            path: config.path.display().to_string(),
            exists: config.exists,
            servers: shown,
        })?,
        (_, OutputFormat::Jsonl) => shown
            .into_iter()
            .map(|server| {
                to_json_line(&ConfigServerLine {
                    version: VERSION,
                    server,
                })
            })
            .collect::<Result<String, CliError>>()?,
        (ConfigCommand::List, OutputFormat::Table) => render_servers(&shown, console),
        (_, OutputFormat::Table) => render_toml(&config, &shown),
    };
    console.write_data(&text)?;
    Ok(Exit::Done)
}

fn add(
    arguments: &AddArgs,
    flags: &ServerFlags,
    environment: &Environment,
    console: &mut Console,
) -> Result<Exit, CliError> {
    if flags.url.len() != 1 {
        return Err(CliError::usage(
            "`config add` needs the address of one server: --url URL",
        ));
    }
    if arguments.token_stdin && !flags.token_file.is_empty() {
        return Err(CliError::usage(
            "--token-stdin and --token-file give two tokens, and a server has one",
        ));
    }
    let settings = Settings::resolve(flags, environment)?;
    let server = settings.one_server("config add")?;
    for warning in &settings.warnings {
        console.warn_unless_quiet(warning);
    }
    // Checks everything that will be used later.
    let ServerPlace::Url { url, source } = &server.place else {
        return Err(CliError::usage("`config add` needs --url URL"));
    };
    let plex = build_client(&settings, server, url, source, |builder| builder)?;
    let absolute = |file: &Path| {
        std::path::absolute(file)
            .map_err(|error| CliError::usage(format!("cannot find {}: {error}", file.display())))
    };
    let token = match (&server.token_source, &server.token) {
        _ if arguments.token_stdin => NewToken::Given(read_token(console)?),
        (TokenSource::File(file), _) => NewToken::File(absolute(file)?),
        (_, Some(token)) => NewToken::Given(token.clone()),
        (_, None) => NewToken::None,
    };
    let ca_cert = match server.ca_certs.as_slice() {
        [] => None,
        [(file, _)] => Some(absolute(file)?),
        _ => {
            return Err(CliError::usage(
                "the configuration names one file with certificates: put them into one for --ca-cert",
            ));
        }
    };
    let added = NewServer {
        name: arguments.name.clone(),
        url: plex.server_url().to_owned(),
        token,
        ca_cert,
        pins: server.pins.clone(),
        host_overrides: server.host_overrides.clone(),
    }
    .add(environment)?;
    console.note(&added.describe(arguments.name.as_str()));
    Ok(Exit::Done)
}

/// Reads a token from standard input.
fn read_token(console: &mut Console) -> Result<Token, CliError> {
    let stdin = io::stdin();
    if stdin.is_terminal() {
        console.note("type or paste the token, then press Enter");
    }
    let mut line = Zeroizing::new(String::new());
    let read = stdin.lock().take(MAX_TOKEN_LINE).read_line(&mut line);
    read.map_err(|error| CliError::usage(format!("cannot read standard input: {error}")))?;
    Token::new(line.trim_end()).map_err(|error| CliError::usage(format!("standard input: {error}")))
}

fn describe_server<'a>(
    config: &ConfigFile,
    name: &'a str,
    server: &ConfigServer,
) -> ServerEntry<'a> {
    let path =
        |file: &Option<std::path::PathBuf>| file.as_ref().map(|file| file.display().to_string());
    ServerEntry {
        name,
        default: config.default.as_deref() == Some(name),
        // Only a URL that the client accepts is shown: it rejects passwords and tokens in URLs.
        url: Plex::builder(server.url.as_str())
            .build()
            .ok()
            .map(|plex| plex.server_url().to_owned()),
        token: match (&server.token, &server.token_file) {
            (Some(_), _) => Some("config"),
            (None, Some(_)) => Some("file"),
            (None, None) => None,
        },
        token_file: path(&server.token_file),
        ca_cert: path(&server.ca_cert),
        pin_sha256: server.pin_sha256.iter().map(ToString::to_string).collect(),
        resolve: server.resolve.iter().map(ToString::to_string).collect(),
    }
}

const UNUSABLE: &str = "(cannot be used)";

fn render_servers(servers: &[ServerEntry<'_>], console: &Console) -> String {
    let rows = servers.iter().map(|server| {
        let token = match (&server.token_file, server.token) {
            (Some(file), _) => file,
            (None, Some(_)) => "in the configuration",
            (None, None) => "none",
        };
        [
            server.name.to_owned(),
            server.url.as_deref().unwrap_or(UNUSABLE).to_owned(),
            token.to_owned(),
            if server.default { "yes" } else { "" }.to_owned(),
        ]
    });
    let headings = ["NAME", "URL", "TOKEN", "DEFAULT"];
    render_plain_table(headings, rows, console.stdout_colors())
}

/// The configuration as TOML, with its tokens hidden.
fn render_toml(config: &ConfigFile, servers: &[ServerEntry<'_>]) -> String {
    let quoted = |text: &str| toml::Value::from(sanitize(text)).to_string();
    let mut text = format!("# {}\n", sanitize(&config.path.display().to_string()));
    if let Some(name) = &config.default {
        text.push_str(&format!("default = {}\n", quoted(name)));
    }
    for server in servers {
        text.push_str(&format!("\n[servers.{}]\n", quoted(server.name)));
        match &server.url {
            Some(url) => text.push_str(&format!("url = {}\n", quoted(url))),
            None => text.push_str(&format!("# url {UNUSABLE}\n")),
        }
        if server.token == Some("config") {
            text.push_str("token = \"(hidden)\"\n");
        }
        if let Some(file) = &server.token_file {
            text.push_str(&format!("token_file = {}\n", quoted(file)));
        }
        if let Some(file) = &server.ca_cert {
            text.push_str(&format!("ca_cert = {}\n", quoted(file)));
        }
        for (key, values) in [
            ("pin_sha256", &server.pin_sha256),
            ("resolve", &server.resolve),
        ] {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            if !values.is_empty() {
                text.push_str(&format!("{key} = [{}]\n", values.join(", ")));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_config_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<ConfigDocument<'_>>("config.json");
        assert_schema::<ConfigServerLine<'_>>("config.jsonl");
    }
}
