# scripts/supply/wrap.sh - lets a program of another suite run on this machine. Sourced.
# shellcheck shell=sh

# run_with_libraries FILE NAME LIBRARY [OPTION...] - the program FILE is to run through the loader in the directory LIBRARY,
# with the libraries there and with these options before others. NAME is the path that FILE has in the end.
run_with_libraries() {
        wrapped=$1
        name=$2
        libraries=$3
        shift 3
        options=
        for option; do
                options="$options \"$option\""
        done
        mv "$wrapped" "$wrapped.program"
        cat >"$wrapped" <<END
#!/bin/sh
exec "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" --argv0 "$name" "$name.program"$options "\$@"
END
        chmod 755 "$wrapped"
}

# real_program FILE - where a link in the same directory leads to.
real_program() {
        if [ -L "$1" ]; then
                echo "${1%/*}/$(readlink "$1")"
        else
                echo "$1"
        fi
}
