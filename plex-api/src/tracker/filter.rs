//! The filter that selects activities.

use std::fmt::Display;

use serde::{Deserialize, Deserializer};

use crate::generated::types::Activity;
use crate::model::UnidentifiedEntry;
use crate::wire::{ActivityId, Context, LenientBool, LenientInt, LenientString};

/// A filter that selects the activities to watch, or to wait for.
///
/// All conditions that are set must hold; where one may be set several times ([`of_type`],
/// [`section`], [`item`], [`user`], [`id`]), any of its values will do. A filter without conditions
/// matches every activity.
///
/// Servers send `Context` (library section and item) with the second message of an activity, so a
/// filter by section or item decides then. Once an activity matches, it matches until its end,
/// whatever changes.
///
/// ```
/// use plex_api::ActivityFilter;
///
/// // Scans of three library sections.
/// let scans = ActivityFilter::any()
///     .of_type("library.update.section")
///     .section("2")
///     .section("3")
///     .section("4");
/// # assert_ne!(scans, ActivityFilter::any());
/// ```
///
/// # In a configuration file
/// It is read from the keys `type`, `section`, `item`, `user`, `id` (one value or a list) and
/// `cancellable`, all optional. An unknown key is an error that lists the known ones.
///
/// ```
/// use plex_api::ActivityFilter;
///
/// let filter: ActivityFilter =
///     serde_json::from_str(r#"{"type": "library.*", "section": [2, "3"]}"#)?;
/// assert_eq!(filter, ActivityFilter::any().of_type("library.*").section("2").section("3"));
///
/// let error = serde_json::from_str::<ActivityFilter>(r#"{"sections": "2"}"#).unwrap_err();
/// assert!(error.to_string().starts_with("unknown field `sections`, expected one of `type`, `section`"));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [`of_type`]: Self::of_type
/// [`section`]: Self::section
/// [`item`]: Self::item
/// [`user`]: Self::user
/// [`id`]: Self::id
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[must_use = "a filter does nothing until it is given to watch or wait_idle"]
pub struct ActivityFilter {
    types: Vec<String>,
    sections: Vec<String>,
    items: Vec<String>,
    users: Vec<i64>,
    cancellable: Option<bool>,
    /// In order, each once.
    ids: Vec<ActivityId>,
}

/// A filter as a configuration file spells it.
#[derive(Default, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "ActivityFilter", transform = crate::names::without_prose))]
#[serde(default, deny_unknown_fields)]
struct FilterDocument {
    r#type: OneOrMore<String>,
    section: OneOrMore<LenientString>,
    item: OneOrMore<String>,
    user: OneOrMore<i64>,
    id: OneOrMore<ActivityId>,
    cancellable: Option<bool>,
}

struct OneOrMore<T>(Vec<T>);

impl<T> Default for OneOrMore<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Not an untagged enum: its errors would not say what is wrong with the value.
impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMore<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> serde::de::Visitor<'de> for Values<T> {
            type Value = Vec<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("one value or a list of values")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
                T::deserialize(serde::de::value::StrDeserializer::new(text)).map(|one| vec![one])
            }

            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Vec<T>, E> {
                T::deserialize(serde::de::value::I64Deserializer::new(number)).map(|one| vec![one])
            }

            fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Vec<T>, E> {
                T::deserialize(serde::de::value::U64Deserializer::new(number)).map(|one| vec![one])
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut values: A,
            ) -> Result<Vec<T>, A::Error> {
                let mut all = Vec::new();
                while let Some(value) = values.next_element()? {
                    all.push(value);
                }
                Ok(all)
            }
        }

        let values = deserializer.deserialize_any(Values(std::marker::PhantomData))?;
        Ok(Self(values))
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for OneOrMore<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("OneOrMore_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let one = generator.subschema_for::<T>();
        schemars::json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ActivityFilter {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        FilterDocument::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        FilterDocument::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for ActivityFilter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = FilterDocument::deserialize(deserializer)?;
        let mut filter = Self {
            types: document.r#type.0,
            cancellable: document.cancellable,
            users: document.user.0,
            ..Self::default()
        };
        for section in document.section.0 {
            filter = filter.section(section);
        }
        for key in document.item.0 {
            filter = filter.item(key);
        }
        Ok(filter.ids(document.id.0))
    }
}

/// The answer of a filter for an activity, as far as it is known now. The greater wins when several
/// conditions disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FilterVerdict {
    /// All conditions hold.
    Matches,
    /// A field that decides has not come yet.
    Unknown,
    /// A condition does not hold; its field may still change.
    NotNow,
    /// A condition on a field that never changes does not hold.
    Never,
}

