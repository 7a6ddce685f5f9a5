use ::http::{Extensions, StatusCode, header};
use ::reqwest::{Request, Response};
use ::reqwest_middleware::{Error, Middleware, Next, Result};
use ::reqwest_retry::policies::ExponentialBackoff;
use ::reqwest_retry::{
    DefaultRetryableStrategy, RetryDecision, RetryError, RetryPolicy, RetryTransientMiddleware,
    Retryable, RetryableStrategy,
};
use ::std::sync::{Arc, Mutex};
use ::std::time::{Duration, SystemTime};

/// How often a request is sent again.
const RETRIES: u32 = 3;

/// A server that asks for more time than this has its response read as it is.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends requests again that failed in a way that may pass, after the time that Retry-After asks for (RFC 9110, section
/// 10.2.3): those with methods that are idempotent (section 9.2.2), and with bodies that are there to be sent again.
pub struct Retry;

#[cfg_attr(not(target_family = "wasm"), ::async_trait::async_trait)]
#[cfg_attr(target_family = "wasm", ::async_trait::async_trait(?Send))]
impl Middleware for Retry {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        if !request.method().is_idempotent() || request.try_clone().is_none() {
            return next.run(request, extensions).await;
        }
        let asked = Asked::default();
        RetryTransientMiddleware::new_with_policy_and_strategy(asked.clone(), asked)
            .handle(request, extensions, next)
            .await
            .map_err(last_error)
    }
}

/// Of what was tried several times, the last time's.
fn last_error(error: Error) -> Error {
    let Error::Middleware(wrapped) = error else {
        return error;
    };
    match wrapped.downcast() {
        Ok(RetryError::WithRetries { err, .. } | RetryError::Error(err)) => err,
        Err(other) => Error::Middleware(other),
    }
}

/// The time that the last response to a request asked for.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Option<Duration>>>);

impl RetryableStrategy for Asked {
    fn handle(&self, result: &Result<Response>) -> Option<Retryable> {
        let asked = result.as_ref().ok().and_then(retry_after);
        if let Ok(mut last) = self.0.lock() {
            *last = asked;
        }
        if asked.is_some_and(|time| time > PATIENCE) {
            return None;
        }
        DefaultRetryableStrategy.handle(result)
    }
}

impl RetryPolicy for Asked {
    fn should_retry(&self, start: SystemTime, past_retries: u32) -> RetryDecision {
        let policy = ExponentialBackoff::builder().build_with_max_retries(RETRIES);
        let asked = self.0.lock().ok().and_then(|asked| *asked);
        match (policy.should_retry(start, past_retries), asked) {
            (RetryDecision::Retry { .. }, Some(time)) => RetryDecision::Retry {
                execute_after: SystemTime::now() + time,
            },
            (decision, _) => decision,
        }
    }
}

fn retry_after(response: &Response) -> Option<Duration> {
    if !matches!(
        response.status(),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    ) {
        return None;
    }
    let text = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = ::httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}
