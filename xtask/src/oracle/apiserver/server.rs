//! A real API server, asked by strict dry runs over kept connections.
//!
//! `kubectl proxy` holds the credentials and the encryption; here is plain HTTP to its socket, one connection per thread.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value as Json;

use crate::Failure;
use crate::oracle::Kubectl;

/// How long `kubectl proxy` may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The proxy, as long as this lives.
pub(super) struct Server {
    proxy: Child,
    socket: PathBuf,
    _folder: tempfile::TempDir,
}

/// What the server says to one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Whether it would create it.
    pub(super) accepted: bool,
    /// Whether the answer says nothing of the object alone: an admission plugin missed another object, it exists already, or
    /// the server crashed.
    pub(super) elsewhere: bool,
    /// Its message; empty if it accepts.
    pub(super) message: String,
    /// The field of the first cause.
    pub(super) field: String,
}

/// Where objects of a kind are created.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    name: String,
    namespaced: bool,
}

/// What the server serves.
#[derive(Debug, Default)]
pub(super) struct Resources(BTreeMap<(String, String), Resource>);

impl Verdict {
    fn of((status, answer): &(u16, Json)) -> Verdict {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let accepted = (200..300).contains(status);
        Verdict {
            accepted,
            elsewhere: matches!(status, 403 | 404 | 409 | 500),
            message: match accepted {
                true => String::new(),
                false => text(&answer["message"]),
            },
            field: text(&answer["details"]["causes"][0]["field"]),
        }
    }
}

impl Server {
    /// Starts the proxy and waits for it.
    pub(super) fn start(kubectl: &Kubectl) -> Result<Server, Failure> {
        let folder = tempfile::tempdir()?;
        let socket = folder.path().join("proxy");
        let proxy = kubectl
            .command()
            .arg("proxy")
            .arg("--unix-socket")
            .arg(&socket)
            .stdout(Stdio::null())
            .spawn()?;
        let server = Server {
            proxy,
            socket,
            _folder: folder,
        };
        let step = Duration::from_millis(50);
        for _ in 0..PATIENCE.as_millis() / step.as_millis() {
            if UnixStream::connect(&server.socket).is_ok() {
                return Ok(server);
            }
            std::thread::sleep(step);
        }
        Err("`kubectl proxy` did not start".into())
    }

    /// Opens a connection.
    pub(super) fn connect(&self) -> Result<Connection, Failure> {
        Ok(Connection {
            stream: BufReader::new(UnixStream::connect(&self.socket)?),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, and nothing is left to do then.
        let _ = self.proxy.kill();
        let _ = self.proxy.wait();
    }
}

impl Resources {
    /// Returns the path at which an object is created; nothing for a kind that the server does not serve.
    pub(super) fn path(&self, api_version: &str, kind: &str, namespace: &str) -> Option<String> {
        let resource = self.0.get(&(api_version.to_owned(), kind.to_owned()))?;
        let root = match api_version {
            "v1" => "/api/v1".to_owned(),
            other => format!("/apis/{other}"),
        };
        Some(match resource.namespaced {
            true => format!("{root}/namespaces/{namespace}/{}", resource.name),
            false => format!("{root}/{}", resource.name),
        })
    }
}

/// One kept connection.
pub(super) struct Connection {
    stream: BufReader<UnixStream>,
}

impl Connection {
    /// Asks what the server serves.
    pub(super) fn resources(&mut self) -> Result<Resources, Failure> {
        let mut versions = vec!["v1".to_owned()];
        let groups = self.get("/apis")?;
        for group in groups["groups"].as_array().into_iter().flatten() {
            let of_group = group["versions"].as_array().into_iter().flatten();
            versions
                .extend(of_group.filter_map(|one| Some(one["groupVersion"].as_str()?.to_owned())));
        }
        let mut resources = Resources::default();
        for version in versions {
            let path = match version.as_str() {
                "v1" => "/api/v1".to_owned(),
                other => format!("/apis/{other}"),
            };
            for one in self.get(&path)?["resources"]
                .as_array()
                .into_iter()
                .flatten()
            {
                let (Some(name), Some(kind)) = (one["name"].as_str(), one["kind"].as_str()) else {
                    continue;
                };
                if !name.contains('/') {
                    let resource = Resource {
                        name: name.to_owned(),
                        namespaced: one["namespaced"].as_bool().unwrap_or_default(),
                    };
                    resources
                        .0
                        .insert((version.clone(), kind.to_owned()), resource);
                }
            }
        }
        Ok(resources)
    }

    /// Creates an object for real, unless it is there already.
    pub(super) fn create(&mut self, path: &str, object: &Json) -> Result<(), Failure> {
        let (status, answer) = self.request("POST", path, &object.to_string())?;
        match status {
            200..=299 | 409 => Ok(()),
            _ => Err(format!("{path}: {}", answer["message"]).into()),
        }
    }

    /// Asks what the server would say to the creation of an object, and then to an apply, which GitOps engines use: it takes
    /// no key of a list twice.
    pub(super) fn dry_run(
        &mut self,
        path: &str,
        name: &str,
        object: &str,
    ) -> Result<Verdict, Failure> {
        let strict = "dryRun=All&fieldValidation=Strict";
        let answer = self.request("POST", &format!("{path}?{strict}"), object)?;
        let created = Verdict::of(&answer);
        if !created.accepted {
            return Ok(created);
        }
        let path = format!(
            "{path}/{}?{strict}&fieldManager=oracle&force=true",
            escaped(name)
        );
        let answer = self.request("PATCH", &path, object)?;
        Ok(Verdict::of(&answer))
    }

    fn get(&mut self, path: &str) -> Result<Json, Failure> {
        match self.request("GET", path, "")? {
            (200, answer) => Ok(answer),
            (status, answer) => Err(format!("{path}: {status} {}", answer["message"]).into()),
        }
    }

    fn request(&mut self, method: &str, path: &str, body: &str) -> Result<(u16, Json), Failure> {
        let form = match method {
            "PATCH" => "application/apply-patch+yaml",
            _ => "application/json",
        };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {form}\r\n\
             Accept: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let stream = self.stream.get_mut();
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let (status, body) = self.response()?;
        match serde_json::from_slice(&body) {
            Ok(answer) => Ok((status, answer)),
            // The server crashed on the object, which says nothing about the object.
            Err(_) if status == 500 => Ok((status, Json::Null)),
            Err(_) => Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body)).into()),
        }
    }

    fn response(&mut self) -> Result<(u16, Vec<u8>), Failure> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| format!("expected HTTP, found `{first}`"))?;
        let (mut length, mut chunked) = (0, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("content-length", value)) => length = value.parse()?,
                Some(("transfer-encoding", "chunked")) => chunked = true,
                _ if line.is_empty() => break,
                _ => {}
            }
        }
        let mut body = Vec::new();
        if !chunked {
            self.take(length, &mut body)?;
            return Ok((status, body));
        }
        loop {
            let size = usize::from_str_radix(&self.line()?, 16)?;
            self.take(size, &mut body)?;
            self.line()?;
            if size == 0 {
                return Ok((status, body));
            }
        }
    }

    fn take(&mut self, length: usize, body: &mut Vec<u8>) -> Result<(), Failure> {
        let start = body.len();
        body.resize(start + length, 0);
        Ok(self.stream.read_exact(&mut body[start..])?)
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err("the connection to the API server ended".into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// Returns a name as a part of a URL.
fn escaped(name: &str) -> String {
    name.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
