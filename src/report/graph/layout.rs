//! Boxes in columns, and the ways of the lines between them.
//!
//! In: the sizes of boxes, and links between them. Out: positions, in whole pixels. A box must stand behind those that it
//! needs in the list of boxes; then it stands to the right of them in the drawing, in the column that the longest way
//! asks for. A link that leads to a later box is one of a cycle: it is drawn, and moves nothing. Inside a column, boxes go
//! where their neighbours are on average, in a fixed number of passes. A line that crosses columns has a lane in each, as
//! if it were a box without height, so that it runs through none; lines that end at one point share their lanes.

use std::cmp::Ordering;

/// The room around the drawing.
pub(in crate::report) const MARGIN: i64 = 24;
/// The room between columns, where lines turn.
const COLUMN_GAP: i64 = 96;
/// The room between boxes and lanes of a column.
const GAP: i64 = 16;
/// How often boxes are sorted, and then how often they are moved. More changes little.
const PASSES: usize = 8;
/// The most crossings of a line and a column that get a lane; lines beyond run straight, behind the boxes. The order of ten
/// thousand objects has less; a chain of units that all need all others before has its square.
const MOST_LANES: usize = 50_000;

/// What a box needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Size {
    pub(in crate::report) width: i64,
    pub(in crate::report) height: i64,
}

/// A line from a box to one that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Link {
    pub(in crate::report) from: usize,
    pub(in crate::report) to: usize,
    /// How far below the top of its box it begins.
    pub(in crate::report) leaves: i64,
    /// How far below the top of the other box it ends.
    pub(in crate::report) enters: i64,
}

/// Where a box stands. All boxes of a column are equally wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Place {
    pub(in crate::report) x: i64,
    pub(in crate::report) y: i64,
    pub(in crate::report) width: i64,
    pub(in crate::report) height: i64,
}

impl Place {
    pub(super) fn right(&self) -> i64 {
        self.x + self.width
    }
}

/// A drawing without ink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Layout {
    pub(in crate::report) boxes: Vec<Place>,
    /// For each link its points: the odd stretches turn between columns, the even ones run straight through one. It leads
    /// from the left side of a box to the right side of the other; in a cycle it may have to leave to the right, and in one
    /// column it goes from right to right.
    pub(in crate::report) routes: Vec<Vec<(i64, i64)>>,
    pub(in crate::report) width: i64,
    pub(in crate::report) height: i64,
}

/// Lays out a drawing.
pub(in crate::report) fn lay_out(sizes: &[Size], links: &[Link]) -> Layout {
    let column_of = columns(sizes.len(), links);
    let mut items: Vec<Item> = (sizes.iter().zip(&column_of))
        .map(|(size, column)| Item::new(*column, size.height))
        .collect();
    let lanes = lanes(links, &column_of, &mut items);
    connect(links, &column_of, &lanes, &mut items);
    let tops = arrange(&items);

    let mut widths = vec![0; column_of.iter().max().map_or(0, |last| last + 1)];
    for (size, column) in sizes.iter().zip(&column_of) {
        widths[*column] = size.width.max(widths[*column]);
    }
    let mut right = MARGIN;
    let lefts: Vec<i64> = (widths.iter())
        .map(|width| {
            let left = right;
            right += width + COLUMN_GAP;
            left
        })
        .collect();
    let boxes: Vec<Place> = (sizes.iter().zip(&column_of).zip(&tops))
        .map(|((size, column), top)| Place {
            x: lefts[*column],
            y: *top,
            width: widths[*column],
            height: size.height,
        })
        .collect();
    let route = |(link, lane): (&Link, &Option<usize>)| {
        let (from, to) = (boxes[link.from], boxes[link.to]);
        let sides = match column_of[link.to].cmp(&column_of[link.from]) {
            Ordering::Less => (from.x, to.right()),
            Ordering::Equal => (from.right(), to.right()),
            Ordering::Greater => (from.right(), to.x),
        };
        let mut points = vec![(sides.0, from.y + link.leaves)];
        if let Some(first) = lane {
            let behind = column_of[link.to] + 1;
            for column in (behind..column_of[link.from]).rev() {
                let y = tops[first + column - behind];
                points.extend([(lefts[column] + widths[column], y), (lefts[column], y)]);
            }
        }
        points.push((sides.1, to.y + link.enters));
        points
    };
    let routes = links.iter().zip(&lanes).map(route).collect();
    let bottoms = items.iter().zip(&tops).map(|(item, top)| top + item.height);
    Layout {
        boxes,
        routes,
        width: (right - COLUMN_GAP).max(MARGIN) + MARGIN,
        height: bottoms.max().unwrap_or(MARGIN) + MARGIN,
    }
}

