use ::serde::de::{Deserialize, Deserializer, Error};
use ::serde::ser::{Error as _, Serialize, Serializer};
use ::serde_json::Value;

/// Whether two values are the same JSON value: numbers are compared as numbers.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.as_f64() == b.as_f64() && (a.is_f64() || b.is_f64()))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// Reads a value that is one of `known`, each with its JSON.
pub fn deserialize<'de, T, D>(deserializer: D, known: &[(&str, T)]) -> Result<T, D::Error>
where
    T: Copy,
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    let is_it = |text: &str| ::serde_json::from_str(text).is_ok_and(|known| same(&value, &known));
    match known.iter().find(|(text, _)| is_it(text)) {
        Some((_, known)) => Ok(*known),
        None => {
            let texts: Vec<_> = known.iter().map(|(text, _)| *text).collect();
            let expected = texts.join(", ");
            Err(D::Error::custom(format_args!(
                "unknown value {value}, expected one of {expected}"
            )))
        }
    }
}

/// Writes the value that `text` is the JSON of.
pub fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    ::serde_json::from_str::<Value>(text)
        .map_err(S::Error::custom)?
        .serialize(serializer)
}
