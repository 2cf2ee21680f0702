# prod
sed -i 's/{name: orders,/{name: purchases,/' base/data/orders.yaml environments/prod/prod.yaml
sed -i 's/database\.orders/database.purchases/' base/apps/*.yaml
sed -i 's/^    orders: /    purchases: /' environments/prod/environment.yaml
