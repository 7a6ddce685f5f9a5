use oapi_emit_tests::{integer, literal, present, present_as, shape, tag, tagged};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

type Conversion = present_as::Present<Option<serde_with::base64::Base64>>;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Presence {
    #[serde(
        default,
        deserialize_with = "present::deserialize",
        skip_serializing_if = "Option::is_none"
    )]
    plain: Option<Option<i64>>,
    #[serde(
        default,
        with = "::serde_with::As::<Conversion>",
        skip_serializing_if = "Option::is_none"
    )]
    bytes: Option<Option<Vec<u8>>>,
}

#[test]
fn present_tells_null_from_absence() {
    for (value, plain, bytes) in [
        (json!({}), None, None),
        (
            json!({"plain": null, "bytes": null}),
            Some(None),
            Some(None),
        ),
        (
            json!({"plain": 1, "bytes": "aGk="}),
            Some(Some(1)),
            Some(Some(b"hi".to_vec())),
        ),
    ] {
        let read: Presence = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read, Presence { plain, bytes });
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }
}

#[test]
fn integers_may_have_a_fraction_of_zero() {
    let read = |text| integer::deserialize(&mut serde_json::Deserializer::from_str(text)).ok();
    assert_eq!(read("-1"), Some(-1));
    assert_eq!(read("1.0"), Some(1));
    assert_eq!(read("18446744073709551615"), Some(u64::MAX.into()));
    assert_eq!(read("1.5"), None);
    assert_eq!(read("\"1\""), None);
}

#[test]
fn literals_keep_their_kind() {
    let known = [
        ("1", 'a'),
        ("\"1\"", 'b'),
        ("{\"x\":[1.50]}", 'c'),
        ("9007199254740993", 'd'),
    ];
    let read = |value: Value| literal::deserialize(value, &known).ok();
    assert_eq!(read(json!(1)), Some('a'));
    assert_eq!(read(json!(1.0)), Some('a'));
    assert_eq!(read(json!("1")), Some('b'));
    assert_eq!(read(json!({"x": [1.5]})), Some('c'));
    assert_eq!(read(json!(9007199254740993_i64)), Some('d'));
    assert_eq!(read(json!(9007199254740992_i64)), None);
    assert_eq!(read(json!({"x": [1.5], "y": 1})), None);
}

#[test]
fn tags_are_compared_as_text_or_as_json() {
    let object = json!({"s": "a", "n": 1.0, "b": true});
    assert_eq!(tag::text(&object, "s").as_deref(), Some("a"));
    assert_eq!(tag::json(&object, "s").as_deref(), Some("\"a\""));
    assert_eq!(tag::json(&object, "n").as_deref(), Some("1"));
    assert_eq!(tag::json(&object, "b").as_deref(), Some("true"));
    assert_eq!(tag::text(&object, "missing"), None);
    assert_eq!(tag::text(&json!([1]), "s"), None);
}

#[test]
fn a_tag_is_written_beside_the_rest() {
    #[derive(Serialize)]
    struct Rest {
        a: f32,
        #[serde(flatten)]
        more: std::collections::BTreeMap<String, i64>,
    }
    let rest = Rest {
        a: 0.1,
        more: [("b".to_owned(), 2)].into(),
    };
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::new(&mut text);
    tagged::serialize("kind", &"x\"y", &rest, &mut serializer).unwrap();
    assert_eq!(
        String::from_utf8(text).unwrap(),
        r#"{"kind":"x\"y","a":0.1,"b":2}"#
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Left {
    a: Option<i64>,
    b: Option<i64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Right {
    a: Option<i64>,
    c: Option<i64>,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Either {
    Left(Left),
    Right(Right),
    Lefts(Vec<Left>),
    Rights(Vec<Right>),
    Integer(i64),
    Number(f64),
}

impl<'de> Deserialize<'de> for Either {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let variant = |kinds, keys, closed, read| shape::Variant {
            kinds,
            keys,
            closed,
            read,
        };
        shape::deserialize(
            deserializer,
            "Either",
            &[
                variant(32, &["a", "b"], true, |value| {
                    shape::read(value, Self::Left)
                }),
                variant(32, &["a", "c"], false, |value| {
                    shape::read(value, Self::Right)
                }),
                variant(16, &[], false, |value| shape::read(value, Self::Lefts)),
                variant(16, &[], false, |value| shape::read(value, Self::Rights)),
                variant(4, &[], false, |value| shape::read(value, Self::Integer)),
                variant(4, &[], false, |value| shape::read(value, Self::Number)),
            ],
        )
    }
}

#[test]
fn shapes_lose_the_least() {
    let read = |value| serde_json::from_value::<Either>(value);
    let left = |a, b| Left { a, b };
    let right = |a, c| Right { a, c };
    assert_eq!(
        read(json!({"a": 1})).unwrap(),
        Either::Left(left(Some(1), None))
    );
    assert_eq!(
        read(json!({"a": 1, "c": 2})).unwrap(),
        Either::Right(right(Some(1), Some(2)))
    );
    assert_eq!(
        read(json!({"z": 1})).unwrap(),
        Either::Right(right(None, None)),
        "Left is closed"
    );
    assert_eq!(
        read(json!([{"c": 2}])).unwrap(),
        Either::Rights(vec![right(None, Some(2))])
    );
    assert_eq!(read(json!([])).unwrap(), Either::Lefts(vec![]));
    assert_eq!(read(json!(5)).unwrap(), Either::Integer(5));
    assert_eq!(read(json!(5.5)).unwrap(), Either::Number(5.5));
    let error = read(json!({"a": "x"})).unwrap_err().to_string();
    assert!(
        error.starts_with("the value fits no variant of Either: invalid type"),
        "{error}"
    );
    let error = read(json!("x")).unwrap_err().to_string();
    assert_eq!(
        error,
        "the value fits no variant of Either: of another kind"
    );
}
