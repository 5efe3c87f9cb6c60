//! The user: `/api/v2/user`, `/api/v2/ping`, signing out, the claim token.

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde_json::json;
use uuid::Uuid;

use crate::element::Element;
use crate::plex_tv::api_error::ApiError;
use crate::plex_tv::forms::{self, Received, Service};
use crate::plex_tv::service::OWNER;

/// `GET /api/v2/user`. As on the real service, the answer repeats the token and has further secrets.
pub(super) async fn show(State(service): Service, Extension(request): Received) -> Response {
    let token = forms::token(&request);
    let user = service.check_token(token).and_then(|grant| {
        let user = service.with(|state| state.users.get(grant.user).cloned());
        user.ok_or(ApiError::UNAUTHORIZED)
    });
    let user = match user {
        Ok(user) => user,
        Err(error) => return forms::error(&request, error),
    };
    let token = token.unwrap_or_default();
    let (name, email) = (&user.name, format!("{}@example.com", user.name));
    let uuid = format!("{:016x}", user.id);
    if !forms::wants_json(&request) {
        let features = Element::default().with_child("features", Element::default());
        let mut subscription = features;
        for (key, value) in [
            ("active", "0"),
            ("status", "Inactive"),
            ("subscribedAt", ""),
        ] {
            subscription.set(key, value);
        }
        let profile = Element::new([
            ("autoSelectAudio", true.into()),
            ("autoSelectSubtitle", true.into()),
            ("defaultSubtitleAccessibility", 0.into()),
            ("defaultSubtitleForces", 0.into()),
        ]);
        let element = Element::new([
            ("id", user.id.into()),
            ("uuid", uuid.into()),
            ("username", name.as_str().into()),
            ("title", name.as_str().into()),
            ("email", email.into()),
            ("authToken", token.into()),
            ("scrobbleTypes", "".into()),
            ("home", false.into()),
            ("restricted", false.into()),
        ])
        .with_child("subscription", subscription)
        .with_child("profile", profile)
        .with_child("entitlements", Element::default())
        .with_child("roles", Element::default());
        return forms::xml(200, "user", &element);
    }
    let body = json!({
        "id": user.id,
        "uuid": uuid,
        "username": name,
        "title": name,
        "email": email,
        "friendlyName": "",
        "locale": null,
        "confirmed": true,
        "emailOnlyAuth": false,
        "hasPassword": true,
        "protected": false,
        "thumb": format!("https://plex.tv/users/{uuid}/avatar?c=123456"),
        "authToken": token,
        "mailingListStatus": "unsubscribed",
        "mailingListActive": false,
        "scrobbleTypes": "",
        "country": "ZZ",
        "subscription": {
            "active": false,
            "subscribedAt": null,
            "status": "Inactive",
            "paymentService": null,
            "plan": null,
            "features": ["home", "adaptive_bitrate"],
        },
        "subscriptionDescription": null,
        "restricted": false,
        "anonymous": null,
        "home": false,
        "guest": false,
        "homeSize": 1,
        "homeAdmin": false,
        "maxHomeSize": 15,
        "profile": {
            "autoSelectAudio": true,
            "defaultAudioLanguage": null,
            "defaultSubtitleLanguage": null,
            "autoSelectSubtitle": 1,
            "defaultSubtitleAccessibility": 0,
            "defaultSubtitleForced": 0,
        },
        "entitlements": [],
        "services": [
            {
                "identifier": "epg",
                "endpoint": "https://epg.provider.plex.tv",
                "token": "exampleServiceTok001",
                "status": "online",
            },
        ],
        "twoFactorEnabled": false,
        "backupCodesCreated": false,
        "joinedAt": 1_339_124_759,
    });
    forms::json(200, &body)
}

/// `GET /api/users`, in XML: the other users; to the owner also that the simulated server is shared with
/// them. PlexAPI for Python reads this form.
pub(super) async fn list_others(State(service): Service, Extension(request): Received) -> Response {
    let grant = match service.check_token(forms::token(&request)) {
        Ok(grant) => grant,
        Err(error) => return forms::error(&request, error),
    };
    let users = service.with(|state| state.users.clone());
    let others = users.iter().enumerate();
    let others = others.filter(|(index, _)| *index != grant.user);
    let rows: Vec<_> = others
        .map(|(_, user)| {
            let row = Element::new([
                ("id", user.id.into()),
                ("title", user.name.as_str().into()),
                ("username", user.name.as_str().into()),
                ("email", format!("{}@example.com", user.name).into()),
                ("home", false.into()),
                ("restricted", false.into()),
            ]);
            if grant.user != OWNER {
                return row;
            }
            let shared = Element::new([
                ("machineIdentifier", service.machine_identifier().into()),
                ("name", "plex-sim".into()),
                ("owned", true.into()),
            ]);
            row.with_children("Server", [shared])
        })
        .collect();
    let list = Element::new([("size", rows.len().into())]).with_children("User", rows);
    forms::xml(200, "MediaContainer", &list)
}

/// `GET /api/v2/ping`.
pub(super) async fn ping(State(service): Service, Extension(request): Received) -> Response {
    match service.check_token(forms::token(&request)) {
        Ok(_) if forms::wants_json(&request) => forms::json(200, &json!({ "pong": true })),
        Ok(_) => {
            let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<pong>1</pong>\n";
            forms::answer(200, "application/xml; charset=utf-8", text)
        }
        Err(error) => forms::error(&request, error),
    }
}

/// `DELETE /api/v2/users/signout`.
pub(super) async fn sign_out(State(service): Service, Extension(request): Received) -> Response {
    match service.check_token(forms::token(&request)) {
        Ok(grant) => {
            service.with(|state| state.sign_out(&grant));
            forms::no_content()
        }
        Err(error) => forms::error(&request, error),
    }
}

/// `GET /api/claim/token.json`: no token for requests.
pub(super) async fn claim(State(service): Service, Extension(request): Received) -> Response {
    match service.check_token(forms::token(&request)) {
        Ok(_) => {
            let token = format!("claim-{}", Uuid::new_v4().simple());
            service.with(|state| state.secrets.add("claim-token", &token));
            forms::json(200, &json!({ "token": token }))
        }
        Err(error) => forms::error(&request, error),
    }
}
