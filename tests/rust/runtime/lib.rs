//! The parts of emit/runtime that clients share.
#[path = "../../../emit/runtime/basic.rs"]
pub mod basic;
#[path = "../../../emit/runtime/body.rs"]
pub mod body;
#[path = "../../../emit/runtime/credential.rs"]
pub mod credential;
#[path = "../../../emit/runtime/download.rs"]
pub mod download;
#[path = "../../../emit/runtime/error.rs"]
pub mod error;
#[path = "../../../emit/runtime/events.rs"]
pub mod events;
#[path = "../../../emit/runtime/file.rs"]
pub mod file;
#[path = "../../../emit/runtime/form.rs"]
pub mod form;
#[path = "../../../emit/runtime/http.rs"]
pub mod http;
#[path = "../../../emit/runtime/layered.rs"]
pub mod layered;
#[path = "../../../emit/runtime/lines.rs"]
pub mod lines;
#[path = "../../../emit/runtime/media.rs"]
pub mod media;
#[path = "../../../emit/runtime/multipart.rs"]
pub mod multipart;
#[path = "../../../emit/runtime/pointer.rs"]
pub mod pointer;
#[path = "../../../emit/runtime/read.rs"]
pub mod read;
#[path = "../../../emit/runtime/reconnect.rs"]
pub mod reconnect;
#[path = "../../../emit/runtime/retry.rs"]
pub mod retry;
#[path = "../../../emit/runtime/style.rs"]
pub mod style;
#[path = "../../../emit/runtime/upload.rs"]
pub mod upload;
#[path = "../../../emit/runtime/written.rs"]
pub mod written;
#[path = "../../../emit/runtime/xml.rs"]
pub mod xml;
#[path = "../../../emit/runtime/xml_body.rs"]
pub mod xml_body;

/// As generated files hold it.
pub mod client {
    use crate::credential::Credential;
    use crate::error::Error;
    use crate::http::{Core, Hook};

    #[derive(Clone, Debug)]
    pub struct Client {
        core: Core,
    }

    const LAYERS: Option<fn(::reqwest::Client) -> crate::http::Sender> = None;

    include!("../../../emit/runtime/client.rs");
}
