//! The graph of units: cycles, order, waves and the transitive reduction.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};

use rustc_hash::FxHashSet;

use super::edges::Edge;
use super::why::Why;
use crate::diag::{Code, Diagnostic};
use crate::k8s::Object;

/// Units, numbered in the order of their names, and what each depends on.
pub(super) struct Graph<'e> {
    /// For each unit the units it depends on, sorted, each with the position of the edge that says why.
    needs: Vec<Vec<(usize, usize)>>,
    /// The pairs of which an expression of the first reads the second, whatever else there is between them.
    read: FxHashSet<(usize, usize)>,
    edges: &'e [Edge],
}

/// The units in order.
pub(super) struct Order {
    /// Every unit, behind all it depends on; ties by name.
    pub(super) sequence: Vec<usize>,
    /// The wave of each unit.
    pub(super) levels: Vec<usize>,
    /// What each unit depends on and does not depend on by way of another, sorted.
    pub(super) reduced: Vec<Vec<usize>>,
}

impl<'e> Graph<'e> {
    /// Joins the edges of objects to edges of units; the first edge between two units is the reason that is kept.
    pub(super) fn new(units: usize, unit_of: &[usize], edges: &'e [Edge]) -> Self {
        let mut needs: Vec<Vec<(usize, usize)>> = vec![Vec::new(); units];
        let mut read = FxHashSet::default();
        for (at, edge) in edges.iter().enumerate() {
            let (from, to) = (unit_of[edge.from], unit_of[edge.to]);
            if from != to {
                needs[from].push((to, at));
                if edge.why == Why::Expression {
                    read.insert((from, to));
                }
            }
        }
        for list in &mut needs {
            list.sort_unstable();
            list.dedup_by_key(|(to, _)| *to);
        }
        Graph { needs, read, edges }
    }

    fn needs(&self, unit: usize) -> impl DoubleEndedIterator<Item = usize> {
        self.needs[unit].iter().map(|(to, _)| *to)
    }

    /// Puts the units in order. Units of a cycle follow behind the others, in the order of their names.
    pub(super) fn order(&self) -> Order {
        let count = self.needs.len();
        let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut open: Vec<usize> = Vec::with_capacity(count);
        for unit in 0..count {
            open.push(self.needs[unit].len());
            self.needs(unit).for_each(|to| needed_by[to].push(unit));
        }
        let mut ready: BinaryHeap<Reverse<usize>> = (0..count)
            .filter(|unit| open[*unit] == 0)
            .map(Reverse)
            .collect();
        let mut sequence = Vec::with_capacity(count);
        let mut levels = vec![0; count];
        while let Some(Reverse(unit)) = ready.pop() {
            sequence.push(unit);
            for next in &needed_by[unit] {
                levels[*next] = levels[*next].max(levels[unit] + 1);
                open[*next] -= 1;
                if open[*next] == 0 {
                    ready.push(Reverse(*next));
                }
            }
        }
        let reduced = self.reduce(&sequence, &levels);
        sequence.extend((0..count).filter(|unit| open[*unit] > 0));
        Order {
            sequence,
            levels,
            reduced,
        }
    }

    /// Leaves out each dependency that another one brings. A dependency can only be reached from one of a higher level,
    /// so a walk goes from the highest down, along edges that are reduced already, and stops at the lowest level asked.
    fn reduce(&self, sequence: &[usize], levels: &[usize]) -> Vec<Vec<usize>> {
        let mut reduced: Vec<Vec<usize>> = (0..self.needs.len())
            .map(|unit| self.needs(unit).collect())
            .collect();
        // The unit that last reached this one: spares clearing a set for each unit.
        let mut reached_by = vec![usize::MAX; self.needs.len()];
        let mut stack = Vec::new();
        for unit in sequence {
            let mut wanted = std::mem::take(&mut reduced[*unit]);
            wanted.sort_by_key(|to| (Reverse(levels[*to]), *to));
            let lowest = wanted.last().map_or(0, |to| levels[*to]);
            wanted.retain(|to| {
                if reached_by[*to] == *unit {
                    return false;
                }
                reached_by[*to] = *unit;
                stack.push(*to);
                while let Some(at) = stack.pop() {
                    for below in &reduced[at] {
                        if levels[*below] >= lowest && reached_by[*below] != *unit {
                            reached_by[*below] = *unit;
                            stack.push(*below);
                        }
                    }
                }
                true
            });
            wanted.sort_unstable();
            reduced[*unit] = wanted;
        }
        reduced
    }

