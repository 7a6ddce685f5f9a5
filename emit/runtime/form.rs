use super::error::Error;
use super::style::{self, How};
use super::written::{Written, write};
use ::serde::Serialize;

/// An object as application/x-www-form-urlencoded: each property as `encodings` say, else a pair for each item of an
/// array, and an object as JSON (OAS 3.1.1, section 4.8.15.1).
pub fn form<T: Serialize + ?Sized>(
    what: &str,
    encodings: &[(&str, How)],
    value: &T,
) -> Result<String, Error> {
    let wrong = |reason| Error::Encode {
        what: what.to_owned(),
        reason,
    };
    let Written::Object(members) = write(value).map_err(|reason| wrong(reason.into()))? else {
        return Err(wrong("only an object can be a form".into()));
    };
    let mut pairs = Vec::new();
    for (name, value) in members {
        let how = encodings.iter().find(|(property, _)| *property == name);
        match (how, value) {
            (Some((_, how)), value) => pairs.extend(style::pairs(&name, *how, value)),
            (None, Written::Nothing) => {}
            (None, Written::List(items)) => {
                pairs.extend(items.into_iter().map(|item| pair(&name, item)));
            }
            (None, value) => pairs.push(pair(&name, value)),
        }
    }
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| [name, "=", value].concat())
        .collect();
    Ok(pairs.join("&").replace("%20", "+"))
}

fn pair(name: &str, value: Written) -> (String, String) {
    (style::encode(name), style::encode(&value.into_text()))
}
