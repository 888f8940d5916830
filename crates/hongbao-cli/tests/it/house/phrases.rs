//! Phrases that plain English has a better word for, and that may not come back: in code, in documents
//! and in what the command prints.

use crate::house::sources::{files, root};

/// The phrase, and what to write instead.
const PHRASES: &[(&str, &str)] = &[
    ("unless it is said", "default: x"),
    ("unless it says", "default: x"),
    ("unless said", "default: x"),
    ("how many-th", "the ordinal of, from 1"),
    ("who it is", "identity not verified"),
    ("reckon", "compute, recompute, check"),
    ("asked for again", "a retry returns the original response"),
    ("whoever", "the caller, the operator, anyone who"),
    ("of old", "legacy, earlier"),
    ("so, too", "the same"),
    ("is answered so", "gets the same answer"),
    ("of no kind", "unknown"),
    ("no packet of", "not a packet of"),
    ("shall be", "target, will be"),
    ("what it is about", "name the thing"),
];

/// What may follow "is no": a comparison, or what cannot be counted.
const AFTER_NO: &[&str] = &["longer", "later", "more", "less", "earlier", "larger", "smaller"];

/// A text's words in lower case, without the marks that begin a line of a comment.
fn words(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.trim_start();
        let marks = ["//!", "///", "//", "#", "*", "\\"];
        marks.iter().find_map(|mark| line.strip_prefix(mark)).unwrap_or(line)
    });
    let text = lines.collect::<Vec<_>>().join(" ").to_lowercase();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a phrase stands in a text as words of its own; what ends in a verb may go on with an ending.
fn has(text: &str, phrase: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric();
    text.match_indices(phrase).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        let after = text[place + phrase.len()..].chars().next();
        let ends = phrase == "reckon" || !after.is_some_and(is_letter);
        !before.is_some_and(is_letter) && ends
    })
}

/// "is no error" and its like, where "is not an error" is meant; "there is no error" is right.
fn says_is_no(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let wrong = words.windows(4).find(|four| {
        let is_verb = matches!(four[1], "is" | "are" | "was" | "were");
        let after = four[3].trim_matches(|c: char| !c.is_alphanumeric());
        is_verb
            && four[2] == "no"
            && !four[0].ends_with("there")
            && !after.is_empty()
            && !AFTER_NO.contains(&after)
            && after.chars().all(char::is_alphabetic)
    });
    wrong.map(|four| four.join(" "))
}

#[test]
fn phrases_that_were_reworded_do_not_come_back() {
    let texts = [".rs", ".md", ".toml", ".sh"].map(|ending| files(&root(), ending));
    let mut found = Vec::new();
    for path in texts.iter().flatten().filter(|path| !path.ends_with("house/phrases.rs")) {
        let text = words(&std::fs::read_to_string(path).unwrap());
        for (phrase, better) in PHRASES.iter().filter(|(phrase, _)| has(&text, phrase)) {
            found.push(format!("{}: {phrase:?}; better: {better}", path.display()));
        }
        if let Some(wrong) = says_is_no(&text) {
            found.push(format!("{}: {wrong:?}; better: \"is not a\"", path.display()));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn phrases_are_found_across_lines_and_as_words() {
    let text = words("/// 3 s unless it\n/// is said. Reckoned again; it holds old ones.\n");
    assert!(has(&text, "unless it is said") && has(&text, "reckon"));
    assert!(!has(&text, "of old") && !has(&words("proof older"), "of old"));
    assert_eq!(says_is_no(&words("that is no\n// error")).unwrap(), "that is no error");
    assert_eq!(says_is_no(&words("there is no error, it is no longer there")), None);
}
