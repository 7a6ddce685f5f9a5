use ::serde::de::{DeserializeOwned, Error};
use ::serde_json::Value;

/// The text of a tag: of a string itself, of anything else its JSON.
pub fn text(object: &Value, name: &str) -> Option<String> {
    Some(match object.get(name)? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

/// The JSON of a tag: strings have their quotes, and an integer has no fraction.
pub fn json(object: &Value, name: &str) -> Option<String> {
    let tag = object.get(name)?;
    Some(match tag.as_f64() {
        Some(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        _ => tag.to_string(),
    })
}

/// Reads a variant from the whole object.
pub fn read<T: DeserializeOwned, E: Error>(object: Value) -> Result<T, E> {
    T::deserialize(object).map_err(E::custom)
}

/// Reads a variant that does not know the tag from the rest of the object.
pub fn read_rest<T: DeserializeOwned, E: Error>(mut object: Value, name: &str) -> Result<T, E> {
    if let Value::Object(members) = &mut object {
        members.remove(name);
    }
    read(object)
}

/// The error of an object whose tag says no variant.
pub fn unknown<E: Error>(name: &str, tag: Option<&str>, expected: &[&str]) -> E {
    let expected = expected.join(", ");
    match tag {
        Some(tag) => E::custom(format_args!(
            "unknown {name} {tag}, expected one of {expected}"
        )),
        None => E::custom(format_args!("missing {name}, expected one of {expected}")),
    }
}
