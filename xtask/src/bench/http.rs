//! A client that adds next to nothing to what it measures: HTTP/1.1 (RFC 9112) over one
//! connection that is kept, for answers that state their length.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

/// Longer than any page takes; a server that hangs fails the measurement.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection to a server.
pub(super) struct Connection {
    host: String,
    answers: BufReader<TcpStream>,
}

impl Connection {
    /// Connects to a host and port.
    pub(super) fn open(host: &str) -> Result<Self> {
        let stream = TcpStream::connect(host).with_context(|| format!("connecting to {host}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { host: host.to_owned(), answers: BufReader::new(stream) })
    }

    /// Asks for a page and reads it whole. Fails on any status but 200.
    pub(super) fn get(&mut self, path: &str) -> Result<Vec<u8>> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.answers.get_mut().write_all(request.as_bytes())?;
        read_answer(&mut self.answers).with_context(|| format!("asking for {path}"))
    }
}

fn read_answer(answers: &mut impl BufRead) -> Result<Vec<u8>> {
    let status = read_line(answers)?;
    if status.split(' ').nth(1) != Some("200") {
        bail!("the server answers \"{status}\"");
    }
    let mut length = None;
    loop {
        let line = read_line(answers)?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':').context("a header has no colon")?;
        if name.eq_ignore_ascii_case("content-length") {
            length = Some(value.trim().parse()?);
        }
    }
    let length = length.context("the answer does not state its length")?;
    let mut body = vec![0; length];
    answers.read_exact(&mut body)?;
    Ok(body)
}

fn read_line(answers: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    let Some(line) = line.strip_suffix("\r\n") else {
        bail!("the answer ends within its head");
    };
    Ok(line.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut answers: &[u8]) -> Result<Vec<u8>> {
        read_answer(&mut answers)
    }

    #[test]
    fn answers_follow_each_other_on_one_connection() {
        let mut answers: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none\
                                   HTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\ntwo";
        assert_eq!(read_answer(&mut answers).expect("whole"), b"one");
        assert_eq!(read_answer(&mut answers).expect("whole"), b"two");
    }

    #[test]
    fn what_is_not_a_whole_page_is_an_error() {
        assert!(read(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").is_err());
        assert!(read(b"HTTP/1.1 200 OK\r\n\r\nno length").is_err());
        assert!(read(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort").is_err());
        assert!(read(b"HTTP/1.1 200").is_err());
    }
}
