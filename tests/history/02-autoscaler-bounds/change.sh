# prod
sed -i 's/maxReplicas: 10/maxReplicas: 20/' overlays/high-availability/overlay.yaml
