# tests/examples/setup/docs-tutorials-svsm.sh - the program of the page.
sed -n '/^```c$/,/^```$/p' "$top/docs/tutorials/svsm.md" | sed '/^```/d' >hello.c
