# tests/examples/setup/docs-profiles.sh - the profile of the page.
sed -n '/^```yaml/,/^```/p' "$top/docs/profiles.md" | sed -n '2,/^```/p' | sed '/^```/d' >example.yaml
