use super::refusal::Refusal;
use super::serve::{Context, Operation};
use super::unstyle::decode;
use ::http::StatusCode;
use ::http::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use ::std::fmt;

/// Where a request has the credential of a security scheme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
    /// An Authorization header field of this kind.
    Authorization(&'static str),
    /// The connection.
    Connection,
}

/// A security scheme of the document.
#[derive(Debug)]
pub struct Scheme {
    pub name: &'static str,
    pub place: Place,
}

/// What a request has for a security scheme.
#[derive(Clone, PartialEq)]
pub enum Secret {
    Key(String),
    Basic {
        user: String,
        password: String,
    },
    Bearer(String),
    /// What an Authorization header field of another kind holds.
    Other(String),
    /// Nothing: the connection says it (mutual TLS), and layers before the router may know more.
    Connection,
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// A scheme that an operation requires, and what the request has for it.
#[derive(Clone, Debug)]
pub struct Credential {
    pub scheme: &'static str,
    /// The scopes or roles that the operation asks for.
    pub scopes: &'static [&'static str],
    pub secret: Secret,
}

/// Schemes that must all be met, with their scopes.
pub type Requirement = &'static [(&'static Scheme, &'static [&'static str])];

/// What cookies a request has: names and values as they came.
pub fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn secret(place: Place, context: &Context) -> Option<Secret> {
    let header = |name: &str| context.headers.get(name)?.to_str().ok();
    match place {
        Place::Header(name) => Some(Secret::Key(header(name)?.to_owned())),
        Place::Query(name) => {
            let pairs = super::unstyle::pairs(context.uri.query().unwrap_or_default());
            let found = pairs.into_iter().find(|(key, _)| key == name)?;
            Some(Secret::Key(decode(&found.1, true).into_owned()))
        }
        Place::Cookie(name) => {
            let found = cookies(&context.headers)
                .into_iter()
                .find(|(key, _)| key == name)?;
            Some(Secret::Key(found.1))
        }
        Place::Connection => Some(Secret::Connection),
        Place::Authorization(kind) => {
            let value = context.headers.get(AUTHORIZATION)?.to_str().ok()?;
            let (given, rest) = value.trim().split_once(' ')?;
            if !given.eq_ignore_ascii_case(kind) {
                return None;
            }
            let rest = rest.trim();
            match kind.to_ascii_lowercase().as_str() {
                "basic" => basic(rest),
                "bearer" => Some(Secret::Bearer(rest.to_owned())),
                _ => Some(Secret::Other(rest.to_owned())),
            }
        }
    }
}

/// RFC 7617.
fn basic(text: &str) -> Option<Secret> {
    use ::base64::Engine;
    let decoded = ::base64::engine::general_purpose::STANDARD
        .decode(text)
        .ok()?;
    let text = String::from_utf8(decoded).ok()?;
    let (user, password) = text.split_once(':')?;
    Some(Secret::Basic {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

/// The credentials that a request has for a requirement, if it has all of them.
pub fn presented(requirement: Requirement, context: &Context) -> Option<Vec<Credential>> {
    requirement
        .iter()
        .map(|(scheme, scopes)| {
            Some(Credential {
                scheme: scheme.name,
                scopes,
                secret: secret(scheme.place, context)?,
            })
        })
        .collect()
}

/// What asks for credentials (RFC 9110, section 11.6.1), where a refusal says 401 and asks for none itself.
pub fn challenge(mut refusal: Refusal, operation: &Operation) -> Refusal {
    if refusal.status != StatusCode::UNAUTHORIZED || refusal.headers.contains_key(WWW_AUTHENTICATE)
    {
        return refusal;
    }
    let mut asked: Vec<String> = Vec::new();
    for (scheme, _) in operation.security.iter().copied().flatten() {
        let kind = match scheme.place {
            Place::Authorization(kind) => kind,
            Place::Connection => continue,
            _ => "ApiKey",
        };
        let challenge = format!("{kind} realm=\"{}\"", scheme.name);
        if !asked.contains(&challenge) {
            asked.push(challenge);
        }
    }
    for challenge in asked {
        if let Ok(value) = HeaderValue::from_str(&challenge) {
            refusal.headers.append(WWW_AUTHENTICATE, value);
        }
    }
    refusal
}
