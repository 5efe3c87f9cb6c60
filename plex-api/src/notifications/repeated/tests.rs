//! The shortest way gives what the decoder gives, or nothing.

use super::*;
use crate::notifications::{decode, usual};

const FIRST: &str = r#"{"NotificationContainer":{"type":"activity","size":1,"ActivityNotification":[{"event":"updated","uuid":"a1","Activity":{"uuid":"a1","type":"library.update.section","cancellable":false,"userID":1,"title":"Scanning \"Movies\"","subtitle":"Part 1","progress":66,"Context":{"librarySectionID":"1"}}}]}}"#;

/// What may stand in place of a subtitle, quotes included.
const TEXTS: [&str; 14] = [
    r#""Part 1""#,
    r#""""#,
    r#""A Quiet Harbour (1987)""#,
    r#""Älter als 雪\u00e9""#,
    r#""Älter als 雪""#,
    r#""with \"quotes\"""#,
    r#""a backslash at the end \\""#,
    r#""half \""#,
    r#""two","title":"again""#,
    "\"a\nline\"",
    "\"nothing: \0\"",
    "\"the end of ASCII: \x7f\"",
    "null",
    "7",
];

/// What may stand in place of a progress.
const NUMBERS: [&str; 22] = [
    "0",
    "7",
    "66",
    "100",
    "999",
    "1000",
    "99999999999999999999",
    "-1",
    "-0",
    "-",
    "",
    "07",
    "00",
    "1.5",
    "1e1",
    "6 6",
    " 66",
    "66 ",
    "null",
    "true",
    r#""66""#,
    r#"66,"progress":67"#,
];

fn after(first: &str) -> Memory {
    let mut memory = Memory::default();
    assert!(usual::websocket(first, &mut memory).is_some(), "{first}");
    memory
}

/// Whether it went the shortest way; then it was read as the decoder reads it.
fn repeats(text: &str, memory: &mut Memory) -> bool {
    let Some(read) = websocket(text, memory) else {
        return false;
    };
    assert_eq!(
        Ok(&read),
        decode::websocket(text.as_bytes()).as_ref(),
        "{text}"
    );
    true
}

#[test]
fn whatever_stands_in_the_holes_is_read_as_the_decoder_reads_it() {
    let mut fit = 0;
    for (before, number) in [("Part 1", "66"), ("", "0"), ("x", "-1")] {
        let first = FIRST.replace("Part 1", before).replace("66", number);
        for text in TEXTS {
            for number in NUMBERS {
                let next = FIRST
                    .replace(r#""Part 1""#, text)
                    .replace(":66,", &format!(":{number},"));
                fit += usize::from(repeats(&next, &mut after(&first)));
            }
        }
    }
    // Five of the texts and six of the numbers are plain.
    assert_eq!(fit, 3 * 5 * 6);
}

#[test]
#[expect(clippy::string_slice, reason = "all of it is ASCII")]
fn nothing_else_may_differ_by_a_byte() {
    let next = FIRST.replace("66", "67").replace("Part 1", "Part 2");
    assert!(repeats(&next, &mut after(FIRST)));
    for place in 0..next.len() {
        for other in ["", "x", " ", "\"", "\\", "0", "}", "1,"] {
            for end in [place, place + 1] {
                let odd = format!("{}{other}{}", &next[..place], &next[end..]);
                repeats(&odd, &mut after(FIRST));
            }
        }
        assert!(!repeats(&next[..place], &mut after(FIRST)), "{place}");
    }
    for odd in [
        next.replace("updated", "ended"),
        next.replace("a1", "a2"),
        next.replace("Scanning", "Scanned"),
        next.replace("section", "sectioM"),
        format!("{next} "),
        format!("{next}x"),
    ] {
        assert!(!repeats(&odd, &mut after(FIRST)), "{odd}");
    }
}

#[test]
fn fields_may_stand_anywhere_or_nowhere() {
    let subtitle = r#""subtitle":"Part 1","#;
    let progress = r#""progress":66,"#;
    for first in [
        FIRST.replace(subtitle, ""),
        FIRST.replace(progress, ""),
        FIRST.replace(subtitle, "").replace(progress, ""),
        FIRST
            .replace(subtitle, "")
            .replace(progress, &format!("{progress}{subtitle}")),
        FIRST.replace(r#""Part 1""#, "null"),
        FIRST.replace(":66", ":null"),
        FIRST.replace(":66", r#":"66""#),
        FIRST.replace(":66", ":6.5"),
        FIRST.replace("Part 1", r"Part \u0031"),
        FIRST
            .replace(r#""event":"updated","#, "")
            .replace("}}]}}", r#"},"event":"updated"}]}}"#),
    ] {
        let mut memory = after(&first);
        assert!(repeats(&first, &mut memory), "{first}");
        for text in TEXTS {
            for number in NUMBERS {
                let next = first
                    .replace(r#""Part 1""#, text)
                    .replace(":66", &format!(":{number}"));
                repeats(&next, &mut memory);
            }
        }
        assert!(repeats(&first, &mut memory), "{first}");
    }
}

#[test]
fn only_an_update_of_one_activity_is_repeated() {
    for odd in [
        FIRST.replace("updated", "started"),
        FIRST.replace("updated", "paused"),
        FIRST.replace("Part 1", &"x".repeat(LONGEST)),
        FIRST.replace("}}]}}", r#"}},{"event":"updated","uuid":"b"}]}}"#),
    ] {
        let mut memory = after(&odd);
        assert!(!repeats(&odd, &mut memory), "{odd:.300}");
    }
    // What is over is not known any more.
    let mut memory = after(FIRST);
    usual::websocket(&FIRST.replace("updated", "ended"), &mut memory);
    assert!(!repeats(FIRST, &mut memory));
}

#[test]
fn what_was_said_between_two_repetitions_is_not_forgotten() {
    let mut memory = after(FIRST);
    assert!(repeats(&FIRST.replace("66", "67"), &mut memory));
    let other = FIRST.replace("Scanning", "Analyzing").replace("66", "68");
    assert!(!repeats(&other, &mut memory));
    usual::websocket(&other, &mut memory).unwrap();
    assert!(repeats(&other.replace("68", "69"), &mut memory));
    assert!(!repeats(FIRST, &mut memory));
}

#[test]
fn what_stands_beside_the_texts_is_as_in_the_last_message() {
    for (one, other) in [
        (r#""userID":1"#, r#""userID":2"#),
        (r#""cancellable":false"#, r#""cancellable":true"#),
        (r#""progress":66"#, r#""progress":6.5"#),
        (r#""progress":66"#, r#""progress":"66""#),
    ] {
        let mut memory = after(FIRST);
        let next = FIRST.replace(one, other);
        usual::websocket(&next, &mut memory).unwrap();
        assert!(repeats(&next, &mut memory), "{next}");
    }
}

#[test]
fn patterns_that_never_fit_are_given_up() {
    let mut memory = after(FIRST);
    let title = |number: usize| FIRST.replace("Scanning", &format!("Scanning {number}"));
    for number in 0..10 {
        usual::websocket(&title(number), &mut memory).unwrap();
    }
    for number in 0..10 {
        assert!(!repeats(&title(number), &mut memory), "{number}");
    }
    // Others are not judged by it.
    let other = FIRST.replace("a1", "b1");
    usual::websocket(&other, &mut memory).unwrap();
    assert!(repeats(&other, &mut memory));
}