/// Returns the column of each box: behind the last of those that it needs.
fn columns(boxes: usize, links: &[Link]) -> Vec<usize> {
    let mut sorted: Vec<&Link> = links.iter().filter(|link| link.to < link.from).collect();
    sorted.sort_by_key(|link| link.from);
    let mut columns: Vec<usize> = vec![0; boxes];
    for link in sorted {
        columns[link.from] = columns[link.from].max(columns[link.to] + 1);
    }
    columns
}

/// What stands in a column: a box, or a lane.
struct Item {
    column: usize,
    height: i64,
    /// What lines join it to, in the column before and in the column behind.
    joints: [Vec<Joint>; 2],
}

/// One end of a stretch of line.
struct Joint {
    /// How far below the top of the item it is.
    at: i64,
    /// The item at the other end, and how far below its top.
    other: usize,
    other_at: i64,
}

const BEFORE: usize = 0;
const BEHIND: usize = 1;

impl Item {
    fn new(column: usize, height: i64) -> Self {
        Item {
            column,
            height,
            joints: [Vec::new(), Vec::new()],
        }
    }
}

/// Adds the lanes to the items. Returns for each link the first of its lanes, the one in the column behind the box that it
/// leads to; the others follow it.
fn lanes(links: &[Link], column_of: &[usize], items: &mut Vec<Item>) -> Vec<Option<usize>> {
    let between = |link: &Link| column_of[link.from].saturating_sub(column_of[link.to] + 1);
    let mut long: Vec<usize> = (0..links.len())
        .filter(|at| between(&links[*at]) > 0)
        .collect();
    long.sort_by_key(|at| (links[*at].to, links[*at].enters));
    let mut first = vec![None; links.len()];
    let mut left = MOST_LANES;
    for shared in
        long.chunk_by(|a, b| (links[*a].to, links[*a].enters) == (links[*b].to, links[*b].enters))
    {
        let counts = shared.iter().map(|at| between(&links[*at]));
        let (Some(longest), Some(rest)) = (counts.clone().max(), left.checked_sub(counts.sum()))
        else {
            continue;
        };
        left = rest;
        for at in shared {
            first[*at] = Some(items.len());
        }
        let behind = column_of[links[shared[0]].to] + 1;
        items.extend((behind..behind + longest).map(|column| Item::new(column, 0)));
    }
    first
}

/// Joins the items that lines join, column by column.
fn connect(links: &[Link], column_of: &[usize], lanes: &[Option<usize>], items: &mut [Item]) {
    let mut join = |before: (usize, i64), behind: (usize, i64)| {
        for (own, side, other) in [(before, BEHIND, behind), (behind, BEFORE, before)] {
            items[own.0].joints[side].push(Joint {
                at: own.1,
                other: other.0,
                other_at: other.1,
            });
        }
    };
    // How many lanes behind a first one are joined: links that share them begin at different columns.
    let mut joined = rustc_hash::FxHashMap::default();
    for (link, lane) in links.iter().zip(lanes) {
        let start = (link.from, link.leaves);
        let end = (link.to, link.enters);
        match lane {
            Some(first) => {
                let count = column_of[link.from] - column_of[link.to] - 1;
                let done = joined.entry(*first).or_insert(0);
                for next in *done..count {
                    let before = if next == 0 {
                        end
                    } else {
                        (first + next - 1, 0)
                    };
                    join(before, (first + next, 0));
                }
                *done = count.max(*done);
                join((first + count - 1, 0), start);
            }
            None if column_of[link.from] == column_of[link.to] + 1 => join(end, start),
            None => {}
        }
    }
}