    /// Returns a finding for each knot of units that need each other: its shortest cycle, with the reason of each step.
    pub(super) fn cycles(&self, names: &[&str], objects: &[Object]) -> Vec<Diagnostic> {
        let knots = self.knots();
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (unit, knot) in knots.iter().enumerate() {
            members.entry(*knot).or_default().push(unit);
        }
        members
            .into_values()
            .filter(|knot| knot.len() > 1)
            .filter_map(|knot| self.shortest_cycle(knot[0], &knots))
            .filter(|cycle| !self.is_told(cycle))
            .map(|cycle| self.explain(&cycle, names, objects))
            .collect()
    }

    /// Returns the edge that says why the unit at a step of a cycle needs the next.
    fn step<'c>(&'c self, cycle: &'c [usize], step: usize) -> Option<&'c Edge> {
        let next = cycle[(step + 1) % cycle.len()];
        let needs = &self.needs[cycle[step]];
        let found = needs.binary_search_by_key(&next, |(to, _)| *to).ok()?;
        self.edges.get(needs[found].1)
    }

    /// Returns whether expressions alone make a cycle, which was reported when they were evaluated.
    fn is_told(&self, cycle: &[usize]) -> bool {
        let next = cycle.iter().cycle().skip(1);
        cycle
            .iter()
            .zip(next)
            .all(|(from, to)| self.read.contains(&(*from, *to)))
    }

    /// Returns the strongly connected component of each unit (Tarjan, without recursion).
    fn knots(&self) -> Vec<usize> {
        const NEW: usize = usize::MAX;
        let count = self.needs.len();
        let (mut number, mut low) = (vec![NEW; count], vec![0; count]);
        let mut knot = vec![NEW; count];
        let (mut next, mut open) = (0, Vec::new());
        for root in 0..count {
            if number[root] != NEW {
                continue;
            }
            let mut walk: Vec<(usize, usize)> = vec![(root, 0)];
            while let Some((unit, step)) = walk.pop() {
                if step == 0 {
                    number[unit] = next;
                    low[unit] = next;
                    next += 1;
                    open.push(unit);
                } else {
                    let child = self.needs[unit][step - 1].0;
                    low[unit] = low[unit].min(low[child]);
                }
                let mut step = step;
                let mut deeper = None;
                while let Some((to, _)) = self.needs[unit].get(step) {
                    step += 1;
                    if number[*to] == NEW {
                        deeper = Some(*to);
                        break;
                    }
                    if knot[*to] == NEW {
                        low[unit] = low[unit].min(number[*to]);
                    }
                }
                if let Some(child) = deeper {
                    walk.push((unit, step));
                    walk.push((child, 0));
                } else if low[unit] == number[unit] {
                    while let Some(member) = open.pop() {
                        knot[member] = unit;
                        if member == unit {
                            break;
                        }
                    }
                }
            }
        }
        knot
    }

    /// Returns the shortest way from a unit back to itself inside its knot.
    fn shortest_cycle(&self, start: usize, knots: &[usize]) -> Option<Vec<usize>> {
        let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(unit) = queue.pop_front() {
            for to in self.needs(unit).filter(|to| knots[*to] == knots[start]) {
                if to == start {
                    let mut cycle = vec![unit];
                    let mut at = unit;
                    while at != start {
                        at = *came_from.get(&at)?;
                        cycle.push(at);
                    }
                    cycle.reverse();
                    return Some(cycle);
                }
                came_from.entry(to).or_insert_with(|| {
                    queue.push_back(to);
                    unit
                });
            }
        }
        None
    }

