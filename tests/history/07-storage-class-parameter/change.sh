# prod
sed -i 's/iops: 6000/iops: 9000/' environments/prod/prod.yaml
