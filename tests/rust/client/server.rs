//! A server that is written by hand: it gives the responses it was told, and what it was sent.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

pub struct Request {
    /// GET /path HTTP/1.1
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The path and the query, as they were sent.
    pub fn target(&self) -> &str {
        self.line.split(' ').nth(1).unwrap()
    }

    /// Its one header field of a name; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let mut found = self
            .headers
            .iter()
            .filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let value = found.next().map_or("", |(_, value)| value);
        assert!(found.next().is_none(), "{name} is there twice");
        value
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

pub struct Server {
    pub url: String,
    pub requests: Receiver<Request>,
}

impl Server {
    /// One that answers a request after the other with these bytes, each on a connection of its own; what stands between
    /// two halves is sent apart.
    pub fn new(responses: Vec<Vec<Vec<u8>>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = channel();
        thread::spawn(move || {
            for response in responses {
                let (stream, _) = listener.accept().unwrap();
                let _ = sender.send(read(&stream));
                let mut stream = &stream;
                for piece in response {
                    stream.write_all(&piece).unwrap();
                    stream.flush().unwrap();
                    thread::sleep(std::time::Duration::from_millis(10));
                }
            }
        });
        Server { url, requests }
    }

    /// One that answers once with a status, header fields and a body.
    pub fn once(status: u16, headers: &str, body: &[u8]) -> Self {
        Server::new(vec![vec![response(status, headers, body)]])
    }

    pub fn request(&self) -> Request {
        self.requests.recv().unwrap()
    }
}

/// A response's bytes; header fields are lines without their ends.
pub fn response(status: u16, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\n");
    for line in headers.lines() {
        head += line.trim();
        head += "\r\n";
    }
    if status != 204 {
        head += &format!("content-length: {}\r\n", body.len());
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let first = line();
    let mut headers = Vec::new();
    loop {
        let field = line();
        match field.split_once(':') {
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => break,
        }
    }
    let mut request = Request { line: first, headers, body: Vec::new() };
    if request.header("transfer-encoding") == "chunked" {
        loop {
            let mut size = String::new();
            reader.read_line(&mut size).unwrap();
            let size = usize::from_str_radix(size.trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            reader.read_exact(&mut chunk).unwrap();
            request.body.extend_from_slice(&chunk[..size]);
            if size == 0 {
                break;
            }
        }
    } else if let Ok(length) = request.header("content-length").parse() {
        request.body.resize(length, 0);
        reader.read_exact(&mut request.body).unwrap();
    }
    request
}
