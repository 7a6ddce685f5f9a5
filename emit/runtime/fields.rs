use ::serde::de::{Deserialize, Error, MapAccess};

/// Reads the value of the key just read, which must not have come before.
pub fn read<'de, T, A>(
    map: &mut A,
    name: &'static str,
    field: &mut Option<T>,
) -> Result<(), A::Error>
where
    T: Deserialize<'de>,
    A: MapAccess<'de>,
{
    if field.replace(map.next_value()?).is_some() {
        return Err(A::Error::duplicate_field(name));
    }
    Ok(())
}

/// The value of a field that must be there.
pub fn required<T, E: Error>(name: &'static str, field: Option<T>) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}
