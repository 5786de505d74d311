//! Portals and witnesses over https, by authorities of the test's own.

use std::process::Command;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;

use super::front::{Answer, Front};
use super::world::{World, done, refused, serve, text};

/// Whoever vouches for certificates.
struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut about = CertificateParams::new([]).expect("no names");
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = about.self_signed(&key).expect("signs");
        Self { certificate, issuer: Issuer::new(about, key) }
    }

    /// Its certificate in a file.
    fn file(&self, world: &World) -> String {
        world.keep("authority.pem", &self.certificate.pem())
    }

    /// A server of that name, until that year.
    fn server(&self, name: &str, until: i32) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key");
        let mut about = CertificateParams::new([name.to_owned()]).expect("a name");
        about.not_before = date_time_ymd(2000, 1, 1);
        about.not_after = date_time_ymd(until, 1, 1);
        let certificate = about.signed_by(&key, &self.issuer).expect("signs");
        let chain = vec![certificate.der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the provider has them")
            .with_no_client_auth()
            .with_single_cert(chain, key);
        Arc::new(config.expect("key and certificate fit"))
    }
}

const HERE: &str = "127.0.0.1";

#[test]
fn a_log_and_a_portal_are_checked_over_https() {
    let world = World::new();
    let city = world.sample();
    let key = city.key();
    let authority = Authority::new();
    let file = authority.file(&world);
    let front = Front::honest(&city.base, Some(authority.server(HERE, 4000)));
    assert!(front.base.starts_with("https://"));
    let by_file = ["--key", &key, "--ca-file", &file];
    let plain = done(&["journal", "verify", &city.log(), "--key", &key]);
    let log = front.log();
    assert_eq!(done(&[&["journal", "verify", &log], &by_file[..]].concat()), plain);
    let audited = done(&[&["audit", &front.base], &by_file[..]].concat());
    assert_eq!(audited, done(&["audit", &city.base, "--key", &key]));
    let copy = world.path("copy");
    done(&["journal", "export", &front.base, &copy, "--ca-file", &file]);
    assert_eq!(done(&["audit", &copy, "--key", &key]), audited);

    // Whom the machine trusts is trusted here, as everywhere on it.
    let mut verify = Command::new(env!("CARGO_BIN_EXE_cityhall"));
    verify.args(["journal", "verify", &log, "--key", &key]).env("SSL_CERT_FILE", &file);
    let output = verify.output().expect("runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn a_certificate_that_proves_nothing_is_refused_with_what_to_do() {
    let world = World::new();
    world.city("city");
    let city = serve(&["serve", "--data", &world.path("city")]);
    let (key, authority) = (city.key(), Authority::new());
    let file = authority.file(&world);
    let told = |server: Arc<ServerConfig>, more: &[&str]| {
        let front = Front::honest(&city.base, Some(server));
        refused(&[&["journal", "verify", &front.log(), "--key", &key], more].concat())
    };
    let by_file = ["--ca-file", file.as_str()];
    let unknown = told(authority.server(HERE, 4000), &[]);
    assert!(unknown.contains("nobody whom this machine trusts"), "{unknown}");
    assert!(unknown.contains("--ca-file"), "{unknown}");
    assert!(unknown.contains("so that nothing is known of it"), "{unknown}");
    let stranger = told(Authority::new().server(HERE, 4000), &by_file);
    assert!(stranger.contains("nobody whom this machine trusts"), "{stranger}");
    let expired = told(authority.server(HERE, 2001), &by_file);
    assert!(expired.contains("its certificate has expired"), "{expired}");
    let other = told(authority.server("other.example", 4000), &by_file);
    assert!(other.contains("its certificate is for another name"), "{other}");
    let empty = world.keep("empty.pem", "no certificate\n");
    let empty = told(authority.server(HERE, 4000), &["--ca-file", &empty]);
    assert!(empty.contains("there is no certificate in it"), "{empty}");
    let none = told(authority.server(HERE, 4000), &["--ca-file", &world.path("none.pem")]);
    assert!(none.contains("none.pem: No such file"), "{none}");
}

#[test]
fn nothing_leads_from_https_to_plain_http_or_on_for_ever() {
    let world = World::new();
    world.city("city");
    let city = serve(&["serve", "--data", &world.path("city")]);
    let (key, authority) = (city.key(), Authority::new());
    let file = authority.file(&world);
    let leading = |to: String| {
        move |_: &str, answer: Answer| {
            let headers = vec![("Location".to_owned(), format!("{to}/checkpoint"))];
            Answer { status: 302, headers, ..answer }
        }
    };
    let verify = |base: &str| {
        let log = format!("{base}/log");
        refused(&["journal", "verify", &log, "--key", &key, "--ca-file", &file])
    };
    let server = authority.server(HERE, 4000);
    let down = Front::start(&city.base, Some(server), leading(city.log()));
    let told = verify(&down.base);
    assert!(told.contains("it leads from https to plain http"), "{told}");
    let around = Front::lying(&city.base, leading("/log".to_owned()));
    let told = verify(&around.base);
    assert!(told.contains("it leads from address to address"), "{told}");
    let endless =
        Front::lying(&city.base, |_, answer| Answer { body: vec![b' '; (64 << 20) + 1], ..answer });
    let told = verify(&endless.base);
    assert!(told.contains("the answer is longer than any file of a portal can be"), "{told}");
    // Up to https it may lead.
    let log = Front::honest(&city.base, Some(authority.server(HERE, 4000))).log();
    let up = Front::lying(&city.base, move |path, answer| {
        let path = path.trim_start_matches("/log");
        let headers = vec![("Location".to_owned(), format!("{log}{path}"))];
        Answer { status: 301, headers, ..answer }
    });
    done(&["journal", "verify", &up.log(), "--key", &key, "--ca-file", &file]);
}

#[test]
fn a_city_shows_its_checkpoints_to_a_witness_over_https() {
    let world = World::new();
    world.city("city");
    let log_key = world.key_of("city");
    let (secret, seen) = (world.path("w.key"), world.path("seen"));
    let key = done(&["key", "new", "witness.example/tls", &secret]);
    let witness = serve(&["witness", "--key", &secret, "--log", &log_key, "--data", &seen]);
    let authority = Authority::new();
    let file = authority.file(&world);
    let front = Front::honest(&witness.base, Some(authority.server(HERE, 4000)));
    let data = world.path("city");
    let witnessed = ["serve", "--data", &data, "--witness", &front.base, &key];
    let city = serve(&[&witnessed[..], &["--ca-file", &file]].concat());
    city.checkpoint(|note| note.contains("— witness.example/tls "));
    done(&["journal", "verify", &city.log(), "--key", &log_key, "--witness", &key]);
}
