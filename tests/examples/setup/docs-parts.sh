# tests/examples/setup/docs-parts.sh - a small list of parts.
printf 'platforms: [{type: sev-snp}]\nmemory: [{gpa: 0x10000, zeros: 0x1000}]\n' >parts.yaml
