use proptest::prelude::*;

use super::*;

#[test]
fn what_is_written_for_eyes_is_said_for_ears() {
    for (written, said) in [
        (
            "I have:\n1. Monday at 9:00\n2. Tuesday at 10:00\n\nWhich one?",
            "I have: Monday at 9:00, Tuesday at 10:00 Which one?",
        ),
        ("Hello\nthere", "Hello there"),
        ("- Monday\n- Tuesday\n* Friday", "Monday, Tuesday, Friday"),
        ("## Times\n**Monday** at _nine_ or `Tuesday`", "Times Monday at nine or Tuesday"),
        ("Great! 😀👍🏽 See you ❤️ soon 👩‍💻", "Great! See you soon"),
        ("See https://www.acme.com/book?id=1&x=2.", "See acme.com."),
        ("See [our page](https://acme.com/a_(b)) now", "See our page now"),
        ("![chart](https://acme.com/c.png) Fine.", "Fine."),
        ("Go to www.acme.com, please", "Go to acme.com, please"),
        ("Write to mailto:ana_lopez@acme.com", "Write to ana_lopez@acme.com"),
        ("<think>The lead wants \"no\".</think>All right.", "All right."),
        ("All right.<think>and now", "All right."),
        ("so I should say</think> All right.", "All right."),
        ("<THINKING>hm</THINKING>Yes.", "Yes."),
        ("Assistant: Hello!", "Hello!"),
        ("**AI:** Assistant: Hello!", "Hello!"),
        ("Hello!\nUser: yes\nAssistant: Great", "Hello!"),
        ("{\"name\":\"end_call\",\"arguments\":{\"reason\":\"x\"}} Goodbye!", "Goodbye!"),
        ("Let me look. check_calendar_availability({\"date\": null})", "Let me look."),
        ("Let me look. functions.end_call(reason=\"x\")", "Let me look."),
        ("<tool_call>{\"name\": \"x\"}</tool_call>One moment.", "One moment."),
        ("One moment.\n```json\n{\"a\": 1}\n```", "One moment."),
        ("```\nOne moment.\n```", "One moment."),
        ("<speak>Hello <break time=\"1s\"/>there</speak>", "Hello there"),
        ("Tom &amp; Ana &lt;b&gt;now&lt;/b&gt;", "Tom & Ana now"),
        ("First.<br>Second.", "First. Second."),
        ("Hi<|im_end|>", "Hi"),
        ("a\u{200b}b\u{202e}c\u{7}d", "abc d"),
        ("[laughs] Sure. [TOOL_CALLS] [{\"name\":\"x\"}]", "Sure."),
        ("\"Of course, at nine.\"", "Of course, at nine."),
        ("---\n> Quoted\n***", "Quoted"),
        ("| Day | Time |\n|---|---|\n| Monday | nine |", "Day Time Monday nine"),
        ("Am\n1. Dezember um 9:00 Uhr", "Am 1. Dezember um 9:00 Uhr"),
        ("3 < 5 and 7 > 2", "3 5 and 7 2"),
        ("Il est 15 h 30 : cela vous va ?", "Il est 15 h 30 : cela vous va ?"),
        ("Monday → Tuesday ✓", "Monday Tuesday"),
        ("Time: 9:00", "Time: 9:00"),
        ("acme.com/offers?x=1 has more", "acme.com has more"),
        ("and/or", "and/or"),
    ] {
        assert_eq!(clean(written), said, "{written:?}");
    }
}

#[test]
fn what_holds_no_words_is_empty() {
    for text in [
        "",
        " \n",
        "<think>only thoughts",
        "```json\n{}\n```",
        "😀",
        "{\"a\":1}",
        "***",
        "[x]",
        "…",
        "<b></b>",
    ] {
        assert_eq!(clean(text), "", "{text:?}");
    }
}

#[test]
fn a_long_answer_ends_with_a_sentence() {
    let long = "This is a sentence of the answer. ".repeat(60);
    let said = clean(&long);
    assert!(said.ends_with("answer.") && said.chars().count() <= 1_000);
    let said = clean(&"word ".repeat(600));
    assert!(said.ends_with("word") && said.chars().count() <= 1_000);
    assert_eq!(clean(&"é".repeat(1_500)).chars().count(), 1_000);
}

#[test]
fn an_answer_that_broke_off_keeps_its_whole_sentences() {
    assert_eq!(whole_sentences("I have Monday at 9. Would that"), "I have Monday at 9. Would that");
    assert_eq!(whole_sentences("That works. Would the 3. Dece"), "That works.");
    assert_eq!(whole_sentences("Fine? Or at"), "Fine?");
}

#[test]
fn what_is_heard_keeps_its_words_apart() {
    assert_eq!(heard("john\nat gmail\u{0}dot com ", 100), "john at gmail dot com");
    assert_eq!(heard("abcdef", 3), "abc");
}

/// Pieces of which models make their answers.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Zé ]{0,12}",
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
            "<think>",
            "</think>",
            "```",
            "```json\n",
            "{",
            "}",
            "[",
            "](",
            ")",
            "(",
            "<b>",
            "</",
            "<",
            ">",
            "&lt;",
            "&amp;",
            "**",
            "_",
            "\n",
            "- ",
            "1. ",
            "2. ",
            "Assistant:",
            "User:",
            "https://",
            "www.",
            "a.com/",
            "end_call(",
            "\"",
            "“",
            "😀",
            "\u{200d}",
            "\u{0}",
            "<|x|>",
            "mailto:",
            "|",
            "#",
            ".",
            ",",
            "@",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn nothing_but_words_is_ever_spoken(pieces in prop::collection::vec(piece(), 0..24)) {
        let written = pieces.concat();
        let said = clean(&written);
        prop_assert!(said.chars().count() <= SPOKEN_CHARS_MAX);
        prop_assert!(!said.contains(char::is_control), "{said:?}");
        prop_assert!(!said.contains(['<', '>', '{', '}', '[', ']', '*', '`', '|', '#', '\u{200d}', '😀']), "{said:?}");
        prop_assert!(!said.contains("  ") && said.trim() == said, "{said:?}");
        prop_assert!(!said.to_lowercase().contains("http://") && !said.to_lowercase().contains("https://"), "{said:?}");
        prop_assert!(said.is_empty() || said.contains(char::is_alphanumeric));
        prop_assert_eq!(clean(&said), said.clone(), "{:?}", written);
    }

    #[test]
    fn plain_sentences_are_left_as_they_are(words in prop::collection::vec("[a-zA-Zéüñ]{2,8}", 1..20)) {
        let sentence = format!("{}.", words.join(" "));
        prop_assert_eq!(clean(&sentence), sentence);
    }
}
