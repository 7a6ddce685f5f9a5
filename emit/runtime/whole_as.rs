use super::whole::Whole;
use ::serde::{Deserializer, Serialize, Serializer};
use ::serde_with::{DeserializeAs, SerializeAs};

/// Reads by `Whole` what stands within something that is converted.
pub struct Integers;

impl<'de, T: Whole> DeserializeAs<'de, T> for Integers {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

impl<T: Serialize> SerializeAs<T> for Integers {
    fn serialize_as<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}
