use super::refusal::Refusal;
use ::http::StatusCode;
use ::serde::Serialize;
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
    let what = if name.is_empty() { "the body" } else { name };
    let detail = format!("{what} does not fit its schema");
    let refusal = Refusal::new(StatusCode::BAD_REQUEST, detail);
    Err(add(refusal, place, name, &errors))
}

fn add(mut refusal: Refusal, place: &str, name: &str, errors: &ValidationErrors) -> Refusal {
    for kind in errors.errors().values() {
        match kind {
            ValidationErrorsKind::Struct(inner) => refusal = add(refusal, place, name, inner),
            ValidationErrorsKind::List(items) => {
                for inner in items.values() {
                    refusal = add(refusal, place, name, inner);
                }
            }
            ValidationErrorsKind::Field(list) => {
                for error in list {
                    let pointer = error.params.get("pointer").and_then(|value| value.as_str());
                    let message = error.message.as_deref().unwrap_or(&error.code);
                    let pointer = pointer.unwrap_or_default();
                    refusal = refusal.with_error(place, name, pointer, message);
                }
            }
        }
    }
    refusal
}
