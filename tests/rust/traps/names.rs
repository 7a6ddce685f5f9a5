//! How names are spelled, and what the wire keeps.
use crate::*;
use traps::*;

/// An object with every key of the fixture, its value `value(key)`.
fn every_key(value: impl Fn(&str) -> Value) -> String {
    let keys = [
        "self",
        "Self",
        "super",
        "crate",
        "_",
        "gen",
        "try",
        "async",
        "type",
        "1st",
        "",
        "a-b",
        "a_b",
        "aB",
        "🎉",
        "\0",
        "fn",
        "true",
        "a b",
        "a.b",
        "__a",
        "a__b",
        "Ä",
        "名前",
        "x-y_z",
        "quote\"d",
        "back\\slash",
        "{}",
        "tab\t",
        "line\nend",
        "$ref",
        "union",
        "dyn",
        "raw",
        "static",
        "macro_rules",
        "box",
        "yield",
        "abstract",
        "1",
        "2",
        "-1",
        "+1",
        "<=",
        "*",
        "%",
        "$",
        "@",
        "#",
        "&",
        "e\u{301}",
        "\u{202e}",
    ];
    let all: serde_json::Map<String, Value> =
        keys.iter().map(|k| (k.to_string(), value(k))).collect();
    assert_eq!(all.len(), keys.len());
    serde_json::to_string(&all).unwrap()
}

