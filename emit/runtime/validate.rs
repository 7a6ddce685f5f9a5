use ::jsonschema::paths::LocationSegment;
use ::jsonschema::{Retrieve, Uri, Validator};
use ::serde::Serialize;
use ::serde_json::Value;
use ::std::borrow::Cow;
use ::std::collections::{BTreeMap, HashMap};
use ::std::error::Error;
use ::std::sync::OnceLock;
use ::validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

static VALIDATORS: [OnceLock<Option<Validator>>; SCHEMAS.len()] =
    [const { OnceLock::new() }; SCHEMAS.len()];

/// Gives the schemas that others refer to, as `urn:oapi:` and a number.
struct Schemas;

impl Retrieve for Schemas {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let number: usize = uri.as_str().trim_start_matches("urn:oapi:").parse()?;
        let text = SCHEMAS
            .get(number.wrapping_sub(1))
            .ok_or("no such schema")?;
        Ok(::serde_json::from_str(text)?)
    }
}

/// The validator of a schema, made when it is first needed.
fn validator(number: usize) -> Option<&'static Validator> {
    let made = VALIDATORS.get(number.wrapping_sub(1))?.get_or_init(|| {
        ::jsonschema::draft202012::options()
            .with_retriever(Schemas)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(true)
            .build(&::serde_json::json!({ "$ref": format!("urn:oapi:{number}") }))
            .ok()
    });
    made.as_ref()
}

/// What is wrong with a value, and with its parts.
#[derive(Default)]
struct Findings {
    own: Vec<ValidationError>,
    members: BTreeMap<String, Findings>,
    items: BTreeMap<usize, Findings>,
}

impl Findings {
    /// Those of the value that a path leads to.
    fn at<'a>(&mut self, mut path: impl Iterator<Item = LocationSegment<'a>>) -> &mut Self {
        match path.next() {
            None => self,
            Some(LocationSegment::Property(name)) => {
                self.members.entry(name.into_owned()).or_default().at(path)
            }
            Some(LocationSegment::Index(index)) => self.items.entry(index).or_default().at(path),
        }
    }

    /// An error of the value itself stands under `__all__`, beside those of its members; an array's, where its items have
    /// some too, beside the array.
    fn into_errors(self) -> ValidationErrors {
        let (mut all, mut errors) = (self.own, HashMap::new());
        for (index, item) in self.items {
            let kind = ValidationErrorsKind::Struct(Box::new(item.into_errors()));
            errors.insert(Cow::Owned(index.to_string()), kind);
        }
        for (name, mut member) in self.members {
            let kind = if !member.items.is_empty() {
                all.append(&mut member.own);
                let items = member.items.into_iter();
                ValidationErrorsKind::List(
                    items
                        .map(|(i, item)| (i, Box::new(item.into_errors())))
                        .collect(),
                )
            } else if member.members.is_empty() {
                ValidationErrorsKind::Field(member.own)
            } else {
                ValidationErrorsKind::Struct(Box::new(member.into_errors()))
            };
            errors.insert(Cow::Owned(name), kind);
        }
        if !all.is_empty() {
            errors.insert(Cow::Borrowed("__all__"), ValidationErrorsKind::Field(all));
        }
        ValidationErrors(errors)
    }
}

fn error(code: &str, message: String, pointer: &str) -> ValidationError {
    let mut error = ValidationError::new("");
    error.code = Cow::Owned(code.to_owned());
    error.message = Some(Cow::Owned(message));
    error.add_param(Cow::Borrowed("pointer"), &pointer);
    error
}

/// Checks what a value is written as against a schema, by its number. Each error's code is the keyword that refuses the
/// value; its parameter `pointer` is the JSON pointer (RFC 6901) to what is refused.
pub fn check<T: Serialize>(number: usize, value: &T) -> Result<(), ValidationErrors> {
    let Some(validator) = validator(number) else {
        return Ok(());
    };
    let mut findings = Findings::default();
    // By way of text: what is written, not what a number in memory is nearest to.
    match ::serde_json::to_string(value).and_then(|text| ::serde_json::from_str::<Value>(&text)) {
        Ok(written) => {
            for found in validator.iter_errors(&written) {
                let path = found.instance_path();
                let (code, message) = (found.kind().keyword(), found.masked().to_string());
                let error = error(code, message, path.as_str());
                let own = &mut findings.at(path.iter()).own;
                if !own.contains(&error) {
                    own.push(error);
                }
            }
        }
        Err(cause) => findings.own.push(error("json", cause.to_string(), "")),
    }
    let errors = findings.into_errors();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}
