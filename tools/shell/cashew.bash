# Completion of cashew for bash: `cashew complete` knows the commands' tables.
_cashew() {
        local cur line
        cur=${COMP_WORDS[COMP_CWORD]}
        COMPREPLY=()
        while IFS= read -r line; do
                case $line in
                :files) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${cur#=}") ;;
                :directories) compopt -o filenames && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "${cur#=}") ;;
                *) COMPREPLY+=("${line%%$'\t'*}") ;;
                esac
        done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _cashew cashew
