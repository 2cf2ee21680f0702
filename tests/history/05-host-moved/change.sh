# prod
sed -i 's/      api.${env.domain}:/      apis.${env.domain}:/' base/apps/api.yaml
sed -i 's/hosts: {"${env.domain}": {}}/hosts: {"${env.domain}": {}, "api.${env.domain}": {}}/' base/apps/web.yaml