impl ActivityFilter {
    /// Every activity.
    pub fn any() -> Self {
        Self::default()
    }

    /// Activities of a type (`library.update.section`), or of the types that a pattern describes
    /// (`library.*`): `*` stands for any characters, `?` for one.
    pub fn of_type(mut self, pattern: impl Into<String>) -> Self {
        self.types.push(pattern.into());
        self
    }

    /// Activities of a library section, by its number.
    pub fn section(mut self, section: impl Display) -> Self {
        self.sections.push(section.to_string());
        self
    }

    /// Activities on an item, by its key: `/library/metadata/7` also finds activities on items
    /// below it, such as `/library/metadata/7/children`.
    pub fn item(mut self, key: impl Into<String>) -> Self {
        let mut key = key.into();
        key.truncate(key.trim_end_matches('/').len());
        self.items.push(key);
        self
    }

    /// Activities of an account, by its number on the server; 1 is the owner.
    pub fn user(mut self, user: i64) -> Self {
        self.users.push(user);
        self
    }

    /// Activities that can be cancelled, or activities that cannot.
    pub fn cancellable(mut self, cancellable: bool) -> Self {
        self.cancellable = Some(cancellable);
        self
    }

    /// Selects one activity by its uuid.
    pub fn id(self, id: &ActivityId) -> Self {
        self.ids([id.clone()])
    }

    /// Several activities, by their uuids.
    pub fn ids(mut self, ids: impl IntoIterator<Item = ActivityId>) -> Self {
        self.ids.extend(ids);
        self.ids.sort_unstable();
        self.ids.dedup();
        self
    }

    /// Returns `true` if the filter is known to match the activity in its present state.
    #[must_use]
    pub fn matches(&self, activity: &Activity) -> bool {
        self.verdict(activity) == FilterVerdict::Matches
    }

    /// Returns `true` if the filter accepts activities of this type, apart from its other conditions.
    ///
    /// ```
    /// use plex_api::ActivityFilter;
    ///
    /// let filter = ActivityFilter::any().of_type("library.*").section("2");
    /// assert!(filter.includes_type("library.update.section"));
    /// assert!(!filter.includes_type("media.download"));
    /// ```
    #[must_use]
    pub fn includes_type(&self, kind: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|one| matches_glob(one, kind))
    }

    /// The field, as servers spell it, that keeps the verdict on the activity unknown.
    pub(super) fn missing_field(&self, activity: &Activity) -> &'static str {
        [
            ("type", self.by_type(activity.type_.as_ref())),
            ("userID", self.by_user(activity)),
            ("cancellable", self.by_cancellable(activity)),
        ]
        .into_iter()
        .find_map(|(field, verdict)| (verdict == FilterVerdict::Unknown).then_some(field))
        .unwrap_or("Context")
    }

    /// The uuids that will do; every one will when there are none.
    pub(crate) fn wanted_ids(&self) -> &[ActivityId] {
        &self.ids
    }

    pub(crate) fn verdict(&self, activity: &Activity) -> FilterVerdict {
        if !self.ids.is_empty() && self.ids.binary_search(&activity.uuid).is_err() {
            return FilterVerdict::Never;
        }
        self.by_type(activity.type_.as_ref())
            .max(self.by_user(activity))
            .max(self.by_cancellable(activity))
            .max(self.by_context(activity.context.as_ref()))
    }

    /// The verdict on an entry of which neither the uuid nor more than type and `Context` is known.
    pub(crate) fn verdict_on_unidentified(&self, entry: &UnidentifiedEntry) -> FilterVerdict {
        let needs_more =
            !self.ids.is_empty() || !self.users.is_empty() || self.cancellable.is_some();
        let rest = if needs_more {
            FilterVerdict::Unknown
        } else {
            FilterVerdict::Matches
        };
        self.by_type(entry.type_.as_ref())
            .max(self.by_context(entry.context.as_ref()))
            .max(rest)
    }

    fn by_type(&self, kind: Option<&LenientString>) -> FilterVerdict {
        if self.types.is_empty() {
            return FilterVerdict::Matches;
        }
        match kind {
            None => FilterVerdict::Unknown,
            Some(kind) if self.includes_type(kind) => FilterVerdict::Matches,
            Some(_) => FilterVerdict::Never,
        }
    }

    fn by_user(&self, activity: &Activity) -> FilterVerdict {
        if self.users.is_empty() {
            return FilterVerdict::Matches;
        }
        match activity.user_id.map(LenientInt::get) {
            None => FilterVerdict::Unknown,
            Some(user) => now_or_later(self.users.contains(&user)),
        }
    }

    fn by_cancellable(&self, activity: &Activity) -> FilterVerdict {
        let Some(wanted) = self.cancellable else {
            return FilterVerdict::Matches;
        };
        match activity.cancellable.map(LenientBool::get) {
            None => FilterVerdict::Unknown,
            Some(cancellable) => now_or_later(cancellable == wanted),
        }
    }

    fn by_context(&self, context: Option<&Context>) -> FilterVerdict {
        if self.sections.is_empty() && self.items.is_empty() {
            return FilterVerdict::Matches;
        }
        let Some(context) = context.filter(|one| !one.is_empty()) else {
            return FilterVerdict::Unknown;
        };
        let section = self.sections.is_empty()
            || context
                .library_section_id()
                .is_some_and(|id| self.sections.iter().any(|wanted| id == wanted.as_str()));
        let item = self.items.is_empty()
            || context
                .key()
                .is_some_and(|key| self.items.iter().any(|wanted| is_below(&key, wanted)));
        now_or_later(section && item)
    }
}

