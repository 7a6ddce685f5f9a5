use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use ::serde_json::Value;
use ::std::net::IpAddr;

/// Whether two texts mean the same: times, instants, UUIDs and addresses can be written in several ways.
fn same_text(a: &str, b: &str) -> bool {
    let zeros = ['.', '0'];
    a == b
        || (a.contains(':') && a.trim_end_matches(zeros) == b.trim_end_matches(zeros))
        || (a.len() == 36 && a.eq_ignore_ascii_case(b))
        || matches!((instant(a), instant(b)), (Ok(a), Ok(b)) if a == b)
        || matches!((a.parse::<IpAddr>(), b.parse::<IpAddr>()), (Ok(a), Ok(b)) if a == b)
}

/// Whether what was written is what was given; but for what its type lets go, where it is not `exact`, and what it `FILLS` in.
fn same(given: &Value, written: &Value, exact: bool) -> bool {
    match (given, written) {
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().map(|a| a as f32) == b.as_f64().map(|b| b as f32)
        }
        (Value::String(a), Value::String(b)) => same_text(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, exact))
        }
        (Value::Object(a), Value::Object(b)) => {
            (!exact || a.len() == b.len())
                && b.iter()
                    .all(|(key, b)| a.get(key).map_or(FILLS, |a| same(a, b, exact)))
        }
        _ => given == written,
    }
}

/// Reads an example and writes it back, twice.
pub fn round_trip<T: Serialize + DeserializeOwned>(pointer: &str, example: &str, exact: bool) {
    let again = |text: &str| {
        let value: T =
            ::serde_json::from_str(text).unwrap_or_else(|e| panic!("{pointer}: {e}: {text}"));
        ::serde_json::to_string(&value).unwrap_or_else(|e| panic!("{pointer}: {e}"))
    };
    let text = again(example);
    let (given, written): (Value, Value) = (
        ::serde_json::from_str(example).unwrap_or_default(),
        ::serde_json::from_str(&text).unwrap_or_default(),
    );
    assert!(
        same(&given, &written, exact),
        "{pointer}: {given} is written as {written}"
    );
    assert_eq!(
        again(&text),
        text,
        "{pointer}: what was read again is written as"
    );
}
