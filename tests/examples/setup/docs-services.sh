# tests/examples/setup/docs-services.sh - the smallest program.
printf 'int main(void)\n{\n        return 0;\n}\n' >hello.c
