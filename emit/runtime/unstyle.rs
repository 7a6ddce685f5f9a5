use super::read::Shape;
use super::style::{How, Style};
use ::percent_encoding::percent_decode_str;
use ::serde_json::{Map, Value};
use ::std::borrow::Cow;

/// A text as it was before it was written into a URL.
pub fn decode(text: &str, plus: bool) -> Cow<'_, str> {
    if plus && text.contains('+') {
        let spaced = text.replace('+', " ");
        return Cow::Owned(decode(&spaced, false).into_owned());
    }
    percent_decode_str(text).decode_utf8_lossy()
}

/// How the texts between separators are read.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Whether triplets stand for characters.
    pub encoded: bool,
    /// Whether a plus stands for a space.
    pub plus: bool,
    /// Whether what could be something else than a string is one.
    pub texts: bool,
}

impl Reading {
    fn text(self, text: &str) -> Cow<'_, str> {
        if self.encoded {
            decode(text, self.plus)
        } else {
            Cow::Borrowed(text)
        }
    }

    /// A value without parts, or one with parts in the place of one without: that is JSON.
    fn value(self, shape: &Shape, text: &str) -> Value {
        scalar(shape, &self.text(text), self.texts)
    }
}

/// The value of a text. No text stands for null where a string is another value that it may be.
pub fn scalar(shape: &Shape, text: &str, texts: bool) -> Value {
    match shape {
        Shape::Scalar(kinds) if kinds & 8 != 0 => Shape::Scalar(kinds & !1).scalar(text, texts),
        Shape::Scalar(_) => shape.scalar(text, texts),
        _ => ::serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
    }
}

/// The members of an object whose names and values are parts in turn, or parts with `=` between.
fn object<'a>(
    parts: impl Iterator<Item = &'a str>,
    explode: bool,
    shape: &Shape,
    reading: Reading,
) -> Value {
    let mut members = Map::new();
    let mut parts = parts.filter(|part| !part.is_empty());
    while let Some(part) = parts.next() {
        let (name, value) = if explode {
            part.split_once('=').unwrap_or((part, ""))
        } else {
            (part, parts.next().unwrap_or_default())
        };
        let name = reading.text(name);
        let value = reading.value(shape.member(&name), value);
        members.insert(name.into_owned(), value);
    }
    Value::Object(members)
}

/// Parts with a separator between them.
fn parts(text: &str, separator: &str, explode: bool, shape: &Shape, reading: Reading) -> Value {
    match shape {
        Shape::Scalar(_) => reading.value(shape, text),
        Shape::List(_) if text.is_empty() => Value::Array(Vec::new()),
        Shape::List(item) => text
            .split(separator)
            .map(|part| reading.value(item, part))
            .collect(),
        Shape::Object(..) => object(text.split(separator), explode, shape, reading),
    }
}

/// A header field's value.
pub fn header(text: &str, explode: bool, shape: &Shape, texts: bool) -> Value {
    let reading = Reading {
        encoded: false,
        plus: false,
        texts,
    };
    if shape.is_scalar() {
        return reading.value(shape, text);
    }
    let trimmed: Vec<_> = text.split(',').map(str::trim).collect();
    parts(&trimmed.join(","), ",", explode, shape, reading)
}

/// The value of what stands for a parameter in a path.
pub fn path(text: &str, name: &str, how: How, shape: &Shape, texts: bool) -> Value {
    let reading = Reading {
        encoded: true,
        plus: false,
        texts,
    };
    match how.style {
        Style::Label => {
            let text = text.strip_prefix('.').unwrap_or(text);
            let separator = if how.explode { "." } else { "," };
            parts(text, separator, how.explode, shape, reading)
        }
        Style::Matrix => matrix(text, name, how.explode, shape, reading),
        _ => parts(text, ",", how.explode, shape, reading),
    }
}

fn matrix(text: &str, name: &str, explode: bool, shape: &Shape, reading: Reading) -> Value {
    let pairs = text
        .split(';')
        .filter(|part| !part.is_empty())
        .map(|part| part.split_once('=').unwrap_or((part, "")));
    match shape {
        Shape::Object(..) if explode => object(
            text.split(';').filter(|part| !part.is_empty()),
            true,
            shape,
            reading,
        ),
        Shape::List(item) if explode => pairs
            .filter(|(key, _)| decode(key, false) == name)
            .map(|(_, value)| reading.value(item, value))
            .collect(),
        _ => {
            let value = pairs
                .filter(|(key, _)| decode(key, false) == name)
                .map(|(_, value)| value)
                .next();
            parts(value.unwrap_or_default(), ",", false, shape, reading)
        }
    }
}

/// A name and a value of a query, a form or cookies: the name decoded, the value as it came.
pub type Pair = (String, String);

/// The pairs of a query or a form.
pub fn pairs(text: &str) -> Vec<Pair> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decode(name, true).into_owned(), value.to_owned()))
        .collect()
}

/// How values of a style are separated where they stand in one pair.
fn separated(text: &str, style: Style) -> (String, &'static str) {
    match style {
        Style::SpaceDelimited => (text.replace("%20", " ").replace('+', " "), " "),
        Style::PipeDelimited => (text.replace("%7C", "|").replace("%7c", "|"), "|"),
        Style::TabDelimited => (text.replace("%09", "\t"), "\t"),
        _ => (text.to_owned(), ","),
    }
}

