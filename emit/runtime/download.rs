use super::body::Body;
use super::error::Error;
use ::futures_util::TryStreamExt;
use ::reqwest::Response;

/// A response's body, as it comes.
pub fn stream(response: Response) -> Body {
    Body::from_stream(Box::pin(
        response
            .bytes_stream()
            .map_err(|error| Error::Transport(error.into())),
    ))
}
