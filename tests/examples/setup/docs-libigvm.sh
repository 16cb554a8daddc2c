# tests/examples/setup/docs-libigvm.sh - the program of the page, and an image of one page.
sed -n '/^```c$/,/^```$/p' "$top/docs/libigvm.md" | sed '/^```/d' >pages.c
printf 'platforms: [{type: sev-snp}]\nmemory: [{gpa: 0x10000, file: page.bin}]\n' >parts.yaml
head -c 100 /dev/urandom >page.bin
cashew image build --parts parts.yaml -o image.igvm
