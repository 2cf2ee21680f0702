# prod
sed -i 's#role/${env.name}-shop-api"#role/${env.name}-shop-admin"#' base/apps/api.yaml
