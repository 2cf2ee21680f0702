//! What one object needs another for, in one word for programs and half a sentence for people.

/// What one object needs another for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// A custom resource needs its CustomResourceDefinition.
    Definition,
    /// A custom resource needs the operator that acts on it.
    Operator,
    /// An object needs its Namespace.
    Namespace,
    /// An ExternalSecret needs its store.
    Store,
    /// Something uses a secret.
    Secret,
    /// Something uses a ConfigMap.
    ConfigMap,
    /// Something acts as a ServiceAccount.
    ServiceAccount,
    /// Something is of a class.
    Class,
    /// Something sends traffic to a Service.
    Backend,
    /// A scaler needs what it scales.
    Scales,
    /// Any other field that names an object.
    Names,
    /// An expression reads another component.
    Expression,
    /// The user wrote `after`.
    After,
    /// A rollout waits for its migration.
    Migration,
    /// Pods get a readiness gate only where Service and Ingress are there first.
    ReadinessGate,
}

impl Why {
    /// Every reason, in order.
    pub const ALL: [Why; 15] = [
        Why::Definition,
        Why::Operator,
        Why::Namespace,
        Why::Store,
        Why::Secret,
        Why::ConfigMap,
        Why::ServiceAccount,
        Why::Class,
        Why::Backend,
        Why::Scales,
        Why::Names,
        Why::Expression,
        Why::After,
        Why::Migration,
        Why::ReadinessGate,
    ];

    /// Returns the word that programs read.
    pub fn word(self) -> &'static str {
        match self {
            Why::Definition => "definition",
            Why::Operator => "operator",
            Why::Namespace => "namespace",
            Why::Store => "store",
            Why::Secret => "secret",
            Why::ConfigMap => "configMap",
            Why::ServiceAccount => "serviceAccount",
            Why::Class => "class",
            Why::Backend => "backend",
            Why::Scales => "scales",
            Why::Names => "names",
            Why::Expression => "expression",
            Why::After => "after",
            Why::Migration => "migration",
            Why::ReadinessGate => "readinessGate",
        }
    }
}

/// Completes "a needs b: …".
impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Why::Definition => "its kind is defined there",
            Why::Operator => "the operator of its kind runs there",
            Why::Namespace => "it lives in that namespace",
            Why::Store => "it reads from that store",
            Why::Secret => "it uses that secret",
            Why::ConfigMap => "it uses that configuration",
            Why::ServiceAccount => "it acts as that account",
            Why::Class => "it is of that class",
            Why::Backend => "it sends traffic there",
            Why::Scales => "it scales that",
            Why::Names => "it names that",
            Why::Expression => "an expression reads it",
            Why::After => "`after` says so",
            Why::Migration => "the rollout waits for the migration",
            Why::ReadinessGate => {
                "pods get their readiness gate only where Service and Ingress are there first"
            }
        })
    }
}
