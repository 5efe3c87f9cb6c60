//! Operations on single items.

use std::fmt::Display;

use progenitor_client::{ByteStream, Error as RawError, ResponseValue};

use crate::error::{Error, Result};
use crate::generated::types::MetadataItem;
use crate::generated::{Client, OperationId};
use crate::hub::Session;
use crate::limits::MAX_ITEMS_PER_REQUEST;
use crate::watch::Launch;

type Sent<T> = std::result::Result<ResponseValue<T>, RawError<ByteStream>>;

/// Operations on single items; see [`Plex::metadata`](crate::Plex::metadata).
///
/// An item is identified by its rating key, the number in `/library/metadata/513`. Several keys are
/// separated by commas; at most [`MAX_ITEMS_PER_REQUEST`] go into one request. Anything else is refused
/// with [`InvalidInput`](crate::ErrorKind::InvalidInput), and nothing is sent.
#[derive(Clone, Copy, Debug)]
pub struct MetadataApi<'a> {
    session: &'a Session,
}

impl<'a> MetadataApi<'a> {
    pub(crate) fn new(session: &'a Session) -> Self {
        Self { session }
    }

    /// Reads items (`GET /library/metadata/{ids}`). An item that cannot be read is left out and logged.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such item,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a text that is not a rating key, and as
    /// [`list`](crate::ActivitiesApi::list) of activities. It is never retried.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the request, which changes nothing on the server.
    pub async fn items(self, ids: impl Display) -> Result<Vec<MetadataItem>> {
        let (client, id) = (&self.session.client, OperationId::GetMetadataItem);
        let ids = check(&ids.to_string()).map_err(Error::invalid)?;
        let sent = client.get_metadata_item().ids(ids).send().await;
        let answer = client.answer(id, sent).await?;
        Ok(client.readable(id, answer.media_container.metadata))
    }

