//! What holds for every layout, and that JSON is as its schema says.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::layout::{Layout, Link, Place, Size, lay_out};
use super::{Graph, Level, View, schema};
use crate::order::{self, fixtures};
use crate::project::MemProject;
use crate::session::Session;

fn link(from: usize, to: usize) -> Link {
    Link {
        from,
        to,
        leaves: 10,
        enters: 20,
    }
}

/// Returns whether two boxes have a pixel in common.
fn overlap(a: &Place, b: &Place) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

/// Returns what is wrong with a layout.
fn faults(sizes: &[Size], links: &[Link], layout: &Layout) -> Vec<String> {
    let mut faults = Vec::new();
    let boxes = &layout.boxes;
    for (at, place) in boxes.iter().enumerate() {
        if place.width < sizes[at].width || place.height != sizes[at].height {
            faults.push(format!("{at} is too small"));
        }
        let (right, bottom) = (place.x + place.width, place.y + place.height);
        if place.x < 0 || place.y < 0 || right > layout.width || bottom > layout.height {
            faults.push(format!("{at} is outside"));
        }
        for (other, second) in boxes.iter().enumerate().skip(at + 1) {
            if overlap(place, second) {
                faults.push(format!("{at} and {other} overlap"));
            }
        }
    }
    for (link, route) in links.iter().zip(&layout.routes) {
        let Link { from, to, .. } = link;
        let (from_box, to_box) = (&boxes[*from], &boxes[*to]);
        if to < from && to_box.right() >= from_box.x {
            faults.push(format!("{from} is not to the right of {to}"));
        }
        let begins = [from_box.x, from_box.right()].map(|x| (x, from_box.y + link.leaves));
        let ends = [to_box.x, to_box.right()].map(|x| (x, to_box.y + link.enters));
        if !route.first().is_some_and(|point| begins.contains(point)) {
            faults.push(format!("the line from {from} begins elsewhere"));
        }
        if !route.last().is_some_and(|point| ends.contains(point)) {
            faults.push(format!("the line to {to} ends elsewhere"));
        }
        // The straight stretches through a column.
        for lane in route.get(1..route.len() - 1).unwrap_or_default().chunks(2) {
            let (right, y) = lane[0];
            let through = |place: &&Place| {
                lane[1].0 < place.x + place.width
                    && place.x < right
                    && (place.y..place.y + place.height).contains(&y)
            };
            if boxes.iter().any(|place| through(&place)) {
                faults.push(format!("the line from {from} to {to} runs through a box"));
            }
        }
    }
    faults
}

fn is_lawful(heights: &[i64], pairs: &[(usize, usize)]) -> Vec<String> {
    let size = |height: &i64| Size {
        width: 40 + height % 7 * 30,
        height: *height,
    };
    let sizes: Vec<Size> = heights.iter().map(size).collect();
    let pairs = pairs.iter().filter(|(from, to)| from != to);
    let links: Vec<Link> = pairs.map(|(from, to)| link(*from, *to)).collect();
    faults(&sizes, &links, &lay_out(&sizes, &links))
}

#[test]
fn nothing_is_laid_out_too() {
    let layout = lay_out(&[], &[]);
    assert_eq!((layout.boxes.len(), layout.width), (0, 48));
}

#[test]
fn lines_to_one_end_share_their_lanes() {
    let sizes = [Size {
        width: 50,
        height: 30,
    }; 5];
    let links = [
        link(1, 0),
        link(2, 1),
        link(3, 2),
        link(3, 0),
        link(4, 2),
        link(4, 0),
    ];
    let layout = lay_out(&sizes, &links);
    assert_eq!(layout.routes[3].len(), 6);
    assert_eq!(layout.routes[3][1..], layout.routes[5][1..]);
}

#[test]
fn a_chain_in_which_each_needs_all_before_does_not_explode() {
    let count = 1_000;
    let sizes = vec![
        Size {
            width: 50,
            height: 30
        };
        count
    ];
    let links: Vec<Link> = (1..count)
        .flat_map(|from| (0..from).map(move |to| link(from, to)))
        .collect();
    let layout = lay_out(&sizes, &links);
    let points: usize = layout.routes.iter().map(Vec::len).sum();
    assert!(points < 2 * links.len() + 200_000, "{points}");
    assert_eq!(
        layout.boxes[count - 1].x,
        24 + (count as i64 - 1) * (50 + 96)
    );
}

