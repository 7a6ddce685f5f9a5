use ::serde::de::DeserializeOwned;
use ::serde_json::{Error, Map, Value};

/// What a text is read as, in a header field, a parameter or a form: which of JSON's values stand in it.
#[derive(Debug)]
pub enum Shape {
    /// Bits: 1 null, 2 true and false, 4 a number, 8 a string.
    Scalar(u8),
    List(&'static Shape),
    /// The members that are known, and what all others are.
    Object(&'static [(&'static str, Shape)], &'static Shape),
}

impl Shape {
    /// Whether it has no parts.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Shape::Scalar(_))
    }

    /// Whether a member of this name is known.
    pub fn knows(&self, name: &str) -> bool {
        matches!(self, Shape::Object(members, _) if members.iter().any(|(known, _)| *known == name))
    }

    pub fn member(&self, name: &str) -> &Shape {
        match self {
            Shape::Object(members, rest) => members
                .iter()
                .find(|(known, _)| *known == name)
                .map_or(*rest, |(_, shape)| shape),
            _ => &Shape::Scalar(15),
        }
    }

    /// The value of a text: a string only where nothing else fits, or where `texts` says to try these first.
    pub fn scalar(&self, text: &str, texts: bool) -> Value {
        let Shape::Scalar(kinds) = self else {
            return Value::from(text);
        };
        let other = || {
            let value = ::serde_json::from_str(text).ok()?;
            let kind = match &value {
                Value::Null => 1,
                Value::Bool(_) => 2,
                Value::Number(_) => 4,
                _ => 0,
            };
            (kinds & kind != 0).then_some(value)
        };
        if kinds & 8 != 0 && (texts || kinds & 7 == 0) {
            return Value::from(text);
        }
        match other() {
            Some(value) => value,
            None if kinds & 1 != 0 && text.is_empty() => Value::Null,
            None => Value::from(text),
        }
    }

    /// The value of parts that stand between commas: items, or names and values, with `=` between the two where `explode`.
    pub fn simple(&self, text: &str, explode: bool, texts: bool) -> Value {
        let parts = || {
            text.split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
        };
        match self {
            Shape::Scalar(_) => self.scalar(text, texts),
            Shape::List(item) => parts().map(|part| item.scalar(part, texts)).collect(),
            Shape::Object(..) if explode => Value::Object(
                parts()
                    .filter_map(|part| part.split_once('='))
                    .map(|(name, value)| self.named(name, value, texts))
                    .collect(),
            ),
            Shape::Object(..) => {
                let mut members = Map::new();
                let mut parts = parts();
                while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
                    members.extend([self.named(name, value, texts)]);
                }
                Value::Object(members)
            }
        }
    }

    fn named(&self, name: &str, value: &str, texts: bool) -> (String, Value) {
        (name.to_owned(), self.member(name).scalar(value, texts))
    }
}

/// A `T` of what `value` makes, which is called with whether a text that could be something else is a string.
pub fn read<T: DeserializeOwned>(value: impl Fn(bool) -> Value) -> Result<T, Error> {
    ::serde_json::from_value(value(false))
        .or_else(|reason| ::serde_json::from_value(value(true)).map_err(|_| reason))
}