/// Returns the top of each item.
fn arrange(items: &[Item]) -> Vec<i64> {
    let count = items.iter().map(|item| item.column + 1).max().unwrap_or(0);
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, item) in items.iter().enumerate() {
        columns[item.column].push(at);
    }
    let mut tops = vec![0; items.len()];
    columns
        .iter()
        .for_each(|column| stack(items, column, &mut tops));
    for pass in 0..PASSES {
        for column in walk(count, pass) {
            let side = pass % 2;
            let middle = |at: &usize| wish(items, &tops, *at, &[side]) + items[*at].height / 2;
            columns[column].sort_by_cached_key(middle);
            stack(items, &columns[column], &mut tops);
        }
    }
    for pass in 0..PASSES {
        // At last both sides have a say.
        let both = pass + 2 >= PASSES;
        for column in walk(count, pass) {
            let sides: &[usize] = if both {
                &[BEFORE, BEHIND]
            } else {
                &[[BEFORE, BEHIND][pass % 2]]
            };
            settle(items, &columns[column], sides, &mut tops);
        }
    }
    let highest = tops.iter().min().copied().unwrap_or(0);
    tops.iter_mut().for_each(|top| *top += MARGIN - highest);
    tops
}

/// Returns the columns from the first to the last, and in every second pass the other way.
fn walk(count: usize, pass: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |at| {
        if pass % 2 == BEFORE {
            at
        } else {
            count - 1 - at
        }
    })
}

/// Puts the items of a column below each other.
fn stack(items: &[Item], column: &[usize], tops: &mut [i64]) {
    let mut top = 0;
    for at in column {
        tops[*at] = top;
        top += items[*at].height + GAP;
    }
}

/// Returns the top at which an item's lines would be level on average, and where it stands if it has none.
fn wish(items: &[Item], tops: &[i64], at: usize, sides: &[usize]) -> i64 {
    let (mut sum, mut count) = (0, 0);
    for joint in sides.iter().flat_map(|side| &items[at].joints[*side]) {
        sum += tops[joint.other] + joint.other_at - joint.at;
        count += 1;
    }
    if count == 0 {
        tops[at]
    } else {
        i64::div_euclid(sum, count)
    }
}

/// Moves the items of a column as near to their wishes as their order allows, by least squares: each begins at its wish,
/// and those that would overlap become a block that stands at the mean of their wishes (pool adjacent violators).
fn settle(items: &[Item], column: &[usize], sides: &[usize], tops: &mut [i64]) {
    // Of each block the sum of the wishes, without what stands above inside of the column, and the number of items.
    let mut blocks: Vec<(i64, i64)> = Vec::new();
    let mut above = 0;
    for at in column {
        let mut block = (wish(items, tops, *at, sides) - above, 1);
        above += items[*at].height + GAP;
        while let Some(before) = blocks.pop_if(|before| before.0 * block.1 > block.0 * before.1) {
            block = (block.0 + before.0, block.1 + before.1);
        }
        blocks.push(block);
    }
    let mut above = 0;
    let starts = blocks.iter().flat_map(|(sum, count)| {
        std::iter::repeat_n(i64::div_euclid(*sum, *count), *count as usize)
    });
    for (at, start) in column.iter().zip(starts) {
        tops[*at] = start + above;
        above += items[*at].height + GAP;
    }
}
