# prod
sed -i 's/size: 500Gi/size: 800Gi/' environments/prod/prod.yaml