/// Adds to `wrong` where a value is not as a schema says; of the words of JSON Schema, those that ours has.
fn check(root: &Value, schema: &Value, value: &Value, path: &str, wrong: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = root.pointer(name.trim_start_matches('#')).unwrap();
        return check(root, schema, value, path, wrong);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut wrong = Vec::new();
            check(root, choice, value, path, &mut wrong);
            wrong.is_empty()
        };
        if !choices.iter().any(fits) {
            wrong.push(format!("{path} is none of the choices"));
        }
        return;
    }
    if let Some(words) = schema["enum"].as_array() {
        if !words.contains(value) {
            wrong.push(format!("{path} is none of the words"));
        }
        return;
    }
    match (schema["type"].as_str(), value) {
        (Some("object"), Value::Object(map)) => {
            for (key, value) in map {
                match schema["properties"].get(key) {
                    Some(schema) => check(root, schema, value, &format!("{path}/{key}"), wrong),
                    None => wrong.push(format!("{path}/{key} is not in the schema")),
                }
            }
            for key in schema["required"].as_array().into_iter().flatten() {
                if !map.contains_key(key.as_str().unwrap()) {
                    wrong.push(format!("{path}/{key} is missing"));
                }
            }
        }
        (Some("array"), Value::Array(items)) => {
            for item in items {
                check(root, &schema["items"], item, path, wrong);
            }
        }
        (Some("string"), Value::String(_))
        | (Some("boolean"), Value::Bool(_))
        | (Some("integer"), Value::Number(_))
        | (Some("null"), Value::Null) => {}
        (expected, found) => wrong.push(format!("{path}: expected {expected:?}, found {found}")),
    }
}

#[test]
fn json_is_as_its_schema_says() {
    let project = MemProject::default();
    let session = Session::new(&project);
    session.sources.add("specs.yaml", "specs: of the test\n");
    let target = fixtures::target(json!({}), &[]);
    let pod = json!({"spec": {"containers": [], "serviceAccountName": "api"}});
    let mut objects = vec![
        fixtures::object("App/shop/api", "v1 Pod shop/api", pod),
        fixtures::object("App/shop/api", "v1 ServiceAccount shop/api", json!({})),
        fixtures::object("Platform/platform", "v1 Namespace shop", json!({})),
    ];
    // What no line says has no place.
    objects[0].span = None;
    let plan = order::run(&session, &target, objects);
    let schema = schema();
    for level in [Level::Units, Level::Objects] {
        let view = View {
            level: Some(level),
            ..View::default()
        };
        let json = super::json(&Graph::new("prod", &plan, &session.sources, &view));
        let mut wrong = Vec::new();
        check(&schema, &schema, &json, "", &mut wrong);
        assert_eq!(wrong, Vec::<String>::new());
        let edges = json["objectEdges"].as_array().map(Vec::len);
        assert_eq!(edges, (level == Level::Objects).then_some(3));
    }
}

proptest! {
    #[test]
    fn what_is_needed_stands_to_the_left_and_nothing_overlaps(
        heights in prop::collection::vec(30..200i64, 12),
        pairs in prop::collection::vec((0..12usize, 0..12usize), 0..40),
    ) {
        // About half of the pairs lead to a later box, which makes cycles.
        prop_assert_eq!(is_lawful(&heights, &pairs), Vec::<String>::new());
    }

    #[test]
    fn so_it_is_without_cycles(
        heights in prop::collection::vec(30..200i64, 30),
        pairs in prop::collection::vec((0..30usize, 0..30usize), 0..60),
    ) {
        let pairs: Vec<_> = pairs.iter().map(|(a, b)| (*a.max(b), *a.min(b))).collect();
        prop_assert_eq!(is_lawful(&heights, &pairs), Vec::<String>::new());
    }
}
