//! Settings files of servers, and other files.

use super::*;

const CLAIMED: &str = include_str!("../fixtures/preferences.xml");
const UNCLAIMED: &str = include_str!("../fixtures/preferences-unclaimed.xml");
const TOKEN: &str = "exampleServerTok0001";

fn folder_with(content: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(FILE), content).unwrap();
    folder
}

#[test]
fn the_token_and_the_right_identifier_are_read_and_shown_nowhere() {
    let folder = folder_with(CLAIMED.as_bytes());
    for path in [folder.path().to_owned(), folder.path().join(FILE)] {
        let read = ServerPreferences::read(path).unwrap();
        assert_eq!(
            read.machine_identifier(),
            Some("0a1b2c3d4e5f60718293a4b5c6d7e8f901234567")
        );
        assert_eq!(read.name(), Some("Box & \"Attic\""));
        assert_eq!(read.token().unwrap().expose(), TOKEN);
        let shown = format!("{read:?}");
        assert!(
            !shown.contains(TOKEN) && shown.contains("has_token: true"),
            "{shown}"
        );
    }
    let folder = folder_with(format!("\u{feff}{CLAIMED}").as_bytes());
    assert!(
        ServerPreferences::read(folder.path())
            .unwrap()
            .token()
            .is_some()
    );
    let folder = folder_with(UNCLAIMED.as_bytes());
    assert!(
        ServerPreferences::read(folder.path())
            .unwrap()
            .token()
            .is_none()
    );
}

#[test]
fn another_file_is_refused_without_a_word_of_its_content() {
    let long = "x".repeat(MAX_PREFERENCES_BYTES + 1);
    for (content, why) in [
        (&b""[..], "no element"),
        (b"hunter2", "no element"),
        (b"<Other PlexOnlineToken=\"hunter2\"/>", "not `Preferences`"),
        (b"<Preferences PlexOnlineToken=\"hunter2", "XML"),
        (b"<Preferences PlexOnlineToken=hunter2 />", "attribute"),
        (b"<Preferences PlexOnlineToken=\"&hunter2;\"/>", "entity"),
        (
            b"<Preferences PlexOnlineToken=\"claim-hunter2\"/>",
            "no token",
        ),
        (
            b"<!DOCTYPE x [<!ENTITY a \"hunter2\">]><Preferences/>",
            "document type",
        ),
        (b"bplist00\xd1\x01\x02hunter2", "defaults read"),
        (
            b"<?xml version=\"1.0\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"u\">\n\
              <plist><dict><key>PlexOnlineToken</key><string>hunter2</string></dict></plist>",
            "defaults read",
        ),
        (b"<plist>hunter2</plist>", "defaults read"),
        (b"\xff\xfe<Preferences/>", "UTF-8"),
        (long.as_bytes(), "more than"),
    ] {
        let folder = folder_with(content);
        let error = ServerPreferences::read(folder.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains(why), "{why}: {error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
}

#[test]
fn the_first_place_with_a_file_counts() {
    let (empty, full) = (
        tempfile::tempdir().unwrap(),
        folder_with(CLAIMED.as_bytes()),
    );
    let places = [empty.path().to_owned(), full.path().to_owned()];
    let found = ServerPreferences::find_in(&places).unwrap();
    assert_eq!(found.file(), full.path().join(FILE));
    let error = ServerPreferences::find_in(&places[..1]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}
