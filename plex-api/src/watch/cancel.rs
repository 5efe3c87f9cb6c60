//! Cancelling an activity, and explaining a refusal.

use progenitor_client::{ByteStream, Error as RawError};

use crate::client::attempts;
use crate::error::{Error, ErrorKind, Result};
use crate::generated::OperationId;
use crate::hub::Session;
use crate::model::activity_types::LIBRARY_UPDATE_SECTION;
use crate::sanitize::printable;
use crate::tracker::Input;
use crate::wire::ActivityId;

/// Asks the server to cancel an activity; see [`cancel`](crate::ActivitiesApi::cancel).
pub(crate) async fn cancel(session: &Session, id: &ActivityId) -> Result<()> {
    let request = session
        .client
        .cancel_server_activities()
        .activity_uuid(id.clone());
    let Err(error) = request.send().await else {
        return Ok(());
    };
    let retried = was_retried(&error);
    let error = session
        .client
        .convert_error(OperationId::CancelServerActivities, error)
        .await;
    match error.kind() {
        ErrorKind::NotFound => match explain_not_found(session, id, error).await {
            // It has ended, most likely by an earlier attempt whose answer was lost.
            gone if retried && gone.kind() == ErrorKind::NotFound => Ok(()),
            error => Err(error),
        },
        ErrorKind::NotCancellable => Err(explain_not_cancellable(session, id, error).await),
        _ => Err(error),
    }
}

/// A proxy's 404 looks like a server's: only a list shows whether there is a server at all.
async fn explain_not_found(session: &Session, id: &ActivityId, error: Error) -> Error {
    // Either the server or the tracker is out of date. The tracker asks for a list to find out.
    session
        .hub
        .report_out_of_band(Input::CancelRefused(id.clone()));
    match session.client.find_activity(id).await {
            Ok(None) => Error::new(
                ErrorKind::NotFound,
                format!(
                    "cannot cancel the activity: no activity {id} is running; it may have finished already"
                ),
            )
            .with_operation(OperationId::CancelServerActivities.as_str())
            .with_status(404),
            Ok(Some(_)) => Error::new(
                ErrorKind::Server,
                format!(
                    "cannot cancel the activity: the server lists {id} and answered 404 all the \
                     same. Try again; a proxy may not let DELETE through"
                ),
            )
            .with_operation(OperationId::CancelServerActivities.as_str())
            .with_status(404),
            // These paths exist on every server.
            Err(list) if matches!(list.kind(), ErrorKind::NotPlex | ErrorKind::NotFound) => {
                Error::new(
                    ErrorKind::NotPlex,
                    format!(
                        "{error}. The list of activities, asked for to make sure, failed too, so \
                         this is hardly a Plex Media Server at its usual URL: {list}"
                    ),
                )
                .with_operation(OperationId::CancelServerActivities.as_str())
                .with_status(404)
            }
            // The list did not come, and so the meaning of the 404 is not known.
            Err(list) => list
                .with_hint("That list was asked for because the cancel was answered with 404, which proxies say too.")
                .with_operation(OperationId::CancelServerActivities.as_str())
                .with_may_have_been_sent(),
        }
}

async fn explain_not_cancellable(session: &Session, id: &ActivityId, error: Error) -> Error {
    // This only improves the message, so a failure here does not matter.
    let Ok(Some(activity)) = session.client.find_activity(id).await else {
        return error;
    };
    match (activity.kind(), activity.library_section_id()) {
        (LIBRARY_UPDATE_SECTION, Some(section)) => {
            let section = printable(section.as_str());
            error.with_hint(&format!(
                "(here: `library().stop_refresh(\"{section}\")`, DELETE \
                     /library/sections/{section}/refresh)."
            ))
        }
        (LIBRARY_UPDATE_SECTION, None) => error
            .with_hint("(`library().stop_refresh(..)`, DELETE /library/sections/{id}/refresh)."),
        _ => error,
    }
}

fn was_retried(error: &RawError<ByteStream>) -> bool {
    let RawError::ErrorResponse(response) = error else {
        return false;
    };
    attempts(response.headers()) > 1
}