const fn now_or_later(holds: bool) -> FilterVerdict {
    if holds {
        FilterVerdict::Matches
    } else {
        FilterVerdict::NotNow
    }
}

/// Returns `true` if `key` is `wanted`, or a path below it: item 70 is not below item 7.
fn is_below(key: &str, wanted: &str) -> bool {
    key.strip_prefix(wanted)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || rest.starts_with('?'))
}

/// Returns `true` if all of `text` fits the glob `pattern`: `*` stands for any characters or none, `?` for
/// exactly one, every other character for itself.
fn matches_glob(pattern: &str, text: &str) -> bool {
    let mut pattern_left = pattern.chars();
    let mut text_left = text.chars();
    // The place to go on after the last `*` when the text after it does not fit.
    let mut retry = None;
    loop {
        let here = (pattern_left.clone(), text_left.clone());
        match (pattern_left.next(), text_left.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                text_left = here.1;
                retry = Some((pattern_left.clone(), text_left.clone()));
            }
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                let Some((after_star, mut from)) = retry.take() else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                pattern_left = after_star.clone();
                text_left = from.clone();
                retry = Some((after_star, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn activity(json: &str) -> Activity {
        serde_json::from_str(json).unwrap()
    }

    fn verdict(filter: &ActivityFilter, json: &str) -> FilterVerdict {
        filter.verdict(&activity(json))
    }

    #[test]
    fn the_empty_filter_matches_everything() {
        assert!(ActivityFilter::any().matches(&activity(r#"{"uuid":"a"}"#)));
    }

    #[test]
    fn each_condition_has_its_own_verdict() {
        use FilterVerdict::{Matches, Never, NotNow, Unknown};
        let id = |id: &str| ActivityId::new(id).unwrap();
        for (name, filter, json, expected) in [
            (
                "type",
                ActivityFilter::any().of_type("library.*"),
                r#"{"uuid":"a","type":"library.update.section"}"#,
                Matches,
            ),
            (
                "another type",
                ActivityFilter::any().of_type("library.*"),
                r#"{"uuid":"a","type":"butler"}"#,
                Never,
            ),
            (
                "any of two types",
                ActivityFilter::any().of_type("x").of_type("butler"),
                r#"{"uuid":"a","type":"butler"}"#,
                Matches,
            ),
            (
                "no type yet",
                ActivityFilter::any().of_type("*"),
                r#"{"uuid":"a"}"#,
                Unknown,
            ),
            (
                "section",
                ActivityFilter::any().section("2"),
                r#"{"uuid":"a","Context":{"librarySectionID":"2"}}"#,
                Matches,
            ),
            (
                "a section sent as a number, and given as one",
                ActivityFilter::any().section(2),
                r#"{"uuid":"a","Context":{"librarySectionID":2}}"#,
                Matches,
            ),
            (
                "another section",
                ActivityFilter::any().section("2"),
                r#"{"uuid":"a","Context":{"librarySectionID":"21"}}"#,
                NotNow,
            ),
            (
                "a context without a section",
                ActivityFilter::any().section("2"),
                r#"{"uuid":"a","Context":{"key":"/library/metadata/7"}}"#,
                NotNow,
            ),
            (
                "no context yet",
                ActivityFilter::any().section("2"),
                r#"{"uuid":"a"}"#,
                Unknown,
            ),
            (
                "an empty context",
                ActivityFilter::any().section("2"),
                r#"{"uuid":"a","Context":{}}"#,
                Unknown,
            ),
            (
                "user",
                ActivityFilter::any().user(1),
                r#"{"uuid":"a","userID":"1"}"#,
                Matches,
            ),
            (
                "another user",
                ActivityFilter::any().user(1),
                r#"{"uuid":"a","userID":2}"#,
                NotNow,
            ),
            (
                "no user",
                ActivityFilter::any().user(1),
                r#"{"uuid":"a"}"#,
                Unknown,
            ),
            (
                "cancellable",
                ActivityFilter::any().cancellable(true),
                r#"{"uuid":"a","cancellable":1}"#,
                Matches,
            ),
            (
                "not cancellable",
                ActivityFilter::any().cancellable(true),
                r#"{"uuid":"a","cancellable":false}"#,
                NotNow,
            ),
            (
                "wanted not cancellable",
                ActivityFilter::any().cancellable(false),
                r#"{"uuid":"a","cancellable":false}"#,
                Matches,
            ),
            (
                "uuid",
                ActivityFilter::any().id(&id("a")),
                r#"{"uuid":"a"}"#,
                Matches,
            ),
            (
                "uuids",
                ActivityFilter::any().ids([id("b"), id("a")]),
                r#"{"uuid":"a"}"#,
                Matches,
            ),
            (
                "another uuid",
                ActivityFilter::any().id(&id("b")),
                r#"{"uuid":"a"}"#,
                Never,
            ),
        ] {
            assert_eq!(verdict(&filter, json), expected, "{name}");
        }
    }

    #[test]
    fn the_key_of_an_item_finds_what_is_below_it_and_not_its_neighbour() {
        let filter = ActivityFilter::any().item("/library/metadata/7/");
        for (key, expected) in [
            ("/library/metadata/7", true),
            ("/library/metadata/7/children", true),
            ("/library/metadata/7?x=1", true),
            ("/library/metadata/70", false),
            ("/library/metadata", false),
            ("/library/collections/7", false),
        ] {
            let json = format!(r#"{{"uuid":"a","Context":{{"key":"{key}"}}}}"#);
            assert_eq!(filter.matches(&activity(&json)), expected, "{key}");
        }
    }

    #[test]
    fn all_conditions_must_hold_and_the_worst_verdict_wins() {
        let filter = ActivityFilter::any().of_type("butler").section("2").user(1);
        assert_eq!(
            verdict(
                &filter,
                r#"{"uuid":"a","type":"butler","userID":1,"Context":{"librarySectionID":"2"}}"#
            ),
            FilterVerdict::Matches
        );
        assert_eq!(
            verdict(&filter, r#"{"uuid":"a","type":"butler","userID":1}"#),
            FilterVerdict::Unknown
        );
        assert_eq!(
            verdict(&filter, r#"{"uuid":"a","type":"butler","userID":2}"#),
            FilterVerdict::NotNow
        );
        assert_eq!(
            verdict(&filter, r#"{"uuid":"a","type":"scan"}"#),
            FilterVerdict::Never
        );
    }

    #[test]
    fn a_star_matches_any_text_and_a_question_mark_one_character() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "library.update.section", true),
            ("library.*", "library.update.section", true),
            ("library.*", "library.", true),
            ("library.*", "library", false),
            ("library.*", "my.library.update", false),
            ("*.section", "library.update.section", true),
            ("*.section", "library.update.sections", false),
            ("library.*.section", "library.update.section", true),
            ("library.*.section", "library.section", false),
            ("*.update.*", "library.update.section", true),
            ("**", "x", true),
            ("*a*a*", "banana", true),
            ("*a*a*a*a*", "banana", false),
            ("*nab", "bananab", true),
            ("b?tler", "butler", true),
            ("b?tler", "btler", false),
            ("?", "ü", true),
            ("?", "", false),
            ("butler", "butler", true),
            ("butler", "Butler", false),
            ("[ab]", "a", false),
            ("*?", "", false),
            ("*?", "x", true),
        ] {
            assert_eq!(
                matches_glob(pattern, text),
                expected,
                "{pattern:?} and {text:?}"
            );
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_matched_in_bounded_time() {
        let text = "a".repeat(2_000);
        let pattern = format!("{}b", "a*".repeat(200));
        assert!(!matches_glob(&pattern, &text));
    }
}
