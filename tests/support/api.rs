//! The comments of one pull or merge request, behind HTTP as GitHub and GitLab have it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

/// One comment.
#[derive(Clone, Debug)]
pub(crate) struct Comment {
    /// Its number.
    pub(crate) id: usize,
    /// Its text.
    pub(crate) body: String,
    /// Whether the token may change it.
    pub(crate) ours: bool,
}

/// A server that lives as long as the test.
pub(crate) struct Api {
    /// Where it listens.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    comments: Vec<Comment>,
    refuses: bool,
}

impl Api {
    /// Starts one that wants this header, and knows the comments at this path; a comment is replaced by `method` at
    /// `one`, with its number behind.
    pub(crate) fn start(
        header: &'static str,
        all: &'static str,
        method: &'static str,
        one: &'static str,
    ) -> Api {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map(Result::unwrap) {
                let request = Request::read(&stream);
                let mut state = shared.lock().unwrap();
                let (code, answer) = if request.headers.iter().any(|line| line == header) {
                    state.answer(&request, all, method, one)
                } else {
                    (401, json!({}))
                };
                reply(stream, code, &answer.to_string());
            }
        });
        Api { url, state }
    }

    /// Adds a comment that is there already.
    pub(crate) fn add(&self, body: &str, ours: bool) {
        let mut state = self.state.lock().unwrap();
        state.add(body, ours);
    }

    /// Lets it take no new comment.
    pub(crate) fn refuse(&self) {
        self.state.lock().unwrap().refuses = true;
    }

    /// Returns all comments.
    pub(crate) fn comments(&self) -> Vec<Comment> {
        self.state.lock().unwrap().comments.clone()
    }
}

impl State {
    fn add(&mut self, body: &str, ours: bool) -> usize {
        let id = self.comments.len() + 1;
        let body = body.to_owned();
        self.comments.push(Comment { id, body, ours });
        id
    }

    fn answer(&mut self, request: &Request, all: &str, method: &str, one: &str) -> (u16, Value) {
        let body = request.body["body"].as_str().unwrap_or_default();
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        if request.method == "GET" && path == all {
            let page = query
                .rsplit_once("page=")
                .map_or(1, |(_, page)| page.parse().unwrap());
            let comments = self.comments.iter().skip((page - 1) * 100).take(100);
            return (
                200,
                comments
                    .map(|at| json!({"id": at.id, "body": at.body}))
                    .collect(),
            );
        }
        if request.method == "POST" && path == all {
            return match self.refuses {
                true => (
                    403,
                    json!({"message": "Resource not accessible by integration"}),
                ),
                false => (201, json!({"id": self.add(body, true)})),
            };
        }
        let number = path.strip_prefix(one).and_then(|id| id.strip_prefix('/'));
        let number = number.and_then(|id| id.parse::<usize>().ok());
        let found = number.and_then(|id| self.comments.iter_mut().find(|at| at.id == id));
        match found.filter(|_| request.method == method) {
            Some(comment) if comment.ours => {
                body.clone_into(&mut comment.body);
                (200, json!({"id": comment.id}))
            }
            Some(_) => (403, json!({})),
            None => (404, json!({})),
        }
    }
}

struct Request {
    method: String,
    path: String,
    headers: Vec<String>,
    body: Value,
}

impl Request {
    fn read(stream: &TcpStream) -> Request {
        let mut reader = BufReader::new(stream);
        let mut line = || {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            line.trim_end().to_owned()
        };
        let first = line();
        let mut words = first.split(' ').map(str::to_owned);
        let (method, path) = (words.next().unwrap(), words.next().unwrap());
        let headers: Vec<String> =
            std::iter::from_fn(|| Some(line()).filter(|line| !line.is_empty())).collect();
        let length = headers.iter().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.parse().unwrap())
        });
        // curl waits for leave to send much at once.
        if headers
            .iter()
            .any(|line| line.eq_ignore_ascii_case("expect: 100-continue"))
        {
            (&*stream)
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")
                .unwrap();
        }
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).unwrap();
        Request {
            method,
            path,
            headers,
            body: serde_json::from_slice(&body).unwrap_or_default(),
        }
    }
}

fn reply(mut stream: TcpStream, code: u16, body: &str) {
    let head = format!(
        "HTTP/1.1 {code} So\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
}
