use super::error::Error;
use super::http::Sender;
use ::http::Extensions;
use ::reqwest_middleware::ClientWithMiddleware;
use ::std::sync::Arc;

/// What sends requests by way of middleware, for which the operation's id names the span.
pub fn sender(client: ClientWithMiddleware, name: fn(&mut Extensions, &'static str)) -> Sender {
    Arc::new(move |request, id, hidden| {
        let client = client.clone();
        Box::pin(async move {
            let mut extensions = Extensions::new();
            name(&mut extensions, id);
            client
                .execute_with_extensions(request, &mut extensions)
                .await
                .map_err(|error| if hidden { error.without_url() } else { error })
                .map_err(|error| Error::Transport(error.into()))
        })
    })
}
