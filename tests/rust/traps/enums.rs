//! Enumerations.
use crate::*;
use std::fmt::Display;
use std::str::FromStr;
use traps::*;

/// Every text is a value of its own, is kept, and is what as_str, Display and FromStr say.
#[track_caller]
fn texts<T>(all: &[&str], as_str: fn(&T) -> &str)
where
    T: DeserializeOwned + Serialize + PartialEq + Debug + Clone + Display + FromStr,
{
    let mut seen: Vec<T> = Vec::new();
    for text in all {
        let value: T = keeps(&serde_json::to_string(text).unwrap());
        assert!(!seen.contains(&value), "{text:?} is {value:?} too");
        assert_eq!(as_str(&value), *text);
        assert_eq!(value.to_string(), *text);
        let parsed = text
            .parse::<T>()
            .unwrap_or_else(|_| panic!("{text:?} does not parse"));
        assert_eq!(parsed, value);
        seen.push(value);
    }
}

/// Every JSON text is a value of its own and is kept; anything of `others` is refused.
#[track_caller]
fn values<T>(all: &[&str], others: &[&str])
where
    T: DeserializeOwned + Serialize + PartialEq + Debug,
{
    let mut seen: Vec<T> = Vec::new();
    for text in all {
        let value: T = keeps(text);
        assert!(!seen.contains(&value), "{text} is {value:?} too");
        seen.push(value);
    }
    for text in others {
        refuses::<T>(text);
    }
}

