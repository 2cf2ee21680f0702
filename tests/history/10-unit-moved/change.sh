# prod
sed -i "/ingress: {alb/d" base/apps/web.yaml
