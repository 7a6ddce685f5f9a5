use ::serde::de::{Deserialize, Deserializer, Error};
use ::serde_json::Number;

/// The value of a number without a fraction, also of one that is written with a fraction of zero.
fn whole(number: &Number) -> Option<i128> {
    number.as_i128().or_else(|| {
        let value = number.as_f64()?;
        (value.fract() == 0.0 && value.abs() < 1e38).then_some(value as i128)
    })
}

/// Reads an integer.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
    let number = Number::deserialize(deserializer)?;
    whole(&number).ok_or_else(|| D::Error::custom(format_args!("{number} is not an integer")))
}

/// The error of an integer that is none of an enumeration's values.
pub fn unknown<E: Error>(value: i128, expected: &str) -> E {
    E::custom(format_args!("unknown value {value}, expected {expected}"))
}
