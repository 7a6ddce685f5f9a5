use super::whole::{Lenient, Whole};
use ::serde::{Deserialize, Deserializer};

impl<T: Whole> Whole for Map<String, T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = Map::<String, Lenient<T>>::deserialize(deserializer)?;
        Ok(entries
            .into_iter()
            .map(|(key, value)| (key, value.into_inner()))
            .collect())
    }
}
