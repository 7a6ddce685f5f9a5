use ::http::header::{self, HeaderMap};

/// A media type without its parameters, in small letters.
pub fn essence(text: &str) -> String {
    let end = text.find(';').unwrap_or(text.len());
    text[..end].trim().to_ascii_lowercase()
}

/// Whether a declared media type or range holds one, and how exactly: the least is the best.
pub fn distance(declared: &str, given: &str) -> Option<u8> {
    let (kind, subtype) = declared.split_once('/')?;
    let (given_kind, given_subtype) = given.split_once('/')?;
    let suffix = |subtype: &str| subtype.rsplit('+').next().unwrap_or_default().to_owned();
    match (kind, subtype) {
        _ if declared == given => Some(0),
        ("*", "*") => Some(4),
        _ if kind != given_kind => None,
        (_, "*") => Some(3),
        _ if subtype == suffix(given_subtype) => Some(1),
        _ if suffix(subtype) == suffix(given_subtype) => Some(2),
        _ => None,
    }
}

/// Which of the media types that are declared a body is of: itself, or the range that holds it.
pub fn choose(headers: &HeaderMap, declared: &[&str]) -> Option<usize> {
    let Some(given) = headers.get(header::CONTENT_TYPE) else {
        return (!declared.is_empty()).then_some(0);
    };
    let given = essence(given.to_str().ok()?);
    declared
        .iter()
        .enumerate()
        .filter_map(|(index, media_type)| Some((distance(&essence(media_type), &given)?, index)))
        .min()
        .map(|(_, index)| index)
}

pub fn no_choice(declared: &[&str]) -> String {
    format!("it is none of {}", declared.join(", "))
}

pub fn is_latin_1(headers: &HeaderMap) -> bool {
    let given = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    given.is_some_and(|value| value.to_ascii_lowercase().contains("charset=iso-8859-1"))
}
