use super::error::Error;
use ::serde::Serialize;

/// Whether a value of a request fits its schema, by its number; before anything is sent.
pub fn check<T: Serialize>(what: &str, number: usize, value: &T) -> Result<(), Error> {
    super::validate::check(number, value).map_err(|reason| Error::Invalid {
        what: what.to_owned(),
        reason: reason.into(),
    })
}
