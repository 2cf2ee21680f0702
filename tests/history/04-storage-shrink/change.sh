# prod
sed -i 's/size: 500Gi/size: 200Gi/' environments/prod/prod.yaml
