use super::written::Written;
use ::percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// How a value is written in a URL, a header field or a form (OAS 3.1.1, section 4.8.12.2.4; RFC 6570).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Style {
    Simple,
    Form,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    TabDelimited,
    DeepObject,
    /// As `Form`, but nothing is percent-encoded (OAS 3.2).
    Cookie,
}

/// All that says how a value is written.
#[derive(Clone, Copy, Debug)]
pub struct How {
    pub style: Style,
    pub explode: bool,
    /// Whether reserved characters stand for themselves (allowReserved).
    pub reserved: bool,
}

pub const SIMPLE: How = How {
    style: Style::Simple,
    explode: false,
    reserved: false,
};
pub const FORM: How = How {
    style: Style::Form,
    explode: true,
    reserved: false,
};

/// RFC 3986, section 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// RFC 3986, section 2.2, but for `#`, which would end a query; and `%`, where it begins a triplet.
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// A text with all but unreserved characters as triplets.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// As RFC 6570 has it, section 3.2.3: triplets stay.
fn encode_reserved(text: &str) -> String {
    let mut to = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let triplet = rest.as_bytes().get(at + 1..at + 3);
        let stays = triplet.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        to.extend(utf8_percent_encode(&rest[..at], RESERVED));
        to.push_str(if stays { "%" } else { "%25" });
        rest = &rest[at + 1..];
    }
    to.extend(utf8_percent_encode(rest, RESERVED));
    to
}

fn plain(text: &str) -> String {
    text.to_owned()
}

impl How {
    fn encoder(self) -> fn(&str) -> String {
        match self {
            How {
                style: Style::Cookie,
                ..
            } => plain,
            How { reserved: true, .. } => encode_reserved,
            _ => encode,
        }
    }
}

/// Items, or names and values in turn; without what is nothing.
fn joined(value: Written, separator: &str, equals: &str, encoder: fn(&str) -> String) -> String {
    let parts: Vec<String> = match value {
        Written::List(items) => items
            .into_iter()
            .filter(|item| *item != Written::Nothing)
            .map(|item| encoder(&item.into_text()))
            .collect(),
        Written::Object(members) => members
            .into_iter()
            .filter(|(_, value)| *value != Written::Nothing)
            .map(|(name, value)| {
                [
                    encoder(&name).as_str(),
                    equals,
                    &encoder(&value.into_text()),
                ]
                .concat()
            })
            .collect(),
        value => vec![encoder(&value.into_text())],
    };
    parts.join(separator)
}

/// Whether there is nothing to write: null, or a list or an object without parts.
fn is_nothing(value: &Written) -> bool {
    match value {
        Written::Nothing => true,
        Written::Text(_) | Written::Bare(_) => false,
        Written::List(items) => items.iter().all(|item| *item == Written::Nothing),
        Written::Object(members) => members.iter().all(|(_, value)| *value == Written::Nothing),
    }
}

/// A value within a path.
pub fn path(name: &str, how: How, value: Written) -> String {
    let encoder = how.encoder();
    let name = encode(name);
    match how.style {
        Style::Label if is_nothing(&value) => String::new(),
        Style::Label if how.explode => format!(".{}", joined(value, ".", "=", encoder)),
        Style::Label => format!(".{}", joined(value, ",", ",", encoder)),
        Style::Matrix if is_nothing(&value) => String::new(),
        Style::Matrix => match value {
            Written::Text(text) if text.is_empty() => format!(";{name}"),
            Written::List(_) if how.explode => {
                let before = format!(";{name}=");
                before.clone() + &joined(value, &before, "", encoder)
            }
            Written::Object(_) if how.explode => format!(";{}", joined(value, ";", "=", encoder)),
            value => format!(";{name}={}", joined(value, ",", ",", encoder)),
        },
        _ => joined(value, ",", if how.explode { "=" } else { "," }, encoder),
    }
}

/// Names and values in a query, a form or cookies, encoded; none where the value is nothing.
pub fn pairs(name: &str, how: How, value: Written) -> Vec<(String, String)> {
    let encoder = how.encoder();
    let key = match how.style {
        Style::Cookie => name.to_owned(),
        _ => encode(name),
    };
    if is_nothing(&value) {
        return Vec::new();
    }
    let separator = match how.style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "%7C",
        Style::TabDelimited => "%09",
        _ => ",",
    };
    match (value, how.style) {
        (value, Style::DeepObject) => {
            let mut pairs = Vec::new();
            deep(&mut pairs, key, value, encoder);
            pairs
        }
        (Written::List(items), _) if how.explode => items
            .into_iter()
            .filter(|item| *item != Written::Nothing)
            .map(|item| (key.clone(), encoder(&item.into_text())))
            .collect(),
        (Written::Object(members), _) if how.explode => members
            .into_iter()
            .filter(|(_, value)| *value != Written::Nothing)
            .map(|(name, value)| (encoder(&name), encoder(&value.into_text())))
            .collect(),
        (value, _) => vec![(key, joined(value, separator, separator, encoder))],
    }
}

/// `name[member][0]=value`, which is what the specification leaves open for what is within an object's members.
fn deep(to: &mut Vec<(String, String)>, name: String, value: Written, encoder: fn(&str) -> String) {
    match value {
        Written::Nothing => {}
        Written::List(items) => {
            for (index, item) in items.into_iter().enumerate() {
                deep(to, format!("{name}%5B{index}%5D"), item, encoder);
            }
        }
        Written::Object(members) => {
            for (member, value) in members {
                deep(
                    to,
                    format!("{name}%5B{}%5D", encode(&member)),
                    value,
                    encoder,
                );
            }
        }
        value => to.push((name, encoder(&value.into_text()))),
    }
}

/// A header field's value, where nothing is percent-encoded; none where the value is nothing.
pub fn header(explode: bool, value: Written) -> Option<String> {
    if is_nothing(&value) {
        return None;
    }
    Some(joined(value, ",", if explode { "=" } else { "," }, plain))
}
