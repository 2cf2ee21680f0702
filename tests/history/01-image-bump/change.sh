# dev staging
sed -i s/api:1.4.2/api:1.5.0/ base/apps/api.yaml
