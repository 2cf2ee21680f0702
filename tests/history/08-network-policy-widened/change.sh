# prod
sed -i 's#cidr: 203.0.113.0/24#cidr: 0.0.0.0/0#' environments/prod/environment.yaml
