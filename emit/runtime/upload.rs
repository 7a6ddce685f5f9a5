use super::body::Body;
use super::error::Error;
use super::http::Call;

#[cfg(not(target_family = "wasm"))]
pub async fn into_reqwest(body: Body) -> Result<::reqwest::Body, Error> {
    Ok(match body.whole() {
        Ok(bytes) => bytes.into(),
        Err(stream) => ::reqwest::Body::wrap_stream(stream),
    })
}

/// A browser sends no streams.
#[cfg(target_family = "wasm")]
pub async fn into_reqwest(body: Body) -> Result<::reqwest::Body, Error> {
    Ok(body.bytes().await?.into())
}

impl Call {
    pub fn bytes(&mut self, media_type: &str, body: Body) -> Result<(), Error> {
        self.attach(Box::new(|builder| {
            Box::pin(async move { Ok(builder.body(into_reqwest(body).await?)) })
        }));
        self.header_text("content-type", media_type)
    }
}
