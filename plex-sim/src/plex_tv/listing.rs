//! The lists of the account: resources in their three forms, and devices.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::element::Element;
use crate::plex_tv::account::Device;
use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::clock::format_time;
use crate::plex_tv::forms::{self, Received, Service};
use crate::plex_tv::listed::{ListedConnection, ListedResource};
use crate::plex_tv::service::{AccountService, OWNER};
use crate::request_log::RecordedRequest;

/// The address that everybody has: one for documentation.
const PUBLIC_ADDRESS: &str = "203.0.113.7";

/// The creation time of every resource: 2021-01-01.
const CREATED_AT: u64 = 1_609_503_144;

/// The fields of a resource that all forms have, by their names in JSON.
type Fields = Vec<(&'static str, Value)>;

/// `GET /api/v2/resources`: a JSON array, or XML.
pub(super) async fn list_resources(
    State(service): Service,
    Extension(request): Received,
) -> Response {
    if !forms::wants_json(&request) {
        return list_as_xml(&service, &request);
    }
    respond(&service, &request, |found| {
        let list = found.iter().map(|one| {
            let fields = one.fields.iter().cloned();
            let mut entry: Map<String, Value> =
                fields.map(|(key, value)| (key.to_owned(), value)).collect();
            let connections = one.connections.iter().map(|connection| {
                let fields = connection_fields(connection).into_iter();
                Value::Object(fields.map(|(key, value)| (key.to_owned(), value)).collect())
            });
            entry.insert("connections".to_owned(), connections.collect());
            entry.extend(one.extra.clone());
            Value::Object(entry)
        });
        forms::json(200, &list.collect())
    })
}

fn list_as_xml(service: &AccountService, request: &RecordedRequest) -> Response {
    respond(service, request, |found| {
        let list = found.iter().map(|one| {
            let mut connections = Element::default();
            let entries = one.connections.iter().map(|connection| {
                let mut entry = Element::default();
                for (key, value) in connection_fields(connection) {
                    entry.set(key, value);
                }
                entry
            });
            connections = connections.with_children("connection", entries);
            // Absent, not empty, where JSON has null.
            let mut entry = Element::default();
            for (key, value) in one.fields.iter().filter(|(_, value)| !value.is_null()) {
                entry.set(key, value.clone());
            }
            entry.with_child("connections", connections)
        });
        let list = Element::default().with_children("resource", list);
        forms::xml(200, "resources", &list)
    })
}

/// `GET /api/resources` and `GET /resources`: the old form, with times in seconds.
pub(super) async fn list_old_resources(
    State(service): Service,
    Extension(request): Received,
) -> Response {
    let now = service.clock.now();
    respond(&service, &request, |found| {
        let list = found.iter().map(|one| {
            let mut entry = Element::default();
            for (key, value) in one.fields.iter().filter(|(_, value)| !value.is_null()) {
                match *key {
                    "createdAt" => entry.set(key, CREATED_AT),
                    "lastSeenAt" => entry.set(key, now),
                    _ => entry.set(key, value.clone()),
                }
            }
            let connections = one.connections.iter().map(|connection| {
                let mut entry = Element::default();
                for (key, value) in connection_fields(connection) {
                    // `relay` is absent when it is false, as recorded.
                    if key != "IPv6" && (key != "relay" || connection.relay) {
                        entry.set(key, value);
                    }
                }
                entry
            });
            entry.with_children("Connection", connections)
        });
        let list = Element::new([("size", found.len().into())]).with_children("Device", list);
        forms::xml(200, "MediaContainer", &list)
    })
}

/// A resource as this request may see it.
struct Seen<'a> {
    fields: Fields,
    connections: Vec<&'a ListedConnection>,
    extra: &'a Map<String, Value>,
}

