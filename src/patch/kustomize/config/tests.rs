use super::*;

#[test]
fn the_tables_have_as_many_rows_as_kustomize_has() {
    let config = Config::default_arc();
    let referrers = config
        .name_reference
        .iter()
        .map(|target| target.referrers.len());
    assert_eq!(config.name_reference.len(), 16);
    // kustomize has 167, one of them twice.
    assert_eq!(referrers.sum::<usize>(), 166);
}
#[test]
fn dump_tmp() {
    let mut config = Config::clone(&Config::default_arc());
    let refs = config.name_reference.clone();
    let mut out = String::new();
    let mut put = |name: &str, s: &FieldSpec| {
        out.push_str(&format!(
            "{name}|{}|{}|{}|{}|{}\n",
            s.group, s.version, s.kind, s.path, s.create
        ))
    };
    for (name, specs) in config.lists() {
        for s in specs.iter() {
            put(name, s)
        }
    }
    for t in &refs {
        for s in &t.referrers {
            put(&format!("ref {}/{}/{}", t.group, t.version, t.kind), s)
        }
    }
    std::fs::write("/tmp/tr_dump.txt", out).unwrap();
}