#[test]
fn t11_property_names() {
    use t11_property_names::*;
    let text = every_key(|key| Value::String(format!("value of {key}")));
    let v: Names = keeps(&text);
    assert_eq!(v.self_, "value of self");
    assert_eq!(v.super_, "value of super");
    assert_eq!(v.crate_, "value of crate");
    assert_eq!(v.r#gen, "value of gen");
    assert_eq!(v.r#try, "value of try");
    assert_eq!(v.r#async, "value of async");
    assert_eq!(v.r#type, "value of type");
    assert_eq!(v.r#fn, "value of fn");
    assert_eq!(v.r#true, "value of true");
    assert_eq!(v.empty, "value of ");
    assert_eq!(v.a_b, "value of a-b");
    assert_eq!(v.名前, "value of 名前");
    assert_eq!(v.plus_1, "value of +1");
    assert_eq!(v.minus_1, "value of -1");
    assert_eq!(v.less_or_equal, "value of <=");
    assert_eq!(v.star, "value of *");
    keeps::<Optional>(&text);
    keeps::<Optional>("{}");
    for key in ["self", "Self", "", "🎉", "\0", "aB", "\u{202e}"] {
        let one = serde_json::to_string(&serde_json::json!({ key: "v" })).unwrap();
        keeps::<Optional>(&one);
        let mut all = json(&text);
        all.as_object_mut().unwrap().remove(key);
        refuses::<Names>(&all.to_string());
    }
    let mut more = json(&text);
    more["extra"] = 5.into();
    more["Extra"] = 6.into();
    keeps::<Open>(&more.to_string());
    keeps::<Parent>(r#"{"self":{"a":1},"Self":{"b":2},"":{"c":3},"🎉":{"d":4},"1":"x"}"#);
}

#[test]
fn t12_names_of_std() {
    use t12_names_of_std as m;
    keeps::<m::Result>(r#"{"ok":{"some":null,"next":{"some":"x"}}}"#);
    keeps::<m::Box>(r#"{"of":[{"of":[]}],"inner":{"of":[]}}"#);
    keeps::<m::Vec>(r#"["a","b"]"#);
    writes(&m::String::default(), r#""a""#);
    keeps::<m::Some>("1");
    keeps::<m::None>(r#""none""#);
    keeps::<m::Either>(r#"{"type":"ok","value":[1]}"#);
    keeps::<m::Either>(r#"{"type":"err","error":{"code":1,"data":"aGk=","more":"x"}}"#);
    keeps::<m::Error>(r#"{"code":1}"#);
    keeps::<m::Default>(r#""z""#);
    keeps::<m::Client>(
        r#"{"at":"2024-02-29T12:30:00Z","id":"67e55044-10b1-426f-9247-bb680e5fe0c8"}"#,
    );
    keeps::<m::Serde>("2");
    keeps::<m::Std>(r#"{"a":["x"]}"#);
    keeps::<m::Core>(r#"{"x":{"a":[]}}"#);
    keeps::<m::Alloc>(r#"{"n":"5"}"#);
    keeps::<m::SerdeJson>(r#"{"n":5}"#);
    keeps::<m::Self_>(r#"{"a":{"b":1}}"#);
    keeps::<m::Value>(r#"{"a":1}"#);
    keeps::<m::U8>(r#"{"a":"aGk="}"#);
}

#[test]
fn t13_colliding_names() {
    use t13_colliding_names::*;
    keeps::<All>(
        r#"{"a":{"one":1},"b":{"two":2},"c":{"three":3},"d":{"four":4},"e":{"five":5},"f":{"six":6}}"#,
    );
    keeps::<BitbucketAppsX>(r#"{"six":6}"#);
    // the first in the document takes the name
    let v: All = read(
        r#"{"a":{"one":1},"b":{"two":2},"c":{"three":3},"d":{"four":4},"e":{"five":5},"f":{"six":6}}"#,
    );
    of::<AB>(&v.a);
    refuses::<All>(
        r#"{"a":{"two":1},"b":{"two":2},"c":{"three":3},"d":{"four":4},"e":{"five":5},"f":{"six":6}}"#,
    );
    keeps::<Pet>(r#"{"owner":{"inline":1}}"#);
    keeps::<PetOwner>(r#"{"component":1}"#);
}

#[test]
fn s3_words() {
    use s3_names::*;
    let v: XMLHttpRequest =
        keeps(r#"{"XMLHttpRequest":1,"someURL":"u","HTTPStatus2xx":"s","ipV4":"i"}"#);
    of::<i64>(&v.xml_http_request);
    of::<Option<String>>(&v.some_url);
    of::<Option<String>>(&v.http_status2xx);
    of::<Option<String>>(&v.ip_v4);
    let v: SnakeCaseName = keeps(r#"{"kebab-case-name":"k","dotted.name":"d","spaced name":"s"}"#);
    of::<Option<String>>(&v.kebab_case_name);
    of::<Option<String>>(&v.dotted_name);
    of::<Option<String>>(&v.spaced_name);
    keeps::<KebabCaseName>(r#"{"a":1}"#);
    keeps::<Lowercase>(r#"{"a":1}"#);
    let v: Größe = keeps(r#"{"größe":1}"#);
    of::<i64>(&v.größe);
    let v: Symbols = keeps(r#"{"+1":1,"-1":2,"<=":3,"*":4}"#);
    assert_eq!((v.plus_1, v.minus_1, v.less_or_equal, v.star), (1, 2, 3, 4));
}

#[test]
fn s3_inline_types() {
    use s3_names::*;
    let v: Pet = keeps(
        r#"{"owner":{"name":"n","home":{"x":1}},"tags":[{"label":"l"}],"address":{"street":"s"},"other":{"o":"o"},"status":"well"}"#,
    );
    of::<PetOwner>(&v.owner);
    of::<Option<PetOwnerHome>>(&v.owner.home);
    of::<Vec<PetTag>>(&v.tags);
    of::<PostalAddress>(&v.address);
    of::<Option<PetOther>>(&v.other);
    of::<Option<PetStatus>>(&v.status);
    let (a, b): (First, SecondLongerName) = (
        keeps(r#"{"shared":{"q":"q","r":1}}"#),
        keeps(r#"{"shared":{"q":"q"}}"#),
    );
    of::<Option<FirstShared>>(&a.shared);
    of::<Option<FirstShared>>(&b.shared);
}
