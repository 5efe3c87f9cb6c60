//! `plexctl servers`: lists the servers of the account, or the servers of the local network.

use std::net::SocketAddr;

use clap::Args;
use plex_api::account::{AccountServer, Discovery, LocalServer, ServerConnection};
use serde::Serialize;

use crate::account;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::{
    Console, OutputFormat, VERSION, render_plain_table, sanitize, to_json_line, to_pretty_json,
};
use crate::settings::{Environment, locate_account};

/// List the servers of your account
///
/// Asks plex.tv for the servers of the account that is signed in, your own and the servers that others
/// share with you. Each is a name for --server. The list does not have the servers of the
/// configuration file: see `plexctl config list`.
///
/// With --local it asks the local network instead (GDM), for 1.5 seconds and without an account.
/// Any machine on the network can give any answer: plexctl verifies none, and sends no token.
#[derive(Args)]
#[command(after_help = "\
Examples:
  plexctl servers
  plexctl servers -o json | jq -r '.servers[] | select(.owned) | .name'
  plexctl servers --local

-o json writes {\"version\": 1, \"servers\": [{\"name\": ..., ...}]}; -o jsonl writes {\"version\": 1,
\"server\": {...}} for each server. For exit codes see `plexctl --help`.")]
pub(crate) struct ServersArgs {
    /// Ask the local network instead; with ADDRESS (IP:PORT) only the server there, usually at port
    /// 32414
    #[arg(long, value_name = "ADDRESS")]
    #[expect(clippy::option_option, reason = "the option, and its value")]
    local: Option<Option<SocketAddr>>,
}

/// One server in the output.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ServerEntry<'a> {
    name: &'a str,
    /// `null` when a server on the local network does not say it.
    machine_identifier: Option<&'a str>,
    /// Whether it belongs to the account; `null` on the local network.
    owned: Option<bool>,
    /// The name of the owner, if that is somebody else.
    owner: Option<&'a str>,
    version: Option<&'a str>,
    /// Whether plex.tv takes it for online; `null` on the local network.
    online: Option<bool>,
    /// The time when plex.tv last heard of it.
    last_seen: Option<&'a str>,
    connections: Vec<ConnectionEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ConnectionEntry<'a> {
    url: Option<String>,
    /// An IP address or a name.
    address: std::borrow::Cow<'a, str>,
    port: Option<u16>,
    /// Whether it is an address of the server's own network.
    local: bool,
    /// Whether it is a tunnel over Plex's machines.
    relay: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ServersDocument<'a> {
    version: u32,
    servers: Vec<ServerEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ServerLine<'a> {
    version: u32,
    server: ServerEntry<'a>,
}

pub(crate) async fn run(
    arguments: &ServersArgs,
    environment: &Environment,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    if let Some(target) = arguments.local {
        let found = search(target).await?;
        if found.is_empty() {
            console.note(
                "no server answered. It answers if its setting \"Enable local network discovery \
                 (GDM)\" is on and it is on this network",
            );
        } else {
            console.note("what these servers say of themselves is not verified");
        }
        let entries = found.iter().map(ServerEntry::of_local).collect();
        return write(entries, render_local, format, console);
    }
    let store = locate_account(environment)?;
    let account = account::open(&store).await?;
    let account = account.ok_or_else(account::not_signed_in)?;
    let list = account.servers().await;
    let list = list.map_err(|error| account::to_failure(&error))?;
    account::warn_of_oddities(&account, console);
    if let Some(note) = list.note() {
        console.warn(&sanitize(note));
    }
    if list.unreadable() > 0 {
        let count = list.unreadable();
        console.warn(&format!("left out {count} entries that cannot be read"));
    }
    if list.servers().is_empty() {
        console.note("the account has no server");
    }
    let entries = list.servers().iter().map(ServerEntry::of_account).collect();
    write(entries, render_account, format, console)
}

async fn search(target: Option<SocketAddr>) -> Result<Vec<LocalServer>, CliError> {
    let discovery = match target {
        Some(target) => Discovery::new().target(target),
        None => Discovery::new(),
    };
    let found = discovery.run().await;
    Ok(found.map_err(|error| account::to_failure(&error))?)
}

