//! Named defaults of the files that this stage makes itself.

use crate::expand::defaults::defaults;

defaults! {
    LISTING: "emit.kustomization", "a kustomization.yaml lists the files of a folder",
        "Flux, Argo CD and kubectl read the folder alike, and a stray file is never applied",
        "kustomize.config.k8s.io/v1beta1 Kustomization", "";
    RESOURCES: "emit.kustomization.resources", "one entry a file, in apply order",
        "what is not listed is not applied", "kustomize.config.k8s.io/v1beta1 Kustomization resources", "";
    FIFO: "emit.kustomization.sortOptions", "objects keep the order of the list",
        "kustomize would sort them by an order of its own", "kustomize.config.k8s.io/v1beta1 Kustomization sortOptions", "";

    ENTRY: "gitops.entry", "one entry object a unit, which the engine syncs",
        "a unit is what both engines can order, wait for and prune", "Flux and Argo CD manuals", "";
    ENTRY_NAME: "gitops.entry.name", "environment and unit make the name",
        "one cluster may run several environments", "at most 63 characters, since both engines put it into labels", "";
    ENTRY_NAMESPACE: "gitops.namespace", "flux-system or argocd",
        "the namespace into which the engine is installed by default", "Flux and Argo CD manuals", "gitops.namespace";
    ENTRY_LABELS: "gitops.entry.labels", "what made the object, and for which environment",
        "entry objects of all environments can be selected", "app.kubernetes.io labels", "";
    PATH: "gitops.path", "the rendered folder, and the unit in it",
        "each unit is a folder of its own", "Flux spec.path, Argo CD spec.source.path", "gitops.path";
    DEPENDS_ON: "gitops.dependsOn", "the units that must be ready before",
        "follows from the objects of the unit: who names whom; what another dependency brings is left out",
        "Flux spec.dependsOn", "";
    INTERVAL: "gitops.interval", "how often the engine looks for drift: every hour; every minute for new commits",
        "a new commit is applied at once whatever this is", "Flux manual, recommended settings", "gitops.interval";
    RETRY: "gitops.retryInterval", "a failed unit is tried again after two minutes",
        "a unit that waits for another should not wait for the next interval", "Flux manual, recommended settings", "";
    TIMEOUT: "gitops.timeout", "five minutes to become ready, or the deadline of the unit's Job and a minute more",
        "a unit that hangs is reported before anybody asks", "Flux manual, recommended settings", "";
    WAIT: "gitops.wait", "a unit is ready when all its objects are",
        "dependsOn means nothing without it", "Flux spec.wait", "";
    PRUNE: "gitops.prune", "what leaves the tree leaves the cluster",
        "the tree is the whole truth", "Flux spec.prune, Argo CD syncPolicy.automated.prune", "gitops.prune";
    SOURCE: "gitops.source", "the GitRepository that the Kustomizations read",
        "one of its own where `gitops.repo` is given, else the one that `flux bootstrap` makes", "Flux spec.sourceRef", "gitops.source";
    BRANCH: "gitops.branch", "the branch main; for Argo CD the default branch of the repository",
        "what hosts call the default branch today", "Flux spec.ref, Argo CD spec.source.targetRevision", "gitops.branch";
    SUBSTITUTE: "gitops.flux.substitute", "the object contains `${` and takes no part in variable substitution",
        "a postBuild that somebody adds later would fail on it or empty it, strictly since Flux 2.9",
        "Flux manual, post build variable substitution", "";

    WAVE: "gitops.argocd.wave", "the length of the longest chain of dependencies below the unit",
        "Argo CD orders Applications by nothing else", "Argo CD sync waves", "";
    PROJECT: "gitops.project", "the project default",
        "exists in every installation", "Argo CD spec.project", "gitops.project";
    DESTINATION: "gitops.argocd.destination", "the cluster in which Argo CD runs",
        "each environment has its own cluster, and Argo CD in it", "Argo CD spec.destination", "";
    SYNC: "gitops.argocd.sync", "synced and healed without being asked",
        "Git is the only way in", "Argo CD spec.syncPolicy.automated", "";
    SYNC_OPTIONS: "gitops.argocd.syncOptions", "server-side apply, ignored differences respected, deletions last, one owner an object",
        "large CustomResourceDefinitions do not fit the annotation of client-side apply; a misspelt field is refused",
        "Argo CD sync options", "";
    SKIP_DRY_RUN: "gitops.argocd.skipDryRun", "the unit holds custom resources, whose definitions may come later",
        "a dry run of an unknown kind fails the whole sync", "Argo CD SkipDryRunOnMissingResource", "";
    SYNC_RETRY: "gitops.argocd.retry", "a failed sync is tried again, up to three minutes apart",
        "webhooks and definitions take a moment to be there", "Argo CD spec.syncPolicy.retry", "";
    FINALIZER: "gitops.argocd.finalizer", "deleting the Application deletes its objects",
        "a unit that leaves the tree leaves the cluster, as with Flux", "Argo CD manual, app deletion: foreground cascading deletion", "gitops.prune";
    HEALTH: "gitops.argocd.health", "the health check of Applications that Argo CD 1.8 took out",
        "without it every Application counts as healthy at once, or half applied, and waves order nothing",
        "Argo CD manual, health of app of apps; argo-cd#3781; setApplicationHealth of Argo CD 3.5.7", "";
}
