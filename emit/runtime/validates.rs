/// Whether only formats are what does not fit: an example was judged by all other keywords before.
fn only_formats(errors: &::validator::ValidationErrors) -> bool {
    use ::validator::ValidationErrorsKind::{Field, List, Struct};
    errors.errors().values().all(|kind| match kind {
        Struct(errors) => only_formats(errors),
        List(items) => items.values().all(|errors| only_formats(errors)),
        Field(list) => list.iter().all(|error| error.code == "format"),
    })
}

/// Reads an example and validates it.
pub fn validates<T: DeserializeOwned + ::validator::Validate>(pointer: &str, example: &str) {
    let value: T = ::serde_json::from_str(example).unwrap_or_else(|e| panic!("{pointer}: {e}"));
    if let Err(errors) = value.validate() {
        assert!(only_formats(&errors), "{pointer}: {errors}");
    }
}
