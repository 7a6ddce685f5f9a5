use ::core::marker::PhantomData;
use ::serde::{Deserializer, Serializer};
use ::serde_with::{DeserializeAs, SerializeAs};

/// Converts by `C` a value that is there, null included: only a key that is missing gives `None`.
pub struct Present<C>(PhantomData<C>);

impl<'de, T, C: DeserializeAs<'de, T>> DeserializeAs<'de, Option<T>> for Present<C> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
        C::deserialize_as(deserializer).map(Some)
    }
}

impl<T, C: SerializeAs<T>> SerializeAs<Option<T>> for Present<C> {
    fn serialize_as<S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => C::serialize_as(value, serializer),
            None => serializer.serialize_none(),
        }
    }
}
