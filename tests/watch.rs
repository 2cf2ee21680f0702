//! `ekscompile watch`: a save is built, an error keeps the last good rendering, and what mends it is built again.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The longest that a build may take on a busy machine before the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

const CLUSTER: &str = "apiVersion: ekscompile.dev/v1alpha1\nkind: Cluster\nmetadata: {name: main}\nspec: {region: eu-west-1, accountId: \"111122223333\", kubernetesVersion: \"1.34\"}\n";
const ENVIRONMENT: &str = "apiVersion: ekscompile.dev/v1alpha1\nkind: Environment\nmetadata: {name: dev}\nspec: {cluster: main}\n";
const APP: &str = "apiVersion: ekscompile.dev/v1alpha1\nkind: App\nmetadata: {name: api, namespace: shop}\nspec: {image: \"example.com/api:1\"}\n";

/// The program at work, and what it prints, line by line.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
            .args(["watch", "dev"])
            .current_dir(root)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] = [
            Box::new(child.stdout.take().unwrap()),
            Box::new(child.stderr.take().unwrap()),
        ];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                let lines = BufReader::new(stream).lines().map_while(Result::ok);
                lines.for_each(|line| drop(sender.send(line)));
            });
        }
        Watch { child, lines }
    }

    /// Reads on until a line has this text.
    fn wait_for(&self, text: &str) {
        let mut seen = String::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line.contains(text) => return,
                Ok(line) => seen.push_str(&format!("{line}\n")),
                Err(_) => panic!("expected `{text}`, found\n{seen}"),
            }
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_save_is_built_and_an_error_keeps_the_last_good_rendering() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    fs::create_dir_all(root.join("environments/dev")).unwrap();
    fs::create_dir(root.join("base")).unwrap();
    fs::write(root.join("base/cluster.yaml"), CLUSTER).unwrap();
    fs::write(root.join("environments/dev/environment.yaml"), ENVIRONMENT).unwrap();
    let app = root.join("base/api.yaml");
    fs::write(&app, APP).unwrap();
    let deployment = root.join("rendered/dev/units/90-shop.api/54-deployment-api.yaml");
    let rendered = || fs::read_to_string(&deployment).unwrap();

    let watch = Watch::start(root);
    watch.wait_for("watching for changes");
    assert!(rendered().contains("example.com/api:1"));

    fs::write(&app, APP.replace("api:1", "api:2")).unwrap();
    watch.wait_for("~ Deployment/shop/api");
    watch.wait_for("1 file written");
    assert!(rendered().contains("example.com/api:2"));

    fs::write(&app, APP.replace("image", "imag")).unwrap();
    watch.wait_for("EK0208");
    watch.wait_for("the last good rendering stays");
    assert!(rendered().contains("example.com/api:2"));

    // A folder that is new is watched too.
    fs::create_dir(root.join("base/more")).unwrap();
    fs::rename(&app, root.join("base/more/api.yaml")).unwrap();
    fs::write(
        root.join("base/more/api.yaml"),
        APP.replace("api:1", "api:3"),
    )
    .unwrap();
    watch.wait_for("1 file written");
    assert!(rendered().contains("example.com/api:3"));
}
