sed -n '/^```c$/,/^```$/p' "$top/docs/tutorials/svsm.md" | sed '/^```/d' >hello.c
