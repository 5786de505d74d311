//! Asking other machines, over plain HTTP or TLS, without waiting or reading for ever.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use rustls::CertificateError;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

/// How long it may take until a connection stands.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long nothing may come.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// How long a whole file may take.
const FILE_TIMEOUT: Duration = Duration::from_secs(300);

/// How often an address may lead to another.
const REDIRECTS_MAX: u32 = 3;

/// The longest answer that is read, in bytes. An entry bundle has at most 16 MiB, and no document
/// is larger than what can be uploaded.
const ANSWER_BYTES_MAX: u64 = 64 << 20;

/// Whom to believe that a machine is the one that its address names.
#[derive(Args, Clone, Default)]
pub(crate) struct NetArguments {
    /// A PEM file of certificate authorities to trust with https, besides those that this machine
    /// trusts.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl NetArguments {
    /// What asks other machines.
    ///
    /// # Errors
    /// Where the file of authorities cannot be used.
    pub(crate) fn agent(&self) -> Result<Agent, String> {
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::new_with_certs(&self.authorities()?))
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_per_read(Some(READ_TIMEOUT))
            .timeout_global(Some(FILE_TIMEOUT))
            .max_redirects(REDIRECTS_MAX)
            .max_redirects_will_error(true)
            .user_agent(concat!("cityhall/", env!("CARGO_PKG_VERSION")));
        Ok(config.build().into())
    }

    /// The authorities that this machine trusts, and those in the file.
    fn authorities(&self) -> Result<Vec<Certificate<'static>>, String> {
        // A machine may have none, or some that are unreadable: then their sites are refused.
        let found = rustls_native_certs::load_native_certs().certs;
        let own = found.iter().map(|found| Certificate::from_der(found).to_owned());
        let Some(path) = &self.ca_file else { return Ok(own.collect()) };
        let failed = |why: String| format!("--ca-file {}: {why}", path.display());
        let text = fs::read(path).map_err(|error| failed(error.to_string()))?;
        let mut given = Vec::new();
        for item in parse_pem(&text) {
            if let PemItem::Certificate(found) = item.map_err(|error| failed(error.to_string()))? {
                given.push(found);
            }
        }
        if given.is_empty() {
            return Err(failed("there is no certificate in it, as PEM has them".to_owned()));
        }
        Ok(own.chain(given).collect())
    }
}

/// The bytes at an address; `None` where there are none. From https nothing leads to plain http.
pub(crate) fn get(agent: &Agent, address: &str) -> Result<Option<Vec<u8>>, String> {
    let request = agent.get(address).config().https_only(is_https(address)).build();
    let read = match request.call() {
        Ok(mut answer) => answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec(),
        Err(Error::StatusCode(404)) => return Ok(None),
        Err(error) => Err(error),
    };
    read.map(Some).map_err(|error| explain(&error))
}

/// Whether an address asks for TLS.
pub(crate) fn is_https(address: &str) -> bool {
    address.starts_with("https://")
}

/// What is wrong, and what can be done about it.
pub(crate) fn explain(error: &Error) -> String {
    let advice = match error {
        Error::Timeout(_) => "there was no answer in time; try again later",
        Error::TooManyRedirects => "it leads from address to address; give the one it ends at",
        Error::RequireHttpsOnly(_) => {
            "it leads from https to plain http, which anyone between could change; \
             tell its operator"
        }
        Error::BodyExceedsLimit(_) => "the answer is longer than any file of a portal can be",
        other => match certificate_fault(other) {
            Some(CertificateError::UnknownIssuer | CertificateError::BadSignature) => {
                "nobody whom this machine trusts vouches for its certificate; if you know who \
                 does, give that authority's certificate with --ca-file"
            }
            Some(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => {
                "its certificate has expired, if the clock of this machine is right; \
                 tell its operator"
            }
            Some(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            ) => "its certificate is for another name; give the address that the certificate names",
            _ => return error.to_string(),
        },
    };
    format!("{advice} ({error})")
}

/// What is wrong with the certificate of the other side, where that is what failed.
fn certificate_fault(error: &Error) -> Option<&CertificateError> {
    let fault = match error {
        Error::Rustls(fault) => fault,
        // A handshake fails as reading does.
        Error::Io(error) => error.get_ref()?.downcast_ref()?,
        _ => return None,
    };
    match fault {
        rustls::Error::InvalidCertificate(fault) => Some(fault),
        _ => None,
    }
}
