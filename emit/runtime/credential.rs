use super::error::{BoxError, Error};
use ::std::fmt;
use ::std::future::Future;
use ::std::pin::Pin;
use ::std::sync::Arc;

#[cfg(not(target_family = "wasm"))]
mod bounds {
    /// A future that may move between threads, where there are threads.
    pub type BoxFuture<T> = super::Pin<Box<dyn super::Future<Output = T> + Send>>;
    pub trait MaybeSend: Send {}
    impl<T: Send> MaybeSend for T {}
}
#[cfg(target_family = "wasm")]
mod bounds {
    pub type BoxFuture<T> = super::Pin<Box<dyn super::Future<Output = T>>>;
    pub trait MaybeSend {}
    impl<T> MaybeSend for T {}
}
pub use bounds::{BoxFuture, MaybeSend};

/// What is sent for a security scheme.
#[derive(Clone)]
pub enum Credential {
    /// Nothing: the connection says it (mutual TLS).
    None,
    Header {
        name: &'static str,
        value: String,
    },
    Query {
        name: &'static str,
        value: String,
    },
    Cookie {
        name: &'static str,
        value: String,
    },
    /// An Authorization header field of a kind.
    Token {
        kind: &'static str,
        token: Token,
    },
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}

type Provide = dyn Fn(Vec<&'static str>) -> BoxFuture<Result<String, BoxError>> + Send + Sync;

/// A token, or what gives one for the scopes that an operation asks for.
#[derive(Clone)]
pub struct Token(Kind);

#[derive(Clone)]
enum Kind {
    Fixed(String),
    Provided(Arc<Provide>),
}

impl Token {
    /// Asks `provide` for a token at each call, with the scopes that the call needs.
    pub fn provided<F, T, E>(provide: F) -> Self
    where
        F: Fn(Vec<&'static str>) -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, E>> + MaybeSend + 'static,
        E: Into<BoxError>,
    {
        Token(Kind::Provided(Arc::new(move |scopes| {
            let token = provide(scopes);
            Box::pin(async move { token.await.map_err(Into::into) })
        })))
    }

    pub async fn get(&self, scopes: &[&'static str]) -> Result<String, Error> {
        match &self.0 {
            Kind::Fixed(token) => Ok(token.clone()),
            Kind::Provided(provide) => provide(scopes.to_vec()).await.map_err(Error::Credential),
        }
    }
}

impl<T: Into<String>> From<T> for Token {
    fn from(token: T) -> Self {
        Token(Kind::Fixed(token.into()))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
