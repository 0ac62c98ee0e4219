# shellcheck shell=bash
# What the scripts of this folder share; sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*" >&2; }

# Configures and builds a preset: build PRESET [cmake --build arguments].
# On a terminal ninja shows its own one-line progress. Elsewhere a line every ten seconds says how
# far it is. Warnings and errors are shown in full either way.
build() {
    local preset=$1
    shift
    configure "$preset" || return
    if [[ -t 2 ]]; then
        (cd "$root" && cmake --build --preset "$preset" "$@") >&2
    else
        (cd "$root" && cmake --build --preset "$preset" "$@" 2>&1) | show_progress "$preset" >&2
    fi
}

# The chatter of a configuration that went well is of no use; that of a failed one is all shown.
configure() {
    local preset=$1 chatter
    if ! chatter=$(cd "$root" && cmake --preset "$preset" 2>&1); then
        say "$chatter"
        return 1
    fi
}

show_progress() {
    local preset=$1 line said=$SECONDS
    while IFS= read -r line; do
        if [[ $line =~ ^\[([0-9]+/[0-9]+)\] ]]; then
            if ((SECONDS - said >= 10)); then
                printf 'building %s: %s\n' "$preset" "${BASH_REMATCH[1]}"
                said=$SECONDS
            fi
        elif [[ $line != 'ninja: no work to do.' ]]; then
            printf '%s\n' "$line"
        fi
    done
}
