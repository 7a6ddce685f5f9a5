use ::serde::Serialize;
use ::serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use ::serde_json::{Error as JsonError, Value};

/// A variant of a union whose values say by their shape which one they are.
pub struct Variant<T> {
    /// The kinds of JSON values that it can be: a bit each, as in `kind`.
    pub kinds: u8,
    /// The keys that it names, where it is an object.
    pub keys: &'static [&'static str],
    /// Whether other keys are forbidden.
    pub closed: bool,
    pub read: fn(&Value) -> Result<T, JsonError>,
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 1,
        Value::Bool(_) => 2,
        Value::Number(_) => 4,
        Value::String(_) => 8,
        Value::Array(_) => 16,
        Value::Object(_) => 32,
    }
}

/// How many members and items of `read` are missing in `written`, nulls aside.
fn lost(read: &Value, written: &Value) -> usize {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            let lost_at = |(key, value): (&String, &Value)| match written.get(key) {
                Some(other) => lost(value, other),
                None => usize::from(!value.is_null()),
            };
            read.iter().map(lost_at).sum()
        }
        (Value::Array(read), Value::Array(written)) => {
            let both = read
                .iter()
                .zip(written)
                .map(|(value, other)| lost(value, other))
                .sum::<usize>();
            both + read.len().saturating_sub(written.len())
        }
        _ => 0,
    }
}

/// How badly a variant fits an object that it can be read from: the least is the best. First comes whether it forbids a
/// key, then what it loses, then how many keys it does not name.
fn misfit(value: &Value, written: &Value, keys: &[&str], closed: bool) -> (bool, usize, usize) {
    let unnamed = value.as_object().map_or(0, |members| {
        members
            .keys()
            .filter(|key| !keys.contains(&key.as_str()))
            .count()
    });
    (closed && unnamed > 0, lost(value, written), unnamed)
}

/// Reads the variant that fits best. The first of equals is taken, and the first of those that can be read where the
/// value has no parts.
pub fn deserialize<'de, T, D>(
    deserializer: D,
    name: &str,
    variants: &[Variant<T>],
) -> Result<T, D::Error>
where
    T: Serialize,
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    let kind = kind(&value);
    let mut candidates = variants
        .iter()
        .filter(|variant| variant.kinds & kind != 0)
        .peekable();
    let mut best = None;
    let mut reasons = Vec::new();
    while let Some(variant) = candidates.next() {
        let read = match (variant.read)(&value) {
            Ok(read) => read,
            Err(reason) => {
                reasons.push(reason.to_string());
                continue;
            }
        };
        if kind < 16 || (best.is_none() && candidates.peek().is_none()) {
            return Ok(read);
        }
        let written = ::serde_json::to_value(&read).map_err(D::Error::custom)?;
        let misfit = misfit(&value, &written, variant.keys, variant.closed);
        if best.as_ref().is_none_or(|(least, _)| misfit < *least) {
            best = Some((misfit, read));
        }
    }
    best.map(|(_, read)| read).ok_or_else(|| {
        let reasons = if reasons.is_empty() {
            "of another kind".to_owned()
        } else {
            reasons.join("; ")
        };
        D::Error::custom(format_args!(
            "the value fits no variant of {name}: {reasons}"
        ))
    })
}

/// Reads a value as `T` and makes a variant of it.
pub fn read<T: DeserializeOwned, U>(value: &Value, variant: fn(T) -> U) -> Result<U, JsonError> {
    T::deserialize(value).map(variant)
}
