use ::core::hash::Hash;
use ::core::marker::PhantomData;
use ::indexmap::IndexSet;
use ::serde::de::{Deserializer, Error};
use ::serde::ser::Serializer;
use ::serde_with::{DeserializeAs, SerializeAs};

/// A set whose items are converted by `C`; reading refuses an item that comes twice (uniqueItems).
pub struct Distinct<C>(PhantomData<C>);

impl<'de, T: Eq + Hash, C: DeserializeAs<'de, T>> DeserializeAs<'de, IndexSet<T>> for Distinct<C> {
    fn deserialize_as<D: Deserializer<'de>>(deserializer: D) -> Result<IndexSet<T>, D::Error> {
        let items = Vec::<C>::deserialize_as(deserializer)?;
        let count = items.len();
        let set = IndexSet::from_iter(items);
        if set.len() == count {
            Ok(set)
        } else {
            Err(D::Error::custom("an item comes twice, expected a set"))
        }
    }
}

impl<T, C: SerializeAs<T>> SerializeAs<IndexSet<T>> for Distinct<C> {
    fn serialize_as<S: Serializer>(set: &IndexSet<T>, serializer: S) -> Result<S::Ok, S::Error> {
        IndexSet::<C>::serialize_as(set, serializer)
    }
}
