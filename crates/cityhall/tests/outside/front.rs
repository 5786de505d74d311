//! A server between a city and whoever asks it, which may lie and may speak TLS.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use ureq::Agent;
use ureq::http::Request;

/// What the city answers, or what is said instead.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// What becomes of the answer for a path.
type Lie = dyn Fn(&str, Answer) -> Answer + Send + Sync;

/// Headers that belong to a connection or to how it is packed, and are not handed on.
const OWN: [&str; 6] = [
    "host",
    "connection",
    "accept-encoding",
    "content-length",
    "transfer-encoding",
    "content-encoding",
];

/// A server in front of another. It ends with the process.
pub(crate) struct Front {
    pub(crate) base: String,
}

impl Front {
    /// Hands everything on as it is.
    pub(crate) fn honest(city: &str, tls: Option<Arc<ServerConfig>>) -> Self {
        Self::start(city, tls, |_, answer| answer)
    }

    /// Changes what the city says.
    pub(crate) fn lying(
        city: &str,
        lie: impl Fn(&str, Answer) -> Answer + Send + Sync + 'static,
    ) -> Self {
        Self::start(city, None, lie)
    }

    pub(crate) fn start(
        city: &str,
        tls: Option<Arc<ServerConfig>>,
        lie: impl Fn(&str, Answer) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let base = format!("{scheme}://{}", listener.local_addr().expect("it has an address"));
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        let (agent, city, lie): (Agent, _, Arc<Lie>) =
            (config.into(), city.to_owned(), Arc::new(lie));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (agent, city) = (agent.clone(), city.clone());
                let (lie, tls) = (Arc::clone(&lie), tls.clone());
                // Whoever hangs up, for instance because of the certificate, is not answered.
                thread::spawn(move || answer(stream, tls, &agent, &city, lie.as_ref()).ok());
            }
        });
        Self { base }
    }

    pub(crate) fn log(&self) -> String {
        format!("{}/log", self.base)
    }
}

fn answer(
    stream: TcpStream,
    tls: Option<Arc<ServerConfig>>,
    agent: &Agent,
    city: &str,
    lie: &Lie,
) -> std::io::Result<()> {
    match tls {
        None => exchange(stream, agent, city, lie),
        Some(tls) => {
            let connection = ServerConnection::new(tls).expect("the settings are sound");
            exchange(StreamOwned::new(connection, stream), agent, city, lie)
        }
    }
}

/// One request and its answer.
fn exchange<S: Read + Write>(
    stream: S,
    agent: &Agent,
    city: &str,
    lie: &Lie,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut request = Request::builder().method(method).uri(format!("{city}{path}"));
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().unwrap_or(0);
        }
        if !OWN.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            request = request.header(name, value);
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let asked = match method {
        "POST" => agent.run(request.body(body).expect("a request")),
        _ => agent.run(request.body(()).expect("a request")),
    };
    let mut asked = asked.expect("the city answers");
    let headers = asked.headers().iter();
    let headers = headers.filter(|(name, _)| !OWN.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| {
        (name.to_string(), value.to_str().expect("a plain header").to_owned())
    });
    let (status, headers) = (asked.status().as_u16(), headers.collect());
    let body = asked.body_mut().read_to_vec().expect("reads");
    let Answer { status, headers, body } = lie(path, Answer { status, headers, body });
    let mut head = format!("HTTP/1.1 {status} As told\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    stream.flush()
}
