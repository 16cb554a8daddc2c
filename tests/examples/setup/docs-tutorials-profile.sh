sed -n '/^```yaml$/,/^```$/p' "$top/docs/tutorials/profile.md" | sed '/^```/d' >example.yaml