/// The value of a parameter or a property in pairs, if it is there. Pairs whose names are `claimed` are no members of an
/// object that its own name does not stand for.
pub fn find(
    pairs: &[Pair],
    name: &str,
    how: How,
    shape: &Shape,
    claimed: &[&str],
    reading: Reading,
) -> Option<Value> {
    if how.style == Style::DeepObject {
        return deep(pairs, name, shape, reading);
    }
    let mut own = pairs.iter().filter(|(key, _)| key == name).peekable();
    match shape {
        Shape::Object(..) if how.explode => spread(pairs, shape, claimed, reading),
        Shape::List(item) if how.explode => {
            own.peek()?;
            Some(own.map(|(_, text)| reading.value(item, text)).collect())
        }
        Shape::Scalar(_) => own.next().map(|(_, text)| reading.value(shape, text)),
        _ => {
            let (text, separator) = separated(&own.next()?.1, how.style);
            let value = match shape {
                // What is there is no empty list.
                Shape::List(item) => text
                    .split(separator)
                    .map(|part| reading.value(item, part))
                    .collect(),
                _ => parts(&text, separator, false, shape, reading),
            };
            Some(value)
        }
    }
}

/// An object whose members are pairs of their own: where it names some, one of them must be there.
fn spread(pairs: &[Pair], shape: &Shape, claimed: &[&str], reading: Reading) -> Option<Value> {
    let is_map = matches!(shape, Shape::Object(known, _) if known.is_empty());
    if !is_map && !pairs.iter().any(|(key, _)| shape.knows(key)) {
        return None;
    }
    let is_claimed = |key: &str| claimed.contains(&key.split('[').next().unwrap_or_default());
    let members: Map<String, Value> = pairs
        .iter()
        .filter(|(key, _)| shape.knows(key) || !is_claimed(key))
        .map(|(key, text)| (key.clone(), reading.value(shape.member(key), text)))
        .collect();
    (!members.is_empty()).then_some(Value::Object(members))
}

/// What pairs like `name[member][0]` make up.
enum Tree {
    Text(String),
    Parts(Vec<(String, Tree)>),
}

impl Tree {
    fn insert(&mut self, path: &mut dyn Iterator<Item = String>, text: &str) {
        let Some(step) = path.next() else {
            *self = Tree::Text(text.to_owned());
            return;
        };
        if let Tree::Text(_) = self {
            *self = Tree::Parts(Vec::new());
        }
        let Tree::Parts(parts) = self else {
            return;
        };
        // `name[]` is a further item each time
        let known = parts
            .iter()
            .position(|(key, _)| *key == step && !step.is_empty());
        let at = known.unwrap_or_else(|| {
            parts.push((step, Tree::Parts(Vec::new())));
            parts.len() - 1
        });
        parts[at].1.insert(path, text);
    }

    fn value(self, shape: &Shape, reading: Reading) -> Value {
        match (self, shape) {
            (Tree::Text(text), _) => reading.value(shape, &text),
            (Tree::Parts(parts), Shape::List(item)) => parts
                .into_iter()
                .map(|(_, part)| part.value(item, reading))
                .collect(),
            (Tree::Parts(parts), _) => parts
                .into_iter()
                .map(|(name, part)| {
                    let value = part.value(shape.member(&name), reading);
                    (name, value)
                })
                .collect::<Map<_, _>>()
                .into(),
        }
    }
}

/// How deep names nest in brackets; what is deeper is left out.
const DEPTH: usize = 16;

fn deep(pairs: &[Pair], name: &str, shape: &Shape, reading: Reading) -> Option<Value> {
    let mut tree = Tree::Parts(Vec::new());
    let mut any = false;
    for (key, text) in pairs {
        let steps = key
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix('['))
            .and_then(|rest| rest.strip_suffix(']'));
        let Some(steps) = steps else { continue };
        let mut steps = steps.split("][").map(str::to_owned).take(DEPTH);
        tree.insert(&mut steps, text);
        any = true;
    }
    any.then(|| tree.value(shape, reading))
}

/// An object of application/x-www-form-urlencoded, which `form::form` writes.
pub fn form(pairs: &[Pair], encodings: &[(&str, How)], shape: &Shape, texts: bool) -> Value {
    let reading = Reading {
        encoded: true,
        plus: true,
        texts,
    };
    let known: &[(&str, Shape)] = match shape {
        Shape::Object(known, _) => known,
        _ => &[],
    };
    let mut members = Map::new();
    for (name, shape) in known {
        let encoding = encodings.iter().find(|(property, _)| property == name);
        let mut own = pairs.iter().filter(|(key, _)| key == name).peekable();
        let value = match (encoding, shape) {
            (Some((_, how)), _) => find(pairs, name, *how, shape, &[], reading),
            (None, Shape::List(item)) => own
                .peek()
                .is_some()
                .then(|| own.map(|(_, text)| reading.value(item, text)).collect()),
            (None, _) => own.next().map(|(_, text)| reading.value(shape, text)),
        };
        members.extend(value.map(|value| ((*name).to_owned(), value)));
    }
    for (key, text) in pairs {
        let inner = key.split('[').next().unwrap_or_default();
        if shape.knows(key) || shape.knows(inner) {
            continue;
        }
        let value = reading.value(shape.member(key), text);
        match members.get_mut(key) {
            None => {
                members.insert(key.clone(), value);
            }
            Some(Value::Array(items)) => items.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
    Value::Object(members)
}
