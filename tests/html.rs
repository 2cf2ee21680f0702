//! The HTML of a comparison, in a real browser. Where none is installed, this says so and is skipped.
//!
//! The page compares the example of the repository with an earlier state of it. `SCREENSHOTS=folder` keeps pictures, and
//! `AXE=axe.min.js` lets axe-core judge how accessible the page is.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/browser.rs"]
mod browser;
#[path = "support/tree.rs"]
#[expect(dead_code, reason = "other tests use the rest of it")]
mod tree;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use browser::Browser;
use serde_json::{Value, json};

/// What was otherwise in the rendering of before, and is seen in all environments that have it.
const EDITS: &[(&str, &str, &str)] = &[
    ("deployment-api.yaml", "shop/api:", "shop/api:0."),
    (
        "deployment-web.yaml",
        "containerPort: 3000",
        "containerPort: 3001",
    ),
    ("deployment-orders-worker.yaml", "memory: ", "memory: 1"),
    ("service-api.yaml", "name: http", "name: web"),
    ("statefulset-orders.yaml", "storage: ", "storage: 1"),
];

#[test]
fn the_page_works_in_a_browser() {
    let Some(program) = browser::find() else {
        say("SKIPPED: no Chromium is installed, so the HTML was not opened in a browser");
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    let page = page(scratch.path());
    let mut browser = Browser::start(&program, &scratch.path().join("profile"));
    browser.look(1280, 900, "light");
    browser.open(&page);
    picture(&mut browser, "light");
    it_is_told_in_order(&mut browser);
    it_is_filtered(&mut browser);
    it_is_walked_through_by_keys(&mut browser);
    it_fits_a_phone(&mut browser, &page);
    it_is_accessible(&mut browser, &page);
    it_is_alone(&browser);
}

/// Says something aloud: what a test that passes prints otherwise is not shown.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Writes the page to compare: the example against a rendering in which some things were otherwise.
fn page(scratch: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let before = scratch.join("before");
    tree::copy(&root.join("rendered"), &before).unwrap();
    for entry in walkdir::WalkDir::new(&before).sort_by_file_name() {
        let path = entry.unwrap().into_path();
        let name = path.to_string_lossy();
        if name.contains("networkpolicy") {
            std::fs::remove_file(&path).unwrap();
            continue;
        }
        for (_, from, to) in EDITS.iter().filter(|(end, ..)| name.ends_with(end)) {
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, text.replace(from, to)).unwrap();
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_ekscompile"))
        .args(["diff", "--all", "--format", "html", "--against"])
        .arg(&before)
        .current_dir(root)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let page = scratch.join("page.html");
    std::fs::write(&page, output.stdout).unwrap();
    page
}

/// Headings go down by one, everything that takes input has a name, no id is there twice.
fn it_is_told_in_order(browser: &mut Browser) {
    assert_eq!(browser.eval("document.documentElement.lang"), "en");
    let title = browser.eval("document.title").as_str().unwrap().to_owned();
    assert!(
        title.starts_with("Plan: ") && title.contains("Risk: "),
        "{title}"
    );
    let levels =
        browser.eval("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])");
    let levels: Vec<i64> = serde_json::from_value(levels).unwrap();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
    let leaps = levels.windows(2).filter(|pair| pair[1] > pair[0] + 1);
    assert_eq!(leaps.count(), 0, "{levels:?}");
    let nameless = "[...document.querySelectorAll('input,select')].filter(e => !e.labels.length).map(e => e.outerHTML)";
    assert_eq!(browser.eval(nameless), json!([]));
    let twice = "(ids => ids.filter((id, at) => ids.indexOf(id) !== at))([...document.querySelectorAll('[id]')].map(e => e.id))";
    assert_eq!(browser.eval(twice), json!([]));
    let data =
        browser.eval("JSON.parse(document.getElementById('data').textContent).environments.length");
    assert_eq!(data, 3);
}

fn it_is_filtered(browser: &mut Browser) {
    let all = count(browser).1;
    assert!(all > 10, "{all} changes");
    assert_eq!(count(browser), (all, all));
    set(browser, "kind", "NetworkPolicy");
    let policies = shown(browser);
    assert!(!policies.is_empty() && policies.len() < all);
    assert!(
        policies.iter().all(|id| id.contains("NetworkPolicy/")),
        "{policies:?}"
    );
    set(browser, "kind", "");
    set(browser, "text", "SERVICE/shop api");
    let found = shown(browser);
    assert!(!found.is_empty() && found.len() < all, "{found:?}");
    assert_eq!(count(browser), (found.len(), all));
    set(browser, "text", "nothing is called like this");
    assert_eq!((shown(browser), count(browser).0), (Vec::new(), 0));
    set(browser, "text", "");
    set(browser, "environment", "1");
    assert!(shown(browser).len() < all);
    browser.eval("document.querySelector('#filter [type=reset]').click()");
    browser.eval("new Promise(done => setTimeout(done, 50))");
    assert_eq!(count(browser), (all, all));
    let risk = browser
        .eval("(box => { box.click(); return box.value })(document.querySelector('[name=risk]'))");
    let left = browser.eval("[...document.querySelectorAll('.change:not([hidden]) summary .risk')].map(e => e.textContent)");
    assert!(
        !left.as_array().unwrap().contains(&risk),
        "{risk} in {left}"
    );
    assert!(count(browser).0 < all);
    browser.eval("document.querySelector('[name=risk]').click()");
    assert_eq!(count(browser), (all, all));
}

fn it_is_walked_through_by_keys(browser: &mut Browser) {
    browser.eval("document.activeElement.blur()");
    browser.press("/");
    assert_eq!(browser.eval("document.activeElement.id"), "text");
    browser.write("networkpolicy j/k");
    assert_eq!(
        browser.eval("document.getElementById('text').value"),
        "networkpolicy j/k"
    );
    browser.press("Escape");
    assert_eq!(browser.eval("document.getElementById('text').value"), "");
    let first = focus(browser);
    browser.press("j");
    let second = focus(browser);
    assert_ne!(first, second);
    browser.press("ArrowDown");
    assert_ne!(focus(browser), second);
    browser.press("ArrowUp");
    assert_eq!(focus(browser), second);
    browser.press("k");
    assert_eq!(focus(browser), first);
    let outline = browser.eval("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid", "the focus is seen");
    let is_open = |browser: &mut Browser| browser.eval("document.activeElement.parentElement.open");
    let before = is_open(browser);
    browser.press("Enter");
    assert_ne!(is_open(browser), before);
    browser.press("Enter");
    assert_eq!(is_open(browser), before);
    browser.eval("location.hash = '#change-2-0'");
    browser.eval("new Promise(done => setTimeout(done, 50))");
    assert_eq!(focus(browser), json!("change-2-0"));
    assert_eq!(is_open(browser), true);
}

/// No part of the page is wider than 360 pixels, also with everything open.
fn it_fits_a_phone(browser: &mut Browser, page: &Path) {
    browser.look(360, 740, "dark");
    browser.open(page);
    picture(browser, "phone");
    browser.eval("document.querySelectorAll('details').forEach(e => { e.open = true })");
    let width = browser.eval("document.documentElement.scrollWidth");
    assert_eq!(width, 360);
    let wide = "[...document.querySelectorAll('body *')].filter(e => !e.closest('.drawing svg') && e.getBoundingClientRect().right > 361).map(e => e.outerHTML.slice(0, 100))";
    assert_eq!(browser.eval(wide), json!([]));
    let stacked = "(sides => sides[0].getBoundingClientRect().bottom <= sides[1].getBoundingClientRect().top)(document.querySelectorAll('.sides .side'))";
    assert_eq!(browser.eval(stacked), true);
}

fn it_is_accessible(browser: &mut Browser, page: &Path) {
    let Some(axe) = std::env::var_os("AXE") else {
        say("SKIPPED: `AXE` names no axe-core, so it did not judge the HTML");
        return;
    };
    let axe = std::fs::read_to_string(axe).unwrap();
    for colours in ["light", "dark"] {
        browser.look(1280, 900, colours);
        browser.open(page);
        browser.eval("document.querySelectorAll('details').forEach(e => { e.open = true })");
        browser.eval(&format!("{axe}; 0"));
        let found = browser.eval("axe.run().then(all => all.violations.map(one => [one.id, one.help, one.nodes.map(node => node.html).slice(0, 3)]))");
        assert_eq!(found, json!([]), "{colours}");
    }
}

/// The page asked for nothing but itself, and said nothing to the console.
fn it_is_alone(browser: &Browser) {
    for event in &browser.events {
        match event["method"].as_str().unwrap_or_default() {
            "Network.requestWillBeSent" => {
                let url = event["params"]["request"]["url"].as_str().unwrap();
                assert!(
                    url.starts_with("file://") && url.contains("/page.html"),
                    "{url}"
                );
            }
            "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" | "Log.entryAdded" => {
                panic!("{event}")
            }
            _ => {}
        }
    }
    let asks = |event: &&Value| event["method"] == "Network.requestWillBeSent";
    assert_eq!(browser.events.iter().filter(asks).count(), browser.opened);
}

/// Returns how many changes are shown, and of how many, as a screen reader is told.
fn count(browser: &mut Browser) -> (usize, usize) {
    let text = browser.eval("document.getElementById('count').textContent");
    let numbers: Vec<usize> = text
        .as_str()
        .unwrap()
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect();
    (numbers[0], numbers[1])
}

/// Returns the objects of the changes that are shown.
fn shown(browser: &mut Browser) -> Vec<String> {
    let shown = browser.eval(
        "[...document.querySelectorAll('.change:not([hidden]) h4 b')].map(e => e.textContent)",
    );
    serde_json::from_value(shown).unwrap()
}

fn focus(browser: &mut Browser) -> Value {
    browser.eval("document.activeElement.closest('.change').id")
}

/// Sets a field of the filter.
fn set(browser: &mut Browser, id: &str, value: &str) {
    browser.eval(&format!(
        "(field => {{ field.value = {value:?}; field.dispatchEvent(new Event('input', {{bubbles: true}})) }})(document.getElementById({id:?}))"
    ));
}

fn picture(browser: &mut Browser, name: &str) {
    if let Some(folder) = std::env::var_os("SCREENSHOTS") {
        let path = Path::new(&folder).join(format!("{name}.png"));
        std::fs::write(path, browser.picture()).unwrap();
    }
}
