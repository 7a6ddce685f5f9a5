impl Client {
    /// A client of another server: the URL that paths are added to.
    pub fn with_base_url(url: &str) -> Result<Self, Error> {
        let mut core = Core::new("", LAYERS);
        core.set_base(url)?;
        Ok(Client { core })
    }

    /// The same client for another server.
    pub fn with_server(mut self, url: &str) -> Result<Self, Error> {
        self.core.set_base(url)?;
        Ok(self)
    }

    /// Calls by a `reqwest::Client` of yours, with its proxies, roots and certificates.
    pub fn with_http(mut self, http: ::reqwest::Client) -> Self {
        self.core.set_http(http);
        self
    }

    /// Ends calls that take longer, from the first byte sent to the last one received; streams of events aside.
    pub fn with_timeout(mut self, timeout: ::std::time::Duration) -> Self {
        self.core.set_timeout(timeout);
        self
    }

    /// Refuses responses with larger bodies, in bytes: 8 MiB unless this says otherwise. Streams have no limit.
    pub fn with_limit(mut self, bytes: usize) -> Self {
        self.core.set_limit(bytes);
        self
    }

    /// Sends a header field with each call.
    pub fn with_header(mut self, name: ::http::HeaderName, value: ::http::HeaderValue) -> Self {
        self.core.set_header(name, value);
        self
    }

    /// Shows each call to a hook.
    pub fn with_hook(mut self, hook: impl Hook + 'static) -> Self {
        self.core.add_hook(::std::sync::Arc::new(hook));
        self
    }

    #[allow(dead_code)]
    fn with_credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.core.set_credential(scheme, credential);
        self
    }
}
