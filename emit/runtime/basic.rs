use super::credential::Credential;
use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;

/// HTTP's basic authentication (RFC 7617).
pub fn basic(user: &str, password: &str) -> Credential {
    let pair = STANDARD.encode([user, ":", password].concat());
    Credential::Header {
        name: "authorization",
        value: ["Basic ", &pair].concat(),
    }
}