    fn explain(&self, cycle: &[usize], names: &[&str], objects: &[Object]) -> Diagnostic {
        let path: Vec<String> = cycle
            .iter()
            .chain(cycle.first())
            .map(|unit| format!("`{}`", names[*unit]))
            .collect();
        let mut finding = Diagnostic::new(
            Code::OrderCycle,
            format!(
                "each unit needs the next to be ready first: {}",
                path.join(" → ")
            ),
        );
        for step in 0..cycle.len() {
            let Some(edge) = self.step(cycle, step) else {
                continue;
            };
            let reason = format!(
                "`{}` needs `{}`: {}",
                objects[edge.from].id, objects[edge.to].id, edge.why
            );
            finding = match (step, edge.span) {
                (0, Some(span)) => finding.on(&objects[edge.from].id).at_saying(span, reason),
                (_, Some(span)) => finding.related(span, reason),
                (_, None) => finding.note(reason),
            };
        }
        finding.help("take one of these references out; the address of a Service, `name.namespace.svc.cluster.local`, written as text is no dependency")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edges(pairs: &[(usize, usize)]) -> Vec<Edge> {
        pairs
            .iter()
            .map(|(from, to)| Edge {
                from: *from,
                to: *to,
                why: Why::Names,
                span: None,
            })
            .collect()
    }

    fn order(count: usize, pairs: &[(usize, usize)]) -> Order {
        let each: Vec<usize> = (0..count).collect();
        Graph::new(count, &each, &edges(pairs)).order()
    }

    /// Every unit that can be reached from each.
    fn reach(needs: &[Vec<usize>], sequence: &[usize]) -> Vec<Vec<bool>> {
        let mut reach = vec![vec![false; needs.len()]; needs.len()];
        for unit in sequence {
            for to in &needs[*unit] {
                let below = reach[*to].clone();
                reach[*unit][*to] = true;
                (0..below.len()).for_each(|at| reach[*unit][at] |= below[at]);
            }
        }
        reach
    }

    #[test]
    fn a_long_chain_with_shortcuts_is_reduced_to_the_chain() {
        let mut pairs: Vec<(usize, usize)> = (1..10_000).map(|unit| (unit, unit - 1)).collect();
        pairs.extend((2..10_000).map(|unit| (unit, unit - 2)));
        let order = order(10_000, &pairs);
        assert!(order.sequence.iter().copied().eq(0..10_000));
        assert!((1..10_000).all(|unit| order.reduced[unit] == [unit - 1]));
        assert_eq!(order.levels[9_999], 9_999);
    }

    #[test]
    fn units_of_a_cycle_come_last() {
        let order = order(4, &[(0, 1), (1, 0), (2, 3)]);
        assert_eq!(order.sequence, [3, 2, 0, 1]);
    }

    proptest! {
        #[test]
        fn reduction_keeps_what_can_be_reached_and_nothing_more(
            pairs in prop::collection::vec((0..12usize, 0..12usize), 0..60)
        ) {
            let pairs: Vec<_> = pairs.into_iter().filter(|(from, to)| from > to).collect();
            let order = order(12, &pairs);
            let mut all = vec![Vec::new(); 12];
            pairs.iter().for_each(|(from, to)| all[*from].push(*to));
            let reach_of = |needs: &[Vec<usize>]| reach(needs, &order.sequence);
            prop_assert_eq!(reach_of(&all), reach_of(&order.reduced));
            for unit in 0..12 {
                for left_out in 0..order.reduced[unit].len() {
                    let mut fewer = order.reduced.clone();
                    fewer[unit].remove(left_out);
                    prop_assert_ne!(reach_of(&all), reach_of(&fewer));
                }
            }
        }

        #[test]
        fn every_knot_is_found(pairs in prop::collection::vec((0..8usize, 0..8usize), 0..20)) {
            let each: Vec<usize> = (0..8).collect();
            let edges = edges(&pairs);
            let graph = Graph::new(8, &each, &edges);
            let knots = graph.knots();
            let mut reach = [[false; 8]; 8];
            for _ in 0..8 {
                for (from, to) in &pairs {
                    let below = reach[*to];
                    reach[*from][*to] = true;
                    (0..8).for_each(|at| reach[*from][at] |= below[at]);
                }
            }
            for a in 0..8 {
                for b in 0..8 {
                    let together = a == b || (reach[a][b] && reach[b][a]);
                    prop_assert_eq!(knots[a] == knots[b], together);
                }
                if reach[a][a] && pairs.iter().any(|(from, to)| from == &a && to != &a && reach[*to][a]) {
                    let cycle = graph.shortest_cycle(a, &knots);
                    prop_assert!(cycle.is_some_and(|cycle| cycle.len() > 1 && cycle[0] == a));
                }
            }
        }
    }
}