#[test]
fn t09_symbols() {
    use t09_enum_symbols::*;
    texts(
        &["reactions-+1", "reactions--1", "reactions-1"],
        |v: &Sort| v.as_str(),
    );
    writes(&Sort::ReactionsPlus1, r#""reactions-+1""#);
    writes(&Sort::ReactionsMinus1, r#""reactions--1""#);
    texts(&["Etc/GMT+1", "Etc/GMT+12", "Etc/GMT-1"], |v: &Zone| {
        v.as_str()
    });
    texts(&["count", "__count__"], |v: &Field| v.as_str());
    texts(&["ASC", "asc"], |v: &Direction| v.as_str());
    texts(
        &[
            "<", "<=", "=", "==", "!=", ">=", ">", "*", "%", "$", "@", "#", "&", "+", "-",
        ],
        |v: &Compare| v.as_str(),
    );
    writes(&Compare::LessOrEqual, r#""<=""#);
    writes(&Compare::Star, r#""*""#);
    let words = [
        "self", "Self", "crate", "super", "_", "type", "async", "gen", "enum", "true", "None",
        "Some", "Ok", "Err",
    ];
    texts(&words, |v: &Word| v.as_str());
    texts(
        &["1", "1st", "-1", "+1", "01", "1.0", "10", "1_0"],
        |v: &Digit| v.as_str(),
    );
    let letters = [
        "é", "e", "É", "名前", "🎉", "🎈", "a\0b", "a b", "a\tb", "a\nb", "\u{202e}",
    ];
    texts(&letters, |v: &Letter| v.as_str());
    texts(
        &["\"", "\\", "\\\"", "'", "{}", "{0}", "\"#", "*/", "//"],
        |v: &Quote| v.as_str(),
    );
    refuses::<Sort>(r#""reactions""#);
    refuses::<Sort>(r#""REACTIONS-1""#);
    refuses::<Sort>("1");
    assert!("x".parse::<Sort>().is_err());
}

#[test]
fn t10_kinds() {
    use t10_enum_kinds::*;
    values::<Sign>(&["-1", "1", "0"], &["2", r#""1""#, "1.5", "true", "null"]);
    texts(&["", " "], |v: &Blank| v.as_str());
    refuses::<Blank>(r#""  ""#);
    values::<Option<MaybeA>>(&["null", r#""a""#], &[r#""b""#]);
    values::<Kinds>(&["1", r#""1""#], &["2", r#""2""#]);
    values::<Ratio>(&["0.5", "1", "-2.25"], &["2", r#""1""#]);
    values::<Yes>(&["true"], &["false", r#""true""#, "null"]);
    values::<Option<Everything>>(
        &["1", r#""one""#, "true", "1.5", "null"],
        &["2", "false", r#""two""#],
    );
    values::<Big>(
        &["0", "9223372036854775807", "-9223372036854775808"],
        &["1"],
    );
    values::<Bigger>(&["0", "18446744073709551615"], &["-1"]);
    values::<Spelled>(&["1", "2", "3"], &["4"]);
    values::<Compound>(&[r#"{"a":1}"#, "[1,2]", r#""plain""#], &["5", "true"]);
    assert!(has!(Sign: Copy + Eq + std::hash::Hash));
}

#[test]
fn t10_fallback() {
    use t10_enum_kinds::Fallback;
    texts(&["Unknown", "Other", "anything", ""], |v: &Fallback| {
        v.as_str()
    });
    refuses::<Fallback>("1");
}

#[test]
fn t10_in_a_struct() {
    use t10_enum_kinds::Holder;
    keeps::<Holder>(r#"{"sign":-1,"maybe":null,"kinds":"1","ratio":1}"#);
    keeps::<Holder>(
        r#"{"sign":0,"maybe":"a","kinds":1,"ratio":0.5,"optional_maybe":null,"everything":null,"inline":7,"by_sign":{"a":-1}}"#,
    );
    refuses::<Holder>(r#"{"sign":-1,"kinds":"1","ratio":1}"#);
    refuses::<Holder>(r#"{"sign":5,"maybe":null,"kinds":"1","ratio":1}"#);
}

#[test]
fn s4_texts() {
    use s4_enums::*;
    texts(&["active", "in-progress", "DONE"], |v: &Status| v.as_str());
    writes(
        &[Status::Active, Status::InProgress, Status::Done],
        r#"["active","in-progress","DONE"]"#,
    );
    assert_eq!(Status::default(), Status::InProgress);
    assert!(has!(Status: Copy + Eq + std::hash::Hash));
    texts(&["abc", "ABC", "Abc", "aBc"], |v: &Case| v.as_str());
    texts(&["a-b", "a_b", "aB", "AB"], |v: &Hyphens| v.as_str());
    texts(&["a", "b"], |v: &Doubled| v.as_str());
    texts(&["a", "b"], |v: &NamedText| v.as_str());
    writes(&NamedText::First, r#""a""#);
    values::<Named>(&["0", "1", "2"], &["3"]);
    writes(
        &[Named::Nothing, Named::Something, Named::Everything],
        "[0,1,2]",
    );
}

#[test]
fn s4_open() {
    use s4_enums::*;
    texts(&["red", "green", "blue"], |v: &Open| v.as_str());
    assert!(matches!(read::<Open>(r#""red""#), Open::Red));
    assert!(matches!(read::<Open>(r#""blue""#), Open::Unknown(text) if text == "blue"));
    for text in ["active", "in-progress", "DONE", "other"] {
        keeps::<OpenReferred>(&format!("\"{text}\""));
    }
    assert!(!has!(Open: Copy));
    assert!(has!(Open: Clone + Eq + std::hash::Hash));
}

#[test]
fn s4_in_a_struct() {
    use s4_enums::Holder;
    keeps::<Holder>(r#"{"status":"active","nullable":null}"#);
    keeps::<Holder>(
        r#"{"status":"DONE","nullable":"x","open":"blue","by_status":{"k":"active"},"list":["red","blue"]}"#,
    );
    refuses::<Holder>(r#"{"status":"active"}"#);
    refuses::<Holder>(r#"{"status":"other","nullable":null}"#);
}

#[test]
fn t39_inline_enums() {
    use t39_inline_enums::*;
    let v: Holder = keeps(
        r#"{"tags":["hot","cold"],"maybe":["left"],"map":{"a":"up"},"nested":[["in"],["out","in"]]}"#,
    );
    of::<Vec<HolderTag>>(&v.tags);
    writes(&HolderTag::Hot, r#""hot""#);
    keeps::<Holder>(r#"{"tags":[],"maybe":null}"#);
    refuses::<Holder>(r#"{"tags":["warm"],"maybe":null}"#);
    refuses::<Holder>(r#"{"tags":[],"maybe":["up"]}"#);
    refuses::<Holder>(r#"{"tags":[],"maybe":null,"map":{"a":"left"}}"#);
    refuses::<Holder>(r#"{"tags":[],"maybe":null,"nested":[["up"]]}"#);
    refuses::<Holder>(r#"{"tags":[]}"#);
}
