use super::*;

#[test]
fn the_tables_have_as_many_rows_as_kustomize_has() {
    let config = Config::default_arc();
    let referrers = config
        .name_reference
        .iter()
        .map(|target| target.referrers.len());
    assert_eq!(config.name_reference.len(), 16);
    assert_eq!(referrers.sum::<usize>(), 166);
}
