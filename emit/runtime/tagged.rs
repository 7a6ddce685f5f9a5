use ::serde::ser::{Serialize, SerializeMap, Serializer};

struct Entry<'a, K>(&'static str, &'a K);

impl<K: Serialize> Serialize for Entry<'_, K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.0, self.1)?;
        map.end()
    }
}

#[derive(::serde::Serialize)]
struct Tagged<'a, K: Serialize, T: Serialize> {
    #[serde(flatten)]
    tag: Entry<'a, K>,
    #[serde(flatten)]
    value: &'a T,
}

/// Writes an object that does not know its tag, the tag first.
pub fn serialize<K, T, S>(
    name: &'static str,
    tag: &K,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error>
where
    K: Serialize,
    T: Serialize,
    S: Serializer,
{
    Tagged {
        tag: Entry(name, tag),
        value,
    }
    .serialize(serializer)
}