fn write<'a>(
    entries: Vec<ServerEntry<'a>>,
    render: fn(&[ServerEntry<'a>], bool) -> String,
    format: OutputFormat,
    console: &mut Console,
) -> Result<Exit, CliError> {
    let text = match format {
        OutputFormat::Table if entries.is_empty() => String::new(),
        OutputFormat::Table => render(&entries, console.stdout_colors()),
        OutputFormat::Json => to_pretty_json(&ServersDocument {
            version: VERSION,
            servers: entries,
        })?,
        OutputFormat::Jsonl => entries
            .into_iter()
            .map(|server| {
                to_json_line(&ServerLine {
                    version: VERSION,
                    server,
                })
            })
            .collect::<Result<String, CliError>>()?,
    };
    console.write_data(&text)?;
    Ok(Exit::Done)
}

impl<'a> ServerEntry<'a> {
    fn of_account(server: &'a AccountServer) -> Self {
        let connections = server.connections().iter().map(ConnectionEntry::new);
        Self {
            name: server.name(),
            machine_identifier: Some(server.machine_identifier()),
            owned: Some(server.is_owned()),
            owner: server.owner(),
            version: server.version(),
            online: Some(server.is_online()),
            last_seen: server.last_seen(),
            connections: connections.collect(),
        }
    }

    fn of_local(server: &'a LocalServer) -> Self {
        let address = server.address();
        Self {
            name: server.name(),
            machine_identifier: server.machine_identifier(),
            owned: None,
            owner: None,
            version: server.version(),
            online: None,
            last_seen: None,
            connections: vec![ConnectionEntry {
                url: Some(server.url()),
                address: address.ip().to_string().into(),
                port: Some(address.port()),
                local: true,
                relay: false,
            }],
        }
    }
}

impl<'a> ConnectionEntry<'a> {
    fn new(connection: &'a ServerConnection) -> Self {
        Self {
            url: connection.url().map(str::to_owned),
            address: connection.address().into(),
            port: connection.port(),
            local: connection.is_local(),
            relay: connection.is_relay(),
        }
    }
}

fn render_account(servers: &[ServerEntry<'_>], colors: bool) -> String {
    let rows = servers.iter().map(|server| {
        let owner = match (server.owned, server.owner) {
            (Some(true), _) => "you",
            (_, Some(owner)) => owner,
            (_, None) => "somebody else",
        };
        let online = if server.online == Some(true) {
            "yes"
        } else {
            "no"
        };
        [
            server.name.to_owned(),
            owner.to_owned(),
            online.to_owned(),
            server.version.unwrap_or_default().to_owned(),
            count_connections(&server.connections),
            server.machine_identifier.unwrap_or_default().to_owned(),
        ]
    });
    let headings = [
        "NAME",
        "OWNER",
        "ONLINE",
        "VERSION",
        "ADDRESSES",
        "MACHINE IDENTIFIER",
    ];
    render_plain_table(headings, rows, colors)
}

fn render_local(servers: &[ServerEntry<'_>], colors: bool) -> String {
    let rows = servers.iter().map(|server| {
        let mut urls = server.connections.iter();
        let url = urls.find_map(|one| one.url.clone());
        [
            server.name.to_owned(),
            url.unwrap_or_default(),
            server.version.unwrap_or_default().to_owned(),
            server.machine_identifier.unwrap_or_default().to_owned(),
        ]
    });
    render_plain_table(
        ["NAME", "URL", "VERSION", "MACHINE IDENTIFIER"],
        rows,
        colors,
    )
}

/// For example `2 local, 1 remote, 1 relay`.
fn count_connections(connections: &[ConnectionEntry<'_>]) -> String {
    let count = |kind: &str, is_kind: fn(&ConnectionEntry<'_>) -> bool| {
        let count = connections.iter().filter(|one| is_kind(one)).count();
        (count > 0).then(|| format!("{count} {kind}"))
    };
    let counts = [
        count("local", |one| one.local && !one.relay),
        count("remote", |one| !one.local && !one.relay),
        count("relay", |one| one.relay),
    ];
    let counts: Vec<String> = counts.into_iter().flatten().collect();
    match counts.is_empty() {
        true => "none".to_owned(),
        false => counts.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_schemas_are_up_to_date() {
        use crate::output::assert_schema;
        assert_schema::<ServersDocument<'_>>("servers.json");
        assert_schema::<ServerLine<'_>>("servers.jsonl");
    }
}
