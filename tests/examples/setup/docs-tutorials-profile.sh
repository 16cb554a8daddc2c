# tests/examples/setup/docs-tutorials-profile.sh - the profile of the page.
sed -n '/^```yaml$/,/^```$/p' "$top/docs/tutorials/profile.md" | sed '/^```/d' >example.yaml