    /// Looks whether the files of an item are there and have changed, as a web client does when it opens
    /// one (`GET /library/metadata/{id}` with the flags `asyncCheckFiles`, `asyncRefreshLocalMediaAgent`
    /// and `asyncRefreshAnalysis`).
    ///
    /// # The activity
    /// One of type `library.refresh.items`, whose `Context` has the item's path as `key`: the only work on
    /// an item whose activity names the item. Its `refreshed` says whether anything has changed.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn check_files(self, id: impl Display) -> Launch<()> {
        let id = id.to_string();
        let key = format!("/library/metadata/{id}");
        Launch::new(
            self.session,
            OperationId::GetMetadataItem,
            move |client| async move {
                let request = client
                    .get_metadata_item()
                    .ids(check(&id).map_err(RawError::InvalidRequest)?);
                let request = request.async_check_files(1).async_refresh_analysis(1);
                request.async_refresh_local_media_agent(1).send().await
            },
            |_| (),
        )
        .expect(|activity| activity.item(key))
    }

    /// Fetches the metadata of items again (`PUT /library/metadata/{ids}/refresh`), in the
    /// background.
    ///
    /// # The activity
    /// One of type `library.refresh.items` or `library.update.item.metadata` for each item, the second often
    /// without a `Context`. [`done`](Launch::done) takes the first new one that names this item for the
    /// requested one. When only activities that name no item began, and with several items, it ends with
    /// [`Settled`](crate::Done::Settled) when none has run for 45 seconds. Servers do not name the
    /// activity.
    ///
    /// # Errors
    /// When awaited: [`NotFound`](crate::ErrorKind::NotFound) where the server says so,
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a text that is not a rating key, and as
    /// [`list`](crate::ActivitiesApi::list). It is never retried.
    pub fn refresh(self, ids: impl Display) -> Launch<()> {
        let send =
            async |client: Client, ids| client.refresh_items_metadata().ids(ids).send().await;
        self.launch(OperationId::RefreshItemsMetadata, &ids, send)
            .of_named_items(&ids.to_string())
    }

    /// Reads the media files of items (`PUT /library/metadata/{ids}/analyze`), in the background.
    ///
    /// # The activity
    /// None follows at once. Activities of the types `media.generate.loudness`,
    /// `media.generate.credits` and others may follow later, as the server's settings say, and nothing
    /// in them names this request. [`done`](Launch::done) ends with [`Settled`](crate::Done::Settled) when
    /// such activities began and none has run for 45 seconds.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn analyze(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.analyze_metadata().ids(ids).send().await;
        self.launch(OperationId::AnalyzeMetadata, &ids, send)
    }

    /// Looks for the intros of episodes (`PUT /library/metadata/{ids}/intro`), in the background. Needs
    /// Plex Pass.
    ///
    /// # The activity
    /// One of type `media.generate.intros`, which names no item: [`done`](Launch::done) takes the first new
    /// one.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn detect_intros(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.detect_intros().ids(ids).send().await;
        self.launch(OperationId::DetectIntros, &ids, send)
    }

    /// Looks for the credits of items (`PUT /library/metadata/{ids}/credits`), in the background. Needs
    /// Plex Pass.
    ///
    /// # The activity
    /// One of type `media.generate.credits`, whose progress is indeterminate throughout; as of
    /// [`detect_intros`](Self::detect_intros).
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn detect_credits(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.detect_credits().ids(ids).send().await;
        self.launch(OperationId::DetectCredits, &ids, send)
    }

    /// Looks for advertisements in recordings (`PUT /library/metadata/{ids}/addetect`), in the
    /// background.
    ///
    /// # The activity
    /// Its type is unknown. [`done`](Launch::done) ends at once with
    /// [`Unobservable`](crate::Done::Unobservable), unless the server names it.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn detect_ads(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.detect_ads().ids(ids).send().await;
        self.launch(OperationId::DetectAds, &ids, send)
    }

    /// Looks for spoken words in items (`PUT /library/metadata/{ids}/voiceActivity`), in the background.
    ///
    /// # The activity
    /// One of type `media.generate.voice.activity`; as of [`detect_intros`](Self::detect_intros).
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn detect_voice_activity(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.detect_voice_activity().ids(ids).send().await;
        self.launch(OperationId::DetectVoiceActivity, &ids, send)
    }

    /// Makes a picture for each chapter of items (`PUT /library/metadata/{ids}/chapterThumbs`), in the
    /// background.
    ///
    /// # The activity
    /// One of type `media.generate.chapter.thumbs`; as of [`detect_intros`](Self::detect_intros).
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn generate_chapter_thumbs(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.generate_thumbs().ids(ids).send().await;
        self.launch(OperationId::GenerateThumbs, &ids, send)
    }

    /// Makes the pictures that a player shows while one seeks (`PUT /library/metadata/{ids}/index`), in
    /// the background.
    ///
    /// # The activity
    /// One of type `media.generate.bif`; as of [`detect_intros`](Self::detect_intros).
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn generate_previews(self, ids: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.start_bif_generation().ids(ids).send().await;
        self.launch(OperationId::StartBifGeneration, &ids, send)
    }

    /// Says which film or show an item is, by its guid (`PUT /library/metadata/{id}/match`).
    ///
    /// # The activity
    /// The metadata is fetched again; as of [`refresh`](Self::refresh).
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn set_match(self, id: impl Display, guid: impl Into<String>) -> Launch<()> {
        let guid = guid.into();
        let send =
            async move |client: Client, ids| client.match_item().ids(ids).guid(guid).send().await;
        self.launch(OperationId::MatchItem, &id, send)
            .of_named_items(&id.to_string())
    }

    /// Forgets which film or show an item is (`PUT /library/metadata/{id}/unmatch`).
    ///
    /// # The activity
    /// It is unknown whether one follows. [`done`](Launch::done) ends at once with
    /// [`Unobservable`](crate::Done::Unobservable), unless the server names one.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh).
    pub fn remove_match(self, id: impl Display) -> Launch<()> {
        let send = async |client: Client, ids| client.unmatch().ids(ids).send().await;
        self.launch(OperationId::Unmatch, &id, send)
    }

    fn launch<U, F>(
        self,
        operation: OperationId,
        ids: &dyn Display,
        send: impl FnOnce(Client, String) -> F + Send + 'static,
    ) -> Launch<()>
    where
        F: Future<Output = Sent<U>> + Send,
        U: Send + 'static,
    {
        let ids = ids.to_string();
        let items = ids.clone();
        Launch::new(
            self.session,
            operation,
            move |client| async move {
                send(client, check(&ids).map_err(RawError::InvalidRequest)?).await
            },
            |_| (),
        )
        .of_items(&items)
    }
}

/// The rating keys for a path; a sentence if one of them would name another path.
fn check(ids: &str) -> std::result::Result<String, String> {
    let keys = || ids.split(',');
    let is_key = |key: &str| !key.is_empty() && key.bytes().all(|one| one.is_ascii_alphanumeric());
    if let Some(odd) = keys().find(|key| !is_key(key)) {
        return Err(format!(
            "expected rating keys with commas between them, such as 513,514, got {odd:?}; nothing was sent"
        ));
    }
    let count = keys().count();
    if count > MAX_ITEMS_PER_REQUEST {
        return Err(format!(
            "expected at most {MAX_ITEMS_PER_REQUEST} rating keys, got {count}; send several requests"
        ));
    }
    Ok(ids.to_owned())
}
