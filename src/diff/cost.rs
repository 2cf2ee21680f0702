//! What all objects ask for: processor and memory of pods times their number, and storage.
//!
//! A workload that is scaled counts with its least and with its greatest number. Pods of DaemonSets and of CronJobs are
//! left out: how many there are is not in the manifests.

use super::read::{amount, items};
use super::requested::{add, requested};
use super::world::{Side, World, scalers};
use super::{Input, Placed};
use crate::k8s::{Object, quantity::Quantity};
use crate::yaml::Node;

/// What is asked for on both sides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Before.
    pub before: Total,
    /// After.
    pub after: Total,
}

/// A sum of requests.
#[derive(Clone, Copy, Debug)]
pub struct Total {
    /// Processors, with as few pods as there may be.
    pub cpu: Quantity,
    /// Memory, with as few pods as there may be.
    pub memory: Quantity,
    /// Processors, with as many pods as there may be.
    pub max_cpu: Quantity,
    /// Memory, with as many pods as there may be.
    pub max_memory: Quantity,
    /// Storage of claims and of templates of claims.
    pub storage: Quantity,
}

impl Default for Total {
    fn default() -> Self {
        let none = Quantity::from_int(0);
        Total {
            cpu: none,
            memory: none,
            max_cpu: none,
            max_memory: none,
            storage: none,
        }
    }
}

/// Sums up both sides.
pub(super) fn of(input: &Input<'_>, world: &World<'_>) -> Cost {
    let (before, after) = rayon::join(
        || total(input.same.iter().chain(&input.before), &world.before),
        || total(input.same.iter().chain(&input.after), &world.after),
    );
    Cost { before, after }
}

fn total<'a>(placed: impl Iterator<Item = &'a Placed<'a>>, side: &Side<'_>) -> Total {
    let mut total = Total::default();
    for object in placed.map(|placed| placed.object) {
        match (object.id.group.as_str(), object.id.kind.as_str()) {
            _ if scalers::is_scalable(&object.id) => total.add_workload(object, side),
            ("", "Pod") => total.add_pods(object.node.get("spec"), (1, 1)),
            ("", "PersistentVolumeClaim") => total.add_claim(object.node.get("spec"), 1),
            _ => {}
        }
    }
    total
}

impl Total {
    fn add_workload(&mut self, object: &Object, side: &Side<'_>) {
        let Some(spec) = object.node.get("spec") else {
            return;
        };
        let stated = spec.get("replicas").and_then(Node::as_int).unwrap_or(1);
        let pods = side
            .scaler(&object.id)
            .map_or((stated, stated), |scaler| (scaler.least, scaler.greatest));
        self.add_pods(spec.at(&["template", "spec"]), pods);
        for claim in items(spec.get("volumeClaimTemplates")) {
            self.add_claim(claim.get("spec"), pods.0);
        }
    }

    fn add_pods(&mut self, spec: Option<&Node>, (least, greatest): (i64, i64)) {
        let Some(spec) = spec else {
            return;
        };
        let (cpu, memory) = (requested(spec, "cpu"), requested(spec, "memory"));
        add(&mut self.cpu, cpu.times(least));
        add(&mut self.memory, memory.times(least));
        add(&mut self.max_cpu, cpu.times(greatest));
        add(&mut self.max_memory, memory.times(greatest));
    }

    fn add_claim(&mut self, spec: Option<&Node>, count: i64) {
        let storage = spec.and_then(|spec| amount(spec.at(&["resources", "requests", "storage"])));
        add(
            &mut self.storage,
            storage.and_then(|storage| storage.times(count)),
        );
    }
}
