use super::error::BoxError;
use super::refusal::Refusal;
use super::take::{Incoming, json};
use ::http::StatusCode;
use ::serde::Serialize;
use ::serde::de::DeserializeOwned;
use ::serde_json::Value;
use ::validator::{ValidationErrors, ValidationErrorsKind};

/// Whether a value of a request fits its schema, by its number.
pub fn check<T: Serialize>(
    place: &'static str,
    name: &str,
    number: usize,
    value: &T,
) -> Result<(), Refusal> {
    let Err(errors) = super::validate::check(number, value) else {
        return Ok(());
    };
    let mut found = Vec::new();
    collect(&mut found, &errors);
    // validator keeps them in no order.
    found.sort();
    let what = if name.is_empty() { "the body" } else { name };
    let detail = format!("{what} does not fit its schema");
    let refusal = Refusal::new(StatusCode::BAD_REQUEST, detail);
    let add = |refusal: Refusal, (pointer, message): &(String, String)| {
        refusal.with_error(place, name, pointer, message)
    };
    Err(found.iter().fold(refusal, add))
}

impl Incoming {
    /// A body of JSON that fits its schema, by its number: as it came, so that what the type leaves out counts.
    pub async fn json_checked<T: DeserializeOwned>(&mut self, number: usize) -> Result<T, Refusal> {
        let text = self.bytes().await?;
        if let Ok(value) = ::serde_json::from_slice::<Value>(&text) {
            check("body", "", number, &value)?;
        }
        json("body", "", &text)
    }
}

/// A value of its JSON that fits its schema, by its number.
pub fn line<T: DeserializeOwned>(number: usize, text: &[u8]) -> Result<T, BoxError> {
    super::validate::check(number, &::serde_json::from_slice::<Value>(text)?)?;
    Ok(::serde_json::from_slice(text)?)
}

/// The pointers and messages of all errors.
fn collect(to: &mut Vec<(String, String)>, errors: &ValidationErrors) {
    for kind in errors.errors().values() {
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(to, inner),
            ValidationErrorsKind::List(items) => {
                items.values().for_each(|inner| collect(to, inner))
            }
            ValidationErrorsKind::Field(list) => to.extend(list.iter().map(|error| {
                let pointer = error.params.get("pointer").and_then(|value| value.as_str());
                let message = error.message.as_deref().unwrap_or(&error.code);
                (pointer.unwrap_or_default().to_owned(), message.to_owned())
            })),
        }
    }
}
