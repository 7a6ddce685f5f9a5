use super::body::Body;
use super::download;
use super::error::Error;
use super::events::Open;
use super::http::{Call, Core};
use ::http::HeaderValue;
use ::http::StatusCode;
use ::reqwest::Response;
use ::std::sync::Arc;

impl Core {
    /// As `open`, with what opens the stream again, after the event with an id.
    pub async fn open_events(&self, call: Call) -> Result<(Response, Open), Error> {
        let request = self.prepare(call).await?;
        let again = request.again().map(Arc::new);
        let core = self.clone();
        let open: Open = Arc::new(move |id: String| {
            let core = core.clone();
            let request = again.as_ref().and_then(|request| request.again());
            Box::pin(async move { reopen(&core, request, id).await })
        });
        Ok((self.exchange(request).await?, open))
    }
}

async fn reopen(
    core: &Core,
    request: Option<super::http::Prepared>,
    id: String,
) -> Result<Body, Error> {
    let mut request =
        request.ok_or_else(|| Error::Stream("the request's body cannot be sent again".into()))?;
    if !id.is_empty()
        && let Ok(id) = HeaderValue::from_str(&id)
    {
        request.set_header("last-event-id", id);
    }
    let response = core.exchange(request).await?;
    if response.status() != StatusCode::OK {
        let message = format!("connecting again gave status {}", response.status());
        return Err(Error::Stream(message.into()));
    }
    Ok(download::stream(response))
}
