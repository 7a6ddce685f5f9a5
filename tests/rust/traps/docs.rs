//! Text of the spec as comments and literals: that it compiles is most of the test.
use crate::*;
use traps::*;

#[test]
fn t35_code_in_docs() {
    use t35_doc_code::*;
    keeps::<Documented>(r#"{"field":"f","other":"o"}"#);
    keeps::<Enumeration>(r#""b""#);
    keeps::<Choice>("5");
    keeps::<List>(r#"["x"]"#);
}

#[test]
fn t36_characters() {
    use t36_doc_characters::*;
    keeps::<Bare>(r#"{"comment":"c","bidi":"b","long":"l","value":"v"}"#);
    for text in [
        "\r", "\u{202e}", "\0", "*/", "\"#", "\u{2028}", "\u{200b}", "\u{feff}",
    ] {
        let v: Marks = keeps(&serde_json::to_string(text).unwrap());
        assert_eq!(v.as_str(), text);
    }
}

#[test]
fn injection_() {
    use injection::*;
    let key = "\"]\ncompile_error!()";
    let text = serde_json::json!({
        key: "a", "#[serde(skip)] x": "b", "{}": "c", "{0:?}": {"\"": 1}, "\0": "d", "r#\"": "e", "\"#": "f", "\\": "g",
        "\\u{202e}": "h", "\u{202e}": "i", "${x}": "j", "..": "k", "../../etc/passwd": {"a": 1},
    })
    .to_string();
    keeps::<Hostile>(&text);
    refuses::<Hostile>("{}");
    for text in [
        "\"",
        "\\",
        "\"#",
        "{}",
        "{0}",
        "*/",
        "\n",
        "\r",
        "\0",
        "\u{202e}",
        "'",
        "#[x]",
        "\");panic!(\"",
        "\u{2028}",
        "\u{7f}",
        "${x}",
    ] {
        let v: Text = keeps(&serde_json::to_string(text).unwrap());
        assert_eq!(v.to_string(), text);
        assert_eq!(text.parse::<Text>().ok(), Some(v));
    }
    writes(&Text::default(), r#""{}""#);
    let tag = "t\"{}\n";
    let one: Tagged = keeps(&serde_json::json!({tag: "\"{}\n\\", "a": 1}).to_string());
    assert!(matches!(one, Tagged::One(_)));
    let two: Tagged = keeps(&serde_json::json!({tag: "{0}", "b": 1}).to_string());
    assert!(matches!(two, Tagged::Two(_)));
    let error = refuses::<Tagged>(&serde_json::json!({tag: "{1}"}).to_string());
    assert!(error.contains("{1}") && error.contains("{0}"), "{error}");
    keeps::<Consts>(&serde_json::json!({"a": "\"); compile_error!(\"{}"}).to_string());
    keeps::<Extended>(r#"{"a":"x"}"#);
}
