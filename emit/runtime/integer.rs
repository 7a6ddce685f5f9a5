use ::core::fmt;
use ::serde::de::{Deserializer, Error, Visitor};

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i128;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an integer")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i128, E> {
        Ok(value.into())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<i128, E> {
        Ok(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i128, E> {
        if value.fract() == 0.0 && value.abs() < 1e38 {
            Ok(value as i128)
        } else {
            Err(E::invalid_type(
                ::serde::de::Unexpected::Float(value),
                &self,
            ))
        }
    }
}

/// Reads an integer, also one that is written with a fraction of zero.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
    deserializer.deserialize_i64(Integer)
}

/// The error of an integer that is none of an enumeration's values.
pub fn unknown<E: Error>(value: i128, expected: &str) -> E {
    E::custom(format_args!("unknown value {value}, expected {expected}"))
}