fn respond(
    service: &AccountService,
    request: &RecordedRequest,
    write: impl FnOnce(&[Seen<'_>]) -> Response,
) -> Response {
    let grant = match service.check_token(forms::token(request)) {
        Ok(grant) => grant,
        Err(error) => return forms::error(request, error),
    };
    let now = service.clock.now();
    let server_token = service.server_token(grant.user);
    let with_relays = request.query_value("includeRelay") == Some("1");
    service.with(|state| {
        let owner = state.users.get(OWNER);
        let owner = owner.filter(|_| grant.user != OWNER);
        let seen: Vec<_> = state
            .resources
            .iter()
            .map(|listed| Seen {
                fields: describe(
                    listed,
                    service.machine_identifier(),
                    &service.server.config.version,
                    server_token.as_deref(),
                    owner.map(|owner| (owner.id, owner.name.as_str())),
                    now,
                ),
                connections: listed
                    .connections
                    .iter()
                    .filter(|connection| with_relays || !connection.relay)
                    .collect(),
                extra: &listed.resource.extra,
            })
            .collect();
        write(&seen)
    })
}

/// The fields of a resource. `owner` is the simulated server's owner when another user asks.
fn describe(
    listed: &ListedResource,
    machine_identifier: &str,
    version: &str,
    server_token: Option<&str>,
    owner: Option<(i64, &str)>,
    now: u64,
) -> Fields {
    let resource = &listed.resource;
    let is_server = resource.client_identifier.is_none();
    let identifier = resource
        .client_identifier
        .as_deref()
        .unwrap_or(machine_identifier);
    let token = if is_server {
        server_token
    } else {
        listed.token.as_deref()
    };
    let shared_by = match owner {
        Some((id, name)) if is_server => Some((id, name)),
        _ => resource
            .source_title
            .as_deref()
            .map(|name| (76_543_210, name)),
    };
    let has_relay = listed.connections.iter().any(|connection| connection.relay);
    vec![
        ("name", json!(resource.name)),
        ("product", json!(resource.product)),
        ("productVersion", json!(version)),
        ("platform", json!("Linux")),
        ("platformVersion", json!("6.8.0")),
        ("device", json!("PC")),
        ("clientIdentifier", json!(identifier)),
        ("createdAt", json!(format_time(CREATED_AT))),
        ("lastSeenAt", json!(format_time(now))),
        ("provides", json!(resource.provides)),
        ("ownerId", json!(shared_by.map(|(id, _)| id))),
        ("sourceTitle", json!(shared_by.map(|(_, name)| name))),
        ("publicAddress", json!(PUBLIC_ADDRESS)),
        ("accessToken", json!(token)),
        ("owned", json!(resource.owned && shared_by.is_none())),
        ("home", json!(false)),
        ("synced", json!(false)),
        ("relay", json!(has_relay)),
        ("presence", json!(resource.presence)),
        ("httpsRequired", json!(resource.https_required)),
        (
            "publicAddressMatches",
            json!(resource.public_address_matches),
        ),
        ("dnsRebindingProtection", json!(false)),
        ("natLoopbackSupported", json!(false)),
    ]
}

fn connection_fields(connection: &ListedConnection) -> Fields {
    vec![
        ("protocol", json!(connection.protocol)),
        ("address", json!(connection.address)),
        ("port", json!(connection.port)),
        ("uri", json!(connection.uri)),
        ("local", json!(connection.local)),
        ("relay", json!(connection.relay)),
        ("IPv6", json!(connection.address.contains(':'))),
    ]
}

/// `GET /api/v2/devices`: every device with its token, that of the server among them.
pub(super) async fn list_devices(
    State(service): Service,
    Extension(request): Received,
) -> Response {
    let devices = match devices_of(&service, &request) {
        Ok(devices) => devices,
        Err(error) => return forms::error(&request, error),
    };
    let list = devices.iter().map(|device| {
        json!({
            "id": device.id,
            "name": device.client.name,
            "product": device.client.product,
            "productVersion": device.client.version,
            "clientIdentifier": device.client.identifier,
            "token": device.token,
            "provides": provides(device),
            "platform": device.client.platform,
            "device": device.client.device,
            "model": null,
            "vendor": null,
            "publicAddress": PUBLIC_ADDRESS,
            "createdAt": format_time(device.created_at),
            "lastSeenAt": format_time(device.last_seen_at),
            "presence": provides(device) == "server",
            "screenResolution": "",
            "screenDensity": null,
            "syncLists": [],
            "connections": [],
        })
    });
    forms::json(200, &list.collect())
}

/// `GET /devices.xml`.
pub(super) async fn list_old_devices(
    State(service): Service,
    Extension(request): Received,
) -> Response {
    let devices = match devices_of(&service, &request) {
        Ok(devices) => devices,
        Err(error) => return forms::error(&request, error),
    };
    let list = devices.iter().map(|device| {
        Element::new([
            ("name", device.client.name.as_str().into()),
            ("publicAddress", PUBLIC_ADDRESS.into()),
            ("product", device.client.product.as_str().into()),
            ("productVersion", device.client.version.as_str().into()),
            ("platform", device.client.platform.as_str().into()),
            ("device", device.client.device.as_str().into()),
            ("provides", provides(device).into()),
            ("clientIdentifier", device.client.identifier.as_str().into()),
            ("version", device.client.version.as_str().into()),
            ("id", device.id.into()),
            ("token", device.token.as_deref().into()),
            ("createdAt", device.created_at.into()),
            ("lastSeenAt", device.last_seen_at.into()),
            ("screenResolution", "".into()),
            ("screenDensity", "".into()),
        ])
    });
    let list =
        Element::new([("publicAddress", PUBLIC_ADDRESS.into())]).with_children("Device", list);
    forms::xml(200, "MediaContainer", &list)
}

/// `DELETE /devices/{id}.xml`.
pub(super) async fn remove_device(
    State(service): Service,
    Extension(request): Received,
    Path(file): Path<String>,
) -> Response {
    let grant = match service.check_token(forms::token(&request)) {
        Ok(grant) => grant,
        Err(error) => return forms::error(&request, error),
    };
    let id = file.strip_suffix(".xml").unwrap_or(&file).parse::<u64>();
    let removed = id.is_ok_and(|id| {
        service.with(|state| {
            state.remove_device(|device| device.id == id && device.user == grant.user)
        })
    });
    if removed {
        forms::answer(StatusCode::OK.as_u16(), "text/html", "")
    } else {
        forms::error(&request, ApiError::NOT_FOUND)
    }
}

/// The devices of the user. The simulated server is one of its owner's.
fn devices_of(
    service: &AccountService,
    request: &RecordedRequest,
) -> Result<Vec<Device>, ApiError> {
    let grant = service.check_token(forms::token(request))?;
    let of_server = service.device_token();
    let now = service.clock.now();
    Ok(service.with(|state| {
        let server = Device::of_server(
            service.machine_identifier(),
            &service.server.config.version,
            of_server,
            (CREATED_AT, now),
        );
        let server = (grant.user == OWNER).then_some(server);
        let devices = state.devices.iter();
        let own = devices.filter(|device| device.user == grant.user).cloned();
        server.into_iter().chain(own).collect()
    }))
}

fn provides(device: &Device) -> &'static str {
    if device.client.product == "Plex Media Server" {
        "server"
    } else {
        ""
    }
}
