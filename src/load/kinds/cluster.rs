//! The vocabulary of Cluster.

use crate::load::shape::{Shape, Type, field};

/// Facts about the cluster. Nothing of it becomes an object; expanders and rules ask it.
pub static CLUSTER: Shape = Shape {
    name: "Cluster",
    doc: "Facts about the EKS cluster.",
    fields: &[
        field(
            "name",
            &Type::String,
            "The name of the cluster in EKS; metadata.name if it is not given.",
        ),
        field(
            "region",
            &Type::String,
            "The AWS region; the environment's if it is not given.",
        ),
        field(
            "accountId",
            &Type::String,
            "The AWS account, twelve digits in quotes; the environment's if it is not given.",
        ),
        field(
            "partition",
            &Type::Enum(PARTITIONS),
            "The AWS partition; follows from the region if it is not given.",
        ),
        field(
            "kubernetesVersion",
            &Type::Enum(VERSIONS),
            "The minor version of Kubernetes, \"1.34\", in quotes.",
        ),
        field(
            "oidcIssuer",
            &Type::String,
            "The URL of the cluster's OIDC issuer, for trust policies of IRSA.",
        ),
        field("vpc", &Type::Object(&VPC), "The VPC of the cluster."),
        field(
            "compute",
            &Type::Enum(COMPUTE),
            "Who starts nodes; Auto Mode brings its own load balancer and EBS drivers.",
        ),
        field(
            "nodeGroups",
            &Type::Map(&Type::Object(&NODE_GROUP)),
            "The node groups, by name, as far as rules should know them.",
        ),
        field(
            "addons",
            &Type::Map(&Type::Object(&ADDON)),
            "The add-ons of EKS, by name, vpc-cni.",
        ),
        field(
            "certificates",
            &Type::Map(&Type::List(&Type::String)),
            "Certificates of ACM, by ARN, and the names they are for: [shop.example.com, \"*.shop.example.com\"].",
        ),
        field(
            "identity",
            &Type::Enum(IDENTITY),
            "How pods get AWS credentials unless a component says otherwise.",
        ),
    ],
};

/// Those whose types are built in: objects are checked by them.
const VERSIONS: &[&str] = &[
    "1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37",
];
const PARTITIONS: &[&str] = &["aws", "aws-cn", "aws-us-gov"];
const COMPUTE: &[&str] = &["auto-mode", "karpenter", "managed-nodegroups"];
const IDENTITY: &[&str] = &["irsa", "pod-identity"];

const CAPACITY: &[&str] = &["on-demand", "spot"];

static NODE_GROUP: Shape = Shape {
    name: "NodeGroup",
    doc: "A node group.",
    fields: &[
        field(
            "capacity",
            &Type::Enum(CAPACITY),
            "What it is made of; on-demand if it is not given.",
        ),
        field(
            "managed",
            &Type::Bool,
            "Whether EKS manages it; it does if it is not given.",
        ),
        field(
            "zones",
            &Type::List(&Type::String),
            "The availability zones it lies in.",
        ),
        field(
            "tainted",
            &Type::Bool,
            "Whether only pods that tolerate it go there.",
        ),
        field(
            "policyArns",
            &Type::List(&Type::String),
            "The IAM policies of its node role.",
        ),
        field(
            "imdsHopLimit",
            &Type::Int(1, 64),
            "How far answers of the metadata service travel; at 1, pods get none.",
        ),
    ],
};

static ADDON: Shape = Shape {
    name: "Addon",
    doc: "An add-on of EKS.",
    fields: &[
        field("version", &Type::String, "The version, v1.20.4-eksbuild.2."),
        field(
            "configuration",
            &Type::Any,
            "Its configuration values: {enableNetworkPolicy: \"true\"}.",
        ),
    ],
};

static VPC: Shape = Shape {
    name: "Vpc",
    doc: "The VPC of the cluster.",
    fields: &[
        field("id", &Type::String, "The id, vpc-…."),
        field("cidr", &Type::String, "The address range, 10.0.0.0/16."),
        field(
            "subnets",
            &Type::Object(&SUBNETS),
            "The subnets that load balancers and nodes use.",
        ),
    ],
};

static SUBNETS: Shape = Shape {
    name: "Subnets",
    doc: "The subnets of the VPC.",
    fields: &[
        field(
            "public",
            &Type::List(&Type::Object(&SUBNET)),
            "Subnets of internet-facing load balancers.",
        ),
        field(
            "private",
            &Type::List(&Type::Object(&SUBNET)),
            "Subnets of nodes, pods and internal load balancers.",
        ),
    ],
};

static SUBNET: Shape = Shape {
    name: "Subnet",
    doc: "One subnet.",
    fields: &[
        field("id", &Type::String, "The id, subnet-…."),
        field("zone", &Type::String, "The availability zone, eu-west-1a."),
        field("cidr", &Type::String, "The address range, 10.0.0.0/20."),
        field(
            "tags",
            &Type::Map(&Type::String),
            "The tags that the load balancer controller and Karpenter look for.",
        ),
    ],
};

#[cfg(test)]
mod tests {
    use super::VERSIONS;
    use crate::k8s::Minor;

    #[test]
    fn every_version_has_types() {
        let known: Vec<String> = Minor::all().map(|minor| minor.to_string()).collect();
        assert_eq!(VERSIONS, known);
    }
}
