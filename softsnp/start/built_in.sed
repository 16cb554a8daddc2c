# A text as lines of assembler.
s/[\\"]/\\&/g
s/.*/        .ascii "&\\n"/
