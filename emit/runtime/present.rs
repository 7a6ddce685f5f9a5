use ::core::result::Result;
use ::serde::{Deserialize, Deserializer};

/// Reads a value that is there, null included: only a key that is missing gives `None`.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
